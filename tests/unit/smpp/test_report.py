"""Tests of smsc_codec.smpp.report: merging text and TLVs, sources and conflicts."""

from __future__ import annotations

import copy
import pickle
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any
from unittest.mock import Mock

import pytest

from smsc_codec.codes import DeliveryErrorCode
from smsc_codec.errors import DecodeError
from smsc_codec.flags import MessageFlags
from smsc_codec.smpp import (
    AdditionalStatus,
    Conflict,
    DeliveryReport,
    MessageState,
    NetworkError,
    NetworkType,
    Source,
    Tlv,
)

TEXT = (
    "id:854019 sub:001 dlvrd:001 submit date:1108202241 done date:1108202242 stat:DELIVRD err:000"
)
DATA = TEXT.encode()
TLVS = (
    Tlv(tag=0x001E, data=b"854019\0"),
    Tlv(tag=0x0427, data=b"\2"),
    Tlv(tag=0x0423, data=b"\3\0\0"),
    Tlv(tag=0x2000, data=b"0.1500\0"),
    Tlv(tag=0x2001, data=b"\5\x2a"),
    Tlv(tag=0x2002, data=b"\0\1"),
    Tlv(tag=0x2003, data=b"25001\0"),
    Tlv(tag=0x2004, data=b"\0\2"),
)
merge = DeliveryReport.from_parts


def test_report_merges_text_and_tlvs() -> None:
    report = merge(DATA, TLVS)
    receipt = report.receipt
    assert receipt is not None and receipt.id == "854019"
    assert report == DeliveryReport(
        id="854019",
        state=MessageState.DELIVERED,
        err=DeliveryErrorCode.NONE,
        sub=1,
        dlvrd=1,
        submit_date=datetime(2011, 8, 20, 22, 41),
        done_date=datetime(2011, 8, 20, 22, 42),
        cost=Decimal("0.1500"),
        flag=MessageFlags(0x052A),
        parts=1,
        mccmnc="25001",
        additional_status=AdditionalStatus(2),
        network_error=NetworkError(network_type=NetworkType.GSM, code=0),
        receipt=receipt,
        sources=report.sources,
    )
    by_text = {name for name, source in report.sources if source is Source.TEXT}
    assert by_text == {"sub", "dlvrd", "submit_date", "done_date"}
    assert {name for name, _ in report.sources} == {part.name for part in fields(report)} - {
        "receipt",
        "undecoded",
        "sources",
        "conflicts",
        "defects",
    }
    assert (report.source("id"), report.source("sub"), report.source("receipt_error")) == (
        Source.TLV,
        Source.TEXT,
        None,
    )


def test_report_from_text_only() -> None:
    report = merge(DATA)
    assert {source for _, source in report.sources} == {Source.TEXT}
    assert (report.state, report.err, report.cost, report.network_error) == (
        MessageState.DELIVERED,
        DeliveryErrorCode.NONE,
        None,
        None,
    )


@pytest.mark.parametrize("text", [None, b"", b"\0", b"\0\0"])
def test_report_from_tlvs_only(text: bytes | None) -> None:
    report = merge(text, TLVS)
    assert {source for _, source in report.sources} == {Source.TLV}
    assert (report.receipt, report.receipt_error, report.id, report.sub) == (
        None,
        None,
        "854019",
        None,
    )


def test_ucs2_text_is_decoded_only_with_data_coding_8() -> None:
    """An unpaired surrogate is accepted, and a plain text marked as UCS-2 is decoded too."""
    text = "id:5 err:0\ud800".encode("utf-16-be", "surrogatepass")
    report = merge(text, (), 8, lenient=True)
    assert report.receipt is not None
    assert (report.id, report.receipt.raw) == ("5", text)
    assert merge(text, (), 0, lenient=True).id is None
    assert merge(DATA[:-1], (), 8).id == merge(DATA + b"0", (), 8).id == "854019"
    error = merge("id:5 stat:X".encode("utf-16-be"), (), 8).receipt_error
    assert error is not None and "\n  id:5 stat:*" in error


