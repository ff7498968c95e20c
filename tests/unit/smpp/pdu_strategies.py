"""Hypothesis strategies for the property tests of SMPP: records, TLVs and bytes.

``pdus`` can all be encoded, so that a property cannot pass by rejecting them; ``wild_pdus`` contain
values that a type checker would reject; ``framed`` puts arbitrary bytes after a header with the
correct length, so that the body is decoded.
"""

from __future__ import annotations

import struct
from dataclasses import fields
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from smsc_codec.formats.binary import parts_of
from smsc_codec.smpp import (
    BindTransceiver,
    CommandId,
    CommandStatus,
    EsmClass,
    MessageState,
    RawPdu,
    RegisteredDelivery,
    Tlv,
)
from smsc_codec.smpp.pdu_codec import RECORDS
from smsc_codec.smpp.tlvs import TLV_TYPES
from smsc_codec.testing import strategies

if TYPE_CHECKING:
    from construct import Construct

__all__ = [
    "RECEIPTS",
    "all_pdus",
    "framed",
    "mutated",
    "of_layout",
    "pdus",
    "streams",
    "tlv_lists",
    "unknown_tlvs",
    "wild_pdus",
]

RECEIPTS = (
    b"id:854019 sub:001 dlvrd:001 submit date:1108202241 done date:1108202241 stat:DELIVRD err:000",
    (
        b"id:1 sub:003 dlvrd:000 submit date:110820224159 done date:1108202241 stat:UNDELIV "
        b"err:238 text:\x04\x1f\x00\x0d"
    ),
    (
        b"id:854019 stat:DELIVRD err:000 imsi:250020000000001 msc:15555550100 "
        b"mcc:250 mnc:02 cn:Russian+Federation net:x rcn: rnet:"
    ),
    b"ID:42 STAT:Delivrd submit_date:20180713102030 price:0.02 Text:hello",
    b"id:",
    b"\0i\0d\0:\x001\0 \0s\0t\0a\0t\0:\0D",
)

_TEXT = st.just("") | st.text(st.characters(min_codepoint=1, max_codepoint=255), max_size=8)
_BYTE = st.integers(0, 255)
_NUMBER = st.integers(0, 2**32 - 1)
_STATUS = st.sampled_from([CommandStatus.OK, *CommandStatus]) | _NUMBER.map(CommandStatus)
_MESSAGE = (
    st.binary(max_size=20) | st.sampled_from(RECEIPTS) | st.binary(min_size=250, max_size=255)
)
#: Bytes that cannot be a body: no string ends in them, and they are too short for a TLV.
_REST = st.just(b"") | st.integers(1, 3).map(lambda size: b"\xff" * size)

#: Values that conform to some tag, or nearly do.
_VALUES = st.sampled_from(
    [
        b"",
        b"\0",
        b"\2",
        b"\0\2",
        b"\0\0\0\2",
        b"854019\0",
        b"854019",
        b"854019\0\0",
        b"a" * 70,
        b"\3\0\0",
        b"000",
        b"0\0\xff",
        b"0.1500\0",
        b" 0.1500",
        b"0,15\0",
        b"10.0000\0",
        b"free\0",
        b"25001\0",
        b"25001",
        b"0",
        b"\x05\x2a",
        b"\1\2\3",
        b"-1\0",
        b"\xff\xff",
        b"1e3\0",
    ]
)
_VALUES |= st.sampled_from(RECEIPTS) | st.binary(max_size=6)
_UNKNOWN = st.sampled_from([0x1400, 0x060D, 0xFFFF, 0]) | st.integers(0, 0xFFFF).filter(
    lambda tag: tag not in TLV_TYPES
)
unknown_tlvs: st.SearchStrategy[Tlv] = st.builds(Tlv, tag=_UNKNOWN, data=st.binary(max_size=6))
#: The tags of a report are frequent, so that duplicates occur.
tlv_lists: st.SearchStrategy[tuple[Tlv, ...]] = st.lists(
    st.builds(
        Tlv,
        tag=st.sampled_from([0x001E, 0x0427, 0x0423, 0x2000, 0x2001])
        | st.sampled_from(sorted(TLV_TYPES)),
        data=_VALUES,
    )
    | unknown_tlvs,
    max_size=6,
).map(tuple)


def _field(name: str) -> st.SearchStrategy[Any]:
    strategies_by_name: dict[str, st.SearchStrategy[Any]] = {
        "sequence_number": _NUMBER,
        "command_status": _STATUS,
        "tlvs": tlv_lists,
        "rest": st.just(b""),
        "esm_class": (st.sampled_from([0, 4, 0x20, 0x44]) | _BYTE).map(EsmClass),
        "registered_delivery": _BYTE.map(RegisteredDelivery),
        "message_state": _BYTE.map(MessageState),
        "short_message": _MESSAGE,
        "data_coding": st.sampled_from([0, 4, 8]) | _BYTE,
        **dict.fromkeys(
            (
                "error_code",
                "protocol_id",
                "priority_flag",
                "replace_if_present_flag",
                "sm_default_msg_id",
                "interface_version",
            ),
            _BYTE,
        ),
    }
    return strategies_by_name.get(name, _BYTE if name.endswith(("_ton", "_npi")) else _TEXT)


