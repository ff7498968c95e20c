"""smsc_codec.wires.statements: what generated readers and writers are made of; what they do is judged by the laws."""

from __future__ import annotations

from typing import Any

import pytest

from smsc_codec.flags import MessageFlags
from smsc_codec.generated import generate
from smsc_codec.kinds import FLAGS, MONEY, NUMBER, Kind, Refused
from smsc_codec.wires.statements import counted, spelled_text, unpacking


def test_the_groups_of_a_match() -> None:
    assert unpacking(["id", "id", "note"]) == ["g0, g1, g2, = found.groups()"]
    assert unpacking([]) == []


def _run(statements: list[str], names: dict[str, Any], value: object) -> Any:
    lines = ["def run(v):", *(f"    {line}" for line in statements), "    return v"]
    return generate("run", lines, {**names, "Refused": Refused})(value)


@pytest.mark.parametrize(("kind", "value", "number"), [(NUMBER, 0, 0), (NUMBER, NUMBER.limits[1] - 1, NUMBER.limits[1] - 1), (FLAGS, MessageFlags(5), 5)])
def test_numbers_that_are_counted(kind: Kind, value: object, number: int) -> None:
    names: dict[str, Any] = {}
    assert _run(counted(kind, names), names, value) == number


@pytest.mark.parametrize(("kind", "value"), [(NUMBER, True), (NUMBER, -1), (NUMBER, NUMBER.limits[1]), (FLAGS, MessageFlags(FLAGS.limits[1]))])
def test_numbers_that_are_none(kind: Kind, value: object) -> None:
    names: dict[str, Any] = {}
    with pytest.raises(Refused):
        _run(counted(kind, names), names, value)


def test_a_text_that_is_spelled_as_its_kind_says() -> None:
    names: dict[str, Any] = {}
    statements = spelled_text("cost", MONEY, names)
    assert set(names) == {"write_cost", "spelled_cost"}
    assert _run(statements, {**names, "write_cost": str}, "5.40") == "5.40"
    with pytest.raises(Refused):
        _run(statements, {**names, "write_cost": str}, "5,40")
