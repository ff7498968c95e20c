"""From a declared reply to its wire. Lark and expat are loaded here, when a codec is first asked for, not before."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from smsc_codec.flags import flag_bits
from smsc_codec.kinds import FLAGS

if TYPE_CHECKING:
    from smsc_codec.codec import Reply
    from smsc_codec.records import Form
    from smsc_codec.wires.base import Wire

__all__ = ["build"]


@cache
def build(reply: Reply, fmt: int, level: int, variant: str, part: str) -> Wire:
    """The compiled forms of a reply. Lark and expat are loaded here, not before."""
    from smsc_codec.pages.shared import FAILURE

    if any(kind is FLAGS for form in reply.forms for kind in form.record.kinds.values()):
        flag_bits()  # compiled now: construct is not loaded in the middle of a decode
    if fmt < 2:
        from smsc_codec.wires.lines import LineForm, Lines
        from smsc_codec.wires.rows import LineList

        def form(form: Form) -> LineForm:
            row = "" if part == "one" else "_row"
            return LineForm(form.record, form.line_rule(reply.page, fmt, f"_{reply.level}{level}", row, variant))

        forms = [form(one) for one in reply.forms]
        return LineList(Lines(forms), Lines([form(FAILURE)])) if part == "many" else Lines([*forms, form(FAILURE)])
    from smsc_codec.wires.elements import MarkupForm
    from smsc_codec.wires.json import Json
    from smsc_codec.wires.markup import Markup, MarkupList
    from smsc_codec.wires.xml import Xml

    syntax = Xml if fmt == 2 else Json
    one = Markup(
        [MarkupForm(form, level, syntax) for form in reply.forms],
        MarkupForm(FAILURE, level, syntax),
        reply.which,
        reply.bare if fmt == 3 else None,
    )
    return MarkupList(one) if part == "many" else one
