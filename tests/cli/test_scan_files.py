"""smsc_codec.cli.files and blocks: reading (compressed) inputs and splitting them into blocks."""

from __future__ import annotations

import gzip
import io
import lzma
import os
import random
import sys
from typing import TYPE_CHECKING

import pytest

from smsc_codec.cli import files
from smsc_codec.cli.blocks import Block, blocks
from smsc_codec.cli.files import chunks, open_input, size_of
from smsc_codec.cli.streams import StreamError
from smsc_codec.logs import MAX_LINE_BYTES, scan
from tests.cli.scanning import LINES, LOG

if sys.version_info >= (3, 14):
    from compression.zstd import CompressionParameter, ZstdCompressor
    from compression.zstd import compress as zstd_compress
else:
    from backports.zstd import CompressionParameter, ZstdCompressor
    from backports.zstd import compress as zstd_compress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_random = random.Random(1)
DATA = (
    b"\n".join(_random.randbytes(_random.randrange(60)).hex().encode() for _ in range(3000))
    + b"\n"
    + b"0" * 400_000
    + b"\n"
)
#: A Zstandard frame without content.
SKIPPABLE = b"\x5a\x2a\x4d\x18" + (70_000).to_bytes(4, "little") + b"x" * 70_000


def zstd_stream(data: bytes, window_log: int) -> bytes:
    """A frame without the size of its content."""
    options: dict[int, int] = {CompressionParameter.window_log: window_log}
    compressor = ZstdCompressor(options=options)
    return compressor.compress(data[:1]) + compressor.compress(data[1:]) + compressor.flush()


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
    "zst": zstd_compress(DATA, options={CompressionParameter.checksum_flag: 1}),
    "zst of a stream": zstd_stream(DATA, 17),
    "zst of three frames": zstd_compress(DATA[:500]) + SKIPPABLE + zstd_stream(DATA[500:], 20),
}


class SlowPipe(io.RawIOBase):
    """A pipe whose first reads return a single byte."""

    def __init__(self, data: bytes) -> None:
        self._stream = io.BytesIO(data)
        self._reads = 0

    def read(self, size: int = -1, /) -> bytes:
        self._reads += 1
        return self._stream.read(1 if self._reads < 4 else size)


def read(data: bytes, size: int = files.CHUNK) -> bytes:
    return b"".join(chunks(SlowPipe(data), "log", size))  # type: ignore[arg-type]  # not an IO


@pytest.mark.parametrize("name", COMPRESSED)
def test_content_is_read_completely_in_bounded_chunks(name: str) -> None:
    data = COMPRESSED[name]
    assert read(data) == (DATA if len(data) > 100 else data)
    counted: list[int] = []
    pieces = list(chunks(io.BytesIO(data), name, 10_000, counted.append))
    assert sum(counted) == len(data)
    assert max(map(len, pieces), default=0) <= 10_000


