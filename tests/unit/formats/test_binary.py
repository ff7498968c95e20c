"""smsc_codec.formats.binary: supported layouts are compiled correctly, others are rejected."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from construct import (
    Array,
    BitsInteger,
    BitStruct,
    Bytes,
    Computed,
    Const,
    CString,
    Default,
    Flag,
    GreedyBytes,
    GreedyRange,
    If,
    Int8sb,
    Int8ub,
    Int16ub,
    Int16ul,
    Int24ub,
    Int32ub,
    Int64ub,
    Nibble,
    NullTerminated,
    Optional,
    Padding,
    PascalString,
    Peek,
    Prefixed,
    Struct,
    Terminated,
    this,
)

from smsc_codec.formats.base import BINARY_ERRORS
from smsc_codec.formats.binary import (
    C_OCTETS,
    compile_bits,
    compile_struct,
    emit_read,
    emit_write,
    interpret,
    parts_of,
)

PAIR = Struct("a" / Int8ub, "b" / C_OCTETS)
WHOLE = Struct(
    "x" / Int8ub,
    "y" / Int8ub,
    "s" / C_OCTETS,
    "h" / Int16ub,
    "i" / Int32ub,
    "j" / Int8ub,
    "pair" / PAIR,
    "t" / C_OCTETS,
    "rest" / GreedyBytes,
)


def same(parts: Any) -> Any:
    return parts


def compiled(layout: Any, otherwise: Any = None) -> tuple[Any, Any]:
    return compile_struct(layout, lambda *parts: parts, same, otherwise, purpose="layout")


# ---- what is taken


@pytest.mark.parametrize(
    ("layout", "raw", "parts"),
    [
        (
            WHOLE,
            b"\1\2ab\0\1\2\0\0\1\0\7\5cd\0\0tail\0",
            (1, 2, b"ab", 258, 256, 7, 5, b"cd", b"", b"tail\0"),
        ),
        (WHOLE, b"\1\2\0\0\0\0\0\0\0\0\0\0\0", (1, 2, b"", 0, 0, 0, 0, b"", b"", b"")),
        (Struct("n" / Int8ub), b"\xff", (255,)),
        (Struct("n" / Int16ub), b"\xff\xfe", (65534,)),
        (Struct("n" / Int32ub, "m" / Int8ub), b"\xff\xff\xff\xff\0", (4294967295, 0)),
        (Struct("s" / C_OCTETS), b"\0", (b"",)),
        (Struct("s" / C_OCTETS), b"ab\xff\0", (b"ab\xff",)),
        (Struct("s" / C_OCTETS, "t" / C_OCTETS), b"a\0\0", (b"a", b"")),
        (Struct("o" / GreedyBytes), b"", (b"",)),
        (Struct("o" / GreedyBytes), b"\0\1", (b"\0\1",)),
        (Struct("p" / PAIR, "o" / GreedyBytes), b"\1a\0\2", (1, b"a", b"\2")),
    ],
)
def test_compiled_struct_decodes_and_encodes(
    layout: Any, raw: bytes, parts: tuple[Any, ...]
) -> None:
    read, write = compiled(layout)
    assert read(raw) == interpret(layout, raw) == parts
    assert write(parts) == raw


@pytest.mark.parametrize(
    ("layout", "raw"),
    [
        (Struct("n" / Int8ub), b""),
        (Struct("n" / Int8ub), b"\0\0"),
        (Struct("n" / Int16ub), b"\0"),
        (Struct("s" / C_OCTETS), b""),
        (Struct("s" / C_OCTETS), b"a"),
        (Struct("s" / C_OCTETS), b"a\0b"),
        (Struct("s" / C_OCTETS), b"a\0\0"),
        (Struct("s" / C_OCTETS, "n" / Int8ub), b""),
        (Struct("s" / C_OCTETS, "n" / Int8ub), b"a\0"),
        (Struct("s" / C_OCTETS, "n" / Int8ub), b"a\0\1\2"),
        (Struct("s" / C_OCTETS, "n" / Int16ub), b"a\0\1"),
        (Struct("s" / C_OCTETS, "t" / C_OCTETS), b"a\0b"),
        (Struct("s" / C_OCTETS, "t" / C_OCTETS), b"a\0"),
        (WHOLE, b"\1\2ab\0\1\2\0\0\1\0\7\5cd\0"),
    ],
)
def test_mismatching_data_is_rejected_or_decoded_leniently(layout: Any, raw: bytes) -> None:
    assert interpret(layout, raw) is None
    with pytest.raises(BINARY_ERRORS):
        compiled(layout)[0](raw)
    assert compiled(layout, lambda data: ("otherwise", data))[0](raw) == ("otherwise", raw)


def test_value_that_make_rejects_is_decoded_leniently() -> None:
    def make(number: int) -> int:
        if number:
            raise ValueError
        return number

    read, _ = compile_struct(Struct("n" / Int8ub), make, same, len, purpose="number")
    assert (read(b"\0"), read(b"\1"), read(b"\0\0\0")) == (0, 1, 3)


@pytest.mark.parametrize(
    ("layout", "parts"),
    [
        (Struct("n" / Int8ub), (256,)),
        (Struct("n" / Int16ub), (-1,)),
        (Struct("n" / Int32ub), ("1",)),
        (Struct("n" / Int8ub), ()),
    ],
)
def test_unfit_value_is_not_encoded(layout: Any, parts: tuple[Any, ...]) -> None:
    with pytest.raises(BINARY_ERRORS):
        compiled(layout)[1](parts)


def test_parts_of_a_layout_are_listed() -> None:
    assert "".join(spelling for _, spelling in parts_of(WHOLE)) == "BBcHIBBcc*"
    assert [name for name, _ in parts_of(WHOLE)] == [
        "x",
        "y",
        "s",
        "h",
        "i",
        "j",
        "a",
        "b",
        "t",
        "rest",
    ]
    assert parts_of(Struct()) == []


def test_emitted_statements_match_the_layout() -> None:
    """Adjacent integers are decoded by one ``struct`` call."""
    names: dict[str, Any] = {}
    assert emit_read(Struct("x" / Int8ub, "y" / Int16ub), names) == [
        "v_x, v_y, = unpack_BH(data, at)",
        "at += 3",
    ]
    assert emit_read(Struct("x" / Int8ub, "y" / Int8ub), {}) == [
        "v_x, v_y, = data[at:at + 2]",
        "at += 2",
    ]
    assert (
        emit_write(Struct("x" / Int8ub, "s" / C_OCTETS, "o" / GreedyBytes), names)
        == r"pack_B(v_x), v_s, b'\0', v_o, "
    )
    assert names["unpack_BH"](struct.pack(">BH", 1, 2), 0) == (1, 2) and names["pack_B"](1) == b"\1"


# ---- what is not

_STRANGE = [
    Int8ub,
    BitStruct("a" / Flag, "b" / BitsInteger(7)),
    Bytes(4),
    Struct(Int8ub),
    Struct(C_OCTETS),
    Struct("a" / Int8ub, Padding(1)),
    Struct("a" / Int8sb),
    Struct("a" / Int16ul),
    Struct("a" / Int24ub),
    Struct("a" / Int64ub),
    Struct("a" / Bytes(4)),
    Struct("a" / CString("ascii")),
    Struct("a" / NullTerminated(GreedyBytes, term=b"\1")),
    Struct("a" / NullTerminated(GreedyBytes, require=False)),
    Struct("a" / NullTerminated(Bytes(4))),
    Struct("a" / PascalString(Int8ub, "ascii")),
    Struct("a" / Prefixed(Int8ub, GreedyBytes)),
    Struct("a" / Array(2, Int8ub)),
    Struct("a" / GreedyRange(Int8ub)),
    Struct("a" / Optional(Int8ub)),
    Struct("a" / Const(1, Int8ub)),
    Struct("a" / Default(Int8ub, 1)),
    Struct("a" / Computed(1)),
    Struct("a" / Peek(Int8ub)),
    Struct("a" / Int8ub, "b" / If(this.a, Int8ub)),
    Struct("a" / Int8ub, Terminated),
    Struct("a" / BitStruct("b" / BitsInteger(8))),
    Struct("a" / GreedyBytes, "b" / Int8ub),
    Struct("a" / GreedyBytes, "b" / GreedyBytes),
    Struct("a" / Struct("b" / GreedyBytes), "c" / C_OCTETS),
    Struct("a" / Struct("b" / Int16ul)),
    Struct("a" / (Int8ub * "documented")),
]


@pytest.mark.parametrize("layout", _STRANGE, ids=repr)
def test_unsupported_construct_is_rejected(layout: Any) -> None:
    for refuse in (compiled, parts_of):
        with pytest.raises(
            NotImplementedError,
            match=r"^(not a Struct|GreedyBytes must be the last part|not a named integer, C-Octet String or GreedyBytes): <",
        ):
            refuse(layout)


@pytest.mark.parametrize(
    "layout",
    [
        Struct("a" / Int8ub, "a" / Int8ub),
        Struct("a" / Struct("x" / Int8ub), "b" / Struct("x" / Int8ub)),
        Struct(Struct("a" / Int8ub)),
        Struct("a-b" / Int8ub),
        Struct("a b" / C_OCTETS),
    ],
    ids=repr,
)
def test_duplicate_part_name_is_rejected(layout: Any) -> None:
    with pytest.raises(
        NotImplementedError,
        match=r"^(names must be unique identifiers|not a named integer, .*): <",
    ):
        compiled(layout)


def test_empty_struct_is_compiled() -> None:
    read, write = compiled(Struct())
    assert (read(b""), write(())) == ((), b"")


# ---- bits


def test_bit_struct_is_compiled_to_shifts() -> None:
    parts = compile_bits(
        BitStruct("a" / Flag, "b" / BitsInteger(7), "c" / Nibble, "d" / BitsInteger(4))
    )
    assert {name: part(0b1_0000011_0101_1010) for name, part in parts.items()} == {
        "a": 1,
        "b": 3,
        "c": 5,
        "d": 10,
    }


@pytest.mark.parametrize(
    "layout",
    [
        Int8ub,
        Struct("a" / Int8ub),
        BitStruct("a" / Flag, Padding(7)),
        BitStruct(Flag, "a" / BitsInteger(7)),
        BitStruct("a" / BitsInteger(8, signed=True)),
        BitStruct("a" / BitsInteger(16, swapped=True)),
        BitStruct("a" / BitsInteger(this.b)),
        BitStruct("a" / Flag, "b" / Struct("c" / BitsInteger(7))),
        BitStruct("a" / Const(1, BitsInteger(8))),
    ],
    ids=repr,
)
def test_unsupported_bit_struct_is_rejected(layout: Any) -> None:
    with pytest.raises(
        NotImplementedError, match=r"^not a (BitStruct|named BitsInteger or Flag): <"
    ):
        compile_bits(layout)


@pytest.mark.parametrize(
    "layout", [BitStruct("a" / BitsInteger(3)), BitStruct("a" / Nibble, "a" / Nibble)], ids=repr
)
def test_bit_struct_must_fill_bytes_and_have_unique_names(layout: Any) -> None:
    with pytest.raises(NotImplementedError, match=r"^not whole bytes, or a duplicate name: <"):
        compile_bits(layout)
