"""What the values of TLVs mean, tag by tag: the vendor's five and the standard ones that a client of this service meets.

A reading is exact where the octets are as the tag is defined. Else it is loose, with a note of what departs: vendors and
gateways end strings with one NUL, none or two, and write numbers in one, two or four octets.
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
from smsc_codec.smpp.enums import MessageState, NetworkType

if TYPE_CHECKING:
    from construct import Construct

__all__ = ["TLV_TYPES", "NetworkError", "TlvType", "Value", "in_octets", "read", "write"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkError:
    """``network_error_code``: why a message was not delivered; the service puts its ``<err>`` here.

    Args:
        network_type: whose number it is; None where a gateway wrote three digits (``000``) instead of octets.
        code: the number.
    """

    network_type: NetworkType | None
    code: int


#: What a TLV may mean: octets where its tag is not known or they do not fit, None for a cost that is empty.
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


class _Once(dict[bytes, "Value"]):
    """The values of octets that have been read: a look-up in C is several times faster. Its size is bounded."""

    _LONGEST, _MOST = 16, 1024

    def __init__(self, read: Callable[[bytes], Value]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, octets: bytes) -> Value:
        value = self._read(octets)
        if len(octets) <= self._LONGEST:
            if len(self) >= self._MOST:
                self.clear()
            self[octets] = value
        return value


class _UnfitError(ValueError):
    """The octets cannot be read, however loosely; its text says why."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TlvType:
    """What one tag means.

    Args:
        number: the tag.
        name: its name in SMPP, or what the vendor's table says.
        noun: what its value is.
        layout: its declaration, a name in ``layouts.py``.
        make: the declared parts to a value; raises ValueError if they mean nothing.
        parts: the inverse; raises :class:`InvalidValue`, or what a foreign type raises.
        loose: octets that are not exactly as declared, to a value and what departs; raises :class:`_UnfitError`.
        few: whether the same values come again and again, in a log of receipts as in a session.
    """

    number: int
    name: str
    description: str
    layout: str
    make: Callable[..., Value]
    parts: Callable[[Any], tuple[Any, ...]]
    lenient: Callable[[bytes], tuple[Value, str | None]] = field(repr=False)
    few: bool = True

    @property
    def declared(self) -> Construct:
        """The declaration itself."""
        from smsc_codec.smpp import layouts

        return getattr(layouts, self.layout)

    @cached_property
    def compiled(
        self,
    ) -> tuple[Callable[[bytes], tuple[Value, str | None]], Callable[[Value], bytes]]:
        """The declaration compiled: a reader that tells the value and what departs, and a writer."""
        from smsc_codec.formats.binary import compile_struct

        return compile_struct(
            self.declared,
            lambda *parts: (self.make(*parts), None),
            self.parts,
            self._loosely,
            purpose=f"TLV {self.layout} with defect",
        )

    @cached_property
    def value(self) -> Callable[[bytes], Value]:
        """The same, told the value only; values that come again and again may be one object."""
        from smsc_codec.formats.binary import compile_struct

        read = compile_struct(
            self.declared,
            self.make,
            self.parts,
            lambda octets: self._loosely(octets)[0],
            purpose=f"TLV {self.layout}",
        )[0]
        return _Once(read).__getitem__ if self.few else read

    def _loosely(self, octets: bytes) -> tuple[Value, str | None]:
        try:
            return self.lenient(octets)
        except _UnfitError as error:
            return octets, str(error)


def read(number: int, octets: bytes) -> tuple[Value, str | None]:
    """A TLV's value, and what departs from its tag's definition; the octets themselves where they do not fit."""
    tag = TLV_TYPES.get(number)
    return (octets, None) if tag is None else tag.compiled[0](octets)


