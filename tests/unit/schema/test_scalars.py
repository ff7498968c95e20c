"""smsc_codec.schema.scalars: serialized values match their pattern and are parsed unchanged."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec import MessageStatus
from smsc_codec.schema import scalars
from smsc_codec.schema.scalars import SCALARS, InvalidValue, Scalar
from tests.strategies import TAME_TEXT, _of


@pytest.mark.parametrize("kind", SCALARS, ids=lambda kind: kind.name)
@given(st.data())
def test_serialized_value_matches_pattern_and_is_parsed_unchanged(
    kind: Scalar, data: st.DataObject
) -> None:
    value = data.draw(_of(kind, TAME_TEXT))
    text = kind.write(value)
    assert kind.pattern.fullmatch(text)
    assert kind.serialize(value) == text
    assert kind.parse(text) == value
    if kind.from_int is not None:
        low, high = kind.int_range
        assert low <= int(text) < high
        assert kind.from_int(int(text)) == value


@pytest.mark.parametrize("kind", SCALARS, ids=lambda kind: kind.name)
@given(st.text(st.sampled_from("0123456789-+._ eE:aN٣²\n"), max_size=25))
def test_parsed_text_contains_only_ascii_digits(kind: Scalar, text: str) -> None:
    """Arabic digits, exponents, underscores, spaces and signs are never passed to int, Decimal or
    date.
    """
    try:
        value = kind.parse(text)
    except ValueError:
        return
    assert text.isascii() or kind.is_text or kind.name in ("word", "phones", "address")
    if kind.from_int is not None or kind.name == "id":
        assert text.lstrip("-").isdecimal()
    assert kind.parse(kind.serialize(value)) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (scalars.MONEY, "1e9"),
        (scalars.MONEY, "NaN"),
        (scalars.MONEY, "1."),
        (scalars.MONEY, "+1"),
        (scalars.MONEY, "1" * 13),
        (scalars.STAMP, "1" * 12),
        (scalars.ID, "1" * 21),
        (scalars.NUMBER, "-1"),
        (scalars.DATE, "1.1.2024 1:2:3"),
        (scalars.DATE, "01.01.2024 24:00:00"),
        (scalars.DATE, "32.01.2024 00:00:00"),
        (scalars.WORD, "-9"),
        (scalars.STATUS, "--1"),
    ],
)
def test_invalid_text_is_rejected(kind: Scalar, text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        kind.parse(text)


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        (scalars.NUMBER, True, "expected an integer, got bool"),
        (scalars.NUMBER, "5", "expected a count, got str"),
        (scalars.NUMBER, 10**9, "does not match a count"),
        (scalars.MONEY, 5, "expected Decimal, got int"),
        (scalars.MONEY, Decimal("sNaN"), "does not match an amount such as 6.40"),
        (
            scalars.DATE,
            datetime(2020, 1, 1, 1, 1, 1, 1),
            "expected a naive datetime with whole seconds",
        ),
        (scalars.DATE, "x", "expected a time as DD.MM.YYYY hh:mm:ss, got str"),
        (
            scalars.SHORT_DATE,
            datetime(1999, 1, 1),
            "has a year that two digits cannot represent: expected 2000 to 2099",
        ),
        (scalars.DAY, datetime(2020, 1, 1), "expected date, got datetime"),
        (scalars.PHONES, ["7"], "expected a tuple of phones, got list"),
        (scalars.PHONES, ("7", "8 9"), "contains a phone that is empty or contains a separator"),
        (scalars.PHONES, (), "does not match a list of phones"),
        (scalars.TEXT, 5, "expected str, got int"),
        (scalars.FLAGS, 5, "expected MessageFlags, got int"),
        (scalars.ID, "", "is empty"),
        (scalars.ID, "x", "does not match an id"),
    ],
)
def test_invalid_value_is_rejected_with_reason(kind: Scalar, value: Any, reason: str) -> None:
    with pytest.raises(InvalidValue) as error:
        kind.serialize(value)
    assert str(error.value) == reason


@pytest.mark.parametrize("text", ["14.03.23 15:09:26", "14.03.2023 15:09:26"])
def test_short_date_accepts_two_or_four_digits_of_year(text: str) -> None:
    assert scalars.SHORT_DATE.parse(text) == datetime(2023, 3, 14, 15, 9, 26)


def test_code_is_parsed_to_its_member() -> None:
    """Known numbers are looked up in a table, and JSON has a status without quotes."""
    kind = scalars.STATUS
    assert (kind.name, kind.description, kind.terminal, kind.is_number, kind.is_text) == (
        "status",
        "a status number",
        "CODE",
        True,
        False,
    )
    assert (
        kind.from_int is not None and kind.parse("1") is kind.from_int(1) is MessageStatus.DELIVERED
    )
    assert kind.parse("-3") is MessageStatus(-3) and kind.parse("77") == kind.from_int(77) == 77
    assert (
        scalars.quoted(kind) == replace(kind, is_number=False)
        and scalars.quoted(kind).is_number is False
    )


def test_number_too_long_for_str_is_rejected() -> None:
    with pytest.raises(InvalidValue, match=r"^does not match a count$"):
        scalars.NUMBER.serialize(10**5000)


def test_empty_text_is_valid() -> None:
    assert scalars.TEXT.serialize("") == ""