def _response(record: type[Any]) -> st.SearchStrategy[Any]:
    """Responses with a body, without one, and errors with arbitrary bytes."""
    names = [part.name for part in fields(record)]
    nothing = st.builds(record, sequence_number=_NUMBER, command_status=_STATUS)
    error = st.builds(
        record, sequence_number=_NUMBER, command_status=_STATUS.filter(bool), rest=_REST
    )
    return st.builds(record, **{name: _field(name) for name in names}) | nothing | error


def pdus(record: type[Any]) -> st.SearchStrategy[Any]:
    """PDUs of one record type, all of which can be encoded."""
    names = [part.name for part in fields(record)]
    if record is RawPdu:
        command = st.sampled_from([CommandId.OUTBIND, CommandId.SUBMIT_MULTI]) | _NUMBER.filter(
            lambda number: number not in RECORDS
        ).map(CommandId)
        return st.builds(
            RawPdu,
            sequence_number=_NUMBER,
            command_status=_STATUS,
            command_id=command,
            body=st.binary(max_size=20),
        )
    return (
        _response(record)
        if "rest" in names
        else st.builds(record, **{name: _field(name) for name in names})
    )


all_pdus: st.SearchStrategy[Any] = st.one_of(
    [pdus(record) for record in (*RECORDS.values(), RawPdu)]
)

_WILD: st.SearchStrategy[Any] = st.sampled_from(
    [
        True,
        False,
        None,
        -1,
        2**32,
        10**30,
        1.5,
        float("nan"),
        Decimal("NaN"),
        Decimal(1),
        "",
        "1",
        "a\0b",
        "ё",
        "\ud800",
        b"",
        b"x",
        b"\0",
        b"x" * 256,
        [],
        {},
        [1],
        object(),
        EsmClass(256),
        EsmClass(-1),
        EsmClass("x"),  # type: ignore[arg-type]
        RegisteredDelivery(True),
        MessageState(256),
        CommandStatus(-1),
        CommandId.SUBMIT_SM,
        BindTransceiver(),
    ]
)
#: Values of a wrong type that are true; test_pdu_codec.py covers the false ones.
_WILD_TLVS = st.sampled_from(
    [
        (5,),
        (None,),
        ("x",),
        (Tlv(tag=-1, data=b""),),
        (Tlv(tag=1, data="x"),),  # type: ignore[arg-type]
        (Tlv(tag=1, data=bytes(65536)),),
        (Tlv(tag=None, data=b""),),  # type: ignore[arg-type]
    ]
)
_WILD_REST = st.sampled_from([b"", b"x", b"\0", b"\0\1\0\0", "x", 5, [b"x"], (b"x",)])


def wild_pdus(record: type[Any]) -> st.SearchStrategy[Any]:
    """Records whose fields may have any value; some of them can be encoded anyway."""
    parts: dict[str, st.SearchStrategy[Any]] = {}
    for part in fields(record):
        wild = {"tlvs": _WILD_TLVS, "rest": _WILD_REST}.get(part.name, _WILD)
        valid = (
            _NUMBER
            if part.name == "command_id"
            else st.binary(max_size=5)
            if part.name == "body"
            else _field(part.name)
        )
        parts[part.name] = st.one_of(valid, valid, valid, wild)
    return st.builds(record, **parts)


# ---- bytes

_PIECES = (
    b"\0",
    b"\0\0",
    b"\xff",
    b"\0\1\0\0",
    b"\x04\x27\0\1",
    b"\x20\0\0\7",
    b"\xff\xff\xff\xff",
    b"id:",
)


def mutated(data: bytes) -> st.SearchStrategy[bytes]:
    """``data``, damaged by fragments of PDUs and TLVs."""
    return strategies.mutated(data, _PIECES)


def _frame(command: int, status: int, sequence: int, body: bytes) -> bytes:
    return struct.pack(">IIII", 16 + len(body), command, status, sequence) + body


#: A damaged body or arbitrary bytes, after a header with the correct length.
framed: st.SearchStrategy[bytes] = st.builds(
    _frame,
    st.sampled_from(sorted(RECORDS)) | st.sampled_from([0x0B, 0x21]),
    st.sampled_from([0, 0, 8]),
    st.just(1),
    st.binary(max_size=40)
    | st.binary(max_size=40).map(lambda data: bytes(byte & 3 for byte in data))
    | st.deferred(lambda: all_pdus.map(_body).flatmap(mutated)),
)


def _body(pdu: Any) -> bytes:
    from smsc_codec.smpp import encode

    return encode(pdu)[16:]


streams: st.SearchStrategy[list[Any]] = st.lists(all_pdus, max_size=4)


@st.composite
def of_layout(draw: st.DrawFn, layout: Construct) -> bytes:
    """Bytes that a layout accepts."""
    string = st.just(b"") | st.binary(max_size=5).map(lambda data: data.replace(b"\0", b"x"))
    widths = {"B": 1, "H": 2, "I": 4}
    pieces = []
    for _, code in parts_of(layout):
        if code == "c":
            pieces.append(draw(string) + b"\0")
        elif code == "*":
            pieces.append(draw(st.binary(max_size=8)))
        else:
            pieces.append(draw(st.binary(min_size=widths[code], max_size=widths[code])))
    return b"".join(pieces)
