"""Tests of smsc_codec.smpp.pdu_codec: every sample with its record and report, and rejected input.

vectors/smpp/SOURCES.md describes the samples.
"""

from __future__ import annotations

import json
import pickle
import re
import struct
from array import array
from dataclasses import fields, replace
from datetime import datetime
from decimal import Decimal
from enum import Enum, IntEnum
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.smpp import (
    MAX_PDU_BYTES,
    BindTransceiver,
    CommandId,
    CommandStatus,
    DataSm,
    DeliverSm,
    EnquireLink,
    EsmClass,
    GenericNack,
    MessageState,
    NetworkError,
    QuerySm,
    QuerySmResp,
    RawPdu,
    RegisteredDelivery,
    SubmitSm,
    SubmitSmResp,
    Tlv,
    UnbindResp,
    decode,
    encode,
    pdu_codec,
)

_ROWS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "vectors" / "smpp" / "pdus.jsonl")
    .read_text("utf-8")
    .splitlines()
]


# ---- the samples


def plain(value: Any) -> Any:
    """Convert a field to JSON as in the vectors."""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, IntEnum):
        return int(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, NetworkError):
        return f"{value.network_type} {value.code}"
    if isinstance(value, Decimal):
        return str(value)
    return getattr(value, "raw", value)


def record(pdu: Any) -> dict[str, Any]:
    values = {
        part.name: plain(getattr(pdu, part.name)) for part in fields(pdu) if part.name != "tlvs"
    }
    return {"record": type(pdu).__name__, **values}


def tlv_row(tlv: Tlv) -> list[Any]:
    return [tlv.tag, tlv.data.hex(), tlv.name, str(plain(tlv.value)), tlv.defect]


def report(pdu: Any) -> dict[str, Any] | None:
    found = getattr(pdu, "report", None)
    if found is None:
        return None
    values = {
        part.name: getattr(found, part.name)
        for part in fields(found)
        if part.name not in ("receipt", "undecoded")
    }
    return {
        **{name: plain(value) for name, value in values.items() if not isinstance(value, tuple)},
        "text": None if found.receipt is None else plain(found.receipt.text),
        "receipt_error": found.receipt_error is not None,
        "sources": {name: plain(source) for name, source in found.sources},
        "conflicts": sorted(
            [conflict.field, plain(conflict.tlv), plain(conflict.text)]
            for conflict in found.conflicts
        ),
        "defects": [list(pair) for pair in found.defects],
    }


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["name"]) for row in _ROWS if "error" not in row]
)
def test_sample_decodes_and_encodes_as_recorded(row: dict[str, Any]) -> None:
    data = bytes.fromhex(row["hex"])
    pdu: Any = decode(data)
    assert record(pdu) == row["pdu"]
    assert [tlv_row(tlv) for tlv in getattr(pdu, "tlvs", ())] == row["tlvs"]
    assert report(pdu) == row["report"]
    segment = getattr(pdu, "segment", None)
    assert (segment and [segment.reference, segment.total, segment.number]) == row.get("segment")
    assert encode(pdu) == data


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["name"]) for row in _ROWS if "error" in row]
)
def test_malformed_sample_is_rejected(row: dict[str, Any]) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(bytes.fromhex(row["hex"]))
    assert str(caught.value) == row["error"]
    span = caught.value.span
    assert span is not None and 0 <= span[0] <= span[1] <= len(row["hex"]) // 2


def test_samples_cover_every_record() -> None:
    assert len(_ROWS) > 95 and len({row["name"] for row in _ROWS}) == len(_ROWS)
    assert {row["pdu"]["record"] for row in _ROWS if "pdu" in row} >= {
        record_type.__name__ for record_type in (*pdu_codec.RECORDS.values(), RawPdu)
    } - {"BindTransmitterResp"}


# ---- malformed input


def _submit(length: int, body: bytes) -> bytes:
    """Return a SUBMIT_SM with the given command_length."""
    return struct.pack(">IIII", length, CommandId.SUBMIT_SM, 0, 1) + body


@pytest.mark.parametrize("data", [None, "text", 5])
def test_argument_other_than_bytes_is_a_type_error(data: Any) -> None:
    with pytest.raises(TypeError):
        decode(data)


