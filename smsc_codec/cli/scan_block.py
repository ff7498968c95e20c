"""Scanning one block of lines.

:func:`scan_block` is a pure function, so any process can run it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from smsc_codec.cli.jsonl import Writer, escape_terminal
from smsc_codec.cli.stats import Stats
from smsc_codec.cli.streams import option_hint
from smsc_codec.codec import CHARSETS
from smsc_codec.logs.multiline import join_documents
from smsc_codec.logs.scanner import Scanner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsc_codec.cli.blocks import Block
    from smsc_codec.codec import Codec
    from smsc_codec.errors import DecodeError
    from smsc_codec.logs import Finding

__all__ = ["MAX_SHOWN", "BlockResult", "ScanOptions", "scan_block"]

#: How many errors of a block are rendered as text.
MAX_SHOWN = 10
#: How many bytes of the line an error object includes.
_MAX_SOURCE = 4096


@dataclass(kw_only=True)
class BlockResult:
    """The result of scanning a block.

    Attributes:
        output: lines of JSON or CSV, or a record batch in Arrow's stream format.
        errors: error objects, one per line.
        shown: the first errors as text, one line each.
        found: the number of findings, including damaged ones.
        bad: the number of damaged findings.
        stats: the statistics, if requested.
    """

    output: bytes = b""
    errors: bytes = b""
    shown: list[str] = field(default_factory=list)
    found: int = 0
    bad: int = 0
    stats: Stats | None = None


@dataclass(frozen=True, kw_only=True)
class ScanOptions:
    """How blocks are scanned and what is written.

    Attributes:
        to: the output: ``jsonl``, ``csv``, ``parquet`` or ``stats``.
        kind: as for :func:`smsc_codec.logs.scan`.
        lenient: as for :func:`smsc_codec.logs.scan`.
        redact: whether phones, texts and secrets are masked in the output.
        mask: whether they are masked in errors.
        objects: whether all errors are collected as objects instead of the first few as text.
        raw_cells: whether CSV cells that look like formulas stay as they are.
        named: whether each finding includes the name of its file.
    """

    to: str = "jsonl"
    kind: str | Codec[Any] | None = None
    lenient: bool = False
    redact: bool = False
    mask: bool = True
    objects: bool = False
    raw_cells: bool = False
    named: bool = False


def scan_block(options: ScanOptions, file: str, block: Block) -> BlockResult:
    """Scan a block of a file."""
    result = BlockResult()
    findings = _findings(options, file, block, result)
    name = file if options.named else None
    if options.to == "jsonl":
        write = _writer(options, name).line
        result.output = escape_terminal(write(found) for found in findings)
    elif options.to == "stats":
        result.stats = stats = Stats(redact=options.redact)
        for found in findings:
            stats.add(found)
    else:
        from smsc_codec.cli import tables

        result.output = (
            tables.csv_lines(findings, options, name)
            if options.to == "csv"
            else tables.batch(findings, options, name)
        )
    return result


def _findings(
    options: ScanOptions, file: str, block: Block, result: BlockResult
) -> Iterator[Finding]:
    """Yield the findings to write, and record errors and counts in ``result``.

    Damaged findings are yielded for tables and statistics, but not for JSON lines.
    """
    scanner = Scanner(kind=options.kind, lenient=options.lenient)
    first = block.first - 1
    errors = _Errors(options, file, result)
    with_damaged = options.to != "jsonl"
    for number, count, source in join_documents(block.data.removesuffix(b"\n").split(b"\n")):
        for found in scanner.line(first + number, count, source):
            result.found += 1
            if found.error is not None:
                errors.add(found, found.error)
                if not with_damaged:
                    continue
            yield found
    result.errors = errors.output()


@cache
def _writer(options: ScanOptions, file: str | None) -> Writer:
    return Writer(redact=options.redact, lenient=options.lenient, file=file)


# ---- errors


class _Errors:
    """Collects the errors of a block."""

    def __init__(self, options: ScanOptions, file: str, result: BlockResult) -> None:
        self._options = options
        self._file = file
        self._result = result
        self._lines: list[str] = []

    def add(self, found: Finding, error: DecodeError) -> None:
        result = self._result
        result.bad += 1
        if self._options.objects:
            value = _error_object(found, error, masked=self._options.mask)
            if self._options.named:
                value = {"file": self._file, **value}
            self._lines.append(json.dumps(value, ensure_ascii=False))
        elif len(result.shown) < MAX_SHOWN:
            result.shown.append(_error_line(self._file, found, error, masked=self._options.mask))

    def output(self) -> bytes:
        return escape_terminal(self._lines)


def _error_line(file: str, found: Finding, error: DecodeError, *, masked: bool) -> str:
    """An error as ``file:line:column: message``.

    Line and column are those of the error if they can be determined, otherwise of the finding.
    """
    offset = _offset(found, error)
    end = found.span[0] if offset is None else offset
    before = found.source[:end].decode("utf-8", "replace")
    line, column = found.line + before.count("\n"), len(before) - before.rfind("\n")
    return f"{file}:{line}:{column}: {error.summary(show_data=not masked, place=offset is None)}"


def _offset(found: Finding, error: DecodeError) -> int | None:
    """The byte offset of an error in the source of its finding.

    None if the error has a path instead, or if the log does not contain the decoded text literally
    (it is escaped or dumped in hexadecimal).
    """
    if error.span is None:
        return None
    start, position = found.span[0], error.span[0]
    for charset in CHARSETS:
        text, before = (
            part if isinstance(part, bytes) else part.encode(charset, "replace")
            for part in (error.source, error.source[:position])
        )
        if found.source.startswith(text, start):
            return start + len(before)
    return None


def _error_object(found: Finding, error: DecodeError, *, masked: bool) -> dict[str, Any]:
    """An error as a JSON object; the source line is included only if it need not be masked."""
    path, shown = error.masked(show_data=not masked)
    values: dict[str, Any] = {
        "line": found.line,
        "span": list(found.span),
        "kind": found.kind.value,
        "error": error.summary(show_data=not masked),
        "error_span": None if error.span is None else list(error.span),
        "path": path,
        "expected": list(error.expected),
        "found": shown,
        "hint": option_hint(error, scanning=True),
    }
    if not masked:
        values["source"] = found.source[:_MAX_SOURCE].decode("utf-8", "backslashreplace")
    return {name: value for name, value in values.items() if value}
