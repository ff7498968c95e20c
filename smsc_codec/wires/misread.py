"""Why a line was refused: where it was misspelled, in nouns, or which of its fields means nothing. Looked for when an error
is asked, never while lines are read.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from smsc_codec.errors import EXPLAINED, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smsc_codec.kinds import Kind
    from smsc_codec.wires.grammar import Mismatch
    from smsc_codec.wires.lines import LineForm

__all__ = ["meaningless", "misspelled"]

#: Where a column ends.
_STOP = re.compile(r"[,\r\n]")
_LETTER = re.compile(r"[A-Za-z]")


def misspelled(forms: Sequence[LineForm], text: str) -> Problem:
    """Where Lark stopped, in nouns: those of the form that went furthest, and the labels of others that went so far. Of a
    long line only that it is none of them.
    """
    if len(text) > EXPLAINED:
        return Problem(
            span=(0, len(text)),
            expected=(
                f"a line of this form (of more than {EXPLAINED} characters no more is told)",
            ),
            found=text,
        )
    stopped = [(form, found) for form in forms if (found := form.rule.mismatch(text)) is not None]
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
    return Problem(span=(start, end), expected=tuple(dict.fromkeys(nouns)), found=text[start:end])


def meaningless(form: LineForm, text: str) -> Problem:
    """The field that is spelled right but means nothing, such as the 32nd of January."""
    found = form.rule.pattern.fullmatch(text)
    assert found is not None
    groups = enumerate(form.rule.groups, 1)
    index, name = next(
        (
            (index, name)
            for index, name in groups
            if not _means(form.record.kind(name), found[index])
        ),
        (0, ""),
    )
    if form.labels is not None and not index:
        index = form.rule.groups.index("pairs") + 1
        return form.labels.problem(found[index], found.start(index))
    return Problem(
        span=found.span(index),
        expected=(f"{name} ({form.record.kind(name).noun})",),
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


def _nouns(form: LineForm, found: Mismatch, *, begun: bool, there: bool) -> list[str]:
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
        noun = form.record.kind(name).noun
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
        nouns.append(form.labels.noun)
    return nouns + literals


def _means(kind: Kind, text: str | None) -> bool:
    """Whether spelled text means something."""
    try:
        return not text or kind.verbatim or kind.read(text) is not None
    except ValueError:
        return False
