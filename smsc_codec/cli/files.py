"""The inputs of a scan: plain, gzip, xz and Zstandard files, recognized by content; stdin."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from smsc_codec.cli.streams import StreamError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["chunks", "open_input", "size_of"]

#: The most bytes to read, or to take from a decompressor, at once.
CHUNK = 1 << 16
#: Bounds on the memory of a decompressor, as the log2 of a window size and as a size in bytes.
#: Zstandard levels up to 19 need a window of 8 MiB, the highest xz preset 65 MiB.
ZSTD_WINDOW_LOG, XZ_MEMORY = 23, 96 << 20
_GZIP, _XZ, _ZSTD = b"\x1f\x8b", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"
_LONGEST_MAGIC = 6
_TRUNCATED = "the compressed data is truncated"
_TOO_MUCH_MEMORY = "decompression needs too much memory; decompress the file first"


def size_of(names: tuple[str, ...]) -> int | None:
    """The total size of the inputs on disk in bytes; None if one is not a regular file."""
    total = 0
    for name in names:
        try:
            status = os.fstat(sys.stdin.fileno()) if name == "-" else Path(name).stat()
        except (OSError, ValueError):
            continue
        if not stat.S_ISREG(status.st_mode):
            return None
        total += status.st_size
    return total


@contextmanager
def open_input(name: str) -> Iterator[IO[bytes]]:
    """Open an input for reading its raw bytes.

    Raises:
        StreamError: it cannot be opened.
    """
    if name == "-":
        yield sys.stdin.buffer
        return
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(Path(name).open("rb", buffering=0))
        except OSError as error:
            raise StreamError.reading(name, error) from None
        yield stream


def chunks(
    stream: IO[bytes],
    name: str,
    size: int = CHUNK,
    on_read: Callable[[int], object] = lambda _: None,
) -> Iterator[bytes]:
    """Yield the decompressed content of an input in chunks.

    Args:
        stream: the input.
        name: its name, for errors.
        size: the most bytes in a chunk.
        on_read: called with the number of bytes after each read from the input.

    Raises:
        StreamError: the input is damaged, truncated or unreadable; the content before that place
            has been yielded.
    """
    raw = _RawInput(stream, on_read)
    try:
        head = raw.peek()
        if head.startswith(_GZIP):
            yield from _gzip(raw, size)
        elif head.startswith(_XZ):
            yield from _xz(raw, size)
        elif head.startswith(_ZSTD):
            yield from _zstd(raw, size)
        else:
            while chunk := raw.read(size):
                yield chunk
    except _DamagedError as error:
        raise StreamError.reading(name, str(error)) from None
    except OSError as error:
        raise StreamError.reading(name, error) from None


class _DamagedError(Exception):
    """Compressed data is damaged, truncated or unsupported."""


class _RawInput:
    """The bytes of an input, with a look ahead at the first few."""

    def __init__(self, stream: IO[bytes], on_read: Callable[[int], object]) -> None:
        self._stream = stream
        self._on_read = on_read
        self._head = b""

    def peek(self) -> bytes:
        """The first bytes, which the next read returns again."""
        while len(self._head) < _LONGEST_MAGIC and (
            more := self._stream.read(_LONGEST_MAGIC - len(self._head))
        ):
            self._head += more
        return self._head

    def read(self, size: int = -1) -> bytes:
        """Read at most ``size`` bytes; none at the end."""
        if self._head:
            data, self._head = self._head[:size], self._head[size:]
        else:
            read: Callable[[int], bytes | None] = getattr(self._stream, "read1", self._stream.read)
            data = read(size) or b""
        self._on_read(len(data))
        return data


def _gzip(raw: _RawInput, size: int) -> Iterator[bytes]:
    """The content of all members of a gzip file."""
    import gzip
    import zlib

    fileobj: Any = raw
    try:
        with gzip.GzipFile(fileobj=fileobj, mode="rb") as stream:
            while chunk := stream.read1(size):
                yield chunk
    except EOFError:
        raise _DamagedError(_TRUNCATED) from None
    except (gzip.BadGzipFile, zlib.error):
        raise _DamagedError("damaged gzip data") from None


def _xz(raw: _RawInput, size: int) -> Iterator[bytes]:
    """The content of all streams of an xz file; lzma.LZMAFile has no memory limit."""
    import lzma

    data = raw.read(CHUNK)
    while data:
        decompressor = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)
        while not decompressor.eof:
            try:
                chunk = decompressor.decompress(data, size)
            except lzma.LZMAError as error:
                raise _DamagedError(
                    _TOO_MUCH_MEMORY if "emory" in str(error) else "damaged xz data"
                ) from None
            data = b""
            if chunk:
                yield chunk
            if decompressor.needs_input and not decompressor.eof:
                data = raw.read(CHUNK)
                if not data:
                    raise _DamagedError(_TRUNCATED)
        # Zero bytes may separate streams.
        data = decompressor.unused_data.lstrip(b"\0")
        while not data and (more := raw.read(CHUNK)):
            data = more.lstrip(b"\0")


def _zstd(raw: _RawInput, size: int) -> Iterator[bytes]:
    """The content of all frames of a Zstandard file."""
    try:
        if sys.version_info >= (3, 14):
            from compression.zstd import DecompressionParameter, ZstdError, ZstdFile
        else:
            from backports.zstd import DecompressionParameter, ZstdError, ZstdFile
    except ImportError:
        raise _DamagedError('Zstandard requires an extra: pip install "smsc-codec[zst]"') from None
    fileobj: Any = raw
    options: dict[int, int] = {DecompressionParameter.window_log_max: ZSTD_WINDOW_LOG}
    try:
        with ZstdFile(fileobj, options=options) as stream:
            while chunk := stream.read1(size):
                yield chunk
    except EOFError:
        raise _DamagedError(_TRUNCATED) from None
    except ZstdError as error:
        raise _DamagedError(
            _TOO_MUCH_MEMORY if "memory" in str(error) else "damaged Zstandard data"
        ) from None
