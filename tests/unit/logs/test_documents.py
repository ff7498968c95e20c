"""smsc_codec.logs.documents: the cache and the choice of the reported error."""

from __future__ import annotations

import json

import pytest

from smsc_codec import logs
from smsc_codec.logs.documents import _cached_candidates


def test_documents_with_too_many_keys_are_not_cached() -> None:
    before = _cached_candidates.cache_info().currsize
    assert (
        list(logs.scan([json.dumps({f"k{number}": number for number in range(100)}).encode()]))
        == []
    )
    assert _cached_candidates.cache_info().currsize == before
    [found] = logs.scan(
        [
            json.dumps(
                {
                    "status": 1,
                    "last_timestamp": 5,
                    "err": 0,
                    "id": "4",
                    **{f"k{n}": n for n in range(100)},
                }
            ).encode()
        ]
    )
    assert len(getattr(found.value, "extra", ())) == 100
    assert _cached_candidates.cache_info().currsize == before


@pytest.mark.parametrize(
    ("line", "codec", "expected"),
    [
        (
            "Status = 1, check_time = 34.03.2023 15:09:26",
            "status, fmt=0, all=0",
            "last_date (a time as DD.MM.YYYY hh:mm:ss)",
        ),
        (
            "Status = 1, check_time = 34.03.2023 15:09:26, err = 0, ID = 5, phone = 7",
            "statuses (a row), fmt=0, all=0",
            "last_date (a time as DD.MM.YYYY hh:mm:ss)",
        ),
        ("OK - 1 SMS, ID - 5x", "send, fmt=0, cost=2", "“, COST - ” after id"),
    ],
)
def test_error_of_a_line_comes_from_the_codec_whose_syntax_matches(
    line: str, codec: str, expected: str
) -> None:
    """If no syntax matches, it comes from the first codec."""
    [found] = logs.scan([line.encode()])
    assert found.error is not None
    assert (found.error.codec, found.error.expected) == (codec, (expected,))
    assert found.error.hint is None


def test_error_of_a_document_comes_from_the_first_codec() -> None:
    [found] = logs.scan([b'{"status": 1, "last_date": "34.03.2023 15:09:26"}'])
    assert found.error is not None
    assert (found.error.codec, found.error.path) == ("status, fmt=3, all=2", "$.last_date")
