"""Generate the tables of docs/logs.md from the code: ``python -m tools.logs_page``."""

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
    """Return each table by the name in the comment that precedes it in the page."""
    keys: dict[str, list[str]] = {}
    for name, distinctive in DISTINCTIVE_KEYS:
        keys.setdefault(name, []).append(_code(distinctive))
    all_kinds = {kind for column in COLUMNS for kind in column.kinds}
    return {
        "detectors": _table(
            ("detector", "finds", "condition"),
            [
                (
                    f"`{detector.terminal}`",
                    " or ".join(kind.value for kind in detector.kinds),
                    detector.condition,
                )
                for detector in DETECTORS
            ],
        ),
        "keys": _table(
            ("reply", "keys"), [(f"`{name}`", "; ".join(sets)) for name, sets in keys.items()]
        ),
        "callbacks": _table(
            ("event", "required fields", "and at least one of"),
            [
                (kind.value, _code(required), _code(one_of - required) or "-")
                for kind, required, one_of in CALLBACKS
            ],
        ),
        "columns": _table(
            ("column", "type", "kinds", "description"),
            [
                (
                    f"`{column.name}`",
                    column.cell_type,
                    "all"
                    if all_kinds == set(column.kinds)
                    else ", ".join(kind.value for kind in column.kinds),
                    column.description,
                )
                for column in COLUMNS
            ],
        ),
    }


def page(text: str) -> str:
    """Replace the tables of the page. Each table follows a comment with its name."""
    for name, table in tables().items():
        before, comment, after = text.partition(f"<!-- {name} -->\n")
        rest = re.sub(r"^\n(?:[|][^\n]*\n)+", "", after)
        text = f"{before}{comment}\n{table}\n{rest}"
    return text


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), "utf-8")
