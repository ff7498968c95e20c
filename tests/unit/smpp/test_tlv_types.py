"""Tests of smsc_codec.smpp.tlv_types: conforming and deviating values of every tag."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from smsc_codec.errors import EncodeError
from smsc_codec.flags import MessageFlags
from smsc_codec.schema.scalars import InvalidValue
from smsc_codec.smpp import (
    AdditionalStatus,
    MessageState,
    NetworkError,
    NetworkType,
    Tlv,
    tlv_types,
)
from smsc_codec.smpp.tlv_types import TLV_TYPES, read, write

_GSM, _D = NetworkType.GSM, Decimal
_ID, _ERROR, _STATE, _COST, _FLAG, _PARTS, _OPERATOR, _STATUS = (
    0x001E,
    0x0423,
    0x0427,
    0x2000,
    0x2001,
    0x2002,
    0x2003,
    0x2004,
)

#: Data that conforms to the tag's definition; it encodes to the same bytes.
CONFORMING: list[tuple[int, bytes, Any]] = [
    (_ID, b"854019\0", "854019"),
    (_ID, b"\0", ""),
    (_ID, b"D0803\xe9\0", "D0803é"),
    (_ID, b"a" * 64 + b"\0", "a" * 64),
    (_ERROR, b"\x03\0\0", NetworkError(network_type=_GSM, code=0)),
    (_ERROR, b"\x08\0\xee", NetworkError(network_type=NetworkType.CENTRE, code=238)),
    (_ERROR, b"\xff\xff\xff", NetworkError(network_type=NetworkType(255), code=65535)),
    (_ERROR, b"0\0\0", NetworkError(network_type=NetworkType(0x30), code=0)),
    (_STATE, b"\x02", MessageState.DELIVERED),
    (_STATE, b"\x80", MessageState(128)),
    (_COST, b"0.1500\0", _D("0.1500")),
    (_COST, b"10.0000\0", _D("10.0000")),
    (_COST, b"\0", None),
    (_FLAG, b"\x05\x2a", MessageFlags(0x052A)),
    (_FLAG, b"\xff\xff", MessageFlags(0xFFFF)),
    (_PARTS, b"\0\x03", 3),
    (_OPERATOR, b"25001\0", "25001"),
    (_OPERATOR, b"310410\0", "310410"),
    (_OPERATOR, b"0\0", "0"),
    (_OPERATOR, b"\0", ""),
    (_STATUS, b"\0\x06", AdditionalStatus(6)),
    (0x0204, b"\1\0", 256),
    (0x020C, b"\1\2", 258),
    (0x020E, b"\3", 3),
    (0x020F, b"\2", 2),
    (0x0210, b"\x34", 0x34),
    (0x0006, b"\1", 1),
    (0x000E, b"\1", 1),
    (0x0425, b"\2", 2),
    (0x0426, b"\1", 1),
    (0x0381, b"\1\1\1123", b"\1\1\1123"),
    (0x0424, b"", b""),
    (0x0424, b"\0\xff", b"\0\xff"),
    (0x130C, b"", b""),
    (0x130C, b"\1", b"\1"),
    (0xFFFF, b"\1\2", b"\1\2"),
]

#: Data that departs from the definition and is decoded anyway.
LENIENT: list[tuple[int, bytes, Any, str | None]] = [
    (_ID, b"854019", "854019", "no NUL at the end"),
    (_ID, b"", "", "no NUL at the end"),
    (_ID, b"854019\0\0", "854019", "more than one NUL"),
    (_ID, b"854\x00019\0", "854", "bytes after the NUL"),
    (_ID, b"854\0X", "854", "bytes after the NUL"),
    (_ID, b"a" * 64, "a" * 64, "no NUL at the end"),
    (_ID, b"a" * 65, "a" * 65, "more than 64 characters; no NUL at the end"),
    (_ID, b"a" * 65 + b"\0", "a" * 65, "more than 64 characters"),
    (
        _ERROR,
        b"000",
        NetworkError(network_type=None, code=0),
        "three digits instead of a type and a number",
    ),
    (
        _ERROR,
        b"238",
        NetworkError(network_type=None, code=238),
        "three digits instead of a type and a number",
    ),
    *(
        (
            _ERROR,
            b"%d" % code,
            NetworkError(network_type=None, code=code),
            "three digits instead of a type and a number",
        )
        for code in (100, 199, 299, 899, 900, 999)
    ),
    # Three bytes that are not all digits are a type and a number.
    (_ERROR, b"01\xff", NetworkError(network_type=NetworkType(0x30), code=0x31FF), None),
    (_ERROR, b"09:", NetworkError(network_type=NetworkType(0x30), code=0x393A), None),
    (_ERROR, b":00", NetworkError(network_type=NetworkType(0x3A), code=0x3030), None),
    (_ERROR, b"/00", NetworkError(network_type=NetworkType(0x2F), code=0x3030), None),
    (_ERROR, b"0\x30\xff", NetworkError(network_type=NetworkType(0x30), code=0x30FF), None),
    (_ERROR, b"", b"", "expected 3 bytes, got 0"),
    (_ERROR, b"\3", b"\3", "expected 3 bytes, got 1"),
    (_ERROR, b"0006", b"0006", "expected 3 bytes, got 4"),
    (_STATE, b"\0\2", MessageState.DELIVERED, "expected 1 byte, got 2"),
    (_STATE, b"\0\0\0\2", MessageState.DELIVERED, "expected 1 byte, got 4"),
    (_STATE, b"", b"", "expected 1 byte, got 0"),
    (_FLAG, b"\x20", MessageFlags(32), "expected 2 bytes, got 1"),
    (_FLAG, b"\0\1\0\0", MessageFlags(65536), "expected 2 bytes, got 4"),
    (_PARTS, b"\0\0\1", b"\0\0\1", "expected 2 bytes, got 3"),
    (_STATUS, b"\2", AdditionalStatus(2), "expected 2 bytes, got 1"),
    # The vendor's lengths leave no room for a NUL, so that both forms conform.
    (_COST, b"0.1500", _D("0.1500"), None),
    (_COST, b"", None, None),
    (_COST, b"0.1500\0\0", _D("0.1500"), "more than one NUL"),
    (_COST, b" 0.1500\0", _D("0.1500"), None),
    (_COST, b"0,1500\0", _D("0.1500"), None),
    (_COST, b" \0", None, None),
    (_COST, b"10.0000", _D("10.0000"), None),
    (_COST, b"\t0.15\0", b"\t0.15\0", "not an amount such as 0.1500"),
    (_COST, b"X0.15X\0", b"X0.15X\0", "not an amount such as 0.1500"),
    (_COST, b"100.0000\0", _D("100.0000"), "more than 7 characters"),
    (_COST, b"free\0", b"free\0", "not an amount such as 0.1500"),
    (_COST, b"1e3\0", b"1e3\0", "not an amount such as 0.1500"),
    (_COST, b"NaN", b"NaN", "not an amount such as 0.1500"),
    (_OPERATOR, b"25001", "25001", None),
    (_OPERATOR, b"310410", "310410", None),
    (_OPERATOR, b"2500199\0", "2500199", "more than 6 characters"),
    (_OPERATOR, b"25O01\0", b"25O01\0", "not digits"),
    (_OPERATOR, b"\xb2\xb3\0", b"\xb2\xb3\0", "not digits"),
    (0x0381, b"123", b"123", "expected 4 to 19 bytes, got 3"),
    (0x0381, bytes(20), bytes(20), "expected 4 to 19 bytes, got 20"),
    (0x130C, b"\0\1", b"\0\1", "expected 0 to 1 bytes, got 2"),
]


@pytest.mark.parametrize(("number", "data", "value"), CONFORMING)
def test_conforming_data_both_ways(number: int, data: bytes, value: Any) -> None:
    found, defect = read(number, data)
    assert (found, defect) == (value, None)
    assert type(found) is type(value)
    assert write(number, value) == data
    assert Tlv(tag=number, data=data).value == value


@pytest.mark.parametrize(("number", "data", "value", "defect"), LENIENT)
def test_deviating_data_has_a_defect(
    number: int, data: bytes, value: Any, defect: str | None
) -> None:
    found = read(number, data)
    assert found == (value, defect)
    assert type(found[0]) is type(value)
    assert Tlv(tag=number, data=data).value == value


_NOT_UINT16: list[Any] = [-1, 65536, "3", None, 1.0, [], MessageFlags(3)]
INVALID: list[tuple[int, Any, str]] = [
    *((_PARTS, value, "must be an integer, not a bool") for value in (True, False)),
    *((_PARTS, value, "not a number") for value in _NOT_UINT16),
    *((_STATE, value, "not a MessageState") for value in (256, "DELIVRD", None)),
    *(
        (_FLAG, value, f"expected MessageFlags, got {type(value).__name__}")
        for value in (40, None, AdditionalStatus(2))
    ),
    *((_FLAG, value, "not a MessageFlags") for value in (MessageFlags(65536), MessageFlags(-1))),
    *(
        (_STATUS, value, f"expected AdditionalStatus, got {type(value).__name__}")
        for value in (2, None, MessageFlags(2))
    ),
    (_STATUS, AdditionalStatus(65536), "not an AdditionalStatus"),
    *((_ID, value, "must be a str") for value in (854019, None, 1.5)),
    (_ID, "854\x00019", "contains a NUL, which would end it"),
    (_ID, "я", "not a message id"),
    (_OPERATOR, "25O01", "would decode to a different value"),
    (_OPERATOR, "٢٥", "not digits"),
    (_OPERATOR, 25001, "must be a str"),
    *(
        (_COST, value, f"expected Decimal, got {type(value).__name__}")
        for value in (0.15, "0.15", 1)
    ),
    *(
        (_COST, _D(value), "does not match an amount such as 6.40")
        for value in ("NaN", "sNaN", "1E+3", "Infinity", "1e-9")
    ),
    (_ID, "a" * 65, "must have at most 64 characters"),
    (_COST, _D("100.0000"), "must have at most 7 characters"),
    (_OPERATOR, "2500199", "must have at most 6 characters"),
    (_ERROR, NetworkError(network_type=_GSM, code=True), "must be an integer, not a bool"),
    (_ERROR, NetworkError(network_type=True, code=1), "must be an integer, not a bool"),  # type: ignore[arg-type]
    (_ERROR, NetworkError(network_type=_GSM, code=65536), "not a NetworkError"),
    (_ERROR, NetworkError(network_type=NetworkType(256), code=1), "not a NetworkError"),
    (_ERROR, NetworkError(network_type=None, code=1000), "not a NetworkError"),
    (_ERROR, NetworkError(network_type=None, code=-1), "would decode to a different value"),
    (_ERROR, NetworkError(network_type=None, code="1"), "not a NetworkError"),  # type: ignore[arg-type]
    (_ERROR, NetworkError(network_type="3", code=1), "would decode to a different value"),  # type: ignore[arg-type]
    (
        _ERROR,
        NetworkError(network_type=NetworkType(0x30), code=0x3030),
        "would decode to a different value",
    ),
    (_ERROR, 6, "not a NetworkError"),
    # Bytes that would decode to a typed value.
    (_PARTS, b"\0\3", "would decode to a different value"),
    (_COST, b"0.15\0", "would decode to a different value"),
    (_COST, b"\0", "would decode to a different value"),
    (_STATE, b"\2", "would decode to a different value"),
    (0x0424, "text", "not bytes"),
    (0x0424, 5, "not bytes"),
    (0x0424, bytearray(b"text"), "would decode to a different value"),
    (0xFFFF, 5, "must be bytes, since the tag is unknown"),
    (0xFFFF, "text", "must be bytes, since the tag is unknown"),
    (0xFFFF, None, "must be bytes, since the tag is unknown"),
]


@pytest.mark.parametrize(("number", "value", "reason"), INVALID)
def test_invalid_value_is_rejected(number: int, value: Any, reason: str) -> None:
    with pytest.raises(InvalidValue) as invalid:
        write(number, value)
    assert str(invalid.value) == reason
    with pytest.raises(EncodeError) as caught:
        Tlv.of(number, value)
    assert caught.value.codec == "tlvs" and caught.value.field == (
        TLV_TYPES[number].name if number in TLV_TYPES else "0xFFFF"
    )


def test_bytes_that_do_not_fit_the_tag_are_encoded_unchanged() -> None:
    for number, data, value, _ in LENIENT:
        if isinstance(value, bytes):
            assert write(number, value) == data


def test_names_of_the_tags() -> None:
    """Sources: SMPP 3.4, table 5-7, and the vendor's page."""
    assert {f"{number:04X}": tag.name for number, tag in TLV_TYPES.items()} == {
        "0006": "dest_network_type",
        "000E": "source_network_type",
        "001E": "receipted_message_id",
        "0204": "user_message_reference",
        "020C": "sar_msg_ref_num",
        "020E": "sar_total_segments",
        "020F": "sar_segment_seqnum",
        "0210": "sc_interface_version",
        "0381": "callback_num",
        "0423": "network_error_code",
        "0424": "message_payload",
        "0425": "delivery_failure_reason",
        "0426": "more_messages_to_send",
        "0427": "message_state",
        "130C": "alert_on_message_delivery",
        "2000": "cost",
        "2001": "flag",
        "2002": "parts",
        "2003": "mccmnc",
        "2004": "additional_status",
    }
    assert all(tag.number == number for number, tag in TLV_TYPES.items())
    # Values with many variants are not cached.
    assert {tag.name for tag in TLV_TYPES.values() if tag.cached is False} == {
        "receipted_message_id",
        "callback_num",
        "message_payload",
        "alert_on_message_delivery",
    }
    assert all(tag.cached in (True, False) for tag in TLV_TYPES.values())
    with pytest.raises(TypeError):
        TLV_TYPES[1] = TLV_TYPES[6]  # type: ignore[index]


