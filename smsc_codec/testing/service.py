"""The account that the simulator keeps: money, messages and what becomes of them by the clock, names, numbers, calls.

Nothing here knows of requests: :mod:`smsc_codec.testing.answers` has what each command does with an account.
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
    "ENDS",
    "MODERATION",
    "PLACE",
    "PRICE",
    "UNREACHED",
    "Account",
    "Change",
    "Message",
    "Name",
    "RequestError",
    "Task",
    "parts",
    "same",
]

#: How a message ends, by the last digit of its phone; all others are delivered.
ENDS: Mapping[str, tuple[MessageStatus, DeliveryErrorCode]] = MappingProxyType(
    {
        "1": (MessageStatus.UNDELIVERABLE, DeliveryErrorCode.NO_SUBSCRIBER),
        "3": (MessageStatus.EXPIRED, DeliveryErrorCode.OFFLINE),
        "5": (MessageStatus.PROHIBITED, DeliveryErrorCode.REJECTED),
    }
)
#: The last digit of a phone that send.php refuses at once, with error 8.
UNREACHED = "8"
#: What a part of a message costs, and an HLR request, and a confirmed call.
PRICE = Decimal("2.50")
#: After so many seconds a new sender name may be used.
MODERATION = 60
#: The name that every account has.
DEFAULT_SENDER = "SMSC.RU"
#: Numbers of which one is called to confirm a phone; the first is assigned.
CALL_PHONES = ("79990000910", "79990000912")
#: The words of the errors as the service sends them; of the others nobody knows the words.
_WORDS = {
    1: "parameters error",
    2: "authorise error",
    3: "no money",
    6: "message is denied",
    7: "invalid number",
    8: "can't to deliver",
    9: "duplicate request, wait a minute",
}
#: Where every phone belongs: a network that is reserved for tests.
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
    """The answer is the server's error.

    Args:
        code: its number.
        text: its words; the service's own unless said.
        id: the message that it belongs to.
    """

    def __init__(self, code: int, text: str | None = None, *, id: str | None = None) -> None:
        super().__init__(code)
        self.code: int = code
        self.text: str | None = text
        self.id: str | None = id

    def failure(self, page: str) -> Failure:
        words = self.text or _WORDS.get(self.code) or codes.api_error(page, self.code).title
        return Failure(code=self.code, description=words, id=self.id)


class Change(NamedTuple):
    """A message's status, and since when."""

    ts: int
    status: MessageStatus
    err: DeliveryErrorCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message that was sent.

    Args:
        id: its number, given by the client or made.
        int_id: the service's own number of it.
        phone: the phone as the client wrote it, without a plus.
        mes: the text.
        sender: the name that it was sent under.
        type: the kind of message.
        cnt: its parts, or its seconds.
        cost: what it cost.
        start: when it is sent, in Unix seconds.
        changes: its statuses from first to last, whether their time has come or not.
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
        """What tells it from all others: ids are the client's, and one request to several phones has one."""
        return self.id, same(self.phone)

    def at(self, now: float) -> Change:
        """The status that it has at a time, in Unix seconds."""
        return next(
            (change for change in reversed(self.changes) if change.ts <= now), self.changes[0]
        )


@dataclass(slots=True, kw_only=True)
class Name:
    """A sender name. One that is a phone is confirmed by a code, any other by the moderator."""

    id: str
    sender: str
    made: float
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
    """A send that is carried out later, or to a list."""

    id: str
    made: int
    messages: tuple[Message, ...]


