"""Replies and request parameters that several pages share.

The grammar of their lines is ``grammars/shared.lark``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from smsc_codec.requests import Parameter
from smsc_codec.schema.failure import FAILURE
from smsc_codec.schema.records import Extra, RecordLayout, RecordSchema
from smsc_codec.schema.scalars import ADDRESS, ID, MONEY, NUMBER, TEXT, Scalar

__all__ = [
    "CREATED",
    "DONE",
    "JSON_ONLY",
    "OK",
    "OK_OR_EMPTY",
    "Created",
    "Done",
    "bool_param",
    "int_param",
    "phone_param",
    "text_param",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The reply ``OK``: the command was carried out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """The reply to a command that creates an object.

    Args:
        id: the number that the service assigned to the new object.
        cost: the cost in the account's currency, if the request asked for it (jobs.php only).
        extra: unknown fields of the reply, as (name, value) pairs.
    """

    id: str
    cost: Decimal | None = None
    extra: Extra = ()


DONE = RecordLayout(
    record=RecordSchema(Done, {}),
    rule="done",
    fields=dict.fromkeys(FAILURE.fields, ()),
    roots=FAILURE.roots,
    constant=("result", "OK"),
    shared=True,
)
CREATED = RecordSchema(Created, {"id": ID, "cost": MONEY})
#: With fmt=3, some commands reply with a plain ``OK`` instead of JSON.
OK = {"OK": Done()}
#: Others reply with an empty body.
OK_OR_EMPTY = {**OK, "": Done()}
#: Confidence by fmt: several clients agree on the JSON form, the other formats are not documented.
JSON_ONLY = ("-", "-", "-", "B")


# ---- request parameters


def phone_param(name: str = "phone", *, required: bool = True) -> Parameter:
    """Declare a phone number or an address."""
    return Parameter(name=name, kind=ADDRESS, required=required)


def text_param(name: str, max_length: int | None = None, *, required: bool = False) -> Parameter:
    """Declare a text of at most ``max_length`` characters; unlimited by default."""
    return Parameter(name=name, kind=TEXT, max_length=max_length, required=required)


def bool_param(name: str, *choices: int) -> Parameter:
    """Declare a number that is one of ``choices``; 0 or 1 by default."""
    return Parameter(name=name, kind=NUMBER, choices=choices or (0, 1))


def int_param(
    name: str,
    *,
    kind: Scalar = NUMBER,
    minimum: int = 0,
    maximum: int | None = None,
    required: bool = False,
) -> Parameter:
    """Declare a number from ``minimum`` to ``maximum``, both inclusive."""
    return Parameter(name=name, kind=kind, minimum=minimum, maximum=maximum, required=required)
