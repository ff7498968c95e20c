"""A log as blocks of whole lines, the same whatever is done with them: each can be scanned by itself, in any process.

A block ends where nothing is lost by it: not inside a document over several lines, and not between a request and the line behind
it, which may be the reply. Where no such place comes up, as no honest log has it, it ends at any line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from smsc_codec.logs import MAX_LINE_BYTES
from smsc_codec.logs.multiline import join_documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["SIZE", "Block", "blocks"]

#: About as many octets a block has, and how many more are read in search of a good end: more than the longest line, or document.
SIZE, _MORE = 1 << 18, MAX_LINE_BYTES + (3 << 17)
#: Every request has it, and no reply.
_REQUEST = b"/sys"
#: With one of these ends a line that opens a document.
_OPENING = (b"{\n", b"[\n", b">\n", b"{\r", b"[\r", b">\r")
#: How many lines are looked at, from the last, for a good end.
_LINES = 1000


class Block(NamedTuple):
    """Lines of a log: the number of the first, and the octets."""

    first: int
    data: bytes


def blocks(chunks: Iterable[bytes], size: int = SIZE) -> Iterator[Block]:
    """The blocks of a log. What a broken input held before it broke is given, to its last whole line.

    Args:
        chunks: the log's octets, in pieces of any size that is not beyond :data:`smsc_codec.logs.MAX_LINE_BYTES`.
        size: about how many octets a block has.
    """
    held, first, wanted = b"", 1, size
    try:
        for chunk in _shortened(chunks):
            held += chunk
            if len(held) < wanted:
                continue
            at = _end(held)
            if not at and len(held) >= size + _MORE:
                at = held.rfind(b"\n") + 1
            if not at:
                wanted = len(held) + max(size, len(held)) // 4
                continue
            block, held = Block(first, held[:at]), held[at:]
            first, wanted = first + block.data.count(b"\n"), size
            yield block
    except Exception:
        whole = held[: held.rfind(b"\n") + 1]
        if whole:
            yield Block(first, whole)
        raise
    if held:
        yield Block(first, held)


def _shortened(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same, but of a line that is too long to be looked into only so much that this shows."""
    length = 0
    for chunk in chunks:
        end = chunk.find(b"\n")
        line = len(chunk) if end < 0 else end
        kept = max(0, min(line, MAX_LINE_BYTES + 1 - length))
        yield chunk if kept == line else chunk[:kept] + chunk[line:]
        length = length + line if end < 0 else len(chunk) - chunk.rfind(b"\n") - 1


def _end(octets: bytes) -> int:
    """The last good end; 0 if there is none."""
    for _, at in zip(range(_LINES), _ends(octets), strict=False):
        before = octets.rfind(b"\n", 0, at - 1) + 1
        after = octets.find(b"\n", at)
        # A line that is a request itself is not the reply to the one before it.
        if _REQUEST not in octets[before:at] or (after >= 0 and _REQUEST in octets[at:after]):
            return at
    return 0


def _ends(octets: bytes) -> Iterator[int]:
    """The ends of lines at which no document is open, from the last one."""
    at = octets.rfind(b"\n") + 1
    if any(opening in octets for opening in _OPENING):
        yield from reversed(_closed(octets[:at]))
        return
    while at:
        yield at
        at = octets.rfind(b"\n", 0, at - 1) + 1


def _closed(octets: bytes) -> list[int]:
    """The ends of lines at which no document is open, as the scan joins lines."""
    ends: list[int] = []
    given = at = 0
    over = False

    def lines() -> Iterator[bytes]:
        nonlocal given, at, over
        for line in octets[:-1].split(b"\n"):
            given += 1
            at += len(line) + 1
            yield line
        over = True

    for number, count, _ in join_documents(lines()):
        # What is given after the last line was held back until then.
        if number + count - 1 == given and not over:
            ends.append(at)
    return ends
