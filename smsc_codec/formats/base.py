"""What the wires have in common: what each can do, and how they say no."""

from __future__ import annotations

import struct
from abc import ABC, abstractmethod
from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smsc_codec.errors import Diagnosis

__all__ = [
    "BINARY_ERRORS",
    "FormatCodec",
    "InvalidFieldValue",
    "ListFormatCodec",
    "MalformedDocument",
    "NoMatch",
    "NotEncodable",
    "accepts",
    "duplicate_key",
]

#: What compiled readers and writers of octets raise on what does not fit; the door that calls them makes our error of it.
BINARY_ERRORS = (ValueError, ArithmeticError, LookupError, struct.error)


class MalformedDocument(ValueError):
    """A document is not well-formed, or not in the shape of a reply.

    Args:
        at: the offset where it goes wrong; None where only the document as a whole can be blamed.
        expected: a noun for what could have stood there.
        found: what stood there; None where it is what the offset, or the document, says.
    """

    def __init__(self, at: int | None, expected: str, found: str | None = None) -> None:
        super().__init__(expected)
        self.at: int | None = at
        self.expected: str = expected
        self.found: str | None = found


def duplicate_key(pairs: Iterable[tuple[str, object]]) -> str:
    """Of pairs among which a name comes again, the name that comes most often."""
    return Counter(name for name, _ in pairs).most_common(1)[0][0]


class NoMatch(ValueError):
    """The text is none of what the wire reads. It says no more, so that a million of them stay cheap."""


class InvalidFieldValue(NoMatch):
    """The text is a line that is spelled right, but a field of it means nothing, such as the 32nd of January."""


class NotEncodable(ValueError):
    """The wire cannot carry the value.

    Args:
        field: the field to blame, None for the value as a whole.
        why: the reason in words.
        became: what a reader would have taken it for.
    """

    def __init__(self, field: str | None, why: str, became: object = None) -> None:
        super().__init__(field, why, became)
        self.field: str | None = field
        self.reason: str = why
        self.would_decode_as: object = became

    def inside(self, index: int) -> NotEncodable:
        """The same for an item of a list."""
        return NotEncodable(
            f"[{index}].{self.field}" if self.field else f"[{index}]",
            self.reason,
            self.would_decode_as,
        )


class FormatCodec(Protocol):
    """One reply at one format and level: decoded text to value and back."""

    def read(self, text: str) -> object:
        """The value; raises :class:`NoMatch`."""

    def write(self, value: object) -> str:
        """The text; raises :class:`NotEncodable`."""

    def restrict(self, value: Any) -> Any:
        """The value as this wire gives it back."""

    def diagnose(self, text: str) -> Diagnosis:
        """Why :meth:`read` refuses ``text``."""

    @property
    def fields(self) -> dict[type, tuple[str, ...]]:
        """For each record, the fields that are carried, in order."""

    @property
    def known_words(self) -> frozenset[str]:
        """The words of the declaration, which an error may show unmasked."""


def accepts(wire: FormatCodec, text: str) -> bool:
    """Whether a wire reads a text."""
    try:
        wire.read(text)
    except NoMatch:
        return False
    return True


class ListFormatCodec(ABC):
    """What a list of replies is on every wire: rows, or the server's error alone.

    Attributes:
        row: the wire of one row.
        failure: the wire of the server's error.
        failed: the class of the server's error.
    """

    row: FormatCodec
    failure: FormatCodec
    failure_class: type

    def write_rows(self, value: object) -> list[str]:
        """The rows of a list as texts; raises :class:`NotEncodable`, with the index of the row."""
        if not isinstance(value, list | tuple):
            raise NotEncodable(None, f"a {type(value).__name__} is no list of replies")
        rows = []
        for index, item in enumerate(value):
            try:
                rows.append(self.write_row(item))
            except NotEncodable as error:
                raise error.inside(index) from None
        return rows

    @abstractmethod
    def write_row(self, item: Any) -> str:
        """One row as a text; raises :class:`NotEncodable`."""

    def restrict(self, value: Any) -> Any:
        """The value as this wire gives it back."""
        if value.__class__ is self.failure_class:
            return self.failure.restrict(value)
        return [self.row.restrict(item) for item in value]

    @property
    def fields(self) -> dict[type, tuple[str, ...]]:
        return self.row.fields

    @property
    def known_words(self) -> frozenset[str]:
        return self.row.known_words
