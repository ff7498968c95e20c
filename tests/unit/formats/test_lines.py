"""fmt=0 and fmt=1: errors of decoding and encoding, and lists of lines."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from smsc_codec import (
    DecodeError,
    EncodeError,
    Failure,
    MessageStatus,
    NotFound,
    RentalNumber,
    Sender,
    SmsStatus,
    replies,
)
from smsc_codec.codes import DeliveryErrorCode
from smsc_codec.errors import MAX_DIAGNOSED
from smsc_codec.formats.base import InvalidFieldValue, NoMatch
from smsc_codec.formats.grammar import line_rule
from smsc_codec.smpp import receipts
from tools.catalogue import rules

SENT = replies.send(fmt=0, cost=0)
COSTS = replies.send(fmt=0, cost=2)
LABELS = replies.status(fmt=0, all=0)
COLUMNS = replies.status(fmt=1, all=0)
ROWS = replies.statuses(fmt=1, all=0)
TEXTS = replies.statuses(fmt=1, all=1)
SENDER = replies.senders(fmt=0).row
FULL = "Status = 1, check_time = , err = 0, send_date = , phone = 7, cost = 1, sender_id = X, status_name = Y, message = m"
FIRST = "1,1678795766,0,5,79990000000\n"
TEXT = "1,1678795766,0,5,79990000000,3.80,X,Y,Order 5,12\nis ready,,0,777\n"
GOOD = "Status = 1, check_time = 14.03.2023 15:09:26, err = 0, ID = 1, phone = 7"
DATED = GOOD.replace("14.", "34.")
PAIR = "a pair such as “, status = 1”"


def _refused(codec: Any, body: str) -> DecodeError:
    with pytest.raises(DecodeError) as caught:
        codec.decode(body)
    assert str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("codec", "body", "at", "expected", "found"),
    [
        # The error starts after the matched part of a literal.
        (SENT, "OK - 1 SMS, IDD - 5", 14, ("“ SMS, ID - ”",), "D - 5"),
        (SENT, "OK - 1 SMS", 10, ("“ SMS, ID - ”",), ""),
        (SENT, "OK - 1 SMS, ID - 5, COD", 23, ("“, CODE - ”",), ""),
        (SENT, "OK - 1 SMS, ID - 5, CODDE - 1", 23, ("“, CODE - ”", "the end"), "DE - 1"),
        (
            SENT,
            "OK - 1 s",
            6,
            ("“ SMS, ID - ” after cnt",),
            " s",
        ),  # a single space is a coincidence
        # Optional elements are expected too.
        (SENT, "OK - 1 SMS, ID - 5x", 18, ("“, CODE - ” after id", "the end"), "x"),
        (
            LABELS,
            "Status = 1, check_time = x",
            25,
            ("last_date (a time as DD.MM.YYYY hh:mm:ss)", "“, err = ”", "the end"),
            "x",
        ),
        (SENT, "OK - 1 SMS, ID - 5\r", 18, ("“, CODE - ” after id", "the end"), "\r"),
        (replies.balance(fmt=0), "12.5\r", 4, ("the end",), "\r"),
        # Layouts that fail at the same position.
        (LABELS, "<html>", 0, ("“Status = ”", "“Status = -3”", "“ERROR = ”"), "<html>"),
        (SENT, "ERORR = 2", 2, ("“OK - ”", "“ERROR = ”"), "ORR = 2"),
        (COLUMNS, "x", 0, ("status (a status number)",), "x"),
        (LABELS, "Status = 4x", 10, ("“, check_time = ” after status",), "x"),
        # A partially matched field.
        (COLUMNS, "1,16787957x6,0", 10, ("“,” after last_timestamp", "the end"), "x6"),
        (COSTS, "OK - 1 SMS, ID - 5", 18, ("“, COST - ” after id",), ""),
        (replies.status(fmt=1, all=1), "1,1,0,1,7x", 10, ("“,” after phone",), ""),
        # A text is never invalid itself; the label after it is.
        (
            replies.status(fmt=0, all=1),
            FULL.replace("message", "mesage"),
            100,
            ("status_name (a text followed by “, message = ”)",),
            "Y",
        ),
        (
            replies.status(fmt=0, all=1),
            FULL[:100],
            100,
            ("status_name (a text)", "“, message = ”"),
            "",
        ),
        (
            replies.status(fmt=0, all=2),
            FULL.replace(", cost", ", country = A, operator = B, reg = C, cost"),
            85,
            (
                "operator (a text followed by “, operator_orig = ” or “, operator_orig= ” or “, region = ”)",
            ),
            "B",
        ),
        (SENT, "ERROR = 2 (x", 11, ("description (a text)", "“)”"), "x"),
        # Of other layouts, only labels are reported.
        (COLUMNS, "-3x", 0, ("status (a status number)",), "-3x"),
        # A comma with or without a space is one expectation.
        (replies.senders(fmt=1).row, "X", 1, ("“,” after sender",), ""),
        # Unknown labels.
        (SENDER, "sender = a, status=1", 12, (PAIR, "the end"), "status=1"),
        (SENDER, "sender = a,", 10, (PAIR, "the end"), ","),
        (SENDER, "sender = a, id = 5, status=1", 20, (PAIR, "the end"), "status=1"),
        (SENDER, "sender = a\r", 10, (PAIR, "the end"), "\r"),
    ],
)
def test_error_of_a_line_has_position_and_expectation(
    codec: Any, body: str, at: int, expected: tuple[str, ...], found: str
) -> None:
    error = _refused(codec, body)
    assert (error.span, error.expected, error.found) == ((at, at + len(found)), expected, found)


def test_error_of_a_receipt_includes_the_final_line_break() -> None:
    """A final line break belongs to a receipt, but not to a reply."""
    with pytest.raises(DecodeError) as caught:
        receipts.decode(b"id:1 stat:DELIVRD\n err:000")
    assert (caught.value.found, caught.value.expected) == ("\n", ("“ err:” after stat",))


@pytest.mark.parametrize(
    ("codec", "body", "place", "expected"),
    [
        (
            ROWS,
            FIRST + "1,soon,0,6,79990000001",
            (2, 3),
            ("last_timestamp (a Unix time in seconds)", "“,”"),
        ),
        (
            ROWS,
            FIRST + "1,soon,0,6,79990000001\r\n" + FIRST,
            (2, 3),
            ("last_timestamp (a Unix time in seconds)", "“,”"),
        ),
        (ROWS, FIRST + "soon\nsooner", (2, 1), ("status (a status number)",)),
        (ROWS, FIRST + FIRST + "1,5,x", (3, 5), ("err (an error number)", "“,”")),
        (ROWS, "1,5,x\n" + FIRST, (1, 5), ("err (an error number)", "“,”")),
        (ROWS, "soon\n1,5,x\n" + FIRST, (1, 1), ("status (a status number)",)),
        # The first line of a text may be a complete row, unless it continues in the next one.
        (TEXTS, TEXT + "1,soon", (3, 3), ("last_timestamp (a Unix time in seconds)", "“,”")),
    ],
)
def test_invalid_row_is_not_reported_for_the_previous_row(
    codec: Any, body: str, place: tuple[int, int], expected: tuple[str, ...]
) -> None:
    error = _refused(codec, body)
    assert error.expected == expected
    assert f"line {place[0]}, column {place[1]}: " in str(error)
    assert error.span is not None
    assert body[slice(*error.span)] == error.found
    assert "\n" not in error.found


def test_diagnosis_of_rows_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The prefixes of a row of a thousand lines have a million characters."""
    rows: Any = ROWS._wire
    text, looked, read = FIRST + "soon\n" * 100_000, [0], rows.row.read

    def counted(row: str) -> object:
        looked.append(len(row))
        return read(row)

    monkeypatch.setattr(rows.row, "read", counted)
    assert rows.diagnose(text).span == (len(FIRST), len(FIRST) + 4)
    # One pass finds the invalid row.
    assert sum(looked) - max(looked) < MAX_DIAGNOSED
    assert len(looked) > 100


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        (DATED + "\n", InvalidFieldValue),
        (DATED + "\r\n" + DATED, InvalidFieldValue),
        (GOOD + "\n" + DATED, InvalidFieldValue),
        (DATED + ",", NoMatch),
        (GOOD + "\nStatus = 1", NoMatch),
        ("", NoMatch),
    ],
)
def test_well_formed_value_without_meaning_is_located(text: str, caught: type[NoMatch]) -> None:
    with pytest.raises(NoMatch) as raised:
        replies.statuses(fmt=0)._wire.read(text)
    assert (type(raised.value), raised.value.__context__) == (caught, None)


