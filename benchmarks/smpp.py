"""Competitors for SMPP: hand-written ``struct`` code, and other libraries.

All of them decode a DELIVER_SM with a receipt.

``read_tuples`` returns tuples, a dict and strings, the minimum for the task. ``records`` returns
the same records as the library, built with its generated constructors: typed fields, TLVs and their
values, and the receipt with its dates.
"""

from __future__ import annotations

import io
import re
import struct
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from smsc_codec import MessageFlags
from smsc_codec.codegen import compile_function, slot_setters
from smsc_codec.smpp import (
    AdditionalStatus,
    CommandStatus,
    DeliverSm,
    EsmClass,
    MessageState,
    NetworkError,
    NetworkType,
    Receipt,
    RegisteredDelivery,
    Tlv,
    decode,
    encode,
    receipts,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "PDUS",
    "decode",
    "encode",
    "ours",
    "peers",
    "read_tuples",
    "records",
    "tuples",
    "write_records",
    "write_tuples",
]

HEAD = struct.Struct(">IIII")
TL = struct.Struct(">HH")
_SHORT = struct.Struct(">H")


def _pdu(number: int) -> bytes:
    """Return a DELIVER_SM with a receipt and eight TLVs, like the vendor's example."""
    message_id = b"%d" % (854019 + number)
    text = (
        b"id:%s sub:001 dlvrd:001 submit date:1108202241 done date:11082022%02d "
        b"stat:DELIVRD err:000" % (message_id, 10 + number)
    )
    tlvs = (
        (0x001E, message_id + b"\0"),
        (0x0427, b"\x02"),
        (0x0423, b"\x03\0\0"),
        (0x2000, b"0.%d500\0" % (number % 5)),
        (0x2001, b"\0\0"),
        (0x2002, b"\0\x01"),
        (0x2003, b"2500%d\0" % (number % 3)),
        (0x2004, b"\0\x02"),
    )
    body = b"\0\1\x0115555550123\0\5\0SMSTEST\0\4\0\0\0\0\0\0\0\0" + bytes((len(text),)) + text
    body += b"".join(TL.pack(tag, len(data)) + data for tag, data in tlvs)
    return HEAD.pack(16 + len(body), 5, 0, 1) + body


PDUS = [_pdu(number) for number in range(50)]
_RECEIPT = re.compile(
    rb"id:([!-~]{1,65}) sub:([0-9]{1,9}) dlvrd:([0-9]{1,9}) submit date:([0-9]{10}) "
    rb"done date:([0-9]{10}) stat:([A-Za-z_]{1,20}) err:([0-9A-Za-z]{1,20})"
)


def ours(data: bytes) -> tuple[DeliverSm, list[Any], Receipt]:
    """Decode with this library: the record, the value of every TLV, and the receipt."""
    pdu = decode(data)
    assert isinstance(pdu, DeliverSm)
    return pdu, [tlv.value for tlv in pdu.tlvs], receipts.decode(pdu.short_message)


def split(pdu: bytes) -> tuple[Any, ...]:
    length, _, status, sequence = HEAD.unpack_from(pdu)
    if length != len(pdu):
        raise ValueError
    a = pdu.index(0, 16)
    b = pdu.index(0, a + 3)
    c = pdu.index(0, b + 3)
    d = pdu.index(0, c + 4)
    e = pdu.index(0, d + 1)
    registered, replace, coding, default, size = pdu[e + 1 : e + 6]
    at = e + 6 + size
    if at > length:
        raise ValueError
    tlvs = []
    while at < length:
        tag, size = TL.unpack_from(pdu, at)
        at += 4
        if at + size > length:
            raise ValueError
        tlvs.append((tag, pdu[at : at + size]))
        at += size
    return (
        status,
        sequence,
        pdu[16:a],
        pdu[a + 1],
        pdu[a + 2],
        pdu[a + 3 : b],
        pdu[b + 1],
        pdu[b + 2],
        pdu[b + 3 : c],
        pdu[c + 1],
        pdu[c + 2],
        pdu[c + 3],
        pdu[c + 4 : d],
        pdu[d + 1 : e],
        registered,
        replace,
        coding,
        default,
        pdu[e + 6 : e + 6 + pdu[e + 5]],
        tlvs,
    )


