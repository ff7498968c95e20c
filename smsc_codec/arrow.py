"""Findings of a log as Arrow: one flat table of fixed types, for Parquet, DuckDB, Polars, Spark. Needs the extra ``arrow``.

The columns are :data:`smsc_codec.logs.columns.COLUMNS`. No line fails a batch, and no value is changed in silence: what a column's
type cannot hold is null, and the row's ``problem`` says so.

>>> from smsc_codec import arrow
>>> batch = arrow.to_batch([b'2026-03-01 12:00:01 reply {"id": 33, "cnt": 1, "cost": "1.44"}', b"nothing of ours"])
>>> batch.num_rows, batch["log_time"][0].as_py().isoformat(), batch["id"][0].as_py(), batch["cost"][0].as_py()
(1, '2026-03-01T12:00:01', '33', Decimal('1.440000'))
"""

from __future__ import annotations

from datetime import datetime
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from smsc_codec.codec import Codec
from smsc_codec.logs import FindingKind, scan
from smsc_codec.logs.columns import COLUMNS, Column, Of, rows
from smsc_codec.logs.columns import columns as columns_of

try:
    import pyarrow as pa
except ImportError as _error:
    raise ImportError(
        'smsc_codec.arrow needs pyarrow, its extra: pip install "smsc-codec[arrow]"',
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

#: How many rows a batch of :func:`batches` has, unless asked otherwise.
BATCH_ROWS = 8192
#: A batch ends early when its lines have this many octets: a column of text holds no more than 2 GiB, and memory is bounded.
_OCTETS = 64 << 20
#: The years that Python, Spark and DuckDB all can show, in Unix seconds.
_FIRST, _LAST = -62135596800, 253402300799


class _Type(NamedTuple):
    """What a cell is in each of the notations."""

    python: type
    arrow: pa.DataType
    spark: str
    duckdb: str


_TYPES: dict[Of, _Type] = {
    "int": _Type(int, pa.int64(), "BIGINT", "BIGINT"),
    "text": _Type(str, pa.string(), "STRING", "VARCHAR"),
    "money": _Type(Decimal, pa.decimal128(18, 6), "DECIMAL(18, 6)", "DECIMAL(18, 6)"),
    "local": _Type(datetime, pa.timestamp("us"), "TIMESTAMP_NTZ", "TIMESTAMP"),
    "unix": _Type(int, pa.timestamp("us", "UTC"), "TIMESTAMP", "TIMESTAMP WITH TIME ZONE"),
}
#: An amount with six digits behind the point, if that changes nothing. Arrow alone takes 1E-45 for 0, and has died of 1E-3000000.
_QUANTUM, _exact = Decimal("0.000001"), Context(prec=18, traps=[Inexact, InvalidOperation]).quantize
#: What Arrow, or we, raise of a cell that its type cannot hold.
_UNFIT = (ValueError, TypeError, ArithmeticError, pa.ArrowException)
#: The columns of a kind, each with its place in a row.
Shown: TypeAlias = "tuple[tuple[int, Column], ...]"


# ---- the schema, in four notations


def schema(kind: FindingKind | str | None = None) -> pa.Schema:
    """The columns and their types; what each column is, in words, is the entry ``says`` of its metadata.

    Args:
        kind: leave out what findings of other kinds have; every column unless said.

    Raises:
        ValueError: there is no such kind.
    """
    return _schema(_shown(kind))


def spark_ddl(kind: FindingKind | str | None = None) -> str:
    """The same as Spark writes it, for ``mapInArrow(function, schema)``. Spark is not imported.

    Args:
        kind: as for :func:`schema`.

    Raises:
        ValueError: there is no such kind.
    """
    return ", ".join(f"`{column.name}` {_TYPES[column.of].spark}" for _, column in _shown(kind))


def duckdb_ddl(kind: FindingKind | str | None = None) -> str:
    """The same as DuckDB writes it, for ``CREATE TABLE found (...)``. DuckDB is not imported.

    Args:
        kind: as for :func:`schema`.

    Raises:
        ValueError: there is no such kind.
    """
    return ", ".join(f'"{column.name}" {_TYPES[column.of].duckdb}' for _, column in _shown(kind))


def polars_schema(kind: FindingKind | str | None = None) -> pl.Schema:
    """The same as Polars has it. This function alone imports Polars.

    Args:
        kind: as for :func:`schema`.

    Raises:
        ValueError: there is no such kind.
        ImportError: Polars is not installed.
    """
    import polars as pl

    types: dict[Of, pl.DataType] = {
        "int": pl.Int64(),
        "text": pl.String(),
        "money": pl.Decimal(18, 6),
        "local": pl.Datetime("us"),
        "unix": pl.Datetime("us", "UTC"),
    }
    return pl.Schema({column.name: types[column.of] for _, column in _shown(kind)})


def _schema(shown: Shown) -> pa.Schema:
    return pa.schema(
        [
            pa.field(column.name, _TYPES[column.of].arrow, metadata={"says": column.says})
            for _, column in shown
        ]
    )


# ---- lines and findings to batches


def to_batch(
    lines: Iterable[bytes],
    *,
    kind: FindingKind | str | Codec[Any] | None = None,
    lenient: bool = False,
) -> pa.RecordBatch:
    """What lines of a log hold of the service, as one batch. For what does not fit into memory, see :func:`batches`.

    Args:
        lines: as for :func:`smsc_codec.logs.scan`.
        kind: as for :func:`smsc_codec.logs.scan`; the columns are those of this kind, a codec's those of a reply.
        lenient: read the receipts of any gateway, not only the service's own form.

    Raises:
        TypeError: a line is not bytes.
        ValueError: there is no such kind; or a column would have more than 2 GiB of text.
    """
    return batch(scan(lines, kind=kind, lenient=lenient), _kind(kind))


def batch(findings: Iterable[Finding], kind: FindingKind | str | None = None) -> pa.RecordBatch:
    """Findings as one batch: a row for each, or for each item of a list that it holds.

    Args:
        findings: of :func:`smsc_codec.logs.scan`.
        kind: only findings of this kind, in the columns of :func:`schema`. A line that was too long to be looked into stays: nobody
            knows what it held.

    Raises:
        ValueError: there is no such kind; or a column would have more than 2 GiB of text.
    """
    shown = _shown(kind)
    return _made([row for finding in _only(findings, kind) for row in rows(finding)], shown)


def batches(
    lines: Iterable[bytes],
    *,
    kind: FindingKind | str | Codec[Any] | None = None,
    lenient: bool = False,
    size: int = BATCH_ROWS,
) -> Iterator[pa.RecordBatch]:
    """What lines of a log hold of the service, as batches, each as soon as its lines were read.

    Args:
        lines: as for :func:`smsc_codec.logs.scan`.
        kind: as for :func:`to_batch`.
        lenient: read the receipts of any gateway, not only the service's own form.
        size: a batch ends with the finding that gives it as many rows; or early, when its lines have 64 MiB.

    Raises:
        TypeError: a line is not bytes.
        ValueError: there is no such kind.
    """
    found = scan(lines, kind=kind, lenient=lenient)
    return _batches(_only(found, _kind(kind)), _shown(_kind(kind)), size)


def reader(
    lines: Iterable[bytes],
    *,
    kind: FindingKind | str | Codec[Any] | None = None,
    lenient: bool = False,
    size: int = BATCH_ROWS,
) -> pa.RecordBatchReader:
    """The same as a reader: DuckDB, Polars and ``pyarrow.dataset`` take it, once.

    Args:
        lines: as for :func:`smsc_codec.logs.scan`.
        kind: as for :func:`to_batch`.
        lenient: read the receipts of any gateway, not only the service's own form.
        size: as for :func:`batches`.

    Raises:
        TypeError: a line is not bytes.
        ValueError: there is no such kind.
    """
    return pa.RecordBatchReader.from_batches(
        schema(_kind(kind)), batches(lines, kind=kind, lenient=lenient, size=size)
    )


def _kind(kind: FindingKind | str | Codec[Any] | None) -> FindingKind | str | None:
    """The kind of what a scan is told to look for."""
    return FindingKind.REPLY if isinstance(kind, Codec) else kind


def _shown(kind: FindingKind | str | None) -> Shown:
    """The columns of a kind. The last one, of every kind, is ``problem``."""
    wanted = columns_of(kind)
    if not wanted:
        raise ValueError("a line is nothing to look for")
    return tuple((place, column) for place, column in enumerate(COLUMNS) if column in wanted)


def _only(findings: Iterable[Finding], kind: FindingKind | str | None) -> Iterable[Finding]:
    if kind is None:
        return findings
    kept = (FindingKind(kind), FindingKind.LINE)
    return (finding for finding in findings if finding.kind in kept)


def _batches(findings: Iterable[Finding], shown: Shown, size: int) -> Iterator[pa.RecordBatch]:
    found: list[tuple[Any, ...]] = []
    octets = 0
    for finding in findings:
        found += rows(finding)
        octets += len(finding.source)
        if len(found) >= size or octets >= _OCTETS:
            yield _made(found, shown)
            found, octets = [], 0
    if found:
        yield _made(found, shown)


# ---- cells to arrays


def _made(found: list[tuple[Any, ...]], shown: Shown) -> pa.RecordBatch:
    """Rows as a batch: column by column where every cell fits, which is nearly always; else cell by cell."""
    columns: list[Sequence[Any]] = list(zip(*found, strict=True)) if found else [()] * len(COLUMNS)
    problems: list[str | None] = list(columns[-1])
    arrays: list[pa.Array[Any]] = []
    for place, column in shown[:-1]:
        try:
            arrays.append(_array(column.of, columns[place]))
        except _UNFIT:
            arrays.append(_array(column.of, _fitting(column, columns[place], problems)))
    told = [
        None if one is None else one.encode("utf-8", "backslashreplace").decode()
        for one in problems
    ]
    arrays.append(pa.array(told, _TYPES["text"].arrow))
    if any(isinstance(one, pa.ChunkedArray) for one in arrays):
        raise ValueError(
            "a column of this batch has more than 2 GiB of text: make several with batches()"
        )
    return pa.RecordBatch.from_arrays(arrays, schema=_schema(shown))


def _array(of: Of, cells: Sequence[Any]) -> pa.Array[Any]:
    """Cells that all fit, as they are: Arrow alone would take 1.5 for 1, octets for a text, and shift a time that has a zone."""
    wanted = _TYPES[of]
    for cls in {*map(type, cells)}:
        if (cls is bool or not issubclass(cls, wanted.python)) and cls is not type(None):
            raise TypeError(cls)
    if of == "local" and any(cell is not None and cell.tzinfo is not None for cell in cells):
        raise ValueError("a time with a zone")
    if of == "money":
        cells = [None if cell is None else _exact(cell, _QUANTUM) for cell in cells]
    if of == "unix":
        if any(cell is not None and not _FIRST <= cell <= _LAST for cell in cells):
            raise ValueError("a year that calendars do not have")
        return pa.array(cells, pa.int64()).cast(pa.timestamp("s", "UTC")).cast(wanted.arrow)
    return pa.array(cells, wanted.arrow)


def _fitting(column: Column, cells: Sequence[Any], problems: list[str | None]) -> list[Any]:
    """The cells that fit; for each other one None, and a word about it among the problems, without the cell: it may be private."""
    kept = list(cells)
    for row, cell in enumerate(cells):
        try:
            _array(column.of, (cell,))
        except _UNFIT:
            kept[row] = None
            told = f"{column.name} does not fit {_TYPES[column.of].arrow}"
            problems[row] = told if problems[row] is None else f"{problems[row]}; {told}"
    return kept
