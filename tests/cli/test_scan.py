"""smsc_codec.cli.scan: the command, in this process and as its own."""

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
from smsc_codec.cli.pool import _begin, _work, results
from smsc_codec.cli.scan_block import ScanOptions
from tests.cli.scanning import BAD, GOOD, LINES, LOG, PHONE, SECRET, TEXT, objects, scanned

if TYPE_CHECKING:
    from pathlib import Path

# ---- JSONL


def test_what_is_found(tmp_path: Path) -> None:
    code, out, errors = scanned(tmp_path)
    found = objects(out)
    assert (code, len(found)) == (1, GOOD)
    assert [(one["line"], one["kind"], one["evidence"]) for one in found] == [
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


def test_a_file_and_standard_input(tmp_path: Path) -> None:
    log = tmp_path / "gateway.log"
    log.write_bytes(LOG)
    code, out, _ = scanned(tmp_path, str(log), "-")
    assert code == 1
    assert [one["file"] for one in objects(out)] == [str(log)] * GOOD + ["stdin"] * GOOD
    assert [one["line"] for one in objects(out)][GOOD] == 1
    assert list(objects(out)[0])[:2] == ["file", "line"]


def test_nothing_is_damaged(tmp_path: Path) -> None:
    assert scanned(tmp_path, stdin=b"100.01\n")[::2] == (0, "")
    assert scanned(tmp_path, stdin=b"") == (0, "", "")


def test_redacted(tmp_path: Path) -> None:
    _, out, errors = scanned(tmp_path, "--redact")
    found = objects(out)
    assert not re.search(f"{PHONE}|{TEXT}|{SECRET}|HYPERLINK|hello", out + errors)
    assert found[2]["value"]["message"] == "*" * len(TEXT)
    assert (found[2]["value"]["sender_id"], found[2]["value"]["operator"]) == ("SHOP", "МТС")


def test_nothing_redacted(tmp_path: Path) -> None:
    told = tmp_path / "errors.jsonl"
    scanned(tmp_path, "--no-redact", "--errors-to", str(told))
    [error] = objects(told.read_bytes())
    assert error["source"] == LINES[11]
    assert (error["line"], error["kind"]) == (12, "reply")
    assert SECRET not in told.read_text("utf-8")


def test_errors_to_a_file(tmp_path: Path) -> None:
    told = tmp_path / "errors.jsonl"
    damaged = b'{"status": 1, "last_date": "71.03.2026 12:00:01", "phone": "79990001122"}\n'
    code, _, errors = scanned(tmp_path, "--errors-to", str(told), "-", "-", stdin=LOG + damaged)
    assert code == 1
    found = objects(told.read_bytes())
    assert [(one["file"], one["line"]) for one in found] == [("stdin", 12), ("stdin", 17)]
    assert found[0]["expected"]
    assert "source" not in found[0]
    assert PHONE not in told.read_text("utf-8")
    assert errors == "smsc-codec: 2 of 12 findings damaged\n"


_DAMAGED = "id:42 sub:001 dlvrd:001 submit date:2399999999 done date:2303141509 stat:DELIVRD err:000 text:x"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        # What is decoded stands in the line as it is, in characters that are counted as characters, over several lines, too.
        (
            f"Привет {_DAMAGED}",
            "2:44: receipt: expected submit_date (a time as YYMMDDhhmm), found “**********”",
        ),
        (
            'x {"status": 1, "last_date": "", "last_date": ""}',
            "2:3: status, fmt=3, all=2: expected every key once, found “last_date”",
        ),
        (
            'x {\n"status": 1,\n"last_date": "\x01",\n"phone": "7"\n}',
            "4:15: status, fmt=3, all=2: expected no raw control character, found “\\x01”",
        ),
        # It does not, or has a path: where it begins.
        (f'{{"m": "{_DAMAGED}\\u0412"}}', "2:8: receipt: line 1, column 37: expected submit_date"),
        (
            'x {"status": 1, "last_date": "x"}',
            "2:3: status, fmt=3, all=2: $.last_date: expected a time as DD.MM.YYYY hh:mm:ss, found “*”",
        ),
    ],
)
def test_where_an_error_is(tmp_path: Path, line: str, told: str) -> None:
    """File, line, column, once."""
    _, _, errors = scanned(tmp_path, stdin=f"-\n{line}\n".encode())
    assert errors.startswith(f"smsc-codec: stdin:{told}")


def test_many_errors(tmp_path: Path) -> None:
    code, _, errors = scanned(tmp_path, stdin=(LINES[11] + "\n").encode() * 30)
    assert (code, errors.count("stdin:")) == (1, 10)
    assert errors.endswith("30 of 30 findings damaged, 20 more than shown\n")


def test_a_summary_of_several_blocks(tmp_path: Path) -> None:
    code, out, errors = scanned(tmp_path, "--stats", stdin=LOG * 300)
    assert code == 1
    assert re.search(r"SmsStatus +300\n", out)
    assert not re.search(f"{PHONE}|{TEXT}|{SECRET}|HYPERLINK|hello", out + errors)


# ---- what every line is said to be


