"""smsc_codec.smpp.pdu_codec: every sample beside its record and its report, and what is refused; vectors/smpp/SOURCES.md tells of the samples."""

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
    """A field as plain JSON: numbers as numbers, octets in hexadecimal, flags raw, a network error as its two numbers."""
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
    told = {
        part.name: plain(getattr(pdu, part.name)) for part in fields(pdu) if part.name != "tlvs"
    }
    return {"record": type(pdu).__name__, **told}


def tlv(one: Tlv) -> list[Any]:
    return [one.tag, one.data.hex(), one.name, str(plain(one.value)), one.defect]


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
        "sources": {name: plain(origin) for name, origin in found.sources},
        "conflicts": sorted(
            [one.field, plain(one.tlv), plain(one.text)] for one in found.conflicts
        ),
        "defects": [list(pair) for pair in found.defects],
    }


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["name"]) for row in _ROWS if "error" not in row]
)
def test_sample(row: dict[str, Any]) -> None:
    octets = bytes.fromhex(row["hex"])
    pdu: Any = decode(octets)
    assert record(pdu) == row["pdu"]
    assert [tlv(one) for one in getattr(pdu, "tlvs", ())] == row["tlvs"]
    assert report(pdu) == row["report"]
    segment = getattr(pdu, "segment", None)
    assert (segment and [segment.reference, segment.total, segment.number]) == row.get("segment")
    assert encode(pdu) == octets


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["name"]) for row in _ROWS if "error" in row]
)
def test_refused_sample(row: dict[str, Any]) -> None:
    with pytest.raises(DecodeError) as refused:
        decode(bytes.fromhex(row["hex"]))
    assert str(refused.value) == row["error"]
    span = refused.value.span
    assert span is not None and 0 <= span[0] <= span[1] <= len(row["hex"]) // 2


def test_the_samples_are_all_there() -> None:
    assert len(_ROWS) > 95 and len({row["name"] for row in _ROWS}) == len(_ROWS)
    assert {row["pdu"]["record"] for row in _ROWS if "pdu" in row} >= {
        one.__name__ for one in (*pdu_codec.RECORDS.values(), RawPdu)
    } - {"BindTransmitterResp"}


# ---- what cannot be read


def _told(length: int, body: bytes) -> bytes:
    """A SUBMIT_SM that tells some length."""
    return struct.pack(">IIII", length, CommandId.SUBMIT_SM, 0, 1) + body


@pytest.mark.parametrize("octets", [None, "text", 5])
def test_what_is_no_octets_is_a_type_error(octets: Any) -> None:
    with pytest.raises(TypeError):
        decode(octets)


def test_an_error_of_octets_shows_them_and_masks_what_may_be_text() -> None:
    octets = struct.pack(">IIII", 29, CommandId.BIND_TRANSCEIVER, 0, 1) + b"login\0secret\0"
    with pytest.raises(DecodeError) as refused:
        decode(octets)
    error = refused.value
    assert (error.codec, error.fmt, error.source, error.path, error.hint) == (
        "SMPP",
        None,
        octets,
        None,
        None,
    )
    assert (error.span, error.expected) == ((len(octets), len(octets)), ("the field system_type",))
    assert b"secret".hex(" ") not in str(error) and b"secret".hex(" ") in error.render(
        show_data=True
    )


