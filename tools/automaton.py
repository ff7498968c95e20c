r"""Detect patterns whose matching time can be super-linear.

The parse tree of ``re`` is converted to a position automaton: each character class is a state, each
transition an edge. A backtracking matcher tries every path, so its work on a text is the number of
paths:

* exponential if one word leads from a state to itself in two ways: ``(a+)+``, ``(x|x)*``;
* polynomial if one word leads from a state p to itself, from p to another state q, and from q to
  itself: ``a*a*``, ``(\S+):(\S*)``.

A search tries every start position; it is modelled as an initial state that accepts any character
repeatedly. A look-ahead is a path without an end. An atomic group or a possessive repeat is not
re-entered after it matched: two paths that diverge inside it cannot both leave, and ``[^,]`` cannot
match right after ``[^,]*+``. A match that can no longer fail is not retried. Bounded repeats are
unrolled twice, since they add a factor rather than a power.
"""

from __future__ import annotations

import re
import re._parser as re_parser
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
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
)
from typing import Any

#: All bytes; beyond them a letter, a digit, separators, a surrogate, a character forbidden in XML,
#: an emoji.
_ALPHABET = [*range(256), 0x430, 0x660, 0x2028, 0x200F, 0x20AC, 0x3000, 0xD800, 0xFFFE, 0x1F600]
#: The beginning of the text is modelled as one more character.
_BEGIN = 1 << len(_ALPHABET)
_ANY = _BEGIN - 1
_ALL = _ANY | _BEGIN
_LINE_BREAK = 1 << 10
_CATEGORIES = {
    "DIGIT": r"\d",
    "SPACE": r"\s",
    "WORD": r"\w",
    "NOT_DIGIT": r"\D",
    "NOT_SPACE": r"\S",
    "NOT_WORD": r"\W",
}


def _holds(op: Any, value: Any, code: int, flags: int) -> bool:
    """Whether an item of a character class contains a character."""
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
    """Return the characters that a single-character node matches; None for any other node."""
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
        return 1 << _ALPHABET.index(
            0x430
        )  # one letter represents all characters beyond the alphabet
    return _ANY & ~found if negated else found


@dataclass
class _Edge:
    to: int
    mask: int
    exits: frozenset[int]


@dataclass
class _Part:
    """A fragment of the automaton: its first states, last states, and whether it matches the empty
    text.

    A mask is the set of characters that may follow; ``sure`` tells that no assertion intervenes.
    """

    first: list[tuple[int, int]] = field(default_factory=list)
    last: list[tuple[int, int, bool]] = field(default_factory=list)
    empty: list[tuple[int, bool]] = field(default_factory=list)


class Automaton:
    """The position automaton of a pattern.

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
        done = (
            {position for position, _, sure in whole.last if sure} if how != "fullmatch" else set()
        )
        if how == "search" and not any(sure for _, sure in whole.empty):
            self._search(list(tree), whole, flags)
        for position in done:
            self.edges.pop(position, None)
        for edges in self.edges.values():
            edges[:] = [edge for edge in edges if edge.to not in done]

    def _search(self, tree: list[Any], whole: _Part, flags: int) -> None:
        """Return the initial state; two if a look-behind restricts where the pattern may start."""
        barred = self._barred(tree, flags)
        before = [self._position(_ANY & ~barred), *([self._position(barred)] if barred else [])]
        for start in before:
            for to in before:
                self._join(start, to, _ANY)
        for to, mask in whole.first:
            self._join(before[0], to, mask)

    def _barred(self, tree: list[Any], flags: int) -> int:
        """Return the characters after which the pattern cannot start."""
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
            two.last
            + [
                (at, mask & after, sure and free)
                for at, mask, sure in one.last
                for after, free in two.empty
            ],
            [
                (mask & after, sure and free)
                for mask, sure in one.empty
                for after, free in two.empty
            ],
        )

    def _node(self, op: Any, value: Any, flags: int) -> _Part:
        mask = _class(op, value, flags)
        if mask is not None:
            return self._single(mask)
        if op is SUBPATTERN:
            return self._sequence(list(value[3]), (flags | value[1]) & ~value[2])
        if op is BRANCH:
            parts = [self._sequence(list(one), flags) for one in value[1]]
            return _Part(
                *(
                    [item for part in parts for item in getattr(part, name)]
                    for name in ("first", "last", "empty")
                )
            )
        if op is AT:
            return self._at(value, flags)
        if op in (ASSERT, ASSERT_NOT):
            # A look-behind has a fixed width; a look-ahead is a path without an end.
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
                # A possessive repeat took all of them, so none can follow.
                part = _Part(
                    part.first,
                    [(at, mask & ~single, sure) for at, mask, sure in part.last],
                    part.empty,
                )
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

    # ---- Analysis

    def fault(self) -> str | None:
        """Return ``exponential`` or ``polynomial`` with a word whose repetition causes it; None if
        matching is linear.
        """
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
                            between = {
                                state
                                for state in reach[p] | {p}
                                if state == q or q in self._reached(state)
                            }
                            word = self._word((p, p, q), (p, q, q), [one, between, two])
                            if word is not None:
                                return f"polynomial: {word!r}"
        return None

    def _word(self, start: tuple[int, ...], goal: tuple[int, ...], kept: list[Any]) -> str | None:
        """Return a word that leads from each state of ``start`` to that of ``goal``, the first two
        on different paths.
        """
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
        """Return the atomic groups in which the first two paths diverged; None before that, False
        if impossible.
        """
        one, two = choice[:2]
        if parted is not None:
            return False if parted & (one.exits | two.exits) else parted
        if one is two:
            return None
        return False if one.exits != two.exits else self._groups[state] - one.exits

    def _steps(self, states: tuple[int, ...], kept: list[Any]) -> list[tuple[_Edge, ...]]:
        found: list[tuple[_Edge, ...]] = [()]
        for state, inside in zip(states, kept, strict=True):
            found = [
                (*so_far, edge)
                for so_far in found
                for edge in self.edges.get(state, ())
                if edge.to in inside
            ]
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
        """Return the strongly connected components."""
        return list(
            {
                frozenset(other for other in self._reached(state) if state in self._reached(other))
                for state in list(self.edges)
                if state in self._reached(state)
            }
        )
