"""Binary data: a compiler of ``construct`` layouts to slices, ``struct`` calls and shifts.

It supports only what SMPP requires: ``Int8ub``, ``Int16ub``, ``Int32ub``, C-Octet Strings,
``GreedyBytes`` at the end, Structs of these, and BitStructs of ``BitsInteger`` and ``Flag``. The
property tests compare the generated code with construct itself, which interprets the same layouts.
"""

from __future__ import annotations

import struct
from itertools import groupby
from typing import TYPE_CHECKING, Any

from construct import (
    BitsInteger,
    Construct,
    ConstructError,
    Flag,
    GreedyBytes,
    Int8ub,
    Int16ub,
    Int32ub,
    NullTerminated,
    Renamed,
    Sequence,
    Struct,
    Transformed,
)

from smsc_codec.codegen import compile_function
from smsc_codec.formats.base import BINARY_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "C_OCTETS",
    "compile_bits",
    "compile_struct",
    "emit_read",
    "emit_write",
    "interpret",
    "parts_of",
]

#: A C-Octet String: bytes up to a NUL, which is not part of the value.
C_OCTETS: Construct = NullTerminated(GreedyBytes)
_NUMBERS = {"B": Int8ub, "H": Int16ub, "I": Int32ub}


# ---- Structs


def compile_struct(
    layout: Construct,
    make: Callable[..., Any],
    parts: Callable[[Any], tuple[Any, ...]],
    otherwise: Callable[[bytes], Any] | None = None,
    *,
    purpose: str,
) -> tuple[Callable[[bytes], Any], Callable[[Any], bytes]]:
    """Compile a Struct to a decoder and an encoder.

    Args:
        layout: the Struct.
        make: converts the parts, in order, to a value.
        parts: converts a value to the parts.
        otherwise: decodes data that is too short or too long, or for which ``make`` raises
            ValueError.
        purpose: the name of the layout, for the generated functions.

    Returns:
        The decoder and the encoder. Without ``otherwise``, the decoder raises one of
        ``BINARY_ERRORS``.

    Raises:
        NotImplementedError: the layout contains an unsupported construct.
    """
    variables = "".join(f"v_{name}, " for name, _ in parts_of(layout))
    names: dict[str, Any] = {
        "make": make,
        "parts": parts,
        "otherwise": otherwise,
        "BINARY_ERRORS": BINARY_ERRORS,
    }
    widths = "".join(code for _, code in parts_of(layout))
    if widths and not set(widths) & set("c*"):
        names["unpack"] = struct.Struct(f">{widths}").unpack  # also checks the length
        source = [f"{variables}= unpack(data)", f"return make({variables})"]
    elif widths == "c":
        source = [
            f"{variables[:-2]} = data[:-1]",
            f"if data.find(0) != len({variables[:-2]}): raise ValueError",
            f"return make({variables})",
        ]
    else:
        source = [
            "at = 0",
            *emit_read(layout, names),
            "if at != len(data): raise ValueError",
            f"return make({variables})",
        ]
    if otherwise is not None:
        source = [
            "try:",
            *(f"    {line}" for line in source),
            "except BINARY_ERRORS:",
            "    return otherwise(data)",
        ]
    read = compile_function(
        f"decode {purpose}", ["def read(data):", *(f"    {line}" for line in source)], names
    )
    written = emit_write(layout, names)
    taken = [f"    {variables}= parts(value)"] if variables else []
    write = compile_function(
        f"encode {purpose}",
        ["def write(value):", *taken, f"    return b''.join(({written}))"],
        names,
    )
    return read, write


def interpret(layout: Construct, data: bytes) -> tuple[Any, ...] | None:
    """Return the parts that construct itself parses, in order; None if it fails or does not consume
    all data.
    """
    try:
        found = Sequence(layout, GreedyBytes).parse(data)
    except ConstructError:
        return None
    return None if found[1] else tuple(_leaves(layout, found[0]))


def _leaves(layout: Construct, found: Any) -> Iterator[Any]:
    """Yield the parts of a parsed Struct, including those of nested Structs."""
    for part in layout.subcons:
        yield from (
            _leaves(part.subcon, found[part.name])
            if isinstance(part, Renamed) and isinstance(part.subcon, Struct)
            else [found[part.name]]
        )


def parts_of(layout: Construct) -> list[tuple[str, str]]:
    """Return the name and the type code of each part of a Struct, in order.

    The codes are ``B``, ``H`` and ``I`` (integers), ``c`` (a C-Octet String) and ``*`` (the
    remaining bytes).

    Raises:
        NotImplementedError: the layout is not a Struct, or a part is unsupported, unnamed or
            misplaced.
    """
    if not isinstance(layout, Struct):
        raise NotImplementedError(f"not a Struct: {layout!r}")
    parts = list(_parts(layout))
    if any(code == "*" for _, code in parts[:-1]):
        raise NotImplementedError(f"GreedyBytes must be the last part: {layout!r}")
    if len(dict(parts)) != len(parts) or not all(name.isidentifier() for name, _ in parts):
        raise NotImplementedError(f"names must be unique identifiers: {layout!r}")
    return parts


