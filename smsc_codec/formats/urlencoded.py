"""``application/x-www-form-urlencoded``: queries and form bodies.

The parser is stricter than the standard library: an invalid ``%`` escape is an error, an empty
value is a value, and text is decoded only when its charset is known.
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

# ---- Parsing

#: The maximum number of fields: more than any request or callback has.
MAX_FORM_FIELDS = 128
_INVALID_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
#: A field with a name and an equals sign. The match is anchored and possessive, so that input
#: without an equals sign is scanned in linear time.
_PAIR = re.compile(r"(?:\A|&)([^&=]++)=([^&]*+)")


def parse(data: bytes) -> list[tuple[bytes, bytes]]:
    """Return the fields in order, percent-decoded but not decoded from their charset.

    Raises:
        MalformedDocument: an invalid ``%`` escape, with its offset, or too many fields.
    """
    escaped = b"%" in data
    if escaped and (invalid := _INVALID_ESCAPE.search(data)) is not None:
        raise MalformedDocument(invalid.start(), "two hexadecimal digits after %")
    parts = data.split(b"&", MAX_FORM_FIELDS)
    if len(parts) > MAX_FORM_FIELDS:
        raise MalformedDocument(len(data) - len(parts[-1]), f"at most {MAX_FORM_FIELDS} fields")
    fields = []
    for part in parts:
        if part:
            name, _, value = part.replace(b"+", b" ").partition(b"=")
            fields.append(
                (unquoted(name), unquoted(value)) if escaped and b"%" in part else (name, value)
            )
    return fields


def texts(data: bytes, charset: str) -> list[tuple[str, str]]:
    """Return the fields in order, decoded from ``charset``.

    In each of the three charsets, encoding the decoded text restores the bytes.

    Raises:
        MalformedDocument: as :func:`parse`, or bytes that are not valid in ``charset``.
    """
    try:
        if not data.isascii():
            return [(name.decode(charset), text.decode(charset)) for name, text in parse(data)]
        escaped = b"%" in data
        if escaped and (invalid := _INVALID_ESCAPE.search(data)) is not None:
            raise MalformedDocument(invalid.start(), "two hexadecimal digits after %")
        if data.count(b"&") >= MAX_FORM_FIELDS:
            raise MalformedDocument(0, f"at most {MAX_FORM_FIELDS} fields")
        text = data.decode("ascii").replace("+", " ")
        fields = _PAIR.findall(text)
        if len(fields) != text.count("&") + 1:  # a field without a name, or without an equals sign
            fields = [
                (name, value)
                for name, equals, value in [part.partition("=") for part in text.split("&")]
                if name or equals
            ]
        if not escaped:
            return fields
        return [
            pair if "%" not in pair[1] and "%" not in pair[0] else _unquoted(pair, charset)
            for pair in fields
        ]
    except UnicodeDecodeError:
        raise MalformedDocument(None, f"text in {charset}") from None


def _unquoted(pair: tuple[str, str], charset: str) -> tuple[str, str]:
    name, text = pair
    return unquoted(name).decode(charset) if "%" in name else name, unquoted(text).decode(charset)


def write(fields: list[tuple[str, str]], charset: str) -> str:
    """Serialize fields as an ASCII query.

    Raises:
        UnicodeEncodeError: a text cannot be encoded in ``charset``.
    """
    return "&".join(
        f"{quote_plus(name, encoding=charset)}={quote_plus(text, encoding=charset)}"
        for name, text in fields
    )


# ---- Records


class FormSyntax:
    """The syntax of a record as form data: pairs of name and text.

    The pairs are not percent-encoded, because the charset is known only to the callback handler.
    """

    names: ClassVar[dict[str, Any]] = {}
    read_code: ClassVar[Callable[..., list[str]]] = staticmethod(XmlSyntax.read_code)
    lenient: ClassVar[Callable[[Scalar], Callable[[Any], object]]] = staticmethod(XmlSyntax.lenient)

    @staticmethod
    def layout(form: RecordLayout, root: str, leaf: bool, names: tuple[str, ...]) -> None:
        """Return None: fields may be in any order, so there is no pattern for the whole form."""

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
        """Emit statements that add the pair of the value ``v``, which is not None."""
        if kind.from_int is not None:
            return [*emit_int_check(kind, names), f"add(({tag!r}, f'{{v:d}}'))"]
        if kind.is_text:
            return ["if not isinstance(v, str): raise InvalidValue", f"add(({tag!r}, v))"]
        return [*emit_serialize(name, kind, names), f"add(({tag!r}, v))"]

    @staticmethod
    def validate(kind: Scalar, text: str) -> str | None:
        """Return None: a form can represent every text."""
        return None


# ---- Percent-decoding

#: The number of bytes that are decoded at a time. The standard library creates an object for each
#: escape, which takes 70 bytes of memory per byte.
_PIECE = 1 << 13
_ESCAPES = re.compile("(?:%[0-9A-Fa-f]{2})++")


def _unescape(escapes: re.Match[str]) -> str:
    return bytes.fromhex(escapes[0].replace("%", "")).decode("latin-1")


def unquoted(text: bytes | str) -> bytes:
    """Percent-decode, like ``unquote_to_bytes`` but in bounded memory. The caller must replace
    ``+`` with a space.
    """
    if len(text) <= _PIECE:
        if isinstance(text, bytes) or not text.isascii():
            return unquote_to_bytes(text)
        # Decodes a whole Cyrillic word at once instead of byte by byte.
        return _ESCAPES.sub(_unescape, text).encode("latin-1")
    data = text.encode() if isinstance(text, str) else text
    pieces, start = [], 0
    while start < len(data):
        end = start + _PIECE
        cut = data.find(b"%", end - 2, end)  # an escape that would be cut starts the next piece
        end = end if cut < 0 else cut
        pieces.append(unquote_to_bytes(data[start:end]))
        start = end
    return b"".join(pieces)
