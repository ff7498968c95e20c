"""The commands that the simulator supports: one function each, which returns the reply.

Each function takes the account and the request's parameters that are not blank.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from smsc_codec import tasks as task_files
from smsc_codec.codes import (
    MessageStatus,
    MessageType,
    NumberType,
    OperatorStatus,
    SenderStatus,
    TaskStatus,
)
from smsc_codec.pages.balance import Balance
from smsc_codec.pages.downloads import Task
from smsc_codec.pages.receive_phones import RentalCharge, RentalNumber
from smsc_codec.pages.senders import OPERATOR_STATUSES, Sender
from smsc_codec.pages.shared import Created, Done
from smsc_codec.pages.status import NotFound
from smsc_codec.pages.wait_call import WaitCall
from smsc_codec.schema.scalars import DAY
from smsc_codec.testing.sending import is_set, recipient_fault, send, split_list
from smsc_codec.testing.service import (
    CALL_PHONES,
    MODERATION,
    PRICE,
    Name,
    RequestError,
    normalize_phone,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from smsc_codec.pages.get import Answer, SentMessage
    from smsc_codec.pages.status import StatusReply
    from smsc_codec.testing.sending import Parameters
    from smsc_codec.testing.service import Account
    from smsc_codec.testing.service import Task as Pending

__all__ = ["COMMANDS"]

_NUMBERS = (
    RentalNumber(
        phone="79990000920", type=NumberType.VIRTUAL, cost=Decimal("300.00"), info="Тест: SMS"
    ),
    RentalNumber(
        phone="79990000922",
        type=NumberType.SIM_HOSTING,
        cost=Decimal("450.00"),
        info="Тест: SMS, звонки",
    ),
    RentalNumber(
        phone="79990000924", type=NumberType.VIRTUAL_4, cost=Decimal("150.50"), info="Тест: звонки"
    ),
)
_CODE_AGAIN = timedelta(hours=8).total_seconds()
_COLUMNS = ("id", "phone", "status", "last_date", "cost")


def _balance(account: Account, _: Parameters) -> Balance:
    return Balance(balance=account.balance, currency=account.currency)


# ---- status.php


def _find_status(account: Account, phone: str, id: str) -> StatusReply:
    message = account.find(phone, id)
    return (
        NotFound(id=id, phone=phone.removeprefix("+"))
        if message is None
        else account.status(message)
    )


def _status(account: Account, params: Parameters) -> StatusReply:
    status = _find_status(account, params["phone"], params["id"])
    # Only a list contains id and phone, except for the phone, which all=1 and all=2 include.
    if isinstance(status, NotFound):
        return NotFound()
    return replace(status, id=None, phone=status.phone if is_set(params, "all") else None)


def _statuses(account: Account, params: Parameters) -> list[StatusReply]:
    phones, ids = split_list(params["phone"]), split_list(params["id"])
    if len(phones) != len(ids):
        raise RequestError(1)
    return [_find_status(account, phone, id_) for phone, id_ in zip(phones, ids, strict=True)]


def _message_delete(account: Account, params: Parameters) -> Done:
    message = account.find(params["phone"], params["id"])
    if message is None:
        raise RequestError(5)
    del account.messages[message.key]
    return Done()


# ---- senders.php


def _senders(account: Account, params: Parameters) -> list[Sender]:
    now, first = account.clock(), _day(params, "from_date", date.min)
    names = [
        name
        for name in account.names
        if (is_set(params, "all") or name.status(now) is SenderStatus.ALLOWED)
        and account.date(name.created).date() >= first
    ]
    after = [name for name in names if int(name.id) > int(params.get("prev_id", "0"))]
    statuses: dict[str, Any] = {
        name: OperatorStatus.ADMITTED for name, end in OPERATOR_STATUSES.items() if end is None
    }
    return [
        Sender(sender=name.sender, status=name.status(now), id=name.id, **statuses)
        for name in after[: int(params.get("cnt", len(after)))]
    ]


def _find_name(account: Account, params: Parameters) -> Name:
    """Return the sender name with the given text or ID."""
    for name in account.names:
        if name.id == params.get("id") or name.sender.lower() == params.get("sender", "").lower():
            return name
    raise RequestError(3)


def _sender_add(account: Account, params: Parameters) -> Created:
    sender, now = params["sender"], account.clock()
    if any(name.sender.lower() == sender.lower() for name in account.names):
        raise RequestError(5)
    # A phone number is confirmed by a code, not by the moderator.
    allowed = None if normalize_phone(sender).isdecimal() else now + MODERATION
    name = Name(
        id=account.new_id(), sender=sender, created=now, allowed=allowed, cmt=params.get("cmt")
    )
    account.names.append(name)
    return Created(id=name.id)


def _sender_change(account: Account, params: Parameters) -> Done:
    _find_name(account, params).cmt = params.get("cmt")
    return Done()


def _sender_send_code(account: Account, params: Parameters) -> Done:
    name, now = _find_name(account, params), account.clock()
    fault = recipient_fault(name.sender)
    if fault is not None:
        raise RequestError(7 if fault is MessageStatus.INVALID_NUMBER else 8)
    if name.code_sent is not None and now < name.code_sent + _CODE_AGAIN:
        raise RequestError(10)
    name.code, name.code_sent = f"{int(account.new_id()) % 10000:04}", now
    return Done()


def _sender_check_code(account: Account, params: Parameters) -> Done:
    name = _find_name(account, params)
    if name.code is None or params.get("code") != name.code:
        raise RequestError(11)
    name.allowed = account.clock()
    return Done()


def _sender_delete(account: Account, params: Parameters) -> Done:
    account.names.remove(_find_name(account, params))
    return Done()


# ---- receive_phones.php, wait_call.php


def _numbers(account: Account, _: Parameters) -> list[RentalNumber]:
    """Return the numbers that are free, with the rent for the remaining days of this month."""
    today = account.date(account.clock())
    days = monthrange(today.year, today.month)[1]
    share = Decimal(days - today.day + 1) / days
    free = [number for number in _NUMBERS if number.phone not in account.rented]
    return [replace(number, current_cost=round((number.cost or 0) * share, 2)) for number in free]


def _number_rent(account: Account, params: Parameters) -> RentalCharge:
    for number in _numbers(account, params):
        if number.phone == normalize_phone(params["phone"]):
            assert number.current_cost is not None
            account.pay(number.current_cost)
            account.rented[number.phone] = not is_set(params, "noprolong")
            return RentalCharge(cost=number.current_cost)
    raise RequestError(1)


def _number_prolong(account: Account, params: Parameters) -> Done:
    phone = normalize_phone(params["phone"])
    if phone not in account.rented:
        raise RequestError(1)
    account.rented[phone] = not is_set(params, "noprolong")
    return Done()


def _wait_call(account: Account, params: Parameters) -> WaitCall:
    if recipient_fault(params["phone"]) is MessageStatus.INVALID_NUMBER:
        raise RequestError(1)
    account.pay(PRICE)
    account.wait(params["phone"])
    return WaitCall(phone=CALL_PHONES[0], all_phones=CALL_PHONES)


# ---- downloads.php, get.php


def _task(account: Account, task: Pending) -> Task:
    now = account.clock()
    start = task.messages[0].start
    ended = all(message.at(now) is message.changes[-1] for message in task.messages)
    status = (
        TaskStatus.PENDING
        if now < start
        else TaskStatus.COMPLETED
        if ended
        else TaskStatus.IN_PROGRESS
    )
    return Task(
        id=task.id,
        name=f"send {task.messages[0].id}",
        status=status,
        created=account.date(task.created),
        time=account.date(start),
        file=f"{task.id}.csv",
    )


def _tasks(account: Account, params: Parameters) -> list[Task]:
    after = [task for task in account.tasks if int(task.id) > int(params.get("after_id", "0"))]
    return [_task(account, task) for task in after[: int(params.get("cnt", len(after)))]]


def _task_file(account: Account, params: Parameters) -> bytes:
    for pending in account.tasks:
        task = _task(account, pending)
        if params.get("id") == task.id or params.get("name") == task.file:
            if task.status is not TaskStatus.COMPLETED:
                break
            rows = [account.history(message) for message in pending.messages]
            return task_files.write_csv(_COLUMNS, [_row(row) for row in rows])
    raise RequestError(5)


def _row(sent: SentMessage) -> task_files.Row:
    values = (sent.id, sent.phone, int(sent.status), sent.last_date, sent.cost)
    return dict(zip(_COLUMNS, map(str, values), strict=True))


def _messages(account: Account, params: Parameters) -> list[SentMessage]:
    """Return the message history; without messages, the reply is error 3."""
    first, last = _day(params, "start", date.min), _day(params, "end", date.max)
    is_email = params.get("format") == "8"
    found = [
        account.history(message)
        for message in account.messages.values()
        if int(message.int_id) > int(params.get("prev_id", "0"))
        and (params.get("format") is None or is_email == (message.type is MessageType.EMAIL))
        and all(
            normalize_phone(params[name]) == normalize_phone(message.phone)
            for name in ("phone", "email")
            if name in params
        )
        and first <= account.date(message.start).date() <= last
    ]
    if not found:
        raise RequestError(3)
    return found[: int(params.get("cnt", "1000"))]


def _day(params: Parameters, name: str, default: date) -> date:
    day = DAY.parse(params[name]) if name in params else default
    assert isinstance(day, date)
    return day


def _answers(account: Account, params: Parameters) -> list[Answer]:
    since = account.date(account.clock() - 3600 * int(params.get("hour", "168")))
    found = [
        answer
        for answer in account.answers
        if int(answer.id) > int(params.get("after_id", "0"))
        and (answer.received or since) >= since
        and ("to_phone" not in params or normalize_phone(params["to_phone"]) == answer.to_phone)
    ]
    return found[: int(params.get("cnt", "10000"))]


#: The commands that the simulator supports, by name.
COMMANDS: Mapping[str, Callable[[Account, Parameters], object]] = {
    "balance": _balance,
    "send": send,
    "status": _status,
    "statuses": _statuses,
    "message_delete": _message_delete,
    "senders": _senders,
    "sender_add": _sender_add,
    "sender_change": _sender_change,
    "sender_send_code": _sender_send_code,
    "sender_check_code": _sender_check_code,
    "sender_delete": _sender_delete,
    "numbers": _numbers,
    "number_rent": _number_rent,
    "number_prolong": _number_prolong,
    "wait_call": _wait_call,
    "tasks": _tasks,
    "task_file": _task_file,
    "messages": _messages,
    "answers": _answers,
}
