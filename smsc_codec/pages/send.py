"""send.php: send a message, or request its cost.

The grammar of the lines is ``grammars/send.lark``. The reply depends on the request:
cost=0 returns the message's number and its number of parts, cost=1 the cost without sending, cost=2
adds the cost, cost=3 the cost and the new balance. Sources: the vendor's reply page on the
white-label site s1.sm-s.ru, recorded replies, the official clients.
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
    """The result for one recipient, with op=1; or for one invalid recipient, with err=1.

    Args:
        phone: the phone number.
        mccmnc: the mobile country and network codes, digits.
        cost: the cost of the message, in the account's currency.
        status: the status of the message, if it was not accepted.
        error: the reason, if the message was not accepted.
        extra: unknown fields of the reply, as (name, value) pairs.
    """

    phone: str
    mccmnc: str | None = None
    cost: Decimal | None = None
    status: MessageStatus | None = None
    error: DeliveryErrorCode | None = None
    extra: Extra = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SendResult:
    """The reply to an accepted message.

    Args:
        id: the number of the message; None with cost=1, which does not send the message.
        cnt: parts of an SMS or seconds of a call.
        cost: the cost in the account's currency; with cost=1, 2 or 3.
        balance: the new balance in the account's currency; with cost=3.
        code: the code that the call reads out, for mes=code and call=1.
        phones: the results for all recipients with op=1, for invalid recipients with err=1.
        extra: unknown fields of the reply, as (name, value) pairs.
    """

    id: str | None = None
    cnt: int
    cost: Decimal | None = None
    balance: Decimal | None = None
    code: str | None = None
    phones: tuple[RecipientResult, ...] | None = None
    extra: Extra = ()


# All values of a list item are JSON strings.
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
    """Return the codec for the reply of send.php.

    Args:
        fmt: 0 labelled text, 1 comma-separated line, 2 XML, 3 JSON. fmt=0
            supports only cost=0 and cost=2.
        cost: the value of ``cost`` in the request, 0 to 3.
        op: 1 if the request asked for all recipients; fmt=3 only.
        err: 1 if the request asked for the invalid recipients; fmt=3 only.

    Raises:
        ValueError: the format or level does not exist, or its reply is not documented.
        TypeError: an argument is not an int.
    """
    validate_choice("op", op, (0, 1))
    validate_choice("err", err, (0, 1))
    variant = "op" if op else "err" if err else ""
    codec: Codec[SendResult] = _REPLY.codec(fmt, cost, variant=variant)
    return codec


_REQUEST = RequestSpec(
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
        int_param("tz", kind=OFFSET, minimum=-24, maximum=24),
        Parameter(name="period", kind=MONEY),
        int_param("freq", minimum=1, maximum=1440),
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
        int_param("maxsms", minimum=1),
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

REQUESTS = (_REQUEST,)


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
    """Send a message, or with cost=1 request its cost.

    Not idempotent unless cost=1: a repeated request, even after error 9, may be sent and charged
    twice. The service rejects an identical request within a minute. To be able to request the
    status instead of repeating the request, give the message an ``id``.

    Args:
        phones: one or more recipients: phone numbers, e-mail addresses, or ``G`` and the number of
            a group of contacts.
        mes: the text, at most 1000 characters; "code" with call=1 makes the service generate a code
            and read it out.
        list: lines of ``phone:text``, instead of phones and mes.
        id: the number of the message, chosen by the client.
        sender: one of the account's sender names.
        translit: 1 or 2 to transliterate Cyrillic, by one of two schemes.
        tinyurl: 1 to shorten the links in the text.
        time: when to send, in the vendor's notation: DDMMYYhhmm, h1-h2, 0ts (ts in Unix seconds),
            or +m (minutes from now).
        tz: the time zone of ``time``, as an offset in hours from the account's.
        period, freq: send to the recipients for ``period`` hours, every ``freq`` minutes.
        flash, push, hlr, ping, mms, mail, soc, viber, tg, whatsapp, call: 1 to select this kind of
            message.
        bin: 1 for a binary message, 2 for a binary message in hexadecimal digits.
        bot, voice, param, subj, fileurl: parameters of these kinds: the Telegram bot, the voice,
            its parameters, the subject, the URL of a file.
        valid: how long to attempt delivery, in hours or as hh:mm.
        maxsms: the maximum number of parts to send.
        imgcode: the text that the user entered for the image (see
            :func:`smsc_codec.commands.captcha_image`); requires ``userip``.
        userip: the IP address of the user.
        pp: the number of the partner who referred the client.
        cost: 0 to send without the cost, 1 to return the cost without sending, 2 to send and return
            the cost, 3 to send and return the cost and the new balance.
        op: 1 to return the results for all recipients.
        err: 1 to return the invalid recipients.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    arguments = dict(locals())
    if phones is not None and mes is None and not (hlr or ping or fileurl):
        raise EncodeError("send command", "mes", "is missing")
    command: Command[SendResult] = _REQUEST.command(arguments.pop("fmt"), **arguments)
    return command
