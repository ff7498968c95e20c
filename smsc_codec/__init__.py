"""Decodes and encodes the data of the SMSC bulk-SMS service: bytes to values and back, without I/O.

>>> from smsc_codec import replies
>>> replies.balance(fmt=1, cur=1).decode(b"100.01,RUR")
Balance(balance=Decimal('100.01'), credit=None, currency='RUR', extra=())
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smsc_codec import callbacks, codes, commands, logs, replies, smpp, tasks
    from smsc_codec.callbacks.events import ConfirmedCall, DeliveryStatus, IncomingMessage
    from smsc_codec.codec import Codec, Decoder, ListCodec
    from smsc_codec.codes import (
        DeliveryErrorCode,
        MessageStatus,
        MessageType,
        NumberType,
        OperatorStatus,
        SenderStatus,
        TaskStatus,
    )
    from smsc_codec.errors import CodecError, DecodeError, EncodeError, SignatureError
    from smsc_codec.flags import MessageFlags, TemplateKind
    from smsc_codec.pages.balance import Balance
    from smsc_codec.pages.downloads import Task
    from smsc_codec.pages.get import Answer, Prices, SentMessage, Statistics, Zone
    from smsc_codec.pages.info import Operator
    from smsc_codec.pages.phones import Contact, ContactGroup
    from smsc_codec.pages.receive_phones import RentalCharge, RentalNumber
    from smsc_codec.pages.send import RecipientResult, SendResult
    from smsc_codec.pages.senders import OPERATOR_STATUSES, Sender
    from smsc_codec.pages.shared import Created, Done
    from smsc_codec.pages.status import HlrStatus, NotFound, SmsStatus, StatusReply
    from smsc_codec.pages.templates import Template
    from smsc_codec.pages.tinyurls import Link
    from smsc_codec.pages.users import PaymentResult
    from smsc_codec.pages.wait_call import CALL_TIMEOUT, WaitCall, is_call_confirmation
    from smsc_codec.request_parser import ParsedRequest
    from smsc_codec.requests import Command, Credentials
    from smsc_codec.schema.failure import Failure
    from smsc_codec.schema.records import RawJson
    from smsc_codec.tasks import RaggedRow

__all__ = [
    # modules
    "callbacks",
    "codes",
    "commands",
    "logs",
    "replies",
    "smpp",
    "tasks",
    # codecs and commands
    "Codec",
    "Command",
    "Credentials",
    "Decoder",
    "ListCodec",
    "ParsedRequest",
    # values
    "Answer",
    "Balance",
    "RawJson",
    "RentalCharge",
    "ConfirmedCall",
    "Contact",
    "ContactGroup",
    "Created",
    "DeliveryStatus",
    "Done",
    "Failure",
    "HlrStatus",
    "IncomingMessage",
    "Link",
    "MessageFlags",
    "NotFound",
    "Operator",
    "PaymentResult",
    "Prices",
    "RaggedRow",
    "RentalNumber",
    "Sender",
    "SendResult",
    "SentMessage",
    "RecipientResult",
    "SmsStatus",
    "Statistics",
    "StatusReply",
    "Task",
    "Template",
    "WaitCall",
    "Zone",
    # codes and constants
    "CALL_TIMEOUT",
    "OPERATOR_STATUSES",
    "DeliveryErrorCode",
    "MessageStatus",
    "MessageType",
    "NumberType",
    "OperatorStatus",
    "SenderStatus",
    "TaskStatus",
    "TemplateKind",
    "is_call_confirmation",
    # errors
    "CodecError",
    "DecodeError",
    "EncodeError",
    "SignatureError",
]

_SUBMODULES = ("callbacks", "codes", "commands", "logs", "replies", "smpp", "tasks")
#: The public names by module. They are imported on first access, so that importing the package is
#: cheap.
_NAMES = {
    "callbacks.events": ("ConfirmedCall", "DeliveryStatus", "IncomingMessage"),
    "codec": ("Codec", "Decoder", "ListCodec"),
    "codes": (
        "DeliveryErrorCode",
        "MessageStatus",
        "MessageType",
        "NumberType",
        "OperatorStatus",
        "SenderStatus",
        "TaskStatus",
    ),
    "errors": ("CodecError", "DecodeError", "EncodeError", "SignatureError"),
    "flags": ("MessageFlags", "TemplateKind"),
    "pages.balance": ("Balance",),
    "pages.downloads": ("Task",),
    "pages.get": ("Answer", "Prices", "SentMessage", "Statistics", "Zone"),
    "pages.info": ("Operator",),
    "pages.phones": ("Contact", "ContactGroup"),
    "pages.receive_phones": ("RentalCharge", "RentalNumber"),
    "pages.send": ("RecipientResult", "SendResult"),
    "pages.senders": ("OPERATOR_STATUSES", "Sender"),
    "schema.failure": ("Failure",),
    "pages.shared": ("Created", "Done"),
    "pages.status": ("HlrStatus", "NotFound", "SmsStatus", "StatusReply"),
    "pages.templates": ("Template",),
    "pages.tinyurls": ("Link",),
    "pages.users": ("PaymentResult",),
    "pages.wait_call": ("CALL_TIMEOUT", "WaitCall", "is_call_confirmation"),
    "request_parser": ("ParsedRequest",),
    "schema.records": ("RawJson",),
    "requests": ("Command", "Credentials"),
    "tasks": ("RaggedRow",),
}


def __getattr__(name: str) -> object:
    if name in _SUBMODULES:
        return import_module(f"{__name__}.{name}")
    for module, names in _NAMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
