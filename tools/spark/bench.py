"""Measure the table of docs/scale.md: ``python -m tools.spark.bench [LINES]``.

Measures the processor time of this process; each round runs all tasks in turn.
"""

from __future__ import annotations

import sys
import time
from io import BytesIO
from statistics import median
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pyarrow.parquet as pq

from smsc_codec import arrow, logs
from smsc_codec.logs.columns import rows
from tools.spark.samples import log

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["main"]

_ROUNDS = 7


def _log(lines: int) -> bytes:
    """Return a realistic log: one line in 200 is damaged."""
    all_lines = log(2 * lines).split(b"\n")
    selected = [line for number, line in enumerate(all_lines) if number % 11 < 7][:lines]
    selected[::200] = [all_lines[8]] * len(selected[::200])
    return b"\n".join(selected) + b"\n"


def _tasks(source: bytes) -> dict[str, Callable[[], object]]:
    def scan() -> None:
        for _ in logs.scan(BytesIO(source)):
            pass

    def read_rows() -> None:
        for finding in logs.scan(BytesIO(source)):
            rows(finding)

    def read_batches() -> None:
        for _ in arrow.batches(BytesIO(source)):
            pass

    def parquet() -> None:
        with (
            TemporaryFile() as file,
            pq.ParquetWriter(file, arrow.schema(), compression="zstd") as out,
        ):
            for batch in arrow.batches(BytesIO(source), size=100_000):
                out.write_batch(batch)

    def duck() -> object:
        with duckdb.connect() as base:
            base.register("found", arrow.reader(BytesIO(source)))
            return base.sql("SELECT kind, count(*), sum(cost) FROM found GROUP BY kind").fetchall()

    def polars() -> object:
        return (
            pl.DataFrame(arrow.reader(BytesIO(source)))
            .group_by("kind")
            .agg(pl.len(), pl.col("cost").sum())
        )

    return {
        "`logs.scan` only": scan,
        "... and rows": read_rows,
        "... and Arrow: `arrow.batches`": read_batches,
        "... and Parquet, zstd": parquet,
        "... and DuckDB, grouped": duck,
        "... and Polars, grouped": polars,
    }


def main(lines: int) -> None:
    """Print the rows of the table."""
    tasks = _tasks(_log(lines))
    times: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(_ROUNDS):
        for name, task in tasks.items():
            before = time.process_time()
            task()
            times[name].append((time.process_time() - before) / lines * 1e6)
    baseline = times["`logs.scan` only"]
    for name, measured in times.items():
        ratio = median(seconds / base for seconds, base in zip(measured, baseline, strict=True))
        print(f"| {name} | {min(measured):.1f} | {ratio:.2f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
