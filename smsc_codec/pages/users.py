"""users.php: sub-clients. Only JSON is known; what get_stat and get_stat_all answer is not.

With fmt=3 the service has been seen to answer a created sub-client with its number, with OK, and with an empty body.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from smsc_codec.codec import Codec
from smsc_codec.pages.shared import CREATED, DONE, JSON_ONLY, OK_OR_EMPTY, Created, Done, text
from smsc_codec.requests import Command, Parameter, Request
from smsc_codec.schema.records import Extra, Form, Record
from smsc_codec.schema.reply import Reply
from smsc_codec.schema.scalars import MONEY, TEXT

__all__ = [
    "REPLIES",
    "REQUESTS",
    "Paid",
    "user_add",
    "user_add_command",
    "user_change",
    "user_change_command",
    "user_pay",
    "user_pay_command",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What the service answers to a payment to a sub-client.

    Args:
        result: as sent; None for an empty body.
        extra: what the reply carried beyond it.
    """

    result: str | None = None
    extra: Extra = ()


def _which(row: Mapping[str, object]) -> type[Created | Done]:
    return Created if "id" in row else Done


_CREATED = Form(record=CREATED, markup={0: ("id",)}, roots={0: "result"}, told_by=("id",))
_ADD = Reply(
    name="user_add",
    page="users",
    forms=(_CREATED, DONE),
    which=_which,
    bare=OK_OR_EMPTY,
    confidence=JSON_ONLY,
)
_CHANGE = Reply(
    name="user_change", page="users", forms=(DONE,), bare=OK_OR_EMPTY, confidence=JSON_ONLY
)
_PAY = Reply(
    name="user_pay",
    page="users",
    forms=(
        Form(record=Record(Paid, {"result": TEXT}), markup={0: ("result",)}, roots={0: "result"}),
    ),
    bare={"OK": Paid(result="OK"), "": Paid()},
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


def user_pay(*, fmt: int = 3) -> Codec[Paid]:
    """The reply of users.php with pay=1; ``fmt`` and errors as for :func:`user_add`."""
    codec: Codec[Paid] = _PAY.codec(fmt)
    return codec


_USER, _FIO = text("user", required=True), text("fio")
_ASK_ADD = Request(
    name="user_add",
    page="users",
    fixed={"add": "1"},
    reply=user_add,
    idempotent=False,
    parameters=(_USER, Parameter(name="password", kind=TEXT, required=True, secret=True), _FIO),
)
_ASK_CHANGE = Request(
    name="user_change",
    page="users",
    fixed={"chg": "1"},
    reply=user_change,
    idempotent=True,
    parameters=(_USER, Parameter(name="password", kind=TEXT, secret=True), _FIO),
)
_ASK_PAY = Request(
    name="user_pay",
    page="users",
    fixed={"pay": "1"},
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


def user_pay_command(*, user: str, sum: Decimal, fmt: int = 3) -> Command[Paid]:
    """Move money to a sub-client's balance. Not idempotent: a repeated request pays twice.

    Args:
        user: the login.
        sum: the amount; negative to take it back.
        fmt: the format of the reply, 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Paid] = _ASK_PAY.command(fmt, user=user, sum=sum)
    return command