@pytest.mark.parametrize(
    ("octets", "span", "expected", "found", "hint"),
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
            _told(99, b"")[:15],
            (15, 15),
            "more bytes of the header",
            "",
            "the PDU is truncated (15 of 99 bytes); use smpp.split() to wait for complete PDUs",
        ),
        (
            _told(99, b""),
            (16, 16),
            "99 octets",
            "16 octets",
            "the PDU is truncated (16 of 99 bytes); use smpp.split() to wait for complete PDUs",
        ),
        (
            _told(MAX_PDU_BYTES, b"x"),
            (17, 17),
            "131072 octets",
            "17 octets",
            "the PDU is truncated (17 of 131072 bytes); use smpp.split() to wait for complete PDUs",
        ),
        (
            _told(MAX_PDU_BYTES + 1, b"x"),
            (0, 4),
            "a command_length of 16 to 131072",
            "131073",
            None,
        ),
        (_told(2**32 - 1, b""), (0, 4), "a command_length of 16 to 131072", "4294967295", None),
        (_told(15, b""), (0, 4), "a command_length of 16 to 131072", "15", None),
        (_told(0, b""), (0, 4), "a command_length of 16 to 131072", "0", None),
        (
            _told(16, b"x"),
            (16, 17),
            "the end of the PDU, by its command_length",
            "1 octet",
            "use smpp.split() to separate several PDUs",
        ),
        (
            _told(MAX_PDU_BYTES + 1, bytes(MAX_PDU_BYTES)),
            (MAX_PDU_BYTES + 1, MAX_PDU_BYTES + 16),
            "the end of the PDU, by its command_length",
            "15 octets",
            "use smpp.split() to separate several PDUs",
        ),
    ],
)
def test_a_length_that_lies(
    octets: bytes, span: tuple[int, int], expected: str, found: str, hint: str | None
) -> None:
    """It is not the length that is blamed where octets are cut off, or are more than a PDU; the body is looked at after it."""
    with pytest.raises(DecodeError) as refused:
        decode(octets)
    error = refused.value
    assert (error.span, error.expected, error.found, error.hint) == (span, (expected,), found, hint)
    assert not re.search("[0-9]{7}", str(error))
    again = pickle.loads(pickle.dumps(error))
    assert (again.span, again.hint, str(again)) == (error.span, error.hint, str(error))


_SUBMITTED = encode(
    SubmitSm(source_addr="a", short_message=b"hello", tlvs=(Tlv(tag=0x1403, data=b"x" * 7),))
)
#: What is wanted of a body that ends there: behind the header, inside a text, behind it, and so on.
_CUT = {
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


@pytest.mark.parametrize("cut", _CUT)
def test_a_body_that_is_cut(cut: int) -> None:
    """The field is named that is cut, or not there at all."""
    with pytest.raises(DecodeError) as refused:
        decode(struct.pack(">I", cut) + _SUBMITTED[4:cut])
    assert (refused.value.expected, refused.value.hint) == ((_CUT[cut],), None)
    assert refused.value.span is not None and refused.value.span[1] == cut


# ---- what cannot be written

_A = Tlv(tag=1, data=b"")
_ANY: Any = SubmitSm
_RESP: Any = SubmitSmResp
_QUERIED: Any = QuerySmResp
_RAW: Any = RawPdu
_NUMBERS: list[Any] = [-1, 2**32, True, "1", 1.0]
_STRINGS: list[Any] = ["a\0", "\0", "я", "\ud800", b"a", 5, [], {}, ()]
REFUSED: list[tuple[Any, str | None, str]] = [
    *((_ANY(sequence_number=wrong), "sequence_number", "0 to 4294967295") for wrong in _NUMBERS),
    (_ANY(sequence_number=None), "sequence_number", "missing"),
    (_ANY(command_status=2**32), "command_status", "0 to 4294967295"),
    *((_ANY(data_coding=wrong), "data_coding", "0 to 255") for wrong in (-1, 256, False, "0")),
    (_ANY(esm_class=4), "esm_class", "not EsmClass"),
    (_ANY(esm_class=RegisteredDelivery(4)), "esm_class", "not EsmClass"),
    (_ANY(esm_class=EsmClass(256)), "esm_class", "0 to 255"),
    (_ANY(esm_class=EsmClass(True)), "esm_class", "0 to 255"),
    (_ANY(registered_delivery=EsmClass(1)), "registered_delivery", "not RegisteredDelivery"),
    *((_ANY(source_addr=wrong), "source_addr", "without a NUL") for wrong in _STRINGS),
    (_ANY(source_addr=None), "source_addr", "missing"),
    *(
        (_ANY(short_message=wrong), "short_message", "octets")
        for wrong in (b"x" * 256, "text", None, [b"x"], 5)
    ),
    (_ANY(tlvs=(_A, Tlv(tag=65536, data=b""))), "tlvs[1]", "two octets"),
    (_ANY(tlvs=(Tlv(tag=1, data=bytes(65536)),)), "tlvs[0]", "two octets"),
    *(
        (_ANY(tlvs=(wrong,)), "tlvs[0]", "not a Tlv")
        for wrong in (5, None, Tlv(tag=1, data="x"), Tlv(tag=True, data=b""))  # type: ignore[arg-type]
    ),
    (_ANY(tlvs=(Tlv(tag=-1, data=b""),)), "tlvs[0]", "two octets"),
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
        "only an error response",
    ),
    (_RESP(message_id="1", rest=b"x"), "rest", "only an error response"),
    (_RESP(command_status=CommandStatus.SYSERR, rest=b"1\0"), "rest", "read back as the body"),
    (UnbindResp(rest=b"x"), "rest", "only an error response"),
    (
        UnbindResp(command_status=CommandStatus.SYSERR, rest=b"\0\1\0\0"),
        "rest",
        "read back as the body",
    ),
    (
        GenericNack(command_status=CommandStatus.SYSERR, rest=b"x", tlvs=(_A,)),
        "rest",
        "only an error response",
    ),
    (UnbindResp(command_status=CommandStatus.SYSERR, rest="x"), "rest", "not octets"),  # type: ignore[arg-type]
    *((_RAW(command_id=one), "command_id", "") for one in pdu_codec.RECORDS),
    *(
        (_RAW(command_id=one), "command_id", "four octets")
        for one in (-1, 2**32, None, "x", 7.5, float("nan"), float("inf"))
    ),
    *((_RAW(command_id=99, body=one), "body", "octets") for one in ("x", None, 5)),
    (_RAW(command_id=99, sequence_number=True), "sequence_number", "0 to"),
    *((one, None, "no PDU") for one in (None, 5, b"", _A, SubmitSm, SimpleNamespace(command_id=4))),
]


