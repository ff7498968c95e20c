"""TLVs: an input is a block of them, and also one tag with its value."""

from __future__ import annotations

from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.formats.base import BINARY_ERRORS
from smsc_codec.formats.binary import interpret
from smsc_codec.smpp import tlv_types, tlvs
from tools.properties.common import explained, refused, same

__all__ = ["law"]


def law(octets: bytes) -> None:
    """TLVs: the octets as a block of them, and as one tag with its value."""
    _tlv(tlvs.Tlv(tag=int.from_bytes(octets[:2], "big"), data=octets[2:]))
    try:
        found = tlvs.decode(octets)
    except DecodeError as error:
        explained(error, len(octets))
        return
    assert tlvs.encode(found) == octets
    try:
        assert same(tlvs.decode(octets, strict=True), found)
        assert all(one.defect is None for one in found)
    except DecodeError as error:
        explained(error, len(octets))
        assert any(one.defect is not None for one in found)
    for one in found:
        _tlv(one)


def _tlv(one: tlvs.Tlv) -> None:
    value, defect = tlv_types.read(one.tag, one.data)
    assert same(one.value, value)
    assert one.defect == defect
    tag = tlvs.TLV_TYPES.get(one.tag)
    if tag is None:
        assert (value, defect) == (one.data, None)
        return
    assert same((value, defect), _interpreted_value(tag, one.data))
    try:
        assert same(tlvs.read(one.tag, one.data, strict=True), value)
        assert defect is None
    except DecodeError as error:
        explained(error, len(one.data))
        assert defect is not None
    try:
        octets = tlvs.write(one.tag, value)
    except EncodeError as error:
        refused(error)
        return
    assert same(tlvs.read(one.tag, octets), value)
    assert tlvs.write(one.tag, tlvs.read(one.tag, octets)) == octets


def _interpreted_value(tag: tlvs.TlvType, octets: bytes) -> tuple[tlvs.Value, str | None]:
    """What construct makes of the tag's declaration, and the tag's own loose reading where that is nothing."""
    parts = interpret(tag.declared, octets)
    if parts is not None:
        try:
            return tag.make(*parts), None
        except BINARY_ERRORS:
            pass
    return tag._loosely(octets)
