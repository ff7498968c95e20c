"""Check that a tag, pyproject.toml and CHANGELOG.md name the same version.

Usage: ``python tools/check_version.py v0.1.0``.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def main(tag: str) -> str | None:
    """Return an error message, or None if the tag can be released."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    if tag != f"v{project['version']}":
        return f"{tag}: pyproject.toml has the version {project['version']}"
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"^## (\d\S*) \((.*)\)$", changelog, re.MULTILINE)
    if not newest or newest[1] != project["version"]:
        return f"{tag}: the newest version in CHANGELOG.md is {newest and newest[1]}"
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", newest[2]):
        return f"{tag}: CHANGELOG.md has no release date, but ({newest[2]})"
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
