"""One record at one level as an XML element or a JSON object: straight-line code from the declaration, both ways."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from smsc_codec.flags import MessageFlags
from smsc_codec.generated import generate, setters
from smsc_codec.kinds import Refused
from smsc_codec.records import Form, Items, Record, pairs
from smsc_codec.wires.base import Malformed, Unwritable
from smsc_codec.wires.xml import Xml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from smsc_codec.kinds import Kind
    from smsc_codec.records import Extra

__all__ = ["WORDS", "MarkupForm", "seen"]

#: What :func:`seen` says in words, and of what is no text: an error shows it unmasked.
WORDS = frozenset(("a", "list", "an", "object", "elements", "true", "false", "null"))


class MarkupForm:
    """One record at one level, as XML or JSON.

    Args:
        form: the declaration.
        level: the level of the reply.
        syntax: XML, JSON or a form.
        variant: the variant of the reply, which may add fields.
    """

    def __init__(self, form: Form, level: int, syntax: Any, variant: str = "") -> None:
        self.record: Record = form.record
        self.syntax = syntax
        self.fixed: tuple[str, str] | None = form.fixed
        self.root: str = form.roots[level]
        self.any_root: bool = form.any_root
        self.fields: tuple[str, ...] = form.markup[level] + form.adds.get(variant, ())
        self.tags: dict[str, str] = {self.record.tag(name): name for name in self.fields}
        self._known = frozenset(self.tags) | ({form.fixed[0]} if form.fixed else set())
        #: Whether the XML element holds the one value itself, and so has no room for anything else.
        self.leaf: bool = syntax is Xml and self._known == {self.root}
        # A field of this record that this level does not carry: the sign of a reply read with the wrong level.
        self._foreign = frozenset(map(self.record.tag, self.record.kinds)) - self._known
        self.told_by: tuple[str, ...] = form.told_by
        self._alone = form.alone
        self._lists = {
            name: List(kind, syntax)
            for name in self.fields
            if (kind := self.record.kind(name)).item
        }
        #: None where a list makes the layout more than one pattern can tell: then the parser reads.
        self.layout: str | None = (
            None if self._lists else syntax.layout(form, self.root, self.leaf, self.fields)
        )
        self.read: Callable[[dict[str, Any]], object] = self._reader()
        self._parts: Callable[[object], list[Any]] = self._writer()

    # ---- octets to value

    def _reader(self) -> Callable[[dict[str, Any]], Any]:
        names = setters(self.record.cls)
        names |= {"known": self._known, "beyond": self._beyond}
        source = [
            "def read(row):",
            "    get = row.get",
            "    extra = () if known.issuperset(row) else beyond(row)",
        ]
        if self.fixed:
            names["fits"] = self.fits
            source.append("    if not fits(row): raise ValueError")
        source.append("    self = new(cls)")
        for name in self.record.names:
            if name in self.fields:
                if name in self._lists:
                    names[f"list_{name}"] = self._lists[name].read
                    code = [f"if v is not None: v = list_{name}(v)"]
                else:
                    code = self.syntax.read_code(name, self.record.kind(name), names)
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
        return generate("read", source, names)

    def fits(self, row: Mapping[str, object]) -> bool:
        """Whether the fixed key has its one value."""
        return self.fixed is None or str(row.get(self.fixed[0])) == self.fixed[1]

    def _beyond(self, row: dict[str, Any]) -> Extra:
        """What the declaration does not know; ``ID`` is the history page's way to write ``id``, unless the form stands alone."""
        if "ID" in row and "id" in self._known and "id" not in row and not self._alone:
            row["id"] = row.pop("ID")
        if not self._foreign.isdisjoint(row) or (
            not self.record.has_extra and not self._known.issuperset(row)
        ):
            raise ValueError
        return tuple(
            (key, self.syntax.kept(value)) for key, value in row.items() if key not in self._known
        )

    # ---- value to octets

    def _writer(self) -> Callable[[Any], list[Any]]:
        names: dict[str, Any] = {"Refused": Refused, "keep": self._keep, **self.syntax.names}
        fixed = [self.syntax.constant(*self.fixed)] if self.fixed else []
        source = ["def write(value):", f"    parts = {fixed}", "    add = parts.append"]
        for name in self.fields:
            if name in self._lists:
                names[f"list_{name}"] = self._lists[name].write
                code = [f"add(list_{name}({self.record.tag(name)!r}, v))"]
            else:
                code = self.syntax.write_code(
                    name, self.record.tag(name), self.record.kind(name), names
                )
            source += [
                f"    v = value.{name}",
                "    if v is not None:",
                *(f"        {line}" for line in code),
            ]
            if name in self.record.required:
                source.append("    else: raise Refused")
        if self.record.has_extra and not self.leaf:
            source.append("    if value.extra: parts += keep(value.extra)")
        source.append("    return parts")
        return generate("write", source, names)

    def _keep(self, extra: Extra) -> list[Any]:
        taken = self._known | self._foreign | (set() if self._alone else {"ID", "error_code"})
        if not taken.isdisjoint(key for key, _ in pairs(extra)):
            raise Refused("a key of it is the name of a field")
        return [self.syntax.keep(key, text) for key, text in extra]

    def write(self, value: object) -> str:
        """``value`` as an element or an object; raises :class:`Unwritable`."""
        text: str = self.syntax.wrap(self.root, self.parts(value), self.leaf)
        return text

    def parts(self, value: object) -> list[Any]:
        """The elements, the members or the pairs of ``value``; raises :class:`Unwritable`."""
        try:
            return self._parts(value)
        except (TypeError, ValueError, AttributeError, ArithmeticError):
            raise self._blame(value) from None

    def _blame(self, value: Any) -> Unwritable:
        fault = self.record.fault(value, self.fields)
        if fault is not None:
            return Unwritable(*fault)
        for name in self.fields:
            part = getattr(value, name)
            if name in self._lists:
                continue
            why = (
                None
                if part is None
                else self.syntax.fault(self.record.kind(name), self.record.kind(name).spell(part))
            )
            if why is not None:
                return Unwritable(name, why)
        why = "it holds what XML cannot carry"
        try:
            self._keep(value.extra)
        except Refused as error:
            why = str(error)
        except (ValueError, AttributeError):
            pass
        return Unwritable("extra", why)

    def view(self, value: Any) -> dict[str, object]:
        """What a reader would tell the record by: tags and values, ``extra`` included."""
        row: dict[str, object] = dict(value.extra or ()) if self.record.has_extra else {}
        if self.fixed:
            row[self.fixed[0]] = self.fixed[1]
        for name in self.told_by:
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
            dropped["extra"] = () if self.leaf else pairs(value.extra or ())
        return replace(value, **dropped)

    # ---- why not

    def why_not(self, row: dict[str, Any]) -> tuple[str | None, str, str]:
        """Why :meth:`read` refuses a row: the tag to blame, a noun for what was expected, and what was found."""
        row = dict(row)
        with suppress(ValueError):
            self._beyond(row)  # which spells the keys as the declaration does
        tag, noun, found = self._blamed(row)
        return tag, noun, seen(found)

    def _blamed(self, row: dict[str, Any]) -> tuple[str | None, str, object]:
        if self.fixed is not None and not self.fits(row):
            return *self.fixed, row.get(self.fixed[0])
        for tag, name in self.tags.items():
            kind, found = self.record.kind(name), row.get(tag)
            inner = self._lists.get(name)
            try:
                value = (
                    self.syntax.loose(kind)(found)
                    if inner is None
                    else None
                    if found is None
                    else inner.read(found)
                )
            except (ValueError, TypeError):
                return (tag, kind.noun, found) if inner is None else inner.why_not(tag, found)
            if value is None and name in self.record.required:
                return tag, kind.noun, found
        for key, part in row.items():
            if key in self._known:
                continue
            if key in self._foreign or not self.record.has_extra:
                return key, "no such field at this level", key
            try:
                self.syntax.kept(part)
            except Malformed as error:
                return key, error.expected, part
        return None, "another reply", ""


