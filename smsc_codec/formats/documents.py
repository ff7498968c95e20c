"""fmt=2 and fmt=3: documents, XML and JSON, with the same fields.

The syntax classes (:class:`smsc_codec.formats.xml.XmlSyntax`,
:class:`smsc_codec.formats.json.JsonSyntax` and :class:`smsc_codec.formats.urlencoded.FormSyntax`)
define how scalars and brackets are written. A document in the canonical layout, which is that of
the service, is decoded with one regular expression. All other documents are parsed; the parsers
also produce the diagnoses.
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
from smsc_codec.formats.base import (
    ListFormatCodec,
    MalformedDocument,
    NoMatch,
    NotEncodable,
    unexpected_class,
)
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

#: Returns the record class of a row, given its tags and their values (numbers or their digits).
RecordSelector: TypeAlias = "Callable[[Mapping[str, object]], type]"


# ---- Codec of one document


class DocumentCodec:
    """Codec of a reply that is one element or one object.

    Args:
        layouts: the layouts of the records that the reply may be; the first is the default.
        failure: the layout of the server's error.
        select_record: returns the record class of a row; None if there is one layout.
        plain_texts: texts that are sent instead of a document, and their values: for fmt=3, the
            service replies to some commands with a plain OK or an empty body.
        purpose: the name of the codec, for the generated function.
    """

    def __init__(
        self,
        layouts: Sequence[DocumentLayout],
        failure: DocumentLayout,
        select_record: RecordSelector | None,
        plain_texts: Mapping[str, object],
        *,
        purpose: str,
    ) -> None:
        self.layouts: tuple[DocumentLayout, ...] = tuple(layouts)
        self.failure = failure
        self.syntax: Any = failure.syntax
        self._select_record = select_record
        self._plain_texts = plain_texts
        self._by_class = {layout.record.cls: layout for layout in (*layouts, failure)}
        default = layouts[0]
        self._root, self._leaf, self._any_root = default.root, default.leaf, default.any_root
        #: Returns the record at an offset and the offset of its end; None if it is not in the
        #: canonical layout.
        self.match_canonical: Callable[[str, int], tuple[object, int] | None] = _match_canonical(
            self.layouts, select_record, purpose
        )

    def read(self, text: str) -> object:
        found = self.match_canonical(text, 0)
        if found is not None and (
            found[1] == len(text) or self.syntax.blank.fullmatch(text, found[1])
        ):
            return found[0]
        return self.parse(text)

    def parse(self, text: str) -> object:
        """Decode a document with the parser, without trying the canonical layout first.

        It is also the reference that the property tests compare the canonical layout with.
        """
        if self._plain_texts and text.strip() in self._plain_texts:
            return self._plain_texts[text.strip()]
        try:
            return self.of(self.syntax.document(text))
        except (ValueError, TypeError):
            raise NoMatch from None

    def of(self, document: Any) -> object:
        """Return the record of a parsed document; raises ValueError or TypeError."""
        layout, row = self._layout_and_row(document)
        return layout.read(row)

    def of_row(self, item: Any) -> object:
        """Return the record of one item of a list, which is never the server's error."""
        layout, row = self._layout_and_row(item)
        if layout is self.failure:
            raise MalformedDocument(None, "a reply (the server's error is never in a list)")
        return layout.read(row)

    def _layout_and_row(self, document: Any) -> tuple[DocumentLayout, dict[str, Any]]:
        """Return the layout of a parsed document, and its members by tag."""
        if self.syntax.is_failure(document):
            return self.failure, self.syntax.row(document, self.failure.root, leaf=False)
        row = self.syntax.row(document, None if self._any_root else self._root, self._leaf)
        if self._select_record is None:
            return self.layouts[0], row
        return self._by_class[self._select_record(row)], row

    def write(self, value: object) -> str:
        layout = self.layout_for(value)
        text = layout.write(value)
        if self._select_record is not None and layout is not self.failure:
            selected = self._select_record(layout.view(value))
            if selected is not value.__class__:
                raise NotEncodable(None, f"would decode as {selected.__name__}")
        return text

    def layout_for(self, value: object) -> DocumentLayout:
        """Return the layout of a value; raises :class:`NotEncodable`."""
        try:
            return self._by_class[value.__class__]
        except KeyError:
            raise unexpected_class(self._by_class, value) from None

    def restrict(self, value: Any) -> Any:
        return self.layout_for(value).restrict(value)

    def diagnose(self, text: str) -> Diagnosis:
        try:
            document = self.syntax.document(text)
        except MalformedDocument as error:
            return _diagnosis_of(error, text)
        return self.diagnose_document(document, None)

    def diagnose_document(self, document: Any, index: int | None) -> Diagnosis:
        """Explain why a parsed document is rejected; ``index`` is its index in a list, if it is in
        one.
        """
        path = self.syntax.path
        try:
            layout, row = self._layout_and_row(document)
        except MalformedDocument as error:
            found = _beginning(document) if error.found is None else error.found
            return Diagnosis(
                path=path(self._root, None, index), expected=(error.expected,), found=found
            )
        if layout is self.failure and index is not None:
            return Diagnosis(
                path=path(self._root, None, index), expected=("a reply",), found="error_code"
            )
        tag, expected, found = layout.diagnose(row)
        return Diagnosis(path=path(layout.root, tag, index), expected=(expected,), found=found)

    @property
    def fields(self) -> dict[type, tuple[str, ...]]:
        return {layout.record.cls: layout.fields for layout in (*self.layouts, self.failure)}

    @cached_property
    def known_words(self) -> frozenset[str]:
        words = {*DOCUMENT_WORDS, "ID", "NaN", "Infinity"}
        for layout in (*self.layouts, self.failure):
            words |= {
                layout.root,
                *layout.tags,
                *map(layout.record.tag, layout.record.scalars),
                *([layout.constant[0]] if layout.constant else []),
            }
            for scalar in layout.record.scalars.values():
                words |= {
                    scalar.item or layout.root,
                    *(map(scalar.of.tag, scalar.of.scalars) if isinstance(scalar, Items) else ()),
                }
        return frozenset(words)


