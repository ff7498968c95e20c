"""Every codec there is, from the declarations: what the laws go through."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from smsc_codec.replies import REPLIES
from smsc_codec.schema.records import Items

if TYPE_CHECKING:
    from smsc_codec.codec import Codec
    from smsc_codec.schema.records import RecordSchema
    from smsc_codec.schema.reply import ReplySpec
    from smsc_codec.schema.scalars import Scalar

__all__ = ["CODECS", "SINGLES", "codec_id", "example", "layouts_of", "rules", "variants"]


def variants(reply: ReplySpec, fmt: int, level: int) -> list[str]:
    """The variants of a reply at a format and level, the usual one first."""
    return ["", *(one.name for one in reply.variants if fmt in one.fmts and level in one.levels)]


def _codecs() -> list[Codec[Any]]:
    """Each wire once: many commands are answered by the same OK."""
    found: dict[object, Codec[Any]] = {}
    for reply in REPLIES:
        if reply.is_file:
            continue
        for fmt, level in reply.supported:
            for variant in variants(reply, fmt, level):
                for part in reply.parts:
                    added = tuple(
                        form.variant_fields.get(variant, variant) for form in reply.layouts
                    )
                    key = (reply.layouts, fmt, level, added, part, frozenset(reply.plain_texts))
                    found.setdefault(key, reply.codec(fmt, level, variant=variant, part=part))
    return list(found.values())


CODECS = _codecs()
SINGLES = [codec for codec in CODECS if codec._part != "many"]


def codec_id(codec: Codec[Any]) -> str:
    return codec.name.replace(" ", "")


def layouts_of(codec: Codec[Any]) -> tuple[Any, ...]:
    """The declared forms of a codec, the server's error among them."""
    from smsc_codec.schema.failure import FAILURE

    return (*codec._reply.layouts, FAILURE)


def rules() -> list[tuple[str, str]]:
    """Every start rule of every grammar."""
    from smsc_codec.formats.grammar import start_rules

    names = sorted(
        path.name.removesuffix(".lark")
        for path in files("smsc_codec.grammars").iterdir()
        if path.name.endswith(".lark")
    )
    return [(grammar, rule) for grammar in names for rule in start_rules(grammar)]


_TEXTS = {"phones": ("79990000000", "79990000001"), "day": date(2026, 1, 31), "offset": -3}
_WRITTEN = {
    "date": "14.03.2023 15:09:26",
    "money": "6.40",
    "moment": "14.03.2023 15:09:26",
    "id": "42",
    "status": "1",
}


def example(record: RecordSchema) -> Any:
    """One value of a record with every field set, the same every time."""
    return record.cls(**{name: _example(record, kind) for name, kind in record.scalars.items()})


def _example(record: RecordSchema, kind: Scalar) -> Any:
    if isinstance(kind, Items):
        return (example(kind.of),)
    if kind.name in _TEXTS:
        return _TEXTS[kind.name]
    if kind.is_text or kind.name in ("word", "address"):
        return "79990000000"
    value = kind.parse(_WRITTEN.get(kind.name, "0"))
    assert isinstance(value, int | str | Decimal | datetime) or kind.name == "flags"
    return value
