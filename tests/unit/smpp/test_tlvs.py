"""smsc_codec.smpp.tlvs: blocks of TLVs as sent and as asked for; what lies is refused where it lies."""

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


def test_a_block() -> None:
    found = decode(BLOCK)
    assert [(one.tag, one.name, one.value, one.defect) for one in found] == [
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
def test_what_lies(block: bytes, span: tuple[int, int], expected: str) -> None:
    for strict in (False, True):
        with pytest.raises(DecodeError) as refused:
            decode(block, strict=strict)
        error = refused.value
        assert (error.codec, error.source, error.span, error.expected) == (
            "tlvs",
            block,
            span,
            (expected,),
        )
        told = "1 octet" if span[1] - span[0] == 1 else f"{span[1] - span[0]} octets"
        assert (error.found, error.hint, str(error).splitlines()[0]) == (
            told,
            None,
            f"tlvs: octet {span[0]}: expected {expected}, found “{told}”",
        )


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        ("042300020300", "network_error_code (a NetworkError): expected 3 bytes, got 2"),
        ("04230003303030", "network_error_code (a NetworkError): three digits instead of a type and a number"),
        ("001e0006383534303139", "receipted_message_id (a message id): no NUL at the end"),
        ("200000056672656500", "cost (an amount such as 0.1500)"),
        ("20000008302e313530000000", "cost (an amount such as 0.1500): more than one NUL"),
        ("200000017e", "cost (an amount such as 0.1500)"),
    ],
)
def test_strict(octets: str, why: str) -> None:
    bad = bytes.fromhex(octets)
    _, _, defect = why.partition(": ")
    assert decode(BLOCK + bad)[-1].defect == (
        defect or "not an amount such as 0.1500"
    )  # which its name says already
    with pytest.raises(DecodeError) as refused:
        decode(BLOCK + bad + BLOCK, strict=True)
    start, end = len(BLOCK) + 4, len(BLOCK) + len(bad)
    assert (refused.value.span, refused.value.expected) == ((start, end), (why,))
    assert f"expected {why}, found" in str(refused.value)
    tag = int(octets[:4], 16)
    assert read(tag, bad[4:]) == decode(bad)[0].value
    with pytest.raises(DecodeError) as alone:
        read(tag, bad[4:], strict=True)
    assert (alone.value.source, alone.value.span, alone.value.expected) == (
        bad[4:],
        (0, len(bad) - 4),
        (why,),
    )


def test_strict_lets_pass_what_is_defined_and_what_is_not_known() -> None:
    assert decode(BLOCK, strict=True) == decode(BLOCK)
    assert read(0x2000, b"0.1500", strict=True) == Decimal("0.1500")
    assert read(0x1400, b"x", strict=True) == b"x"


def test_of() -> None:
    assert Tlv.of(0x0427, MessageState.DELIVERED) == Tlv(tag=0x0427, data=b"\2")
    assert Tlv.of(0x2000, Decimal("0.1500")).data == write(0x2000, Decimal("0.1500")) == b"0.1500\0"
    assert Tlv.of(0x1400, b"x").data == b"x"
    for tag, value, name in ((0x2002, True, "parts"), (0x1400, 5, "0x1400")):
        with pytest.raises(EncodeError) as refused:
            Tlv.of(tag, value)
        assert (refused.value.codec, refused.value.field) == ("tlvs", name)


NOT_TWO_OCTETS = (
    Tlv(tag=65536, data=b""),
    Tlv(tag=-1, data=b""),
    Tlv(tag=1, data=bytes(65536)),
    Tlv(tag="1", data=b""),  # type: ignore[arg-type]
)


@pytest.mark.parametrize(
    "wrong",
    [
        *NOT_TWO_OCTETS,
        Tlv(tag=1, data="text"),  # type: ignore[arg-type]
        Tlv(tag=1, data=None),  # type: ignore[arg-type]
        Tlv(tag=True, data=b""),
        None,
        (1, b""),
    ],
)
def test_refused(wrong: Any) -> None:
    with pytest.raises(EncodeError) as refused:
        encode([*decode(BLOCK), wrong])
    why = (
        "a tag and a length have two octets each"
        if wrong in NOT_TWO_OCTETS
        else "not a Tlv with octets"
    )
    assert (refused.value.codec, refused.value.field, refused.value.reason) == ("tlvs", "[5]", why)


def test_what_is_no_block() -> None:
    wrong: Any = 5
    with pytest.raises(EncodeError) as refused:
        encode(wrong)
    assert (refused.value.codec, refused.value.field, refused.value.reason) == (
        "tlvs",
        None,
        "not TLVs",
    )


@pytest.mark.parametrize("tag", ["x", None, 1.5])
def test_a_tag_that_is_no_number(tag: Any) -> None:
    with pytest.raises(EncodeError) as refused:
        write(tag, 5)
    assert (refused.value.codec, refused.value.field, refused.value.reason) == (
        "tlvs",
        "tag",
        "not a number of two octets",
    )
    assert write(0, b"x") == b"x"


@pytest.mark.parametrize(
    ("tag", "octets"), [(-1, b""), (65536, b""), ("x", b""), (0x0424, bytes(65536))]
)
def test_what_no_tlv_can_hold(tag: Any, octets: bytes) -> None:
    with pytest.raises(EncodeError):
        Tlv.of(tag, octets)


@pytest.mark.parametrize(
    ("tag", "value"), [(0x2000, Decimal("100.0000")), (0x001E, "a" * 65), (0x2003, "2500199")]
)
def test_what_is_written_is_as_defined(tag: int, value: Any) -> None:
    try:
        octets = write(tag, value)
    except EncodeError:
        return
    assert read(tag, octets, strict=True) == value


def test_an_unknown_tag_is_compiled_for_nobody() -> None:
    """Whoever sends ever new tags fills no memory."""
    for number in range(0x1400, 0x1500):
        assert Tlv(tag=number, data=b"x").value == b"x"
    assert set(tlvs._VALUES) <= set(tlvs.TLV_TYPES)


def test_the_walk_begins_where_it_is_told() -> None:
    assert walker()(b"\xff" * 3 + BLOCK, 3) == decode(BLOCK)


def test_only_octets_are_a_block() -> None:
    wrong: Any = bytearray(b"")
    with pytest.raises(TypeError, match=r"^a block of TLVs is bytes, not bytearray$"):
        decode(wrong)
