"""What every message has in common: frozen, tolerant of new fields, strict about its version."""

from __future__ import annotations

import json
from typing import ClassVar, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

__all__ = ["AwareDatetime", "Contract", "FromTheFuture", "NotThisContract"]


class NotThisContract(ValueError):
    """The bytes are not a message of the contract that was asked for; says where and why."""


class FromTheFuture(NotThisContract):
    """The bytes name a contract version that this code is too old to read."""


class Part(BaseModel):
    """A piece of a message. Frozen; unknown fields are ignored, so that older code reads newer messages."""

    model_config = ConfigDict(frozen=True, extra="ignore", ser_json_bytes="base64", val_json_bytes="base64")


class Contract(Part):
    """A message on a topic.

    Inside one version only optional fields are added: old messages parse with new code (the default stands in),
    new messages parse with old code (the field is ignored). Anything else is a new version and a new topic.
    """

    VERSION: ClassVar[int] = 1

    contract_version: int = Field(default=1, ge=1, description="Version of the contract; the topic's name carries it too.")

    def to_bytes(self) -> bytes:
        """This message as UTF-8 JSON, bytes fields in base64, without a trailing newline."""
        return self.model_dump_json().encode()

    @classmethod
    def from_bytes(cls, value: bytes) -> Self:
        """The message that `value` holds.

        Raises FromTheFuture when it names a later version, NotThisContract when it is anything else than this contract.
        """
        try:
            message = cls.model_validate_json(value)
        except ValidationError as error:
            said = _stated_version(value)
            if said is not None and said > cls.VERSION:
                raise FromTheFuture(_future(cls, said)) from error
            raise NotThisContract(_first_error(cls, error)) from error
        if message.contract_version > cls.VERSION:
            raise FromTheFuture(_future(cls, message.contract_version))
        return message


def _future(contract: type[Contract], said: int) -> str:
    return (
        f"this is {contract.__name__} version {said}, and this service reads up to version {contract.VERSION}: "
        "deploy the newer service first, then replay the dead letter"
    )


def _stated_version(value: bytes) -> int | None:
    try:
        message = json.loads(value)
    except (ValueError, RecursionError):
        return None
    said = message.get("contract_version") if isinstance(message, dict) else None
    return said if isinstance(said, int) else None


def _first_error(contract: type[Contract], error: ValidationError) -> str:
    first, *others = error.errors(include_url=False, include_input=False)
    where = ".".join(str(step) for step in first["loc"]) or "the message"
    more = f" (and {len(others)} more)" if others else ""
    return f"not a {contract.__name__}: {where}: {first['msg']}{more}"
