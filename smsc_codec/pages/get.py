"""get.php: sent messages, incoming messages, statistics and prices.

Codecs exist only for formats that are recorded or that several clients agree on: JSON, and fmt=0
for the two lists of messages. The grammar of the lines is ``grammars/get.lark``. Sources: recorded
history rows (2021, 2024), node-smsc, clients that poll for incoming messages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from smsc_codec.codec import Codec, ListCodec
from smsc_codec.codes import MessageStatus, MessageType
from smsc_codec.errors import EncodeError
from smsc_codec.flags import MessageFlags
from smsc_codec.pages.shared import JSON_ONLY, bool_param, int_param, phone_param, text_param
from smsc_codec.pages.wait_call import is_call_confirmation
from smsc_codec.requests import Command, Parameter, RequestSpec
from smsc_codec.schema.records import Extra, RecordLayout, RecordSchema, items
from smsc_codec.schema.reply import ReplySpec
from smsc_codec.schema.scalars import (
    CHECKSUM,
    DATE,
    DAY,
    FLAGS,
    ID,
    MOMENT,
    MONEY,
    NUMBER,
    STAMP,
    STATUS,
    TEXT,
    TYPE,
    WORD,
)

__all__ = [
    "REPLIES",
    "REQUESTS",
    "Answer",
    "Prices",
    "SentMessage",
    "Statistics",
    "Zone",
    "answers",
    "answers_command",
    "messages",
    "messages_command",
    "prices",
    "prices_command",
    "statistics",
    "statistics_command",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMessage:
    """A message of the history.

    Fields of the same name have the same meaning as in :class:`smsc_codec.SmsStatus`.

    Args:
        status: the status of the message.
        last_date: when the status last changed, in the account's time zone, naive; fmt=0 only.
        last_timestamp: when the status last changed, in Unix seconds; fmt=3 only.
        flag: bit flags: message type, second balance, template.
        send_date: when the message was sent, in the account's time zone, naive.
        send_timestamp: when the message was sent, in Unix seconds; fmt=3 only.
        phone: the phone number of the recipient.
        cost: the cost in the account's currency; trailing zeros are kept.
        sender_id: the sender name.
        status_name: the name of the status, in Russian.
        message: the text of the message.
        mccmnc, country, operator, region: the origin of the phone number; mccmnc is the mobile
            country and network codes, digits.
        type: the type of the message.
        sms_cnt: parts of a message or seconds of a call.
        id: the number of the message.
        int_id: the service's internal number of the message.
        format: the format of the text, a number as received.
        crc: a 32-bit checksum of an unknown algorithm, digits as received.
        extra: unknown fields of the reply, as (name, value) pairs.
    """

    status: MessageStatus
    last_date: datetime | None = None
    last_timestamp: int | None = None
    flag: MessageFlags | None = None
    send_date: datetime | None = None
    send_timestamp: int | None = None
    phone: str | None = None
    cost: Decimal | None = None
    sender_id: str | None = None
    status_name: str | None = None
    message: str | None = None
    mccmnc: str | None = None
    country: str | None = None
    operator: str | None = None
    region: str | None = None
    type: MessageType | None = None
    sms_cnt: int | None = None
    id: str | None = None
    int_id: str | None = None
    format: str | None = None
    crc: str | None = None
    extra: Extra = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An incoming message.

    Args:
        id: the number of the message.
        received: when the service received the message, in the account's time zone, naive.
        phone: the phone number that sent the message.
        message: the text of the message.
        to_phone: the number that received the message.
        sent: when the message was sent: a naive time in the account's time zone, as clients have
            observed it, or Unix seconds, as in callbacks.
        extra: unknown fields of the reply, as (name, value) pairs.
    """

    id: str
    received: datetime | None = None
    phone: str | None = None
    message: str | None = None
    to_phone: str | None = None
    sent: datetime | int | None = None
    extra: Extra = ()

    @property
    def is_call_confirmation(self) -> bool:
        """Return whether the text is the service's note of a confirmation call.

        See :func:`smsc_codec.pages.wait_call.is_call_confirmation`.
        """
        return is_call_confirmation(self.message or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """The messages and payments of one login.

    Args:
        login: the login.
        cnt: the number of messages.
        credit: the amount spent.
        debit: the amount paid in.
        currency: the currency code as received.
        extra: unknown fields of the reply, as (name, value) pairs.
    """

    login: str | None = None
    cnt: int | None = None
    credit: Decimal | None = None
    debit: Decimal | None = None
    currency: str | None = None
    extra: Extra = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """The prices of one price zone.

    Args:
        zone: the identifier of the zone.
        name: the name of the zone.
        api, mass, mms, hlr, call: the price of each kind of message, in the account's currency.
        extra: unknown fields of the reply, as (name, value) pairs.
    """

    zone: str | None = None
    name: str | None = None
    api: Decimal | None = None
    mass: Decimal | None = None
    mms: Decimal | None = None
    hlr: Decimal | None = None
    call: Decimal | None = None
    extra: Extra = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """The account's prices.

    Args:
        zones: the prices of each zone; None if the reply has none.
        extra: unknown fields of the reply, as (name, value) pairs.
    """

    zones: tuple[Zone, ...] | None = None
    extra: Extra = ()


_TEXTS = ("phone", "sender_id", "status_name", "message", "mccmnc", "country", "operator", "region")
_MESSAGE = RecordSchema(
    SentMessage,
    {
        "status": STATUS,
        "last_date": DATE,
        "last_timestamp": STAMP,
        "flag": FLAGS,
        "send_date": DATE,
        "send_timestamp": STAMP,
        **dict.fromkeys(_TEXTS, TEXT),
        "cost": MONEY,
        "type": TYPE,
        "sms_cnt": NUMBER,
        "id": ID,
        "int_id": ID,
        "format": ID,
        "crc": CHECKSUM,
    },
)
_ANSWER = RecordSchema(
    Answer,
    {"id": ID, "received": DATE, "phone": TEXT, "message": TEXT, "to_phone": TEXT, "sent": MOMENT},
)
_STATISTICS = RecordSchema(
    Statistics, {"login": TEXT, "cnt": NUMBER, "credit": MONEY, "debit": MONEY, "currency": WORD}
)
_ZONE = RecordSchema(
    Zone,
    {"zone": TEXT, "name": TEXT, **dict.fromkeys(("api", "mass", "mms", "hlr", "call"), MONEY)},
)
_PRICES = RecordSchema(Prices, {"zones": items(_ZONE, "zone")})

_MESSAGES = ReplySpec(
    list_name="messages",
    page="get",
    layouts=(
        RecordLayout(
            record=_MESSAGE,
            rule="message",
            fields={0: tuple(name for name in _MESSAGE.names if name != "extra")},
            roots={0: "sms"},
        ),
    ),
    confidence=("A", "-", "-", "A"),
)
_ANSWERS = ReplySpec(
    list_name="answers",
    page="get",
    layouts=(
        RecordLayout(
            record=_ANSWER, rule="answer", fields={0: tuple(_ANSWER.scalars)}, roots={0: "answer"}
        ),
    ),
    confidence=("B", "-", "-", "B"),
)
_STATISTICS_REPLY = ReplySpec(
    list_name="statistics",
    page="get",
    layouts=(
        RecordLayout(record=_STATISTICS, fields={0: tuple(_STATISTICS.scalars)}, roots={0: "stat"}),
    ),
    confidence=JSON_ONLY,
)
_PRICES_REPLY = ReplySpec(
    name="prices",
    page="get",
    layouts=(RecordLayout(record=_PRICES, fields={0: ("zones",)}, roots={0: "prices"}),),
    confidence=JSON_ONLY,
)

REPLIES = (_MESSAGES, _ANSWERS, _STATISTICS_REPLY, _PRICES_REPLY)


def messages(*, fmt: int = 3) -> ListCodec[SentMessage]:
    """Return the codec for the reply of get.php with get_messages=1: sent messages.

    If there are none, the service replies with error 3.

    Args:
        fmt: 0 labelled text, 3 JSON; the other reply formats are not documented.

    Raises:
        ValueError: the format does not exist, or its reply is not documented.
        TypeError: ``fmt`` is not an int.
    """
    codec: ListCodec[SentMessage] = _MESSAGES.codec(fmt)
    return codec


def answers(*, fmt: int = 3) -> ListCodec[Answer]:
    """Return the codec for the reply of get.php with get_answers=1: incoming messages.

    Args:
        fmt: 0 labelled text, 3 JSON; the other reply formats are not documented.

    Raises:
        ValueError: the format does not exist, or its reply is not documented.
        TypeError: ``fmt`` is not an int.
    """
    codec: ListCodec[Answer] = _ANSWERS.codec(fmt)
    return codec


def statistics(*, fmt: int = 3) -> ListCodec[Statistics]:
    """Return the codec for the reply of get.php with get_stat=1.

    Args:
        fmt: only 3 (JSON) is supported; the other reply formats are not documented.

    Raises:
        ValueError: the format does not exist, or its reply is not documented.
        TypeError: ``fmt`` is not an int.
    """
    codec: ListCodec[Statistics] = _STATISTICS_REPLY.codec(fmt)
    return codec


def prices(*, fmt: int = 3) -> Codec[Prices]:
    """Return the codec for the reply of get.php with get_price=1.

    Args:
        fmt: only 3 (JSON) is supported; the other reply formats are not documented.

    Raises:
        ValueError: the format does not exist, or its reply is not documented.
        TypeError: ``fmt`` is not an int.
    """
    codec: Codec[Prices] = _PRICES_REPLY.codec(fmt)
    return codec


_START, _END = Parameter(name="start", kind=DAY), Parameter(name="end", kind=DAY)
_MESSAGES_REQUEST = RequestSpec(
    name="messages",
    page="get",
    constants={"get_messages": "1"},
    reply=messages,
    idempotent=True,
    parameters=(
        _START,
        _END,
        phone_param(required=False),
        text_param("email"),
        bool_param("format", 0, 8),
        int_param("cnt", minimum=1, maximum=1000),
        int_param("prev_id", kind=ID),
    ),
)
_ANSWERS_REQUEST = RequestSpec(
    name="answers",
    page="get",
    constants={"get_answers": "1"},
    reply=answers,
    idempotent=True,
    parameters=(
        int_param("cnt", minimum=1, maximum=10000),
        int_param("hour", minimum=1, maximum=168),
        int_param("after_id", kind=ID),
        phone_param("to_phone", required=False),
    ),
)
_STATISTICS_REQUEST = RequestSpec(
    name="statistics",
    page="get",
    constants={"get_stat": "1"},
    reply=statistics,
    idempotent=True,
    parameters=(_START, _END, bool_param("mycur"), bool_param("balance2")),
)
_PRICES_REQUEST = RequestSpec(
    name="prices",
    page="get",
    constants={"get_price": "1"},
    parameters=(),
    reply=prices,
    idempotent=True,
)

REQUESTS = (_MESSAGES_REQUEST, _ANSWERS_REQUEST, _STATISTICS_REQUEST, _PRICES_REQUEST)


def messages_command(
    *,
    start: date | None = None,
    end: date | None = None,
    phone: str | None = None,
    email: str | None = None,
    format: int | None = None,
    cnt: int | None = None,
    prev_id: str | None = None,
    fmt: int = 3,
) -> Command[list[SentMessage]]:
    """Request the history of sent messages.

    Args:
        start, end: the first and the last day, at most six months apart.
        phone, email: return only messages to this address.
        format: 0 for SMS, 8 for e-mail.
        cnt: the maximum number of messages to return, at most 1000.
        prev_id: the last ``int_id`` of the previous page.
        fmt: the reply format, 0 or 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    if start.__class__ is end.__class__ is date and not 0 <= (end - start).days <= 184:
        raise EncodeError(
            "messages command", "end", "is before the start, or more than six months after it"
        )
    command: Command[list[SentMessage]] = _MESSAGES_REQUEST.command(
        fmt, start=start, end=end, phone=phone, email=email, format=format, cnt=cnt, prev_id=prev_id
    )
    return command


def answers_command(
    *,
    cnt: int | None = None,
    hour: int | None = None,
    after_id: str | None = None,
    to_phone: str | None = None,
    fmt: int = 3,
) -> Command[list[Answer]]:
    """Request the incoming messages.

    Args:
        cnt: the maximum number of messages to return, at most 10000.
        hour: return only messages of the last ``hour`` hours, at most 168.
        after_id: return only messages after this one.
        to_phone: return only messages to this number.
        fmt: the reply format, 0 or 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[list[Answer]] = _ANSWERS_REQUEST.command(
        fmt, cnt=cnt, hour=hour, after_id=after_id, to_phone=to_phone
    )
    return command


def statistics_command(
    *,
    start: date | None = None,
    end: date | None = None,
    mycur: int | None = None,
    balance2: int | None = None,
    fmt: int = 3,
) -> Command[list[Statistics]]:
    """Request the number of messages and their cost.

    Args:
        start, end: the first and the last day.
        mycur: 1 for amounts in the account's currency.
        balance2: 1 for the second balance.
        fmt: the reply format; only 3 (JSON) is supported.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[list[Statistics]] = _STATISTICS_REQUEST.command(
        fmt, start=start, end=end, mycur=mycur, balance2=balance2
    )
    return command


def prices_command(*, fmt: int = 3) -> Command[Prices]:
    """Request the account's prices; at most three such requests a minute.

    Args:
        fmt: the reply format; only 3 (JSON) is supported.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Prices] = _PRICES_REQUEST.command(fmt)
    return command
