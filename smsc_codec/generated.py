"""Generated code: straight-line readers and writers, made out of what is declared, compiled here and nowhere else."""

from __future__ import annotations

import linecache
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["builder", "generate", "setters"]

R = TypeVar("R")


def generate(name: str, lines: Iterable[str], names: Mapping[str, Any]) -> Callable[..., Any]:
    """Compile generated source that defines a function ``name``; its source stays visible to tracebacks and debuggers."""
    source = "\n".join(lines) + "\n"
    filename = f"<smsc_codec {name} {len(linecache.cache)}>"
    # Without a modification time linecache.checkcache() leaves the entry alone.
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace = dict(names)
    exec(compile(source, filename, "exec"), namespace)
    function: Callable[..., Any] = namespace[name]
    return function


def setters(cls: type, prefix: str = "") -> dict[str, Any]:
    """What generated code needs to build a frozen record without its constructor: ``new``, ``cls`` and the slots' setters.

    Writing through the slot descriptors is several times faster than a frozen dataclass's constructor, and fires no
    audit event.
    """
    names: dict[str, Any] = {
        f"{prefix}set_{part.name}": getattr(cls, part.name).__set__ for part in fields(cls)
    }
    return {"new": object.__new__, f"{prefix}cls": cls, **names}


def builder(cls: type[R]) -> Callable[..., R]:
    """A constructor of a frozen class through its slots: all fields by position, and nothing is checked."""
    names = setters(cls)
    slots = [name.removeprefix("set_") for name in names if name.startswith("set_")]
    source = [
        f"def build({', '.join(slots)}):",
        "    self = new(cls)",
        *(f"    set_{name}(self, {name})" for name in slots),
        "    return self",
    ]
    return generate("build", source, names)
