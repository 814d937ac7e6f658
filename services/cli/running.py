"""Which broker a command talks to: the one that the settings name, or the embedded one of a running `onrecord up`."""

from __future__ import annotations

import socket
from pathlib import Path

from services.settings import Settings


def address_file(settings: Settings) -> Path:
    """Where a running `up` says which port its broker took."""
    return settings.data_dir / "broker"


def broker_in_force(settings: Settings) -> Settings:
    """`settings`, with the embedded broker's address where ONRECORD_KAFKA is not set and `up` is running here."""
    if "kafka" in settings.model_fields_set:
        return settings
    try:
        address = address_file(settings).read_text().strip()
    except OSError:
        return settings
    return embedded(settings, address) if answers(address) else settings


def embedded(settings: Settings, address: str) -> Settings:
    """`settings` for the embedded broker at `address`, which has no idempotent producer."""
    return settings.model_copy(update={"kafka": address, "idempotent_producer": False})


def answers(address: str) -> bool:
    """Whether something listens at `host:port`."""
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=1):
            return True
    except (OSError, ValueError):
        return False
