"""Replies: the first line of an input names the codec (``status,fmt=1,all=2,utf-8``), the rest is
the body.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from functools import cache
from typing import TYPE_CHECKING, Any

from smsc_codec import replies
from smsc_codec.codec import CHARSETS
from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.formats.base import NoMatch
from tools.properties.common import check_decode_error, check_encode_error, same, select

if TYPE_CHECKING:
    from collections.abc import Callable

    from smsc_codec.codec import Codec

__all__ = ["check", "named_codecs"]


def check(data: bytes, *, fmt: int) -> None:
    """Check closure, equality and the round trip of a reply."""
    head, _, body = data.partition(b"\n")
    codec = select(head, named_codecs(fmt))
    _check_equality(codec, body.decode(codec.charset, "replace"))
    try:
        value = codec.decode(body)
    except DecodeError as error:
        check_decode_error(error, len(body))
        _check_hint(codec, error)
        return
    if fmt != 2 and body[:3] != BOM_UTF8:
        # An XML declaration and a byte order mark matter for bytes only.
        assert same(codec.decode(body.decode(codec.charset)), value)
    _check_round_trip(codec, value)


@cache
def named_codecs(fmt: int) -> dict[str, Codec[Any]]:
    """Return every codec of a format in every charset, by its name in a first line."""
    from tools.catalogue import CODECS, codec_id

    return {
        f"{codec_id(codec)},{charset}": codec.with_charset(charset)
        for charset in CHARSETS
        for codec in CODECS
        if codec.fmt == fmt
    }


def _check_round_trip(codec: Codec[Any], value: Any) -> None:
    expected = codec.restrict(value)
    assert same(codec.restrict(expected), expected)
    try:
        data = codec.encode(value)
    except EncodeError as error:
        check_encode_error(error)
        return
    back = codec.decode(data)
    assert same(back, expected)
    assert codec.encode(back) == data


def _check_equality(codec: Any, text: str) -> None:
    """Check that Lark, expat and json agree with the generated code."""
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


_HINT = re.compile(r"decode (each line )?with (\w+)\(([^)]*)\)(\.row)?")
_CHARSET_HINT = re.compile(r'use with_charset\("([\w-]+)"\)')


def _check_hint(codec: Codec[Any], error: DecodeError) -> None:
    """Check that the codec suggested by an error decodes the input."""
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
    for line in [error.source] if hint[1] is None else error.source.strip("\r\n").split("\n"):
        (proposed.row if hint[4] else proposed).decode(line)
