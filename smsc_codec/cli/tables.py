"""Findings as rows of CSV and Parquet.

:data:`smsc_codec.logs.columns.COLUMNS` defines the columns.
"""

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

#: Prefixes of formulas in common spreadsheets, full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
#: How each column with personal data is masked.
_MASKS = {"phone": mask_cell, "to": mask_cell, "text": mask_cell, "sender": sender}
FILE = "file"


def _kind(options: ScanOptions) -> str | None:
    return "reply" if isinstance(options.kind, Codec) else options.kind


def csv_header(options: ScanOptions) -> bytes:
    """The header line of a CSV file."""
    names = [column.name for column in columns(_kind(options))]
    return (",".join([*([FILE] if options.named else ()), *names]) + "\n").encode()


def csv_lines(findings: Iterable[Finding], options: ScanOptions, file: str | None) -> bytes:
    """The CSV rows of findings.

    Text that a spreadsheet would interpret as a formula is prefixed with an apostrophe unless
    ``options.raw_cells`` is set.
    """
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\n").writerow
    cells = _cells(_kind(options), options.redact, options.raw_cells)
    first = [] if file is None else [file if options.raw_cells else _escape_formula(file)]
    for found in findings:
        for row in rows(found):
            write(first + [format_cell(row[index]) for index, format_cell in cells])
    return out.getvalue().encode("utf-8", "backslashreplace")


@cache
def _cells(kind: str | None, redact: bool, raw: bool) -> list[tuple[int, Any]]:
    """The index of each selected column in a row, and the function that formats its cells."""
    return [
        (index, _formatter(column, redact, raw))
        for index, column in enumerate(COLUMNS)
        if column in columns(kind)
    ]


def _formatter(column: Column, redact: bool, raw: bool) -> Any:
    if column.cell_type == "local":
        return _time
    if column.cell_type != "text":
        return _unchanged
    mask = _MASKS.get(column.name) if redact else None
    if mask is None:
        return _unchanged if raw else _escape_formula
    return lambda text: (
        None if text is None else (mask(text) if raw else _escape_formula(mask(text)))
    )


def _unchanged(value: object) -> object:
    return value


def _time(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat(" ")


def _escape_formula(text: str | None) -> str | None:
    return "'" + text if text is not None and text.startswith(_FORMULA) else text


# ---- Parquet


def parquet_schema(options: ScanOptions) -> Any:
    """The Arrow schema of the batches returned by :func:`batch`."""
    import pyarrow as pa

    from smsc_codec import arrow

    schema = arrow.schema(_kind(options))
    return pa.schema([pa.field(FILE, pa.string()), *schema]) if options.named else schema


def batch(findings: Iterable[Finding], options: ScanOptions, file: str | None) -> bytes:
    """The rows of findings as one record batch in Arrow's stream format; empty without rows."""
    import pyarrow as pa

    from smsc_codec import arrow

    unmasked = arrow.batch(findings, _kind(options))
    if not unmasked.num_rows:
        return b""
    schema = parquet_schema(options)
    arrays = {name: unmasked.column(name) for name in unmasked.schema.names}
    if options.redact:
        for name in _MASKS.keys() & arrays.keys():
            mask = _MASKS[name]
            arrays[name] = pa.array(
                [None if text is None else mask(text) for text in arrays[name].to_pylist()],
                pa.string(),
            )
    if file is not None:
        arrays[FILE] = pa.array([file] * unmasked.num_rows, pa.string())
    out = pa.BufferOutputStream()
    with pa.ipc.new_stream(out, schema) as stream:
        stream.write_batch(
            pa.RecordBatch.from_arrays([arrays[name] for name in schema.names], schema=schema)
        )
    data: bytes = out.getvalue().to_pybytes()
    return data
