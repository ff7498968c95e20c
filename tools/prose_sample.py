"""Print randomly drawn docstrings and comments for a review of their English.

Usage: ``python -m tools.prose_sample --seed 7 [--count 40] [FOLDER ...]``. The same seed over the
same sources draws the same sample.
"""

from __future__ import annotations

import argparse
import ast
import io
import random
import textwrap
import tokenize
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
_DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
#: Comments that are instructions to a tool, not prose.
_DIRECTIVES = ("!", "fmt:", "noqa", "pragma:", "ruff:", "type:", "mypy:", "pyright:")


@dataclass(frozen=True, slots=True)
class Passage:
    """A docstring or a block of comment lines, with its place."""

    path: Path
    line: int
    text: str


def docstrings(path: Path, source: str) -> Iterator[Passage]:
    """Yield the docstrings of modules, classes, functions and attributes."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, _DOCUMENTED):
            continue
        for position, statement in enumerate(node.body):
            # A string behind an assignment documents the attribute that it assigns.
            documents = position == 0 or isinstance(
                node.body[position - 1], ast.Assign | ast.AnnAssign
            )
            if documents and isinstance(statement, ast.Expr):
                value = statement.value
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield Passage(path, statement.lineno, value.value)


def comments(path: Path, source: str) -> Iterator[Passage]:
    """Yield comments; consecutive lines that start at the same column are one passage."""
    block: list[str] = []
    start = last = column = -1
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        text = token.string.lstrip("#:").strip()
        if token.type != tokenize.COMMENT or not text or text.startswith(_DIRECTIVES):
            continue
        line, at = token.start
        if (line, at) != (last + 1, column):
            if block:
                yield Passage(path, start, "\n".join(block))
            block, start = [], line
        block.append(text)
        last, column = line, at
    if block:
        yield Passage(path, start, "\n".join(block))


def passages(folders: list[Path]) -> list[Passage]:
    """Return all docstrings and comments in the Python files of the folders, in a fixed order."""
    found = []
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            source = path.read_text("utf-8")
            found += [*docstrings(path, source), *comments(path, source)]
    return sorted(found, key=lambda passage: (passage.path, passage.line, passage.text))


def main() -> None:
    """Draw the sample and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[ROOT / "smsc_codec"])
    parser.add_argument("--seed", type=int, default=0, help="seed of the random generator")
    parser.add_argument("--count", type=int, default=40, help="number of passages (default: 40)")
    options = parser.parse_args()
    population = passages([folder.resolve() for folder in options.folders])
    count = min(options.count, len(population))
    sample = random.Random(options.seed).sample(population, count)
    print(f"{count} of {len(population)} docstrings and comments, seed {options.seed}\n")
    for number, passage in enumerate(sample, 1):
        path = passage.path
        shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        print(f"{number}. {shown}:{passage.line}")
        print(textwrap.indent(textwrap.dedent("    " + passage.text).strip(), "    ") + "\n")


if __name__ == "__main__":
    main()
