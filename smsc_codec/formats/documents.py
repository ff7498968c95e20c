"""fmt 2 and fmt 3: two spellings of one table of fields.

:class:`smsc_codec.formats.xml.Xml` and :class:`smsc_codec.formats.json.Json` know what a scalar and a bracket look like,
:mod:`smsc_codec.formats.documents` reads and writes one record; here is a whole reply, and a list of them. What is laid
out as the service lays it out is read by one compiled pattern; the parsers read everything else, and explain.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from smsc_codec.codegen import compile_function, emit_constructor, emit_unpack, slot_setters
from smsc_codec.errors import Diagnosis
from smsc_codec.flags import MessageFlags
from smsc_codec.formats.base import ListFormatCodec, MalformedDocument, NoMatch, NotEncodable
from smsc_codec.formats.xml import XmlSyntax
from smsc_codec.schema.records import Items, RecordLayout, RecordSchema, validate_extra
from smsc_codec.schema.scalars import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from smsc_codec.schema.records import Extra
    from smsc_codec.schema.scalars import Scalar

__all__ = [
    "DOCUMENT_WORDS",
    "DocumentCodec",
    "DocumentLayout",
    "DocumentListCodec",
    "RecordSelector",
    "describe_value",
]

#: Decides which record a row is, from its tags and their values (numbers or their digits).
RecordSelector: TypeAlias = "Callable[[Mapping[str, object]], type]"


class DocumentCodec:
    """A reply of one element or one object.

    Args:
        forms: the records it may be; the first is the usual one.
        failure: the server's error.
        which: tells the record by the row; None if there is one form.
        bare: texts that stand for the whole document: fmt=3 answers some commands with a plain OK, or with nothing.
    """

    def __init__(
        self,
        forms: Sequence[DocumentLayout],
        failure: DocumentLayout,
        which: RecordSelector | None,
        bare: Mapping[str, object],
        *,
        purpose: str,
    ) -> None:
        self.layouts: tuple[DocumentLayout, ...] = tuple(forms)
        self.failure = failure
        self.syntax: Any = failure.syntax
        self._which = which
        self._bare = bare
        self._by_class = {form.record.cls: form for form in (*forms, failure)}
        self._root, self._leaf, self._any_root = forms[0].root, forms[0].leaf, forms[0].any_root
        #: The reply at an offset and where it ends, None if it is not laid out as the service does.
        self.fast: Callable[[str, int], tuple[object, int] | None] = _match_canonical(
            self.layouts, which, purpose
        )

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
            raise NoMatch from None

    def of(self, document: Any) -> object:
        """The record of a parsed document; raises ValueError or TypeError."""
        form, row = self._told(document)
        return form.read(row)

    def of_row(self, item: Any) -> object:
        """The record of one item of a list, which is never the server's error."""
        form, row = self._told(item)
        if form is self.failure:
            raise MalformedDocument(None, "a reply (the server's error comes alone)")
        return form.read(row)

    def _told(self, document: Any) -> tuple[DocumentLayout, dict[str, Any]]:
        """The form that a document has, and its row."""
        if self.syntax.is_failure(document):
            return self.failure, self.syntax.row(document, self.failure.root, leaf=False)
        row = self.syntax.row(document, None if self._any_root else self._root, self._leaf)
        return (self.layouts[0] if self._which is None else self._by_class[self._which(row)]), row

    def write(self, value: object) -> str:
        form = self.layout_for(value)
        text = form.write(value)
        if self._which is not None and form is not self.failure:
            told = self._which(form.view(value))
            if told is not value.__class__:
                raise NotEncodable(None, f"it would read back as {told.__name__}")
        return text

    def layout_for(self, value: object) -> DocumentLayout:
        """The form of a value; raises :class:`NotEncodable`."""
        try:
            return self._by_class[value.__class__]
        except KeyError:
            raise NotEncodable(None, f"a {type(value).__name__} is no such reply") from None

    def restrict(self, value: Any) -> Any:
        return self.layout_for(value).restrict(value)

    def diagnose(self, text: str) -> Diagnosis:
        try:
            document = self.syntax.document(text)
        except MalformedDocument as error:
            return _diagnosis_of(error, text)
        return self.diagnose_document(document, None)

    def diagnose_document(self, document: Any, index: int | None) -> Diagnosis:
        path = self.syntax.path
        try:
            form, row = self._told(document)
        except MalformedDocument as error:
            found = _begins(document) if error.found is None else error.found
            return Diagnosis(
                path=path(self._root, None, index), expected=(error.expected,), found=found
            )
        if form is self.failure and index is not None:
            return Diagnosis(
                path=path(self._root, None, index), expected=("a reply",), found="error_code"
            )
        tag, noun, found = form.diagnose(row)
        return Diagnosis(path=path(form.root, tag, index), expected=(noun,), found=found)

    @property
    def fields(self) -> dict[type, tuple[str, ...]]:
        return {form.record.cls: form.fields for form in (*self.layouts, self.failure)}

    @cached_property
    def known_words(self) -> frozenset[str]:
        words = {*DOCUMENT_WORDS, "ID", "NaN", "Infinity"}
        for form in (*self.layouts, self.failure):
            words |= {
                form.root,
                *form.tags,
                *map(form.record.tag, form.record.scalars),
                *([form.constant[0]] if form.constant else []),
            }
            for kind in form.record.scalars.values():
                words |= {
                    kind.item or form.root,
                    *(map(kind.of.tag, kind.of.scalars) if isinstance(kind, Items) else ()),
                }
        return frozenset(words)


