"""TLVs, the optional parameters of a PDU; usable beside another SMPP library.

A TLV is a tag and its data as sent; the typed value is derived on access (``tlv_types.py`` defines
the tags). Order, duplicates and unknown tags are kept, so that decoded TLVs encode to the same
bytes.
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
from smsc_codec.smpp.tlv_types import TLV_TYPES, NetworkError, TlvType, Value, byte_count

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
    """A TLV: a tag and its data.

    Args:
        tag: The tag, 0 to 0xFFFF; see :class:`smsc_codec.smpp.TlvTag`.
        data: The value as sent, without tag and length.
    """

    tag: int
    data: bytes

    @classmethod
    def of(cls, tag: int, value: Value) -> Tlv:
        """Create a TLV from a typed value; see :func:`write`."""
        data = write(tag, value)
        return cls(tag=int(tag), data=data)

    @property
    def name(self) -> str | None:
        """The name of the tag; None if the tag is unknown."""
        tag = TLV_TYPES.get(self.tag)
        return None if tag is None else tag.name

    @property
    def value(self) -> Value:
        """The typed value; the data itself if the tag is unknown or the data does not fit it."""
        return _VALUE_READERS[self.tag](self.data)

    @property
    def defect(self) -> str | None:
        """How the data departs from the tag's definition; None if it conforms or is unknown."""
        return tlv_types.read(self.tag, self.data)[1]


class _ValueReaders(dict[int, Callable[[bytes], Value]]):
    """Value readers by tag, each compiled on first use."""

    def __missing__(self, number: int) -> Callable[[bytes], Value]:
        if number not in TLV_TYPES:
            return _as_sent
        self[number] = TLV_TYPES[number].value
        return self[number]


def _as_sent(data: bytes) -> Value:
    return data


_VALUE_READERS = _ValueReaders()


def decode(block: bytes, *, strict: bool = False) -> tuple[Tlv, ...]:
    """Decode a sequence of TLVs.

    Args:
        block: The bytes after the mandatory parameters of a PDU.
        strict: Whether to reject a TLV whose data departs from its tag's definition.

    Raises:
        DecodeError: Fewer bytes are left than a length requires, or one to three bytes follow the
            last TLV; with ``strict``, also if data departs from its tag's definition. ``span`` is
            in bytes of ``block``.
        TypeError: ``block`` is not bytes.
    """
    if not isinstance(block, bytes):
        raise TypeError(f"block: expected bytes, got {type(block).__name__}")
    try:
        found = walker()(block, 0)
    except MalformedDocument as error:
        raise _error(block, error.at or 0, len(block), error.expected) from None
    at = 0
    for tlv in found:
        at += 4 + len(tlv.data)
        if strict and (defect := tlv.defect) is not None:
            raise _error(block, at - len(tlv.data), at, _describe_type(tlv.tag, defect))
    return found


def encode(tlvs: Iterable[Tlv]) -> bytes:
    """Encode TLVs to bytes.

    Raises:
        EncodeError: A tag or a length does not fit in two bytes, or an item is not a :class:`Tlv`
            whose data is bytes.
    """
    try:
        items = list(tlvs)
    except TypeError:
        raise EncodeError("tlvs", None, "must be an iterable of Tlv") from None
    try:
        return _joiner()(items)
    except BINARY_ERRORS:
        raise next(
            error for index, tlv in enumerate(items) if (error := _tlv_error(index, tlv))
        ) from None


def _tlv_error(index: int, tlv: Tlv) -> EncodeError | None:
    """Return the error for a TLV that cannot be encoded; None if it can."""
    try:
        _joiner()([tlv])
    except BINARY_ERRORS:
        is_tlv = (
            tlv.__class__ is Tlv and tlv.data.__class__ is bytes and tlv.tag.__class__ is not bool
        )
        return EncodeError(
            "tlvs",
            f"[{index}]",
            "tag and length must each fit in two bytes"
            if is_tlv
            else "must be a Tlv whose data is bytes",
        )
    return None


def read(tag: int, data: bytes, *, strict: bool = False) -> Value:
    """Return the typed value of a TLV that was parsed by another library.

    Args:
        tag: The tag.
        data: The value, without tag and length.
        strict: Whether to reject data that departs from the tag's definition.

    Returns:
        The typed value; ``data`` itself if the tag is unknown or the data does not fit it.

    Raises:
        DecodeError: The data departs from the tag's definition; only with ``strict``.
    """
    value, defect = tlv_types.read(tag, data)
    if strict and defect is not None:
        raise _error(data, 0, len(data), _describe_type(tag, defect))
    return value


