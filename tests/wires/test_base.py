"""smsc_codec.wires.base: who is to blame in a list, what a list is, how a number is written, how escapes are read."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

import pytest

from smsc_codec import Failure, MessageFlags, MessageStatus, replies
from smsc_codec.errors import EncodeError
from smsc_codec.kinds import FLAGS, ID, MONEY, NUMBER, STATUS, Kind, Refused
from smsc_codec.records import generate
from smsc_codec.wires import base
from smsc_codec.wires.base import Malformed, Unreadable, Unwritable, counted, spelled_text, unquoted

if TYPE_CHECKING:
    from collections.abc import Callable


def test_how_a_wire_says_no() -> None:
    malformed, unwritable = Malformed(3, "a list"), Unwritable("cost", "it is empty")
    assert (malformed.at, malformed.expected, str(malformed)) == (3, "a list", "a list")
    assert (unwritable.field, unwritable.why, unwritable.became, unwritable.args) == ("cost", "it is empty", None, ("cost", "it is empty", None))
    assert str(Unreadable()) == ""
    assert all(issubclass(one, ValueError) for one in (Malformed, Unreadable, Unwritable))


@pytest.mark.parametrize(("field", "inside"), [("cost", "[3].cost"), (None, "[3]")])
def test_blame_inside_a_list(field: str | None, inside: str) -> None:
    error = Unwritable(field, "it would read back differently", 5).inside(3)
    assert (error.field, error.why, error.became) == (inside, "it would read back differently", 5)
    assert error.args == (inside, "it would read back differently", 5)


@pytest.mark.parametrize("fmt", [1, 2, 3])
def test_what_is_a_list(fmt: int) -> None:
    codec = replies.statuses(fmt=fmt)
    wrong: Any = "text"
    with pytest.raises(EncodeError) as refused:
        codec.encode(wrong)
    assert (refused.value.field, refused.value.why) == (None, "a str is no list of replies")


def test_a_list_as_it_would_come_back() -> None:
    codec = replies.contact_groups(fmt=3)
    groups = codec.decode(b'[{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]')
    assert codec.restrict(groups) == groups != []


def test_the_error_in_the_place_of_a_list() -> None:
    for fmt in (1, 2, 3):
        codec = replies.statuses(fmt=fmt)
        failure = Failure(code=9)
        assert codec.restrict(failure) == codec.decode(codec.encode(failure)) == failure
        row: Any = codec.row.decode(codec.row.encode(failure))
        with pytest.raises(EncodeError) as refused:
            codec.encode([row])
        assert refused.value.field == "[0]"


# ---- generated writers


def _writer(statements: Callable[[dict[str, Any]], list[str]]) -> Callable[..., Any]:
    names: dict[str, Any] = {"Refused": Refused}
    lines = statements(names)
    return generate("write", ["def write(v):", *(f"    {line}" for line in lines), "    return v"], names)


@pytest.mark.parametrize(
    ("kind", "value", "number"),
    [
        (NUMBER, 0, 0), (NUMBER, 999_999_999, 999_999_999), (NUMBER, -1, Refused), (NUMBER, 10**9, Refused), (NUMBER, True, Refused), (NUMBER, "5", TypeError),
        (NUMBER, None, TypeError), (STATUS, MessageStatus.DELIVERED, 1), (STATUS, -999_999_999, -999_999_999), (STATUS, -(10**9), Refused),
        (STATUS, False, Refused), (FLAGS, MessageFlags(5), 5), (FLAGS, MessageFlags(-1), Refused), (FLAGS, 5, Refused), (FLAGS, MessageFlags(10**9), Refused),
    ],
)  # fmt: skip
def test_a_number(kind: Kind, value: Any, number: Any) -> None:
    write = _writer(lambda names: counted(kind, names))
    if isinstance(number, type):
        with pytest.raises(number):
            write(value)
    else:
        assert write(value) == number


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [(MONEY, Decimal("1.50"), "1.50"), (MONEY, Decimal("1e-9"), Refused), (MONEY, 5, Refused), (ID, "7", "7"), (ID, "", Refused), (ID, "x", Refused)],
)
def test_a_spelled_text(kind: Kind, value: Any, text: Any) -> None:
    write = _writer(lambda names: spelled_text("part", kind, names))
    if text is Refused:
        with pytest.raises(Refused):
            write(value)
    else:
        assert write(value) == text


# ---- percent-decoding

ESCAPED = ["", "abc", "%41", "%d1%8F", "%", "%4", "%zz%41", "a+b", "%%41", "%41%", "я%d1%8f", "%E2%82%AC\xa0", "a%00b%0A", "%41" * 20, "ab%41%4" * 9, "я%d1%8fa" * 9]


@pytest.mark.parametrize("text", ESCAPED)
@pytest.mark.parametrize("piece", [4, 5, 7, 8, 1 << 13])
def test_escapes(text: str, piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the standard library reads them, wherever the pieces end, of which none is longer than it may be."""
    read: list[int] = []

    def seen(octets: bytes | str) -> bytes:
        read.append(len(octets))
        return unquote_to_bytes(octets)

    monkeypatch.setattr(base, "_PIECE", piece)
    monkeypatch.setattr(base, "unquote_to_bytes", seen)
    for before in range(9):
        for whole in ("a" * before + text, ("a" * before + text).encode()):
            assert unquoted(whole) == unquote_to_bytes(whole)
    assert max(read) <= piece
