"""fmt 2 and fmt 3: two spellings of one table of fields.

:class:`smsc_codec.wires.xml.Xml` and :class:`smsc_codec.wires.json.Json` know what a scalar and a bracket look like,
:mod:`smsc_codec.wires.elements` reads and writes one record; here is a whole reply, and a list of them. What is laid
out as the service lays it out is read by one compiled pattern; the parsers read everything else, and explain.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from smsc_codec.errors import Problem
from smsc_codec.generated import generate
from smsc_codec.records import Items
from smsc_codec.wires.base import ListWire, Malformed, Unreadable, Unwritable
from smsc_codec.wires.elements import WORDS, seen
from smsc_codec.wires.statements import building, unpacking

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from smsc_codec.wires.elements import MarkupForm

__all__ = ["Markup", "MarkupList", "Which"]

#: Decides which record a row is, from its tags and their values (numbers or their digits).
Which: TypeAlias = "Callable[[Mapping[str, object]], type]"


class Markup:
    """A reply of one element or one object.

    Args:
        forms: the records it may be; the first is the usual one.
        failure: the server's error.
        which: tells the record by the row; None if there is one form.
        bare: texts that stand for the whole document: fmt=3 answers some commands with a plain OK, or with nothing.
    """

    def __init__(
        self,
        forms: Sequence[MarkupForm],
        failure: MarkupForm,
        which: Which | None,
        bare: Mapping[str, object],
    ) -> None:
        self.forms: tuple[MarkupForm, ...] = tuple(forms)
        self.failure = failure
        self.syntax: Any = failure.syntax
        self._which = which
        self._bare = bare
        self._by_class = {form.record.cls: form for form in (*forms, failure)}
        self._root, self._leaf, self._any_root = forms[0].root, forms[0].leaf, forms[0].any_root
        #: The reply at an offset and where it ends, None if it is not laid out as the service does.
        self.fast: Callable[[str, int], tuple[object, int] | None] = _fast(self.forms, which)

    def read(self, text: str) -> object:
        found = self.fast(text, 0)
        if found is not None and (
            found[1] == len(text) or self.syntax.blank.fullmatch(text, found[1])
        ):
            return found[0]
        return self.parse(text)

    def parse(self, text: str) -> object:
        """:meth:`read` by the parser alone: for what is laid out otherwise, and the oracle of the compiled layout."""
        if self._bare and text.strip() in self._bare:
            return self._bare[text.strip()]
        try:
            return self.of(self.syntax.document(text))
        except (ValueError, TypeError):
            raise Unreadable from None

    def of(self, document: Any) -> object:
        """The record of a parsed document; raises ValueError or TypeError."""
        form, row = self._told(document)
        return form.read(row)

    def of_row(self, item: Any) -> object:
        """The record of one item of a list, which is never the server's error."""
        form, row = self._told(item)
        if form is self.failure:
            raise Malformed(None, "a reply (the server's error comes alone)")
        return form.read(row)

    def _told(self, document: Any) -> tuple[MarkupForm, dict[str, Any]]:
        """The form that a document has, and its row."""
        if self.syntax.failed(document):
            return self.failure, self.syntax.row(document, self.failure.root, leaf=False)
        row = self.syntax.row(document, None if self._any_root else self._root, self._leaf)
        return (self.forms[0] if self._which is None else self._by_class[self._which(row)]), row

    def write(self, value: object) -> str:
        form = self.form(value)
        text = form.write(value)
        if self._which is not None and form is not self.failure:
            told = self._which(form.view(value))
            if told is not value.__class__:
                raise Unwritable(None, f"it would read back as {told.__name__}")
        return text

    def form(self, value: object) -> MarkupForm:
        """The form of a value; raises :class:`Unwritable`."""
        try:
            return self._by_class[value.__class__]
        except KeyError:
            raise Unwritable(None, f"a {type(value).__name__} is no such reply") from None

    def restrict(self, value: Any) -> Any:
        return self.form(value).restrict(value)

    def problem(self, text: str) -> Problem:
        try:
            document = self.syntax.document(text)
        except Malformed as error:
            return _malformed(error, text)
        return self.problem_of(document, None)

    def problem_of(self, document: Any, index: int | None) -> Problem:
        path = self.syntax.path
        try:
            form, row = self._told(document)
        except Malformed as error:
            found = _begins(document) if error.found is None else error.found
            return Problem(
                path=path(self._root, None, index), expected=(error.expected,), found=found
            )
        if form is self.failure and index is not None:
            return Problem(
                path=path(self._root, None, index), expected=("a reply",), found="error_code"
            )
        tag, noun, found = form.why_not(row)
        return Problem(path=path(form.root, tag, index), expected=(noun,), found=found)

    @property
    def fields(self) -> dict[type, tuple[str, ...]]:
        return {form.record.cls: form.fields for form in (*self.forms, self.failure)}

    @cached_property
    def words(self) -> frozenset[str]:
        words = {*WORDS, "ID", "NaN", "Infinity"}
        for form in (*self.forms, self.failure):
            words |= {
                form.root,
                *form.tags,
                *map(form.record.tag, form.record.kinds),
                *([form.fixed[0]] if form.fixed else []),
            }
            for kind in form.record.kinds.values():
                words |= {
                    kind.item or form.root,
                    *(map(kind.of.tag, kind.of.kinds) if isinstance(kind, Items) else ()),
                }
        return frozenset(words)


