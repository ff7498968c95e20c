"""docs/testing.md: the tests of its two files pass.

tests/unit/testing/test_simulator.py checks its tables.
"""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.docs.pages import ROOT

if TYPE_CHECKING:
    from pathlib import Path

#: The files of the page, by module name.
FILES = dict(
    re.findall(
        r"```python\n# (\w+)\.py\n(.*?)```",
        (ROOT / "docs" / "testing.md").read_text("utf-8"),
        re.DOTALL,
    )
)


def test_examples_pass(tmp_path: Path) -> None:
    assert [*FILES] == ["shop", "test_shop"]
    for name, code in FILES.items():
        (tmp_path / f"{name}.py").write_text(code, "utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "test_shop.py",
    ]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert run.returncode == 0, run.stdout
    assert "3 passed" in run.stdout