def test_error_shows_a_hex_dump_with_masked_text() -> None:
    data = struct.pack(">IIII", 29, CommandId.BIND_TRANSCEIVER, 0, 1) + b"login\0secret\0"
    with pytest.raises(DecodeError) as caught:
        decode(data)
    error = caught.value
    assert (error.codec, error.fmt, error.source, error.path, error.hint) == (
        "smpp",
        None,
        data,
        None,
        None,
    )
    assert (error.span, error.expected) == ((len(data), len(data)), ("the field system_type",))
    assert b"secret".hex(" ") not in str(error) and b"secret".hex(" ") in error.render(
        show_data=True
    )


@pytest.mark.parametrize(
    ("data", "span", "expected", "found", "hint"),
    [
        (
            b"",
            (0, 0),
            "more bytes of the header",
            "",
            "the PDU is truncated (0 of 16 bytes); use smpp.split() to wait for complete PDUs",
        ),
        (
            b"\xff" * 15,
            (15, 15),
            "more bytes of the header",
            "",
            "the PDU is truncated (15 of 16 bytes); use smpp.split() to wait for complete PDUs",
        ),
        (
            _submit(99, b"")[:15],
            (15, 15),
            "more bytes of the header",
            "",
            "the PDU is truncated (15 of 99 bytes); use smpp.split() to wait for complete PDUs",
        ),
        (
            _submit(99, b""),
            (16, 16),
            "99 bytes",
            "16 bytes",
            "the PDU is truncated (16 of 99 bytes); use smpp.split() to wait for complete PDUs",
        ),
        (
            _submit(MAX_PDU_BYTES, b"x"),
            (17, 17),
            "131072 bytes",
            "17 bytes",
            "the PDU is truncated (17 of 131072 bytes); use smpp.split() to wait for complete PDUs",
        ),
        (
            _submit(MAX_PDU_BYTES + 1, b"x"),
            (0, 4),
            "a command_length of 16 to 131072",
            "131073",
            None,
        ),
        (_submit(2**32 - 1, b""), (0, 4), "a command_length of 16 to 131072", "4294967295", None),
        (_submit(15, b""), (0, 4), "a command_length of 16 to 131072", "15", None),
        (_submit(0, b""), (0, 4), "a command_length of 16 to 131072", "0", None),
        (
            _submit(16, b"x"),
            (16, 17),
            "the end of the PDU, by its command_length",
            "1 byte",
            "use smpp.split() to separate several PDUs",
        ),
        (
            _submit(MAX_PDU_BYTES + 1, bytes(MAX_PDU_BYTES)),
            (MAX_PDU_BYTES + 1, MAX_PDU_BYTES + 16),
            "the end of the PDU, by its command_length",
            "15 bytes",
            "use smpp.split() to separate several PDUs",
        ),
    ],
)
def test_wrong_command_length_is_rejected(
    data: bytes, span: tuple[int, int], expected: str, found: str, hint: str | None
) -> None:
    """An implausible length is reported as such, any other as missing or extra data."""
    with pytest.raises(DecodeError) as caught:
        decode(data)
    error = caught.value
    assert (error.span, error.expected, error.found, error.hint) == (span, (expected,), found, hint)
    assert not re.search("[0-9]{7}", str(error))
    copied = pickle.loads(pickle.dumps(error))
    assert (copied.span, copied.hint, str(copied)) == (error.span, error.hint, str(error))


_SUBMITTED = encode(
    SubmitSm(source_addr="a", short_message=b"hello", tlvs=(Tlv(tag=0x1403, data=b"x" * 7),))
)
#: The expected item by the position at which the body is truncated.
_TRUNCATED = {
    16: "the field service_type",
    17: "the field source_addr_ton",
    18: "the field source_addr_npi",
    19: "the field source_addr",
    20: "the NUL after source_addr",
    21: "the field dest_addr_ton",
    24: "the field esm_class",
    33: "the field sm_length",
    34: "5 bytes of short_message",
    38: "5 bytes of short_message",
    42: "the end, or a tag and a length",
    43: "7 bytes of the TLV 0x1403",
    49: "7 bytes of the TLV 0x1403",
}


