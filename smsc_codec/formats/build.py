"""Build the format codec of a declared reply.

Lark, expat and json are imported here when the first codec of a format is built, not when the
package is imported.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from smsc_codec.flags import flag_bits
from smsc_codec.schema.scalars import FLAGS

if TYPE_CHECKING:
    from smsc_codec.formats.base import FormatCodec
    from smsc_codec.formats.grammar import LineRule
    from smsc_codec.schema.records import RecordLayout
    from smsc_codec.schema.reply import ReplySpec

__all__ = ["build"]


@cache
def build(reply: ReplySpec, fmt: int, level: int, variant: str, part: str) -> FormatCodec:
    """Build the format codec of a reply at one format and level.

    Args:
        reply: the declaration of the reply.
        fmt: 0 to 3.
        level: one of ``reply.levels``.
        variant: the name of one of ``reply.variants``, or "".
        part: ``one``, ``many`` or ``row``.

    Returns:
        A codec of the records of the reply, tried in their order, and of the server's error, tried
        last.
    """
    from smsc_codec.schema.failure import FAILURE

    if any(
        scalar is FLAGS for layout in reply.layouts for scalar in layout.record.scalars.values()
    ):
        flag_bits()  # compiled now, so that decoding never imports construct
    layouts = [*(layout for layout in reply.layouts if layout is not FAILURE), FAILURE]
    purpose = _purpose(reply, fmt, level, variant, part)
    if fmt < 2:
        from smsc_codec.formats.lines import LineCodec, LineLayout, LineListCodec

        lines = [
            LineLayout(
                layout.record,
                _rule(reply, layout, fmt, level, variant, part),
                layout.fields[level],
                purpose=purpose,
            )
            for layout in layouts
        ]
        if part == "many":
            return LineListCodec(
                LineCodec(lines[:-1], purpose=f"{purpose} line"),
                LineCodec(lines[-1:], purpose=f"{purpose} failure"),
            )
        return LineCodec(lines, purpose=purpose)
    from smsc_codec.formats.documents import DocumentCodec, DocumentLayout, DocumentListCodec
    from smsc_codec.formats.json import JsonSyntax
    from smsc_codec.formats.xml import XmlSyntax

    syntax = XmlSyntax if fmt == 2 else JsonSyntax
    documents = [
        DocumentLayout(layout, level, syntax, variant, purpose=purpose) for layout in layouts
    ]
    row = DocumentCodec(
        documents[:-1] or documents,
        documents[-1],
        reply.select_record,
        reply.plain_texts if fmt == 3 else {},
        purpose=purpose,
    )
    return DocumentListCodec(row) if part == "many" else row


def _purpose(reply: ReplySpec, fmt: int, level: int, variant: str, part: str) -> str:
    """Return the name of the codec for generated functions, such as ``status fmt=1 all=2``."""
    name, arguments = reply.describe(level, variant, part)
    row = " row" if part == "row" else ""
    return f"{name}{row} fmt={fmt}{arguments.replace(',', '')}"


def _rule(
    reply: ReplySpec, layout: RecordLayout, fmt: int, level: int, variant: str, part: str
) -> LineRule:
    """Return the grammar rule of a line.

    The rule is called ``RULE_fmtF[_LEVELn][_row][_VARIANT]``. Where there is no rule for the
    variant, the rule without a variant is used.
    """
    from smsc_codec.formats.grammar import has_rule, line_rule

    if layout.shared:
        return line_rule("shared", f"{layout.rule}_fmt{fmt}")
    name = f"{layout.rule}_fmt{fmt}"
    if reply.level_param is not None:
        name += f"_{reply.level_param}{level}"
    if part != "one" and reply.name:  # a reply that exists only as a list has a single line rule
        name += "_row"
    with_variant = f"{name}_{variant}"
    return line_rule(reply.page, with_variant if has_rule(reply.page, with_variant) else name)
