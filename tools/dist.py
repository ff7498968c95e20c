"""Build a reproducible sdist and wheel: ``python tools/dist.py TREE OUT``.

The output of setuptools alone depends on where and when it runs. The sdist contains file times, the
owner's name and the time of compression; both archives contain the file modes that the umask gives.
This script therefore repacks the sdist without these and builds the wheel from it. All times in
both archives are the release date in CHANGELOG.md, or 1980-01-01, the earliest date that a zip file
can hold, if the version has no date yet.

The same ``build`` and ``setuptools`` are needed for the same bytes: the group ``dev`` pins both.
"""

from __future__ import annotations

import calendar
import gzip
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from datetime import date
from pathlib import Path

_UNRELEASED = "1980-01-01"
#: Folders that setuptools or the copy must not pick up: repositories, environments, caches, output.
_IGNORED = (
    ".git",
    ".venv",
    ".nox",
    ".hypothesis",
    ".coverage*",
    ".*_cache",
    "*.egg-info",
    "__pycache__",
    "_build",
    "build",
    "dist",
)


def release_time(changelog: str) -> int:
    """Return the date of the newest version in a changelog, in Unix seconds."""
    heading = re.search(r"^## \d\S* \((?:(\d{4}-\d\d-\d\d)|unreleased)\)$", changelog, re.MULTILINE)
    assert heading, "CHANGELOG.md: expected '## VERSION (YYYY-MM-DD)' or '## VERSION (unreleased)'"
    return calendar.timegm(date.fromisoformat(heading[1] or _UNRELEASED).timetuple())


def build(distribution: str, tree: Path, out: Path) -> None:
    """Build one distribution ("sdist" or "wheel") of a tree with the installed tools."""
    command = [sys.executable, "-m", "build", "--quiet", "--no-isolation"]
    subprocess.run([*command, f"--{distribution}", "--outdir", out, tree], check=True)


def repack(archive: Path, timestamp: int) -> None:
    """Rewrite an sdist: sorted names, no owners, one timestamp, the modes of umask 022."""
    buffer = io.BytesIO()
    with (
        tarfile.open(archive) as source,
        tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as target,
    ):
        for member in sorted(source, key=lambda member: member.name):
            entry = tarfile.TarInfo(member.name)
            entry.type, entry.size, entry.mtime = member.type, member.size, timestamp
            entry.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            target.addfile(entry, source.extractfile(member) if member.isfile() else None)
    archive.write_bytes(gzip.compress(buffer.getvalue(), mtime=timestamp))


def main(tree: Path, out: Path) -> None:
    """Build the sdist and the wheel of a tree."""
    os.umask(0o022)
    timestamp = release_time((tree / "CHANGELOG.md").read_text("utf-8"))
    os.environ["SOURCE_DATE_EPOCH"] = str(timestamp)
    with tempfile.TemporaryDirectory() as folder:
        # setuptools adds the files that SOURCES.txt of an earlier build lists; a copy has none.
        clean = Path(folder) / "tree"
        shutil.copytree(tree, clean, ignore=shutil.ignore_patterns(*_IGNORED))
        build("sdist", clean, out)
        (sdist,) = out.glob("*.tar.gz")
        repack(sdist, timestamp)
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        build("wheel", Path(folder) / sdist.name.removesuffix(".tar.gz"), out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
