"""Hostile input at every entry point gives a value, or a CodecError with a short message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.hostile import ENTRY_POINTS, call
from smsc_codec.errors import DecodeError

if TYPE_CHECKING:
    from benchmarks.hostile import EntryPoint

#: Size of each document in bytes; ``python -m benchmarks.hostile`` uses larger sizes to measure
#: cost.
SIZE, FOREIGN_SIZE = 10_000, 600
#: Maximum length of an error message, which contains only an excerpt of the input.
MAX_MESSAGE = 2_000
#: One entry point for each set of families.
REPRESENTATIVES = list(
    {id(entry_point.families): entry_point for entry_point in ENTRY_POINTS}.values()
)


def check(entry_point: EntryPoint, data: bytes) -> None:
    """Check that the call returns or raises a CodecError, whose message is short."""
    error = call(entry_point, data)
    if error is not None:
        assert 0 < len(str(error)) <= MAX_MESSAGE
    if isinstance(error, DecodeError):
        assert len(error.render(show_data=True)) <= MAX_MESSAGE
        assert error.span is not None or error.path is not None


@pytest.mark.parametrize("entry_point", ENTRY_POINTS, ids=lambda entry_point: entry_point.name)
def test_own_families_give_a_value_or_codec_error(entry_point: EntryPoint) -> None:
    for name in entry_point.families:
        check(entry_point, entry_point.document(name, SIZE))


@pytest.mark.parametrize("entry_point", REPRESENTATIVES, ids=lambda entry_point: entry_point.name)
def test_families_of_other_entry_points_give_a_value_or_codec_error(
    entry_point: EntryPoint,
) -> None:
    for other in REPRESENTATIVES:
        for name in other.families:
            check(entry_point, other.document(name, FOREIGN_SIZE))


def test_documents_have_about_the_requested_size() -> None:
    """Otherwise, measuring them would be meaningless. Some documents have a constant size."""
    for entry_point in REPRESENTATIVES:
        for name in entry_point.families:
            half = entry_point.document(name, 1 << 17)
            full = entry_point.document(name, 1 << 18)
            assert len(full) <= 1 << 18, name
            assert len(full) > 1.9 * len(half) or len(full) == len(half), name
