"""TLVs, the optional part of a PDU: kept as they were sent, typed when asked. Usable beside another SMPP library.

A TLV is a tag and octets; its value is derived (``tlv_types.py`` says what each tag means). Order, duplicates and unknown tags
are kept, so what was read is written again octet for octet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from smsc_codec.codegen import compile_function, slot_setters
from smsc_codec.errors import DecodeError, Diagnosis, EncodeError
from smsc_codec.formats.base import BINARY_ERRORS, MalformedDocument
from smsc_codec.schema.scalars import InvalidValue
from smsc_codec.smpp import tlv_types
from smsc_codec.smpp.tlv_types import TLV_TYPES, NetworkError, TlvType, Value, in_octets

__all__ = [
    "TLV_TYPES",
    "NetworkError",
    "Tlv",
    "TlvType",
    "Value",
    "decode",
    "emit_tlv_read",
    "emit_tlv_write",
    "encode",
    "read",
    "walker",
    "write",
]


@dataclass(frozen=True, slots=True)
class Tlv:
    """One TLV.

    Args:
        tag: its number, 0 to 0xFFFF.
        octets: its value as sent, without tag and length.
    """

    tag: int
    data: bytes

    @classmethod
    def of(cls, tag: int, value: Value) -> Tlv:
        """A TLV of a value; see :func:`write`."""
        return cls(tag=tag, data=write(tag, value))

    @property
    def name(self) -> str | None:
        """The tag's name; None if it is not known."""
        tag = TLV_TYPES.get(self.tag)
        return None if tag is None else tag.name

    @property
    def value(self) -> Value:
        """What the octets mean; the octets themselves if the tag is not known or they do not fit it."""
        return _VALUES[self.tag](self.data)

    @property
    def defect(self) -> str | None:
        """What departs from the tag's definition, in words; None if nothing does, or the tag is not known."""
        return tlv_types.read(self.tag, self.data)[1]


class _Readers(dict[int, Callable[[bytes], Value]]):
    """A reader for each tag, compiled when the tag is first met."""

    def __missing__(self, number: int) -> Callable[[bytes], Value]:
        if number not in TLV_TYPES:
            return _as_sent
        self[number] = TLV_TYPES[number].value
        return self[number]


def _as_sent(octets: bytes) -> Value:
    return octets


_VALUES = _Readers()


def decode(block: bytes, *, strict: bool = False) -> tuple[Tlv, ...]:
    """The TLVs of a block of octets, in order.

    Args:
        block: what stands behind the mandatory part of a PDU.
        strict: refuse a TLV whose octets depart from its tag's definition.

    Raises:
        DecodeError: with the octets' offset: fewer than a length says, one to three behind the last TLV; with ``strict``, a
            value that is not as its tag is defined.
        TypeError: not bytes.
    """
    if not isinstance(block, bytes):
        raise TypeError(f"a block of TLVs is bytes, not {type(block).__name__}")
    try:
        found = walker()(block, 0)
    except MalformedDocument as error:
        raise _error(block, error.at or 0, len(block), error.expected) from None
    at = 0
    for tlv in found:
        at += 4 + len(tlv.data)
        if strict and (defect := tlv.defect) is not None:
            raise _error(block, at - len(tlv.data), at, _defined(tlv.tag, defect))
    return found


def encode(tlvs: Iterable[Tlv]) -> bytes:
    """The block of octets that TLVs make.

    Raises:
        EncodeError: a tag or a length does not fit in two octets, or the octets are none.
    """
    try:
        listed = list(tlvs)
    except TypeError:
        raise EncodeError("tlvs", None, "not TLVs") from None
    try:
        return _joiner()(listed)
    except BINARY_ERRORS:
        raise next(
            error for index, tlv in enumerate(listed) if (error := _value_error(index, tlv))
        ) from None


def _value_error(index: int, tlv: Tlv) -> EncodeError | None:
    """Why a TLV cannot be written; None if it can."""
    try:
        _joiner()([tlv])
    except BINARY_ERRORS:
        is_one = (
            tlv.__class__ is Tlv and tlv.data.__class__ is bytes and tlv.tag.__class__ is not bool
        )
        return EncodeError(
            "tlvs",
            f"[{index}]",
            "a tag and a length have two octets each" if is_one else "not a Tlv with octets",
        )
    return None


def read(tag: int, octets: bytes, *, strict: bool = False) -> Value:
    """The value of a TLV that another library has found.

    Args:
        tag: its number.
        octets: its value, without tag and length.
        strict: refuse octets that depart from the tag's definition.

    Returns:
        The typed value; the octets as they are where the tag is not known, or they do not fit it.

    Raises:
        DecodeError: with ``strict`` only.
    """
    value, defect = tlv_types.read(tag, octets)
    if strict and defect is not None:
        raise _error(octets, 0, len(octets), _defined(tag, defect))
    return value


