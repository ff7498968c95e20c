"""Lark: the only door to it, and the compiler of its rules.

A line's rule is turned into a tree of :class:`LiteralText`, :class:`TokenPattern`, :class:`Field` and :class:`Alternation`; from the tree
come the regular expression that reads the line and the walk that writes it. Lark itself parses the line only when
the expression does not match, to say where and what was expected, and in the laws, as the oracle.

Three conventions of ours, and no more:

* a rule whose name begins with ``_`` is punctuation and is inlined; every other rule below the start is a field,
  named by the rule (or by its alias);
* every alternative is read; the first one that has a place for all that there is to say is written;
* punctuation is written by what spells one text only: a literal, or a terminal that is a literal but for what it
  looks at around it. A terminal that stands for many spellings is only read.
"""

from __future__ import annotations

import re
import re._parser as re_parser
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from re._constants import ASSERT, ASSERT_NOT, LITERAL
from typing import TYPE_CHECKING, TypeAlias

from lark import (
    Lark,
    Token,
    Tree,
    UnexpectedCharacters,
    UnexpectedEOF,
    UnexpectedInput,
    UnexpectedToken,
)
from lark.grammar import Rule, Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lark.lexer import TerminalDef

__all__ = [
    "Alternation",
    "Field",
    "LineRule",
    "LiteralText",
    "Mismatch",
    "Node",
    "TokenPattern",
    "has_rule",
    "lexed",
    "line_rule",
    "start_rules",
    "terminal_pattern",
    "token_rules",
]

