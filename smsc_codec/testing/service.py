"""The simulator's account: balance, messages and their statuses over time, sender names, numbers,
calls.

:mod:`smsc_codec.testing.answers` implements the commands, which operate on an account.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from smsc_codec import codes
from smsc_codec.callbacks.events import ConfirmedCall, DeliveryStatus, IncomingMessage
from smsc_codec.codes import DeliveryErrorCode, MessageStatus, MessageType, SenderStatus
from smsc_codec.errors import EncodeError
from smsc_codec.flags import MessageFlags
from smsc_codec.pages.get import Answer, SentMessage
from smsc_codec.pages.status import HlrStatus, SmsStatus
from smsc_codec.pages.wait_call import CALL_TIMEOUT
from smsc_codec.schema.failure import Failure
from smsc_codec.smpp import texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "CALL_PHONES",
    "DEFAULT_SENDER",
    "FINAL_STATUSES",
    "MODERATION",
    "PLACE",
    "PRICE",
    "REJECTED_DIGIT",
    "Account",
    "Change",
    "Message",
    "Name",
    "RequestError",
    "Task",
    "normalize_phone",
    "parts",
]

#: The final status and error of a message, by the last digit of its phone number; messages to all
#: other numbers are delivered.
FINAL_STATUSES: Mapping[str, tuple[MessageStatus, DeliveryErrorCode]] = MappingProxyType(
    {
        "1": (MessageStatus.UNDELIVERABLE, DeliveryErrorCode.NO_SUBSCRIBER),
        "3": (MessageStatus.EXPIRED, DeliveryErrorCode.OFFLINE),
        "5": (MessageStatus.PROHIBITED, DeliveryErrorCode.REJECTED),
    }
)
#: The last digit of the phone numbers that send.php rejects with error 8.
REJECTED_DIGIT = "8"
#: The price of one part of a message, of an HLR request, and of a confirmed call.
PRICE = Decimal("2.50")
#: The time until a new sender name is allowed, in seconds.
MODERATION = 60
#: The sender name that every account has.
DEFAULT_SENDER = "SMSC.RU"
#: The numbers that a subscriber may call for confirmation; the first one is assigned.
CALL_PHONES = ("79990000910", "79990000912")
#: The error texts of the service, as far as they are documented.
_ERROR_TEXTS = {
    1: "parameters error",
    2: "authorise error",
    3: "no money",
    6: "message is denied",
    7: "invalid number",
    8: "can't to deliver",
    9: "duplicate request, wait a minute",
}
#: The network and region of every phone number: a network code that is reserved for tests.
PLACE: Mapping[str, Any] = {
    "mccmnc": "00101",
    "country": "Россия",
    "operator": "Тест",
    "region": "",
}
_NETWORK = {
    "imsi": "001010000000000",
    "msc": "79990000900",
    "mcc": "001",
    "mnc": "01",
    "cn": "Россия",
    "net": "Тест",
    "rcn": "",
    "rnet": "",
}


class RequestError(Exception):
    """The reply is a server error.

    Args:
        code: the error code.
        text: the error text; by default the one that the service sends.
        id: the ID of the message that the error belongs to.
    """

    def __init__(self, code: int, text: str | None = None, *, id: str | None = None) -> None:
        super().__init__(code)
        self.code: int = code
        self.text: str | None = text
        self.id: str | None = id

    def failure(self, page: str) -> Failure:
        text = self.text or _ERROR_TEXTS.get(self.code) or codes.api_error(page, self.code).title
        return Failure(code=self.code, description=text, id=self.id)


class Change(NamedTuple):
    """A status of a message, and the time of the change in Unix seconds."""

    ts: int
    status: MessageStatus
    err: DeliveryErrorCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message that was sent.

    Args:
        id: the message ID, chosen by the client or assigned.
        int_id: the service's internal ID.
        phone: the phone number as the client wrote it, without a plus.
        mes: the text.
        sender: the sender name.
        type: the message type.
        cnt: the size in parts, or in seconds for a call.
        cost: the cost.
        start: when the message is sent, in Unix seconds.
        changes: all status changes in order, including those in the future.
    """

    id: str
    int_id: str
    phone: str
    mes: str
    sender: str
    type: MessageType
    cnt: int
    cost: Decimal
    start: int
    changes: tuple[Change, ...]

    @property
    def key(self) -> tuple[str, str]:
        """The unique key of the message.

        The ID alone is not unique: all messages of one request have the same ID.
        """
        return self.id, normalize_phone(self.phone)

    def at(self, now: float) -> Change:
        """Return the status at the time ``now``, in Unix seconds."""
        return next(
            (change for change in reversed(self.changes) if change.ts <= now), self.changes[0]
        )