def test_text_fields_end_at_the_next_label() -> None:
    assert line_rule("status", "sms_fmt0_all1").ending == {"sender_id", "status_name"}
    assert line_rule("status", "sms_fmt0_all2_row").ending == {
        "country",
        "operator",
        "operator_orig",
        "region",
        "sender_id",
        "status_name",
        "message",
    }
    assert line_rule("receipt", "hlr_form").ending == set()


@pytest.mark.parametrize(("grammar", "name"), rules())
def test_token_belongs_to_one_field(grammar: str, name: str) -> None:
    """Each state of Lark's parse table ends at most one field."""
    rule = line_rule(grammar, name)
    for actions in rule._parser.parser.parser._parse_table.states.values():
        made = {
            made.alias or made.origin.name
            for _, made in actions.values()
            if hasattr(made, "origin") and made.expansion
        }
        assert len(made & set(rule.fields)) < 2


def test_errors_contain_no_grammar_names() -> None:
    error = _refused(SENDER, "sender = a, id = 5, status=1")
    assert not re.search(r"\bpairs\b", str(error))


# ---- what is not written

BACK, MISFIT = (
    "would decode differently",
    "produces a line that cannot be decoded",
)


@pytest.mark.parametrize(
    ("fmt", "part", "result"),
    [
        (1, {"phone": "7\n"}, ("phone", MISFIT, None)),
        (1, {"phone": "7,8"}, ("phone", BACK, "7")),
        (
            1,
            {"message": "a\n"},
            (None, "ends with a line break, which would be removed on decoding", None),
        ),
        (1, {"message": "x,1"}, ("message", BACK, "x")),
        (1, {"sender_id": "a,b"}, ("sender_id", BACK, "a")),
        (1, {"cost": 5}, ("cost", "expected Decimal, got int", None)),
        (1, {"message": 5}, ("message", "expected str, got int", None)),
        (1, {"message": "a, b", "comment": "c"}, ("message", BACK, "a, b,c,")),
        (1, {"message": "-3,0,0"}, ("message", BACK, "-3")),
        (0, {"phone": "7, phone = 8"}, ("phone", MISFIT, None)),
        (0, {"message": "x, comment = 1"}, ("message", BACK, "x")),
        (0, {"status_name": "a, message = b"}, ("status_name", BACK, "a")),
    ],
)
def test_error_of_encoding_has_field_and_reason(
    fmt: int, part: dict[str, Any], result: object
) -> None:
    codec = replies.status(fmt=fmt, all=2 - fmt)
    with pytest.raises(EncodeError) as caught:
        codec.encode(SmsStatus(status=MessageStatus.DELIVERED, **part))
    assert (caught.value.field, caught.value.reason, caught.value.would_decode_as) == result


