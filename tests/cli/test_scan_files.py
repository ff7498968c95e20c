"""smsc_codec.cli.files, blocks: what a log is read from, and where it is cut."""

from __future__ import annotations

import gzip
import io
import lzma
import os
import random
import sys
from typing import TYPE_CHECKING

import pytest
import zstandard

from smsc_codec.cli import files
from smsc_codec.cli.blocks import Block, blocks
from smsc_codec.cli.files import BrokenError, chunks, opened, size_of
from smsc_codec.logs import MAX_LINE_BYTES, scan
from tests.cli.scanning import LINES, LOG

if TYPE_CHECKING:
    from pathlib import Path

random_ = random.Random(1)
DATA = (
    b"\n".join(random_.randbytes(random_.randrange(60)).hex().encode() for _ in range(3000))
    + b"\n"
    + b"0" * 400_000
    + b"\n"
)
SKIPPED = b"\x5a\x2a\x4d\x18" + (70_000).to_bytes(4, "little") + b"x" * 70_000


def streamed(data: bytes, **parameters: int) -> bytes:
    """A frame that does not say how long its content is."""
    compressor = zstandard.ZstdCompressor(
        compression_params=zstandard.ZstdCompressionParameters(**parameters)
    ).compressobj()
    return compressor.compress(data) + compressor.flush()


COMPRESSED = {
    "plain": DATA,
    "short": b"x\n",
    "nothing": b"",
    "gz": gzip.compress(DATA),
    "gz of two members": gzip.compress(DATA[:500]) + gzip.compress(DATA[500:]),
    "xz": lzma.compress(DATA, preset=0),
    "xz of two streams": lzma.compress(DATA[:500], preset=0)
    + bytes(8)
    + lzma.compress(DATA[500:], preset=0),
    "zst": zstandard.ZstdCompressor(write_checksum=True).compress(DATA),
    "zst of a stream": streamed(DATA, window_log=17),
    "zst of three frames": zstandard.compress(DATA[:500])
    + SKIPPED
    + zstandard.ZstdCompressor(write_content_size=False).compress(DATA[500:]),
}


class Slow(io.RawIOBase):
    """A pipe that gives an octet, then more."""

    def __init__(self, octets: bytes) -> None:
        self._stream = io.BytesIO(octets)
        self._asked = 0

    def read(self, size: int = -1, /) -> bytes:
        self._asked += 1
        return self._stream.read(1 if self._asked < 4 else size)


def read(octets: bytes, size: int = files.CHUNK) -> bytes:
    return b"".join(chunks(Slow(octets), "log", size))  # type: ignore[arg-type]  # a stream, but not one of typing's


@pytest.mark.parametrize("name", COMPRESSED)
def test_read_whole(name: str) -> None:
    octets = COMPRESSED[name]
    assert read(octets) == (DATA if len(octets) > 100 else octets)
    counted: list[int] = []
    pieces = list(chunks(io.BytesIO(octets), name, 10_000, counted.append))
    assert sum(counted) == len(octets)
    assert max(map(len, pieces), default=0) <= 10_000


@pytest.mark.parametrize(
    "name", [name for name in COMPRESSED if len(COMPRESSED[name]) > 100 and name != "plain"]
)
def test_what_is_not_whole(name: str) -> None:
    """What came before is given."""
    octets = COMPRESSED[name]
    for end in (len(octets) // 2, len(octets) - 1):
        given = b""
        with pytest.raises(BrokenError, match="log: the compressed data end too early"):
            for piece in chunks(io.BytesIO(octets[:end]), "log"):
                given += piece
        assert DATA.startswith(given)


@pytest.mark.parametrize("name", ["gz", "xz", "zst"])
def test_what_is_damaged(name: str) -> None:
    octets = COMPRESSED[name]
    middle = len(octets) // 2
    with pytest.raises(BrokenError, match=r"log: damaged \w+ data|too early"):
        read(
            octets[:middle]
            + bytes(octet ^ 0x55 for octet in octets[middle : middle + 20])
            + octets[middle + 20 :]
        )


def test_what_is_no_frame() -> None:
    with pytest.raises(BrokenError, match="damaged Zstandard data"):
        read(COMPRESSED["zst"] + b"nothing of it")


def test_streams_with_nothing_between(monkeypatch: pytest.MonkeyPatch) -> None:
    """Zeros between the streams of an xz file, and behind them, wherever a read ends."""
    monkeypatch.setattr(files, "CHUNK", 64)
    octets = lzma.compress(b"one") + bytes(256) + lzma.compress(b"two") + bytes(128)
    assert read(octets) == b"onetwo"


def test_what_needs_too_much_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BrokenError, match="too much memory"):
        read(streamed(DATA, window_log=24))
    monkeypatch.setattr(files, "XZ_MEMORY", 1 << 17)
    with pytest.raises(BrokenError, match="too much memory"):
        read(COMPRESSED["xz"])