class DocumentListCodec(ListFormatCodec):
    """A reply of several elements or objects.

    Args:
        row: what one of them may be.
    """

    def __init__(self, row: DocumentCodec) -> None:
        self.row: DocumentCodec = row
        self.failure: DocumentCodec = row
        self.failure_class: type = row.failure.record.cls
        self.syntax: Any = row.syntax

    def read(self, text: str) -> object:
        rows = self._read_canonical(text)
        return self.parse(text) if rows is None else rows

    def _read_canonical(self, text: str) -> list[object] | None:
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
            raise NoMatch from None

    def _failure(self, document: Any) -> object | None:
        """The server's error, which comes alone, never in a list."""
        if isinstance(document, list) or (isinstance(document, tuple) and document[0] == "list"):
            return None
        value = self.row.of(document)
        if value.__class__ is not self.failure_class:
            raise MalformedDocument(None, "a list")
        return value

    def write(self, value: object) -> str:
        if value.__class__ is self.failure_class:
            return self.row.write(value)
        text: str = self.syntax.wrap_rows("list", self.write_rows(value))
        return text

    def write_row(self, item: Any) -> str:
        if item.__class__ is self.failure_class:
            raise NotEncodable(None, "the server's error comes alone")
        return self.row.write(item)

    def diagnose(self, text: str) -> Diagnosis:
        try:
            document = self.syntax.document(text)
        except MalformedDocument as error:
            return _diagnosis_of(error, text)
        try:
            items = self.syntax.rows(document, "list")
        except MalformedDocument as error:
            return Diagnosis(
                path=self.syntax.path("list", None, None),
                expected=(error.expected,),
                found=_begins(document),
            )
        index = next(index for index, item in enumerate(items) if not self._is_row(item))
        return self.row.diagnose_document(items[index], index)

    def _is_row(self, item: Any) -> bool:
        try:
            self.row.of_row(item)
        except (ValueError, TypeError):
            return False
        return True


def _match_canonical(
    forms: Sequence[DocumentLayout], which: RecordSelector | None, purpose: str
) -> Callable[[str, int], tuple[object, int] | None]:
    """Straight-line code that reads what is laid out as the service does, without a parser between."""
    names: dict[str, Any] = {"which": which}
    source = ["def decode(text, at):"]
    if any(form.layout is not None for form in forms):
        source.append("    try:")
    for index, form in enumerate(forms):
        if form.layout is None:
            continue
        prefix, inside = f"r{index}_", "            "
        names[f"match{index}"] = re.compile(form.layout).match
        source += [f"        found = match{index}(text, at)", "        if found is not None:"]
        source += [inside + line for line in emit_unpack(form.fields)]
        if which is not None:
            source.append(f"{inside}row = {dict([form.constant] if form.constant else [])}")
            for group, name in enumerate(form.fields):
                if name in form.discriminators:
                    source.append(f"{inside}if g{group} is not None: row[{name!r}] = g{group}")
            source.append(f"{inside}if which(row) is {prefix}cls:")
            inside += "    "
        source += [
            inside + line for line in emit_constructor(form.record, form.fields, prefix, names)
        ]
        source.append(f"{inside}return self, found.end()")
    if len(source) > 1:
        source += ["    except ValueError:", "        pass"]
    source.append("    return None")
    return compile_function(f"decode {purpose}", source, names)


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
        else describe_value(document)
    )


