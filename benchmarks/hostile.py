"""Measure the cost of hostile input: ``python -m benchmarks.hostile [--quick] [ENTRY_POINT ...]``.

A family is a function from a size in bytes to a hostile document. An entry point is a function that
takes bytes, with the families that fit it.

Time is processor time, including the formatting of the error and its hint, at sizes that double
from 64 KiB to 1 MiB; it is the median of seven runs, or of three if a run takes more than 50 ms.
The doubling ratio of linear time is 2. Memory is the peak above the input, in bytes per byte of
input, at 256 KiB; documents that cannot be that large are skipped, because they only show the
constant part.

``--quick`` measures up to 256 KiB and takes the median of three runs. Entry points can be given by
prefix: ``statuses`` selects all whose names start with it. ``XML attacks`` prints the table of
these.

``tests/unit/test_benchmarks_hostile.py`` checks the results of the same entry points and families.
"""

from __future__ import annotations

import gc
import hashlib
import hmac
import math
import statistics
import struct
import sys
import time
import tracemalloc
from base64 import b64encode
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from benchmarks import attacks
from benchmarks.families import (
    BODIES,
    FILES,
    FORMS,
    HEADERS,
    JSON,
    JSON_CALLBACKS,
    LINES,
    LOGS,
    RECEIPTS,
    RELAYED,
    REQUESTS,
    STREAMS,
    TEXTS,
    TLVS,
    XML,
    XML_CALLBACKS,
)
from smsc_codec import commands, logs, replies, tasks
from smsc_codec.callbacks import Handler, relay
from smsc_codec.errors import CodecError, DecodeError
from smsc_codec.smpp import DeliveryReport, decode, receipts, split, texts, tlvs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.families import Family

__all__ = ["ENTRY_POINTS", "MAX_SIZE", "EntryPoint", "call"]

MAX_SIZE = 1 << 20
#: Times below this many seconds are ignored; a ratio above the second number is measured again, up
#: to the third number of times.
_MIN_SECONDS, _SUSPICIOUS_RATIO, _REPETITIONS = 0.005, 2.5, 3
#: Above this many seconds, three rounds are sufficient.
_LONG_SECONDS = 0.05
#: Size of the documents whose memory is measured; tracing makes a call five times slower.
_MEMORY_SIZE = 1 << 18
#: The number of bytes by which a document may exceed the requested size.
_SLACK = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPoint:
    """A function that takes untrusted input.

    Args:
        name: name on the command line and in the table.
        function: takes bytes; also evaluates lazily computed attributes of its result.
        families: families of documents that fit, by name.
        max_bytes: larger input is rejected unread and would show nothing.
    """

    name: str
    function: Callable[[bytes], object]
    families: Mapping[str, Family]
    max_bytes: int = MAX_SIZE

    def document(self, family: str, size: int) -> bytes:
        """Return a document of a family of at most ``size`` bytes."""
        return self.families[family](max(0, min(size, self.max_bytes) - _SLACK))


def call(entry_point: EntryPoint, data: bytes) -> CodecError | None:
    """Call an entry point; format and return its CodecError, if any. Other exceptions propagate."""
    try:
        entry_point.function(data)
    except CodecError as error:
        str(error)
        repr(error)
        if isinstance(error, DecodeError):
            error.render(show_data=True)
        return error
    return None


# ---- entry points


def _reply(codec: Any, families: Mapping[str, Family]) -> EntryPoint:
    return EntryPoint(name=codec.name, function=codec.decode, families=families)


def _replies() -> list[EntryPoint]:
    status, statuses = replies.status, replies.statuses
    lines = [
        status(fmt=0, all=2),
        status(fmt=1, all=1),
        status(fmt=1, all=2),
        statuses(fmt=0, all=2),
        statuses(fmt=1, all=0),
        statuses(fmt=1, all=2),
    ]
    lines += [statuses(fmt=1, all=2, tail=tail) for tail in (True, False)]
    lines += [replies.numbers(fmt=0), replies.numbers(fmt=1)]
    xml = [status(fmt=2, all=2), statuses(fmt=2, all=2), replies.numbers(fmt=2)]
    json = [
        status(fmt=3, all=2),
        statuses(fmt=3, all=2),
        replies.numbers(fmt=3),
        replies.send(op=1),
        replies.prices(),
        replies.message_delete(fmt=3),
    ]
    groups: list[tuple[Sequence[Any], Mapping[str, Family]]] = [
        (lines, LINES),
        (xml, XML),
        (json, JSON),
    ]
    return [_reply(codec, families) for codecs, families in groups for codec in codecs]