@pytest.mark.parametrize(("pdu", "field", "why"), REFUSED)
def test_refused(pdu: Any, field: str | None, why: str) -> None:
    with pytest.raises(EncodeError) as refused:
        encode(pdu)
    assert refused.value.field == field
    assert why in str(refused.value)
    assert refused.value.codec == (
        type(pdu).__name__ if type(pdu) in (*pdu_codec.RECORDS.values(), RawPdu) else "SMPP"
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
def test_the_most_that_is_carried(pdu: Any) -> None:
    assert decode(encode(pdu)) == pdu


@pytest.mark.parametrize(
    ("pdu", "why"),
    [
        (
            _ANY(source_addr="я"),
            "SubmitSm: source_addr: not a text of characters that are octets, without a NUL",
        ),
        (_ANY(short_message="x"), "SubmitSm: short_message: not octets"),
        (
            _ANY(short_message=b"x" * 256),
            "SubmitSm: short_message: more than 255 octets: put them into message_payload",
        ),
        (_RAW(command_id=99, body="x"), "RawPdu: body: not octets"),
        (
            _RESP(tlvs=(_A,)),
            "SubmitSmResp: message_id: it is missing, and other parts of the body are not",
        ),
        (
            _QUERIED(message_id="1", final_date=""),
            "QuerySmResp: message_state: it is missing, and other parts of the body are not",
        ),
        (
            _RESP(command_status=CommandStatus.SYSERR, message_id="1", rest=b"x"),
            "SubmitSmResp: rest: only an error response has it, and then nothing else of a body",
        ),
        (
            _RESP(command_status=CommandStatus.SYSERR, rest=b"1\0"),
            "SubmitSmResp: rest: it would read back as the body, or in an error response only",
        ),
        (UnbindResp(rest=b"x"), "UnbindResp: rest: only an error response has it"),
        (UnbindResp(command_status=CommandStatus.SYSERR, rest="x"), "UnbindResp: rest: not octets"),  # type: ignore[arg-type]
        (_RAW(command_id=-1), "RawPdu: command_id: not a number of four octets"),
        (_RAW(command_id=6), "RawPdu: command_id: it would read back as Unbind"),
        (_ANY(tlvs=None), "SubmitSm: tlvs: not TLVs"),
        (5, "SMPP: a int is no PDU"),
    ],
)
def test_in_these_words(pdu: Any, why: str) -> None:
    with pytest.raises(EncodeError) as refused:
        encode(pdu)
    assert str(refused.value) == why


def test_why_a_known_command_is_not_raw() -> None:
    with pytest.raises(EncodeError, match="read back as Unbind"):
        encode(_RAW(command_id=CommandId.UNBIND))


def test_no_value_is_shown() -> None:
    with pytest.raises(EncodeError) as refused:
        encode(BindTransceiver(password="secretя"))
    assert refused.value.field == "password" and "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "pdu",
    [
        SubmitSmResp(rest=b"x"),
        _RESP(command_status=CommandStatus.SYSERR, rest="x"),
        _RESP(rest=None),
    ],
)
def test_rest_is_blamed(pdu: Any) -> None:
    with pytest.raises(EncodeError) as refused:
        encode(pdu)
    assert refused.value.field == "rest"


