"""Types of TLV values by tag: the vendor's five tags and the standard ones met with this service.

Decoding is strict if the data conforms to the tag's definition. Otherwise it is lenient, and a
defect describes the deviation: vendors and gateways end strings with one NUL, none or two, and
encode integers in one, two or four bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from smsc_codec.flags import MessageFlags
from smsc_codec.formats.base import BINARY_ERRORS
from smsc_codec.schema.scalars import MONEY, InvalidValue, flags_to_int, member_lookup
from smsc_codec.smpp.bitfields import AdditionalStatus
from smsc_codec.smpp.enums import MessageState, NetworkType, TlvTag

if TYPE_CHECKING:
    from construct import Construct

__all__ = ["TLV_TYPES", "NetworkError", "TlvType", "Value", "byte_count", "read", "write"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkError:
    """``network_error_code``: why a message was not delivered.

    The service sends its ``<err>`` in this TLV.

    Args:
        network_type: The numbering of ``code``; None if a gateway sent three digits (``000``)
            instead of a type and a number.
        code: The error number.
    """

    network_type: NetworkType | None
    code: int


#: The value of a TLV: bytes if the tag is unknown or the data does not fit it; None for no cost.
Value: TypeAlias = (
    str
    | int
    | bytes
    | Decimal
    | MessageFlags
    | MessageState
    | NetworkError
    | AdditionalStatus
    | None
)


class _ValueCache(dict[bytes, "Value"]):
    """A bounded cache of values by data; a dict lookup is several times faster than decoding."""

    _MAX_KEY_BYTES, _MAX_ITEMS = 16, 1024

    def __init__(self, read: Callable[[bytes], Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, data: bytes) -> Value:
        value = self._read(data)
        if len(data) <= self._MAX_KEY_BYTES:
            if len(self) >= self._MAX_ITEMS:
                self.clear()
            self[data] = value
        return value


class _NotDecodableError(ValueError):
    """The data cannot be decoded even leniently; the text gives the reason."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TlvType:
    """The type of a tag's value.

    Args:
        number: The tag.
        name: The name of the tag in SMPP or in the vendor's table.
        description: A noun phrase for the value, for error messages.
        layout: The name of the declaration in ``layouts.py``.
        make: Converts the declared parts to a value; raises ValueError if they are meaningless.
        parts: The inverse of ``make``; raises :class:`InvalidValue`, or what a value of another
            type raises.
        lenient: Decodes data that does not conform to the declaration to a value and a defect;
            raises :class:`_NotDecodableError`.
        cached: Whether decoded values are cached: true if few distinct values occur.
    """

    number: int
    name: str
    description: str
    layout: str
    make: Callable[..., Value]
    parts: Callable[[Any], tuple[Any, ...]]
    lenient: Callable[[bytes], tuple[Value, str | None]] = field(repr=False)
    cached: bool = True

    @property
    def declared(self) -> Construct:
        """The declaration from ``layouts.py``."""
        from smsc_codec.smpp import layouts

        return getattr(layouts, self.layout)

    @cached_property
    def compiled(
        self,
    ) -> tuple[Callable[[bytes], tuple[Value, str | None]], Callable[[Value], bytes]]:
        """The compiled reader, which returns a value and a defect, and the compiled writer."""
        from smsc_codec.formats.binary import compile_struct

        return compile_struct(
            self.declared,
            lambda *parts: (self.make(*parts), None),
            self.parts,
            self._read_lenient,
            purpose=f"TLV {self.layout} with defect",
        )

    @cached_property
    def value(self) -> Callable[[bytes], Value]:
        """The compiled reader that returns the value only; it may return a cached object."""
        from smsc_codec.formats.binary import compile_struct

        read = compile_struct(
            self.declared,
            self.make,
            self.parts,
            lambda data: self._read_lenient(data)[0],
            purpose=f"TLV {self.layout}",
        )[0]
        return _ValueCache(read).__getitem__ if self.cached else read

    def _read_lenient(self, data: bytes) -> tuple[Value, str | None]:
        try:
            return self.lenient(data)
        except _NotDecodableError as error:
            return data, str(error)


def read(number: int, data: bytes) -> tuple[Value, str | None]:
    """Decode a TLV's value.

    Returns:
        The value, or ``data`` itself if it cannot be decoded, and the defect if the data departs
        from the tag's definition.
    """
    tag = TLV_TYPES.get(number)
    return (data, None) if tag is None else tag.compiled[0](data)


