"""Code generation: the source of straight-line decoders and encoders, and its compilation.

The format modules emit source text from declarations, so that decoding a reply runs one flat
function instead of interpreting a schema. Every generated function is compiled by
:func:`compile_function`.
"""

from __future__ import annotations

import linecache
import re
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


# ---- Compilation


def compile_function(
    purpose: str, lines: Iterable[str], names: Mapping[str, Any]
) -> Callable[..., Any]:
    """Compile the generated source of one function.

    The purpose names the function and its file, so that tracebacks, profilers and coverage reports
    identify the function. The source is registered with :mod:`linecache`, so that tracebacks and
    debuggers can show it.

    Args:
        purpose: what the function does, starting with a verb, such as ``decode status fmt=1
            all=1``. The file is named ``<smsc_codec decode status fmt=1 all=1>`` and the function
            ``decode_status_fmt1_all1``. If the file name is taken, ``#2``, ``#3`` and so on is
            appended to it.
        lines: the source, one ``def`` statement; the name in it is replaced.
        names: the global names of the function.

    Returns:
        The function.
    """
    name = re.sub(r"\W+", "_", purpose.replace("=", ""))
    source = re.sub(r"\Adef \w+", f"def {name}", "\n".join(lines)) + "\n"
    filename = _unused_filename(purpose)
    # linecache.checkcache() keeps entries that have no modification time.
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace = {"__name__": __name__, **names}
    exec(compile(source, filename, "exec"), namespace)
    function: Callable[..., Any] = namespace[name]
    return function


def _unused_filename(purpose: str) -> str:
    """Return a file name for the purpose that is not in the line cache."""
    filename, number = f"<smsc_codec {purpose}>", 1
    while filename in linecache.cache:
        number += 1
        filename = f"<smsc_codec {purpose} #{number}>"
    return filename


def slot_setters(cls: type, prefix: str = "") -> dict[str, Any]:
    """Return the names with which generated code builds a frozen record without calling its
    constructor.

    Setting the slot descriptors is several times faster than the constructor of a frozen dataclass,
    and raises no audit event.

    Args:
        cls: a slotted dataclass.
        prefix: a prefix for every name except ``new``.

    Returns:
        ``new`` (``object.__new__``), ``cls``, and ``set_<field>`` for every field.
    """
    names: dict[str, Any] = {
        f"{prefix}set_{part.name}": getattr(cls, part.name).__set__ for part in fields(cls)
    }
    return {"new": object.__new__, f"{prefix}cls": cls, **names}


def compile_constructor(cls: type[R]) -> Callable[..., R]:
    """Compile a constructor of a slotted dataclass that takes all fields by position and validates
    nothing.
    """
    names = slot_setters(cls)
    slots = [name.removeprefix("set_") for name in names if name.startswith("set_")]
    source = [
        f"def construct({', '.join(slots)}):",
        "    self = new(cls)",
        *(f"    set_{name}(self, {name})" for name in slots),
        "    return self",
    ]
    return compile_function(f"construct {cls.__name__}", source, names)


# ---- Source for decoders


def emit_unpack(groups: Sequence[str]) -> list[str]:
    """Emit the statement that unpacks the groups of the match ``found`` into ``g0``, ``g1`` and so
    on.
    """
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
    """Emit statements that build a record, ``self``, from the groups of a match.

    The text of each group must match the pattern of its scalar; it is not checked again.

    Args:
        record: the schema of the record.
        groups: the field of each group. A field may have several groups, of which one participates
            in the match.
        prefix: the prefix of this record's names in the generated code.
        names: the global names of the generated code; the names that the statements use are added.
        labels: the decoder of the group ``pairs``, if there is such a group.

    Returns:
        The statements.
    """
    names |= slot_setters(record.cls, prefix)
    variables = [f"g{index}" for index in range(len(groups))]
    source = []
    if labels is not None:
        names[f"{prefix}labels"] = labels.read
        source.append(f"labelled = {prefix}labels({variables[groups.index('pairs')]})")
    source.append(f"self = new({prefix}cls)")
    for name in record.names:
        matched = [
            variable for variable, group in zip(variables, groups, strict=True) if group == name
        ]
        if name == "extra":
            value = _extra(record, variables, groups, labels)
        elif labels is not None and name in labels.names:
            value = f"labelled.pop({name!r}, None)"
        elif not matched and record.first_of.get(name) in groups:
            value = f"self.{record.first_of[name]}[0]"
        else:
            value = _value(record, name, matched, prefix, names)
        source.append(f"{prefix}set_{name}(self, {value})")
    # A field that is the first item of a list is set after the list.
    return sorted(source, key=lambda line: line.endswith("[0])"))


def _extra(
    record: RecordSchema,
    variables: Sequence[str],
    groups: Sequence[str],
    labels: LabelledPairs | None,
) -> str:
    """Return an expression for ``extra``: groups that are not fields of the record, then unknown
    labelled pairs.
    """
    pairs = [
        f"({group!r}, {variable})"
        for variable, group in zip(variables, groups, strict=True)
        if group not in (*record.names, "pairs")
    ]
    unknown = (
        f"tuple([pair for pair in ({', '.join(pairs)},) if pair[1] is not None])" if pairs else "()"
    )
    if labels is None:
        return unknown
    return f"{unknown} + tuple(labelled.items())" if pairs else "tuple(labelled.items())"


def _value(
    record: RecordSchema, name: str, variables: list[str], prefix: str, names: dict[str, Any]
) -> str:
    """Return an expression for a field: the group that participated in the match, parsed unless it
    is empty.
    """
    if not variables:
        return "None"
    kind = record.scalar(name)
    group = variables[0]
    if len(variables) > 1:
        *others, last = variables
        choice = "".join(f"{other} if {other} is not None else " for other in others) + last
        group = f"({choice})" if kind.verbatim else f"(v := ({choice}))"
    if kind.verbatim:
        return group
    if kind.read is as_text:
        return f"{group} or None"
    names[f"{prefix}read_{name}"] = kind.read
    if name in record.required:
        return f"{prefix}read_{name}({group})"
    condition = f"{group} is not None" if kind.is_text else group
    return f"{prefix}read_{name}({'v' if len(variables) > 1 else group}) if {condition} else None"


# ---- Source for encoders


def emit_int_check(kind: Scalar, names: dict[str, Any]) -> list[str]:
    """Emit statements that raise :class:`InvalidValue` unless ``v`` is an integer that the scalar
    can format.
    """
    low, high = kind.int_range
    names["raw_flags"] = flags_to_int
    number = ["v = raw_flags(v)"] if kind.name == "flags" else []
    return [*number, f"if v.__class__ is bool or not {low} <= v < {high}: raise InvalidValue"]


def emit_serialize(name: str, kind: Scalar, names: dict[str, Any]) -> list[str]:
    """Emit statements that replace ``v`` with its text, which must match the pattern."""
    names[f"write_{name}"], names[f"matches_{name}"] = kind.write, kind.pattern.fullmatch
    return [f"v = write_{name}(v)", f"if matches_{name}(v) is None: raise InvalidValue"]
