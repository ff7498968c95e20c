"""balance.php: what the account holds. ``grammars/balance.lark`` has its lines.

The vendor's rule: cur=0 gives the balance alone; cur=1 adds the currency, and in XML and JSON the credit where one is
set. Recorded replies leave the credit out when it is zero.
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
    """What the account holds.

    Args:
        balance: the amount in the account's currency; may be negative; digits as sent (``Decimal("6.40")``).
        credit: the credit that is set; None where it is not carried or zero.
        currency: its code as sent: ``RUR`` (not RUB), ``KZT``, ``UAH``; None with cur=0.
        extra: what the reply carried beyond these fields.
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
    """The reply of balance.php.

    Args:
        fmt: 0 text, 1 a comma line, 2 XML, 3 JSON.
        cur: 1 if the currency was asked for.

    Raises:
        ValueError, TypeError: no such format or level.
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
    """Ask what the account holds.

    Args:
        cur: 1 to be told the currency, and the credit where one is set.
        fmt: the format of the reply, 0 to 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Balance] = _REQUEST.command(fmt, cur=cur)
    return command