# ---- Codec of a list


class DocumentListCodec(ListFormatCodec):
    """Codec of a reply that is a list of elements or objects.

    Args:
        row: the codec of one of them.
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
        """Decode a list in the canonical layout; None if it is in another layout."""
        match_row, between = self.row.match_canonical, self.syntax.between.match
        found = self.syntax.opening.match(text)
        rows: list[object] = []
        while found is not None:
            row = match_row(text, found.end())
            if row is None:
                return None
            rows.append(row[0])
            end = self.syntax.closing.match(text, row[1])
            if end is not None:
                return rows if end.end() == len(text) else None
            found = between(text, row[1])
        return None

    def parse(self, text: str) -> object:
        """Decode a list with the parser, without trying the canonical layout first."""
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
        """Return the server's error if the document is one, or None if it is a list."""
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
            raise NotEncodable(None, "the server's error cannot be an item of a list")
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
                found=_beginning(document),
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
    layouts: Sequence[DocumentLayout], select_record: RecordSelector | None, purpose: str
) -> Callable[[str, int], tuple[object, int] | None]:
    """Compile the decoder of documents in the canonical layout, which uses no parser."""
    names: dict[str, Any] = {"select_record": select_record}
    source = ["def decode(text, at):"]
    if any(layout.pattern is not None for layout in layouts):
        source.append("    try:")
    for index, layout in enumerate(layouts):
        if layout.pattern is None:
            continue
        prefix, indent = f"r{index}_", "            "
        names[f"match{index}"] = re.compile(layout.pattern).match
        source += [f"        found = match{index}(text, at)", "        if found is not None:"]
        source += [indent + line for line in emit_unpack(layout.fields)]
        if select_record is not None:
            source.append(f"{indent}row = {dict([layout.constant] if layout.constant else [])}")
            for group, name in enumerate(layout.fields):
                if name in layout.discriminators:
                    source.append(f"{indent}if g{group} is not None: row[{name!r}] = g{group}")
            source.append(f"{indent}if select_record(row) is {prefix}cls:")
            indent += "    "
        source += [
            indent + line for line in emit_constructor(layout.record, layout.fields, prefix, names)
        ]
        source.append(f"{indent}return self, found.end()")
    if len(source) > 1:
        source += ["    except ValueError:", "        pass"]
    source.append("    return None")
    return compile_function(f"decode {purpose}", source, names)


def _beginning(document: Any) -> str:
    """Return the beginning of a document with an unexpected structure."""
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


# ---- Layout of one record

#: The words that :func:`describe_value` uses for values other than text, which are not masked in
#: errors.
DOCUMENT_WORDS = frozenset(("a", "list", "an", "object", "elements", "true", "false", "null"))