# ---- tuples

_PLAIN: dict[int, Callable[[bytes], Any]] = {
    0x001E: lambda v: v.rstrip(b"\0"),
    0x0427: lambda v: v[0],
    0x0423: lambda v: (v[0], _SHORT.unpack_from(v, 1)[0]),
    0x2000: lambda v: v.rstrip(b"\0"),
    0x2002: lambda v: _SHORT.unpack(v)[0],
    0x2003: lambda v: v.rstrip(b"\0"),
    0x2004: lambda v: _SHORT.unpack(v)[0],
    0x2001: lambda v: _flag(_SHORT.unpack(v)[0]),
}


def _flag(number: int) -> dict[str, int]:
    return {
        "type": number & 15,
        "second": bool(number & 32),
        "template": bool(number & 256),
        "kind": number >> 9 & 3,
    }


def read_tuples(pdu: bytes) -> Any:
    """Return tuples, a dict of TLV values, and the strings of the receipt."""
    found = split(pdu)
    text = _RECEIPT.fullmatch(found[18])
    assert text is not None
    return found, {tag: _PLAIN.get(tag, bytes)(data) for tag, data in found[-1]}, text.groups()


def tuples(pdu: bytes) -> Any:
    """Return the argument of :func:`write_tuples`."""
    return split(pdu)


def write_tuples(found: Any) -> bytes:
    (
        status,
        sequence,
        service,
        ston,
        snpi,
        source,
        dton,
        dnpi,
        destination,
        esm,
        protocol,
        priority,
        schedule,
        validity,
        registered,
        replace,
        coding,
        default,
        text,
        tlvs,
    ) = found
    parts = [
        service,
        b"\0",
        bytes((ston, snpi)),
        source,
        b"\0",
        bytes((dton, dnpi)),
        destination,
        b"\0",
        bytes((esm, protocol, priority)),
        schedule,
        b"\0",
        validity,
        b"\0",
        bytes((registered, replace, coding, default, len(text))),
        text,
    ]
    for tag, data in tlvs:
        parts.append(TL.pack(tag, len(data)))
        parts.append(data)
    body = b"".join(parts)
    return HEAD.pack(16 + len(body), 5, status, sequence) + body


# ---- records


def _builder(cls: type) -> Callable[..., Any]:
    """Return the constructor that generated code uses, with all fields as positional arguments."""
    names = ", ".join(part.name for part in fields(cls))
    body = [f"    set_{part.name}(self, {part.name})" for part in fields(cls)]
    return compile_function(
        f"construct {cls.__name__}",
        [f"def build({names}):", "    self = new(cls)", *body, "    return self"],
        slot_setters(cls),
    )


_deliver, _tlv, _receipt, _error = map(_builder, (DeliverSm, Tlv, Receipt, NetworkError))
_ESM = [EsmClass(number) for number in range(256)]
_REGISTERED = [RegisteredDelivery(number) for number in range(256)]
_STATUS = {int(member): member for member in CommandStatus}
_STATE = {int(member): member for member in MessageState}
_NETWORK = {int(member): member for member in NetworkType}
_MONEY = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?", re.ASCII)


def _text(data: bytes) -> str:
    text, end, rest = data.partition(b"\0")
    if not end or rest:
        raise ValueError
    return text.decode("latin-1")


def _number(data: bytes) -> int:
    return int(_SHORT.unpack(data)[0])


def _money(data: bytes) -> Decimal:
    text = _text(data)
    if _MONEY.fullmatch(text) is None:
        raise ValueError
    return Decimal(text)


def _state(data: bytes) -> MessageState:
    (number,) = data
    return _STATE.get(number) or MessageState(number)


def _network(data: bytes) -> NetworkError:
    if len(data) != 3:
        raise ValueError
    found: NetworkError = _error(
        _NETWORK.get(data[0]) or NetworkType(data[0]), _SHORT.unpack_from(data, 1)[0]
    )
    return found


