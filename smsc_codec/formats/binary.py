"""Octets: the only door to construct, and its compiler into slices, ``struct`` and shifts.

The compiler takes what SMPP is made of, and no more: ``Int8ub``, ``Int16ub``, ``Int32ub``, C-octet strings, ``GreedyBytes``
at the end, Structs of these, and BitStructs of ``BitsInteger`` and ``Flag``. construct itself, interpreting the same layout,
is the oracle of the laws.
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

#: A C-octet string: octets up to a NUL, which is no part of them.
C_OCTETS: Construct = NullTerminated(GreedyBytes)
_NUMBERS = {"B": Int8ub, "H": Int16ub, "I": Int32ub}


# ---- a Struct


def compile_struct(
    layout: Construct,
    make: Callable[..., Any],
    parts: Callable[[Any], tuple[Any, ...]],
    otherwise: Callable[[bytes], Any] | None = None,
    *,
    purpose: str,
) -> tuple[Callable[[bytes], Any], Callable[[Any], bytes]]:
    """A Struct as a pair: octets to a value, and back.

    Args:
        layout: the Struct.
        make: its parts, in order, to a value.
        parts: the inverse.
        otherwise: what to make of octets that are too few or too many, or that ``make`` refuses with ValueError.

    Returns:
        A reader and a writer. Without ``otherwise`` the reader raises one of ``wires.base.REFUSALS``.

    Raises:
        NotImplementedError: the layout holds anything else than what this module is for.
    """
    inside = "".join(f"v_{name}, " for name, _ in parts_of(layout))
    names: dict[str, Any] = {
        "make": make,
        "parts": parts,
        "otherwise": otherwise,
        "BINARY_ERRORS": BINARY_ERRORS,
    }
    widths = "".join(spelling for _, spelling in parts_of(layout))
    if widths and not set(widths) & set("c*"):
        names["unpack"] = struct.Struct(f">{widths}").unpack  # it counts the octets, too
        source = [f"{inside}= unpack(data)", f"return make({inside})"]
    elif widths == "c":
        source = [
            f"{inside[:-2]} = data[:-1]",
            f"if data.find(0) != len({inside[:-2]}): raise ValueError",
            f"return make({inside})",
        ]
    else:
        source = [
            "at = 0",
            *emit_read(layout, names),
            "if at != len(data): raise ValueError",
            f"return make({inside})",
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
    taken = [f"    {inside}= parts(value)"] if inside else []
    write = compile_function(
        f"encode {purpose}",
        ["def write(value):", *taken, f"    return b''.join(({written}))"],
        names,
    )
    return read, write


def interpret(layout: Construct, data: bytes) -> tuple[Any, ...] | None:
    """What construct reads: the parts in order, or None if it refuses the octets or leaves some over."""
    try:
        found = Sequence(layout, GreedyBytes).parse(data)
    except ConstructError:
        return None
    return None if found[1] else tuple(_leaves(layout, found[0]))


def _leaves(layout: Construct, found: Any) -> Iterator[Any]:
    """The parts below a Struct that was read, those of its inner Structs in their places."""
    for part in layout.subcons:
        yield from (
            _leaves(part.subcon, found[part.name])
            if isinstance(part, Renamed) and isinstance(part.subcon, Struct)
            else [found[part.name]]
        )


def parts_of(layout: Construct) -> list[tuple[str, str]]:
    """The parts of a Struct in order, each with its spelling: ``B``, ``H``, ``I``, ``c`` (a C-octet string), ``*`` (the rest).

    Raises:
        NotImplementedError: the layout is no Struct, or a part of it is anything else, nameless, or not in its place.
    """
    if not isinstance(layout, Struct):
        raise NotImplementedError(f"not a Struct: {layout!r}")
    parts = list(_parts(layout))
    if any(spelling == "*" for _, spelling in parts[:-1]):
        raise NotImplementedError(f"nothing stands behind GreedyBytes: {layout!r}")
    if len(dict(parts)) != len(parts) or not all(name.isidentifier() for name, _ in parts):
        raise NotImplementedError(f"names are to be names of Python, each once: {layout!r}")
    return parts


def _parts(layout: Construct) -> Iterator[tuple[str, str]]:
    for part in layout.subcons:
        inner = part.subcon if isinstance(part, Renamed) else part
        if isinstance(inner, Struct) and part.name:
            yield from _parts(inner)
        else:
            yield str(part.name), _spelling(part, inner)


def _spelling(part: Construct, inner: Construct) -> str:
    if part.name:
        if inner is C_OCTETS:
            return "c"
        if inner is GreedyBytes:
            return "*"
        for spelling, number in _NUMBERS.items():
            if inner is number:
                return spelling
    raise NotImplementedError(f"not a named integer, C-octet string or GreedyBytes: {part!r}")


def emit_read(layout: Construct, names: dict[str, Any]) -> list[str]:
    """Statements that take the parts out of ``data``, from ``at`` on: locals called ``v_`` and the name; ``at`` moves on."""
    source = []
    for spelling, group in groupby(
        parts_of(layout), key=lambda part: part[1] if part[1] in "c*" else "number"
    ):
        parts = list(group)
        if spelling == "number":
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
                # Many are empty, and that is quicker seen than found.
                source += [
                    "end = data.index(0, at) if data[at] else at",
                    f"v_{name} = data[at:end]",
                    "at = end + 1",
                ]
            elif of == "*":
                source += [f"v_{name} = data[at:]", "at = len(data)"]
    return source


def emit_write(layout: Construct, names: dict[str, Any]) -> str:
    """The inside of a tuple of octets that the locals ``v_...`` make; a C-octet string is the caller's to keep free of NULs."""
    pieces: list[str] = []
    for spelling, group in groupby(
        parts_of(layout), key=lambda part: part[1] if part[1] in "c*" else "number"
    ):
        parts = list(group)
        if spelling == "number":
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


# ---- a BitStruct


def compile_bits(layout: Construct) -> dict[str, Callable[[int], int]]:
    """A BitStruct of named ``BitsInteger`` and ``Flag`` as functions from the whole number to each part.

    Raises:
        NotImplementedError: the layout holds anything else; nothing is guessed.
    """
    # construct spells BitStruct(...) as Transformed(Struct(...), bytes2bits, ...): there is no class of that name.
    if not (isinstance(layout, Transformed) and isinstance(layout.subcon, Struct)):
        raise NotImplementedError(f"not a BitStruct: {layout!r}")
    widths = [_width(part) for part in layout.subcon.subcons]
    if sum(width for _, width in widths) % 8 or len(dict(widths)) != len(widths):
        raise NotImplementedError(f"not whole octets, or a name comes twice: {layout!r}")
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
