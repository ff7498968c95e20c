"""Convert the tables that the benchmarks print to JSON, to be kept with each release.

Usage: ``python -m benchmarks | python -m tools.benchmark_results > benchmarks/results/0.1.0.json``.
The output holds the version of the library, the interpreter and the machine, and for each table a
list of objects whose keys are the column titles. Figures are numbers; an empty first cell repeats
the cell above it.
"""

from __future__ import annotations

import json
import platform
import re
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_RULE = re.compile(r"\|(?:\s*:?-+:?\s*\|)+")


def tables(lines: Iterable[str]) -> list[list[dict[str, float | str]]]:
    """Return the rows of each Markdown table in the text."""
    found: list[list[dict[str, float | str]]] = []
    header: list[str] = []
    for line in map(str.strip, lines):
        if not line.startswith("|"):
            header = []
        elif not header:
            header = _cells(line)
            found.append([])
        elif not _RULE.fullmatch(line):
            cells: list[float | str] = [
                float(cell) if _NUMBER.fullmatch(cell) else cell for cell in _cells(line)
            ]
            if cells[0] == "" and found[-1]:
                cells[0] = found[-1][-1][header[0]]
            found[-1].append(dict(zip(header, cells, strict=True)))
    return [rows for rows in found if rows]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def main() -> None:
    """Read the tables from standard input and write JSON to standard output."""
    document = {
        "version": version("smsc-codec"),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "machine": f"{platform.system()} {platform.machine()}",
        "tables": tables(sys.stdin),
    }
    if not document["tables"]:
        sys.exit("standard input: expected Markdown tables, found none")
    json.dump(document, sys.stdout, indent=1, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
