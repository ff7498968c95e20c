"""Measure the tables of docs/performance.md: ``python -m benchmarks [--quick] [--json FILE]``.

Each figure is a median over rounds. Every round runs all competitors in turn, so that changes in
the speed of the machine affect all of them equally.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import statistics
import subprocess
import sys
import time
import tracemalloc
from dataclasses import dataclass, field, fields, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import competitors, pages, smpp, writers
from benchmarks.samples import bodies, samples
from smsc_codec import commands, replies
from smsc_codec.callbacks import Handler
from smsc_codec.codegen import compile_function, slot_setters
from smsc_codec.formats.grammar import line_rule
from smsc_codec.pages.status import SmsStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from smsc_codec.pages.status import StatusReply

ROUNDS = 31
QUICK_ROUNDS = 7


@dataclass(kw_only=True)
class Report:
    """Prints the tables while they are measured, and collects their rows.

    Args:
        rounds: number of rounds per figure.
        results: rows of the first table; times are in microseconds.
        lists: rows of the table of lists.
    """

    rounds: int
    results: list[dict[str, Any]] = field(default_factory=list)
    lists: list[dict[str, Any]] = field(default_factory=list)

    def add(
        self, name: str, ours: float, competitor: str, theirs: float, goal: float | None
    ) -> None:
        """Add and print a row.

        Args:
            name: the task; empty if it is that of the previous row.
            ours: time of this library, in seconds.
            competitor: what it is compared with.
            theirs: time of the competitor, in seconds.
            goal: the highest acceptable ratio, or None.
        """
        ratio = ours / theirs
        goal_cell = "" if goal is None else f"<= {goal:.2f}" + (" ✓" if ratio <= goal else " ✗")
        print(
            f"| {name} | {ours * 1e6:.2f} | {competitor} | {theirs * 1e6:.2f} | {ratio:.2f} "
            f"| {goal_cell} |",
            flush=True,
        )
        self.results.append(
            {
                "name": name or self.results[-1]["name"],
                "ours_us": round(ours * 1e6, 3),
                "competitor": competitor,
                "competitor_us": round(theirs * 1e6, 3),
                "ratio": round(ratio, 3),
                "goal": goal,
            }
        )

    def as_json(self) -> str:
        """Return the rows as JSON, with the versions of Python and of this library."""
        document = {
            "smsc_codec": version("smsc-codec"),
            "python": sys.version.split()[0],
            "implementation": sys.implementation.name,
            "rounds": self.rounds,
            "results": self.results,
            "lists": self.lists,
        }
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def our_builder() -> Callable[..., SmsStatus]:
    """Return the constructor that generated code uses, which sets slots directly."""
    names = [part.name for part in fields(SmsStatus)]
    default = {"extra": "()"}
    signature = ", ".join(f"{name}={default.get(name)}" for name in names)
    body = [f"    set_{name}(self, {name})" for name in names]
    return compile_function(
        "construct SmsStatus",
        [f"def build({signature}):", "    self = new(cls)", *body, "    return self"],
        slot_setters(SmsStatus),
    )


def seconds(function: Callable[[Any], object], items: list[Any]) -> float:
    """Return the time of one call, averaged over the items."""
    start = time.perf_counter()
    for item in items:
        function(item)
    return (time.perf_counter() - start) / len(items)


def paired(
    functions: dict[str, Callable[[Any], object]], items: list[Any], rounds: int
) -> dict[str, float]:
    """Return the median time of each function per item, in seconds; the functions run in turn."""
    times: dict[str, list[float]] = {name: [] for name in functions}
    gc.collect()
    gc.disable()
    try:
        for round_ in range(rounds + 1):
            for name, function in functions.items():
                duration = seconds(function, items)
                if round_:  # the first round is a warm-up
                    times[name].append(duration)
    finally:
        gc.enable()
    return {name: statistics.median(durations) for name, durations in times.items()}


def decoding(report: Report) -> None:
    builder = our_builder()
    cases: list[tuple[str, int, int, Callable[..., Any], tuple[float, float | None]]] = [
        ("decode fmt=1 all=1", 1, 1, competitors.split_all1, (0.65, 1.15)),
        ("decode fmt=0 all=2", 0, 2, competitors.regex_all2, (0.65, 1.15)),
        ("decode fmt=3 all=2", 3, 2, competitors.json_all2, (0.9, None)),
        ("decode fmt=2 all=2", 2, 2, competitors.xml_all2, (1.0, None)),
    ]
    for title, fmt, level, competitor, goals in cases:
        codec = replies.status(fmt=fmt, all=level)
        found = paired(
            {
                "ours": codec.decode,
                "constructor": competitor,
                "builder": partial(competitor, build=builder),
            },
            bodies(fmt, level),
            report.rounds,
        )
        report.add(
            title,
            found["ours"],
            "hand-written, dataclass constructor",
            found["constructor"],
            goals[0],
        )
        report.add(
            "", found["ours"], "hand-written, generated constructor", found["builder"], goals[1]
        )


def encoding(report: Report) -> None:
    cases: list[tuple[int, int, Callable[[Any], bytes]]] = [
        (0, 2, writers.write_text_all2),
        (1, 1, writers.write_line_all1),
        (2, 2, writers.write_xml_all2),
        (3, 2, writers.write_json_all2),
    ]
    for fmt, level, competitor in cases:
        codec = replies.status(fmt=fmt, all=level)
        values = [codec.restrict(value) for value in samples()]
        found = paired({"ours": codec.encode, "hand": competitor}, values, report.rounds)
        report.add(
            f"encode fmt={fmt} all={level}",
            found["ours"],
            "hand-written, same validation",
            found["hand"],
            1.5,
        )


def against_lark(report: Report) -> None:
    codec = replies.status(fmt=1, all=1)
    rule = line_rule("status", "sms_fmt1_all1")
    texts = [body.decode() for body in bodies(1, 1)][:20]
    found = paired(
        {"ours": codec.decode, "compiled": rule.match, "lark": rule.interpret}, texts, report.rounds
    )
    report.add(
        "match a fmt=1 line, strings only",
        found["compiled"],
        "Lark LALR parser, same grammar, strings only",
        found["lark"],
        1 / 25,
    )
    report.add(
        "decode a fmt=1 line to a record",
        found["ours"],
        "Lark LALR parser, strings only",
        found["lark"],
        None,
    )


def other_pages(report: Report) -> None:
    cases: list[tuple[str, Callable[[Any], object], Callable[[Any], object], Any]] = [
        (
            "decode numbers fmt=1, 100 rows",
            replies.numbers(fmt=1).decode,
            pages.read_numbers,
            pages.NUMBERS,
        ),
        ("decode send fmt=3 op=1, 100 phones", replies.send(op=1).decode, pages.read_op, pages.OP),
        ("commands.parse, send request", commands.parse, pages.parse_request, pages.REQUEST),
    ]
    for title, ours, theirs, body in cases:
        found = paired({"ours": ours, "hand": theirs}, [body] * 20, report.rounds)
        report.add(
            title, found["ours"], "hand-written, dataclass constructors", found["hand"], None
        )


def callbacks(report: Report) -> None:
    decode = Handler.from_url(pages.HANDLER).decode
    found = paired(
        {"ours": lambda body: decode(body=body), "hand": pages.read_callback},
        [pages.CALLBACK] * 50,
        report.rounds,
    )
    report.add(
        "decode and verify a form callback, 15 fields",
        found["ours"],
        "`parse_qsl` and one MD5",
        found["hand"],
        1.5,
    )


def pdus(report: Report) -> None:
    logging.disable(logging.WARNING)  # smpplib logs a warning for every unknown TLV
    found = paired(
        {"ours": smpp.ours, "records": smpp.records, "tuples": smpp.read_tuples, **smpp.peers()},
        smpp.PDUS,
        report.rounds,
    )
    title = "decode DELIVER_SM, 8 typed TLVs, receipt"
    report.add(
        title,
        found["ours"],
        "hand-written, same records, generated constructor",
        found["records"],
        1.2,
    )
    report.add("", found["ours"], "hand-written, tuples and strings", found["tuples"], 2.0)
    for name in smpp.peers():
        report.add("", found["ours"], name, found[name], None if "compiled" in name else 1 / 4)
    values = [smpp.decode(data) for data in smpp.PDUS]
    found = paired({"ours": smpp.encode, "records": smpp.write_records}, values, report.rounds)
    from_tuples = paired(
        {"tuples": smpp.write_tuples}, [smpp.tuples(data) for data in smpp.PDUS], report.rounds
    )
    report.add(
        "encode DELIVER_SM", found["ours"], "hand-written, from records", found["records"], None
    )
    report.add("", found["ours"], "hand-written, from tuples", from_tuples["tuples"], 2.0)


def lists(report: Report) -> None:
    print(
        "\n| list | records | input, bytes | µs per record | peak bytes per record "
        "| peak / input |\n|---|---|---|---|---|---|"
    )
    for fmt, level in ((0, 2), (1, 0), (1, 1), (2, 2), (3, 2)):
        codec = replies.statuses(fmt=fmt, all=level)
        for count in (1_000, 10_000, 100_000):
            records: list[StatusReply] = [
                replace(value, id=str(number)) for number, value in enumerate(samples())
            ]
            body = codec.encode([records[number % len(records)] for number in range(count)])
            codec.decode(codec.encode(records))
            gc.collect()
            start = time.perf_counter()
            codec.decode(body)
            duration = time.perf_counter() - start
            tracemalloc.start()
            codec.decode(body)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            print(
                f"| fmt={fmt} all={level} | {count} | {len(body)} | {duration / count * 1e6:.1f} "
                f"| {peak / count:.0f} | {peak / len(body):.1f} |",
                flush=True,
            )
            report.lists.append(
                {
                    "name": f"fmt={fmt} all={level}",
                    "records": count,
                    "input_bytes": len(body),
                    "us_per_record": round(duration / count * 1e6, 3),
                    "peak_bytes_per_record": round(peak / count),
                }
            )


def importing(report: Report) -> None:
    stdlib = (
        "import dataclasses, datetime, decimal, enum, functools, json, re, typing, "
        "xml.parsers.expat"
    )
    snippets = {
        "ours": "import smsc_codec",
        "stdlib": stdlib,
        "bare": "pass",
        "used": "from smsc_codec import replies; replies.status(fmt=3)",
    }
    times: dict[str, list[float]] = {name: [] for name in snippets}
    for _ in range(max(5, report.rounds // 2)):
        for name, code in snippets.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            times[name].append(time.perf_counter() - start)
    median = {name: statistics.median(durations) for name, durations in times.items()}
    report.add(
        "import smsc_codec (new process)",
        median["ours"],
        "the standard library modules it uses",
        median["stdlib"],
        1.3,
    )
    report.add(
        "import and build the first codec", median["used"], "bare interpreter", median["bare"], None
    )


def main() -> None:
    """Print the tables, and write them as JSON if asked to."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, no table of lists")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the results as JSON")
    arguments = parser.parse_args()
    report = Report(rounds=QUICK_ROUNDS if arguments.quick else ROUNDS)
    print(f"Python {sys.version.split()[0]}, {report.rounds} rounds, medians; µs per item\n")
    print(
        "| task | ours, µs | compared with | theirs, µs | ratio | goal |\n|---|---|---|---|---|---|"
    )
    decoding(report)
    encoding(report)
    against_lark(report)
    other_pages(report)
    callbacks(report)
    pdus(report)
    importing(report)
    if not arguments.quick:
        lists(report)
    if arguments.json is not None:
        arguments.json.write_text(report.as_json(), "utf-8")


if __name__ == "__main__":
    main()
