"""balance.php: what the account holds. ``grammars/balance.lark`` has its lines.

The vendor's rule: cur=0 gives the balance alone; cur=1 adds the currency, and in XML and JSON the credit where one is
set. Recorded replies leave the credit out when it is zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from smsc_codec.codec import Codec, Reply
from smsc_codec.kinds import MONEY, WORD
from smsc_codec.records import Extra, Form, Record

__all__ = ["REPLIES", "Balance", "balance"]


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


_BALANCE = Record(
    Balance, {"balance": MONEY, "credit": MONEY, "currency": WORD}, required=frozenset({"balance"})
)

_REPLY = Reply(
    name="balance",
    page="balance",
    level="cur",
    levels=(0, 1),
    forms=(
        Form(
            record=_BALANCE,
            rule="balance",
            markup={0: ("balance",), 1: ("balance", "credit", "currency")},
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
