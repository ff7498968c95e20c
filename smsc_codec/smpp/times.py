"""Times in SMPP: those of PDU fields (``YYMMDDhhmmsstnnp``) and those of receipt texts.

A two-digit year is in the 21st century. A time without an offset is decoded as a naive datetime: it
is local to the account, and no time zone is assumed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache, lru_cache

from smsc_codec.errors import DecodeError, Diagnosis, EncodeError
from smsc_codec.schema.scalars import InvalidValue, Scalar

__all__ = ["PERIOD", "RECEIPT_TIME", "TIME", "Period", "decode", "encode", "read_any"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A relative time, as allowed in ``validity_period`` and ``schedule_delivery_time``.

    Args:
        years, months, days, hours, minutes, seconds: 0 to 99 each, as sent; relative to the time of
            submission.
    """

    years: int = 0
    months: int = 0
    days: int = 0
    hours: int = 0
    minutes: int = 0
    seconds: int = 0


def decode(text: str) -> datetime | Period | None:
    """Decode a time field of a PDU.

    Args:
        text: 16 characters, or empty if the field is NULL.

    Returns:
        An aware datetime with tenths of a second, a period, or None for NULL.

    Raises:
        DecodeError: The text is neither a time nor a period.
    """
    if not text:
        return None
    for scalar in (TIME, PERIOD):
        try:
            value = scalar.parse(text)
        except ValueError:
            continue
        assert isinstance(value, datetime | Period)
        return value
    problem = Diagnosis(
        span=(0, len(text)), expected=(TIME.description, PERIOD.description), found=text
    )
    raise DecodeError("smpp time", text, problem)


def encode(value: datetime | Period | None) -> str:
    """Encode a time field of a PDU; the inverse of :func:`decode`.

    Raises:
        EncodeError: The time is naive, is not a multiple of a tenth of a second, is not in the 21st
            century, or its offset is not a multiple of a quarter of an hour up to twelve hours.
    """
    if value is None:
        return ""
    try:
        return (PERIOD if isinstance(value, Period) else TIME).serialize(value)
    except InvalidValue as error:
        raise EncodeError("smpp time", None, str(error)) from None


def _read_time(text: str) -> datetime:
    quarters = int(text[13:15]) * (1 if text[15] == "+" else -1)
    zone = timezone(timedelta(minutes=15 * quarters))
    return datetime.fromisoformat(f"20{text[:6]}T{text[6:12]}.{text[12]}00000").replace(tzinfo=zone)


def _write_time(value: datetime) -> str:
    offset = value.utcoffset()
    if offset is None:
        raise InvalidValue("has no UTC offset")
    quarters, rest = divmod(abs(offset), timedelta(minutes=15))
    if rest or quarters > 48 or value.microsecond % 100_000:
        raise InvalidValue(
            "must be in tenths of a second, "
            "with an offset in quarters of an hour up to twelve hours"
        )
    sign = "-" if offset < timedelta(0) else "+"
    return f"{_digits(value)}{value.second:02}{value.microsecond // 100_000}{quarters:02}{sign}"


def _digits(value: datetime) -> str:
    """``YYMMDDhhmm``."""
    if not 2000 <= value.year < 2100:
        raise InvalidValue("must be in the 21st century, since the year has two digits")
    return f"{value.year % 100:02}{value.month:02}{value.day:02}{value.hour:02}{value.minute:02}"


def _read_period(text: str) -> Period:
    names = ("years", "months", "days", "hours", "minutes", "seconds")
    return Period(**{name: int(text[2 * at : 2 * at + 2]) for at, name in enumerate(names)})


def _write_period(value: Period) -> str:
    parts = (value.years, value.months, value.days, value.hours, value.minutes, value.seconds)
    if any(part.__class__ is not int or not 0 <= part < 100 for part in parts):
        raise InvalidValue("each part must be an integer from 0 to 99")
    return "".join(f"{part:02}" for part in parts) + "000R"


@lru_cache(maxsize=4096)
def _read_receipt_time(text: str) -> datetime:
    # Cached because receipts in a log often share minutes. ISO's basic format is parsed in C.
    return datetime.fromisoformat(f"20{text[:6]}T{text[6:]}")


def _write_receipt_time(value: datetime) -> str:
    if value.tzinfo is not None:
        raise InvalidValue("must be naive")
    if value.microsecond:
        raise InvalidValue("must be in whole seconds")
    return _digits(value) + (f"{value.second:02}" if value.second else "")


TIME = Scalar(
    name="SMPP time",
    description="a time as YYMMDDhhmmsstnn+",
    terminal="SMPP_TIME",
    read=_read_time,
    write=_write_time,
)
PERIOD = Scalar(
    name="SMPP period",
    description="a period as YYMMDDhhmmss000R",
    terminal="SMPP_PERIOD",
    read=_read_period,
    write=_write_period,
)
RECEIPT_TIME = Scalar(
    name="receipt time",
    description="a time as YYMMDDhhmm",
    terminal="RECEIPT_TIME",
    read=_read_receipt_time,
    write=_write_receipt_time,
)


@cache
def _pattern(terminal: str) -> re.Pattern[str]:
    from smsc_codec.formats.grammar import terminal_pattern

    return re.compile(terminal_pattern("terminals", terminal))


#: How to parse a run of digits, by its length: the number of year digits and of digits to use.
_YEAR_2, _YEAR_4 = 2, 4
_LENGTHS = {
    8: ((_YEAR_4, 8),),
    10: ((_YEAR_2, 10),),
    12: ((_YEAR_2, 12), (_YEAR_4, 12)),
    14: ((_YEAR_4, 14),),
    # The meaning of the last two digits is undocumented.
    16: ((_YEAR_4, 14),),
}


def read_any(text: str) -> datetime | None:
    """Parse a time in any format that gateways use in receipts.

    Accepted formats: eight digits, ``YYYYMMDD``; ten, ``YYMMDDhhmm``; twelve, ``YYMMDDhhmmss`` or,
    if that is invalid, ``YYYYMMDDhhmm``; fourteen, ``YYYYMMDDhhmmss``; sixteen, the same with the
    last two ignored; the sixteen characters of an SMPP time; ISO 8601 with a blank instead of ``T``
    and an optional offset. Any text after the time is ignored.

    Returns:
        The time; None if the text has none of these formats or is an invalid time.
    """
    for name, read in (("SMPP_TIME", _read_time), ("ISO_TIME", datetime.fromisoformat)):
        found = _pattern(name).match(text)
        if found is not None:
            try:
                return read(found[0])
            except ValueError:
                return None
    digits = _pattern("DIGITS").match(text)
    for year, length in _LENGTHS.get(len(digits[0]), ()) if digits else ():
        try:
            return _from_digits(text[:length], year)
        except ValueError:
            continue
    return None


def _from_digits(digits: str, year: int) -> datetime:
    iso = digits if year == _YEAR_4 else f"20{digits}"
    if (
        iso[:2] != "20" or iso[8:10] == "24"
    ):  # another century, or hour 24, which only newer Pythons accept
        raise ValueError
    return datetime.fromisoformat(f"{iso[:8]}T{iso[8:]}" if iso[8:] else iso)
