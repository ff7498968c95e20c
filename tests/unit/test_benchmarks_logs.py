"""The made log, and the loop that is told what its lines are: the same findings as the scan's, and the package's sample."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks import baseline, logbench
from benchmarks.logs import FORMS, SAMPLE, SAMPLE_FILE, entries, lines, some
from smsc_codec import logs

if TYPE_CHECKING:
    from benchmarks.logs import Entry

PHONE = re.compile(rb"(?<![0-9])7[0-9]{10}(?![0-9])")
EACH = 25
MIXED = 800


def rows(source: list[bytes]) -> list[Any]:
    return [json.loads(row) for row in logbench.jsonl(source)]


def loop(source: list[Entry]) -> list[Any]:
    return [json.loads(row) for row in baseline.jsonl(source)]


def split(source: list[Entry]) -> list[bytes]:
    return [line + b"\n" for entry in source for line in entry.octets.split(b"\n")]


@pytest.mark.parametrize("form", FORMS)
def test_a_form(form: str) -> None:
    source = list(islice(entries(1, form), EACH))
    found = rows(split(source))
    assert found == loop(source)
    assert [row["kind"] for row in found] == [*FORMS[form].kinds] * len(source)


def test_a_mixed_log() -> None:
    source = [entry for entry in some(MIXED, 2) if not entry.damaged]
    # A reply that happens to stand behind the request for one like it is found by that: who is told the forms cannot know.
    assert [row | {"evidence": ""} for row in rows(split(source))] == [
        row | {"evidence": ""} for row in loop(source)
    ]


def test_the_same_seed_gives_the_same_log() -> None:
    first = list(lines(500, 5))
    assert len(first) == 500
    assert first == list(lines(500, 5))
    assert first != list(lines(500, 6))


def test_some_lines_are_damaged() -> None:
    damaged = [entry for entry in some(4000, 3) if entry.damaged]
    assert 0 < len(damaged) < 60
    # Nothing of the loop's own ends it: a line that it cannot read is one line of what it writes.
    assert all("line" in row for row in loop(damaged))


def test_a_log_holds_no_phone_of_anybody() -> None:
    told_of = [
        phone
        for entry in some(500, 7)
        if not entry.form.startswith("pdu")
        for phone in PHONE.findall(entry.octets)
    ]
    assert told_of
    assert all(phone.startswith(b"7999000") for phone in told_of)


# ---- the sample of the package

#: What is in it: the findings by kind, and how many of them cannot be read.
KNOWN = {"request": 332, "reply": 485, "callback": 104, "receipt": 75, "pdu": 64}
UNREAD = 10


def sample() -> list[bytes]:
    return gzip.decompress(SAMPLE_FILE.read_bytes()).splitlines(keepends=True)


def test_the_sample_is_what_the_generator_makes() -> None:
    assert b"".join(sample()) == b"".join(lines(*SAMPLE))


def test_what_the_sample_holds() -> None:
    found = list(logs.scan(sample()))
    assert Counter(one.kind.value for one in found) == KNOWN
    assert sum(one.error is not None for one in found) == UNREAD


def test_the_loop_counts_the_same_in_the_sample() -> None:
    """The loop finds what is undamaged; the scan, something of the rest as well."""
    source = list(some(SAMPLE[0], SAMPLE[1], None, *SAMPLE[2:]))
    undamaged = [entry for entry in source if not entry.damaged]
    by_kind = Counter(row["kind"] for row in loop(undamaged))
    assert by_kind == Counter(row["kind"] for row in rows(split(undamaged)))
