"""What is around a finding in its line: quotes with what they escape, words and separators before it; and its charset."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from smsc_codec.formats.grammar import terminal_pattern
from smsc_codec.formats.json import describe_json_error

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["candidates", "compiled", "inside_quotes", "plain", "text_of", "unescaped"]

#: How many places of a line are tried for a reply that nothing but the request before it tells.
_PLACES = 12
_ESCAPE = re.compile(
    rb"\\(?:x([0-9A-Fa-f]{2})|u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|([nrt\"'\\/]))"
)
_OTHERS = (b"\\x", b"\\'", b"\\b", b"\\f")
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}


@cache
def compiled(terminal: str) -> re.Pattern[str]:
    """A terminal of ``logs.lark``."""
    return re.compile(terminal_pattern("logs", terminal))


def inside_quotes(text: str, at: int) -> int | None:
    """Where the string ends that begins right before ``at``; None if none does."""
    if at == 0 or text[at - 1] not in "\"'":
        return None
    found = compiled("QUOTED").match(text, at - 1)
    assert found is not None  # a quote is enough of a string
    end = found.end()
    return end - (end > at and text[end - 1] == text[at - 1])


def unescaped(octets: bytes) -> bytes:
    """What a string says whose escapes are JSON's, Python's or nginx's; an escape of none of them stays as it is."""
    if b"\\" not in octets:
        return octets
    wide = b"\\u" in octets
    # Most are JSON's, whose own reader is many times faster; it has escapes of its own, and takes an octet for a character.
    if not any(other in octets for other in _OTHERS) and (not wide or octets.isascii()):
        told = describe_json_error(octets.decode("latin-1"))
        if told is not None:
            return told.encode("utf-8" if wide else "latin-1", "surrogatepass")
    return _ESCAPE.sub(_letter, octets)


def _letter(found: re.Match[bytes]) -> bytes:
    octet, high, low, unit, letter = found.groups()
    if octet is not None:
        return bytes.fromhex(octet.decode())
    if letter is not None:
        return _LETTERS.get(letter, letter)
    if unit is not None:
        return chr(int(unit, 16)).encode("utf-8", "surrogatepass")
    return chr(0x10000 + ((int(high, 16) & 0x3FF) << 10) + (int(low, 16) & 0x3FF)).encode()


def text_of(octets: bytes, stated: str = "windows-1251") -> tuple[str, str] | None:
    """Octets as text, and their charset: UTF-8 if they are that, else the one that was stated. The service's own, unless
    asked otherwise, is windows-1251. None if they are neither.
    """
    for charset in ("utf-8", stated):
        try:
            return octets.decode(charset), charset
        except UnicodeDecodeError:
            continue
    return None


def plain(octets: bytes, text: str, at: int, end: int) -> tuple[int, int, bytes]:
    """What begins at ``at``: to the end of its string, without the escapes, or as it is to ``end``."""
    closing = inside_quotes(text, at)
    if closing is None:
        return at, end, octets[at:end]
    return at, closing, unescaped(octets[at:closing])


def candidates(text: str, start: int = 0, said: str = "") -> Iterator[tuple[int, int, bool]]:
    """The places where a reply may stand that nothing but the request before it tells, the likeliest first: from, to, and
    whether it is a string's inside.

    A line that begins with no time is the reply itself, perhaps. Then the strings in it, what stands behind a separator, and
    what stands behind the time.

    Args:
        text: the line.
        start: where in it to begin: behind the request, if that stands in the same line.
        said: the line of the request, if it is another: where both begin with the same words behind their times, such as a
            program's name, the reply stands behind them.
    """
    end = len(text)
    begins = 0
    if start:
        answered = compiled("ANSWERED").match(text, start)
        start = start if answered is None else answered.end()
        if start == end:
            return
    else:
        begins = _behind_time(text)
        if not begins:
            yield 0, end, False
        words = text.find(": ", begins) + 2
        if words > 1 and said.startswith(text[begins:words], _behind_time(said)):
            yield words, end, False
    if '"' in text or "'" in text:
        for quote in islice(compiled("QUOTED").finditer(text, start), _PLACES):
            yield (
                quote.start() + 1,
                quote.end()
                - (
                    quote.end() - quote.start() > 1 and text[quote.end() - 1] == text[quote.start()]
                ),
                True,
            )
    for found in islice(compiled("SEPARATOR").finditer(text, start), _PLACES):
        at = found.end()
        if at < end and text[at] not in "\"'":
            yield at, end, False
    if begins:
        yield begins, end, False


def _behind_time(text: str) -> int:
    """Where the words of a line begin that begins with a time; 0 if it does not."""
    for terminal in ("ISO_STAMP", "DOTTED_STAMP"):
        found = compiled(terminal).match(text, text.startswith("["))
        if found is not None:
            rest = text[found.end() :]
            return len(text) - len(rest.lstrip("] \t"))
    return 0
