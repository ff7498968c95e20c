"""Exceptions and how they are rendered.

An error reported by the server is not an exception but a value, :class:`smsc_codec.Failure`. The
exceptions are for malformed input (:class:`DecodeError`), values that a format cannot encode
(:class:`EncodeError`) and callbacks without a valid signature (:class:`SignatureError`).
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

#: The longest text, in characters, that is diagnosed in full. Lark creates an object for every
#: column, and a hint tries about thirty other codecs: for a megabyte, that takes seconds and 80
#: bytes of memory per byte. A hundred messages with every known field have 43 kB.
MAX_DIAGNOSED = 1 << 16

#: Characters that a terminal interprets or hides: C0 and C1 controls, bidi and invisible marks,
#: separators, tags, unpaired surrogates.
UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
#: Text that may be personal data: a number of seven or more digits, also in groups; four or more
#: digits in a row, which may be a one-time code; a character reference; non-ASCII text; and a word
#: that is not in the schema. Dates are exempt.
_PERSONAL_DATA = re.compile(
    r"(?P<day>(?<![0-9.])[0-9]{2}\.[0-9]{2}\.[0-9]{4}(?![0-9]))"
    r"|[0-9](?:[\x00 ()-]{0,2}[0-9]){6,}|[0-9]{4,}|&#[0-9]+;?|[^\x00-\x7f]+|[A-Za-z_][A-Za-z0-9_]*"
)
#: The row of a list in a path, which is not personal data.
_ROW = re.compile(r"(?:\$|/list/[A-Za-z_]++)\[[0-9]{1,6}\]")
#: The number of characters of the source shown before and after the caret, and of ``found`` in the
#: first line.
_WINDOW = 60
#: The number of characters of a path, or of ``found``, that :meth:`DecodeError.masked` returns.
_MAX_MASKED = 200
#: The number of characters before and after the excerpt that are masked with it. It exceeds the
#: longest number or word that is not masked, so that cutting the excerpt never unmasks part of a
#: word.
_MARGIN = 100
_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
#: The number of bytes shown before and after the caret.
_DUMP_BYTES = 16


class CodecError(ValueError):
    """Base class of this library's exceptions; never raised itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """The reason why a source could not be decoded.

    Args:
        span: the invalid characters (of an SMPP PDU: bytes), as (start, end); None if only a path
            is known.
        path: the position in a JSON or XML document, such as ``$[2].cost``.
        expected: what was expected there, as noun phrases.
        found: what was found, unmasked.
        is_binary: whether the span counts bytes of binary data, which are shown in hexadecimal.
        hexadecimal: whether ``found`` is bytes in hexadecimal digits, which are not masked.
    """

    span: tuple[int, int] | None = None
    path: str | None = None
    expected: tuple[str, ...] = ()
    found: str = ""
    is_binary: bool = False
    hexadecimal: bool = False


class DecodeError(CodecError):
    """The input is malformed: it is not a reply of the codec's kind, format and level.

    The attributes are computed on first access, so raising the exception is cheap.

    Attributes:
        codec: the name of the codec, such as ``status, fmt=1, all=2``.
        fmt: the format of the codec, 0 to 3; None if there is none.
        source: the decoded text, without a byte order mark; bytes for binary input (a PDU, a
            callback, a request) and for input that is not valid in the charset.
        span: the invalid characters (bytes, if ``source`` is bytes), as (start, end); None if there
            is a ``path``.
        path: the position in a JSON or XML document; None for lines. It may contain untrusted keys,
            and is not masked.
        expected: what was expected there, as noun phrases.
        found: what was found: untrusted input, not masked.
        hint: what to try, as an imperative sentence, such as the codec that accepts the input; None
            if there is no hint.

    ``str(error)`` and ``repr(error)`` mask long numbers and texts, and escape control characters.
    :meth:`render` can show the data; :meth:`masked` returns ``path`` and ``found`` masked.
    """

    def __init__(
        self,
        codec: str,
        source: str | bytes,
        diagnosis: Diagnosis | Callable[[], Diagnosis],
        hint: str | Callable[[], str | None] | None = None,
        *,
        fmt: int | None = None,
        words: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(codec)
        self.codec = codec
        self.fmt = fmt
        self.source = source
        self._words = words
        self._diagnosis = diagnosis
        self._hint = hint

    def _diagnose(self) -> Diagnosis:
        if not isinstance(self._diagnosis, Diagnosis):
            self._diagnosis = self._diagnosis()
        return self._diagnosis

    @property
    def span(self) -> tuple[int, int] | None:
        return self._diagnose().span

    @property
    def path(self) -> str | None:
        return self._diagnose().path

    @property
    def expected(self) -> tuple[str, ...]:
        return self._diagnose().expected

    @property
    def found(self) -> str:
        return self._diagnose().found

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
            self._diagnose(),
            self.hint,
            self.fmt,
            self._words,
        )

    def render(self, *, show_data: bool = False) -> str:
        """Return the error as several lines of text, with a caret under the invalid characters.

        Args:
            show_data: show phone numbers and texts unmasked. By default, numbers of four or more
                digits, words that are not in the schema and non-ASCII text are masked, with their
                width kept. Control characters are always escaped.

        Returns:
            The text, without a final newline.
        """
        lines = [self.summary(show_data=show_data), *self._excerpt(show_data=show_data)]
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)

    def summary(self, *, show_data: bool = False, place: bool = True) -> str:
        """Return the first line of :meth:`render`, without computing the hint.

        Args:
            show_data: as for :meth:`render`.
            place: include the position; False if the caller shows it separately.
        """
        path, found = self.masked(show_data=show_data)
        position = self._position(path) if place else ""
        quoted = (
            f"“{printable(found[:_WINDOW])}”" if found else "the end" if path is None else "nothing"
        )
        return f"{self.codec}: {position}expected {_join_nouns(self.expected)}, found {quoted}"

    def _position(self, path: str | None) -> str:
        """Return the position as the beginning of a message; ``path`` is already masked."""
        diagnosis = self._diagnose()
        if diagnosis.is_binary and diagnosis.span is not None and isinstance(self.source, bytes):
            return f"byte {diagnosis.span[0]}: "
        if path:
            return f"{printable(path)}: "
        if diagnosis.span is None:
            return ""
        line, column = _line_and_column(self._text(), diagnosis.span[0])
        return f"line {line}, column {column}: "

    def masked(self, *, show_data: bool = False) -> tuple[str | None, str]:
        """Return ``path`` and ``found`` masked, at most 200 characters of each.

        A single ASCII character in ``found`` is not masked. Control characters are not escaped.

        Args:
            show_data: as for :meth:`render`.
        """
        diagnosis = self._diagnose()
        path, found = diagnosis.path, diagnosis.found[: _MAX_MASKED + _MARGIN]
        if not show_data:
            if path is not None:
                row = _ROW.match(path)
                at = 0 if row is None else row.end()
                path = path[:at] + mask(path[at : _MAX_MASKED + _MARGIN], self._words)
            found = self._mask_found(found)
        return path and path[:_MAX_MASKED], found[:_MAX_MASKED]

    def _mask_found(self, found: str) -> str:
        """Mask ``found`` together with the text around it, since the last digits of a number look
        like a short one.
        """
        diagnosis = self._diagnose()
        if diagnosis.hexadecimal or _is_ascii_character(found):
            return found
        if diagnosis.span is not None and not diagnosis.is_binary:
            source, start = self._text(), diagnosis.span[0]
            if source.startswith(found, start):
                base = max(0, start - _MARGIN)
                return mask(source[base : start + len(found) + _MARGIN], self._words)[
                    start - base :
                ][: len(found)]
        return mask(found, self._words)

    def _excerpt(self, *, show_data: bool) -> list[str]:
        diagnosis, words = self._diagnose(), None if show_data else self._words
        if diagnosis.span is None:
            return []
        if diagnosis.is_binary and isinstance(self.source, bytes):
            return _dump(self.source, diagnosis.span, masked=words is not None)
        return _excerpt(self._text(), diagnosis.span, words)

    def _text(self) -> str:
        return self.source if isinstance(self.source, str) else self.source.decode("latin-1")


class EncodeError(CodecError):
    """The format cannot encode the value.

    It is raised for a field of the format whose value would not be decoded unchanged. A field that
    the format does not have is omitted without an error, as :meth:`smsc_codec.Codec.restrict`
    shows.

    Attributes:
        codec: the name of the codec, such as ``status, fmt=1, all=2``.
        field: the name of the field; None if no single field is at fault.
        reason: the reason, without the value.
        would_decode_as: what the field (or the value, if ``field`` is None) would be decoded as;
            None if it could not be encoded at all.
    """

    def __init__(
        self, codec: str, field: str | None, reason: str, would_decode_as: object = None
    ) -> None:
        super().__init__(codec, field, reason)
        self.codec = codec
        self.field = field
        self.reason = reason
        self.would_decode_as = would_decode_as

    def __str__(self) -> str:
        position = f"{self.codec}: " + (f"{self.field}: " if self.field else "")
        decoded = (
            ""
            if self.would_decode_as is None
            else f"; would decode as {printable(mask(repr(self.would_decode_as)))}"
        )
        return f"{position}{self.reason}{decoded}"

    def __repr__(self) -> str:
        return f"EncodeError({self.codec!r}, {self.field!r}, {self.reason!r})"

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.codec, self.field, self.reason, self.would_decode_as)


class SignatureError(CodecError):
    """The signature of a callback is missing, malformed or invalid.

    The three cases have the same message, which never contains the secret or the digest.
    """


def _restore(
    codec: str,
    source: str | bytes,
    diagnosis: Diagnosis,
    hint: str | None,
    fmt: int | None,
    words: frozenset[str],
) -> DecodeError:
    return DecodeError(codec, source, diagnosis, hint, fmt=fmt, words=words)


def printable(text: str) -> str:
    """Escape the characters that could control a terminal: controls, bidi marks, unpaired
    surrogates.
    """
    return UNSAFE.sub(lambda match: _escape(match[0]), text)


def _escape(character: str) -> str:
    """Return the Python escape of a character.

    The codec ``unicode_escape`` is not used, because the first error would import it, which is I/O.
    """
    if character in _SHORT_ESCAPES:
        return _SHORT_ESCAPES[character]
    number = ord(character)
    return (
        f"\\x{number:02x}"
        if number < 0x100
        else f"\\u{number:04x}"
        if number < 0x10000
        else f"\\U{number:08x}"
    )


def mask(text: str, words: frozenset[str] = frozenset()) -> str:
    """Replace text that may be personal data with asterisks; ``words`` are exempt, and the width is
    kept.
    """
    return _PERSONAL_DATA.sub(
        lambda match: match[0] if match["day"] or match[0] in words else "*" * len(match[0]), text
    )


def _is_ascii_character(text: str) -> bool:
    return len(text) == 1 and text.isascii()


def _join_nouns(nouns: tuple[str, ...]) -> str:
    if not nouns:
        return "something else"
    return nouns[0] if len(nouns) == 1 else ", ".join(nouns[:-1]) + " or " + nouns[-1]


def _line_and_column(source: str, start: int) -> tuple[int, int]:
    """Return the line and the column of a character, both counted from 1."""
    return source.count("\n", 0, start) + 1, start - source.rfind("\n", 0, start)


def _excerpt(source: str, span: tuple[int, int], words: frozenset[str] | None) -> list[str]:
    """Return the line of the source around ``span``, cut to a window, and a line of carets.

    The caret may be past the end of the line. A single invalid ASCII character is not masked unless
    it is part of a longer number or word.
    """
    base = max(0, span[0] - _WINDOW - _MARGIN)
    text = source[base : span[0] + _WINDOW + _MARGIN]
    start, end = span[0] - base, span[1] - base
    if words is not None:
        character = text[start:end]
        alone = any(match.span() == (start, end) for match in _PERSONAL_DATA.finditer(text))
        text = mask(text, words)
        if alone and _is_ascii_character(character):
            text = text[:start] + character + text[end:]
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


def _dump(data: bytes, span: tuple[int, int], *, masked: bool) -> list[str]:
    """Return the bytes around ``span`` in hexadecimal, and a line of carets.

    Printable bytes are masked, since they may be personal data or a password.
    """
    left, right = max(0, span[0] - _DUMP_BYTES), min(len(data), span[0] + _DUMP_BYTES)
    shown = ["**" if masked and 0x20 < byte < 0x7F else f"{byte:02x}" for byte in data[left:right]]
    marked = max(1, min(span[1], right) - span[0])
    return ["  " + " ".join(shown), "  " + "   " * (span[0] - left) + "^" * (3 * marked - 1)]
