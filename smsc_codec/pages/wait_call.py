"""wait_call.php: confirm a phone number by a call from its owner.

The subscriber calls the number in the reply within :data:`CALL_TIMEOUT`; the service itself makes
no call. The call then appears as an incoming message (see :func:`is_call_confirmation`) and as a
callback. The grammar of the lines is ``grammars/wait_call.lark``.
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
    """Return whether an incoming text is the service's note of a confirmation call.

    The note is ``[waitcall]`` and a space. Any sender can put this text in an SMS: rely on the
    signed callback, or check that ``phone`` is the number of the request.
    """
    return text.rstrip(" ") == _CONFIRMATION


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitCall:
    """The number that the subscriber has to call.

    Args:
        phone: the number to call.
        all_phones: all numbers from which the service chooses; fmt=1 has only this list, with
            the assigned number first.
        extra: unknown fields of the reply, as (name, value) pairs.
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
    # The vendor's page does not specify the separator of the numbers in a line.
    confidence=("D", "D", "A", "A"),
)

REPLIES = (_REPLY,)


def wait_call(*, fmt: int = 3) -> Codec[WaitCall]:
    """Return the codec for the reply of wait_call.php.

    Args:
        fmt: 0 labelled text, 1 comma-separated line, 2 XML, 3 JSON. In lines, the numbers are
            encoded with commas; spaces and line breaks between them are decoded too.

    Raises:
        ValueError: ``fmt`` is not 0, 1, 2 or 3.
        TypeError: ``fmt`` is not an int.
    """
    codec: Codec[WaitCall] = _REPLY.codec(fmt)
    return codec


_REQUEST = RequestSpec(
    name="wait_call",
    page="wait_call",
    parameters=(phone_param(),),
    reply=wait_call,
    idempotent=False,
)

REQUESTS = (_REQUEST,)


def wait_call_command(*, phone: str, fmt: int = 3) -> Command[WaitCall]:
    """Request a number for the subscriber to call.

    Not idempotent: each request waits for its own call.

    Args:
        phone: the subscriber's number, from which the call will come.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[WaitCall] = _REQUEST.command(fmt, phone=phone)
    return command
