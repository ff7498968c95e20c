"""What the wires have in common: how they say no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from smsc_codec.errors import Problem

__all__ = ["Malformed", "Unreadable", "Unwritable", "Wire"]


class Malformed(ValueError):
    """A document is not well-formed, or not in the shape of a reply.

    Args:
        at: the offset where it goes wrong; None where only the document as a whole can be blamed.
        expected: a noun for what could have stood there.
    """

    def __init__(self, at: int | None, expected: str) -> None:
        super().__init__(expected)
        self.at, self.expected = at, expected


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
        self.field, self.why, self.became = field, why, became

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