class DocumentLayout:
    """The layout of one record at one level, in XML, JSON or url-encoded form data.

    Args:
        declaration: the declared layout.
        level: the level of the reply.
        syntax: the syntax class.
        variant: the variant of the reply, which may add fields.
        purpose: the name of the codec, for the generated functions.
    """

    def __init__(
        self, declaration: RecordLayout, level: int, syntax: Any, variant: str = "", *, purpose: str
    ) -> None:
        self.record: RecordSchema = declaration.record
        self.syntax = syntax
        self.constant: tuple[str, str] | None = declaration.constant
        self.root: str = declaration.roots[level]
        self.any_root: bool = declaration.any_root
        self.fields: tuple[str, ...] = declaration.fields[level] + declaration.variant_fields.get(
            variant, ()
        )
        self.tags: dict[str, str] = {self.record.tag(name): name for name in self.fields}
        self._known = frozenset(self.tags) | (
            {declaration.constant[0]} if declaration.constant else set()
        )
        #: Whether the XML element contains the only value itself, and so cannot have unknown
        #: fields.
        self.leaf: bool = syntax is XmlSyntax and self._known == {self.root}
        # Fields of other levels; their presence means that the reply was requested with another
        # level.
        self._foreign = frozenset(map(self.record.tag, self.record.scalars)) - self._known
        self.discriminators: tuple[str, ...] = declaration.discriminators
        self._strict_names = declaration.strict_names
        self._lists = {
            name: List(kind, syntax, f"{purpose} {name}")
            for name in self.fields
            if (kind := self.record.scalar(name)).item
        }
        #: A pattern of the canonical layout; None if a list makes a single pattern impossible.
        self.pattern: str | None = (
            None if self._lists else syntax.layout(declaration, self.root, self.leaf, self.fields)
        )
        self.read: Callable[[dict[str, Any]], object] = self._compile_decoder(purpose)
        self._parts: Callable[[object], list[Any]] = self._compile_encoder(purpose)

    # ---- Decoding

    def _compile_decoder(self, purpose: str) -> Callable[[dict[str, Any]], Any]:
        names = slot_setters(self.record.cls)
        names |= {"known": self._known, "unknown_fields": self._unknown_fields}
        source = [
            "def read(row):",
            "    get = row.get",
            "    extra = () if known.issuperset(row) else unknown_fields(row)",
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
        """Return whether the constant tag, if there is one, has its value."""
        return self.constant is None or str(row.get(self.constant[0])) == self.constant[1]

    def _unknown_fields(self, row: dict[str, Any]) -> Extra:
        """Return the unknown fields of a row; ``ID`` is an alias of ``id`` unless names are strict.

        Raises:
            ValueError: the row has a field of another level, or unknown fields are not allowed.
        """
        if "ID" in row and "id" in self._known and "id" not in row and not self._strict_names:
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

    # ---- Encoding

    def _compile_encoder(self, purpose: str) -> Callable[[Any], list[Any]]:
        names: dict[str, Any] = {
            "InvalidValue": InvalidValue,
            "encode_extra": self._encode_extra,
            **self.syntax.names,
        }
        constant = [self.syntax.constant(*self.constant)] if self.constant else []
        source = ["def write(value):", f"    parts = {constant}", "    add = parts.append"]
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
            source.append("    if value.extra: parts += encode_extra(value.extra)")
        source.append("    return parts")
        return compile_function(f"encode {purpose} {self.record.cls.__name__}", source, names)

    def _encode_extra(self, extra: Extra) -> list[Any]:
        taken = (
            self._known | self._foreign | (set() if self._strict_names else {"ID", "error_code"})
        )
        if not taken.isdisjoint(key for key, _ in validate_extra(extra)):
            raise InvalidValue("contains a key that is the name of a field")
        return [self.syntax.encode_extra(key, text) for key, text in extra]

    def write(self, value: object) -> str:
        """Encode a record as an element or an object; raises :class:`NotEncodable`."""
        text: str = self.syntax.wrap(self.root, self.parts(value), self.leaf)
        return text

    def parts(self, value: object) -> list[Any]:
        """Return the elements, members or pairs of a record; raises :class:`NotEncodable`."""
        try:
            return self._parts(value)
        except (TypeError, ValueError, AttributeError, ArithmeticError):
            raise self._invalid_field(value) from None

    def _invalid_field(self, value: Any) -> NotEncodable:
        invalid = self.record.validate(value, self.fields)
        if invalid is not None:
            return NotEncodable(*invalid)
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
        why = "contains a character that XML cannot represent"
        try:
            self._encode_extra(value.extra)
        except InvalidValue as error:
            why = str(error)
        except (ValueError, AttributeError):
            pass
        return NotEncodable("extra", why)

    def view(self, value: Any) -> dict[str, object]:
        """Return the tags and values that determine the record class on decoding, including
        ``extra``.
        """
        row: dict[str, object] = dict(value.extra or ()) if self.record.has_extra else {}
        if self.constant:
            row[self.constant[0]] = self.constant[1]
        for name in self.discriminators:
            part = getattr(value, name) if name in self.fields else None
            if part is not None:
                row[name] = part.raw if part.__class__ is MessageFlags else part
        return row

    def restrict(self, value: Any) -> Any:
        """Return ``value`` as it would be decoded: fields that the level lacks are reset."""
        changes = {
            part.name: part.default
            for part in fields(self.record.cls)
            if part.name not in self.fields and part.name != "extra"
        }
        if self.record.has_extra:
            changes["extra"] = () if self.leaf else validate_extra(value.extra or ())
        return replace(value, **changes)

    # ---- Diagnosis

    def diagnose(self, row: dict[str, Any]) -> tuple[str | None, str, str]:
        """Explain why :meth:`read` rejects a row.

        Returns:
            The tag at fault (None for the row as a whole), what was expected, and what was found.
        """
        row = dict(row)
        with suppress(ValueError):
            self._unknown_fields(row)  # resolves aliases
        tag, expected, found = self._diagnose_field(row)
        return tag, expected, describe_value(found)

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
                    (tag, kind.description, found) if inner is None else inner.diagnose(tag, found)
                )
            if value is None and name in self.record.required:
                return tag, kind.description, found
        for key, part in row.items():
            if key in self._known:
                continue
            if key in self._foreign or not self.record.has_extra:
                return key, "no field of another level", key
            try:
                self.syntax.decode_extra(part)
            except MalformedDocument as error:
                return key, error.expected, part
        return None, "a different reply", ""


