"""send.php of the simulator: who a message goes to, what is wrong with it, what it costs, when it is sent."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from smsc_codec.codes import DeliveryErrorCode, MessageStatus, MessageType, SenderStatus
from smsc_codec.pages.send import RecipientResult, SendResult
from smsc_codec.testing.service import (
    DEFAULT_SENDER,
    PLACE,
    PRICE,
    UNREACHED,
    RequestError,
    Task,
    parts,
    same,
)

if TYPE_CHECKING:
    from smsc_codec.testing.service import Account

__all__ = ["Asked", "fault_of", "items", "on", "send"]

_KINDS = {
    "flash": MessageType.FLASH,
    "bin": MessageType.BINARY,
    "push": MessageType.WAP_PUSH,
    "hlr": MessageType.HLR,
    "ping": MessageType.PING,
    "mms": MessageType.MMS,
    "call": MessageType.CALL,
    "mail": MessageType.EMAIL,
    "viber": MessageType.VIBER,
    "soc": MessageType.SOCIAL,
}
#: The errors of send.php that name the message.
_WITH_ID = (3, 6, 7, 8)


class Asked(dict[str, str]):
    """The parameters of a request that are stated and not blank."""

    def __missing__(self, name: str) -> str:
        raise RequestError(1)


def on(asked: Asked, name: str) -> bool:
    """Whether a switch is on; 0 is what a client states who means nothing."""
    return asked.get(name, "0") != "0"


def items(text: str) -> list[str]:
    """The items of a list, of which one alone may have a comma behind it."""
    return [item.strip(" ") for item in text.replace(";", ",").removesuffix(",").split(",")]


class _Copy(NamedTuple):
    """What a message is for one of its phones; ``fault`` is what keeps it from being sent."""

    phone: str
    mes: str
    fault: MessageStatus | None
    cnt: int
    cost: Decimal


def send(account: Account, asked: Asked) -> SendResult:
    """The command of that name. An id is the client's or made; 0 is what clients state who have none."""
    number = str(int(asked.get("id", "0")) or account.number())
    try:
        return _sent(account, asked, number)
    except RequestError as refusal:
        if refusal.code in _WITH_ID and asked.get("cost") != "1":
            refusal.id = number
        raise


def _sent(account: Account, asked: Asked, number: str) -> SendResult:
    kind = next((kind for name, kind in _KINDS.items() if on(asked, name)), MessageType.SMS)
    copies = [_copy(phone, mes, kind, asked) for phone, mes in _recipients(asked, kind)]
    good = [copy for copy in copies if copy.fault is None]
    sender, start = _sender(account, asked, kind), _start(account, asked)
    if not good:
        raise RequestError(7 if copies[0].fault is MessageStatus.INVALID_NUMBER else 8)
    cost = sum((copy.cost for copy in good), Decimal(0))
    if asked.get("cost") != "1":
        account.pay(cost)
        sent = tuple(
            account.add(
                start,
                id=number,
                phone=copy.phone.removeprefix("+"),
                mes=copy.mes,
                sender=sender,
                type=kind,
                cnt=copy.cnt,
                cost=copy.cost,
            )
            for copy in good
        )
        if on(asked, "time") or "list" in asked:
            account.tasks.append(Task(account.number(), int(account.clock()), sent))
    phones = tuple(_result_for(copy) for copy in copies if copy.fault or on(asked, "op")) or None
    code = (
        f"{int(number) % 10000:04}"
        if kind is MessageType.CALL and asked.get("mes") == "code"
        else None
    )
    return SendResult(
        id=number,
        cnt=sum(copy.cnt for copy in good),
        cost=cost,
        balance=account.balance,
        code=code,
        phones=phones,
    )


def _recipients(asked: Asked, kind: MessageType) -> list[tuple[str, str]]:
    """Phones, each with its text."""
    if "list" in asked:
        lines = [line.partition(":") for line in asked["list"].splitlines() if line.strip()]
        if not lines or not all(colon and text for _, colon, text in lines):
            raise RequestError(1)
        return [(phone.strip(), text) for phone, _, text in lines]
    if "phones" not in asked or not (
        "mes" in asked or "fileurl" in asked or kind in (MessageType.HLR, MessageType.PING)
    ):
        raise RequestError(1)
    return [(phone, asked.get("mes", "")) for phone in dict.fromkeys(items(asked["phones"]))]


def _copy(phone: str, mes: str, kind: MessageType, asked: Asked) -> _Copy:
    """Its size is parts of an SMS, or seconds of a call: five for every sixty characters, paid like a part."""
    fault = fault_of(phone, kind)
    if kind is MessageType.CALL:
        blocks = -(-max(len(mes), 1) // 60)
        return _Copy(phone, mes, fault, 5 * blocks, PRICE * blocks)
    cnt = 1 if kind in (MessageType.EMAIL, MessageType.HLR, MessageType.PING) else parts(mes)
    cnt = min(cnt, int(asked.get("maxsms", cnt)))
    return _Copy(phone, mes, fault, cnt, PRICE * cnt)


def fault_of(phone: str, kind: MessageType = MessageType.SMS) -> MessageStatus | None:
    """What is wrong with a phone; None if nothing is."""
    spelled = (
        "@" in phone if kind is MessageType.EMAIL else re.fullmatch("[0-9]{11,15}", same(phone))
    )
    if not spelled:
        return MessageStatus.INVALID_NUMBER
    return MessageStatus.UNDELIVERABLE if phone.endswith(UNREACHED) else None


def _sender(account: Account, asked: Asked, kind: MessageType) -> str:
    if kind is MessageType.HLR:
        return "HLR"
    now, sender = account.clock(), asked.get("sender", DEFAULT_SENDER)
    if not any(
        name.sender.lower() == sender.lower() and name.status(now) is SenderStatus.ALLOWED
        for name in account.names
    ):
        raise RequestError(6)
    return sender


def _result_for(copy: _Copy) -> RecipientResult:
    if copy.fault is None:
        return RecipientResult(phone=copy.phone, mccmnc=PLACE["mccmnc"], cost=copy.cost)
    wrong = copy.fault is MessageStatus.INVALID_NUMBER
    error = DeliveryErrorCode.INVALID_FORMAT if wrong else DeliveryErrorCode.FORBIDDEN_NUMBER
    return RecipientResult(phone=copy.phone, status=copy.fault, error=error)


def _start(account: Account, asked: Asked) -> float:
    """When a message is sent: DDMMYYhhmm, 0 and Unix seconds, + and minutes; at once if that is past."""
    text, now = asked.get("time", "0"), account.clock()
    if re.fullmatch("[+][0-9]{1,6}", text):
        return now + 60 * int(text)
    if re.fullmatch("0|0[0-9]{10}", text):
        return max(now, float(text))
    if re.fullmatch("[0-9]{1,2}-[0-9]{1,2}", text):
        raise RequestError(1, "not simulated: time=h1-h2")
    try:
        if re.fullmatch("[0-9]{10}", text) is None:
            raise RequestError(5)
        day, month, year, hour, minute = (int(text[at : at + 2]) for at in range(0, 10, 2))
        told = datetime(2000 + year, month, day, hour, minute, tzinfo=account.offset)
    except ValueError:
        raise RequestError(5) from None
    return max(now, (told - timedelta(hours=int(asked.get("tz", "0")))).timestamp())
