"""smsc_codec.codegen: records built of a match, numbers and texts that are written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from smsc_codec import MessageFlags, MessageStatus
from smsc_codec.codegen import (
    compile_function,
    emit_constructor,
    emit_int_check,
    emit_serialize,
    emit_unpack,
)
from smsc_codec.schema.records import RecordSchema
from smsc_codec.schema.scalars import (
    FLAGS,
    ID,
    MONEY,
    NUMBER,
    PHONES,
    STATUS,
    TEXT,
    InvalidValue,
    Scalar,
)
from tests.unit.schema.test_records import ROW, Row

if TYPE_CHECKING:
    from collections.abc import Callable


def test_the_groups_of_a_match() -> None:
    assert emit_unpack(["id", "id", "note"]) == ["g0, g1, g2, = found.groups()"]
    assert emit_unpack([]) == []


# ---- a record built of the groups of a match


def build(
    record: RecordSchema,
    groups: dict[str, str | None] | list[tuple[str, str | None]],
    labels: Any = None,
) -> Any:
    """By generated statements, as the readers of lines and of layouts have them."""
    told = list(groups.items()) if isinstance(groups, dict) else groups
    fields = [name for name, _ in told]
    names: dict[str, Any] = {}
    lines = [
        *emit_unpack(fields),
        *emit_constructor(record, fields, "r1_", names, labels),
        "return self",
    ]
    # The names of several records stand in one function.
    assert all(name == "new" or name.startswith("r1_") for name in names)
    read = compile_function("read", ["def read(found):", *(f"    {line}" for line in lines)], names)
    return read(SimpleNamespace(groups=lambda: tuple(text for _, text in told)))


@pytest.mark.parametrize(
    ("groups", "value"),
    [
        ({"id": "1", "cost": "1.50", "note": "x"}, Row(id="1", cost=Decimal("1.50"), note="x")),
        ({"note": "x", "id": "1"}, Row(id="1", note="x")),
        ({"id": "1", "cost": "", "note": ""}, Row(id="1", note="")),
        ({"id": "", "cost": None, "note": None}, Row()),
        ({}, Row()),
        # What is no field of it is kept beside; what took no part is not.
        (
            {"id": "1", "columns": "a,b", "more": ""},
            Row(id="1", extra=(("columns", "a,b"), ("more", ""))),
        ),
        ({"more": None, "id": "1", "columns": "a"}, Row(id="1", extra=(("columns", "a"),))),
        ({"id": "1", "columns": None}, Row(id="1")),
        # A field that stands in several alternatives: it is the one that took part.
        ([("id", "1"), ("cost", "2"), ("cost", None)], Row(id="1", cost=Decimal(2))),
        (
            [("id", "1"), ("cost", None), ("note", "a"), ("cost", "3"), ("note", None)],
            Row(id="1", cost=Decimal(3), note="a"),
        ),
        (
            [
                ("id", None),
                ("id", None),
                ("id", "7"),
                ("cost", None),
                ("cost", ""),
                ("note", None),
                ("note", ""),
            ],
            Row(id="7", note=""),
        ),
        (
            [
                ("id", None),
                ("id", ""),
                ("cost", None),
                ("cost", None),
                ("note", None),
                ("note", None),
            ],
            Row(),
        ),
        ([("note", ""), ("note", "b"), ("id", "8"), ("id", "9")], Row(id="8", note="")),
    ],
)
def test_a_record_of_a_match(groups: Any, value: Row) -> None:
    assert build(ROW, groups) == value


def test_a_required_field_is_read_whatever_it_is() -> None:
    record = replace(ROW, also_required=frozenset({"cost"}))
    assert (
        build(record, {"cost": "1.50"})
        == build(record, [("cost", None), ("cost", "1.50")])
        == Row(cost=Decimal("1.50"))
    )
    wrong: list[Any] = [{"cost": ""}, [("cost", None), ("cost", "")]]
    for groups in wrong:
        with pytest.raises(ArithmeticError):
            build(record, groups)


def test_a_kind_of_text_that_is_not_taken_as_it_is() -> None:
    record = replace(
        ROW, scalars={**ROW.scalars, "note": replace(TEXT, read=lambda text: f"<{text}>")}
    )
    assert (
        build(record, {"note": ""})
        == build(record, [("note", None), ("note", "")])
        == Row(note="<>")
    )
    assert build(record, {"note": None}) == Row()


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    phone: Any = None
    phones: Any = None


def test_the_first_of_a_list() -> None:
    record = RecordSchema(Many, {"phone": TEXT, "phones": PHONES}, first_of={"phone": "phones"})
    assert build(record, {"phones": "7,8"}) == Many(phone="7", phones=("7", "8"))
    assert build(record, {"phones": "7,8", "phone": "9"}) == Many(phone="9", phones=("7", "8"))
    assert build(record, {"phone": "9"}) == Many(phone="9")
    assert build(record, {}) == Many()


def test_a_record_with_labels() -> None:
    labels = SimpleNamespace(
        names=("note", "cost"), read=lambda text: dict(pair.split("=") for pair in text.split(";"))
    )
    assert build(ROW, {"id": "1", "pairs": "note=x;new=5;a=b"}, labels) == Row(
        id="1", note="x", extra=(("new", "5"), ("a", "b"))
    )
    assert build(ROW, {"pairs": "cost=2", "columns": "y", "id": "1"}, labels) == Row(
        id="1", cost="2", extra=(("columns", "y"),)
    )
    assert build(ROW, {"id": "1", "columns": None, "pairs": "new=5"}, labels) == Row(
        id="1", extra=(("new", "5"),)
    )


# ---- generated writers


def _writer(statements: Callable[[dict[str, Any]], list[str]]) -> Callable[..., Any]:
    names: dict[str, Any] = {"InvalidValue": InvalidValue}
    lines = statements(names)
    return compile_function(
        "write", ["def write(v):", *(f"    {line}" for line in lines), "    return v"], names
    )


@pytest.mark.parametrize(
    ("kind", "value", "number"),
    [
        (NUMBER, 0, 0),
        (NUMBER, 999_999_999, 999_999_999),
        (NUMBER, -1, InvalidValue),
        (NUMBER, 10**9, InvalidValue),
        (NUMBER, True, InvalidValue),
        (NUMBER, "5", TypeError),
        (NUMBER, None, TypeError),
        (STATUS, MessageStatus.DELIVERED, 1),
        (STATUS, -999_999_999, -999_999_999),
        (STATUS, -(10**9), InvalidValue),
        (STATUS, False, InvalidValue),
        (FLAGS, MessageFlags(5), 5),
        (FLAGS, MessageFlags(-1), InvalidValue),
        (FLAGS, 5, InvalidValue),
        (FLAGS, MessageFlags(10**9), InvalidValue),
    ],
)
def test_a_number(kind: Scalar, value: Any, number: Any) -> None:
    write = _writer(lambda names: emit_int_check(kind, names))
    if isinstance(number, type):
        with pytest.raises(number):
            write(value)
    else:
        assert write(value) == number


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (MONEY, Decimal("1.50"), "1.50"),
        (MONEY, Decimal("1e-9"), InvalidValue),
        (MONEY, 5, InvalidValue),
        (ID, "7", "7"),
        (ID, "", InvalidValue),
        (ID, "x", InvalidValue),
    ],
)
def test_a_spelled_text(kind: Scalar, value: Any, text: Any) -> None:
    write = _writer(lambda names: emit_serialize("part", kind, names))
    if text is InvalidValue:
        with pytest.raises(InvalidValue):
            write(value)
    else:
        assert write(value) == text
