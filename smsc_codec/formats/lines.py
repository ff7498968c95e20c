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

from smsc_codec.codegen import compile_function, emit_constructor, emit_unpack
from smsc_codec.errors import MAX_DIAGNOSED, Diagnosis
from smsc_codec.formats.base import (
    InvalidFieldValue,
    ListFormatCodec,
    NoMatch,
    NotEncodable,
    accepts,
)
from smsc_codec.formats.grammar import Alternation, Field, LiteralText, TokenPattern
from smsc_codec.formats.labels import LabelledPairs
from smsc_codec.schema.records import validate_extra
from smsc_codec.schema.scalars import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from smsc_codec.formats.grammar import LineRule, Mismatch, Node
    from smsc_codec.schema.records import RecordSchema
    from smsc_codec.schema.scalars import Scalar

__all__ = ["LineCodec", "LineLayout", "LineListCodec", "diagnose_syntax", "diagnose_value"]

_NO_PLACE = "the line has no place for all of it at once"


class LineLayout:
    """One record as one line.

    Args:
        record: the record.
        rule: its compiled rule.
        table: the fields that XML and JSON carry; those without a place of their own stand in the field ``pairs``.
    """

    def __init__(
        self,
        record: RecordSchema,
        rule: LineRule,
        table: tuple[str, ...] = (),
        *,
        purpose: str,
    ) -> None:
        self.record = record
        self.rule = rule
        own = record.names
        placed = tuple(name for name in rule.fields if name in own)
        self.labels: LabelledPairs | None = None
        if "pairs" in rule.fields:
            self.labels = LabelledPairs(
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
        for kind in record.scalars.values():
            if kind.terminal:
                kind.pattern.fullmatch(
                    ""
                )  # read from the grammar now: no file is opened when a value is refused
        self.compose: Callable[[object], tuple[str, tuple[str | None, ...]]] = _compile_encoder(
            self, purpose
        )

    def write(self, value: object) -> str:
        """``value`` as a line.

        Raises:
            NotEncodable: the line cannot carry it.
        """
        try:
            line, groups = self.compose(value)
            found = self.match(line)
        except (TypeError, ValueError, AttributeError, ArithmeticError):
            found = None
        else:
            if found is not None and found.groups() == groups:
                return line
        raise self._invalid_field(value)

    def _invalid_field(self, value: Any) -> NotEncodable:
        """Which field is to blame: one that is wrong in itself, or the first that reads back as something else."""
        fault = self.record.validate(value, self.fields)
        if fault is not None:
            return NotEncodable(*fault)
        try:
            line, _ = self.compose(value)
        except InvalidValue as error:
            return NotEncodable(None, str(error))
        back = self.rule.match(line)
        if back is None:
            blamed = self._unstable_field(value)
            return NotEncodable(
                blamed, "the line could not be read back: the text does not fit its place"
            )
        meant = self.field_texts(value)
        name = next((name for name in self.rule.fields if back.get(name) != meant.get(name)), "")
        return NotEncodable(name or None, "it would read back differently", back.get(name))

    def _unstable_field(self, value: Any) -> str | None:
        """The first text that, were it a harmless word, would let the line be read back."""
        for name in self.fields:
            if self.record.scalar(name).verbatim and getattr(value, name):
                line, groups = self.compose(replace(value, **{name: "x"}))
                found = self.match(line)
                if found is not None and found.groups() == groups:
                    return name
        return None

    def field_texts(self, value: object) -> dict[str, str]:
        """The texts that the line of ``value`` consists of, by field: the rule interpreted, not compiled."""
        texts = self._texts(value)
        return {name: texts[name] or "" for name in _chosen(self.rule.tree, texts)}

    def _texts(self, value: object) -> dict[str, str | None]:
        """The text of each of the rule's fields, None for None; what is no field of the record is looked up in ``extra``."""
        texts: dict[str, str | None] = {}
        for name in self.rule.fields:
            if name == "pairs" and self.labels is not None:
                texts[name] = self.labels.write(value)
            elif name in self.record.scalars:
                part = getattr(value, name)
                texts[name] = None if part is None else self.record.scalar(name).serialize(part)
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
                    pair
                    for pair in validate_extra(now or ())
                    if self.labels or pair[0] in self.beyond
                )
            elif name not in given:
                now = part.default
            elif now is None and self.record.scalar(name).is_text and name in self.rule.fields:
                now = ""
            changes[name] = now
        return replace(value, **changes)


