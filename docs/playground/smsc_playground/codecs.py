"""The codecs of replies: which of them decode a text, their names, and a value in the other
formats.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.replies import REPLIES
from smsc_playground import errors, words
from smsc_playground.rows import safe
from smsc_playground.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smsc_codec.codec import Codec
    from smsc_codec.schema.reply import ReplySpec

__all__ = [
    "FORMATS",
    "Fit",
    "answering",
    "catalogue",
    "fitting",
    "named",
    "other_formats",
    "part_of",
    "trying",
    "why",
]

FORMATS: tuple[Words, ...] = (
    ("fmt=0, text", "fmt=0, текст"),
    ("fmt=1, commas", "fmt=1, через запятую"),
    ("fmt=2, XML", "fmt=2, XML"),
    ("fmt=3, JSON", "fmt=3, JSON"),
)
_UNDOCUMENTED: Words = (
    "unsupported: this reply format is not documented",
    "не поддерживается: этот формат ответа не описан",
)
_LEFT_OUT: Words = (
    "fields that this format does not have: {names}",
    "этих полей в формате нет: {names}",
)
#: Longer texts are treated as logs, since trying every codec on them takes long.
_MAX_CHARS = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A codec that decodes a text.

    Args:
        codec: the codec.
        value: the decoded value; a list of values if every line is a reply.
        exact: whether the codec encodes the value to the same text.
        lines: whether every line is a reply.
    """

    codec: Codec[Any]
    value: Any
    exact: bool
    lines: bool = False

    @property
    def rank(self) -> tuple[object, ...]:
        """Sort key: documented formats first, then exact matches, then low levels."""
        reply = self.codec._reply
        return (
            reply.confidence_of(self.codec.fmt, self.codec.level, self.codec._part),
            not self.exact,
            self.codec.level,
        )


def fitting(text: str, value: Any = None) -> list[Fit]:
    """Every codec that decodes a text, the most likely first.

    A text of several lines is an XML or JSON document, a list in fmt=0 or fmt=1, or one reply per
    line.

    Args:
        text: the text.
        value: its value, if known: the codecs of other records are not tried.
    """
    stripped = text.strip()
    if not stripped or len(stripped) > _MAX_CHARS:
        return []
    record = type(value[0] if isinstance(value, list) and value else value)
    of = [
        reply
        for reply in _replies()
        if value is None or any(form.record.cls is record for form in reply.layouts)
    ]
    return sorted(
        (fit for found in trying(stripped, of or [REPLIES[0]]) for fit in found),
        key=lambda fit: fit.rank,
    )


def trying(text: str, replies: Iterable[ReplySpec] | None = None) -> Iterator[list[Fit]]:
    """For each format and level of each reply, the codecs that decode a text."""
    fmts = (2,) if text[0] == "<" else (3,) if text[0] in "{[" else (0, 1)
    several = fmts == (0, 1) and "\n" in text
    for reply in replies or _replies():
        for fmt, level in reply.supported:
            for part in reply.parts if fmt in fmts else ():
                if part == "one" and several:
                    yield _by_lines(reply, fmt, level, text)
                elif part != "row":
                    yield list(_by(reply, fmt, level, part, text))


def _by_lines(reply: ReplySpec, fmt: int, level: int, text: str) -> list[Fit]:
    codec = reply.codec(fmt, level, part="one")
    try:
        values = [codec.decode(line) for line in text.split("\n") if line.strip()]
    except DecodeError:
        return []
    return [Fit(codec=codec, value=values, exact=False, lines=True)]


def _by(reply: ReplySpec, fmt: int, level: int, part: str, text: str) -> Iterator[Fit]:
    """The codec of a format and level; that of a variant if the plain one leaves unknown fields."""
    variants = [one.name for one in reply.variants if fmt in one.fmts and level in one.levels]
    for variant in ("", *variants):
        codec = reply.codec(fmt, level, variant=variant, part=part)
        try:
            value = codec.decode(text)
        except DecodeError:
            continue
        yield Fit(codec=codec, value=value, exact=_writes(codec, value) == text)
        if not getattr(value, "extra", ()):
            return