class MarkupList(ListWire):
    """A reply of several elements or objects.

    Args:
        row: what one of them may be.
    """

    def __init__(self, row: Markup) -> None:
        self.row: Markup = row
        self.failure: Markup = row
        self.failed: type = row.failure.record.cls
        self.syntax: Any = row.syntax

    def read(self, text: str) -> object:
        rows = self._laid_out(text)
        return self.parse(text) if rows is None else rows

    def _laid_out(self, text: str) -> list[object] | None:
        """The rows of a list that is laid out as the service does, one after the other; None if it is not."""
        fast, between = self.row.fast, self.syntax.between.match
        found = self.syntax.opening.match(text)
        rows: list[object] = []
        while found is not None:
            row = fast(text, found.end())
            if row is None:
                return None
            rows.append(row[0])
            end = self.syntax.closing.match(text, row[1])
            if end is not None:
                return rows if end.end() == len(text) else None
            found = between(text, row[1])
        return None

    def parse(self, text: str) -> object:
        """:meth:`read` by the parser alone."""
        try:
            document = self.syntax.document(text)
            failure = self._failure(document)
            if failure is not None:
                return failure
            of = self.row.of_row
            return [of(item) for item in self.syntax.rows(document, "list")]
        except (ValueError, TypeError):
            raise Unreadable from None

    def _failure(self, document: Any) -> object | None:
        """The server's error, which comes alone, never in a list."""
        if isinstance(document, list) or (isinstance(document, tuple) and document[0] == "list"):
            return None
        value = self.row.of(document)
        if value.__class__ is not self.failed:
            raise Malformed(None, "a list")
        return value

    def write(self, value: object) -> str:
        if value.__class__ is self.failed:
            return self.row.write(value)
        text: str = self.syntax.wrap_rows("list", self.written(value))
        return text

    def write_row(self, item: Any) -> str:
        if item.__class__ is self.failed:
            raise Unwritable(None, "the server's error comes alone")
        return self.row.write(item)

    def problem(self, text: str) -> Problem:
        try:
            document = self.syntax.document(text)
        except Malformed as error:
            return _malformed(error, text)
        try:
            items = self.syntax.rows(document, "list")
        except Malformed as error:
            return Problem(
                path=self.syntax.path("list", None, None),
                expected=(error.expected,),
                found=_begins(document),
            )
        index = next(index for index, item in enumerate(items) if not self._is_row(item))
        return self.row.problem_of(items[index], index)

    def _is_row(self, item: Any) -> bool:
        try:
            self.row.of_row(item)
        except (ValueError, TypeError):
            return False
        return True


def _fast(
    forms: Sequence[MarkupForm], which: Which | None
) -> Callable[[str, int], tuple[object, int] | None]:
    """Straight-line code that reads what is laid out as the service does, without a parser between."""
    names: dict[str, Any] = {"which": which}
    source = ["def fast(text, at):", "    try:", "        found = None"]
    for index, form in enumerate(forms):
        if form.layout is None:
            continue
        prefix, inside = f"r{index}_", "            "
        names[f"match{index}"] = re.compile(form.layout).match
        source += [f"        found = match{index}(text, at)", "        if found is not None:"]
        source += [inside + line for line in unpacking(form.fields)]
        if which is not None:
            source.append(f"{inside}row = {dict([form.fixed] if form.fixed else [])}")
            for group, name in enumerate(form.fields):
                if name in form.told_by:
                    source.append(f"{inside}if g{group} is not None: row[{name!r}] = g{group}")
            source.append(f"{inside}if which(row) is {prefix}cls:")
            inside += "    "
        source += [inside + line for line in building(form.record, form.fields, prefix, names)]
        source.append(f"{inside}return self, found.end()")
    source += ["    except ValueError:", "        pass", "    return None"]
    return generate("fast", source, names)


def _begins(document: Any) -> str:
    """How a document of an unexpected shape begins."""
    if isinstance(document, tuple):
        return f"<{document[0]}>"
    return (
        "{"
        if isinstance(document, dict)
        else "["
        if isinstance(document, list)
        else "null"
        if document is None
        else seen(document)
    )


def _malformed(error: Malformed, text: str) -> Problem:
    if error.at is None:
        return Problem(
            span=(0, len(text)),
            expected=(error.expected,),
            found=text if error.found is None else error.found,
        )
    span = (error.at, min(error.at + 1, len(text)))
    return Problem(span=span, expected=(error.expected,), found=text[slice(*span)])
