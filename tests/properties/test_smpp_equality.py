"""Law 6 over SMPP: the compiled form reads and writes what construct itself does."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from construct import GreedyBytes, Struct
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec.errors import DecodeError
from smsc_codec.formats.base import BINARY_ERRORS
from smsc_codec.formats.binary import compile_struct, interpret, parts_of
from smsc_codec.smpp import (
    AdditionalStatus,
    CommandId,
    EsmClass,
    RegisteredDelivery,
    Tlv,
    decode,
    encode,
    layouts,
)
from smsc_codec.smpp.pdu_codec import RECORDS
from smsc_codec.smpp.tlvs import TLV_TYPES
from tests.unit.smpp.pdu_strategies import framed, mutated, of_layout, pdus, tlv_lists

BODIES = [layout for layout in layouts.BODIES.values() if parts_of(layout)]
LAYOUTS = [
    *{id(layout): layout for layout in BODIES}.values(),
    layouts.HEADER,
    layouts.TLV_HEAD,
    layouts.NETWORK_ERROR,
    layouts.INT8,
    layouts.INT16,
    layouts.C_STRING,
    layouts.BYTES,
]


@pytest.mark.parametrize(
    "layout", LAYOUTS, ids=lambda layout: "-".join(name for name, _ in parts_of(layout))[:60]
)
@given(st.data())
def test_every_layout_against_construct(layout: Any, data: st.DataObject) -> None:
    read, write = compile_struct(
        layout, lambda *parts: parts, lambda parts: parts, purpose="layout"
    )
    whole = data.draw(of_layout(layout))
    for octets in (
        whole,
        data.draw(mutated(whole)),
        whole + b"\0",
        whole[:-1],
        data.draw(st.binary(max_size=30)),
    ):
        try:
            found = read(octets)
        except BINARY_ERRORS:
            found = None
        assert found == interpret(layout, octets)
        if found is not None:
            assert write(found) == octets


def _walked(octets: bytes) -> list[tuple[int, bytes]] | None:
    """TLVs as construct reads them, one after the other."""
    found = []
    while octets:
        parts = interpret(Struct("head" / layouts.TLV_HEAD, "rest" / GreedyBytes), octets)
        if parts is None or parts[1] > len(parts[2]):
            return None
        found.append((parts[0], parts[2][: parts[1]]))
        octets = parts[2][parts[1] :]
    return found


def _interpreted(command: int, body: bytes) -> dict[str, Any] | None:
    """The body of a PDU as construct reads it; None if it refuses."""
    layout = Struct("body" / layouts.BODIES[CommandId(command)], "left" / GreedyBytes)
    parts = interpret(layout, body)
    if parts is None:
        return None
    told = dict(zip((name for name, _ in parts_of(layout)), parts, strict=True))
    if "sm_length" in told:
        size = told.pop("sm_length")
        if size > len(told["left"]):
            return None
        told["short_message"], told["left"] = told["left"][:size], told["left"][size:]
    walked = _walked(told.pop("left"))
    return (
        None
        if walked is None
        else {**told, "tlvs": tuple(Tlv(tag=tag, data=octets) for tag, octets in walked)}
    )


def _bare(value: Any) -> Any:
    return value.encode("latin-1") if isinstance(value, str) else getattr(value, "raw", value)


def _agrees(octets: bytes) -> None:
    _, command, status, _ = struct.unpack_from(">IIII", octets)
    if command not in RECORDS:
        return
    told = _interpreted(command, octets[16:])
    if told is None and not (command & 0x80000000 and (status or len(octets) == 16)):
        with pytest.raises(DecodeError):
            decode(octets)
        return
    pdu = decode(octets)
    for name, value in (told or {}).items():
        if command & 0x80000000 and len(octets) == 16:
            assert getattr(pdu, name) in (None, ())
        else:
            assert _bare(getattr(pdu, name)) == value
    if told is None:
        assert getattr(pdu, "rest") == octets[16:]  # noqa: B009


@given(st.lists(framed, min_size=5, max_size=5))
def test_every_body_against_construct(bodies: list[bytes]) -> None:
    for octets in bodies:
        _agrees(octets)


@pytest.mark.parametrize("record", RECORDS.values())
@given(st.data())
def test_every_pdu_against_construct(record: Any, data: st.DataObject) -> None:
    octets = encode(data.draw(pdus(record)))
    _agrees(octets)
    damaged = data.draw(mutated(octets[16:]))
    _agrees(struct.pack(">I", 16 + len(damaged)) + octets[4:16] + damaged)


@given(tlv_lists)
def test_every_exact_value_against_construct(block: tuple[Tlv, ...]) -> None:
    """What departs from the declaration is told; what does not is what the declaration reads."""
    for tlv in block:
        tag = TLV_TYPES.get(tlv.tag)
        if tag is None:
            continue
        parts = interpret(tag.declared, tlv.data)
        if parts is not None and tlv.defect is None:
            try:
                made = tag.make(*parts)
            except ValueError:
                continue
            assert tlv.value == made and type(tlv.value) is type(made)
            if not isinstance(made, bytes):
                assert tag.compiled[1](tlv.value) == tlv.data or tlv.tag == 0x2000


@pytest.mark.parametrize(
    ("layout", "record", "names"),
    [
        (layouts.ESM_CLASS, EsmClass, ("reply_path", "udhi", "kind", "mode")),
        (
            layouts.REGISTERED_DELIVERY,
            RegisteredDelivery,
            ("notification", "user_acknowledgement", "delivery_acknowledgement", "receipt"),
        ),
        (layouts.ADDITIONAL_STATUS, AdditionalStatus, ("read", "link_clicked")),
    ],
)
def test_bits_over_all_their_values(layout: Any, record: Any, names: tuple[str, ...]) -> None:
    size = layout.sizeof()
    for raw in range(256**size):
        parsed = layout.parse(raw.to_bytes(size))
        assert [getattr(record(raw), name) for name in names] == [parsed[name] for name in names]
        assert layout.build(parsed) == raw.to_bytes(size)
