"""Labelled pairs of fmt=0 lines, ``, key = value``, which may occur in any order and may be
omitted.

A grammar rule that ends in the field ``pairs`` covers only the beginning of the line. In the rest,
a label that is the name of a field is decoded as that field, and any other pair goes to ``extra``.
The encoder writes the pairs in the order of the record layout.
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
    """Codec of the fields of a record that are labelled pairs.

    Args:
        record: the schema of the record.
        names: the fields that are labelled pairs, in the order in which they are encoded.
        taken: the fields with another position in the line.
    """

    def __init__(
        self, record: RecordSchema, names: tuple[str, ...], taken: tuple[str, ...]
    ) -> None:
        from smsc_codec.formats.grammar import terminal_pattern

        self.record = record
        self.names = names
        #: Fields with another position in the line, and fields of other levels.
        self._elsewhere = frozenset((*taken, *record.scalars)) - set(names)
        self._scalars = {name: record.scalar(name) for name in names}
        self._match = re.compile(terminal_pattern("terminals", "PAIRS")).fullmatch

    @property
    def description(self) -> str:
        """The name of a pair in error messages."""
        return f"a pair such as “, {self.names[0]} = 1”"

    def read(self, text: str) -> dict[str, Any]:
        """Decode the pairs of a text that matches the terminal ``PAIRS``.

        Returns:
            The values of the fields, and the texts of unknown pairs, by key.

        Raises:
            ValueError: a key is repeated or belongs to another level, or a value is invalid.
        """
        found: dict[str, Any] = {}
        for _, key, part in self._split(text):
            if key in found or key in self._elsewhere:
                raise ValueError(f"{key} is repeated or belongs to another level")
            scalar = self._scalars.get(key)
            found[key] = (
                part if scalar is None or scalar.is_text else scalar.parse(part) if part else None
            )
        return found

    def write(self, value: Any) -> str:
        """Encode the pairs of ``value``; raises :class:`InvalidValue`."""
        pairs = [
            (name, scalar.serialize(part))
            for name, scalar in self._scalars.items()
            if (part := getattr(value, name)) is not None
        ]
        for key, part in validate_extra(value.extra or ()):
            if key in self._scalars or key in self._elsewhere:
                raise InvalidValue("extra contains a key that is the name of a field")
            pairs.append((key, part))
        text = ""
        for key, part in pairs:
            pair = f", {key} = {part}"
            if self._match(pair) is None or len(list(self._split(pair))) != 1:
                raise InvalidValue(
                    "contains a comma, a line break or a space that would end a labelled pair"
                )
            text += pair
        return text

    def diagnose(self, text: str, at: int) -> Diagnosis:
        """Explain why :meth:`read` rejects ``text``, which begins at the offset ``at``."""
        taken = set(self._elsewhere)
        for start, key, part in self._split(text):
            scalar = self._scalars.get(key)
            if key in taken:
                return Diagnosis(
                    span=(at + start, at + start + len(key)),
                    expected=("a label of this level that is not repeated",),
                    found=key,
                )
            taken.add(key)
            if scalar is None or not part:
                continue
            try:
                scalar.parse(part)
            except ValueError:
                begin = at + start + len(key) + 3
                return Diagnosis(
                    span=(begin, begin + len(part)),
                    expected=(f"{key} ({scalar.description})",),
                    found=part,
                )
        raise AssertionError("read() rejects a text in which diagnose() finds no error")

    @staticmethod
    def _split(text: str) -> Iterator[tuple[int, str, str]]:
        """Yield the offset of the key, the key and the text of each pair."""
        start = 2
        for pair in text[2:].split(", ") if text else ():
            key, _, part = pair.partition(" = ")
            yield start, key, part
            start += len(pair) + 2
