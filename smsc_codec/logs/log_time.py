"""Times in log lines."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache, lru_cache

from smsc_codec.formats.grammar import terminal_pattern

__all__ = ["parse_log_time"]

#: Maximum distance of a time from the finding, in bytes.
_MAX_DISTANCE = 500
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TERMINALS = ("ISO_STAMP", "ACCESS_STAMP", "DOTTED_STAMP", "UNIX_STAMP")
_MILLISECONDS = 13


def parse_log_time(source: bytes, span: tuple[int, int]) -> datetime | None:
    """Return the first time before a finding, or the first one after it, or None.

    Args:
        source: the line.
        span: the finding; times inside it are ignored.
    """
    for part in (source[: min(span[0], _MAX_DISTANCE)], source[span[1] : span[1] + _MAX_DISTANCE]):
        found = _time_pattern().search(part.decode("latin-1"))
        if found is not None:
            return _parse(found[0])
    return None


@cache
def _time_pattern() -> re.Pattern[str]:
    """Return one pattern for all notations, no two of which have a common prefix."""
    return re.compile("|".join(f"(?:{terminal_pattern('logs', name)})" for name in _TERMINALS))


@lru_cache(256)
def _parse(text: str) -> datetime | None:
    """Parse a time in any of the notations; return None if the date does not exist."""
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
