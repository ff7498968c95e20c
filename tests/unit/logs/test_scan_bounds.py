"""smsc_codec.logs.scan: limits, escapes, times, rows."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime

import pytest

from smsc_codec import logs, smpp
from smsc_codec.logs.columns import COLUMNS, columns, rows
from tests.unit.logs.test_scan import ACCESS, MOSCOW, RECEIPT, URL, scan_one, summarize


def test_too_long_line_is_reported_and_truncated() -> None:
    found = scan_one(b"x" * (logs.MAX_LINE_BYTES + 5))
    assert (found.kind, found.value, found.span) == (
        logs.FindingKind.LINE,
        None,
        (0, logs.MAX_LINE_BYTES + 5),
    )
    assert "a line of at most 1048576 bytes" in str(found.error)
    assert len(found.source) == logs.MAX_LINE_BYTES + 1


@pytest.mark.parametrize(
    "line",
    [b'x "id:5 sub:001 stat:\\', b'{"ts": "2026-03-01", "body": "<sms>\\', b"200 b'ERROR = 1 (\\"],
)
def test_line_cut_after_a_backslash_has_no_value(line: bytes) -> None:
    assert all(found.value is None for found in logs.scan([line]))


def test_number_of_examined_matches_is_limited() -> None:
    assert summarize(b"id:stat:" * 40 + RECEIPT, kind="pdu") == []
    assert summarize(b'{"a":' * 40 + b'{"id": 33, "cnt": 1}') == []


def test_finding_can_be_pickled_and_repr_omits_source() -> None:
    found = scan_one(b'{"id": 33, "cnt": 1}')
    assert pickle.loads(pickle.dumps(found)) == found
    assert found.log_time is None
    assert repr(found).startswith("Finding(line=1, span=(0, 20)")
    assert "source" not in repr(found)


def test_surrogate_pair_in_escaped_json_is_decoded() -> None:
    found = scan_one(
        b'{"body": "{\\"status\\": 1, \\"last_timestamp\\": 5, '
        b'\\"message\\": \\"\\ud83d\\ude00\\u041f\\"}"}'
    )
    assert getattr(found.value, "message", None) == "\U0001f600П"


def test_error_in_a_truncated_string_shows_no_escapes() -> None:
    error = scan_one(b'{"body": "{\\"status\\": 1, \\"last_timestamp\\": 5, \\"message').error
    assert error is not None
    assert "\\" not in str(error)


def test_bytes_invalid_in_both_charsets_are_not_found() -> None:
    assert summarize(b'{"balance": "\x98\xd0"}') == []
    assert summarize(b"ERROR = 2 (\xd0\x98\x98)") == []


def test_xml_of_a_reply_without_an_xml_format_is_not_found() -> None:
    assert (
        summarize(b"<operator><country>R</country><operator>M</operator><mcc>250</mcc></operator>")
        == []
    )


def test_separator_without_a_reply_is_ignored() -> None:
    assert summarize(b"GET " + URL + b" -> ") == [(1, "request", "form", "ParsedRequest")]


@pytest.mark.parametrize(
    ("time", "expected"),
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
def test_log_time_formats(time: bytes, expected: datetime | None) -> None:
    assert scan_one(time + b' {"id": 33, "cnt": 1}').log_time == expected


def test_rows_contain_the_cells_of_each_value() -> None:
    report = smpp.DeliverSm(
        source_addr="79990000000", esm_class=smpp.EsmClass(4), short_message=RECEIPT
    )
    [row] = rows(scan_one(smpp.encode(report).hex().encode()))
    cells = {
        column.name: cell for column, cell in zip(COLUMNS, row, strict=True) if cell is not None
    }
    assert cells["id"], cells["state"] == ("854019", "DELIVERED")
    assert (cells["phone"], cells["sent"]) == ("79990000000", datetime(2011, 8, 20, 22, 41))
    assert columns() == COLUMNS
    zoned, damaged, listed = (
        rows(scan_one(line))
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
        row[COLUMNS.index(next(column for column in COLUMNS if column.name == "status"))]
        for row in listed
    ] == [1, 20]
    [naive] = rows(scan_one(b'2026-03-01 12:00:01 {"id": 33, "cnt": 1}'))
    assert naive[5:7] == (datetime(2026, 3, 1, 12, 0, 1), None)
    [call] = rows(
        scan_one(
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
        rows(found)
        for found in logs.scan(
            [b'[{"id": 5, "received": "01.03.2026 12:00:01", "message": "x", "sent": 5}]']
        )
    ]
    assert {datetime(2026, 3, 1, 12, 0, 1), 5} <= set(answers[0])
    assert "state" not in [column.name for column in columns("reply")]


def test_log_time_may_follow_the_finding() -> None:
    assert scan_one(b'{"reply": {"id": 33, "cnt": 1}, "time": 1772359201}').log_time == datetime(
        2026, 3, 1, 10, 0, 1, tzinfo=UTC
    )
