"""What to try with a reply that cannot be read: computed from the declarations, when an error is asked for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smsc_codec.errors import MAX_DIAGNOSED
from smsc_codec.formats.base import accepts
from smsc_codec.formats.build import build

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smsc_codec.formats.base import FormatCodec
    from smsc_codec.schema.reply import ReplySpec

__all__ = ["suggest_charset", "suggest_codec"]

#: How a page begins that a proxy, or another server, has sent instead of a reply.
_PAGE = re.compile(
    r"\s*+(?:<\?xml[^>]{0,200}+>\s*+)?<(?:!doctype\s++)?html(?![A-Za-z0-9_.-])", re.IGNORECASE
)
_HTML = "it is a page of HTML: a proxy, or another address, has answered; look at the HTTP status"


def suggest_codec(reply: ReplySpec, mine: tuple[int, int, str], text: str) -> str | None:
    """The nearest sibling of the codec ``mine`` (format, level, part) that reads ``text``."""
    if not text.strip():
        return "the body is empty: the transport failed; ask again"
    if _PAGE.match(text) is not None:
        return _HTML
    if len(text) > MAX_DIAGNOSED:
        return f"the body has {len(text)} characters: of more than {MAX_DIAGNOSED} no other codec is tried"
    for fmt, level, part, variant in _siblings(reply, mine):
        # A single line may hold a message with line breaks, and would swallow a whole file: then it must be line by line.
        several = fmt < 2 and part != "many" and "\n" in text.strip()
        wire = build(reply, fmt, level, variant, part)
        if all(
            accepts(wire, line) for line in (text.strip("\r\n").split("\n") if several else [text])
        ):
            name, said = reply.describe(level, variant, part)
            row = ".row" if part == "row" else ""
            return f"{'each line' if several else 'it'} reads as {name}(fmt={fmt}{said}){row}"
    return None


def _siblings(reply: ReplySpec, mine: tuple[int, int, str]) -> list[tuple[int, int, str, str]]:
    """All formats, levels and numbers of replies, the nearest first; the codec's own, which only a variant may read, too."""
    found = [(fmt, level, part, "") for part in reply.parts for fmt, level in reply.supported]
    found += [
        (fmt, level, part, one.name)
        for one in reply.variants
        for part in reply.parts
        for fmt in one.fmts
        for level in one.levels
    ]
    found.sort(
        key=lambda one: (
            (one[2] != mine[2]) * 4
            + (one[0] != mine[0]) * 4
            + (one[1] != mine[1]) * 2
            + bool(one[3])
        )
    )
    return found


def suggest_charset(body: bytes, charsets: Iterable[str], wire: FormatCodec) -> str | None:
    """What to try with octets that are no text: the charset under which ``body`` is such a reply. Of two, the one whose Cyrillic is mostly small letters: koi8-r
    read as windows-1251 has the cases swapped. However long it is: that is two readings by one codec, not thirty.
    """
    if _PAGE.match(body[:MAX_DIAGNOSED].decode("latin-1")) is not None:
        return _HTML
    fits: list[tuple[int, str]] = []
    for charset in charsets:
        try:
            text = str(body, charset)
        except UnicodeDecodeError:
            continue
        if accepts(wire, text):
            fits.append(
                (-sum(letter.islower() and not letter.isascii() for letter in text), charset)
            )
    return f'it reads in {min(fits)[1]}: with_charset("{min(fits)[1]}")' if fits else None
