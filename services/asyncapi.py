"""The AsyncAPI 3 document: which service reads and writes which topic, and what is on it. Made from `topics` and `pipeline`."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from schemas import Contract
from schemas.generate import CONTRACTS, file_name
from services.pipeline import PIPELINE
from services.topics import CHANGES, DEAD_LETTERS, RAW, TOPICS, Topic


def asyncapi() -> dict[str, Any]:
    """The document, as JSON. Payloads refer to the JSON Schemas beside it."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "OnRecord",
            "version": version("onrecord"),
            "description": "Wire articles in; who said what, to whom, when and where out.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic) for topic in TOPICS},
        "operations": _operations(),
        "components": {"messages": {contract.__name__: _message(contract) for contract in CONTRACTS}},
    }


def _channel(topic: Topic[Contract]) -> dict[str, Any]:
    name = topic.contract.__name__
    return {
        "address": topic.name,
        "description": f"{topic.says} Key: {topic.key}.",
        "messages": {name: {"$ref": f"#/components/messages/{name}"}},
        "bindings": {
            "kafka": {
                "topic": topic.name,
                "topicConfiguration": {"retention.ms": topic.retention_ms, "max.message.bytes": topic.max_message_bytes},
                "bindingVersion": "0.5.0",
            }
        },
    }


def _message(contract: type[Contract]) -> dict[str, Any]:
    return {
        "name": contract.__name__,
        "summary": (contract.__doc__ or "").strip().splitlines()[0],
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-07",
            "schema": {"$ref": f"json/{file_name(contract)}"},
        },
    }


def _operations() -> dict[str, Any]:
    found: dict[str, Any] = {"feed.writes": _operation("send", RAW, "feed")}
    for stage in PIPELINE:
        found[f"{stage.name}.reads"] = _operation("receive", stage.reads, stage.name)
        if stage.writes is not None:
            found[f"{stage.name}.writes"] = _operation("send", stage.writes, stage.name)
        found[f"{stage.name}.refuses"] = _operation("send", DEAD_LETTERS, stage.name)
    found["sink.tells"] = _operation("send", CHANGES, "sink")
    return found


def _operation(action: str, topic: Topic[Any], service: str) -> dict[str, Any]:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{topic.name.replace('/', '~1')}"},
        "summary": f"{service}: {topic.says}",
        "bindings": {"kafka": {"groupId": {"type": "string", "const": f"onrecord-{service}"}, "bindingVersion": "0.5.0"}}
        if action == "receive"
        else {},
    }
