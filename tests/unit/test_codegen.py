"""smsc_codec.codegen: names of generated functions, records, and values that are encoded."""

from __future__ import annotations

import cProfile
import linecache
import pstats
import traceback
from dataclasses import dataclass, replace
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from smsc_codec import Balance, MessageFlags, MessageStatus, replies
from smsc_codec.codegen import (
    compile_constructor,
    compile_function,
    emit_constructor,
    emit_int_check,
    emit_serialize,
    emit_unpack,
    slot_setters,
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


# ---- Names of generated functions


def test_traceback_shows_generated_source() -> None:
    divide = compile_function(
        "divide six", ["def divide(number):", "    return total / number"], {"total": 6}
    )
    assert divide(3) == 2
    linecache.checkcache()
    with pytest.raises(ZeroDivisionError) as error:
        divide(0)
    frame = traceback.extract_tb(error.value.__traceback__)[-1]
    assert (frame.line, frame.name, frame.lineno) == ("return total / number", "divide_six", 2)
    assert frame.filename == "<smsc_codec divide six>"


def test_function_and_file_are_named_after_purpose() -> None:
    function = compile_function("read test all=1, tail=True", ["def read(): return 1"], {})
    assert function() == 1
    assert function.__code__.co_filename == "<smsc_codec read test all=1, tail=True>"
    name = "read_test_all1_tailTrue"
    assert (function.__name__, function.__qualname__, function.__code__.co_name) == (name,) * 3


def test_file_names_are_unique() -> None:
    functions = [
        compile_function("read twice", [f"def read(): return {number}"], {}) for number in range(3)
    ]
    assert [function.__code__.co_filename for function in functions] == [
        "<smsc_codec read twice>",
        "<smsc_codec read twice #2>",
        "<smsc_codec read twice #3>",
    ]
    assert [linecache.getlines(function.__code__.co_filename) for function in functions] == [
        [f"def read_twice(): return {number}\n"] for number in range(3)
    ]


@pytest.mark.parametrize(
    ("fmt", "name"), [(1, "decode_balance_fmt1_cur1"), (3, "decode_balance_fmt3_cur1")]
)
def test_profiler_shows_purpose_of_decoder(fmt: Any, name: str) -> None:
    codec = replies.balance(fmt=fmt, cur=1)
    body = codec.encode(Balance(balance=Decimal(5), currency="RUR"))
    with cProfile.Profile() as profile:
        codec.decode(body)
    stats: Any = pstats.Stats(profile)
    file = next(file for file, _, function in stats.stats if function == name)
    assert file.startswith(f"<smsc_codec decode balance fmt={fmt} cur=1")


def test_generated_code_has_no_constant_conditions() -> None:
    for reply in replies.REPLIES:
        for part in reply.parts:
            for fmt, level in reply.supported:
                reply.codec(fmt, level, part=part)
    generated = [
        line
        for filename, entry in linecache.cache.items()
        if filename.startswith("<smsc_codec ")
        for line in entry[2]  # type: ignore[misc]
    ]
    assert len(generated) > 10_000
    assert not {line.strip() for line in generated} & {"if True:", "elif True:"}


# ---- Records built without a constructor


def test_compiled_constructor_takes_fields_by_position() -> None:
    record = compile_constructor(Row)("1", Decimal(2), "a", ())
    assert record == Row(id="1", cost=Decimal(2), note="a")
    assert record.__class__ is Row
    with pytest.raises(TypeError):
        compile_constructor(Row)("1")


def test_slot_setters_fill_new_record() -> None:
    names = slot_setters(Row, "row_")
    assert set(names) == {"new", "row_cls", *(f"row_set_{name}" for name in ROW.names)}
    record = names["new"](names["row_cls"])
    names["row_set_id"](record, "5")
    assert record.id == "5"
    with pytest.raises(AttributeError):
        assert record.note  # the slot is empty until it is set


# ---- Match groups


def test_match_groups_are_unpacked() -> None:
    assert emit_unpack(["id", "id", "note"]) == ["g0, g1, g2, = found.groups()"]
    assert emit_unpack([]) == []


# ---- Records built from a match


def build(
    record: RecordSchema,
    groups: dict[str, str | None] | list[tuple[str, str | None]],
    labels: Any = None,
) -> Any:
    """Build a record with the statements that line and document decoders contain."""
    pairs = list(groups.items()) if isinstance(groups, dict) else groups
    fields = [name for name, _ in pairs]
    names: dict[str, Any] = {}
    lines = [
        *emit_unpack(fields),
        *emit_constructor(record, fields, "r1_", names, labels),
        "return self",
    ]
    # One function may build several records, so the names are prefixed.
    assert all(name == "new" or name.startswith("r1_") for name in names)
    decode = compile_function(
        "decode match", ["def decode(found):", *(f"    {line}" for line in lines)], names
    )
    return decode(SimpleNamespace(groups=lambda: tuple(text for _, text in pairs)))


@pytest.mark.parametrize(
    ("groups", "value"),
    [
        ({"id": "1", "cost": "1.50", "note": "x"}, Row(id="1", cost=Decimal("1.50"), note="x")),
        ({"note": "x", "id": "1"}, Row(id="1", note="x")),
        ({"id": "1", "cost": "", "note": ""}, Row(id="1", note="")),
        ({"id": "", "cost": None, "note": None}, Row()),
        ({}, Row()),
        # A group that is not a field goes to extra if it participated in the match.
        (
            {"id": "1", "columns": "a,b", "more": ""},
            Row(id="1", extra=(("columns", "a,b"), ("more", ""))),
        ),
        ({"more": None, "id": "1", "columns": "a"}, Row(id="1", extra=(("columns", "a"),))),
        ({"id": "1", "columns": None}, Row(id="1")),
        # Of several groups of one field, the one that participated is used.
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
def test_record_is_built_from_match_groups(groups: Any, value: Row) -> None:
    assert build(ROW, groups) == value


def test_empty_text_of_required_field_is_parsed() -> None:
    record = replace(ROW, also_required=frozenset({"cost"}))
    assert (
        build(record, {"cost": "1.50"})
        == build(record, [("cost", None), ("cost", "1.50")])
        == Row(cost=Decimal("1.50"))
    )
    empty: list[Any] = [{"cost": ""}, [("cost", None), ("cost", "")]]
    for groups in empty:
        with pytest.raises(ArithmeticError):
            build(record, groups)


def test_empty_text_is_passed_to_custom_parser() -> None:
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


def test_missing_field_is_first_item_of_list() -> None:
    record = RecordSchema(Many, {"phone": TEXT, "phones": PHONES}, first_of={"phone": "phones"})
    assert build(record, {"phones": "7,8"}) == Many(phone="7", phones=("7", "8"))
    assert build(record, {"phones": "7,8", "phone": "9"}) == Many(phone="9", phones=("7", "8"))
    assert build(record, {"phone": "9"}) == Many(phone="9")
    assert build(record, {}) == Many()


def test_unknown_labelled_pairs_go_to_extra() -> None:
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


# ---- Values that are encoded


def _compile_encoder(statements: Callable[[dict[str, Any]], list[str]]) -> Callable[..., Any]:
    names: dict[str, Any] = {"InvalidValue": InvalidValue}
    lines = statements(names)
    return compile_function(
        "encode value",
        ["def encode(v):", *(f"    {line}" for line in lines), "    return v"],
        names,
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
def test_int_check_accepts_only_integers_in_range(kind: Scalar, value: Any, number: Any) -> None:
    encode = _compile_encoder(lambda names: emit_int_check(kind, names))
    if isinstance(number, type):
        with pytest.raises(number):
            encode(value)
    else:
        assert encode(value) == number


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
def test_serialized_value_matches_pattern_of_scalar(kind: Scalar, value: Any, text: Any) -> None:
    encode = _compile_encoder(lambda names: emit_serialize("part", kind, names))
    if text is InvalidValue:
        with pytest.raises(InvalidValue):
            encode(value)
    else:
        assert encode(value) == text