@pytest.mark.parametrize("tlvs", [None, 5])
def test_tlvs_that_are_none(tlvs: Any) -> None:
    with pytest.raises(EncodeError):
        encode(SubmitSm(tlvs=tlvs))


@pytest.mark.parametrize(
    "pdu",
    [
        _ANY(tlvs=[_A]),
        _ANY(tlvs=(SimpleNamespace(tag=1, octets=b""),)),
        _ANY(short_message=array("I", [1, 2])),
        _ANY(tlvs=(Tlv(tag=1, data=array("I", [1, 2])),)),  # type: ignore[arg-type]
        _RESP(tlvs=None),
        _RESP(message_id="1", rest=None),
        _RESP(message_id="1", rest=""),
    ],
)
def test_a_wrong_type_is_not_changed_in_silence(pdu: Any) -> None:
    with pytest.raises(EncodeError):
        encode(pdu)


def test_rest_that_is_longer_than_it_says() -> None:
    with pytest.raises(EncodeError):
        encode(_RESP(command_status=CommandStatus.SYSERR, rest=array("I", [1])))


# ---- bodies that are there, or not


def test_a_response_without_a_body() -> None:
    for status in (CommandStatus.OK, CommandStatus.THROTTLED):
        pdu = SubmitSmResp(command_status=status)
        assert decode(encode(pdu)) == pdu and len(encode(pdu)) == 16
        assert pdu.message_id is None and pdu.rest == b""
    full = replace(pdu, message_id="854019", tlvs=(_A,))
    assert decode(encode(full)) == full


def test_what_an_error_response_carries_instead_is_kept() -> None:
    pdu = QuerySmResp(command_status=CommandStatus.QUERYFAIL, rest=b"854019\0\0\2")
    assert decode(encode(pdu)) == pdu
    with pytest.raises(DecodeError, match="the field error_code"):
        decode(encode(pdu)[:8] + bytes(4) + encode(pdu)[12:])


def test_the_longest() -> None:
    long = Tlv(tag=0x0424, data=bytes(65535))
    for pdu in (
        SubmitSm(short_message=b"x" * 255),
        DataSm(tlvs=(long, long)),
        RawPdu(command_id=CommandId(99), body=bytes(70000)),
    ):
        assert decode(encode(pdu)) == pdu


def test_members_are_members() -> None:
    pdu = decode(encode(_ANY(command_status=0x58)))
    assert pdu.command_status is CommandStatus.THROTTLED
    raw = decode(encode(_RAW(command_id=0x21, body=b"x")))
    assert isinstance(raw, RawPdu) and raw.command_id is CommandId.SUBMIT_MULTI
    queried: Any = decode(
        encode(_QUERIED(message_id="", final_date="", message_state=2, error_code=1))
    )
    assert queried.message_state is MessageState.DELIVERED


def test_the_octets_of_a_query() -> None:
    """Written out by hand."""
    pdu = QuerySm(
        sequence_number=0x01020304,
        message_id="854019",
        source_addr_ton=5,
        source_addr_npi=1,
        source_addr="SMSTEST",
    )
    assert encode(pdu) == b"\0\0\0\x21\0\0\0\3\0\0\0\0\1\2\3\4854019\0\5\1SMSTEST\0"
    assert encode(EnquireLink()) == b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\1"


def test_every_known_command_has_its_record() -> None:
    assert {one.command_id for one in pdu_codec.RECORDS.values()} == set(pdu_codec.RECORDS)
    assert not {CommandId.OUTBIND, CommandId.SUBMIT_MULTI, CommandId.ALERT_NOTIFICATION} & set(
        pdu_codec.RECORDS
    )
    assert pdu_codec.RECORDS[CommandId.DELIVER_SM] is DeliverSm
