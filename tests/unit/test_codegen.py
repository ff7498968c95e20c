"""smsc_codec.codegen: code that stays visible, and records made without their constructor."""

from __future__ import annotations

import linecache
import traceback
from dataclasses import dataclass

import pytest

from smsc_codec.codegen import compile_constructor, compile_function, slot_setters


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    id: str | None = None
    note: str | None = None


def test_generated_code_is_seen_in_a_traceback() -> None:
    divide = compile_function(
        "divide", ["def divide(number):", "    return total / number"], {"total": 6}
    )
    assert divide(3) == 2
    linecache.checkcache()
    with pytest.raises(ZeroDivisionError) as error:
        divide(0)
    shown = traceback.extract_tb(error.value.__traceback__)[-1]
    assert (shown.line, shown.name, shown.lineno) == ("return total / number", "divide", 2)
    assert shown.filename.startswith("<smsc_codec divide ")
    again = compile_function("divide", ["def divide(number): return number"], {})
    assert again.__code__.co_filename != shown.filename
    assert linecache.getlines(again.__code__.co_filename) == ["def divide(number): return number\n"]


def test_a_record_made_by_position() -> None:
    made = compile_constructor(Row)("1", "a")
    assert made == Row(id="1", note="a")
    assert made.__class__ is Row
    with pytest.raises(TypeError):
        compile_constructor(Row)("1")


def test_the_setters_of_a_record() -> None:
    names = slot_setters(Row, "row_")
    assert set(names) == {"new", "row_cls", "row_set_id", "row_set_note"}
    made = names["new"](names["row_cls"])
    names["row_set_id"](made, "5")
    assert made.id == "5"
    with pytest.raises(AttributeError):
        assert made.note  # the slot is empty until it is set
