"""``python -m tools.spark.bench [LINES]``: the table of docs/scale.md. Processor time of this process, the sides taking turns."""

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
from tools.spark.made import log

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["main"]

_ROUNDS = 7


def _log(lines: int) -> bytes:
    """What honest logs are like: one line in two hundred is damaged."""
    made = log(2 * lines).split(b"\n")
    good = [line for number, line in enumerate(made) if number % 11 < 7][:lines]
    good[::200] = [made[8]] * len(good[::200])
    return b"\n".join(good) + b"\n"


def _sides(source: bytes) -> dict[str, Callable[[], object]]:
    def read() -> None:
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
        "`logs.scan` alone": read,
        "... and rows": read_rows,
        "... and Arrow: `arrow.batches`": read_batches,
        "... and Parquet, zstd": parquet,
        "... and DuckDB, grouped": duck,
        "... and Polars, grouped": polars,
    }


def main(lines: int) -> None:
    sides = _sides(_log(lines))
    times: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(_ROUNDS):
        for name, side in sides.items():
            before = time.process_time()
            side()
            times[name].append((time.process_time() - before) / lines * 1e6)
    alone = times["`logs.scan` alone"]
    for name, each in times.items():
        ratio = median(one / base for one, base in zip(each, alone, strict=True))
        print(f"| {name} | {min(each):.1f} | {ratio:.2f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
