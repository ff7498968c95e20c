"""Percent-escapes: of forms and queries, and of the texts in a receipt."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

__all__ = ["unquoted"]

#: Octets that are percent-decoded at once: the standard library makes an object of each escape, seventy octets for an octet.
_PIECE = 1 << 13
_ESCAPES = re.compile("(?:%[0-9A-Fa-f]{2})++")


def _octets(escapes: re.Match[str]) -> str:
    return bytes.fromhex(escapes[0].replace("%", "")).decode("latin-1")


def unquoted(text: bytes | str) -> bytes:
    """Percent-decoded, as ``unquote_to_bytes`` does, a piece at a time. A blank may be written as a plus: that is the caller's."""
    if len(text) <= _PIECE:
        if isinstance(text, bytes) or not text.isascii():
            return unquote_to_bytes(text)
        return _ESCAPES.sub(_octets, text).encode(
            "latin-1"
        )  # a word in Cyrillic at once, not an octet after the other
    octets = text.encode() if isinstance(text, str) else text
    pieces, start = [], 0
    while start < len(octets):
        end = start + _PIECE
        cut = octets.find(
            b"%", end - 2, end
        )  # an escape that the piece would cut begins the next one
        end = end if cut < 0 else cut
        pieces.append(unquote_to_bytes(octets[start:end]))
        start = end
    return b"".join(pieces)
