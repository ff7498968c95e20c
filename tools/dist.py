"""Build the sdist and the wheel, the same octets each time: ``python tools/dist.py TREE OUT``. Used by .ci/run.

What setuptools alone leaves in them of the place of the build: in the sdist the times of files, the owner's name and the time of gzip;
in both the modes that the umask has given. So the sdist is written again without these, and the wheel is built from that one. The date
of both is the version's in CHANGELOG.md, or the first that a zip can say. The tools are those of the extra ``dev``, pinned.
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


def moment(changelog: str) -> int:
    """The day of the newest version, in seconds since 1970."""
    heading = re.search(r"^## \S+ \((?:(\d{4}-\d\d-\d\d)|unreleased)\)$", changelog, re.MULTILINE)
    assert heading, "CHANGELOG.md: '## VERSION (YYYY-MM-DD)' or '## VERSION (unreleased)'"
    return calendar.timegm(date.fromisoformat(heading[1] or _UNRELEASED).timetuple())


def build(what: str, tree: Path, out: Path) -> None:
    subprocess.run(
        [
            sys.executable,
            "-m",
            "build",
            "--quiet",
            "--no-isolation",
            f"--{what}",
            "--outdir",
            out,
            tree,
        ],
        check=True,
    )


def written_again(archive: Path, when: int) -> None:
    """An sdist of the same files, in order, with nobody's name, one time, and the modes of a umask of 022."""
    octets = io.BytesIO()
    with (
        tarfile.open(archive) as old,
        tarfile.open(fileobj=octets, mode="w", format=tarfile.PAX_FORMAT) as new,
    ):
        for member in sorted(old, key=lambda member: member.name):
            fresh = tarfile.TarInfo(member.name)
            fresh.type, fresh.size, fresh.mtime = member.type, member.size, when
            fresh.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            new.addfile(fresh, old.extractfile(member) if member.isfile() else None)
    archive.write_bytes(gzip.compress(octets.getvalue(), mtime=when))


def main(tree: Path, out: Path) -> None:
    os.umask(0o022)
    when = moment((tree / "CHANGELOG.md").read_text("utf-8"))
    os.environ["SOURCE_DATE_EPOCH"] = str(when)
    with tempfile.TemporaryDirectory() as folder:
        # A copy: setuptools adds to the sdist what an earlier build has listed in the tree.
        clean = Path(folder) / "tree"
        shutil.copytree(
            tree,
            clean,
            ignore=shutil.ignore_patterns(".*", "*.egg-info", "build", "dist", "__pycache__"),
        )
        build("sdist", clean, out)
        (sdist,) = out.glob("*.tar.gz")
        written_again(sdist, when)
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        build("wheel", Path(folder) / sdist.name.removesuffix(".tar.gz"), out)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
