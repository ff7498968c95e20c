"""Generated code: straight-line readers and writers, made out of what is declared, compiled here and nowhere else."""

from __future__ import annotations

import linecache
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

from smsc_codec.schema.scalars import as_text, flags_to_int

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from smsc_codec.formats.labels import LabelledPairs
    from smsc_codec.schema.records import RecordSchema
    from smsc_codec.schema.scalars import Scalar

__all__ = [
    "compile_constructor",
    "compile_function",
    "emit_constructor",
    "emit_int_check",
    "emit_serialize",
    "emit_unpack",
    "slot_setters",
]

R = TypeVar("R")


def compile_function(
    name: str, lines: Iterable[str], names: Mapping[str, Any]
) -> Callable[..., Any]:
    """Compile generated source that defines a function ``name``; its source stays visible to tracebacks and debuggers."""
    source = "\n".join(lines) + "\n"
    filename = f"<smsc_codec {name} {len(linecache.cache)}>"
    # Without a modification time linecache.checkcache() leaves the entry alone.
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace = dict(names)
    exec(compile(source, filename, "exec"), namespace)
    function: Callable[..., Any] = namespace[name]
    return function


def slot_setters(cls: type, prefix: str = "") -> dict[str, Any]:
    """What generated code needs to build a frozen record without its constructor: ``new``, ``cls`` and the slots' setters.

    Writing through the slot descriptors is several times faster than a frozen dataclass's constructor, and fires no
    audit event.
    """
    names: dict[str, Any] = {
        f"{prefix}set_{part.name}": getattr(cls, part.name).__set__ for part in fields(cls)
    }
    return {"new": object.__new__, f"{prefix}cls": cls, **names}


def compile_constructor(cls: type[R]) -> Callable[..., R]:
    """A constructor of a frozen class through its slots: all fields by position, and nothing is checked."""
    names = slot_setters(cls)
    slots = [name.removeprefix("set_") for name in names if name.startswith("set_")]
    source = [
        f"def build({', '.join(slots)}):",
        "    self = new(cls)",
        *(f"    set_{name}(self, {name})" for name in slots),
        "    return self",
    ]
    return compile_function("build", source, names)


# ---- reading


def emit_unpack(groups: Sequence[str]) -> list[str]:
    """The statement that takes the groups ``g0``, ``g1`` ... out of the match ``found``."""
    return (
        ["".join(f"g{index}, " for index in range(len(groups))) + "= found.groups()"]
        if groups
        else []
    )


def emit_constructor(
    record: RecordSchema,
    groups: Sequence[str],
    prefix: str,
    names: dict[str, Any],
    labels: LabelledPairs | None = None,
) -> list[str]:
    """Statements that build a record, ``self``, out of a match's groups, whose texts are spelled as their kinds say.

    Args:
        record: the record.
        groups: the field of each group; a field may have several, of which one took part.
        prefix: what the names of this record begin with in the generated code.
        names: takes the objects that the statements refer to.
        labels: reads the group ``pairs``, if there is one.
    """
    names |= slot_setters(record.cls, prefix)
    places = [f"g{index}" for index in range(len(groups))]
    source = []
    if labels is not None:
        names[f"{prefix}labels"] = labels.read
        source.append(f"labelled = {prefix}labels({places[groups.index('pairs')]})")
    source.append(f"self = new({prefix}cls)")
    own = record.names
    for name in own:
        found = [place for place, of in zip(places, groups, strict=True) if of == name]
        if name == "extra":
            beyond = [
                (of, place)
                for place, of in zip(places, groups, strict=True)
                if of not in (*own, "pairs")
            ]
            value = _present([f"({of!r}, {place})" for of, place in beyond])
            if labels is not None:
                value = (
                    "tuple(labelled.items())"
                    if value == "()"
                    else f"{value} + tuple(labelled.items())"
                )
        elif labels is not None and name in labels.names:
            value = f"labelled.pop({name!r}, None)"
        elif not found and record.first_of.get(name) in groups:
            value = f"self.{record.first_of[name]}[0]"
        else:
            value = _value(record, name, found, prefix, names)
        source.append(f"{prefix}set_{name}(self, {value})")
    # What is the first of a list comes after the list.
    return sorted(source, key=lambda line: line.endswith("[0])"))


def _value(
    record: RecordSchema, name: str, places: list[str], prefix: str, names: dict[str, Any]
) -> str:
    """An expression for a field: the group that took part, read unless it is empty."""
    if not places:
        return "None"
    kind = record.scalar(name)
    group = places[0]
    if len(places) > 1:
        *others, last = places
        group = f"({'v := ' if not kind.verbatim else ''}({''.join(f'{place} if {place} is not None else ' for place in others)}{last}))"
    if kind.verbatim:
        return group
    if kind.read is as_text:
        return f"{group} or None"
    names[f"{prefix}read_{name}"] = kind.read
    if name in record.required:
        return f"{prefix}read_{name}({group})"
    here = f"{group} is not None" if kind.is_text else group
    return f"{prefix}read_{name}({'v' if len(places) > 1 else group}) if {here} else None"


def _present(pairs: list[str]) -> str:
    return (
        f"tuple([pair for pair in ({', '.join(pairs)},) if pair[1] is not None])" if pairs else "()"
    )


# ---- writing


def emit_int_check(kind: Scalar, names: dict[str, Any]) -> list[str]:
    """Statements that make sure that ``v`` is a number of this kind, for a writer to format."""
    low, high = kind.int_range
    names["raw_flags"] = flags_to_int
    number = ["v = raw_flags(v)"] if kind.name == "flags" else []
    return [*number, f"if v.__class__ is bool or not {low} <= v < {high}: raise InvalidValue"]


def emit_serialize(name: str, kind: Scalar, names: dict[str, Any]) -> list[str]:
    """Statements that turn ``v`` into its text, spelled as the kind says."""
    names[f"write_{name}"], names[f"spelled_{name}"] = kind.write, kind.pattern.fullmatch
    return [f"v = write_{name}(v)", f"if spelled_{name}(v) is None: raise InvalidValue"]
