"""Lenient codec for the receipt texts of other gateways; decoding never fails.

The rules are derived from receipts of many gateways:

* A label begins at a word boundary, but not directly after a colon. Case is ignored, and the words
  of ``submit date`` and ``done date`` may be joined or separated by an underscore.
* A value ends where the next label begins; surrounding blanks and NULs are removed.
* If a label occurs twice, the first occurrence is used. ``id`` and ``err`` are the first word of
  their values, and so is ``stat``, unless its first word is followed by a colon and a reason.
* ``text:`` extends to the end of the receipt, except if it is empty and a known label that has not
  occurred yet follows, or if it is the first label.
* Unknown labels are kept in ``extra``, as sent.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from smsc_codec.formats.base import NotEncodable
from smsc_codec.schema.records import validate_extra
from smsc_codec.schema.scalars import InvalidValue
from smsc_codec.smpp.receipts import BYTES, PARTS, SUBSCRIBER, Receipt
from smsc_codec.smpp.times import RECEIPT_TIME, TIME, read_any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smsc_codec.schema.scalars import Scalar

__all__ = ["labels", "read", "write"]

#: The fields in the order in which they are encoded.
_FIELDS = ("id", "sub", "dlvrd", "submit_date", "done_date", "stat", "err", "text")
_LABEL_TEXTS = {"submit_date": "submit date", "done_date": "done date"}
#: The field of each known label. ``submitdate`` is accepted besides ``submit date``.
_LABELS = {name: name for name in _FIELDS}
_LABELS |= {name.replace("_", joint): name for name in _LABEL_TEXTS for joint in (" ", "")}
#: Characters removed around a value: blanks, the no-break space among them, and NULs.
_PADDING = " \t\r\n\v\f\0\x85\xa0"
_COUNT = re.compile(r"[0-9]{1,18}")


@cache
def labels() -> re.Pattern[str]:
    """Return the pattern of a label, as declared in the grammar."""
    from smsc_codec.formats.grammar import terminal_pattern

    return re.compile(terminal_pattern("receipt", "LABEL"))


def read(line: str) -> Receipt:
    """Decode a receipt from any text in which each character represents one byte."""
    values: dict[str, Any] = {}
    extra: dict[str, tuple[str, str]] = {}
    for label, value in _split(line):
        folded = label.lower()
        name = _LABELS.get(folded)
        if name is None:
            extra.setdefault(folded, (label, value))
        elif name not in values:
            values[name] = _PARSERS[name](value)
    return Receipt(**values, extra=tuple(extra.values()))


def _split(line: str) -> Iterator[tuple[str, str]]:
    """Yield each label with the text between it and the next label."""
    matches = list(labels().finditer(line))
    seen: set[str] = set()
    text_end = 0
    for index, match in enumerate(matches):
        if match.start() < text_end:
            continue  # part of the message text
        name = _name(match)
        end = matches[index + 1].start() if index + 1 < len(matches) else len(line)
        if name == "text" and "text" not in seen:
            text_end = end = _end_of_text(line, matches, index, seen)
        value = line[match.end() : end]
        if name == "text" and "text" not in seen and end == len(line):
            yield match[0][:-1], value
            return
        seen.add(name)
        yield match[0][:-1], value.strip(_PADDING)


def _end_of_text(line: str, matches: list[re.Match[str]], index: int, seen: set[str]) -> int:
    """Return where the message text ends: at the end of the line, apart from the two exceptions."""
    known = (
        match
        for match in matches[index + 1 :]
        if _name(match) in _FIELDS and _name(match) not in (*seen, "text")
    )
    following = next(known, None)
    if following is not None and (
        not seen or not line[matches[index].end() : following.start()].strip(_PADDING)
    ):
        return following.start()
    return len(line)


def _name(match: re.Match[str]) -> str:
    folded = match[0][:-1].lower()
    return _LABELS.get(folded, folded)


def _first_word(value: str) -> str | None:
    return next(iter(value.split(maxsplit=1)), None)


def _stat(value: str) -> str | None:
    word = _first_word(value)
    return value if word is not None and ":" in word else word


def _count(value: str) -> int | None:
    return int(value) if _COUNT.fullmatch(value) else None


_PARSERS: dict[str, Callable[[str], object]] = {
    "id": _first_word,
    "sub": _count,
    "dlvrd": _count,
    "submit_date": read_any,
    "done_date": read_any,
    "stat": _stat,
    "err": _first_word,
    "text": BYTES.read,
}


def write(receipt: Receipt) -> str:
    """Encode a receipt as a sequence of labels and values.

    Raises:
        NotEncodable: A field has a wrong type or a value that cannot be encoded here.
    """
    pieces = []
    for name in _FIELDS:
        value = getattr(receipt, name)
        if name == "text":
            pieces += [f"{key}:{text}" for key, text in _extra(receipt)]
        if value is not None:
            pieces.append(f"{_LABEL_TEXTS.get(name, name)}:{_serialize(name, value)}")
    for name in SUBSCRIBER:
        assert getattr(receipt, name) is None  # the caller uses the service's HLR format for these
    return " ".join(pieces)


def _extra(receipt: Receipt) -> tuple[tuple[str, str], ...]:
    try:
        found = validate_extra(receipt.extra)
    except InvalidValue as error:
        raise NotEncodable("extra", str(error)) from None
    for part in (part for pair in found for part in pair):
        if not _is_latin1(part):
            raise NotEncodable("extra", "contains a character above U+00FF")
    return found


def _is_latin1(text: str) -> bool:
    return all(char <= "\xff" for char in text)


def _serialize(name: str, value: Any) -> str:
    scalar = _scalar(name, value)
    if scalar is None:
        if not isinstance(value, str) or not _is_latin1(value):
            raise NotEncodable(name, "must be a str without characters above U+00FF")
        return value
    try:
        return scalar.serialize(value)
    except InvalidValue as error:
        raise NotEncodable(name, str(error)) from None


def _scalar(name: str, value: Any) -> Scalar | None:
    if name in ("submit_date", "done_date"):
        return TIME if getattr(value, "tzinfo", None) is not None else RECEIPT_TIME
    return {"sub": PARTS, "dlvrd": PARTS, "text": BYTES}.get(name)
