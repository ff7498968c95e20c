"""Properties of log scanning: any lines are accepted; data is found however a log quotes it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec import logs, smpp
from smsc_codec.callbacks import Handler
from smsc_codec.commands import Credentials
from smsc_codec.errors import CodecError
from smsc_codec.formats.grammar import lexed
from smsc_codec.logs.columns import COLUMNS, rows
from smsc_codec.logs.context import _ESCAPE, _letter, compiled, unescape
from smsc_codec.logs.documents import DISTINCTIVE_KEYS
from smsc_codec.requests import Command
from smsc_codec.testing import strategies as own
from tools.catalogue import CODECS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsc_codec.codec import Codec

_TERMINALS = (
    "REQUEST",
    "RECEIPT",
    "JASMIN",
    "CALLBACK",
    "OBJECT",
    "ELEMENT",
    "LABELS",
    "PDU",
    "QUOTED",
    "SEPARATOR",
    "ANSWERED",
    "ISO_STAMP",
    "ACCESS_STAMP",
    "DOTTED_STAMP",
    "UNIX_STAMP",
    "JASMIN_LINE",
)
_PIECES = (
    "/sys/status.php?login=a&psw=b&phone=79990000000&id=1",
    "\\/sys\\/send.php",
    "GET ",
    ' HTTP/1.1" 200 5 "-" "x"',
    "id:1 ",
    "ID:",
    "sub:001 ",
    "stat:DELIVRD ",
    (
        "DLR [cid:a] [smpp-msgid:1] [status:DELIVRD] [submit date:ND] "
        "[done date:ND] [sub/dlvrd messages:1/1] [err:000]"
    ),
    "[msg:9:",
    "] [udh:0:]",
    "phone=79990000000",
    "&status=1",
    "&id=5",
    "&time=01.03.26+12%3A00%3A01",
    '{"',
    '"id": 5',
    ', "cnt": 1',
    "}",
    "[{",
    "]",
    "<sms>",
    "<status>1</status>",
    "</sms>",
    '<?xml version="1.0"?>',
    "ERROR = 2 (",
    "x)",
    "OK - 1 SMS, ID - 5",
    "Status = 1",
    ", check_time = ",
    "00000010800000150000000000000001",
    "00 00 ",
    "0x",
    '"',
    "'",
    "\\",
    "\\n",
    "\\x22",
    ": ",
    "-> ",
    "2026-03-01 12:00:01",
    ",123",
    "+03:00",
    "Z",
    "[01/Mar/2026:12:00:01 +0300] ",
    "01.03.2026 12:00:01 ",
    '"ts": 1772359201',
    " ",
    "\t",
    "П",
    "x",
)
_TEXTS = st.lists(st.sampled_from(_PIECES) | st.text(max_size=3), max_size=14).map("".join)
_LINES = st.lists(
    _TEXTS.map(lambda text: text.encode("utf-8", "replace")) | st.binary(max_size=40), max_size=6
)


@pytest.mark.parametrize("terminal", _TERMINALS)
@given(_TEXTS)
def test_compiled_terminal_matches_like_the_lexer(terminal: str, text: str) -> None:
    assert [found.span() for found in compiled(terminal).finditer(text)] == lexed(
        "logs", terminal, text
    )


_ESCAPES = st.sampled_from(
    [
        "\\n",
        '\\"',
        "\\\\",
        "\\/",
        "\\'",
        "\\b",
        "\\f",
        "\\x41",
        "\\xd0",
        "\\u0041",
        "\\u0401",
        "\\ud83d",
        "\\ude00",
        "\\u12",
        "\\U0001",
        "\\",
        '"',
        "\x01",
        "é",
    ]
)


@given(
    st.lists(_ESCAPES | st.text(max_size=2), max_size=8).map("".join),
    st.sampled_from(["utf-8", "latin-1"]),
)
def test_json_shortcut_unescapes_like_the_pattern(text: str, charset: str) -> None:
    data = text.encode(charset, "replace")
    assert unescape(data) == _ESCAPE.sub(_letter, data)


@given(
    _LINES,
    st.sampled_from(
        [None, *(kind for kind in logs.FindingKind if kind is not logs.FindingKind.LINE)]
    ),
    st.booleans(),
)
def test_any_lines_yield_consistent_findings(
    lines: list[bytes], kind: logs.FindingKind | None, lenient: bool
) -> None:
    """A finding has a value or a CodecError, is inside its line, and overlaps no other finding."""
    end: dict[int, int] = {}
    before = 0
    for found in logs.scan(lines, kind=kind, lenient=lenient):
        assert (found.value is None) is (found.error is not None)
        assert found.error is None or isinstance(found.error, CodecError)
        assert before <= found.line <= len(lines) and found.line + found.lines - 1 <= len(lines)
        assert end.get(found.line, 0) <= found.span[0] < found.span[1] <= len(found.source)
        assert found.kind is kind or kind is None
        end[found.line], before = found.span[1], found.line
        for row in rows(found):
            assert len(row) == len(COLUMNS)
            assert (row[-1] is None) is (found.error is None)
        assert found.error is None or not re.search(r"[0-9]{7,}", str(found.error))


def _quoted(body: bytes) -> Iterator[list[bytes]]:
    """Yield a body as in logs: unchanged, after other words, in a JSON or Python string."""
    text = body.decode()
    yield body.split(b"\n")
    yield (b"2026-03-01 12:00:00,123 INFO [w-1] reply: " + body).split(b"\n")
    yield [json.dumps({"ts": "2026-03-01T12:00:00Z", "body": text, "took": 5}).encode()]
    yield [json.dumps({"body": text}, ensure_ascii=False).encode()]
    yield [b"2026-03-01 12:00:00 reply=" + repr(text).encode("utf-8", "surrogateescape")]
    yield [b"2026-03-01 12:00:00 reply: " + repr(body).encode()]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("fmt", range(4))
@given(st.data())
def test_reply_after_its_request_is_found(fmt: int, data: st.DataObject) -> None:
    command = data.draw(own.commands())
    command = Command(command._request, tuple({**dict(command.arguments), "fmt": str(fmt)}.items()))
    try:
        codec = command.reply
    except ValueError:
        return
    if codec._reply.is_file:
        return
    body = data.draw(own.bodies(codec))
    query = urlencode(command.params(Credentials("alex", "123")))
    target = f"{command.path}?{query}"
    request = (
        f'10.0.0.1 - - [01/Mar/2026:12:00:01 +0300] "GET {target} HTTP/1.1" 200 1 "-" "x"'
    ).encode()
    for lines in _quoted(body):
        first, *found = logs.scan([request, *lines])
        assert getattr(first.value, "command", None) == command
        assert [record for finding in found for record in _as_list(finding.value)] == _as_list(
            codec.decode(body)
        )
        assert {finding.kind for finding in found} == {logs.FindingKind.REPLY}


#: Replies identified by their keys. A value may lack the distinctive keys: then it is found only
#: after its request.
_IDENTIFIABLE = [
    codec
    for codec in CODECS
    if codec.fmt > 1
    and codec._part != "row"
    and {codec._reply.name, codec._reply.list_name} & {name for name, _ in DISTINCTIVE_KEYS}
]


@pytest.mark.parametrize("fmt", [2, 3])
@given(st.data())
def test_reply_with_distinctive_keys_is_found_without_a_request(
    fmt: int, data: st.DataObject
) -> None:
    codec: Codec[Any] = data.draw(
        st.sampled_from(
            [
                codec
                for codec in _IDENTIFIABLE
                if codec.fmt == fmt and codec._reply.title not in ("messages", "link")
            ]
        )
    )
    body = data.draw(own.bodies(codec))
    counts = set()
    for lines in _quoted(body):
        found = list(logs.scan(lines))
        counts.add(len(found))
        for finding in found:
            assert (finding.kind, finding.evidence, finding.value) == (
                logs.FindingKind.REPLY,
                logs.Evidence.FORM,
                codec.decode(body),
            )
    assert counts in ({0}, {1})


@pytest.mark.parametrize("fmt", ["", "&fmt=2", "&fmt=3"])
@given(st.data())
def test_callback_is_found_and_decoded(fmt: str, data: st.DataObject) -> None:
    handler = Handler.from_url(f"https://shop.example/?charset=utf-8&sha1=SECRET{fmt}")
    _, body = data.draw(own.callbacks(handler))
    for lines in _quoted(body):
        [found] = logs.scan(lines)
        assert (found.kind, found.value) == (logs.FindingKind.CALLBACK, handler.decode(body=body))


@given(own.records(smpp.Receipt))
def test_receipt_is_found_and_decoded(receipt: smpp.Receipt) -> None:
    text = smpp.receipts.encode(receipt)
    kannel = b"Receive DLR [SMSC:s] [msg:%d:%s] [udh:0:]" % (len(text), text)
    for line in (
        text,
        b"2026-03-01 12:00:00 got: " + text,
        b"content=" + repr(text).encode(),
        kannel,
    ):
        if b"\n" not in line:
            [found] = logs.scan([line])
            assert (found.kind, found.value) == (logs.FindingKind.RECEIPT, receipt)


@given(own.records(smpp.DeliverSm))
def test_pdu_is_found_and_decoded(pdu: smpp.DeliverSm) -> None:
    data = smpp.encode(pdu)
    for text in (data.hex(), f"in {data.hex(' ')} done", f"pdu=0x{data.hex().upper()}"):
        [found] = logs.scan([text.encode()])
        assert (found.kind, found.value) == (logs.FindingKind.PDU, pdu)


@given(_LINES, st.integers(0, 6))
def test_log_can_be_split_between_lines(lines: list[bytes], at: int) -> None:
    """Exceptions are replies after their request and documents over several lines."""
    independent = [line.replace(b"sys", b"").rstrip(b"{[>\r\n") for line in lines]
    expected = [(found.line, found.span, str(found.value)) for found in logs.scan(independent)]
    split = [(found.line, found.span, str(found.value)) for found in logs.scan(independent[:at])]
    split += [
        (found.line + len(independent[:at]), found.span, str(found.value))
        for found in logs.scan(independent[at:])
    ]
    assert expected == split
