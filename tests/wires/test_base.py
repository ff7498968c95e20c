"""smsc_codec.wires.base: who is to blame in a list, and what a list is."""

from __future__ import annotations

from typing import Any

import pytest

from smsc_codec import replies
from smsc_codec.errors import EncodeError
from smsc_codec.wires.base import Unwritable


@pytest.mark.parametrize(("field", "inside"), [("cost", "[3].cost"), (None, "[3]")])
def test_blame_inside_a_list(field: str | None, inside: str) -> None:
    error = Unwritable(field, "it would read back differently", 5).inside(3)
    assert (error.field, error.why, error.became) == (inside, "it would read back differently", 5)
    assert error.args == (inside, "it would read back differently", 5)


@pytest.mark.parametrize("fmt", [1, 2, 3])
def test_what_is_a_list(fmt: int) -> None:
    codec = replies.statuses(fmt=fmt)
    wrong: Any = "text"
    with pytest.raises(EncodeError) as refused:
        codec.encode(wrong)
    assert (refused.value.field, refused.value.why) == (None, "a str is no list of replies")


def test_a_list_as_it_would_come_back() -> None:
    codec = replies.contact_groups(fmt=3)
    groups = codec.decode(b'[{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]')
    assert codec.restrict(groups) == groups != []
