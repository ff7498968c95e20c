"""smsc_codec.formats.lines: where a row begins and ends, which one is blamed, and what would be another row."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from smsc_codec import Failure, NotFound, RentalNumber, replies
from smsc_codec.errors import DecodeError, EncodeError

#: Of one, rows begin with a text, so every line begins one; of the other, a line with a status does.
NUMBERS, STATUSES = replies.numbers(fmt=1), replies.statuses(fmt=1, all=1, tail=False)
ROW = "7999,1,2.50,3.00,"
STATUS = "1,1,0,1,7999,1.50,S,Text,"


def infos(body: str) -> list[tuple[Any, Any]]:
    rows: Any = NUMBERS.decode(body)
    assert {row.__class__ for row in rows} == {RentalNumber}
    return [(row.phone, row.info) for row in rows]


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\r", "\r\r\n"])
@pytest.mark.parametrize("between", ["\n", "\r\n", "\r\r\n"])
@pytest.mark.parametrize("text", ["abc", "abX", "X", "a \t", "", " ", "n"])
def test_only_line_breaks_are_taken_off(text: str, between: str, end: str) -> None:
    assert infos(f"{ROW}{text}{between} {ROW}{text}{between}X{ROW}{text}{end}") == [
        ("7999", text),
        (" 7999", text),
        ("X7999", text),
    ]


def test_a_line_that_begins_like_no_row_continues_one() -> None:
    rows: Any = STATUSES.decode(f"{STATUS}a\nb\n\n1,c,1\n{STATUS}\r\nX,2\r\n-3,0,0,5\n")
    assert [getattr(row, "message", row.__class__) for row in rows] == [
        "a\nb\n\n1,c",
        "\r\nX",
        NotFound,
    ]
    assert [row.id for row in rows] == ["1", "2", "5"]


@pytest.mark.parametrize(
    ("codec", "body", "span", "expected"),
    [
        (NUMBERS, "", (0, 0), ("a reply",)),
        (NUMBERS, "\n", (0, 0), ("a reply",)),
        (NUMBERS, "\r\n", (0, 0), ("a reply",)),
        (NUMBERS, "\n\n", (0, 0), ("phone (a text)",)),
        (NUMBERS, f"\n{ROW}", (0, 0), ("phone (a text)",)),
        (NUMBERS, f"{ROW}a\n\n", (19, 19), ("phone (a text)",)),
        (NUMBERS, f"{ROW}a\n\r", (19, 19), ("phone (a text)",)),
        (NUMBERS, f"{ROW}a\r\n7998,x,2,3,b", (25, 26), ("type (the type of a number)", "“,”")),
        (NUMBERS, f"{ROW}a\n{ROW}b\nx", (39, 39), ("“,” after phone",)),
    ],
)
def test_the_row_to_blame(
    codec: Any, body: str, span: tuple[int, int], expected: tuple[str, ...]
) -> None:
    with pytest.raises(DecodeError) as error:
        codec.decode(body)
    assert (error.value.span, error.value.expected) == (span, expected)


LONGER = "contains a line break, which would start a new row"
NUMBER: Any = NUMBERS.row.decode(f"{ROW}a")
SMS: Any = STATUSES.row.decode(f"{STATUS}a,1")


@pytest.mark.parametrize(
    ("codec", "rows", "field", "why"),
    [
        (NUMBERS, [], None, "an empty list would be an empty body, which cannot be decoded"),
        (NUMBERS, (), None, "an empty list would be an empty body, which cannot be decoded"),
        (NUMBERS, 5, None, "expected a list or Failure, got int"),
        (NUMBERS, [NUMBER, Failure(code=9)], "[1]", "expected RentalNumber, got Failure"),
        (STATUSES, [SMS, replace(SMS, message="a\nb")], "[1].message", LONGER),
        (STATUSES, [NotFound(extra=(("columns", ",abc\r"),))], "[0].columns", LONGER),
        (STATUSES, [NotFound(extra=(("columns", ",a\nb"),))], "[0].columns", LONGER),
    ],
)
def test_what_would_be_another_row_is_refused(
    codec: Any, rows: Any, field: str | None, why: str
) -> None:
    with pytest.raises(EncodeError) as refused:
        codec.encode(rows)
    assert (refused.value.field, refused.value.reason) == (field, why)


def test_a_carriage_return_inside_a_row_ends_nothing() -> None:
    inside = replace(SMS, message="a\rb\r")
    assert STATUSES.decode(STATUSES.encode([inside, SMS])) == [inside, SMS]


@pytest.mark.parametrize("codec", [NUMBERS, STATUSES], ids=["numbers", "statuses"])
def test_the_error_comes_alone(codec: Any) -> None:
    failure = Failure(code=9, description="x")
    assert codec.decode(codec.encode(failure)) == codec.restrict(failure) == Failure(code=9)
    row = NUMBER if codec is NUMBERS else SMS
    assert codec.restrict([row, row]) == [row, row]
