"""smsc_codec.cli.scan: findings, errors, options, CSV and Parquet output, processes."""

from __future__ import annotations

import csv
import re
import signal
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

import click
import pytest

from smsc_codec.cli.blocks import blocks
from smsc_codec.cli.pool import _initialize, _work, results
from smsc_codec.cli.scan_block import ScanOptions
from tests.cli.scanning import BAD, GOOD, LINES, LOG, PHONE, SECRET, TEXT, objects, run_scan

if TYPE_CHECKING:
    from pathlib import Path

# ---- JSONL


def test_every_kind_is_found(tmp_path: Path) -> None:
    code, out, errors = run_scan(tmp_path)
    found = objects(out)
    assert (code, len(found)) == (1, GOOD)
    assert [(item["line"], item["kind"], item["evidence"]) for item in found] == [
        (1, "request", "form"),
        (2, "reply", "request"),
        (3, "reply", "form"),
        (5, "receipt", "form"),
        (6, "callback", "form"),
        (7, "reply", "form"),
        (13, "callback", "form"),
        (14, "pdu", "form"),
        (15, "request", "form"),
        (16, "reply", "form"),
    ]
    assert found[0]["value"]["params"] == {"cur": "1", "fmt": "1"}
    assert found[0]["value"]["credentials"] == ["login", "psw"]
    assert found[0]["value"]["unknown"] == [["token", "***"], ["x", "a"]]
    assert found[0]["log_time"] == "2026-03-01 12:00:00+03:00"
    assert "log_time" not in found[1]
    assert found[1]["value"] == {"record": "Balance", "balance": "100.01", "currency": "RUR"}
    assert found[2]["value"]["message"] == TEXT
    assert SECRET not in out + errors
    assert "smsc-codec: stdin:12:173: " in errors
    assert f"{BAD} of {GOOD + BAD} findings damaged\n" in errors
    assert PHONE not in errors


def test_findings_name_their_file_if_there_are_several(tmp_path: Path) -> None:
    log = tmp_path / "gateway.log"
    log.write_bytes(LOG)
    code, out, _ = run_scan(tmp_path, str(log), "-")
    assert code == 1
    assert [item["file"] for item in objects(out)] == [str(log)] * GOOD + ["stdin"] * GOOD
    assert [item["line"] for item in objects(out)][GOOD] == 1
    assert list(objects(out)[0])[:2] == ["file", "line"]


def test_exit_code_is_0_without_damaged_findings(tmp_path: Path) -> None:
    assert run_scan(tmp_path, stdin=b"100.01\n")[::2] == (0, "")
    assert run_scan(tmp_path, stdin=b"") == (0, "", "")


def test_redact_masks_personal_data(tmp_path: Path) -> None:
    _, out, errors = run_scan(tmp_path, "--redact")
    found = objects(out)
    assert not re.search(f"{PHONE}|{TEXT}|{SECRET}|HYPERLINK|hello", out + errors)
    assert found[2]["value"]["message"] == "*" * len(TEXT)
    assert (found[2]["value"]["sender_id"], found[2]["value"]["operator"]) == ("SHOP", "МТС")


def test_no_redact_includes_source_in_errors(tmp_path: Path) -> None:
    path = tmp_path / "errors.jsonl"
    run_scan(tmp_path, "--no-redact", "--errors-to", str(path))
    [error] = objects(path.read_bytes())
    assert error["source"] == LINES[11]
    assert (error["line"], error["kind"]) == (12, "reply")
    assert SECRET not in path.read_text("utf-8")


def test_errors_are_written_to_file(tmp_path: Path) -> None:
    path = tmp_path / "errors.jsonl"
    damaged = b'{"status": 1, "last_date": "71.03.2026 12:00:01", "phone": "79990001122"}\n'
    code, _, errors = run_scan(tmp_path, "--errors-to", str(path), "-", "-", stdin=LOG + damaged)
    assert code == 1
    found = objects(path.read_bytes())
    assert [(item["file"], item["line"]) for item in found] == [("stdin", 12), ("stdin", 17)]
    assert found[0]["expected"]
    assert "source" not in found[0]
    assert PHONE not in path.read_text("utf-8")
    assert errors == "smsc-codec: 2 of 12 findings damaged\n"