@dataclass(kw_only=True)
class Account:
    """One client of the service.

    Args:
        clock: gives the time, in Unix seconds.
        balance: the money, in ``currency``.
        currency: its code.
        zone: the account's zone, in hours from UTC.
        transferred_after, delivered_after: so many seconds after its start a message is with the operator, and has its end.
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
    _last: int = 0
    _told: dict[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names.append(Name(id=self.number(), sender=DEFAULT_SENDER, made=0, allowed=0))

    # ---- numbers, money, times

    def number(self) -> str:
        """A number that nothing else has."""
        self._last += 1
        return str(self._last)

    def pay(self, amount: Decimal, *, id: str | None = None) -> None:
        if amount > self.balance:
            raise RequestError(3, id=id)
        self.balance -= amount

    @property
    def offset(self) -> timezone:
        return timezone(timedelta(hours=self.zone))

    def date(self, ts: float) -> datetime:
        """A time in the account's zone, naive, as the service tells it."""
        return datetime.fromtimestamp(int(ts), UTC).astimezone(self.offset).replace(tzinfo=None)

    # ---- messages

    def add(self, start: float, **parts: Any) -> Message:
        """Keep a new message that is sent at ``start``; what is made here of :class:`Message` is left out of ``parts``."""
        end = ENDS.get(parts["phone"][-1:], (MessageStatus.DELIVERED, DeliveryErrorCode.NONE))
        changes = (
            Change(int(self.clock()), MessageStatus.WAITING, DeliveryErrorCode.NONE),
            Change(
                int(start + self.transferred_after),
                MessageStatus.TRANSFERRED,
                DeliveryErrorCode.NONE,
            ),
            Change(int(start + self.delivered_after), *end),
        )
        message = Message(int_id=self.number(), start=int(start), changes=changes, **parts)
        self.messages[message.key] = message
        self._told[message.key] = 1
        return message

    def find(self, phone: str, id: str) -> Message | None:
        return self.messages.get((str(int(id)), same(phone)))

    def status(self, message: Message) -> SmsStatus | HlrStatus:
        """All that status.php can tell of a message."""
        change, told = message.at(self.clock()), self._told_of(message)
        place = {name: text for name, text in PLACE.items() if name != "mccmnc"}
        if message.type is MessageType.HLR:
            return HlrStatus(**told, **place, **_found(message, change))
        return SmsStatus(
            **told, **place, err=change.err, mccmnc=PLACE["mccmnc"], sms_cnt=message.cnt
        )

    def history(self, message: Message) -> SentMessage:
        """All that get.php can tell of a message."""
        return SentMessage(
            **self._told_of(message),
            **PLACE,
            sms_cnt=message.cnt,
            int_id=message.int_id,
            format="0",
            crc="0",
        )

    def _told_of(self, message: Message) -> dict[str, Any]:
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

    # ---- what comes in, and what the handler is told

    def receive(self, phone: str, mes: str, to: str) -> IncomingMessage:
        """A message comes in."""
        now = int(self.clock())
        answer = Answer(
            id=self.number(),
            received=self.date(now),
            phone=phone,
            message=mes,
            to_phone=to,
            sent=self.date(now),
        )
        self.answers.append(answer)
        return IncomingMessage(id=answer.id, phone=phone, mes=mes, to=to, sent=now, time=now)

    def called(self, phone: str) -> ConfirmedCall | None:
        """A subscriber calls; None if nobody waits for that call."""
        now = self.clock()
        until = self.awaited.pop(same(phone), 0)
        if now > until:
            return None
        self.receive(same(phone), "[waitcall] ", CALL_PHONES[0])
        return ConfirmedCall(phone=same(phone), ts=int(now))

    def wait(self, phone: str) -> None:
        self.awaited[same(phone)] = self.clock() + CALL_TIMEOUT.total_seconds()

    def news(self) -> list[DeliveryStatus]:
        """Every change of a status whose time has come and that was not told yet, in the order of time."""
        now = self.clock()
        news = []
        for key, message in self.messages.items():
            due = [change for change in message.changes[self._told[key] :] if change.ts <= now]
            self._told[key] += len(due)
            news += [self._event(message, change) for change in due]
        return sorted(news, key=lambda event: event.ts or 0)

    def _event(self, message: Message, change: Change) -> DeliveryStatus:
        hlr = message.type is MessageType.HLR
        found = _found(message, change) if hlr else {"err": change.err or None}
        return DeliveryStatus(
            id=message.id,
            phone=same(message.phone),
            status=change.status,
            time=self.date(change.ts),
            ts=change.ts,
            cnt=message.cnt,
            type=message.type,
            cost=message.cost,
            flag=MessageFlags(message.type),
            sender=message.sender,
            **found,
        )


def _found(message: Message, change: Change) -> dict[str, Any]:
    """What an HLR request has found: an error once it has ended, and the network of a subscriber who can be reached."""
    reached = change.status is MessageStatus.DELIVERED
    ended = change is message.changes[-1]
    return {
        "err": change.err if ended else None,
        **(_NETWORK if reached else dict.fromkeys(_NETWORK, "")),
    }


def same(phone: str) -> str:
    """A phone in the one form of all its spellings: +7 (999) 000-00-00, 8 999 ... and 7999...; an address as it stands."""
    digits = re.sub(r"[ ()+-]", "", phone)
    if not digits.isdecimal():
        return phone
    return "7" + digits[1:] if len(digits) == 11 and digits[0] == "8" else digits


def parts(text: str) -> int:
    """The parts of an SMS: 160 characters of the GSM alphabet or 70 others; of several parts each has room for 153 or 67."""
    try:
        length, one, several = len(texts.encode(text)), 160, 153
    except EncodeError:
        length, one, several = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= one else -(-length // several)