def _writes(codec: Codec[Any], value: Any) -> str | None:
    try:
        return codec.encode(value).decode()
    except EncodeError:
        return None


def _replies() -> Iterator[ReplySpec]:
    """All replies except files, since any bytes are a valid file."""
    return (reply for reply in REPLIES if not reply.is_file)


def part_of(name: str) -> tuple[ReplySpec, str]:
    """The reply of a name in ``smsc_codec.replies``, and whether it is ``one`` item or ``many``.

    Raises:
        KeyError: the reply does not exist.
    """
    for reply in _replies():
        if name in (reply.name, reply.list_name):
            return reply, "one" if name == reply.name else "many"
    raise KeyError(name)


def answering(record: type, *, many: bool) -> str:
    """The name of the first reply with a record, or with a list of them; empty if there is none."""
    for reply in _replies():
        if any(form.record.cls is record for form in reply.layouts):
            return str((reply.list_name if many else reply.name) or reply.title)
    return ""


def named(codec: Codec[Any]) -> str:
    """The name of a codec's reply in ``smsc_codec.replies``."""
    return str(codec._reply.name if codec._part == "one" else codec._reply.list_name)


def catalogue(language: str) -> list[dict[str, Any]]:
    """All replies with their formats and levels, for the lists of the page."""
    found = []
    for reply in _replies():
        for part, name in (("one", reply.name), ("many", reply.list_name)):
            if name is not None:
                levels = {
                    fmt: [level for of, level in reply.supported if of == fmt] for fmt in range(4)
                }
                found.append(
                    {
                        "name": name,
                        "title": say(words.REPLIES[name], language),
                        "page": reply.page,
                        "part": part,
                        "level": reply.level_param or "",
                        "levels": {str(fmt): of for fmt, of in levels.items() if of},
                        "variants": [
                            {
                                "name": one.name,
                                "argument": one.call_argument,
                                "fmts": list(one.fmts),
                                "levels": list(one.levels),
                            }
                            for one in reply.variants
                        ],
                    }
                )
    return found


def other_formats(codec: Codec[Any], value: Any, language: str) -> list[dict[str, Any]]:
    """A value in each of the four formats: the text or the reason it cannot be encoded, and the
    fields left out.
    """
    return [_in_format(codec, fmt, value, language) for fmt in range(4)]


def _in_format(codec: Codec[Any], fmt: int, value: Any, language: str) -> dict[str, Any]:
    result: dict[str, Any] = {"title": say(FORMATS[fmt], language), "own": fmt == codec.fmt}
    reply = codec._reply
    if (fmt, codec.level) not in reply.supported:
        return result | {"refused": say(_UNDOCUMENTED, language)}
    variant = (
        codec._variant
        if any(
            one.name == codec._variant and fmt in one.fmts and codec.level in one.levels
            for one in reply.variants
        )
        else ""
    )
    other = reply.codec(fmt, codec.level, variant=variant, part=codec._part)
    try:
        result["text"] = other.encode(value).decode()
    except EncodeError as error:
        return result | {"refused": why(error, language)}
    missing = _left_out(other, value)
    return result | (
        {"left_out": say(_LEFT_OUT, language, names=", ".join(missing))} if missing else {}
    )


def why(error: EncodeError, language: str) -> str:
    """Why a value cannot be encoded."""
    return safe(errors.reason(error, language))


def _left_out(codec: Codec[Any], value: Any) -> list[str]:
    """The fields of a value that a codec does not encode."""
    kept: Any = codec.restrict(value)
    listed = zip(value, kept, strict=True) if isinstance(value, list) else ((value, kept),)
    names: dict[str, None] = {}
    for before, after in listed:
        names |= {
            name: None
            for name in before.__slots__
            if getattr(before, name) not in (None, ())
            and getattr(before, name) != getattr(after, name, None)
        }
    return list(names)
