r"""Every pattern that the package compiles is free of super-linear backtracking; how that is seen, and what is excepted.

A pattern becomes a position automaton (each character class a state, each way from one to the next an edge) out of the parse
tree of ``re``. A backtracking matcher tries every path of it, so its work on a text is the number of paths:

* exponential if some state is reached from itself by one word in two ways: ``(a+)+``, ``(x|x)*``;
* polynomial if one word leads from a state p to itself, from p to another q, and from q to itself: ``a*a*``, ``(\S+):(\S*)``.

A search tries every beginning: a state before the first that takes anything, again and again. A look-ahead is a path that ends
nowhere. What stands in an atomic group or a possessive repeat is not tried again once it is left: two paths that part inside
cannot both get out, and behind ``[^,]*+`` there is no ``[^,]``. What cannot fail any more is never tried again. Bounded repeats
stand for themselves twice: they cost a factor, not a power.

The patterns are gathered in a process of their own, by listening to ``re`` while the package is imported and every codec built.
"""

from __future__ import annotations

import ast
import json
import re
import re._parser as re_parser
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from re._constants import (
    ANY,
    ASSERT,
    ASSERT_NOT,
    AT,
    AT_BEGINNING,
    AT_BEGINNING_STRING,
    AT_END,
    AT_END_STRING,
    ATOMIC_GROUP,
    BRANCH,
    CATEGORY,
    IN,
    LITERAL,
    MAX_REPEAT,
    MAXREPEAT,
    MIN_REPEAT,
    NEGATE,
    NOT_LITERAL,
    POSSESSIVE_REPEAT,
    RANGE,
    SUBPATTERN,
)  # fmt: skip
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

# ---- classes of characters, as the bits of a number

#: Octets, and of what is beyond them a letter, a digit, a separator, half a character, what XML forbids, an emoji.
_ALPHABET = [*range(256), 0x430, 0x660, 0x2028, 0x200F, 0x20AC, 0x3000, 0xD800, 0xFFFE, 0x1F600]
#: The beginning of the text is one more character, read once.
_BEGIN = 1 << len(_ALPHABET)
_ANY = _BEGIN - 1
_ALL = _ANY | _BEGIN
_LINE_BREAK = 1 << 10
_CATEGORIES = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w", "NOT_DIGIT": r"\D", "NOT_SPACE": r"\S", "NOT_WORD": r"\W"}


def _holds(op: Any, value: Any, code: int, flags: int) -> bool:
    """Whether one item of a class holds a character."""
    if flags & re.IGNORECASE and op is not CATEGORY:
        letter = chr(code)
        codes = {code, *(ord(one) for one in (letter.lower(), letter.upper()) if len(one) == 1)}
    else:
        codes = {code}
    if op is LITERAL:
        return value in codes
    if op is RANGE:
        return any(value[0] <= one <= value[1] for one in codes)
    if op is CATEGORY:
        name = str(value).removeprefix("CATEGORY_")
        kept = flags & re.ASCII
        return re.match(_CATEGORIES[name], chr(code), kept) is not None
    raise NotImplementedError(f"{op} in a class")


def _class(op: Any, value: Any, flags: int) -> int | None:
    """The characters of a node that takes one; None if it is no such node."""
    if op is ANY:
        return _ANY if flags & re.DOTALL else _ANY & ~_LINE_BREAK
    if op is LITERAL:
        return _of_items(((LITERAL, value),), flags)
    if op is NOT_LITERAL:
        return _of_items(((NEGATE, None), (LITERAL, value)), flags)
    return _of_items(tuple(value), flags) if op is IN else None


@cache
def _of_items(items: tuple[tuple[Any, Any], ...], flags: int) -> int:
    negated = items[0][0] is NEGATE
    found = 0
    for at, code in enumerate(_ALPHABET):
        if any(_holds(one, of, code, flags) for one, of in items[negated:]):
            found |= 1 << at
    if not negated and not found:
        return 1 << _ALPHABET.index(0x430)  # a letter beyond the alphabet: any one of those will do
    return _ANY & ~found if negated else found


# ---- the automaton


@dataclass
class _Edge:
    to: int
    mask: int
    exits: frozenset[int]


@dataclass
class _Part:
    """A piece of the automaton: how it begins, how it ends, and how it is passed without a character.

    A mask is what may come next; ``sure`` is whether nothing that is not a character stands in the way.
    """

    first: list[tuple[int, int]] = field(default_factory=list)
    last: list[tuple[int, int, bool]] = field(default_factory=list)
    empty: list[tuple[int, bool]] = field(default_factory=list)


