"""Copy what git tracks (and what it would track) to a new folder: a clone with the changes at hand. Used by .ci/run."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

target = Path(sys.argv[1])
listed = subprocess.run(
    ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    capture_output=True,
    check=True,
    text=True,
)
for name in filter(None, listed.stdout.split("\0")):
    if Path(name).is_file():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(name, target / name)
