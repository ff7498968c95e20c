"""smsc_codec.formats.labels: labelled pairs of a fmt=0 line, in any order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec import DecodeError, EncodeError, OperatorStatus, Sender, SenderStatus, replies
from smsc_codec.formats.labels import LabelledPairs
from smsc_codec.schema.scalars import ID, SENDER_STATUS, InvalidValue

LINE = replies.senders(fmt=0).row
ALL = replies.senders(fmt=0, operators=1).row
ONCE = ("a label of this level that is not repeated",)
LABELS = LabelledPairs(
    replies.senders(fmt=0)._reply.layouts[0].record, ("status", "id"), ("sender",)
)


def _any(value: Any) -> Any:
    """Cast to Any, to pass invalid arguments."""
    return value


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("sender = X", Sender(sender="X")),
        ("sender = X, status = 1, id = 5", Sender(sender="X", status=SenderStatus(1), id="5")),
        ("sender = X, id = 5, status = 1", Sender(sender="X", status=SenderStatus(1), id="5")),
        ("sender = X, status = , id = ", Sender(sender="X")),
        (
            "sender = X, new = a = b, status = 1",
            Sender(sender="X", status=SenderStatus(1), extra=(("new", "a = b"),)),
        ),
        ("sender = X, new = , id = 5", Sender(sender="X", id="5", extra=(("new", ""),))),
        ("sender = X, ключ = « »", Sender(sender="X", extra=(("ключ", "« »"),))),
    ],
)
def test_labels_may_have_any_order(line: str, value: Sender) -> None:
    assert LINE.decode(line) == value
    assert LINE.decode(LINE.encode(value)) == value


def test_labels_are_encoded_in_table_order() -> None:
    value = Sender(
        sender="X",
        id="5",
        status=SenderStatus(1),
        mts_status=OperatorStatus(2),
        extra=(("b", "2"), ("a", "")),
    )
    assert LINE.encode(value) == b"sender = X, status = 1, id = 5, b = 2, a = "
    assert ALL.encode(value) == b"sender = X, mts_status = 2, status = 1, id = 5, b = 2, a = "


def test_label_of_another_level_is_rejected() -> None:
    """With operators=0 operator statuses are rejected; they cannot go to ``extra`` either."""
    with pytest.raises(DecodeError) as caught:
        LINE.decode("sender = X, mts_status = 2, id = 5")
    assert (caught.value.found, caught.value.expected) == ("mts_status", ONCE)
    assert caught.value.hint == "decode with senders(fmt=0, operators=1).row"
    with pytest.raises(EncodeError, match="the name of a field"):
        LINE.encode(Sender(sender="X", extra=(("mts_status", "2"),)))


@pytest.mark.parametrize(
    ("line", "expected", "found"),
    [
        ("sender = X, id = 5, id = 5", ONCE, "id"),
        ("sender = X, sender = Y", ONCE, "sender"),
        ("sender = X, new = 1, id = 2, new = 1", ONCE, "new"),
        ("sender = X, new = , status = x", (f"status ({SENDER_STATUS.description})",), "x"),
        ("sender = X, status = , id = -5", (f"id ({ID.description})",), "-5"),
    ],
)
def test_invalid_label_is_located(line: str, expected: tuple[str, ...], found: str) -> None:
    with pytest.raises(DecodeError) as caught:
        LINE.decode(line)
    error = caught.value
    assert error.expected == expected
    assert error.span is not None
    assert line[slice(*error.span)] == error.found == found
    assert line[: error.span[0]].endswith((", ", " = "))


@pytest.mark.parametrize(
    "line",
    [
        "sender = X, id",
        "sender = X,id = 5",
        "sender = X, id=5",
        "sender = X, i d = 5",
        "sender = X, = 5",
        "sender = X, " + "k" * 61 + " = 1",
    ],
)
def test_malformed_pair_is_rejected(line: str) -> None:
    with pytest.raises(DecodeError):
        LINE.decode(line)


@pytest.mark.parametrize(
    ("extra", "why"),
    [
        ((("id", "5"),), "the name of a field"),
        ((("sender", "Y"),), "the name of a field"),
        ((("new", "a, b = c"),), "end a labelled pair"),
        ((("new", "a,b"),), "end a labelled pair"),
        ((("new", "a\nb"),), "end a labelled pair"),
        ((("new", "a\rb"),), "end a labelled pair"),
        ((("a b", "x"),), "end a labelled pair"),
        ((("", "x"),), "end a labelled pair"),
        ((("a=b", "x"),), "end a labelled pair"),
        ((("k" * 61, "x"),), "end a labelled pair"),
        ((("a", "1"), ("a", "2")), "contains a duplicate key"),
        (_any("ab"), "expected a tuple of"),
        (_any((("a", 5),)), "expected a tuple of"),
    ],
)
def test_unencodable_extra_is_rejected(extra: tuple[tuple[str, str], ...], why: str) -> None:
    with pytest.raises(EncodeError, match=why):
        LINE.encode(Sender(sender="X", extra=extra))


def test_invalid_value_is_reported_with_its_field() -> None:
    with pytest.raises(EncodeError) as caught:
        LINE.encode(Sender(sender="X", id="five"))
    assert caught.value.field == "id"


def test_labels_without_a_line() -> None:
    assert LABELS.read("") == {}
    assert LABELS.read(", id = 5, new = ") == {"id": "5", "new": ""}
    assert LABELS.write(Sender(sender="X")) == ""
    for text in (", id = 5, id = 6", ", sender = Y", ", mts_status = 2", ", status = x"):
        with pytest.raises(ValueError, match=r"repeated|expected"):
            LABELS.read(text)
    with pytest.raises(InvalidValue):
        LABELS.write(Sender(sender="X", status=_any("x")))
    with pytest.raises(AssertionError, match="rejects a text in which"):
        LABELS.diagnose(", id = 5, new = , status = ", 0)


_KEY = st.text(st.sampled_from("abЖ_-:;1\x00\ufeff"), min_size=1, max_size=4)
_PART = st.text(st.sampled_from("ab =;:\"'Ж\x00\t\x85\u2028 "), max_size=6)


@given(
    st.dictionaries(_KEY, _PART, max_size=4),
    st.none() | st.integers(0, 999).map(str),
    st.none() | st.sampled_from(SenderStatus),
)
def test_encoded_labels_round_trip(
    extra: dict[str, str], number: str | None, status: SenderStatus | None
) -> None:
    """A label with white space other than a space is rejected."""
    value = Sender(sender="X", id=number, status=status, extra=tuple(extra.items()))
    try:
        line = LINE.encode(value)
    except EncodeError:
        assert any(character.isspace() for key in extra for character in key)
        return
    assert LINE.decode(line) == value


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["id", "status", "sender", "new", "a=b", ""]),
            st.sampled_from(["", "1", "x", "a = b", "-1", " "]),
        ),
        max_size=4,
    )
)
def test_any_pairs_give_a_value_or_an_error(message: list[tuple[str, str]]) -> None:
    line = "sender = X" + "".join(f", {key} = {part}" for key, part in message)
    try:
        value = LINE.decode(line)
    except DecodeError as error:
        assert error.expected
        assert str(error)
        return
    assert LINE.decode(LINE.encode(value)) == value