def _diagnosis_of(error: MalformedDocument, text: str) -> Diagnosis:
    if error.at is None:
        return Diagnosis(
            span=(0, len(text)),
            expected=(error.expected,),
            found=text if error.found is None else error.found,
        )
    span = (error.at, min(error.at + 1, len(text)))
    return Diagnosis(span=span, expected=(error.expected,), found=text[slice(*span)])


#: What :func:`seen` says in words, and of what is no text: an error shows it unmasked.
DOCUMENT_WORDS = frozenset(("a", "list", "an", "object", "elements", "true", "false", "null"))


class DocumentLayout:
    """One record at one level, as XML or JSON.

    Args:
        form: the declaration.
        level: the level of the reply.
        syntax: XML, JSON or a form.
        variant: the variant of the reply, which may add fields.
    """

    def __init__(
        self, form: RecordLayout, level: int, syntax: Any, variant: str = "", *, purpose: str
    ) -> None:
        self.record: RecordSchema = form.record
        self.syntax = syntax
        self.constant: tuple[str, str] | None = form.constant
        self.root: str = form.roots[level]
        self.any_root: bool = form.any_root
        self.fields: tuple[str, ...] = form.fields[level] + form.variant_fields.get(variant, ())
        self.tags: dict[str, str] = {self.record.tag(name): name for name in self.fields}
        self._known = frozenset(self.tags) | ({form.constant[0]} if form.constant else set())
        #: Whether the XML element holds the one value itself, and so has no room for anything else.
        self.leaf: bool = syntax is XmlSyntax and self._known == {self.root}
        # A field of this record that this level does not carry: the sign of a reply read with the wrong level.
        self._foreign = frozenset(map(self.record.tag, self.record.scalars)) - self._known
        self.discriminators: tuple[str, ...] = form.discriminators
        self._alone = form.strict_names
        self._lists = {
            name: List(kind, syntax, f"{purpose} {name}")
            for name in self.fields
            if (kind := self.record.scalar(name)).item
        }
        #: None where a list makes the layout more than one pattern can tell: then the parser reads.
        self.layout: str | None = (
            None if self._lists else syntax.layout(form, self.root, self.leaf, self.fields)
        )
        self.read: Callable[[dict[str, Any]], object] = self._compile_decoder(purpose)
        self._parts: Callable[[object], list[Any]] = self._compile_encoder(purpose)

    # ---- octets to value

    def _compile_decoder(self, purpose: str) -> Callable[[dict[str, Any]], Any]:
        names = slot_setters(self.record.cls)
        names |= {"known": self._known, "beyond": self._unknown_fields}
        source = [
            "def read(row):",
            "    get = row.get",
            "    extra = () if known.issuperset(row) else beyond(row)",
        ]
        if self.constant:
            names["fits"] = self.fits
            source.append("    if not fits(row): raise ValueError")
        source.append("    self = new(cls)")
        for name in self.record.names:
            if name in self.fields:
                if name in self._lists:
                    names[f"list_{name}"] = self._lists[name].read
                    code = [f"if v is not None: v = list_{name}(v)"]
                else:
                    code = self.syntax.read_code(name, self.record.scalar(name), names)
                source += [
                    f"    v = get({self.record.tag(name)!r})",
                    *(f"    {line}" for line in code),
                ]
                if name in self.record.required:
                    source.append("    if v is None: raise ValueError")
                source.append(f"    set_{name}(self, v)")
            else:
                source.append(f"    set_{name}(self, {'extra' if name == 'extra' else None})")
        source.append("    return self")
        return compile_function(
            f"decode parsed {purpose} {self.record.cls.__name__}", source, names
        )

    def fits(self, row: Mapping[str, object]) -> bool:
        """Whether the fixed key has its one value."""
        return self.constant is None or str(row.get(self.constant[0])) == self.constant[1]

    def _unknown_fields(self, row: dict[str, Any]) -> Extra:
        """What the declaration does not know; ``ID`` is the history page's way to write ``id``, unless the form stands alone."""
        if "ID" in row and "id" in self._known and "id" not in row and not self._alone:
            row["id"] = row.pop("ID")
        if not self._foreign.isdisjoint(row) or (
            not self.record.has_extra and not self._known.issuperset(row)
        ):
            raise ValueError
        return tuple(
            (key, self.syntax.decode_extra(value))
            for key, value in row.items()
            if key not in self._known
        )

    # ---- value to octets

    def _compile_encoder(self, purpose: str) -> Callable[[Any], list[Any]]:
        names: dict[str, Any] = {
            "InvalidValue": InvalidValue,
            "keep": self._encode_extra,
            **self.syntax.names,
        }
        fixed = [self.syntax.constant(*self.constant)] if self.constant else []
        source = ["def write(value):", f"    parts = {fixed}", "    add = parts.append"]
        for name in self.fields:
            if name in self._lists:
                names[f"list_{name}"] = self._lists[name].write
                code = [f"add(list_{name}({self.record.tag(name)!r}, v))"]
            else:
                code = self.syntax.write_code(
                    name, self.record.tag(name), self.record.scalar(name), names
                )
            source += [
                f"    v = value.{name}",
                "    if v is not None:",
                *(f"        {line}" for line in code),
            ]
            if name in self.record.required:
                source.append("    else: raise InvalidValue")
        if self.record.has_extra and not self.leaf:
            source.append("    if value.extra: parts += keep(value.extra)")
        source.append("    return parts")
        return compile_function(f"encode {purpose} {self.record.cls.__name__}", source, names)

    def _encode_extra(self, extra: Extra) -> list[Any]:
        taken = self._known | self._foreign | (set() if self._alone else {"ID", "error_code"})
        if not taken.isdisjoint(key for key, _ in validate_extra(extra)):
            raise InvalidValue("a key of it is the name of a field")
        return [self.syntax.encode_extra(key, text) for key, text in extra]

    def write(self, value: object) -> str:
        """``value`` as an element or an object; raises :class:`NotEncodable`."""
        text: str = self.syntax.wrap(self.root, self.parts(value), self.leaf)
        return text

    def parts(self, value: object) -> list[Any]:
        """The elements, the members or the pairs of ``value``; raises :class:`NotEncodable`."""
        try:
            return self._parts(value)
        except (TypeError, ValueError, AttributeError, ArithmeticError):
            raise self._invalid_field(value) from None

    def _invalid_field(self, value: Any) -> NotEncodable:
        fault = self.record.validate(value, self.fields)
        if fault is not None:
            return NotEncodable(*fault)
        for name in self.fields:
            part = getattr(value, name)
            if name in self._lists:
                continue
            why = (
                None
                if part is None
                else self.syntax.validate(
                    self.record.scalar(name), self.record.scalar(name).serialize(part)
                )
            )
            if why is not None:
                return NotEncodable(name, why)
        why = "it holds what XML cannot carry"
        try:
            self._encode_extra(value.extra)
        except InvalidValue as error:
            why = str(error)
        except (ValueError, AttributeError):
            pass
        return NotEncodable("extra", why)

    def view(self, value: Any) -> dict[str, object]:
        """What a reader would tell the record by: tags and values, ``extra`` included."""
        row: dict[str, object] = dict(value.extra or ()) if self.record.has_extra else {}
        if self.constant:
            row[self.constant[0]] = self.constant[1]
        for name in self.discriminators:
            part = getattr(value, name) if name in self.fields else None
            if part is not None:
                row[name] = part.raw if part.__class__ is MessageFlags else part
        return row

    def restrict(self, value: Any) -> Any:
        """``value`` as this level gives it back: what it does not carry is gone."""
        dropped = {
            part.name: part.default
            for part in fields(self.record.cls)
            if part.name not in self.fields and part.name != "extra"
        }
        if self.record.has_extra:
            dropped["extra"] = () if self.leaf else validate_extra(value.extra or ())
        return replace(value, **dropped)

    # ---- why not

    def diagnose(self, row: dict[str, Any]) -> tuple[str | None, str, str]:
        """Why :meth:`read` refuses a row: the tag to blame, a noun for what was expected, and what was found."""
        row = dict(row)
        with suppress(ValueError):
            self._unknown_fields(row)  # which spells the keys as the declaration does
        tag, noun, found = self._diagnose_field(row)
        return tag, noun, describe_value(found)

    def _diagnose_field(self, row: dict[str, Any]) -> tuple[str | None, str, object]:
        if self.constant is not None and not self.fits(row):
            return *self.constant, row.get(self.constant[0])
        for tag, name in self.tags.items():
            kind, found = self.record.scalar(name), row.get(tag)
            inner = self._lists.get(name)
            try:
                value = (
                    self.syntax.lenient(kind)(found)
                    if inner is None
                    else None
                    if found is None
                    else inner.read(found)
                )
            except (ValueError, TypeError):
                return (
                    (tag, kind.description, found) if inner is None else inner.why_not(tag, found)
                )
            if value is None and name in self.record.required:
                return tag, kind.description, found
        for key, part in row.items():
            if key in self._known:
                continue
            if key in self._foreign or not self.record.has_extra:
                return key, "no such field at this level", key
            try:
                self.syntax.decode_extra(part)
            except MalformedDocument as error:
                return key, error.expected, part
        return None, "another reply", ""