_DAMAGED = (
    "id:42 sub:001 dlvrd:001 submit date:2399999999 done date:2303141509 stat:DELIVRD err:000 "
    "text:x"
)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        # The log contains the decoded text literally: columns are counted in characters.
        (
            f"Привет {_DAMAGED}",
            "2:44: receipt: expected submit_date (a time as YYMMDDhhmm), found “**********”",
        ),
        (
            'x {"status": 1, "last_date": "", "last_date": ""}',
            "2:3: status, fmt=3, all=2: expected unique keys, found “last_date”",
        ),
        (
            'x {\n"status": 1,\n"last_date": "\x01",\n"phone": "7"\n}',
            "4:15: status, fmt=3, all=2: expected an escaped control character, found “\\x01”",
        ),
        # Escaped text, or an error with a path: the position of the finding.
        (f'{{"m": "{_DAMAGED}\\u0412"}}', "2:8: receipt: line 1, column 37: expected submit_date"),
        (
            'x {"status": 1, "last_date": "x"}',
            (
                "2:3: status, fmt=3, all=2: $.last_date: "
                "expected a time as DD.MM.YYYY hh:mm:ss, found “x”"
            ),
        ),
    ],
)
def test_error_has_file_line_and_column(tmp_path: Path, line: str, message: str) -> None:
    _, _, errors = run_scan(tmp_path, stdin=f"-\n{line}\n".encode())
    assert errors.startswith(f"smsc-codec: stdin:{message}")


def test_only_first_errors_are_shown(tmp_path: Path) -> None:
    code, _, errors = run_scan(tmp_path, stdin=(LINES[11] + "\n").encode() * 30)
    assert (code, errors.count("stdin:")) == (1, 10)
    assert errors.endswith("30 of 30 findings damaged, 20 more than shown\n")


def test_summary_covers_all_blocks_and_is_redacted(tmp_path: Path) -> None:
    code, out, errors = run_scan(tmp_path, "--stats", stdin=LOG * 300)
    assert code == 1
    assert re.search(r"SmsStatus +300\n", out)
    assert not re.search(f"{PHONE}|{TEXT}|{SECRET}|HYPERLINK|hello", out + errors)


# ---- the option --as


@pytest.mark.parametrize(
    ("kind", "line", "expected"),
    [
        (
            "balance,fmt=1,cur=1",
            "100.01,RUR",
            {"record": "Balance", "balance": "100.01", "currency": "RUR"},
        ),
        (
            "status,fmt=1,all=0,charset=windows-1251",
            "1,1286524541",
            {"record": "SmsStatus", "status": 1, "last_timestamp": 1286524541},
        ),
        ("receipt", LINES[4], None),
    ],
)
def test_kind_or_codec_can_be_given(
    tmp_path: Path, kind: str, line: str, expected: dict[str, object] | None
) -> None:
    code, out, _ = run_scan(tmp_path, "--as", kind, stdin=line.encode())
    [found] = objects(out)
    assert (code, found["evidence"]) == (0, "explicit")
    assert expected is None or {name: found["value"][name] for name in expected} == expected


def test_codec_must_decode_every_line_but_kind_need_not(tmp_path: Path) -> None:
    assert run_scan(tmp_path, "--as", "receipt", stdin=b"nothing here\n") == (0, "", "")
    code, out, errors = run_scan(tmp_path, "--as", "status,fmt=0,all=0", stdin=b"nothing here\n\n")
    assert (code, out) == (1, "") and "1 of 1 findings damaged" in errors


def test_codec_with_tail_can_be_given(tmp_path: Path) -> None:
    assert run_scan(tmp_path, "--as", "status,fmt=1,all=1,tail=1", stdin=b"x\n")[0] == 1


def test_lenient_accepts_receipts_of_other_gateways(tmp_path: Path) -> None:
    line = b"id:7 stat:DELIVRD err:0\n"
    assert run_scan(tmp_path, stdin=line)[0] == 1
    assert run_scan(tmp_path, "--lenient", stdin=line)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--as", "nothing"], "none of"),
        (["--as", "line"], "none of"),
        (["--as", "status,colour=1"], "expected a reply parameter"),
        (["--as", "status,fmt"], "expected a reply parameter"),
        (["--as", "status,fmt=x"], "expected a number"),
        (["--as", "status,fmt=9"], "fmt"),
        (["--as", "balance,charset=klingon"], "charset"),
        (["--as", "balance,all=1"], "balance does not take all"),
        (["--to", "found"], "pass --format"),
        (["--format", "parquet"], "standard output"),
        (["--stats", "--to", "found.csv"], "cannot be combined"),
    ],
)
def test_invalid_options_are_usage_errors(
    tmp_path: Path, arguments: list[str], reason: str
) -> None:
    with pytest.raises(click.UsageError, match=reason):
        run_scan(tmp_path, *arguments)


