"""smsc_codec.arrow: schemas, batches, and values that do not fit."""

from __future__ import annotations

import doctest
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Any, get_args

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsc_codec import SmsStatus, arrow, logs, replies
from smsc_codec.codes import MessageStatus
from smsc_codec.errors import CodecError, DecodeError, Diagnosis
from smsc_codec.logs import Evidence, Finding, FindingKind
from smsc_codec.logs.columns import COLUMNS, CellType, columns, rows
from smsc_codec.replies import REPLIES
from smsc_codec.smpp import receipts
from smsc_codec.testing import strategies
from smsc_codec.testing.smpp import STRATEGIES
from tools.spark.samples import log

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = (None, *(kind for kind in FindingKind if kind is not FindingKind.LINE))
NAMES = [column.name for column in COLUMNS]


def encoded(receipt: receipts.Receipt) -> bytes:
    try:
        return receipts.encode(receipt)
    except CodecError:
        return b""


def make_finding(
    value: object = None,
    error: DecodeError | None = None,
    kind: FindingKind = FindingKind.REPLY,
    source: bytes = b"",
) -> Finding:
    return Finding(
        line=1,
        span=(0, 1),
        kind=kind,
        evidence=Evidence.FORM,
        value=value,
        error=error,
        source=source,
    )


def arrow_row(row: tuple[Any, ...]) -> dict[str, Any]:
    """Return a row as Arrow returns it: with aware times instead of Unix times."""
    cells = dict(zip(NAMES, row, strict=True))
    for column in COLUMNS:
        if column.cell_type == "unix" and cells[column.name] is not None:
            cells[column.name] = datetime.fromtimestamp(cells[column.name], UTC)
    return cells


def check(lines: Iterable[bytes], **options: Any) -> pa.RecordBatch:
    """Check that a batch equals the rows of the findings, and return it."""
    lines = list(lines)
    batch = arrow.to_batch(lines, **options)
    assert batch.to_pylist() == [
        arrow_row(row) for finding in logs.scan(lines, **options) for row in rows(finding)
    ]
    batch.validate(full=True)
    return batch


# ---- the schema


def test_schema_has_one_type_per_cell_type() -> None:
    schema = arrow.schema()
    assert schema.names == NAMES
    types = {column.cell_type: schema.field(column.name).type for column in COLUMNS}
    assert {name: str(item) for name, item in types.items()} == {
        "int": "int64",
        "text": "string",
        "money": "decimal128(18, 6)",
        "local": "timestamp[us]",
        "unix": "timestamp[us, tz=UTC]",
    }
    assert set(types) == set(get_args(CellType))
    for field, column in zip(schema, COLUMNS, strict=True):
        assert field.metadata == {b"description": column.description.encode()}
        assert field.type == types[column.cell_type]
        assert field.nullable


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_of_all_engines_agree(kind: FindingKind | None) -> None:
    duckdb, pl = pytest.importorskip("duckdb"), pytest.importorskip("polars")
    schema = arrow.schema(kind)
    assert schema.names == [column.name for column in columns(kind)]
    empty = schema.empty_table()
    assert arrow.polars_schema(kind) == pl.from_arrow(empty).schema
    assert arrow.polars_schema(kind) == pl.Schema(schema)
    with duckdb.connect() as base:
        base.execute(f"CREATE TABLE declared ({arrow.duckdb_ddl(kind)})")
        described = "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM {})"
        assert (
            base.sql(described.format("declared")).fetchall()
            == base.sql(described.format("empty")).fetchall()
        )
    # .ci/full checks this with Spark; these are the types in its table of Arrow types.
    spark_types = {"int64": "BIGINT", "string": "STRING", "decimal128(18, 6)": "DECIMAL(18, 6)"}
    spark_types |= {"timestamp[us]": "TIMESTAMP_NTZ", "timestamp[us, tz=UTC]": "TIMESTAMP"}
    assert arrow.spark_ddl(kind) == ", ".join(
        f"`{field.name}` {spark_types[str(field.type)]}" for field in schema
    )