def write(number: int, value: Value) -> bytes:
    """A value as octets.

    Raises:
        InvalidValue: it is no value of this tag, or would read back as something else.
    """
    tag = TLV_TYPES.get(number)
    if isinstance(value, bytes):
        octets = value
    elif tag is None:
        raise InvalidValue("only octets go under a tag that is not known")
    else:
        try:
            octets = tag.compiled[1](value)
        except InvalidValue:
            raise
        except (TypeError, AttributeError, *BINARY_ERRORS):
            raise InvalidValue(f"not {tag.description}") from None
    back = read(number, octets)[0]
    if back != value or isinstance(back, bytes) is not isinstance(value, bytes):
        raise InvalidValue("it would read back differently")
    return octets


def in_octets(count: int) -> str:
    """So many octets, in words."""
    return "1 octet" if count == 1 else f"{count} octets"


# ---- numbers


def _number(
    number: int,
    name: str,
    noun: str,
    width: int,
    make: Callable[[int], Value] = int,
    raw: Callable[[Any], int] | None = None,
) -> TlvType:
    wanted = f"{in_octets(width)} {'is' if width == 1 else 'are'} expected"

    def parts(value: Any) -> tuple[int]:
        if value.__class__ is bool:
            raise InvalidValue("a bool is not a number")
        return (value if raw is None else raw(value),)

    def loose(octets: bytes) -> tuple[Value, str | None]:
        if len(octets) not in (1, 2, 4):
            raise _UnfitError(f"{wanted}, not {len(octets)}")
        return make(int.from_bytes(octets, "big")), f"{wanted}, not {len(octets)}"

    return TlvType(
        number=number,
        name=name,
        description=noun,
        layout=f"INT{8 * width}",
        make=make,
        parts=parts,
        lenient=loose,
    )


def _raw_status(value: AdditionalStatus) -> int:
    if not isinstance(value, AdditionalStatus):
        raise InvalidValue("not an AdditionalStatus")
    return value.raw


# ---- texts that end with a NUL


def _text(
    number: int,
    name: str,
    noun: str,
    spell: Callable[[Any], str],
    *,
    longest: int,
    means: Callable[[str], Value] | None = None,
) -> TlvType:
    """A C-octet string of at most ``longest`` characters.

    Without ``means`` it is a text, of great variety. With it, it is one of the vendor's, whose page calls them C-octet strings
    and gives lengths without room for a NUL: with and without one they are as defined.
    """

    def make(octets: bytes) -> Value:
        if len(octets) > longest:
            raise ValueError
        return octets.decode("latin-1") if means is None else means(octets.decode("latin-1"))

    def parts(value: Any) -> tuple[bytes]:
        text = spell(value)
        if "\0" in text:
            raise InvalidValue("a NUL would end it")
        if len(text) > longest:
            raise InvalidValue(f"at most {longest} characters are allowed")
        return (text.encode("latin-1"),)

    def loose(octets: bytes) -> tuple[Value, str | None]:
        text = octets.partition(b"\0")[0]
        try:
            value = text.decode("latin-1") if means is None else means(text.decode("latin-1"))
        except ValueError:
            raise _UnfitError(f"not {noun}") from None
        return value, _text_defect(octets, longest, nul=means is None)

    return TlvType(
        number=number,
        name=name,
        description=noun,
        layout="C_STRING",
        make=make,
        parts=parts,
        lenient=loose,
        few=means is not None,
    )


def _text_defect(octets: bytes, longest: int, *, nul: bool) -> str | None:
    """What departs from a C-octet string; ``nul`` tells whether one without its NUL does."""
    text, end, rest = octets.partition(b"\0")
    defects = []
    if len(text) > longest:
        defects.append(f"more than {longest} characters")
    if nul and not end:
        defects.append("no NUL at the end")
    if rest:
        defects.append("octets behind the NUL" if rest.strip(b"\0") else "more than one NUL")
    return "; ".join(defects) or None


def _as_is(value: str) -> str:
    if not isinstance(value, str):
        raise InvalidValue("not a text")
    return value


def _read_cost(text: str) -> Value:
    """The quoted format has a blank before the digits, and some write a comma; an empty cost is none."""
    text = text.strip(" ").replace(",", ".")
    return MONEY.parse(text) if text else None  # type: ignore[return-value]


