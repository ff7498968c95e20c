"""Bit field records: each wraps the raw number and exposes its named bits as properties."""

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
    """Compile a ``BitStruct`` from ``layouts.py`` into one getter per named bit group."""
    from smsc_codec.formats.binary import compile_bits
    from smsc_codec.smpp import layouts

    return compile_bits(getattr(layouts, layout))


@dataclass(frozen=True, slots=True)
class EsmClass:
    """``esm_class``: the message type and the messaging mode (SMPP 3.4, 5.2.12).

    Args:
        raw: The byte as sent; all bits are kept.
    """

    raw: int

    @property
    def kind(self) -> MessageKind:
        """Bits 5-2: the message type. Use :attr:`is_receipt` to detect receipts."""
        return MessageKind(bits("ESM_CLASS")["kind"](self.raw))

    @property
    def is_receipt(self) -> bool:
        """Whether this is a delivery receipt or an intermediate notification.

        Prefer this to comparing ``raw`` with 4: other bits may also be set.
        """
        return self.kind in (MessageKind.RECEIPT, MessageKind.NOTIFICATION)

    @property
    def mode(self) -> MessageMode:
        """Bits 1-0: the messaging mode, set by the client."""
        return MessageMode(bits("ESM_CLASS")["mode"](self.raw))

    @property
    def udhi(self) -> bool:
        """Bit 6: whether the message begins with a user data header."""
        return bool(bits("ESM_CLASS")["udhi"](self.raw))

    @property
    def reply_path(self) -> bool:
        """Bit 7: whether the reply path is set."""
        return bool(bits("ESM_CLASS")["reply_path"](self.raw))


@dataclass(frozen=True, slots=True)
class RegisteredDelivery:
    """``registered_delivery``: which receipts are requested (SMPP 3.4, 5.2.17).

    If no receipt is requested, the service calls the client's HTTP handler instead of sending
    receipts (the vendor's SMPP page).

    Args:
        raw: The byte as sent; all bits are kept.
    """

    raw: int

    @property
    def receipt(self) -> ReceiptRequest:
        """Bits 1-0: when to send a delivery receipt."""
        return ReceiptRequest(bits("REGISTERED_DELIVERY")["receipt"](self.raw))

    @property
    def delivery_acknowledgement(self) -> bool:
        """Bit 2: whether an acknowledgement by the device is requested."""
        return bool(bits("REGISTERED_DELIVERY")["delivery_acknowledgement"](self.raw))

    @property
    def user_acknowledgement(self) -> bool:
        """Bit 3: whether an acknowledgement by the user is requested."""
        return bool(bits("REGISTERED_DELIVERY")["user_acknowledgement"](self.raw))

    @property
    def notification(self) -> bool:
        """Bit 4: whether intermediate notifications are requested."""
        return bool(bits("REGISTERED_DELIVERY")["notification"](self.raw))


@dataclass(frozen=True, slots=True)
class AdditionalStatus:
    """TLV ``additional_status``: whether the message was read and a link in it clicked.

    The vendor's page describes it as "additional message status (2 - read, 4 - link clicked)".
    The values are treated as bits, so that 6 means both; the page does not confirm this
    (confidence C).

    Args:
        raw: The number as sent; bits without a defined meaning are kept.
    """

    raw: int

    @property
    def read(self) -> bool:
        """Bit 1 (value 2): whether the message was read."""
        return bool(bits("ADDITIONAL_STATUS")["read"](self.raw))

    @property
    def link_clicked(self) -> bool:
        """Bit 2 (value 4): whether a link in the message was clicked."""
        return bool(bits("ADDITIONAL_STATUS")["link_clicked"](self.raw))