@pytest.mark.parametrize("end", _TRUNCATED)
def test_error_names_the_truncated_or_missing_field(end: int) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(struct.pack(">I", end) + _SUBMITTED[4:end])
    assert (caught.value.expected, caught.value.hint) == ((_TRUNCATED[end],), None)
    assert caught.value.span is not None and caught.value.span[1] == end


# ---- values that cannot be encoded

_A = Tlv(tag=1, data=b"")
_ANY: Any = SubmitSm
_RESP: Any = SubmitSmResp
_QUERIED: Any = QuerySmResp
_RAW: Any = RawPdu
_NUMBERS: list[Any] = [-1, 2**32, True, "1", 1.0]
_STRINGS: list[Any] = ["a\0", "\0", "я", "\ud800", b"a", 5, [], {}, ()]
INVALID: list[tuple[Any, str | None, str]] = [
    *((_ANY(sequence_number=value), "sequence_number", "0 to 4294967295") for value in _NUMBERS),
    (_ANY(sequence_number=None), "sequence_number", "missing"),
    (_ANY(command_status=2**32), "command_status", "0 to 4294967295"),
    *((_ANY(data_coding=value), "data_coding", "0 to 255") for value in (-1, 256, False, "0")),
    (_ANY(esm_class=4), "esm_class", "must be of type EsmClass"),
    (_ANY(esm_class=RegisteredDelivery(4)), "esm_class", "must be of type EsmClass"),
    (_ANY(esm_class=EsmClass(256)), "esm_class", "0 to 255"),
    (_ANY(esm_class=EsmClass(True)), "esm_class", "0 to 255"),
    (
        _ANY(registered_delivery=EsmClass(1)),
        "registered_delivery",
        "must be of type RegisteredDelivery",
    ),
    *((_ANY(source_addr=value), "source_addr", "without NULs") for value in _STRINGS),
    (_ANY(source_addr=None), "source_addr", "missing"),
    *(
        (_ANY(short_message=value), "short_message", "bytes")
        for value in (b"x" * 256, "text", None, [b"x"], 5)
    ),
    (_ANY(tlvs=(_A, Tlv(tag=65536, data=b""))), "tlvs[1]", "two bytes"),
    (_ANY(tlvs=(Tlv(tag=1, data=bytes(65536)),)), "tlvs[0]", "two bytes"),
    *(
        (_ANY(tlvs=(value,)), "tlvs[0]", "must be a Tlv")
        for value in (5, None, Tlv(tag=1, data="x"), Tlv(tag=True, data=b""))  # type: ignore[arg-type]
    ),
    (_ANY(tlvs=(Tlv(tag=-1, data=b""),)), "tlvs[0]", "two bytes"),
    (_QUERIED(message_id="1"), "final_date", "missing"),
    (_QUERIED(message_id="1", final_date=""), "message_state", "missing"),
    (
        _QUERIED(message_id="1", final_date="", message_state=True, error_code=0),
        "message_state",
        "0 to 255",
    ),
    (
        _QUERIED(message_id="1", final_date="", message_state=MessageState(256), error_code=0),
        "message_state",
        "0 to 255",
    ),
    (_RESP(tlvs=(_A,)), "message_id", "missing"),
    (
        _RESP(command_status=CommandStatus.SYSERR, message_id="1", rest=b"x"),
        "rest",
        "cannot be combined",
    ),
    (_RESP(message_id="1", rest=b"x"), "rest", "error responses only"),
    (_RESP(command_status=CommandStatus.SYSERR, rest=b"1\0"), "rest", "would decode as the body"),
    (UnbindResp(rest=b"x"), "rest", "error responses only"),
    (
        UnbindResp(command_status=CommandStatus.SYSERR, rest=b"\0\1\0\0"),
        "rest",
        "would decode as the body",
    ),
    (
        GenericNack(command_status=CommandStatus.SYSERR, rest=b"x", tlvs=(_A,)),
        "rest",
        "cannot be combined",
    ),
    (UnbindResp(command_status=CommandStatus.SYSERR, rest="x"), "rest", "must be bytes"),  # type: ignore[arg-type]
    *((_RAW(command_id=number), "command_id", "") for number in pdu_codec.RECORDS),
    *(
        (_RAW(command_id=number), "command_id", "four bytes")
        for number in (-1, 2**32, None, "x", 7.5, float("nan"), float("inf"))
    ),
    *((_RAW(command_id=99, body=body), "body", "bytes") for body in ("x", None, 5)),
    (_RAW(command_id=99, sequence_number=True), "sequence_number", "0 to"),
    *(
        (value, None, "expected a PDU")
        for value in (None, 5, b"", _A, SubmitSm, SimpleNamespace(command_id=4))
    ),
]


