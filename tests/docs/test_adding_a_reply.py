"""Follow docs/adding-a-reply.md literally.

Its blocks are applied to a copy of the repository, whose tests must then pass.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.docs.pages import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "adding-a-reply.md"
BLOCKS = re.findall(
    r"File `([^`]+)`[^`\n]*:\n\n```(\w+)\n(.*?)^```$",
    PAGE.read_text("utf-8"),
    re.MULTILINE | re.DOTALL,
)
GENERATED = re.findall(r"^python -m (\S+)( \w+)? > (\S+)$", PAGE.read_text("utf-8"), re.MULTILINE)
#: Tests that find the reply by its declaration; of the property tests, only the quick ones.
TESTS = (
    "tests/unit/test_vectors.py",
    "tests/unit/test_repository.py",
    "tests/unit/testing/test_simulator.py",
    "tests/properties/test_canon.py",
    "tests/properties/test_projection.py",
    "tests/properties/test_equality.py",
    "tests/docs/playground/test_words.py",
    "tests/docs/playground/test_describe.py",
)
CHOSEN = (
    "bonus or test_every_reply_is_exported or test_every_command_is_exported "
    "or test_format_tables_are_up_to_date or test_codes_page_is_up_to_date "
    "or test_public_names_resolve or is_not_simulated or Bonus or every_field_is_described "
    "or catalogue"
)


def apply_hunks(path: Path, block: str) -> None:
    """Apply the hunks of a block to a file.

    The context of a hunk must occur exactly once. Its last line may be cut at a comma.
    """
    text = path.read_text("utf-8")
    for hunk in block.split("@@\n"):
        lines = [(line[:1], line[1:]) for line in hunk.splitlines()]
        before = "\n".join(line for mark, line in lines if mark != "+")
        after = "\n".join(line for mark, line in lines if mark != "-")
        end = "" if before.endswith(",") else "\n"
        assert text.count(before + end) == 1, before
        text = text.replace(before + end, after + end)
    path.write_text(text, "utf-8")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Copy the repository and apply the blocks of the page.

    The grammars are linked to their place in an installed package.
    """
    for name in ("smsc_codec", "tests", "tools", "benchmarks", "docs", "fuzz", ".ci"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("_build"))
    for name in ("README.md", "CHANGELOG.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "grammars", tmp_path / "grammars")
    (tmp_path / "smsc_codec" / "grammars").symlink_to(tmp_path / "grammars")
    for name, language, block in BLOCKS:
        path = tmp_path / name
        if language == "diff":
            apply_hunks(path, block)
        else:
            assert not path.exists()
            path.write_text(block, "utf-8")
    return tmp_path


def run(tree: Path, *arguments: str) -> str:
    # Coverage must not measure the copy.
    variables = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    variables |= {"PYTHONPATH": str(tree), "SMSC_PROFILE": "look"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=tree,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=variables,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_page_has_all_blocks() -> None:
    assert [name for name, language, _ in BLOCKS if language != "diff"] == [
        "tests/vectors/bonus.jsonl",
        "smsc_codec/pages/bonus.py",
        "grammars/bonus.lark",
    ]
    assert [name for name, language, _ in BLOCKS if language == "diff"] == [
        *(f"smsc_codec/{name}.py" for name in ("replies", "commands", "__init__", "codes")),
        "docs/testing.md",
        *(f"docs/playground/smsc_playground/{name}.py" for name in ("words", "notes")),
    ]
    assert [path for _, _, path in GENERATED] == [
        "docs/formats.md",
        "docs/commands.md",
        "docs/codes.md",
    ]


def test_reply_added_by_the_page_passes_the_tests(tree: Path) -> None:
    for module, word, path in GENERATED:
        (tree / path).write_text(run(tree, "-m", module, *word.split()), "utf-8")
    run(tree, "-m", "doctest", "docs/adding-a-reply.md")
    output = run(tree, "-m", "pytest", "-q", "-n", "0", "-k", CHOSEN, *TESTS)
    found = re.search(r"^(\d+) passed", output, re.MULTILINE)
    assert found is not None, output
    assert int(found[1]) >= 30, output
