"""smsc_codec.records: what is wrong with a value, in words; items; records built of a match; the generated code that stays visible."""

from __future__ import annotations

import linecache
import traceback
from dataclasses import dataclass, replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from smsc_codec.kinds import ID, MONEY, PHONES, TEXT, Refused
from smsc_codec.records import Form, Record, builder, building, generate, items, pairs, setters, unpacking


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    id: Any = None
    cost: Any = None
    note: Any = None
    extra: Any = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    id: Any = None


ROW = Record(Row, {"id": ID, "cost": MONEY, "note": TEXT}, tags={"cost": "price"}, required=frozenset({"id"}))
PLAIN = Record(Plain, {"id": ID})


def test_a_record() -> None:
    assert (ROW.names, ROW.has_extra, PLAIN.has_extra) == (("id", "cost", "note", "extra"), True, False)
    assert (ROW.kind("cost"), ROW.kind("own"), ROW.tag("cost"), ROW.tag("id")) == (MONEY, TEXT, "price", "id")


@pytest.mark.parametrize(
    ("value", "names", "fault"),
    [
        (Row(id="1"), ("id", "cost", "note"), None),
        (Row(), ("cost",), None),
        (Row(), ("cost", "id", "note"), ("id", "it is missing")),
        (Row(id="1", cost=5), ("id", "cost"), ("cost", "not a Decimal")),
        (Row(id="1", cost=5, note=5), ("note", "cost"), ("note", "not a text")),
        (Row(id="1", note=5), ("cost", "note"), ("note", "not a text")),
        (Row(id="1", extra=(("a", "b"), ("a", "c"))), ("id",), ("extra", "a key comes twice")),
        (Row(id="1", extra=("a",)), ("id",), ("extra", "a tuple of pairs of texts is expected")),
    ],
)  # fmt: skip
def test_faults(value: Row, names: tuple[str, ...], fault: tuple[str, str] | None) -> None:
    assert ROW.fault(value, names) == fault


def test_no_extra_is_no_fault() -> None:
    assert PLAIN.fault(Plain(id="1"), ("id",)) is None
    assert ROW.fault(Row(id="1", extra=None), ("id",)) is None


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
    with pytest.raises(Refused) as refused:
        items(ROW, "row").spell(value)
    assert str(refused.value) == why


def test_items() -> None:
    kind = items(ROW, "row")
    assert (kind.name, kind.noun, kind.item, kind.of, kind.terminal) == ("items", "a list of rows", "row", ROW, "")
    assert kind.spell((Row(id="1"), Row(id="2"))) == ""
    for use in (kind.read, kind.write):
        with pytest.raises(Refused, match=r"^a line has no place for it$"):
            use("x")


def test_pairs() -> None:
    assert pairs((("a", "b"), ("c", "b"))) == (("a", "b"), ("c", "b"))
    for wrong in ([("a", "b")], (["a", "b"],), (("a",),), (("a", "b", "c"),), (("a", 5),), ((5, "b"),), "ab"):
        with pytest.raises(Refused, match=r"^a tuple of pairs of texts is expected$"):
            pairs(wrong)


def test_the_groups_of_a_match() -> None:
    assert unpacking(["id", "id", "note"]) == ["g0, g1, g2, = found.groups()"]
    assert unpacking([]) == []


# ---- a record built of the groups of a match


def build(record: Record, groups: dict[str, str | None] | list[tuple[str, str | None]], labels: Any = None) -> Any:
    """By generated statements, as the readers of lines and of layouts have them."""
    told = list(groups.items()) if isinstance(groups, dict) else groups
    fields = [name for name, _ in told]
    names: dict[str, Any] = {}
    lines = [*unpacking(fields), *building(record, fields, "r1_", names, labels), "return self"]
    # The names of several records stand in one function.
    assert all(name == "new" or name.startswith("r1_") for name in names)
    read = generate("read", ["def read(found):", *(f"    {line}" for line in lines)], names)
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
        ({"id": "1", "columns": "a,b", "more": ""}, Row(id="1", extra=(("columns", "a,b"), ("more", "")))),
        ({"more": None, "id": "1", "columns": "a"}, Row(id="1", extra=(("columns", "a"),))),
        ({"id": "1", "columns": None}, Row(id="1")),
        # A field that stands in several alternatives: it is the one that took part.
        ([("id", "1"), ("cost", "2"), ("cost", None)], Row(id="1", cost=Decimal(2))),
        ([("id", "1"), ("cost", None), ("note", "a"), ("cost", "3"), ("note", None)], Row(id="1", cost=Decimal(3), note="a")),
        ([("id", None), ("id", None), ("id", "7"), ("cost", None), ("cost", ""), ("note", None), ("note", "")], Row(id="7", note="")),
        ([("id", None), ("id", ""), ("cost", None), ("cost", None), ("note", None), ("note", None)], Row()),
        ([("note", ""), ("note", "b"), ("id", "8"), ("id", "9")], Row(id="8", note="")),
    ],
)
def test_a_record_of_a_match(groups: Any, value: Row) -> None:
    assert build(ROW, groups) == value


