"""What all laws share: when two values are the same, and what an error owes to whoever meets it."""

from __future__ import annotations

import pickle
import re
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsc_codec.errors import DecodeError, EncodeError

__all__ = ["LONG_NUMBER", "MARKER", "chosen", "explained", "harmless", "refused", "same"]

#: Stands for somebody's password: where it is in no other place of an input, nothing may show it.
MARKER = b"Zq7Xw9Kj"
LONG_NUMBER = re.compile("[0-9]{7}")
#: What steers a terminal: controls but the line feed, half characters, separators of lines and paragraphs, marks of direction.
_STEERING = re.compile(
    r"[\0-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


def chosen(head: bytes, by_name: Mapping[str, Any]) -> Any:
    """What a first line means: what it names, or what its checksum happens to point at."""
    name = head.decode("latin-1")
    return (
        by_name[name]
        if name in by_name
        else list(by_name.values())[zlib.crc32(head) % len(by_name)]
    )


def same(one: object, other: object) -> bool:
    """Equal, and of equal types and digits all the way down: 1 is no True here, and 1.0 no 1.00."""
    return one == other and repr(one) == repr(other)


def harmless(text: str) -> bool:
    return not _STEERING.search(text)


def explained(error: DecodeError, longest: int) -> None:
    """An error explains itself, travels, and shows nobody's number."""
    assert error.span is not None or error.path is not None
    assert error.span is None or 0 <= error.span[0] <= error.span[1] <= longest + 1
    assert error.expected
    assert all(error.expected)
    assert isinstance(error.found, str)
    told, represented = str(error), repr(error)
    assert told.startswith(error.summary())
    assert not LONG_NUMBER.search(str(error.masked())), told
    assert not LONG_NUMBER.search(told), told
    assert not LONG_NUMBER.search(represented), represented
    assert harmless(told)
    assert harmless(error.render(show_data=True))
    again = pickle.loads(pickle.dumps(error))
    assert (again.span, again.path, again.expected, again.found, again.hint) == (
        error.span,
        error.path,
        error.expected,
        error.found,
        error.hint,
    )
    assert (again.source, str(again), repr(again)) == (error.source, told, represented)


def refused(error: EncodeError) -> None:
    told = str(error)
    assert error.reason
    assert not LONG_NUMBER.search(told), told
    assert harmless(told)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), repr(again)) == (told, repr(error))
