"""What the service tells a client's handler: a message's new status, an incoming message, a confirmed call.

The tables are the vendor's ("Transmitting statuses and messages to the Client handler"). Every value travels as a text, also
in JSON; times of a status are in the account's zone, ``ts`` and the times of messages and calls are Unix seconds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from smsc_codec.codes import DeliveryErrorCode, MessageStatus, MessageType
from smsc_codec.errors import EncodeError
from smsc_codec.flags import MessageFlags
from smsc_codec.pages.wait_call import is_call_confirmation
from smsc_codec.schema.records import Extra, RecordLayout, RecordSchema
from smsc_codec.schema.scalars import (
    ERROR,
    FLAGS,
    ID,
    MONEY,
    NUMBER,
    SHORT_DATE,
    STAMP,
    STATUS,
    TEXT,
    TYPE,
    quoted,
)

__all__ = [
    "RECORD_LAYOUTS",
    "SERVICE_FIELDS",
    "SIGNED_FIELDS",
    "ConfirmedCall",
    "DeliveryStatus",
    "Event",
    "EventKind",
    "IncomingMessage",
    "kind_of",
    "kind_of_event",
]

_OVERTIME = re.compile(r"^overtime: ([0-9]{1,4}):([0-5][0-9])\r?$", re.MULTILINE)


class EventKind(Enum):
    """Which of the three it is."""

    STATUS = "status"
    MESSAGE = "message"
    CALL = "call"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryStatus:
    """A message's new status.

    Args:
        id: the message's number.
        phone: the number that it was sent to; an e-mail address for mail.
        status: the status.
        time: when the status changed, in the account's zone, naive; the service writes two digits of the year, of this century.
        ts: when the status changed, in Unix seconds; :attr:`changed` is aware.
        err: why it was not delivered; the service leaves zero out.
        syserr: the operator's own error, as sent.
        cnt: parts of an SMS, or seconds of a call: see :attr:`parts` and :attr:`seconds`.
        type: the kind of message.
        cost: what it cost, digits as sent.
        flag: type, second balance, template.
        sender: the sender's name.
        dtmf: the keys that the subscriber pressed.
        cmt: the client's comment; a call may have added a line ``overtime: mm:ss``, see :attr:`overtime`.
        imsi, msc, mcc, mnc, cn, net, rcn, rnet: what an HLR request found.
        calltime, callmenu, ringtime: of a call with a menu, as sent.
        extra: the handler's own parameters, and what the service sends beyond its tables (``pnet``, ``mccmnc`` ...).
    """

    id: str
    phone: str
    status: MessageStatus
    time: datetime | None = None
    ts: int | None = None
    err: DeliveryErrorCode | None = None
    syserr: str | None = None
    cnt: int | None = None
    type: MessageType | None = None
    cost: Decimal | None = None
    flag: MessageFlags | None = None
    sender: str | None = None
    dtmf: str | None = None
    cmt: str | None = None
    imsi: str | None = None
    msc: str | None = None
    mcc: str | None = None
    mnc: str | None = None
    cn: str | None = None
    net: str | None = None
    rcn: str | None = None
    rnet: str | None = None
    calltime: str | None = None
    callmenu: str | None = None
    ringtime: str | None = None
    extra: Extra = ()

    @property
    def parts(self) -> int | None:
        """The parts of the message; None for a call."""
        return None if self._kind is MessageType.CALL else self.cnt

    @property
    def seconds(self) -> int | None:
        """The seconds of a call; None for any other message."""
        return self.cnt if self._kind is MessageType.CALL else None

    @property
    def overtime(self) -> timedelta | None:
        """How long a call took beyond its limit, as a line of the comment says."""
        found = _OVERTIME.search(self.cmt or "")
        return None if found is None else timedelta(minutes=int(found[1]), seconds=int(found[2]))

    @property
    def changed(self) -> datetime | None:
        """:attr:`ts` as an aware time, UTC."""
        return None if self.ts is None else datetime.fromtimestamp(self.ts, UTC)

    @property
    def _kind(self) -> MessageType | None:
        if self.type is not None:
            return self.type
        return None if self.flag is None else self.flag.type


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage:
    """A message that came in.

    Args:
        id: its number.
        sms_id: the message that it answers, if it does.
        phone: who sent it.
        mes: the text.
        to: the number that it was sent to.
        smsc: the operator's SMS centre.
        sent: when it was sent, in Unix seconds.
        time: when the service received it, in Unix seconds.
        extra: the handler's own parameters, and what the service sends beyond its tables.
    """

    id: str | None = None
    sms_id: str | None = None
    phone: str
    mes: str
    to: str
    smsc: str | None = None
    sent: int | None = None
    time: int | None = None
    extra: Extra = ()

    @property
    def received(self) -> datetime | None:
        """:attr:`time` as an aware time, UTC."""
        return None if self.time is None else datetime.fromtimestamp(self.time, UTC)

    @property
    def is_call_confirmation(self) -> bool:
        """Whether the text is the service's note of a confirmation call; anybody can write it, see :class:`ConfirmedCall`."""
        return is_call_confirmation(self.mes)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedCall:
    """A subscriber has called the number that wait_call.php gave.

    Args:
        phone: who called.
        ts: when the call came, in Unix seconds.
        extra: the handler's own parameters, and what the service sends beyond its tables.
    """

    phone: str
    ts: int
    extra: Extra = ()

    @property
    def called(self) -> datetime:
        """:attr:`ts` as an aware time, UTC."""
        return datetime.fromtimestamp(self.ts, UTC)