def test_value_cache_is_bounded() -> None:
    """Memory stays bounded when a peer sends ever new values."""
    calls: list[bytes] = []

    def make(data: bytes) -> tlv_types.Value:
        calls.append(data)
        return len(data)

    cache = tlv_types._ValueCache(make)
    assert [
        cache[b"x"],
        cache[b"x"],
        cache[b"y" * 16],
        cache[b"y" * 16],
        cache[b"y" * 17],
        cache[b"y" * 17],
    ] == [1, 1, 16, 16, 17, 17]
    assert calls == [b"x", b"y" * 16, b"y" * 17, b"y" * 17]
    for number in range(5000):
        assert cache[b"%d" % number] == len(str(number))
        assert len(cache) <= 1024
        assert b"%d" % number in cache
    assert len(cache) == (5000 + 2) % 1024


def test_three_digits_encode_as_three_digits() -> None:
    for code in (0, 7, 42, 238, 999):
        assert write(_ERROR, NetworkError(network_type=None, code=code)) == b"%03d" % code


def test_cached_value_equals_the_decoded_value() -> None:
    for number, data, value in CONFORMING:
        if number in TLV_TYPES:
            assert [TLV_TYPES[number].value(data), TLV_TYPES[number].value(data)] == [
                value,
                value,
            ]
    for number, data, value, _ in LENIENT:
        assert TLV_TYPES[number].value(data) == value


def test_cost_keeps_its_digits() -> None:
    value, _ = read(_COST, b"0.1500\0")
    assert isinstance(value, Decimal) and str(value) == "0.1500"
