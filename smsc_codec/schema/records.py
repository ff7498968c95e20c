"""Records: what a reply is made of, declared once and read by every wire.

A :class:`Record` joins a frozen dataclass to the kinds of its fields. The wires generate straight-line code from it:
``wires/statements.py`` has what they share of that.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from smsc_codec.schema.scalars import TEXT, InvalidValue, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Extra", "Items", "RawJson", "RecordLayout", "RecordSchema", "items", "validate_extra"]

#: What a wire carried beyond the fields that are known, as (key, value) pairs in the order of the wire.
Extra: TypeAlias = tuple[tuple[str, str], ...]


class RawJson(str):
    """The text of a JSON value that is not a string (``5``, ``true``, ``[1, 2]``): JSON writes it without quotes.

    It equals the plain text, so that the same reply read from XML compares equal. msgspec, which takes no subclass of
    str, wants ``enc_hook=str`` for it.
    """

    __slots__ = ()


@dataclass(frozen=True, eq=False)
class RecordSchema:
    """A record class and the kinds of its fields.

    Args:
        cls: a frozen, slotted, keyword-only dataclass; a field named ``extra`` takes what is unknown.
        kinds: the kind of every other field.
        tags: the spelling in XML and JSON of those fields that are spelled otherwise there.
        also_required: the fields without which nothing is this record, beside those for which the class has no default.
        first_of: fields that a line may leave out since they are the first of a list that it has.
    """

    cls: type
    scalars: Mapping[str, Scalar]
    tags: Mapping[str, str] = field(default_factory=dict)
    also_required: frozenset[str] = frozenset()
    first_of: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All field names, in the order of the class."""
        return tuple(part.name for part in fields(self.cls))

    @cached_property
    def required(self) -> frozenset[str]:
        """The fields without which nothing is this record."""
        return self.also_required | {
            part.name for part in fields(self.cls) if part.default is MISSING
        }

    @cached_property
    def has_extra(self) -> bool:
        return "extra" in self.names

    def scalar(self, name: str) -> Scalar:
        """The kind of a field; what is not a field of the record is a text, and goes to ``extra``."""
        return self.scalars.get(name, TEXT)

    def tag(self, name: str) -> str:
        return self.tags.get(name, name)

    def validate(self, value: object, names: Iterable[str]) -> tuple[str, str] | None:
        """The first of the fields ``names`` whose value no wire can carry, and why; None if there is none."""
        for name in names:
            part = getattr(value, name)
            if part is None:
                if name in self.required:
                    return name, "it is missing"
                continue
            try:
                self.scalar(name).serialize(part)
            except ValueError as error:
                return name, str(error)
        try:
            validate_extra(getattr(value, "extra", None) or ())
        except InvalidValue as error:
            return "extra", str(error)
        return None


@dataclass(frozen=True, kw_only=True)
class Items(Scalar):
    """A list of records inside a record. JSON has them; XML has only lists of words, and lines have no place for either.

    Args:
        of: the record of an item.
    """

    of: RecordSchema

    def serialize(self, value: object) -> str:
        """Only whether every item can be written."""
        if value == ():
            raise InvalidValue("an empty list is written as none")
        if not isinstance(value, tuple) or any(item.__class__ is not self.of.cls for item in value):
            raise InvalidValue(f"not {self.description}")
        for item in value:
            fault = self.of.validate(item, self.of.scalars)
            if fault is not None:
                raise InvalidValue("{}: {}".format(*fault))
        return ""


def items(of: RecordSchema, tag: str) -> Items:
    """A list of records; ``tag`` is the XML element of one of them."""

    def refuse(_: object) -> str:
        raise InvalidValue("a line has no place for it")

    noun = f"a list of {tag}s"
    return Items(
        name="items", description=noun, terminal="", read=refuse, write=refuse, item=tag, of=of
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class RecordLayout:
    """How one record is written at every format and level of a reply.

    Args:
        record: the record.
        rule: the beginning of its rules' names in the page's grammar; empty where no line is known.
        markup: for each level, the fields that XML and JSON carry, in order.
        roots: for each level, the name of the XML element; one that is also its only field holds the value itself.
        adds: the fields that a variant of the reply adds in XML and JSON, by the variant's name.
        any_root: whether an XML element of any name is read; the one of ``roots`` is written.
        fixed: a tag and its one value, for a record that is told by it and has no field for it.
        told_by: the fields that, in XML and JSON, tell this record from the others of the reply.
        alone: whether nothing else can stand in its place: then every field keeps its own name. Elsewhere ``ID`` is the history page's
            way to write ``id``, and ``error_code`` tells the server's error, so that no unknown field may be called so.
        shared: whether its rules are those of ``shared.lark``, the same on every page and level.
    """

    record: RecordSchema
    rule: str = ""
    fields: Mapping[int, tuple[str, ...]]
    roots: Mapping[int, str]
    variant_fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    any_root: bool = False
    constant: tuple[str, str] | None = None
    discriminators: tuple[str, ...] = ()
    strict_names: bool = False
    shared: bool = False


def validate_extra(extra: object) -> Extra:
    """``extra`` if it is what it should be.

    Raises:
        InvalidValue: it is anything but a tuple of pairs of texts, or a key comes twice.
    """
    if not isinstance(extra, tuple) or not all(
        isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(text, str) for text in pair)
        for pair in extra
    ):
        raise InvalidValue("a tuple of pairs of texts is expected")
    if len({key for key, _ in extra}) != len(extra):
        raise InvalidValue("a key comes twice")
    return extra