class Automaton:
    """The positions of a pattern.

    Args:
        pattern: its text.
        flags: its flags.
        how: ``fullmatch``, ``match`` or ``search``.
    """

    def __init__(self, pattern: str | bytes, flags: int, how: str) -> None:
        tree = re_parser.parse(pattern, flags & ~re.DEBUG)
        self.masks: list[int] = []
        self._groups: list[frozenset[int]] = []
        self.edges: dict[int, list[_Edge]] = defaultdict(list)
        self._inside: tuple[int, ...] = ()
        self._count = 0
        flags = tree.state.flags
        whole = self._sequence(list(tree), flags)
        #: What is sure to match from here on fails no more.
        done = {position for position, _, sure in whole.last if sure} if how != "fullmatch" else set()
        if how == "search" and not any(sure for _, sure in whole.empty):
            self._search(list(tree), whole, flags)
        for position in done:
            self.edges.pop(position, None)
        for edges in self.edges.values():
            edges[:] = [edge for edge in edges if edge.to not in done]

    def _search(self, tree: list[Any], whole: _Part, flags: int) -> None:
        """The state before the first; two if what stood before decides whether the pattern may begin."""
        barred = self._barred(tree, flags)
        before = [self._position(_ANY & ~barred), *([self._position(barred)] if barred else [])]
        for start in before:
            for to in before:
                self._join(start, to, _ANY)
        for to, mask in whole.first:
            self._join(before[0], to, mask)

    def _barred(self, tree: list[Any], flags: int) -> int:
        """The characters behind which the pattern cannot begin."""
        op, value = tree[0]
        if op is SUBPATTERN:
            return self._barred(list(value[3]), (flags | value[1]) & ~value[2])
        if op is AT and value is AT_BEGINNING and flags & re.MULTILINE:
            return _ANY & ~_LINE_BREAK
        if op is ASSERT_NOT and value[0] < 0 and len(value[1]) == 1:
            return _class(value[1][0][0], value[1][0][1], flags) or 0
        return 0

    def _position(self, mask: int) -> int:
        self.masks.append(mask)
        self._groups.append(frozenset(self._inside))
        return len(self.masks) - 1

    def _join(self, start: int, to: int, mask: int) -> None:
        mask &= self.masks[to]
        if mask:
            self.edges[start].append(_Edge(to, mask, self._groups[start] - set(self._inside)))

    def _single(self, mask: int) -> _Part:
        position = self._position(mask)
        return _Part([(position, mask)], [(position, _ALL, True)])

    def _sequence(self, nodes: list[Any], flags: int) -> _Part:
        whole = _Part(empty=[(_ALL, True)])
        for op, value in nodes:
            whole = self._then(whole, self._node(op, value, flags))
        return whole

    def _then(self, one: _Part, two: _Part) -> _Part:
        for start, after, _ in one.last:
            for to, mask in two.first:
                self._join(start, to, after & mask)
        return _Part(
            one.first + [(to, mask & after) for after, _ in one.empty for to, mask in two.first],
            two.last + [(at, mask & after, sure and free) for at, mask, sure in one.last for after, free in two.empty],
            [(mask & after, sure and free) for mask, sure in one.empty for after, free in two.empty],
        )

    def _node(self, op: Any, value: Any, flags: int) -> _Part:
        mask = _class(op, value, flags)
        if mask is not None:
            return self._single(mask)
        if op is SUBPATTERN:
            return self._sequence(list(value[3]), (flags | value[1]) & ~value[2])
        if op is BRANCH:
            parts = [self._sequence(list(one), flags) for one in value[1]]
            return _Part(*([item for part in parts for item in getattr(part, name)] for name in ("first", "last", "empty")))
        if op is AT:
            return self._at(value, flags)
        if op in (ASSERT, ASSERT_NOT):
            # A look-behind has a width; a look-ahead is tried, and ends nowhere.
            ahead = self._atomic(list(value[1]), flags) if value[0] > 0 else _Part()
            return _Part(ahead.first, [], [(_ALL, False)])
        if op is ATOMIC_GROUP:
            return self._atomic(list(value), flags)
        if op in (MAX_REPEAT, MIN_REPEAT, POSSESSIVE_REPEAT):
            return self._repeat(op, value, flags)
        raise NotImplementedError(f"{op}: teach the scan, or do without")

    def _at(self, value: Any, flags: int) -> _Part:
        if value is AT_BEGINNING_STRING or (value is AT_BEGINNING and not flags & re.MULTILINE):
            return self._single(_BEGIN)
        if value is AT_END_STRING or (value is AT_END and not flags & re.MULTILINE):
            return _Part(empty=[(0, False)])
        return _Part(empty=[(_ALL, False)])

    def _atomic(self, nodes: list[Any], flags: int) -> _Part:
        if len(nodes) == 1 and nodes[0][0] is MAX_REPEAT:
            return self._repeat(POSSESSIVE_REPEAT, nodes[0][1], flags)
        outside = self._inside
        self._count += 1
        self._inside = (*outside, self._count)
        part = self._sequence(nodes, flags)
        self._inside = outside
        return part

    def _repeat(self, op: Any, value: Any, flags: int) -> _Part:
        least, most, body = value
        outside = self._inside
        nodes = list(body)
        if op is POSSESSIVE_REPEAT:
            self._count += 1
            self._inside = (*outside, self._count)
        make = self._atomic if op is POSSESSIVE_REPEAT else self._sequence
        whole = _Part(empty=[(_ALL, True)])
        few = min(least, 2)
        if most is MAXREPEAT or most > 1000:
            for _ in range(few - 1):
                whole = self._then(whole, make(nodes, flags))
            part = make(nodes, flags)
            for start, after, _ in part.last:
                for to, mask in part.first:
                    self._join(start, to, after & mask)
            single = _class(nodes[0][0], nodes[0][1], flags) if len(nodes) == 1 else None
            if op is POSSESSIVE_REPEAT and single is not None:
                # All of them were taken: none comes next.
                part = _Part(part.first, [(at, mask & ~single, sure) for at, mask, sure in part.last], part.empty)
                part.empty += [(_ALL & ~single, True)] if not few else []
            elif not few:
                part.empty += [(_ALL, True)]
            whole = self._then(whole, part)
        else:
            for _ in range(few):
                whole = self._then(whole, make(nodes, flags))
            rest = _Part(empty=[(_ALL, True)])
            for _ in range(min(most, max(few, 1) + 1) - few):
                rest = self._then(make(nodes, flags), rest)
                rest.empty.append((_ALL, True))
            whole = self._then(whole, rest)
        self._inside = outside
        return whole

    # ---- what is looked for

    def fault(self) -> str | None:
        """``exponential`` or ``polynomial`` and a word that, repeated, makes it so; None if the work is linear."""
        loops = self._loops()
        for loop in loops:
            for state in sorted(loop):
                word = self._word((state, state), (state, state), [loop, loop])
                if word is not None:
                    return f"exponential: {word!r}"
        reach = {start: self._reached(start) for loop in loops for start in loop}
        for one in loops:
            for two in loops:
                for p in sorted(one):
                    for q in sorted(two):
                        if one is not two and q in reach[p]:
                            between = {state for state in reach[p] | {p} if state == q or q in self._reached(state)}
                            word = self._word((p, p, q), (p, q, q), [one, between, two])
                            if word is not None:
                                return f"polynomial: {word!r}"
        return None

    def _word(self, start: tuple[int, ...], goal: tuple[int, ...], kept: list[Any]) -> str | None:
        """A word that leads from each state of ``start`` to that of ``goal`` at once, the first two on different ways."""
        none: frozenset[int] | None = None
        pending = [(start, none, "")]
        seen = {(start, none)}
        while pending:
            states, parted, word = pending.pop(0)
            for choice in self._steps(states, kept):
                mask = _ALL
                for edge in choice:
                    mask &= edge.mask
                if not mask:
                    continue
                now = self._parted(states[0], choice, parted)
                if now is False:
                    continue
                there = tuple(edge.to for edge in choice)
                letter = _ALPHABET[(mask & -mask).bit_length() - 1] if mask & _ANY else 0
                if there == goal and now is not None:
                    return word + chr(letter)
                if (there, now) not in seen:
                    seen.add((there, now))
                    pending.append((there, now, word + chr(letter)))
        return None

    def _parted(self, state: int, choice: tuple[_Edge, ...], parted: frozenset[int] | None) -> Any:
        """The atomic groups in which the first two ways have parted, None before that; False if one of them cannot be."""
        one, two = choice[:2]
        if parted is not None:
            return False if parted & (one.exits | two.exits) else parted
        if one is two:
            return None
        return False if one.exits != two.exits else self._groups[state] - one.exits

    def _steps(self, states: tuple[int, ...], kept: list[Any]) -> list[tuple[_Edge, ...]]:
        found: list[tuple[_Edge, ...]] = [()]
        for state, inside in zip(states, kept, strict=True):
            found = [(*so_far, edge) for so_far in found for edge in self.edges.get(state, ()) if edge.to in inside]
        return found

    @cache  # noqa: B019
    def _reached(self, start: int) -> frozenset[int]:
        found: set[int] = set()
        pending = [start]
        while pending:
            for edge in self.edges.get(pending.pop(), ()):
                if edge.to not in found:
                    found.add(edge.to)
                    pending.append(edge.to)
        return frozenset(found)

    def _loops(self) -> list[frozenset[int]]:
        """The sets of states that lead to one another."""
        return list({
            frozenset(other for other in self._reached(state) if state in self._reached(other))
            for state in list(self.edges)
            if state in self._reached(state)
        })  # fmt: skip


