"""The receipts of any gateway: what a receipt's text may look like in the wild, read by rules, nothing refused.

The rules, gathered from receipts of many gateways:

* a label counts where a word begins, unless a colon stands before it; case does not matter, and the words of ``submit date``
  and ``done date`` may be joined or underscored;
* a value ends where the next label begins; blanks and NULs around it are no part of it;
* the first of two equal labels wins; ``id`` and ``err`` are the first word of their values, and so is ``stat``, unless a
  reason follows it behind a colon;
* ``text:`` takes all the rest, unless it is empty and a known label that has not been met follows, or it is the first label;
* a label that is not known is kept in ``extra``, as sent.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from smsc_codec.formats.base import NotEncodable
from smsc_codec.schema.records import validate_extra
from smsc_codec.schema.scalars import InvalidValue
from smsc_codec.smpp.receipts import OCTETS, PARTS, SUBSCRIBER, Receipt
from smsc_codec.smpp.times import RECEIPT_TIME, TIME, read_any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smsc_codec.schema.scalars import Scalar

__all__ = ["labels", "read", "write"]

#: The fields in the order in which they are written, and the labels that name them; the words of a date may be joined.
_FIELDS = ("id", "sub", "dlvrd", "submit_date", "done_date", "stat", "err", "text")
_SPELLED = {"submit_date": "submit date", "done_date": "done date"}
_LABELS = {name: name for name in _FIELDS}
_LABELS |= {name.replace("_", joint): name for name in _SPELLED for joint in (" ", "")}
#: What may stand around a value: blanks of all sorts (the no-break one too) and NULs.
_AROUND = " \t\r\n\v\f\0\x85\xa0"
_COUNT = re.compile(r"[0-9]{1,18}")


@cache
def labels() -> re.Pattern[str]:
    """The label, as the grammar declares it."""
    from smsc_codec.formats.grammar import terminal_pattern

    return re.compile(terminal_pattern("receipt", "LABEL"))


def read(line: str) -> Receipt:
    """A receipt out of any text, each character an octet."""
    values: dict[str, Any] = {}
    extra: dict[str, tuple[str, str]] = {}
    for label, value in _labelled(line):
        folded = label.lower()
        name = _LABELS.get(folded)
        if name is None:
            extra.setdefault(folded, (label, value))
        elif name not in values:
            values[name] = _READ[name](value)
    return Receipt(**values, extra=tuple(extra.values()))


def _labelled(line: str) -> Iterator[tuple[str, str]]:
    """The labels and what follows each, up to the next."""
    found = list(labels().finditer(line))
    seen: set[str] = set()
    until = 0
    for index, match in enumerate(found):
        if match.start() < until:
            continue  # it stands inside the text
        name = _name(match)
        end = found[index + 1].start() if index + 1 < len(found) else len(line)
        if name == "text" and "text" not in seen:
            until = end = _end_of_text(line, found, index, seen)
        value = line[match.end() : end]
        if name == "text" and "text" not in seen and end == len(line):
            yield match[0][:-1], value
            return
        seen.add(name)
        yield match[0][:-1], value.strip(_AROUND)


def _end_of_text(line: str, found: list[re.Match[str]], index: int, seen: set[str]) -> int:
    """Where a text ends: it takes all, but for the two cases in which known labels still follow."""
    known = (
        match
        for match in found[index + 1 :]
        if _name(match) in _FIELDS and _name(match) not in (*seen, "text")
    )
    following = next(known, None)
    if following is not None and (
        not seen or not line[found[index].end() : following.start()].strip(_AROUND)
    ):
        return following.start()
    return len(line)


def _name(match: re.Match[str]) -> str:
    folded = match[0][:-1].lower()
    return _LABELS.get(folded, folded)


def _word(value: str) -> str | None:
    return next(iter(value.split(maxsplit=1)), None)


def _stat(value: str) -> str | None:
    word = _word(value)
    return value if word is not None and ":" in word else word


def _count(value: str) -> int | None:
    return int(value) if _COUNT.fullmatch(value) else None


_READ: dict[str, Callable[[str], object]] = {
    "id": _word,
    "sub": _count,
    "dlvrd": _count,
    "submit_date": read_any,
    "done_date": read_any,
    "stat": _stat,
    "err": _word,
    "text": OCTETS.read,
}


def write(receipt: Receipt) -> str:
    """A receipt, label by label.

    Raises:
        NotEncodable: a field is of a wrong type, or has no spelling here.
    """
    pieces = []
    for name in _FIELDS:
        value = getattr(receipt, name)
        if name == "text":
            pieces += [f"{key}:{text}" for key, text in _extra(receipt)]
        if value is not None:
            pieces.append(f"{_SPELLED.get(name, name)}:{_spelled(name, value)}")
    for name in SUBSCRIBER:
        assert getattr(receipt, name) is None  # the caller has taken the service's HLR form
    return " ".join(pieces)


def _extra(receipt: Receipt) -> tuple[tuple[str, str], ...]:
    try:
        found = validate_extra(receipt.extra)
    except InvalidValue as error:
        raise NotEncodable("extra", str(error)) from None
    for part in (part for pair in found for part in pair):
        if not _is_octets(part):
            raise NotEncodable("extra", "each character is to be an octet")
    return found


def _is_octets(text: str) -> bool:
    return all(letter <= "\xff" for letter in text)


def _spelled(name: str, value: Any) -> str:
    kind = _kind(name, value)
    if kind is None:
        if not isinstance(value, str) or not _is_octets(value):
            raise NotEncodable(name, "not a text whose characters are octets")
        return value
    try:
        return kind.serialize(value)
    except InvalidValue as error:
        raise NotEncodable(name, str(error)) from None


def _kind(name: str, value: Any) -> Scalar | None:
    if name in ("submit_date", "done_date"):
        return TIME if getattr(value, "tzinfo", None) is not None else RECEIPT_TIME
    return {"sub": PARTS, "dlvrd": PARTS, "text": OCTETS}.get(name)
