"""All that ``explain`` can be asked, and what it answers: an index of names, made from the declarations.

Every entry is a function, called when it is asked for; the index itself is only names.
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

#: A row of a table: what stands on the left, and what it is; or a paragraph.
Line = tuple[str, str] | str


@dataclass(frozen=True, slots=True)
class Explanation:
    """One thing that a word means.

    Args:
        name: how to ask for this alone.
        what: its name in the library.
        lines: paragraphs, and rows of tables.
    """

    name: str
    what: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class LookupResult:
    """What can be asked.

    Args:
        shown: the word as it is written.
        answers: what it means.
    """

    shown: str
    answers: list[Callable[[], Explanation]] = field(default_factory=list)


#: The lists of numbers, by the word that stands before a number of them.
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
#: The numbers that are made of bits, their octets, and the functions that take them apart.
_BITS: Mapping[str, tuple[type[Any], int, Callable[[], Mapping[str, Callable[[int], int]]]]] = {
    "flag": (MessageFlags, 2, flag_bits),
    "esm_class": (EsmClass, 1, partial(bits, "ESM_CLASS")),
    "registered_delivery": (RegisteredDelivery, 1, partial(bits, "REGISTERED_DELIVERY")),
    "additional_status": (AdditionalStatus, 2, partial(bits, "ADDITIONAL_STATUS")),
}
#: The digits of those that are written in hexadecimal.
_HEXADECIMAL = {"smpp": 2, "command": 2, "tlv": 4}
#: The records that have a short name.
_SHORT = {"receipt": Receipt, "report": DeliveryReport}
_NUMBER = re.compile(r"-?[0-9]{1,10}|0x[0-9a-f]{1,8}", re.IGNORECASE)
#: More names than this are counted.
_MANY = 6
#: What SMPP's own names of a status begin with.
_PREFIXES = ("esme_r", "esme_")


# ---- what is asked


def look_up(word: str) -> list[Explanation]:
    """Everything that a word means; nothing if it is not known."""
    asked = _normal(word)
    if asked not in index():
        # "submit date" is the label that a receipt has.
        asked = asked.replace(" ", "_")
    found = [answer() for answer in index()[asked].answers] if asked in index() else []
    return list(dict.fromkeys((*found, *_unfolded(asked))))


def _normal(word: str) -> str:
    """A word as the index has it: numbers as the declarations show them."""
    head, dot, last = word.strip().casefold().replace(".php", "").rpartition(".")
    return (
        _name(head, int(last, 16 if "x" in last else 10)).casefold()
        if _NUMBER.fullmatch(last)
        else head + dot + last
    )


def _name(head: str, number: int) -> str:
    """How a number is asked for: under its list, or by itself."""
    spelled = f"0x{number:0{_HEXADECIMAL[head]}X}" if head in _HEXADECIMAL else str(number)
    return f"{head}.{spelled}" if head else spelled


def _unfolded(asked: str) -> Iterator[Explanation]:
    """Numbers made of bits: one that is asked for by its name, or all that a number can be."""
    head, _, last = asked.rpartition(".")
    number = int(last) if _NUMBER.fullmatch(last) and "x" not in last else -1
    for name, (cls, size, bits_of) in _BITS.items():
        if 0 <= number < 256**size and (
            head == name or (not head and _all_meant(cls, bits_of(), number))
        ):
            yield _bits_of(name, number)


def _all_meant(cls: type, bits: Mapping[str, Callable[[int], int]], number: int) -> bool:
    """Whether a number has bits, and none without a meaning."""
    told = [getattr(cls(number), name) for name in parts(cls)]
    reserved = any(bits[name](number) for name in bits if name.startswith("reserved"))
    return number > 0 and not reserved and all(getattr(one, "known", True) for one in told)


# ---- the index


@cache
def index() -> Mapping[str, LookupResult]:
    """Every word that has a meaning, in small letters."""
    found: dict[str, LookupResult] = {}
    for shown, answer in (
        *_of_lists(),
        *_of_errors(),
        *_of_tags(),
        *_of_receipts(),
        *_of_records(),
        *_of_fields(),
    ):
        found.setdefault(shown.casefold(), LookupResult(shown)).answers.append(answer)
    return found


_Named = tuple[str, "Callable[[], Explanation]"]


def _of_lists() -> Iterator[_Named]:
    for head, listed in _lists().items():
        yield head, partial(_list, head, listed)
        for code in listed:
            answer = partial(_code, head, code)
            if "." not in head:
                yield str(int(code)), answer
            yield _name(head, code), answer
            for word in dict.fromkeys((code.name, code.title.casefold(), code.title_ru.casefold())):
                yield word, answer
            if listed is smpp_codes.CommandStatus:
                yield from ((prefix + code.name, answer) for prefix in _PREFIXES)


@cache
def _lists() -> Mapping[str, type[Code]]:
    """The lists of numbers, and those of which a number made of bits has a part."""
    found = dict(_LISTS)
    for head, (cls, *_) in _BITS.items():
        found |= {
            f"{head}.{name}": of
            for name, of in parts(cls).items()
            if issubclass(of, Code) and of not in _LISTS.values()
        }
    return found


def _heads() -> Mapping[type[Code], str]:
    """Under which name each list is shown."""
    return {of: head for head, of in _lists().items()}


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
    """What XML and JSON call a field otherwise."""
    record = record_schemas().get(cls)
    return record.tags if record else {}


# ---- the answers


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
    """An error of the API, the pages where it means the same together."""
    told: dict[codes.ApiError, list[str]] = {}
    for page in pages or codes._PAGES:
        error = codes.api_error(page, number)
        if error.known:
            told.setdefault(error, []).append(page)
    lines: list[Line] = []
    for error, where in told.items():
        lines.append(
            "on every page"
            if len(where) == len(codes._PAGES)
            else ", ".join(f"{page}.php" for page in where)
        )
        lines += [("", text) for text in (error.title, error.title_ru, error.retry, error.retry_ru)]
    return Explanation(".".join(("error", *pages, str(number))), "Failure.code", tuple(lines))


def _tag(tag: TlvType) -> Explanation:
    lines: list[Line] = []
    name, of = _FROM_TLV.get(tag.number, ("", object))
    if name:
        lines.append(note(DeliveryReport, name))
    lines.append(f"Its value is {tag.description}.")
    if of.__module__.startswith("smsc_codec."):
        lines += [
            summary(of),
            *(
                _table(of)
                if issubclass(of, Code)
                else [(part, summary(getattr(of, part))) for part in parts(of)]
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
    """A number taken apart; bits that have no meaning are shown where they are set."""
    cls, _, bits = _BITS[head]
    value = cls(number)
    lines: list[Line] = []
    for name, of in parts(cls).items():
        part = getattr(value, name)
        lines.append(
            (
                name,
                f"{int(part)} {_titles(part)}" if issubclass(of, Code) else "yes" if part else "no",
            )
        )
    lines += [
        (name, str(part(number)))
        for name, part in bits().items()
        if name.startswith("reserved") and part(number)
    ]
    return Explanation(f"{head}.{number}", cls.__name__, tuple(lines))


def _all_bits(head: str, cls: type) -> Explanation:
    lines: list[Line] = [summary(cls)]
    heads = _heads()
    for name, of in parts(cls).items():
        lines.append(
            (
                name,
                summary(getattr(cls, name))
                + (f" Its values: explain {heads[of]}." if of in heads else ""),
            )
        )
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
    """The list that a field's numbers are of. A receipt's text has them as it was sent: a report reads them."""
    return codes_of(cls).get(name) or (
        codes_of(DeliveryReport).get(name) if cls is Receipt else None
    )


def _about(cls: type, name: str) -> str:
    """What a field is, and how it is spelled if it is no text."""
    record = record_schemas().get(cls)
    kind = record.scalars.get(name) if record else None
    return note(cls, name) + (
        f" On the wire: {kind.description}." if kind and not kind.is_text else ""
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
    """A field of whichever records have it; those that say the same of it together."""
    heads = _heads()
    told: dict[str, list[str]] = {}
    for cls in records().values():
        for name in names(cls):
            if shown in (name, _tags_of(cls).get(name)):
                listed = _listed(cls, name)
                values = f" Its values: explain {heads[listed]}." if listed else ""
                told.setdefault(_about(cls, name) + values, []).append(cls.__name__)
    return Explanation(shown, "a field", tuple(_grouped(told)))


@cache
def _parameters() -> Mapping[str, Mapping[str, list[str]]]:
    """The parameters of requests: what each is, and of which commands."""
    from smsc_codec import commands

    found: dict[str, dict[str, list[str]]] = {}
    for request in commands.REQUESTS:
        for name, told in notes(getattr(commands, request.name)).items():
            found.setdefault(name, {}).setdefault(told, []).append(request.name)
    return found


def _parameter(name: str) -> Explanation:
    return Explanation(name, "a parameter", tuple(_grouped(_parameters()[name])))


def _grouped(told: Mapping[str, list[str]]) -> Iterator[Line]:
    for text, of in told.items():
        yield (
            ", ".join(of)
            if len(of) <= _MANY
            else f"{', '.join(of[:_MANY])} and {len(of) - _MANY} more"
        )
        yield "", text
