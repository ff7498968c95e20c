"""What a scan does with a block of lines: a pure function, so that it matters to nothing in which process it runs."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from smsc_codec.cli.jsonl import Writer, escape_terminal
from smsc_codec.cli.stats import Stats
from smsc_codec.codec import CHARSETS
from smsc_codec.logs.multiline import join_documents
from smsc_codec.logs.scanner import Scanner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsc_codec.cli.blocks import Block
    from smsc_codec.codec import Codec
    from smsc_codec.errors import DecodeError
    from smsc_codec.logs import Finding

__all__ = ["SHOWN", "BlockResult", "ScanOptions", "scan_block"]

#: How many errors of a block are told in a line each.
SHOWN = 10
#: How much of a line an error shows.
_SOURCE = 4096


@dataclass(kw_only=True)
class BlockResult:
    """What came of a block.

    Args:
        octets: lines of JSON or CSV; of Parquet, a batch as Arrow's stream has it.
        errors: objects, a line each.
        shown: the first few errors in words.
        found: how many findings there were, errors included.
        bad: how many errors there were.
        stats: the summary, if that was asked for.
    """

    output: bytes = b""
    errors: bytes = b""
    shown: list[str] = field(default_factory=list)
    found: int = 0
    bad: int = 0
    stats: Stats | None = None


def scan_block(job: ScanOptions, file: str, block: Block) -> BlockResult:
    """What comes of a block of a file."""
    result = BlockResult()
    good = _good(job, file, block, result)
    named = file if job.named else None
    if job.to == "jsonl":
        write = _writer(job, named).line
        result.output = escape_terminal(write(found) for found in good)
    elif job.to == "stats":
        result.stats = stats = Stats(redact=job.redact)
        for found in good:
            stats.add(found)
    else:
        from smsc_codec.cli import tables

        result.output = (
            tables.csv_lines(good, job, named)
            if job.to == "csv"
            else tables.batch(good, job, named)
        )
    return result


def _good(job: ScanOptions, file: str, block: Block, result: BlockResult) -> Iterator[Finding]:
    """The findings that go where the job says; errors are told on the way. Tables, and the summary, have rows of errors too."""
    scanner = Scanner(kind=job.kind, lenient=job.lenient)
    first = block.first - 1
    told = _Errors(job, file, result)
    every = job.to != "jsonl"
    for number, count, source in join_documents(block.data.removesuffix(b"\n").split(b"\n")):
        for found in scanner.line(first + number, count, source):
            result.found += 1
            if found.error is not None:
                told.add(found, found.error)
                if not every:
                    continue
            yield found
    result.errors = told.output()


@cache
def _writer(job: ScanOptions, file: str | None) -> Writer:
    return Writer(redact=job.redact, lenient=job.lenient, file=file)


class _Errors:
    """The errors of a block as they are told."""

    def __init__(self, job: ScanOptions, file: str, result: BlockResult) -> None:
        self._job = job
        self._file = file
        self._result = result
        self._lines: list[str] = []

    def add(self, found: Finding, error: DecodeError) -> None:
        result = self._result
        result.bad += 1
        if self._job.objects:
            told = _object(found, error, masked=self._job.mask)
            if self._job.named:
                told = {"file": self._file, **told}
            self._lines.append(json.dumps(told, ensure_ascii=False))
        elif len(result.shown) < SHOWN:
            result.shown.append(_in_a_line(self._file, found, error, masked=self._job.mask))

    def output(self) -> bytes:
        return escape_terminal(self._lines)


def _in_a_line(file: str, found: Finding, error: DecodeError, *, masked: bool) -> str:
    """An error in words behind its file, line and column: those of the place where that is known, else of the finding."""
    at = _offset(found, error)
    before = found.source[: found.span[0] if at is None else at].decode("utf-8", "replace")
    line, column = found.line + before.count("\n"), len(before) - before.rfind("\n")
    return f"{file}:{line}:{column}: {error.summary(show_data=not masked, place=at is None)}"


def _offset(found: Finding, error: DecodeError) -> int | None:
    """Where in its lines an error has its place, in octets; None if it has a path, or if what was decoded does not stand there
    as it is: a log has escaped it, or dumped it in hexadecimal.
    """
    if error.span is None:
        return None
    start, at = found.span[0], error.span[0]
    for charset in CHARSETS:
        whole, before = (
            one if isinstance(one, bytes) else one.encode(charset, "replace")
            for one in (error.source, error.source[:at])
        )
        if found.source.startswith(whole, start):
            return start + len(before)
    return None


def _object(found: Finding, error: DecodeError, *, masked: bool) -> dict[str, Any]:
    """An error as an object: where, what in words, what a program can use; the line itself only if it may be shown."""
    headline = error.summary(show_data=not masked)
    path, shown = error.masked(show_data=not masked)
    told: dict[str, Any] = {
        "line": found.line,
        "span": list(found.span),
        "kind": found.kind.value,
        "error": headline,
    }
    told["at"] = None if error.span is None else list(error.span)
    told["path"] = path
    told["expected"] = list(error.expected)
    told["found"] = shown
    told["hint"] = error.hint
    if not masked:
        told["source"] = found.source[:_SOURCE].decode("utf-8", "backslashreplace")
    return {name: value for name, value in told.items() if value}


@dataclass(frozen=True, kw_only=True)
class ScanOptions:
    """What is to be done with every block.

    Args:
        to: ``jsonl``, ``csv``, ``parquet``, or ``stats``.
        kind: as for :func:`smsc_codec.logs.scan`.
        lenient: as for :func:`smsc_codec.logs.scan`.
        redact: whether phones, texts and secrets are starred in what is written.
        mask: whether they are starred in errors.
        objects: whether errors are written as objects, to a file of their own; else a few of them as lines of text.
        raw_cells: whether cells of a CSV stay formulas.
        named: whether the file's name is written beside each finding.
    """

    to: str = "jsonl"
    kind: str | Codec[Any] | None = None
    lenient: bool = False
    redact: bool = False
    mask: bool = True
    objects: bool = False
    raw_cells: bool = False
    named: bool = False
