"""users.php: sub-clients. Only JSON replies are known; get_stat and get_stat_all are not supported.

With fmt=3, the observed replies to the creation of a sub-client are its number, ``OK``, and an
empty body.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from smsc_codec.codec import Codec
from smsc_codec.pages.shared import CREATED, DONE, JSON_ONLY, OK_OR_EMPTY, Created, Done, text_param
from smsc_codec.requests import Command, Parameter, RequestSpec
from smsc_codec.schema.records import Extra, RecordLayout, RecordSchema
from smsc_codec.schema.reply import ReplySpec
from smsc_codec.schema.scalars import MONEY, TEXT

__all__ = [
    "REPLIES",
    "REQUESTS",
    "PaymentResult",
    "user_add",
    "user_add_command",
    "user_change",
    "user_change_command",
    "user_pay",
    "user_pay_command",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentResult:
    """The reply to a payment to a sub-client.

    Args:
        result: the result as received; None for an empty body.
        extra: unknown fields of the reply, as (name, value) pairs.
    """

    result: str | None = None
    extra: Extra = ()


def _select_record(row: Mapping[str, object]) -> type[Created | Done]:
    return Created if "id" in row else Done


_CREATED = RecordLayout(
    record=CREATED, fields={0: ("id",)}, roots={0: "result"}, discriminators=("id",)
)
_ADD = ReplySpec(
    name="user_add",
    page="users",
    layouts=(_CREATED, DONE),
    select_record=_select_record,
    plain_texts=OK_OR_EMPTY,
    confidence=JSON_ONLY,
)
_CHANGE = ReplySpec(
    name="user_change", page="users", layouts=(DONE,), plain_texts=OK_OR_EMPTY, confidence=JSON_ONLY
)
_PAY = ReplySpec(
    name="user_pay",
    page="users",
    layouts=(
        RecordLayout(
            record=RecordSchema(PaymentResult, {"result": TEXT}),
            fields={0: ("result",)},
            roots={0: "result"},
        ),
    ),
    plain_texts={"OK": PaymentResult(result="OK"), "": PaymentResult()},
    confidence=JSON_ONLY,
)

REPLIES = (_ADD, _CHANGE, _PAY)


def user_add(*, fmt: int = 3) -> Codec[Created | Done]:
    """Return the codec for the reply of users.php with add=1.

    The codec returns :class:`Created` with the number of the sub-client, or :class:`Done`.

    Args:
        fmt: only 3 (JSON) is supported; the other reply formats are not documented.

    Raises:
        ValueError: the format does not exist, or its reply is not documented.
        TypeError: ``fmt`` is not an int.
    """
    codec: Codec[Created | Done] = _ADD.codec(fmt)
    return codec


def user_change(*, fmt: int = 3) -> Codec[Done]:
    """Return the codec for the reply of users.php with chg=1.

    ``fmt`` and exceptions as for :func:`user_add`.
    """
    codec: Codec[Done] = _CHANGE.codec(fmt)
    return codec


def user_pay(*, fmt: int = 3) -> Codec[PaymentResult]:
    """Return the codec for the reply of users.php with pay=1.

    ``fmt`` and exceptions as for :func:`user_add`.
    """
    codec: Codec[PaymentResult] = _PAY.codec(fmt)
    return codec


_USER, _FIO = text_param("user", required=True), text_param("fio")
_ADD_REQUEST = RequestSpec(
    name="user_add",
    page="users",
    constants={"add": "1"},
    reply=user_add,
    idempotent=False,
    parameters=(_USER, Parameter(name="password", kind=TEXT, required=True, secret=True), _FIO),
)
_CHANGE_REQUEST = RequestSpec(
    name="user_change",
    page="users",
    constants={"chg": "1"},
    reply=user_change,
    idempotent=True,
    parameters=(_USER, Parameter(name="password", kind=TEXT, secret=True), _FIO),
)
_PAY_REQUEST = RequestSpec(
    name="user_pay",
    page="users",
    constants={"pay": "1"},
    reply=user_pay,
    idempotent=False,
    parameters=(_USER, Parameter(name="sum", kind=MONEY, required=True)),
)

REQUESTS = (_ADD_REQUEST, _CHANGE_REQUEST, _PAY_REQUEST)


def user_add_command(
    *, user: str, password: str, fio: str | None = None, fmt: int = 3
) -> Command[Created | Done]:
    """Create a sub-client. Not idempotent.

    Args:
        user: the login of the sub-client.
        password: the password of the sub-client; masked in errors.
        fio: the full name.
        fmt: the reply format; only 3 (JSON) is supported.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Created | Done] = _ADD_REQUEST.command(
        fmt, user=user, password=password, fio=fio
    )
    return command


def user_change_command(
    *, user: str, password: str | None = None, fio: str | None = None, fmt: int = 3
) -> Command[Done]:
    """Change a sub-client.

    Args:
        user: the login of the sub-client.
        password: the new password; masked in errors.
        fio: the new full name.
        fmt: the reply format; only 3 (JSON) is supported.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Done] = _CHANGE_REQUEST.command(fmt, user=user, password=password, fio=fio)
    return command


def user_pay_command(*, user: str, sum: Decimal, fmt: int = 3) -> Command[PaymentResult]:
    """Transfer money to a sub-client's balance. Not idempotent: a repeated request pays again.

    Args:
        user: the login of the sub-client.
        sum: the amount in the account's currency; a negative amount is transferred back.
        fmt: the reply format; only 3 (JSON) is supported.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[PaymentResult] = _PAY_REQUEST.command(fmt, user=user, sum=sum)
    return command
