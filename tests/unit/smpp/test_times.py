"""smsc_codec.smpp.times: absolute and relative times of PDUs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.schema.scalars import InvalidValue
from smsc_codec.smpp import Period, times


def zone(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("110820224100012+", datetime(2011, 8, 20, 22, 41, tzinfo=zone(180))),
        ("110820224159900+", datetime(2011, 8, 20, 22, 41, 59, 900_000, UTC)),
        ("110820224100014-", datetime(2011, 8, 20, 22, 41, tzinfo=zone(-210))),
        ("991231235959948-", datetime(2099, 12, 31, 23, 59, 59, 900_000, zone(-720))),
        ("000000010000000R", Period(hours=1)),
        ("010203040506000R", Period(years=1, months=2, days=3, hours=4, minutes=5, seconds=6)),
    ],
)
def test_both_ways(text: str, value: datetime | Period | None) -> None:
    assert times.decode(text) == value
    assert times.encode(value) == text


@pytest.mark.parametrize(
    "text",
    [
        "1",
        "110820224100049+",
        "110820224100012R",
        "110231224100000+",
        "110820224100012",
        "1108202241000 2+",
        "١١٠٨٢٠٢٢٤١٠٠٠١٢+",
        "000000010000001R",
    ],
)
def test_refused(text: str) -> None:
    with pytest.raises(
        DecodeError, match="expected a time as YYMMDDhhmmsstnn\\+ or a period as YYMMDDhhmmss000R"
    ) as error:
        times.decode(text)
    assert (error.value.span, error.value.hint, error.value.source) == ((0, len(text)), None, text)
    assert (error.value.codec, error.value.found) == ("smpp time", text)


WRONG: Any = "110820224100012+"
_CENTURY = "two digits of the year mean one of this century"
_FINE = "SMPP has tenths of a second, and offsets of quarters of an hour up to twelve hours"
_DIGITS, _NO_TIME = "each part of a period has two digits", "not a time as YYMMDDhhmmsstnn+"


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (datetime(2026, 1, 1), "a time without an offset"),
        (datetime(1999, 1, 1, tzinfo=UTC), _CENTURY),
        (datetime(2100, 1, 1, tzinfo=UTC), _CENTURY),
        (datetime(2026, 1, 1, microsecond=5, tzinfo=UTC), _FINE),
        (datetime(2026, 1, 1, microsecond=50_000, tzinfo=UTC), _FINE),
        (datetime(2026, 1, 1, tzinfo=zone(7)), _FINE),
        (datetime(2026, 1, 1, tzinfo=zone(735)), _FINE),
        (datetime(2026, 1, 1, tzinfo=zone(-735)), _FINE),
        (Period(days=100), _DIGITS),
        (Period(hours=-1), _DIGITS),
        (Period(days=True), _DIGITS),
        (WRONG, _NO_TIME),
        (False, _NO_TIME),
        (datetime(2026, 1, 1).date(), _NO_TIME),
    ],
)
def test_what_cannot_be_written(value: Any, why: str) -> None:
    with pytest.raises(EncodeError) as error:
        times.encode(value)
    assert (error.value.codec, error.value.field, error.value.reason) == ("smpp time", None, why)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (datetime(2026, 1, 1, tzinfo=UTC), "a time of this form is naive"),
        (datetime(2026, 1, 1, microsecond=1), "a time of this form has whole seconds"),
        (datetime(1999, 1, 1), _CENTURY),
        (5, "not a time as YYMMDDhhmm"),
    ],
)
def test_what_no_receipt_has(value: Any, why: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        times.RECEIPT_TIME.serialize(value)
    assert str(refused.value) == why


_ZONES = st.integers(-48, 48).map(lambda quarters: zone(15 * quarters))
_TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=_ZONES)
_PERIODS = st.builds(
    Period,
    **dict.fromkeys(("years", "months", "days", "hours", "minutes", "seconds"), st.integers(0, 99)),
)


@given(
    _TIMES.map(lambda at: at.replace(microsecond=at.microsecond // 100_000 * 100_000)) | _PERIODS
)
def test_everything_comes_back(value: datetime | Period) -> None:
    assert times.decode(times.encode(value)) == value


@given(st.text(st.sampled_from("0123459+-R "), min_size=14, max_size=17))
def test_what_is_read_is_written_back(text: str) -> None:
    """But for minus nothing, which is nothing."""
    try:
        value = times.decode(text)
    except DecodeError:
        return
    assert times.encode(value) == (text if text[13:] != "00-" else f"{text[:15]}+")
