"""What the wires have in common: how they say no, and the generated code that does."""

from __future__ import annotations

import re
import struct
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote_to_bytes

from smsc_codec.kinds import raw_flags

if TYPE_CHECKING:
    from smsc_codec.errors import Problem
    from smsc_codec.kinds import Kind

__all__ = ["REFUSALS", "ListWire", "Malformed", "Unreadable", "Unwritable", "Wire", "counted", "spelled_text", "unquoted"]


#: What compiled readers and writers of octets raise on what does not fit; the door that calls them makes our error of it.
REFUSALS = (ValueError, ArithmeticError, LookupError, struct.error)


class Malformed(ValueError):
    """A document is not well-formed, or not in the shape of a reply.

    Args:
        at: the offset where it goes wrong; None where only the document as a whole can be blamed.
        expected: a noun for what could have stood there.
    """

    def __init__(self, at: int | None, expected: str) -> None:
        super().__init__(expected)
        self.at: int | None = at
        self.expected: str = expected


class Unreadable(ValueError):
    """The text is none of what the wire reads. It says no more, so that a million of them stay cheap."""


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
        return Unwritable(f"[{index}].{self.field}" if self.field else f"[{index}]", self.why, self.became)


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


class ListWire(ABC):
    """What a list of replies is on every wire: rows, or the server's error alone.

    Args:
        row: the wire of one row.
        failure: the wire of the server's error.
        failed: the class of the server's error.
    """

    def __init__(self, row: Wire, failure: Wire, failed: type) -> None:
        self._row, self._alone, self._failed = row, failure, failed

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
        if value.__class__ is self._failed:
            return self._alone.restrict(value)
        return [self._row.restrict(item) for item in value]

    @property
    def fields(self) -> dict[type, tuple[str, ...]]:
        return self._row.fields

    @property
    def words(self) -> frozenset[str]:
        return self._row.words


def counted(kind: Kind, names: dict[str, Any]) -> list[str]:
    """Statements that make sure that ``v`` is a number of this kind, for a writer to format."""
    low, high = kind.limits
    names["raw_flags"] = raw_flags
    number = ["v = raw_flags(v)"] if kind.name == "flags" else []
    return [*number, f"if v.__class__ is bool or not {low} <= v < {high}: raise Refused"]


def spelled_text(name: str, kind: Kind, names: dict[str, Any]) -> list[str]:
    """Statements that turn ``v`` into its text, spelled as the kind says."""
    names[f"write_{name}"], names[f"spelled_{name}"] = kind.write, kind.spelling.fullmatch
    return [f"v = write_{name}(v)", f"if spelled_{name}(v) is None: raise Refused"]


#: Octets that are percent-decoded at once: the standard library makes an object of each escape, seventy octets for an octet.
_PIECE = 1 << 13
_ESCAPES = re.compile("(?:%[0-9A-Fa-f]{2})++")


def _octets(escapes: re.Match[str]) -> str:
    return bytes.fromhex(escapes[0].replace("%", "")).decode("latin-1")


def unquoted(text: bytes | str) -> bytes:
    """Percent-decoded, as ``unquote_to_bytes`` does, a piece at a time. A blank may be written as a plus: that is the caller's."""
    if len(text) <= _PIECE:
        if isinstance(text, bytes) or not text.isascii():
            return unquote_to_bytes(text)
        return _ESCAPES.sub(_octets, text).encode("latin-1")  # a word in Cyrillic at once, not an octet after the other
    octets = text.encode() if isinstance(text, str) else text
    pieces, start = [], 0
    while start < len(octets):
        end = start + _PIECE
        cut = octets.find(b"%", end - 2, end)  # an escape that the piece would cut begins the next one
        end = end if cut < 0 else cut
        pieces.append(unquote_to_bytes(octets[start:end]))
        start = end
    return b"".join(pieces)