_VALUE: dict[int, Callable[[bytes], Any]] = {
    0x001E: _text,
    0x0427: _state,
    0x0423: _network,
    0x2000: _money,
    0x2001: lambda v: MessageFlags.from_number(_number(v)),
    0x2002: _number,
    0x2003: _text,
    0x2004: lambda v: AdditionalStatus(_number(v)),
}


def _time(text: str) -> datetime:
    return datetime.fromisoformat(f"20{text[:6]}T{text[6:]}")


def records(pdu: bytes) -> tuple[DeliverSm, list[Any], Receipt]:
    """Decode to the same records as :func:`ours`, with hand-written code."""
    (
        status,
        sequence,
        service,
        ston,
        snpi,
        source,
        dton,
        dnpi,
        destination,
        esm,
        protocol,
        priority,
        schedule,
        validity,
        registered,
        replace,
        coding,
        default,
        text,
        tlvs,
    ) = split(pdu)
    record: DeliverSm = _deliver(
        sequence,
        _STATUS.get(status) or CommandStatus(status),
        tuple([_tlv(tag, data) for tag, data in tlvs]),
        service.decode("latin-1"),
        ston,
        snpi,
        source.decode("latin-1"),
        dton,
        dnpi,
        destination.decode("latin-1"),
        _ESM[esm],
        _REGISTERED[registered],
        coding,
        protocol,
        priority,
        schedule.decode("latin-1"),
        validity.decode("latin-1"),
        replace,
        default,
        text,
    )
    values = [_VALUE.get(tlv.tag, bytes)(tlv.data) for tlv in record.tlvs]
    found = _RECEIPT.fullmatch(text)
    if found is None:
        raise ValueError
    number, sub, dlvrd, submit, done, stat, err = [group.decode() for group in found.groups()]
    receipt: Receipt = _receipt(
        number, int(sub), int(dlvrd), _time(submit), _time(done), stat, err, *[None] * 9, (), text
    )
    return record, values, receipt


def write_records(pdu: DeliverSm) -> bytes:
    """Encode a record."""
    return write_tuples(
        (
            pdu.command_status,
            pdu.sequence_number,
            pdu.service_type.encode("latin-1"),
            pdu.source_addr_ton,
            pdu.source_addr_npi,
            pdu.source_addr.encode("latin-1"),
            pdu.dest_addr_ton,
            pdu.dest_addr_npi,
            pdu.destination_addr.encode("latin-1"),
            pdu.esm_class.raw,
            pdu.protocol_id,
            pdu.priority_flag,
            pdu.schedule_delivery_time.encode("latin-1"),
            pdu.validity_period.encode("latin-1"),
            pdu.registered_delivery.raw,
            pdu.replace_if_present_flag,
            pdu.data_coding,
            pdu.sm_default_msg_id,
            pdu.short_message,
            [(tlv.tag, tlv.data) for tlv in pdu.tlvs],
        )
    )


# ---- other libraries


class _Client:
    """The client object that smpplib requires to parse a PDU."""

    sequence = 0

    def next_sequence(self) -> int:
        return 1


def peers() -> dict[str, Callable[[bytes], object]]:
    """Return the decoders of other libraries.

    None of them decodes the vendor's TLVs, and only aiosmpplib parses the receipt. smpp34 is
    written in Rust.
    """
    import smpp34
    from aiosmpplib import SmppMessage
    from aiosmpplib.protocol import MESSAGE_TYPE_MAP
    from smpp.pdu.pdu_encoding import PDUEncoder
    from smpplib.smpp import parse_pdu

    def aiosmpplib(data: bytes) -> object:
        header = SmppMessage.parse_header(data)
        message = MESSAGE_TYPE_MAP[header.smpp_command].from_pdu(data, header, "gsm0338")
        return message, message.parse_receipt()

    return {
        "smpplib, without vendor TLVs": lambda data: parse_pdu(
            data, client=_Client(), allow_unknown_opt_params=True
        ),
        "aiosmpplib with its receipt parser": aiosmpplib,
        "smpp.pdu3, without vendor TLVs": lambda data: PDUEncoder().decode(io.BytesIO(data)),
        "smpp34 (compiled), TLVs as bytes": smpp34.decode,
    }
