"""Findings as rows of CSV and Parquet, in the columns of :data:`smsc_codec.logs.columns.COLUMNS`."""

from __future__ import annotations

import csv
import io
from functools import cache
from typing import TYPE_CHECKING, Any

from smsc_codec.cli.redaction import mask_cell, sender
from smsc_codec.codec import Codec
from smsc_codec.logs.columns import COLUMNS, Column, columns, rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from smsc_codec.cli.scan_block import ScanOptions
    from smsc_codec.logs import Finding

__all__ = ["batch", "csv_header", "csv_lines", "parquet_schema"]

#: What begins a formula in one spreadsheet or another, full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
#: How each column is redacted; the others hold nothing of anybody's.
_STARRED = {"phone": mask_cell, "to": mask_cell, "text": mask_cell, "sender": sender}
FILE = "file"


def _kind(job: ScanOptions) -> str | None:
    return "reply" if isinstance(job.kind, Codec) else job.kind


def csv_header(job: ScanOptions) -> bytes:
    """The first line of a CSV: the names of the columns."""
    names = [column.name for column in columns(_kind(job))]
    return (",".join([*([FILE] if job.named else ()), *names]) + "\n").encode()


def csv_lines(findings: Iterable[Finding], job: ScanOptions, file: str | None) -> bytes:
    """The rows of findings. A cell of text that a spreadsheet would take for a formula has an apostrophe before it."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    cells = _cells(_kind(job), job.redact, job.raw_cells)
    first = [] if file is None else [file if job.raw_cells else _defused(file)]
    for found in findings:
        for row in rows(found):
            write(first + [make(row[index]) for index, make in cells])
    return out.getvalue().encode("utf-8", "backslashreplace")


@cache
def _cells(kind: str | None, redact: bool, raw: bool) -> list[tuple[int, Any]]:
    """For each column that is shown its place in a row, and what makes a cell of its value."""
    return [
        (index, _maker(column, redact, raw))
        for index, column in enumerate(COLUMNS)
        if column in columns(kind)
    ]


def _maker(column: Column, redact: bool, raw: bool) -> Any:
    if column.cell_type == "local":
        return _time
    if column.cell_type != "text":
        return _as_it_is
    starred = _STARRED.get(column.name) if redact else None
    if starred is None:
        return _as_it_is if raw else _defused
    return lambda text: (
        None if text is None else (starred(text) if raw else _defused(starred(text)))
    )


def _as_it_is(value: object) -> object:
    return value


def _time(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat(" ")


def _defused(text: str | None) -> str | None:
    return "'" + text if text is not None and text.startswith(_FORMULA) else text


# ---- Parquet


def parquet_schema(job: ScanOptions) -> Any:
    """Arrow's schema of what :func:`batch` gives."""
    import pyarrow as pa

    from smsc_codec import arrow

    schema = arrow.schema(_kind(job))
    return pa.schema([pa.field(FILE, pa.string()), *schema]) if job.named else schema


def batch(findings: Iterable[Finding], job: ScanOptions, file: str | None) -> bytes:
    """The rows of findings as one batch, in Arrow's stream format; none if there are no rows."""
    import pyarrow as pa

    from smsc_codec import arrow

    made = arrow.batch(findings, _kind(job))
    if not made.num_rows:
        return b""
    schema = parquet_schema(job)
    held = {name: made.column(name) for name in made.schema.names}
    if job.redact:
        for name in _STARRED.keys() & held.keys():
            star = _STARRED[name]
            held[name] = pa.array(
                [None if text is None else star(text) for text in held[name].to_pylist()],
                pa.string(),
            )
    if file is not None:
        held[FILE] = pa.array([file] * made.num_rows, pa.string())
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, schema) as stream:
        stream.write_batch(
            pa.RecordBatch.from_arrays([held[name] for name in schema.names], schema=schema)
        )
    octets: bytes = out.getvalue().to_pybytes()
    return octets
