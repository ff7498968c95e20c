"""Run the job of docs/scale.md in Spark and compare its result with that of ``logs.scan``.

Used by .ci/full. Run it in an environment with PySpark, in the folder written by
``tools.spark.samples``, with the path of the page as its argument. The library must be installed or
sent with ``--py-files``.
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
    "spark.sql.files.maxPartitionBytes": "32k",  # splits the log many times, also inside lines
    "spark.sql.session.timeZone": "Asia/Novosibirsk",  # must not change any time
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def rows(table: pa.Table) -> list[tuple[Any, ...]]:
    """Return the sorted rows without line numbers, which are counted per partition."""
    return sorted(
        zip(
            *(table[name].to_pylist() for name in table.column_names if name != "line"), strict=True
        ),
        key=repr,
    )


def main(page: Path) -> None:
    """Run the job and check its result."""
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
    # Spark returns times in the time zone of the session; the cast restores UTC.
    assert rows(found.toArrow().cast(schema)) == rows(plain)
    sums = (
        found.groupBy("kind")
        .agg({"*": "count", "cost": "sum"})
        .select("kind", "count(1)", "sum(cost)")
        .collect()
    )
    expected = plain.group_by("kind").aggregate([([], "count_all"), ("cost", "sum")])
    assert {tuple(row) for row in sums} == {
        tuple(row[name] for name in ("kind", "count_all", "cost_sum"))
        for row in expected.to_pylist()
    }

    found.write.parquet("found.parquet", mode="overwrite")
    again = spark.read.parquet("found.parquet")
    assert again.schema == found.schema
    assert again.count() == plain.num_rows
    # Without lineSep, Spark also splits on CR.
    assert spark.read.text("sms.log").count() > spark.read.text("sms.log", lineSep="\n").count()
    print(
        f"{plain.num_rows} rows from {parts} partitions equal those of logs.scan; "
        f"the library is {names['arrow'].__file__}"
    )
    spark.stop()


if __name__ == "__main__":
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    main(Path(sys.argv[1]))
