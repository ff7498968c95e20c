"""From a declared reply to its wire. Lark and expat are loaded here, when a codec is first asked for, not before."""

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
    """The compiled forms of a reply, its own before the server's error."""
    from smsc_codec.schema.failure import FAILURE

    if any(kind is FLAGS for form in reply.layouts for kind in form.record.scalars.values()):
        flag_bits()  # compiled now: construct is not loaded in the middle of a decode
    forms = [*(form for form in reply.layouts if form is not FAILURE), FAILURE]
    if fmt < 2:
        from smsc_codec.formats.lines import LineCodec, LineLayout, LineListCodec

        lines = [
            LineLayout(
                form.record, _rule(reply, form, fmt, level, variant, part), form.fields[level]
            )
            for form in forms
        ]
        return (
            LineListCodec(LineCodec(lines[:-1]), LineCodec(lines[-1:]))
            if part == "many"
            else LineCodec(lines)
        )
    from smsc_codec.formats.documents import DocumentCodec, DocumentLayout, DocumentListCodec
    from smsc_codec.formats.json import JsonSyntax
    from smsc_codec.formats.xml import XmlSyntax

    syntax = XmlSyntax if fmt == 2 else JsonSyntax
    elements = [DocumentLayout(form, level, syntax, variant) for form in forms]
    one = DocumentCodec(
        elements[:-1] or elements,
        elements[-1],
        reply.select_record,
        reply.plain_texts if fmt == 3 else {},
    )
    return DocumentListCodec(one) if part == "many" else one


def _rule(
    reply: ReplySpec, form: RecordLayout, fmt: int, level: int, variant: str, part: str
) -> LineRule:
    """The rule of a line: ``RULE_fmtF_LEVELn[_row][_variant]``; a rule without variants serves them all."""
    from smsc_codec.formats.grammar import has_rule, line_rule

    if form.shared:
        return line_rule("shared", f"{form.rule}_fmt{fmt}")
    name = f"{form.rule}_fmt{fmt}"
    if reply.level_param is not None:
        name += f"_{reply.level_param}{level}"
    if part != "one" and reply.name:  # a reply that only comes in lists has one kind of line
        name += "_row"
    varied = f"{name}_{variant}"
    return line_rule(reply.page, varied if has_rule(reply.page, varied) else name)
