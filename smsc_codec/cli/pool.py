"""Blocks through processes, or through this one; what comes of them in their order, so that it does not show through how many."""

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

#: How many blocks wait for each process, so that none is idle and memory is bounded.
_WAITING = 2
_job = ScanOptions()


def results(
    job: ScanOptions, named: Iterable[tuple[str, Block]], processes: int = 1
) -> Generator[BlockResult]:
    """What comes of blocks.

    Args:
        job: what is done with each.
        named: the blocks, each with its file's name.
        processes: how many processes do it; one is this one.

    Raises:
        OSError: one of them was killed, such as for the memory that others need.
    """
    if processes == 1:
        for file, block in named:
            yield scan_block(job, file, block)
        return
    import multiprocessing
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # A process that is forked beside threads may hang; one that is started anew is the same on every system.
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _begin, (job,))
    waiting: deque[Future[BlockResult]] = deque()
    try:
        for file, block in named:
            waiting.append(pool.submit(_work, file, block))
            while waiting and (waiting[0].done() or len(waiting) > processes * _WAITING):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise OSError(errno.ECHILD, "a process was killed", f"-j {processes}") from None
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(job: ScanOptions) -> None:
    """A process learns what is to be done. An interrupt is for the one that writes."""
    global _job  # noqa: PLW0603 it is this process's only one
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _job = job


def _work(file: str, block: Block) -> BlockResult:
    return scan_block(_job, file, block)