def write(number: int, value: Value) -> bytes:
    """Encode a TLV's value.

    Raises:
        InvalidValue: The value is invalid for this tag, or would decode to a different value.
    """
    tag = TLV_TYPES.get(number)
    if isinstance(value, bytes):
        data = value
    elif tag is None:
        raise InvalidValue("must be bytes, since the tag is unknown")
    else:
        try:
            data = tag.compiled[1](value)
        except InvalidValue:
            raise
        except (TypeError, AttributeError, *BINARY_ERRORS):
            raise InvalidValue(f"not {tag.description}") from None
    decoded = read(number, data)[0]
    if decoded != value or isinstance(decoded, bytes) is not isinstance(value, bytes):
        raise InvalidValue("would decode to a different value")
    return data


def byte_count(count: int) -> str:
    """Return a number of bytes in words: ``1 byte``, ``2 bytes``."""
    return "1 byte" if count == 1 else f"{count} bytes"


# ---- integers


def _integer(
    tag: TlvTag,
    description: str,
    width: int,
    make: Callable[[int], Value] = int,
    raw: Callable[[Any], int] | None = None,
) -> TlvType:
    def parts(value: Any) -> tuple[int]:
        if value.__class__ is bool:
            raise InvalidValue("must be an integer, not a bool")
        return (value if raw is None else raw(value),)

    def lenient(data: bytes) -> tuple[Value, str | None]:
        defect = f"expected {byte_count(width)}, got {len(data)}"
        if len(data) not in (1, 2, 4):
            raise _NotDecodableError(defect)
        return make(int.from_bytes(data, "big")), defect

    return TlvType(
        number=int(tag),
        name=tag.name.lower(),
        description=description,
        layout=f"INT{8 * width}",
        make=make,
        parts=parts,
        lenient=lenient,
    )


def _raw_status(value: AdditionalStatus) -> int:
    if not isinstance(value, AdditionalStatus):
        raise InvalidValue(f"expected AdditionalStatus, got {type(value).__name__}")
    return value.raw


# ---- NUL-terminated strings


def _string(
    tag: TlvTag,
    description: str,
    serialize: Callable[[Any], str],
    *,
    max_chars: int,
    parse: Callable[[str], Value] | None = None,
) -> TlvType:
    """Return the type of a C-octet string of at most ``max_chars`` characters.

    Args:
        tag: The tag.
        description: A noun phrase for the value.
        serialize: Converts a value to text.
        max_chars: The maximum length, without the NUL.
        parse: The inverse of ``serialize``; None if the value is the text itself. It is given for
            the vendor's tags: their page calls them C-octet strings, but its lengths leave no room
            for a NUL, so that both forms conform.
    """

    def make(data: bytes) -> Value:
        if len(data) > max_chars:
            raise ValueError
        return data.decode("latin-1") if parse is None else parse(data.decode("latin-1"))

    def parts(value: Any) -> tuple[bytes]:
        text = serialize(value)
        if "\0" in text:
            raise InvalidValue("contains a NUL, which would end it")
        if len(text) > max_chars:
            raise InvalidValue(f"must have at most {max_chars} characters")
        return (text.encode("latin-1"),)

    def lenient(data: bytes) -> tuple[Value, str | None]:
        text = data.partition(b"\0")[0]
        try:
            value = text.decode("latin-1") if parse is None else parse(text.decode("latin-1"))
        except ValueError:
            raise _NotDecodableError(f"not {description}") from None
        return value, _string_defect(data, max_chars, nul_required=parse is None)

    return TlvType(
        number=int(tag),
        name=tag.name.lower(),
        description=description,
        layout="C_STRING",
        make=make,
        parts=parts,
        lenient=lenient,
        cached=parse is not None,
    )


def _string_defect(data: bytes, max_chars: int, *, nul_required: bool) -> str | None:
    """Return how data departs from a C-octet string; None if it conforms."""
    text, end, rest = data.partition(b"\0")
    defects = []
    if len(text) > max_chars:
        defects.append(f"more than {max_chars} characters")
    if nul_required and not end:
        defects.append("no NUL at the end")
    if rest:
        defects.append("bytes after the NUL" if rest.strip(b"\0") else "more than one NUL")
    return "; ".join(defects) or None


def _validate_str(value: str) -> str:
    if not isinstance(value, str):
        raise InvalidValue("must be a str")
    return value


def _parse_cost(text: str) -> Value:
    """Parse a cost; the vendor's example has a leading blank, and some gateways send a comma."""
    text = text.strip(" ").replace(",", ".")
    return MONEY.parse(text) if text else None  # type: ignore[return-value]


def _serialize_cost(value: Decimal | None) -> str:
    return "" if value is None else MONEY.serialize(value)


