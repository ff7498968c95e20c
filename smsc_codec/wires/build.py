"""From a declared reply to its wire. Lark and expat are loaded here, when a codec is first asked for, not before."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from smsc_codec.flags import flag_bits
from smsc_codec.kinds import FLAGS

if TYPE_CHECKING:
    from smsc_codec.reply import Reply
    from smsc_codec.wires.base import Wire

__all__ = ["build"]


@cache
def build(reply: Reply, fmt: int, level: int, variant: str, part: str) -> Wire:
    """The compiled forms of a reply. Lark and expat are loaded here, not before."""
    from smsc_codec.pages.shared import FAILURE

    if any(kind is FLAGS for form in reply.forms for kind in form.record.kinds.values()):
        flag_bits()  # compiled now: construct is not loaded in the middle of a decode
    forms = [*(form for form in reply.forms if form is not FAILURE), FAILURE]
    if fmt < 2:
        from smsc_codec.wires.lines import LineForm, Lines
        from smsc_codec.wires.rows import LineList

        # A reply that only comes in lists has one kind of line.
        row = "_row" if part != "one" and reply.name else ""
        suffix = "" if reply.level is None else f"_{reply.level}{level}"
        lines = [
            LineForm(form.record, form.line_rule(reply.page, fmt, suffix, row, variant), form.markup[level]) for form in forms
        ]
        return LineList(Lines(lines[:-1]), Lines(lines[-1:])) if part == "many" else Lines(lines)
    from smsc_codec.wires.elements import MarkupForm
    from smsc_codec.wires.json import Json
    from smsc_codec.wires.markup import Markup, MarkupList
    from smsc_codec.wires.xml import Xml

    syntax = Xml if fmt == 2 else Json
    elements = [MarkupForm(form, level, syntax, variant) for form in forms]
    one = Markup(elements[:-1] or elements, elements[-1], reply.which, reply.bare if fmt == 3 else {})
    return MarkupList(one) if part == "many" else one
