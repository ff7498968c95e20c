"""send.php: send a message, or ask what it would cost. ``grammars/send.lark`` has its lines.

What is answered depends on the request: cost=0 the number of the message and its parts, 1 the cost without sending, 2 the
cost as well, 3 the new balance as well. Source: the vendor's answer page of white label s1.sm-s.ru, recorded replies, the
official clients.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from smsc_codec.codec import Codec
from smsc_codec.codes import DeliveryErrorCode, MessageStatus
from smsc_codec.errors import EncodeError
from smsc_codec.pages.shared import bool_param, int_param, text_param
from smsc_codec.requests import Command, Parameter, RequestSpec
from smsc_codec.schema.records import Extra, RecordLayout, RecordSchema, items
from smsc_codec.schema.reply import ReplySpec, Variant, validate_choice
from smsc_codec.schema.scalars import (
    ADDRESS,
    ERROR,
    ID,
    MONEY,
    NUMBER,
    OFFSET,
    STATUS,
    TEXT,
    quoted,
)

__all__ = ["REPLIES", "REQUESTS", "RecipientResult", "SendResult", "send", "send_command"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientResult:
    """What became of one number of a request with op=1, or of a wrong one with err=1.

    Args:
        phone: the number.
        mccmnc: the codes of its country and operator.
        cost: what it costs.
        status: its status, if something is wrong.
        error: the reason, if something is wrong.
        extra: what the reply carried beyond these fields.
    """

    phone: str
    mccmnc: str | None = None
    cost: Decimal | None = None
    status: MessageStatus | None = None
    error: DeliveryErrorCode | None = None
    extra: Extra = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendResult:
    """What send.php answers to a message that it takes.

    Args:
        id: the message's number; None with cost=1, which sends nothing.
        cnt: the parts of an SMS, or the seconds of a call.
        cost: what it costs, with cost=1, 2 or 3.
        balance: the new balance, with cost=3.
        code: the code that was told by voice, for mes=code and call=1.
        phones: with op=1 every number, with err=1 the wrong ones.
        extra: what the reply carried beyond these fields.
    """

    id: str | None = None
    cnt: int
    cost: Decimal | None = None
    balance: Decimal | None = None
    code: str | None = None
    phones: tuple[RecipientResult, ...] | None = None
    extra: Extra = ()


# Every value of the list is a JSON string.
_PHONE = RecordSchema(
    RecipientResult,
    {
        "phone": TEXT,
        "mccmnc": TEXT,
        "cost": MONEY,
        "status": quoted(STATUS),
        "error": quoted(ERROR),
    },
)
_SENT = RecordSchema(
    SendResult,
    {
        "id": ID,
        "cnt": NUMBER,
        "cost": MONEY,
        "balance": MONEY,
        "code": TEXT,
        "phones": items(_PHONE, "phone"),
    },
)
_COSTS = (0, 1, 2, 3)
_REPLY = ReplySpec(
    name="send",
    page="send",
    level_param="cost",
    levels=_COSTS,
    layouts=(
        RecordLayout(
            record=_SENT,
            rule="sent",
            fields={
                0: ("id", "cnt", "code"),
                1: ("cost", "cnt"),
                2: ("id", "cnt", "cost", "code"),
                3: ("id", "cnt", "cost", "balance", "code"),
            },
            roots=dict.fromkeys(_COSTS, "result"),
            variant_fields={"op": ("phones",), "err": ("phones",)},
        ),
    ),
    variants=(
        Variant(name="op", call_argument="op=1", fmts=(3,), levels=_COSTS, confidence="B"),
        Variant(name="err", call_argument="err=1", fmts=(3,), levels=_COSTS, confidence="C"),
    ),
    confidence=("A-B-", "AABA", "BBBB", "ABBA"),
)

REPLIES = (_REPLY,)


def send(*, fmt: int = 3, cost: int = 0, op: int = 0, err: int = 0) -> Codec[SendResult]:
    """The reply of send.php.

    Args:
        fmt: 0 text, 1 a comma line, 2 XML, 3 JSON. For fmt=0 only cost=0 and cost=2 are known.
        cost: 0 to 3, as asked.
        op: 1 if every number was asked for; known for fmt=3 only.
        err: 1 if the wrong numbers were asked for; known for fmt=3 only.

    Raises:
        ValueError, TypeError: no such format or level, or nobody knows its form.
    """
    validate_choice("op", op, (0, 1))
    validate_choice("err", err, (0, 1))
    variant = "op" if op else "err" if err else ""
    codec: Codec[SendResult] = _REPLY.codec(fmt, cost, variant=variant)
    return codec


_ASK = RequestSpec(
    name="send",
    page="send",
    parameters=(
        Parameter(name="phones", kind=ADDRESS, repeated=True),
        text_param("mes", 1000),
        text_param("list"),
        Parameter(name="id", kind=ID),
        text_param("sender", 100),
        bool_param("translit", 0, 1, 2),
        bool_param("tinyurl"),
        text_param("time", 40),
        int_param("tz", kind=OFFSET, least=-24, most=24),
        Parameter(name="period", kind=MONEY),
        int_param("freq", least=1, most=1440),
        bool_param("flash"),
        bool_param("bin", 0, 1, 2),
        bool_param("push"),
        bool_param("hlr"),
        bool_param("ping"),
        bool_param("mms"),
        bool_param("mail"),
        bool_param("soc"),
        bool_param("viber"),
        bool_param("tg"),
        text_param("bot"),
        bool_param("whatsapp"),
        bool_param("call"),
        text_param("voice", 10),
        text_param("param"),
        text_param("subj"),
        text_param("fileurl"),
        text_param("valid", 5),
        int_param("maxsms", least=1),
        text_param("imgcode", 40),
        text_param("userip", 45),
        Parameter(name="pp", kind=ID),
        bool_param("cost", *_COSTS),
        bool_param("op"),
        bool_param("err"),
    ),
    reply=send,
    reply_params=("cost", "op", "err"),
    one_of=(("phones", "list"),),
    needs={"mes": "phones", "imgcode": "userip"},
    idempotent=False,
    idempotent_if=("cost", "1"),
)

REQUESTS = (_ASK,)


def send_command(
    *,
    phones: str | Sequence[str] | None = None,
    mes: str | None = None,
    list: str | None = None,
    id: str | None = None,
    sender: str | None = None,
    translit: int | None = None,
    tinyurl: int | None = None,
    time: str | None = None,
    tz: int | None = None,
    period: Decimal | None = None,
    freq: int | None = None,
    flash: int | None = None,
    bin: int | None = None,
    push: int | None = None,
    hlr: int | None = None,
    ping: int | None = None,
    mms: int | None = None,
    mail: int | None = None,
    soc: int | None = None,
    viber: int | None = None,
    tg: int | None = None,
    bot: str | None = None,
    whatsapp: int | None = None,
    call: int | None = None,
    voice: str | None = None,
    param: str | None = None,
    subj: str | None = None,
    fileurl: str | None = None,
    valid: str | None = None,
    maxsms: int | None = None,
    imgcode: str | None = None,
    userip: str | None = None,
    pp: str | None = None,
    cost: int = 0,
    op: int = 0,
    err: int = 0,
    fmt: int = 3,
) -> Command[SendResult]:
    """Send a message, or with cost=1 ask what it would cost.

    Not idempotent unless cost=1: an identical request that is repeated, even after error 9, may be sent and paid twice. The
    service refuses a second one within a minute; give the message an ``id`` of your own to ask for its status instead.

    Args:
        phones: one address or several: phones, e-mail addresses, ``G`` and the number of a group.
        mes: the text, 1000 characters at most; "code" with call=1 lets the service make one up and tell it.
        list: instead of phones and mes, lines of ``phone:text``.
        id: a number of your own for the message.
        sender: one of the account's names of senders.
        translit: 1 or 2 for two ways to write Cyrillic in Latin letters.
        tinyurl: 1 to shorten the links in the text.
        time: when to send, as the vendor writes it: DDMMYYhhmm, h1-h2, 0ts with ts in Unix seconds, +m minutes.
        tz: the zone of ``time``, in hours from the account's.
        period, freq: send to the list during so many hours, every so many minutes.
        flash, push, hlr, ping, mms, mail, soc, viber, tg, whatsapp, call: 1 for that kind of message.
        bin: 1 binary, 2 binary given in hexadecimal digits.
        bot, voice, param, subj, fileurl: what those kinds need: a Telegram bot, a voice, its parameters, a subject, a file.
        valid: how long to try: hours, or hh:mm.
        maxsms: the most parts that are sent.
        imgcode: what the user read in the image (see :func:`smsc_codec.commands.captcha_image`); needs ``userip``.
        userip: the user's address.
        pp: the partner who brought the client.
        cost: 0 to 3, what to tell of the cost.
        op: 1 to be told of every number.
        err: 1 to be told of the wrong numbers.
        fmt: the format of the reply, 0 to 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    given = dict(locals())
    if phones is not None and mes is None and not (hlr or ping or fileurl):
        raise EncodeError("send command", "mes", "it is missing")
    command: Command[SendResult] = _ASK.command(given.pop("fmt"), **given)
    return command