def test_kind_may_be_a_string_or_member_and_unknown_kinds_are_rejected() -> None:
    pytest.importorskip("polars")
    assert arrow.schema("receipt") == arrow.schema(FindingKind.RECEIPT)
    for invalid in ("line", "nothing"):
        for call in (arrow.schema, arrow.spark_ddl, arrow.duckdb_ddl, arrow.polars_schema):
            with pytest.raises(ValueError, match=r"got line|not a valid FindingKind"):
                call(invalid)
        with pytest.raises(ValueError, match=r"got line|not a valid FindingKind"):
            arrow.batches([], kind=invalid)
        with pytest.raises(ValueError, match=r"got line|not a valid FindingKind"):
            arrow.batch([], invalid)


# ---- batches


def test_docstring_example_runs() -> None:
    assert doctest.testmod(arrow).failed == 0


def test_batch_contains_every_kind_of_finding() -> None:
    batch = check(log(220).split(b"\n"))
    assert batch.schema.equals(arrow.schema(), check_metadata=True)
    assert {*batch["kind"].to_pylist()} == {kind.value for kind in KINDS if kind}
    assert batch["decode_error"].null_count == batch.num_rows - 40


def test_lines_without_findings_give_an_empty_batch() -> None:
    for batch in (
        arrow.to_batch([]),
        arrow.to_batch([b"nothing", b"\xff", b""], kind="pdu"),
        arrow.batch([], "receipt"),
    ):
        assert batch.num_rows == 0
    assert list(arrow.batches([b"nothing"])) == []
    assert arrow.reader([]).read_all().schema == arrow.schema()


def test_list_has_one_row_per_item() -> None:
    item = (
        b'{"status": 1, "last_date": "01.03.2026 12:00:00", "last_timestamp": 1772359200, '
        b'"phone": "79990000001", "id": %d}'
    )
    line = b"[" + item % 1 + b"," + item % 2 + b"]"
    [finding] = logs.scan([line])
    assert isinstance(finding.value, list)
    assert check([line])["id"].to_pylist() == ["1", "2"]


def test_kind_selects_columns_and_rows() -> None:
    lines = log(22).split(b"\n")
    findings = list(logs.scan(lines))
    for kind in KINDS[1:]:
        assert kind is not None
        batch = arrow.batch(findings, kind)
        assert batch.schema == arrow.schema(kind)
        wanted = [
            arrow_row(row) for finding in findings if finding.kind is kind for row in rows(finding)
        ]
        assert batch.to_pylist() == [
            {name: row[name] for name in batch.schema.names} for row in wanted
        ]
        assert arrow.to_batch(lines, kind=kind.value).schema == batch.schema


def test_too_long_line_is_included_for_every_kind() -> None:
    long = b"x" * (logs.MAX_LINE_BYTES + 1)
    batch = arrow.to_batch([long, b"nothing"], kind="receipt")
    assert batch["kind"].to_pylist() == ["line"]
    assert "expected a line of at most" in batch["decode_error"][0].as_py()


def test_codec_selects_the_columns_of_replies() -> None:
    codec = replies.balance(fmt=1, cur=1)
    batch = arrow.to_batch([b"100.01,RUR", b"no balance"], kind=codec)
    assert batch.schema == arrow.schema("reply")
    assert batch["balance"].to_pylist() == [Decimal("100.01"), None]
    assert [error is None for error in batch["decode_error"].to_pylist()] == [True, False]
    assert arrow.reader([b"100.01,RUR"], kind=codec).read_all().to_batches()[0] == batch.slice(0, 1)


def test_receipt_of_another_gateway_requires_lenient() -> None:
    line = (
        b"id:0x7A sub:001 dlvrd:001 submit date:2026-03-01 12:00:00 "
        b"done date:2026-03-01 12:01:00 stat:DELIVRD err:000 text:"
    )
    assert arrow.to_batch([line])["decode_error"].null_count == 0
    for batch in (arrow.to_batch([line], lenient=True), *arrow.reader([line], lenient=True)):
        assert batch["decode_error"].null_count == 1
        assert batch["id"].to_pylist() == ["0x7A"]


