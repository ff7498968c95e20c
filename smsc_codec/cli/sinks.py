"""Where a scan writes to. What is written is whole whenever a run ends: to the last line, to the last row group."""

from __future__ import annotations

import errno
import os
import signal
import stat
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from smsc_codec.cli.streams import ClosedError
from smsc_codec.errors import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from smsc_codec.cli.scan_block import ScanOptions

__all__ = ["Hold", "Lines", "Parquet", "Sink", "whole"]

Hold: TypeAlias = "Callable[[], AbstractContextManager[None]]"
#: How many rows are held for one row group.
_ROWS = 1 << 17


class Sink(Protocol):
    """Takes what comes of the blocks, in order."""

    def put(self, octets: bytes) -> None: ...

    def close(self) -> None: ...


class Lines:
    """Whole lines into a file or a pipe.

    Args:
        path: a file, which is made anew; None for standard output.
        header: what comes first.
    """

    def __init__(self, path: str | None, header: bytes = b"") -> None:
        self._path = path
        sys.stdout.flush()
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
        self._number = sys.stdout.fileno() if path is None else os.open(path, flags, 0o666)
        self._terminal = os.isatty(self._number)
        self.put(header)

    def put(self, octets: bytes) -> None:
        """Write lines.

        Raises:
            ClosedError: the reader of a pipe went away.
            OSError: the disk is full, or the like; half a line that was written is taken back where that can be.
        """
        if self._terminal:
            octets = b"".join(
                printable(line.decode()).encode() + b"\n" for line in octets.split(b"\n")[:-1]
            )
        written = 0
        view = memoryview(octets)
        try:
            while written < len(octets):
                written += os.write(self._number, view[written:])
        except BrokenPipeError:
            raise ClosedError from None
        except OSError as error:
            self._take_back(written - (octets.rfind(b"\n", 0, written) + 1))
            error.filename = self._path or "stdout"
            raise

    def _take_back(self, octets: int) -> None:
        """Cut what was written last off a file, if nobody else has written behind it."""
        with suppress(OSError):
            told = os.fstat(self._number)
            if (
                octets
                and stat.S_ISREG(told.st_mode)
                and os.lseek(self._number, 0, os.SEEK_CUR) == told.st_size
            ):
                os.ftruncate(self._number, told.st_size - octets)

    def close(self) -> None:
        if self._path is not None:
            os.close(self._number)


class Parquet:
    """Row groups into a file that gets its name when it is whole: a Parquet file without its end is none.

    Args:
        path: the file; one of that name stays as it is until then.
        job: what the rows are.
    """

    def __init__(self, path: str, job: ScanOptions) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        from smsc_codec.cli.tables import parquet_schema

        self._path = Path(path)
        self._beside = self._path.with_name(f".{self._path.name}.{os.getpid()}.part")
        self._pa: Any = pa
        self._schema = parquet_schema(job)
        self._held: list[Any] = []
        self._rows = 0
        self._file = self._beside.open("wb")
        self._writer: Any = pq.ParquetWriter(self._file, self._schema, compression="zstd")

    def put(self, octets: bytes) -> None:
        """Take a batch, as Arrow's stream has it.

        Raises:
            OSError: the disk is full, or the like; nothing is left.
        """
        if octets:
            batch = self._pa.ipc.open_stream(octets).read_next_batch()
            self._held.append(batch)
            self._rows += batch.num_rows
            if self._rows >= _ROWS:
                with self._or_nothing():
                    self._write()

    def close(self) -> None:
        """End the file, and give it its name.

        Raises:
            OSError: the disk is full, or the like; nothing is left.
        """
        if not self._file.closed:
            with self._or_nothing():
                if self._held:
                    self._write()
                self._writer.close()
                self._file.close()
                self._beside.replace(self._path)

    def _write(self) -> None:
        table = self._pa.Table.from_batches(self._held, self._schema)
        self._held, self._rows = [], 0
        self._writer.write_table(table, row_group_size=_ROWS)

    @contextmanager
    def _or_nothing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            with suppress(OSError):
                self._writer.close()
            self._writer.is_open = False  # or it would try again when it is thrown away
            with suppress(OSError):
                self._file.close()
            self._beside.unlink()
            number = error.errno or errno.EIO
            raise OSError(number, os.strerror(number), str(self._path)) from None


@contextmanager
def whole() -> Iterator[Hold]:
    """Gives what makes an interrupt wait until that which is written meanwhile is whole: ``with hold(): ...``.

    A second interrupt does not wait: the reader of a pipe may have fallen asleep.
    """
    holding = waiting = False

    def interrupted(*_: object) -> None:
        nonlocal waiting
        if not holding or waiting:
            raise KeyboardInterrupt
        waiting = True

    @contextmanager
    def hold() -> Iterator[None]:
        nonlocal holding
        holding = True
        try:
            yield
        finally:
            holding = False
        if waiting:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield hold
    finally:
        signal.signal(signal.SIGINT, before)
