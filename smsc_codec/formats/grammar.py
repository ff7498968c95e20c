"""Grammar rules of lines, and their compilation to regular expressions.

The Lark rule of a line is converted to a tree of :class:`LiteralText`, :class:`TokenPattern`,
:class:`Field` and :class:`Alternation`. The regular expression that decodes the line, and the code
that encodes it, are generated from the tree. Lark itself parses a line only if the regular
expression does not match, for the diagnosis, and in property tests, as the reference.

The grammars follow three conventions:

* A rule whose name begins with ``_`` is punctuation and is inlined. Every other rule below the
  start rule is a field, named after the rule or its alias.
* Every alternative is decoded. The first alternative that contains all fields that have a value is
  encoded.
* Punctuation is encoded if it matches a single text: a literal, or a terminal that is a literal
  with look-around assertions. A terminal that matches several texts is decoded only.
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

#: The package that contains the grammars.
_ANCHOR = "smsc_codec.grammars"
#: A terminal that is a repeated character class.
_RUN = re.compile(r"(?P<cls>\[[^\]]*\])(?:\+|\{1,(?P<max>[0-9]+)\})")
_TOKENS = re.compile(r"^([a-z]\w*_tokens)\s*:", re.MULTILINE)
_START = re.compile(r"^([a-z]\w*_(?:fmt|form)\w*)\s*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class LiteralText:
    """Punctuation that matches a single text, which is encoded."""

    text: str
    pattern: str
    order: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class TokenPattern:
    """A terminal of a field, or punctuation that matches several texts and is not encoded."""

    pattern: str
    order: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: one of its terminals, or the empty text if ``optional``."""

    name: str
    terminals: tuple[TokenPattern, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Alternation:
    """Alternatives in the order of the grammar; an alternative may be empty."""

    alternatives: tuple[tuple[Node, ...], ...]


Node: TypeAlias = "LiteralText | TokenPattern | Field | Alternation"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The position where Lark stopped, and what it expected there.

    Args:
        position: the offset of the first character that was rejected.
        fields: the fields that could begin there.
        literals: the punctuation that could occur there.
        preceding: the field that ends there, which may be incomplete.
    """

    position: int
    fields: tuple[str, ...]
    literals: tuple[str, ...]
    preceding: str | None


def start_rules(name: str) -> list[str]:
    """Return the start rules of a grammar: those with ``_fmt`` or ``_form`` in their names."""
    return _START.findall(_source(name))


def token_rules(name: str) -> list[str]:
    """Return the token rules of a grammar: each consists of the terminal that it is named after."""
    return _TOKENS.findall(_source(name))


def _source(name: str) -> str:
    return files(_ANCHOR).joinpath(f"{name}.lark").read_text("utf-8")


@cache
def _grammar(name: str) -> Lark:
    """Load the rules and terminals of a grammar, without building a parser."""
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
    """Return the regular expression of a terminal, as text."""
    return str(_terminals(grammar)[terminal].pattern.to_regexp())


def lexed(grammar: str, terminal: str, text: str) -> list[tuple[int, int]]:
    """Return the spans of a terminal that Lark's lexer finds in a text.

    It is the reference for a search with the terminal's pattern. The grammar must have a token rule
    for the terminal.
    """
    tokens = _lexer(grammar, f"{terminal.lower()}_tokens").lex(text)
    return [
        (token.start_pos or 0, token.end_pos or 0) for token in tokens if token.type == terminal
    ]


@cache
def _lexer(grammar: str, rule: str) -> Lark:
    """Return a lexer of the terminals of one token rule."""
    return Lark.open_from_package(
        _ANCHOR, f"{grammar}.lark", start=rule, parser="lalr", lexer="basic"
    )


def has_rule(grammar: str, name: str) -> bool:
    """Return whether a grammar has a start rule with this name."""
    return name in _rules(grammar)


@cache
def line_rule(grammar: str, name: str) -> LineRule:
    """Return the compiled start rule of a grammar.

    Raises:
        KeyError: the grammar has no such start rule.
    """
    if not has_rule(grammar, name):
        raise KeyError(f"grammars/{grammar}.lark has no rule {name}")
    return LineRule(grammar, name)


class LineRule:
    """The rule of a line: its tree, its regular expression, and its Lark parser.

    Args:
        grammar: the grammar's file name without ``.lark``.
        name: the start rule.
    """

    def __init__(self, grammar: str, name: str) -> None:
        self.grammar = grammar
        self.name = name
        self.tree: tuple[Node, ...] = tuple(self._symbol(name))
        #: The fields in the order of the groups of the pattern. A name may occur in several
        #: alternatives.
        self.in_order: tuple[Field, ...] = tuple(_fields(self.tree))
        self.groups: tuple[str, ...] = tuple(field.name for field in self.in_order)
        self.fields: tuple[str, ...] = tuple(dict.fromkeys(self.groups))
        self.pattern: re.Pattern[str] = re.compile("".join(map(_regexp, self.tree)))

    def head(self, is_text: Callable[[str], bool]) -> str:
        """Return the beginning of the pattern, up to the first part that contains a text field.

        Args:
            is_text: whether the field with a name is a text.
        """
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
        """The literal texts of the rule."""
        return tuple(_literals(self.tree))

    @cached_property
    def ending(self) -> frozenset[str]:
        """The fields whose terminals end with a look-ahead assertion, and so depend on the text
        that follows.
        """
        return frozenset(
            field.name
            for field in self.in_order
            if all(_ends_with_lookahead(token.pattern) for token in field.terminals)
        )

    # ---- Conversion of Lark rules to a tree

    def _symbol(self, origin: str) -> Iterator[Node]:
        """Yield the parts of a rule; a rule with alternatives is a single part."""
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
        only = _single_text(token.pattern)
        return token if only is None else LiteralText(only, token.pattern, token.order)

    # ---- Parsing with Lark

    @cached_property
    def _parser(self) -> Lark:
        return Lark.open_from_package(
            _ANCHOR, f"{self.grammar}.lark", start=self.name, parser="lalr"
        )

    def interpret(self, text: str) -> dict[str, str] | None:
        """Return the texts of the fields, by name, as Lark parses them; None if it rejects
        ``text``.
        """
        tree = self._parse(text)
        if isinstance(tree, UnexpectedInput):
            return None
        return {
            str(part.data): "".join(map(str, part.children))
            for part in tree.children
            if isinstance(part, Tree)
        }

    def match(self, text: str) -> dict[str, str] | None:
        """Return the texts of the fields, by name, as the compiled pattern matches them."""
        found = self.pattern.fullmatch(text)
        if found is None:
            return None
        return {
            name: part
            for name, part in zip(self.groups, found.groups(), strict=True)
            if part is not None
        }

    def find_mismatch(self, text: str) -> Mismatch | None:
        """Return why Lark rejects ``text``; None if it accepts it."""
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
        fields, literals = self._mismatch_from(set(names), _parsed_fields(error))
        at = position or 0
        # A literal that is present was rejected because of the text around it. Of two literals that
        # differ in a final space, the shorter one is sufficient.
        missing = tuple(
            literal
            for literal in literals
            if not text.startswith(literal, at)
            and not (literal[-1] == " " and literal[:-1] in literals)
        )
        return Mismatch(at, fields, missing, self._preceding_field(error))

    def _parse(self, text: str) -> Tree[Token] | UnexpectedInput:
        """Parse a text; errors of Lark are returned, not raised."""
        try:
            return self._parser.parse(text)
        except UnexpectedInput as error:
            return error

    def _mismatch_from(
        self, names: set[str], parsed: set[str]
    ) -> tuple[tuple[str, ...], list[str]]:
        """Return the fields and the literals of the terminals with these names, except fields
        already parsed.
        """
        definitions = _terminals(self.grammar)
        patterns = {definitions[name].pattern.to_regexp() for name in names if name in definitions}
        fields = []
        for field in _fields(self.tree):
            if field.name not in parsed and not patterns.isdisjoint(
                token.pattern for token in field.terminals
            ):
                patterns -= {token.pattern for token in field.terminals}
                fields.append(field.name)
        return tuple(fields), sorted(
            {only for pattern in patterns if (only := _single_text(pattern)) is not None}
        )

    def _preceding_field(self, error: UnexpectedInput) -> str | None:
        """Return the field that ends where Lark stopped.

        Its token is on the stack, and it would be reduced whatever token follows.
        """
        state = error.state
        rules = [
            rule
            for _, rule in state.parse_conf.states[state.position].values()
            if isinstance(rule, Rule) and rule.expansion
        ]
        names = (str(rule.alias or rule.origin.name) for rule in rules)
        return next((name for name in names if name in self.fields), None)


def _parsed_fields(error: UnexpectedInput) -> set[str]:
    """Return the fields that were parsed before the error: the trees on the parser's stack."""
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
    """Return the sort key of a terminal in the order of Lark's lexer."""
    pattern = terminal.pattern
    return (-terminal.priority, -pattern.max_width, -len(pattern.value), terminal.name)


def _single_text(pattern: str) -> str | None:
    """Return the only text that a pattern matches, disregarding look-around; None if it matches
    several.
    """
    literal = []
    for operation, value in re_parser.parse(pattern):
        if operation is LITERAL:
            literal.append(chr(value))
        elif operation not in (ASSERT, ASSERT_NOT):
            return None
    return "".join(literal)


def _ends_with_lookahead(pattern: str) -> bool:
    """Return whether a pattern ends with a look-ahead assertion."""
    return re_parser.parse(pattern)[-1][0] is ASSERT


def _token(definition: TerminalDef) -> TokenPattern:
    return TokenPattern(str(definition.pattern.to_regexp()), _order(definition))


def _fields(nodes: tuple[Node, ...]) -> Iterator[Field]:
    """Yield the fields below ``nodes``, in the order of their groups in the pattern."""
    for node in nodes:
        if isinstance(node, Field):
            yield node
        elif isinstance(node, Alternation):
            for alternative in _in_lexer_order(node):
                yield from _fields(alternative)


# ---- Conversion of a tree to a regular expression

# A lexer does not backtrack into a token, so the groups are atomic.


def _regexp(node: Node) -> str:
    if isinstance(node, LiteralText):
        return node.pattern
    if isinstance(node, TokenPattern):
        return f"(?>{node.pattern})"
    if isinstance(node, Field):
        tokens = [token.pattern for token in sorted(node.terminals, key=lambda token: token.order)]
        run = _RUN.fullmatch(tokens[0])
        if run and len(tokens) == 1:
            # A repeated character class is the most common terminal; a possessive quantifier is
            # faster than an atomic group.
            least = 0 if node.optional else 1
            return (
                f"({run['cls']}{{{least},{run['max']}}}+)"
                if run["max"]
                else f"({run['cls']}{'*' if node.optional else '+'}+)"
            )
        return f"((?>{'|'.join(tokens)}{'|' if node.optional else ''}))"
    alternatives = _in_lexer_order(node)
    first = [_first(alternative) for alternative in alternatives]
    # If the alternatives begin with different tokens, the first token decides; otherwise
    # backtracking is necessary.
    group = "(?>" if len(set(first)) == len(first) else "(?:"
    return (
        group + "|".join("".join(map(_regexp, alternative)) for alternative in alternatives) + ")"
    )


def _in_lexer_order(alternation: Alternation) -> list[tuple[Node, ...]]:
    return sorted(
        alternation.alternatives, key=lambda alternative: (not alternative, _first(alternative))
    )


def _first(alternative: tuple[Node, ...]) -> tuple[object, ...]:
    """Return the sort key of the first token of an alternative."""
    if not alternative:
        return ()
    node = alternative[0]
    if isinstance(node, LiteralText | TokenPattern):
        return node.order
    if isinstance(node, Field):
        return min(token.order for token in node.terminals)
    return min(_first(inner) for inner in node.alternatives if inner)
