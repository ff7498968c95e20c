"""smsc-codec scan under adverse conditions: I/O errors, interrupts, memory limits, terminals."""

from __future__ import annotations

import gzip
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from smsc_codec.cli.blocks import blocks
from smsc_codec.cli.pool import results
from smsc_codec.cli.scan_block import ScanOptions
from smsc_codec.cli.sinks import Lines, deferred_interrupt
from smsc_codec.cli.streams import ClosedError, StreamError
from smsc_codec.logs import MAX_LINE_BYTES
from tests.cli.scanning import GOOD, LOG, PHONE, objects, run_scan
from tests.cli.test_scan_files import zstd_stream

COMMAND = [sys.executable, "-m", "smsc_codec.cli", "scan"]


def run(*arguments: str, stdin: bytes = LOG, **more: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *arguments], input=stdin, capture_output=True, check=False, **more
    )


def test_unreadable_files_are_reported_and_skipped(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(LOG)[:-8])
    code, out, errors = run_scan(tmp_path, str(tmp_path / "none"), str(broken), "-")
    assert (code, len(objects(out))) == (4, 2 * GOOD)
    path = re.escape(str(tmp_path))
    assert re.search(f"cannot read {path}/none: No such file or directory\n", errors)
    assert re.search(f"cannot read {path}/broken.gz: the compressed data is truncated\n", errors)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="requires /dev/full")
@pytest.mark.parametrize(
    "arguments", [("--to", "/dev/full", "--format", "jsonl"), ("--errors-to", "/dev/full")]
)
def test_full_disk_has_exit_code_4(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 4
    assert b"smsc-codec: cannot write /dev/full: No space left on device\n" in done.stderr


def test_partially_written_line_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "found.jsonl"
    sink = Lines(str(path))
    sink.put(b"first\n")
    original_write = os.write

    def write(number: int, data: bytes) -> int:
        if len(data) == 14:
            return original_write(number, data[:9])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", write)
        with pytest.raises(StreamError, match="No space"):
            sink.put(b"second\nthird\n\n")
    sink.close()
    assert path.read_bytes() == b"first\nsecond\n"


def test_incomplete_parquet_file_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("smsc_codec.arrow", exc_type=ImportError)
    from smsc_codec.cli.scan_block import scan_block
    from smsc_codec.cli.sinks import Parquet

    options = ScanOptions(to="parquet")
    sink = Parquet(str(tmp_path / "found.parquet"), options)
    [block] = blocks([LOG])
    sink.put(scan_block(options, "log", block).output)

    def full(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(sink._writer, "write_table", full)
    with pytest.raises(StreamError, match=r"cannot write .*found\.parquet: the disk is full"):
        sink.close()
    sink.close()
    assert list(tmp_path.iterdir()) == []


def test_closed_pipe_raises_closed_error() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    sink = Lines(None)
    before, sink._number = sink._number, write_end
    with pytest.raises(ClosedError):
        sink.put(b"x\n")
    sink._number = before
    os.close(write_end)


def test_closed_pipe_has_exit_code_0(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(LOG * 200)
    with subprocess.Popen(
        [*COMMAND, str(log)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        running.stderr.read()
        assert running.wait() == 0


def test_interrupt_is_deferred_until_output_is_written() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), deferred_interrupt() as hold:
        with hold():
            done.append("quiet")
        with hold():
            signal.raise_signal(signal.SIGINT)
            done.append("written")
        done.append("never")
    assert done == ["quiet", "written"]
    with pytest.raises(KeyboardInterrupt), deferred_interrupt() as hold, hold():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), deferred_interrupt():
        signal.raise_signal(signal.SIGINT)


def test_output_ends_with_complete_line_after_interrupt(tmp_path: Path) -> None:
    path = tmp_path / "found.jsonl"
    with subprocess.Popen(
        [*COMMAND, "--to", str(path), "-j", "2"], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin is not None
        deadline = time.monotonic() + 60
        while (not path.exists() or path.stat().st_size == 0) and time.monotonic() < deadline:
            running.stdin.write(LOG * 40)
            running.stdin.flush()
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 130
    data = path.read_bytes()
    assert data.endswith(b"\n")
    assert len(objects(data)) > GOOD


def test_summary_is_written_after_interrupt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> Any:
        yield from results(ScanOptions(to="stats"), [("log", block) for block in blocks([LOG])])
        raise KeyboardInterrupt

    monkeypatch.setattr("smsc_codec.cli.pool.results", interrupted)
    code, out, _ = run_scan(tmp_path, "--stats")
    assert code == 130
    assert "Delivery" in out


_ZEROS = b"0" * (1 << 20)


#: Runs a command and prints its exit code and peak memory.
_MEASURE = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:], stdin=sys.stdin)
print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
_MAX_RSS = 64 << 20


def peak_of(last_line: bytes) -> tuple[int, int]:
    """Exit code and peak memory in bytes."""
    code, peak = map(int, last_line.split())
    return code, peak * (1 if sys.platform == "darwin" else 1024)


def test_memory_is_bounded_for_line_of_200_megabytes() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _MEASURE, *COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdin is not None
        for _ in range(200):
            running.stdin.write(_ZEROS)
        running.stdin.write(b"\n" + LOG)
        out, errors = running.communicate()
    *found, last = out.splitlines()
    code, peak = peak_of(last)
    assert (code, len(found)) == (1, GOOD)
    assert f"stdin:1:{MAX_LINE_BYTES + 1}: line: expected a line of at most".encode() in errors
    assert peak <= _MAX_RSS, peak


def test_memory_is_bounded_for_zstd_bomb(tmp_path: Path) -> None:
    """A small file that decompresses to a line of 200 megabytes, with the largest window."""
    bomb = tmp_path / "bomb.zst"
    bomb.write_bytes(zstd_stream(_ZEROS * 200 + b"\n" + LOG, 23))
    assert bomb.stat().st_size < 1 << 16
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, *COMMAND, str(bomb)], capture_output=True, check=True
    )
    *found, last = done.stdout.splitlines()
    code, peak = peak_of(last)
    assert (code, len(found)) == (1, GOOD)
    assert peak <= _MAX_RSS, peak


def run_on_terminal(*arguments: str) -> str:
    """The output of the command on a terminal, standard error included."""
    main, other = pty.openpty()
    shown = b""
    with subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=other,
        stderr=other,
        env={**os.environ, "TERM": "xterm-256color"},
    ) as running:
        os.close(other)
        while running.poll() is None or select.select([main], [], [], 0.2)[0]:
            if select.select([main], [], [], 0.2)[0]:
                try:
                    data = os.read(main, 65536)
                except OSError:
                    break
                if not data:
                    break
                shown += data
    os.close(main)
    return shown.decode()


def test_control_characters_are_escaped_on_a_terminal(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(
        b"callback phone=79990001122&mes=%1B%5B31m%E2%80%AE%C2%9B[red]&to=7916"
        b"&time=1772355600&id=9\n" + LOG
    )
    shown = run_on_terminal("--format", "csv", str(log))
    assert "\\x1b[31m\\u202e\\x9b[red]" in shown
    assert "\x1b[31m" not in shown
    shown = run_on_terminal("--stats", str(log))
    assert "━" in shown
    assert PHONE not in shown
    found = tmp_path / "found.jsonl"
    assert "errors: 1" in run_on_terminal("--to", str(found), str(log))
