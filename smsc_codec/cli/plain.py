"""Conversion of records to plain JSON values and back.

A record is an object with its class name under ``record``; fields that are None are omitted.
Numbers are numbers, money and times are strings (``"6.40"``, ``"2023-03-14 15:09:26"``), flags are
their raw integer, ``extra`` is a list of pairs, and bytes are hexadecimal digits.
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
    """Serialize to one line of JSON that is safe to print.

    Escapes what JSON leaves raw but a terminal may interpret: C1 controls and bidi marks.
    """
    text = json.dumps(plain, ensure_ascii=False)
    if printable(text) == text:
        return text
    return "".join(char if printable(char) == char else json.dumps(char)[1:-1] for char in text)


def to_plain(value: Any) -> Any:
    """Convert a record, or a list of records."""
    if isinstance(value, list):
        return [to_plain(item) for item in value]
    plain: dict[str, Any] = {"record": type(value).__name__}
    for field in fields(value):
        content = getattr(value, field.name)
        if field.name == "extra":
            if content:
                plain["extra"] = [
                    [key, text, "bare"] if isinstance(text, RawJson) else [key, text]
                    for key, text in content
                ]
        elif isinstance(content, tuple):
            plain[field.name] = [
                item if isinstance(item, str) else to_plain(item) for item in content
            ]
        elif content is not None and field.compare:
            plain[field.name] = scalar(content)
    return plain


def scalar(value: Any) -> Any:
    """Convert the value of a field."""
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
    """Convert back; the inverse of :func:`to_plain`.

    Args:
        plain: a parsed JSON object, or a list of them.
        records: the accepted record schemas by class name.

    Raises:
        ValueError: the object is not one of these records, or a field is unknown, missing or
            invalid; the message names the field.
    """
    if isinstance(plain, list):
        return [from_plain(item, records) for item in plain]
    if isinstance(plain, dict) and "error" in plain and "record" not in plain:
        raise ValueError("this is an error object, not a record")
    if not isinstance(plain, dict) or plain.get("record") not in records:
        raise ValueError(f'expected an object with a "record" that is one of {", ".join(records)}')
    record = records[plain["record"]]
    values: dict[str, Any] = {}
    for name, content in plain.items():
        if name == "record":
            continue
        if name not in record.names:
            raise ValueError(f"{plain['record']} has no field {printable(name)!r}")
        try:
            values[name] = (
                _extra(content) if name == "extra" else _value(record.scalar(name), content)
            )
        except (ValueError, TypeError, ArithmeticError):
            expected = (
                "a time as YYYY-MM-DD hh:mm:ss"
                if record.scalar(name).name in ("date", "moment")
                else record.scalar(name).description
            )
            raise ValueError(f"{name}: expected {expected}") from None
    try:
        return record.cls(**values)
    except TypeError:
        required = ", ".join(sorted(record.required))
        raise ValueError(f"{plain['record']} requires {required}") from None


def _value(kind: Scalar, content: Any) -> Any:
    if isinstance(kind, Items):
        return tuple(from_plain(item, {kind.of.cls.__name__: kind.of}) for item in content)
    if kind.item:
        return tuple(content)
    if kind.name == "date" or (kind.name == "moment" and isinstance(content, str)):
        return datetime.fromisoformat(content)
    if kind.name == "moment" and content.__class__ is int:
        return content
    if kind.name == "money":
        return Decimal(content)
    if kind.from_int is not None and content.__class__ is int:
        return kind.from_int(content)
    if kind.from_int is not None or not isinstance(content, str):
        raise ValueError
    return content


def _extra(pairs: Any) -> tuple[tuple[str, str], ...]:
    return tuple((key, RawJson(text) if rest else text) for key, text, *rest in pairs)
