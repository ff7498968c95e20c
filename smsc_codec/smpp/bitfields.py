"""The numbers of SMPP that are made of bits: each a record around the raw number, its parts read by its declaration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from smsc_codec.smpp.enums import MessageKind, MessageMode, ReceiptRequest

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["AdditionalStatus", "EsmClass", "RegisteredDelivery", "bits"]


@cache
def bits(layout: str) -> dict[str, Callable[[int], int]]:
    """A BitStruct of ``layouts.py``, compiled."""
    from smsc_codec.formats.binary import compile_bits
    from smsc_codec.smpp import layouts

    return compile_bits(getattr(layouts, layout))


@dataclass(frozen=True, slots=True)
class EsmClass:
    """``esm_class``: what a message is and how it travels (SMPP 3.4, 5.2.12).

    Args:
        raw: the octet as sent; all its bits are kept.
    """

    raw: int

    @property
    def kind(self) -> MessageKind:
        """Bits 5-2, as the message centre sets them; :attr:`is_receipt` is what most want to know."""
        return MessageKind(bits("ESM_CLASS")["kind"](self.raw))

    @property
    def is_receipt(self) -> bool:
        """A delivery receipt or an intermediate notification; never compare with 4, since other bits may be set."""
        return self.kind in (MessageKind.RECEIPT, MessageKind.NOTIFICATION)

    @property
    def mode(self) -> MessageMode:
        """Bits 1-0, as a client sets them."""
        return MessageMode(bits("ESM_CLASS")["mode"](self.raw))

    @property
    def udhi(self) -> bool:
        """Bit 6: the message begins with a user data header."""
        return bool(bits("ESM_CLASS")["udhi"](self.raw))

    @property
    def reply_path(self) -> bool:
        """Bit 7."""
        return bool(bits("ESM_CLASS")["reply_path"](self.raw))


@dataclass(frozen=True, slots=True)
class RegisteredDelivery:
    """``registered_delivery``: which reports are wanted (SMPP 3.4, 5.2.17).

    Without it the service does not send receipts but calls the client's HTTP handler (the vendor's SMPP page).

    Args:
        raw: the octet as sent; all its bits are kept.
    """

    raw: int

    @property
    def receipt(self) -> ReceiptRequest:
        """Bits 1-0: when a delivery receipt is wanted."""
        return ReceiptRequest(bits("REGISTERED_DELIVERY")["receipt"](self.raw))

    @property
    def delivery_acknowledgement(self) -> bool:
        """Bit 2: the device is to acknowledge."""
        return bool(bits("REGISTERED_DELIVERY")["delivery_acknowledgement"](self.raw))

    @property
    def user_acknowledgement(self) -> bool:
        """Bit 3: the user is to acknowledge."""
        return bool(bits("REGISTERED_DELIVERY")["user_acknowledgement"](self.raw))

    @property
    def notification(self) -> bool:
        """Bit 4: intermediate notifications are wanted."""
        return bool(bits("REGISTERED_DELIVERY")["notification"](self.raw))


@dataclass(frozen=True, slots=True)
class AdditionalStatus:
    """TLV 0x2004, "additional message status (2 - read, 4 - link clicked)" in the vendor's words.

    The powers of two are taken for bits, so that 6 is both; whether the service means it so is not stated (confidence C).

    Args:
        raw: the number as sent; bits without a meaning today are kept.
    """

    raw: int

    @property
    def read(self) -> bool:
        """2: the message was read."""
        return bool(bits("ADDITIONAL_STATUS")["read"](self.raw))

    @property
    def link_clicked(self) -> bool:
        """4: a link in it was clicked."""
        return bool(bits("ADDITIONAL_STATUS")["link_clicked"](self.raw))