class LineCodec:
    """A reply of one line.

    Args:
        forms: the records it may be, in the order in which they are tried.
        final_break: whether a line break at the end is no part of the text.
    """

    def __init__(
        self, forms: Sequence[LineLayout], *, purpose: str, final_break: bool = True
    ) -> None:
        self.layouts: tuple[LineLayout, ...] = tuple(forms)
        self._by_class = {form.record.cls: form for form in forms}
        self._final_break = final_break
        #: The record that a text is; raises :class:`NoMatch` if it is none of them, :class:`InvalidFieldValue` if it is spelled as one.
        self.read: Callable[[str], object] = _compile_decoder(
            self.layouts, purpose, final_break=final_break
        )

    def write(self, value: object) -> str:
        form = self.layout_for(value)
        line = form.write(value)
        for earlier in self.layouts[: self.layouts.index(form)]:
            if earlier.match(line) is not None:
                raise NotEncodable(None, f"it would read back as {earlier.record.cls.__name__}")
        if line[-1:] == "\n":
            raise NotEncodable(None, "a line break at the end of a body is no part of it")
        return line

    def layout_for(self, value: object) -> LineLayout:
        try:
            return self._by_class[value.__class__]
        except KeyError:
            raise NotEncodable(None, f"a {type(value).__name__} is no such reply") from None

    def restrict(self, value: Any) -> Any:
        return self.layout_for(value).restrict(value)

    def diagnose(self, text: str, start: int = 0) -> Diagnosis:
        """Why ``text`` is none of the forms: what the one that took it has to say, or else those that went furthest."""
        if self._final_break:  # as in what is generated
            text = text.removesuffix("\r\n" if text.endswith("\r\n") else "\n")
        took = next((form for form in self.layouts if form.match(text) is not None), None)
        told = diagnose_syntax(self.layouts, text) if took is None else diagnose_value(took, text)
        first, end = told.span or (0, 0)
        return replace(told, span=(first + start, end + start))

    @property
    def fields(self) -> dict[type, tuple[str, ...]]:
        return {form.record.cls: form.fields for form in self.layouts}

    @cached_property
    def known_words(self) -> frozenset[str]:
        """The literals and names of the declaration: what an error may show unmasked."""
        words: set[str] = set()
        for form in self.layouts:
            words.update(form.rule.fields, form.record.scalars)
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
        elif isinstance(node, Alternation):
            names += _chosen(_alternative(node, texts), texts)
    return names


def _alternative(choice: Alternation, texts: dict[str, str | None]) -> tuple[Node, ...]:
    """The alternative that is written: the empty one if there is nothing to say, else the first with a place for all."""
    said = {name for name in _names(choice) if texts[name] is not None}
    writable = [alternative for alternative in choice.alternatives if _writable(alternative)]
    if not said and () in writable:
        return ()
    for alternative in writable:
        if said <= set(_chosen_names(alternative)):
            return alternative
    raise InvalidValue(_NO_PLACE)


def _writable(alternative: Sequence[Node]) -> bool:
    return not any(isinstance(node, TokenPattern) for node in alternative)


def _chosen_names(alternative: Sequence[Node]) -> list[str]:
    return [name for node in alternative for name in _names(node)]


def _names(node: Node) -> list[str]:
    if isinstance(node, Field):
        return [node.name]
    if isinstance(node, Alternation):
        return [name for alternative in node.alternatives for name in _chosen_names(alternative)]
    return []


# ---- the rule compiled


def _compile_decoder(
    forms: Sequence[LineLayout], purpose: str, *, final_break: bool
) -> Callable[[str], object]:
    """Straight-line code from a text to the first record that it is."""
    names: dict[str, Any] = {"NoMatch": NoMatch, "InvalidFieldValue": InvalidFieldValue}
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
        built = emit_constructor(form.record, groups, f"r{index}_", names, form.labels)
        source += [f"            {line}" for line in emit_unpack(groups) + built]
        source.append("            return self")
    source += [
        "    except ValueError:",
        "        pass",
        "    else:",
        "        raise NoMatch",
        "    raise InvalidFieldValue",
    ]
    return compile_function(f"decode {purpose}", source, names)


