"""fmt=0 and fmt=1: lines of text, as described by the rules of a grammar.

Each rule is compiled to a regular expression, and to generated code that decodes its groups and
encodes records. The encoder matches its own output with the same regular expression, and rejects a
value that would be decoded differently.
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
    unexpected_class,
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

_CANNOT_COMBINE = "these fields cannot be combined in one line"


# ---- Layout of one record


class LineLayout:
    """The layout of one record in a line.

    Args:
        record: the schema of the record.
        rule: the grammar rule of the line.
        table: the fields in XML and JSON; if the rule has the field ``pairs``, those without a
            position of their own are labelled pairs in it.
        purpose: the name of the codec, for the generated function.
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
        #: Fields that are omitted because they are the first item of a list field, with that field.
        self.first_of: dict[str, str] = {
            name: of for name, of in record.first_of.items() if of in placed and name not in placed
        }
        carried = {*placed, *self.first_of, *(self.labels.names if self.labels else ())}
        self.fields: tuple[str, ...] = tuple(
            dict.fromkeys(name for name in (*self.first_of, *placed, *table) if name in carried)
        )
        self.unknown_fields: tuple[str, ...] = tuple(
            name for name in rule.fields if name not in (*own, "pairs")
        )
        self.match: Callable[[str], re.Match[str] | None] = rule.pattern.fullmatch
        for kind in record.scalars.values():
            if kind.terminal:
                kind.pattern.fullmatch(
                    ""
                )  # compiled now, so that encoding never opens a grammar file
        self.compose: Callable[[object], tuple[str, tuple[str | None, ...]]] = _compile_encoder(
            self, purpose
        )

    def write(self, value: object) -> str:
        """Encode a record as a line.

        Raises:
            NotEncodable: the line would not be decoded as the same record.
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
        """Find the field at fault: one with an invalid value, or the first that would be decoded
        differently.
        """
        invalid = self.record.validate(value, self.fields)
        if invalid is not None:
            return NotEncodable(*invalid)
        try:
            line, _ = self.compose(value)
        except InvalidValue as error:
            return NotEncodable(None, str(error))
        decoded = self.rule.match(line)
        if decoded is None:
            return NotEncodable(
                self._unstable_field(value), "produces a line that cannot be decoded"
            )
        texts = self.field_texts(value)
        name = next((name for name in self.rule.fields if decoded.get(name) != texts.get(name)), "")
        return NotEncodable(name or None, "would decode differently", decoded.get(name))

    def _unstable_field(self, value: Any) -> str | None:
        """Return the first text field whose value prevents the line from being decoded, or None."""
        for name in self.fields:
            if self.record.scalar(name).verbatim and getattr(value, name):
                line, groups = self.compose(replace(value, **{name: "x"}))
                found = self.match(line)
                if found is not None and found.groups() == groups:
                    return name
        return None

    def field_texts(self, value: object) -> dict[str, str]:
        """Return the texts of the fields of a line, by interpreting the rule instead of running
        generated code.
        """
        texts = self._texts(value)
        return {name: texts[name] or "" for name in _chosen(self.rule.tree, texts)}

    def _texts(self, value: object) -> dict[str, str | None]:
        """Return the text of each field of the rule; names that are not fields of the record are
        taken from ``extra``.
        """
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
        """Return ``value`` as it would be decoded: fields that the line lacks are reset, and a text
        that is None becomes "".
        """
        present = {
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
                    if self.labels or pair[0] in self.unknown_fields
                )
            elif name not in present:
                now = part.default
            elif now is None and self.record.scalar(name).is_text and name in self.rule.fields:
                now = ""
            changes[name] = now
        return replace(value, **changes)


# ---- Codec of one line


class LineCodec:
    """Codec of a reply that is one line.

    Args:
        layouts: the layouts of the records that the line may be, in the order in which they are
            matched.
        purpose: the name of the codec, for the generated function.
        final_break: whether to remove a final line break before decoding.
    """

    def __init__(
        self, layouts: Sequence[LineLayout], *, purpose: str, final_break: bool = True
    ) -> None:
        self.layouts: tuple[LineLayout, ...] = tuple(layouts)
        self._by_class = {layout.record.cls: layout for layout in layouts}
        self._final_break = final_break
        #: Decodes a line; raises :class:`NoMatch`, or :class:`InvalidFieldValue` if the line
        #: matches a rule but contains an invalid value.
        self.read: Callable[[str], object] = _compile_decoder(
            self.layouts, purpose, final_break=final_break
        )

    def write(self, value: object) -> str:
        layout = self.layout_for(value)
        line = layout.write(value)
        for earlier in self.layouts[: self.layouts.index(layout)]:
            if earlier.match(line) is not None:
                raise NotEncodable(None, f"would decode as {earlier.record.cls.__name__}")
        if line[-1:] == "\n":
            raise NotEncodable(None, "ends with a line break, which would be removed on decoding")
        return line

    def layout_for(self, value: object) -> LineLayout:
        """Return the layout of a record; raises :class:`NotEncodable` for other values."""
        try:
            return self._by_class[value.__class__]
        except KeyError:
            raise unexpected_class(self._by_class, value) from None

    def restrict(self, value: Any) -> Any:
        return self.layout_for(value).restrict(value)

    def diagnose(self, text: str, start: int = 0) -> Diagnosis:
        """Explain why ``text`` is rejected.

        The diagnosis comes from the layout whose rule matches, otherwise from those that match the
        longest prefix.

        Args:
            text: the rejected line.
            start: the offset of the line in the source, which is added to the span.
        """
        if self._final_break:  # as the generated decoder does
            text = text.removesuffix("\r\n" if text.endswith("\r\n") else "\n")
        matching = next((layout for layout in self.layouts if layout.match(text) is not None), None)
        if matching is None:
            diagnosis = diagnose_syntax(self.layouts, text)
        else:
            diagnosis = diagnose_value(matching, text)
        first, end = diagnosis.span or (0, 0)
        return replace(diagnosis, span=(first + start, end + start))

    @property
    def fields(self) -> dict[type, tuple[str, ...]]:
        """The fields of the line, in order, for each record class."""
        return {layout.record.cls: layout.fields for layout in self.layouts}

    @cached_property
    def known_words(self) -> frozenset[str]:
        """The literals and field names of the rules, which are not masked in errors."""
        words: set[str] = set()
        for layout in self.layouts:
            words.update(layout.rule.fields, layout.record.scalars)
            for literal in layout.rule.literals:
                words.update(re.findall(r"\w+", literal))
        return frozenset(words)


# ---- Interpretation of a rule: the parts that a value fills


def _chosen(nodes: Sequence[Node], texts: dict[str, str | None]) -> list[str]:
    """Return the fields that a line contains, given which of them have a text."""
    names: list[str] = []
    for node in nodes:
        if isinstance(node, Field):
            names.append(node.name)
        elif isinstance(node, Alternation):
            names += _chosen(_alternative(node, texts), texts)
    return names


def _alternative(choice: Alternation, texts: dict[str, str | None]) -> tuple[Node, ...]:
    """Return the alternative to encode: the empty one if no field has a text, else the first with
    all fields that have.

    Raises:
        InvalidValue: no alternative has all of them.
    """
    present = {name for name in _names(choice) if texts[name] is not None}
    writable = [alternative for alternative in choice.alternatives if _writable(alternative)]
    if not present and () in writable:
        return ()
    for alternative in writable:
        if present <= set(_chosen_names(alternative)):
            return alternative
    raise InvalidValue(_CANNOT_COMBINE)


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


# ---- Code generation


def _compile_decoder(
    layouts: Sequence[LineLayout], purpose: str, *, final_break: bool
) -> Callable[[str], object]:
    """Compile the decoder of a line, which returns the record of the first layout that matches."""
    names: dict[str, Any] = {"NoMatch": NoMatch, "InvalidFieldValue": InvalidFieldValue}
    source = ["def read(text):"]
    if final_break:
        source += [
            "    if text[-1:] == '\\n':",
            "        text = text[:-2] if text[-2:] == '\\r\\n' else text[:-1]",
        ]
    source.append("    try:")
    for index, layout in enumerate(layouts):
        names[f"match{index}"] = layout.match
        source += [f"        found = match{index}(text)", "        if found is not None:"]
        groups = layout.rule.groups
        constructor = emit_constructor(layout.record, groups, f"r{index}_", names, layout.labels)
        source += [f"            {line}" for line in emit_unpack(groups) + constructor]
        source.append("            return self")
    source += [
        "    except ValueError:",
        "        pass",
        "    else:",
        "        raise NoMatch",
        "    raise InvalidFieldValue",
    ]
    return compile_function(f"decode {purpose}", source, names)


def _compile_encoder(layout: LineLayout, purpose: str) -> Callable[..., Any]:
    """Compile the encoder of a record, which returns the line and the groups that it must match."""
    names: dict[str, Any] = {"InvalidValue": InvalidValue}
    source = ["def compose(value):"]
    record, rule = layout.record, layout.rule
    for name, of in layout.first_of.items():
        reason = f"{name} differs from the first item of {of}"
        source += [
            f"    if value.{of} is None or (value.{name},) != value.{of}[:1]:",
            f"        raise InvalidValue({reason!r})",
        ]
    if record.has_extra:
        names["validate_extra"] = validate_extra
        source.append("    unknown = dict(validate_extra(value.extra)) if value.extra else {}")
    for name in rule.fields:
        if name == "pairs" and layout.labels is not None:
            names["write_pairs"] = layout.labels.write
            source.append("    v_pairs = write_pairs(value)")
            continue
        if name in layout.unknown_fields:
            source.append(f"    v_{name} = unknown.get({name!r})")
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
    """Emit statements that compute the texts of ``nodes``; returns these texts as the inside of a
    tuple.
    """
    pieces = []
    for node in nodes:
        if isinstance(node, LiteralText):
            pieces.append(repr(node.text))
        elif isinstance(node, Field):
            place = f"g{numbers[id(node)]}"
            source.append(f"{indent}{place} = v_{node.name} if v_{node.name} is not None else ''")
            pieces.append(place)
        else:
            # A TokenPattern occurs only in alternatives that are decoded and never encoded.
            assert isinstance(node, Alternation)
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
        ([name for name in names if name not in _chosen_names(alternative)], alternative)
        for alternative in filter(None, writable)
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
    source.append(f"{indent}else: raise InvalidValue({_CANNOT_COMBINE!r})")
    return piece


# ---- Codec of a list of lines


class LineListCodec(ListFormatCodec):
    """Codec of a reply with one line per item.

    A text inside a line may contain line breaks, which the service does not escape. A row therefore
    starts at every line whose columns before the first text match, and any other line continues the
    row above it. The encoder rejects line breaks inside a row.

    Args:
        row: the codec of one row.
        failure: the codec of the server's error, which is never a row.
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
        """Yield the offset and the text of each row."""
        text = text.removesuffix("\n")
        starts_row, start, at = self._starts_row, 0, text.find("\n") + 1
        while at:
            if starts_row(text, at):
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
            raise NotEncodable(
                None, "an empty list would be an empty body, which cannot be decoded"
            )
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
        return NotEncodable(names[0], "contains a line break, which would start a new row")

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
        """Return the offset of the line that makes a row invalid.

        A line that does not start a row is part of the row above it, which may be valid without it.
        """
        offset, at, budget = 0, row.find("\n") + 1, MAX_DIAGNOSED
        while at and (budget := budget - at) >= 0:
            if accepts(self.row, row[: at - 1].rstrip("\r")):
                offset = at
            at = row.find("\n", at) + 1
        return offset


