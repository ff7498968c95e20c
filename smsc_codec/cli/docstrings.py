"""What the declarations say of themselves: the records that the command line writes, and what their docstrings tell of each field.

``explain`` and ``schema`` read it here, so that nothing is told in two places.
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

#: Sphinx's roles, and code: a reader at a terminal needs the words only.
_ROLE = re.compile(r":[a-z]+:`~?([^`]*)`")
#: A line of a section that begins with the names it is about; the lines that go on are indented further.
_NAMED = re.compile(r"([a-z_][a-z0-9_]*(?:(?:, | \.\.\. )[a-z_][a-z0-9_]*+)*+): (.*)")
_ELSEWHERE = re.compile(r"not named here are those of\s+:class:`(\w+)`")


def _plain(text: str) -> str:
    return _ROLE.sub(r"\1", " ".join(text.split())).replace("``", "")


def summary(thing: Any) -> str:
    """The first paragraph of a docstring, in one line."""
    return _plain((thing.__doc__ or "").partition("\n\n")[0])


@cache
def notes(thing: Any) -> Mapping[str, str]:
    """What the section "Args:" of a docstring says of each name; a range (``a ... c``) stands under its ends."""
    found: dict[str, str] = {}
    under: tuple[str, ...] = ()
    # Python 3.13 takes the indentation off by itself; this does it for all.
    section = cleandoc(thing.__doc__ or "").partition("\nArgs:\n")[2].split("\n\n")[0]
    for line in section.splitlines():
        begun = (
            _NAMED.fullmatch(line.strip()) if len(line) - len(line.lstrip()) == _INDENT else None
        )
        if begun:
            under = tuple(re.split(r", | (?=\.\.\. )", begun[1]))
            found |= dict.fromkeys(under, begun[2])
        else:
            found |= {name: f"{found[name]} {line.strip()}" for name in under}
    return {name: _plain(text) for name, text in found.items()}


_INDENT = 4


def names(cls: type) -> tuple[str, ...]:
    """The fields of a record, in order."""
    return tuple(part.name for part in fields(cls))


@cache
def note(cls: type, name: str) -> str:
    """What a field of a record is, or of what type it is; empty where neither declaration says."""
    for owner in cls.__mro__:
        if name in _spread(owner):
            return _spread(owner)[name]
    if other := _ELSEWHERE.search(cls.__doc__ or ""):
        return note(records()[other[1]], name)
    of = without_none(get_type_hints(cls)[name])
    return summary(of) if isinstance(of, type) and of.__module__.startswith("smsc_codec.") else ""


@cache
def _spread(cls: type) -> Mapping[str, str]:
    """The notes, a range at each of its fields."""
    told = dict(notes(cls))
    for first, last in pairwise(notes(cls)):
        if last.startswith("... "):
            order = names(cls)
            told |= dict.fromkeys(order[order.index(first) : order.index(last[4:]) + 1], told[last])
    return told


def without_none(hint: Any) -> Any:
    """``X`` of ``X | None``; a union of others stays one."""
    if get_origin(hint) is not UnionType:
        return hint
    kept = [one for one in get_args(hint) if one is not type(None)]
    return kept[0] if len(kept) == 1 else hint


def parts(cls: type) -> Mapping[str, Any]:
    """The properties of a number made of bits, each with its type."""
    return {
        name: get_type_hints(part.fget)["return"]
        for name, part in vars(cls).items()
        if isinstance(part, property)
    }


@cache
def codes_of(cls: type) -> Mapping[str, type[Code]]:
    """The fields of a record that are numbers out of a list."""
    hints = get_type_hints(cls)
    plain = {name: without_none(hints[name]) for name in names(cls)}
    return {
        name: hint
        for name, hint in plain.items()
        if isinstance(hint, type) and issubclass(hint, Code)
    }


@cache
def records() -> Mapping[str, type]:
    """The class of every record by its name: of replies, callbacks, receipts and PDUs."""
    from smsc_codec.smpp import DeliveryReport, Pdu, Receipt

    return {
        cls.__name__: cls for cls in (*record_schemas(), Receipt, DeliveryReport, *get_args(Pdu))
    }
