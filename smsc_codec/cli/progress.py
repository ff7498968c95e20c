"""How far a scan is, on standard error, if that is a terminal."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["shown"]


@contextmanager
def shown(total: int | None, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A function that takes how many octets of the input were read by now, and how many errors there were.

    Args:
        total: how many octets there are; None if nobody knows.
        quiet: whether the output goes to the same terminal.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda _read, _bad: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        TextColumn("errors: {task.fields[bad]}"),
    )
    # Without a thread that draws: it is drawn when a block is done.
    with Progress(
        *columns, console=Console(stderr=True), auto_refresh=False, transient=True
    ) as progress:
        task = progress.add_task("", total=total, bad=0)

        def told(read: int, bad: int) -> None:
            progress.update(task, completed=read, bad=bad)
            progress.refresh()

        yield told