class List:
    """A list inside an element or an object: of words, or of records.

    Args:
        kind: its kind; :attr:`Kind.item` is the XML element of one item.
        syntax: XML or JSON.
    """

    def __init__(self, kind: Scalar, syntax: Any, purpose: str) -> None:
        assert kind.item is not None
        self._kind, self._syntax, self._item = kind, syntax, kind.item
        self._form: DocumentLayout | None = None
        if isinstance(kind, Items):
            form = RecordLayout(
                record=kind.of, fields={0: tuple(kind.of.scalars)}, roots={0: kind.item}
            )
            self._form = DocumentLayout(form, 0, syntax, purpose=purpose)
        else:
            kind.pattern.fullmatch("")  # read from the grammar now

    def read(self, found: Any) -> tuple[Any, ...] | None:
        """The items; None for an empty list. Raises ValueError or TypeError."""
        return tuple(map(self._one, self._syntax.items(found, self._item))) or None

    def _one(self, item: Any) -> Any:
        if self._form is not None:
            return self._form.read(self._syntax.row(item, self._item, leaf=False))
        word = str(item) if item.__class__ is int else item
        self._kind.serialize((word,))
        return word

    def why_not(self, tag: str, found: Any) -> tuple[str, str, object]:
        """The item to blame, or the list itself: as :meth:`DocumentLayout.why_not`."""
        try:
            items = self._syntax.items(found, self._item)
        except (ValueError, TypeError):
            return tag, self._kind.description, found
        index, item = next(
            (index, item) for index, item in enumerate(items) if not self._is_one(item)
        )
        place = self._syntax.place(tag, self._item, index)
        if self._form is None or item.__class__ is not dict:
            return place, f"a {self._item}", item
        inner, noun, part = self._form.diagnose(item)
        return (f"{place}.{inner}" if inner else place), noun, part

    def _is_one(self, item: Any) -> bool:
        try:
            self._one(item)
        except (ValueError, TypeError):
            return False
        return True

    def write(self, tag: str, value: Any) -> str:
        """The element or the member of a list; raises :class:`InvalidValue` or :class:`NotEncodable`."""
        self._kind.serialize(value)
        if self._form is None:
            text: str = self._syntax.wrap_items(tag, self._item, list(value))
        else:
            text = self._syntax.wrap_records(tag, [self._form.write(item) for item in value])
        return text


def describe_value(found: object) -> str:
    """What stood there, as its wire has it; in words if it is no scalar."""
    if isinstance(found, dict):
        return "an object"
    if isinstance(found, list):
        # The children of an XML element are pairs; an empty list is JSON's, for an element without children is a text.
        return "elements" if found and isinstance(found[0], tuple) else "a list"
    return str(found).lower() if isinstance(found, bool) else "" if found is None else str(found)
