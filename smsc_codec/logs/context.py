"""The context of a finding in its line: quotes, escapes, preceding words, separators, charset."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from smsc_codec.formats.grammar import terminal_pattern
from smsc_codec.formats.json import describe_json_error

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["candidates", "compiled", "decode_text", "extract", "string_end", "unescape"]

#: Maximum number of offsets tried in a line for a reply that only its request identifies.
_MAX_CANDIDATES = 12
_ESCAPE = re.compile(
    rb"\\(?:x([0-9A-Fa-f]{2})"
    rb"|u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})"
    rb"|u([0-9A-Fa-f]{4})|([nrt\"'\\/]))"
)
_OTHERS = (b"\\x", b"\\'", b"\\b", b"\\f")
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t"}


@cache
def compiled(terminal: str) -> re.Pattern[str]:
    """Return the compiled pattern of a terminal of ``logs.lark``."""
    return re.compile(terminal_pattern("logs", terminal))


def string_end(text: str, at: int) -> int | None:
    """Return the end of the quoted string whose content starts at ``at``, or None."""
    if at == 0 or text[at - 1] not in "\"'":
        return None
    found = compiled("QUOTED").match(text, at - 1)
    assert found is not None  # a single quote matches, too
    end = found.end()
    return end - (end > at and text[end - 1] == text[at - 1])


def unescape(data: bytes) -> bytes:
    """Undo the escapes of JSON, Python and nginx in a string; keep unknown escapes."""
    if b"\\" not in data:
        return data
    wide = b"\\u" in data
    # Most strings are JSON, whose parser is many times faster than the pattern. It is used only if
    # both give the same result: the string has no escapes that they treat differently, and no
    # non-ASCII bytes beside \u escapes.
    if not any(other in data for other in _OTHERS) and (not wide or data.isascii()):
        decoded = describe_json_error(data.decode("latin-1"))
        if decoded is not None:
            return decoded.encode("utf-8" if wide else "latin-1", "surrogatepass")
    return _ESCAPE.sub(_letter, data)


def _letter(found: re.Match[bytes]) -> bytes:
    byte, high, low, unit, letter = found.groups()
    if byte is not None:
        return bytes.fromhex(byte.decode())
    if letter is not None:
        return _LETTERS.get(letter, letter)
    if unit is not None:
        return chr(int(unit, 16)).encode("utf-8", "surrogatepass")
    return chr(0x10000 + ((int(high, 16) & 0x3FF) << 10) + (int(low, 16) & 0x3FF)).encode()


def decode_text(data: bytes, fallback: str = "windows-1251") -> tuple[str, str] | None:
    """Decode bytes as UTF-8 or, if they are not UTF-8, in the fallback charset.

    Args:
        data: the bytes.
        fallback: charset of the request; windows-1251 is the default of the service.

    Returns:
        The text and its charset, or None if the bytes are invalid in both charsets.
    """
    for charset in ("utf-8", fallback):
        try:
            return data.decode(charset), charset
        except UnicodeDecodeError:
            continue
    return None


def extract(data: bytes, text: str, at: int, end: int) -> tuple[int, int, bytes]:
    """Return the start, end and content of what begins at ``at``.

    Inside a quoted string, the content ends with the string and its escapes are undone; otherwise
    it extends to ``end``.
    """
    closing = string_end(text, at)
    if closing is None:
        return at, end, data[at:end]
    return at, closing, unescape(data[at:closing])


def candidates(
    text: str, start: int = 0, request_line: str = ""
) -> Iterator[tuple[int, int, bool]]:
    """Yield the spans that may be a reply which only its request identifies, most likely first.

    These are the whole line if it does not begin with a time, then the quoted strings, the text
    after each separator, and the text after the time.

    Args:
        text: the line.
        start: offset to start at; the end of the request if it is in the same line.
        request_line: the line of the request, if it is a different line. If both lines have the
            same words after their times, such as a program name, the reply follows these words.

    Yields:
        Start, end, and whether the span is the content of a quoted string.
    """
    end = len(text)
    words_start = 0
    if start:
        separator = compiled("ANSWERED").match(text, start)
        start = start if separator is None else separator.end()
        if start == end:
            return
    else:
        words_start = _end_of_time(text)
        if not words_start:
            yield 0, end, False
        words = text.find(": ", words_start) + 2
        if words > 1 and request_line.startswith(
            text[words_start:words], _end_of_time(request_line)
        ):
            yield words, end, False
    if '"' in text or "'" in text:
        for quote in islice(compiled("QUOTED").finditer(text, start), _MAX_CANDIDATES):
            yield (
                quote.start() + 1,
                quote.end()
                - (
                    quote.end() - quote.start() > 1 and text[quote.end() - 1] == text[quote.start()]
                ),
                True,
            )
    for found in islice(compiled("SEPARATOR").finditer(text, start), _MAX_CANDIDATES):
        at = found.end()
        if at < end and text[at] not in "\"'":
            yield at, end, False
    if words_start:
        yield words_start, end, False


def _end_of_time(text: str) -> int:
    """Return the offset after the time at the start of a line, or 0 if there is none."""
    for terminal in ("ISO_STAMP", "DOTTED_STAMP"):
        found = compiled(terminal).match(text, text.startswith("["))
        if found is not None:
            rest = text[found.end() :]
            return len(text) - len(rest.lstrip("] \t"))
    return 0
