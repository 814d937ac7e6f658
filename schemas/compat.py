"""Do two versions of a JSON Schema understand each other? The rules of evolution, as a function."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]


def breaks(then: Schema, now: Schema) -> list[str]:
    """What a reader or writer of `then` would trip over when the other end speaks `now`, in words; empty when nothing.

    Both ways: messages of `then` must be valid under `now` (no new required field, nothing narrower), and messages of `now`
    valid under `then` (no field gone that was required, nothing wider). New optional fields are ignored by old readers.
    A new member of a closed set is a break too: old readers refuse it.
    """
    return list(_breaks(then, now, then, now, "", frozenset()))


def _breaks(then: Schema, now: Schema, all_then: Schema, all_now: Schema, at: str, seen: frozenset[str]) -> Iterator[str]:
    reference = then.get("$ref")
    if reference is not None and reference in seen:
        return
    seen = seen | {reference} if reference else seen
    then, now = _resolved(then, all_then), _resolved(now, all_now)
    where = at or "the message"
    for word in ("type", "enum", "const", "pattern", "format", "minimum", "maximum", "minItems", "maxItems"):
        if then.get(word) != now.get(word):
            yield f"{where}: {word} was {then.get(word)!r} and is {now.get(word)!r}"
    yield from _fields(then, now, all_then, all_now, at, seen)
    if "items" in then and "items" in now:
        yield from _breaks(then["items"], now["items"], all_then, all_now, f"{at}[]", seen)
    yield from _choices(then, now, all_then, all_now, where, seen)


def _fields(then: Schema, now: Schema, all_then: Schema, all_now: Schema, at: str, seen: frozenset[str]) -> Iterator[str]:
    had, has = then.get("properties", {}), now.get("properties", {})
    for name in sorted(set(now.get("required", [])) - set(then.get("required", []))):
        yield f"{at}.{name}: is required now; old messages lack it"
    for name in sorted(set(then.get("required", [])) - set(now.get("required", []))):
        yield f"{at}.{name}: was required, and new messages may lack it"
    for name, field in had.items():
        if name not in has:
            yield f"{at}.{name}: is gone"
        else:
            yield from _breaks(field, has[name], all_then, all_now, f"{at}.{name}", seen)


def _choices(then: Schema, now: Schema, all_then: Schema, all_now: Schema, where: str, seen: frozenset[str]) -> Iterator[str]:
    were, are = then.get("anyOf", []), now.get("anyOf", [])
    if len(were) != len(are):
        yield f"{where}: there were {len(were)} choices and are {len(are)}"
        return
    for old, new in zip(were, are, strict=True):
        yield from _breaks(old, new, all_then, all_now, where, seen)


def _resolved(schema: Schema, whole: Schema) -> Schema:
    reference = schema.get("$ref")
    return whole["$defs"][reference.removeprefix("#/$defs/")] if reference else schema