@pytest.mark.parametrize(
    "name", [name for name in COMPRESSED if len(COMPRESSED[name]) > 100 and name != "plain"]
)
def test_truncated_content_is_yielded_before_the_error(name: str) -> None:
    data = COMPRESSED[name]
    for end in (len(data) // 2, len(data) - 1):
        content = b""
        with pytest.raises(
            StreamError, match=r"^cannot read log: the compressed data is truncated$"
        ):
            for chunk in chunks(io.BytesIO(data[:end]), "log"):
                content += chunk
        assert DATA.startswith(content)


@pytest.mark.parametrize("name", ["gz", "xz", "zst"])
def test_damaged_data_is_reported(name: str) -> None:
    data = COMPRESSED[name]
    middle = len(data) // 2
    with pytest.raises(StreamError, match=r"log: damaged \w+ data|truncated"):
        read(
            data[:middle]
            + bytes(byte ^ 0x55 for byte in data[middle : middle + 20])
            + data[middle + 20 :]
        )


def test_trailing_garbage_after_zstd_frame_is_reported() -> None:
    with pytest.raises(StreamError, match="damaged Zstandard data"):
        read(COMPRESSED["zst"] + b"garbage after it")


def test_padding_between_xz_streams_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small reads, so that they end inside the padding."""
    monkeypatch.setattr(files, "CHUNK", 64)
    data = lzma.compress(b"one") + bytes(256) + lzma.compress(b"two") + bytes(128)
    assert read(data) == b"onetwo"


def test_decompressor_memory_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StreamError, match="too much memory"):
        read(zstd_stream(DATA, 24))
    monkeypatch.setattr(files, "XZ_MEMORY", 1 << 17)
    with pytest.raises(StreamError, match="too much memory"):
        read(COMPRESSED["xz"])


def test_missing_zst_extra_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "backports.zstd", None)
    monkeypatch.setitem(sys.modules, "compression.zstd", None)
    with pytest.raises(StreamError, match="requires an extra"):
        read(COMPRESSED["zst"])


def test_unreadable_inputs_are_reported(tmp_path: Path) -> None:
    with (
        pytest.raises(StreamError, match=r"^cannot read .*no\\x1bne: No such file"),
        open_input(str(tmp_path / "no\x1bne")),
    ):
        pass
    with open_input("-") as stream:
        assert stream is sys.stdin.buffer
    with (
        pytest.raises(StreamError, match=r"Is a directory|Permission denied"),
        open_input(str(tmp_path)) as stream,
    ):
        list(chunks(stream, "folder"))


def test_failing_read_is_reported() -> None:
    class Failing(io.BytesIO):
        def read1(self, size: int | None = -1, /) -> bytes:
            raise OSError("disk failure")

    with pytest.raises(StreamError, match="log: disk failure"):
        list(chunks(Failing(b"abcdefgh"), "log"))


def test_size_is_unknown_if_an_input_is_not_a_regular_file(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(LOG)
    assert size_of((str(log), str(log), str(tmp_path / "none"))) == 2 * len(LOG)
    assert size_of((str(log), os.devnull)) is None


# ---- blocks


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def scan_lines(data: bytes, first: int = 1) -> list[tuple[int, object]]:
    return [(found.line + first - 1, found.value) for found in scan(data.splitlines(keepends=True))]


@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_blocks_do_not_separate_replies_from_requests_or_split_documents(ends: bytes) -> None:
    data = (LOG * 3).replace(b"\n", ends)
    for size in range(40, 600, 20):
        split = list(blocks(pieces(data, 20), size))
        assert b"".join(block.data for block in split) == data
        assert len(split) > 2
        findings = [pair for block in split for pair in scan_lines(block.data, block.first)]
        assert findings == scan_lines(data)


def test_blocks_may_end_between_two_requests() -> None:
    """As in an access log: a request is not the reply to the previous one."""
    data = (LINES[0] + "\n").encode() * 40
    assert len(list(blocks(pieces(data, 50), 1000))) > 3


def test_block_without_safe_end_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"/sys\n{\n" + b'"a",\n' * 2000
    monkeypatch.setattr("smsc_codec.cli.blocks._MORE", 1000)
    split = list(blocks(pieces(data, 500), 1000))
    assert b"".join(block.data for block in split) == data
    assert max(len(block.data) for block in split) < 4000


def test_blocks_end_between_long_replies() -> None:
    data = (b"/sys\n" + b"x" * 500_000 + b"\n") * 3
    split = list(blocks(pieces(data, 50_000), 100_000))
    assert b"".join(block.data for block in split) == data
    assert len(split) == 3


def test_overlong_lines_are_truncated() -> None:
    data = b"first\n" + b"0" * (3 * MAX_LINE_BYTES) + b"\nlast\n" + b"1" * (2 * MAX_LINE_BYTES)
    split = list(blocks(pieces(data, 1 << 18), 1 << 18))
    assert b"".join(block.data for block in split) == b"first\n" + b"0" * (
        MAX_LINE_BYTES + 1
    ) + b"\nlast\n" + b"1" * (MAX_LINE_BYTES + 1)
    assert split[-1].first in (3, 4)


def test_complete_lines_before_a_read_error_are_yielded() -> None:
    def yielded(data: bytes) -> list[Block]:
        def failing() -> Iterator[bytes]:
            yield data
            raise StreamError("failure")

        found: list[Block] = []
        with pytest.raises(StreamError):
            for block in blocks(failing()):
                found.append(block)
        return found

    assert yielded(b"one\ntwo\nthr") == [Block(1, b"one\ntwo\n")]
    assert yielded(b"one") == []
