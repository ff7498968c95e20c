"""smsc_codec.schema.scalars: what is written is spelled as the terminal says, and reads back as itself."""

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
def test_written_is_spelled_and_reads_back(kind: Scalar, data: st.DataObject) -> None:
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
def test_spelled_text_is_read_or_meaningless(kind: Scalar, text: str) -> None:
    """Arabic digits, exponents, underscores, blanks and signs never reach int, Decimal or a date."""
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
def test_misspelled_or_meaningless(kind: Scalar, text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        kind.parse(text)


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        (scalars.NUMBER, True, "a bool is not a number"),
        (scalars.NUMBER, "5", "not a count"),
        (scalars.NUMBER, 10**9, "it cannot be spelled as a count"),
        (scalars.MONEY, 5, "not a Decimal"),
        (scalars.MONEY, Decimal("sNaN"), "it cannot be spelled as an amount such as 6.40"),
        (
            scalars.DATE,
            datetime(2020, 1, 1, 1, 1, 1, 1),
            "a time in the account's zone is naive and has whole seconds",
        ),
        (scalars.DATE, "x", "not a time as DD.MM.YYYY hh:mm:ss"),
        (
            scalars.SHORT_DATE,
            datetime(1999, 1, 1),
            "two digits of the year mean one of this century",
        ),
        (scalars.DAY, datetime(2020, 1, 1), "not a date"),
        (scalars.PHONES, ["7"], "not a tuple of phones"),
        (scalars.PHONES, ("7", "8 9"), "a phone is empty, or holds what separates phones"),
        (scalars.PHONES, (), "it cannot be spelled as a list of phones"),
        (scalars.TEXT, 5, "not a text"),
        (scalars.FLAGS, 5, "not a MessageFlags"),
        (scalars.ID, "", "it is empty"),
        (scalars.ID, "x", "it cannot be spelled as an id"),
    ],
)
def test_refused(kind: Scalar, value: Any, why: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        kind.serialize(value)
    assert str(refused.value) == why


@pytest.mark.parametrize("text", ["14.03.23 15:09:26", "14.03.2023 15:09:26"])
def test_two_digits_of_a_year_or_four(text: str) -> None:
    assert scalars.SHORT_DATE.parse(text) == datetime(2023, 3, 14, 15, 9, 26)


def test_numbers_that_mean_something() -> None:
    """Known numbers are found in a table, and a status stands in JSON without quotes."""
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


def test_an_empty_text_is_a_text() -> None:
    assert scalars.TEXT.serialize("") == ""
