"""Every wire format, and which one an item is written in: found from its bytes, never from a file's name.

A format is one module here with one entry, `FORMAT`. To add one: write the module, put its `FORMAT` in `FORMATS`.
"""

from __future__ import annotations

from services.errors import Rejected
from services.parser.formats import anpa1312, dpa, email, html, iptc7901, newsml1, newsml_g2, ninjs, nitf, syndication, text
from services.parser.formats.format import Format
from services.parser.formats.markup import looks_like
from services.parser.formats.source import Source

#: Asked in this order; the first that recognises an item reads it. Plain text is what is left.
FORMATS: tuple[Format, ...] = (
    newsml_g2.FORMAT,
    newsml1.FORMAT,
    nitf.FORMAT,
    anpa1312.FORMAT,
    iptc7901.FORMAT,
    email.FORMAT,
    syndication.FORMAT,
    dpa.FORMAT,
    ninjs.FORMAT,
    html.FORMAT,
    text.FORMAT,
)


def find_format(source: Source) -> Format:
    """The format that `source` is written in. Raises Rejected('unknown-format') when it is none of ours."""
    for format in FORMATS:
        if format.recognises(source):
            return format
    raise Rejected("unknown-format", f"this looks like {looks_like(source.text)}, which no format of ours reads")
