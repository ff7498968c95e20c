"""fmt 0 and fmt 1: lines of text. The grammar's rule is compiled into a reader and a writer for each record.

Reading is one regular expression and straight-line code over its groups. Writing walks the same rule and then matches
the line against the same expression: what would read back differently is refused.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

from smsc_codec.generated import generate
from smsc_codec.kinds import Refused
from smsc_codec.records import pairs
from smsc_codec.wires.base import Meaningless, Unreadable, Unwritable
from smsc_codec.wires.grammar import Choice, Field, Punctuation, Text
from smsc_codec.wires.labels import Labels
from smsc_codec.wires.misread import meaningless, misspelled
from smsc_codec.wires.statements import building, unpacking

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from smsc_codec.errors import Problem
    from smsc_codec.records import Record
    from smsc_codec.wires.grammar import LineRule, Node

__all__ = ["LineForm", "Lines"]

_NO_PLACE = "the line has no place for all of it at once"


class LineForm:
    """One record as one line.

    Args:
        record: the record.
        rule: its compiled rule.
        table: the fields that XML and JSON carry; those without a place of their own stand in the field ``pairs``.
    """

    def __init__(self, record: Record, rule: LineRule, table: tuple[str, ...] = ()) -> None:
        self.record = record
        self.rule = rule
        own = record.names
        placed = tuple(name for name in rule.fields if name in own)
        self.labels: Labels | None = None
        if "pairs" in rule.fields:
            self.labels = Labels(
                record, tuple(name for name in table if name not in placed), placed
            )
        #: Those that are not written, since they are the first of a list that is.
        self.first_of: dict[str, str] = {
            name: of for name, of in record.first_of.items() if of in placed and name not in placed
        }
        carried = {*placed, *self.first_of, *(self.labels.names if self.labels else ())}
        self.fields: tuple[str, ...] = tuple(
            dict.fromkeys(name for name in (*self.first_of, *placed, *table) if name in carried)
        )
        self.beyond: tuple[str, ...] = tuple(
            name for name in rule.fields if name not in (*own, "pairs")
        )
        self.match: Callable[[str], re.Match[str] | None] = rule.pattern.fullmatch
        for kind in record.kinds.values():
            if kind.terminal:
                kind.spelling.fullmatch(
                    ""
                )  # read from the grammar now: no file is opened when a value is refused
        self.compose: Callable[[object], tuple[str, tuple[str | None, ...]]] = _writer(self)

    def write(self, value: object) -> str:
        """``value`` as a line.

        Raises:
            Unwritable: the line cannot carry it.
        """
        try:
            line, groups = self.compose(value)
            found = self.match(line)
        except (TypeError, ValueError, AttributeError, ArithmeticError):
            found = None
        else:
            if found is not None and found.groups() == groups:
                return line
        raise self._fault(value)

    def _fault(self, value: Any) -> Unwritable:
        """Which field is to blame: one that is wrong in itself, or the first that reads back as something else."""
        fault = self.record.fault(value, self.fields)
        if fault is not None:
            return Unwritable(*fault)
        try:
            line, _ = self.compose(value)
        except Refused as error:
            return Unwritable(None, str(error))
        back = self.rule.match(line)
        if back is None:
            blamed = self._misfit(value)
            return Unwritable(
                blamed, "the line could not be read back: the text does not fit its place"
            )
        meant = self.given(value)
        name = next((name for name in self.rule.fields if back.get(name) != meant.get(name)), "")
        return Unwritable(name or None, "it would read back differently", back.get(name))

    def _misfit(self, value: Any) -> str | None:
        """The first text that, were it a harmless word, would let the line be read back."""
        for name in self.fields:
            if self.record.kind(name).verbatim and getattr(value, name):
                line, groups = self.compose(replace(value, **{name: "x"}))
                found = self.match(line)
                if found is not None and found.groups() == groups:
                    return name
        return None

    def given(self, value: object) -> dict[str, str]:
        """The texts that the line of ``value`` consists of, by field: the rule interpreted, not compiled."""
        texts = self._texts(value)
        return {name: texts[name] or "" for name in _chosen(self.rule.tree, texts)}

    def _texts(self, value: object) -> dict[str, str | None]:
        """The text of each of the rule's fields, None for None; what is no field of the record is looked up in ``extra``."""
        texts: dict[str, str | None] = {}
        for name in self.rule.fields:
            if name == "pairs" and self.labels is not None:
                texts[name] = self.labels.write(value)
            elif name in self.record.kinds:
                part = getattr(value, name)
                texts[name] = None if part is None else self.record.kind(name).spell(part)
            else:
                texts[name] = dict(getattr(value, "extra", None) or ()).get(name)
        return texts

    def restrict(self, value: Any) -> Any:
        """``value`` as the line gives it back: what the line has no place for is gone, and a text without a value is empty."""
        given = {
            *_chosen(self.rule.tree, self._texts(value)),
            *self.first_of,
            *(self.labels.names if self.labels else ()),
        }
        changes: dict[str, Any] = {}
        for part in fields(self.record.cls):
            name, now = part.name, getattr(value, part.name)
            if name == "extra":
                now = tuple(
                    pair for pair in pairs(now or ()) if self.labels or pair[0] in self.beyond
                )
            elif name not in given:
                now = part.default
            elif now is None and self.record.kind(name).text and name in self.rule.fields:
                now = ""
            changes[name] = now
        return replace(value, **changes)