def test_report_without_known_values_is_empty() -> None:
    assert merge(None) == merge(b"", [Tlv(tag=0x1400, data=b"x")]) == DeliveryReport()


def test_conflicts_between_text_and_tlvs() -> None:
    report = merge(
        DATA,
        [
            Tlv(tag=0x0427, data=b"\5"),
            Tlv(tag=0x0423, data=b"\x08\0\6"),
            Tlv(tag=0x001E, data=b"D0803\0"),
        ],
    )
    assert (report.id, report.state, report.err) == (
        "D0803",
        MessageState.UNDELIVERABLE,
        DeliveryErrorCode.OFFLINE,
    )
    assert set(report.conflicts) == {
        Conflict(field="id", tlv="D0803", text="854019"),
        Conflict(field="state", tlv=MessageState.UNDELIVERABLE, text=MessageState.DELIVERED),
        Conflict(field="err", tlv=DeliveryErrorCode.OFFLINE, text=DeliveryErrorCode.NONE),
    }


def test_first_of_two_equal_tags_is_used() -> None:
    tlvs = (
        Tlv(tag=0x0427, data=b"\2"),
        Tlv(tag=0x0427, data=b"\5"),
        Tlv(tag=0x1400, data=b""),
        Tlv(tag=0x1400, data=b""),
    )
    report = merge(None, tlvs)
    assert report.state is MessageState.DELIVERED
    assert report.defects == (("state", "duplicate TLV; the first is used"),)
    unfit = merge(None, (Tlv(tag=0x2002, data=b""), Tlv(tag=0x2002, data=b"\0\1")))
    assert unfit.parts is None
    assert unfit.defects == (
        ("parts", "expected 2 bytes, got 0"),
        ("parts", "duplicate TLV; the first is used"),
    )


@pytest.mark.parametrize(
    ("tlv", "defect"),
    [
        (Tlv(tag=0x0423, data=b"\0"), ("network_error_code", "expected 3 bytes, got 1")),
        (Tlv(tag=0x2000, data=b"free\0"), ("cost", "not an amount such as 0.1500")),
        (Tlv(tag=0x2003, data=b"x\0"), ("mccmnc", "not digits")),
        (Tlv(tag=0x2004, data=b""), ("additional_status", "expected 2 bytes, got 0")),
        (Tlv(tag=0x0427, data=b""), ("message_state", "expected 1 byte, got 0")),
    ],
)
def test_tlv_that_cannot_be_decoded_leaves_the_value_of_the_text(
    tlv: Tlv, defect: tuple[str, str]
) -> None:
    report = merge(DATA, [tlv])
    assert report.defects == (defect,)
    assert (report.sources, report.state, report.conflicts) == (
        merge(DATA).sources,
        MessageState.DELIVERED,
        (),
    )


def test_empty_cost_has_no_source() -> None:
    report = merge(None, [Tlv(tag=0x2000, data=b"\0")])
    assert (report.cost, report.source("cost"), report.defects) == (None, None, ())


def test_empty_id_in_a_tlv_is_ignored() -> None:
    assert merge(DATA, [Tlv(tag=0x001E, data=b"\0")]).id == "854019"


def test_err_from_three_digits_in_a_tlv() -> None:
    report = merge(None, [Tlv(tag=0x0423, data=b"238")])
    assert (report.err, report.network_error) == (
        DeliveryErrorCode.NO_TEMPLATE,
        NetworkError(network_type=None, code=238),
    )


def test_unknown_err_and_stat_are_none() -> None:
    report = merge(DATA.replace(b"err:000", b"err:0A1").replace(b"DELIVRD", b"SENT"))
    assert (report.err, report.state, report.receipt_error) == (None, None, None)
    assert report.receipt is not None and (report.receipt.err, report.receipt.stat) == (
        "0A1",
        "SENT",
    )


