"""Replies: the first line of an input is the codec, as ``status,fmt=1,all=2,utf-8``, the rest the body."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from functools import cache
from typing import TYPE_CHECKING, Any

from smsc_codec import replies
from smsc_codec.codec import CHARSETS
from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.formats.base import NoMatch
from tools.properties.common import chosen, explained, refused, same

if TYPE_CHECKING:
    from collections.abc import Callable

    from smsc_codec.codec import Codec

__all__ = ["law", "named_codecs"]


def law(octets: bytes, *, fmt: int) -> None:
    """Replies of a format."""
    head, _, body = octets.partition(b"\n")
    codec = chosen(head, named_codecs(fmt))
    _compiled(codec, body.decode(codec.charset, "replace"))
    try:
        value = codec.decode(body)
    except DecodeError as error:
        explained(error, len(body))
        _hint_is_true(codec, error)
        return
    if fmt != 2 and body[:3] != BOM_UTF8:
        # An XML declaration and a byte order mark say something of octets, and nothing of a text.
        assert same(codec.decode(body.decode(codec.charset)), value)
    _comes_back(codec, value)


@cache
def named_codecs(fmt: int) -> dict[str, Codec[Any]]:
    """Every codec of a format, in every charset, by its name on a first line."""
    from tests.catalogue import CODECS, codec_id

    return {
        f"{codec_id(codec)},{charset}": codec.with_charset(charset)
        for charset in CHARSETS
        for codec in CODECS
        if codec.fmt == fmt
    }


def _comes_back(codec: Codec[Any], value: Any) -> None:
    wanted = codec.restrict(value)
    assert same(codec.restrict(wanted), wanted)
    try:
        octets = codec.encode(value)
    except EncodeError as error:
        refused(error)
        return
    back = codec.decode(octets)
    assert same(back, wanted)
    assert codec.encode(back) == octets


def _compiled(codec: Any, text: str) -> None:
    """Lark and the parsers read what the compiled patterns read."""
    if codec.fmt > 1:
        assert _read(codec._wire.read, text) == _read(codec._wire.parse, text)
        return
    row = codec.row if codec._part == "many" else codec
    for form in row._wire.layouts:
        assert form.rule.match(text) == form.rule.interpret(text), form.rule.name


def _read(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except NoMatch:
        return NoMatch


_HINT = re.compile(r"(it|each line) reads as (\w+)\(([^)]*)\)(\.row)?")
_CHARSET_HINT = re.compile(r'it reads in [\w-]+: with_charset\("([\w-]+)"\)')


def _hint_is_true(codec: Codec[Any], error: DecodeError) -> None:
    """The codec that an error proposes reads what was given."""
    charset = _CHARSET_HINT.fullmatch(error.hint or "")
    if charset is not None:
        codec.with_charset(charset[1]).decode(error.source)
    hint = _HINT.fullmatch(error.hint or "")
    if hint is None:
        return
    given = dict(part.split("=") for part in hint[3].split(", "))
    proposed: Any = getattr(replies, hint[2])(
        **{name: int(number) for name, number in given.items()}
    )
    assert isinstance(error.source, str)
    for line in [error.source] if hint[1] == "it" else error.source.strip("\r\n").split("\n"):
        (proposed.row if hint[4] else proposed).decode(line)
