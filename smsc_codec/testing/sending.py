"""The simulator's send.php: recipients, validation, cost and send time."""

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
    REJECTED_DIGIT,
    RequestError,
    Task,
    normalize_phone,
    parts,
)

if TYPE_CHECKING:
    from smsc_codec.testing.service import Account

__all__ = ["Parameters", "is_set", "recipient_fault", "send", "split_list"]

_MESSAGE_TYPES = {
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
#: The error codes of send.php whose reply contains the message ID.
_WITH_ID = (3, 6, 7, 8)


class Parameters(dict[str, str]):
    """The parameters of a request that are not blank. Access to any other raises error 1."""

    def __missing__(self, name: str) -> str:
        raise RequestError(1)


def is_set(params: Parameters, name: str) -> bool:
    """Whether a bool parameter is set; clients may send 0 for an unset one."""
    return params.get(name, "0") != "0"


def split_list(text: str) -> list[str]:
    """Split a list parameter. A trailing comma is allowed."""
    return [item.strip(" ") for item in text.replace(";", ",").removesuffix(",").split(",")]


class _Copy(NamedTuple):
    """A message to one recipient; ``fault`` is the reason why it cannot be sent, if any."""

    phone: str
    mes: str
    fault: MessageStatus | None
    cnt: int
    cost: Decimal


def send(account: Account, params: Parameters) -> SendResult:
    """Execute the ``send`` command.

    The message ID is the client's, or a new one if the client sends none or 0.
    """
    message_id = str(int(params.get("id", "0")) or account.new_id())
    try:
        return _send(account, params, message_id)
    except RequestError as error:
        if error.code in _WITH_ID and params.get("cost") != "1":
            error.id = message_id
        raise


def _send(account: Account, params: Parameters, message_id: str) -> SendResult:
    message_type = next(
        (value for name, value in _MESSAGE_TYPES.items() if is_set(params, name)), MessageType.SMS
    )
    copies = [
        _copy(phone, mes, message_type, params) for phone, mes in _recipients(params, message_type)
    ]
    valid = [copy for copy in copies if copy.fault is None]
    sender, start = _sender(account, params, message_type), _start(account, params)
    if not valid:
        raise RequestError(7 if copies[0].fault is MessageStatus.INVALID_NUMBER else 8)
    cost = sum((copy.cost for copy in valid), Decimal(0))
    if params.get("cost") != "1":
        account.pay(cost)
        sent = tuple(
            account.add(
                start,
                id=message_id,
                phone=copy.phone.removeprefix("+"),
                mes=copy.mes,
                sender=sender,
                type=message_type,
                cnt=copy.cnt,
                cost=copy.cost,
            )
            for copy in valid
        )
        if is_set(params, "time") or "list" in params:
            account.tasks.append(Task(account.new_id(), int(account.clock()), sent))
    phones = (
        tuple(_result_for(copy) for copy in copies if copy.fault or is_set(params, "op")) or None
    )
    code = (
        f"{int(message_id) % 10000:04}"
        if message_type is MessageType.CALL and params.get("mes") == "code"
        else None
    )
    return SendResult(
        id=message_id,
        cnt=sum(copy.cnt for copy in valid),
        cost=cost,
        balance=account.balance,
        code=code,
        phones=phones,
    )


def _recipients(params: Parameters, message_type: MessageType) -> list[tuple[str, str]]:
    """Return the phone numbers, each with its text."""
    if "list" in params:
        lines = [line.partition(":") for line in params["list"].splitlines() if line.strip()]
        if not lines or not all(colon and text for _, colon, text in lines):
            raise RequestError(1)
        return [(phone.strip(), text) for phone, _, text in lines]
    if "phones" not in params or not (
        "mes" in params
        or "fileurl" in params
        or message_type in (MessageType.HLR, MessageType.PING)
    ):
        raise RequestError(1)
    return [(phone, params.get("mes", "")) for phone in dict.fromkeys(split_list(params["phones"]))]


def _copy(phone: str, mes: str, message_type: MessageType, params: Parameters) -> _Copy:
    """Compute the size and cost of a message to one recipient.

    The size is in parts of an SMS or in seconds of a call. A call takes five seconds for every
    sixty characters, and five seconds cost as much as one part.
    """
    fault = recipient_fault(phone, message_type)
    if message_type is MessageType.CALL:
        blocks = -(-max(len(mes), 1) // 60)
        return _Copy(phone, mes, fault, 5 * blocks, PRICE * blocks)
    cnt = (
        1 if message_type in (MessageType.EMAIL, MessageType.HLR, MessageType.PING) else parts(mes)
    )
    cnt = min(cnt, int(params.get("maxsms", cnt)))
    return _Copy(phone, mes, fault, cnt, PRICE * cnt)


def recipient_fault(
    phone: str, message_type: MessageType = MessageType.SMS
) -> MessageStatus | None:
    """Return the status of a recipient that send.php rejects; None for a valid one."""
    is_well_formed = (
        "@" in phone
        if message_type is MessageType.EMAIL
        else re.fullmatch("[0-9]{11,15}", normalize_phone(phone))
    )
    if not is_well_formed:
        return MessageStatus.INVALID_NUMBER
    return MessageStatus.UNDELIVERABLE if phone.endswith(REJECTED_DIGIT) else None


def _sender(account: Account, params: Parameters, message_type: MessageType) -> str:
    if message_type is MessageType.HLR:
        return "HLR"
    now, sender = account.clock(), params.get("sender", DEFAULT_SENDER)
    if not any(
        name.sender.lower() == sender.lower() and name.status(now) is SenderStatus.ALLOWED
        for name in account.names
    ):
        raise RequestError(6)
    return sender


def _result_for(copy: _Copy) -> RecipientResult:
    if copy.fault is None:
        return RecipientResult(phone=copy.phone, mccmnc=PLACE["mccmnc"], cost=copy.cost)
    is_invalid = copy.fault is MessageStatus.INVALID_NUMBER
    error = DeliveryErrorCode.INVALID_FORMAT if is_invalid else DeliveryErrorCode.FORBIDDEN_NUMBER
    return RecipientResult(phone=copy.phone, status=copy.fault, error=error)


def _start(account: Account, params: Parameters) -> float:
    """Return the send time in Unix seconds; a time in the past means now.

    Formats of ``time``: ``DDMMYYhhmm``, ``0`` followed by Unix seconds, ``+`` followed by minutes.
    """
    text, now = params.get("time", "0"), account.clock()
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
        start = datetime(2000 + year, month, day, hour, minute, tzinfo=account.offset)
    except ValueError:
        raise RequestError(5) from None
    return max(now, (start - timedelta(hours=int(params.get("tz", "0")))).timestamp())