def _requests() -> list[EntryPoint]:
    families = {f"form: {name}": family for name, family in FORMS.items()} | REQUESTS
    with_path: dict[str, Family] = {
        f"form: {name}": _prefixed(b"/sys/send.php?", family) for name, family in FORMS.items()
    }
    return [
        EntryPoint(
            name="commands.parse",
            function=commands.parse,
            families=families | {f"path, {name}": family for name, family in with_path.items()},
        ),
        EntryPoint(name="commands.parse, text", function=_parse_text, families=families),
    ]


def _prefixed(head: bytes, family: Family) -> Family:
    return lambda n: head + family(n)


def _parse_text(data: bytes) -> object:
    return commands.parse(data.decode("utf-8", "replace"), path="/sys/send.php")


_ADDRESS = "https://shop.example/sms"
_MAX_CALLBACK = 1 << 18


def _callbacks() -> list[EntryPoint]:
    variants: list[tuple[str, str, Mapping[str, Family]]] = [
        ("form", "?sha1=SECRET", FORMS),
        ("form, utf-8", "?charset=utf-8", FORMS),
        ("XML", "?charset=utf-8&fmt=2&md5=SECRET", XML_CALLBACKS),
        ("JSON", "?charset=utf-8&fmt=3&crc32=SECRET", JSON_CALLBACKS),
    ]
    entry_points = [
        EntryPoint(
            name=f"callback, {name}",
            function=_receive(Handler.from_url(_ADDRESS + address)),
            families=families,
            max_bytes=_MAX_CALLBACK,
        )
        for name, address, families in variants
    ]
    by_get = Handler.from_url(_ADDRESS + "!id&phone?sha1=SECRET")
    queries = EntryPoint(
        name="callback, query",
        function=lambda data: by_get.receive(query=data),
        families=FORMS,
        max_bytes=_MAX_CALLBACK,
    )
    return [*entry_points, queries]


def _receive(handler: Handler) -> Callable[[bytes], object]:
    """Also decode without verification: unsigned input would be rejected before it is decoded."""

    def function(data: bytes) -> object:
        received = handler.receive(body=data)
        return (
            received,
            received.verdict.dedup_key,
            received.verdict.replay_key,
            handler.decode_unverified(body=data),
        )

    return function


_KEY, _NOW = bytes(range(32)), 1700000000
_SECRETS = ["whsec_" + b64encode(_KEY).decode()]


def _relayed(body: bytes) -> object:
    """Verify with a valid signature, as from a sender that has the secret."""
    signed = f"msg_1.{_NOW}.".encode() + body
    signature = b64encode(hmac.new(_KEY, signed, hashlib.sha256).digest()).decode()
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(_NOW),
        "webhook-signature": f"v1,{signature}",
    }
    return relay.verify(headers, body, secrets=_SECRETS, now=_NOW)


def _header(name: str) -> Callable[[bytes], object]:
    def function(data: bytes) -> object:
        headers = {
            "webhook-id": "msg_1",
            "webhook-timestamp": str(_NOW),
            "webhook-signature": "v1,x",
        }
        return relay.verify(
            headers | {name: data.decode("utf-8", "replace")}, b"{}", secrets=_SECRETS, now=_NOW
        )

    return function


def _relays() -> list[EntryPoint]:
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    headers = [
        EntryPoint(name=f"relay.verify, {name}", function=_header(name), families=HEADERS)
        for name in names
    ]
    return [EntryPoint(name="relay.verify", function=_relayed, families=RELAYED), *headers]


def _receipt(*, lenient: bool) -> Callable[[bytes], object]:
    def function(data: bytes) -> object:
        receipt = receipts.decode(data, lenient=lenient)
        return receipt, receipt.state, receipt.error_number

    return function


