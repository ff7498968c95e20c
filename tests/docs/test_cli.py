"""docs/cli.md: every example gives what stands below it, and every command has its section."""

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
def test_the_examples(section: str, block: str, tmp_path: Path) -> None:
    assert ran(block, tmp_path) == (block, "")


def test_every_command_has_its_section() -> None:
    assert re.findall(r"^## (\w+)$", PAGE, re.MULTILINE) == [*_app.commands]
    assert (
        len(BLOCKS) == PAGE.count("```console") == len(_app.commands) - 1
    )  # simulate runs until it is interrupted