def _head(layout: LineLayout) -> str:
    """Return a pattern for the beginning of a line: the columns before its first text."""
    return layout.rule.head(lambda name: layout.record.scalar(name).is_text)


# ---- Diagnosis

#: The end of a column.
_COLUMN_END = re.compile(r"[,\r\n]")
_LETTER = re.compile(r"[A-Za-z]")


def diagnose_syntax(layouts: Sequence[LineLayout], text: str) -> Diagnosis:
    """Explain why no rule matches a line.

    The diagnosis consists of the expected tokens of the layout that matches the longest prefix, and
    of the labels that other layouts expect at the same position. A line longer than
    ``MAX_DIAGNOSED`` is not analyzed.
    """
    if len(text) > MAX_DIAGNOSED:
        return Diagnosis(
            span=(0, len(text)),
            expected=(
                f"a valid line (lines of more than {MAX_DIAGNOSED} characters are not analyzed)",
            ),
            found=text,
        )
    mismatches = [
        (layout, mismatch)
        for layout in layouts
        if (mismatch := layout.rule.find_mismatch(text)) is not None
    ]
    at = max(mismatch.position for _, mismatch in mismatches)
    first, *others = [
        (layout, mismatch) for layout, mismatch in mismatches if mismatch.position == at
    ]
    # Of the other layouts, only labels are helpful: the columns of another kind of line are not.
    furthest = [
        first,
        *(
            (
                layout,
                replace(
                    mismatch, fields=(), literals=tuple(filter(_LETTER.search, mismatch.literals))
                ),
            )
            for layout, mismatch in others
        ),
    ]
    start = at + max(_matched_length(mismatch, text) for _, mismatch in furthest)
    nouns = [
        noun
        for layout, mismatch in furthest
        for noun in _nouns(layout, mismatch, partial=start > at, at_end=at == len(text))
    ]
    if not nouns or (start < len(text) and any(layout.match(text[:at]) for layout, _ in furthest)):
        nouns.append("the end")
    # The span extends to the end of the column: the next comma or line break.
    column_end = _COLUMN_END.search(text, start)
    end = max(column_end.start() if column_end else len(text), min(start + 1, len(text)))
    return Diagnosis(span=(start, end), expected=tuple(dict.fromkeys(nouns)), found=text[start:end])