#: What a handler receives: the three kinds of callback.
Event: TypeAlias = DeliveryStatus | IncomingMessage | ConfirmedCall

_ID, _STAMP = quoted(ID), quoted(STAMP)
_STATUS = RecordSchema(
    DeliveryStatus,
    {
        "id": _ID,
        "phone": TEXT,
        "status": quoted(STATUS),
        "time": SHORT_DATE,
        "ts": _STAMP,
        "err": quoted(ERROR),
        "syserr": TEXT,
        "cnt": quoted(NUMBER),
        "type": quoted(TYPE),
        "cost": MONEY,
        "flag": quoted(FLAGS),
        **dict.fromkeys(
            (
                "sender",
                "dtmf",
                "cmt",
                "imsi",
                "msc",
                "mcc",
                "mnc",
                "cn",
                "net",
                "rcn",
                "rnet",
                "calltime",
                "callmenu",
                "ringtime",
            ),
            TEXT,
        ),
    },
)
_MESSAGE = RecordSchema(
    IncomingMessage,
    {
        "id": _ID,
        "sms_id": _ID,
        "phone": TEXT,
        "mes": TEXT,
        "to": TEXT,
        "smsc": TEXT,
        "sent": _STAMP,
        "time": _STAMP,
    },
)
_CALL = RecordSchema(ConfirmedCall, {"phone": TEXT, "ts": _STAMP})


def _form(record: RecordSchema, fixed: tuple[str, str] | None = None) -> RecordLayout:
    # Nobody has recorded the root of an XML callback: any is read.
    return RecordLayout(
        record=record,
        fields={0: tuple(record.scalars)},
        roots={0: "callback"},
        any_root=True,
        constant=fixed,
        strict_names=True,
    )


#: How each kind is laid out; the tables' order is the order in which it is written.
RECORD_LAYOUTS: Mapping[EventKind, RecordLayout] = {
    EventKind.STATUS: _form(_STATUS),
    EventKind.MESSAGE: _form(_MESSAGE),
    EventKind.CALL: _form(_CALL, ("waitcall", "1")),
}
#: The fields that the service's hash covers, in its order.
SIGNED_FIELDS: Mapping[EventKind, tuple[str, ...]] = {
    EventKind.STATUS: ("id", "phone", "status"),
    EventKind.MESSAGE: ("phone", "mes", "to"),
    EventKind.CALL: ("phone", "ts"),
}
#: No parameter of the handler's own may be called like one of these.
SERVICE_FIELDS = frozenset(
    ("waitcall", *(name for form in RECORD_LAYOUTS.values() for name in form.record.scalars))
)
_CLASSES = {form.record.cls: kind for kind, form in RECORD_LAYOUTS.items()}


def kind_of(fields: Mapping[str, object]) -> EventKind:
    """The vendor's rule: ``mes`` makes it a message, ``waitcall`` a call, anything else is a status."""
    if "mes" in fields:
        return EventKind.MESSAGE
    return EventKind.CALL if "waitcall" in fields else EventKind.STATUS


def kind_of_event(event: Event) -> EventKind:
    """The kind of a value; raises EncodeError if it is no event."""
    kind = _CLASSES.get(event.__class__)
    if kind is None:
        raise EncodeError("callback", None, f"a {type(event).__name__} is no event")
    return kind
