"""The labelled pairs of a fmt=0 line, ``, key = value``, where the service may put any of them in any order.

A rule that ends in the field ``pairs`` leaves the rest of the line to the table of fields: a label that names a field of
the record is read by its kind, any other pair is kept in ``extra``. They are written in the order of the table.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from smsc_codec.errors import Diagnosis
from smsc_codec.schema.records import validate_extra
from smsc_codec.schema.scalars import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsc_codec.schema.records import RecordSchema

__all__ = ["LabelledPairs"]


class LabelledPairs:
    """The fields that travel as labelled pairs.

    Args:
        record: the record.
        names: its fields that have labels, in the order in which they are written.
        taken: the fields that stand elsewhere in the line.
    """

    def __init__(
        self, record: RecordSchema, names: tuple[str, ...], taken: tuple[str, ...]
    ) -> None:
        from smsc_codec.formats.grammar import terminal_pattern

        self.record = record
        self.names = names
        #: What stands elsewhere in the line, or is a field of another level.
        self._elsewhere = frozenset((*taken, *record.scalars)) - set(names)
        self._kinds = {name: record.scalar(name) for name in names}
        self._spelled = re.compile(terminal_pattern("terminals", "PAIRS")).fullmatch

    @property
    def description(self) -> str:
        """What an error calls one of the pairs."""
        return f"a pair such as “, {self.names[0]} = 1”"

    def read(self, text: str) -> dict[str, Any]:
        """The pairs of a text that is spelled right: values of the fields, texts of what is unknown.

        Raises:
            ValueError: a key comes twice, or a field means nothing.
        """
        found: dict[str, Any] = {}
        for _, key, part in self._split(text):
            if key in found or key in self._elsewhere:
                raise ValueError(f"{key} comes twice, or belongs to another level")
            kind = self._kinds.get(key)
            found[key] = (
                part if kind is None or kind.is_text else kind.parse(part) if part else None
            )
        return found

    def write(self, value: Any) -> str:
        """The pairs of ``value``; raises :class:`InvalidValue`, or what a kind raises."""
        told = [
            (name, kind.serialize(part))
            for name, kind in self._kinds.items()
            if (part := getattr(value, name)) is not None
        ]
        for key, part in validate_extra(value.extra or ()):
            if key in self._kinds or key in self._elsewhere:
                raise InvalidValue("a key of it is the name of a field")
            told.append((key, part))
        text = ""
        for key, part in told:
            pair = f", {key} = {part}"
            if self._spelled(pair) is None or len(list(self._split(pair))) != 1:
                raise InvalidValue("a comma, a line break or a blank would end a pair too early")
            text += pair
        return text

    def diagnose(self, text: str, at: int) -> Diagnosis:
        """What :meth:`read` has against ``text``, which begins ``at`` in the line."""
        seen = set(self._elsewhere)
        for start, key, part in self._split(text):
            kind = self._kinds.get(key)
            if key in seen:
                return Diagnosis(
                    span=(at + start, at + start + len(key)),
                    expected=("a label of this level, once",),
                    found=key,
                )
            seen.add(key)
            if kind is None or not part:
                continue
            try:
                kind.parse(part)
            except ValueError:
                begin = at + start + len(key) + 3
                return Diagnosis(
                    span=(begin, begin + len(part)),
                    expected=(f"{key} ({kind.description})",),
                    found=part,
                )
        raise AssertionError("read() refuses what problem() does not")

    @staticmethod
    def _split(text: str) -> Iterator[tuple[int, str, str]]:
        """Each pair: where its key starts, the key, its text."""
        start = 2
        for pair in text[2:].split(", ") if text else ():
            key, _, part = pair.partition(" = ")
            yield start, key, part
            start += len(pair) + 2
