"""Helpers shared by all properties: equality of values and checks of errors."""

from __future__ import annotations

import pickle
import re
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsc_codec.errors import DecodeError, EncodeError

__all__ = [
    "LONG_NUMBER",
    "MARKER",
    "check_decode_error",
    "check_encode_error",
    "is_printable",
    "same",
    "select",
]

#: A sample password: must not be shown unless it occurs elsewhere in the input as well.
MARKER = b"Zq7Xw9Kj"
LONG_NUMBER = re.compile("[0-9]{7}")
#: Characters that can affect a terminal: controls except the line feed, surrogates, line and
#: paragraph separators, direction marks.
_CONTROL = re.compile(
    r"[\0-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)


def select(head: bytes, by_name: Mapping[str, Any]) -> Any:
    """Return the object that a first line names, or one selected by the checksum of the line."""
    name = head.decode("latin-1")
    return (
        by_name[name]
        if name in by_name
        else list(by_name.values())[zlib.crc32(head) % len(by_name)]
    )


def same(one: object, other: object) -> bool:
    """Whether two values are equal in type and digits too: 1 differs from True."""
    return one == other and repr(one) == repr(other)


def is_printable(text: str) -> bool:
    """Whether a text is safe to write to a terminal."""
    return not _CONTROL.search(text)


def check_decode_error(error: DecodeError, limit: int) -> None:
    """Check that an error has a position, can be pickled, and masks long numbers."""
    assert error.span is not None or error.path is not None
    assert error.span is None or 0 <= error.span[0] <= error.span[1] <= limit + 1
    assert error.expected
    assert all(error.expected)
    assert isinstance(error.found, str)
    message, represented = str(error), repr(error)
    assert message.startswith(error.summary())
    assert not LONG_NUMBER.search(str(error.masked())), message
    assert not LONG_NUMBER.search(message), message
    assert not LONG_NUMBER.search(represented), represented
    assert is_printable(message)
    assert is_printable(error.render(show_data=True))
    again = pickle.loads(pickle.dumps(error))
    assert (again.span, again.path, again.expected, again.found, again.hint) == (
        error.span,
        error.path,
        error.expected,
        error.found,
        error.hint,
    )
    assert (again.source, str(again), repr(again)) == (error.source, message, represented)


def check_encode_error(error: EncodeError) -> None:
    """Check that an error has a reason, can be pickled, and masks long numbers."""
    message = str(error)
    assert error.reason
    assert not LONG_NUMBER.search(message), message
    assert is_printable(message)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), repr(again)) == (message, repr(error))
