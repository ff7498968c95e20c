"""The interface of the format codecs, and their internal exceptions."""

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
    "unexpected_class",
]

#: Exceptions that generated binary codecs raise on invalid input; callers convert them to public
#: errors.
BINARY_ERRORS = (ValueError, ArithmeticError, LookupError, struct.error)


class MalformedDocument(ValueError):
    """A document is not well-formed, or does not have the structure of a reply.

    Args:
        at: the offset of the error; None if the error concerns the whole document.
        expected: what was expected there, as a noun phrase.
        found: what was found; None to take it from the offset or the document.
    """

    def __init__(self, at: int | None, expected: str, found: str | None = None) -> None:
        super().__init__(expected)
        self.at: int | None = at
        self.expected: str = expected
        self.found: str | None = found


def duplicate_key(pairs: Iterable[tuple[str, object]]) -> str:
    """Return the most frequently repeated key in ``pairs``."""
    return Counter(name for name, _ in pairs).most_common(1)[0][0]


class NoMatch(ValueError):
    """The text does not match the format.

    Carries no detail, so raising it is cheap; call :meth:`FormatCodec.diagnose` for the reason.
    """


class InvalidFieldValue(NoMatch):
    """The line matches the grammar, but contains an invalid value, such as the 32nd of January."""


class NotEncodable(ValueError):
    """The format cannot encode the value.

    Args:
        field: the field at fault; None for the value as a whole.
        reason: the reason, without the value.
        would_decode_as: what a decoder would return for the field.
    """

    def __init__(self, field: str | None, reason: str, would_decode_as: object = None) -> None:
        super().__init__(field, reason, would_decode_as)
        self.field: str | None = field
        self.reason: str = reason
        self.would_decode_as: object = would_decode_as

    def inside(self, index: int) -> NotEncodable:
        """Return the same exception for the item of a list with this index."""
        return NotEncodable(
            f"[{index}].{self.field}" if self.field else f"[{index}]",
            self.reason,
            self.would_decode_as,
        )


def unexpected_class(classes: Iterable[type], value: object) -> NotEncodable:
    """Return the exception for a value that is not an instance of one of ``classes``."""
    *others, last = (cls.__name__ for cls in classes)
    expected = f"{', '.join(others)} or {last}" if others else last
    return NotEncodable(None, f"expected {expected}, got {type(value).__name__}")


class FormatCodec(Protocol):
    """Converts between text and values, for one reply at one format and level."""

    def read(self, text: str) -> object:
        """Decode a text; raises :class:`NoMatch`."""

    def write(self, value: object) -> str:
        """Encode a value; raises :class:`NotEncodable`."""

    def restrict(self, value: Any) -> Any:
        """Return the value as it would be decoded after encoding it."""

    def diagnose(self, text: str) -> Diagnosis:
        """Explain why :meth:`read` rejects ``text``."""

    @property
    def fields(self) -> dict[type, tuple[str, ...]]:
        """The fields that the format has, in order, for each record class."""

    @property
    def known_words(self) -> frozenset[str]:
        """The words of the declaration, which are not masked in errors."""


def accepts(codec: FormatCodec, text: str) -> bool:
    """Return whether a format codec decodes a text."""
    try:
        codec.read(text)
    except NoMatch:
        return False
    return True


class ListFormatCodec(ABC):
    """Base class of the list codecs: a list of rows, or the server's error alone.

    Attributes:
        row: the codec of one row.
        failure: the codec of the server's error.
        failure_class: the class of the server's error.
    """

    row: FormatCodec
    failure: FormatCodec
    failure_class: type

    def write_rows(self, value: object) -> list[str]:
        """Encode the rows of a list; raises :class:`NotEncodable` with the index of the row."""
        if not isinstance(value, list | tuple):
            raise NotEncodable(
                None,
                f"expected a list or {self.failure_class.__name__}, got {type(value).__name__}",
            )
        rows = []
        for index, item in enumerate(value):
            try:
                rows.append(self.write_row(item))
            except NotEncodable as error:
                raise error.inside(index) from None
        return rows

    @abstractmethod
    def write_row(self, item: Any) -> str:
        """Encode one row; raises :class:`NotEncodable`."""

    def restrict(self, value: Any) -> Any:
        """Return the value as it would be decoded after encoding it."""
        if value.__class__ is self.failure_class:
            return self.failure.restrict(value)
        return [self.row.restrict(item) for item in value]

    @property
    def fields(self) -> dict[type, tuple[str, ...]]:
        return self.row.fields

    @property
    def known_words(self) -> frozenset[str]:
        return self.row.known_words