def _write_cost(value: Decimal | None) -> str:
    return "" if value is None else MONEY.serialize(value)


def _read_operator(text: str) -> str:
    if text and not (text.isascii() and text.isdigit()):
        raise ValueError
    return text


# ---- octets


def _make_error(kind: int, code: int) -> Value:
    if 0x30 <= kind <= 0x39 and 0x3030 <= code <= 0x3939:
        raise ValueError  # three digits, perhaps: no network type has these numbers
    return NetworkError(network_type=_NETWORKS(kind), code=code)


def _error_parts(value: NetworkError) -> tuple[int, int]:
    if isinstance(value.code, bool) or isinstance(value.network_type, bool):
        raise InvalidValue("a bool is not a number")
    if value.network_type is None:
        digits = f"{value.code:03d}".encode()
        return digits[0], int.from_bytes(digits[1:], "big")
    return int(value.network_type), value.code


def _loose_error(octets: bytes) -> tuple[Value, str | None]:
    if len(octets) != 3:
        raise _UnfitError(f"3 octets are expected, not {len(octets)}")
    if octets.isdigit():
        return NetworkError(network_type=None, code=int(octets)), "three digits instead of octets"
    return NetworkError(
        network_type=_NETWORKS(octets[0]), code=int.from_bytes(octets[1:], "big")
    ), None


def _as_bytes(number: int, name: str, noun: str, least: int, most: int) -> TlvType:
    wanted = f"{least} to {most} octets are expected"

    def make(octets: bytes) -> Value:
        if not least <= len(octets) <= most:
            raise ValueError
        return octets

    def loose(octets: bytes) -> tuple[Value, str | None]:
        return octets, f"{wanted}, not {len(octets)}"

    return TlvType(
        number=number,
        name=name,
        description=noun,
        layout="OCTETS",
        make=make,
        parts=lambda value: (value,),
        lenient=loose,
        few=False,
    )


_NETWORKS: Callable[[int], Any] = member_lookup(NetworkType)
_STATES: Callable[[int], Any] = member_lookup(MessageState)

#: Every tag that is typed: SMPP's own, and the vendor's table on its SMPP page.
TLV_TYPES: Mapping[int, TlvType] = MappingProxyType(
    {
        tag.number: tag
        for tag in (
            _number(0x0006, "dest_network_type", "a number", 1),
            _number(0x000E, "source_network_type", "a number", 1),
            # 64 characters, and the NUL.
            _text(0x001E, "receipted_message_id", "a message's number", _as_is, longest=64),
            _number(0x0204, "user_message_reference", "a number", 2),
            _number(0x020C, "sar_msg_ref_num", "a number", 2),
            _number(0x020E, "sar_total_segments", "a number", 1),
            _number(0x020F, "sar_segment_seqnum", "a number", 1),
            _number(0x0210, "sc_interface_version", "a number", 1),
            _as_bytes(0x0381, "callback_num", "octets", 4, 19),
            TlvType(
                number=0x0423,
                name="network_error_code",
                description="a NetworkError",
                layout="NETWORK_ERROR",
                make=_make_error,
                parts=_error_parts,
                lenient=_loose_error,
            ),
            _as_bytes(0x0424, "message_payload", "octets", 0, 0xFFFF),
            _number(0x0425, "delivery_failure_reason", "a number", 1),
            _number(0x0426, "more_messages_to_send", "a number", 1),
            _number(0x0427, "message_state", "a MessageState", 1, _STATES),
            _as_bytes(0x130C, "alert_on_message_delivery", "octets", 0, 1),
            _text(
                0x2000, "cost", "an amount such as 0.1500", _write_cost, longest=7, means=_read_cost
            ),
            _number(0x2001, "flag", "a MessageFlags", 2, MessageFlags.from_number, flags_to_int),
            _number(0x2002, "parts", "a number", 2),
            _text(0x2003, "mccmnc", "digits", _as_is, longest=6, means=_read_operator),
            _number(
                0x2004, "additional_status", "an AdditionalStatus", 2, AdditionalStatus, _raw_status
            ),
        )
    }
)
