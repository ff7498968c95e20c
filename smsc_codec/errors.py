"""Everything that can go wrong, and how it is told.

A server's error is not here: that is a value, :class:`smsc_codec.Failure`. These are for wires that are wrong
(:class:`DecodeError`), values that a wire cannot carry (:class:`EncodeError`) and callbacks that are not the service's
(:class:`SignatureError`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "MAX_DIAGNOSED",
    "CodecError",
    "DecodeError",
    "Diagnosis",
    "EncodeError",
    "SignatureError",
]

#: The most characters that are explained in full. Lark makes an object of every column, and a hint lets some thirty other
#: codecs try: of a megabyte that takes seconds, and eighty octets of memory for an octet. A hundred messages with all that
#: is known of them are 43 kB.
MAX_DIAGNOSED = 1 << 16

#: What a terminal may act upon, or hide: C0 and C1 controls, bidi and invisible marks, separators, tags, lone surrogates.
UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
#: What may be somebody's: a number of seven and more digits, also when it is written in groups; a run of four, which may be
#: a one-time code; a character reference; whatever is not ASCII; and a word, unless the declaration knows it. A day is nobody's.
_PERSONAL_DATA = re.compile(
    r"(?P<day>(?<![0-9.])[0-9]{2}\.[0-9]{2}\.[0-9]{4}(?![0-9]))|[0-9](?:[\x00 ()-]{0,2}[0-9]){6,}|[0-9]{4,}|&#[0-9]+;?|[^\x00-\x7f]+|[A-Za-z_][A-Za-z0-9_]*"
)
#: Which row of a list a path speaks of: that number is nobody's.
_ROW = re.compile(r"(?:\$|/list/[A-Za-z_]++)\[[0-9]{1,6}\]")
#: Characters of the source that are shown before and after the caret, and of what was found in the text.
_WINDOW = 60
#: Characters of a path, or of what was found, that are shown beside the text.
_SHOWN = 200
#: Characters before and behind what is shown that are masked with it: more than the longest number or word that the mask lets
#: stand, so that nothing escapes because it is cut.
_MARGIN = 100
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
#: Octets that are shown before and after the caret.
_DUMPED = 16


class CodecError(ValueError):
    """The root of this library's exceptions; never raised itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What a closer look at an unreadable source found.

    Args:
        span: the characters (of an SMPP PDU: octets) that are wrong, as (start, end); None where only a path is known.
        path: the place in a JSON or XML document, such as ``$[2].cost``.
        expected: what could have stood there, as nouns.
        found: what stood there, unmasked.
        octets: whether the span counts octets that are no text: they are shown in hexadecimal.
        hexadecimal: whether ``found`` is octets in hexadecimal digits, which are no text of anybody's.
    """

    span: tuple[int, int] | None = None
    path: str | None = None
    expected: tuple[str, ...] = ()
    found: str = ""
    is_binary: bool = False
    hexadecimal: bool = False


class DecodeError(CodecError):
    """The wire is wrong: these octets are no reply of this kind, format and level.

    The attributes are computed when one of them is first asked for, so that a million unreadable lines stay cheap.

    Attributes:
        what: the codec that refused, such as ``status, fmt=1, all=2``.
        fmt: the format it reads, 0 to 3; None where there is none.
        source: the decoded text, without the byte order mark that stood before it; the octets of what is no text (a PDU, a
            callback, a request), or could not be decoded.
        span: the offending characters (octets, where ``source`` is octets), as (start, end); None: see ``path``.
        path: the place inside a JSON or XML document; None for lines. A key in it may be a stranger's, and is not masked.
        expected: nouns for what could have stood there.
        found: what stood there; a stranger's text, not masked.
        hint: what to try, such as the sibling codec that does read this source; None if there is nothing to say.

    ``str(error)`` and ``repr(error)`` mask long numbers and texts and escape control characters; :meth:`render` can show all,
    :meth:`shown` gives ``path`` and ``found`` masked.
    """

    def __init__(
        self,
        what: str,
        source: str | bytes,
        problem: Diagnosis | Callable[[], Diagnosis],
        hint: str | Callable[[], str | None] | None = None,
        *,
        fmt: int | None = None,
        words: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(what)
        self.codec = what
        self.fmt = fmt
        self.source = source
        self._words = words
        self._problem = problem
        self._hint = hint

    def _diagnosis(self) -> Diagnosis:
        if not isinstance(self._problem, Diagnosis):
            self._problem = self._problem()
        return self._problem

    @property
    def span(self) -> tuple[int, int] | None:
        return self._diagnosis().span

    @property
    def path(self) -> str | None:
        return self._diagnosis().path

    @property
    def expected(self) -> tuple[str, ...]:
        return self._diagnosis().expected

    @property
    def found(self) -> str:
        return self._diagnosis().found

    @property
    def hint(self) -> str | None:
        if callable(self._hint):
            self._hint = self._hint()
        return self._hint

    def __str__(self) -> str:
        return self.render()

    def __repr__(self) -> str:
        return f"DecodeError({self.codec!r}, span={self.span}, path={self.masked()[0]!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (
            self.codec,
            self.source,
            self._diagnosis(),
            self.hint,
            self.fmt,
            self._words,
        )

    def render(self, *, show_data: bool = False) -> str:
        """The error as text of several lines, with a caret under the place.

        Args:
            show_data: show phones and texts as they are; by default every number of four and more digits, every
                word that the declaration does not know and whatever is not ASCII is masked, width kept. Control
                characters are escaped always.

        Returns:
            The text, without a final newline.
        """
        lines = [self.summary(show_data=show_data), *self._excerpt(show_data=show_data)]
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)

    def summary(self, *, show_data: bool = False, place: bool = True) -> str:
        """The first line of :meth:`render`, for which no hint is looked for.

        Args:
            show_data: as for :meth:`render`.
            place: whether it says where; False for who has said that in another way.
        """
        path, found = self.masked(show_data=show_data)
        where = self._where(path) if place else ""
        told = (
            f"“{printable(found[:_WINDOW])}”" if found else "the end" if path is None else "nothing"
        )
        return f"{self.codec}: {where}expected {_join_nouns(self.expected)}, found {told}"

    def _where(self, path: str | None) -> str:
        """The place, in words; ``path`` as it may be shown."""
        problem = self._diagnosis()
        if problem.is_binary and problem.span is not None and isinstance(self.source, bytes):
            return f"octet {problem.span[0]}: "
        if path:
            return f"{printable(path)}: "
        if problem.span is None:
            return ""
        line, column = _position(self._text(), problem.span[0])
        return f"line {line}, column {column}: "

    def masked(self, *, show_data: bool = False) -> tuple[str | None, str]:
        """``path`` and ``found`` as the text shows them, for who writes them beside it: masked, and at most 200 characters of
        each; control characters are not escaped.

        Args:
            show_data: as for :meth:`render`.
        """
        problem = self._diagnosis()
        path, found = problem.path, problem.found[: _SHOWN + _MARGIN]
        if not show_data:
            if path is not None:
                row = _ROW.match(path)
                at = 0 if row is None else row.end()
                path = path[:at] + mask(path[at : _SHOWN + _MARGIN], self._words)
            found = self._masked(found)
        return path and path[:_SHOWN], found[:_SHOWN]

    def _masked(self, found: str) -> str:
        """``found`` masked as what stands around it says: alone, the tail of a number would be none."""
        problem = self._diagnosis()
        if problem.hexadecimal:
            return found
        if problem.span is not None and not problem.is_binary:
            source, start = self._text(), problem.span[0]
            if source.startswith(found, start):
                base = max(0, start - _MARGIN)
                return mask(source[base : start + len(found) + _MARGIN], self._words)[
                    start - base :
                ][: len(found)]
        return mask(found, self._words)

    def _excerpt(self, *, show_data: bool) -> list[str]:
        problem, words = self._diagnosis(), None if show_data else self._words
        if problem.span is None:
            return []
        if problem.is_binary and isinstance(self.source, bytes):
            return _dump(self.source, problem.span, masked=words is not None)
        return _excerpt(self._text(), problem.span, words)

    def _text(self) -> str:
        return self.source if isinstance(self.source, str) else self.source.decode("latin-1")


class EncodeError(CodecError):
    """This wire cannot carry the value. A field that it has a place for, and that would read back differently, is refused;
    a field that it has no place for is left out, as :meth:`smsc_codec.Codec.restrict` shows.

    Attributes:
        what: the codec that refused, such as ``status, fmt=1, all=2``.
        field: the field's name; None if the value as a whole is refused.
        why: the reason, in words, without the value.
        became: what a reader would have taken the field for (or the value, if no one field is to blame); None if it
            could not be written at all.
    """

    def __init__(self, what: str, field: str | None, why: str, became: object = None) -> None:
        super().__init__(what, field, why)
        self.codec = what
        self.field = field
        self.reason = why
        self.would_decode_as = became

    def __str__(self) -> str:
        place = f"{self.codec}: " + (f"{self.field}: " if self.field else "")
        became = (
            ""
            if self.would_decode_as is None
            else f"; it would have become {printable(mask(repr(self.would_decode_as)))}"
        )
        return f"{place}{self.reason}{became}"

    def __repr__(self) -> str:
        return f"EncodeError({self.codec!r}, {self.field!r}, {self.reason!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.codec, self.field, self.reason, self.would_decode_as)


class SignatureError(CodecError):
    """A callback's hash is absent, malformed or wrong: all three are told alike, and no secret or digest is told at all."""


