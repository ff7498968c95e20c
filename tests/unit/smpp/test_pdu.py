"""Tests of smsc_codec.smpp.pdu: the properties and methods of the records."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, fields, replace
from datetime import datetime
from typing import Any, get_args

import pytest

from smsc_codec.errors import DecodeError
from smsc_codec.smpp import (
    BindReceiver,
    BindTransceiver,
    BindTransmitter,
    CommandId,
    CommandStatus,
    DataSm,
    DeliverSm,
    DeliverSmResp,
    EsmClass,
    MessageState,
    Pdu,
    QuerySm,
    RawPdu,
    Segment,
    SubmitSm,
    Tlv,
    pdu,
)

TEXT = (
    b"id:854019 sub:001 dlvrd:001 submit date:1108202241 done date:1108202242 stat:DELIVRD err:000"
)
RECEIPT = DeliverSm(
    sequence_number=7,
    source_addr_ton=1,
    source_addr_npi=1,
    source_addr="5555550123",
    dest_addr_ton=5,
    destination_addr="SMSTEST",
    esm_class=EsmClass(4),
    short_message=TEXT,
)
HEADER = bytes.fromhex("0500037f0302")


# ---- receipts


def test_receipt_has_a_report() -> None:
    report = RECEIPT.report
    assert RECEIPT.is_receipt and RECEIPT.looks_like_receipt and report is not None
    assert (report.id, report.state, report.done_date) == (
        "854019",
        MessageState.DELIVERED,
        datetime(2011, 8, 20, 22, 42),
    )
    assert RECEIPT.read_report() == report


@pytest.mark.parametrize(
    ("message", "is_receipt", "looks"),
    [
        (DeliverSm(esm_class=EsmClass(4)), True, False),
        (DeliverSm(esm_class=EsmClass(0x20)), True, False),
        (DeliverSm(esm_class=EsmClass(0xC7)), True, False),
        (DeliverSm(esm_class=EsmClass(0x08)), False, False),
        (DeliverSm(short_message=b"id:1 stat:DELIVRD"), False, True),
        (DeliverSm(short_message=b"ID:1"), False, True),
        (DeliverSm(short_message=b"idea"), False, False),
        (DeliverSm(tlvs=(Tlv(tag=0x0424, data=b"id:1"),)), False, True),
        (DeliverSm(esm_class=EsmClass(0x40), short_message=HEADER + b"id:1"), False, True),
        (DeliverSm(short_message=b"hello", tlvs=(Tlv(tag=0x001E, data=b"1\0"),)), False, True),
        (DeliverSm(short_message=b"hello", tlvs=(Tlv(tag=0x0427, data=b"\2"),)), False, False),
        (DeliverSm(), False, False),
    ],
)
def test_receipts_are_recognized(message: DeliverSm, is_receipt: bool, looks: bool) -> None:
    assert (message.is_receipt, message.looks_like_receipt) == (is_receipt, looks)
    assert (message.report is None) is not (is_receipt or looks)


def test_ucs2_receipt_looks_like_a_receipt() -> None:
    assert DeliverSm(
        data_coding=8, short_message=TEXT.decode().encode("utf-16-be")
    ).looks_like_receipt


def test_lenient_report_accepts_other_gateways() -> None:
    message = DeliverSm(esm_class=EsmClass(4), short_message=b"ID:42 STAT:Delivrd")
    strict, lenient = message.report, message.read_report(lenient=True)
    assert strict is not None and strict.receipt_error is not None and strict.id is None
    assert lenient is not None and (lenient.receipt_error, lenient.id, lenient.state) == (
        None,
        "42",
        MessageState.DELIVERED,
    )
    assert DeliverSm().read_report(lenient=True) is None


def test_response_repeats_the_sequence_number() -> None:
    assert RECEIPT.response() == DeliverSmResp(sequence_number=7, message_id="")
    assert RECEIPT.response(CommandStatus.RX_T_APPN).command_status is CommandStatus.RX_T_APPN


def test_query_uses_the_source_of_the_submit() -> None:
    assert RECEIPT.query(sequence_number=8) == QuerySm(
        sequence_number=8,
        message_id="854019",
        source_addr_ton=5,
        source_addr_npi=0,
        source_addr="SMSTEST",
    )
    assert replace(RECEIPT, dest_addr_npi=1).query(sequence_number=8).source_addr_npi == 1
    for message in (
        DeliverSm(),
        DeliverSm(esm_class=EsmClass(4)),
        DeliverSm(esm_class=EsmClass(4), short_message=b"x"),
    ):
        with pytest.raises(ValueError, match=r"^not a receipt with an id$"):
            message.query(sequence_number=8)


# ---- messages


@pytest.mark.parametrize(
    ("message", "udh", "data"),
    [
        (SubmitSm(short_message=b"hello"), None, b"hello"),
        (SubmitSm(), None, b""),
        (SubmitSm(esm_class=EsmClass(0x40)), None, b""),
        (SubmitSm(esm_class=EsmClass(0x40), short_message=HEADER + b"hello"), HEADER, b"hello"),
        (SubmitSm(esm_class=EsmClass(0x40), short_message=HEADER), HEADER, b""),
        (SubmitSm(esm_class=EsmClass(0x40), short_message=b"\0hello"), b"\0", b"hello"),
        (SubmitSm(esm_class=EsmClass(0x40), short_message=b"\5hello"), b"\5hello", b""),
        (SubmitSm(esm_class=EsmClass(0x40), short_message=b"\6hello"), None, b"\6hello"),
        (SubmitSm(short_message=HEADER + b"hello"), None, HEADER + b"hello"),
        (SubmitSm(tlvs=(Tlv(tag=0x0424, data=b"long"),)), None, b"long"),
        (SubmitSm(short_message=b"hello", tlvs=(Tlv(tag=0x0424, data=b"long"),)), None, b"hello"),
        (
            DataSm(
                tlvs=(
                    Tlv(tag=1, data=b"x"),
                    Tlv(tag=0x0424, data=b"a"),
                    Tlv(tag=0x0424, data=b"b"),
                )
            ),
            None,
            b"a",
        ),
        (
            DataSm(esm_class=EsmClass(0x40), tlvs=(Tlv(tag=0x0424, data=HEADER + b"a"),)),
            HEADER,
            b"a",
        ),
        (DataSm(), None, b""),
    ],
)
def test_user_data_header_is_split_off(
    message: SubmitSm | DataSm, udh: bytes | None, data: bytes
) -> None:
    assert (message.udh, message.message) == (udh, data)


def test_payload_is_none_without_its_tlv() -> None:
    assert DataSm().payload is None
    assert DataSm(tlvs=(Tlv(tag=0x0424, data=b""),)).payload == b""


def test_segment_from_header_or_tlvs() -> None:
    assert SubmitSm(esm_class=EsmClass(0x40), short_message=HEADER).segment == Segment(
        reference=0x7F, total=3, number=2
    )
    assert SubmitSm(short_message=HEADER).segment is None
    sar = (
        Tlv(tag=0x020C, data=b"\1\2"),
        Tlv(tag=0x020E, data=b"\3"),
        Tlv(tag=0x020F, data=b"\2"),
    )
    assert DataSm(tlvs=sar).segment == Segment(reference=258, total=3, number=2)


def test_text_follows_data_coding() -> None:
    assert DeliverSm(short_message=b"caf\x05 \x1be").text() == "café €"
    assert DeliverSm(short_message=b"caf\xe9").text(iso=True) == "café"
    assert (
        DeliverSm(data_coding=8, esm_class=EsmClass(0x40), short_message=HEADER + b"\4\x14").text()
        == "Д"
    )
    for invalid in (DeliverSm(short_message=b"\xff"), DeliverSm(data_coding=2)):
        with pytest.raises(DecodeError, match="smpp text"):
            invalid.text()


# ---- the records


@pytest.mark.parametrize("record", [BindReceiver, BindTransmitter, BindTransceiver])
def test_password_is_not_in_repr(record: Any) -> None:
    bind = record(system_id="login", password="secret")
    assert "login" in repr(bind) and "secret" not in repr(bind) and "password" not in repr(bind)
    assert bind != record(system_id="login", password="other")
    assert bind.interface_version == 0x34


@pytest.mark.parametrize("record", get_args(Pdu))
def test_records_are_immutable_values(record: Any) -> None:
    value = record(command_id=CommandId.OUTBIND) if record is RawPdu else record()
    assert value == pickle.loads(pickle.dumps(value)) == copy.copy(value) == copy.deepcopy(value)
    assert len({value, copy.deepcopy(value)}) == 1
    assert not hasattr(value, "__dict__")
    for part in fields(value):
        with pytest.raises(FrozenInstanceError):
            setattr(value, part.name, None)
    with pytest.raises(TypeError):
        record(1)


def test_every_record_is_exported_and_named_after_its_command() -> None:
    records = {name for name in pdu.__all__ if name != "Pdu"}
    assert records == {record.__name__ for record in get_args(Pdu)}
    for record in set(get_args(Pdu)) - {RawPdu}:
        assert record.command_id.name.replace("_", "") == record.__name__.upper()
