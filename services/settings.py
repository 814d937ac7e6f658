"""Every setting, once: a name, a default, a sentence. `ONRECORD_<NAME>` in the environment or in `.env` sets it."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.errors import Misconfigured


class Settings(BaseSettings):
    """What an operator can say. Read once, by the command; nothing reads it at import."""

    model_config = SettingsConfigDict(env_prefix="ONRECORD_", env_file=".env", extra="ignore", frozen=True)

    kafka: str = Field(default="localhost:9092", description="Kafka's bootstrap servers, comma-separated.")
    database: str = Field(
        default="sqlite:///onrecord.db",
        description="Where the sink writes: sqlite:///path or postgresql://user:password@host/name.",
    )
    topic_partitions: int = Field(default=6, ge=1, le=1000, description="Partitions of a topic when `topics create` makes it.")
    topic_replicas: int = Field(default=1, ge=1, le=10, description="Replicas of a topic when `topics create` makes it.")
    idempotent_producer: bool = Field(default=True, description="Off only for brokers that can't (the embedded one).")
    compression: str = Field(default="lz4", pattern="^(none|gzip|snappy|lz4|zstd)$", description="How messages are compressed.")
    lanes: int = Field(default=16, ge=1, le=1024, description="Messages a service works on at a time; one key stays in order.")
    processes: int = Field(
        default=1, ge=0, le=64, description="Worker processes of entities and of claims; 0 works inside the service."
    )
    batch: int = Field(default=16, ge=1, le=64, description="Messages that go to a worker process together, at most.")
    work_seconds: float = Field(
        default=60.0, gt=0, description="A message that takes a worker process longer is refused as too-slow."
    )
    bugs_in_a_row: int = Field(default=20, ge=1, description="So many messages refused as bugs in a row stop the service.")
    web_host: str = Field(default="127.0.0.1", description="Where /healthz and /readyz listen; 0.0.0.0 in a container.")
    web_port: int = Field(default=8080, ge=0, le=65535, description="Their port; 0 takes a free one.")
    data_dir: Path = Field(default=Path(".onrecord"), description="Where `up` and `demo` keep what they need between starts.")
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="How much the services log.")


def named(field: str) -> str:
    """What a setting is called in the environment."""
    return f"ONRECORD_{field.upper()}"


def load() -> Settings:
    """The settings in force. Raises Misconfigured with the setting's name when one can't be."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = "ONRECORD_" + "_".join(str(step) for step in first["loc"]).upper()
        raise Misconfigured(
            name, tried=f"{first.get('input')!r}: {first['msg']}", do="`onrecord settings` lists what it may be"
        ) from None
