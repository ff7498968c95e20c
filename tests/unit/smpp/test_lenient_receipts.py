"""Tests of smsc_codec.smpp.lenient_receipts: receipts of many gateways, and each rule."""

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


def to_json(receipt: Receipt) -> dict[str, Any]:
    """Return the fields of a receipt as in the test vectors."""
    fields = {name: getattr(receipt, name) for name in ("id", "sub", "dlvrd", "stat", "err")}
    fields |= {
        name: at and at.isoformat()
        for name, at in (("submit_date", receipt.submit_date), ("done_date", receipt.done_date))
    }
    fields["state"] = receipt.state and receipt.state.name
    fields["text"] = None if receipt.text is None else receipt.text.decode("latin-1")
    fields["extra"] = [list(pair) for pair in receipt.extra] or None
    return {name: value for name, value in fields.items() if value is not None}


@pytest.mark.parametrize(
    "row", _ROWS, ids=lambda row: row["text"][:30].encode("unicode_escape").decode()
)
def test_vector_decodes_and_encodes_as_recorded(row: dict[str, Any]) -> None:
    text = row["text"].encode("latin-1")
    receipt = receipts.decode(text, lenient=True)
    assert to_json(receipt) == row["lenient"]
    assert receipt.raw == text
    if isinstance(row["encoded"], dict):
        with pytest.raises(EncodeError) as caught:
            receipts.encode(receipt)
        assert caught.value.field == row["encoded"]["error_field"]
    else:
        assert receipts.encode(receipt).decode("latin-1") == row["encoded"]
    try:
        strict = receipts.decode(text)
    except DecodeError as error:
        assert row["strict"] is None
        assert "lenient=True" in str(error.hint)
    else:
        assert row["strict"] == ("canonical" if receipts.encode(strict) == text else "noncanonical")
        subscriber = row.get("subscriber", {})
        assert strict == (replace(receipt, **subscriber, extra=()) if subscriber else receipt)


@pytest.mark.parametrize("text", [row["text"] for row in _ROWS])
def test_compiled_label_pattern_matches_the_lexer(text: str) -> None:
    assert [match.span() for match in labels().finditer(text)] == lexed("receipt", "LABEL", text)


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
def test_fields_are_encoded_as_labels(receipt: Receipt, text: bytes | None) -> None:
    if text is None:
        with pytest.raises(EncodeError):
            receipts.encode(receipt)
    else:
        assert receipts.encode(receipt) == text
        assert receipts.decode(text, lenient=True) == receipt


UNTYPED: Any = Receipt


_DIFFERENT = "would decode to a different value"
_NOT_LATIN1 = "must be a str without characters above U+00FF"
_COUNT = "does not match a count such as 001"
_ABSOLUTE = (
    "must be in tenths of a second, with an offset in quarters of an hour up to twelve hours"
)