def test_zstandard_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zstandard", None)
    with pytest.raises(BrokenError, match="needs its extra"):
        read(COMPRESSED["zst"])


def test_opened(tmp_path: Path) -> None:
    with (
        pytest.raises(BrokenError, match=r"no\\x1bne: No such file"),
        opened(str(tmp_path / "no\x1bne")),
    ):
        pass
    with opened("-") as stream:
        assert stream is sys.stdin.buffer
    with (
        pytest.raises(BrokenError, match=r"Is a directory|Permission denied"),
        opened(str(tmp_path)) as stream,
    ):
        list(chunks(stream, "folder"))


def test_a_disk_that_fails() -> None:
    class Failing(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            raise OSError("no words")

    with pytest.raises(BrokenError, match="log: no words"):
        list(chunks(Failing(b"abcdefgh"), "log"))


def test_sizes(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(LOG)
    assert size_of((str(log), str(log), str(tmp_path / "none"))) == 2 * len(LOG)
    assert size_of((str(log), os.devnull)) is None


# ---- blocks


def pieces(octets: bytes, size: int) -> list[bytes]:
    return [octets[at : at + size] for at in range(0, len(octets), size)]


def found(octets: bytes, first: int = 1) -> list[tuple[int, object]]:
    return [(one.line + first - 1, one.value) for one in scan(octets.splitlines(keepends=True))]


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_cut_anywhere_nothing_is_lost(ends: bytes) -> None:
    """Neither the reply behind a request, nor a document over several lines."""
    octets = (LOG * 3).replace(b"\n", ends)
    for size in range(40, 600, 20):
        cut = list(blocks(pieces(octets, 20), size))
        assert b"".join(block.data for block in cut) == octets
        assert len(cut) > 2
        assert [pair for block in cut for pair in found(block.data, block.first)] == found(octets)


def test_lines_of_requests_are_cut_between() -> None:
    """An access log: what is a request itself is not the reply to the one before it."""
    octets = (LINES[0] + "\n").encode() * 40
    assert len(list(blocks(pieces(octets, 50), 1000))) > 3


def test_no_good_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's log: no line that a block may end with, until it has to."""
    octets = b"/sys\n{\n" + b'"a",\n' * 2000
    monkeypatch.setattr("smsc_codec.cli.blocks._MORE", 1000)
    cut = list(blocks(pieces(octets, 500), 1000))
    assert b"".join(block.data for block in cut) == octets
    assert max(len(block.data) for block in cut) < 4000


def test_requests_without_end() -> None:
    """A request, and a reply that never ends before the next."""
    octets = (b"/sys\n" + b"x" * 500_000 + b"\n") * 3
    cut = list(blocks(pieces(octets, 50_000), 100_000))
    assert b"".join(block.data for block in cut) == octets
    assert len(cut) == 3


def test_the_rest_of_a_long_line_is_not_held() -> None:
    octets = b"first\n" + b"0" * (3 * MAX_LINE_BYTES) + b"\nlast\n" + b"1" * (2 * MAX_LINE_BYTES)
    cut = list(blocks(pieces(octets, 1 << 18), 1 << 18))
    assert b"".join(block.data for block in cut) == b"first\n" + b"0" * (
        MAX_LINE_BYTES + 1
    ) + b"\nlast\n" + b"1" * (MAX_LINE_BYTES + 1)
    assert cut[-1].first in (3, 4)


def test_what_a_broken_input_held() -> None:
    def broken(octets: bytes) -> list[Block]:
        def given() -> object:
            yield octets
            raise BrokenError("it broke")

        cut: list[Block] = []
        with pytest.raises(BrokenError):
            cut.extend(blocks(given()))  # type: ignore[arg-type]  # a generator of octets, for short
        made = blocks(given())  # type: ignore[arg-type]
        return [next(made)] if b"\n" in octets else cut

    assert broken(b"one\ntwo\nthr") == [Block(1, b"one\ntwo\n")]
    assert broken(b"one") == []
