"""``application/x-www-form-urlencoded``: queries and form bodies, octets in and octets out.

Strict where the standard library is lenient: a bad ``%`` is an error, a blank value is a value, and nothing is decoded
before its charset is known.
"""

from __future__ import annotations

from urllib.parse import quote_plus, unquote_to_bytes

from smsc_codec.wires.base import Malformed

__all__ = ["FIELDS", "parse", "write"]

#: More fields than any request or callback has.
FIELDS = 128
_HEX = frozenset(b"0123456789abcdefABCDEF")


def parse(octets: bytes) -> list[tuple[bytes, bytes]]:
    """The fields in order, percent-decoded, in no charset yet.

    Raises:
        Malformed: a bad ``%``, with its offset, or too many fields.
    """
    found: list[tuple[bytes, bytes]] = []
    start = 0
    for part in octets.split(b"&", FIELDS) if octets else []:
        if len(found) == FIELDS:
            raise Malformed(start, f"at most {FIELDS} fields")
        name, _, value = part.partition(b"=")
        if part:
            found.append((_plain(name, start), _plain(value, start + len(name) + 1)))
        start += len(part) + 1
    return found


def _plain(octets: bytes, start: int) -> bytes:
    at = octets.find(b"%")
    if at < 0:
        return octets.replace(b"+", b" ")
    while at >= 0:
        if len(octets) < at + 3 or octets[at + 1] not in _HEX or octets[at + 2] not in _HEX:
            raise Malformed(start + at, "two hexadecimal digits behind a %")
        at = octets.find(b"%", at + 3)
    return unquote_to_bytes(octets.replace(b"+", b" "))


def write(fields: list[tuple[str, str]], charset: str) -> str:
    """The fields as a query, in ASCII.

    Raises:
        UnicodeEncodeError: ``charset`` cannot carry a text.
    """
    return "&".join(f"{quote_plus(name, encoding=charset)}={quote_plus(text, encoding=charset)}" for name, text in fields)