def _parse_operator(text: str) -> str:
    if text and not (text.isascii() and text.isdigit()):
        raise ValueError
    return text


# ---- network errors and raw bytes


def _make_error(network_type: int, code: int) -> Value:
    if 0x30 <= network_type <= 0x39 and 0x3030 <= code <= 0x3939:
        raise ValueError  # probably three ASCII digits: no network type has these numbers
    return NetworkError(network_type=_NETWORK_TYPES(network_type), code=code)


def _error_parts(value: NetworkError) -> tuple[int, int]:
    if isinstance(value.code, bool) or isinstance(value.network_type, bool):
        raise InvalidValue("must be an integer, not a bool")
    if value.network_type is None:
        digits = f"{value.code:03d}".encode()
        return digits[0], int.from_bytes(digits[1:], "big")
    return int(value.network_type), value.code


def _read_error_lenient(data: bytes) -> tuple[Value, str | None]:
    if len(data) != 3:
        raise _NotDecodableError(f"expected 3 bytes, got {len(data)}")
    if data.isdigit():
        error = NetworkError(network_type=None, code=int(data))
        return error, "three digits instead of a type and a number"
    error = NetworkError(network_type=_NETWORK_TYPES(data[0]), code=int.from_bytes(data[1:], "big"))
    return error, None


def _bytes(tag: TlvTag, minimum: int, maximum: int) -> TlvType:
    def make(data: bytes) -> Value:
        if not minimum <= len(data) <= maximum:
            raise ValueError
        return data

    def lenient(data: bytes) -> tuple[Value, str | None]:
        return data, f"expected {minimum} to {maximum} bytes, got {len(data)}"

    return TlvType(
        number=int(tag),
        name=tag.name.lower(),
        description="bytes",
        layout="BYTES",
        make=make,
        parts=lambda value: (value,),
        lenient=lenient,
        cached=False,
    )


_NETWORK_TYPES: Callable[[int], Any] = member_lookup(NetworkType)
_STATES: Callable[[int], Any] = member_lookup(MessageState)

#: Every typed tag: those of SMPP 3.4, and those in the table of the vendor's SMPP page.
TLV_TYPES: Mapping[int, TlvType] = MappingProxyType(
    {
        tlv_type.number: tlv_type
        for tlv_type in (
            _integer(TlvTag.DEST_NETWORK_TYPE, "a number", 1),
            _integer(TlvTag.SOURCE_NETWORK_TYPE, "a number", 1),
            # 64 characters and the NUL.
            _string(TlvTag.RECEIPTED_MESSAGE_ID, "a message id", _validate_str, max_chars=64),
            _integer(TlvTag.USER_MESSAGE_REFERENCE, "a number", 2),
            _integer(TlvTag.SAR_MSG_REF_NUM, "a number", 2),
            _integer(TlvTag.SAR_TOTAL_SEGMENTS, "a number", 1),
            _integer(TlvTag.SAR_SEGMENT_SEQNUM, "a number", 1),
            _integer(TlvTag.SC_INTERFACE_VERSION, "a number", 1),
            _bytes(TlvTag.CALLBACK_NUM, 4, 19),
            TlvType(
                number=int(TlvTag.NETWORK_ERROR_CODE),
                name="network_error_code",
                description="a NetworkError",
                layout="NETWORK_ERROR",
                make=_make_error,
                parts=_error_parts,
                lenient=_read_error_lenient,
            ),
            _bytes(TlvTag.MESSAGE_PAYLOAD, 0, 0xFFFF),
            _integer(TlvTag.DELIVERY_FAILURE_REASON, "a number", 1),
            _integer(TlvTag.MORE_MESSAGES_TO_SEND, "a number", 1),
            _integer(TlvTag.MESSAGE_STATE, "a MessageState", 1, _STATES),
            _bytes(TlvTag.ALERT_ON_MESSAGE_DELIVERY, 0, 1),
            _string(
                TlvTag.COST,
                "an amount such as 0.1500",
                _serialize_cost,
                max_chars=7,
                parse=_parse_cost,
            ),
            _integer(TlvTag.FLAG, "a MessageFlags", 2, MessageFlags.from_number, flags_to_int),
            _integer(TlvTag.PARTS, "a number", 2),
            _string(TlvTag.MCCMNC, "digits", _validate_str, max_chars=6, parse=_parse_operator),
            _integer(
                TlvTag.ADDITIONAL_STATUS, "an AdditionalStatus", 2, AdditionalStatus, _raw_status
            ),
        )
    }
)
