"""PDUs: an input is one."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.smpp import RawPdu, SystemType, pdu_codec, segments, tlvs
from tools.properties.common import explained, refused
from tools.properties.reports import reported

__all__ = ["law"]


def law(octets: bytes) -> None:
    """A PDU, as it came, and with the length that it ought to tell."""
    _pdu(octets)
    if len(octets) >= 4:
        _pdu(len(octets).to_bytes(4, "big") + octets[4:])


def _pdu(octets: bytes) -> None:
    told = _interpreted_pdu(octets)
    try:
        found: Any = pdu_codec.decode(octets)
    except DecodeError as error:
        explained(error, len(octets))
        assert told is None
        return
    assert pdu_codec.encode(found) == octets
    if isinstance(found, RawPdu):
        assert found.body == octets[16:]
        assert int(found.command_id) not in pdu_codec.RECORDS
        return
    bodiless = getattr(found, "rest", b"") or len(octets) == 16
    assert told is not None or bodiless
    for name, value in (told or {}).items() if not bodiless else ():
        assert _plain(getattr(found, name)) == value, name
    if bodiless and hasattr(found, "rest"):
        kept = {"sequence_number", "command_status", "tlvs", "rest"}
        assert all(
            getattr(found, part.name) is None for part in fields(found) if part.name not in kept
        )
    _asked(found)


def _plain(value: Any) -> object:
    if isinstance(value, str):
        return value.encode("latin-1")
    return getattr(value, "raw", value)


def _asked(found: Any) -> None:
    """What a PDU is asked, each answered; only a text may be refused."""
    for name in (
        "report",
        "segment",
        "udh",
        "message",
        "payload",
        "is_receipt",
        "looks_like_receipt",
    ):
        getattr(found, name, None)
    for name in ("esm_class", "registered_delivery"):
        flags = getattr(found, name, None)
        if flags is not None:
            assert [
                getattr(flags, one)
                for one in dir(type(flags))
                if isinstance(getattr(type(flags), one), property)
            ]
    if hasattr(found, "text"):
        assert ((found.udh or b"") + found.message) in (
            getattr(found, "short_message", b""),
            found.payload or b"",
        )
        elements = segments.elements(found.udh or b"")
        assert elements is None or 1 + sum(2 + len(part) for _, part in elements) == len(found.udh)
        for iso in (False, True):
            try:
                found.text(iso=iso)
            except DecodeError as error:
                explained(error, len(error.source))
    if getattr(found, "system_type", None) is not None:
        system = SystemType.from_text(found.system_type)
        try:
            assert SystemType.from_text(system.text) == system
        except EncodeError as error:
            refused(error)
    if found.__class__.__name__ == "DeliverSm":
        reported(found.read_report(lenient=True))


def _interpreted_pdu(octets: bytes) -> dict[str, object] | None:
    """The fields of a PDU as construct reads the layouts: None if it refuses them, or the command is not decoded."""
    from construct import (
        Bytes,
        ConstructError,
        GreedyBytes,
        GreedyRange,
        Int16ub,
        Prefixed,
        Struct,
        Terminated,
    )

    from smsc_codec.smpp import layouts

    block_of = Struct(
        "found" / GreedyRange(Struct("tag" / Int16ub, "octets" / Prefixed(Int16ub, GreedyBytes))),
        Terminated,
    )
    try:
        head = layouts.HEADER.parse(octets)
        if head.command_length != len(octets) or head.command_id not in pdu_codec.RECORDS:
            return None
        layout = next(
            layout for command, layout in layouts.BODIES.items() if command == head.command_id
        )
        whole = Struct("body" / layout, "rest" / GreedyBytes).parse(octets[16:])
        told = _flat(whole.body)
        if "sm_length" in told:
            size = told.pop("sm_length")
            told["short_message"] = Bytes(size).parse(whole.rest)
            whole.rest = whole.rest[size:]
        found = block_of.parse(whole.rest).found
    except ConstructError:
        return None
    told["tlvs"] = tuple(tlvs.Tlv(tag=one.tag, data=one.octets) for one in found)
    return {**told, "command_status": head.command_status, "sequence_number": head.sequence_number}


def _flat(container: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in container.items():
        if name != "_io":
            found |= _flat(value) if hasattr(value, "items") else {name: value}
    return found
