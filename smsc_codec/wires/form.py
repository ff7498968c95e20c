"""``application/x-www-form-urlencoded``: queries and form bodies, octets in and octets out.

Strict where the standard library is lenient: a bad ``%`` is an error, a blank value is a value, and nothing is decoded
before its charset is known.
"""

from __future__ import annotations

import re
from urllib.parse import quote_plus, unquote_to_bytes

from smsc_codec.wires.base import Malformed

__all__ = ["FIELDS", "parse", "write"]

#: More fields than any request or callback has.
FIELDS = 128
_BAD = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def parse(octets: bytes) -> list[tuple[bytes, bytes]]:
    """The fields in order, percent-decoded, in no charset yet.

    Raises:
        Malformed: a bad ``%``, with its offset, or too many fields.
    """
    escaped = b"%" in octets
    if escaped and (bad := _BAD.search(octets)) is not None:
        raise Malformed(bad.start(), "two hexadecimal digits behind a %")
    parts = octets.split(b"&", FIELDS)
    if len(parts) > FIELDS:
        raise Malformed(len(octets) - len(parts[-1]), f"at most {FIELDS} fields")
    found = []
    for part in parts:
        if part:
            name, _, value = part.replace(b"+", b" ").partition(b"=")
            found.append((unquote_to_bytes(name), unquote_to_bytes(value)) if escaped and b"%" in part else (name, value))
    return found


def write(fields: list[tuple[str, str]], charset: str) -> str:
    """The fields as a query, in ASCII.

    Raises:
        UnicodeEncodeError: ``charset`` cannot carry a text.
    """
    return "&".join(f"{quote_plus(name, encoding=charset)}={quote_plus(text, encoding=charset)}" for name, text in fields)