@pytest.mark.parametrize(
    ("receipt", "field", "reason", "decoded"),
    [
        (Receipt(id=""), "id", _DIFFERENT, None),
        (Receipt(id="5 6"), "id", _DIFFERENT, "5"),
        (Receipt(id="x:y err:5"), "id", _DIFFERENT, "x:y"),
        (Receipt(id="я"), "id", _NOT_LATIN1, None),
        (UNTYPED(id=5), "id", _NOT_LATIN1, None),
        (UNTYPED(sub=True), "sub", "must be an integer, not a bool", None),
        (Receipt(sub=-1), "sub", _COUNT, None),
        (Receipt(sub=10**9), "sub", _COUNT, None),
        (Receipt(stat="a b"), "stat", _DIFFERENT, "a"),
        (
            Receipt(submit_date=datetime(1999, 1, 1)),
            "submit_date",
            "must be in the 21st century, since the year has two digits",
            None,
        ),
        (
            Receipt(done_date=datetime(2026, 1, 1, microsecond=5)),
            "done_date",
            "must be in whole seconds",
            None,
        ),
        (
            Receipt(done_date=datetime(2026, 1, 1, tzinfo=timezone(timedelta(minutes=7)))),
            "done_date",
            _ABSOLUTE,
            None,
        ),
        (Receipt(done_date=datetime(2026, 1, 1, 0, 0, 0, 5, ZONE)), "done_date", _ABSOLUTE, None),
        (
            UNTYPED(done_date="2601021030"),
            "done_date",
            "expected a time as YYMMDDhhmm, got str",
            None,
        ),
        (
            Receipt(id="5", text=b"x\0"),
            "text",
            "ends with a NUL or a line break, which decoding would remove",
            None,
        ),
        (UNTYPED(text="x"), "text", "must be bytes", None),
        (Receipt(id="5", text=b" stat:X"), "stat", _DIFFERENT, "X"),
        (Receipt(text=b"a id:5"), "id", _DIFFERENT, "5"),
        (Receipt(extra=(("id", "5"),)), "id", _DIFFERENT, "5"),
        (Receipt(extra=(("a b", "5"),)), "extra", _DIFFERENT, (("b", "5"),)),
        (Receipt(extra=(("x", "5"), ("x", "6"))), "extra", "contains a duplicate key", None),
        (Receipt(extra=(("X", "5"), ("x", "6"))), "extra", _DIFFERENT, (("X", "5"),)),
        (UNTYPED(extra=5), "extra", "expected a tuple of (str, str) pairs", None),
        (Receipt(extra=(("ref", "я"),)), "extra", "contains a character above U+00FF", None),
        (Receipt(extra=(("ref", " 5"),)), "extra", _DIFFERENT, (("ref", "5"),)),
        (UNTYPED(id="5", stat="X", err="0", imsi=5), "imsi", "must be a str", None),
        (Receipt(imsi="5"), "id", "is required", None),
    ],
)
def test_value_that_cannot_be_encoded_is_rejected(
    receipt: Receipt, field: str, reason: str, decoded: object
) -> None:
    with pytest.raises(EncodeError) as caught:
        receipts.encode(receipt)
    error = caught.value
    assert (error.codec, error.field, error.reason, error.would_decode_as) == (
        "receipt",
        field,
        reason,
        decoded,
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
def test_latin1_characters_are_encoded(receipt: Receipt) -> None:
    assert receipts.decode(receipts.encode(receipt), lenient=True) == receipt


def test_state_words_are_matched_without_case() -> None:
    for word, state in (
        ("Delivered", MessageState.DELIVERED),
        ("DELIVERD", MessageState.DELIVERED),
        ("undeliv", MessageState.UNDELIVERABLE),
        ("UNDELIVERABLE", None),
    ):
        assert receipts.decode(f"stat:{word}".encode(), lenient=True).state is state


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("text:hi price:1 id:5 stat:X", {"text": "hi price:1", "id": "5", "stat": "X"}),
        ("i_d:5 st_at:X e_rr:1", {"extra": [["i_d", "5"], ["st_at", "X"], ["e_rr", "1"]]}),
        ("msg_id:1 msgid:2", {"extra": [["msg_id", "1"], ["msgid", "2"]]}),
        ("done date:2026-01-02T10:30:45+03:00", {"done_date": "2026-01-02T10:30:45+03:00"}),
        ("done date:110001202241 submit date:2601022400", {}),
    ],
)
def test_labels_in_texts_and_invalid_times(text: str, expected: dict[str, Any]) -> None:
    """Labels inside a text, labels that only look similar, a time with an offset, invalid times."""
    assert to_json(receipts.decode(text.encode(), lenient=True)) == expected


def test_ucs2_receipts_and_subclasses() -> None:
    assert (
        DeliveryReport.from_parts("id:5 te_xt:Привет".encode("utf-16-be"), (), 8, lenient=True).id
        == "5"
    )
    error = DeliveryReport.from_parts(
        "id:5 to:79990000000".encode("utf-16-be"), (), 8
    ).receipt_error
    assert (
        error is not None
        and "999" not in error
        and "999" not in _decode_error("id:5 to:79990000000".encode("utf-16-be"))
    )

    class Other(Receipt):
        pass

    with pytest.raises(EncodeError, match="expected Receipt, got Other"):
        receipts.encode(Other(id="5"))


def _decode_error(text: bytes) -> str:
    with pytest.raises(DecodeError) as error:
        receipts.decode(text)
    return str(error.value)
