"""info.php: the operator of a number. Only JSON is known: clients read it, nobody has recorded the other formats."""

from __future__ import annotations

from dataclasses import dataclass

from smsc_codec.codec import Codec
from smsc_codec.pages.shared import JSON_ONLY, phone_param
from smsc_codec.requests import Command, RequestSpec
from smsc_codec.schema.records import Extra, RecordLayout, RecordSchema
from smsc_codec.schema.reply import ReplySpec
from smsc_codec.schema.scalars import TEXT

__all__ = ["REPLIES", "REQUESTS", "Operator", "operator", "operator_command"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """Where a number belongs. Every value is a text, as sent.

    Args:
        country, operator, region: in Russian words.
        mcc, mnc: the codes of country and operator.
        tz: the zone of the region, in hours.
        extra: what the reply carried beyond these fields.
    """

    country: str | None = None
    operator: str | None = None
    region: str | None = None
    mcc: str | None = None
    mnc: str | None = None
    tz: str | None = None
    extra: Extra = ()


_OPERATOR = RecordSchema(
    Operator, dict.fromkeys(("country", "operator", "region", "mcc", "mnc", "tz"), TEXT)
)
_REPLY = ReplySpec(
    name="operator",
    page="info",
    layouts=(
        RecordLayout(record=_OPERATOR, fields={0: tuple(_OPERATOR.scalars)}, roots={0: "operator"}),
    ),
    confidence=JSON_ONLY,
)

REPLIES = (_REPLY,)


def operator(*, fmt: int = 3) -> Codec[Operator]:
    """The reply of info.php with get_operator=1 for one number.

    Args:
        fmt: 3 JSON; nobody has recorded the others.

    Raises:
        ValueError, TypeError: no such format, or nobody knows its form.
    """
    codec: Codec[Operator] = _REPLY.codec(fmt)
    return codec


_ASK = RequestSpec(
    name="operator",
    page="info",
    constants={"get_operator": "1"},
    parameters=(phone_param(),),
    reply=operator,
    idempotent=True,
)

REQUESTS = (_ASK,)


def operator_command(*, phone: str, fmt: int = 3) -> Command[Operator]:
    """Ask for the operator of a number.

    Args:
        phone: the number.
        fmt: the format of the reply, 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Operator] = _ASK.command(fmt, phone=phone)
    return command
