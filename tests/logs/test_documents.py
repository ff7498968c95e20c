"""smsc_codec.logs.documents: what is remembered of documents. What they are is in test_scan.py."""

from __future__ import annotations

import json

from smsc_codec import logs
from smsc_codec.logs.documents import _remembered


def test_keys_of_strangers_are_not_kept() -> None:
    before = _remembered.cache_info().currsize
    assert list(logs.scan([json.dumps({f"k{number}": number for number in range(100)}).encode()])) == []
    assert _remembered.cache_info().currsize == before
    [found] = logs.scan([json.dumps({"status": 1, "last_timestamp": 5, "err": 0, "id": "4", **{f"k{n}": n for n in range(100)}}).encode()])
    assert len(getattr(found.value, "extra", ())) == 100
    assert _remembered.cache_info().currsize == before
