"""What several pages answer: a plain OK, a number; and what their requests have in common.

``grammars/shared.lark`` has their lines.
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
    """What a command that creates something answers.

    Args:
        id: the number that the service gave to it.
        cost: what it costs, where the request asked for that (jobs.php).
        extra: what the reply carried beyond these fields.
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
#: With fmt=3 some commands have answered a bare ``OK`` for years.
OK = {"OK": Done()}
#: And some nothing at all.
OK_OR_EMPTY = {**OK, "": Done()}
#: The confidence of a reply that several clients read as JSON, and nobody has recorded otherwise.
JSON_ONLY = ("-", "-", "-", "B")


# ---- parameters that many requests have


def phone_param(name: str = "phone", *, required: bool = True) -> Parameter:
    """One phone or address."""
    return Parameter(name=name, kind=ADDRESS, required=required)


def text_param(name: str, longest: int | None = None, *, required: bool = False) -> Parameter:
    """A text of so many characters at most."""
    return Parameter(name=name, kind=TEXT, max_length=longest, required=required)


def bool_param(name: str, *choices: int) -> Parameter:
    """0 or 1, or one of a few numbers."""
    return Parameter(name=name, kind=NUMBER, choices=choices or (0, 1))


def int_param(
    name: str,
    *,
    kind: Scalar = NUMBER,
    least: int = 0,
    most: int | None = None,
    required: bool = False,
) -> Parameter:
    """A number within bounds."""
    return Parameter(name=name, kind=kind, minimum=least, maximum=most, required=required)