def _restore(
    what: str,
    source: str | bytes,
    problem: Diagnosis,
    hint: str | None,
    fmt: int | None,
    words: frozenset[str],
) -> DecodeError:
    return DecodeError(what, source, problem, hint, fmt=fmt, words=words)


def printable(text: str) -> str:
    """``text`` with everything that could steer a terminal (controls, bidi marks, lone surrogates) written as an escape."""
    return UNSAFE.sub(lambda found: _escaped(found[0]), text)


def _escaped(letter: str) -> str:
    """The letter as Python writes it; its codec for that would be loaded by the first error, which is I/O."""
    if letter in _SHORT:
        return _SHORT[letter]
    number = ord(letter)
    return (
        f"\\x{number:02x}"
        if number < 0x100
        else f"\\u{number:04x}"
        if number < 0x10000
        else f"\\U{number:08x}"
    )


def mask(text: str, words: frozenset[str] = frozenset()) -> str:
    """``text`` with all that may be somebody's starred, but for ``words``; the width is kept."""
    return _PERSONAL_DATA.sub(
        lambda found: found[0] if found["day"] or found[0] in words else "*" * len(found[0]), text
    )


def _join_nouns(nouns: tuple[str, ...]) -> str:
    if not nouns:
        return "something else"
    return nouns[0] if len(nouns) == 1 else ", ".join(nouns[:-1]) + " or " + nouns[-1]


