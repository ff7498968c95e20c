"""How each kind of callback is spelled in each format, a form, XML and JSON, and how much of it is read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from smsc_codec.callbacks.events import RECORD_LAYOUTS, EventKind
from smsc_codec.formats.documents import DocumentLayout
from smsc_codec.formats.json import JsonSyntax, member, parse
from smsc_codec.formats.urlencoded import FormSyntax
from smsc_codec.formats.xml import XmlSyntax

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MAX_BODY_BYTES", "MAX_FIELDS", "SYNTAX", "codec_name", "layouts"]

#: The most fields of a callback, and the most octets of its query or body.
MAX_FIELDS, MAX_BODY_BYTES = 64, 1 << 18


class _Texts(JsonSyntax):
    """JSON whose every value is a string; a number is read to its digits as they stand, since they are hashed."""

    @staticmethod
    def document(text: str) -> Any:
        return parse(text, exact=True)

    @staticmethod
    def constant(tag: str, text: str) -> str:
        return f'"{tag}": "{text}"'

    @staticmethod
    def encode_extra(key: str, text: str) -> str:
        return member(key, text, exact=True)


class _Elements(XmlSyntax):
    """XML with a bound: more fields than are read are not even parsed."""

    @staticmethod
    def document(text: str, most: int | None = MAX_FIELDS) -> Any:
        return XmlSyntax.document(text, most)


SYNTAX: Mapping[int | None, Any] = {None: FormSyntax, 2: _Elements, 3: _Texts}


@cache
def layouts() -> Mapping[int | None, Mapping[EventKind, DocumentLayout]]:
    """How each kind is read and written in each format. The grammars are read here, when first needed, not before."""
    return {
        fmt: {
            kind: DocumentLayout(form, 0, syntax, purpose=codec_name(fmt).replace(",", ""))
            for kind, form in RECORD_LAYOUTS.items()
        }
        for fmt, syntax in SYNTAX.items()
    }


def codec_name(fmt: int | None) -> str:
    """How an error calls a callback of this format."""
    return "callback" if fmt is None else f"callback, fmt={fmt}"
