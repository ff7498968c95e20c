"""smsc_codec.formats.grammar: compiled rules agree with Lark."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import pytest
from lark import Lark, logger
from lark.lexer import PatternStr

from smsc_codec.codes import MessageType
from smsc_codec.formats import grammar as module
from smsc_codec.formats.grammar import (
    Alternation,
    Field,
    LineRule,
    LiteralText,
    Mismatch,
    TokenPattern,
    line_rule,
    terminal_pattern,
)
from tools.catalogue import SINGLES, rules

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = rules()


@pytest.mark.parametrize(("grammar", "rule"), RULES)
def test_each_rule_is_lalr_without_conflicts(
    grammar: str, rule: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Lark resolves a shift/reduce conflict silently, and the compiler could resolve it
    differently.
    """
    logger.propagate, level = True, logger.level
    logger.setLevel(logging.DEBUG)
    try:
        with caplog.at_level(logging.DEBUG, "lark"):
            Lark.open_from_package(
                "smsc_codec.grammars", f"{grammar}.lark", start=rule, parser="lalr", debug=True
            )
    finally:
        logger.setLevel(level)
    assert not [
        record.getMessage() for record in caplog.records if "Shift/Reduce" in record.getMessage()
    ]


@pytest.mark.parametrize(("grammar", "rule"), RULES)
def test_no_literal_matches_a_terminal(grammar: str, rule: str) -> None:
    """A terminal must not match a literal of the same priority in the same state.

    Lark would treat the literal as a keyword of the terminal, and miss it where the terminal
    matches more.
    """
    parser: Any = line_rule(grammar, rule)._parser.parser
    for state in parser.lexer.lexers.values():
        literals = [one for one in state.terminals if isinstance(one.pattern, PatternStr)]
        for terminal in state.terminals:
            for literal in literals:
                if terminal not in literals and terminal.priority == literal.priority:
                    assert (
                        re.fullmatch(terminal.pattern.to_regexp(), literal.pattern.value) is None
                    ), (terminal, literal)


@pytest.mark.parametrize(("grammar", "rule"), RULES)
def test_each_rule_can_be_encoded(grammar: str, rule: str) -> None:
    """Every alternation has an alternative whose punctuation has a single spelling."""

    def check(nodes: tuple[object, ...]) -> None:
        for node in nodes:
            assert isinstance(node, LiteralText | Field | Alternation)
            if isinstance(node, Alternation):
                writable = [
                    one
                    for one in node.alternatives
                    if not any(isinstance(part, TokenPattern) for part in one)
                ]
                assert writable
                for alternative in writable:
                    check(alternative)

    check(line_rule(grammar, rule).tree)


def test_named_types_match_the_code_list() -> None:
    """The named type identifies the tail of a line."""
    named = re.compile(terminal_pattern("status", "NAMED_TYPE"))
    assert {number for number in range(1000) if named.fullmatch(str(number))} == {
        int(member) for member in MessageType
    }
    numbers = "(?:1[02]|[0-8])"
    assert all(
        numbers in terminal_pattern("status", name)
        for name in (
            "MESSAGE_BEFORE_COMMENT",
            "MESSAGE_BEFORE_TYPE",
            "MESSAGE_ONLY",
            "COMMENT",
            "COMMA_SPACE",
        )
    )


def test_literal_with_lookaround_is_encoded() -> None:
    assert module._single_text(r",(?!x)") == ","
    assert module._single_text(r"a\.b(?=c)") == "a.b"
    assert module._single_text(r"[ab]") is None
    assert module._single_text(r"a+") is None
    assert module._single_text("") == ""


@pytest.mark.parametrize(
    ("text", "position", "fields", "literals"),
    [
        ("abc", 0, ("status",), ()),
        ("1", 1, (), (",",)),
        ("1,x", 2, ("last_timestamp",), (",",)),
        ("1,2,3,4", 5, (), ()),
    ],
)
def test_mismatch_has_position_and_expectation(
    text: str, position: int, fields: tuple[str, ...], literals: tuple[str, ...]
) -> None:
    mismatch = line_rule("status", "sms_fmt1_all0").find_mismatch(text)
    assert mismatch is not None
    assert (mismatch.position, mismatch.fields, mismatch.literals) == (position, fields, literals)


def test_accepted_line_has_no_mismatch() -> None:
    assert line_rule("status", "sms_fmt1_all0").find_mismatch("1,2,3") is None


def test_unknown_rule_is_named() -> None:
    with pytest.raises(KeyError):
        line_rule("status", "no_such_rule")


def test_required_field_is_never_optional_in_a_rule() -> None:
    """Regression: an empty body was decoded as a created name without a number."""
    for codec in SINGLES:
        if codec.fmt < 2:
            for form in codec._wire.layouts:  # type: ignore[attr-defined]
                optional = {field.name for field in form.rule.in_order if field.optional}
                assert not optional & form.record.required, (codec, optional & form.record.required)


