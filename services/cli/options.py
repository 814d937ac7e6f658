"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class Moment(click.ParamType):
    """A day or a time, ISO 8601; without an offset it is UTC."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no date: write 2016-12-12 or 2016-12-12T09:30:00+00:00", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Zone(click.ParamType):
    """A time zone by its name."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from services.parser.times import zone_named

        if zone_named(str(value)) is None:
            self.fail(f"{value!r} is no time zone: write one like Europe/Vienna", param, ctx)
        return str(value)


def item_options(command: F) -> F:
    """What the caller may say about items that do not say it themselves."""
    for option in (
        click.option("--media-type", metavar="TYPE", help="What the sender calls the format; the bytes decide."),
        click.option("--zone", type=Zone(), metavar="ZONE", help="Of times in them without one, as Europe/Vienna; else UTC."),
        click.option("--published", type=Moment(), metavar="DATE", help="When they were published, where they don't say."),
        click.option("--provider", default="unknown", show_default=True, help="Who sent them; part of an item's identity."),
    ):
        command = option(command)
    return command
