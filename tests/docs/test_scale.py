"""docs/scale.md: tables, examples, and equal results of all engines. PySpark runs in .ci/full."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest

from smsc_codec import arrow, logs
from smsc_codec.logs.columns import COLUMNS, rows
from tools.spark.samples import log, plain

PAGE = (Path(__file__).parents[2] / "docs" / "scale.md").read_text("utf-8")
LOG = log(440)
NAMES = [column.name for column in COLUMNS]


def samples(title: str) -> list[str]:
    return re.findall(
        r"```python\n(.*?)```", PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0], re.DOTALL
    )


def table(head: str) -> list[str]:
    """Return the rows of a table of the page."""
    below = PAGE.split(f"\n| {head} |\n")[1].split("\n\n")[0]
    return below.splitlines()[1:]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Create a folder with the log and the Parquet file, and change to it."""
    (tmp_path / "sms.log").write_bytes(LOG)
    monkeypatch.chdir(tmp_path)
    exec(samples("Parquet")[0], {})
    return tmp_path


def expected_totals() -> dict[str, tuple[int, Decimal]]:
    """Return counts and sums by kind, computed without Arrow."""
    counts: Counter[str] = Counter()
    sums: dict[str, Decimal] = {}
    for finding in logs.scan(line + b"\n" for line in LOG.split(b"\n")):
        for row in rows(finding):
            cells = dict(zip(NAMES, row, strict=True))
            counts[cells["kind"]] += 1
            sums[cells["kind"]] = sums.get(cells["kind"], Decimal(0)) + (cells["cost"] or 0)
    return {kind: (count, sums[kind]) for kind, count in counts.items()}


def has_expected_totals(found: list[tuple[Any, ...]]) -> bool:
    return {kind: (count, cost or Decimal(0)) for kind, count, cost in found} == expected_totals()


def test_column_table_matches_the_code() -> None:
    all_kinds = max(len(column.kinds) for column in COLUMNS)
    expected = []
    for column in COLUMNS:
        kinds = ", ".join(kind.value for kind in column.kinds)
        if len(column.kinds) == all_kinds:
            kinds = "all"
        expected.append(
            f"| `{column.name}` | {column.cell_type} | {kinds} | {column.description} |"
        )
    assert table("column | type | kinds | description") == expected


def test_type_table_matches_the_code() -> None:
    schema, frame = arrow.schema(), arrow.polars_schema()
    types = {column.cell_type: column.name for column in COLUMNS}
    spark = dict(re.findall(r"`(\w+)` (\w+(?:\([0-9, ]+\))?)", arrow.spark_ddl()))
    duck = dict(re.findall(r'"(\w+)" ([A-Z ]+(?:\([0-9, ]+\))?)', arrow.duckdb_ddl()))
    expected = [
        f"| {cell_type} | {schema.field(name).type} | {spark[name]} | {frame[name]} "
        f"| {duck[name]} |"
        for cell_type, name in types.items()
    ]
    assert table("type | Arrow | Spark | Polars | DuckDB") == expected


def test_parquet_example_runs_in_several_processes(folder: Path) -> None:
    """The example runs as a script, because the worker processes import it."""
    (folder / "logs").mkdir()
    for name in ("a.log", "b.log"):
        (folder / "logs" / name).write_bytes(LOG)
    first, second = samples("Parquet")
    (folder / "job.py").write_text(f"{first}\n{second}        print(rows)\n", "utf-8")
    output = subprocess.run(
        [sys.executable, "job.py"], cwd=folder, capture_output=True, check=True, text=True
    ).stdout
    found = plain(LOG)
    assert int(output) == 2 * found.num_rows
    for path in (
        folder / "found.parquet",
        folder / "logs" / "a.parquet",
        folder / "logs" / "b.parquet",
    ):
        assert pq.read_table(path).equals(found)


def test_duckdb_example_gives_the_expected_totals(folder: Path) -> None:
    names: dict[str, Any] = {}
    exec(samples("DuckDB")[0], names)
    assert has_expected_totals(names["costs"])
    assert has_expected_totals(names["again"])
    duckdb = names["duckdb"]
    duckdb.sql(
        f"CREATE OR REPLACE TEMP TABLE declared ({arrow.duckdb_ddl()}); "
        "INSERT INTO declared FROM 'found.parquet'"
    )
    found = (
        duckdb.sql("FROM declared").to_arrow_table().cast(arrow.schema())
    )  # DuckDB names the zone Etc/UTC
    assert found.equals(plain(LOG))


def test_polars_example_gives_the_expected_totals(folder: Path) -> None:
    names: dict[str, Any] = {}
    exec(samples("Polars")[0], names)
    assert has_expected_totals(names["costs"].rows())
    assert has_expected_totals(names["again"].rows())
    assert names["frame"].schema == pl.read_parquet("found.parquet").schema == arrow.polars_schema()
    assert names["frame"].equals(pl.from_arrow(plain(LOG)))


def test_spark_job_runs_on_record_batches_without_spark() -> None:
    """The function passed to ``mapInArrow`` processes batches as Spark provides them.

    .ci/full runs the job with Spark.
    """
    import pyarrow as pa

    class Lines:
        def text(self, path: str, *, lineSep: str) -> Lines:  # noqa: N803
            assert (path, lineSep) == ("sms.log", "\n")
            return self

        def selectExpr(self, cast: str) -> Lines:  # noqa: N802
            assert cast == "CAST(value AS BINARY)"
            return self

        def mapInArrow(self, scan: Any, schema: str) -> pa.Table:  # noqa: N802
            assert schema == arrow.spark_ddl()
            lines = LOG.split(b"\n")[:-1]
            parts = [
                pa.record_batch([pa.array(lines[at : at + 500], pa.binary())], ["value"])
                for at in range(0, len(lines), 500)
            ]
            return pa.Table.from_batches(scan(iter(parts)))

    class Spark:
        read = Lines()

    [job] = samples("PySpark")
    assert len(job.splitlines()) == 4
    names: dict[str, Any] = {"spark": Spark()}
    exec(job, names)
    assert names["found"].equals(plain(LOG))
