"""Documents over several lines.

The service formats JSON and XML over several lines; logs of raw bodies contain them in this form.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["join_documents"]

#: Maximum number of lines and of bytes in one document.
_MAX_LINES, _MAX_BYTES = 4096, 1 << 18
#: The end of a line that opens a document.
_OPENS = re.compile(
    rb"(?:^|[\s\"':=>])(?:\[?\{|\[|(?:<\?xml [^<>]{0,80}\?>)?<([a-z][a-z_]{1,20})>)\Z"
)
#: The start of a line inside a JSON object. XML text may itself contain line breaks.
_INSIDE_OBJECT = re.compile(rb"[ \t]*[\"{}\[\],]")


def join_documents(lines: Iterable[bytes]) -> Iterator[tuple[int, int, bytes]]:
    """Join the lines of each document that spans several lines.

    A line that ends with an opening brace, bracket or element starts a document, which extends to
    the line that closes it. If no line does, the lines are yielded separately.

    Yields:
        The number of the first line, the number of lines, and the content without the last line
        break.
    """
    held: list[bytes] = []
    number = size = 0
    closes = b""
    for line in lines:
        if not isinstance(line, bytes):
            raise TypeError(f"lines: expected bytes, got {type(line).__name__}")
        content = line[:-1] if line[-1:] == b"\n" else line
        if content[-1:] == b"\r":
            content = content[:-1]
        number += 1
        if held:
            held.append(content)
            size += len(content) + 1
            if (
                (closes[:1] == b"<" or _INSIDE_OBJECT.match(content))
                and len(held) <= _MAX_LINES
                and size <= _MAX_BYTES
            ):
                if _is_closed(held, closes):
                    yield number - len(held) + 1, len(held), b"\n".join(held)
                    held = []
                continue
            # This is not a document. The last line may open another one.
            *held, content = held
            yield from ((number - len(held) + index, 1, item) for index, item in enumerate(held))
            held = []
        opens = (
            _OPENS.search(content, max(0, len(content) - 200))
            if content[-1:] in (b"{", b"[", b">")
            else None
        )
        if opens is not None and (opens[1] is None or opens[1] in _root_names()):
            held, size = [content], len(content)
            closes = (
                b"</" + opens[1] + b">"
                if opens[1]
                else b"}"
                if content[-1:] == b"{" and content[-2:] != b"[{"
                else b"]"
            )
            continue
        yield number, 1, content
    yield from ((number - len(held) + 1 + index, 1, item) for index, item in enumerate(held))


@cache
def _root_names() -> frozenset[bytes]:
    """Return the root elements of replies and of the callbacks that this library encodes."""
    from smsc_codec.callbacks.events import RECORD_LAYOUTS
    from smsc_codec.replies import REPLIES

    layouts = [*RECORD_LAYOUTS.values(), *(layout for reply in REPLIES for layout in reply.layouts)]
    roots = {root.encode() for layout in layouts for root in layout.roots.values()}
    return frozenset((b"list", *roots))


def _is_closed(held: list[bytes], closes: bytes) -> bool:
    """Check whether the last line closes the document and all brackets are balanced."""
    last = held[-1].rstrip()
    if not last.endswith(closes):
        return False
    if closes[:1] == b"<":
        return True
    opened = sum(line.count(b"{") + line.count(b"[") for line in held)
    return opened == sum(line.count(b"}") + line.count(b"]") for line in held)