class Lines:
    """A reply of one line.

    Args:
        forms: the records it may be, in the order in which they are tried.
        final_break: whether a line break at the end is no part of the text.
    """

    def __init__(self, forms: Sequence[LineForm], *, final_break: bool = True) -> None:
        self.forms: tuple[LineForm, ...] = tuple(forms)
        self._by_class = {form.record.cls: form for form in forms}
        self._final_break = final_break
        #: The record that a text is; raises :class:`Unreadable` if it is none of them, :class:`Meaningless` if it is spelled as one.
        self.read: Callable[[str], object] = _reader(self.forms, final_break=final_break)

    def write(self, value: object) -> str:
        form = self.form(value)
        line = form.write(value)
        for earlier in self.forms[: self.forms.index(form)]:
            if earlier.match(line) is not None:
                raise Unwritable(None, f"it would read back as {earlier.record.cls.__name__}")
        if line[-1:] == "\n":
            raise Unwritable(None, "a line break at the end of a body is no part of it")
        return line

    def form(self, value: object) -> LineForm:
        try:
            return self._by_class[value.__class__]
        except KeyError:
            raise Unwritable(None, f"a {type(value).__name__} is no such reply") from None

    def restrict(self, value: Any) -> Any:
        return self.form(value).restrict(value)

    def problem(self, text: str, start: int = 0) -> Problem:
        """Why ``text`` is none of the forms: what the one that took it has to say, or else those that went furthest."""
        if self._final_break:  # as in what is generated
            text = text.removesuffix("\r\n" if text.endswith("\r\n") else "\n")
        took = next((form for form in self.forms if form.match(text) is not None), None)
        told = misspelled(self.forms, text) if took is None else meaningless(took, text)
        first, end = told.span or (0, 0)
        return replace(told, span=(first + start, end + start))

    @property
    def fields(self) -> dict[type, tuple[str, ...]]:
        return {form.record.cls: form.fields for form in self.forms}

    @cached_property
    def words(self) -> frozenset[str]:
        """The literals and names of the declaration: what an error may show unmasked."""
        words: set[str] = set()
        for form in self.forms:
            words.update(form.rule.fields, form.record.kinds)
            for literal in form.rule.literals:
                words.update(re.findall(r"\w+", literal))
        return frozenset(words)


# ---- the rule interpreted: which of its parts a value fills


def _chosen(nodes: Sequence[Node], texts: dict[str, str | None]) -> list[str]:
    """The fields that a line has a place for, given which of them have a text."""
    names: list[str] = []
    for node in nodes:
        if isinstance(node, Field):
            names.append(node.name)
        elif isinstance(node, Choice):
            names += _chosen(_alternative(node, texts), texts)
    return names


def _alternative(choice: Choice, texts: dict[str, str | None]) -> tuple[Node, ...]:
    """The alternative that is written: the empty one if there is nothing to say, else the first with a place for all."""
    said = {name for name in _names(choice) if texts[name] is not None}
    writable = [alternative for alternative in choice.alternatives if _writable(alternative)]
    if not said and () in writable:
        return ()
    for alternative in writable:
        if said <= set(_chosen_names(alternative)):
            return alternative
    raise Refused(_NO_PLACE)


def _writable(alternative: Sequence[Node]) -> bool:
    return not any(isinstance(node, Punctuation) for node in alternative)


def _chosen_names(alternative: Sequence[Node]) -> list[str]:
    return [name for node in alternative for name in _names(node)]


def _names(node: Node) -> list[str]:
    if isinstance(node, Field):
        return [node.name]
    if isinstance(node, Choice):
        return [name for alternative in node.alternatives for name in _chosen_names(alternative)]
    return []


