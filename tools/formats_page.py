"""Write docs/formats.md and docs/commands.md from the declarations: ``python -m tools.formats_page [commands]``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from smsc_codec.callbacks.events import RECORD_LAYOUTS, SIGNED_FIELDS
from smsc_codec.codes import api_errors
from smsc_codec.commands import REQUESTS
from smsc_codec.replies import REPLIES
from tests.catalogue import variants

if TYPE_CHECKING:
    from smsc_codec.requests import Parameter
    from smsc_codec.schema.reply import ReplySpec

_FORMATS = """# Formats

Which format and level of a reply carries which field, in the order of the wire. Made from the declarations by
`python -m tools.formats_page`; a test keeps it true. Every reply can be a `Failure` instead.

**Sure** is how sure the form is: **A** recorded, or on a vendor's page; **B** several clients agree, or one in production;
**C** one client, or inferred; **D** a guess, for which more is read than written. A form that nobody knows has no codec: asking
for it is a ValueError that says so.
"""
_COMMANDS = """# Commands

What each function of `smsc_codec.commands` sends, and what answers. Made from the declarations by
`python -m tools.formats_page commands`; a test keeps it true. Every request also states `fmt` (3 unless said) and
`charset=utf-8`, and carries the credentials. A parameter in **bold** is required; of those joined by "or" exactly one is.
"""


def formats() -> str:
    """The page of formats."""
    out = [_FORMATS]
    for page in dict.fromkeys(reply.page for reply in REPLIES):
        out.append(f"## {page}.php\n")
        for reply in REPLIES:
            if reply.page == page:
                out += _reply(reply)
    out.append(
        "## Callbacks\n\nWhat the service posts to a handler, as a form, XML or JSON, in the order in which it is written; the root of the XML"
    )
    out.append(
        "is a guess (**D**), any is read.\n\n| kind | record | hashed | fields |\n|---|---|---|---|"
    )
    for kind, form in RECORD_LAYOUTS.items():
        fields = ", ".join((*([form.constant[0]] if form.constant else []), *form.record.scalars))
        out.append(
            f"| {kind.value} | {form.record.cls.__name__} | {', '.join(SIGNED_FIELDS[kind])} | {fields} |"
        )
    return "\n".join([*out, ""])


def _reply(reply: ReplySpec) -> list[str]:
    names = " , ".join(f"`{name}`" for name in (reply.name, reply.list_name) if name).replace(
        " ,", ","
    )
    if reply.is_file:
        return [
            f"### {names}\n\nThe octets of a file, or the server's error in the codec's format.\n"
        ]
    out = []
    unknown = [
        _form(reply, fmt, level)
        for fmt in range(4)
        for level in reply.levels
        if reply.confidence_of(fmt, level) == "-"
    ]
    for form in reply.layouts:
        out.append(
            f"### {names} → {form.record.cls.__name__}\n\n| form | sure | fields |\n|---|---|---|"
        )
        for fmt, level in reply.supported:
            for variant in variants(reply, fmt, level):
                for part in [part for part in reply.parts if part != "many"]:
                    codec = reply.codec(fmt, level, variant=variant, part=part)
                    fields = codec.fields[form.record.cls]
                    if (
                        variant
                        and fields == reply.codec(fmt, level, part=part).fields[form.record.cls]
                    ):
                        continue
                    chosen = next((one for one in reply.variants if one.name == variant), None)
                    said = f" {chosen.call_argument}" if chosen else ""
                    sure = (chosen and chosen.confidence) or reply.confidence_of(fmt, level, part)
                    row = " (row)" if part == "row" and reply.name else ""
                    out.append(
                        f"| {_form(reply, fmt, level)}{said}{row} | {sure} | {', '.join(fields) or '-'} |"
                    )
        out.append("")
    return [*out, f"Not known: {', '.join(unknown)}.\n"] if unknown else out


def _form(reply: ReplySpec, fmt: int, level: int) -> str:
    return f"fmt={fmt}" + (f" {reply.level_param}={level}" if reply.level_param else "")


def commands() -> str:
    """The page of commands."""
    out = [_COMMANDS]
    for page in dict.fromkeys(request.page for request in REQUESTS):
        nine = next(error for error in api_errors(page) if error.code == 9)
        out.append(
            f"## {page}.php\n\nError 9: {nine.title}.\n\n| command | fixed | parameters | twice is once |\n|---|---|---|---|"
        )
        for request in REQUESTS:
            if request.page != page:
                continue
            fixed = "&".join(f"{name}={text}" for name, text in request.constants.items())
            alike = {name: " or ".join(group) for group in request.one_of for name in group[:1]}
            hidden = {name for group in request.one_of for name in group[1:]}
            told = [
                alike.get(one.name) or _parameter(one)
                for one in request.parameters
                if one.name not in hidden
            ]
            twice = (
                "yes"
                if request.idempotent
                else "with {}={}".format(*request.idempotent_if)
                if request.idempotent_if
                else "no"
            )
            out.append(
                f"| `{request.name}` | {fixed or '-'} | {', '.join(told) or '-'} | {twice} |"
            )
        out.append("")
    return "\n".join(out)


def _parameter(one: Parameter) -> str:
    name = f"**{one.name}**" if one.required else one.name
    if one.choices:
        return f"{name} {'/'.join(map(str, one.choices))}"
    if one.maximum is not None:
        return f"{name} {one.minimum}…{one.maximum}"
    if one.max_length is not None:
        return f"{name} (≤ {one.max_length} characters)"
    return f"{name} (several)" if one.repeated else name


if __name__ == "__main__":
    print(commands() if sys.argv[1:] == ["commands"] else formats())