# ---- Lists inside a record


class List:
    """Codec of a list of words or records inside an element or an object.

    Args:
        kind: the scalar; its ``item`` is the XML element of one item.
        syntax: the syntax class.
        purpose: the name of the list, for generated functions.
    """

    def __init__(self, kind: Scalar, syntax: Any, purpose: str) -> None:
        assert kind.item is not None
        self._kind, self._syntax, self._item = kind, syntax, kind.item
        self._layout: DocumentLayout | None = None
        if isinstance(kind, Items):
            declaration = RecordLayout(
                record=kind.of, fields={0: tuple(kind.of.scalars)}, roots={0: kind.item}
            )
            self._layout = DocumentLayout(declaration, 0, syntax, purpose=purpose)
        else:
            kind.pattern.fullmatch("")  # compiled now, so that decoding never opens a grammar file

    def read(self, found: Any) -> tuple[Any, ...] | None:
        """Decode the items; None for an empty list. Raises ValueError or TypeError."""
        return tuple(map(self._read_item, self._syntax.items(found, self._item))) or None

    def _read_item(self, item: Any) -> Any:
        if self._layout is not None:
            return self._layout.read(self._syntax.row(item, self._item, leaf=False))
        word = str(item) if item.__class__ is int else item
        self._kind.serialize((word,))
        return word

    def diagnose(self, tag: str, found: Any) -> tuple[str, str, object]:
        """Explain why :meth:`read` rejects a list: see :meth:`DocumentLayout.diagnose`."""
        try:
            items = self._syntax.items(found, self._item)
        except (ValueError, TypeError):
            return tag, self._kind.description, found
        index, item = next(
            (index, item) for index, item in enumerate(items) if not self._is_valid(item)
        )
        place = self._syntax.place(tag, self._item, index)
        if self._layout is None or item.__class__ is not dict:
            return place, f"a {self._item}", item
        inner, expected, part = self._layout.diagnose(item)
        return (f"{place}.{inner}" if inner else place), expected, part

    def _is_valid(self, item: Any) -> bool:
        try:
            self._read_item(item)
        except (ValueError, TypeError):
            return False
        return True

    def write(self, tag: str, value: Any) -> str:
        """Encode a list as an element or a member; raises :class:`InvalidValue` or
        :class:`NotEncodable`.
        """
        self._kind.serialize(value)
        if self._layout is None:
            text: str = self._syntax.wrap_items(tag, self._item, list(value))
        else:
            text = self._syntax.wrap_records(tag, [self._layout.write(item) for item in value])
        return text


def describe_value(found: object) -> str:
    """Describe a value of a parsed document: a scalar as its text, anything else in words."""
    if isinstance(found, dict):
        return "an object"
    if isinstance(found, list):
        # The children of an XML element are pairs. An empty list comes from JSON, since an XML
        # element without children is a text.
        return "elements" if found and isinstance(found[0], tuple) else "a list"
    return str(found).lower() if isinstance(found, bool) else "" if found is None else str(found)