def test_undecoded_text_is_kept_and_explained() -> None:
    report = merge(b"ID:854019 STAT:DELIVRD", TLVS[:2])
    assert (
        report.receipt is None
        and report.receipt_error is not None
        and report.receipt_error.startswith("receipt: ")
    )
    assert "854019" not in report.receipt_error
    assert (report.id, report.state) == ("854019", MessageState.DELIVERED)
    assert report.undecoded == (b"ID:854019 STAT:DELIVRD", 0, False)
    lenient = merge(b"ID:854019 STAT:DELIVRD", lenient=True)
    # A caller may construct a report whose undecoded text is valid.
    assert DeliveryReport(undecoded=(DATA, 0, False)).receipt_error is None
    assert (lenient.receipt_error, lenient.id, lenient.source("id")) == (
        None,
        "854019",
        Source.TEXT,
    )


def test_receipt_error_is_computed_on_access(monkeypatch: pytest.MonkeyPatch) -> None:
    render = Mock(return_value="reason")
    monkeypatch.setattr(DecodeError, "render", render)
    report = merge(b"ID:854019 STAT:DELIVRD")
    assert (
        hash(report) == hash(copy.copy(report))
        and report != merge(b"ID:854019")
        and not render.called
    )
    assert report.receipt_error == "reason" and render.call_count == 1


# ---- charsets


def utf16(text: str) -> bytes:
    return text.encode("utf-16-be")


@pytest.mark.parametrize(
    ("data", "coding", "tail"),
    [
        (DATA, 8, None),
        (DATA + b"\0", 0, None),
        (DATA + b"\0\0", 0xF1, None),
        (utf16(TEXT), 8, None),
        (utf16(TEXT + "\0"), 8, None),
        (utf16(TEXT + " text:Привет"), 8, utf16("Привет")),
        (utf16(TEXT + " text:hi"), 8, utf16("hi")),
        (DATA + b" text:" + utf16("Привет"), 8, utf16("Привет")),
        (DATA + b" text:" + utf16("Привет"), 4, utf16("Привет")),
        (DATA + b" text:caf\xe9", 3, b"caf\xe9"),
    ],
)
def test_text_is_decoded_whatever_its_data_coding(
    data: bytes, coding: int, tail: bytes | None
) -> None:
    """The coding is often that of the message instead of its receipt."""
    report = merge(data, (), coding)
    assert (report.receipt_error, report.id, report.state) == (
        None,
        "854019",
        MessageState.DELIVERED,
    )
    assert report.receipt is not None and report.receipt.text == tail


@pytest.mark.parametrize("data", [utf16(TEXT) + b"\0", utf16("hello"), b"", b"hello"])
def test_invalid_ucs2_text_leaves_the_tlvs(data: bytes) -> None:
    report = merge(data, TLVS, 8)
    assert (report.id, report.receipt, report.receipt_error is None) == ("854019", None, not data)


@pytest.mark.parametrize("tail", ["moč", "мањЊ", "Ѐ"])
def test_last_byte_of_ucs2_text_is_not_stripped(tail: str) -> None:
    report = merge(utf16(f"{TEXT} text:{tail}"), (), 8)
    assert report.receipt is not None and report.receipt.text == utf16(tail)


def test_text_label_in_ucs2_ignores_case() -> None:
    report = merge(utf16(TEXT + " Text:hi"), (), 8, lenient=True)
    assert report.receipt is not None and report.receipt.text == utf16("hi")


def test_report_is_a_value_and_repr_omits_the_text() -> None:
    report = merge(DATA, TLVS)
    assert report == pickle.loads(pickle.dumps(report)) == copy.deepcopy(report)
    assert len({report, copy.copy(report), merge(DATA, iter(TLVS))}) == 1
    undecoded = merge(b"ID:854019 STAT:DELIVRD to:79990000000", TLVS, 0)
    assert undecoded == pickle.loads(pickle.dumps(undecoded)) == copy.deepcopy(undecoded)
    assert (
        len({undecoded, copy.copy(undecoded), report}) == 2
        and pickle.loads(pickle.dumps(undecoded)).receipt_error == undecoded.receipt_error
    )
    assert "to:" not in repr(undecoded) and "79990000000" not in repr(undecoded)
    untyped: Any = DeliveryReport
    with pytest.raises(TypeError):
        untyped("854019")
