"""Tests of smsc_codec.smpp.times: absolute and relative times of PDUs."""

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
def test_times_and_periods_both_ways(text: str, value: datetime | Period | None) -> None:
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
def test_malformed_time_is_rejected(text: str) -> None:
    with pytest.raises(
        DecodeError, match="expected a time as YYMMDDhhmmsstnn\\+ or a period as YYMMDDhhmmss000R"
    ) as error:
        times.decode(text)
    assert (error.value.span, error.value.hint, error.value.source) == ((0, len(text)), None, text)
    assert (error.value.codec, error.value.found) == ("smpp time", text)


TEXT: Any = "110820224100012+"
_CENTURY = "must be in the 21st century, since the year has two digits"
_PRECISION = (
    "must be in tenths of a second, with an offset in quarters of an hour up to twelve hours"
)
_DIGITS, _NO_TIME = (
    "each part must be an integer from 0 to 99",
    "expected a time as YYMMDDhhmmsstnn+, got {}",
)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (datetime(2026, 1, 1), "has no UTC offset"),
        (datetime(1999, 1, 1, tzinfo=UTC), _CENTURY),
        (datetime(2100, 1, 1, tzinfo=UTC), _CENTURY),
        (datetime(2026, 1, 1, microsecond=5, tzinfo=UTC), _PRECISION),
        (datetime(2026, 1, 1, microsecond=50_000, tzinfo=UTC), _PRECISION),
        (datetime(2026, 1, 1, tzinfo=zone(7)), _PRECISION),
        (datetime(2026, 1, 1, tzinfo=zone(735)), _PRECISION),
        (datetime(2026, 1, 1, tzinfo=zone(-735)), _PRECISION),
        (Period(days=100), _DIGITS),
        (Period(hours=-1), _DIGITS),
        (Period(days=True), _DIGITS),
        (TEXT, _NO_TIME.format("str")),
        (False, _NO_TIME.format("bool")),
        (datetime(2026, 1, 1).date(), _NO_TIME.format("date")),
    ],
)
def test_value_that_cannot_be_encoded_is_rejected(value: Any, reason: str) -> None:
    with pytest.raises(EncodeError) as error:
        times.encode(value)
    assert (error.value.codec, error.value.field, error.value.reason) == ("smpp time", None, reason)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (datetime(2026, 1, 1, tzinfo=UTC), "must be naive"),
        (datetime(2026, 1, 1, microsecond=1), "must be in whole seconds"),
        (datetime(1999, 1, 1), _CENTURY),
        (5, "expected a time as YYMMDDhhmm, got int"),
    ],
)
def test_receipt_time_that_cannot_be_encoded_is_rejected(value: Any, reason: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        times.RECEIPT_TIME.serialize(value)
    assert str(caught.value) == reason


_ZONES = st.integers(-48, 48).map(lambda quarters: zone(15 * quarters))
_TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=_ZONES)
_PERIODS = st.builds(
    Period,
    **dict.fromkeys(("years", "months", "days", "hours", "minutes", "seconds"), st.integers(0, 99)),
)


@given(
    _TIMES.map(lambda at: at.replace(microsecond=at.microsecond // 100_000 * 100_000)) | _PERIODS
)
def test_every_encoded_value_decodes_to_itself(value: datetime | Period) -> None:
    assert times.decode(times.encode(value)) == value


@given(st.text(st.sampled_from("0123459+-R "), min_size=14, max_size=17))
def test_every_decoded_text_encodes_to_itself(text: str) -> None:
    """The exception is an offset of minus zero, which becomes plus zero."""
    try:
        value = times.decode(text)
    except DecodeError:
        return
    assert times.encode(value) == (text if text[13:] != "00-" else f"{text[:15]}+")
