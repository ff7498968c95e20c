"""The time that a line of a log bears."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache, lru_cache

from smsc_codec.formats.grammar import terminal_pattern

__all__ = ["parse_log_time"]

#: How far from what was found a time is looked for, in octets.
_NEAR = 500
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TERMINALS = ("ISO_STAMP", "ACCESS_STAMP", "DOTTED_STAMP", "UNIX_STAMP")
_MILLISECONDS = 13


def parse_log_time(source: bytes, span: tuple[int, int]) -> datetime | None:
    """The first time that stands before what was found; if none does, the first behind it.

    Args:
        source: the line.
        span: where in it something was found; no time is looked for in there.
    """
    for part in (source[: min(span[0], _NEAR)], source[span[1] : span[1] + _NEAR]):
        found = _any().search(part.decode("latin-1"))
        if found is not None:
            return _read(found[0])
    return None


@cache
def _any() -> re.Pattern[str]:
    """All spellings at once: no two of them begin alike."""
    return re.compile("|".join(f"(?:{terminal_pattern('logs', name)})" for name in _TERMINALS))


@lru_cache(256)
def _read(text: str) -> datetime | None:
    """A time in any of the spellings; None if there is no such day."""
    try:
        if text[2] == "/":
            day, month, rest = text.split("/")
            return datetime.fromisoformat(
                f"{rest[:4]}-{_MONTHS.index(month) + 1:02d}-{day}T{rest[5:13]}{rest[14:]}"
            )
        if text[2] == ".":
            return datetime.fromisoformat(f"{text[6:10]}-{text[3:5]}-{text[:2]}T{text[11:]}")
        if text[4] == "-":
            return datetime.fromisoformat(
                text[:10] + "T" + text[11:].replace(",", ".").replace(" ", "")
            )
        digits = text.rpartition(":")[2].strip('" \t')
        seconds = (
            int(digits) / 1000
            if len(digits) == _MILLISECONDS and "." not in digits
            else float(digits)
        )
        return datetime.fromtimestamp(seconds, UTC)
    except ValueError:
        return None
