"""Hostile input at every door: a value comes out, or this library's own error, which can tell itself. No clock here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.hostile import DOORS, knock
from smsc_codec.errors import DecodeError

if TYPE_CHECKING:
    from benchmarks.hostile import Door

#: Octets of each document; ``python -m benchmarks.hostile`` has the sizes at which time and memory show.
SIZE, STRANGERS_SIZE = 10_000, 600
#: Characters of an error's text, whatever came: an excerpt, never the whole.
TOLD = 2_000
#: Doors that share their families are alike in what they do with others'.
UNLIKE = list({id(door.families): door for door in DOORS}.values())


def is_told(door: Door, octets: bytes) -> bool:
    """Whether it is refused; what is not this library's own error goes through, and what it says is short."""
    error = knock(door, octets)
    if error is not None:
        assert 0 < len(str(error)) <= TOLD
    if isinstance(error, DecodeError):
        assert len(error.render(show_data=True)) <= TOLD
        assert error.span is not None or error.path is not None
    return error is not None


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_a_value_or_our_own_error(door: Door) -> None:
    for name in door.families:
        is_told(door, door.octets(name, SIZE))


@pytest.mark.parametrize("door", UNLIKE, ids=lambda door: door.name)
def test_the_families_of_all_other_doors(door: Door) -> None:
    for other in UNLIKE:
        for name in other.families:
            is_told(door, other.octets(name, STRANGERS_SIZE))


def test_a_family_grows() -> None:
    """A document is no longer than asked for, and about as long, or of one size: else a measurement of it would mean nothing."""
    for door in UNLIKE:
        for name in door.families:
            half, whole = door.octets(name, 1 << 17), door.octets(name, 1 << 18)
            assert len(whole) <= 1 << 18, name
            assert len(whole) > 1.9 * len(half) or len(whole) == len(half), name
