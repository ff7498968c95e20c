"""TLVs: an input is a block of TLVs, and also one tag with its value."""

from __future__ import annotations

from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.formats.base import BINARY_ERRORS
from smsc_codec.formats.binary import interpret
from smsc_codec.smpp import tlv_types, tlvs
from tools.properties.common import check_decode_error, check_encode_error, same

__all__ = ["check"]


def check(data: bytes) -> None:
    """Check the bytes as a block of TLVs and as one TLV."""
    _check_tlv(tlvs.Tlv(tag=int.from_bytes(data[:2], "big"), data=data[2:]))
    try:
        found = tlvs.decode(data)
    except DecodeError as error:
        check_decode_error(error, len(data))
        return
    assert tlvs.encode(found) == data
    try:
        assert same(tlvs.decode(data, strict=True), found)
        assert all(tlv.defect is None for tlv in found)
    except DecodeError as error:
        check_decode_error(error, len(data))
        assert any(tlv.defect is not None for tlv in found)
    for tlv in found:
        _check_tlv(tlv)


def _check_tlv(tlv: tlvs.Tlv) -> None:
    value, defect = tlv_types.read(tlv.tag, tlv.data)
    assert same(tlv.value, value)
    assert tlv.defect == defect
    tag = tlvs.TLV_TYPES.get(tlv.tag)
    if tag is None:
        assert (value, defect) == (tlv.data, None)
        return
    assert same((value, defect), _reference_value(tag, tlv.data))
    try:
        assert same(tlvs.read(tlv.tag, tlv.data, strict=True), value)
        assert defect is None
    except DecodeError as error:
        check_decode_error(error, len(tlv.data))
        assert defect is not None
    try:
        data = tlvs.write(tlv.tag, value)
    except EncodeError as error:
        check_encode_error(error)
        return
    assert same(tlvs.read(tlv.tag, data), value)
    assert tlvs.write(tlv.tag, tlvs.read(tlv.tag, data)) == data


def _reference_value(tag: tlvs.TlvType, data: bytes) -> tuple[tlvs.Value, str | None]:
    """Parse a value with construct, or leniently where construct fails."""
    parts = interpret(tag.declared, data)
    if parts is not None:
        try:
            return tag.make(*parts), None
        except BINARY_ERRORS:
            pass
    return tag._read_lenient(data)