def write(tag: int, value: Value) -> bytes:
    """The octets of a TLV's value, for this library or another: strings with one NUL, numbers as wide as the tag says.

    Args:
        tag: its number.
        value: as :func:`read` gives it; octets go as they are.

    Raises:
        EncodeError: it is no value of this tag, or would read back differently.
    """
    if not _is_number(tag) or not 0 <= tag <= 0xFFFF:
        raise EncodeError("tlvs", "tag", "not a number of two octets")
    name = TLV_TYPES[tag].name if tag in TLV_TYPES else f"0x{tag:04X}"
    try:
        octets = tlv_types.write(tag, value)
    except InvalidValue as error:
        raise EncodeError("tlvs", name, str(error)) from None
    if len(octets) > 0xFFFF:
        raise EncodeError("tlvs", name, "more octets than a length of two octets can tell")
    return octets


def emit_tlv_read(names: dict[str, Any]) -> list[str]:
    """Statements that take the TLVs out of ``data``, from ``at`` to its end: a list called ``tlvs``.

    They raise :class:`MalformedDocument`, with the offset, where a value is shorter than its length tells.
    """
    from smsc_codec.formats.binary import emit_read
    from smsc_codec.smpp.layouts import TLV_HEAD

    names |= {"MalformedDocument": MalformedDocument, "cut": _cut, **slot_setters(Tlv, "tlv_")}
    return [
        "tlvs, size = [], len(data)",
        "while at + 4 <= size:",
        *(f"    {line}" for line in emit_read(TLV_HEAD, names)),
        "    end = at + v_length",
        "    if end > size: raise cut(at, v_tag, v_length)",
        "    tlv = new(tlv_cls)",
        "    tlv_set_tag(tlv, v_tag)",
        "    tlv_set_data(tlv, data[at:end])",
        "    tlvs.append(tlv)",
        "    at = end",
        "if at != size: raise MalformedDocument(at, 'the end, or a tag and a length')",
    ]


def emit_tlv_write(names: dict[str, Any]) -> list[str]:
    """Statements that add the octets of ``tlvs`` to the list ``pieces``; a TLV that is wrong raises one of BINARY_ERRORS."""
    from smsc_codec.formats.binary import emit_write
    from smsc_codec.smpp.layouts import TLV_HEAD

    names |= {"Tlv": Tlv}
    return [
        "for tlv in tlvs:",
        "    if tlv.__class__ is not Tlv: raise ValueError",
        "    v_tag = tlv.tag",
        "    octets = tlv.data",
        "    if octets.__class__ is not bytes or v_tag is True or v_tag is False: raise ValueError",
        "    v_length = len(octets)",
        f"    pieces.append({emit_write(TLV_HEAD, names).removesuffix(', ')})",  # twice append is faster than a tuple
        "    pieces.append(octets)",
    ]


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@cache
def walker() -> Callable[[bytes, int], tuple[Tlv, ...]]:
    """The walk over TLVs from an offset to the end."""
    names: dict[str, Any] = {}
    source = [
        "def walk(data, at):",
        *(f"    {line}" for line in emit_tlv_read(names)),
        "    return tuple(tlvs)",
    ]
    return compile_function("decode TLVs", source, names)


@cache
def _joiner() -> Callable[[list[Tlv]], bytes]:
    names: dict[str, Any] = {}
    source = [
        "def join(tlvs):",
        "    pieces = []",
        *(f"    {line}" for line in emit_tlv_write(names)),
        "    return b''.join(pieces)",
    ]
    return compile_function("encode TLVs", source, names)


def _cut(at: int, number: int, length: int) -> MalformedDocument:
    """A TLV tells a length, and fewer octets are left."""
    name = f" ({TLV_TYPES[number].name})" if number in TLV_TYPES else ""
    return MalformedDocument(at, f"{in_octets(length)} of the TLV 0x{number:04X}{name}")


def _defined(number: int, defect: str) -> str:
    """What a tag is defined as, and what departs from that, if it is more than that it is something else."""
    tag = TLV_TYPES[number]
    return f"{tag.name} ({tag.description})" + (
        "" if defect == f"not {tag.description}" else f": {defect}"
    )


def _error(block: bytes, start: int, end: int, expected: str) -> DecodeError:
    problem = Diagnosis(
        span=(start, end), expected=(expected,), found=in_octets(end - start), is_binary=True
    )
    return DecodeError("tlvs", block, problem, words=frozenset({"octet", "octets"}))
