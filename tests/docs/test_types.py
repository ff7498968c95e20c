"""Check the code of the pages by mypy --strict, in a single run to save time."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.docs import test_handlers, test_sdk, test_strategies, test_testing

if TYPE_CHECKING:
    from pathlib import Path


def test_code_of_the_pages_passes_mypy(tmp_path: Path) -> None:
    """Django's view is excluded since it has no annotations."""
    scripts = {
        **{
            f"{view}_view": "\n\n".join(
                (test_handlers.COMMON, test_handlers.SAMPLES[test_handlers.VIEWS[view][0]])
            )
            for view in ("starlette", "flask", "aiohttp")
        },
        "strategies_page": test_strategies.CODE,
        "sdk_page": test_sdk.CODE,
        **test_testing.FILES,
    }
    for name, code in scripts.items():
        (tmp_path / f"{name}.py").write_text(code, "utf-8")
    files = [str(tmp_path / f"{name}.py") for name in scripts]
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        f"--cache-dir={tmp_path / 'cache'}",
        *files,
    ]
    run = subprocess.run(command, capture_output=True, text=True, cwd=test_sdk.ROOT, check=False)
    assert run.returncode == 0, run.stdout
