"""Record schemas, shared by all formats.

A :class:`RecordSchema` maps the fields of a frozen dataclass to scalars. The format modules
generate decoders and encoders from it; ``codegen.py`` holds the code generation that they share.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from smsc_codec.schema.scalars import TEXT, InvalidValue, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["Extra", "Items", "RawJson", "RecordLayout", "RecordSchema", "items", "validate_extra"]

#: The unknown fields of a reply, as (key, value) pairs in the order of the reply.
Extra: TypeAlias = tuple[tuple[str, str], ...]


class RawJson(str):
    """The text of a JSON value that is not a string (``5``, ``true``, ``[1, 2]``), encoded without
    quotes.

    It equals the plain text, so that the same reply decoded from XML compares equal. msgspec does
    not accept subclasses of str, and needs ``enc_hook=str`` to encode it.
    """

    __slots__ = ()


@dataclass(frozen=True, eq=False)
class RecordSchema:
    """A record class and the scalars of its fields.

    Args:
        cls: a frozen, slotted, keyword-only dataclass; a field named ``extra`` receives unknown
            fields.
        scalars: the scalar of every other field.
        tags: the names in XML and JSON of the fields that have another name there.
        also_required: required fields, in addition to those for which the class has no default.
        first_of: fields that a line may omit because they are the first item of a list field of
            that line.
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
        """The required fields."""
        return self.also_required | {
            part.name for part in fields(self.cls) if part.default is MISSING
        }

    @cached_property
    def has_extra(self) -> bool:
        return "extra" in self.names

    def scalar(self, name: str) -> Scalar:
        """Return the scalar of a field; a name that is not a field goes to ``extra``, as text."""
        return self.scalars.get(name, TEXT)

    def tag(self, name: str) -> str:
        """Return the name of a field in XML and JSON."""
        return self.tags.get(name, name)

    def validate(self, value: object, names: Iterable[str]) -> tuple[str, str] | None:
        """Find the first field that no format can encode.

        Args:
            value: the record.
            names: the fields to check, besides ``extra``.

        Returns:
            The name of the field and the reason, or None.
        """
        for name in names:
            part = getattr(value, name)
            if part is None:
                if name in self.required:
                    return name, "is required"
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
    """A list of records inside a record.

    Only JSON has lists of records; XML has lists of words, and lines have neither.

    Args:
        of: the schema of an item.
    """

    of: RecordSchema

    def serialize(self, value: object) -> str:
        """Return "" if every item can be encoded; the document codecs serialize the items
        themselves.

        Raises:
            InvalidValue: the value is not a list of valid records; its text is the reason.
        """
        if value == ():
            raise InvalidValue("is empty; use None instead")
        if not isinstance(value, tuple):
            raise InvalidValue(
                f"expected {self.description} as a tuple, got {type(value).__name__}"
            )
        for item in value:
            if item.__class__ is not self.of.cls:
                raise InvalidValue(
                    f"expected {self.description}, got an item of {type(item).__name__}"
                )
            reason = self.of.validate(item, self.of.scalars)
            if reason is not None:
                raise InvalidValue("{}: {}".format(*reason))
        return ""


def items(of: RecordSchema, tag: str) -> Items:
    """Return the scalar of a list of records.

    Args:
        of: the schema of an item.
        tag: the name of an item, as of an XML element.
    """

    def reject(_: object) -> str:
        raise InvalidValue("cannot be encoded in a line")

    return Items(
        name="items",
        description=f"a list of {tag}s",
        terminal="",
        read=reject,
        write=reject,
        item=tag,
        of=of,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class RecordLayout:
    """The layout of one record at every format and level of a reply.

    Args:
        record: the schema of the record.
        rule: the prefix of its grammar rules in the page's grammar; empty where no line format is
            known.
        fields: for each level, the fields in XML and JSON, in order.
        roots: for each level, the name of the XML element. If the record has a single field of the
            same name, the element contains the value itself.
        variant_fields: the fields that a variant of the reply adds in XML and JSON, by the
            variant's name.
        any_root: whether the decoder accepts an XML element of any name; the encoder uses
            ``roots``.
        constant: a tag and its constant value that identify the record, and that are not a field of
            it.
        discriminators: the fields that distinguish this record, in XML and JSON, from the others of
            the reply.
        strict_names: whether every field name is taken literally, because nothing but this record
            can occur in its place. Otherwise ``ID``, which the history page sends, is an alias of
            ``id``, and ``error_code`` identifies the server's error, so neither can be the name of
            an unknown field.
        shared: whether its rules are in ``shared.lark``, the same for every page and level.
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
    """Return ``extra`` unchanged if it is valid.

    Raises:
        InvalidValue: ``extra`` is not a tuple of (str, str) pairs, or contains a duplicate key.
    """
    if not isinstance(extra, tuple) or not all(
        isinstance(pair, tuple) and len(pair) == 2 and all(isinstance(text, str) for text in pair)
        for pair in extra
    ):
        raise InvalidValue("expected a tuple of (str, str) pairs")
    if len({key for key, _ in extra}) != len(extra):
        raise InvalidValue("contains a duplicate key")
    return extra