def _compile_encoder(form: LineLayout, purpose: str) -> Callable[..., Any]:
    """Straight-line code from a record to its line, and to the groups that the line must read back as."""
    names: dict[str, Any] = {"InvalidValue": InvalidValue}
    source = ["def compose(value):"]
    record, rule = form.record, form.rule
    for name, of in form.first_of.items():
        source.append(
            f"    if value.{of} is None or (value.{name},) != value.{of}[:1]: raise InvalidValue({f'{name} is not the first of {of}'!r})"
        )
    if record.has_extra:
        names["pairs"] = validate_extra
        source.append("    beyond = dict(pairs(value.extra)) if value.extra else {}")
    for name in rule.fields:
        if name == "pairs" and form.labels is not None:
            names["write_pairs"] = form.labels.write
            source.append("    v_pairs = write_pairs(value)")
            continue
        if name in form.beyond:
            source.append(f"    v_{name} = beyond.get({name!r})")
            continue
        kind = record.scalar(name)
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
    return compile_function(f"encode {purpose} {record.cls.__name__}", source, names)


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
        if isinstance(node, LiteralText):
            pieces.append(repr(node.text))
        elif isinstance(node, Field):
            place = f"g{numbers[id(node)]}"
            source.append(f"{indent}{place} = v_{node.name} if v_{node.name} is not None else ''")
            pieces.append(place)
        else:
            assert isinstance(
                node, Alternation
            )  # punctuation with many spellings stands in alternatives that are only read
            pieces.append(_compose_choice(node, indent, source, numbers, choices))
    return ", ".join(pieces) + "," if pieces else ""


def _compose_choice(
    choice: Alternation,
    indent: str,
    source: list[str],
    numbers: dict[int, int],
    choices: Iterator[int],
) -> str:
    piece = f"c{next(choices)}"
    names = list(dict.fromkeys(_names(choice)))
    writable = [alternative for alternative in choice.alternatives if _writable(alternative)]
    arms: list[tuple[list[str], tuple[Node, ...]]] = [(names, ())] if () in writable else []
    arms += [
        ([name for name in names if name not in _chosen_names(one)], one)
        for one in filter(None, writable)
    ]
    keyword = "if"
    for absent, alternative in arms:
        inner = indent + "    "
        condition = " and ".join(f"v_{name} is None" for name in absent)
        if condition:
            source.append(f"{indent}{keyword} {condition}:")
        elif keyword == "if":
            inner = indent
        else:
            source.append(f"{indent}else:")
        pieces = _compose(alternative, inner, source, numbers, choices)
        source.append(f"{inner}{piece} = ''.join(({pieces}))")
        if not condition:  # the remaining alternatives are unreachable
            return piece
        keyword = "elif"
    source.append(f"{indent}else: raise InvalidValue({_NO_PLACE!r})")
    return piece


class LineListCodec(ListFormatCodec):
    """A reply of one line a message.

    A text in the middle of a line may hold line breaks of its own, which the service does not escape. So a row begins
    at a line that begins like one (its columns before the first text fit), and every other line continues the row
    above it. What is written never needs that rule: a line break inside a row is refused.

    Args:
        row: what one row may be.
        failure: the server's error, which comes alone, never in a row.
    """

    def __init__(self, row: LineCodec, failure: LineCodec) -> None:
        self.row: LineCodec = row
        self.failure: LineCodec = failure
        self.failure_class: type = next(iter(failure.fields))
        self._starts_row = re.compile("|".join(map(_head, row.layouts))).match

    def read(self, text: str) -> object:
        try:
            return self.failure.read(text)
        except NoMatch:
            read = self.row.read
        rows = [read(row) for _, row in self._rows(text)]
        if not rows:
            raise NoMatch
        return rows

    def _rows(self, text: str) -> Iterator[tuple[int, str]]:
        """The rows and where they start."""
        text = text.removesuffix("\n")
        begins, start, at = self._starts_row, 0, text.find("\n") + 1
        while at:
            if begins(text, at):
                yield start, text[start : at - 1].rstrip("\r\n")
                start = at
            at = text.find("\n", at) + 1
        rest = text[start:].rstrip("\r\n")
        if rest or start:
            yield start, rest

    def write(self, value: object) -> str:
        if value.__class__ is self.failure_class:
            return self.failure.write(value)
        rows = self.write_rows(value)
        if not rows:
            raise NotEncodable(None, "a list without a row is an empty body, which is no reply")
        return "\n".join(rows)

    def write_row(self, item: Any) -> str:
        row = self.row.write(item)
        if "\n" in row or row[-1:] == "\r":
            raise self._line_break_error(item)
        return row

    def _line_break_error(self, item: object) -> NotEncodable:
        names = [
            name
            for name, text in self.row.layout_for(item).field_texts(item).items()
            if "\n" in text or text[-1:] == "\r"
        ]
        return NotEncodable(names[0], "a line break would begin a new row, or end this one")

    def diagnose(self, text: str) -> Diagnosis:
        for start, row in self._rows(text):
            try:
                self.row.read(row)
            except NoMatch:
                at = self._bad_line_offset(row)
                return self.row.diagnose(
                    row[at:].split("\n", 1)[0].rstrip("\r") if at else row, start + at
                )
        return Diagnosis(span=(0, 0), expected=("a reply",))

    def _bad_line_offset(self, row: str) -> int:
        """Where the line begins that makes a row unreadable: a line that begins like no row continues the row above it, which
        may be readable without it.
        """
        wrong, at, left = 0, row.find("\n") + 1, MAX_DIAGNOSED
        while at and (left := left - at) >= 0:
            if accepts(self.row, row[: at - 1].rstrip("\r")):
                wrong = at
            at = row.find("\n", at) + 1
        return wrong


