"""Telling text from what is written for machines, by its first characters."""

from __future__ import annotations

import json
import re

#: A tag with a name and either attributes, an end or a closing slash; `<Acme>, the maker of …` is text.
TAG = re.compile(
    r"<(?:\?xml|!doctype|!--|([a-z][\w.-]*(?::[\w.-]+)?)(\s+[\w:.-]+\s*=\s*[\"'][^\"']{0,500}[\"']|\s*/?>))", re.IGNORECASE
)
HTML = re.compile(r"(?:<!--.{0,500}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)


def looks_like(text: str) -> str | None:
    """ "XML", "HTML" or "JSON" for what is written for machines; None for text that a person can read as it is."""
    start = text.lstrip()
    if HTML.match(start):
        return "HTML"
    if start.startswith("<"):
        return "XML" if _is_markup(start) else None
    return "JSON" if start[:1] in ("{", "[") and _is_json(start) else None


def _is_markup(text: str) -> bool:
    found = TAG.match(text)
    if not found:
        return False
    return found[1] is None or found[2].strip() != ">" or f"</{found[1]}" in text


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except RecursionError:
        return True
    except ValueError:
        return bool(
            re.match(r"[{\[]\s*[{\[\"]\s*\"?[\w$@-]+\"\s*:", text[:200]) or re.match(r"\{\s*\"[^\"\n]{1,100}\"\s*:", text[:200])
        )
    return True