def test_a_required_field_is_read_whatever_it_is() -> None:
    record = replace(ROW, required=frozenset({"cost"}))
    assert build(record, {"cost": "1.50"}) == build(record, [("cost", None), ("cost", "1.50")]) == Row(cost=Decimal("1.50"))
    with pytest.raises(ArithmeticError):
        build(record, {"cost": ""})
    with pytest.raises(ArithmeticError):
        build(record, [("cost", None), ("cost", "")])


def test_a_kind_of_text_that_is_not_taken_as_it_is() -> None:
    record = replace(ROW, kinds={**ROW.kinds, "note": replace(TEXT, read=lambda text: f"<{text}>")})
    assert build(record, {"note": ""}) == build(record, [("note", None), ("note", "")]) == Row(note="<>")
    assert build(record, {"note": None}) == Row()


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    phone: Any = None
    phones: Any = None


def test_the_first_of_a_list() -> None:
    record = Record(Many, {"phone": TEXT, "phones": PHONES}, first_of={"phone": "phones"})
    assert build(record, {"phones": "7,8"}) == Many(phone="7", phones=("7", "8"))
    assert build(record, {"phones": "7,8", "phone": "9"}) == Many(phone="9", phones=("7", "8"))
    assert build(record, {"phone": "9"}) == Many(phone="9")
    assert build(record, {}) == Many()


def test_a_record_with_labels() -> None:
    labels = SimpleNamespace(names=("note", "cost"), read=lambda text: dict(pair.split("=") for pair in text.split(";")))
    assert build(ROW, {"id": "1", "pairs": "note=x;new=5;a=b"}, labels) == Row(id="1", note="x", extra=(("new", "5"), ("a", "b")))
    assert build(ROW, {"pairs": "cost=2", "columns": "y", "id": "1"}, labels) == Row(id="1", cost="2", extra=(("columns", "y"),))
    assert build(ROW, {"id": "1", "columns": None, "pairs": "new=5"}, labels) == Row(id="1", extra=(("new", "5"),))


def test_a_record_without_its_constructor() -> None:
    assert builder(Row)("1", None, "x", ()) == builder(Row)(extra=(), note="x", id="1", cost=None) == Row(id="1", note="x")
    assert builder(Plain)(5) == Plain(id=5)
    assert set(setters(Plain)) == {"new", "cls", "set_id"}
    assert set(setters(Plain, "r1_")) == {"new", "r1_cls", "r1_set_id"}


@pytest.mark.parametrize(
    ("form", "arguments", "rule"),
    [
        (Form(record=ROW, rule="sms", markup={}, roots={}), ("status", 1, "_all0", "", ""), ("status", "sms_fmt1_all0")),
        (Form(record=ROW, rule="sms", markup={}, roots={}), ("status", 0, "_all1", "_row", ""), ("status", "sms_fmt0_all1_row")),
        (Form(record=ROW, rule="sms", markup={}, roots={}), ("status", 1, "_all1", "_row", "tail"), ("status", "sms_fmt1_all1_row_tail")),
        # A rule without variants serves them all, and what is shared is the same on every page.
        (Form(record=ROW, rule="not_found", markup={}, roots={}), ("status", 1, "_all1", "", "tail"), ("status", "not_found_fmt1_all1")),
        (Form(record=ROW, rule="failure", markup={}, roots={}, shared=True), ("status", 1, "_all1", "_row", "tail"), ("shared", "failure_fmt1")),
    ],
)
def test_the_rule_of_a_form(form: Form, arguments: tuple[str, int, str, str, str], rule: tuple[str, str]) -> None:
    found = form.line_rule(*arguments)
    assert (found.grammar, found.name) == rule


def test_generated_code_is_seen_in_a_traceback() -> None:
    divide = generate("divide", ["def divide(number):", "    return total / number"], {"total": 6})
    assert divide(3) == 2
    linecache.checkcache()
    with pytest.raises(ZeroDivisionError) as error:
        divide(0)
    shown = traceback.extract_tb(error.value.__traceback__)[-1]
    assert (shown.line, shown.name, shown.lineno) == ("return total / number", "divide", 2)
    assert shown.filename.startswith("<smsc_codec divide ")
    again = generate("divide", ["def divide(number): return number"], {})
    assert again.__code__.co_filename != shown.filename
    assert linecache.getlines(again.__code__.co_filename) == ["def divide(number): return number\n"]
