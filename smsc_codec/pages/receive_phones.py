"""receive_phones.php: numbers to rent for incoming messages. ``grammars/receive_phones.lark`` has their lines.

Source of all forms: the vendor's page "Connecting dedicated numbers for receiving messages".
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
    """A number that can be rented.

    Args:
        phone: the number.
        type: virtual, or on the SIM hosting service.
        cost: the rent of a full month, in the account's currency.
        current_cost: the rent of the days that are left of this month.
        info: the operator's name and what the number can receive.
        extra: what the reply carried beyond these fields.
    """

    phone: str
    type: NumberType | None = None
    cost: Decimal | None = None
    current_cost: Decimal | None = None
    info: str | None = None
    extra: Extra = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RentalCharge:
    """What was paid.

    Args:
        cost: the amount taken from the account, in its currency.
        extra: what the reply carried beyond these fields.
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
    """The reply of receive_phones.php with get=1: the numbers that can be rented.

    Args:
        fmt: 0 text, 1 comma lines, 2 XML, 3 JSON.

    Raises:
        ValueError, TypeError: no such format.
    """
    codec: ListCodec[RentalNumber] = _NUMBERS.codec(fmt)
    return codec


def number_rent(*, fmt: int = 3) -> Codec[RentalCharge]:
    """The reply of receive_phones.php with buy=1: what the rent has cost.

    Args:
        fmt: 0 text, 1 a comma line, 2 XML, 3 JSON.

    Raises:
        ValueError, TypeError: no such format.
    """
    codec: Codec[RentalCharge] = _RENT.codec(fmt)
    return codec


def number_prolong(*, fmt: int = 3) -> Codec[Done]:
    """The reply of receive_phones.php with chg=1.

    Args:
        fmt: 0 text, 1 a comma line, 2 XML, 3 JSON.

    Raises:
        ValueError, TypeError: no such format.
    """
    codec: Codec[Done] = _PROLONG.codec(fmt)
    return codec


_ASK_NUMBERS = RequestSpec(
    name="numbers",
    page="receive_phones",
    constants={"get": "1"},
    parameters=(),
    reply=numbers,
    idempotent=True,
)
_ASK_RENT = RequestSpec(
    name="number_rent",
    page="receive_phones",
    constants={"buy": "1"},
    parameters=(phone_param(), bool_param("noprolong")),
    reply=number_rent,
    idempotent=False,
)
_ASK_PROLONG = RequestSpec(
    name="number_prolong",
    page="receive_phones",
    constants={"chg": "1"},
    parameters=(phone_param(), bool_param("noprolong")),
    reply=number_prolong,
    idempotent=True,
)

REQUESTS = (_ASK_NUMBERS, _ASK_RENT, _ASK_PROLONG)


def numbers_command(*, fmt: int = 3) -> Command[list[RentalNumber]]:
    """Ask which numbers can be rented. The service takes two such requests a minute.

    Args:
        fmt: the format of the reply, 0 to 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[list[RentalNumber]] = _ASK_NUMBERS.command(fmt)
    return command


def number_rent_command(
    *, phone: str, noprolong: int | None = None, fmt: int = 3
) -> Command[RentalCharge]:
    """Rent a number. Not idempotent: the rent is taken from the account at once, and a repeated request may pay twice.

    Args:
        phone: the number, as ``numbers`` lists it.
        noprolong: 1: do not prolong it for the next month; 0, the service's default: do.
        fmt: the format of the reply, 0 to 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[RentalCharge] = _ASK_RENT.command(fmt, phone=phone, noprolong=noprolong)
    return command


def number_prolong_command(*, phone: str, noprolong: int = 0, fmt: int = 3) -> Command[Done]:
    """Say whether a rented number is prolonged for the next month.

    Args:
        phone: the number.
        noprolong: 0: prolong it; 1: do not.
        fmt: the format of the reply, 0 to 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Done] = _ASK_PROLONG.command(fmt, phone=phone, noprolong=noprolong)
    return command
