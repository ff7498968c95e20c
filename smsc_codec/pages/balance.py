"""balance.php: the account's balance. The grammar of its lines is ``grammars/balance.lark``.

According to the vendor, cur=0 returns the balance alone; cur=1 adds the currency, and in XML and
JSON also the credit if one is set. Recorded replies omit a credit of zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from smsc_codec.codec import Codec
from smsc_codec.pages.shared import bool_param
from smsc_codec.requests import Command, RequestSpec
from smsc_codec.schema.records import Extra, RecordLayout, RecordSchema
from smsc_codec.schema.reply import ReplySpec
from smsc_codec.schema.scalars import MONEY, WORD

__all__ = ["REPLIES", "REQUESTS", "Balance", "balance", "balance_command"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The account's balance.

    Args:
        balance: the amount in the account's currency, may be negative; trailing zeros are kept
            (``Decimal("6.40")``).
        credit: the credit of the account; None if the reply has none (cur=0, fmt=0 and 1, or zero).
        currency: the currency code as received: ``RUR`` (not RUB), ``KZT``, ``UAH``; None with
            cur=0.
        extra: unknown fields of the reply, as (name, value) pairs.
    """

    balance: Decimal
    credit: Decimal | None = None
    currency: str | None = None
    extra: Extra = ()


_BALANCE = RecordSchema(Balance, {"balance": MONEY, "credit": MONEY, "currency": WORD})

_REPLY = ReplySpec(
    name="balance",
    page="balance",
    level_param="cur",
    levels=(0, 1),
    layouts=(
        RecordLayout(
            record=_BALANCE,
            rule="balance",
            fields={0: ("balance",), 1: ("balance", "credit", "currency")},
            roots={0: "balance", 1: "result"},
        ),
    ),
)

REPLIES = (_REPLY,)


def balance(*, fmt: int = 3, cur: int = 0) -> Codec[Balance]:
    """Return the codec for the reply of balance.php.

    Args:
        fmt: 0 labelled text, 1 comma-separated line, 2 XML, 3 JSON.
        cur: 1 if the request asked for the currency.

    Raises:
        ValueError: the format or level does not exist.
        TypeError: an argument is not an int.
    """
    codec: Codec[Balance] = _REPLY.codec(fmt, cur)
    return codec


_REQUEST = RequestSpec(
    name="balance",
    page="balance",
    parameters=(bool_param("cur"),),
    reply=balance,
    reply_params=("cur",),
    idempotent=True,
)

REQUESTS = (_REQUEST,)


def balance_command(*, cur: int = 0, fmt: int = 3) -> Command[Balance]:
    """Request the account's balance.

    Args:
        cur: 1 to include the currency, and the credit if one is set.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Balance] = _REQUEST.command(fmt, cur=cur)
    return command