def _report(data_coding: int, *, lenient: bool) -> Callable[[bytes], object]:
    def function(data: bytes) -> object:
        text = data.decode("latin-1").encode("utf-16-be") if data_coding else data
        return DeliveryReport.from_parts(text, data_coding=data_coding, lenient=lenient)

    return function


def _report_of_tlvs(data: bytes) -> object:
    return DeliveryReport.from_parts(None, tlvs.decode(data))


def _tlvs(data: bytes) -> object:
    return [(tlv.value, tlv.defect) for tlv in tlvs.decode(data)]


def _framed(command: int, status: int) -> Callable[[bytes], object]:
    """Decode a PDU body after a header with the correct length."""

    def function(data: bytes) -> object:
        return decode(struct.pack(">IIII", 16 + len(data), command, status, 1) + data)

    return function


def _text(data_coding: int) -> Callable[[bytes], object]:
    return lambda data: texts.decode(data, data_coding)


def _smpp() -> list[EntryPoint]:
    reports = [(0, False, "text"), (0, True, "lenient"), (8, True, "UCS-2")]
    commands_ = [
        (0x05, 0, "deliver_sm"),
        (0x80000004, 8, "error response"),
        (0x0B, 0, "unknown command"),
    ]
    codings = [(0, "GSM"), (8, "UCS-2"), (10, "ISO-2022-JP"), (14, "EUC-KR")]
    return [
        EntryPoint(name="receipts.decode", function=_receipt(lenient=False), families=RECEIPTS),
        EntryPoint(
            name="receipts.decode, lenient", function=_receipt(lenient=True), families=RECEIPTS
        ),
        *[
            EntryPoint(
                name=f"DeliveryReport, {name}",
                function=_report(coding, lenient=lenient),
                families=RECEIPTS,
            )
            for coding, lenient, name in reports
        ],
        EntryPoint(name="DeliveryReport, TLVs", function=_report_of_tlvs, families=TLVS),
        EntryPoint(name="tlvs.decode", function=_tlvs, families=TLVS),
        EntryPoint(
            name="tlvs.decode, strict",
            function=lambda data: tlvs.decode(data, strict=True),
            families=TLVS,
        ),
        EntryPoint(name="smpp.decode", function=decode, families=STREAMS),
        *[
            EntryPoint(
                name=f"smpp.decode, {name}", function=_framed(number, status), families=BODIES
            )
            for number, status, name in commands_
        ],
        EntryPoint(name="smpp.split", function=split, families=STREAMS),
        *[
            EntryPoint(name=f"texts.decode, {name}", function=_text(coding), families=TEXTS)
            for coding, name in codings
        ],
    ]


def _logs() -> list[EntryPoint]:
    return [
        EntryPoint(name="logs.scan", function=_scan, families=LOGS),
        EntryPoint(
            name="logs.scan, lenient receipts",
            function=lambda data: _scan(data, kind="receipt", lenient=True),
            families=LOGS,
        ),
    ]


def _scan(data: bytes, **options: Any) -> None:
    """Scan the lines; evaluate the time and the error of each finding."""
    for found in logs.scan(data.split(b"\n"), **options):
        str(found.log_time)
        if found.error is not None:
            str(found.error)


def _files() -> list[EntryPoint]:
    return [
        EntryPoint(name="tasks.read_csv", function=tasks.read_csv, families=FILES),
        EntryPoint(name="tasks.header", function=tasks.header, families=FILES),
    ]


ENTRY_POINTS: tuple[EntryPoint, ...] = (
    *_replies(),
    *_requests(),
    *_callbacks(),
    *_relays(),
    *_smpp(),
    *_files(),
    *_logs(),
)


# ---- measuring


def _seconds(entry_point: EntryPoint, data: bytes) -> float:
    gc.collect()
    start = time.process_time()  # not affected by other processes
    call(entry_point, data)
    return time.process_time() - start


def _median(entry_point: EntryPoint, data: bytes, rounds: int) -> float:
    first = _seconds(entry_point, data)
    return statistics.median(
        [
            first,
            *(
                _seconds(entry_point, data)
                for _ in range((min(rounds, 3) if first > _LONG_SECONDS else rounds) - 1)
            ),
        ]
    )


