"""What every page can answer: the server's error, and a plain OK.

``grammars/shared.lark`` has their lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from smsc_codec.kinds import ADDRESS, ID, MONEY, NUMBER, SERVER_ERROR, TEXT, Kind
from smsc_codec.records import Extra, Form, Record
from smsc_codec.requests import Parameter

__all__ = ["CREATED", "DONE", "FAILURE", "OK", "Created", "Done", "Failure", "count", "phone", "switch", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The server's error: a value, since the service answered. API errors come with HTTP status 200.

    fmt=0 ``ERROR = N (description)``, with an id ``ERROR = N (description), ID - id``; fmt=1 ``0,-N`` or ``id,-N``;
    fmt=2 and fmt=3 ``error``, ``error_code`` and ``id``. Source: every answer page of the vendor.

    Args:
        code: the number; :func:`smsc_codec.codes.api_error` tells its meaning on a page and whether to ask again.
        description: the server's words, English; None where the format has none (fmt=1).
        id: the message that the error belongs to; only send.php attaches one.
        extra: what the reply carried beyond these fields.
    """

    code: int
    description: str | None = None
    id: str | None = None
    extra: Extra = ()


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


_FAILURE = Record(
    Failure,
    {"code": SERVER_ERROR, "description": TEXT, "id": ID},
    tags={"code": "error_code", "description": "error"},
)
_LEVELS = (0, 1, 2, 3)

FAILURE = Form(
    record=_FAILURE,
    rule="failure",
    markup=dict.fromkeys(_LEVELS, ("description", "code", "id")),
    roots=dict.fromkeys(_LEVELS, "result"),
    shared=True,
)
DONE = Form(
    record=Record(Done, {}),
    rule="done",
    markup=dict.fromkeys(_LEVELS, ()),
    roots=dict.fromkeys(_LEVELS, "result"),
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


def count(name: str, *, kind: Kind = NUMBER, least: int = 0, most: int | None = None, required: bool = False) -> Parameter:
    """A number within bounds."""
    return Parameter(name=name, kind=kind, least=least, most=most, required=required)
