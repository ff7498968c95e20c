"""get.php: what was sent, what came in, what it cost. ``grammars/get.lark`` has their lines.

Only forms that are recorded, or that several clients agree on, have a codec: JSON, and for the two histories fmt=0.
Sources: recorded history rows (2021, 2024), node-smsc, clients that poll for answers.
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
    """A message of the history. Fields that a status has as well mean the same; see :class:`smsc_codec.SmsStatus`.

    Args:
        status: the status.
        last_date: when the status last changed, in the account's zone, naive; fmt=0 has it.
        last_timestamp: when the status last changed, in Unix seconds; fmt=3 has it.
        flag: type, second balance, template.
        send_date: when it was sent, in the account's zone, naive.
        send_timestamp: when it was sent, in Unix seconds; fmt=3 has it.
        phone: the number.
        cost: in the account's currency, digits as sent.
        sender_id: the sender's name.
        status_name: the status in Russian words.
        message: the text.
        mccmnc, country, operator, region: where the number belongs.
        type: the kind of message.
        sms_cnt: its parts, or seconds.
        id: its number.
        int_id: the service's own number of it.
        format: how the text was given, as sent.
        crc: a 32-bit sum of unknown making, as sent.
        extra: what the reply carried beyond these fields.
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
    """A message that came in.

    Args:
        id: its number.
        received: when the service received it, in the account's zone.
        phone: who sent it.
        message: the text.
        to_phone: the number that it was sent to.
        sent: when it was sent: a time in the account's zone as clients have seen it, or Unix seconds as callbacks have.
        extra: what the reply carried beyond these fields.
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
        """Whether its text is the service's note of a confirmation call: see :mod:`smsc_codec.pages.wait_call`."""
        return is_call_confirmation(self.message or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """What one login has sent and paid.

    Args:
        login: the login.
        cnt: the messages.
        credit: what was spent.
        debit: what was paid in.
        currency: its code as sent.
        extra: what the reply carried beyond these fields.
    """

    login: str | None = None
    cnt: int | None = None
    credit: Decimal | None = None
    debit: Decimal | None = None
    currency: str | None = None
    extra: Extra = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """The prices of one zone.

    Args:
        zone: the zone.
        name: its name.
        api, mass, mms, hlr, call: the price of each kind of message.
        extra: what the reply carried beyond these fields.
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
        zones: the prices by zone; None where there are none.
        extra: what the reply carried beyond these fields.
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
    """The reply of get.php with get_messages=1: sent messages. Error 3 means that there are none.

    Args:
        fmt: 0 text or 3 JSON; nobody has recorded the others.

    Raises:
        ValueError, TypeError: no such format, or nobody knows its form.
    """
    codec: ListCodec[SentMessage] = _MESSAGES.codec(fmt)
    return codec


def answers(*, fmt: int = 3) -> ListCodec[Answer]:
    """The reply of get.php with get_answers=1: messages that came in.

    Args:
        fmt: 0 text or 3 JSON; nobody has recorded the others.

    Raises:
        ValueError, TypeError: no such format, or nobody knows its form.
    """
    codec: ListCodec[Answer] = _ANSWERS.codec(fmt)
    return codec


def statistics(*, fmt: int = 3) -> ListCodec[Statistics]:
    """The reply of get.php with get_stat=1.

    Args:
        fmt: 3 JSON; nobody has recorded the others.

    Raises:
        ValueError, TypeError: no such format, or nobody knows its form.
    """
    codec: ListCodec[Statistics] = _STATISTICS_REPLY.codec(fmt)
    return codec


def prices(*, fmt: int = 3) -> Codec[Prices]:
    """The reply of get.php with get_price=1.

    Args:
        fmt: 3 JSON; nobody has recorded the others.

    Raises:
        ValueError, TypeError: no such format, or nobody knows its form.
    """
    codec: Codec[Prices] = _PRICES_REPLY.codec(fmt)
    return codec


_START, _END = Parameter(name="start", kind=DAY), Parameter(name="end", kind=DAY)
_ASK_MESSAGES = RequestSpec(
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
        int_param("cnt", least=1, most=1000),
        int_param("prev_id", kind=ID),
    ),
)
_ASK_ANSWERS = RequestSpec(
    name="answers",
    page="get",
    constants={"get_answers": "1"},
    reply=answers,
    idempotent=True,
    parameters=(
        int_param("cnt", least=1, most=10000),
        int_param("hour", least=1, most=168),
        int_param("after_id", kind=ID),
        phone_param("to_phone", required=False),
    ),
)
_ASK_STATISTICS = RequestSpec(
    name="statistics",
    page="get",
    constants={"get_stat": "1"},
    reply=statistics,
    idempotent=True,
    parameters=(_START, _END, bool_param("mycur"), bool_param("balance2")),
)
_ASK_PRICES = RequestSpec(
    name="prices",
    page="get",
    constants={"get_price": "1"},
    parameters=(),
    reply=prices,
    idempotent=True,
)

REQUESTS = (_ASK_MESSAGES, _ASK_ANSWERS, _ASK_STATISTICS, _ASK_PRICES)


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
    """Ask for the history of sent messages.

    Args:
        start, end: the days, six months at most.
        phone, email: only messages to this address.
        format: 0 SMS, 8 e-mail.
        cnt: how many are wanted, 1000 at most.
        prev_id: the last ``int_id`` of the part before.
        fmt: the format of the reply, 0 or 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    if start.__class__ is end.__class__ is date and not 0 <= (end - start).days <= 184:
        raise EncodeError(
            "messages command", "end", "it is before the start, or more than six months after it"
        )
    command: Command[list[SentMessage]] = _ASK_MESSAGES.command(
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
    """Ask for the messages that came in.

    Args:
        cnt: how many are wanted, 10000 at most.
        hour: of the last so many hours, 168 at most.
        after_id: only those after this one.
        to_phone: only those to this number.
        fmt: the format of the reply, 0 or 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[list[Answer]] = _ASK_ANSWERS.command(
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
    """Ask for the numbers of messages and what they cost.

    Args:
        start, end: the days.
        mycur: 1 for amounts in the account's own currency.
        balance2: 1 for the second balance.
        fmt: the format of the reply, 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[list[Statistics]] = _ASK_STATISTICS.command(
        fmt, start=start, end=end, mycur=mycur, balance2=balance2
    )
    return command


def prices_command(*, fmt: int = 3) -> Command[Prices]:
    """Ask for the account's prices; three times a minute at most.

    Args:
        fmt: the format of the reply, 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Prices] = _ASK_PRICES.command(fmt)
    return command
