"""Output files of a scan.

Whenever a run ends, even by an interrupt, a file contains only complete lines or row groups.
"""

from __future__ import annotations

import os
import signal
import stat
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from smsc_codec.cli.streams import ClosedError, StreamError
from smsc_codec.errors import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from smsc_codec.cli.scan_block import ScanOptions

__all__ = ["Hold", "Lines", "Parquet", "Sink", "deferred_interrupt"]

Hold: TypeAlias = "Callable[[], AbstractContextManager[None]]"
#: The number of rows in a row group.
_ROWS = 1 << 17


class Sink(Protocol):
    """Writes the output of blocks in order."""

    def put(self, data: bytes) -> None: ...

    def close(self) -> None: ...


class Lines:
    """Writes complete lines to a file or to standard output.

    Args:
        path: the file, which is overwritten; None for standard output.
        header: the first bytes of the output.

    Raises:
        StreamError: the file cannot be created or written.
    """

    def __init__(self, path: str | None, header: bytes = b"") -> None:
        self._path = path
        sys.stdout.flush()
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
        try:
            self._number = sys.stdout.fileno() if path is None else os.open(path, flags, 0o666)
        except OSError as error:
            raise StreamError.writing(path or "-", error) from None
        self._terminal = os.isatty(self._number)
        self.put(header)

    def put(self, data: bytes) -> None:
        """Write lines.

        Raises:
            ClosedError: the reader of a pipe closed it.
            StreamError: writing failed, for example because the disk is full. A partially written
                line is removed again where possible.
        """
        if self._terminal:
            data = b"".join(
                printable(line.decode()).encode() + b"\n" for line in data.split(b"\n")[:-1]
            )
        written = 0
        view = memoryview(data)
        try:
            while written < len(data):
                written += os.write(self._number, view[written:])
        except BrokenPipeError:
            raise ClosedError from None
        except OSError as error:
            self._truncate_by(written - (data.rfind(b"\n", 0, written) + 1))
            raise StreamError.writing(self._path or "-", error) from None

    def _truncate_by(self, count: int) -> None:
        """Remove the last bytes written, unless something else was appended after them."""
        with suppress(OSError):
            status = os.fstat(self._number)
            if (
                count
                and stat.S_ISREG(status.st_mode)
                and os.lseek(self._number, 0, os.SEEK_CUR) == status.st_size
            ):
                os.ftruncate(self._number, status.st_size - count)

    def close(self) -> None:
        if self._path is not None:
            os.close(self._number)


class Parquet:
    """Writes row groups to a temporary file that is renamed when it is complete.

    A Parquet file without its footer is unreadable, so an incomplete one never gets the final name.

    Args:
        path: the file; an existing one is replaced only at the end.
        options: the options of the scan, which determine the columns.

    Raises:
        StreamError: the file cannot be created.
    """

    def __init__(self, path: str, options: ScanOptions) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        from smsc_codec.cli.tables import parquet_schema

        self._path = Path(path)
        self._partial = self._path.with_name(f".{self._path.name}.{os.getpid()}.part")
        self._pa: Any = pa
        self._schema = parquet_schema(options)
        self._batches: list[Any] = []
        self._rows = 0
        try:
            self._file = self._partial.open("wb")
        except OSError as error:
            raise StreamError.writing(path, error) from None
        self._writer: Any = pq.ParquetWriter(self._file, self._schema, compression="zstd")

    def put(self, data: bytes) -> None:
        """Add a record batch in Arrow's stream format.

        Raises:
            StreamError: writing failed; the temporary file is removed.
        """
        if data:
            batch = self._pa.ipc.open_stream(data).read_next_batch()
            self._batches.append(batch)
            self._rows += batch.num_rows
            if self._rows >= _ROWS:
                with self._remove_on_error():
                    self._write()

    def close(self) -> None:
        """Complete the file and rename it.

        Raises:
            StreamError: writing failed; the temporary file is removed.
        """
        if not self._file.closed:
            with self._remove_on_error():
                if self._batches:
                    self._write()
                self._writer.close()
                self._file.close()
                self._partial.replace(self._path)

    def _write(self) -> None:
        table = self._pa.Table.from_batches(self._batches, self._schema)
        self._batches, self._rows = [], 0
        self._writer.write_table(table, row_group_size=_ROWS)

    @contextmanager
    def _remove_on_error(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            with suppress(OSError):
                self._writer.close()
            self._writer.is_open = False  # or its destructor tries to close it again
            with suppress(OSError):
                self._file.close()
            self._partial.unlink()
            reason = os.strerror(error.errno) if error.errno else str(error)
            raise StreamError.writing(str(self._path), reason) from None


@contextmanager
def deferred_interrupt() -> Iterator[Hold]:
    """Defer interrupts while output is written.

    Yields a context manager: ``with hold(): ...`` raises a pending KeyboardInterrupt at its end. A
    second interrupt is raised at once, in case the reader of a pipe has stalled.
    """
    holding = pending = False

    def interrupted(*_: object) -> None:
        nonlocal pending
        if not holding or pending:
            raise KeyboardInterrupt
        pending = True

    @contextmanager
    def hold() -> Iterator[None]:
        nonlocal holding
        holding = True
        try:
            yield
        finally:
            holding = False
        if pending:
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield hold
    finally:
        signal.signal(signal.SIGINT, before)
