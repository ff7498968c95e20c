"""Write the man pages of ``smsc-codec`` and its commands: ``python -m tools.man FOLDER``."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from click_man.core import write_man_pages

from smsc_codec.cli.app import _app
from tools.dist import release_time

ROOT = Path(__file__).parents[1]


def main(folder: Path) -> None:
    """Write a page per command, dated like the release."""
    folder.mkdir(parents=True, exist_ok=True)
    timestamp = release_time((ROOT / "CHANGELOG.md").read_text("utf-8"))
    write_man_pages(
        "smsc-codec",
        _app,
        version=version("smsc-codec"),
        target_dir=str(folder),
        date=datetime.fromtimestamp(timestamp, UTC).date().isoformat(),
    )
    pages = len([*folder.glob("*.1")])
    assert pages > 1, "no man pages were written"
    print(f"{pages} man pages in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
