"""The two-byte flag of a message, shared by the HTTP API, the callbacks and the SMPP TLV 0x2001.

According to the vendor, bits 0-3 are the message type, bit 5 is set if the message was paid from
the second balance, bit 8 is set for a template message, and bits 10 and 9 are the kind of template:
00 service, 01 transactional, 10 authorization, 11 advertising. The other bits are reserved. The
vendor has assigned reserved bits before, so they are preserved.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from smsc_codec.codes import Code, MessageType

if TYPE_CHECKING:
    from collections.abc import Callable

    from construct import Construct

__all__ = ["MessageFlags", "TemplateKind", "flag_bits", "flag_layout", "is_bit_record"]


class TemplateKind(Code):
    """The purpose of a template message (bits 10 and 9 of the flag)."""

    SERVICE = 0, "Service", "Сервисный"
    TRANSACTIONAL = 1, "Transactional", "Транзакционный"
    AUTHORIZATION = 2, "Authorization", "Авторизационный"
    ADVERTISING = 3, "Advertising", "Рекламный"


def is_bit_record(cls: type) -> bool:
    """Return whether a record class wraps an integer, ``raw``, and exposes its bits."""
    return next(iter(getattr(cls, "__dataclass_fields__", ())), None) == "raw"


def flag_layout() -> Construct:
    """Return the layout of the bits, high bit first."""
    from construct import BitsInteger, BitStruct, Flag

    return BitStruct(
        "reserved_15_11" / BitsInteger(5),
        "template_kind" / BitsInteger(2),
        "template" / Flag,
        "reserved_7_6" / BitsInteger(2),
        "second_balance" / Flag,
        "reserved_4" / Flag,
        "type" / BitsInteger(4),
    )


@cache
def flag_bits() -> dict[str, Callable[[int], int]]:
    """Return, for each part of the flag, a function that extracts it from the raw number."""
    from smsc_codec.formats.binary import compile_bits

    return compile_bits(flag_layout())


@dataclass(frozen=True, slots=True)
class MessageFlags:
    """The flag of a message: a number whose bits are available as properties.

    Args:
        raw: the number as sent; reserved bits are preserved.
    """

    raw: int

    @classmethod
    def from_number(cls, raw: int) -> MessageFlags:
        """Return the flag of a number; equal flags may be the same object."""
        return _flags(raw)

    @classmethod
    def from_text(cls, text: str) -> MessageFlags:
        """Return the flag of a string of digits, as in lines and XML."""
        return _flags(int(text))

    @property
    def type(self) -> MessageType:
        """The message type, bits 0-3; an unlisted number is a member with ``known == False``."""
        return MessageType(flag_bits()["type"](self.raw))

    @property
    def second_balance(self) -> bool:
        """Whether the message was paid from the second balance, bit 5."""
        return bool(flag_bits()["second_balance"](self.raw))

    @property
    def template(self) -> bool:
        """Whether it is a template message, bit 8."""
        return bool(flag_bits()["template"](self.raw))

    @property
    def template_kind(self) -> TemplateKind:
        """The kind of template, bits 10 and 9; valid only if :attr:`template` is true."""
        return TemplateKind(flag_bits()["template_kind"](self.raw))


@lru_cache(maxsize=1024)
def _flags(raw: int) -> MessageFlags:
    return MessageFlags(raw)
