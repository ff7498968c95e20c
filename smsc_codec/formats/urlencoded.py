"""``application/x-www-form-urlencoded``: queries and form bodies, octets in and octets out.

Strict where the standard library is lenient: a bad ``%`` is an error, a blank value is a value, and nothing is decoded
before its charset is known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import quote_plus, unquote_to_bytes

from smsc_codec.codegen import emit_int_check, emit_serialize
from smsc_codec.formats.base import MalformedDocument
from smsc_codec.formats.xml import XmlSyntax

if TYPE_CHECKING:
    from collections.abc import Callable

    from smsc_codec.schema.records import RecordLayout
    from smsc_codec.schema.scalars import Scalar

__all__ = ["MAX_FORM_FIELDS", "FormSyntax", "parse", "texts", "unquoted", "write"]

#: The most fields that are read: more than any request or callback has.
MAX_FORM_FIELDS = 128
_BAD = re.compile(rb"%(?![0-9A-Fa-f]{2})")
#: A field that has a name and an equals sign. It begins where a field does, and gives nothing back: a megabyte without an
#: equals sign is looked at once.
_PAIR = re.compile(r"(?:\A|&)([^&=]++)=([^&]*+)")


def parse(octets: bytes) -> list[tuple[bytes, bytes]]:
    """The fields in order, percent-decoded, in no charset yet.

    Raises:
        MalformedDocument: a bad ``%``, with its offset, or too many fields.
    """
    escaped = b"%" in octets
    if escaped and (bad := _BAD.search(octets)) is not None:
        raise MalformedDocument(bad.start(), "two hexadecimal digits behind a %")
    parts = octets.split(b"&", MAX_FORM_FIELDS)
    if len(parts) > MAX_FORM_FIELDS:
        raise MalformedDocument(len(octets) - len(parts[-1]), f"at most {MAX_FORM_FIELDS} fields")
    found = []
    for part in parts:
        if part:
            name, _, value = part.replace(b"+", b" ").partition(b"=")
            found.append(
                (unquoted(name), unquoted(value)) if escaped and b"%" in part else (name, value)
            )
    return found


def texts(octets: bytes, charset: str) -> list[tuple[str, str]]:
    """The fields in order, in a charset. All three charsets decode one way only, so encoding gives the octets again.

    Raises:
        MalformedDocument: as :func:`parse`, or octets that are not in ``charset``.
    """
    try:
        if not octets.isascii():
            return [(name.decode(charset), text.decode(charset)) for name, text in parse(octets)]
        escaped = b"%" in octets
        if escaped and (bad := _BAD.search(octets)) is not None:
            raise MalformedDocument(bad.start(), "two hexadecimal digits behind a %")
        if octets.count(b"&") >= MAX_FORM_FIELDS:
            raise MalformedDocument(0, f"at most {MAX_FORM_FIELDS} fields")
        text = octets.decode("ascii").replace("+", " ")
        found = _PAIR.findall(text)
        if len(found) != text.count("&") + 1:  # a field without a name, or without an equals sign
            found = [
                (name, value)
                for name, equals, value in [part.partition("=") for part in text.split("&")]
                if name or equals
            ]
        if not escaped:
            return found
        return [
            pair if "%" not in pair[1] and "%" not in pair[0] else _unquoted(pair, charset)
            for pair in found
        ]
    except UnicodeDecodeError:
        raise MalformedDocument(None, f"text in {charset}") from None


def _unquoted(pair: tuple[str, str], charset: str) -> tuple[str, str]:
    name, text = pair
    return unquoted(name).decode(charset) if "%" in name else name, unquoted(text).decode(charset)


def write(fields: list[tuple[str, str]], charset: str) -> str:
    """The fields as a query, in ASCII.

    Raises:
        UnicodeEncodeError: ``charset`` cannot carry a text.
    """
    return "&".join(
        f"{quote_plus(name, encoding=charset)}={quote_plus(text, encoding=charset)}"
        for name, text in fields
    )


class FormSyntax:
    """How a form spells a record: names and texts, not yet percent-encoded, since the charset is the handler's to say."""

    names: ClassVar[dict[str, Any]] = {}
    read_code: ClassVar[Callable[..., list[str]]] = staticmethod(XmlSyntax.read_code)
    lenient: ClassVar[Callable[[Scalar], Callable[[Any], object]]] = staticmethod(XmlSyntax.lenient)

    @staticmethod
    def layout(form: RecordLayout, root: str, leaf: bool, names: tuple[str, ...]) -> None:
        """A form has no pattern of its own: it is read by name."""

    @staticmethod
    def constant(tag: str, text: str) -> tuple[str, str]:
        return tag, text

    @staticmethod
    def path(root: str, tag: str | None, index: int | None) -> str:
        return tag or ""

    @staticmethod
    def decode_extra(text: str) -> str:
        return text

    @staticmethod
    def encode_extra(key: str, text: str) -> tuple[str, str]:
        return key, text

    @staticmethod
    def write_code(name: str, tag: str, kind: Scalar, names: dict[str, Any]) -> list[str]:
        """Statements that add the pair of the value ``v``, which is not None."""
        if kind.from_int is not None:
            return [*emit_int_check(kind, names), f"add(({tag!r}, f'{{v:d}}'))"]
        if kind.is_text:
            return ["if not isinstance(v, str): raise InvalidValue", f"add(({tag!r}, v))"]
        return [*emit_serialize(name, kind, names), f"add(({tag!r}, v))"]

    @staticmethod
    def validate(kind: Scalar, text: str) -> str | None:
        """Nothing: a form carries every text."""
        return None


#: Octets that are percent-decoded at once: the standard library makes an object of each escape, seventy octets for an octet.
_PIECE = 1 << 13
_ESCAPES = re.compile("(?:%[0-9A-Fa-f]{2})++")


def _octets(escapes: re.Match[str]) -> str:
    return bytes.fromhex(escapes[0].replace("%", "")).decode("latin-1")


def unquoted(text: bytes | str) -> bytes:
    """Percent-decoded, as ``unquote_to_bytes`` does, a piece at a time. A blank may be written as a plus: that is the caller's."""
    if len(text) <= _PIECE:
        if isinstance(text, bytes) or not text.isascii():
            return unquote_to_bytes(text)
        return _ESCAPES.sub(_octets, text).encode(
            "latin-1"
        )  # a word in Cyrillic at once, not an octet after the other
    octets = text.encode() if isinstance(text, str) else text
    pieces, start = [], 0
    while start < len(octets):
        end = start + _PIECE
        cut = octets.find(
            b"%", end - 2, end
        )  # an escape that the piece would cut begins the next one
        end = end if cut < 0 else cut
        pieces.append(unquote_to_bytes(octets[start:end]))
        start = end
    return b"".join(pieces)
