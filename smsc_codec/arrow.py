"""Log findings as Arrow record batches: one flat table for Parquet, DuckDB, Polars and Spark.

Requires the extra ``arrow``. The columns are :data:`smsc_codec.logs.columns.COLUMNS`. Damaged lines
do not raise, and no value is changed silently: a value that does not fit the type of its column
becomes null, and ``decode_error`` of the row reports it.

>>> from smsc_codec import arrow
>>> lines = [b'2026-03-01 12:00:01 reply {"id": 33, "cnt": 1, "cost": "1.44"}', b"unrelated line"]
>>> batch = arrow.to_batch(lines)
>>> batch.num_rows, batch["id"][0].as_py(), batch["cost"][0].as_py()
(1, '33', Decimal('1.440000'))
>>> batch["log_time"][0].as_py().isoformat()
'2026-03-01T12:00:01'
"""

from __future__ import annotations

from datetime import datetime
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from smsc_codec.codec import Codec
from smsc_codec.logs import FindingKind, scan
from smsc_codec.logs.columns import COLUMNS, CellType, Column, rows
from smsc_codec.logs.columns import columns as columns_of

try:
    import pyarrow as pa
except ImportError as _error:
    raise ImportError(
        'smsc_codec.arrow requires pyarrow: pip install "smsc-codec[arrow]"',
        name=_error.name,
    ) from _error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import polars as pl

    from smsc_codec.logs import Finding

__all__ = [
    "BATCH_ROWS",
    "batch",
    "batches",
    "duckdb_ddl",
    "polars_schema",
    "reader",
    "schema",
    "spark_ddl",
    "to_batch",
]

#: Default number of rows in a batch of :func:`batches`.
BATCH_ROWS = 8192
#: A batch ends early when its lines reach this size in bytes. This bounds memory and keeps text
#: columns below the limit of Arrow, 2 GiB.
_BATCH_BYTES = 64 << 20
#: The range of Unix times that Python, Spark and DuckDB can all represent.
_MIN_UNIX, _MAX_UNIX = -62135596800, 253402300799


class _Type(NamedTuple):
    """A cell type in Python, Arrow, Spark and DuckDB."""

    python: type
    arrow: pa.DataType
    spark: str
    duckdb: str


_TYPES: dict[CellType, _Type] = {
    "int": _Type(int, pa.int64(), "BIGINT", "BIGINT"),
    "text": _Type(str, pa.string(), "STRING", "VARCHAR"),
    "money": _Type(Decimal, pa.decimal128(18, 6), "DECIMAL(18, 6)", "DECIMAL(18, 6)"),
    "local": _Type(datetime, pa.timestamp("us"), "TIMESTAMP_NTZ", "TIMESTAMP"),
    "unix": _Type(int, pa.timestamp("us", "UTC"), "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"),
}
#: Rescale to six decimal places, or raise if that loses digits. Arrow itself converts 1E-45 to 0
#: and has crashed on 1E-3000000.
_QUANTUM, _exact = Decimal("0.000001"), Context(prec=18, traps=[Inexact, InvalidOperation]).quantize
#: Exceptions raised for a cell that does not fit its type, by Arrow or by _array().
_CELL_ERRORS = (ValueError, TypeError, ArithmeticError, pa.ArrowException)
#: The columns of a kind, each with its index in a row.
IndexedColumns: TypeAlias = "tuple[tuple[int, Column], ...]"


# ---- the schema, in four notations


def schema(kind: FindingKind | str | None = None) -> pa.Schema:
    """Return the Arrow schema. The metadata of each field contains a ``description``.

    Args:
        kind: include only the columns of this kind of finding; all columns by default.

    Raises:
        ValueError: ``kind`` is unknown.
    """
    return _schema(_indexed_columns(kind))


def spark_ddl(kind: FindingKind | str | None = None) -> str:
    """Return the schema as Spark DDL, for ``mapInArrow(function, schema)``. Does not import Spark.

    Args:
        kind: as for :func:`schema`.

    Raises:
        ValueError: ``kind`` is unknown.
    """
    return ", ".join(
        f"`{column.name}` {_TYPES[column.cell_type].spark}" for _, column in _indexed_columns(kind)
    )


