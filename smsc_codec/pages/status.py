"""status.php: the status of a message. The grammar of its lines is ``grammars/status.lark``.

The vendor's tables list the fields of each format and level; the records below have them in the
order of the XML and JSON tables. Recorded replies omit fields that the tables show (flag, err,
comment, mccmnc, operator_orig, type, sms_cnt), so only the status itself is required.
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
    """The status of an SMS, call, e-mail or other message that is not an HLR request.

    None means that the field is missing from the reply, or empty and not a text. ``err=None`` and
    ``err=0`` are different: the latter reports that there is no error.

    Args:
        status: the status of the message.
        last_date: when the status last changed, in the account's time zone, naive.
        last_timestamp: when the status last changed, in Unix seconds; see :attr:`last_time`.
        flag: bit flags: message type, second balance, template.
        err: the reason why the message was not delivered.
        send_date: when the message was sent, in the account's time zone, naive.
        send_timestamp: when the message was sent, in Unix seconds; see :attr:`send_time`.
        phone: the phone number or e-mail address from the client's request, without a leading
            plus.
        cost: the cost in the account's currency; trailing zeros are kept.
        sender_id: the sender name.
        status_name: the name of the status, in Russian in every recorded reply.
        message: the text of the message.
        comment: the client's comment on the message.
        mccmnc: the mobile country and network codes, digits.
        country, operator, operator_orig, region: the origin of the phone number; operator_orig is
            the operator before the number was ported.
        type: the type of the message.
        sms_cnt: parts of a message or seconds of a call; see :attr:`parts` and :attr:`seconds`.
        id: the number of the message; in lists only.
        extra: unknown fields of the reply, as (name, value) pairs.
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
        """Return :attr:`last_timestamp` as an aware time in UTC."""
        return _aware(self.last_timestamp)

    @property
    def send_time(self) -> datetime | None:
        """Return :attr:`send_timestamp` as an aware time in UTC."""
        return _aware(self.send_timestamp)

    @property
    def parts(self) -> int | None:
        """Return :attr:`sms_cnt` if the message is known not to be a call, otherwise None."""
        return None if _kind(self) in (None, MessageType.CALL) else self.sms_cnt

    @property
    def seconds(self) -> int | None:
        """Return :attr:`sms_cnt` if the message is a call, otherwise None."""
        return self.sms_cnt if _kind(self) is MessageType.CALL else None


@dataclass(frozen=True, slots=True, kw_only=True)
class HlrStatus:
    """The status of an HLR request: whether and where a subscriber can be reached.

    None means that the field is missing from the reply; empty texts are "" (for example, the
    roaming country of a subscriber at home). imsi and msc may appear some time after the final
    status. Fields not named here are those of :class:`SmsStatus`.

    Args:
        err: the HLR error. With status 1, err 0 means reachable, any other value unreachable, and
            no value pending.
        imsi: the IMSI of the SIM card, digits.
        msc: the number of the service centre that serves the subscriber, digits.
        mcc, mnc: the mobile country code and the mobile network code, digits as received ("01").
        cn, net: the country and operator of registration.
        rcn, rnet: the country and operator of roaming.
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
        """Return :attr:`last_timestamp` as an aware time in UTC."""
        return _aware(self.last_timestamp)

    @property
    def send_time(self) -> datetime | None:
        """Return :attr:`send_timestamp` as an aware time in UTC."""
        return _aware(self.send_timestamp)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotFound:
    """The message does not exist or is archived (status -3, which has no field).

    Args:
        id: the number of the message; in lists only.
        phone: the requested phone number; in lists only.
        extra: unknown fields of the reply; further columns of a fmt=1 line are kept as received
            under ``columns``, including their first comma.
    """

    id: str | None = None
    phone: str | None = None
    extra: Extra = ()


#: A reply of status.php for one message, other than an error.
StatusReply: TypeAlias = SmsStatus | HlrStatus | NotFound


def _aware(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _kind(value: SmsStatus) -> MessageType | None:
    if value.type is not None:
        return value.type
    return None if value.flag is None else value.flag.type


# ---- the vendor's tables

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

_STATE = ("status", "last_date", "last_timestamp", "flag", "err")
_SENDING = ("send_date", "send_timestamp", "phone", "cost", "sender_id", "status_name", "message")
_ORIGIN = ("mccmnc", "country", "operator", "operator_orig", "region")
# A list appends the id, and with all=0 the phone. A single reply that has them is decoded too.
_LISTED = ("id", "phone")
_DISCRIMINATORS = ("status", "type", "flag", "sender_id")
_ROOT = dict.fromkeys((0, 1, 2), "sms")


_COLUMNS = frozenset(_NETWORK)


def _select_record(row: Mapping[str, object]) -> type[StatusReply]:
    """Select the record of an XML or JSON reply by the rule of docs/quirks.md, "SMS or HLR".

    Status -3 is NotFound. A reply with any HLR column is an HLR status; without one, the type
    decides, then the type in the flag, then whether the sender is ``HLR``.
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
                0: (*_STATE, *_LISTED),
                1: (*_STATE, *_SENDING, "comment", "type", "sms_cnt", "id"),
                2: (*_STATE, *_SENDING, "comment", *_ORIGIN, "type", "sms_cnt", "id"),
            },
            roots=_ROOT,
            discriminators=_DISCRIMINATORS,
        ),
        RecordLayout(
            record=_HLR,
            rule="hlr",
            fields={
                0: (*_STATE, *_NETWORK, *_LISTED),
                1: (*_STATE, *_NETWORK, *_SENDING, "type", "id"),
                2: (*_STATE, *_NETWORK, *_SENDING, "country", "operator", "region", "type", "id"),
            },
            roots=_ROOT,
            discriminators=(*_DISCRIMINATORS, *_NETWORK),
        ),
        RecordLayout(
            record=_NOT_FOUND,
            rule="not_found",
            fields=dict.fromkeys((0, 1, 2), _LISTED),
            roots=_ROOT,
            constant=("status", "-3"),
        ),
    ),
    select_record=_select_record,
    # The fields that a list adds are documented for JSON only.
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
        raise TypeError(f"tail: expected True, False or None, got {tail!r}")
    if fmt != 1 or all == 0:
        raise ValueError("tail: applies only to fmt=1 with all=1 or all=2")
    return "tail" if tail else "bare"


