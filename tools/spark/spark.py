"""docs/scale.md: the job that is written there runs in Spark, and finds what the plain scan has found. Used by .ci/full.

Run in an environment with PySpark, in the folder that ``tools.spark.made`` has filled; the argument is the page. This library is
either installed there or comes with ``--py-files``.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import SparkSession

SETTINGS = {
    "spark.sql.files.maxPartitionBytes": "32k",  # the log is cut many times, also inside a line
    "spark.sql.session.timeZone": "Asia/Novosibirsk",  # no time may change by it
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def rows(table: pa.Table) -> list[tuple[Any, ...]]:
    """What is compared: every cell but the number of the line, which counts from the beginning of its part of the file."""
    return sorted(
        zip(
            *(table[name].to_pylist() for name in table.column_names if name != "line"), strict=True
        ),
        key=repr,
    )


def main(page: Path) -> None:
    builder = SparkSession.builder.master("local[2]")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    sample = re.search(
        r"^## PySpark\n.*?```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    assert sample is not None
    assert len(sample[1].splitlines()) == 4
    names: dict[str, Any] = {"spark": spark}
    exec(sample[1], names)
    found, schema = names["found"], names["arrow"].schema()
    parts = found.rdd.getNumPartitions()
    assert parts > 1

    with pa.OSFile("plain.arrow", "rb") as file:
        plain = pa.ipc.open_file(file).read_all()
    assert plain.schema == schema
    # Spark shows its times in the zone of the session: cast back, they are what they were.
    assert rows(found.toArrow().cast(schema)) == rows(plain)
    sums = (
        found.groupBy("kind")
        .agg({"*": "count", "cost": "sum"})
        .select("kind", "count(1)", "sum(cost)")
        .collect()
    )
    told = plain.group_by("kind").aggregate([([], "count_all"), ("cost", "sum")])
    assert {tuple(row) for row in sums} == {
        tuple(row[name] for name in ("kind", "count_all", "cost_sum")) for row in told.to_pylist()
    }

    found.write.parquet("found.parquet", mode="overwrite")
    again = spark.read.parquet("found.parquet")
    assert again.schema == found.schema
    assert again.count() == plain.num_rows
    # Why lineSep is there.
    assert spark.read.text("sms.log").count() > spark.read.text("sms.log", lineSep="\n").count()
    print(
        f"{plain.num_rows} rows out of {parts} parts, as the plain scan has them; the library is {names['arrow'].__file__}"
    )
    spark.stop()


if __name__ == "__main__":
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    main(Path(sys.argv[1]))
