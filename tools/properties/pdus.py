"""PDUs: an input is one PDU."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.smpp import RawPdu, SystemType, pdu_codec, segments, tlvs
from tools.properties.common import check_decode_error, check_encode_error
from tools.properties.reports import check_report

__all__ = ["check"]


def check(data: bytes) -> None:
    """Check the bytes as a PDU, as they are and with a correct command_length."""
    _check_pdu(data)
    if len(data) >= 4:
        _check_pdu(len(data).to_bytes(4, "big") + data[4:])


def _check_pdu(data: bytes) -> None:
    expected = _reference_pdu(data)
    try:
        found: Any = pdu_codec.decode(data)
    except DecodeError as error:
        check_decode_error(error, len(data))
        assert expected is None
        return
    assert pdu_codec.encode(found) == data
    if isinstance(found, RawPdu):
        assert found.body == data[16:]
        assert int(found.command_id) not in pdu_codec.RECORDS
        return
    bodiless = getattr(found, "rest", b"") or len(data) == 16
    assert expected is not None or bodiless
    for name, value in (expected or {}).items() if not bodiless else ():
        assert _plain(getattr(found, name)) == value, name
    if bodiless and hasattr(found, "rest"):
        kept = {"sequence_number", "command_status", "tlvs", "rest"}
        assert all(
            getattr(found, part.name) is None for part in fields(found) if part.name not in kept
        )
    _check_properties(found)


def _plain(value: Any) -> object:
    if isinstance(value, str):
        return value.encode("latin-1")
    return getattr(value, "raw", value)


def _check_properties(found: Any) -> None:
    """Read every property of a PDU; only its text may fail to decode."""
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
                check_decode_error(error, len(error.source))
    if getattr(found, "system_type", None) is not None:
        system = SystemType.from_text(found.system_type)
        try:
            assert SystemType.from_text(system.text) == system
        except EncodeError as error:
            check_encode_error(error)
    if found.__class__.__name__ == "DeliverSm":
        check_report(found.read_report(lenient=True))


def _reference_pdu(data: bytes) -> dict[str, object] | None:
    """Parse a PDU with construct; None if that fails or the command has no record."""
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
        "found" / GreedyRange(Struct("tag" / Int16ub, "data" / Prefixed(Int16ub, GreedyBytes))),
        Terminated,
    )
    try:
        head = layouts.HEADER.parse(data)
        if head.command_length != len(data) or head.command_id not in pdu_codec.RECORDS:
            return None
        layout = next(
            layout for command, layout in layouts.BODIES.items() if command == head.command_id
        )
        whole = Struct("body" / layout, "rest" / GreedyBytes).parse(data[16:])
        expected = _flat(whole.body)
        if "sm_length" in expected:
            size = expected.pop("sm_length")
            expected["short_message"] = Bytes(size).parse(whole.rest)
            whole.rest = whole.rest[size:]
        found = block_of.parse(whole.rest).found
    except ConstructError:
        return None
    expected["tlvs"] = tuple(tlvs.Tlv(tag=one.tag, data=one.data) for one in found)
    return {
        **expected,
        "command_status": head.command_status,
        "sequence_number": head.sequence_number,
    }


def _flat(container: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in container.items():
        if name != "_io":
            found |= _flat(value) if hasattr(value, "items") else {name: value}
    return found
