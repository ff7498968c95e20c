"""users.php: sub-clients. Only JSON is known; what get_stat and get_stat_all answer is not.

With fmt=3 the service has been seen to answer a created sub-client with its number, with OK, and with an empty body.
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
    """What the service answers to a payment to a sub-client.

    Args:
        result: as sent; None for an empty body.
        extra: what the reply carried beyond it.
    """

    result: str | None = None
    extra: Extra = ()


def _which(row: Mapping[str, object]) -> type[Created | Done]:
    return Created if "id" in row else Done


_CREATED = RecordLayout(
    record=CREATED, fields={0: ("id",)}, roots={0: "result"}, discriminators=("id",)
)
_ADD = ReplySpec(
    name="user_add",
    page="users",
    layouts=(_CREATED, DONE),
    select_record=_which,
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
    """The reply of users.php with add=1: the sub-client's number, or no more than that it was done.

    Args:
        fmt: 3 JSON; nobody has recorded the others.

    Raises:
        ValueError, TypeError: no such format, or nobody knows its form.
    """
    codec: Codec[Created | Done] = _ADD.codec(fmt)
    return codec


def user_change(*, fmt: int = 3) -> Codec[Done]:
    """The reply of users.php with chg=1; ``fmt`` and errors as for :func:`user_add`."""
    codec: Codec[Done] = _CHANGE.codec(fmt)
    return codec


def user_pay(*, fmt: int = 3) -> Codec[PaymentResult]:
    """The reply of users.php with pay=1; ``fmt`` and errors as for :func:`user_add`."""
    codec: Codec[PaymentResult] = _PAY.codec(fmt)
    return codec


_USER, _FIO = text_param("user", required=True), text_param("fio")
_ASK_ADD = RequestSpec(
    name="user_add",
    page="users",
    constants={"add": "1"},
    reply=user_add,
    idempotent=False,
    parameters=(_USER, Parameter(name="password", kind=TEXT, required=True, secret=True), _FIO),
)
_ASK_CHANGE = RequestSpec(
    name="user_change",
    page="users",
    constants={"chg": "1"},
    reply=user_change,
    idempotent=True,
    parameters=(_USER, Parameter(name="password", kind=TEXT, secret=True), _FIO),
)
_ASK_PAY = RequestSpec(
    name="user_pay",
    page="users",
    constants={"pay": "1"},
    reply=user_pay,
    idempotent=False,
    parameters=(_USER, Parameter(name="sum", kind=MONEY, required=True)),
)

REQUESTS = (_ASK_ADD, _ASK_CHANGE, _ASK_PAY)


def user_add_command(
    *, user: str, password: str, fio: str | None = None, fmt: int = 3
) -> Command[Created | Done]:
    """Create a sub-client. Not idempotent.

    Args:
        user: the login.
        password: the password; hidden from errors.
        fio: the name.
        fmt: the format of the reply, 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Created | Done] = _ASK_ADD.command(fmt, user=user, password=password, fio=fio)
    return command


def user_change_command(
    *, user: str, password: str | None = None, fio: str | None = None, fmt: int = 3
) -> Command[Done]:
    """Change a sub-client.

    Args:
        user: the login.
        password: the new password; hidden from errors.
        fio: the new name.
        fmt: the format of the reply, 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Done] = _ASK_CHANGE.command(fmt, user=user, password=password, fio=fio)
    return command


def user_pay_command(*, user: str, sum: Decimal, fmt: int = 3) -> Command[PaymentResult]:
    """Move money to a sub-client's balance. Not idempotent: a repeated request pays twice.

    Args:
        user: the login.
        sum: the amount; negative to take it back.
        fmt: the format of the reply, 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[PaymentResult] = _ASK_PAY.command(fmt, user=user, sum=sum)
    return command
