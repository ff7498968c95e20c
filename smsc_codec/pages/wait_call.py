"""wait_call.php: confirm a phone by a call of its owner. ``grammars/wait_call.lark`` has its lines.

The subscriber calls the number that the service names, within :data:`CALL_TIMEOUT`; the service does not call anybody. The
call then shows as an incoming message, see :func:`is_call_confirmation`, and as a callback.
Source: the vendor's page "Confirm your phone number with a call".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from smsc_codec.codec import Codec
from smsc_codec.pages.shared import phone_param
from smsc_codec.requests import Command, RequestSpec
from smsc_codec.schema.records import Extra, RecordLayout, RecordSchema
from smsc_codec.schema.reply import ReplySpec
from smsc_codec.schema.scalars import PHONES, TEXT

__all__ = [
    "CALL_TIMEOUT",
    "REPLIES",
    "REQUESTS",
    "WaitCall",
    "is_call_confirmation",
    "wait_call",
    "wait_call_command",
]

#: How long the service waits for the subscriber's call.
CALL_TIMEOUT = timedelta(minutes=15)
_CONFIRMATION = "[waitcall]"


def is_call_confirmation(text: str) -> bool:
    """Whether the text of an incoming message is the service's note of a confirmation call: ``[waitcall]`` and a blank.

    Anybody can send these characters in an SMS: trust the signed callback, or that ``phone`` is the one you asked for.
    """
    return text.rstrip(" ") == _CONFIRMATION


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitCall:
    """Where the subscriber has to call.

    Args:
        phone: the number to call.
        all_phones: all numbers of which one is assigned; fmt=1 names the assigned one first, and nothing else.
        extra: what the reply carried beyond these fields.
    """

    phone: str
    all_phones: tuple[str, ...] | None = None
    extra: Extra = ()


_WAIT_CALL = RecordSchema(
    WaitCall,
    {"phone": TEXT, "all_phones": PHONES},
    first_of={"phone": "all_phones"},
)
_REPLY = ReplySpec(
    name="wait_call",
    page="wait_call",
    layouts=(
        RecordLayout(
            record=_WAIT_CALL,
            rule="wait_call",
            fields={0: ("phone", "all_phones")},
            roots={0: "result"},
        ),
    ),
    # The page does not say what separates the numbers of a line.
    confidence=("D", "D", "A", "A"),
)

REPLIES = (_REPLY,)


def wait_call(*, fmt: int = 3) -> Codec[WaitCall]:
    """The reply of wait_call.php.

    Args:
        fmt: 0 text, 1 a comma line, 2 XML, 3 JSON. In lines the numbers are written with commas; blanks and line breaks
            between them are read as well.

    Raises:
        ValueError, TypeError: no such format.
    """
    codec: Codec[WaitCall] = _REPLY.codec(fmt)
    return codec


_ASK = RequestSpec(
    name="wait_call",
    page="wait_call",
    parameters=(phone_param(),),
    reply=wait_call,
    idempotent=False,
)

REQUESTS = (_ASK,)


def wait_call_command(*, phone: str, fmt: int = 3) -> Command[WaitCall]:
    """Ask for a number that the subscriber is to call. Not idempotent: every request waits for a call of its own.

    Args:
        phone: the subscriber's number, from which the call will come.
        fmt: the format of the reply, 0 to 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[WaitCall] = _ASK.command(fmt, phone=phone)
    return command
