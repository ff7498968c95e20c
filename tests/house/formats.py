"""Write docs/formats.md from the declarations: ``python -m tests.house.formats > docs/formats.md``."""

from __future__ import annotations

from smsc_codec.replies import REPLIES

_HEAD = """# Formats

Which format and level of a reply carries which field, in the order of the wire. Made from the declarations by
`python -m tests.house.formats`; a test keeps it true. Every reply can be a `Failure` instead. `(row)` is a row of a list.
"""


def table() -> str:
    """The page."""
    out = [_HEAD]
    for reply in REPLIES:
        title = f"`{reply.name}`" + (f", `{reply.many}`" if reply.many else "")
        out.append(f"## {title} ({reply.page}.php)\n")
        for form in reply.forms:
            out.append(f"### {form.record.cls.__name__}\n\n| form | fields |\n|---|---|")
            for fmt in range(4):
                for level in reply.levels:
                    for part in ("one", "row") if reply.many and fmt < 2 else ("one",):
                        fields = reply.codec(fmt, level, part=part).fields[form.record.cls]
                        named = f"fmt={fmt}" + (f" {reply.level}={level}" if reply.level else "") + (" (row)" if part == "row" else "")
                        out.append(f"| {named} | {', '.join(fields) or '-'} |")
            out.append("")
    return "\n".join(out)


if __name__ == "__main__":
    print(table())
