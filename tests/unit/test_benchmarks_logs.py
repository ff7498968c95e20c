"""The generated log, the competitor of the scan, and the sample of the package."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks import baseline, logbench
from benchmarks.logs import LINE_FORMATS, SAMPLE, SAMPLE_FILE, entries, lines, take
from smsc_codec import logs

if TYPE_CHECKING:
    from benchmarks.logs import Entry

PHONE = re.compile(rb"(?<![0-9])7[0-9]{10}(?![0-9])")
ENTRIES_PER_FORMAT = 25
MIXED_LINES = 800


def scan_rows(source: list[bytes]) -> list[Any]:
    return [json.loads(row) for row in logbench.jsonl(source)]


def competitor_rows(source: list[Entry]) -> list[Any]:
    return [json.loads(row) for row in baseline.jsonl(source)]


def split_lines(source: list[Entry]) -> list[bytes]:
    return [line + b"\n" for entry in source for line in entry.data.split(b"\n")]


@pytest.mark.parametrize("line_format", LINE_FORMATS)
def test_competitor_and_scan_agree_on_each_format(line_format: str) -> None:
    source = list(islice(entries(1, line_format), ENTRIES_PER_FORMAT))
    found = scan_rows(split_lines(source))
    assert found == competitor_rows(source)
    assert [row["kind"] for row in found] == [*LINE_FORMATS[line_format].kinds] * len(source)


def test_competitor_and_scan_agree_on_a_mixed_log() -> None:
    source = [entry for entry in take(MIXED_LINES, 2) if not entry.damaged]
    # The evidence may differ: a reply that happens to follow a request for the same reply is
    # attributed to that request by the scan only.
    assert [row | {"evidence": ""} for row in scan_rows(split_lines(source))] == [
        row | {"evidence": ""} for row in competitor_rows(source)
    ]


def test_same_seed_gives_same_log() -> None:
    first = list(lines(500, 5))
    assert len(first) == 500
    assert first == list(lines(500, 5))
    assert first != list(lines(500, 6))


def test_competitor_survives_damaged_entries() -> None:
    damaged = [entry for entry in take(4000, 3) if entry.damaged]
    assert 0 < len(damaged) < 60
    # An entry that the competitor cannot read is one line of its output.
    assert all("line" in row for row in competitor_rows(damaged))


def test_log_contains_only_fictitious_phones() -> None:
    phones = [
        phone
        for entry in take(500, 7)
        if not entry.format.startswith("pdu")
        for phone in PHONE.findall(entry.data)
    ]
    assert phones
    assert all(phone.startswith(b"7999000") for phone in phones)


# ---- the sample of the package

#: Number of findings in the sample by kind, and of damaged findings.
FINDINGS = {"request": 332, "reply": 485, "callback": 104, "receipt": 75, "pdu": 64}
DAMAGED = 10


def sample() -> list[bytes]:
    return gzip.decompress(SAMPLE_FILE.read_bytes()).splitlines(keepends=True)


def test_sample_equals_the_generated_log() -> None:
    assert b"".join(sample()) == b"".join(lines(*SAMPLE))


def test_sample_contains_the_expected_findings() -> None:
    found = list(logs.scan(sample()))
    assert Counter(finding.kind.value for finding in found) == FINDINGS
    assert sum(finding.error is not None for finding in found) == DAMAGED


def test_competitor_and_scan_agree_on_undamaged_entries_of_the_sample() -> None:
    """The scan also finds some data in damaged entries; the competitor does not."""
    source = list(take(SAMPLE[0], SAMPLE[1], None, *SAMPLE[2:]))
    undamaged = [entry for entry in source if not entry.damaged]
    by_kind = Counter(row["kind"] for row in competitor_rows(undamaged))
    assert by_kind == Counter(row["kind"] for row in scan_rows(split_lines(undamaged)))
