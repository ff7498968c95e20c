"""smsc_codec.logs.scan: what is found in a line, and with which evidence."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from smsc_codec import DecodeError, Failure, logs, replies, smpp
from smsc_codec.logs.detectors import DETECTORS

RECEIPT = (
    b"id:854019 sub:001 dlvrd:001 submit date:1108202241 done date:1108202241 stat:DELIVRD err:000"
)
FORM = b"id=42&phone=79990000000&status=1&time=01.03.26+12%3A00%3A01&err=0"
PDU = b"00000010800000150000000000000001"
URL = b"https://smsc.ru/sys/balance.php?login=alex&psw=123&fmt=1&cur=1"
ACCESS = b'10.0.0.1 - - [01/Mar/2026:12:00:01 +0300] "GET /sys/%s HTTP/1.1" 200 45 "-" "curl/8"'
STATUS = b'{\n"status": 1,\n"last_date": "18.10.2016 15:34:12",\n"last_timestamp": 1476794052\n}'
MOSCOW = timezone(timedelta(hours=3))


def scan_one(*lines: bytes, **options: Any) -> logs.Finding:
    [found] = logs.scan(lines, **options)
    return found


def summarize(*lines: bytes, **options: Any) -> list[tuple[int, str, str, str]]:
    """Summarize findings as line, kind, evidence, and record name or codec of the error."""
    return [
        (
            found.line,
            found.kind.value,
            found.evidence.value,
            type(found.value).__name__
            if found.error is None
            else str(found.error).partition(":")[0],
        )
        for found in logs.scan(lines, **options)
    ]


@pytest.mark.parametrize(
    ("line", "record"),
    [
        (b'{"id": 33, "cnt": 1}', "SendResult"),
        (b'2026-03-01 12:00:01,234 INFO reply {"id": 33, "cnt": 1}', "SendResult"),
        (b'{"ts": 1772359201, "reply": {"id": 33, "cnt": 1}, "took": {"ms": 5}}', "SendResult"),
        (
            b'{"ts": 1772359201, "body": "{\\n\\"error\\": \\"wait\\",\\n\\"error_code\\": 9\\n}"}',
            "Failure",
        ),
        (b"DEBUG body='" + STATUS.replace(b"\n", b"\\n") + b"'", "SmsStatus"),
        (b"DEBUG body=b'" + STATUS.replace(b"\n", b"\\n") + b"' done", "SmsStatus"),
        (
            b'"-" "curl" "' + STATUS.replace(b"\n", b"\\x0A").replace(b'"', b"\\x22") + b'"',
            "SmsStatus",
        ),
        (b'send {"phone": "79990000000"} reply {"id": 33, "cnt": 1}', "SendResult"),
        (b'{"level":"info","body":{"id": 33, "cnt": 1}}', "SendResult"),
        (b"<balance>1871.62</balance> took <b>5</b>", "Balance"),
        (b'{"status": 1, "last_timestamp": 5, "err": 0, "id": "4", "new_key": 1}', "SmsStatus"),
        (b'said "{"id": 33, "cnt": 1}" so', "SendResult"),
        (b'[{"id": 1, "name": "a", "status": 2, "file": "x.zip"}]', "list"),
        (b"<sms><status>1</status><last_date>18.10.2016 15:34:12</last_date></sms>", "SmsStatus"),
        (b"reply '<balance>1871.62</balance>' ok", "Balance"),
        (
            (
                b'<?xml version="1.0" encoding="utf-8"?>'
                b"<result><error>x</error><error_code>4</error_code></result>"
            ),
            "Failure",
        ),
        (b'{"text":"<balance>1871.62<\\/balance>"}', "Balance"),
        (b"reply: OK - 1 SMS, ID - 42", "SendResult"),
        (b"12:00:01 OK, ID - 42", "Created"),
        (b'"ERROR = 2 (authorise error)"', "Failure"),
        (b"Status = 1, check_time = 28.12.2019 19:20:22", "SmsStatus"),
        (b"phone = 79990000000, type = 1, cost = 5, current_cost = 5, info = x", "RentalNumber"),
        (b"sender = SMSC.RU, status = 2", "Sender"),
        (b"id = 4, name = a, status = 2, created = , time = , file = x.zip", "Task"),
    ],
)
def test_reply_is_identified_by_its_form(line: bytes, record: str) -> None:
    assert summarize(line) == [(1, "reply", "form", record)]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"nothing here",
        b'{"a": 1} <b>bold</b> [x]',
        b'{"id": 5}',
        b'{"status": 1}',
        b'{"result": "OK"}',
        b"OK",
        b"100.50",
        b"id:5 no status",
        b"ERROR = something failed",
        b"Status = up",
        b'"GET /sys/status.php HTTP/1.1" 200',
        b"GET /sys/unknown.php?a=b",
        b"/sys/status.phpx?phone=1",
        b"/orders?id=5&phone=79990000000&status=1",
        b"phone=79990000000",
        b"0000000a80000015",
        b"00000010ffffffff0000000000000001",
        b"000000108000001500000000000000010",
        b"<html><body>phone</body></html>",
        b"DLR [cid:x] and no more",
        b'{"message": "sys/status.php"}',
        b"\xff\xfe{\x98\x98",
        b'{"\x98\xd0": 1, "balance": 1}',
        b"user id: 5 stat: ok",
        b"process exit Status = 1",
        b"OK - 5 SMS in queue",
        b'{"error": "not found", "error_code": 404, "path": "/x"}',
        b'{"id": 33, "cnt": 1, "user": "bob"}',
        b'{"ts": 1, "balance": "12.5"}',
        b"GET /feedback?phone=79990000000&mes=hi&to=shop&id=7",
        b'{"ts": "2026-03-01", "id": 5, "phone": "79990000000", "status": "queued"}',
        b"GET /crm/order?id=5&phone=79990000000&status=new&time=10",
        b"[SMSC:x] [msg:5:hello] [udh:0:]",
        b'{"a{"b{"c{"',
    ],
)
def test_ambiguous_line_is_not_a_finding(line: bytes) -> None:
    assert summarize(line) == []


@pytest.mark.parametrize(
    ("line", "kind", "codec"),
    [
        (ACCESS % b"send.php?login=a&psw=b&phones=79990000000&mes=x&cost=9", "request", "request"),
        (RECEIPT.replace(b"sub:001", b"sub:0x1"), "receipt", "receipt"),
        (FORM.replace(b"time=01", b"time=x"), "callback", "callback"),
        (b'{"status": 1, "last_date": "18.10.2016 15:3', "reply", "status, fmt=3, all=2"),
        (b"<sms><status>1</status><last_date>18", "reply", "status, fmt=2, all=2"),
        (b"Status = 1, check_time = yesterday", "reply", "status (a row), fmt=0, all=2"),
        (PDU + b"ff", "pdu", "smpp"),
        (
            b'{"id": "42", "phone": "79990000000", "status": "1", "ts": "x"}',
            "callback",
            "callback, fmt=3",
        ),
    ],
)
def test_identified_but_damaged_data_is_an_error(line: bytes, kind: str, codec: str) -> None:
    [found] = logs.scan([line])
    assert (found.kind.value, found.value) == (kind, None)
    assert isinstance(found.error, DecodeError)
    assert str(found.error).startswith(codec.partition(" (")[0])


def test_documented_label_prefixes_match_the_detector() -> None:
    [detector] = [detector for detector in DETECTORS if detector.terminal == "LABELS"]
    prefixes = re.findall("`([^`]+)`", detector.condition)
    assert len(prefixes) == 11 and all(detector.search(prefix) for prefix in prefixes)
    for line in (
        "Status = 1, chek_time = 01.03.2026 12:00:05",
        "Status = 1",
        "id = 5",
        "id = 5, status = 1",
        "phone = 7, x",
        "ERROR = 5",
        "OK - 5",
    ):
        assert detector.search(line) is None


def test_request_in_an_access_log_is_parsed() -> None:
    found = scan_one(ACCESS % b"status.php?login=alex&psw=123&phone=79990000000&id=42&fmt=1&all=1")
    assert found.kind is logs.FindingKind.REQUEST
    assert found.evidence is logs.Evidence.FORM
    value: Any = found.value
    assert (value.command.name, dict(value.command.arguments)["id"]) == ("status", "42")
    assert found.source[slice(*found.span)].startswith(b"/sys/status.php?login")
    assert found.prefix == b'10.0.0.1 - - [01/Mar/2026:12:00:01 +0300] "GET '
    assert found.log_time == datetime(2026, 3, 1, 12, 0, 1, tzinfo=MOSCOW)
    assert found.charset == "windows-1251"


@pytest.mark.parametrize(
    "line",
    [
        b'{"url": "https:\\/\\/smsc.ru\\/sys\\/balance.php?login=a\\u0026psw=b", "t": 1}',
        b"url=https://smsc.ru/sys/balance.php?login=a&psw=b",
        b'"POST /sys/balance.php HTTP/1.1" 200 5 "-" "-" "login=a&psw=b"',
        b"POST https://smsc.kz/sys/balance.php body: login=a&psw=b&fmt=3",
    ],
)
def test_request_is_found_in_json_text_and_post_logs(line: bytes) -> None:
    value: Any = scan_one(line).value
    assert value.command.name == "balance"


@pytest.mark.parametrize(
    ("reply", "value"),
    [
        (b"100.01,RUR", Decimal("100.01")),
        (b"2026-03-01 12:00:02 100.01,RUR", Decimal("100.01")),
        (b"[2026-03-01 12:00:02] INFO reply: 100.01,RUR", Decimal("100.01")),
        (b"2026-03-01 12:00:02 DEBUG body='100.01,RUR'", Decimal("100.01")),
        (b'{"body": "100.01,RUR"}', Decimal("100.01")),
        (b"<- 0,-2", None),
    ],
)
def test_reply_is_found_after_its_request(reply: bytes, value: Decimal | None) -> None:
    first, second = logs.scan([b"GET " + URL, reply])
    assert (first.kind.value, second.kind.value, second.evidence.value, second.line) == (
        "request",
        "reply",
        "request",
        2,
    )
    assert (
        second.value == Failure(code=2)
        if value is None
        else getattr(second.value, "balance", None) == value
    )


def test_reply_follows_the_words_that_its_line_shares_with_the_request() -> None:
    first = b"2026-03-01 12:00:02 INFO gateway[5]: GET " + URL
    assert [
        row[1] for row in summarize(first, b"2026-03-01 12:00:03 INFO gateway[5]: 100.01,RUR")
    ] == [
        "request",
        "reply",
    ]
    assert [
        row[1] for row in summarize(first, b"2026-03-01 12:00:03 INFO another[5]: 100.01,RUR")
    ] == ["request"]


def test_reply_with_unknown_key_is_found_after_its_request_unless_it_is_a_callback() -> None:
    request = URL.replace(b"fmt=1", b"fmt=3")
    [_, found] = logs.scan([request, b'{"balance": "5", "news": 1}'])
    assert (found.evidence.value, getattr(found.value, "extra", None)) == (
        "request",
        (("news", "1"),),
    )
    [_, found] = logs.scan(
        [
            request,
            (
                b'{"id": "4", "phone": "79990000000", "status": "1", "ts": "1772359201", '
                b'"balance": "5"}'
            ),
        ]
    )
    assert found.kind is logs.FindingKind.CALLBACK


def test_reply_is_found_in_the_line_of_its_request() -> None:
    assert summarize(b"GET " + URL + b" -> 100.01,RUR") == [
        (1, "request", "form", "ParsedRequest"),
        (1, "reply", "request", "Balance"),
    ]
    line = ACCESS % b"balance.php?login=a&psw=b&fmt=1&cur=1" + b' "100.01,RUR"'
    assert summarize(line) == [
        (1, "request", "form", "ParsedRequest"),
        (1, "reply", "request", "Balance"),
    ]
    assert summarize(ACCESS % b"balance.php?login=a&psw=b&fmt=1&cur=1") == [
        (1, "request", "form", "ParsedRequest")
    ]


@pytest.mark.parametrize(
    "line", [b"2026-03-01 12:00:02 INFO queue depth: 12", b"worker took: 0.35", b"12 jobs"]
)
def test_unrelated_line_after_a_request_is_not_a_reply(line: bytes) -> None:
    assert summarize(b"GET " + URL, line) == [(1, "request", "form", "ParsedRequest")]


def test_comma_after_a_url_is_not_part_of_it() -> None:
    assert [row[1] for row in summarize(b"GET " + URL + b", reply: 5.1,RUR")] == [
        "request",
        "reply",
    ]


def test_reply_is_expected_only_in_the_next_line() -> None:
    assert summarize(b"GET " + URL, b"some other line", b"100.01,RUR") == [
        (1, "request", "form", "ParsedRequest")
    ]


def test_rows_of_a_list_are_found_after_its_request() -> None:
    request = b"GET /sys/status.php?login=a&psw=b&phone=79990000000,79990000001&id=1,2&fmt=1"
    rows = [b"1,1577550022,0,1,79990000000", b"20,1577550022,6,2,79990000001", b"done"]
    assert summarize(request, *rows) == [
        (1, "request", "form", "ParsedRequest"),
        (2, "reply", "request", "list"),
        (3, "reply", "request", "list"),
    ]


def test_undocumented_reply_and_file_are_not_found() -> None:
    request = b"GET /sys/get.php?login=a&psw=b&get_messages=1&fmt=1"
    assert summarize(request, b"1,2,3") == [(1, "request", "form", "ParsedRequest")]
    file = b"GET /sys/downloads.php?login=a&psw=b&get_file=1&id=4&fmt=3"
    assert summarize(file, b"anything") in (
        [(1, "request", "form", "ParsedRequest")],
        [(1, "request", "form", "request")],
    )


@pytest.mark.parametrize(
    "line",
    [
        RECEIPT,
        b'short_message="' + RECEIPT + b'" from 79990000000',
        b"request id:77 got receipt " + RECEIPT,
        b"[msg: " + RECEIPT + b"] [x]",
        b"got (" + RECEIPT + b") and went on",
        b"Receive DLR [SMSC:smsc] [from:INFO] [to:79990000000] [flags:-1:-1:-1:-1:1] [msg:92:"
        + RECEIPT
        + b"] [udh:0:]",
        b"Receive DLR [SMSC:smsc] [msg:99:" + RECEIPT + b"] [udh:0:]",
        b"Receive DLR [SMSC:smsc] [msg:99:" + RECEIPT + b"]",
        b"Receive DLR [SMSC:smsc] [msg:99:" + RECEIPT,
        (
            b"12 DLR [cid:s] [smpp-msgid:854019] [status:DELIVRD] "
            b"[submit date:1108202241] [done date:1108202241] [sub/dlvrd messages:001/001] "
            b"[err:000] [content:** 2 byte content **]"
        ),
    ],
)
def test_receipt_is_found_in_any_context(line: bytes) -> None:
    found = scan_one(line)
    assert (found.kind, found.value) == (logs.FindingKind.RECEIPT, smpp.receipts.decode(RECEIPT))


def test_receipt_fields_are_read_from_a_jasmin_line() -> None:
    line = (
        b"2026-03-01 12:00:01 INFO 12 DLR [cid:smsc] [smpp-msgid:1-a] [status:DELIVRD] "
        b"[submit date:ND] [done date:1108202241] "
        b"[submitted/delivered messages:ND/001] [err:ND] [content:%s]"
    )
    value: Any = scan_one(line % b"b'\\xd0\\x9f]'").value
    assert (value.id, value.stat, value.submit_date, value.sub, value.err) == (
        "1-a",
        "DELIVRD",
        None,
        None,
        None,
    )
    assert value.text == "П]".encode()
    assert getattr(scan_one(line % b"plain").value, "text", None) == b"plain"


def test_receipt_of_another_gateway_requires_lenient() -> None:
    line = b"ID:a-1 Sub:001 DLVRD:001 Stat:DELIVRD Err:0000 note:x"
    assert isinstance(scan_one(line).error, DecodeError)
    assert getattr(scan_one(line, lenient=True).value, "id", None) == "a-1"


@pytest.mark.parametrize(
    "line",
    [
        b'10.0.0.1 - - [01/Mar/2026:12:00:01 +0300] "POST /sms HTTP/1.1" 200 2 "-" "ua" "'
        + FORM
        + b'"',
        b"GET /sms?" + FORM + b" HTTP/1.1",
        FORM,
        b"body: " + FORM,
        b'{"id":"42","phone":"79990000000","status":"1","time":"01.03.26 12:00:01","err":"0"}',
        (
            b"<any><id>42</id><phone>79990000000</phone><status>1</status>"
            b"<time>01.03.26 12:00:01</time><err>0</err></any>"
        ),
    ],
)
def test_callback_is_found_in_any_format(line: bytes) -> None:
    found = scan_one(line)
    assert found.kind is logs.FindingKind.CALLBACK
    value: Any = found.value
    assert (value.id, value.phone, int(value.status), int(value.err)) == ("42", "79990000000", 1, 0)


def test_message_and_call_callbacks_are_found() -> None:
    assert summarize(
        b"phone=79990000000&mes=%CF%F0%E8%E2%E5%F2&to=79990000001&id=5",
        b"waitcall=1&phone=79990000000&ts=1772359201",
    ) == [
        (1, "callback", "form", "IncomingMessage"),
        (2, "callback", "form", "ConfirmedCall"),
    ]


@pytest.mark.parametrize(
    ("line", "charset"),
    [("Привет".encode(), "utf-8"), ("Привет".encode("windows-1251"), "windows-1251")],
)
def test_utf8_is_tried_before_windows_1251(line: bytes, charset: str) -> None:
    found = scan_one(b'{"status": 1, "last_timestamp": 1, "status_name": "' + line + b'"}')
    assert (getattr(found.value, "status_name", None), found.charset) == ("Привет", charset)


@pytest.mark.parametrize(
    "line",
    [
        PDU,
        b"0x" + PDU,
        b"PDU: 00 00 00 10 80 00 00 15 00 00 00 00 00 00 00 01 sent",
        b'"' + PDU.upper() + b'"',
    ],
)
def test_pdu_is_found_in_hexadecimal_notations(line: bytes) -> None:
    assert scan_one(line).value == smpp.EnquireLinkResp(sequence_number=1)


def test_document_over_several_lines_is_one_finding() -> None:
    lines = [b"12:00 reply: {\r\n", b'"balance": "1871.62"\n', b"}\n", b"next"]
    found = scan_one(*lines)
    assert (found.line, found.lines, found.source) == (
        1,
        3,
        b'12:00 reply: {\n"balance": "1871.62"\n}',
    )


def test_unclosed_document_is_scanned_line_by_line() -> None:
    assert summarize(
        b"begin {", b"words", b'{"id": 33, "cnt": 1}', b"reply: [", b'"balance": "5"'
    ) == [(3, "reply", "form", "SendResult")]


def test_line_can_contain_several_findings() -> None:
    line = b'in {"id": 33, "cnt": 1} out ' + PDU + b" " + RECEIPT
    assert [row[1] for row in summarize(line)] == ["reply", "pdu", "receipt"]


def test_text_inside_a_finding_is_not_scanned() -> None:
    line = (
        b'{"status": 1, "last_timestamp": 1, "message": "see /sys/balance.php?login=a&psw=b '
        + RECEIPT
        + b'"}'
    )
    assert summarize(line) == [(1, "reply", "form", "SmsStatus")]


# ---- the kind argument


def test_kind_limits_findings_and_is_explicit_evidence() -> None:
    line = b'{"id": 33, "cnt": 1} ' + RECEIPT
    assert summarize(line, kind="receipt") == [(1, "receipt", "explicit", "Receipt")]
    assert summarize(line, kind=logs.FindingKind.REPLY) == [(1, "reply", "explicit", "SendResult")]
    assert summarize(b'{"id":"4","phone":"7","status":"1","ts":"1"}', kind="reply") == []


def test_codec_decodes_every_nonblank_line() -> None:
    codec = replies.status(fmt=1)
    assert summarize(b"  1,1577550022,0 ", kind=codec) == [(1, "reply", "explicit", "SmsStatus")]
    assert summarize(b"\x98", kind=codec) == [(1, "reply", "explicit", "status, fmt=1, all=0")]
    lines = [b"1,1577550022,0", b"", b"2026-03-01 12:00:02 reply: 20,1577550022,6", b"1,x"]
    assert summarize(*lines, kind=codec) == [
        (1, "reply", "explicit", "SmsStatus"),
        (3, "reply", "explicit", "SmsStatus"),
        (4, "reply", "explicit", "status, fmt=1, all=0"),
    ]


@pytest.mark.parametrize("kind", ["status", "line", "RECEIPT"])
def test_unknown_kind_is_rejected(kind: str) -> None:
    with pytest.raises(
        ValueError, match=r"^kind: expected request, reply|is not a valid FindingKind"
    ):
        logs.scan([b""], kind=kind)


def test_file_codec_is_rejected() -> None:
    with pytest.raises(ValueError, match="got a file codec"):
        logs.scan([b""], kind=replies.task_file())


def test_str_line_is_rejected() -> None:
    with pytest.raises(TypeError, match="lines: expected bytes, got str"):
        list(logs.scan(["x"]))  # type: ignore[list-item]
