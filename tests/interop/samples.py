"""Input for the interoperability tests: generated PDUs, the vectors, and a plain view of a PDU.

``conforming`` PDUs comply with SMPP 3.4, so that every peer should agree, apart from its known
differences. ``unusual`` PDUs are those of gateways: any byte, any tag, any length. ``damaged``
bytes are mostly malformed.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from smsc_codec.errors import DecodeError
from smsc_codec.smpp import (
    AdditionalStatus,
    BindReceiver,
    BindReceiverResp,
    BindTransceiver,
    BindTransceiverResp,
    BindTransmitter,
    BindTransmitterResp,
    CommandId,
    CommandStatus,
    DataSm,
    DataSmResp,
    DeliverSm,
    DeliverSmResp,
    EnquireLink,
    EnquireLinkResp,
    EsmClass,
    GenericNack,
    MessageState,
    Pdu,
    QuerySm,
    QuerySmResp,
    RawPdu,
    RegisteredDelivery,
    SubmitSm,
    SubmitSmResp,
    Tlv,
    Unbind,
    UnbindResp,
    decode,
    encode,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "MANY",
    "PDUS",
    "SAMPLES",
    "Fields",
    "conforming",
    "damaged",
    "unusual",
    "view",
    "with_tlvs",
]

#: The number of generated PDUs, set by the same profile as for Hypothesis.
MANY = {"look": 100, "wide": 3000, "long": 20_000}.get(os.environ.get("SMSC_PROFILE", "ci"), 400)
_FILE = Path(__file__).parents[1] / "vectors" / "smpp" / "pdus.jsonl"
#: The vectors by name, malformed ones included.
SAMPLES = {
    row["name"]: bytes.fromhex(row["hex"])
    for row in map(json.loads, _FILE.read_text("utf-8").splitlines())
}

_CHARS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
_TONS, _NPIS = range(7), (0, 1, 3, 4, 6, 8, 9, 10, 14)
_TIMES = ("", "", "110820224100012+", "991231235959948-", "000001000000000R", "000000013000000R")
_STATES = ("DELIVRD", "EXPIRED", "DELETED", "UNDELIV", "ACCEPTD", "UNKNOWN", "REJECTD")
_SIMPLE = (EnquireLink, EnquireLinkResp, Unbind, UnbindResp, GenericNack)
_ERRORS = (
    CommandStatus.THROTTLED,
    CommandStatus.MSGQFUL,
    CommandStatus.SYSERR,
    CommandStatus.INVDSTADR,
    CommandStatus.QUERYFAIL,
)
#: Statuses of SMPP 5.0, of vendors, and undefined ones.
_UNUSUAL_STATUSES = tuple(map(CommandStatus, (0x0109, 0x0400, 0x04FF, 0x10, 0xFFFFFFFF)))


def _decoded() -> Iterator[tuple[str, Pdu]]:
    for name, data in SAMPLES.items():
        with suppress(DecodeError):
            yield name, decode(data)


PDUS = dict(_decoded())

# ---- conforming PDUs


def conforming(seed: int, count: int = MANY, *commands: type[Any]) -> list[Pdu]:
    """Generate PDUs of the given commands, or of all decoded commands, in turn."""
    random = Random(seed)
    generators = [_GENERATORS[command] for command in commands or _GENERATORS]
    return [generators[at % len(generators)](random) for at in range(count)]


def _word(random: Random, minimum: int, maximum: int) -> str:
    return "".join(random.choices(_CHARS, k=random.randint(minimum, maximum)))


def _head(random: Random) -> dict[str, Any]:
    return {"sequence_number": random.choice((1, 2, 0x7FFFFFFF, random.randint(1, 0x7FFFFFFF)))}


def _address(random: Random, prefix: str, name: str, max_chars: int = 20) -> dict[str, Any]:
    phone = random.choice(
        ("79990000000", "15555550123", "SMSTEST", "", _word(random, 1, max_chars))
    )
    return {
        f"{prefix}_ton": random.choice(_TONS),
        f"{prefix}_npi": random.choice(_NPIS),
        name: phone,
    }


def _addresses(random: Random, max_chars: int = 20) -> dict[str, Any]:
    return {
        "service_type": random.choice(("", "", "CMT", _word(random, 1, 5))),
        **_address(random, "source_addr", "source_addr", max_chars),
        **_address(random, "dest_addr", "destination_addr", max_chars),
        # Bits 1-0: mode; 4 and 5: acknowledgements; 7: reply path. All are valid without segments.
        "esm_class": EsmClass(random.choice((0, 0, 1, 2, 3, 8, 16, 0x80))),
        "registered_delivery": RegisteredDelivery(random.choice((0, 1, 2, 0x05, 0x1D))),
        "data_coding": random.choice((0, 0, 1, 3, 4, 8)),
    }


def _message_fields(random: Random) -> dict[str, Any]:
    return {
        "protocol_id": random.choice((0, 0, 64, random.randint(0, 255))),
        "priority_flag": random.randint(0, 3),
        "replace_if_present_flag": random.randint(0, 1),
        "sm_default_msg_id": random.choice((0, 0, 1, 254)),
    }


def _text(random: Random, coding: int, max_bytes: int = 140) -> bytes:
    if coding == 8:
        return "".join(random.choices("Приветabc 123", k=random.randint(1, max_bytes // 2))).encode(
            "utf-16-be"
        )
    chars = _CHARS + " " + ("" if coding in (0, 1) else "éüß")
    return "".join(random.choices(chars, k=random.randint(1, max_bytes))).encode("latin-1")


def _sample(random: Random, tlvs: list[Tlv], maximum: int) -> tuple[Tlv, ...]:
    return tuple(random.sample(tlvs, random.randint(0, min(maximum, len(tlvs)))))


def _byte(random: Random) -> bytes:
    return bytes((random.randint(0, 255),))


def _standard(random: Random) -> list[Tlv]:
    """TLVs that are valid in both SUBMIT_SM and DELIVER_SM."""
    return [
        Tlv.of(0x0204, random.randint(0, 0xFFFF)),
        Tlv.of(0x020C, random.randint(0, 0xFFFF)),
        Tlv.of(0x020E, random.randint(1, 255)),
        Tlv.of(0x020F, random.randint(1, 255)),
        Tlv.of(
            0x0381,
            bytes((random.randint(0, 1), random.choice(_TONS[:3]), 1))
            + _word(random, 1, 16).encode(),
        ),
    ]


def _submit(random: Random) -> SubmitSm:
    parts = _addresses(random)
    tlvs = [*_standard(random), Tlv.of(0x0426, random.randint(0, 1)), Tlv(tag=0x130C, data=b"")]
    short, payload = _message(random, parts["data_coding"])
    return SubmitSm(
        **_head(random),
        **parts,
        **_message_fields(random),
        schedule_delivery_time=random.choice(_TIMES),
        validity_period=random.choice(_TIMES),
        short_message=short,
        tlvs=payload + _sample(random, tlvs, 4),
    )


def _message(random: Random, coding: int) -> tuple[bytes, tuple[Tlv, ...]]:
    if random.random() < 0.2:
        return b"", (Tlv(tag=0x0424, data=_text(random, coding, random.choice((140, 2000)))),)
    return _text(random, coding, random.choice((2, 140, 254))), ()


def _deliver(random: Random) -> DeliverSm:
    """A receipt as sent by the service, with its TLVs in any order, or an incoming message."""
    parts = _addresses(random)
    if random.random() < 0.25:
        short, payload = _message(random, parts["data_coding"])
        return DeliverSm(
            **_head(random),
            **parts,
            **_message_fields(random),
            short_message=short,
            tlvs=payload + _sample(random, _standard(random), 3),
        )
    number, state, err = (
        str(random.randint(1, 10**9)),
        random.randint(1, 7),
        random.choice((0, 0, 1, 6, 255, random.randint(0, 999))),
    )
    date = "".join(
        f"{random.randint(*bounds):02}" for bounds in ((0, 99), (1, 12), (1, 28), (0, 23), (0, 59))
    )
    text = (
        f"id:{number} sub:{random.randint(1, 9):03} dlvrd:{random.randint(0, 9):03} "
        f"submit date:{date} done date:{date} stat:{_STATES[state - 1]} err:{err:03}"
    )
    tlvs = [
        Tlv.of(0x001E, number),
        Tlv.of(0x0427, MessageState(random.randint(1, 8))),
        Tlv(tag=0x0423, data=bytes((random.randint(1, 3), *divmod(err, 256)))),
        Tlv.of(0x2000, None)
        if random.random() < 0.1
        else Tlv(
            tag=0x2000, data=f"{random.randint(0, 9)}.{random.randint(0, 9999):04}\0".encode()
        ),
        Tlv(tag=0x2001, data=random.randint(0, 0x7F7F).to_bytes(2, "big")),
        Tlv.of(0x2002, random.randint(1, 255)),
        Tlv.of(0x2003, f"{random.randint(200, 799)}{random.randint(0, 99):02}"),
        Tlv.of(0x2004, AdditionalStatus(random.choice((0, 2, 4, 6)))),
    ]
    selected = random.sample(tlvs, random.choice((8, 8, 3, 1, 0)))
    parts |= {"esm_class": EsmClass(random.choice((4, 4, 4, 0x84))), "data_coding": 0}
    return DeliverSm(
        **_head(random),
        **parts,
        **_message_fields(random),
        short_message=text.encode(),
        tlvs=tuple(selected),
    )


def _data(random: Random) -> DataSm:
    parts = _addresses(random, 64)
    payload = Tlv(tag=0x0424, data=_text(random, parts["data_coding"], 500))
    return DataSm(**_head(random), **parts, tlvs=(payload, *_sample(random, _standard(random), 3)))


def _data_resp(random: Random) -> DataSmResp:
    tlvs = [Tlv.of(0x0425, random.randint(0, 3)), Tlv(tag=0x0423, data=b"\3\0" + _byte(random))]
    return DataSmResp(
        **_head(random), message_id=_word(random, 1, 64), tlvs=_sample(random, tlvs, 2)
    )


def _submit_resp(random: Random) -> SubmitSmResp:
    if random.random() < 0.2:
        return SubmitSmResp(**_head(random), command_status=random.choice(_ERRORS))
    return SubmitSmResp(
        **_head(random),
        message_id=random.choice((str(random.randint(1, 10**9)), _word(random, 1, 64))),
    )


def _query(random: Random) -> QuerySm:
    return QuerySm(
        **_head(random),
        message_id=_word(random, 1, 64),
        **_address(random, "source_addr", "source_addr"),
    )


def _query_resp(random: Random) -> QuerySmResp:
    date = random.choice(("", "110820224100012+", "991231235959948-"))
    return QuerySmResp(
        **_head(random),
        message_id=_word(random, 1, 64),
        final_date=date,
        message_state=MessageState(random.randint(1, 8)),
        error_code=random.randint(0, 255),
    )


def _bind(record: type[Any], random: Random) -> Any:
    return record(
        **_head(random),
        system_id=_word(random, 1, 15),
        password=_word(random, 1, 8),
        system_type=random.choice(("", "ISO", "ISO,SINGLE")),
        interface_version=random.choice((0x34, 0x34, 0x50)),
        **_address(random, "addr", "address_range", 40),
    )


def _bind_resp(record: type[Any], random: Random) -> Any:
    if random.random() < 0.2:
        return record(**_head(random), command_status=CommandStatus.INVPASWD)
    tlvs = (Tlv.of(0x0210, random.choice((0x34, 0x50))),) if random.random() < 0.7 else ()
    return record(**_head(random), system_id=_word(random, 1, 15), tlvs=tlvs)


def _simple(record: type[Any], random: Random) -> Any:
    status = random.choice(_ERRORS) if record is GenericNack else CommandStatus.OK
    return record(**_head(random), command_status=status)


def _generator(function: Any, record: type[Any]) -> Any:
    return lambda random: function(record, random)


_GENERATORS: dict[type[Any], Any] = {
    DeliverSm: _deliver,
    SubmitSm: _submit,
    SubmitSmResp: _submit_resp,
    QuerySm: _query,
    QuerySmResp: _query_resp,
    DataSm: _data,
    DataSmResp: _data_resp,
    DeliverSmResp: lambda random: DeliverSmResp(**_head(random), message_id=""),
    **{
        record: _generator(_bind, record)
        for record in (BindReceiver, BindTransmitter, BindTransceiver)
    },
    **{
        record: _generator(_bind_resp, record)
        for record in (BindReceiverResp, BindTransmitterResp, BindTransceiverResp)
    },
    **{record: _generator(_simple, record) for record in _SIMPLE},
}


# ---- unusual and damaged PDUs


def unusual(seed: int, count: int = MANY, *commands: type[Any]) -> list[Pdu]:
    """Generate PDUs with arbitrary field values; one in twenty is a ``RawPdu``."""
    random = Random(f"odd {seed}")
    return [
        _raw(random) if not commands and random.random() < 0.05 else _modify(random, pdu)
        for pdu in conforming(seed, count, *commands)
    ]


def _raw(random: Random) -> RawPdu:
    command = random.choice(
        (
            CommandId.OUTBIND,
            CommandId.ALERT_NOTIFICATION,
            CommandId.CANCEL_SM,
            CommandId(0x00010203),
        )
    )
    return RawPdu(command_id=command, body=b"" if command is CommandId(0x00010203) else b"\0" * 9)


def _modify(random: Random, pdu: Any) -> Any:
    changed: dict[str, Any] = {"sequence_number": random.choice((0, 1, 0xFFFFFFFF))}
    for part in fields(pdu):
        value = getattr(pdu, part.name)
        if (
            part.name in ("tlvs", "sequence_number", "command_status", "rest")
            or value is None
            or random.random() < 0.5
        ):
            continue
        if part.name == "short_message":
            changed[part.name] = random.randbytes(random.randint(0, 255))
        elif isinstance(value, str):
            changed[part.name] = "".join(
                chr(random.randint(1, 255)) for _ in range(random.choice((0, 1, 16, 17, 70)))
            )
        elif isinstance(value, (EsmClass, RegisteredDelivery)):
            changed[part.name] = type(value)(random.randint(0, 255))
        else:
            changed[part.name] = type(value)(random.randint(0, 255))
    tlvs = list(pdu.tlvs)
    if (
        not hasattr(pdu, "rest")
        or getattr(pdu, "message_id", getattr(pdu, "system_id", "")) is not None
    ):
        for _ in range(random.randint(0, 3)):
            tlvs.insert(random.randint(0, len(tlvs)), _any_tlv(random))
        changed["tlvs"] = tuple(tlvs)
    if hasattr(pdu, "rest") and random.random() < 0.3:
        changed["command_status"] = random.choice(_UNUSUAL_STATUSES)
    return replace(pdu, **changed)


def _any_tlv(random: Random) -> Tlv:
    tag = random.choice(
        (
            0x001E,
            0x0427,
            0x0423,
            0x2000,
            0x2001,
            0x2002,
            0x2003,
            0x2004,
            0x1403,
            0x060D,
            0x0424,
            0xFFFF,
            random.randint(0, 0xFFFF),
        )
    )
    return Tlv(tag=tag, data=random.randbytes(random.choice((0, 1, 2, 3, 4, 6, 70))))


def damaged(seed: int, count: int = MANY) -> list[bytes]:
    """Generate truncated, extended and modified PDUs; some of them can still be decoded."""
    random = Random(f"damaged {seed}")
    found = []
    for encoded in map(encode, conforming(seed, count)):
        data = bytearray(encoded)
        damage = random.randint(0, 3)
        if damage == 0:
            del data[random.randint(16, len(data)) :]
        elif damage == 1:
            data += random.randbytes(random.randint(1, 5))
        else:
            data[random.randint(16, len(data) - 1) if len(data) > 16 else 15] = random.choice(
                (0, 1, 0x80, 0xFF)
            )
        data[:4] = len(data).to_bytes(4, "big")
        found.append(bytes(data))
    return found


# ---- a plain view


def view(pdu: Any) -> dict[str, Any]:
    """Convert a PDU to plain values.

    Texts become bytes, flags numbers, TLVs pairs. Fields of a body that was not sent are omitted.
    """
    values: dict[str, Any] = {"command_id": int(pdu.command_id)}
    for part in fields(pdu):
        value = getattr(pdu, part.name)
        if part.name == "tlvs":
            values["tlvs"] = [(tlv.tag, tlv.data) for tlv in value]
        elif isinstance(value, (EsmClass, RegisteredDelivery)):
            values[part.name] = value.raw
        elif isinstance(value, str):
            values[part.name] = value.encode("latin-1")
        elif isinstance(value, int):
            values[part.name] = int(value)
        elif value is not None and (part.name != "rest" or value):
            values[part.name] = value
    return values


def with_tlvs(pdu: Any, tlvs: list[tuple[int, bytes]]) -> Any:
    """Return a copy of a PDU with other TLVs."""
    return replace(pdu, tlvs=tuple(Tlv(tag=tag, data=data) for tag, data in tlvs))


#: A plain view of a PDU.
Fields = dict[str, Any]
