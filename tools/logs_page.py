"""Write the tables of docs/logs.md from the declarations: ``python -m tools.logs_page``."""

from __future__ import annotations

import re
from pathlib import Path

from smsc_codec.logs.columns import COLUMNS
from smsc_codec.logs.detectors import DETECTORS
from smsc_codec.logs.documents import CALLBACKS, DISTINCTIVE_KEYS

PAGE = Path(__file__).parents[1] / "docs" / "logs.md"


def _table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [headings, ("---",) * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _code(names: frozenset[str]) -> str:
    return " ".join(f"`{name}`" for name in sorted(names))


def tables() -> dict[str, str]:
    """Each table by the name of its place in the page."""
    keys: dict[str, list[str]] = {}
    for name, telling in DISTINCTIVE_KEYS:
        keys.setdefault(name, []).append(_code(telling))
    kinds = {kind for column in COLUMNS for kind in column.kinds}
    return {
        "marks": _table(
            ("mark", "is", "if there is"),
            [
                (f"`{mark.terminal}`", " or ".join(kind.value for kind in mark.kinds), mark.certain)
                for mark in DETECTORS
            ],
        ),
        "keys": _table(
            ("reply", "keys"), [(f"`{name}`", "; ".join(told)) for name, told in keys.items()]
        ),
        "callbacks": _table(
            ("event", "fields", "and one of"),
            [
                (kind.value, _code(needed), _code(one_of - needed) or "nothing")
                for kind, needed, one_of in CALLBACKS
            ],
        ),
        "columns": _table(
            ("column", "holds", "of", "what"),
            [
                (
                    f"`{one.name}`",
                    one.of,
                    "all"
                    if kinds == set(one.kinds)
                    else ", ".join(kind.value for kind in one.kinds),
                    one.says,
                )
                for one in COLUMNS
            ],
        ),
    }


def page(text: str) -> str:
    """The page with its tables made anew: each stands between its mark and the next blank line behind it."""
    for name, table in tables().items():
        before, mark, after = text.partition(f"<!-- {name} -->\n")
        rest = re.sub(r"^\n(?:[|][^\n]*\n)+", "", after)
        text = f"{before}{mark}\n{table}\n{rest}"
    return text


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