def test_restricted_value_of_a_line() -> None:
    """Fields that the line lacks are dropped; a text that is None becomes empty."""
    given = SmsStatus(
        status=MessageStatus.DELIVERED,
        err=DeliveryErrorCode(0),
        operator="МТС",
        extra=(("new", "x"),),
    )
    codec = replies.status(fmt=1, all=1)
    kept = codec.restrict(given)
    assert kept == codec.decode(codec.encode(given)) == codec.restrict(kept)
    assert isinstance(kept, SmsStatus)
    assert (kept.err, kept.operator, kept.extra, kept.phone, kept.cost, kept.last_timestamp) == (
        0,
        None,
        (),
        "",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("part", "result"),
    [
        ({"sender": "a, status = 1"}, ("sender", BACK, "a")),
        ({"sender": "a\nb"}, ("sender", MISFIT, None)),
        ({"sender": "a, x = 1", "extra": (("y", "2"),)}, ("sender", BACK, "a")),
    ],
)
def test_error_of_encoding_labels_has_field_and_reason(
    part: dict[str, Any], result: object
) -> None:
    with pytest.raises(EncodeError) as caught:
        SENDER.encode(Sender(**part))
    assert (caught.value.field, caught.value.reason, caught.value.would_decode_as) == result


def test_field_texts_of_a_labelled_line() -> None:
    wire: Any = SENDER._wire
    assert wire.layouts[0].field_texts(Sender(sender="ok", extra=(("y", "2"),))) == {
        "sender": "ok",
        "pairs": ", y = 2",
    }
    assert wire.layouts[0].field_texts(Sender(sender="ok")) == {"sender": "ok", "pairs": ""}


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_final_line_break_is_not_part_of_the_error(end: str) -> None:
    error = _refused(SENDER, "sender" + end)
    assert (error.span, error.found, str(error.source)) == ((6, 6), "", "sender" + end)


# ---- Lists of lines


#: Rows of NUMBERS begin with a text, so each line starts a row; rows of STATUSES begin with a
#: status.
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
def test_only_line_breaks_are_stripped(text: str, between: str, end: str) -> None:
    assert infos(f"{ROW}{text}{between} {ROW}{text}{between}X{ROW}{text}{end}") == [
        ("7999", text),
        (" 7999", text),
        ("X7999", text),
    ]


def test_line_that_does_not_start_a_row_continues_it() -> None:
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
def test_invalid_row_is_located(
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
def test_value_that_would_start_a_row_is_rejected(
    codec: Any, rows: Any, field: str | None, why: str
) -> None:
    with pytest.raises(EncodeError) as caught:
        codec.encode(rows)
    assert (caught.value.field, caught.value.reason) == (field, why)


def test_carriage_return_does_not_end_a_row() -> None:
    inside = replace(SMS, message="a\rb\r")
    assert STATUSES.decode(STATUSES.encode([inside, SMS])) == [inside, SMS]


@pytest.mark.parametrize("codec", [NUMBERS, STATUSES], ids=["numbers", "statuses"])
def test_failure_is_never_a_row(codec: Any) -> None:
    failure = Failure(code=9, description="x")
    assert codec.decode(codec.encode(failure)) == codec.restrict(failure) == Failure(code=9)
    row = NUMBER if codec is NUMBERS else SMS
    assert codec.restrict([row, row]) == [row, row]
