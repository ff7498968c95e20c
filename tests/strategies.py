"""Hypothesis strategies for the property tests: values and bodies, derived from the declarations.

``tame`` values can be encoded in every format that has their fields, so that no property holds only
because the codec rejects the value. ``any`` values have texts with commas, labels, line breaks and
emoji. ``wild`` values may have the wrong types.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from smsc_codec.codes import (
    DeliveryErrorCode,
    MessageStatus,
    MessageType,
    NumberType,
    OperatorStatus,
    SenderStatus,
    TaskStatus,
)
from smsc_codec.flags import MessageFlags
from smsc_codec.schema.records import Items, RawJson
from smsc_codec.testing import strategies

if TYPE_CHECKING:
    from smsc_codec.codec import Codec
    from smsc_codec.codes import Code
    from smsc_codec.schema.records import RecordLayout, RecordSchema
    from smsc_codec.schema.scalars import Scalar

__all__ = ["TAME_TEXT", "any_value", "bodies", "mutated", "tame_value", "wild_value"]

TAME_TEXT = st.text(
    st.sampled_from("abcXYZ абвЯЖё0189.!-+/()&<>'\"\\«»"), min_size=1, max_size=20
).filter(lambda text: text.strip() == text)
_PIECES = (
    ",",
    ", ",
    "\n",
    "\r\n",
    "\r",
    ",0",
    ", 4",
    ",,",
    "HLR",
    "-3",
    "0,-9",
    "OK",
    ", comment = ",
    ", type = 0",
    ", ID = 1",
    ", region = ",
    ", cost = ",
    ", message = ",
    ", operator_orig= ",
    "Status = 1, check_time = ",
    "1,1286524541,0",
    "1,1286524541,0,1286524541,79990000000,1.20,X,Y,Z",
    "]]>",
    "<sms>",
    "&amp;",
    "{",
    "}",
    '"',
    "\\",
    "\\u0041",
    "\t",
    "\x00",
    "\x1b[31m",
    "\u202e",
    "😀",
    "ё",
    "\ufeff",
    "\x85",
    "\u2028",
    " ",
    "0",
    "4",
    "12",
    "é",
    "ERROR = 9 (x)",
)
_INSERTIONS = tuple(piece.encode() for piece in _PIECES)
_ANY_TEXT = st.lists(
    st.one_of(st.sampled_from(_PIECES), TAME_TEXT, st.text(max_size=5)), max_size=6
).map("".join)
_TIMES = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(
    lambda at: at.replace(microsecond=0)
)
_MONEY = st.decimals(-999999999, 999999999, places=2) | st.sampled_from(
    ["3.8", "6.40", "0.385", "3215.3097", "0", "-0.5"]
).map(Decimal)
_COSTS = st.decimals(0, 999999, places=2)


def _digits(count: int) -> st.SearchStrategy[str]:
    return st.integers(1, 10**count - 1).map(str)


def _codes(codes: type[Code]) -> st.SearchStrategy[Any]:
    return st.sampled_from(list(codes)) | st.integers(0, 999999999).map(codes)


_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "status": st.sampled_from([status for status in MessageStatus if status != -3])
    | st.integers(30, 999999999).map(MessageStatus),
    "error": st.sampled_from(DeliveryErrorCode) | st.integers(0, 999999999).map(DeliveryErrorCode),
    "type": st.sampled_from(MessageType) | st.integers(0, 999999999).map(MessageType),
    "server error": st.integers(0, 99) | st.integers(0, 999999999),
    "flags": st.integers(0, 65535).map(MessageFlags),
    "number": st.integers(0, 999999999),
    "stamp": st.integers(0, 2**31) | st.integers(0, 99999999999),
    "id": _digits(20),
    "checksum": st.integers(-(2**31), 2**32).map(str),
    "money": _MONEY,
    "date": _TIMES,
    "short date": st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(
        lambda at: at.replace(microsecond=0)
    ),
    "word": st.sampled_from(["RUR", "KZT", "UAH", "руб.", "a-b"]),
    "sender status": _codes(SenderStatus),
    "operator status": _codes(OperatorStatus),
    "number type": _codes(NumberType),
    "task status": _codes(TaskStatus),
    "phones": st.lists(
        st.sampled_from(["79990000000", "7999", "+79990000001"]), min_size=1, max_size=3
    ).map(tuple),
    "address": st.sampled_from(["79990000000", "+7 (999) 000-00-00", "a@b.c", "G1"]),
    "day": st.dates(),
    "moment": _TIMES | st.integers(0, 99999999999),
    "offset": st.integers(-24, 24),
}


def _of(scalar: Scalar, text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Return the values of a scalar type; for a text, the strategy ``text``."""
    if isinstance(scalar, Items):
        extra = st.just(()) | st.just((("new_key", "x"),))
        return st.lists(_build(scalar.of, text, extra), min_size=1, max_size=2).map(tuple)
    return text if scalar.is_text else _VALUES[scalar.name]


