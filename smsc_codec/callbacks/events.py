"""Callback events: delivery status, incoming message, confirmed call.

Source: the vendor's tables in "Transmitting statuses and messages to the Client handler". Every
value is sent as a string, also in JSON. The ``time`` of a status is in the account's time zone;
``ts`` and the times of messages and calls are Unix seconds.
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
    """The kind of an event."""

    STATUS = "status"
    MESSAGE = "message"
    CALL = "call"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryStatus:
    """Delivery status callback: the new status of a message.

    Args:
        id: the message ID.
        phone: the recipient's number; an e-mail address for e-mail.
        status: the status.
        time: when the status changed, naive, in the account's time zone; the service sends a
            two-digit year of the 21st century.
        ts: when the status changed, in Unix seconds; :attr:`changed` is the aware datetime.
        err: the delivery error; the service omits it if it is zero.
        syserr: the operator's own error code, as sent.
        cnt: parts of an SMS or seconds of a call; see :attr:`parts` and :attr:`seconds`.
        type: the message type.
        cost: the cost; the digits are kept as sent.
        flag: type, second balance, template.
        sender: the sender name.
        dtmf: the keys that the subscriber pressed.
        cmt: the client's comment. For a call, the service may append a line ``overtime: mm:ss``;
            see :attr:`overtime`.
        imsi, msc, mcc, mnc, cn, net, rcn, rnet: the result of an HLR request.
        calltime, callmenu, ringtime: details of a call with a menu, as sent.
        extra: parameters of the handler URL, and fields that the vendor does not document
            (``pnet``, ``mccmnc`` ...).
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
        """The number of parts of the message; None for a call."""
        return None if self._kind is MessageType.CALL else self.cnt

    @property
    def seconds(self) -> int | None:
        """The duration of a call in seconds; None for any other message type."""
        return self.cnt if self._kind is MessageType.CALL else None

    @property
    def overtime(self) -> timedelta | None:
        """The time by which a call exceeded its limit, taken from a line of :attr:`cmt`."""
        found = _OVERTIME.search(self.cmt or "")
        return None if found is None else timedelta(minutes=int(found[1]), seconds=int(found[2]))

    @property
    def changed(self) -> datetime | None:
        """:attr:`ts` as an aware datetime in UTC."""
        return None if self.ts is None else datetime.fromtimestamp(self.ts, UTC)

    @property
    def _kind(self) -> MessageType | None:
        if self.type is not None:
            return self.type
        return None if self.flag is None else self.flag.type


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMessage:
    """Incoming message callback.

    Args:
        id: the message ID.
        sms_id: the ID of the message that this one replies to, if any.
        phone: the number of the person who sent it.
        mes: the text.
        to: the number that it was sent to.
        smsc: the operator's SMS centre.
        sent: when it was sent, in Unix seconds.
        time: when the service received it, in Unix seconds; :attr:`received` is the aware datetime.
        extra: parameters of the handler URL, and fields that the vendor does not document.
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
        """:attr:`time` as an aware datetime in UTC."""
        return None if self.time is None else datetime.fromtimestamp(self.time, UTC)

    @property
    def is_call_confirmation(self) -> bool:
        """Whether the text is the one that the service records for a confirmation call.

        A subscriber can send the same text, so this proves nothing; rely on :class:`ConfirmedCall`.
        """
        return is_call_confirmation(self.mes)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedCall:
    """Confirmed call callback: a subscriber called the number that wait_call.php had returned.

    Args:
        phone: the caller's number.
        ts: when the call was received, in Unix seconds.
        extra: parameters of the handler URL, and fields that the vendor does not document.
    """

    phone: str
    ts: int
    extra: Extra = ()

    @property
    def called(self) -> datetime:
        """:attr:`ts` as an aware datetime in UTC."""
        return datetime.fromtimestamp(self.ts, UTC)


#: An event of any of the three kinds.
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


def _layout(record: RecordSchema, constant: tuple[str, str] | None = None) -> RecordLayout:
    # The root element of an XML callback is not documented, so any is accepted.
    return RecordLayout(
        record=record,
        fields={0: tuple(record.scalars)},
        roots={0: "callback"},
        any_root=True,
        constant=constant,
        strict_names=True,
    )


#: The record layout of each kind. Fields are encoded in the order of the vendor's tables.
RECORD_LAYOUTS: Mapping[EventKind, RecordLayout] = {
    EventKind.STATUS: _layout(_STATUS),
    EventKind.MESSAGE: _layout(_MESSAGE),
    EventKind.CALL: _layout(_CALL, ("waitcall", "1")),
}
#: The fields that the service's hash covers, in the order in which they are hashed.
SIGNED_FIELDS: Mapping[EventKind, tuple[str, ...]] = {
    EventKind.STATUS: ("id", "phone", "status"),
    EventKind.MESSAGE: ("phone", "mes", "to"),
    EventKind.CALL: ("phone", "ts"),
}
#: The field names of the service, which cannot name a parameter of the handler URL.
SERVICE_FIELDS = frozenset(
    ("waitcall", *(name for layout in RECORD_LAYOUTS.values() for name in layout.record.scalars))
)
_KINDS = {layout.record.cls: kind for kind, layout in RECORD_LAYOUTS.items()}


def kind_of(fields: Mapping[str, object]) -> EventKind:
    """Return the event kind of the given fields.

    The vendor's rule: with ``mes`` it is a message, with ``waitcall`` a call, otherwise a status.
    """
    if "mes" in fields:
        return EventKind.MESSAGE
    return EventKind.CALL if "waitcall" in fields else EventKind.STATUS


def kind_of_event(event: Event) -> EventKind:
    """Return the kind of an event.

    Raises:
        EncodeError: ``event`` is of another type.
    """
    kind = _KINDS.get(event.__class__)
    if kind is None:
        raise EncodeError(
            "callback",
            None,
            "expected DeliveryStatus, IncomingMessage or ConfirmedCall, "
            f"got {type(event).__name__}",
        )
    return kind
