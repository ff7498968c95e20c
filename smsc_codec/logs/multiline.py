"""Documents over several lines: the service lays its JSON and XML out so, and who logs a body as it came has them so."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["join_documents"]

#: The most lines, and the most octets, of one document.
_LINES, _OCTETS = 4096, 1 << 18
#: A line that opens a document and ends with that.
_OPENS = re.compile(
    rb"(?:^|[\s\"':=>])(?:\[?\{|\[|(?:<\?xml [^<>]{0,80}\?>)?<([a-z][a-z_]{1,20})>)\Z"
)
#: How a line inside an object begins; a text inside an element may hold line breaks of its own.
_INSIDE = re.compile(rb"[ \t]*[\"{}\[\],]")


def join_documents(lines: Iterable[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """The number of each line, how many lines it stands for, and its octets without the line break.

    A line that ends with an opening brace, bracket or element takes those behind it up to the one that closes it; if none
    does, each stands for itself.
    """
    held: list[bytes] = []
    number = size = 0
    closes = b""
    for line in lines:
        if not isinstance(line, bytes):
            raise TypeError(f"a line is bytes, not {type(line).__name__}")
        octets = line[:-1] if line[-1:] == b"\n" else line
        if octets[-1:] == b"\r":
            octets = octets[:-1]
        number += 1
        if held:
            held.append(octets)
            size += len(octets) + 1
            if (
                (closes[:1] == b"<" or _INSIDE.match(octets))
                and len(held) <= _LINES
                and size <= _OCTETS
            ):
                if _closed(held, closes):
                    yield number - len(held) + 1, len(held), b"\n".join(held)
                    held = []
                continue
            # Not a document after all. The last line may open one itself.
            *held, octets = held
            yield from ((number - len(held) + index, 1, one) for index, one in enumerate(held))
            held = []
        opens = (
            _OPENS.search(octets, max(0, len(octets) - 200))
            if octets[-1:] in (b"{", b"[", b">")
            else None
        )
        if opens is not None and (opens[1] is None or opens[1] in _roots()):
            held, size = [octets], len(octets)
            closes = (
                b"</" + opens[1] + b">"
                if opens[1]
                else b"}"
                if octets[-1:] == b"{" and octets[-2:] != b"[{"
                else b"]"
            )
            continue
        yield number, 1, octets
    yield from ((number - len(held) + 1 + index, 1, one) for index, one in enumerate(held))


@cache
def _roots() -> frozenset[bytes]:
    """The elements that a reply of several lines begins with, or a callback as we write it."""
    from smsc_codec.callbacks.events import RECORD_LAYOUTS
    from smsc_codec.replies import REPLIES

    forms = (*RECORD_LAYOUTS.values(), *(form for reply in REPLIES for form in reply.layouts))
    return frozenset((b"list", *(root.encode() for form in forms for root in form.roots.values())))


def _closed(held: list[bytes], closes: bytes) -> bool:
    """Whether the last line closes what the first has opened: a brace or an element inside is closed before it."""
    last = held[-1].rstrip()
    if not last.endswith(closes):
        return False
    if closes[:1] == b"<":
        return True
    opened = sum(line.count(b"{") + line.count(b"[") for line in held)
    return opened == sum(line.count(b"}") + line.count(b"]") for line in held)
