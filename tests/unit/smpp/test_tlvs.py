"""Tests of smsc_codec.smpp.tlvs: sequences of TLVs both ways, and the errors."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.smpp import MessageState, Tlv, tlvs
from smsc_codec.smpp.tlvs import decode, encode, read, walker, write

BLOCK = bytes.fromhex(
    "001e0007 38353430313900  04270001 02  ffff0000  20000006 302e31353030  04270001 05"
)


def test_tlvs_decode_and_encode() -> None:
    found = decode(BLOCK)
    assert [(tlv.tag, tlv.name, tlv.value, tlv.defect) for tlv in found] == [
        (0x001E, "receipted_message_id", "854019", None),
        (0x0427, "message_state", MessageState.DELIVERED, None),
        (0xFFFF, None, b"", None),
        (0x2000, "cost", Decimal("0.1500"), None),
        (0x0427, "message_state", MessageState.UNDELIVERABLE, None),
    ]
    assert encode(found) == BLOCK == encode(iter(found))
    assert decode(b"") == () and encode(()) == b""


@pytest.mark.parametrize(
    ("block", "span", "expected"),
    [
        (b"\0", (0, 1), "the end, or a tag and a length"),
        (BLOCK + b"\0\1\0", (35, 38), "the end, or a tag and a length"),
        (BLOCK[:-1], (34, 34), "1 byte of the TLV 0x0427 (message_state)"),
        (b"\x04\x27\xff\xff", (4, 4), "65535 bytes of the TLV 0x0427 (message_state)"),
        (b"\x14\x03\0\x07123", (4, 7), "7 bytes of the TLV 0x1403"),
    ],
)
def test_truncated_tlv_is_rejected(block: bytes, span: tuple[int, int], expected: str) -> None:
    for strict in (False, True):
        with pytest.raises(DecodeError) as caught:
            decode(block, strict=strict)
        error = caught.value
        assert (error.codec, error.source, error.span, error.expected) == (
            "tlvs",
            block,
            span,
            (expected,),
        )
        size = "1 byte" if span[1] - span[0] == 1 else f"{span[1] - span[0]} bytes"
        assert (error.found, error.hint, str(error).splitlines()[0]) == (
            size,
            None,
            f"tlvs: byte {span[0]}: expected {expected}, found “{size}”",
        )


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("042300020300", "network_error_code (a NetworkError): expected 3 bytes, got 2"),
        (
            "04230003303030",
            "network_error_code (a NetworkError): three digits instead of a type and a number",
        ),
        ("001e0006383534303139", "receipted_message_id (a message id): no NUL at the end"),
        ("200000056672656500", "cost (an amount such as 0.1500)"),
        ("20000008302e313530000000", "cost (an amount such as 0.1500): more than one NUL"),
        ("200000017e", "cost (an amount such as 0.1500)"),
    ],
)
def test_strict_decoding_rejects_a_defect(data: str, expected: str) -> None:
    block = bytes.fromhex(data)
    _, _, defect = expected.partition(": ")
    # The text omits a defect that only repeats the description of the type.
    assert decode(BLOCK + block)[-1].defect == (defect or "not an amount such as 0.1500")
    with pytest.raises(DecodeError) as caught:
        decode(BLOCK + block + BLOCK, strict=True)
    start, end = len(BLOCK) + 4, len(BLOCK) + len(block)
    assert (caught.value.span, caught.value.expected) == ((start, end), (expected,))
    assert f"expected {expected}, found" in str(caught.value)
    tag = int(data[:4], 16)
    assert read(tag, block[4:]) == decode(block)[0].value
    with pytest.raises(DecodeError) as single:
        read(tag, block[4:], strict=True)
    assert (single.value.source, single.value.span, single.value.expected) == (
        block[4:],
        (0, len(block) - 4),
        (expected,),
    )


def test_strict_decoding_accepts_conforming_and_unknown_tlvs() -> None:
    assert decode(BLOCK, strict=True) == decode(BLOCK)
    assert read(0x2000, b"0.1500", strict=True) == Decimal("0.1500")
    assert read(0x1400, b"x", strict=True) == b"x"


def test_tlv_of_a_typed_value() -> None:
    assert Tlv.of(0x0427, MessageState.DELIVERED) == Tlv(tag=0x0427, data=b"\2")
    assert Tlv.of(0x2000, Decimal("0.1500")).data == write(0x2000, Decimal("0.1500")) == b"0.1500\0"
    assert Tlv.of(0x1400, b"x").data == b"x"
    for tag, value, name in ((0x2002, True, "parts"), (0x1400, 5, "0x1400")):
        with pytest.raises(EncodeError) as caught:
            Tlv.of(tag, value)
        assert (caught.value.codec, caught.value.field) == ("tlvs", name)


TOO_LARGE = (
    Tlv(tag=65536, data=b""),
    Tlv(tag=-1, data=b""),
    Tlv(tag=1, data=bytes(65536)),
    Tlv(tag="1", data=b""),  # type: ignore[arg-type]
)


@pytest.mark.parametrize(
    "item",
    [
        *TOO_LARGE,
        Tlv(tag=1, data="text"),  # type: ignore[arg-type]
        Tlv(tag=1, data=None),  # type: ignore[arg-type]
        Tlv(tag=True, data=b""),
        None,
        (1, b""),
    ],
)
def test_invalid_item_is_rejected(item: Any) -> None:
    with pytest.raises(EncodeError) as caught:
        encode([*decode(BLOCK), item])
    reason = (
        "tag and length must each fit in two bytes"
        if item in TOO_LARGE
        else "must be a Tlv whose data is bytes"
    )
    assert (caught.value.codec, caught.value.field, caught.value.reason) == ("tlvs", "[5]", reason)


def test_argument_that_is_not_iterable_is_rejected() -> None:
    number: Any = 5
    with pytest.raises(EncodeError) as caught:
        encode(number)
    assert (caught.value.codec, caught.value.field, caught.value.reason) == (
        "tlvs",
        None,
        "must be an iterable of Tlv",
    )


@pytest.mark.parametrize("tag", ["x", None, 1.5])
def test_tag_that_is_not_an_integer_is_rejected(tag: Any) -> None:
    with pytest.raises(EncodeError) as caught:
        write(tag, 5)
    assert (caught.value.codec, caught.value.field, caught.value.reason) == (
        "tlvs",
        "tag",
        "must be an integer from 0 to 65535",
    )
    assert write(0, b"x") == b"x"


@pytest.mark.parametrize(
    ("tag", "data"), [(-1, b""), (65536, b""), ("x", b""), (0x0424, bytes(65536))]
)
def test_value_beyond_two_bytes_of_length_is_rejected(tag: Any, data: bytes) -> None:
    with pytest.raises(EncodeError):
        Tlv.of(tag, data)


@pytest.mark.parametrize(
    ("tag", "value"), [(0x2000, Decimal("100.0000")), (0x001E, "a" * 65), (0x2003, "2500199")]
)
def test_encoded_value_conforms_to_its_definition(tag: int, value: Any) -> None:
    try:
        data = write(tag, value)
    except EncodeError:
        return
    assert read(tag, data, strict=True) == value


def test_unknown_tags_are_not_cached() -> None:
    """Memory stays bounded when a peer sends ever new tags."""
    for number in range(0x1400, 0x1500):
        assert Tlv(tag=number, data=b"x").value == b"x"
    assert set(tlvs._VALUE_READERS) <= set(tlvs.TLV_TYPES)


def test_walk_starts_at_the_offset() -> None:
    assert walker()(b"\xff" * 3 + BLOCK, 3) == decode(BLOCK)


def test_argument_other_than_bytes_is_a_type_error() -> None:
    block: Any = bytearray(b"")
    with pytest.raises(TypeError, match=r"^block: expected bytes, got bytearray$"):
        decode(block)