@dataclass(slots=True, kw_only=True)
class Name:
    """A sender name. A phone number is confirmed by a code, any other name by the moderator."""

    id: str
    sender: str
    created: float
    allowed: float | None
    cmt: str | None = None
    code: str | None = None
    code_sent: float | None = None

    def status(self, now: float) -> SenderStatus:
        return (
            SenderStatus.MODERATION
            if self.allowed is None or now < self.allowed
            else SenderStatus.ALLOWED
        )


class Task(NamedTuple):
    """A delayed send, or a send to a list."""

    id: str
    created: int
    messages: tuple[Message, ...]


@dataclass(kw_only=True)
class Account:
    """The account of one client.

    Args:
        clock: returns the time in Unix seconds.
        balance: the balance, in ``currency``.
        currency: the currency code.
        zone: the time zone, in hours from UTC.
        transferred_after: the time from sending a message until its transfer to the operator, in
            seconds.
        delivered_after: the time from sending a message until its final status, in seconds.
    """

    clock: Callable[[], float]
    balance: Decimal
    currency: str
    zone: int
    transferred_after: float
    delivered_after: float
    messages: dict[tuple[str, str], Message] = field(default_factory=dict)
    names: list[Name] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    rented: dict[str, bool] = field(default_factory=dict)
    awaited: dict[str, float] = field(default_factory=dict)
    _last_id: int = 0
    #: How many status changes of each message have been reported.
    _reported: dict[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names.append(Name(id=self.new_id(), sender=DEFAULT_SENDER, created=0, allowed=0))

    # ---- IDs, money, times

    def new_id(self) -> str:
        """Return a new unique ID."""
        self._last_id += 1
        return str(self._last_id)

    def pay(self, amount: Decimal, *, id: str | None = None) -> None:
        if amount > self.balance:
            raise RequestError(3, id=id)
        self.balance -= amount

    @property
    def offset(self) -> timezone:
        return timezone(timedelta(hours=self.zone))

    def date(self, ts: float) -> datetime:
        """Convert Unix seconds to a naive datetime in the account's time zone."""
        return datetime.fromtimestamp(int(ts), UTC).astimezone(self.offset).replace(tzinfo=None)

    # ---- messages

    def add(self, start: float, **fields: Any) -> Message:
        """Store a new message.

        Args:
            start: when it is sent, in Unix seconds.
            fields: the fields of :class:`Message` except ``int_id``, ``start`` and ``changes``.
        """
        final = FINAL_STATUSES.get(
            fields["phone"][-1:], (MessageStatus.DELIVERED, DeliveryErrorCode.NONE)
        )
        changes = (
            Change(int(self.clock()), MessageStatus.WAITING, DeliveryErrorCode.NONE),
            Change(
                int(start + self.transferred_after),
                MessageStatus.TRANSFERRED,
                DeliveryErrorCode.NONE,
            ),
            Change(int(start + self.delivered_after), *final),
        )
        message = Message(int_id=self.new_id(), start=int(start), changes=changes, **fields)
        self.messages[message.key] = message
        self._reported[message.key] = 1
        return message

    def find(self, phone: str, id: str) -> Message | None:
        return self.messages.get((str(int(id)), normalize_phone(phone)))

    def status(self, message: Message) -> SmsStatus | HlrStatus:
        """Return the status of a message with all fields of status.php."""
        change, fields = message.at(self.clock()), self._common_fields(message)
        place = {name: text for name, text in PLACE.items() if name != "mccmnc"}
        if message.type is MessageType.HLR:
            return HlrStatus(**fields, **place, **_hlr_fields(message, change))
        return SmsStatus(
            **fields, **place, err=change.err, mccmnc=PLACE["mccmnc"], sms_cnt=message.cnt
        )

    def history(self, message: Message) -> SentMessage:
        """Return the history entry of a message with all fields of get.php."""
        return SentMessage(
            **self._common_fields(message),
            **PLACE,
            sms_cnt=message.cnt,
            int_id=message.int_id,
            format="0",
            crc="0",
        )

    def _common_fields(self, message: Message) -> dict[str, Any]:
        change = message.at(self.clock())
        return {
            "status": change.status,
            "last_date": self.date(change.ts),
            "last_timestamp": change.ts,
            "id": message.id,
            "flag": MessageFlags(message.type),
            "type": message.type,
            "cost": message.cost,
            "phone": message.phone,
            "send_date": self.date(message.start),
            "send_timestamp": message.start,
            "sender_id": message.sender,
            "status_name": change.status.title_ru,
            "message": message.mes,
        }

    # ---- incoming messages and calls, events

    def receive(self, phone: str, mes: str, to: str) -> IncomingMessage:
        """Store an incoming message and return its event."""
        now = int(self.clock())
        answer = Answer(
            id=self.new_id(),
            received=self.date(now),
            phone=phone,
            message=mes,
            to_phone=to,
            sent=self.date(now),
        )
        self.answers.append(answer)
        return IncomingMessage(id=answer.id, phone=phone, mes=mes, to=to, sent=now, time=now)

    def called(self, phone: str) -> ConfirmedCall | None:
        """Handle a subscriber's call; None if no call from that number is expected."""
        now = self.clock()
        until = self.awaited.pop(normalize_phone(phone), 0)
        if now > until:
            return None
        self.receive(normalize_phone(phone), "[waitcall] ", CALL_PHONES[0])
        return ConfirmedCall(phone=normalize_phone(phone), ts=int(now))

    def wait(self, phone: str) -> None:
        """Expect a call from a number within :data:`CALL_TIMEOUT`."""
        self.awaited[normalize_phone(phone)] = self.clock() + CALL_TIMEOUT.total_seconds()

    def new_statuses(self) -> list[DeliveryStatus]:
        """Return the status changes that are due and not yet reported, in chronological order."""
        now = self.clock()
        events = []
        for key, message in self.messages.items():
            due = [change for change in message.changes[self._reported[key] :] if change.ts <= now]
            self._reported[key] += len(due)
            events += [self._event(message, change) for change in due]
        return sorted(events, key=lambda event: event.ts or 0)

    def _event(self, message: Message, change: Change) -> DeliveryStatus:
        is_hlr = message.type is MessageType.HLR
        fields = _hlr_fields(message, change) if is_hlr else {"err": change.err or None}
        return DeliveryStatus(
            id=message.id,
            phone=normalize_phone(message.phone),
            status=change.status,
            time=self.date(change.ts),
            ts=change.ts,
            cnt=message.cnt,
            type=message.type,
            cost=message.cost,
            flag=MessageFlags(message.type),
            sender=message.sender,
            **fields,
        )


def _hlr_fields(message: Message, change: Change) -> dict[str, Any]:
    """Return the result of an HLR request: the error once it is final, the network if reachable."""
    is_reachable = change.status is MessageStatus.DELIVERED
    is_final = change is message.changes[-1]
    return {
        "err": change.err if is_final else None,
        **(_NETWORK if is_reachable else dict.fromkeys(_NETWORK, "")),
    }


def normalize_phone(phone: str) -> str:
    """Convert a phone number to its canonical form, 7999...; an e-mail address is unchanged.

    Accepts forms such as +7 (999) 000-00-00 and 8 999 000 00 00.
    """
    digits = re.sub(r"[ ()+-]", "", phone)
    if not digits.isdecimal():
        return phone
    return "7" + digits[1:] if len(digits) == 11 and digits[0] == "8" else digits


def parts(text: str) -> int:
    """Return the number of parts of an SMS.

    A single part has room for 160 characters of the GSM alphabet or 70 others; each of several
    parts has room for 153 or 67.
    """
    try:
        length, single, multiple = len(texts.encode(text)), 160, 153
    except EncodeError:
        length, single, multiple = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= single else -(-length // multiple)
