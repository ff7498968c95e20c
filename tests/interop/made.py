"""What the oracles are given: PDUs made from a fixed seed, the vectors, and a plain view of a PDU to compare with a peer's.

``proper`` PDUs are as SMPP 3.4 wants them, so every peer should agree, save for what it is known to depart in. ``odd`` ones
are what gateways send: any octet, any tag, any length. ``damaged`` octets are no PDUs.
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

__all__ = ["MANY", "PDUS", "SAMPLES", "Fields", "damaged", "odd", "proper", "view", "with_tlvs"]

#: How many are made: by the profile that Hypothesis has too.
MANY = {"look": 100, "wide": 3000, "long": 20_000}.get(os.environ.get("SMSC_PROFILE", "ci"), 400)
_FILE = Path(__file__).parents[1] / "vectors" / "smpp" / "pdus.jsonl"
#: The vectors by their names: PDUs, and octets that are none.
SAMPLES = {
    row["name"]: bytes.fromhex(row["hex"])
    for row in map(json.loads, _FILE.read_text("utf-8").splitlines())
}

_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
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
#: Statuses of SMPP 5.0, of vendors, of nobody.
_ODD_STATUSES = tuple(map(CommandStatus, (0x0109, 0x0400, 0x04FF, 0x10, 0xFFFFFFFF)))


def _decoded() -> Iterator[tuple[str, Pdu]]:
    for name, octets in SAMPLES.items():
        with suppress(DecodeError):
            yield name, decode(octets)


PDUS = dict(_decoded())

# ---- PDUs as SMPP wants them


def proper(seed: int, count: int = MANY, *commands: type[Any]) -> list[Pdu]:
    """PDUs of the commands named, or of all that are decoded, in turn."""
    random = Random(seed)
    makers = [_MAKERS[command] for command in commands or _MAKERS]
    return [makers[at % len(makers)](random) for at in range(count)]


def _word(random: Random, least: int, most: int) -> str:
    return "".join(random.choices(_LETTERS, k=random.randint(least, most)))


def _head(random: Random) -> dict[str, Any]:
    return {"sequence_number": random.choice((1, 2, 0x7FFFFFFF, random.randint(1, 0x7FFFFFFF)))}


def _address(random: Random, where: str, what: str, most: int = 20) -> dict[str, Any]:
    phone = random.choice(("79990000000", "15555550123", "SMSTEST", "", _word(random, 1, most)))
    return {f"{where}_ton": random.choice(_TONS), f"{where}_npi": random.choice(_NPIS), what: phone}


def _addresses(random: Random, most: int = 20) -> dict[str, Any]:
    return {
        "service_type": random.choice(("", "", "CMT", _word(random, 1, 5))),
        **_address(random, "source_addr", "source_addr", most),
        **_address(random, "dest_addr", "destination_addr", most),
        # Bits 1-0 how it is stored, 4 and 5 acknowledgements, 7 the reply path: proper in a message that was not segmented.
        "esm_class": EsmClass(random.choice((0, 0, 1, 2, 3, 8, 16, 0x80))),
        "registered_delivery": RegisteredDelivery(random.choice((0, 1, 2, 0x05, 0x1D))),
        "data_coding": random.choice((0, 0, 1, 3, 4, 8)),
    }


def _more(random: Random) -> dict[str, Any]:
    return {
        "protocol_id": random.choice((0, 0, 64, random.randint(0, 255))),
        "priority_flag": random.randint(0, 3),
        "replace_if_present_flag": random.randint(0, 1),
        "sm_default_msg_id": random.choice((0, 0, 1, 254)),
    }


def _text(random: Random, coding: int, most: int = 140) -> bytes:
    if coding == 8:
        return "".join(random.choices("Приветabc 123", k=random.randint(1, most // 2))).encode(
            "utf-16-be"
        )
    letters = _LETTERS + " " + ("" if coding in (0, 1) else "éüß")
    return "".join(random.choices(letters, k=random.randint(1, most))).encode("latin-1")


def _some(random: Random, tlvs: list[Tlv], most: int) -> tuple[Tlv, ...]:
    return tuple(random.sample(tlvs, random.randint(0, min(most, len(tlvs)))))


def _octet(random: Random) -> bytes:
    return bytes((random.randint(0, 255),))


def _standard(random: Random) -> list[Tlv]:
    """TLVs that SUBMIT_SM and DELIVER_SM may both have."""
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
        **_more(random),
        schedule_delivery_time=random.choice(_TIMES),
        validity_period=random.choice(_TIMES),
        short_message=short,
        tlvs=payload + _some(random, tlvs, 4),
    )


def _message(random: Random, coding: int) -> tuple[bytes, tuple[Tlv, ...]]:
    if random.random() < 0.2:
        return b"", (Tlv(tag=0x0424, data=_text(random, coding, random.choice((140, 2000)))),)
    return _text(random, coding, random.choice((2, 140, 254))), ()


def _deliver(random: Random) -> DeliverSm:
    """A receipt as the service sends it, its eight TLVs in any order; sometimes an incoming message."""
    parts = _addresses(random)
    if random.random() < 0.25:
        short, payload = _message(random, parts["data_coding"])
        return DeliverSm(
            **_head(random),
            **parts,
            **_more(random),
            short_message=short,
            tlvs=payload + _some(random, _standard(random), 3),
        )
    number, state, err = (
        str(random.randint(1, 10**9)),
        random.randint(1, 7),
        random.choice((0, 0, 1, 6, 255, random.randint(0, 999))),
    )
    date = f"{random.randint(0, 99):02}{random.randint(1, 12):02}{random.randint(1, 28):02}{random.randint(0, 23):02}{random.randint(0, 59):02}"
    text = f"id:{number} sub:{random.randint(1, 9):03} dlvrd:{random.randint(0, 9):03} submit date:{date} done date:{date} stat:{_STATES[state - 1]} err:{err:03}"
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
    some = random.sample(tlvs, random.choice((8, 8, 3, 1, 0)))
    parts |= {"esm_class": EsmClass(random.choice((4, 4, 4, 0x84))), "data_coding": 0}
    return DeliverSm(
        **_head(random), **parts, **_more(random), short_message=text.encode(), tlvs=tuple(some)
    )


def _data(random: Random) -> DataSm:
    parts = _addresses(random, 64)
    payload = Tlv(tag=0x0424, data=_text(random, parts["data_coding"], 500))
    return DataSm(**_head(random), **parts, tlvs=(payload, *_some(random, _standard(random), 3)))


def _data_resp(random: Random) -> DataSmResp:
    tlvs = [Tlv.of(0x0425, random.randint(0, 3)), Tlv(tag=0x0423, data=b"\3\0" + _octet(random))]
    return DataSmResp(**_head(random), message_id=_word(random, 1, 64), tlvs=_some(random, tlvs, 2))


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


def _bind(kind: type[Any], random: Random) -> Any:
    return kind(
        **_head(random),
        system_id=_word(random, 1, 15),
        password=_word(random, 1, 8),
        system_type=random.choice(("", "ISO", "ISO,SINGLE")),
        interface_version=random.choice((0x34, 0x34, 0x50)),
        **_address(random, "addr", "address_range", 40),
    )


def _bound(kind: type[Any], random: Random) -> Any:
    if random.random() < 0.2:
        return kind(**_head(random), command_status=CommandStatus.INVPASWD)
    tlvs = (Tlv.of(0x0210, random.choice((0x34, 0x50))),) if random.random() < 0.7 else ()
    return kind(**_head(random), system_id=_word(random, 1, 15), tlvs=tlvs)


def _simple(kind: type[Any], random: Random) -> Any:
    status = random.choice(_ERRORS) if kind is GenericNack else CommandStatus.OK
    return kind(**_head(random), command_status=status)


def _fixed(maker: Any, kind: type[Any]) -> Any:
    return lambda random: maker(kind, random)


_MAKERS: dict[type[Any], Any] = {
    DeliverSm: _deliver,
    SubmitSm: _submit,
    SubmitSmResp: _submit_resp,
    QuerySm: _query,
    QuerySmResp: _query_resp,
    DataSm: _data,
    DataSmResp: _data_resp,
    DeliverSmResp: lambda random: DeliverSmResp(**_head(random), message_id=""),
    **{kind: _fixed(_bind, kind) for kind in (BindReceiver, BindTransmitter, BindTransceiver)},
    **{
        kind: _fixed(_bound, kind)
        for kind in (BindReceiverResp, BindTransmitterResp, BindTransceiverResp)
    },
    **{kind: _fixed(_simple, kind) for kind in _SIMPLE},
}


# ---- PDUs as they are met


def odd(seed: int, count: int = MANY, *commands: type[Any]) -> list[Pdu]:
    """The same with anything in their fields; one in twenty is of a command that is not decoded."""
    random = Random(f"odd {seed}")
    return [
        _raw(random) if not commands and random.random() < 0.05 else _spoilt(random, pdu)
        for pdu in proper(seed, count, *commands)
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


def _spoilt(random: Random, pdu: Any) -> Any:
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
        changed["command_status"] = random.choice(_ODD_STATUSES)
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
    """Octets that were PDUs: cut, lengthened, an octet changed. Some still decode."""
    random = Random(f"damaged {seed}")
    found = []
    for octets in map(encode, proper(seed, count)):
        piece = bytearray(octets)
        kind = random.randint(0, 3)
        if kind == 0:
            del piece[random.randint(16, len(piece)) :]
        elif kind == 1:
            piece += random.randbytes(random.randint(1, 5))
        else:
            piece[random.randint(16, len(piece) - 1) if len(piece) > 16 else 15] = random.choice(
                (0, 1, 0x80, 0xFF)
            )
        piece[:4] = len(piece).to_bytes(4, "big")
        found.append(bytes(piece))
    return found


# ---- a plain view


def view(pdu: Any) -> dict[str, Any]:
    """A PDU as plain values: texts as octets, flags as numbers, TLVs as pairs; fields of a body that was not sent are left out."""
    told: dict[str, Any] = {"command_id": int(pdu.command_id)}
    for part in fields(pdu):
        value = getattr(pdu, part.name)
        if part.name == "tlvs":
            told["tlvs"] = [(tlv.tag, tlv.data) for tlv in value]
        elif isinstance(value, (EsmClass, RegisteredDelivery)):
            told[part.name] = value.raw
        elif isinstance(value, str):
            told[part.name] = value.encode("latin-1")
        elif isinstance(value, int):
            told[part.name] = int(value)
        elif value is not None and (part.name != "rest" or value):
            told[part.name] = value
    return told


def with_tlvs(pdu: Any, tlvs: list[tuple[int, bytes]]) -> Any:
    """A PDU with other TLVs."""
    return replace(pdu, tlvs=tuple(Tlv(tag=tag, data=octets) for tag, octets in tlvs))


# ---- verdicts

Fields = dict[str, Any]