# ---- the patterns of the package


def collect() -> None:
    """Print every pattern that the package compiles, with the place that does; run in a process that has not imported it."""
    import importlib
    import pkgutil

    compile_ = re._compile  # type: ignore[attr-defined]
    found: set[tuple[str, int, str, int, bool, str]] = set()

    def listening(pattern: Any, flags: int) -> Any:
        frame: Any = sys._getframe(1)
        name = frame.f_code.co_name
        while frame is not None and frame.f_globals.get("__name__") in ("re", "functools"):
            name, frame = frame.f_code.co_name, frame.f_back
        module = frame.f_globals.get("__name__", "") if frame is not None else ""
        if module.startswith("smsc_codec") and isinstance(pattern, str | bytes):
            text = pattern if isinstance(pattern, str) else pattern.decode("latin-1")
            found.add((module, frame.f_lineno, text, int(flags), isinstance(pattern, bytes), name))
        return compile_(pattern, flags)

    re._compile = listening  # type: ignore[attr-defined]
    import hypothesis  # noqa: F401  # its entry point imports the strategies, which import it: it comes first

    import smsc_codec

    for info in pkgutil.walk_packages(smsc_codec.__path__, "smsc_codec."):
        if not info.name.endswith("__main__"):
            importlib.import_module(info.name)
    from smsc_codec import commands, errors, kinds
    from smsc_codec.callbacks.layouts import layouts
    from smsc_codec.logs.around import compiled
    from smsc_codec.logs.stamps import stamp
    from smsc_codec.smpp import receipts
    from smsc_codec.wires.grammar import _terminals, line_rule, token_rules
    from tests.everything import CODECS, rules

    assert CODECS
    layouts()
    for grammar, rule in rules():
        line_rule(grammar, rule)
    for kind in kinds.KINDS:
        if kind.terminal:
            kind.spelling.fullmatch("")
            kind.limits if kind.count else None  # noqa: B018
    for lenient in (True, False):
        try:
            receipts.decode(b"id:1 submit date:1 done date:2023-01-01 00:00 text:x", lenient=lenient)
        except errors.DecodeError as error:
            str(error)
    for request in ("/sys/status.php?psw=1", b"/sys/nothing.php?psw=1"):
        try:
            commands.parse(request)
        except errors.DecodeError as error:
            str(error)
    for rule in token_rules("logs"):
        compiled(rule.removesuffix("_tokens").upper())
    stamp(b"", (0, 0))
    for one in commands.REQUESTS:
        for parameter in one.parameters:
            parameter.surely_reads("")
    # What Lark reads with, when it has to say what is wrong: one terminal at one place.
    for grammar in sorted({grammar for grammar, _ in rules()}):
        found |= {("smsc_codec.grammars", 0, str(one.pattern.to_regexp()), 0, False, "match") for one in _terminals(grammar).values()}
    json.dump(sorted(found), sys.stdout)