def diagnose_value(layout: LineLayout, text: str) -> Diagnosis:
    """Find the field that matches its pattern but is not a valid value, such as the 32nd of
    January.
    """
    match = layout.rule.pattern.fullmatch(text)
    assert match is not None
    groups = enumerate(layout.rule.groups, 1)
    index, name = next(
        (
            (index, name)
            for index, name in groups
            if not _is_valid(layout.record.scalar(name), match[index])
        ),
        (0, ""),
    )
    if layout.labels is not None and not index:
        index = layout.rule.groups.index("pairs") + 1
        return layout.labels.diagnose(match[index], match.start(index))
    return Diagnosis(
        span=match.span(index),
        expected=(f"{name} ({layout.record.scalar(name).description})",),
        found=match[index],
    )


def _matched_length(mismatch: Mismatch, text: str) -> int:
    """Return the length of the partially matched literal; one-character matches are ignored."""
    expected = [*mismatch.literals, *([", "] if _expects_pair(mismatch) else [])]
    lengths = (
        length
        for literal in expected
        for length in range(2, len(literal) + 1)
        if text.startswith(literal[:length], mismatch.position)
    )
    return max(lengths, default=0)


def _expects_pair(mismatch: Mismatch) -> bool:
    """Return whether a labelled pair is possible at the position."""
    return "pairs" in (*mismatch.fields, mismatch.preceding)


