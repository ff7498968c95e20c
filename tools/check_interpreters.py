"""Check that nox ran the suite on every interpreter here: ``check_interpreters.py REPORT``.

REPORT is the output of ``nox --report``. nox skips an interpreter that it does not find, and pyenv
hides those that are not activated; this script fails if a session is missing or did not pass.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

SESSIONS = ("tests", "lowest")
SUPPORTED = ("3.11", "3.12", "3.13", "3.14")


def installed() -> set[str]:
    """Return the supported versions that pyenv or PATH provides, such as "3.12"."""
    found = {version for version in SUPPORTED if _runs(f"python{version}")}
    if shutil.which("pyenv"):
        command = ["pyenv", "versions", "--bare"]
        listing = subprocess.run(command, capture_output=True, check=True, text=True).stdout
        # Only final releases: not 3.13.0t, pypy3.11-7.3.19, 3.14-dev or the name of an environment.
        found |= set(re.findall(r"^(\d\.\d+)\.\d+$", listing, re.MULTILINE)) & set(SUPPORTED)
    return found


def _runs(program: str) -> bool:
    # A shim of pyenv exists for versions that are not activated too, and fails.
    if not shutil.which(program):
        return False
    return not subprocess.run([program, "-c", ""], capture_output=True, check=False).returncode


def main(report: Path) -> str | None:
    """Return an error message if an interpreter was not tested, or None."""
    results = {
        signature: session["result"]
        for session in json.loads(report.read_text("utf-8"))["sessions"]
        for signature in (session["name"], *session["signatures"])
    }
    expected = [f"{session}-{version}" for session in SESSIONS for version in sorted(installed())]
    if failed := [name for name in expected if results.get(name) != "success"]:
        return f"not run or not passed: {', '.join(failed)}"
    print(f"passed: {', '.join(expected)}")
    return None


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
