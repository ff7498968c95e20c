"""Octets: the only door to construct, and its compiler into shifts and masks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from construct import BitsInteger, Flag, Renamed, Struct, Transformed

if TYPE_CHECKING:
    from collections.abc import Callable

    from construct import Construct

__all__ = ["compile_bits"]


def compile_bits(layout: Construct) -> dict[str, Callable[[int], int]]:
    """A BitStruct of named ``BitsInteger`` and ``Flag`` as functions from the whole number to each part.

    Raises:
        NotImplementedError: the layout holds anything else; nothing is guessed.
    """
    # construct spells BitStruct(...) as Transformed(Struct(...), bytes2bits, ...): there is no class of that name.
    if not (isinstance(layout, Transformed) and isinstance(layout.subcon, Struct)):
        raise NotImplementedError(f"not a BitStruct: {layout!r}")
    widths = [_width(part) for part in layout.subcon.subcons]
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
    if part.name and isinstance(inner, BitsInteger) and isinstance(inner.length, int) and not (inner.signed or inner.swapped):
        return part.name, inner.length
    raise NotImplementedError(f"not a named BitsInteger or Flag: {part!r}")


def _part(shift: int, mask: int) -> Callable[[int], int]:
    return lambda number: (number >> shift) & mask
