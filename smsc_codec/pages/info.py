"""info.php: the operator of a phone number.

Only the JSON reply is known, from clients that read it; the other formats are not documented.
"""

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
    """The country, region and operator of a phone number. All values are strings as received.

    Args:
        country, operator, region: the names, in Russian.
        mcc, mnc: the mobile country code and the mobile network code, digits.
        tz: the time zone of the region, in hours.
        extra: unknown fields of the reply, as (name, value) pairs.
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
    """Return the codec for the reply of info.php with get_operator=1.

    Args:
        fmt: only 3 (JSON) is supported; the other reply formats are not documented.

    Raises:
        ValueError: the format does not exist, or its reply is not documented.
        TypeError: ``fmt`` is not an int.
    """
    codec: Codec[Operator] = _REPLY.codec(fmt)
    return codec


_REQUEST = RequestSpec(
    name="operator",
    page="info",
    constants={"get_operator": "1"},
    parameters=(phone_param(),),
    reply=operator,
    idempotent=True,
)

REQUESTS = (_REQUEST,)


def operator_command(*, phone: str, fmt: int = 3) -> Command[Operator]:
    """Request the operator of a phone number.

    Args:
        phone: the phone number.
        fmt: the reply format; only 3 (JSON) is supported.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Operator] = _REQUEST.command(fmt, phone=phone)
    return command