def test_input_is_not_overwritten(tmp_path: Path) -> None:
    log = tmp_path / "found.jsonl"
    log.write_bytes(LOG)
    for arguments in (["--to", str(log)], ["--errors-to", str(log)]):
        with pytest.raises(click.UsageError, match="overwritten"):
            run_scan(tmp_path, str(log), *arguments)
    with pytest.raises(click.UsageError, match="overwritten"):
        run_scan(tmp_path, "--to", str(log), "--errors-to", str(log))
    assert log.read_bytes() == LOG


# ---- tables


def test_csv_output(tmp_path: Path) -> None:
    path = tmp_path / "found.csv"
    assert run_scan(tmp_path, "--to", str(path))[:2] == (1, "")
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == GOOD + BAD
    assert (rows[2]["phone"], rows[2]["cost"], rows[2]["sent"], rows[2]["log_time"]) == (
        PHONE,
        "1.20",
        "2026-03-01 12:00:01",
        "2026-03-01 12:00:01",
    )
    assert rows[7]["text"] == '\'=HYPERLINK("x")'
    assert rows[6]["decode_error"]
    run_scan(tmp_path, "--to", str(path), "--raw-cells", "--redact", "--as", "callback", "-", "-")
    text = path.read_text("utf-8")
    assert text.startswith("file,line,")
    assert "name" not in text.partition("\n")[0].split(",")
    assert PHONE not in text
    run_scan(tmp_path, "--to", str(path), "--redact", "--as", "balance,fmt=1")
    assert "mes" not in path.read_text("utf-8")
    _, out, _ = run_scan(tmp_path, "--format", "csv", "--raw-cells")
    assert '"=HYPERLINK(""x"")"' in out


def test_parquet_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("smsc_codec.arrow", exc_type=ImportError)
    import pyarrow.parquet as pq

    path = tmp_path / "found.parquet"
    assert run_scan(tmp_path, "--to", str(path))[0] == 1
    rows = pq.read_table(path).to_pylist()
    assert [row["line"] for row in rows] == [1, 2, 3, 5, 6, 7, 12, 13, 14, 15, 16]
    assert rows[2]["text"] == TEXT
    run_scan(tmp_path, "--to", str(path), "--redact", "-", "-")
    rows = pq.read_table(path).to_pylist()
    assert (rows[2]["text"], rows[2]["file"]) == ("*" * len(TEXT), "stdin")
    run_scan(tmp_path, "--to", str(path), stdin=b"nothing\n")
    assert pq.read_table(path).num_rows == 0
    monkeypatch.setattr("smsc_codec.cli.sinks._ROWS", 3)
    run_scan(tmp_path, "--to", str(path))
    assert pq.read_table(path).num_rows == GOOD + BAD
    assert {file.name for file in tmp_path.iterdir()} == {"stdin", "stdout", "found.parquet"}


def test_missing_arrow_extra_is_a_usage_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smsc_codec.cli import scan as module

    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "pyarrow.parquet", None)
        with pytest.raises(click.UsageError, match="extra"):
            module._check_parquet("found.parquet")


# ---- processes


def test_output_does_not_depend_on_number_of_processes() -> None:
    """Uses blocks of only a few lines."""
    data = LOG * 3
    named = [
        ("log", block)
        for block in blocks((data[at : at + 100] for at in range(0, len(data), 100)), 300)
    ]
    assert len(named) > 10
    options = ScanOptions(objects=True)
    expected = list(results(options, named))
    for processes in (2, 3):
        found = list(results(options, named, processes))
        assert [(result.output, result.errors, result.bad) for result in found] == [
            (result.output, result.errors, result.bad) for result in expected
        ]
    before = signal.getsignal(signal.SIGINT)
    try:
        _initialize(options)
        outputs = [_work(*pair).output for pair in named]
        assert outputs == [result.output for result in expected]
    finally:
        signal.signal(signal.SIGINT, before)


def test_killed_worker_process_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def submit(*_: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr(ProcessPoolExecutor, "submit", submit)
    with pytest.raises(OSError, match="a worker process was killed"):
        list(results(ScanOptions(), [("log", block) for block in blocks([LOG])], 2))
