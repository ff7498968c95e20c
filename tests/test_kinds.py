"""smsc_codec.kinds: what is written is spelled as the terminal says, and reads back as itself."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec import kinds
from smsc_codec.kinds import KINDS, Kind, Refused
from tests.strategies import TAME_TEXT, _of


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@given(st.data())
def test_written_is_spelled_and_reads_back(kind: Kind, data: st.DataObject) -> None:
    value = data.draw(_of(kind, TAME_TEXT))
    text = kind.write(value)
    assert kind.spelling.fullmatch(text)
    assert kind.spell(value) == text
    assert kind.parse(text) == value
    if kind.count is not None:
        low, high = kind.limits
        assert low <= int(text) < high
        assert kind.count(int(text)) == value


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@given(st.text(st.sampled_from("0123456789-+._ eE:aN٣²\n"), max_size=25))
def test_spelled_text_is_read_or_meaningless(kind: Kind, text: str) -> None:
    """Arabic digits, exponents, underscores, blanks and signs never reach int, Decimal or a date."""
    try:
        value = kind.parse(text)
    except ValueError:
        return
    assert text.isascii() or kind.text or kind.name in ("word", "phones", "address")
    if kind.count is not None or kind.name == "id":
        assert text.lstrip("-").isdecimal()
    assert kind.parse(kind.spell(value)) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (kinds.MONEY, "1e9"), (kinds.MONEY, "NaN"), (kinds.MONEY, "1."), (kinds.MONEY, "+1"), (kinds.MONEY, "1" * 13),
        (kinds.STAMP, "1" * 12), (kinds.ID, "1" * 21), (kinds.NUMBER, "-1"), (kinds.DATE, "1.1.2024 1:2:3"),
        (kinds.DATE, "01.01.2024 24:00:00"), (kinds.DATE, "32.01.2024 00:00:00"), (kinds.WORD, "-9"), (kinds.STATUS, "--1"),
    ],
)  # fmt: skip
def test_misspelled_or_meaningless(kind: Kind, text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        kind.parse(text)


@pytest.mark.parametrize(
    ("kind", "value", "why"),
    [
        (kinds.NUMBER, True, "a bool is not a number"),
        (kinds.NUMBER, "5", "not a count"),
        (kinds.NUMBER, 10**9, "cannot be spelled"),
        (kinds.MONEY, 5, "not a Decimal"),
        (kinds.MONEY, Decimal("sNaN"), "cannot be spelled"),
        (kinds.DATE, datetime(2020, 1, 1, 1, 1, 1, 1), "naive and has whole seconds"),
        (kinds.DATE, "x", "not a time"),
        (kinds.TEXT, 5, "not a text"),
        (kinds.FLAGS, 5, "not a MessageFlags"),
        (kinds.ID, "", "it is empty"),
        (kinds.ID, "x", "cannot be spelled"),
    ],
)
def test_refused(kind: Kind, value: Any, why: str) -> None:
    with pytest.raises(Refused, match=why):
        kind.spell(value)


def test_an_empty_text_is_a_text() -> None:
    assert kinds.TEXT.spell("") == ""
