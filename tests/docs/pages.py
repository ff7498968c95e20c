"""Helpers that run the examples of a page: Python examples and console blocks."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCES = re.compile(r"^```(\w*)$(.*?)^```$", re.MULTILINE | re.DOTALL)


def consoles(page: str) -> list[str]:
    """Return the console blocks of a page."""
    return [
        code.removeprefix("\n") for language, code in _FENCES.findall(page) if language == "console"
    ]


def ran(block: str, folder: Path) -> tuple[str, str]:
    """Run a console block in one shell in a folder, and return its standard output and error.

    ``smsc-codec`` and ``python`` are those of the running interpreter. Each command is echoed, as
    on the page.
    """
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    for name, options in (("smsc-codec", " -m smsc_codec.cli"), ("python", "")):
        (programs / name).write_text(f'#!/bin/sh\nexec {sys.executable}{options} "$@"\n')
        (programs / name).chmod(0o755)
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    script = "".join(f"cat <<'END'\n$ {line}\nEND\n{line}\n" for line in commands)
    variables = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=variables,
    )
    return done.stdout, done.stderr


def examples(path: str) -> tuple[int, int]:
    """Run the Python examples of a page, and return the number of failures and of examples."""
    failed, tried = doctest.testfile(
        str(ROOT / path), module_relative=False, optionflags=doctest.ELLIPSIS, encoding="utf-8"
    )
    return failed, tried
