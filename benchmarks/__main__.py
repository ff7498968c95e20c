"""``python -m benchmarks [--quick]``: the table of ratios of docs/performance.md.

Every figure is the median over rounds in which the sides take turns, so that a drift of the machine's speed meets both.
"""

from __future__ import annotations

import gc
import logging
import statistics
import subprocess
import sys
import time
import tracemalloc
from dataclasses import fields, replace
from functools import partial
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
QUICK = 7


def our_builder() -> Callable[..., SmsStatus]:
    """The codec's way to build a record, as a function for the opponents: slot descriptors instead of the constructor."""
    names = [part.name for part in fields(SmsStatus)]
    default = {"extra": "()"}
    signature = ", ".join(f"{name}={default.get(name)}" for name in names)
    body = [f"    set_{name}(self, {name})" for name in names]
    return compile_function(
        "construct SmsStatus",
        [f"def build({signature}):", "    self = new(cls)", *body, "    return self"],
        slot_setters(SmsStatus),
    )


def seconds(work: Callable[[Any], object], over: list[Any]) -> float:
    start = time.perf_counter()
    for item in over:
        work(item)
    return (time.perf_counter() - start) / len(over)


def paired(
    sides: dict[str, Callable[[Any], object]], over: list[Any], rounds: int
) -> dict[str, float]:
    """The median time of each side per item, in seconds; the sides take turns."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    gc.collect()
    gc.disable()
    try:
        for turn in range(rounds + 1):
            for name, work in sides.items():
                spent = seconds(work, over)
                if turn:
                    taken[name].append(spent)
    finally:
        gc.enable()
    return {name: statistics.median(spent) for name, spent in taken.items()}


def decoding(rounds: int) -> None:
    builder = our_builder()
    cases: list[tuple[str, int, int, Callable[..., Any], tuple[float, float | None]]] = [
        ("decode fmt=1 all=1", 1, 1, competitors.split_all1, (0.65, 1.15)),
        ("decode fmt=0 all=2", 0, 2, competitors.regex_all2, (0.65, 1.15)),
        ("decode fmt=3 all=2", 3, 2, competitors.json_all2, (0.9, None)),
        ("decode fmt=2 all=2", 2, 2, competitors.xml_all2, (1.0, None)),
    ]
    for title, fmt, level, opponent, goals in cases:
        codec = replies.status(fmt=fmt, all=level)
        found = paired(
            {
                "ours": codec.decode,
                "ordinary": opponent,
                "builder": partial(opponent, build=builder),
            },
            bodies(fmt, level),
            rounds,
        )
        row(title, found["ours"], "hand-written, ordinary constructor", found["ordinary"], goals[0])
        row("", found["ours"], "hand-written, our builder", found["builder"], goals[1])


def encoding(rounds: int) -> None:
    cases: list[tuple[int, int, Callable[[Any], bytes]]] = [
        (0, 2, writers.write_text_all2),
        (1, 1, writers.write_line_all1),
        (2, 2, writers.write_xml_all2),
        (3, 2, writers.write_json_all2),
    ]
    for fmt, level, opponent in cases:
        codec = replies.status(fmt=fmt, all=level)
        values = [codec.restrict(value) for value in samples()]
        found = paired({"ours": codec.encode, "hand": opponent}, values, rounds)
        row(
            f"encode fmt={fmt} all={level}",
            found["ours"],
            "hand-written, refusing the same",
            found["hand"],
            1.5,
        )


def against_lark(rounds: int) -> None:
    codec = replies.status(fmt=1, all=1)
    rule = line_rule("status", "sms_fmt1_all1")
    texts = [body.decode() for body in bodies(1, 1)][:20]
    found = paired(
        {"ours": codec.decode, "compiled": rule.match, "lark": rule.interpret}, texts, rounds
    )
    row(
        "fmt=1 line to its texts",
        found["compiled"],
        "the same grammar, Lark LALR, to the same texts",
        found["lark"],
        1 / 25,
    )
    row("fmt=1 line to a record", found["ours"], "the same, to texts only", found["lark"], None)


def other_pages(rounds: int) -> None:
    cases: list[tuple[str, Callable[[Any], object], Callable[[Any], object], Any]] = [
        (
            "decode numbers fmt=1, 100 rows",
            replies.numbers(fmt=1).decode,
            pages.read_numbers,
            pages.NUMBERS,
        ),
        ("decode send fmt=3 op=1, 100 phones", replies.send(op=1).decode, pages.read_op, pages.OP),
        ("commands.parse, a send request", commands.parse, pages.parse_request, pages.REQUEST),
    ]
    for title, ours, theirs, body in cases:
        found = paired({"ours": ours, "hand": theirs}, [body] * 20, rounds)
        row(title, found["ours"], "hand-written, ordinary constructors", found["hand"], None)


def callbacks(rounds: int) -> None:
    decode = Handler.from_url(pages.HANDLER).decode
    found = paired(
        {"ours": lambda body: decode(body=body), "hand": pages.read_callback},
        [pages.CALLBACK] * 50,
        rounds,
    )
    row(
        "decode and verify a form of 15 fields",
        found["ours"],
        "parse_qsl and one md5",
        found["hand"],
        1.5,
    )


def pdus(rounds: int) -> None:
    logging.disable(logging.WARNING)  # smpplib tells of every TLV that it drops
    found = paired(
        {"ours": smpp.ours, "records": smpp.records, "tuples": smpp.read_tuples, **smpp.peers()},
        smpp.PDUS,
        rounds,
    )
    title = "decode DELIVER_SM, 8 TLVs typed, receipt"
    row(title, found["ours"], "hand-written, the same records, our builder", found["records"], 1.2)
    row("", found["ours"], "hand-written, tuples and texts", found["tuples"], 2.0)
    for name in smpp.peers():
        row("", found["ours"], name, found[name], None if "compiled" in name else 1 / 4)
    values = [smpp.decode(octets) for octets in smpp.PDUS]
    found = paired({"ours": smpp.encode, "records": smpp.write_records}, values, rounds)
    plain = paired(
        {"tuples": smpp.write_tuples}, [smpp.tuples(octets) for octets in smpp.PDUS], rounds
    )
    row("encode DELIVER_SM", found["ours"], "hand-written, from records", found["records"], None)
    row("", found["ours"], "hand-written, from tuples", plain["tuples"], 2.0)


def lists() -> None:
    print(
        "\n| list | records | input | µs a record | peak octets a record | peak / input |\n|---|---|---|---|---|---|"
    )
    for fmt, level in ((0, 2), (1, 0), (1, 1), (2, 2), (3, 2)):
        codec = replies.statuses(fmt=fmt, all=level)
        for count in (1_000, 10_000, 100_000):
            some: list[StatusReply] = [
                replace(value, id=str(number)) for number, value in enumerate(samples())
            ]
            body = codec.encode([some[number % len(some)] for number in range(count)])
            codec.decode(codec.encode(some))
            gc.collect()
            start = time.perf_counter()
            codec.decode(body)
            spent = time.perf_counter() - start
            tracemalloc.start()
            codec.decode(body)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            print(
                f"| fmt={fmt} all={level} | {count} | {len(body)} | {spent / count * 1e6:.1f} "
                f"| {peak / count:.0f} | {peak / len(body):.1f} |"
            )


def importing(rounds: int) -> None:
    stdlib = "import dataclasses, datetime, decimal, enum, functools, json, re, typing, xml.parsers.expat"
    sides = {
        "ours": "import smsc_codec",
        "stdlib": stdlib,
        "bare": "pass",
        "used": "from smsc_codec import replies; replies.status(fmt=3)",
    }
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(max(5, rounds // 2)):
        for name, code in sides.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            taken[name].append(time.perf_counter() - start)
    median = {name: statistics.median(spent) for name, spent in taken.items()}
    row(
        "import smsc_codec (process)",
        median["ours"],
        "the stdlib modules it needs",
        median["stdlib"],
        1.3,
    )
    row("... and a first codec", median["used"], "a bare interpreter", median["bare"], None)


def row(title: str, ours: float, opponent: str, theirs: float, goal: float | None) -> None:
    ratio = ours / theirs
    reach = "" if goal is None else f"<= {goal:.2f}" + (" ✓" if ratio <= goal else " ✗")
    print(
        f"| {title} | {ours * 1e6:.2f} | {opponent} | {theirs * 1e6:.2f} | {ratio:.2f} | {reach} |"
    )


def main() -> None:
    rounds = QUICK if "--quick" in sys.argv else ROUNDS
    print(f"Python {sys.version.split()[0]}, {rounds} rounds, medians; µs an item\n")
    print("| work | ours | against | theirs | ratio | goal |\n|---|---|---|---|---|---|")
    decoding(rounds)
    encoding(rounds)
    against_lark(rounds)
    other_pages(rounds)
    callbacks(rounds)
    pdus(rounds)
    importing(rounds)
    if "--quick" not in sys.argv:
        lists()


if __name__ == "__main__":
    main()