@dataclass(frozen=True)
class Found:
    """One pattern: where it is made, and how it is used."""

    holder: str
    pattern: str | bytes
    flags: int
    how: str


_SEARCHES = frozenset({"search", "findall", "finditer", "sub", "subn", "split", "scanner"})
_MATCHES = frozenset({"match", "fullmatch"})
#: Matched at one place after another, which is a search by another name.
_WALKED = frozenset({"smsc_codec.wires.rows._begins"})


@cache
def patterns() -> tuple[Found, ...]:
    run = subprocess.run(
        [sys.executable, "-c", "from tests.house.test_patterns import collect; collect()"], capture_output=True, check=True, cwd=ROOT
    )
    uses = _uses()
    found: dict[Found, None] = {}
    for module, line, text, flags, octets, called in json.loads(run.stdout):
        holder = f"{module}.{_holder(module, line)}" if line else module
        used = uses[holder.rpartition(".")[2]] if called == "compile" else {called}
        if used & _SEARCHES or holder in _WALKED or not used & _MATCHES:
            how = "search"
        else:
            how = "match" if "match" in used else "fullmatch"
        found[Found(holder, text.encode("latin-1") if octets else text, flags, how)] = None
    return tuple(found | dict.fromkeys(_inline()))


def _inline() -> Iterator[Found]:
    """Patterns that stand inside a call, ``re.sub("x", ...)``, run or not."""
    for module, tree in _modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _base(node.func.value) == "re" and node.args:
                pattern, method = node.args[0], node.func.attr
                if method in _SEARCHES | _MATCHES and isinstance(pattern, ast.Constant) and isinstance(pattern.value, str | bytes):
                    assert len(node.args) < 4 and not node.keywords, "flags: compile it, then it is seen with them"
                    yield Found(f"{module}.{_holder(module, node.lineno)}", pattern.value, 0, method if method in _MATCHES else "search")


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / "smsc_codec").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        yield module, ast.parse(path.read_text("utf-8"))


