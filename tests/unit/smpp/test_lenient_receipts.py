"""smsc_codec.smpp.lenient_receipts: receipts of gateways of all makes, and each rule of the reading."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.formats.grammar import lexed
from smsc_codec.smpp import DeliveryReport, MessageState, Receipt, receipts
from smsc_codec.smpp.lenient_receipts import labels

_ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "vectors" / "smpp" / "receipts.jsonl")
    .read_text("utf-8")
    .splitlines()
]
assert len(_ROWS) > 120


def told(receipt: Receipt) -> dict[str, Any]:
    """What a receipt says, as the vectors spell it."""
    found = {name: getattr(receipt, name) for name in ("id", "sub", "dlvrd", "stat", "err")}
    found |= {
        name: at and at.isoformat()
        for name, at in (("submit_date", receipt.submit_date), ("done_date", receipt.done_date))
    }
    found["state"] = receipt.state and receipt.state.name
    found["text"] = None if receipt.text is None else receipt.text.decode("latin-1")
    found["extra"] = [list(pair) for pair in receipt.extra] or None
    return {name: value for name, value in found.items() if value is not None}


@pytest.mark.parametrize(
    "row", _ROWS, ids=lambda row: row["text"][:30].encode("unicode_escape").decode()
)
def test_vector(row: dict[str, Any]) -> None:
    text = row["text"].encode("latin-1")
    receipt = receipts.decode(text, lenient=True)
    assert told(receipt) == row["lenient"]
    assert receipt.raw == text
    if isinstance(row["written"], dict):
        with pytest.raises(EncodeError) as refused:
            receipts.encode(receipt)
        assert refused.value.field == row["written"]["refused"]
    else:
        assert receipts.encode(receipt).decode("latin-1") == row["written"]
    try:
        own = receipts.decode(text)
    except DecodeError as error:
        assert row["own"] is None
        assert "lenient=True" in str(error.hint)
    else:
        assert row["own"] == ("canonical" if receipts.encode(own) == text else "read")
        found = row.get("subscriber", {})
        assert own == (replace(receipt, **found, extra=()) if found else receipt)


@pytest.mark.parametrize("text", [row["text"] for row in _ROWS])
def test_labels_are_where_the_lexer_sees_them(text: str) -> None:
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
        (
            Receipt(done_date=datetime(2026, 1, 2, 10, 30, 45, 300000, ZONE)),
            b"done date:260102103045312+",
        ),
        (Receipt(extra=(("price", "0.02"), ("ref", "")), text=b"hi"), b"price:0.02 ref: text:hi"),
        (Receipt(stat="FAILED:no route", err="1"), b"stat:FAILED:no route err:1"),
        (Receipt(), b""),
    ],
)
def test_written(receipt: Receipt, text: bytes | None) -> None:
    if text is None:
        with pytest.raises(EncodeError):
            receipts.encode(receipt)
    else:
        assert receipts.encode(receipt) == text
        assert receipts.decode(text, lenient=True) == receipt


WRONG: Any = Receipt


_BACK, _OCTETS = "it would read back differently", "not a text whose characters are octets"
_COUNT = "it cannot be spelled as a count such as 001"
_ABSOLUTE = "SMPP has tenths of a second, and offsets of quarters of an hour up to twelve hours"


@pytest.mark.parametrize(
    ("receipt", "field", "why", "became"),
    [
        (Receipt(id=""), "id", _BACK, None),
        (Receipt(id="5 6"), "id", _BACK, "5"),
        (Receipt(id="x:y err:5"), "id", _BACK, "x:y"),
        (Receipt(id="я"), "id", _OCTETS, None),
        (WRONG(id=5), "id", _OCTETS, None),
        (WRONG(sub=True), "sub", "a bool is not a number", None),
        (Receipt(sub=-1), "sub", _COUNT, None),
        (Receipt(sub=10**9), "sub", _COUNT, None),
        (Receipt(stat="a b"), "stat", _BACK, "a"),
        (
            Receipt(submit_date=datetime(1999, 1, 1)),
            "submit_date",
            "two digits of the year mean one of this century",
            None,
        ),
        (
            Receipt(done_date=datetime(2026, 1, 1, microsecond=5)),
            "done_date",
            "a time of this form has whole seconds",
            None,
        ),
        (
            Receipt(done_date=datetime(2026, 1, 1, tzinfo=timezone(timedelta(minutes=7)))),
            "done_date",
            _ABSOLUTE,
            None,
        ),
        (Receipt(done_date=datetime(2026, 1, 1, 0, 0, 0, 5, ZONE)), "done_date", _ABSOLUTE, None),
        (WRONG(done_date="2601021030"), "done_date", "not a time as YYMMDDhhmm", None),
        (
            Receipt(id="5", text=b"x\0"),
            "text",
            "a NUL or a line break at the end is no part of a text",
            None,
        ),
        (WRONG(text="x"), "text", "not octets", None),
        (Receipt(id="5", text=b" stat:X"), "stat", _BACK, "X"),
        (Receipt(text=b"a id:5"), "id", _BACK, "5"),
        (Receipt(extra=(("id", "5"),)), "id", _BACK, "5"),
        (Receipt(extra=(("a b", "5"),)), "extra", _BACK, (("b", "5"),)),
        (Receipt(extra=(("x", "5"), ("x", "6"))), "extra", "a key comes twice", None),
        (Receipt(extra=(("X", "5"), ("x", "6"))), "extra", _BACK, (("X", "5"),)),
        (WRONG(extra=5), "extra", "a tuple of pairs of texts is expected", None),
        (Receipt(extra=(("ref", "я"),)), "extra", "each character is to be an octet", None),
        (Receipt(extra=(("ref", " 5"),)), "extra", _BACK, (("ref", "5"),)),
        (WRONG(id="5", stat="X", err="0", imsi=5), "imsi", "not a text", None),
        (Receipt(imsi="5"), "id", "it is missing", None),
    ],
)
def test_refused(receipt: Receipt, field: str, why: str, became: object) -> None:
    with pytest.raises(EncodeError) as refused:
        receipts.encode(receipt)
    error = refused.value
    assert (error.codec, error.field, error.reason, error.would_decode_as) == (
        "receipt",
        field,
        why,
        became,
    )


@pytest.mark.parametrize(
    "receipt",
    [
        Receipt(id="ÿ", text=b"\xff"),
        Receipt(text=b"text:x"),
        Receipt(text=b"\xa0x\x1c"),
        Receipt(extra=(("ref", "\x1c5"), ("i", "ÿ"))),
    ],
    ids=repr,
)
def test_octets_that_are_written(receipt: Receipt) -> None:
    assert receipts.decode(receipts.encode(receipt), lenient=True) == receipt


def test_states() -> None:
    for word, state in (
        ("Delivered", MessageState.DELIVERED),
        ("DELIVERD", MessageState.DELIVERED),
        ("undeliv", MessageState.UNDELIVERABLE),
        ("UNDELIVERABLE", None),
    ):
        assert receipts.decode(f"stat:{word}".encode(), lenient=True).state is state


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("text:hi price:1 id:5 stat:X", {"text": "hi price:1", "id": "5", "stat": "X"}),
        ("i_d:5 st_at:X e_rr:1", {"extra": [["i_d", "5"], ["st_at", "X"], ["e_rr", "1"]]}),
        ("msg_id:1 msgid:2", {"extra": [["msg_id", "1"], ["msgid", "2"]]}),
        ("done date:2026-01-02T10:30:45+03:00", {"done_date": "2026-01-02T10:30:45+03:00"}),
        ("done date:110001202241 submit date:2601022400", {}),
    ],
)
def test_found_by_review(text: str, wanted: dict[str, Any]) -> None:
    """Labels inside a text, labels that only look alike, an offset that was dropped, years and hours that are none."""
    assert told(receipts.decode(text.encode(), lenient=True)) == wanted


def test_found_by_review_elsewhere() -> None:
    assert (
        DeliveryReport.from_parts("id:5 te_xt:Привет".encode("utf-16-be"), (), 8, lenient=True).id
        == "5"
    )
    unread = DeliveryReport.from_parts(
        "id:5 to:79990000000".encode("utf-16-be"), (), 8
    ).receipt_error
    assert (
        unread is not None
        and "999" not in unread
        and "999" not in _refusal("id:5 to:79990000000".encode("utf-16-be"))
    )

    class Other(Receipt):
        pass

    with pytest.raises(EncodeError, match="no receipt"):
        receipts.encode(Other(id="5"))


def _refusal(text: bytes) -> str:
    with pytest.raises(DecodeError) as error:
        receipts.decode(text)
    return str(error.value)
