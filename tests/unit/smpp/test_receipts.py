"""Tests of smsc_codec.smpp.receipts: the service's two formats, both ways."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from smsc_codec.errors import MAX_DIAGNOSED, DecodeError, EncodeError
from smsc_codec.smpp import MessageState, Receipt, receipts

SMS = (
    b"id:854019 sub:001 dlvrd:001 submit date:1108202241 done date:1108202242 stat:DELIVRD err:000"
)
HLR = b"id:855469 stat:DELIVRD err:000 imsi:250020000000001 msc:79990000000 mcc:250 mnc:02 "
HLR += b"cn:Russian+Federation net:MegaFON+open rcn: rnet:"
RECEIPT = Receipt(
    id="854019",
    sub=1,
    dlvrd=1,
    submit_date=datetime(2011, 8, 20, 22, 41),
    done_date=datetime(2011, 8, 20, 22, 42),
    stat="DELIVRD",
    err="000",
)
NOT_STR: Any = b"Russia"
FOUND = Receipt(
    id="855469",
    stat="DELIVRD",
    err="000",
    imsi="250020000000001",
    msc="79990000000",
    mcc="250",
    mnc="02",
    cn="Russian Federation",
    net="MegaFON open",
    rcn="",
    rnet="",
)


@pytest.mark.parametrize(
    ("text", "receipt"),
    [
        (SMS, RECEIPT),
        (SMS + b" text:", replace(RECEIPT, text=b"")),
        (SMS + b" text: id:5 text:\xff\0A ", replace(RECEIPT, text=b" id:5 text:\xff\0A ")),
        (
            SMS.replace(b"2242", b"224259"),
            replace(RECEIPT, done_date=datetime(2011, 8, 20, 22, 42, 59)),
        ),
        (
            SMS.replace(b"DELIVRD", b"Something_new").replace(b"err:000", b"err:0A1"),
            replace(RECEIPT, stat="Something_new", err="0A1"),
        ),
        (SMS.replace(b"sub:001", b"sub:1000"), replace(RECEIPT, sub=1000)),
        (HLR, FOUND),
        (
            HLR.replace(b"MegaFON+open", b"%D0%9C%D0%A2%D0%A1+%2B+%25"),
            replace(FOUND, net="МТС + %"),
        ),
    ],
)
def test_canonical_text_decodes_and_encodes_to_itself(text: bytes, receipt: Receipt) -> None:
    found = receipts.decode(text)
    assert found == receipt
    assert found.raw == text
    assert receipts.encode(found) == receipts.encode(receipt) == text


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        (SMS + b"\0", SMS),
        (SMS + b"\r\n\0", SMS),
        (SMS.replace(b"sub:001", b"sub:1"), SMS),
        (SMS.replace(b"2241 ", b"224100 "), SMS),
        (HLR.replace(b"MegaFON+open", b"MegaFON%20open"), HLR),
        (HLR.replace(b"cn:Russian", b"cn:%52ussian"), HLR),
    ],
)
def test_noncanonical_text_is_normalized(text: bytes, canonical: bytes) -> None:
    found = receipts.decode(text)
    assert receipts.encode(found) == canonical
    assert found.raw == text


def test_lenient_decoding_keeps_hlr_labels_in_extra() -> None:
    found = receipts.decode(HLR, lenient=True)
    assert (found.cn, dict(found.extra)["cn"], dict(found.extra)["rcn"]) == (
        None,
        "Russian+Federation",
        "",
    )
    assert receipts.encode(found) == HLR


def test_raw_is_kept_and_not_compared() -> None:
    found = receipts.decode(SMS + b"\0")
    assert found == receipts.decode(SMS) and hash(found) == hash(receipts.decode(SMS))
    assert "raw" not in repr(found)
    assert pickle.loads(pickle.dumps(found)).raw == SMS + b"\0"
    assert receipts.encode(replace(found, raw=b"something else")) == SMS


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "receipt: line 1, column 1: expected “id:”, found the end"),
        (b"ID" + SMS[2:], "line 1, column 1: expected “id:”, found “**:******”"),
        (
            SMS.replace(b" sub:001", b""),
            (
                "line 1, column 10: expected “ sub:” after id or “ stat:” after id, "
                "found “ dlvrd:001”"
            ),
        ),
        (
            SMS.replace(b"sub:001", b"sub:one"),
            "column 15: expected sub (a count such as 001), found “***”",
        ),
        (
            SMS.replace(b"1108202241", b"2011082022415"),
            "column 53: expected “ done date:” after submit_date, found “5”",
        ),
        (
            SMS.replace(b"1108202242", b"1102312242"),
            "column 62: expected done_date (a time as YYMMDDhhmm), found “**********”",
        ),
        (SMS.replace(b"1108202242", b"0000000000"), "column 62: expected done_date"),
        (
            SMS.replace(b"stat:DELIVRD", b"DELIVRD"),
            "column 72: expected “ stat:” after done_date, found “ DELIVRD”",
        ),
        (
            SMS + b" 79990000000",
            "column 93: expected “ text:” after err or the end, found “************”",
        ),
        (SMS.replace(b" stat", b"  stat"), "column 72: expected “ stat:”"),
        (HLR.replace(b"MegaFON+open", b"%FF"), "expected net (a URL-encoded text), found “%**”"),
        (HLR.replace(b"MegaFON+open", b"%zz"), "expected"),
        (HLR[:-6], "expected rcn (a URL-encoded text) or “ rnet:”, found the end"),
        (b"id:" + b"9" * 66 + SMS[9:], "receipt: line 1"),
    ],
)
def test_malformed_text_is_rejected(text: bytes, message: str) -> None:
    with pytest.raises(DecodeError) as error:
        receipts.decode(text)
    assert message in str(error.value)
    assert (
        "hint: use receipts.decode(text, lenient=True) for the receipts of other gateways"
        in str(error.value)
    )
    assert error.value.source == text
    assert str(pickle.loads(pickle.dumps(error.value))) == str(error.value)
    assert "79990000000" not in str(error.value)
    assert receipts.decode(text, lenient=True).raw == text


_MALFORMED = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "vectors" / "smpp" / "broken_receipts.jsonl")
    .read_text("utf-8")
    .splitlines()
]
assert len(_MALFORMED) > 30


@pytest.mark.parametrize("row", _MALFORMED, ids=lambda row: row["note"])
def test_malformed_vector_is_rejected_as_recorded(row: dict[str, Any]) -> None:
    text = row["text"].encode("latin-1")
    with pytest.raises(DecodeError) as error:
        receipts.decode(text)
    assert str(error.value) == row["error"]
    assert "lenient=True" in row["error"].splitlines()[-1]
    assert receipts.decode(text, lenient=True).raw == text


def test_wrong_argument_type_is_rejected() -> None:
    text: Any = SMS.decode()
    with pytest.raises(TypeError, match=r"^text: expected bytes, got str$"):
        receipts.decode(text)
    with pytest.raises(EncodeError, match=r"^receipt: expected Receipt, got str$"):
        receipts.encode(text)


@pytest.mark.parametrize(
    ("receipt", "field"),
    [
        (replace(FOUND, sub=1), "sub"),
        (replace(FOUND, net=None), "net"),
        (replace(FOUND, extra=(("x", "y"),)), "extra"),
        (replace(FOUND, text=b"x"), "text"),
        (replace(FOUND, cn="\ud800"), "cn"),
        (replace(RECEIPT, imsi=""), None),
        (
            replace(RECEIPT, done_date=datetime(2011, 8, 20, 22, 42, tzinfo=UTC), text=b"x\n"),
            "text",
        ),
        (replace(RECEIPT, text=b"\r"), "text"),
        (replace(RECEIPT, id="x" * 66, err=""), "err"),
        (replace(RECEIPT, text=b"x\0"), "text"),
        (replace(RECEIPT, sub=True), "sub"),
        (replace(RECEIPT, dlvrd=-1), "dlvrd"),
        (replace(RECEIPT, id="a b"), "id"),
        (replace(RECEIPT, id="я"), "id"),
        (replace(RECEIPT, submit_date=datetime(2011, 8, 20, microsecond=1)), "submit_date"),
        (replace(RECEIPT, done_date=datetime(2100, 1, 1)), "done_date"),
        (replace(FOUND, stat="a b"), "stat"),
        (replace(FOUND, submit_date=RECEIPT.submit_date), "submit_date"),
        (replace(FOUND, id=None), "id"),
        (replace(FOUND, cn=NOT_STR), "cn"),
    ],
)
def test_value_that_cannot_be_encoded_is_rejected(receipt: Receipt, field: str | None) -> None:
    with pytest.raises(EncodeError) as error:
        receipts.encode(receipt)
    assert field is None or error.value.field == field


def test_values_outside_the_service_format_are_encoded_leniently() -> None:
    aware = replace(RECEIPT, done_date=datetime(2011, 8, 20, 22, 42, tzinfo=UTC))
    long = replace(RECEIPT, id="x" * 66)
    for receipt in (aware, long, replace(RECEIPT, err="E_NETWORK")):
        assert receipts.decode(receipts.encode(receipt), lenient=True) == receipt


def test_error_number_and_state() -> None:
    assert (RECEIPT.error_number, RECEIPT.state) == (0, MessageState.DELIVERED)
    for err, number in (("011", 11), ("21b", None), ("٣", None), ("9" * 19, None), (None, None)):
        assert replace(RECEIPT, err=err).error_number == number
    assert replace(RECEIPT, stat="GONE").state is None


def test_span_of_a_very_long_text_is_not_narrowed() -> None:
    text = b"id:1 " + b"x " * MAX_DIAGNOSED
    with pytest.raises(DecodeError) as caught:
        receipts.decode(text)
    assert caught.value.span == (0, len(text))
    assert "not analyzed" in caught.value.expected[0]
