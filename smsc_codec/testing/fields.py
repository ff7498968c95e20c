"""Strategies for the fields of records, by scalar type and field name, and for whole records.

The values are realistic, but contain no personal data: phone numbers are from an unassigned range.
Texts contain commas, line breaks and Cyrillic letters.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from smsc_codec import codes
from smsc_codec.flags import MessageFlags
from smsc_codec.schema.records import Items

if TYPE_CHECKING:
    from smsc_codec.schema.records import RecordSchema
    from smsc_codec.schema.scalars import Scalar

__all__ = ["ID", "PHONE", "TEXT", "TIME", "of_record", "of_scalar"]

PHONE = st.integers(0, 9999).map(lambda number: f"7999000{number:04}")
ID = st.integers(1, 10**10).map(str)
_MESSAGES = (
    "Доставлено",
    "Ваш код: 1234",
    "Заказ № 5, к оплате 6.40",
    "hello, world",
    "Раз, два, три",
    "«ёлка»",
    "a < b & c",
    "two\nlines",
    "",
)
TEXT = st.sampled_from(_MESSAGES) | st.text(
    st.sampled_from("abc XYZ абв ЯЖё 0189 .,!-+/()&<>'\"\\«»\n"), max_size=40
)
_SENDER = st.sampled_from(["SMSC.RU", "shop", "79990000000", "Магазин"])
_COUNTRY = st.sampled_from(["Россия", "Казахстан", "Russian Federation"])
_OPERATOR = st.sampled_from(["МегаФон", "МТС", "Билайн", "Tele2"])
_DIGITS = st.integers(1, 99999).map(str)
#: Naive datetimes, which are in the account's time zone.
TIME = st.datetimes(datetime.fromisoformat("2010-01-01"), datetime.fromisoformat("2039-12-31")).map(
    lambda at: at.replace(microsecond=0)
)
_STAMP = st.integers(1_262_304_000, 2_208_988_799)
_MONEY = st.decimals(0, 1000, places=2) | st.sampled_from(
    ["3.8", "6.40", "0.385", "3215.3097", "0"]
).map(Decimal)


def _codes(listed: type[codes.Code]) -> st.SearchStrategy[Any]:
    """Draw mostly codes that the vendor documents, and sometimes two that it does not."""
    return st.sampled_from([*listed, *listed, listed(77), listed(248)])


_SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "status": st.sampled_from(
        [status for status in codes.MessageStatus if status is not codes.MessageStatus.NOT_FOUND]
    ),
    "error": _codes(codes.DeliveryErrorCode),
    "type": _codes(codes.MessageType),
    "server error": st.integers(1, 10),
    "flags": st.integers(0, 0x07FF).map(MessageFlags),
    "number": st.integers(0, 1000),
    "stamp": _STAMP,
    "id": ID,
    "checksum": st.integers(-(2**31), 2**32).map(str),
    "money": _MONEY,
    "date": TIME,
    "short date": TIME,
    "word": st.sampled_from(["RUR", "KZT", "UAH"]),
    "sender status": _codes(codes.SenderStatus),
    "operator status": _codes(codes.OperatorStatus),
    "number type": _codes(codes.NumberType),
    "task status": _codes(codes.TaskStatus),
    "phones": st.lists(PHONE, min_size=1, max_size=3).map(tuple),
    "address": PHONE | st.sampled_from(["user@shop.example", "G1"]),
    "day": TIME.map(datetime.date),
    "moment": TIME | _STAMP,
    "offset": st.integers(-12, 12),
}
#: Text fields with more specific values than :data:`TEXT`, by field name.
_NAMED: dict[str, st.SearchStrategy[str]] = {
    "phone": PHONE,
    "to": PHONE,
    "sender": _SENDER,
    "sender_id": _SENDER,
    "country": _COUNTRY,
    "cn": _COUNTRY,
    "rcn": _COUNTRY | st.just(""),
    "operator": _OPERATOR,
    "operator_orig": _OPERATOR,
    "net": _OPERATOR,
    "rnet": _OPERATOR | st.just(""),
    "region": st.sampled_from(["Москва", "Алматы", ""]),
    **dict.fromkeys(("imsi", "msc", "mcc", "mnc", "mccmnc"), _DIGITS),
}


def of_scalar(scalar: Scalar, name: str) -> st.SearchStrategy[Any]:
    """Draw values of the field ``name``, which has the given scalar type."""
    if isinstance(scalar, Items):
        return st.lists(of_record(scalar.of), min_size=1, max_size=3).map(tuple)
    return _NAMED.get(name, TEXT) if scalar.is_text else _SCALARS[scalar.name]


def of_record(record: RecordSchema) -> st.SearchStrategy[Any]:
    """Draw values of a record."""
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for name, scalar in record.scalars.items():
        values = of_scalar(scalar, name)
        fields[name] = values if name in record.required else st.none() | values
    # A field that repeats the first item of a list takes its value from that list.
    for name, list_name in record.first_of.items():
        fields[name] = st.none()
        fields[list_name] = of_scalar(record.scalars[list_name], list_name)
    records: st.SearchStrategy[Any] = st.builds(record.cls, **fields)
    return records.map(
        lambda value: replace(
            value,
            **{name: getattr(value, list_name)[0] for name, list_name in record.first_of.items()},
        )
    )