def duckdb_ddl(kind: FindingKind | str | None = None) -> str:
    """Return the schema as DuckDB column definitions, for ``CREATE TABLE found (...)``.

    Does not import DuckDB.

    Args:
        kind: as for :func:`schema`.

    Raises:
        ValueError: ``kind`` is unknown.
    """
    return ", ".join(
        f'"{column.name}" {_TYPES[column.cell_type].duckdb}' for _, column in _indexed_columns(kind)
    )


def polars_schema(kind: FindingKind | str | None = None) -> pl.Schema:
    """Return the schema as a Polars schema. This is the only function that imports Polars.

    Args:
        kind: as for :func:`schema`.

    Raises:
        ValueError: ``kind`` is unknown.
        ImportError: Polars is not installed.
    """
    import polars as pl

    types: dict[CellType, pl.DataType] = {
        "int": pl.Int64(),
        "text": pl.String(),
        "money": pl.Decimal(18, 6),
        "local": pl.Datetime("us"),
        "unix": pl.Datetime("us", "UTC"),
    }
    return pl.Schema({column.name: types[column.cell_type] for _, column in _indexed_columns(kind)})


def _schema(indexed: IndexedColumns) -> pa.Schema:
    return pa.schema(
        [
            pa.field(
                column.name,
                _TYPES[column.cell_type].arrow,
                metadata={"description": column.description},
            )
            for _, column in indexed
        ]
    )


# ---- lines and findings to batches


def to_batch(
    lines: Iterable[bytes],
    *,
    kind: FindingKind | str | Codec[Any] | None = None,
    lenient: bool = False,
) -> pa.RecordBatch:
    """Scan log lines and return the findings as one batch.

    Use :func:`batches` if the result does not fit into memory.

    Args:
        lines: as for :func:`smsc_codec.logs.scan`.
        kind: as for :func:`smsc_codec.logs.scan`. The batch has the columns of this kind; for a
            codec, those of a reply.
        lenient: decode delivery receipts of any gateway, not only in the format of the service.

    Raises:
        TypeError: a line is not bytes.
        ValueError: ``kind`` is unknown; or a text column would exceed 2 GiB.
    """
    return batch(scan(lines, kind=kind, lenient=lenient), _kind(kind))


def batch(findings: Iterable[Finding], kind: FindingKind | str | None = None) -> pa.RecordBatch:
    """Return findings as one batch.

    A finding whose value is a list has one row per item; any other finding has one row.

    Args:
        findings: findings of :func:`smsc_codec.logs.scan`.
        kind: include only findings of this kind, with the columns of ``schema(kind)``. Lines that
            were too long to be scanned are always included, because their content is unknown.

    Raises:
        ValueError: ``kind`` is unknown; or a text column would exceed 2 GiB.
    """
    indexed = _indexed_columns(kind)
    return _to_batch([row for finding in _filter(findings, kind) for row in rows(finding)], indexed)


def batches(
    lines: Iterable[bytes],
    *,
    kind: FindingKind | str | Codec[Any] | None = None,
    lenient: bool = False,
    size: int = BATCH_ROWS,
) -> Iterator[pa.RecordBatch]:
    """Scan log lines and yield the findings as batches. Lines are consumed as needed.

    Args:
        lines: as for :func:`smsc_codec.logs.scan`.
        kind: as for :func:`to_batch`.
        lenient: decode delivery receipts of any gateway, not only in the format of the service.
        size: minimum number of rows of a batch. A batch ends with the finding that reaches it, or
            earlier when its lines reach 64 MiB.

    Raises:
        TypeError: a line is not bytes.
        ValueError: ``kind`` is unknown.
    """
    found = scan(lines, kind=kind, lenient=lenient)
    return _batches(_filter(found, _kind(kind)), _indexed_columns(_kind(kind)), size)


def reader(
    lines: Iterable[bytes],
    *,
    kind: FindingKind | str | Codec[Any] | None = None,
    lenient: bool = False,
    size: int = BATCH_ROWS,
) -> pa.RecordBatchReader:
    """Return a batch reader, which DuckDB, Polars and ``pyarrow.dataset`` can consume once.

    Args:
        lines: as for :func:`smsc_codec.logs.scan`.
        kind: as for :func:`to_batch`.
        lenient: decode delivery receipts of any gateway, not only in the format of the service.
        size: as for :func:`batches`.

    Raises:
        TypeError: a line is not bytes.
        ValueError: ``kind`` is unknown.
    """
    return pa.RecordBatchReader.from_batches(
        schema(_kind(kind)), batches(lines, kind=kind, lenient=lenient, size=size)
    )


