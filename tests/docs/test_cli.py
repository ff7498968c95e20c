"""docs/cli.md: the examples give the output shown, and every command has a section."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from smsc_codec.cli.app import _app
from tests.docs.pages import ROOT, ran

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (ROOT / "docs" / "cli.md").read_text("utf-8")
BLOCKS = re.findall(r"^## (\w+)$[^#]*?^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("section", "block"), BLOCKS, ids=[section for section, _ in BLOCKS])
def test_example_gives_output_shown(section: str, block: str, tmp_path: Path) -> None:
    assert ran(block, tmp_path) == (block, "")


def test_every_command_has_a_section_and_an_example() -> None:
    assert re.findall(r"^## (\w+)$", PAGE, re.MULTILINE) == [*_app.commands]
    # simulate runs until it is interrupted, so it has no example
    assert len(BLOCKS) == PAGE.count("```console") == len(_app.commands) - 1