def _nouns(layout: LineLayout, mismatch: Mismatch, *, partial: bool, at_end: bool) -> list[str]:
    """Return what a layout expects at a mismatch, as noun phrases.

    Args:
        layout: the layout.
        mismatch: where its rule stops matching.
        partial: whether the text contains the beginning of an expected literal.
        at_end: whether the text ends there.
    """
    # The preceding field may be incomplete, so it is named, unless a literal begins there.
    after = f" after {mismatch.preceding}" if mismatch.preceding and not partial else ""
    literals = [f"“{literal}”{after}" for literal in mismatch.literals]
    nouns = []
    for name in mismatch.fields:
        noun = layout.record.scalar(name).description
        if (
            not at_end
            and literals
            and name in layout.rule.ending
            and all(map(_LETTER.search, mismatch.literals))
        ):
            # Any text is valid there, so the label that ends the text is missing.
            noun += f" followed by {' or '.join(literals)}"
            literals = []
        if name != "pairs":
            nouns.append(f"{name} ({noun})")
    if layout.labels is not None and _expects_pair(mismatch):
        nouns.append(layout.labels.description)
    return nouns + literals


def _is_valid(kind: Scalar, text: str | None) -> bool:
    """Return whether text that matches the pattern of a scalar is a valid value."""
    try:
        return not text or kind.verbatim or kind.read(text) is not None
    except ValueError:
        return False