#: The grammars are package data of this anchor, always named by this string.
_ANCHOR = "smsc_codec.grammars"
#: A terminal that is one character class, repeated.
_RUN = re.compile(r"(?P<of>\[[^\]]*\])(?:\+|\{1,(?P<most>[0-9]+)\})")
_TOKENS = re.compile(r"^([a-z]\w*_tokens)\s*:", re.MULTILINE)
_START = re.compile(r"^([a-z]\w*_(?:fmt|form)\w*)\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LiteralText:
    """TokenPattern that has one spelling: read by its pattern, written as it stands."""

    text: str
    pattern: str
    order: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class TokenPattern:
    """A terminal of a field, or punctuation that has many spellings: read, never written."""

    pattern: str
    order: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: one of some terminals, or nothing if ``optional``."""

    name: str
    terminals: tuple[TokenPattern, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Alternation:
    """Alternatives, in the order of the grammar; an alternative may be empty."""

    alternatives: tuple[tuple[Node, ...], ...]


Node: TypeAlias = "LiteralText | TokenPattern | Field | Alternation"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Where Lark stopped, and what it would have taken.

    Args:
        position: the first character that it did not take.
        fields: the fields that could have begun there.
        literals: the punctuation that could have stood there and does not, as it is written.
        behind: the field that ends there; what is wrong may be the rest of it.
    """

    position: int
    fields: tuple[str, ...]
    literals: tuple[str, ...]
    behind: str | None


def start_rules(name: str) -> list[str]:
    """The start rules of a grammar: those with ``_fmt`` or ``_form`` in their names."""
    return _START.findall(_source(name))


def token_rules(name: str) -> list[str]:
    """The rules of tokens of a grammar: each is of the terminal that names it."""
    return _TOKENS.findall(_source(name))


def _source(name: str) -> str:
    return files(_ANCHOR).joinpath(f"{name}.lark").read_text("utf-8")


@cache
def _grammar(name: str) -> Lark:
    """A grammar's rules and terminals, without any parser: every rule of a line, or of tokens, is a start."""
    return Lark.open_from_package(
        _ANCHOR,
        f"{name}.lark",
        start=start_rules(name) + token_rules(name),
        parser=None,
        lexer="basic",
    )


@cache
def _terminals(name: str) -> dict[str, TerminalDef]:
    return {terminal.name: terminal for terminal in _grammar(name).terminals}


@cache
def _rules(name: str) -> dict[str, list[Rule]]:
    rules: dict[str, list[Rule]] = {}
    for rule in _grammar(name).rules:
        rules.setdefault(rule.origin.name, []).append(rule)
    return {origin: sorted(found, key=lambda rule: rule.order) for origin, found in rules.items()}


@cache
def terminal_pattern(grammar: str, terminal: str) -> str:
    """A terminal of a grammar as the text of a regular expression."""
    return str(_terminals(grammar)[terminal].pattern.to_regexp())


def lexed(grammar: str, terminal: str, text: str) -> list[tuple[int, int]]:
    """Where Lark's lexer sees a terminal in a text of tokens: what a search for its pattern is held to. The rule of the
    tokens is named by the terminal.
    """
    tokens = _lexer(grammar, f"{terminal.lower()}_tokens").lex(text)
    return [
        (token.start_pos or 0, token.end_pos or 0) for token in tokens if token.type == terminal
    ]


@cache
def _lexer(grammar: str, rule: str) -> Lark:
    """The terminals of one rule of tokens, without the grammar's others."""
    return Lark.open_from_package(
        _ANCHOR, f"{grammar}.lark", start=rule, parser="lalr", lexer="basic"
    )


def has_rule(grammar: str, name: str) -> bool:
    """Whether a grammar has a start rule of this name."""
    return name in _rules(grammar)


@cache
def line_rule(grammar: str, name: str) -> LineRule:
    """A start rule of a grammar, compiled.

    Raises:
        KeyError: the grammar has no such start rule.
    """
    if not has_rule(grammar, name):
        raise KeyError(f"grammars/{grammar}.lark has no rule {name}")
    return LineRule(grammar, name)


class LineRule:
    """A line's rule: its tree, its regular expression, and Lark's own reading of it.

    Args:
        grammar: the grammar's file name without ``.lark``.
        name: the start rule.
    """

    def __init__(self, grammar: str, name: str) -> None:
        self.grammar = grammar
        self.name = name
        self.tree: tuple[Node, ...] = tuple(self._symbol(name))
        #: The fields in the order of the pattern's groups; a name may come more than once, in different alternatives.
        self.in_order: tuple[Field, ...] = tuple(_fields(self.tree))
        self.groups: tuple[str, ...] = tuple(field.name for field in self.in_order)
        self.fields: tuple[str, ...] = tuple(dict.fromkeys(self.groups))
        self.pattern: re.Pattern[str] = re.compile("".join(map(_regexp, self.tree)))

    def head(self, is_text: Callable[[str], bool]) -> str:
        """The beginning of the pattern, up to the first part that can hold a text."""
        first = next(
            (
                i
                for i, node in enumerate(self.tree)
                if any(is_text(field.name) for field in _fields((node,)))
            ),
            None,
        )
        return "".join(map(_regexp, self.tree[:first]))

    @property
    def literals(self) -> tuple[str, ...]:
        """The literals of the rule."""
        return tuple(_literals(self.tree))

    @cached_property
    def ending(self) -> frozenset[str]:
        """The fields that are read only if what has to stand behind them does: their terminals look for it."""
        return frozenset(
            field.name
            for field in self.in_order
            if all(_looks_behind(token.pattern) for token in field.terminals)
        )

    # ---- from Lark's rules to a tree

    def _symbol(self, origin: str) -> Iterator[Node]:
        """The parts of a rule; one that has alternatives is one part."""
        rules = _rules(self.grammar)[origin]
        if len(rules) == 1:
            yield from self._sequence(rules[0])
        else:
            yield Alternation(tuple(tuple(self._sequence(rule)) for rule in rules))

    def _sequence(self, rule: Rule) -> Iterator[Node]:
        for symbol in rule.expansion:
            if isinstance(symbol, Terminal):
                yield self._terminal(symbol)
            elif symbol.name.startswith("_"):
                yield from self._symbol(symbol.name)
            else:
                yield self._field(symbol.name)

    def _field(self, origin: str) -> Field:
        rules = _rules(self.grammar)[origin]
        terminals = [
            _token(_terminals(self.grammar)[part.name]) for rule in rules for part in rule.expansion
        ]
        return Field(
            str(rules[0].alias or origin),
            tuple(terminals),
            any(not rule.expansion for rule in rules),
        )

    def _terminal(self, symbol: Terminal) -> LiteralText | TokenPattern:
        token = _token(_terminals(self.grammar)[symbol.name])
        only = _only_spelling(token.pattern)
        return token if only is None else LiteralText(only, token.pattern, token.order)

    # ---- Lark's own reading

    @cached_property
    def _parser(self) -> Lark:
        return Lark.open_from_package(
            _ANCHOR, f"{self.grammar}.lark", start=self.name, parser="lalr"
        )

    def interpret(self, text: str) -> dict[str, str] | None:
        """What Lark reads: the texts of the fields that are there, by name; None if it refuses ``text``."""
        tree = self._parse(text)
        if isinstance(tree, UnexpectedInput):
            return None
        return {
            str(part.data): "".join(map(str, part.children))
            for part in tree.children
            if isinstance(part, Tree)
        }

    def match(self, text: str) -> dict[str, str] | None:
        """What the compiled pattern reads, in the same form."""
        found = self.pattern.fullmatch(text)
        if found is None:
            return None
        return {
            name: part
            for name, part in zip(self.groups, found.groups(), strict=True)
            if part is not None
        }

    def find_mismatch(self, text: str) -> Mismatch | None:
        """Why Lark refuses ``text``; None if it does not."""
        error = self._parse(text)
        if not isinstance(error, UnexpectedInput):
            return None
        if isinstance(error, UnexpectedCharacters):
            position, names = error.pos_in_stream, error.allowed or set()
        elif isinstance(error, UnexpectedToken) and error.token.type != "$END":
            position, names = error.token.start_pos, error.accepts or error.expected
        else:
            position = len(text)
            names = (
                set(error.expected) if isinstance(error, UnexpectedEOF | UnexpectedToken) else set()
            )
        fields, literals = self._mismatch_from(set(names), _seen(error))
        at = position or 0
        # A literal may be there and refused, for what stands around it; and many may have a blank behind them.
        told = tuple(
            one
            for one in literals
            if not text.startswith(one, at) and not (one[-1] == " " and one[:-1] in literals)
        )
        return Mismatch(at, fields, told, self._ended(error))

    def _parse(self, text: str) -> Tree[Token] | UnexpectedInput:
        """The wall: whatever Lark has to say comes back as a value."""
        try:
            return self._parser.parse(text)
        except UnexpectedInput as error:
            return error

    def _mismatch_from(self, names: set[str], seen: set[str]) -> tuple[tuple[str, ...], list[str]]:
        """The fields and the literals that terminals of these names are."""
        definitions = _terminals(self.grammar)
        patterns = {definitions[name].pattern.to_regexp() for name in names if name in definitions}
        fields = []
        for field in _fields(self.tree):
            if field.name not in seen and not patterns.isdisjoint(
                token.pattern for token in field.terminals
            ):
                patterns -= {token.pattern for token in field.terminals}
                fields.append(field.name)
        return tuple(fields), sorted(
            {only for pattern in patterns if (only := _only_spelling(pattern)) is not None}
        )

    def _ended(self, error: UnexpectedInput) -> str | None:
        """The field that ends where Lark stopped: its token is on the stack, and all that may follow makes the field of it."""
        state = error.state
        rules = [
            rule
            for _, rule in state.parse_conf.states[state.position].values()
            if isinstance(rule, Rule) and rule.expansion
        ]
        names = (str(rule.alias or rule.origin.name) for rule in rules)
        return next((name for name in names if name in self.fields), None)


def _seen(error: UnexpectedInput) -> set[str]:
    """The fields that were read before the error: the trees on the parser's stack."""
    stack = getattr(getattr(error, "state", None), "value_stack", ())
    return {
        str(tree.data) for item in stack if isinstance(item, Tree) for tree in item.iter_subtrees()
    }


def _literals(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, LiteralText):
            yield node.text
        elif isinstance(node, Alternation):
            for alternative in node.alternatives:
                yield from _literals(alternative)


def _order(terminal: TerminalDef) -> tuple[object, ...]:
    """The order in which Lark's lexer tries terminals."""
    pattern = terminal.pattern
    return (-terminal.priority, -pattern.max_width, -len(pattern.value), terminal.name)


def _only_spelling(pattern: str) -> str | None:
    """The one text that a pattern matches, whatever it demands of the text around it; None if there are several."""
    literal = []
    for what, value in re_parser.parse(pattern):
        if what is LITERAL:
            literal.append(chr(value))
        elif what not in (ASSERT, ASSERT_NOT):
            return None
    return "".join(literal)


def _looks_behind(pattern: str) -> bool:
    """Whether a pattern ends with what has to stand behind it."""
    return re_parser.parse(pattern)[-1][0] is ASSERT


def _token(definition: TerminalDef) -> TokenPattern:
    return TokenPattern(str(definition.pattern.to_regexp()), _order(definition))


def _fields(nodes: tuple[Node, ...]) -> Iterator[Field]:
    """The fields below ``nodes``, in the order in which their groups open in the pattern."""
    for node in nodes:
        if isinstance(node, Field):
            yield node
        elif isinstance(node, Alternation):
            for alternative in _in_lexer_order(node):
                yield from _fields(alternative)


# ---- from the tree to a regular expression. A lexer never gives back what it took, hence the atomic groups.


def _regexp(node: Node) -> str:
    if isinstance(node, LiteralText):
        return node.pattern
    if isinstance(node, TokenPattern):
        return f"(?>{node.pattern})"
    if isinstance(node, Field):
        tokens = [token.pattern for token in sorted(node.terminals, key=lambda token: token.order)]
        run = _RUN.fullmatch(tokens[0])
        if run and len(tokens) == 1:
            # The commonest terminal, a run of one class, in its cheapest form: possessive, and from none if optional.
            least = 0 if node.optional else 1
            return (
                f"({run['of']}{{{least},{run['most']}}}+)"
                if run["most"]
                else f"({run['of']}{'*' if node.optional else '+'}+)"
            )
        return f"((?>{'|'.join(tokens)}{'|' if node.optional else ''}))"
    alternatives = _in_lexer_order(node)
    first = [_first(alternative) for alternative in alternatives]
    # Where the next token decides, Lark is committed by it; where two alternatives begin alike, it looks further.
    group = "(?>" if len(set(first)) == len(first) else "(?:"
    return (
        group + "|".join("".join(map(_regexp, alternative)) for alternative in alternatives) + ")"
    )


def _in_lexer_order(choice: Alternation) -> list[tuple[Node, ...]]:
    return sorted(
        choice.alternatives, key=lambda alternative: (not alternative, _first(alternative))
    )


def _first(alternative: tuple[Node, ...]) -> tuple[object, ...]:
    """The lexer's order of the token that an alternative begins with."""
    if not alternative:
        return ()
    node = alternative[0]
    if isinstance(node, LiteralText | TokenPattern):
        return node.order
    if isinstance(node, Field):
        return min(token.order for token in node.terminals)
    return min(_first(inner) for inner in node.alternatives if inner)
