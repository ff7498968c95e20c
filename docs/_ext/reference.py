"""The API reference: summary tables, where names link to, and signatures.

Renders the sections of docstrings with napoleon, and adds what no standard extension does:

* ``.. public-names:: MODULE`` lists the names of a module's ``__all__`` in a summary table;
* constants take their description from the ``#:`` comment in the module that defines them;
* a name in a docstring links to the module it is imported from, wherever it is defined;
* pages whose name ends in ``.ru`` are marked as Russian in their HTML.
"""

from __future__ import annotations

import builtins
import collections.abc
import enum
import inspect
import sys
import typing
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.errors import PycodeError
from sphinx.ext.autosummary import Autosummary
from sphinx.ext.napoleon import Config
from sphinx.ext.napoleon.docstring import GoogleDocstring
from sphinx.pycode import ModuleAnalyzer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

#: Modules that users import from, the most usual ones first.
_PUBLIC_MODULES = (
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
#: Types of other packages that signatures mention.
_FOREIGN = ("Construct", "RecordBatch", "RecordBatchReader", "Schema", "SearchStrategy")


class PublicNames(Autosummary):
    """``.. public-names:: MODULE``: a summary table of ``MODULE.__all__``.

    The content, if there is any, lists the names to show; ``:exclude:`` lists names to omit.
    """

    required_arguments = 1
    option_spec: ClassVar[Any] = {"exclude": str.split}

    def run(self) -> list[nodes.Node]:
        module = import_module(self.arguments[0])
        excluded = self.options.pop("exclude", ())
        names = [line.strip() for line in self.content if line.strip()] or [
            name
            for name in module.__all__
            if name not in excluded and not inspect.ismodule(getattr(module, name))
        ]
        self.options["nosignatures"] = None
        self.content = StringList([f"~{module.__name__}.{name}" for name in names], source="")
        # Autosummary warns about full names inside the current module.
        current = self.env.ref_context.pop("py:module", None)
        try:
            return super().run()
        finally:
            if current is not None:
                self.env.ref_context["py:module"] = current


class Docstring(GoogleDocstring):
    """A docstring whose types are in signatures, so that no text before a colon is a type.

    One item of ``Args`` or ``Attributes`` may name several fields (``mcc, mnc``, ``cn ... rnet``).
    """

    def _consume_returns_section(
        self,
        preprocess_types: bool = False,  # noqa: ARG002
    ) -> list[tuple[str, str, list[str]]]:
        return [("", "", self._dedent(self._consume_to_next_section()))]

    def _parse_attributes_section(self, section: str) -> list[str]:  # noqa: ARG002
        return self._format_fields("Attributes", self._consume_fields())

    def _parse_attribute_docstring(self) -> list[str]:
        return [*self._consume_to_next_section()]


def process_docstring(
    app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]
) -> None:
    """Describe constants by their comments, and list the members of an enum of strings."""
    if what == "data":
        lines[:] = next(_comments(name.rpartition(".")[2], obj), [])
    config = Config(napoleon_use_param=False, napoleon_use_rtype=False)
    lines[:] = Docstring(lines, config, app, what, name, obj, options).lines()
    if inspect.isclass(obj) and issubclass(obj, enum.Enum) and not issubclass(obj, int):
        # Members of integer enums are listed in docs/codes.md.
        lines += ["", *(f"* ``{member.name}``: {member.value}" for member in obj)]


def _comments(name: str, value: object) -> Iterator[list[str]]:
    modules = [
        module_name
        for module_name, module in sys.modules.items()
        if module_name.startswith("smsc_codec.") and vars(module).get(name) is value
    ]
    for module_name in modules:
        with suppress(PycodeError):
            found = ModuleAnalyzer.for_module(module_name).find_attr_docs()
            if ("", name) in found:
                yield list(found["", name])


def process_signature(
    _app: Sphinx,
    what: str,
    _name: str,
    obj: Any,
    _options: Any,
    args: str | None,
    returns: str | None,
) -> tuple[str | None, str | None]:
    """Omit the signature of classes that users never call: enums, exceptions and codecs."""
    if (
        args
        and what in ("class", "exception")
        and (issubclass(obj, enum.Enum | Exception) or obj.__name__.endswith("Codec"))
    ):
        return "", None
    return args, returns


def resolve_reference(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, text: nodes.TextElement
) -> nodes.Node | None:
    """Link a name to the public module that has it.

    Names of the standard library and private names become plain text. Any other name stays
    unresolved, which is a warning.
    """
    if node.get("refdomain") != "py":
        return None
    *before, name = node["reftarget"].split(".")
    domain = env.domains["py"]
    targets = [
        f"{module}.{target}"
        for module in (node.get("py:module") or "smsc_codec", *_PUBLIC_MODULES)
        for target in (".".join([*before[-1:], name]), name)
    ]
    # The function of a request is defined beside its reply; in `commands` it has the reply's name.
    if name.endswith("_command"):
        short = name.removesuffix("_command")
        targets, text = [f"smsc_codec.commands.{short}"], nodes.literal("", f"commands.{short}()")
    for target in targets:
        if target in domain.objects:
            return domain.resolve_xref(env, node["refdoc"], app.builder, "obj", target, node, text)
    return text if name in _unlinked_names() else None


@cache
def _unlinked_names() -> frozenset[str]:
    """Names that may occur without a link: builtins, typing, private names of this package."""
    own_modules = [
        module for name, module in sys.modules.items() if name.partition(".")[0] == "smsc_codec"
    ]
    classes = [
        value
        for module in own_modules
        for value in vars(module).values()
        if isinstance(value, type)
    ]
    scopes = (builtins, collections.abc, typing, *own_modules, *classes)
    return frozenset([*_FOREIGN, *(name for scope in scopes for name in vars(scope))])


def set_language(
    _app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: nodes.Node | None
) -> None:
    """Mark pages named ``*.ru`` as Russian."""
    if page.endswith(".ru"):
        context["language"] = "ru"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension; called by Sphinx."""
    app.setup_extension("sphinx.ext.autosummary")
    app.add_directive("public-names", PublicNames)
    app.connect("autodoc-process-docstring", process_docstring)
    app.connect("autodoc-process-signature", process_signature)
    app.connect("missing-reference", resolve_reference)
    app.connect("html-page-context", set_language)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
