"""docs/cli.md: every example gives what stands below it, and every command has its section."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from smsc_codec.cli.app import _app

PAGE = (Path(__file__).parents[2] / "docs" / "cli.md").read_text("utf-8")
BLOCKS = re.findall(r"^## (\w+)$[^#]*?^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(("section", "block"), BLOCKS, ids=[section for section, _ in BLOCKS])
def test_the_examples(section: str, block: str, tmp_path: Path) -> None:
    """In one shell a block, with this Python's smsc-codec; each command is echoed as the page shows it."""
    program = tmp_path / "bin" / "smsc-codec"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m smsc_codec.cli "$@"\n')
    program.chmod(0o755)
    typed = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    script = "".join(f"cat <<'END'\n$ {line}\nEND\n{line}\n" for line in typed)
    variables = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False, env=variables)
    assert (done.stdout, done.stderr) == (block, "")


def test_every_command_has_its_section() -> None:
    assert re.findall(r"^## (\w+)$", PAGE, re.MULTILINE) == [*_app.commands]
    assert len(BLOCKS) == PAGE.count("```console") == len(_app.commands) - 1  # simulate runs until it is interrupted
