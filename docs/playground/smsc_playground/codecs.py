"""The codecs of replies: which of them read a text, what each is called, and the same value in the other formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.replies import REPLIES
from smsc_playground import words
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
_NOBODY: Words = (
    "nobody has recorded what the service answers so",
    "никто не записал, что сервис так отвечает",
)
_LEFT_OUT: Words = (
    "this format has no place for: {names}",
    "в этом формате нет места для: {names}",
)
#: A text that is read is no longer than this: what is longer is a log, and each codec that tries it takes a while.
_LONGEST = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A codec that reads a text, and what it reads.

    Args:
        codec: the codec.
        value: the value; of a text that it reads line by line, the values.
        exact: whether it writes the very same text.
        lines: whether each line is a reply.
    """

    codec: Codec[Any]
    value: Any
    exact: bool
    lines: bool = False

    @property
    def rank(self) -> tuple[object, ...]:
        """The surest first: forms that are recorded before those that are guessed, those that write the same, low levels."""
        reply = self.codec._reply
        return (
            reply.confidence_of(self.codec.fmt, self.codec.level, self.codec._part),
            not self.exact,
            self.codec.level,
        )


def fitting(text: str, value: Any = None) -> list[Fit]:
    """Every codec that reads a text, the surest first. A text of several lines is one XML or JSON; or a list of fmt 0 and 1, or a
    reply a line.

    Args:
        text: the text.
        value: what it is known to say: the codecs of other records are not tried.
    """
    told = text.strip()
    if not told or len(told) > _LONGEST:
        return []
    record = type(value[0] if isinstance(value, list) and value else value)
    of = [
        reply
        for reply in _replies()
        if value is None or any(form.record.cls is record for form in reply.layouts)
    ]
    return sorted(
        (fit for found in trying(told, of or [REPLIES[0]]) for fit in found),
        key=lambda fit: fit.rank,
    )


def trying(text: str, replies: Iterable[ReplySpec] | None = None) -> Iterator[list[Fit]]:
    """Each form of each reply in turn: the codecs of it that read a text."""
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
    """The codec of a form; one of a variant, where there is a choice, if the plain one does not read it whole."""
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
    """Those that have a form; a file is octets, and anything is one."""
    return (reply for reply in REPLIES if not reply.is_file)


def part_of(name: str) -> tuple[ReplySpec, str]:
    """A reply of the shelf by its name, and which part of it has that name.

    Raises:
        KeyError: there is none.
    """
    for reply in _replies():
        if name in (reply.name, reply.list_name):
            return reply, "one" if name == reply.name else "many"
    raise KeyError(name)


def answering(record: type, *, many: bool) -> str:
    """The name of the first reply that is a record, or a list of them; empty if none is."""
    for reply in _replies():
        if any(form.record.cls is record for form in reply.layouts):
            return str((reply.list_name if many else reply.name) or reply.title)
    return ""


def named(codec: Codec[Any]) -> str:
    """The name of a codec's reply on the shelf."""
    return str(codec._reply.name if codec._part == "one" else codec._reply.list_name)


def catalogue(language: str) -> list[dict[str, Any]]:
    """All replies with their formats and levels, for a page's lists."""
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
                                "said": one.call_argument,
                                "fmts": list(one.fmts),
                                "levels": list(one.levels),
                            }
                            for one in reply.variants
                        ],
                    }
                )
    return found


def other_formats(codec: Codec[Any], value: Any, language: str) -> list[dict[str, Any]]:
    """A reply's value in each of the four formats: its text, or why it cannot be carried, and what is left out."""
    return [_in_format(codec, fmt, value, language) for fmt in range(4)]


def _in_format(codec: Codec[Any], fmt: int, value: Any, language: str) -> dict[str, Any]:
    told: dict[str, Any] = {"title": say(FORMATS[fmt], language), "own": fmt == codec.fmt}
    reply = codec._reply
    if (fmt, codec.level) not in reply.supported:
        return told | {"refused": say(_NOBODY, language)}
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
        told["text"] = other.encode(value).decode()
    except EncodeError as error:
        return told | {"refused": why(error)}
    missing = _left_out(other, value)
    return told | (
        {"left_out": say(_LEFT_OUT, language, names=", ".join(missing))} if missing else {}
    )


def why(error: EncodeError) -> str:
    """Why a form cannot carry a value."""
    return safe(f"{error.field}: {error.reason}" if error.field else error.reason)


def _left_out(codec: Codec[Any], value: Any) -> list[str]:
    """The fields of a value that a codec does not give back."""
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