def status(*, fmt: int = 3, all: int = 0, tail: bool | None = None) -> Codec[StatusReply]:
    """Return the codec for the reply of status.php for one message.

    Args:
        fmt: 0 labelled text, 1 comma-separated line, 2 XML, 3 JSON.
        all: the level of detail of the request, 0, 1 or 2.
        tail: for fmt=1 with all=1 or 2, whether the line ends with ``,comment,type`` as the vendor
            documents. False: it ends with the message. None: it has the tail if the last column is
            the number of a known message type.

    Raises:
        ValueError: the format or level does not exist, or ``tail`` does not apply to it.
        TypeError: an argument has the wrong type.
    """
    validate_fmt_level(fmt, "all", all, (0, 1, 2))
    codec: Codec[StatusReply] = _STATUS_REPLY.codec(fmt, all, variant=_tail(fmt, all, tail))
    return codec


def statuses(*, fmt: int = 3, all: int = 0, tail: bool | None = None) -> ListCodec[StatusReply]:
    """Return the codec for the reply of status.php for several messages.

    :attr:`ListCodec.row` is the codec of a single row.

    Args:
        fmt, all, tail: as for :func:`status`.

    Raises:
        ValueError: the format or level does not exist, or ``tail`` does not apply to it.
        TypeError: an argument has the wrong type.
    """
    validate_fmt_level(fmt, "all", all, (0, 1, 2))
    codec: ListCodec[StatusReply] = _STATUS_REPLY.codec(
        fmt, all, variant=_tail(fmt, all, tail), part="many"
    )
    return codec


def message_delete(*, fmt: int = 3) -> Codec[Done]:
    """Return the codec for the reply of status.php with del=1.

    With fmt=3, a plain ``OK`` is decoded too. ``fmt`` and exceptions as for :func:`status`.
    """
    codec: Codec[Done] = _DELETE_REPLY.codec(fmt, 0)
    return codec


_ID = Parameter(name="id", kind=ID, required=True)
_ALL = bool_param("all", 0, 1, 2)
_REQUEST = RequestSpec(
    name="status",
    page="status",
    parameters=(phone_param(), _ID, _ALL),
    reply=status,
    reply_params=("all",),
    idempotent=True,
)
_MANY_REQUEST = RequestSpec(
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
_DELETE_REQUEST = RequestSpec(
    name="message_delete",
    page="status",
    constants={"del": "1"},
    parameters=(phone_param(), _ID),
    reply=message_delete,
    idempotent=True,
)

REQUESTS = (_REQUEST, _MANY_REQUEST, _DELETE_REQUEST)


def status_command(*, phone: str, id: str, all: int = 0, fmt: int = 3) -> Command[StatusReply]:
    """Request the status of a message; at most five requests a minute for one message.

    Args:
        phone: the phone number that the message was sent to.
        id: the number of the message.
        all: the level of detail, 0, 1 or 2.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[StatusReply] = _REQUEST.command(fmt, phone=phone, id=id, all=all)
    return command


def statuses_command(
    *, phone: Sequence[str], id: Sequence[str], all: int = 0, fmt: int = 3
) -> Command[list[StatusReply]]:
    """Request the status of several messages; at most one such request a minute.

    The reply is a list even for one message.

    Args:
        phone: the phone numbers that the messages were sent to.
        id: the numbers of the messages, one for each phone number.
        all: the level of detail, 0, 1 or 2.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[list[StatusReply]] = _MANY_REQUEST.command(fmt, phone=phone, id=id, all=all)
    return command


def message_delete_command(*, phone: str, id: str, fmt: int = 3) -> Command[Done]:
    """Delete a message.

    Args:
        phone: the phone number that the message was sent to.
        id: the number of the message.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Done] = _DELETE_REQUEST.command(fmt, phone=phone, id=id)
    return command
