"""smsc_codec.cli.jsonl, redaction, stats, summary: the output of a scan."""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smsc_codec import RawJson, logs
from smsc_codec.callbacks.events import DeliveryStatus
from smsc_codec.cli import stats as stats_module
from smsc_codec.cli.jsonl import Writer, compiled, escape_terminal, request
from smsc_codec.cli.plain import dumps, to_plain
from smsc_codec.cli.redaction import redacted, sender
from smsc_codec.cli.scan import progress_bar
from smsc_codec.cli.stats import OTHERS, Stats, percentile
from smsc_codec.cli.summary import show
from smsc_codec.codes import MessageStatus
from smsc_codec.commands import parse
from smsc_codec.registry import record_schemas
from smsc_codec.smpp import DeliverSm, DeliveryReport, SubmitSm
from smsc_codec.testing import smpp, strategies
from tests.cli.scanning import LOG, PHONE

RECORDS = sorted(
    {*record_schemas(), *smpp.STRATEGIES} - {DeliveryReport}, key=lambda cls: cls.__name__
)


@pytest.mark.parametrize("cls", [cls for cls in RECORDS if "sequence_number" not in cls.__slots__])
def test_compiled_serializer_agrees_with_to_plain(cls: type[Any]) -> None:
    """With redaction, only the values differ."""
    record_class: Any = cls

    @given(strategies.records(cls))
    def compare(value: Any) -> None:
        assert json.loads(compiled(record_class)(value)) == to_plain(value)
        assert json.loads(compiled(record_class, True)(value)).keys() == to_plain(value).keys()

    compare()


@given(st.lists(strategies.records(DeliveryStatus), max_size=3))
def test_lists_are_serialized(values: list[DeliveryStatus]) -> None:
    assert json.loads(Writer().value(values)) == [to_plain(value) for value in values]


def test_extra_fields_are_serialized_and_masked() -> None:
    event = DeliveryStatus(
        id="1", phone=PHONE, status=MessageStatus.READ, extra=(("shop", "7"), ("n", RawJson("5")))
    )
    assert json.loads(compiled(DeliveryStatus)(event)) == to_plain(event)
    event = DeliveryStatus(
        id="1", phone=PHONE, status=MessageStatus.READ, sender="a@b.ru", extra=((PHONE, "x"),)
    )
    masked = json.loads(compiled(DeliveryStatus, True)(event))
    assert (masked["extra"], masked["sender"], masked["id"]) == ([["*" * 11, "*"]], "******", "1")


@given(strategies.records(DeliverSm) | strategies.records(SubmitSm))
def test_pdus_are_serialized_and_masked(pdu: Any) -> None:
    from smsc_codec.cli.pdus import plain_pdu

    assert json.loads(Writer().value(pdu)) == json.loads(
        json.dumps(plain_pdu(pdu, lenient=False, iso=False))
    )
    assert json.loads(Writer(redact=True).value(pdu))["source_addr"] == "*" * len(pdu.source_addr)


@example("\U000e0100")
@given(
    st.text(
        st.characters() | st.sampled_from("\x1b\u202e\x9b\ufeff\U000e0100\U000e0041\ud800\xa0é"),
        max_size=30,
    )
)
def test_escaping_agrees_with_dumps(text: str) -> None:
    assert escape_terminal([json.dumps(text, ensure_ascii=False)]) == (dumps(text) + "\n").encode()
    assert escape_terminal([]) == b""


def request_object(text: str, *, redact: bool) -> Any:
    return json.loads(request(parse(text), redact=redact))


def test_request_is_serialized_and_masked() -> None:
    found = request_object(
        f"/sys/send.php?login=a&psw=b&phones={PHONE}&mes=hello&sender=SHOP&cost=3"
        "&translit=1&password=x&beyond=y",
        redact=True,
    )
    assert found["params"] == {
        "phones": "*" * 11,
        "mes": "*****",
        "sender": "SHOP",
        "cost": "3",
        "translit": "1",
    }
    assert found["unknown"] == [["password", "***"], ["beyond", "*"]]
    assert found["credentials"] == ["login", "psw"]
    found = request_object(f"/sys/status.php?id=5&phone={PHONE}", redact=False)
    assert (found["params"], "credentials" in found) == ({"phone": PHONE, "id": "5"}, False)


def test_secret_in_parameter_name_is_masked() -> None:
    text = "/sys/balance.php?login=a&psw%00s73519x=&79990001122=x&cur=1"
    assert request_object(text, redact=False)["unknown"] == [["***", "***"], [PHONE, "x"]]
    assert request_object(text, redact=True)["unknown"] == [["***", "***"], ["*" * 11, "*"]]


def test_parameter_declared_secret_is_masked() -> None:
    assert (
        request_object("/sys/senders.php?check_code=1&sender=SHOP&code=4821", redact=False)[
            "params"
        ]["code"]
        == "***"
    )


