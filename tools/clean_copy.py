"""Copy the working tree as a fresh clone would have it: ``python tools/clean_copy.py TARGET``.

Copies the files that git tracks, with uncommitted changes, and new files that it does not ignore.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

target = Path(sys.argv[1])
listing = subprocess.run(
    ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    capture_output=True,
    check=True,
    text=True,
)
for name in filter(None, listing.stdout.split("\0")):
    if Path(name).is_file():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(name, target / name)
