"""smsc_codec.schema.records: validation of records and of lists of records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from smsc_codec.schema.records import RecordSchema, items, validate_extra
from smsc_codec.schema.scalars import ID, MONEY, TEXT, InvalidValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    id: Any = None
    cost: Any = None
    note: Any = None
    extra: Any = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    id: Any = None


ROW = RecordSchema(
    Row,
    {"id": ID, "cost": MONEY, "note": TEXT},
    tags={"cost": "price"},
    also_required=frozenset({"id"}),
)
PLAIN = RecordSchema(Plain, {"id": ID})


def test_schema_describes_fields_of_record() -> None:
    assert (ROW.names, ROW.has_extra, PLAIN.has_extra) == (
        ("id", "cost", "note", "extra"),
        True,
        False,
    )
    assert (ROW.scalar("cost"), ROW.scalar("own"), ROW.tag("cost"), ROW.tag("id")) == (
        MONEY,
        TEXT,
        "price",
        "id",
    )


@pytest.mark.parametrize(
    ("value", "names", "reason"),
    [
        (Row(id="1"), ("id", "cost", "note"), None),
        (Row(), ("cost",), None),
        (Row(), ("cost", "id", "note"), ("id", "is required")),
        (Row(id="1", cost=5), ("id", "cost"), ("cost", "expected Decimal, got int")),
        (Row(id="1", cost=5, note=5), ("note", "cost"), ("note", "expected str, got int")),
        (
            Row(id="1", extra=(("a", "b"), ("a", "c"))),
            ("id",),
            ("extra", "contains a duplicate key"),
        ),
        (Row(id="1", extra=("a",)), ("id",), ("extra", "expected a tuple of (str, str) pairs")),
    ],
)
def test_first_invalid_field_is_found(
    value: Row, names: tuple[str, ...], reason: tuple[str, str] | None
) -> None:
    assert ROW.validate(value, names) == reason


def test_missing_extra_is_valid() -> None:
    assert PLAIN.validate(Plain(id="1"), ("id",)) is None
    assert ROW.validate(Row(id="1", extra=None), ("id",)) is None


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ((), "is empty; use None instead"),
        ([Row(id="1")], "expected a list of rows as a tuple, got list"),
        ((Row(id="1"), Plain(id="1")), "expected a list of rows, got an item of Plain"),
        ((Row(id="1"), Row(id="x")), "id: does not match an id"),
    ],
)
def test_invalid_items_are_rejected_with_reason(value: Any, reason: str) -> None:
    with pytest.raises(InvalidValue) as error:
        items(ROW, "row").serialize(value)
    assert str(error.value) == reason


def test_items_are_validated_and_not_serialized() -> None:
    kind = items(ROW, "row")
    assert (kind.name, kind.description, kind.item, kind.of) == (
        "items",
        "a list of rows",
        "row",
        ROW,
    )
    assert kind.serialize((Row(id="1"), Row(id="2"))) == ""
    for convert in (kind.read, kind.write):
        with pytest.raises(InvalidValue, match=r"^cannot be encoded in a line$"):
            convert("x")


def test_extra_must_be_tuple_of_str_pairs() -> None:
    assert validate_extra((("a", "b"), ("c", "b"))) == (("a", "b"), ("c", "b"))
    for invalid in (
        [("a", "b")],
        (["a", "b"],),
        (("a",),),
        (("a", "b", "c"),),
        (("a", 5),),
        ((5, "b"),),
        "ab",
    ):
        with pytest.raises(InvalidValue, match=r"^expected a tuple of \(str, str\) pairs$"):
            validate_extra(invalid)
