"""smsc-codec scan where something goes wrong outside: files, disks, pipes, interrupts; memory, and a terminal."""

from __future__ import annotations

import gzip
import os
import pty
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
from smsc_codec.cli.sinks import Lines, whole
from smsc_codec.cli.streams import ClosedError
from smsc_codec.logs import MAX_LINE_BYTES
from tests.cli.scanning import GOOD, LOG, PHONE, objects, scanned

COMMAND = [sys.executable, "-m", "smsc_codec.cli", "scan"]


def run(*arguments: str, stdin: bytes = LOG, **more: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *arguments], input=stdin, capture_output=True, check=False, **more
    )


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(LOG)[:-8])
    code, out, errors = scanned(tmp_path, str(tmp_path / "none"), str(broken), "-")
    assert (code, len(objects(out))) == (4, 2 * GOOD)
    assert "none: No such file or directory" in errors
    assert "broken.gz: the compressed data end too early" in errors


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device")
@pytest.mark.parametrize(
    "arguments", [("--to", "/dev/full", "--format", "jsonl"), ("--errors-to", "/dev/full")]
)
def test_a_full_disk(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode == 4
    assert b"/dev/full: No space left on device" in done.stderr


def test_half_a_line_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full in the middle of a line."""
    found = tmp_path / "found.jsonl"
    sink = Lines(str(found))
    sink.put(b"first\n")
    whole_write = os.write

    def write(number: int, octets: bytes) -> int:
        if len(octets) == 14:
            return whole_write(number, octets[:9])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", write)
        with pytest.raises(OSError, match="No space"):
            sink.put(b"second\nthird\n\n")
    sink.close()
    assert found.read_bytes() == b"first\nsecond\n"


def test_a_parquet_file_is_whole_or_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("smsc_codec.arrow")
    from smsc_codec.cli.scan_block import scan_block
    from smsc_codec.cli.sinks import Parquet

    job = ScanOptions(to="parquet")
    sink = Parquet(str(tmp_path / "found.parquet"), job)
    [block] = blocks([LOG])
    sink.put(scan_block(job, "log", block).output)

    def full(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(sink._writer, "write_table", full)
    with pytest.raises(OSError, match="Input/output error"):
        sink.close()
    sink.close()
    assert list(tmp_path.iterdir()) == []


def test_nobody_reads_any_more() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    sink = Lines(None)
    before, sink._number = sink._number, writing
    with pytest.raises(ClosedError):
        sink.put(b"x\n")
    sink._number = before
    os.close(writing)


def test_a_pipe_that_is_closed(tmp_path: Path) -> None:
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


def test_an_interrupt_waits_for_what_is_written() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), whole() as hold:
        with hold():
            done.append("quiet")
        with hold():
            signal.raise_signal(signal.SIGINT)
            done.append("written")
        done.append("never")
    assert done == ["quiet", "written"]
    with pytest.raises(KeyboardInterrupt), whole() as hold, hold():
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt), whole():
        signal.raise_signal(signal.SIGINT)


def test_what_was_written_before_an_interrupt_is_whole(tmp_path: Path) -> None:
    found = tmp_path / "found.jsonl"
    with subprocess.Popen(
        [*COMMAND, "--to", str(found), "-j", "2"], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin is not None
        until = time.monotonic() + 60
        while (not found.exists() or found.stat().st_size == 0) and time.monotonic() < until:
            running.stdin.write(LOG * 40)
            running.stdin.flush()
        running.send_signal(signal.SIGINT)
        assert running.wait(60) == 130
    octets = found.read_bytes()
    assert octets.endswith(b"\n")
    assert len(objects(octets)) > GOOD


def test_interrupted_in_this_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The summary of what was read comes all the same."""

    def interrupted(*_: object) -> Any:
        yield from results(ScanOptions(to="stats"), [("log", block) for block in blocks([LOG])])
        raise KeyboardInterrupt

    monkeypatch.setattr("smsc_codec.cli.pool.results", interrupted)
    code, out, _ = scanned(tmp_path, "--stats")
    assert code == 130
    assert "Delivery" in out


_ZEROS = b"0" * (1 << 20)


def test_a_line_of_200_megabytes_takes_no_memory() -> None:
    """The peak of the process, which takes most of it for itself."""
    script = (
        "import resource, subprocess, sys\n"
        "code = subprocess.call(sys.argv[1:], stdin=sys.stdin)\n"
        "print(code, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, *COMMAND],
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
    code, peak = map(int, last.split())
    assert (code, len(found)) == (1, GOOD)
    assert f"stdin:1:{MAX_LINE_BYTES + 1}: line: expected a line of at most".encode() in errors
    assert peak * (1 if sys.platform == "darwin" else 1024) <= 64 << 20, peak


def on_a_terminal(*arguments: str) -> str:
    """What the command shows on a terminal, standard error included."""
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
                    piece = os.read(main, 65536)
                except OSError:
                    break
                if not piece:
                    break
                shown += piece
    os.close(main)
    return shown.decode()


def test_a_terminal_is_not_steered(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(
        b"callback phone=79990001122&mes=%1B%5B31m%E2%80%AE%C2%9B[red]&to=7916&time=1772355600&id=9\n"
        + LOG
    )
    shown = on_a_terminal("--format", "csv", str(log))
    assert "\\x1b[31m\\u202e\\x9b[red]" in shown
    assert "\x1b[31m" not in shown
    shown = on_a_terminal("--stats", str(log))
    assert "━" in shown
    assert PHONE not in shown
    found = tmp_path / "found.jsonl"
    assert "errors: 1" in on_a_terminal("--to", str(found), str(log))
