"""smsc_codec.smpp.gateways: receipts of gateways of all makes, and each rule of the reading."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.smpp import MessageState, Receipt, receipts
from smsc_codec.smpp.gateways import labels
from smsc_codec.wires.grammar import lexed

_ROWS = [json.loads(line) for line in (Path(__file__).parent.parent / "vectors" / "smpp" / "receipts.jsonl").read_text("utf-8").splitlines()]
assert len(_ROWS) > 60


def told(receipt: Receipt) -> dict[str, Any]:
    """What a receipt says, as the vectors spell it."""
    found = {name: getattr(receipt, name) for name in ("id", "sub", "dlvrd", "stat", "err")}
    found |= {name: at and at.isoformat() for name, at in (("submit_date", receipt.submit_date), ("done_date", receipt.done_date))}
    found["state"] = receipt.state and receipt.state.name
    found["text"] = None if receipt.text is None else receipt.text.decode("latin-1")
    found["extra"] = [list(pair) for pair in receipt.extra] or None
    return {name: value for name, value in found.items() if value is not None}


@pytest.mark.parametrize("row", _ROWS, ids=lambda row: row["text"][:30].encode("unicode_escape").decode())
def test_vector(row: dict[str, Any]) -> None:
    text = row["text"].encode("latin-1")
    receipt = receipts.decode(text, lenient=True)
    assert told(receipt) == row["lenient"]
    assert receipt.sent == text
    assert receipts.encode(receipt).decode("latin-1") == row["written"]
    try:
        own = receipts.decode(text)
    except DecodeError as error:
        assert row["own"] is None
        assert "lenient=True" in str(error.hint)
    else:
        assert row["own"] == ("canonical" if receipts.encode(own) == text else "read")


#: One row a rule.
_RULES: list[tuple[str, dict[str, Any]]] = [
    ("79990000000#id:5 err:1", {"id": "5", "err": "1"}),
    ("x^id:5", {"id": "5"}),
    ("id:ns:5 stat:RT:0148", {"id": "ns:5", "stat": "RT:0148"}),
    ("msgid:4 vendor_id:5 id:6", {"id": "6", "extra": [["msgid", "4"], ["vendor_id", "5"]]}),
    ("ID:1 Sub:002 DLVRD:3 STAT:delivrd ERR:7 TEXT:Hi", {"id": "1", "sub": 2, "dlvrd": 3, "stat": "delivrd", "state": "DELIVERED", "err": "7", "text": "Hi"}),
    ("submit_date:2601021030 DoneDate:2601021031", {"submit_date": "2026-01-02T10:30:00", "done_date": "2026-01-02T10:31:00"}),
    ("id:1 id:2 ID:3 price:1 Price:2", {"id": "1", "extra": [["price", "1"]]}),
    ("id: 5 \0 stat:\tDELIVRD\xa0err:\0", {"id": "5", "stat": "DELIVRD", "state": "DELIVERED"}),
    ("id:5 and more err:0 0", {"id": "5", "err": "0"}),
    ("stat:FAILED:no route, sorry err:1", {"stat": "FAILED:no route, sorry", "err": "1"}),
    ("stat:DELIVRD at last err:1", {"stat": "DELIVRD", "state": "DELIVERED", "err": "1"}),
    ("sub:... dlvrd:-1", {}),
    ("sub:0000000000000000000001", {}),
    ("id:5 text: id:6 stat:X ", {"id": "5", "text": " id:6 stat:X "}),
    ("id:5 text:a id:6 err:1 \r\n\0", {"id": "5", "text": "a id:6 err:1 "}),
    ("id:5 stat:X text: id:6 stat:Y", {"id": "5", "stat": "X", "text": " id:6 stat:Y"}),
    ("text:key:value here id:5 stat:X", {"text": "key:value here", "id": "5", "stat": "X"}),
    ("text:all the rest", {"text": "all the rest"}),
    ("id:5 text:a Text:b", {"id": "5", "text": "a Text:b"}),
    ("one date:5 x-ref:7", {"extra": [["one date", "5"], ["x-ref", "7"]]}),
    ("done date:20260102", {"done_date": "2026-01-02T00:00:00"}),
    ("done date:260102103045", {"done_date": "2026-01-02T10:30:45"}),
    ("id:5 text: stat:X", {"id": "5", "text": "", "stat": "X"}),
    ("done date:202601021030", {"done_date": "2026-01-02T10:30:00"}),
    ("done date:200101010030", {"done_date": "2020-01-01T01:00:30"}),
    ("done date:20260102103045", {"done_date": "2026-01-02T10:30:45"}),
    ("done date:2026010210304599", {"done_date": "2026-01-02T10:30:45"}),
    ("done date:2026-01-02 10:30:45 x", {"done_date": "2026-01-02T10:30:45"}),
    ("done date:2026-01-02T10:30", {"done_date": "2026-01-02T10:30:00"}),
    ("done date:260102103045300+", {"done_date": "2026-01-02T10:30:45.300000+00:00"}),
    ("done date:260102103045012-", {"done_date": "2026-01-02T10:30:45-03:00"}),
    ("done date:0000000000 submit date:2602310000", {}),
    ("done date:2026-02-31 00:00", {}),
    ("done date:1769999999000", {}),
    ("done date:soon", {}),
    ("", {}),
    ("nothing at all", {}),
]


@pytest.mark.parametrize(("text", "wanted"), _RULES)
def test_rule(text: str, wanted: dict[str, Any]) -> None:
    assert told(receipts.decode(text.encode("latin-1"), lenient=True)) == wanted


@pytest.mark.parametrize(("text", "_"), [*_RULES, *((row["text"], None) for row in _ROWS)])
def test_labels_are_where_the_lexer_sees_them(text: str, _: object) -> None:
    """Compiled = interpreted."""
    assert [found.span() for found in labels().finditer(text)] == lexed("receipt", "LABEL", text)


ZONE = timezone(timedelta(hours=3))


@pytest.mark.parametrize(
    ("receipt", "text"),
    [
        (Receipt(id="5"), b"id:5"),
        (Receipt(sub=1, dlvrd=12), b"sub:001 dlvrd:012"),
        (Receipt(id="a b"), None),
        (Receipt(submit_date=datetime(2026, 1, 2, 10, 30)), b"submit date:2601021030"),
        (Receipt(done_date=datetime(2026, 1, 2, 10, 30, 45)), b"done date:260102103045"),
        (Receipt(done_date=datetime(2026, 1, 2, 10, 30, 45, 300000, ZONE)), b"done date:260102103045312+"),
        (Receipt(extra=(("price", "0.02"), ("ref", "")), text=b"hi"), b"price:0.02 ref: text:hi"),
        (Receipt(stat="FAILED:no route", err="1"), b"stat:FAILED:no route err:1"),
        (Receipt(), b""),
    ],
)  # fmt: skip
def test_written(receipt: Receipt, text: bytes | None) -> None:
    if text is None:
        with pytest.raises(EncodeError):
            receipts.encode(receipt)
    else:
        assert receipts.encode(receipt) == text
        assert receipts.decode(text, lenient=True) == receipt


WRONG: Any = Receipt


@pytest.mark.parametrize(
    ("receipt", "field"),
    [
        (Receipt(id=""), "id"), (Receipt(id="5 6"), "id"), (Receipt(id="x:y err:5"), "id"), (Receipt(id="я"), "id"), (WRONG(id=5), "id"),
        (WRONG(sub=True), "sub"), (Receipt(sub=-1), "sub"), (Receipt(sub=10**9), "sub"), (Receipt(stat="a b"), "stat"),
        (Receipt(submit_date=datetime(1999, 1, 1)), "submit_date"), (Receipt(done_date=datetime(2026, 1, 1, microsecond=5)), "done_date"),
        (Receipt(done_date=datetime(2026, 1, 1, tzinfo=timezone(timedelta(minutes=7)))), "done_date"),
        (Receipt(done_date=datetime(2026, 1, 1, 0, 0, 0, 5, ZONE)), "done_date"), (WRONG(done_date="2601021030"), "done_date"),
        (Receipt(id="5", text=b"x\0"), "text"), (WRONG(text="x"), "text"), (Receipt(id="5", text=b" stat:X"), None),
        (Receipt(text=b"a id:5"), None), (Receipt(extra=(("id", "5"),)), None), (Receipt(extra=(("a b", "5"),)), "extra"),
        (Receipt(extra=(("x", "5"), ("x", "6"))), "extra"), (Receipt(extra=(("X", "5"), ("x", "6"))), "extra"), (WRONG(extra=5), "extra"),
        (Receipt(extra=(("ref", "я"),)), "extra"), (Receipt(extra=(("ref", " 5"),)), "extra"),
    ],
)  # fmt: skip
def test_refused(receipt: Receipt, field: str | None) -> None:
    with pytest.raises(EncodeError) as error:
        receipts.encode(receipt)
    assert field is None or error.value.field == field


def test_states() -> None:
    for word, state in (("Delivered", MessageState.DELIVERED), ("DELIVERD", MessageState.DELIVERED), ("undeliv", MessageState.UNDELIVERABLE), ("UNDELIVERABLE", None)):
        assert receipts.decode(f"stat:{word}".encode(), lenient=True).state is state