class List:
    """A list inside an element or an object: of words, or of records.

    Args:
        kind: its kind; :attr:`Kind.item` is the XML element of one item.
        syntax: XML or JSON.
    """

    def __init__(self, kind: Kind, syntax: Any) -> None:
        assert kind.item is not None
        self._kind, self._syntax, self._item = kind, syntax, kind.item
        self._form: MarkupForm | None = None
        if isinstance(kind, Items):
            form = Form(record=kind.of, markup={0: tuple(kind.of.kinds)}, roots={0: kind.item})
            self._form = MarkupForm(form, 0, syntax)
        else:
            kind.spelling.fullmatch("")  # read from the grammar now

    def read(self, found: Any) -> tuple[Any, ...] | None:
        """The items; None for an empty list. Raises ValueError or TypeError."""
        return tuple(map(self._one, self._syntax.items(found, self._item))) or None

    def _one(self, item: Any) -> Any:
        if self._form is not None:
            return self._form.read(self._syntax.row(item, self._item, leaf=False))
        word = str(item) if item.__class__ is int else item
        self._kind.spell((word,))
        return word

    def why_not(self, tag: str, found: Any) -> tuple[str, str, object]:
        """The item to blame, or the list itself: as :meth:`MarkupForm.why_not`."""
        try:
            items = self._syntax.items(found, self._item)
        except (ValueError, TypeError):
            return tag, self._kind.noun, found
        index, item = next(
            (index, item) for index, item in enumerate(items) if not self._is_one(item)
        )
        place = self._syntax.place(tag, self._item, index)
        if self._form is None or item.__class__ is not dict:
            return place, f"a {self._item}", item
        inner, noun, part = self._form.why_not(item)
        return (f"{place}.{inner}" if inner else place), noun, part

    def _is_one(self, item: Any) -> bool:
        try:
            self._one(item)
        except (ValueError, TypeError):
            return False
        return True

    def write(self, tag: str, value: Any) -> str:
        """The element or the member of a list; raises :class:`Refused` or :class:`Unwritable`."""
        self._kind.spell(value)
        if self._form is None:
            text: str = self._syntax.wrap_items(tag, self._item, list(value))
        else:
            text = self._syntax.wrap_records(tag, [self._form.write(item) for item in value])
        return text


def seen(found: object) -> str:
    """What stood there, as its wire has it; in words if it is no scalar."""
    if isinstance(found, dict):
        return "an object"
    if isinstance(found, list):
        # The children of an XML element are pairs; an empty list is JSON's, for an element without children is a text.
        return "elements" if found and isinstance(found[0], tuple) else "a list"
    return str(found).lower() if isinstance(found, bool) else "" if found is None else str(found)