def test_redacted_masks_texts_except_public_fields() -> None:
    assert redacted(
        {
            "text": "x",
            "id": "5",
            "n": 5,
            "name": "x",
            "tlvs": [{"data": "00", "tag": "0x0424", "name": "message_payload"}],
        }
    ) == {
        "text": "*",
        "id": "5",
        "n": 5,
        "name": "*",
        "tlvs": [{"data": "**", "tag": "0x0424", "name": "message_payload"}],
    }
    assert [sender(name) for name in ("SHOP24", "+7 (999) 000-11-22", "a@b.ru", "3411")] == [
        "SHOP24",
        "+*****************",
        "******",
        "3411",
    ]


# ---- the summary


def stats_of(data: bytes, *, redact: bool = True) -> Stats:
    stats = Stats(redact=redact)
    for found in logs.scan(data.splitlines()):
        stats.add(found)
    return stats


class Out(io.TextIOWrapper):
    """Standard output with an encoding, optionally a terminal."""

    def __init__(self, encoding: str, *, terminal: bool = False) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, write_through=True)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def text(self) -> str:
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode(self.encoding)


def summary_of(stats: Stats, encoding: str = "utf-8", *, terminal: bool = False) -> str:
    out = Out(encoding, terminal=terminal)
    show(stats, out)
    return out.text()


def test_summary_contains_all_tables() -> None:
    text = summary_of(stats_of(LOG))
    for line in (
        "reply SmsStatus 1",
        "reply damaged 1",
        "1 Delivered 1",
        "DELIVERED 1",
        "1 Subscriber does not exist 1",
        "7 1",
        "callback 2.50",
        "MTS 1 0.0 % 2.50",
    ):
        assert line in [" ".join(row.split()) for row in text.splitlines()]
    assert f"  {'*' * 11}" in text
    assert PHONE not in text
    assert PHONE in summary_of(stats_of(LOG, redact=False))
    assert summary_of(Stats()) == "nothing found\n"
    assert "nothing found" in summary_of(Stats(), terminal=True)


def test_summary_is_written_to_a_terminal() -> None:
    assert "SmsStatus" in summary_of(stats_of(LOG), terminal=True)


def status(sent: int, duration: int, operator: str = "МТС", **more: Any) -> bytes:
    fields = {
        "status": 1,
        "last_timestamp": sent + duration,
        "send_timestamp": sent,
        "operator": operator,
        "id": 1,
        **more,
    }
    return (
        json.dumps(fields | {"last_date": "01.03.2026 12:00:01"}, ensure_ascii=False).encode()
        + b"\n"
    )


def test_percentiles_and_histogram() -> None:
    durations = [1] * 50 + [4] * 40 + [90] * 5 + [5000, 90_000, 200_000, -3, 40 * 86400]
    data = b"".join(status(1_772_355_600, duration) for duration in durations)
    text = summary_of(stats_of(data))
    assert "    100    100.0 %         1 s   4 s  2 d 7 h" in text
    assert "█" * 40 in text
    assert "#" * 40 in summary_of(stats_of(data), "ascii")
    assert percentile(Counter({1: 1}), 50) == 1
    assert summary_of(stats_of(status(0, 86400))).count("1 d") >= 3


def test_delivery_time_needs_both_times() -> None:
    receipt = (
        b"id:854019 sub:001 dlvrd:001 submit date:2603011200 done date:2603011201 stat:DELIVRD "
        b"err:000 text:x"
    )
    assert stats_of(receipt).total.seconds == {60: 1}
    assert stats_of(b'{"status": 1, "last_date": "01.03.2026 12:00:01"}').total.seconds == {}


def test_statistics_of_parts_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    many = b"".join(
        status(0, number, f"operator {number:02}", cost="1.10", sender_id="A")
        for number in range(20)
    )
    total, parts = stats_of(many), Stats()
    for line in many.splitlines():
        parts += stats_of(line)
    assert summary_of(parts) == summary_of(total)
    assert "(5 more)" in summary_of(total)
    assert total.total.cost == Decimal("22.00")
    monkeypatch.setattr(stats_module, "MAX_GROUPS", 3)
    parts = Stats()
    for line in many.splitlines():
        parts += stats_of(line)
    assert [*parts.operators] == ["operator 00", "operator 01", "operator 02", OTHERS]
    assert parts.operators[OTHERS].count == 17


def test_unknown_encoding_falls_back_to_ascii() -> None:
    class UnknownEncoding(io.StringIO):
        encoding = "klingon"

    out = UnknownEncoding()
    show(stats_of(status(0, 1)), out)
    assert "#" in out.getvalue()


# ---- progress


def test_progress_is_shown_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    with progress_bar(100) as advance:
        advance(1, 0)
    err = Out("utf-8", terminal=True)
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setenv("TERM", "xterm")
    with progress_bar(100) as advance:
        advance(50, 3)
    assert "50/100 bytes" in err.text()
    assert "errors: 3" in err.text()
    with progress_bar(100, quiet=True) as advance:
        advance(100, 9)
    assert "errors: 9" not in err.text()