@pytest.mark.parametrize(
    ("said", "line", "found"),
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
def test_as(tmp_path: Path, said: str, line: str, found: dict[str, object] | None) -> None:
    code, out, _ = scanned(tmp_path, "--as", said, stdin=line.encode())
    [told] = objects(out)
    assert (code, told["evidence"]) == (0, "explicit")
    assert found is None or {name: told["value"][name] for name in found} == found


def test_a_kind_is_looked_for_and_a_reply_is_what_every_line_is(tmp_path: Path) -> None:
    assert scanned(tmp_path, "--as", "receipt", stdin=b"nothing here\n") == (0, "", "")
    code, out, told = scanned(tmp_path, "--as", "status,fmt=0,all=0", stdin=b"nothing here\n\n")
    assert (code, out) == (1, "") and "1 of 1 findings damaged" in told


def test_as_with_a_tail(tmp_path: Path) -> None:
    assert scanned(tmp_path, "--as", "status,fmt=1,all=1,tail=1", stdin=b"x\n")[0] == 1


def test_lenient(tmp_path: Path) -> None:
    line = b"id:7 stat:DELIVRD err:0\n"
    assert scanned(tmp_path, stdin=line)[0] == 1
    assert scanned(tmp_path, "--lenient", stdin=line)[0] == 0


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--as", "nothing"], "none of"),
        (["--as", "line"], "none of"),
        (["--as", "status,colour=1"], "no parameter"),
        (["--as", "status,fmt"], "no parameter"),
        (["--as", "status,fmt=x"], "is a number"),
        (["--as", "status,fmt=9"], "fmt"),
        (["--as", "balance,charset=klingon"], "charset"),
        (["--as", "balance,all=1"], "balance takes no all"),
        (["--to", "found"], "say --format"),
        (["--format", "parquet"], "no stream"),
        (["--stats", "--to", "found.csv"], "instead"),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: list[str], why: str) -> None:
    with pytest.raises(click.UsageError, match=why):
        scanned(tmp_path, *arguments)


def test_no_input_is_overwritten(tmp_path: Path) -> None:
    log = tmp_path / "found.jsonl"
    log.write_bytes(LOG)
    for arguments in (["--to", str(log)], ["--errors-to", str(log)]):
        with pytest.raises(click.UsageError, match="overwritten"):
            scanned(tmp_path, str(log), *arguments)
    with pytest.raises(click.UsageError, match="overwritten"):
        scanned(tmp_path, "--to", str(log), "--errors-to", str(log))
    assert log.read_bytes() == LOG


# ---- tables


def test_csv(tmp_path: Path) -> None:
    found = tmp_path / "found.csv"
    assert scanned(tmp_path, "--to", str(found))[:2] == (1, "")
    with found.open(encoding="utf-8", newline="") as stream:
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
    scanned(tmp_path, "--to", str(found), "--raw-cells", "--redact", "--as", "callback", "-", "-")
    text = found.read_text("utf-8")
    assert text.startswith("file,line,")
    assert "name" not in text.partition("\n")[0].split(",")
    assert PHONE not in text
    scanned(tmp_path, "--to", str(found), "--redact", "--as", "balance,fmt=1")
    assert "mes" not in found.read_text("utf-8")
    _, out, _ = scanned(tmp_path, "--format", "csv", "--raw-cells")
    assert '"=HYPERLINK(""x"")"' in out


def test_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("smsc_codec.arrow")
    import pyarrow.parquet as pq

    found = tmp_path / "found.parquet"
    assert scanned(tmp_path, "--to", str(found))[0] == 1
    rows = pq.read_table(found).to_pylist()
    assert [row["line"] for row in rows] == [1, 2, 3, 5, 6, 7, 12, 13, 14, 15, 16]
    assert rows[2]["text"] == TEXT
    scanned(tmp_path, "--to", str(found), "--redact", "-", "-")
    rows = pq.read_table(found).to_pylist()
    assert (rows[2]["text"], rows[2]["file"]) == ("*" * len(TEXT), "stdin")
    scanned(tmp_path, "--to", str(found), stdin=b"nothing\n")
    assert pq.read_table(found).num_rows == 0
    monkeypatch.setattr("smsc_codec.cli.sinks._ROWS", 3)
    scanned(tmp_path, "--to", str(found))
    assert pq.read_table(found).num_rows == GOOD + BAD
    assert {path.name for path in tmp_path.iterdir()} == {"stdin", "stdout", "found.parquet"}


def test_parquet_needs_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from smsc_codec.cli import scan as module

    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "pyarrow.parquet", None)
        with pytest.raises(click.UsageError, match="extra"):
            module._check_parquet("found.parquet")


# ---- processes


def test_any_number_of_processes_writes_the_same() -> None:
    """Blocks of a few lines, so that they end everywhere."""
    octets = LOG * 3
    named = [
        ("log", block)
        for block in blocks((octets[at : at + 100] for at in range(0, len(octets), 100)), 300)
    ]
    assert len(named) > 10
    job = ScanOptions(objects=True)
    alone = list(results(job, named))
    for processes in (2, 3):
        several = list(results(job, named, processes))
        assert [(one.output, one.errors, one.bad) for one in several] == [
            (one.output, one.errors, one.bad) for one in alone
        ]
    before = signal.getsignal(signal.SIGINT)
    try:
        _begin(job)
        assert [_work(*one).output for one in named] == [one.output for one in alone]
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_process_that_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    def submit(*_: object) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr(ProcessPoolExecutor, "submit", submit)
    with pytest.raises(OSError, match="a process was killed"):
        list(results(ScanOptions(), [("log", block) for block in blocks([LOG])], 2))
