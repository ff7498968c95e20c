"""Property 6 for SMPP: the compiled codecs agree with construct."""

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
def test_compiled_layout_agrees_with_construct(layout: Any, data: st.DataObject) -> None:
    read, write = compile_struct(
        layout, lambda *parts: parts, lambda parts: parts, purpose="layout"
    )
    valid = data.draw(of_layout(layout))
    for source in (
        valid,
        data.draw(mutated(valid)),
        valid + b"\0",
        valid[:-1],
        data.draw(st.binary(max_size=30)),
    ):
        try:
            found = read(source)
        except BINARY_ERRORS:
            found = None
        assert found == interpret(layout, source)
        if found is not None:
            assert write(found) == source


def _interpreted_tlvs(source: bytes) -> list[tuple[int, bytes]] | None:
    """Return the TLVs as parsed by construct; None if it rejects them."""
    found = []
    while source:
        parts = interpret(Struct("head" / layouts.TLV_HEAD, "rest" / GreedyBytes), source)
        if parts is None or parts[1] > len(parts[2]):
            return None
        found.append((parts[0], parts[2][: parts[1]]))
        source = parts[2][parts[1] :]
    return found


def _interpreted_body(command: int, body: bytes) -> dict[str, Any] | None:
    """Return the body of a PDU as parsed by construct; None if it rejects it."""
    layout = Struct("body" / layouts.BODIES[CommandId(command)], "left" / GreedyBytes)
    parts = interpret(layout, body)
    if parts is None:
        return None
    values = dict(zip((name for name, _ in parts_of(layout)), parts, strict=True))
    if "sm_length" in values:
        size = values.pop("sm_length")
        if size > len(values["left"]):
            return None
        values["short_message"], values["left"] = values["left"][:size], values["left"][size:]
    tlvs = _interpreted_tlvs(values.pop("left"))
    return (
        None
        if tlvs is None
        else {**values, "tlvs": tuple(Tlv(tag=tag, data=data) for tag, data in tlvs)}
    )


def _raw(value: Any) -> Any:
    return value.encode("latin-1") if isinstance(value, str) else getattr(value, "raw", value)


def _check_agreement(source: bytes) -> None:
    _, command, status, _ = struct.unpack_from(">IIII", source)
    if command not in RECORDS:
        return
    values = _interpreted_body(command, source[16:])
    if values is None and not (command & 0x80000000 and (status or len(source) == 16)):
        with pytest.raises(DecodeError):
            decode(source)
        return
    pdu = decode(source)
    for name, value in (values or {}).items():
        if command & 0x80000000 and len(source) == 16:
            assert getattr(pdu, name) in (None, ())
        else:
            assert _raw(getattr(pdu, name)) == value
    if values is None:
        assert getattr(pdu, "rest") == source[16:]  # noqa: B009


@given(st.lists(framed, min_size=5, max_size=5))
def test_any_body_decodes_as_with_construct(bodies: list[bytes]) -> None:
    for body in bodies:
        _check_agreement(body)


@pytest.mark.parametrize("record", RECORDS.values())
@given(st.data())
def test_every_pdu_decodes_as_with_construct(record: Any, data: st.DataObject) -> None:
    encoded = encode(data.draw(pdus(record)))
    _check_agreement(encoded)
    damaged = data.draw(mutated(encoded[16:]))
    _check_agreement(struct.pack(">I", 16 + len(damaged)) + encoded[4:16] + damaged)


@given(tlv_lists)
def test_conforming_tlv_values_decode_as_with_construct(block: tuple[Tlv, ...]) -> None:
    for tlv in block:
        tag = TLV_TYPES.get(tlv.tag)
        if tag is None:
            continue
        parts = interpret(tag.declared, tlv.data)
        if parts is not None and tlv.defect is None:
            try:
                expected = tag.make(*parts)
            except ValueError:
                continue
            assert tlv.value == expected and type(tlv.value) is type(expected)
            if not isinstance(expected, bytes):
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
def test_every_bit_field_value_decodes_as_with_construct(
    layout: Any, record: Any, names: tuple[str, ...]
) -> None:
    size = layout.sizeof()
    for raw in range(256**size):
        parsed = layout.parse(raw.to_bytes(size))
        assert [getattr(record(raw), name) for name in names] == [parsed[name] for name in names]
        assert layout.build(parsed) == raw.to_bytes(size)
