"""Splitting a log into blocks of complete lines that can be scanned independently.

A block does not end inside a multi-line document, nor between a request and the next line, which
may be the reply. If a log offers no such place, the block ends after any line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smsc_codec.logs import MAX_LINE_BYTES
from smsc_codec.logs.multiline import join_documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["SIZE", "Block", "blocks"]

#: The approximate size of a block, and how many more bytes are read to find a safe end (more than
#: the longest line or document).
SIZE, _MORE = 1 << 18, MAX_LINE_BYTES + (3 << 17)
#: Part of every request and of no reply.
_REQUEST = b"/sys"
#: How a line that opens a document ends.
_OPENING = (b"{\n", b"[\n", b">\n", b"{\r", b"[\r", b">\r")
#: How many lines, from the last, are examined for a safe end.
_MAX_LINES = 1000


class Block(NamedTuple):
    """Consecutive lines of a log: the number of the first line, and the bytes."""

    first: int
    data: bytes


def blocks(chunks: Iterable[bytes], size: int = SIZE) -> Iterator[Block]:
    """Split a log into blocks.

    If the input raises an exception, the complete lines before it are yielded first.

    Args:
        chunks: the bytes of the log, in pieces no longer than
            :data:`smsc_codec.logs.MAX_LINE_BYTES`.
        size: the approximate size of a block in bytes.
    """
    buffer, first, wanted = b"", 1, size
    try:
        for chunk in _truncate_lines(chunks):
            buffer += chunk
            if len(buffer) < wanted:
                continue
            end = _safe_end(buffer)
            if not end and len(buffer) >= size + _MORE:
                end = buffer.rfind(b"\n") + 1
            if not end:
                wanted = len(buffer) + max(size, len(buffer)) // 4
                continue
            block, buffer = Block(first, buffer[:end]), buffer[end:]
            first, wanted = first + block.data.count(b"\n"), size
            yield block
    except Exception:
        complete = buffer[: buffer.rfind(b"\n") + 1]
        if complete:
            yield Block(first, complete)
        raise
    if buffer:
        yield Block(first, buffer)


def _truncate_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Truncate over-long lines just past the limit."""
    length = 0
    for chunk in chunks:
        end = chunk.find(b"\n")
        line = len(chunk) if end < 0 else end
        kept = max(0, min(line, MAX_LINE_BYTES + 1 - length))
        yield chunk if kept == line else chunk[:kept] + chunk[line:]
        length = length + line if end < 0 else len(chunk) - chunk.rfind(b"\n") - 1


def _safe_end(data: bytes) -> int:
    """The last offset at which a block may end; 0 if there is none."""
    for _, end in zip(range(_MAX_LINES), _line_ends(data), strict=False):
        before = data.rfind(b"\n", 0, end - 1) + 1
        after = data.find(b"\n", end)
        # A request is not the reply to the request in the line before it.
        if _REQUEST not in data[before:end] or (after >= 0 and _REQUEST in data[end:after]):
            return end
    return 0


def _line_ends(data: bytes) -> Iterator[int]:
    """The ends of lines outside multi-line documents, from the last to the first."""
    end = data.rfind(b"\n") + 1
    if any(opening in data for opening in _OPENING):
        yield from reversed(_document_ends(data[:end]))
        return
    while end:
        yield end
        end = data.rfind(b"\n", 0, end - 1) + 1


def _document_ends(data: bytes) -> list[int]:
    """The ends of lines outside multi-line documents, as the scan joins lines to documents."""
    ends: list[int] = []
    consumed = offset = 0
    exhausted = False

    def lines() -> Iterator[bytes]:
        nonlocal consumed, offset, exhausted
        for line in data[:-1].split(b"\n"):
            consumed += 1
            offset += len(line) + 1
            yield line
        exhausted = True

    for number, count, _ in join_documents(lines()):
        # Lines yielded after exhaustion were held back in case a document continued.
        if number + count - 1 == consumed and not exhausted:
            ends.append(offset)
    return ends