def _build(
    record: RecordSchema, text: st.SearchStrategy[str], extra: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    parts: dict[str, st.SearchStrategy[Any]] = {}
    for name, scalar in record.scalars.items():
        values = _of(scalar, text)
        parts[name] = values if name in record.required else st.none() | values
    if record.has_extra:
        parts["extra"] = extra
    return st.builds(record.cls, **parts)


@cache
def tame_value(layout: RecordLayout) -> st.SearchStrategy[Any]:
    """Return values that every format can encode, as far as it has the fields."""
    record = layout.record
    parts: dict[str, st.SearchStrategy[Any]] = {
        name: _of(scalar, TAME_TEXT) for name, scalar in record.scalars.items()
    }
    if "type" in parts and "flag" in parts:
        is_hlr = "imsi" in parts
        parts["type"] = (
            st.just(MessageType.HLR)
            if is_hlr
            else st.sampled_from([kind for kind in MessageType if kind != 4])
        )
        parts["flag"] = st.integers(0, 4095).map(
            lambda raw: MessageFlags(raw << 4 | (4 if is_hlr else 0))
        )
    for name in ("imsi", "msc", "mcc", "mnc", "mccmnc"):
        if name in parts:
            parts[name] = _digits(5)
    if "cost" in parts:
        parts["cost"] = _COSTS
    if "phone" in parts:
        parts["phone"] = st.integers(0, 9999999).map(lambda number: f"7999{number:07}")
    value: st.SearchStrategy[Any] = st.builds(record.cls, **parts)
    return value.map(
        lambda item: replace(
            item, **{name: getattr(item, of)[0] for name, of in record.first_of.items()}
        )
    )


_KEYS = st.sampled_from(
    [
        "new_key",
        "pnet",
        "sber_status",
        "x",
        "1",
        "ключ",
        "a b",
        "columns",
        "id",
        "error_code",
        "imsi",
        "",
    ]
)
_EXTRA = st.just(()) | st.lists(
    st.tuples(
        _KEYS,
        _ANY_TEXT
        | st.sampled_from([RawJson("5"), RawJson("[1, {}]"), RawJson("oops"), RawJson('"x"')]),
    ),
    max_size=3,
).map(tuple)


@cache
def any_value(layout: RecordLayout) -> st.SearchStrategy[Any]:
    """Return values with the right types and any content."""
    return _build(layout.record, _ANY_TEXT, _EXTRA)


_WILD: st.SearchStrategy[Any] = st.sampled_from(
    [
        True,
        False,
        1.5,
        float("nan"),
        10**30,
        -1,
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("1E+3"),
        Decimal("1e-9"),
        Decimal("Infinity"),
        datetime(2020, 1, 1, tzinfo=UTC),
        datetime(2020, 1, 1, 0, 0, 0, 5),
        "\ud800",
        "a\x00b",
        "😀",
        b"bytes",
        [],
        {},
        (),
        object(),
        "",
        "007",
        "١٢",
        "1_0",
        " 1",
        MessageStatus(-3),
        MessageFlags(-1),
        MessageFlags(10**12),
        None,
        RawJson("5"),
        (("a", 5),),
        ("a", "b"),
        (("\ud800", "x"),),
    ]
)


@cache
def wild_value(layout: RecordLayout) -> st.SearchStrategy[Any]:
    """Return instances whose fields may have any type, as without a type checker."""
    parts = {
        name: st.one_of(
            _WILD,
            *(
                [_of(layout.record.scalars[name], _ANY_TEXT)]
                if name in layout.record.scalars
                else []
            ),
        )
        for name in layout.record.names
    }
    return st.builds(layout.record.cls, **parts)


def mutated(body: bytes) -> st.SearchStrategy[bytes]:
    """Return mutations of a body, some with inserted separators, labels and other special text."""
    return strategies.mutated(body, _INSERTIONS)


def bodies(codec: Codec[Any], values: st.SearchStrategy[Any]) -> st.SearchStrategy[bytes]:
    """Return the encoded values, without those that the codec rejects."""
    from smsc_codec.errors import EncodeError

    def encode(value: Any) -> bytes | None:
        try:
            return codec.encode(value)
        except EncodeError:
            return None

    return values.map(encode).filter(lambda body: body is not None).map(lambda body: body or b"")