@pytest.mark.parametrize(("pdu", "field", "reason"), INVALID)
def test_invalid_field_is_rejected_and_named(pdu: Any, field: str | None, reason: str) -> None:
    with pytest.raises(EncodeError) as caught:
        encode(pdu)
    assert caught.value.field == field
    assert reason in str(caught.value)
    assert caught.value.codec == (
        type(pdu).__name__ if type(pdu) in (*pdu_codec.RECORDS.values(), RawPdu) else "smpp"
    )


@pytest.mark.parametrize(
    "pdu",
    [
        _ANY(sequence_number=2**32 - 1),
        _ANY(command_status=CommandStatus(2**32 - 1)),
        _ANY(data_coding=255),
        _ANY(esm_class=EsmClass(255)),
        _ANY(source_addr="\xff"),
        _ANY(short_message=b"x" * 255),
        _ANY(tlvs=(Tlv(tag=65535, data=bytes(65535)),)),
        _ANY(data_coding=0, priority_flag=0),
        _RAW(command_id=2**32 - 1, sequence_number=0, body=b"x"),
        _RAW(command_id=99, sequence_number=7),
        _RESP(command_status=CommandStatus.SYSERR, rest=b"x"),
        _RESP(command_status=CommandStatus.SYSERR),
    ],
)
def test_largest_values_are_encoded(pdu: Any) -> None:
    assert decode(encode(pdu)) == pdu


@pytest.mark.parametrize(
    ("pdu", "message"),
    [
        (
            _ANY(source_addr="я"),
            "SubmitSm: source_addr: must be a str without NULs and characters above U+00FF",
        ),
        (_ANY(short_message="x"), "SubmitSm: short_message: must be bytes"),
        (
            _ANY(short_message=b"x" * 256),
            "SubmitSm: short_message: exceeds 255 bytes; use the TLV message_payload",
        ),
        (_RAW(command_id=99, body="x"), "RawPdu: body: must be bytes"),
        (
            _RESP(tlvs=(_A,)),
            "SubmitSmResp: message_id: is missing, although other fields of the body are set",
        ),
        (
            _QUERIED(message_id="1", final_date=""),
            "QuerySmResp: message_state: is missing, although other fields of the body are set",
        ),
        (
            _RESP(command_status=CommandStatus.SYSERR, message_id="1", rest=b"x"),
            "SubmitSmResp: rest: cannot be combined with body fields",
        ),
        (
            _RESP(command_status=CommandStatus.SYSERR, rest=b"1\0"),
            "SubmitSmResp: rest: would decode as the body",
        ),
        (UnbindResp(rest=b"x"), "UnbindResp: rest: is allowed in error responses only"),
        (
            UnbindResp(command_status=CommandStatus.SYSERR, rest="x"),  # type: ignore[arg-type]
            "UnbindResp: rest: must be bytes",
        ),
        (_RAW(command_id=-1), "RawPdu: command_id: must be an integer of four bytes"),
        (_RAW(command_id=6), "RawPdu: command_id: would decode as Unbind"),
        (_ANY(tlvs=None), "SubmitSm: tlvs: must be an iterable of Tlv"),
        (5, "smpp: expected a PDU, got int"),
    ],
)
def test_error_text(pdu: Any, message: str) -> None:
    with pytest.raises(EncodeError) as caught:
        encode(pdu)
    assert str(caught.value) == message


def test_raw_pdu_of_a_decoded_command_is_rejected() -> None:
    with pytest.raises(EncodeError, match="would decode as Unbind"):
        encode(_RAW(command_id=CommandId.UNBIND))


