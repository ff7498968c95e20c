"""The layouts of the three kinds of callback in each format (form, XML, JSON), and size limits."""

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

#: The maximum number of fields in a callback.
MAX_FIELDS = 64
#: The maximum size of the query, and of the body, in bytes.
MAX_BODY_BYTES = 1 << 18


class _StringJson(JsonSyntax):
    """JSON in which every value is a string. A number becomes its exact digits, for hashing."""

    @staticmethod
    def document(text: str) -> Any:
        return parse(text, exact=True)

    @staticmethod
    def constant(tag: str, text: str) -> str:
        return f'"{tag}": "{text}"'

    @staticmethod
    def encode_extra(key: str, text: str) -> str:
        return member(key, text, exact=True)


class _BoundedXml(XmlSyntax):
    """XML that is parsed only as far as :data:`MAX_FIELDS` elements."""

    @staticmethod
    def document(text: str, most: int | None = MAX_FIELDS) -> Any:
        return XmlSyntax.document(text, most)


SYNTAX: Mapping[int | None, Any] = {None: FormSyntax, 2: _BoundedXml, 3: _StringJson}


@cache
def layouts() -> Mapping[int | None, Mapping[EventKind, DocumentLayout]]:
    """Return the document layout of each event kind, by format. Compiled on the first call."""
    return {
        fmt: {
            kind: DocumentLayout(form, 0, syntax, purpose=codec_name(fmt).replace(",", ""))
            for kind, form in RECORD_LAYOUTS.items()
        }
        for fmt, syntax in SYNTAX.items()
    }


def codec_name(fmt: int | None) -> str:
    """Return the codec name that error messages show for a callback format."""
    return "callback" if fmt is None else f"callback, fmt={fmt}"
