"""What the wires have in common: what each can do, and how they say no."""

from __future__ import annotations

import struct
from abc import ABC, abstractmethod
from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smsc_codec.errors import Problem

__all__ = [
    "REFUSALS",
    "ListWire",
    "Malformed",
    "Meaningless",
    "Unreadable",
    "Unwritable",
    "Wire",
    "reads",
    "twice",
]

#: What compiled readers and writers of octets raise on what does not fit; the door that calls them makes our error of it.
REFUSALS = (ValueError, ArithmeticError, LookupError, struct.error)


class Malformed(ValueError):
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


def twice(pairs: Iterable[tuple[str, object]]) -> str:
    """Of pairs among which a name comes again, the name that comes most often."""
    return Counter(name for name, _ in pairs).most_common(1)[0][0]


class Unreadable(ValueError):
    """The text is none of what the wire reads. It says no more, so that a million of them stay cheap."""


class Meaningless(Unreadable):
    """The text is a line that is spelled right, but a field of it means nothing, such as the 32nd of January."""


class Unwritable(ValueError):
    """The wire cannot carry the value.

    Args:
        field: the field to blame, None for the value as a whole.
        why: the reason in words.
        became: what a reader would have taken it for.
    """

    def __init__(self, field: str | None, why: str, became: object = None) -> None:
        super().__init__(field, why, became)
        self.field: str | None = field
        self.why: str = why
        self.became: object = became

    def inside(self, index: int) -> Unwritable:
        """The same for an item of a list."""
        return Unwritable(
            f"[{index}].{self.field}" if self.field else f"[{index}]", self.why, self.became
        )


class Wire(Protocol):
    """One reply at one format and level: decoded text to value and back."""

    def read(self, text: str) -> object:
        """The value; raises :class:`Unreadable`."""

    def write(self, value: object) -> str:
        """The text; raises :class:`Unwritable`."""

    def restrict(self, value: Any) -> Any:
        """The value as this wire gives it back."""

    def problem(self, text: str) -> Problem:
        """Why :meth:`read` refuses ``text``."""

    @property
    def fields(self) -> dict[type, tuple[str, ...]]:
        """For each record, the fields that are carried, in order."""

    @property
    def words(self) -> frozenset[str]:
        """The words of the declaration, which an error may show unmasked."""


def reads(wire: Wire, text: str) -> bool:
    """Whether a wire reads a text."""
    try:
        wire.read(text)
    except Unreadable:
        return False
    return True


class ListWire(ABC):
    """What a list of replies is on every wire: rows, or the server's error alone.

    Attributes:
        row: the wire of one row.
        failure: the wire of the server's error.
        failed: the class of the server's error.
    """

    row: Wire
    failure: Wire
    failed: type

    def written(self, value: object) -> list[str]:
        """The rows of a list as texts; raises :class:`Unwritable`, with the index of the row."""
        if not isinstance(value, list | tuple):
            raise Unwritable(None, f"a {type(value).__name__} is no list of replies")
        rows = []
        for index, item in enumerate(value):
            try:
                rows.append(self.write_row(item))
            except Unwritable as error:
                raise error.inside(index) from None
        return rows

    @abstractmethod
    def write_row(self, item: Any) -> str:
        """One row as a text; raises :class:`Unwritable`."""

    def restrict(self, value: Any) -> Any:
        """The value as this wire gives it back."""
        if value.__class__ is self.failed:
            return self.failure.restrict(value)
        return [self.row.restrict(item) for item in value]

    @property
    def fields(self) -> dict[type, tuple[str, ...]]:
        return self.row.fields

    @property
    def words(self) -> frozenset[str]:
        return self.row.words