def _growth(
    entry_point: EntryPoint, family: str, sizes: Sequence[int], rounds: int
) -> tuple[float, float, float]:
    """Return the worst and average doubling ratio of a family, and the time of the largest size."""
    bodies = [entry_point.document(family, size) for size in sizes]
    times: list[float] = []
    for body in bodies:
        times.append(_median(entry_point, body, rounds))
        if len(times) > 1 and times[-1] > 20:
            break  # clearly not linear; larger sizes would take too long
    worst = 0.0
    for (small, before), (large, after) in pairwise(zip(bodies, times, strict=False)):
        # Skip families that do not grow because their unit is larger.
        if before < _MIN_SECONDS or len(large) < 1.9 * len(small):
            continue
        ratio = after / before
        for _ in range(_REPETITIONS):
            if ratio <= _SUSPICIOUS_RATIO or after > 20:
                break
            ratio = min(
                ratio, _median(entry_point, large, rounds) / _median(entry_point, small, rounds)
            )
        worst = max(worst, ratio)
    # A single step may include requests of the allocator to the system; the average evens this out.
    measured = [
        (len(body), seconds)
        for body, seconds in zip(bodies, times, strict=False)
        if seconds >= _MIN_SECONDS
    ]
    grown = math.log2(measured[-1][0] / measured[0][0]) if measured else 0
    return (
        worst,
        (measured[-1][1] / measured[0][1]) ** (1 / grown) if grown > 0.5 else 0.0,
        times[-1],
    )


def _peak(entry_point: EntryPoint, data: bytes) -> float:
    """Return the peak memory in bytes per byte of input."""
    gc.collect()
    tracemalloc.start()
    try:
        call(entry_point, data)
        return tracemalloc.get_traced_memory()[1] / len(data)
    finally:
        tracemalloc.stop()


def _measure(entry_point: EntryPoint, *, quick: bool) -> float:
    largest = min(1 << 18 if quick else MAX_SIZE, entry_point.max_bytes)
    sizes = [size for size in (65536 << step for step in range(5)) if size <= largest]
    rounds = 3 if quick else 7
    growths, slowest, peaks = [], [], []
    for family in entry_point.families:
        call(entry_point, entry_point.document(family, 2048))  # warm up
        growth, mean, seconds = _growth(entry_point, family, sizes, rounds)
        growths.append((growth, mean, family))
        slowest.append((seconds, family))
        body = entry_point.document(family, min(largest, _MEMORY_SIZE))
        if seconds < 20 and len(body) > _MEMORY_SIZE // 8:
            peaks.append((_peak(entry_point, body), family))
    (growth, mean, growth_family), (seconds, slowest_family), (peak, peak_family) = (
        max(growths),
        max(slowest),
        max(peaks),
    )
    doubling = (
        f"{growth:.2f} (average {mean:.2f}), {growth_family}" if growth else "too fast to measure"
    )
    print(
        f"| {entry_point.name} | {len(entry_point.families)} | {largest >> 10} "
        f"| {seconds * 1e3:.0f}, {slowest_family} | {doubling} | {peak:.1f}, {peak_family} |",
        flush=True,
    )
    return growth


def main() -> None:
    """Print the tables of the chosen entry points."""
    chosen = [word for word in sys.argv[1:] if not word.startswith("-")]
    entry_points = [
        entry_point
        for entry_point in ENTRY_POINTS
        if not chosen or any(entry_point.name.startswith(word) for word in chosen)
    ]
    gc.collect()
    gc.freeze()  # exclude existing objects from the collections below
    if entry_points:
        print(
            "| entry point | families | KiB | slowest, ms | worst doubling "
            "| peak memory, bytes per byte of input |\n|---|---|---|---|---|---|"
        )
        worst = max(
            _measure(entry_point, quick="--quick" in sys.argv) for entry_point in entry_points
        )
        print(
            f"\n{len(entry_points)} entry points, "
            f"{sum(len(entry_point.families) for entry_point in entry_points)} families; "
            f"worst doubling {worst:.2f}"
        )
    if not chosen or "XML attacks".startswith(tuple(chosen)):
        attacks.report()


if __name__ == "__main__":
    main()
