"""The index behind ``explain``, generated from codes, TLVs, records and commands.

It maps names to functions that build the explanations on demand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from smsc_codec import codes
from smsc_codec.cli.docstrings import codes_of, names, note, notes, parts, records, summary
from smsc_codec.codes import Code
from smsc_codec.flags import MessageFlags, flag_bits
from smsc_codec.registry import record_schemas
from smsc_codec.smpp import AdditionalStatus, DeliveryReport, EsmClass, Receipt, RegisteredDelivery
from smsc_codec.smpp import enums as smpp_codes
from smsc_codec.smpp.bitfields import bits
from smsc_codec.smpp.report import _FROM_TLV
from smsc_codec.smpp.tlv_types import TLV_TYPES, TlvType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

__all__ = ["Explanation", "index", "look_up"]

#: A row of a table (key, description) or a paragraph.
Line = tuple[str, str] | str


@dataclass(frozen=True, slots=True)
class Explanation:
    """One meaning of a word.

    Attributes:
        name: the word that finds only this meaning.
        title: its name in the library.
        lines: paragraphs and rows of tables.
    """

    name: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """An entry of the index.

    Attributes:
        shown: the word in its usual spelling.
        builders: functions that return its meanings.
    """

    shown: str
    builders: list[Callable[[], Explanation]] = field(default_factory=list)


#: The code lists, by the word that precedes a number.
_LISTS: Mapping[str, type[Code]] = {
    "status": codes.MessageStatus,
    "err": codes.DeliveryErrorCode,
    "type": codes.MessageType,
    "sender": codes.SenderStatus,
    "operator": codes.OperatorStatus,
    "number": codes.NumberType,
    "task": codes.TaskStatus,
    "state": smpp_codes.MessageState,
    "network": smpp_codes.NetworkType,
    "command": smpp_codes.CommandId,
    "smpp": smpp_codes.CommandStatus,
}
#: The bit fields: their class, their size in bytes, and a function that returns their parts.
_BITS: Mapping[str, tuple[type[Any], int, Callable[[], Mapping[str, Callable[[int], int]]]]] = {
    "flag": (MessageFlags, 2, flag_bits),
    "esm_class": (EsmClass, 1, partial(bits, "ESM_CLASS")),
    "registered_delivery": (RegisteredDelivery, 1, partial(bits, "REGISTERED_DELIVERY")),
    "additional_status": (AdditionalStatus, 2, partial(bits, "ADDITIONAL_STATUS")),
}
#: The number of digits of codes written in hexadecimal.
_HEXADECIMAL = {"smpp": 2, "command": 2, "tlv": 4}
#: The records with a short name.
_SHORT = {"receipt": Receipt, "report": DeliveryReport}
_NUMBER = re.compile(r"-?[0-9]{1,10}|0x[0-9a-f]{1,8}", re.IGNORECASE)
#: If more names share a text, the rest are only counted.
_MAX_NAMES = 6
#: Prefixes of command statuses in the SMPP specification.
_PREFIXES = ("esme_r", "esme_")


# ---- lookup


def look_up(word: str) -> list[Explanation]:
    """All meanings of a word; empty if it is unknown."""
    key = _normalize(word)
    if key not in index():
        # Receipts contain the label "submit date".
        key = key.replace(" ", "_")
    found = [build() for build in index()[key].builders] if key in index() else []
    return list(dict.fromkeys((*found, *_bit_fields(key))))


def _normalize(word: str) -> str:
    """A word as a key of the index, with numbers in their usual base."""
    head, dot, last = word.strip().casefold().replace(".php", "").rpartition(".")
    return (
        _name(head, int(last, 16 if "x" in last else 10)).casefold()
        if _NUMBER.fullmatch(last)
        else head + dot + last
    )


def _name(head: str, number: int) -> str:
    """The key of a number, with or without its list."""
    digits = f"0x{number:0{_HEXADECIMAL[head]}X}" if head in _HEXADECIMAL else str(number)
    return f"{head}.{digits}" if head else digits


def _bit_fields(key: str) -> Iterator[Explanation]:
    """A number as the named bit field, or as every bit field that it is plausible for."""
    head, _, last = key.rpartition(".")
    number = int(last) if _NUMBER.fullmatch(last) and "x" not in last else -1
    for name, (cls, size, bits_of) in _BITS.items():
        if 0 <= number < 256**size and (
            head == name or (not head and _all_bits_defined(cls, bits_of(), number))
        ):
            yield _bits_of(name, number)


def _all_bits_defined(cls: type, bits: Mapping[str, Callable[[int], int]], number: int) -> bool:
    """Whether at least one bit is set, and none that is reserved or has an unknown value."""
    values = [getattr(cls(number), name) for name in parts(cls)]
    reserved = any(bits[name](number) for name in bits if name.startswith("reserved"))
    return number > 0 and not reserved and all(getattr(value, "known", True) for value in values)


# ---- the index


@cache
def index() -> Mapping[str, IndexEntry]:
    """All known words, in lower case."""
    entries: dict[str, IndexEntry] = {}
    for shown, builder in (
        *_of_lists(),
        *_of_errors(),
        *_of_tags(),
        *_of_receipts(),
        *_of_records(),
        *_of_fields(),
    ):
        entries.setdefault(shown.casefold(), IndexEntry(shown)).builders.append(builder)
    return entries


_Named = tuple[str, "Callable[[], Explanation]"]


def _of_lists() -> Iterator[_Named]:
    for head, listed in _lists().items():
        yield head, partial(_list, head, listed)
        for code in listed:
            builder = partial(_code, head, code)
            if "." not in head:
                yield str(int(code)), builder
            yield _name(head, code), builder
            for word in dict.fromkeys((code.name, code.title.casefold(), code.title_ru.casefold())):
                yield word, builder
            if listed is smpp_codes.CommandStatus:
                yield from ((prefix + code.name, builder) for prefix in _PREFIXES)


@cache
def _lists() -> Mapping[str, type[Code]]:
    """The code lists, including those used only for parts of bit fields."""
    lists = dict(_LISTS)
    for head, (cls, *_) in _BITS.items():
        lists |= {
            f"{head}.{name}": part
            for name, part in parts(cls).items()
            if issubclass(part, Code) and part not in _LISTS.values()
        }
    return lists


def _heads() -> Mapping[type[Code], str]:
    """The names of code lists, by class."""
    return {listed: head for head, listed in _lists().items()}


def _of_errors() -> Iterator[_Named]:
    numbers = {error.code for page in codes._PAGES for error in codes.api_errors(page)}
    for number in sorted(numbers):
        yield str(number), partial(_error, number)
        yield f"error.{number}", partial(_error, number)
        yield f"error_code.{number}", partial(_error, number)
        yield "error", partial(_error, number)
    for page in codes._PAGES:
        for error in codes.api_errors(page):
            yield f"error.{page}", partial(_error, error.code, (page,))
            yield f"error.{page}.{error.code}", partial(_error, error.code, (page,))


def _of_tags() -> Iterator[_Named]:
    for tag in TLV_TYPES.values():
        for name in (str(tag.number), _name("tlv", tag.number), f"tlv.{tag.name}", tag.name):
            yield name, partial(_tag, tag)
    yield "tlv", _tags
    for head, (cls, *_) in _BITS.items():
        yield head, partial(_all_bits, head, cls)


def _of_receipts() -> Iterator[_Named]:
    for word in smpp_codes.STATE_WORDS:
        yield word, partial(_word, word)
        yield f"receipt.{word}", partial(_word, word)


def _of_records() -> Iterator[_Named]:
    for short, cls in (*_SHORT.items(), *records().items()):
        yield short, partial(_record, cls)
        for name in names(cls):
            for shown in dict.fromkeys((name, _tags_of(cls).get(name, name))):
                yield f"{short}.{shown}", partial(_field, cls, name)


def _of_fields() -> Iterator[_Named]:
    shown = {
        name: None for cls in records().values() for name in (*names(cls), *_tags_of(cls).values())
    }
    for name in shown:
        yield name, partial(_fields, name)
    for name in _parameters():
        yield name, partial(_parameter, name)


def _tags_of(cls: type) -> Mapping[str, str]:
    """The names of fields in XML and JSON where they differ."""
    record = record_schemas().get(cls)
    return record.tags if record else {}


# ---- explanations


def _titles(code: Code) -> str:
    return code.title if code.title == code.title_ru else f"{code.title} / {code.title_ru}"


def _code(head: str, code: Code) -> Explanation:
    lines = dict.fromkeys((code.title, code.title_ru, summary(type(code))))
    return Explanation(_name(head, code), f"{type(code).__name__}.{code.name}", tuple(lines))


def _table(listed: Iterable[Code], head: str = "") -> Iterator[Line]:
    for code in listed:
        yield _name(head, code).rpartition(".")[2], _titles(code)


def _list(head: str, listed: type[Code]) -> Explanation:
    return Explanation(head, listed.__name__, (summary(listed), *_table(listed, head)))


def _error(number: int, pages: tuple[str, ...] = ()) -> Explanation:
    """An API error; pages that give it the same meaning are grouped."""
    pages_of: dict[codes.ApiError, list[str]] = {}
    for page in pages or codes._PAGES:
        error = codes.api_error(page, number)
        if error.known:
            pages_of.setdefault(error, []).append(page)
    lines: list[Line] = []
    for error, where in pages_of.items():
        lines.append(
            "on every page"
            if len(where) == len(codes._PAGES)
            else ", ".join(f"{page}.php" for page in where)
        )
        lines += [("", text) for text in (error.title, error.title_ru, error.retry, error.retry_ru)]
    return Explanation(".".join(("error", *pages, str(number))), "Failure.code", tuple(lines))


def _tag(tag: TlvType) -> Explanation:
    lines: list[Line] = []
    name, value_type = _FROM_TLV.get(tag.number, ("", object))
    if name:
        lines.append(note(DeliveryReport, name))
    lines.append(f"Its value is {tag.description}.")
    if value_type.__module__.startswith("smsc_codec."):
        lines += [
            summary(value_type),
            *(
                _table(value_type)
                if issubclass(value_type, Code)
                else [(part, summary(getattr(value_type, part))) for part in parts(value_type)]
            ),
        ]
    return Explanation(_name("tlv", tag.number), tag.name, tuple(lines))


def _tags() -> Explanation:
    return Explanation(
        "tlv",
        "Tlv",
        tuple(
            (f"0x{tag.number:04X}", f"{tag.name}: {tag.description}") for tag in TLV_TYPES.values()
        ),
    )


def _bits_of(head: str, number: int) -> Explanation:
    """The parts of a bit field; reserved bits are listed only if set."""
    cls, _, bits = _BITS[head]
    value = cls(number)
    lines: list[Line] = []
    for name, part_type in parts(cls).items():
        part = getattr(value, name)
        text = "yes" if part else "no"
        if issubclass(part_type, Code):
            text = f"{int(part)} {_titles(part)}"
        lines.append((name, text))
    lines += [
        (name, str(part(number)))
        for name, part in bits().items()
        if name.startswith("reserved") and part(number)
    ]
    return Explanation(f"{head}.{number}", cls.__name__, tuple(lines))


def _all_bits(head: str, cls: type) -> Explanation:
    lines: list[Line] = [summary(cls)]
    heads = _heads()
    for name, part in parts(cls).items():
        values = f" Its values: explain {heads[part]}." if part in heads else ""
        lines.append((name, summary(getattr(cls, name)) + values))
    return Explanation(head, cls.__name__, tuple(lines))


def _word(word: str) -> Explanation:
    state = smpp_codes.STATE_WORDS[word]
    return Explanation(
        f"receipt.{word}",
        "Receipt.stat",
        (state.title, state.title_ru, f"{_name('state', state)}: {summary(type(state))}"),
    )


def _record(cls: type) -> Explanation:
    return Explanation(
        cls.__name__, "a record", (summary(cls), *((name, note(cls, name)) for name in names(cls)))
    )


def _listed(cls: type, name: str) -> type[Code] | None:
    """The code list of a field; receipts keep codes as text, so theirs are those of reports."""
    return codes_of(cls).get(name) or (
        codes_of(DeliveryReport).get(name) if cls is Receipt else None
    )


def _about(cls: type, name: str) -> str:
    """The description of a field, and its format on the wire unless it is text."""
    record = record_schemas().get(cls)
    scalar = record.scalars.get(name) if record else None
    return note(cls, name) + (
        f" On the wire: {scalar.description}." if scalar and not scalar.is_text else ""
    )


def _field(cls: type, name: str) -> Explanation:
    lines: list[Line] = [_about(cls, name)]
    listed = _listed(cls, name)
    if listed is not None:
        lines += _table(listed, _heads().get(listed, ""))
    if (cls, name) == (Receipt, "stat"):
        lines += [(word, _titles(state)) for word, state in smpp_codes.STATE_WORDS.items()]
    return Explanation(f"{cls.__name__}.{name}", "a field", tuple(filter(None, lines)))


def _fields(shown: str) -> Explanation:
    """A field of all records that have it; records with the same description are grouped."""
    heads = _heads()
    descriptions: dict[str, list[str]] = {}
    for cls in records().values():
        for name in names(cls):
            if shown in (name, _tags_of(cls).get(name)):
                listed = _listed(cls, name)
                values = f" Its values: explain {heads[listed]}." if listed else ""
                text = _about(cls, name) + values
                descriptions.setdefault(text, []).append(cls.__name__)
    return Explanation(shown, "a field", tuple(_grouped(descriptions)))


@cache
def _parameters() -> Mapping[str, Mapping[str, list[str]]]:
    """The request parameters: for each, the commands by description."""
    from smsc_codec import commands

    parameters: dict[str, dict[str, list[str]]] = {}
    for request in commands.REQUESTS:
        for name, text in notes(getattr(commands, request.name)).items():
            parameters.setdefault(name, {}).setdefault(text, []).append(request.name)
    return parameters


def _parameter(name: str) -> Explanation:
    return Explanation(name, "a parameter", tuple(_grouped(_parameters()[name])))


def _grouped(descriptions: Mapping[str, list[str]]) -> Iterator[Line]:
    """Rows of descriptions, each below the names that share it."""
    for text, owners in descriptions.items():
        shown = ", ".join(owners[:_MAX_NAMES])
        more = len(owners) - _MAX_NAMES
        yield f"{shown} and {more} more" if more > 0 else shown
        yield "", text