def _head(form: LineLayout) -> str:
    """A pattern for how a line of this form begins: all that stands before its first text."""
    return form.rule.head(lambda name: form.record.scalar(name).is_text)


#: Where a column ends.
_STOP = re.compile(r"[,\r\n]")
_LETTER = re.compile(r"[A-Za-z]")


def diagnose_syntax(forms: Sequence[LineLayout], text: str) -> Diagnosis:
    """Where Lark stopped, in nouns: those of the form that went furthest, and the labels of others that went so far. Of a
    long line only that it is none of them.
    """
    if len(text) > MAX_DIAGNOSED:
        return Diagnosis(
            span=(0, len(text)),
            expected=(
                f"a line of this form (of more than {MAX_DIAGNOSED} characters no more is told)",
            ),
            found=text,
        )
    stopped = [
        (form, found) for form in forms if (found := form.rule.find_mismatch(text)) is not None
    ]
    at = max(found.position for _, found in stopped)
    first, *others = [(form, found) for form, found in stopped if found.position == at]
    # Of the others only labels: what else a comma line might have been would tell nobody anything.
    told = [
        first,
        *(
            (
                form,
                replace(found, fields=(), literals=tuple(filter(_LETTER.search, found.literals))),
            )
            for form, found in others
        ),
    ]
    start = at + max(_begun(found, text) for _, found in told)
    nouns = [
        noun
        for form, found in told
        for noun in _nouns(form, found, begun=start > at, there=at < len(text))
    ]
    if not nouns or (start < len(text) and any(form.match(text[:at]) for form, _ in told)):
        nouns.append("the end")
    # What is wrong reaches to the end of its column: the next comma or line break.
    stop = _STOP.search(text, start)
    end = max(stop.start() if stop else len(text), min(start + 1, len(text)))
    return Diagnosis(span=(start, end), expected=tuple(dict.fromkeys(nouns)), found=text[start:end])


def diagnose_value(form: LineLayout, text: str) -> Diagnosis:
    """The field that is spelled right but means nothing, such as the 32nd of January."""
    found = form.rule.pattern.fullmatch(text)
    assert found is not None
    groups = enumerate(form.rule.groups, 1)
    index, name = next(
        (
            (index, name)
            for index, name in groups
            if not _means(form.record.scalar(name), found[index])
        ),
        (0, ""),
    )
    if form.labels is not None and not index:
        index = form.rule.groups.index("pairs") + 1
        return form.labels.diagnose(found[index], found.start(index))
    return Diagnosis(
        span=found.span(index),
        expected=(f"{name} ({form.record.scalar(name).description})",),
        found=found[index],
    )


def _begun(found: Mismatch, text: str) -> int:
    """How much of the punctuation that was expected is there: what is wrong begins behind it. One character is chance."""
    expected = [*found.literals, *([", "] if _pairs(found) else [])]
    lengths = (
        length
        for one in expected
        for length in range(2, len(one) + 1)
        if text.startswith(one[:length], found.position)
    )
    return max(lengths, default=0)


def _pairs(found: Mismatch) -> bool:
    """Whether a labelled pair could have stood there, the first or one more."""
    return "pairs" in (*found.fields, found.behind)


def _nouns(form: LineLayout, found: Mismatch, *, begun: bool, there: bool) -> list[str]:
    """What one form expected.

    Args:
        form: the form.
        found: where it stopped.
        begun: whether the beginning of a literal is there.
        there: whether anything is there.
    """
    # The field that ends there may be read in part only: it is named, unless a literal begins there.
    half = f" behind {found.behind}" if found.behind and not begun else ""
    literals = [f"“{literal}”{half}" for literal in found.literals]
    nouns = []
    for name in found.fields:
        noun = form.record.scalar(name).description
        if (
            there
            and literals
            and name in form.rule.ending
            and all(map(_LETTER.search, found.literals))
        ):
            # No text that is there is a wrong one: what is missing is the label that would end it.
            noun += f", and {' or '.join(literals)} behind it"
            literals = []
        if name != "pairs":
            nouns.append(f"{name} ({noun})")
    if form.labels is not None and _pairs(found):
        nouns.append(form.labels.description)
    return nouns + literals


def _means(kind: Scalar, text: str | None) -> bool:
    """Whether spelled text means something."""
    try:
        return not text or kind.verbatim or kind.read(text) is not None
    except ValueError:
        return False
