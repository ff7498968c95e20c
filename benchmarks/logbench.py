"""Measure scanning of a mixed log, for docs/performance.md: ``python -m benchmarks.logs --bench``.

The first table compares the scan with a loop that is given the format of each line
(``benchmarks/baseline.py``). Both read the same lines in memory in one process and write the same
JSONL to the null device. Times are processor time, medians of rounds in which both run in turn. The
second table measures the command line, with one process per run.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import baseline
from benchmarks.logs import LINE_FORMATS, lines, take
from smsc_codec import logs
from smsc_codec.cli.jsonl import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.logs import Entry

__all__ = ["jsonl", "main"]

ROUNDS = 9
#: Number of lines in the mixed log and in the log of each format.
MIXED_LINES, LINES_PER_FORMAT = 20_000, 1_000
FILE_LINES = 1_000_000
#: Length of the long line, in bytes.
LONG_LINE = 200_000_000


def jsonl(source: list[bytes]) -> Iterator[str]:
    """Yield the output of ``smsc-codec scan`` for these lines."""
    write = Writer().line
    for found in logs.scan(source):
        if found.error is None:
            yield write(found)


def _lines_of(entries: list[Entry]) -> list[bytes]:
    return [line + b"\n" for entry in entries for line in entry.data.split(b"\n")]


def _seconds(rows: Callable[[], Iterator[str]]) -> float:
    with Path(os.devnull).open("w", encoding="utf-8") as file:
        start = time.process_time()
        file.writelines(row + "\n" for row in rows())
        return time.process_time() - start


def _paired(entries: list[Entry], rounds: int) -> tuple[int, float, float]:
    """Return the number of lines, and the µs per line of the scan and of the competitor."""
    source = _lines_of(entries)
    functions: tuple[Callable[[], Iterator[str]], ...] = (
        partial(jsonl, source),
        partial(baseline.jsonl, entries),
    )
    times: list[list[float]] = [[], []]
    for round_ in range(rounds + 1):
        for function, durations in zip(functions, times, strict=True):
            duration = _seconds(function)
            if round_:  # the first round is a warm-up
                durations.append(duration)
    ours, theirs = (statistics.median(durations) / len(source) * 1e6 for durations in times)
    return len(source), ours, theirs


def in_process(seed: int, rounds: int) -> None:
    """Print the first table."""
    print(
        f"Python {sys.version.split()[0]}, {rounds} rounds, medians; "
        "µs of processor time per line, with JSONL output.\n"
    )
    print("| lines | ours, µs | format given, µs | ratio | goal |\n|---|---|---|---|---|")
    count, ours, theirs = _paired(list(take(MIXED_LINES, seed)), rounds)
    reached = "✓" if ours <= theirs else "✗"
    print(
        f"| mixed log, {count} lines | {ours:.1f} | {theirs:.1f} | {ours / theirs:.2f} "
        f"| <= 1.00 {reached} |",
        flush=True,
    )
    for name in LINE_FORMATS:
        _, ours, theirs = _paired(list(take(LINES_PER_FORMAT, seed, name)), rounds)
        print(f"| {name} | {ours:.1f} | {theirs:.1f} | {ours / theirs:.2f} |  |", flush=True)


# ---- the command line


def _run(*options: str) -> tuple[float, float]:
    """Return the time in seconds and the peak memory in MiB of a process and its children."""
    code = (
        "import resource, subprocess, sys;"
        "code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode;"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, code)"
    )
    start = time.perf_counter()
    peak, exit_code = subprocess.run(
        [sys.executable, "-c", code, sys.executable, "-m", "smsc_codec.cli", "scan", *options],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    duration = time.perf_counter() - start
    if int(exit_code) not in (0, 1):  # 1: some lines are damaged, as intended
        raise RuntimeError(f"scan {' '.join(options)} exited with code {exit_code}")
    return duration, int(peak) / (1024 if sys.platform == "linux" else 1 << 20)


def _is_scan_available() -> bool:
    result = subprocess.run(
        [sys.executable, "-m", "smsc_codec.cli", "scan", "--help"], check=False, capture_output=True
    )
    return result.returncode == 0


def on_a_file(count: int, seed: int, rounds: int) -> None:
    """Print the second table."""
    if not _is_scan_available():
        print("\nThe command `smsc-codec scan` is not available; its table is omitted.")
        return
    with tempfile.TemporaryDirectory() as folder:
        log, long, out = (
            Path(folder, "mixed.log"),
            Path(folder, "long.log"),
            Path(folder, "out.jsonl"),
        )
        with log.open("wb") as file:
            file.writelines(lines(count, seed))
        with long.open("wb") as file:
            file.writelines(lines(1000, seed))
            for _ in range(LONG_LINE // 1_000_000):
                file.write(b"x" * 1_000_000)
            file.write(b"\n")
            file.writelines(lines(1000, seed + 1))
        to = ("--to", str(out))
        cases: dict[str, tuple[str, ...]] = {
            "-j 1": (str(log), *to, "-j", "1"),
            "-j 2": (str(log), *to, "-j", "2"),
            "--stats": (str(log), "--stats"),
            "Parquet": (str(log), "--to", str(out.with_suffix(".parquet"))),
            "one line of 200 MB": (str(long), *to),
        }
        times: dict[str, list[float]] = {name: [] for name in cases}
        peak: dict[str, float] = {}
        failed: set[str] = set()
        for _ in range(rounds):
            for name, options in cases.items():
                if name in failed:
                    continue
                for old in Path(folder).glob("out.*"):
                    old.unlink()
                try:
                    duration, peak[name] = _run(*options)
                except RuntimeError as error:
                    failed.add(name)
                    print(f"\n{error}; omitted")
                else:
                    times[name].append(duration)
        _report(
            count,
            {name: statistics.median(durations) for name, durations in times.items() if durations},
            peak,
        )


def _report(count: int, seconds: dict[str, float], peak: dict[str, float]) -> None:
    baseline_seconds = seconds.get("-j 1", float("nan"))
    goals: dict[str, tuple[str, Callable[[float], bool]]] = {
        "-j 2": ("<= 0.59 (1.7 times as fast)", lambda ratio: ratio <= 1 / 1.7),
        "--stats": ("<= 0.90", lambda ratio: ratio <= 0.9),
        "Parquet": ("<= 1.50", lambda ratio: ratio <= 1.5),
    }
    print(
        f"\n| `smsc-codec scan`, {count} lines | s | relative to -j 1 | goal | peak MiB | goal |\n"
        "|---|---|---|---|---|---|"
    )
    for name, duration in seconds.items():
        ratio = duration / baseline_seconds
        goal, reached = goals.get(name, ("", lambda _: True))
        goal_cell = f"{goal} {'✓' if reached(ratio) else '✗'}" if goal else ""
        limit = "" if name == "Parquet" else f"<= 64 {'✓' if peak[name] <= 64 else '✗'}"
        ratio_cell = "" if name == "one line of 200 MB" else f"{ratio:.2f}"
        print(
            f"| {name} | {duration:.1f} | {ratio_cell} | {goal_cell} | {peak[name]:.0f} | {limit} |"
        )


def main(count: int | None, seed: int) -> None:
    """Print both tables; the file has ``count`` lines."""
    in_process(seed, ROUNDS)
    on_a_file(count or FILE_LINES, seed, 3)
