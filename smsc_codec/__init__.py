"""Reads and writes what the SMSC bulk-SMS service puts on a wire. No I/O: octets in, values out, and back.

>>> from smsc_codec import replies
>>> replies.balance(fmt=1, cur=1).decode(b"100.01,RUR")
Balance(balance=Decimal('100.01'), credit=None, currency='RUR', extra=())
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smsc_codec import codes, replies
    from smsc_codec.codec import Codec, Decoder, ListCodec
    from smsc_codec.codes import DeliveryErrorCode, MessageStatus, MessageType
    from smsc_codec.errors import CodecError, DecodeError, EncodeError, SignatureError
    from smsc_codec.flags import MessageFlags, TemplateKind
    from smsc_codec.pages.balance import Balance
    from smsc_codec.pages.shared import Done, Failure
    from smsc_codec.pages.status import HlrStatus, NotFound, SmsStatus, StatusReply
    from smsc_codec.records import Bare

__all__ = [
    # the shelves
    "codes", "replies",
    # what a codec is
    "Codec", "Decoder", "ListCodec",
    # values
    "Balance", "Bare", "DeliveryErrorCode", "Done", "Failure", "HlrStatus", "MessageFlags", "MessageStatus",
    "MessageType", "NotFound", "SmsStatus", "StatusReply", "TemplateKind",
    # errors
    "CodecError", "DecodeError", "EncodeError", "SignatureError",
]

#: Where each name lives: loaded when first asked for, so that importing the package costs next to nothing.
_SHELVES = ("codes", "replies")
_HOMES = {
    "codec": ("Codec", "Decoder", "ListCodec"),
    "codes": ("DeliveryErrorCode", "MessageStatus", "MessageType"),
    "errors": ("CodecError", "DecodeError", "EncodeError", "SignatureError"),
    "flags": ("MessageFlags", "TemplateKind"),
    "pages.balance": ("Balance",),
    "pages.shared": ("Done", "Failure"),
    "pages.status": ("HlrStatus", "NotFound", "SmsStatus", "StatusReply"),
    "records": ("Bare",),
}


def __getattr__(name: str) -> object:
    if name in _SHELVES:
        return import_module(f"{__name__}.{name}")
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
