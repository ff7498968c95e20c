"""status.php: what became of a message. ``grammars/status.lark`` has its lines.

The vendor's tables name every field for each format and level; the fields of a record below stand in the order of the
XML and JSON tables. Recorded replies leave fields out that the tables show (flag, err, comment, mccmnc,
operator_orig, type, sms_cnt), so only the status itself is required.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeAlias

from smsc_codec.codec import Codec, ListCodec
from smsc_codec.codes import DeliveryErrorCode, MessageStatus, MessageType
from smsc_codec.flags import MessageFlags
from smsc_codec.pages.shared import DONE, OK, Done, bool_param, phone_param
from smsc_codec.requests import Command, Parameter, RequestSpec
from smsc_codec.schema.records import Extra, RecordLayout, RecordSchema
from smsc_codec.schema.reply import ReplySpec, Variant, validate_fmt_level
from smsc_codec.schema.scalars import (
    ADDRESS,
    DATE,
    ERROR,
    FLAGS,
    ID,
    MONEY,
    NUMBER,
    STAMP,
    STATUS,
    TEXT,
    TYPE,
)

__all__ = [
    "REPLIES",
    "REQUESTS",
    "HlrStatus",
    "NotFound",
    "SmsStatus",
    "StatusReply",
    "message_delete",
    "message_delete_command",
    "status",
    "status_command",
    "statuses",
    "statuses_command",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsStatus:
    """The status of a message that is not an HLR request: SMS, call, e-mail, Viber ...

    None means that the reply does not carry the field (or carries a typed field empty); ``err=None`` is not ``err=0``.

    Args:
        status: the status.
        last_date: when it last changed, in the account's zone, naive.
        last_timestamp: when it last changed, in Unix seconds; :attr:`last_time` is aware.
        flag: type, second balance, template.
        err: why it was not delivered.
        send_date: when it was sent, in the account's zone, naive.
        send_timestamp: when it was sent, in Unix seconds; :attr:`send_time` is aware.
        phone: the number (or e-mail address) as the client sent it, without a leading plus.
        cost: in the account's currency, digits as sent.
        sender_id: the sender's name.
        status_name: the status in words, Russian in every recorded reply.
        message: the text.
        comment: the client's comment on it.
        mccmnc: country and operator code, digits.
        country, operator, operator_orig, region: where the number belongs; operator_orig before it was ported.
        type: the kind of message.
        sms_cnt: parts of the message, or seconds of a call: see :attr:`parts` and :attr:`seconds`.
        id: the message's number, in lists.
        extra: what the reply carried beyond these fields.
    """

    status: MessageStatus
    last_date: datetime | None = None
    last_timestamp: int | None = None
    flag: MessageFlags | None = None
    err: DeliveryErrorCode | None = None
    send_date: datetime | None = None
    send_timestamp: int | None = None
    phone: str | None = None
    cost: Decimal | None = None
    sender_id: str | None = None
    status_name: str | None = None
    message: str | None = None
    comment: str | None = None
    mccmnc: str | None = None
    country: str | None = None
    operator: str | None = None
    operator_orig: str | None = None
    region: str | None = None
    type: MessageType | None = None
    sms_cnt: int | None = None
    id: str | None = None
    extra: Extra = ()

    @property
    def last_time(self) -> datetime | None:
        """:attr:`last_timestamp` as an aware time, UTC."""
        return _aware(self.last_timestamp)

    @property
    def send_time(self) -> datetime | None:
        """:attr:`send_timestamp` as an aware time, UTC."""
        return _aware(self.send_timestamp)

    @property
    def parts(self) -> int | None:
        """:attr:`sms_cnt` of a message that is known to be no call."""
        return None if _kind(self) in (None, MessageType.CALL) else self.sms_cnt

    @property
    def seconds(self) -> int | None:
        """:attr:`sms_cnt` of a call."""
        return self.sms_cnt if _kind(self) is MessageType.CALL else None


@dataclass(frozen=True, slots=True, kw_only=True)
class HlrStatus:
    """The status of an HLR request: whether a subscriber can be reached, and where.

    None means that the reply does not carry the field; empty texts are "" (the country of roaming, at home).
    imsi and msc may be filled some time after the final status. Fields not named here are those of
    :class:`SmsStatus`.

    Args:
        err: the HLR error; status 1 with err 0 means reachable, with another err unreachable, without one pending.
        imsi: the SIM card's IMSI, digits.
        msc: the service centre of the network in which the subscriber is, digits.
        mcc, mnc: codes of country and operator, digits as sent ("01").
        cn, net: country and operator of registration.
        rcn, rnet: country and operator of roaming.
    """

    status: MessageStatus
    last_date: datetime | None = None
    last_timestamp: int | None = None
    flag: MessageFlags | None = None
    err: DeliveryErrorCode | None = None
    imsi: str | None = None
    msc: str | None = None
    mcc: str | None = None
    mnc: str | None = None
    cn: str | None = None
    net: str | None = None
    rcn: str | None = None
    rnet: str | None = None
    send_date: datetime | None = None
    send_timestamp: int | None = None
    phone: str | None = None
    cost: Decimal | None = None
    sender_id: str | None = None
    status_name: str | None = None
    message: str | None = None
    country: str | None = None
    operator: str | None = None
    region: str | None = None
    type: MessageType | None = None
    id: str | None = None
    extra: Extra = ()

    @property
    def last_time(self) -> datetime | None:
        """:attr:`last_timestamp` as an aware time, UTC."""
        return _aware(self.last_timestamp)

    @property
    def send_time(self) -> datetime | None:
        """:attr:`send_timestamp` as an aware time, UTC."""
        return _aware(self.send_timestamp)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFound:
    """The message is unknown, or in the archive (status -3). Its status is in the type.

    Args:
        id: the message's number, in lists.
        phone: the number asked for, in lists.
        extra: what else the reply carried; further columns of a fmt=1 line stand under ``columns``, as sent, from
            their comma on.
    """

    id: str | None = None
    phone: str | None = None
    extra: Extra = ()


#: What status.php answers for one message, but for an error.
StatusReply: TypeAlias = SmsStatus | HlrStatus | NotFound


def _aware(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _kind(value: SmsStatus) -> MessageType | None:
    if value.type is not None:
        return value.type
    return None if value.flag is None else value.flag.type


# ---- what the vendor's tables say

_TIMES = {"last_date": DATE, "last_timestamp": STAMP, "send_date": DATE, "send_timestamp": STAMP}
_COMMON = {
    **_TIMES,
    "status": STATUS,
    "flag": FLAGS,
    "err": ERROR,
    "cost": MONEY,
    "type": TYPE,
    "id": ID,
}
_TEXTS = ("phone", "sender_id", "status_name", "message", "country", "operator", "region")
_NETWORK = ("imsi", "msc", "mcc", "mnc", "cn", "net", "rcn", "rnet")

_SMS = RecordSchema(
    SmsStatus,
    {
        **_COMMON,
        "sms_cnt": NUMBER,
        **dict.fromkeys((*_TEXTS, "comment", "mccmnc", "operator_orig"), TEXT),
    },
)
_HLR = RecordSchema(HlrStatus, {**_COMMON, **dict.fromkeys((*_TEXTS, *_NETWORK), TEXT)})
_NOT_FOUND = RecordSchema(NotFound, {"id": ID, "phone": TEXT})

_NOW = ("status", "last_date", "last_timestamp", "flag", "err")
_SENT = ("send_date", "send_timestamp", "phone", "cost", "sender_id", "status_name", "message")
_PLACE = ("mccmnc", "country", "operator", "operator_orig", "region")
# A list adds the id, and with all=0 the phone, behind everything else; a single reply that has them is read alike.
_LISTED = ("id", "phone")
_TELLING = ("status", "type", "flag", "sender_id")
_ROOT = dict.fromkeys((0, 1, 2), "sms")


_COLUMNS = frozenset(_NETWORK)


def _which(row: Mapping[str, object]) -> type[StatusReply]:
    """Which record an XML or JSON reply is: the rule of docs/quirks.md, "SMS or HLR".

    Status -3 is NotFound. Any HLR column makes it an HLR reply; without one, the type decides, and the flag's where
    there is no type; without both, the sender ``HLR``.
    """
    if str(row.get("status")) == "-3":
        return NotFound
    if not _COLUMNS.isdisjoint(row):
        return HlrStatus
    kind = row.get("type")
    if kind is not None and kind != "":
        return HlrStatus if str(kind) == "4" else SmsStatus
    flag = str(row.get("flag", ""))
    if flag.isascii() and flag.isdigit() and len(flag) < 10:
        return HlrStatus if MessageFlags.from_text(flag).type is MessageType.HLR else SmsStatus
    return HlrStatus if row.get("sender_id") == "HLR" else SmsStatus


_STATUS_REPLY = ReplySpec(
    name="status",
    list_name="statuses",
    page="status",
    level_param="all",
    levels=(0, 1, 2),
    layouts=(
        RecordLayout(
            record=_SMS,
            rule="sms",
            fields={
                0: (*_NOW, *_LISTED),
                1: (*_NOW, *_SENT, "comment", "type", "sms_cnt", "id"),
                2: (*_NOW, *_SENT, "comment", *_PLACE, "type", "sms_cnt", "id"),
            },
            roots=_ROOT,
            discriminators=_TELLING,
        ),
        RecordLayout(
            record=_HLR,
            rule="hlr",
            fields={
                0: (*_NOW, *_NETWORK, *_LISTED),
                1: (*_NOW, *_NETWORK, *_SENT, "type", "id"),
                2: (*_NOW, *_NETWORK, *_SENT, "country", "operator", "region", "type", "id"),
            },
            roots=_ROOT,
            discriminators=(*_TELLING, *_NETWORK),
        ),
        RecordLayout(
            record=_NOT_FOUND,
            rule="not_found",
            fields=dict.fromkeys((0, 1, 2), _LISTED),
            roots=_ROOT,
            constant=("status", "-3"),
        ),
    ),
    select_record=_which,
    # What a list adds, and where, is recorded for JSON only.
    rows=("B", "C", "C", "A"),
    variants=(
        Variant(name="tail", call_argument="tail=True", fmts=(1,), levels=(1, 2)),
        Variant(name="bare", call_argument="tail=False", fmts=(1,), levels=(1, 2)),
    ),
)

_DELETE_REPLY = ReplySpec(name="message_delete", page="status", layouts=(DONE,), plain_texts=OK)

REPLIES = (_STATUS_REPLY, _DELETE_REPLY)


def _tail(fmt: int, all: int, tail: bool | None) -> str:
    if tail is None:
        return ""
    if tail.__class__ is not bool:
        raise TypeError(f"tail must be True, False or None, not {tail!r}")
    if fmt != 1 or all == 0:
        raise ValueError(
            "tail speaks of the last columns of fmt=1 with all=1 or all=2; leave it out here"
        )
    return "tail" if tail else "bare"


def status(*, fmt: int = 3, all: int = 0, tail: bool | None = None) -> Codec[StatusReply]:
    """The reply of status.php for one message.

    Args:
        fmt: 0 text, 1 a comma line, 2 XML, 3 JSON.
        all: 0, 1 or 2, as asked: how much the service tells.
        tail: for fmt=1 with all=1 or 2, whether the line ends with ``,comment,type`` as the vendor documents; False:
            it ends with the message; None: it has the tail if the last column is the number of a known type.

    Raises:
        ValueError, TypeError: no such format, level or tail.
    """
    validate_fmt_level(fmt, "all", all, (0, 1, 2))
    codec: Codec[StatusReply] = _STATUS_REPLY.codec(fmt, all, variant=_tail(fmt, all, tail))
    return codec


def statuses(*, fmt: int = 3, all: int = 0, tail: bool | None = None) -> ListCodec[StatusReply]:
    """The reply of status.php for several messages; :attr:`ListCodec.row` reads one of them.

    Args:
        fmt, all, tail: as for :func:`status`.

    Raises:
        ValueError, TypeError: no such format, level or tail.
    """
    validate_fmt_level(fmt, "all", all, (0, 1, 2))
    codec: ListCodec[StatusReply] = _STATUS_REPLY.codec(
        fmt, all, variant=_tail(fmt, all, tail), part="many"
    )
    return codec


def message_delete(*, fmt: int = 3) -> Codec[Done]:
    """The reply of status.php with del=1; ``fmt`` and errors as for :func:`status`. A bare ``OK`` is read for fmt=3 as well."""
    codec: Codec[Done] = _DELETE_REPLY.codec(fmt, 0)
    return codec


_ID = Parameter(name="id", kind=ID, required=True)
_ALL = bool_param("all", 0, 1, 2)
_ASK = RequestSpec(
    name="status",
    page="status",
    parameters=(phone_param(), _ID, _ALL),
    reply=status,
    reply_params=("all",),
    idempotent=True,
)
_ASK_MANY = RequestSpec(
    name="statuses",
    page="status",
    reply=statuses,
    reply_params=("all",),
    paired=("phone", "id"),
    idempotent=True,
    parameters=(
        Parameter(name="phone", kind=ADDRESS, repeated=True, listed=True, required=True),
        Parameter(name="id", kind=ID, repeated=True, listed=True, required=True),
        _ALL,
    ),
)
_ASK_DELETE = RequestSpec(
    name="message_delete",
    page="status",
    constants={"del": "1"},
    parameters=(phone_param(), _ID),
    reply=message_delete,
    idempotent=True,
)

REQUESTS = (_ASK, _ASK_MANY, _ASK_DELETE)


def status_command(*, phone: str, id: str, all: int = 0, fmt: int = 3) -> Command[StatusReply]:
    """Ask what became of a message; five times a minute for one message at most.

    Args:
        phone: the number that the message was sent to.
        id: the message's number.
        all: 0, 1 or 2: how much to tell.
        fmt: the format of the reply, 0 to 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[StatusReply] = _ASK.command(fmt, phone=phone, id=id, all=all)
    return command


def statuses_command(
    *, phone: Sequence[str], id: Sequence[str], all: int = 0, fmt: int = 3
) -> Command[list[StatusReply]]:
    """Ask what became of several messages, one such request a minute at most. A list of one stays a list.

    Args:
        phone: the numbers that the messages were sent to.
        id: the messages' numbers, as many.
        all: 0, 1 or 2: how much to tell.
        fmt: the format of the reply, 0 to 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[list[StatusReply]] = _ASK_MANY.command(fmt, phone=phone, id=id, all=all)
    return command


def message_delete_command(*, phone: str, id: str, fmt: int = 3) -> Command[Done]:
    """Delete a message.

    Args:
        phone: the number that the message was sent to.
        id: the message's number.
        fmt: the format of the reply, 0 to 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Done] = _ASK_DELETE.command(fmt, phone=phone, id=id)
    return command