# ---- the rule compiled


def _reader(forms: Sequence[LineForm], *, final_break: bool) -> Callable[[str], object]:
    """Straight-line code from a text to the first record that it is."""
    names: dict[str, Any] = {"Unreadable": Unreadable, "Meaningless": Meaningless}
    source = ["def read(text):"]
    if final_break:
        source += [
            "    if text[-1:] == '\\n':",
            "        text = text[:-2] if text[-2:] == '\\r\\n' else text[:-1]",
        ]
    source.append("    try:")
    for index, form in enumerate(forms):
        names[f"match{index}"] = form.match
        source += [f"        found = match{index}(text)", "        if found is not None:"]
        groups = form.rule.groups
        built = building(form.record, groups, f"r{index}_", names, form.labels)
        source += [f"            {line}" for line in unpacking(groups) + built]
        source.append("            return self")
    source += [
        "    except ValueError:",
        "        pass",
        "    else:",
        "        raise Unreadable",
        "    raise Meaningless",
    ]
    return generate("read", source, names)


def _writer(form: LineForm) -> Callable[..., Any]:
    """Straight-line code from a record to its line, and to the groups that the line must read back as."""
    names: dict[str, Any] = {"Refused": Refused}
    source = ["def compose(value):"]
    record, rule = form.record, form.rule
    for name, of in form.first_of.items():
        source.append(
            f"    if value.{of} is None or (value.{name},) != value.{of}[:1]: raise Refused({f'{name} is not the first of {of}'!r})"
        )
    if record.has_extra:
        names["pairs"] = pairs
        source.append("    beyond = dict(pairs(value.extra)) if value.extra else {}")
    for name in rule.fields:
        if name == "pairs" and form.labels is not None:
            names["write_pairs"] = form.labels.write
            source.append("    v_pairs = write_pairs(value)")
            continue
        if name in form.beyond:
            source.append(f"    v_{name} = beyond.get({name!r})")
            continue
        kind = record.kind(name)
        source.append(f"    v_{name} = value.{name}")
        if not kind.verbatim:
            names[f"write_{name}"] = kind.write
            source.append(f"    if v_{name} is not None: v_{name} = write_{name}(v_{name})")
    numbers = {id(field): index for index, field in enumerate(rule.in_order)}
    inner = [f"g{index}" for index in range(len(rule.groups))]
    if inner:
        source.append(f"    {' = '.join(inner)} = None")
    pieces = _compose(rule.tree, "    ", source, numbers, count(1))
    source.append(f"    return ''.join(({pieces})), ({', '.join(inner)}{',' if inner else ''})")
    return generate("compose", source, names)


def _compose(
    nodes: Sequence[Node],
    indent: str,
    source: list[str],
    numbers: dict[int, int],
    choices: Iterator[int],
) -> str:
    """Statements that prepare the pieces of ``nodes``; returns the pieces as the inside of a tuple."""
    pieces = []
    for node in nodes:
        if isinstance(node, Text):
            pieces.append(repr(node.text))
        elif isinstance(node, Field):
            place = f"g{numbers[id(node)]}"
            source.append(f"{indent}{place} = v_{node.name} if v_{node.name} is not None else ''")
            pieces.append(place)
        else:
            assert isinstance(
                node, Choice
            )  # punctuation with many spellings stands in alternatives that are only read
            pieces.append(_compose_choice(node, indent, source, numbers, choices))
    return ", ".join(pieces) + "," if pieces else ""


def _compose_choice(
    choice: Choice, indent: str, source: list[str], numbers: dict[int, int], choices: Iterator[int]
) -> str:
    piece = f"c{next(choices)}"
    names = list(dict.fromkeys(_names(choice)))
    writable = [alternative for alternative in choice.alternatives if _writable(alternative)]
    arms: list[tuple[list[str], tuple[Node, ...]]] = [(names, ())] if () in writable else []
    arms += [
        ([name for name in names if name not in _chosen_names(one)], one)
        for one in filter(None, writable)
    ]
    word = "if"
    for absent, alternative in arms:
        source.append(
            f"{indent}{word} {' and '.join(f'v_{name} is None' for name in absent) or 'True'}:"
        )
        inside = _compose(alternative, indent + "    ", source, numbers, choices)
        source.append(f"{indent}    {piece} = ''.join(({inside}))")
        word = "elif"
    source.append(f"{indent}else: raise Refused({_NO_PLACE!r})")
    return piece
