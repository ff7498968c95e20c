"""Docstrings of this house in the reference: their sections, their signatures, and where a name leads.

A docstring says ``Args:``, ``Attributes:``, ``Returns:``, ``Raises:``; a line of the first two may name several fields, or the
end of a range (``... rnet``), which no reader of docstrings that is about knows.
"""

from __future__ import annotations

import builtins
import collections.abc
import enum
import re
import sys
import typing
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.errors import PycodeError
from sphinx.pycode import ModuleAnalyzer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_SECTION = re.compile(r"(Args|Attributes|Returns|Raises):")
#: Names, then what they are. An item that goes on is indented further.
_ITEM = re.compile(r" {4}([A-Za-z_][\w.]*(?:(?:, | \.\.\. )[A-Za-z_][\w.]*)*): (.*)")
_NAME = re.compile(r"[A-Za-z_][\w.]*")
#: Public homes, the one that readers type first.
_HOMES = (
    "smsc_codec",
    "smsc_codec.codes",
    "smsc_codec.callbacks",
    "smsc_codec.callbacks.relay",
    "smsc_codec.smpp",
    "smsc_codec.smpp.tlvs",
    "smsc_codec.logs",
    "smsc_codec.tasks",
    "smsc_codec.replies",
    "smsc_codec.commands",
    "smsc_codec.arrow",
    "smsc_codec.testing.simulator",
    "smsc_codec.testing.strategies",
    "smsc_codec.testing.service",
)


def sections(_app: Sphinx, what: str, name: str, obj: Any, _options: Any, lines: list[str]) -> None:
    """A docstring's sections as lists; of a constant, the comment above it, in whichever module that is."""
    if what == "data":
        lines[:] = next(_comments(name.rpartition(".")[2], obj), [])
    out: list[str] = []
    section = ""
    for line in lines:
        if begun := _SECTION.fullmatch(line):
            section = begun[1]
            out += ["", "**Returns**" if section == "Returns" else ""]
        elif section and line.strip() and not line.startswith(" "):
            section = ""
            out += ["", line]
        elif section in ("Args", "Attributes", "Raises"):
            item = _ITEM.fullmatch(line)
            if item and section == "Raises":
                out.append(f"* **Raises** {_marked(item[1], ':exc:`{}`')}: {item[2]}")
            elif item:
                out.append(f"* {_marked(item[1], '``{}``')}: {item[2]}")
            else:
                out.append(f"  {line.strip()}" if line.strip() else "")
        else:
            out.append(line.strip() if section else line)
    if (
        isinstance(obj, type) and issubclass(obj, enum.Enum) and not issubclass(obj, int)
    ):  # numbers are in docs/codes.md
        out += ["", *(f"* ``{member.name}``: {member.value}" for member in obj)]
    lines[:] = out


def _marked(names: str, as_: str) -> str:
    return _NAME.sub(lambda name: as_.format(name[0]), names)


def _comments(name: str, value: object) -> Iterator[list[str]]:
    for module in [
        one
        for one, loaded in sys.modules.items()
        if one.startswith("smsc_codec.") and vars(loaded).get(name) is value
    ]:
        with suppress(PycodeError):
            found = ModuleAnalyzer.for_module(module).find_attr_docs()
            if ("", name) in found:
                yield list(found["", name])


def signature(
    _app: Sphinx,
    what: str,
    _name: str,
    obj: Any,
    _options: Any,
    args: str | None,
    returns: str | None,
) -> tuple[str | None, str | None]:
    """Nothing behind the name of a list of numbers, of an error, or of what only a function of this package makes."""
    if (
        args
        and what in ("class", "exception")
        and (issubclass(obj, enum.Enum | Exception) or obj.__name__.endswith("Codec"))
    ):
        return "", None
    return args, returns


def leads(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, text: nodes.TextElement
) -> nodes.Node | None:
    """A name leads to its public home, wherever it is defined.

    What has none is told without a link, and what is not there at all is a warning.
    """
    if node.get("refdomain") != "py":
        return None
    *before, name = node["reftarget"].split(".")
    domain = env.domains["py"]
    tried = [
        f"{home}.{one}"
        for home in (node.get("py:module") or "smsc_codec", *_HOMES)
        for one in (".".join([*before[-1:], name]), name)
    ]
    if name.endswith(
        "_command"
    ):  # a request's function beside its reply's; on the shelf it has the reply's name
        short = name.removesuffix("_command")
        tried, text = [f"smsc_codec.commands.{short}"], nodes.literal("", f"commands.{short}()")
    for one in tried:
        if one in domain.objects:
            return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", one, node, text)
    return text if name in _names() else None


@cache
def _names() -> frozenset[str]:
    """What may be named without a link: types of the standard library and of others, in signatures, and what is private here."""
    ours = [
        module for name, module in sys.modules.items() if name.partition(".")[0] == "smsc_codec"
    ]
    classes = [one for module in ours for one in vars(module).values() if isinstance(one, type)]
    theirs = ["Construct", "RecordBatch", "RecordBatchReader", "Schema", "SearchStrategy"]
    of = (builtins, collections.abc, typing, *ours, *classes)
    return frozenset([*theirs, *(name for one in of for name in vars(one))])


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", sections)
    app.connect("autodoc-process-signature", signature)
    app.connect("missing-reference", leads)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
