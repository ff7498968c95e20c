"""smsc_codec.logs.scan: bounds, escapes, stamps, rows."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime

import pytest

from smsc_codec import logs, smpp
from smsc_codec.logs.columns import COLUMNS, columns, rows
from tests.unit.logs.test_scan import ACCESS, MOSCOW, RECEIPT, URL, only, told


def test_line_that_is_too_long() -> None:
    found = only(b"x" * (logs.MAX_LINE_BYTES + 5))
    assert (found.kind, found.value, found.span) == (
        logs.FindingKind.LINE,
        None,
        (0, logs.MAX_LINE_BYTES + 5),
    )
    assert "a line of at most 1048576 octets" in str(found.error)
    assert len(found.source) == logs.MAX_LINE_BYTES + 1


@pytest.mark.parametrize(
    "line",
    [b'x "id:5 sub:001 stat:\\', b'{"ts": "2026-03-01", "body": "<sms>\\', b"200 b'ERROR = 1 (\\"],
)
def test_line_that_is_cut_behind_a_backslash(line: bytes) -> None:
    assert all(one.value is None for one in logs.scan([line]))


def test_marks_are_bounded() -> None:
    assert told(b"id:stat:" * 40 + RECEIPT, kind="pdu") == []
    assert told(b'{"a":' * 40 + b'{"id": 33, "cnt": 1}') == []


def test_finding() -> None:
    found = only(b'{"id": 33, "cnt": 1}')
    assert pickle.loads(pickle.dumps(found)) == found
    assert found.log_time is None
    assert repr(found).startswith("Finding(line=1, span=(0, 20)")
    assert "source" not in repr(found)


def test_what_escapes_say() -> None:
    found = only(
        b'{"body": "{\\"status\\": 1, \\"last_timestamp\\": 5, \\"message\\": \\"\\ud83d\\ude00\\u041f\\"}"}'
    )
    assert getattr(found.value, "message", None) == "\U0001f600П"


def test_a_cut_string_is_explained_as_it_is_meant() -> None:
    error = only(b'{"body": "{\\"status\\": 1, \\"last_timestamp\\": 5, \\"message').error
    assert error is not None
    assert "\\" not in str(error)


def test_no_charset_fits() -> None:
    assert told(b'{"balance": "\x98\xd0"}') == []
    assert told(b"ERROR = 2 (\xd0\x98\x98)") == []


def test_xml_of_a_reply_that_has_none() -> None:
    assert (
        told(b"<operator><country>R</country><operator>M</operator><mcc>250</mcc></operator>") == []
    )


def test_an_arrow_to_nothing() -> None:
    assert told(b"GET " + URL + b" -> ") == [(1, "request", "form", "ParsedRequest")]


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        (b"01.03.2026 12:00:01", datetime(2026, 3, 1, 12, 0, 1)),
        (b"2026-02-31 12:00:01", None),
        (b"2026-03-01T12:00:01.5Z", datetime(2026, 3, 1, 12, 0, 1, 500000, tzinfo=UTC)),
        (
            b"2026-03-01 12:00:01,123456789 +0300",
            datetime(2026, 3, 1, 12, 0, 1, 123456, tzinfo=MOSCOW),
        ),
        (b'"time": 1772359201500,', datetime(2026, 3, 1, 10, 0, 1, 500000, tzinfo=UTC)),
        (b"Mar  1 12:00:01 host", None),
    ],
)
def test_stamps(stamp: bytes, at: datetime | None) -> None:
    assert only(stamp + b' {"id": 33, "cnt": 1}').log_time == at


def test_rows() -> None:
    report = smpp.DeliverSm(
        source_addr="79990000000", esm_class=smpp.EsmClass(4), short_message=RECEIPT
    )
    [row] = rows(only(smpp.encode(report).hex().encode()))
    told_row = {
        column.name: cell for column, cell in zip(COLUMNS, row, strict=True) if cell is not None
    }
    assert told_row["id"], told_row["state"] == ("854019", "DELIVERED")
    assert (told_row["phone"], told_row["sent"]) == ("79990000000", datetime(2011, 8, 20, 22, 41))
    assert columns() == COLUMNS
    zoned, damaged, listed = (
        rows(only(line))
        for line in (
            ACCESS % b"balance.php?login=a&psw=b",
            b"Status = 1, check_time = x",
            b'[{"status": 1, "last_timestamp": 5}, {"status": 20, "last_timestamp": 6}]',
        )
    )
    assert (zoned[0][5], zoned[0][6], zoned[0][8]) == (
        datetime(2026, 3, 1, 12, 0, 1),
        180,
        "balance",
    )
    assert str(damaged[0][-1]).startswith("statuses (a row), fmt=0, all=2: ")
    assert [
        row[COLUMNS.index(next(one for one in COLUMNS if one.name == "status"))] for row in listed
    ] == [1, 20]
    [naive] = rows(only(b'2026-03-01 12:00:01 {"id": 33, "cnt": 1}'))
    assert naive[5:7] == (datetime(2026, 3, 1, 12, 0, 1), None)
    [call] = rows(
        only(
            smpp.encode(smpp.DeliverSm(source_addr="79990000000", short_message=b"hello"))
            .hex()
            .encode()
        )
    )
    assert [cell for cell in call[7:] if cell is not None] == [
        "DeliverSm",
        "DELIVER_SM",
        "79990000000",
    ]
    [answers] = [
        rows(one)
        for one in logs.scan(
            [b'[{"id": 5, "received": "01.03.2026 12:00:01", "message": "x", "sent": 5}]']
        )
    ]
    assert {datetime(2026, 3, 1, 12, 0, 1), 5} <= set(answers[0])
    assert "state" not in [column.name for column in columns("reply")]


def test_stamp_behind_what_was_found() -> None:
    assert only(b'{"reply": {"id": 33, "cnt": 1}, "time": 1772359201}').log_time == datetime(
        2026, 3, 1, 10, 0, 1, tzinfo=UTC
    )
