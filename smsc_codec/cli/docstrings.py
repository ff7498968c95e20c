"""Record classes and the documentation of their fields, extracted from docstrings.

``explain`` and ``schema`` use it, so that each field is documented in one place.
"""

from __future__ import annotations

import re
from dataclasses import fields
from functools import cache
from inspect import cleandoc
from itertools import pairwise
from types import UnionType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from smsc_codec.codes import Code
from smsc_codec.registry import record_schemas

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["codes_of", "names", "note", "notes", "parts", "records", "summary", "without_none"]

#: Sphinx roles, which are reduced to their text.
_ROLE = re.compile(r":[a-z]+:`~?([^`]*)`")
_SECTION = re.compile(r"\n(?:Args|Attributes):\n")
#: The first line of an entry of such a section; its further lines are indented more.
_ENTRY = re.compile(r"([a-z_][a-z0-9_]*(?:(?:, | \.\.\. )[a-z_][a-z0-9_]*+)*+): (.*)")
_INDENT = 4
#: Refers to the class that documents the other fields.
_ELSEWHERE = re.compile(r"not named here are those of\s+:class:`(\w+)`")


def _plain(text: str) -> str:
    return _ROLE.sub(r"\1", " ".join(text.split())).replace("``", "")


def summary(thing: Any) -> str:
    """The first paragraph of a docstring, on one line."""
    return _plain((thing.__doc__ or "").partition("\n\n")[0])


@cache
def notes(thing: Any) -> Mapping[str, str]:
    """The descriptions in the "Args:" or "Attributes:" section of a docstring, by name.

    A range (``a ... c``) has an entry for ``a`` and one for ``... c``.
    """
    descriptions: dict[str, str] = {}
    current: tuple[str, ...] = ()
    # cleandoc() removes the indentation, which Python 3.13 and later do at compile time.
    section = _SECTION.split(cleandoc(thing.__doc__ or ""), maxsplit=1)[1:]
    for line in "".join(section).split("\n\n")[0].splitlines():
        entry = (
            _ENTRY.fullmatch(line.strip()) if len(line) - len(line.lstrip()) == _INDENT else None
        )
        if entry:
            current = tuple(re.split(r", | (?=\.\.\. )", entry[1]))
            descriptions |= dict.fromkeys(current, entry[2])
        else:
            descriptions |= {name: f"{descriptions[name]} {line.strip()}" for name in current}
    return {name: _plain(text) for name, text in descriptions.items()}


def names(cls: type) -> tuple[str, ...]:
    """The names of a record's fields, in order."""
    return tuple(part.name for part in fields(cls))


@cache
def note(cls: type, name: str) -> str:
    """The description of a field, or else of its type; empty if neither is documented."""
    for owner in cls.__mro__:
        if name in _expanded_notes(owner):
            return _expanded_notes(owner)[name]
    if other := _ELSEWHERE.search(cls.__doc__ or ""):
        return note(records()[other[1]], name)
    hint = without_none(get_type_hints(cls)[name])
    documented = isinstance(hint, type) and hint.__module__.startswith("smsc_codec.")
    return summary(hint) if documented else ""


@cache
def _expanded_notes(cls: type) -> Mapping[str, str]:
    """The descriptions by field, with ranges expanded."""
    descriptions = dict(notes(cls))
    for first, last in pairwise(notes(cls)):
        if last.startswith("... "):
            order = names(cls)
            covered = order[order.index(first) : order.index(last[4:]) + 1]
            descriptions |= dict.fromkeys(covered, descriptions[last])
    return descriptions


def without_none(hint: Any) -> Any:
    """``X`` for ``X | None``; other unions are returned unchanged."""
    if get_origin(hint) is not UnionType:
        return hint
    types = [arg for arg in get_args(hint) if arg is not type(None)]
    return types[0] if len(types) == 1 else hint


def parts(cls: type) -> Mapping[str, Any]:
    """The properties of a bit field class, with their types."""
    return {
        name: get_type_hints(part.fget)["return"]
        for name, part in vars(cls).items()
        if isinstance(part, property)
    }


@cache
def codes_of(cls: type) -> Mapping[str, type[Code]]:
    """The fields of a record whose values are codes, with their code class."""
    hints = get_type_hints(cls)
    plain = {name: without_none(hints[name]) for name in names(cls)}
    return {
        name: hint
        for name, hint in plain.items()
        if isinstance(hint, type) and issubclass(hint, Code)
    }


@cache
def records() -> Mapping[str, type]:
    """All record classes by name: those of replies, callbacks, receipts and PDUs."""
    from smsc_codec.smpp import DeliveryReport, Pdu, Receipt

    return {
        cls.__name__: cls for cls in (*record_schemas(), Receipt, DeliveryReport, *get_args(Pdu))
    }