# ---- the compiler, on a grammar of its own: every construct of the real ones, once

TINY = r"""
runs_fmt1: "<" few "," some "," few_or_none "," any ">"
few: DIGITS
few_or_none: DIGITS?
some: LETTERS
any: LETTERS?

spelled_fmt1: sign "/" sign_or_none "/" picked "/" picked_or_none
sign: SIGNED
sign_or_none: SIGNED |
picked: DIGITS | BB | LETTERS | AA | FIRST
picked_or_none: SIGNED | LETTERS |

marks_form: COMMA few BLANKS some _end
_end: "." dotted | "!" any_number |
dotted: DIGITS
any_number: DIGITS -> more

alike_form_two: _head some
_head: "=" few ";" | "=" few ":" |

nested_fmt0: _outer
_outer: _inner some | "-" |
_inner: few ":" | "+"

same_fmt0: first ":" few _tail
first: DIGITS
_tail: "," few_or_none | ";" some

letters_tokens: (LETTERS | DIGITS)+

DIGITS: /[0-9]{1,3}/
LETTERS: /[a-z]+/
SIGNED: /-?[0-9]+/
FIRST.1: /x/
AA: /[A-C]/
BB: /[X-Z]/
COMMA: /,(?!x)/
BLANKS: / +/
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("grammars") / "tiny_grammars"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "tiny.lark").write_text(TINY, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder.parent)
        yield folder.name


@pytest.fixture
def tiny(package: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(module, "_ANCHOR", package)
    return "tiny"


COMPILED = {
    # A run of one character class becomes one group, possibly empty if it is optional.
    "runs_fmt1": (
        "<([0-9]{1,3}+),([a-z]++),([0-9]{0,3}+),([a-z]*+)>",
        ("few", "some", "few_or_none", "any"),
        "<,,,>",
    ),
    # Terminals have the lexer's order: priority, length of the match, length of the pattern, name.
    "spelled_fmt1": (
        "((?>-?[0-9]+))/((?>-?[0-9]+|))/((?>x|[a-z]+|[0-9]{1,3}|[A-C]|[X-Z]))/((?>-?[0-9]+|[a-z]+|))",
        ("sign", "sign_or_none", "picked", "picked_or_none"),
        "///",
    ),
    # Tokens with several spellings are not captured; alternatives have the lexer's order, the empty
    # one last.
    "marks_form": (
        r",(?!x)([0-9]{1,3}+)(?> +)([a-z]++)(?>!([0-9]{1,3}+)|\.([0-9]{1,3}+)|)",
        ("few", "some", "more", "dotted"),
        ",.!",
    ),
    # Alternatives with a common prefix are not decided by it.
    "alike_form_two": (
        "(?:=([0-9]{1,3}+);|=([0-9]{1,3}+):|)([a-z]++)",
        ("few", "few", "some"),
        "=;=:",
    ),
    "nested_fmt0": (r"(?>(?>([0-9]{1,3}+):|\+)([a-z]++)|\-|)", ("few", "some"), ":+-"),
}


@pytest.mark.parametrize("rule", COMPILED)
def test_rule_is_compiled_to_a_pattern(tiny: str, rule: str) -> None:
    compiled = LineRule(tiny, rule)
    assert (compiled.pattern.pattern, compiled.groups, "".join(compiled.literals)) == COMPILED[rule]
    assert compiled.fields == tuple(dict.fromkeys(compiled.groups))
    assert (compiled.grammar, compiled.name) == (tiny, rule)


def test_start_rules_are_listed(tiny: str) -> None:
    assert module.start_rules(tiny) == [*COMPILED, "same_fmt0"]
    assert module.token_rules(tiny) == ["letters_tokens"]
    assert module.has_rule(tiny, "runs_fmt1") and not module.has_rule(tiny, "runs_fmt2")
    assert terminal_pattern(tiny, "COMMA") == ",(?!x)"


def test_rule_tree_has_literals_tokens_fields_and_alternatives(tiny: str) -> None:
    """The tree distinguishes literals, fields and optional fields."""
    comma, few, blanks, some, end = LineRule(tiny, "marks_form").tree
    assert isinstance(comma, LiteralText) and (comma.text, comma.pattern) == (",", ",(?!x)")
    assert isinstance(blanks, TokenPattern) and blanks.pattern == " +"
    assert isinstance(few, Field) and (
        few.name,
        few.optional,
        [one.pattern for one in few.terminals],
    ) == ("few", False, ["[0-9]{1,3}"])
    assert isinstance(some, Field) and isinstance(end, Alternation)
    assert [
        [getattr(part, "text", None) or getattr(part, "name", None) for part in one]
        for one in end.alternatives
    ] == [[".", "dotted"], ["!", "more"], []]
    assert [
        isinstance(part, Field) and part.optional for part in LineRule(tiny, "runs_fmt1").tree
    ] == [*[False] * 5, True, False, True, False]


def test_head_ends_before_the_first_text(tiny: str) -> None:
    def head(rule: str, *texts: str) -> str:
        return LineRule(tiny, rule).head(lambda name: name in texts)

    assert head("runs_fmt1", "some", "any") == "<([0-9]{1,3}+),"
    assert head("runs_fmt1", "few") == "<"
    assert head("runs_fmt1") == COMPILED["runs_fmt1"][0]
    assert head("nested_fmt0", "some") == ""
    assert head("marks_form", "dotted") == ",(?!x)([0-9]{1,3}+)(?> +)([a-z]++)"


@pytest.mark.parametrize(
    ("rule", "text", "read"),
    [
        ("runs_fmt1", "<1,a,2,b>", {"few": "1", "some": "a", "few_or_none": "2", "any": "b"}),
        ("runs_fmt1", "<123,abc,,>", {"few": "123", "some": "abc", "few_or_none": "", "any": ""}),
        (
            "spelled_fmt1",
            "-1/2/x/-3",
            {"sign": "-1", "sign_or_none": "2", "picked": "x", "picked_or_none": "-3"},
        ),
        (
            "spelled_fmt1",
            "5//abc/",
            {"sign": "5", "sign_or_none": "", "picked": "abc", "picked_or_none": ""},
        ),
        (
            "spelled_fmt1",
            "5//Y/a",
            {"sign": "5", "sign_or_none": "", "picked": "Y", "picked_or_none": "a"},
        ),
        ("marks_form", ",12  b", {"few": "12", "some": "b"}),
        ("marks_form", ",1 a!7", {"few": "1", "some": "a", "more": "7"}),
        ("marks_form", ",1 a.7", {"few": "1", "some": "a", "dotted": "7"}),
        ("nested_fmt0", "1:b", {"few": "1", "some": "b"}),
        ("nested_fmt0", "-", {}),
        ("nested_fmt0", "", {}),
    ],
)
def test_pattern_agrees_with_lark(tiny: str, rule: str, text: str, read: dict[str, str]) -> None:
    compiled = LineRule(tiny, rule)
    assert compiled.match(text) == compiled.interpret(text) == read
    assert compiled.find_mismatch(text) is None


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        ("runs_fmt1", "", Mismatch(0, (), ("<",), None)),
        ("runs_fmt1", "x y,z", Mismatch(0, (), ("<",), None)),
        ("runs_fmt1", "<,", Mismatch(1, ("few",), (), None)),
        ("runs_fmt1", "<1,2", Mismatch(3, ("some",), (), None)),
        ("runs_fmt1", "<1,abc", Mismatch(6, (), (",",), "some")),
        ("runs_fmt1", "<1,abc,xy\r\nz", Mismatch(7, ("few_or_none",), (",",), None)),
        ("runs_fmt1", "<1,abc,,>x", Mismatch(9, (), (), None)),
        ("runs_fmt1", "<1234,a,,>", Mismatch(4, (), (",",), "few")),
        ("spelled_fmt1", "--1", Mismatch(0, ("sign",), (), None)),
        ("spelled_fmt1", "5//xy/", Mismatch(4, (), ("/",), "picked")),
        ("spelled_fmt1", "1/2/", Mismatch(4, ("picked",), (), None)),
        ("marks_form", ",1a", Mismatch(2, (), (), "few")),
        ("marks_form", ",1 a!", Mismatch(5, ("more",), (), None)),
        ("marks_form", ",1 a?", Mismatch(4, (), ("!", "."), "some")),
        ("nested_fmt0", "1", Mismatch(1, (), (":",), "few")),
        ("nested_fmt0", "-b", Mismatch(1, (), (), None)),
        ("nested_fmt0", "x", Mismatch(0, ("few",), ("+", "-"), None)),
        # Of several fields with equal patterns, the first unread one is reported.
        ("same_fmt0", "x", Mismatch(0, ("first",), (), None)),
        ("same_fmt0", "1:x", Mismatch(2, ("few",), (), None)),
        ("same_fmt0", "1:2,x", Mismatch(4, ("few_or_none",), (), None)),
        ("same_fmt0", "1:2;3", Mismatch(4, ("some",), (), None)),
    ],
)
def test_mismatch_has_all_attributes(tiny: str, rule: str, text: str, expected: Mismatch) -> None:
    compiled = LineRule(tiny, rule)
    assert compiled.find_mismatch(text) == expected
    assert compiled.match(text) is compiled.interpret(text) is None


def test_token_spans_agree_with_the_lexer(tiny: str) -> None:
    assert module.lexed(tiny, "LETTERS", "ab12c") == [(0, 2), (4, 5)]
    assert module.lexed(tiny, "LETTERS", "12") == module.lexed(tiny, "LETTERS", "") == []
