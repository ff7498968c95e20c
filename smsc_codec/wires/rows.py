"""fmt 0 and fmt 1: several replies, a line each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from smsc_codec.errors import EXPLAINED, Problem
from smsc_codec.wires.base import ListWire, Unreadable, Unwritable, reads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsc_codec.wires.lines import LineForm, Lines

__all__ = ["LineList"]


class LineList(ListWire):
    """A reply of one line a message.

    A text in the middle of a line may hold line breaks of its own, which the service does not escape. So a row begins
    at a line that begins like one (its columns before the first text fit), and every other line continues the row
    above it. What is written never needs that rule: a line break inside a row is refused.

    Args:
        row: what one row may be.
        failure: the server's error, which comes alone, never in a row.
    """

    def __init__(self, row: Lines, failure: Lines) -> None:
        self.row: Lines = row
        self.failure: Lines = failure
        self.failed: type = next(iter(failure.fields))
        self._begins = re.compile("|".join(map(_head, row.forms))).match

    def read(self, text: str) -> object:
        try:
            return self.failure.read(text)
        except Unreadable:
            read = self.row.read
        rows = [read(row) for _, row in self._rows(text)]
        if not rows:
            raise Unreadable
        return rows

    def _rows(self, text: str) -> Iterator[tuple[int, str]]:
        """The rows and where they start."""
        text = text.removesuffix("\n")
        begins, start, at = self._begins, 0, text.find("\n") + 1
        while at:
            if begins(text, at):
                yield start, text[start : at - 1].rstrip("\r\n")
                start = at
            at = text.find("\n", at) + 1
        rest = text[start:].rstrip("\r\n")
        if rest or start:
            yield start, rest

    def write(self, value: object) -> str:
        if value.__class__ is self.failed:
            return self.failure.write(value)
        rows = self.written(value)
        if not rows:
            raise Unwritable(None, "a list without a row is an empty body, which is no reply")
        return "\n".join(rows)

    def write_row(self, item: Any) -> str:
        row = self.row.write(item)
        if "\n" in row or row[-1:] == "\r":
            raise self._broken(item)
        return row

    def _broken(self, item: object) -> Unwritable:
        names = [
            name
            for name, text in self.row.form(item).given(item).items()
            if "\n" in text or text[-1:] == "\r"
        ]
        return Unwritable(names[0], "a line break would begin a new row, or end this one")

    def problem(self, text: str) -> Problem:
        for start, row in self._rows(text):
            try:
                self.row.read(row)
            except Unreadable:
                at = self._wrong(row)
                return self.row.problem(
                    row[at:].split("\n", 1)[0].rstrip("\r") if at else row, start + at
                )
        return Problem(span=(0, 0), expected=("a reply",))

    def _wrong(self, row: str) -> int:
        """Where the line begins that makes a row unreadable: a line that begins like no row continues the row above it, which
        may be readable without it.
        """
        wrong, at, left = 0, row.find("\n") + 1, EXPLAINED
        while at and (left := left - at) >= 0:
            if reads(self.row, row[: at - 1].rstrip("\r")):
                wrong = at
            at = row.find("\n", at) + 1
        return wrong


def _head(form: LineForm) -> str:
    """A pattern for how a line of this form begins: all that stands before its first text."""
    return form.rule.head(lambda name: form.record.kind(name).text)