def _kind(kind: FindingKind | str | Codec[Any] | None) -> FindingKind | str | None:
    """Return the kind of finding that a scan for ``kind`` returns."""
    return FindingKind.REPLY if isinstance(kind, Codec) else kind


def _indexed_columns(kind: FindingKind | str | None) -> IndexedColumns:
    """Return the columns of a kind. The last column of every kind is ``decode_error``."""
    wanted = columns_of(kind)
    if not wanted:
        raise ValueError("kind: expected request, reply, callback, receipt or pdu, got line")
    return tuple((index, column) for index, column in enumerate(COLUMNS) if column in wanted)


def _filter(findings: Iterable[Finding], kind: FindingKind | str | None) -> Iterable[Finding]:
    if kind is None:
        return findings
    included = (FindingKind(kind), FindingKind.LINE)
    return (finding for finding in findings if finding.kind in included)


def _batches(
    findings: Iterable[Finding], indexed: IndexedColumns, size: int
) -> Iterator[pa.RecordBatch]:
    cells: list[tuple[Any, ...]] = []
    byte_count = 0
    for finding in findings:
        cells += rows(finding)
        byte_count += len(finding.source)
        if len(cells) >= size or byte_count >= _BATCH_BYTES:
            yield _to_batch(cells, indexed)
            cells, byte_count = [], 0
    if cells:
        yield _to_batch(cells, indexed)


# ---- cells to arrays


def _to_batch(cells: list[tuple[Any, ...]], indexed: IndexedColumns) -> pa.RecordBatch:
    """Convert rows to a batch: by column, or by cell if a column has cells that do not fit."""
    columns: list[Sequence[Any]] = list(zip(*cells, strict=True)) if cells else [()] * len(COLUMNS)
    errors: list[str | None] = list(columns[-1])
    arrays: list[pa.Array[Any]] = []
    for index, column in indexed[:-1]:
        try:
            arrays.append(_array(column.cell_type, columns[index]))
        except _CELL_ERRORS:
            arrays.append(_array(column.cell_type, _drop_unfit(column, columns[index], errors)))
    messages = [
        None if error is None else error.encode("utf-8", "backslashreplace").decode()
        for error in errors
    ]
    arrays.append(pa.array(messages, _TYPES["text"].arrow))
    if any(isinstance(array, pa.ChunkedArray) for array in arrays):
        raise ValueError("a text column of this batch exceeds 2 GiB: use batches()")
    return pa.RecordBatch.from_arrays(arrays, schema=_schema(indexed))


def _array(cell_type: CellType, cells: Sequence[Any]) -> pa.Array[Any]:
    """Convert cells to an array; raise if any cell does not fit exactly.

    Arrow itself would convert 1.5 to 1, accept bytes as text, and shift times that have a time
    zone.
    """
    wanted = _TYPES[cell_type]
    for cls in {*map(type, cells)}:
        if (cls is bool or not issubclass(cls, wanted.python)) and cls is not type(None):
            raise TypeError(cls)
    if cell_type == "local" and any(cell is not None and cell.tzinfo is not None for cell in cells):
        raise ValueError("expected a naive time, got an aware one")
    if cell_type == "money":
        cells = [None if cell is None else _exact(cell, _QUANTUM) for cell in cells]
    if cell_type == "unix":
        if any(cell is not None and not _MIN_UNIX <= cell <= _MAX_UNIX for cell in cells):
            raise ValueError("expected a time between the years 1 and 9999")
        return pa.array(cells, pa.int64()).cast(pa.timestamp("s", "UTC")).cast(wanted.arrow)
    return pa.array(cells, wanted.arrow)


def _drop_unfit(column: Column, cells: Sequence[Any], errors: list[str | None]) -> list[Any]:
    """Replace each cell that does not fit by None and add a message to ``errors``.

    The messages do not contain the cells, which may be personal data.
    """
    kept = list(cells)
    for row, cell in enumerate(cells):
        try:
            _array(column.cell_type, (cell,))
        except _CELL_ERRORS:
            kept[row] = None
            message = f"{column.name} does not fit {_TYPES[column.cell_type].arrow}"
            errors[row] = message if errors[row] is None else f"{errors[row]}; {message}"
    return kept