def _position(source: str, start: int) -> tuple[int, int]:
    """Line and column of a character, both from 1."""
    return source.count("\n", 0, start) + 1, start - source.rfind("\n", 0, start)


def _excerpt(source: str, span: tuple[int, int], words: frozenset[str] | None) -> list[str]:
    """The source's line around ``span``, cut to a window, and a line of carets; a caret may stand past the end."""
    base = max(0, span[0] - _WINDOW - _MARGIN)
    text = source[base : span[0] + _WINDOW + _MARGIN]
    if words is not None:
        text = mask(text, words)
    start, end = span[0] - base, span[1] - base
    left = max(text.rfind("\n", 0, start) + 1, start - _WINDOW)
    right = text.find("\n", start)
    right = min(len(text) if right < 0 else right, start + _WINDOW)
    end = max(start, min(end, right))
    before, marked, after = (
        printable(text[left:start]),
        printable(text[start:end]),
        printable(text[end:right]),
    )
    return [f"  {before}{marked}{after}", "  " + " " * len(before) + "^" * max(1, len(marked))]


def _dump(octets: bytes, span: tuple[int, int], *, masked: bool) -> list[str]:
    """Octets around ``span`` in hexadecimal, and carets; what can be printed may be somebody's text, or a password."""
    left, right = max(0, span[0] - _DUMPED), min(len(octets), span[0] + _DUMPED)
    shown = [
        "**" if masked and 0x20 < octet < 0x7F else f"{octet:02x}" for octet in octets[left:right]
    ]
    marked = max(1, min(span[1], right) - span[0])
    return ["  " + " ".join(shown), "  " + "   " * (span[0] - left) + "^" * (3 * marked - 1)]
