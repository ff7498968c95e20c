"""``python -m benchmarks.logs --bench``: reading a mixed log, in the tables of ``docs/performance.md``.

In one process, over the same lines in memory: the scan, which finds out what each line is, against the loop that is told it
(``benchmarks/baseline.py``); both write the same JSONL to nowhere. Times are those of the processor, medians of rounds in which the sides
take turns. Then the command line on a file, a process each.
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
from benchmarks.logs import FORMS, lines, some
from smsc_codec import logs
from smsc_codec.cli.jsonl import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.logs import Entry

__all__ = ["jsonl", "main"]

ROUNDS = 9
MIXED, OF_A_FORM = 20_000, 1_000
MANY = 1_000_000
LONG = 200_000_000


def jsonl(source: list[bytes]) -> Iterator[str]:
    """What the command line writes of a scan."""
    write = Writer().line
    for found in logs.scan(source):
        if found.error is None:
            yield write(found)


def _lines_of(entries: list[Entry]) -> list[bytes]:
    return [line + b"\n" for entry in entries for line in entry.octets.split(b"\n")]


def _spent(rows: Callable[[], Iterator[str]]) -> float:
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        start = time.process_time()
        nowhere.writelines(row + "\n" for row in rows())
        return time.process_time() - start


def _paired(entries: list[Entry], rounds: int) -> tuple[int, float, float]:
    """How many lines, and the microseconds a line: ours, and the loop's that is told."""
    source = _lines_of(entries)
    sides: tuple[Callable[[], Iterator[str]], ...] = (
        partial(jsonl, source),
        partial(baseline.jsonl, entries),
    )
    taken: list[list[float]] = [[], []]
    for turn in range(rounds + 1):
        for side, spent in zip(sides, taken, strict=True):
            one = _spent(side)
            if turn:  # the first compiles
                spent.append(one)
    ours, theirs = (statistics.median(spent) / len(source) * 1e6 for spent in taken)
    return len(source), ours, theirs


def in_process(seed: int, rounds: int) -> None:
    print(
        f"Python {sys.version.split()[0]}, {rounds} rounds, medians; µs of the processor a line, JSONL written to nowhere.\n"
    )
    print("| lines | ours | told | ratio | goal |\n|---|---|---|---|---|")
    count, ours, theirs = _paired(list(some(MIXED, seed)), rounds)
    reach = "✓" if ours <= theirs else "✗"
    print(
        f"| a mixed log of {count} lines | {ours:.1f} | {theirs:.1f} | {ours / theirs:.2f} | <= 1.00 {reach} |",
        flush=True,
    )
    for name in FORMS:
        _, ours, theirs = _paired(list(some(OF_A_FORM, seed, name)), rounds)
        print(f"| {name} | {ours:.1f} | {theirs:.1f} | {ours / theirs:.2f} |  |", flush=True)


# ---- the command line


def _run(*options: str) -> tuple[float, float]:
    """Seconds and MiB of a process and of those that it starts, the largest of them."""
    code = (
        "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode;"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, code)"
    )
    start = time.perf_counter()
    told_of = subprocess.run(
        [sys.executable, "-c", code, sys.executable, "-m", "smsc_codec.cli", "scan", *options],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    spent = time.perf_counter() - start
    if int(told_of[1]) not in (0, 1):  # 1: some of the lines are damaged, and they are
        raise RuntimeError(f"scan {' '.join(options)} ended with {told_of[1]}")
    return spent, int(told_of[0]) / (1024 if sys.platform == "linux" else 1 << 20)


def _there() -> bool:
    asked = subprocess.run(
        [sys.executable, "-m", "smsc_codec.cli", "scan", "--help"], check=False, capture_output=True
    )
    return asked.returncode == 0


def on_a_file(count: int, seed: int, rounds: int) -> None:
    if not _there():
        print("\nThe command line has no `scan` yet: its rows are left out.")
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
            for _ in range(LONG // 1_000_000):
                file.write(b"x" * 1_000_000)
            file.write(b"\n")
            file.writelines(lines(1000, seed + 1))
        to = ("--to", str(out))
        cases: dict[str, tuple[str, ...]] = {
            "-j 1": (str(log), *to, "-j", "1"),
            "-j 2": (str(log), *to, "-j", "2"),
            "--stats": (str(log), "--stats"),
            "Parquet": (str(log), "--to", str(out.with_suffix(".parquet"))),
            "a line of 200 MB": (str(long), *to),
        }
        taken: dict[str, list[float]] = {name: [] for name in cases}
        peak: dict[str, float] = {}
        missing: set[str] = set()
        for _ in range(rounds):
            for name, options in cases.items():
                if name in missing:
                    continue
                for old in Path(folder).glob("out.*"):
                    old.unlink()
                try:
                    spent, peak[name] = _run(*options)
                except RuntimeError as error:
                    missing.add(name)
                    print(f"\n{error}: left out")
                else:
                    taken[name].append(spent)
        _report(
            count, {name: statistics.median(spent) for name, spent in taken.items() if spent}, peak
        )


def _report(count: int, seconds: dict[str, float], peak: dict[str, float]) -> None:
    plain = seconds.get("-j 1", float("nan"))
    goals: dict[str, tuple[str, Callable[[float], bool]]] = {
        "-j 2": ("<= 0.59 (1.7 times as fast)", lambda ratio: ratio <= 1 / 1.7),
        "--stats": ("<= 0.90", lambda ratio: ratio <= 0.9),
        "Parquet": ("<= 1.50", lambda ratio: ratio <= 1.5),
    }
    print(
        f"\n| `smsc-codec scan`, {count} lines | s | against -j 1 | goal | peak MiB | goal |\n|---|---|---|---|---|---|"
    )
    for name, spent in seconds.items():
        ratio = spent / plain
        goal, reached = goals.get(name, ("", lambda _: True))
        told_goal = f"{goal} {'✓' if reached(ratio) else '✗'}" if goal else ""
        limit = "" if name == "Parquet" else f"<= 64 {'✓' if peak[name] <= 64 else '✗'}"
        shown = "" if name == "a line of 200 MB" else f"{ratio:.2f}"
        print(f"| {name} | {spent:.1f} | {shown} | {told_goal} | {peak[name]:.0f} | {limit} |")


def main(count: int | None, seed: int) -> None:
    """Both tables; ``count`` lines in the file."""
    in_process(seed, ROUNDS)
    on_a_file(count or MANY, seed, 3)
