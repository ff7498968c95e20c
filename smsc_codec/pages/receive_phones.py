"""receive_phones.php: rental numbers for incoming messages.

Source of all formats: the vendor's page "Connecting dedicated numbers for receiving messages". The
grammar of the lines is ``grammars/receive_phones.lark``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from smsc_codec.codec import Codec, ListCodec
from smsc_codec.codes import NumberType
from smsc_codec.pages.shared import DONE, OK, Done, bool_param, phone_param
from smsc_codec.requests import Command, RequestSpec
from smsc_codec.schema.records import Extra, RecordLayout, RecordSchema
from smsc_codec.schema.reply import ReplySpec
from smsc_codec.schema.scalars import MONEY, NUMBER_TYPE, TEXT

__all__ = [
    "REPLIES",
    "REQUESTS",
    "RentalCharge",
    "RentalNumber",
    "number_prolong",
    "number_prolong_command",
    "number_rent",
    "number_rent_command",
    "numbers",
    "numbers_command",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RentalNumber:
    """A phone number that can be rented.

    Args:
        phone: the phone number.
        type: a virtual number, or one of the SIM hosting service.
        cost: the rent for a full month, in the account's currency.
        current_cost: the rent for the rest of the current month, in the account's currency.
        info: the operator's name and the kinds of messages that the number can receive.
        extra: unknown fields of the reply, as (name, value) pairs.
    """

    phone: str
    type: NumberType | None = None
    cost: Decimal | None = None
    current_cost: Decimal | None = None
    info: str | None = None
    extra: Extra = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RentalCharge:
    """The charge for the rental of a number.

    Args:
        cost: the amount charged to the account, in its currency.
        extra: unknown fields of the reply, as (name, value) pairs.
    """

    cost: Decimal
    extra: Extra = ()


_NUMBER = RecordSchema(
    RentalNumber,
    {"phone": TEXT, "type": NUMBER_TYPE, "cost": MONEY, "current_cost": MONEY, "info": TEXT},
)
_CHARGE = RecordSchema(RentalCharge, {"cost": MONEY})

_NUMBERS = ReplySpec(
    list_name="numbers",
    page="receive_phones",
    layouts=(
        RecordLayout(
            record=_NUMBER,
            rule="number",
            fields={0: tuple(_NUMBER.scalars)},
            roots={0: "receive_phone"},
        ),
    ),
)
_RENT = ReplySpec(
    name="number_rent",
    page="receive_phones",
    layouts=(
        RecordLayout(record=_CHARGE, rule="charge", fields={0: ("cost",)}, roots={0: "phone"}),
    ),
)
_PROLONG = ReplySpec(name="number_prolong", page="receive_phones", layouts=(DONE,), plain_texts=OK)

REPLIES = (_NUMBERS, _RENT, _PROLONG)


def numbers(*, fmt: int = 3) -> ListCodec[RentalNumber]:
    """Return the codec for the reply of receive_phones.php with get=1: numbers that can be rented.

    Args:
        fmt: 0 labelled text, 1 comma-separated lines, 2 XML, 3 JSON.

    Raises:
        ValueError: ``fmt`` is not 0, 1, 2 or 3.
        TypeError: ``fmt`` is not an int.
    """
    codec: ListCodec[RentalNumber] = _NUMBERS.codec(fmt)
    return codec


def number_rent(*, fmt: int = 3) -> Codec[RentalCharge]:
    """Return the codec for the reply of receive_phones.php with buy=1: the charge.

    Args:
        fmt: 0 labelled text, 1 comma-separated line, 2 XML, 3 JSON.

    Raises:
        ValueError: ``fmt`` is not 0, 1, 2 or 3.
        TypeError: ``fmt`` is not an int.
    """
    codec: Codec[RentalCharge] = _RENT.codec(fmt)
    return codec


def number_prolong(*, fmt: int = 3) -> Codec[Done]:
    """Return the codec for the reply of receive_phones.php with chg=1.

    Args:
        fmt: 0 labelled text, 1 comma-separated line, 2 XML, 3 JSON.

    Raises:
        ValueError: ``fmt`` is not 0, 1, 2 or 3.
        TypeError: ``fmt`` is not an int.
    """
    codec: Codec[Done] = _PROLONG.codec(fmt)
    return codec


_NUMBERS_REQUEST = RequestSpec(
    name="numbers",
    page="receive_phones",
    constants={"get": "1"},
    parameters=(),
    reply=numbers,
    idempotent=True,
)
_RENT_REQUEST = RequestSpec(
    name="number_rent",
    page="receive_phones",
    constants={"buy": "1"},
    parameters=(phone_param(), bool_param("noprolong")),
    reply=number_rent,
    idempotent=False,
)
_PROLONG_REQUEST = RequestSpec(
    name="number_prolong",
    page="receive_phones",
    constants={"chg": "1"},
    parameters=(phone_param(), bool_param("noprolong")),
    reply=number_prolong,
    idempotent=True,
)

REQUESTS = (_NUMBERS_REQUEST, _RENT_REQUEST, _PROLONG_REQUEST)


def numbers_command(*, fmt: int = 3) -> Command[list[RentalNumber]]:
    """Request the numbers that can be rented; at most two such requests a minute.

    Args:
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[list[RentalNumber]] = _NUMBERS_REQUEST.command(fmt)
    return command


def number_rent_command(
    *, phone: str, noprolong: int | None = None, fmt: int = 3
) -> Command[RentalCharge]:
    """Rent a number.

    Not idempotent: the account is charged immediately, and a repeated request may be charged again.

    Args:
        phone: the phone number, as listed by ``numbers``.
        noprolong: 1 to not renew the rental for the next month; 0 (the service's default) to renew
            it.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[RentalCharge] = _RENT_REQUEST.command(fmt, phone=phone, noprolong=noprolong)
    return command


def number_prolong_command(*, phone: str, noprolong: int = 0, fmt: int = 3) -> Command[Done]:
    """Set whether the rental of a number is renewed for the next month.

    Args:
        phone: the rented phone number.
        noprolong: 0 to renew the rental, 1 to let it expire.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Done] = _PROLONG_REQUEST.command(fmt, phone=phone, noprolong=noprolong)
    return command
