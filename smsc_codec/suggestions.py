"""Hints for replies that cannot be decoded, computed from the declarations on demand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from smsc_codec.errors import MAX_DIAGNOSED
from smsc_codec.formats.base import accepts
from smsc_codec.formats.build import build

if TYPE_CHECKING:
    from collections.abc import Iterable

    from smsc_codec.formats.base import FormatCodec
    from smsc_codec.schema.reply import ReplySpec

__all__ = ["CodecHint", "suggest_charset", "suggest_codec"]

#: The beginning of an HTML page that a proxy or another server sent instead of a reply.
_PAGE = re.compile(
    r"\s*+(?:<\?xml[^>]{0,200}+>\s*+)?<(?:!doctype\s++)?html(?![A-Za-z0-9_.-])", re.IGNORECASE
)
_HTML = "check the HTTP status and the address: the body is an HTML page, probably from a proxy"


class CodecHint(str):  # noqa: SLOT000 - the attributes are optional
    """A hint that suggests a codec, with the codec as data for other notations than Python.

    Attributes:
        reply: the name of the factory in :mod:`smsc_codec.replies`, or empty.
        arguments: its arguments, such as ``("fmt=1", "tail=False")``.
        row: whether the codec is that of one XML or JSON row of the list.
        by_line: whether each line is a reply of its own.
        charset: the charset, if only that differs.
    """

    reply: str = ""
    arguments: tuple[str, ...] = ()
    row: bool = False
    by_line: bool = False
    charset: str = ""

    @classmethod
    def of(cls, text: str, **values: object) -> CodecHint:
        hint = cls(text)
        vars(hint).update(values)
        return hint


def suggest_codec(reply: ReplySpec, mine: tuple[int, int, str], text: str) -> str | None:
    """Suggest what to do with a text that a codec rejects, such as another codec that accepts it.

    Args:
        reply: the reply of the codec.
        mine: the format, level and part of the codec.
        text: the rejected text.

    Returns:
        One imperative sentence, or None.
    """
    if not text.strip():
        return "check the transport and repeat the request: the body is empty"
    if _PAGE.match(text) is not None:
        return _HTML
    if len(text) > MAX_DIAGNOSED:
        return (
            f"try another fmt or level: suggestions are limited to {MAX_DIAGNOSED} characters, "
            f"and the body has {len(text)}"
        )
    for fmt, level, part, variant in _siblings(reply, mine):
        # A message may contain line breaks, so a codec of one line could accept a whole file as one
        # reply: it must accept each line instead.
        by_line = fmt < 2 and part != "many" and "\n" in text.strip()
        candidate = build(reply, fmt, level, variant, part)
        lines = text.strip("\r\n").split("\n") if by_line else [text]
        if all(accepts(candidate, line) for line in lines):
            name, arguments = reply.describe(level, variant, part)
            row = ".row" if part == "row" else ""
            each = "each line " if by_line else ""
            return CodecHint.of(
                f"decode {each}with {name}(fmt={fmt}{arguments}){row}",
                reply=name,
                arguments=tuple(f"fmt={fmt}{arguments}".split(", ")),
                row=part == "row" and fmt >= 2,
                by_line=by_line,
            )
    return None


def _siblings(reply: ReplySpec, mine: tuple[int, int, str]) -> list[tuple[int, int, str, str]]:
    """Return the format, level, part and variant of every codec of the reply, the most similar
    first.

    They include the codec ``mine`` itself, since a variant of it may accept the text.
    """
    codecs = [(fmt, level, part, "") for part in reply.parts for fmt, level in reply.supported]
    codecs += [
        (fmt, level, part, variant.name)
        for variant in reply.variants
        for part in reply.parts
        for fmt in variant.fmts
        for level in variant.levels
    ]

    def distance(codec: tuple[int, int, str, str]) -> int:
        fmt, level, part, variant = codec
        return (part != mine[2]) * 4 + (fmt != mine[0]) * 4 + (level != mine[1]) * 2 + bool(variant)

    return sorted(codecs, key=distance)


def suggest_charset(body: bytes, charsets: Iterable[str], codec: FormatCodec) -> str | None:
    """Suggest a charset in which ``body`` is a valid reply.

    If there are several, the one with the most lower-case Cyrillic letters is suggested: koi8-r
    text decoded as windows-1251 has upper and lower case swapped. The length of the body is not
    limited, because only the given codec is tried.

    Args:
        body: a body that is not valid in the charset of the codec.
        charsets: the charsets to try.
        codec: the format codec that must accept the text.

    Returns:
        One imperative sentence, or None.
    """
    if _PAGE.match(body[:MAX_DIAGNOSED].decode("latin-1")) is not None:
        return _HTML
    matches: list[tuple[int, str]] = []
    for charset in charsets:
        try:
            text = str(body, charset)
        except UnicodeDecodeError:
            continue
        if accepts(codec, text):
            lower = sum(letter.islower() and not letter.isascii() for letter in text)
            matches.append((-lower, charset))
    if not matches:
        return None
    charset = min(matches)[1]
    return CodecHint.of(f'use with_charset("{charset}")', charset=charset)