def test_encode_error_does_not_show_the_value() -> None:
    with pytest.raises(EncodeError) as caught:
        encode(BindTransceiver(password="secretя"))
    assert caught.value.field == "password" and "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "pdu",
    [
        SubmitSmResp(rest=b"x"),
        _RESP(command_status=CommandStatus.SYSERR, rest="x"),
        _RESP(rest=None),
    ],
)
def test_invalid_rest_is_named_in_the_error(pdu: Any) -> None:
    with pytest.raises(EncodeError) as caught:
        encode(pdu)
    assert caught.value.field == "rest"


@pytest.mark.parametrize("tlvs", [None, 5])
def test_tlvs_other_than_a_tuple_are_rejected(tlvs: Any) -> None:
    with pytest.raises(EncodeError):
        encode(SubmitSm(tlvs=tlvs))


@pytest.mark.parametrize(
    "pdu",
    [
        _ANY(tlvs=[_A]),
        _ANY(tlvs=(SimpleNamespace(tag=1, data=b""),)),
        _ANY(short_message=array("I", [1, 2])),
        _ANY(tlvs=(Tlv(tag=1, data=array("I", [1, 2])),)),  # type: ignore[arg-type]
        _RESP(tlvs=None),
        _RESP(message_id="1", rest=None),
        _RESP(message_id="1", rest=""),
    ],
)
def test_wrong_type_is_not_converted(pdu: Any) -> None:
    with pytest.raises(EncodeError):
        encode(pdu)


def test_rest_of_another_buffer_type_is_rejected() -> None:
    with pytest.raises(EncodeError):
        encode(_RESP(command_status=CommandStatus.SYSERR, rest=array("I", [1])))


# ---- optional bodies


def test_response_without_a_body_has_no_fields() -> None:
    for status in (CommandStatus.OK, CommandStatus.THROTTLED):
        pdu = SubmitSmResp(command_status=status)
        assert decode(encode(pdu)) == pdu and len(encode(pdu)) == 16
        assert pdu.message_id is None and pdu.rest == b""
    full = replace(pdu, message_id="854019", tlvs=(_A,))
    assert decode(encode(full)) == full


def test_rest_of_an_error_response_is_kept() -> None:
    pdu = QuerySmResp(command_status=CommandStatus.QUERYFAIL, rest=b"854019\0\0\2")
    assert decode(encode(pdu)) == pdu
    with pytest.raises(DecodeError, match="the field error_code"):
        decode(encode(pdu)[:8] + bytes(4) + encode(pdu)[12:])


def test_longest_messages_and_bodies_are_encoded() -> None:
    long = Tlv(tag=0x0424, data=bytes(65535))
    for pdu in (
        SubmitSm(short_message=b"x" * 255),
        DataSm(tlvs=(long, long)),
        RawPdu(command_id=CommandId(99), body=bytes(70000)),
    ):
        assert decode(encode(pdu)) == pdu


def test_known_numbers_decode_to_members() -> None:
    pdu = decode(encode(_ANY(command_status=0x58)))
    assert pdu.command_status is CommandStatus.THROTTLED
    raw = decode(encode(_RAW(command_id=0x21, body=b"x")))
    assert isinstance(raw, RawPdu) and raw.command_id is CommandId.SUBMIT_MULTI
    queried: Any = decode(
        encode(_QUERIED(message_id="", final_date="", message_state=2, error_code=1))
    )
    assert queried.message_state is MessageState.DELIVERED


def test_query_matches_hand_written_bytes() -> None:
    pdu = QuerySm(
        sequence_number=0x01020304,
        message_id="854019",
        source_addr_ton=5,
        source_addr_npi=1,
        source_addr="SMSTEST",
    )
    assert encode(pdu) == b"\0\0\0\x21\0\0\0\3\0\0\0\0\1\2\3\4854019\0\5\1SMSTEST\0"
    assert encode(EnquireLink()) == b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\1"


def test_records_are_keyed_by_their_command() -> None:
    assert {record_type.command_id for record_type in pdu_codec.RECORDS.values()} == set(
        pdu_codec.RECORDS
    )
    assert not {CommandId.OUTBIND, CommandId.SUBMIT_MULTI, CommandId.ALERT_NOTIFICATION} & set(
        pdu_codec.RECORDS
    )
    assert pdu_codec.RECORDS[CommandId.DELIVER_SM] is DeliverSm
