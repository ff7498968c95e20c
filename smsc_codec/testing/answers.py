"""What each command does with the simulator's account, and the value that it answers.

A function per command; it takes the account and the parameters that are stated and not blank.
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
from smsc_codec.testing.sending import fault_of, items, on, send
from smsc_codec.testing.service import CALL_PHONES, MODERATION, PRICE, Name, RequestError, same

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from smsc_codec.pages.get import Answer, SentMessage
    from smsc_codec.pages.status import StatusReply
    from smsc_codec.testing.sending import Asked
    from smsc_codec.testing.service import Account
    from smsc_codec.testing.service import Task as Pending

__all__ = ["ANSWERS"]

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


def _balance(account: Account, _: Asked) -> Balance:
    return Balance(balance=account.balance, currency=account.currency)


# ---- status.php


def _told(account: Account, phone: str, id: str) -> StatusReply:
    message = account.find(phone, id)
    return (
        NotFound(id=id, phone=phone.removeprefix("+"))
        if message is None
        else account.status(message)
    )


def _status(account: Account, asked: Asked) -> StatusReply:
    told = _told(account, asked["phone"], asked["id"])
    # Only a list says id and phone, but for the phone that all=1 and all=2 tell anyway.
    if isinstance(told, NotFound):
        return NotFound()
    return replace(told, id=None, phone=told.phone if on(asked, "all") else None)


def _statuses(account: Account, asked: Asked) -> list[StatusReply]:
    phones, ids = items(asked["phone"]), items(asked["id"])
    if len(phones) != len(ids):
        raise RequestError(1)
    return [_told(account, phone, number) for phone, number in zip(phones, ids, strict=True)]


def _message_delete(account: Account, asked: Asked) -> Done:
    message = account.find(asked["phone"], asked["id"])
    if message is None:
        raise RequestError(5)
    del account.messages[message.key]
    return Done()


# ---- senders.php


def _senders(account: Account, asked: Asked) -> list[Sender]:
    now, first = account.clock(), _day(asked, "from_date", date.min)
    names = [
        name
        for name in account.names
        if (on(asked, "all") or name.status(now) is SenderStatus.ALLOWED)
        and account.date(name.made).date() >= first
    ]
    after = [name for name in names if int(name.id) > int(asked.get("prev_id", "0"))]
    statuses: dict[str, Any] = {
        name: OperatorStatus.ADMITTED for name, end in OPERATOR_STATUSES.items() if end is None
    }
    return [
        Sender(sender=name.sender, status=name.status(now), id=name.id, **statuses)
        for name in after[: int(asked.get("cnt", len(after)))]
    ]


def _name(account: Account, asked: Asked) -> Name:
    """The name that is meant, by its text or its number."""
    for name in account.names:
        if name.id == asked.get("id") or name.sender.lower() == asked.get("sender", "").lower():
            return name
    raise RequestError(3)


def _sender_add(account: Account, asked: Asked) -> Created:
    sender, now = asked["sender"], account.clock()
    if any(name.sender.lower() == sender.lower() for name in account.names):
        raise RequestError(5)
    # A phone is confirmed by its code, not by time.
    allowed = None if same(sender).isdecimal() else now + MODERATION
    name = Name(id=account.number(), sender=sender, made=now, allowed=allowed, cmt=asked.get("cmt"))
    account.names.append(name)
    return Created(id=name.id)


def _sender_change(account: Account, asked: Asked) -> Done:
    _name(account, asked).cmt = asked.get("cmt")
    return Done()


def _sender_send_code(account: Account, asked: Asked) -> Done:
    name, now = _name(account, asked), account.clock()
    fault = fault_of(name.sender)
    if fault is not None:
        raise RequestError(7 if fault is MessageStatus.INVALID_NUMBER else 8)
    if name.code_sent is not None and now < name.code_sent + _CODE_AGAIN:
        raise RequestError(10)
    name.code, name.code_sent = f"{int(account.number()) % 10000:04}", now
    return Done()


def _sender_check_code(account: Account, asked: Asked) -> Done:
    name = _name(account, asked)
    if name.code is None or asked.get("code") != name.code:
        raise RequestError(11)
    name.allowed = account.clock()
    return Done()


def _sender_delete(account: Account, asked: Asked) -> Done:
    account.names.remove(_name(account, asked))
    return Done()


# ---- receive_phones.php, wait_call.php


def _numbers(account: Account, _: Asked) -> list[RentalNumber]:
    """The numbers that are free, each with the rent of the days that are left of this month."""
    today = account.date(account.clock())
    days = monthrange(today.year, today.month)[1]
    left = Decimal(days - today.day + 1) / days
    free = [number for number in _NUMBERS if number.phone not in account.rented]
    return [replace(number, current_cost=round((number.cost or 0) * left, 2)) for number in free]


def _number_rent(account: Account, asked: Asked) -> RentalCharge:
    for number in _numbers(account, asked):
        if number.phone == same(asked["phone"]):
            assert number.current_cost is not None
            account.pay(number.current_cost)
            account.rented[number.phone] = not on(asked, "noprolong")
            return RentalCharge(cost=number.current_cost)
    raise RequestError(1)


def _number_prolong(account: Account, asked: Asked) -> Done:
    phone = same(asked["phone"])
    if phone not in account.rented:
        raise RequestError(1)
    account.rented[phone] = not on(asked, "noprolong")
    return Done()


def _wait_call(account: Account, asked: Asked) -> WaitCall:
    if fault_of(asked["phone"]) is MessageStatus.INVALID_NUMBER:
        raise RequestError(1)
    account.pay(PRICE)
    account.wait(asked["phone"])
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
        created=account.date(task.made),
        time=account.date(start),
        file=f"{task.id}.csv",
    )


def _tasks(account: Account, asked: Asked) -> list[Task]:
    after = [task for task in account.tasks if int(task.id) > int(asked.get("after_id", "0"))]
    return [_task(account, task) for task in after[: int(asked.get("cnt", len(after)))]]


def _task_file(account: Account, asked: Asked) -> bytes:
    for pending in account.tasks:
        task = _task(account, pending)
        if asked.get("id") == task.id or asked.get("name") == task.file:
            if task.status is not TaskStatus.COMPLETED:
                break
            rows = [account.history(message) for message in pending.messages]
            return task_files.write_csv(_COLUMNS, [_row(row) for row in rows])
    raise RequestError(5)


def _row(told: SentMessage) -> task_files.Row:
    texts = (told.id, told.phone, int(told.status), told.last_date, told.cost)
    return dict(zip(_COLUMNS, map(str, texts), strict=True))


def _messages(account: Account, asked: Asked) -> list[SentMessage]:
    """Error 3 says that there are none."""
    first, last = _day(asked, "start", date.min), _day(asked, "end", date.max)
    mail = asked.get("format") == "8"
    found = [
        account.history(message)
        for message in account.messages.values()
        if int(message.int_id) > int(asked.get("prev_id", "0"))
        and (asked.get("format") is None or mail == (message.type is MessageType.EMAIL))
        and all(
            same(asked[name]) == same(message.phone) for name in ("phone", "email") if name in asked
        )
        and first <= account.date(message.start).date() <= last
    ]
    if not found:
        raise RequestError(3)
    return found[: int(asked.get("cnt", "1000"))]


def _day(asked: Asked, name: str, otherwise: date) -> date:
    day = DAY.parse(asked[name]) if name in asked else otherwise
    assert isinstance(day, date)
    return day


def _answers(account: Account, asked: Asked) -> list[Answer]:
    since = account.date(account.clock() - 3600 * int(asked.get("hour", "168")))
    found = [
        answer
        for answer in account.answers
        if int(answer.id) > int(asked.get("after_id", "0"))
        and (answer.received or since) >= since
        and ("to_phone" not in asked or same(asked["to_phone"]) == answer.to_phone)
    ]
    return found[: int(asked.get("cnt", "10000"))]


#: The commands that are simulated, by name.
ANSWERS: Mapping[str, Callable[[Account, Asked], object]] = {
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
