"""From a declared reply to its wire. Lark and expat are loaded here, when a codec is first asked for, not before."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from smsc_codec.flags import flag_bits
from smsc_codec.schema.scalars import FLAGS

if TYPE_CHECKING:
    from smsc_codec.formats.base import Wire
    from smsc_codec.formats.grammar import LineRule
    from smsc_codec.schema.records import Form
    from smsc_codec.schema.reply import Reply

__all__ = ["build"]


@cache
def build(reply: Reply, fmt: int, level: int, variant: str, part: str) -> Wire:
    """The compiled forms of a reply, its own before the server's error."""
    from smsc_codec.schema.failure import FAILURE

    if any(kind is FLAGS for form in reply.forms for kind in form.record.kinds.values()):
        flag_bits()  # compiled now: construct is not loaded in the middle of a decode
    forms = [*(form for form in reply.forms if form is not FAILURE), FAILURE]
    if fmt < 2:
        from smsc_codec.formats.lines import LineForm, LineList, Lines

        lines = [
            LineForm(form.record, _rule(reply, form, fmt, level, variant, part), form.markup[level])
            for form in forms
        ]
        return LineList(Lines(lines[:-1]), Lines(lines[-1:])) if part == "many" else Lines(lines)
    from smsc_codec.formats.documents import Markup, MarkupForm, MarkupList
    from smsc_codec.formats.json import Json
    from smsc_codec.formats.xml import Xml

    syntax = Xml if fmt == 2 else Json
    elements = [MarkupForm(form, level, syntax, variant) for form in forms]
    one = Markup(
        elements[:-1] or elements, elements[-1], reply.which, reply.bare if fmt == 3 else {}
    )
    return MarkupList(one) if part == "many" else one


def _rule(reply: Reply, form: Form, fmt: int, level: int, variant: str, part: str) -> LineRule:
    """The rule of a line: ``RULE_fmtF_LEVELn[_row][_variant]``; a rule without variants serves them all."""
    from smsc_codec.formats.grammar import has_rule, line_rule

    if form.shared:
        return line_rule("shared", f"{form.rule}_fmt{fmt}")
    name = f"{form.rule}_fmt{fmt}"
    if reply.level is not None:
        name += f"_{reply.level}{level}"
    if part != "one" and reply.name:  # a reply that only comes in lists has one kind of line
        name += "_row"
    varied = f"{name}_{variant}"
    return line_rule(reply.page, varied if has_rule(reply.page, varied) else name)
