"""Values as plain JSON and back, for the command line's streams.

A record is an object that names its class under ``record``; fields that are None are left out. A number is a number,
money and times are strings (``"6.40"``, ``"2023-03-14 15:09:26"``), a flag is its raw number, ``extra`` is a list of pairs,
octets are hexadecimal digits.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from smsc_codec.errors import printable
from smsc_codec.flags import is_bit_record
from smsc_codec.schema.records import Items, RawJson

if TYPE_CHECKING:
    from smsc_codec.schema.records import RecordSchema
    from smsc_codec.schema.scalars import Scalar

__all__ = ["dumps", "from_plain", "scalar", "to_plain"]


def dumps(plain: object) -> str:
    """One line of JSON in which nothing can steer a terminal: what JSON leaves raw (C1 controls, bidi marks) is escaped."""
    text = json.dumps(plain, ensure_ascii=False)
    if printable(text) == text:
        return text
    return "".join(
        letter if printable(letter) == letter else json.dumps(letter)[1:-1] for letter in text
    )


def to_plain(value: Any) -> Any:
    """A record, or a list of records, as plain JSON."""
    if isinstance(value, list):
        return [to_plain(item) for item in value]
    plain: dict[str, Any] = {"record": type(value).__name__}
    for part in fields(value):
        found = getattr(value, part.name)
        if part.name == "extra":
            if found:
                plain["extra"] = [
                    [key, text, "bare"] if isinstance(text, RawJson) else [key, text]
                    for key, text in found
                ]
        elif isinstance(found, tuple):
            plain[part.name] = [item if isinstance(item, str) else to_plain(item) for item in found]
        elif found is not None and part.compare:
            plain[part.name] = scalar(found)
    return plain


def scalar(value: Any) -> Any:
    """One value as plain JSON."""
    if isinstance(value, IntEnum):
        return int(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if is_dataclass(value):
        record: Any = value
        return record.raw if is_bit_record(type(record)) else to_plain(record)
    return value


def from_plain(plain: Any, records: dict[str, RecordSchema]) -> Any:
    """The inverse of :func:`to_plain`.

    Args:
        plain: a parsed object, or a list of them.
        records: the records that it may be, by the name of their class.

    Raises:
        ValueError: the object is none of them, or a field is not of its kind; the text names it.
    """
    if isinstance(plain, list):
        return [from_plain(item, records) for item in plain]
    if isinstance(plain, dict) and "error" in plain and "record" not in plain:
        raise ValueError("a record that decode could not read")
    if not isinstance(plain, dict) or plain.get("record") not in records:
        raise ValueError(f'an object with a "record" is expected, one of {", ".join(records)}')
    record = records[plain["record"]]
    values: dict[str, Any] = {}
    for name, found in plain.items():
        if name == "record":
            continue
        if name not in record.names:
            raise ValueError(f"{plain['record']} has no field {printable(name)!r}")
        try:
            values[name] = _extra(found) if name == "extra" else _value(record.scalar(name), found)
        except (ValueError, TypeError, ArithmeticError):
            noun = (
                "a time as YYYY-MM-DD hh:mm:ss"
                if record.scalar(name).name in ("date", "moment")
                else record.scalar(name).description
            )
            raise ValueError(f"{name}: expected {noun}") from None
    try:
        return record.cls(**values)
    except TypeError:
        raise ValueError(f"{plain['record']} needs {', '.join(sorted(record.required))}") from None


def _value(kind: Scalar, found: Any) -> Any:
    if isinstance(kind, Items):
        return tuple(from_plain(item, {kind.of.cls.__name__: kind.of}) for item in found)
    if kind.item:
        return tuple(found)
    if kind.name == "date" or (kind.name == "moment" and isinstance(found, str)):
        return datetime.fromisoformat(found)
    if kind.name == "moment" and found.__class__ is int:
        return found
    if kind.name == "money":
        return Decimal(found)
    if kind.from_int is not None and found.__class__ is int:
        return kind.from_int(found)
    if kind.from_int is not None or not isinstance(found, str):
        raise ValueError
    return found


def _extra(pairs: Any) -> tuple[tuple[str, str], ...]:
    return tuple((key, RawJson(text) if rest else text) for key, text, *rest in pairs)
