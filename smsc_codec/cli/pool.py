"""Scanning blocks in worker processes or in this one, with results in input order."""

from __future__ import annotations

import errno
import signal
from collections import deque
from typing import TYPE_CHECKING

from smsc_codec.cli.scan_block import BlockResult, ScanOptions, scan_block

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from smsc_codec.cli.blocks import Block

__all__ = ["results"]

#: How many blocks are queued per process: enough to keep all busy, few enough to bound memory.
_QUEUED = 2
_options = ScanOptions()


def results(
    options: ScanOptions, named: Iterable[tuple[str, Block]], processes: int = 1
) -> Generator[BlockResult]:
    """Scan blocks and yield the results in the same order.

    Args:
        options: the options of the scan.
        named: the blocks, each with the name of its file.
        processes: the number of worker processes; 1 uses this process only.

    Raises:
        OSError: a worker process was killed, for example because memory ran out.
    """
    if processes == 1:
        for file, block in named:
            yield scan_block(options, file, block)
        return
    import multiprocessing
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # "spawn" behaves the same on all systems; a process forked beside threads may deadlock.
    pool = ProcessPoolExecutor(
        processes, multiprocessing.get_context("spawn"), _initialize, (options,)
    )
    waiting: deque[Future[BlockResult]] = deque()
    try:
        for file, block in named:
            waiting.append(pool.submit(_work, file, block))
            while waiting and (waiting[0].done() or len(waiting) > processes * _QUEUED):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise OSError(errno.ECHILD, "a worker process was killed", f"-j {processes}") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _initialize(options: ScanOptions) -> None:
    """Store the options in a worker process; leave interrupts to the main process."""
    global _options  # noqa: PLW0603 - set once per process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _options = options


def _work(file: str, block: Block) -> BlockResult:
    return scan_block(_options, file, block)