def _parts(layout: Construct) -> Iterator[tuple[str, str]]:
    for part in layout.subcons:
        inner = part.subcon if isinstance(part, Renamed) else part
        if isinstance(inner, Struct) and part.name:
            yield from _parts(inner)
        else:
            yield str(part.name), _type_code(part, inner)


def _type_code(part: Construct, inner: Construct) -> str:
    if part.name:
        if inner is C_OCTETS:
            return "c"
        if inner is GreedyBytes:
            return "*"
        for code, number in _NUMBERS.items():
            if inner is number:
                return code
    raise NotImplementedError(f"not a named integer, C-Octet String or GreedyBytes: {part!r}")


def emit_read(layout: Construct, names: dict[str, Any]) -> list[str]:
    """Emit statements that decode the parts from ``data`` at the offset ``at``, and advance ``at``.

    The parts become local variables named ``v_`` and the name of the part.
    """
    source = []
    for code, group in groupby(
        parts_of(layout), key=lambda part: part[1] if part[1] in "c*" else "number"
    ):
        parts = list(group)
        if code == "number":
            widths = "".join(width for _, width in parts)
            targets = "".join(f"v_{name}, " for name, _ in parts)
            size = struct.calcsize(f">{widths}")
            if widths.strip("B"):
                names[f"unpack_{widths}"] = struct.Struct(f">{widths}").unpack_from
                source.append(f"{targets}= unpack_{widths}(data, at)")
            else:
                source.append(f"{targets}= data[at:at + {size}]")
            source.append(f"at += {size}")
        for name, of in parts:
            if of == "c":
                # Many strings are empty, and testing for that is faster than a search.
                source += [
                    "end = data.index(0, at) if data[at] else at",
                    f"v_{name} = data[at:end]",
                    "at = end + 1",
                ]
            elif of == "*":
                source += [f"v_{name} = data[at:]", "at = len(data)"]
    return source


def emit_write(layout: Construct, names: dict[str, Any]) -> str:
    """Return the inside of a tuple of bytes that encodes the local variables ``v_...``.

    The caller must check that C-Octet Strings contain no NUL.
    """
    pieces: list[str] = []
    for code, group in groupby(
        parts_of(layout), key=lambda part: part[1] if part[1] in "c*" else "number"
    ):
        parts = list(group)
        if code == "number":
            widths = "".join(width for _, width in parts)
            names[f"pack_{widths}"] = struct.Struct(f">{widths}").pack
            pieces.append(f"pack_{widths}({', '.join(f'v_{name}' for name, _ in parts)})")
        else:
            pieces += [
                piece
                for name, of in parts
                for piece in ([f"v_{name}", r"b'\0'"] if of == "c" else [f"v_{name}"])
            ]
    return "".join(f"{piece}, " for piece in pieces)


# ---- BitStructs


def compile_bits(layout: Construct) -> dict[str, Callable[[int], int]]:
    """Return, for each part of a BitStruct of ``BitsInteger`` and ``Flag``, a function that
    extracts it from a number.

    Raises:
        NotImplementedError: the layout contains an unsupported construct.
    """
    # BitStruct(...) returns Transformed(Struct(...), bytes2bits, ...): it is not a class.
    if not (isinstance(layout, Transformed) and isinstance(layout.subcon, Struct)):
        raise NotImplementedError(f"not a BitStruct: {layout!r}")
    widths = [_width(part) for part in layout.subcon.subcons]
    if sum(width for _, width in widths) % 8 or len(dict(widths)) != len(widths):
        raise NotImplementedError(f"not whole bytes, or a duplicate name: {layout!r}")
    parts: dict[str, Callable[[int], int]] = {}
    shift = sum(width for _, width in widths)
    for name, width in widths:
        shift -= width
        parts[name] = _part(shift, (1 << width) - 1)
    return parts


def _width(part: Construct) -> tuple[str, int]:
    inner = part.subcon if isinstance(part, Renamed) else part
    if part.name and inner is Flag:
        return part.name, 1
    if (
        part.name
        and isinstance(inner, BitsInteger)
        and isinstance(inner.length, int)
        and not (inner.signed or inner.swapped)
    ):
        return part.name, inner.length
    raise NotImplementedError(f"not a named BitsInteger or Flag: {part!r}")


def _part(shift: int, mask: int) -> Callable[[int], int]:
    return lambda number: (number >> shift) & mask
