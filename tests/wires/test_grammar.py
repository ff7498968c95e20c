"""smsc_codec.wires.grammar: Lark's rules compiled, and Lark's own reading."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from lark import Lark, logger
from lark.lexer import PatternStr

from smsc_codec.codes import MessageType
from smsc_codec.wires import grammar as module
from smsc_codec.wires.grammar import Choice, Field, Punctuation, Text, line_rule, terminal_pattern
from tests.everything import SINGLES, rules

RULES = rules()


@pytest.mark.parametrize(("grammar", "rule"), RULES)
def test_every_rule_is_lalr_without_conflicts(grammar: str, rule: str, caplog: pytest.LogCaptureFixture) -> None:
    """Lark settles a shift/reduce conflict in silence; our compiler would not settle it alike."""
    logger.propagate, level = True, logger.level
    logger.setLevel(logging.DEBUG)
    try:
        with caplog.at_level(logging.DEBUG, "lark"):
            Lark.open_from_package("smsc_codec.grammars", f"{grammar}.lark", start=rule, parser="lalr", debug=True)
    finally:
        logger.setLevel(level)
    assert not [record.getMessage() for record in caplog.records if "Shift/Reduce" in record.getMessage()]


@pytest.mark.parametrize(("grammar", "rule"), RULES)
def test_no_literal_hides_in_a_terminal(grammar: str, rule: str) -> None:
    """Where a literal and a terminal of the same priority may both come next, and the terminal matches the literal whole,
    Lark makes the literal a keyword of the terminal: it is not seen any more where the terminal matches further.
    """
    parser: Any = line_rule(grammar, rule)._parser.parser
    for state in parser.lexer.lexers.values():
        literals = [one for one in state.terminals if isinstance(one.pattern, PatternStr)]
        for terminal in state.terminals:
            for literal in literals:
                if terminal not in literals and terminal.priority == literal.priority:
                    assert re.fullmatch(terminal.pattern.to_regexp(), literal.pattern.value) is None, (terminal, literal)


@pytest.mark.parametrize(("grammar", "rule"), RULES)
def test_every_rule_can_be_written(grammar: str, rule: str) -> None:
    """Some alternative of every choice has only punctuation with one spelling."""

    def check(nodes: tuple[object, ...]) -> None:
        for node in nodes:
            assert isinstance(node, Text | Field | Choice)
            if isinstance(node, Choice):
                writable = [one for one in node.alternatives if not any(isinstance(part, Punctuation) for part in one)]
                assert writable
                for alternative in writable:
                    check(alternative)

    check(line_rule(grammar, rule).tree)


def test_the_named_types_are_those_of_the_code_list() -> None:
    """The tail of a comma line is told by a named type: the grammar and the enumeration name the same ones."""
    named = re.compile(terminal_pattern("status", "NAMED_TYPE"))
    assert {number for number in range(1000) if named.fullmatch(str(number))} == {int(member) for member in MessageType}
    numbers = "(?:1[02]|[0-8])"
    assert all(numbers in terminal_pattern("status", name) for name in ("DOCUMENTED", "GLUED", "BARE", "COMMENT", "LOOSE"))


def test_a_terminal_that_is_a_literal_but_for_its_surroundings_is_written() -> None:
    assert module._only_spelling(r",(?!x)") == ","
    assert module._only_spelling(r"a\.b(?=c)") == "a.b"
    assert module._only_spelling(r"[ab]") is None
    assert module._only_spelling(r"a+") is None


@pytest.mark.parametrize(
    ("text", "position", "fields", "literals"),
    [
        ("abc", 0, ("status",), ()),
        ("1", 1, (), (",",)),
        ("1,x", 2, ("last_timestamp",), (",",)),
        ("1,2,3,4", 5, (), ()),
    ],
)
def test_mismatch_tells_where_and_what(text: str, position: int, fields: tuple[str, ...], literals: tuple[str, ...]) -> None:
    mismatch = line_rule("status", "sms_fmt1_all0").mismatch(text)
    assert mismatch is not None
    assert (mismatch.position, mismatch.fields, mismatch.literals) == (position, fields, literals)


def test_no_mismatch_where_lark_agrees() -> None:
    assert line_rule("status", "sms_fmt1_all0").mismatch("1,2,3") is None


def test_unknown_rules_are_told() -> None:
    with pytest.raises(KeyError):
        line_rule("status", "no_such_rule")


def test_what_a_record_needs_is_never_optional_in_a_line() -> None:
    """Found by review: an empty body was a created name without a number."""
    for codec in SINGLES:
        if codec.fmt < 2:
            for form in codec._wire.forms:  # type: ignore[attr-defined]
                optional = {field.name for field in form.rule.in_order if field.optional}
                assert not optional & form.record.required, (codec, optional & form.record.required)
