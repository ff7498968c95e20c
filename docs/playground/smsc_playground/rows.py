"""A value as the rows of a table: field, value, meaning."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from smsc_codec.cli.docstrings import parts
from smsc_codec.codes import Code, DeliveryErrorCode
from smsc_codec.errors import printable
from smsc_codec.flags import is_bit_record
from smsc_codec.registry import record_schemas
from smsc_codec.smpp import CommandId, CommandStatus, Receipt
from smsc_codec.smpp.texts import CODINGS
from smsc_playground import notes
from smsc_playground.words import LANGUAGES, Words, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["MOST", "Row", "meaning", "more", "parts_of", "row", "rows", "safe", "shown", "title"]

#: A row: ``field``, ``value`` and optionally ``meaning``, ``note``, ``parts``, ``items``.
Row = dict[str, Any]

#: The most items of a list that are shown.
MOST = 50
#: The last Unix time that ``datetime`` can represent.
_LAST = 253402300799
#: Scalars whose integers are Unix times.
_TIMES = ("stamp", "moment")
_YES: Words = ("yes", "да")
_NO: Words = ("no", "нет")
_UNKNOWN: Words = ("not in the service's list", "нет в списке сервиса")
_BYTES: Words = ("{count} bytes", "байт: {count}")
_ITEMS: Words = ("items: {count}", "элементов: {count}")
_MORE: Words = ("… and {count} more", "… и ещё {count}")
_EXTRA: Words = ("unknown field", "неизвестное поле")
#: Fields that are shown elsewhere, or not at all, such as passwords.
_APART = frozenset(("tlvs", "receipt", "sources", "conflicts", "defects", "undecoded", "password"))
_HEXADECIMAL = (CommandId, CommandStatus)


def rows(value: Any, language: str, names: Iterable[str] | None = None) -> list[Row]:
    """The fields of a record in order, without those that are None.

    Args:
        value: a record.
        language: en or ru.
        names: show only these fields.
    """
    wanted = None if names is None else frozenset(names)
    found: list[Row] = []
    for part in fields(value):
        held = getattr(value, part.name)
        if part.name == "extra" and held:
            found += [
                {"field": safe(key), "value": safe(text), "note": say(_EXTRA, language)}
                for key, text in held
            ]
        elif (
            part.name in _APART
            or not part.compare
            or held is None
            or held in ((), b"")
            or (wanted is not None and part.name not in wanted)
        ):
            continue
        else:
            found.append(row(type(value), part.name, held, language))
    return found


def row(cls: type, name: str, held: Any, language: str) -> Row:
    """One field."""
    made: Row = {"field": name, "value": shown(held, language)}
    made["meaning"] = meaning(cls, name, held, language)
    made["note"] = notes.of(cls, name, language)
    made["parts"] = parts_of(held, language)
    if isinstance(held, tuple) and held and is_dataclass(held[0]):
        made["items"] = [rows(item, language) for item in held[:MOST]]
    return {key: item for key, item in made.items() if item or key == "value"}


def parts_of(held: Any, language: str) -> list[Row]:
    """The rows of a bit field or of a nested record; empty for other values."""
    if not is_dataclass(held) or isinstance(held, type):
        return []
    return list(_bits(held, language)) if is_bit_record(type(held)) else rows(held, language)


def _bits(held: Any, language: str) -> Iterator[Row]:
    for name in parts(type(held)):
        part = getattr(held, name)
        part_title = (
            title(part, language)
            if isinstance(part, Code)
            else say(_YES if part else _NO, language)
        )
        yield {
            "field": name,
            "value": str(int(part)),
            "meaning": part_title,
            "note": say(notes.PARTS[name], language),
        }


def shown(held: Any, language: str = "en") -> str:
    """A value as text: times as ISO 8601 with a space, bytes in hexadecimal."""
    if isinstance(held, _HEXADECIMAL):
        return f"0x{int(held):02X}"
    if isinstance(held, Code):
        return str(int(held))
    if isinstance(held, datetime):
        return held.isoformat(" ")
    if isinstance(held, bytes):
        return (
            held.hex(" ")
            if len(held) <= MOST
            else f"{held[:MOST].hex(' ')} … ({say(_BYTES, language, count=len(held))})"
        )
    if isinstance(held, tuple):
        return (
            ", ".join(safe(str(item)) for item in held[:MOST])
            if isinstance(held[0], str)
            else say(_ITEMS, language, count=len(held))
        )
    if is_dataclass(held):
        return str(getattr(held, "raw")) if is_bit_record(type(held)) else ""  # noqa: B009
    return safe(str(held))


def safe(text: str) -> str:
    """A text with control characters and bidi marks escaped; line breaks are kept."""
    return "\n".join(map(printable, text.replace("\r\n", "\n").split("\n")))


def title(code: Code, language: str) -> str:
    """The title of a code."""
    if not code.known:
        return say(_UNKNOWN, language)
    return code.title_ru if language == LANGUAGES[1] else code.title


def meaning(cls: type, name: str, held: Any, language: str) -> str:
    """The meaning of a value; empty if the value explains itself."""
    if isinstance(held, Code):
        return title(held, language)
    if cls is Receipt and name in ("stat", "err"):
        return _of_receipt(name, held, language)
    if name == "data_coding":
        return CODINGS.get(held, "")
    if isinstance(held, bytes):
        return _text(held)
    record = record_schemas().get(cls)
    kind = record.scalars.get(name) if record else None
    if kind is not None and kind.name in _TIMES and isinstance(held, int) and held <= _LAST:
        return datetime.fromtimestamp(held, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    return ""


def _of_receipt(name: str, held: str, language: str) -> str:
    """The meaning of ``stat`` and ``err`` in the text of a receipt, which are kept as strings."""
    if name == "stat":
        code: Code | None = Receipt(stat=held).state
    else:
        number = Receipt(err=held).error_number
        code = None if number is None else DeliveryErrorCode(number)
    return "" if code is None else title(code, language)


def _text(data: bytes) -> str:
    """Bytes as text, if they are printable."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return ""
    return (
        f"“{safe(text)}”"
        if text and all(letter.isprintable() or letter == "\n" for letter in text)
        else ""
    )


def more(count: int, language: str) -> str:
    """How many items are not shown."""
    return say(_MORE, language, count=count)
