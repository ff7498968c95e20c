"""All codecs and grammar rules, derived from the declarations, for the property tests."""

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
    """Return the names of a reply's variants at a format and level, the default ("") first."""
    return [
        "",
        *(item.name for item in reply.variants if fmt in item.fmts and level in item.levels),
    ]


def _codecs() -> list[Codec[Any]]:
    """Return one codec for each distinct layout, since many commands have the same plain OK."""
    found: dict[object, Codec[Any]] = {}
    for reply in REPLIES:
        if reply.is_file:
            continue
        for fmt, level in reply.supported:
            for variant in variants(reply, fmt, level):
                for part in reply.parts:
                    added = tuple(
                        layout.variant_fields.get(variant, variant) for layout in reply.layouts
                    )
                    key = (reply.layouts, fmt, level, added, part, frozenset(reply.plain_texts))
                    found.setdefault(key, reply.codec(fmt, level, variant=variant, part=part))
    return list(found.values())


CODECS = _codecs()
SINGLES = [codec for codec in CODECS if codec._part != "many"]


def codec_id(codec: Codec[Any]) -> str:
    return codec.name.replace(" ", "")


def layouts_of(codec: Codec[Any]) -> tuple[Any, ...]:
    """Return the layouts of a codec, including that of the server's error."""
    from smsc_codec.schema.failure import FAILURE

    return (*codec._reply.layouts, FAILURE)


def rules() -> list[tuple[str, str]]:
    """Return all (grammar, start rule) pairs."""
    from smsc_codec.formats.grammar import start_rules

    names = sorted(
        path.name.removesuffix(".lark")
        for path in files("smsc_codec.grammars").iterdir()
        if path.name.endswith(".lark")
    )
    return [(grammar, rule) for grammar in names for rule in start_rules(grammar)]


_VALUES = {"phones": ("79990000000", "79990000001"), "day": date(2026, 1, 31), "offset": -3}
_TEXTS = {
    "date": "14.03.2023 15:09:26",
    "money": "6.40",
    "moment": "14.03.2023 15:09:26",
    "id": "42",
    "status": "1",
}


def example(record: RecordSchema) -> Any:
    """Return a fixed value of a record with all fields set."""
    return record.cls(**{name: _example(scalar) for name, scalar in record.scalars.items()})


def _example(scalar: Scalar) -> Any:
    if isinstance(scalar, Items):
        return (example(scalar.of),)
    if scalar.name in _VALUES:
        return _VALUES[scalar.name]
    if scalar.is_text or scalar.name in ("word", "address"):
        return "79990000000"
    value = scalar.parse(_TEXTS.get(scalar.name, "0"))
    assert isinstance(value, int | str | Decimal | datetime) or scalar.name == "flags"
    return value