def test_batch_ends_at_row_or_byte_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = log(220).split(b"\n")
    expected = arrow.to_batch(lines)
    sizes = [batch.num_rows for batch in arrow.batches(lines, size=50)]
    assert (sizes[:-1], sum(sizes)) == ([50] * (len(sizes) - 1), expected.num_rows)
    assert arrow.reader(lines, size=50).read_all() == pa.Table.from_batches([expected])
    monkeypatch.setattr(arrow, "_BATCH_BYTES", 1)
    assert [batch.num_rows for batch in arrow.batches(lines)] == [1] * expected.num_rows


def test_batches_consume_lines_as_needed() -> None:
    def lines() -> Iterable[bytes]:
        yield (
            b"id:1 sub:001 dlvrd:001 submit date:2603011200 done date:2603011201 "
            b"stat:DELIVRD err:000 text:"
        )
        raise AssertionError("a second line was consumed")

    assert next(iter(arrow.batches(lines(), size=1))).num_rows == 1


def test_str_line_is_rejected() -> None:
    with pytest.raises(TypeError, match="lines: expected bytes, got str"):
        arrow.to_batch(["text"])  # type: ignore[list-item]


def test_text_over_2_gib_in_one_batch_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Arrow splits a column of more than 2 GiB into chunks, which a batch cannot contain."""
    monkeypatch.setattr(
        arrow,
        "_array",
        lambda cell_type, cells: pa.chunked_array([pa.array([None] * len(cells))] * 2),
    )
    with pytest.raises(ValueError, match=r"use batches\(\)"):
        arrow.to_batch(log(1).split(b"\n"))


# ---- what does not fit


def status(**fields: Any) -> dict[str, Any]:
    """Return the changed cells of a status with these fields, in a batch between two valid ones."""
    valid = SmsStatus(status=MessageStatus.DELIVERED)
    batch = arrow.batch(
        [make_finding(valid), make_finding(replace(valid, **fields)), make_finding(valid)]
    )
    before, row, after = batch.to_pylist()
    assert before == after == arrow_row(rows(make_finding(valid))[0])
    batch.validate(full=True)
    return {name: cell for name, cell in row.items() if cell != before[name]}


ZONE = timezone(timedelta(hours=3))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("err", 2**63),
        ("err", -(2**63) - 1),
        ("err", True),
        ("err", 1.5),
        ("err", "1"),
        ("err", Decimal(1)),
        ("phone", "\ud800"),
        ("phone", b"79990000000"),
        ("phone", 79990000000),
        ("phone", ()),
        *(
            ("cost", Decimal(text))
            for text in ("NaN", "sNaN", "-Infinity", "1e12", "1.0000001", "1e-3000000", "1e3000000")
        ),
        ("cost", 1),
        ("cost", 1.5),
        ("cost", "1.44"),
        ("last_date", datetime(2026, 3, 1, tzinfo=ZONE)),
        ("last_date", datetime(2026, 3, 1).date()),
        ("last_date", 1772359200),
        ("last_timestamp", 253402300800),
        ("last_timestamp", -62135596801),
        ("last_timestamp", 2**70),
        ("last_timestamp", True),
    ],
)
def test_unfit_value_is_null_and_reported(field: str, value: object) -> None:
    name = {"last_date": "status_time", "last_timestamp": "status_time_unix"}.get(field, field)
    assert status(**{field: value}) == {
        "decode_error": f"{name} does not fit {arrow.schema().field(name).type}"
    }


@pytest.mark.parametrize(
    ("field", "value", "name", "cell"),
    [
        ("err", 2**63 - 1, "err", 2**63 - 1),
        ("err", -(2**63), "err", -(2**63)),
        ("phone", "\x00\U0010ffff", "phone", "\x00\U0010ffff"),
        ("cost", Decimal("-999999999999.999999"), "cost", Decimal("-999999999999.999999")),
        ("cost", Decimal("1.44000000000000000000000000000000"), "cost", Decimal("1.44")),
        ("cost", Decimal("1e3"), "cost", Decimal(1000)),
        ("last_date", datetime(1, 1, 1), "status_time", datetime(1, 1, 1)),
        (
            "last_date",
            datetime(9999, 12, 31, 23, 59, 59, 999999),
            "status_time",
            datetime(9999, 12, 31, 23, 59, 59, 999999),
        ),
        (
            "last_timestamp",
            253402300799,
            "status_time_unix",
            datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
        ),
        ("last_timestamp", -62135596800, "status_time_unix", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_boundary_value_is_kept(field: str, value: object, name: str, cell: object) -> None:
    assert status(**{field: value}) == {name: cell}


def test_several_errors_of_a_row_are_joined() -> None:
    assert (
        status(phone="\ud800", err=2**64)["decode_error"]
        == "phone does not fit string; err does not fit int64"
    )
    damaged = Finding(
        line=2**63,
        span=(0, 1),
        kind=FindingKind.REPLY,
        evidence=Evidence.FORM,
        error=DecodeError("odd \ud800", "", Diagnosis(span=(0, 0), found="")),
        source=b"",
    )
    [row] = arrow.batch([damaged]).to_pylist()
    assert (row["line"], row["decode_error"]) == (
        None,
        (
            "odd \\ud800: line 1, column 1: expected something else, found the end; "
            "line does not fit int64"
        ),
    )


# ---- generated values


@given(st.data())
def test_generated_reply_bodies_fit_their_columns(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(set(replies.__all__) - {"task_file"})))
    codec = getattr(replies, name)()
    shape = data.draw(st.sampled_from(get_args(strategies.Shape)))
    body = data.draw(strategies.bodies(codec, shape))
    check([body])
    batch = arrow.to_batch([body.replace(b"\n", b" ")], kind=codec)
    assert all(
        error is None or "does not fit" not in error for error in batch["decode_error"].to_pylist()
    )


RECORDS = sorted(
    {layout.record.cls for reply in REPLIES for layout in reply.layouts} | {*STRATEGIES},
    key=lambda cls: cls.__name__,
)


@settings(max_examples=100)
@given(st.sampled_from(RECORDS).flatmap(strategies.records))
def test_every_record_fits_its_columns(value: object) -> None:
    batch = arrow.batch([make_finding(value)])
    assert batch.to_pylist() == [arrow_row(row) for row in rows(make_finding(value))]
    assert batch["decode_error"].to_pylist() == [None]


def test_confirmation_code_is_not_an_error_code() -> None:
    batch = check([b'{"id": 1, "cnt": 1, "code": "123456"}'])
    assert (batch["record"].to_pylist(), batch["error_code"].to_pylist()) == (
        ["SendResult"],
        [None],
    )


@given(
    st.lists(
        st.one_of(st.binary(max_size=60), st.from_type(receipts.Receipt).map(encoded)), max_size=5
    )
)
def test_any_lines_give_a_batch_equal_to_the_rows(lines: list[bytes]) -> None:
    check(lines)
    check(lines, lenient=True)


# ---- without the engines


def test_engines_are_not_imported_unnecessarily() -> None:
    code = "import sys, smsc_codec, smsc_codec.logs.columns; sys.exit('pyarrow' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
    code = (
        "import sys, smsc_codec.arrow as arrow; arrow.spark_ddl(); arrow.duckdb_ddl(); "
        "sys.exit({'polars', 'duckdb', 'pyspark'} & {*sys.modules} != set())"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_import_without_pyarrow_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "smsc_codec.arrow")
    with pytest.raises(ImportError, match=r'pip install "smsc-codec\[arrow\]"'):
        __import__("smsc_codec.arrow")