def write(tag: int, value: Value) -> bytes:
    """Encode the value of a TLV, for this library or another.

    Strings get one terminating NUL; integers have the width that the tag defines.

    Args:
        tag: The tag.
        value: A value as returned by :func:`read`; bytes are used unchanged.

    Raises:
        EncodeError: The value is invalid for this tag, or would decode to a different value.
    """
    if not _is_int(tag) or not 0 <= tag <= 0xFFFF:
        raise EncodeError("tlvs", "tag", "must be an integer from 0 to 65535")
    name = TLV_TYPES[tag].name if tag in TLV_TYPES else f"0x{tag:04X}"
    try:
        data = tlv_types.write(tag, value)
    except InvalidValue as error:
        raise EncodeError("tlvs", name, str(error)) from None
    if len(data) > 0xFFFF:
        raise EncodeError("tlvs", name, "must have at most 65535 bytes")
    return data


def emit_tlv_read(names: dict[str, Any]) -> list[str]:
    """Generate statements that parse the TLVs in ``data`` from ``at`` to the end into ``tlvs``.

    The statements raise :class:`MalformedDocument`, with the offset, if a value is shorter than its
    length.

    Args:
        names: The globals of the generated function; the required ones are added.
    """
    from smsc_codec.formats.binary import emit_read
    from smsc_codec.smpp.layouts import TLV_HEAD

    names |= {
        "MalformedDocument": MalformedDocument,
        "truncated": _truncated,
        **slot_setters(Tlv, "tlv_"),
    }
    return [
        "tlvs, size = [], len(data)",
        "while at + 4 <= size:",
        *(f"    {line}" for line in emit_read(TLV_HEAD, names)),
        "    end = at + v_length",
        "    if end > size: raise truncated(at, v_tag, v_length)",
        "    tlv = new(tlv_cls)",
        "    tlv_set_tag(tlv, v_tag)",
        "    tlv_set_data(tlv, data[at:end])",
        "    tlvs.append(tlv)",
        "    at = end",
        "if at != size: raise MalformedDocument(at, 'the end, or a tag and a length')",
    ]


def emit_tlv_write(names: dict[str, Any]) -> list[str]:
    """Generate statements that append the encoded ``tlvs`` to the list ``pieces``.

    The statements raise one of ``BINARY_ERRORS`` if a TLV is invalid.

    Args:
        names: The globals of the generated function; the required ones are added.
    """
    from smsc_codec.formats.binary import emit_write
    from smsc_codec.smpp.layouts import TLV_HEAD

    names |= {"Tlv": Tlv}
    # Two calls of append are faster than extending by a tuple.
    return [
        "for tlv in tlvs:",
        "    if tlv.__class__ is not Tlv: raise ValueError",
        "    v_tag = tlv.tag",
        "    v_data = tlv.data",
        "    if v_data.__class__ is not bytes or v_tag is True or v_tag is False: raise ValueError",
        "    v_length = len(v_data)",
        f"    pieces.append({emit_write(TLV_HEAD, names).removesuffix(', ')})",
        "    pieces.append(v_data)",
    ]


def _is_int(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@cache
def walker() -> Callable[[bytes, int], tuple[Tlv, ...]]:
    """Return the compiled function that parses TLVs from an offset to the end."""
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


def _truncated(at: int, number: int, length: int) -> MalformedDocument:
    """Return the error for a TLV whose length exceeds the remaining bytes."""
    name = f" ({TLV_TYPES[number].name})" if number in TLV_TYPES else ""
    return MalformedDocument(at, f"{byte_count(length)} of the TLV 0x{number:04X}{name}")


def _describe_type(number: int, defect: str) -> str:
    """Describe a tag's type and the defect, unless the defect only repeats the type."""
    tag = TLV_TYPES[number]
    return f"{tag.name} ({tag.description})" + (
        "" if defect == f"not {tag.description}" else f": {defect}"
    )


def _error(block: bytes, start: int, end: int, expected: str) -> DecodeError:
    problem = Diagnosis(
        span=(start, end), expected=(expected,), found=byte_count(end - start), is_binary=True
    )
    return DecodeError("tlvs", block, problem, words=frozenset({"byte", "bytes"}))
