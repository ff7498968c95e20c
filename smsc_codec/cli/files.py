"""The inputs of a scan: plain files, gzip, xz and Zstandard, told by their first octets and not by their names; standard input."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from smsc_codec.errors import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["BrokenError", "chunks", "opened", "shown", "size_of"]

#: What is read at once, and the most that comes out of a decompressor at once, in octets.
CHUNK = 1 << 16
#: The most that a stream may make us hold. Zstandard's levels up to 19 need a window of 8 MiB, xz's highest preset 65 MiB.
ZSTD_WINDOW, XZ_MEMORY = 8 << 20, 96 << 20
_GZIP, _XZ, _ZSTD = b"\x1f\x8b", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd"
_LONGEST_MAGIC = 6


class BrokenError(Exception):
    """An input that cannot be read any further; its text says which and why."""


def shown(name: str) -> str:
    """How an input is called wherever it is written: a name may be anything but nice."""
    return "stdin" if name == "-" else printable(name)


def size_of(names: tuple[str, ...]) -> int | None:
    """How many octets the inputs have on the disk; None if one of them does not know."""
    total = 0
    for name in names:
        try:
            told = os.fstat(sys.stdin.fileno()) if name == "-" else Path(name).stat()
        except (OSError, ValueError):
            continue
        if not stat.S_ISREG(told.st_mode):
            return None
        total += told.st_size
    return total


@contextmanager
def opened(name: str) -> Iterator[IO[bytes]]:
    """An input as octets, as they stand on the disk.

    Raises:
        BrokenError: it cannot be opened.
    """
    if name == "-":
        yield sys.stdin.buffer
        return
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(Path(name).open("rb", buffering=0))
        except OSError as error:
            raise BrokenError(f"{shown(name)}: {error.strerror}") from None
        yield stream


def chunks(
    stream: IO[bytes], name: str, size: int = CHUNK, told: Callable[[int], object] = lambda _: None
) -> Iterator[bytes]:
    """What an input holds, decompressed, in pieces of at most ``size`` octets.

    Args:
        stream: the input.
        name: how an error calls it.
        size: the most octets of a piece.
        told: is called with how many octets were read from the input.

    Raises:
        BrokenError: the input is damaged or ends too early, or cannot be read; what came before it was given.
    """
    raw = _Raw(stream, told)
    raw.peek()
    try:
        if raw.head.startswith(_GZIP):
            yield from _gzip(raw, size)
        elif raw.head.startswith(_XZ):
            yield from _xz(raw, size)
        elif raw.head.startswith(_ZSTD):
            yield from _zstd(raw, size)
        else:
            while piece := raw.read(size):
                yield piece
    except _DamagedError as error:
        raise BrokenError(f"{shown(name)}: {error}") from None
    except OSError as error:
        raise BrokenError(f"{shown(name)}: {error.strerror or error}") from None


class _DamagedError(Exception):
    """A compressed stream that is none, or not whole."""


class _Raw:
    """The octets of an input; the first few are looked at before they are read."""

    def __init__(self, stream: IO[bytes], told: Callable[[int], object]) -> None:
        self._stream = stream
        self._told = told
        self.head = b""

    def peek(self) -> None:
        while len(self.head) < _LONGEST_MAGIC and (
            more := self._stream.read(_LONGEST_MAGIC - len(self.head))
        ):
            self.head += more

    def read(self, size: int = -1) -> bytes:
        """Some octets, at most ``size``; none at the end."""
        if self.head:
            octets, self.head = self.head[:size], self.head[size:]
        else:
            read: Callable[[int], bytes | None] = getattr(self._stream, "read1", self._stream.read)
            octets = read(size) or b""
        self._told(len(octets))
        return octets

    def exactly(self, size: int) -> bytes:
        """So many octets.

        Raises:
            _DamagedError: there are fewer.
        """
        parts: list[bytes] = []
        while size and (piece := self.read(size)):
            parts.append(piece)
            size -= len(piece)
        if size:
            raise _DamagedError("the compressed data end too early")
        return b"".join(parts)


def _gzip(raw: _Raw, size: int) -> Iterator[bytes]:
    """All members of a gzip file."""
    import gzip
    import zlib

    whole: Any = raw
    try:
        with gzip.GzipFile(fileobj=whole, mode="rb") as stream:
            while piece := stream.read1(size):
                yield piece
    except EOFError:
        raise _DamagedError("the compressed data end too early") from None
    except (gzip.BadGzipFile, zlib.error):
        raise _DamagedError("damaged gzip data") from None


def _xz(raw: _Raw, size: int) -> Iterator[bytes]:
    """All streams of an xz file."""
    import lzma

    octets = raw.read(CHUNK)
    while octets:
        decompressor = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)
        while not decompressor.eof:
            try:
                piece = decompressor.decompress(octets, size)
            except lzma.LZMAError as error:
                raise _DamagedError(
                    "it needs too much memory; decompress it first"
                    if "emory" in str(error)
                    else "damaged xz data"
                ) from None
            octets = b""
            if piece:
                yield piece
            if decompressor.needs_input and not decompressor.eof:
                octets = raw.read(CHUNK)
                if not octets:
                    raise _DamagedError("the compressed data end too early")
        # Streams may follow one another, with zeros between them.
        octets = decompressor.unused_data.lstrip(b"\0")
        while not octets and (more := raw.read(CHUNK)):
            octets = more.lstrip(b"\0")


#: A frame that holds nothing for a reader, by the first octets of its magic number, little-endian: 0x184D2A50 to 0x184D2A5F.
_SKIPPABLE = b"\x2a\x4d\x18"
_RLE = 1


def _zstd(raw: _Raw, size: int) -> Iterator[bytes]:
    """All frames of a Zstandard file. They are given to the library block by block: no block holds more than 128 KiB, so that memory
    is bounded, and where a frame ends is known.
    """
    try:
        import zstandard
    except ImportError:
        raise _DamagedError('Zstandard needs its extra: pip install "smsc-codec[zst]"') from None
    while magic := raw.read(1):
        magic += raw.exactly(3)
        if magic[1:] == _SKIPPABLE and magic[0] >> 4 == 5:
            for length in _steps(int.from_bytes(raw.exactly(4), "little")):
                raw.exactly(length)
            continue
        if magic != _ZSTD:
            raise _DamagedError("damaged Zstandard data")
        frame = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj()
        try:
            for part in _zstd_parts(raw, magic):
                piece = frame.decompress(part)
                yield from (piece[at : at + size] for at in range(0, len(piece), size))
        except zstandard.ZstdError as error:
            why = (
                "it needs too much memory; decompress it first"
                if "memory" in str(error)
                else "damaged Zstandard data"
            )
            raise _DamagedError(why) from None


def _zstd_parts(raw: _Raw, magic: bytes) -> Iterator[bytes]:
    """The header of a frame, its blocks, its checksum."""
    descriptor = raw.exactly(1)[0]
    single = descriptor >> 5 & 1
    sized = (single, 2, 4, 8)[descriptor >> 6]
    yield (
        magic
        + bytes([descriptor])
        + raw.exactly((1 - single) + (0, 1, 2, 4)[descriptor & 3] + sized)
    )
    last = 0
    while not last:
        header = raw.exactly(3)
        number = int.from_bytes(header, "little")
        last = number & 1
        yield header + raw.exactly(1 if number >> 1 & 3 == _RLE else number >> 3)
    if descriptor >> 2 & 1:
        yield raw.exactly(4)


def _steps(length: int) -> Iterator[int]:
    while length:
        yield min(length, CHUNK)
        length -= min(length, CHUNK)
