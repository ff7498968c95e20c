"""smsc_codec.schema.records: what is wrong with a value, in words; items."""

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


def test_a_record() -> None:
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
    ("value", "names", "fault"),
    [
        (Row(id="1"), ("id", "cost", "note"), None),
        (Row(), ("cost",), None),
        (Row(), ("cost", "id", "note"), ("id", "it is missing")),
        (Row(id="1", cost=5), ("id", "cost"), ("cost", "not a Decimal")),
        (Row(id="1", cost=5, note=5), ("note", "cost"), ("note", "not a text")),
        (Row(id="1", extra=(("a", "b"), ("a", "c"))), ("id",), ("extra", "a key comes twice")),
        (Row(id="1", extra=("a",)), ("id",), ("extra", "a tuple of pairs of texts is expected")),
    ],
)
def test_faults(value: Row, names: tuple[str, ...], fault: tuple[str, str] | None) -> None:
    assert ROW.validate(value, names) == fault


def test_no_extra_is_no_fault() -> None:
    assert PLAIN.validate(Plain(id="1"), ("id",)) is None
    assert ROW.validate(Row(id="1", extra=None), ("id",)) is None


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ((), "an empty list is written as none"),
        ([Row(id="1")], "not a list of rows"),
        ((Row(id="1"), Plain(id="1")), "not a list of rows"),
        ((Row(id="1"), Row(id="x")), "id: it cannot be spelled as an id"),
    ],
)
def test_items_that_cannot_be_written(value: Any, why: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        items(ROW, "row").serialize(value)
    assert str(refused.value) == why


def test_items() -> None:
    kind = items(ROW, "row")
    assert (kind.name, kind.description, kind.item, kind.of) == (
        "items",
        "a list of rows",
        "row",
        ROW,
    )
    assert kind.serialize((Row(id="1"), Row(id="2"))) == ""
    for use in (kind.read, kind.write):
        with pytest.raises(InvalidValue, match=r"^a line has no place for it$"):
            use("x")


def test_pairs() -> None:
    assert validate_extra((("a", "b"), ("c", "b"))) == (("a", "b"), ("c", "b"))
    for wrong in (
        [("a", "b")],
        (["a", "b"],),
        (("a",),),
        (("a", "b", "c"),),
        (("a", 5),),
        ((5, "b"),),
        "ab",
    ):
        with pytest.raises(InvalidValue, match=r"^a tuple of pairs of texts is expected$"):
            validate_extra(wrong)
