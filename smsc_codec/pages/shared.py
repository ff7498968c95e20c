"""What several pages answer: a plain OK, a number; and what their requests have in common.

``grammars/shared.lark`` has their lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from smsc_codec.requests import Parameter
from smsc_codec.schema.failure import FAILURE
from smsc_codec.schema.records import Extra, Form, Record
from smsc_codec.schema.scalars import ADDRESS, ID, MONEY, NUMBER, TEXT, Kind

__all__ = [
    "CREATED",
    "DONE",
    "JSON_ONLY",
    "OK",
    "OK_OR_EMPTY",
    "Created",
    "Done",
    "count",
    "phone",
    "switch",
    "text",
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


DONE = Form(
    record=Record(Done, {}),
    rule="done",
    markup=dict.fromkeys(FAILURE.markup, ()),
    roots=FAILURE.roots,
    fixed=("result", "OK"),
    shared=True,
)
CREATED = Record(Created, {"id": ID, "cost": MONEY})
#: With fmt=3 some commands have answered a bare ``OK`` for years.
OK = {"OK": Done()}
#: And some nothing at all.
OK_OR_EMPTY = {**OK, "": Done()}
#: The confidence of a reply that several clients read as JSON, and nobody has recorded otherwise.
JSON_ONLY = ("-", "-", "-", "B")


# ---- parameters that many requests have


def phone(name: str = "phone", *, required: bool = True) -> Parameter:
    """One phone or address."""
    return Parameter(name=name, kind=ADDRESS, required=required)


def text(name: str, longest: int | None = None, *, required: bool = False) -> Parameter:
    """A text of so many characters at most."""
    return Parameter(name=name, kind=TEXT, longest=longest, required=required)


def switch(name: str, *choices: int) -> Parameter:
    """0 or 1, or one of a few numbers."""
    return Parameter(name=name, kind=NUMBER, choices=choices or (0, 1))


def count(
    name: str,
    *,
    kind: Kind = NUMBER,
    least: int = 0,
    most: int | None = None,
    required: bool = False,
) -> Parameter:
    """A number within bounds."""
    return Parameter(name=name, kind=kind, least=least, most=most, required=required)