def _source(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def _holder(module: str, line: int) -> str:
    """The name that a pattern is bound to: a variable, an attribute, or the function that makes it."""
    name = "?"
    for node in ast.walk(ast.parse(_source(module).read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.Assign | ast.AnnAssign) and node.lineno <= line <= (node.end_lineno or 0):
            if isinstance(node, ast.FunctionDef):
                name = node.name
                continue
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name | ast.Attribute):
                name = _base(target)
    return name


def _base(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    return _base(node.func if isinstance(node, ast.Call) else node.value) if isinstance(node, ast.Call | ast.Subscript) else "?"


def _uses() -> dict[str, set[str]]:
    """By the name of what is asked, the methods that the package asks of it."""
    uses: dict[str, set[str]] = defaultdict(set)
    for module, tree in _modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in _SEARCHES | _MATCHES:
                base = _base(node.value)
                uses[_holder(module, node.lineno) if base == "compile" else base].add(node.attr)
    return uses


#: What the scan finds and may stay: (holder, pattern), and why.
EXCEPTIONS: dict[tuple[str, str], str] = {
    ("smsc_codec.wires.grammar._START", r"^([a-z]\w*_(?:fmt|form)\w*)\s*:"): (
        "Reads this package's own grammars and no stranger's text. Quadratic in the occurrences of _fmt in one name, of which a "
        "name has one: 0.09 ms for status.lark (13 kB), 1.44 ms for sixteen of them in a row."
    ),
}


def test_every_pattern_is_linear() -> None:
    """But for the exceptions, each of which must be one."""
    faults = {(one.holder, str(one.pattern)): fault for one in patterns() if (fault := Automaton(one.pattern, one.flags, one.how).fault())}
    assert faults.keys() - EXCEPTIONS.keys() == set(), faults
    assert EXCEPTIONS.keys() - faults.keys() == set()


def _of_one(tree: Any) -> bool:
    """Whether a part takes one character in one way: ``re`` counts such turns instead of remembering them."""
    (op, value), *rest = tree
    return not rest and (op in (ANY, IN, LITERAL, NOT_LITERAL) or (op is SUBPATTERN and value[0] is None and _of_one(value[-1])))


def _framed(tree: Any) -> Iterator[str]:
    """The repeats without end that keep a frame for each turn: what gives back, of more than one character at a time."""
    for op, value in tree:
        if op in (MAX_REPEAT, MIN_REPEAT) and value[1] is MAXREPEAT and not _of_one(value[2]):
            yield str(op)
        inner: list[Any] = []
        if op in (MAX_REPEAT, MIN_REPEAT, POSSESSIVE_REPEAT):
            inner = [value[2]]
        elif op in (SUBPATTERN, ASSERT, ASSERT_NOT):
            inner = [value[-1]]
        elif op is BRANCH:
            inner = value[1]
        elif op is ATOMIC_GROUP:
            inner = [value]
        for one in inner:
            yield from _framed(one)


#: Patterns that keep a frame for each turn and may: whoever asks them cuts the text before.
FRAMED = frozenset({"smsc_codec.errors._SOMEBODYS"})


def test_no_pattern_keeps_a_frame_for_each_turn() -> None:
    """Eighty octets of memory for an octet of input: ``(?:,x)*`` has to be possessive."""
    assert {one.holder for one in patterns() if any(_framed(re_parser.parse(one.pattern, one.flags)))} == FRAMED
    for pattern, framed in (("(?:,x)*?y", True), ("(?=(?:a|bc)+d)", True), ("(?:,x)*+", False), ("(?s:.)+?(?=x)", False), ("(a{2}){1,9}", False)):
        assert any(_framed(re_parser.parse(pattern))) is framed, pattern


def test_the_patterns_are_all_there() -> None:
    """Of every module that uses ``re``, and of every grammar; and what is searched for is seen as that."""
    found = patterns()
    assert len(found) > 150
    users = {
        module
        for module, tree in _modules()
        if any(isinstance(node, ast.Attribute) and _base(node.value) == "re" and node.attr in _SEARCHES | _MATCHES | {"compile"} for node in ast.walk(tree))
    }
    assert users == {one.holder.rpartition(".")[0] for one in found} - {"smsc_codec"}
    how = {one.holder: one.how for one in found}
    assert (how["smsc_codec.wires.form._PAIR"], how["smsc_codec.errors._SOMEBODYS"], how["smsc_codec.wires.rows._begins"]) == ("search",) * 3
    assert (how["smsc_codec.wires.grammar.pattern"], how["smsc_codec.wires.markup._fast"]) == ("fullmatch", "match")


@pytest.mark.parametrize(
    ("pattern", "how", "fault"),
    [
        ("(a+)+b", "match", "exponential: 'a'"), ("(x|x)*y", "match", "exponential: 'x'"), ("(?:a|aa)+b", "match", "exponential"),
        ("(a*)*b", "match", "exponential"), ("(?:[0-9]{1,20})*x", "match", "exponential"), (r"(?:\s*,?\s*a?)*;", "match", "exponential"),
        ("a*a*b", "match", "polynomial: 'a'"), (r"(\S+):(\S*)\s", "match", "polynomial"), ("(.*),(.*);", "match", "polynomial"),
        (r"(?s:.*)[0-9]+x", "match", "polynomial"), ("(?=.*;).*a", "match", None), ("(?:.(?=.*;))*a", "match", "polynomial"),
        ("[^&=]+=", "search", "polynomial"), ("[^&=]++=", "search", "polynomial"), (" +$", "search", "polynomial"), ('"[^;]*;', "search", "polynomial"),
        ("[A-Z]+;", "search", "polynomial"), ("(?i:a)+A*;", "match", "polynomial"), (b"a*a*b", "match", "polynomial"), ("a*", "fullmatch", None),
        ("a*a*", "match", None), ("a*a*", "fullmatch", "polynomial"), (".+", "search", None), ("[a-z]+", "search", None),
        ("a++b", "match", None), ("(?>a+)+b", "match", None), ("(?>a+)a*b", "match", None), ("[^,]*,[^,]*;", "match", None), ("(?:,[^,]*)*;", "match", None),
        (r"\A[^&=]+=", "search", None), ("(?<![^&])[^&=]++=", "search", None), (r"(?:\A|&)([^&=]++)=([^&]*+)", "search", None), ("(?:a|b)*c", "match", None),
        ("((?>(?s:.+)(?=, x = ))), x = ((?s:.*))", "fullmatch", None), ("((?:(?s:.+)(?=, x = ))), x = ((?s:.*))", "fullmatch", "polynomial"),
        ("[0-9]{1,20}[0-9]{1,20}x", "match", None), ("(?:, [a-z]+ = [^,]*+)+", "fullmatch", None),
    ],
)  # fmt: skip
def test_the_scan_knows_bad_from_good(pattern: str | bytes, how: str, fault: str | None) -> None:
    found = Automaton(pattern, 0, how).fault()
    assert (found or "").startswith(fault or "") and (found is None) is (fault is None), found
