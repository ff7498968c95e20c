"""smsc_codec.formats.base: lists, and errors inside them."""

from __future__ import annotations

from typing import Any

import pytest

from smsc_codec import Failure, replies
from smsc_codec.errors import EncodeError
from smsc_codec.formats.base import MalformedDocument, NoMatch, NotEncodable


def test_internal_exceptions_carry_field_and_reason() -> None:
    malformed, unwritable = MalformedDocument(3, "a list"), NotEncodable("cost", "it is empty")
    assert (malformed.at, malformed.expected, str(malformed)) == (3, "a list", "a list")
    assert (unwritable.field, unwritable.reason, unwritable.would_decode_as, unwritable.args) == (
        "cost",
        "it is empty",
        None,
        ("cost", "it is empty", None),
    )
    assert str(NoMatch()) == ""
    assert all(issubclass(one, ValueError) for one in (MalformedDocument, NoMatch, NotEncodable))


@pytest.mark.parametrize(("field", "inside"), [("cost", "[3].cost"), (None, "[3]")])
def test_error_inside_a_list_names_the_item(field: str | None, inside: str) -> None:
    error = NotEncodable(field, "would decode differently", 5).inside(3)
    assert (error.field, error.reason, error.would_decode_as) == (
        inside,
        "would decode differently",
        5,
    )
    assert error.args == (inside, "would decode differently", 5)


@pytest.mark.parametrize("fmt", [1, 2, 3])
def test_only_lists_and_tuples_are_lists(fmt: int) -> None:
    codec = replies.statuses(fmt=fmt)
    invalid: Any = "text"
    with pytest.raises(EncodeError) as caught:
        codec.encode(invalid)
    assert (caught.value.field, caught.value.reason) == (
        None,
        "expected a list or Failure, got str",
    )


def test_list_is_restricted_item_by_item() -> None:
    codec = replies.contact_groups(fmt=3)
    groups = codec.decode(b'[{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]')
    assert codec.restrict(groups) == groups != []


def test_failure_may_replace_a_list() -> None:
    for fmt in (1, 2, 3):
        codec = replies.statuses(fmt=fmt)
        failure = Failure(code=9)
        assert codec.restrict(failure) == codec.decode(codec.encode(failure)) == failure
        with pytest.raises(EncodeError) as caught:
            codec.encode([failure])  # type: ignore[list-item]
        assert caught.value.field == "[0]"
