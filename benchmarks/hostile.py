"""``python -m benchmarks.hostile [--quick] [door ...]``: hostile input at every door, and what it costs.

A family is a document that grows: octets by their number. A door is a function of octets and the families that fit it. The
processor's time is taken at sizes that double from 64 KiB to 1 MiB (the median of seven; of three where one takes 50 ms), the
error with its text and hint included; a ratio of 2 is linear. Memory is the peak above the input, in octets an octet, at
256 KiB, of documents that grow so far: of a small one it tells only what every call needs.
``--quick`` doubles to 256 KiB and takes the median of three. A door's name may be cut: ``statuses`` means all that begin so.
``XML attacks`` is the table of those.

``tests/unit/test_benchmarks_hostile.py`` goes through the same doors and families for what comes out, without a clock.
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

__all__ = ["DOORS", "LARGEST", "Door", "knock"]

LARGEST = 1 << 20
#: A time below this many seconds is noise; a doubling above this ratio is measured again, so often, before it is believed.
_NOISE, _DOUBTFUL, _AGAIN = 0.005, 2.5, 3
#: What takes this many seconds is known well enough by three rounds.
_LONG = 0.05
#: Octets of the documents whose memory is taken: the tracing makes them five times slower.
_WEIGHED = 1 << 18
#: What a family may write beyond the size that it is asked for.
_SLACK = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One way in.

    Args:
        name: as the command line and the table call it.
        enter: what takes octets; what it gives is asked for all that is computed late.
        families: those that fit, by name.
        longest: what is longer is refused unread, and shows nothing.
    """

    name: str
    enter: Callable[[bytes], object]
    families: Mapping[str, Family]
    longest: int = LARGEST

    def octets(self, family: str, size: int) -> bytes:
        """A document of a family of at most ``size`` octets."""
        return self.families[family](max(0, min(size, self.longest) - _SLACK))


def knock(door: Door, octets: bytes) -> CodecError | None:
    """Enter, and if it is refused, let the error say all that it knows. Whatever is not this library's own goes through."""
    try:
        door.enter(octets)
    except CodecError as error:
        str(error)
        repr(error)
        if isinstance(error, DecodeError):
            error.render(show_data=True)
        return error
    return None


# ---- the doors


def _reply(codec: Any, families: Mapping[str, Family]) -> Door:
    return Door(name=codec.name, enter=codec.decode, families=families)


def _replies() -> list[Door]:
    one, many = replies.status, replies.statuses
    lines = [
        one(fmt=0, all=2),
        one(fmt=1, all=1),
        one(fmt=1, all=2),
        many(fmt=0, all=2),
        many(fmt=1, all=0),
        many(fmt=1, all=2),
    ]
    lines += [many(fmt=1, all=2, tail=tail) for tail in (True, False)]
    lines += [replies.numbers(fmt=0), replies.numbers(fmt=1)]
    xml = [one(fmt=2, all=2), many(fmt=2, all=2), replies.numbers(fmt=2)]
    json = [
        one(fmt=3, all=2),
        many(fmt=3, all=2),
        replies.numbers(fmt=3),
        replies.send(op=1),
        replies.prices(),
        replies.message_delete(fmt=3),
    ]
    each: list[tuple[Sequence[Any], Mapping[str, Family]]] = [
        (lines, LINES),
        (xml, XML),
        (json, JSON),
    ]
    return [_reply(codec, families) for codecs, families in each for codec in codecs]


def _requests() -> list[Door]:
    families = {f"form: {name}": family for name, family in FORMS.items()} | REQUESTS
    paged: dict[str, Family] = {
        f"form: {name}": _behind(b"/sys/send.php?", family) for name, family in FORMS.items()
    }
    return [
        Door(
            name="commands.parse",
            enter=commands.parse,
            families=families | {f"page, {name}": family for name, family in paged.items()},
        ),
        Door(name="commands.parse, text", enter=_parse_text, families=families),
    ]


def _behind(head: bytes, family: Family) -> Family:
    return lambda n: head + family(n)


def _parse_text(octets: bytes) -> object:
    return commands.parse(octets.decode("utf-8", "replace"), path="/sys/send.php")


_ADDRESS = "https://shop.example/sms"
_LONGEST = 1 << 18


def _callbacks() -> list[Door]:
    of: list[tuple[str, str, Mapping[str, Family]]] = [
        ("form", "?sha1=SECRET", FORMS),
        ("form, utf-8", "?charset=utf-8", FORMS),
        ("XML", "?charset=utf-8&fmt=2&md5=SECRET", XML_CALLBACKS),
        ("JSON", "?charset=utf-8&fmt=3&crc32=SECRET", JSON_CALLBACKS),
    ]
    doors = [
        Door(
            name=f"callback, {name}",
            enter=_receiving(Handler.from_url(_ADDRESS + address)),
            families=families,
            longest=_LONGEST,
        )
        for name, address, families in of
    ]
    by_get = Handler.from_url(_ADDRESS + "!id&phone?sha1=SECRET")
    queries = Door(
        name="callback, query",
        enter=lambda octets: by_get.receive(query=octets),
        families=FORMS,
        longest=_LONGEST,
    )
    return [*doors, queries]


def _receiving(handler: Handler) -> Callable[[bytes], object]:
    """What nothing vouches for is looked at as well: a hash would have kept it out."""

    def enter(octets: bytes) -> object:
        received = handler.receive(body=octets)
        return (
            received,
            received.verdict.dedup_key,
            received.verdict.replay_key,
            handler.decode_unverified(body=octets),
        )

    return enter


_KEY, _NOW = bytes(range(32)), 1700000000
_SECRETS = ["whsec_" + b64encode(_KEY).decode()]


def _relayed(body: bytes) -> object:
    """With a signature that fits: what somebody who knows the secret may send."""
    told = f"msg_1.{_NOW}.".encode() + body
    signature = b64encode(hmac.new(_KEY, told, hashlib.sha256).digest()).decode()
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(_NOW),
        "webhook-signature": f"v1,{signature}",
    }
    return relay.verify(headers, body, secrets=_SECRETS, now=_NOW)


def _header(name: str) -> Callable[[bytes], object]:
    def enter(octets: bytes) -> object:
        headers = {
            "webhook-id": "msg_1",
            "webhook-timestamp": str(_NOW),
            "webhook-signature": "v1,x",
        }
        return relay.verify(
            headers | {name: octets.decode("utf-8", "replace")}, b"{}", secrets=_SECRETS, now=_NOW
        )

    return enter


def _relays() -> list[Door]:
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    headers = [
        Door(name=f"relay.verify, {name}", enter=_header(name), families=HEADERS) for name in names
    ]
    return [Door(name="relay.verify", enter=_relayed, families=RELAYED), *headers]


def _receipt(*, lenient: bool) -> Callable[[bytes], object]:
    def enter(octets: bytes) -> object:
        receipt = receipts.decode(octets, lenient=lenient)
        return receipt, receipt.state, receipt.error_number

    return enter


def _report(data_coding: int, *, lenient: bool) -> Callable[[bytes], object]:
    def enter(octets: bytes) -> object:
        text = octets.decode("latin-1").encode("utf-16-be") if data_coding else octets
        return DeliveryReport.from_parts(text, data_coding=data_coding, lenient=lenient)

    return enter


def _report_of_tlvs(octets: bytes) -> object:
    return DeliveryReport.from_parts(None, tlvs.decode(octets))


def _tlvs(octets: bytes) -> object:
    return [(tlv.value, tlv.defect) for tlv in tlvs.decode(octets)]


def _framed(command: int, status: int) -> Callable[[bytes], object]:
    """A body behind a header that tells its length truly."""

    def enter(octets: bytes) -> object:
        return decode(struct.pack(">IIII", 16 + len(octets), command, status, 1) + octets)

    return enter


def _text(data_coding: int) -> Callable[[bytes], object]:
    return lambda octets: texts.decode(octets, data_coding)


def _smpp() -> list[Door]:
    reports = [(0, False, "text"), (0, True, "lenient"), (8, True, "UCS-2")]
    commands_ = [
        (0x05, 0, "deliver_sm"),
        (0x80000004, 8, "an error's response"),
        (0x0B, 0, "an unknown command"),
    ]
    codings = [(0, "GSM"), (8, "UCS-2"), (10, "ISO-2022-JP"), (14, "EUC-KR")]
    return [
        Door(name="receipts.decode", enter=_receipt(lenient=False), families=RECEIPTS),
        Door(name="receipts.decode, lenient", enter=_receipt(lenient=True), families=RECEIPTS),
        *[
            Door(
                name=f"DeliveryReport, {name}",
                enter=_report(coding, lenient=lenient),
                families=RECEIPTS,
            )
            for coding, lenient, name in reports
        ],
        Door(name="DeliveryReport, TLVs", enter=_report_of_tlvs, families=TLVS),
        Door(name="tlvs.decode", enter=_tlvs, families=TLVS),
        Door(
            name="tlvs.decode, strict",
            enter=lambda octets: tlvs.decode(octets, strict=True),
            families=TLVS,
        ),
        Door(name="smpp.decode", enter=decode, families=STREAMS),
        *[
            Door(name=f"smpp.decode, {name}", enter=_framed(number, status), families=BODIES)
            for number, status, name in commands_
        ],
        Door(name="smpp.split", enter=split, families=STREAMS),
        *[
            Door(name=f"texts.decode, {name}", enter=_text(coding), families=TEXTS)
            for coding, name in codings
        ],
    ]


def _logs() -> list[Door]:
    return [
        Door(name="logs.scan", enter=_scanned, families=LOGS),
        Door(
            name="logs.scan, lenient receipts",
            enter=lambda octets: _scanned(octets, kind="receipt", lenient=True),
            families=LOGS,
        ),
    ]


def _scanned(octets: bytes, **said: Any) -> None:
    """All findings, and what each says of itself."""
    for found in logs.scan(octets.split(b"\n"), **said):
        str(found.log_time)
        if found.error is not None:
            str(found.error)


def _files() -> list[Door]:
    return [
        Door(name="tasks.rows", enter=tasks.read_csv, families=FILES),
        Door(name="tasks.header", enter=tasks.header, families=FILES),
    ]


DOORS: tuple[Door, ...] = (
    *_replies(),
    *_requests(),
    *_callbacks(),
    *_relays(),
    *_smpp(),
    *_files(),
    *_logs(),
)


# ---- measuring


def _spent(door: Door, octets: bytes) -> float:
    gc.collect()
    start = time.process_time()  # of the processor: other processes do not count
    knock(door, octets)
    return time.process_time() - start


def _median(door: Door, octets: bytes, rounds: int) -> float:
    first = _spent(door, octets)
    return statistics.median(
        [
            first,
            *(
                _spent(door, octets)
                for _ in range((min(rounds, 3) if first > _LONG else rounds) - 1)
            ),
        ]
    )


def _growth(
    door: Door, family: str, sizes: Sequence[int], rounds: int
) -> tuple[float, float, float]:
    """The worst doubling of a family, what a doubling costs on the whole, and the seconds of the largest size."""
    bodies = [door.octets(family, size) for size in sizes]
    times: list[float] = []
    for body in bodies:
        times.append(_median(door, body, rounds))
        if len(times) > 1 and times[-1] > 20:
            break  # no doubt about it, and no end of it
    worst = 0.0
    for (small, before), (large, after) in pairwise(zip(bodies, times, strict=False)):
        # What does not grow (a family whose unit is larger) says nothing.
        if before < _NOISE or len(large) < 1.9 * len(small):
            continue
        ratio = after / before
        for _ in range(_AGAIN):
            if ratio <= _DOUBTFUL or after > 20:
                break
            ratio = min(ratio, _median(door, large, rounds) / _median(door, small, rounds))
        worst = max(worst, ratio)
    # One step can be the allocator's, that asks the system for more; over all of them it does not count.
    told = [
        (len(body), spent) for body, spent in zip(bodies, times, strict=False) if spent >= _NOISE
    ]
    grown = math.log2(told[-1][0] / told[0][0]) if told else 0
    return worst, (told[-1][1] / told[0][1]) ** (1 / grown) if grown > 0.5 else 0.0, times[-1]


def _peak(door: Door, octets: bytes) -> float:
    """Octets of memory for each octet of the input, at the worst moment."""
    gc.collect()
    tracemalloc.start()
    try:
        knock(door, octets)
        return tracemalloc.get_traced_memory()[1] / len(octets)
    finally:
        tracemalloc.stop()


def _measure(door: Door, *, quick: bool) -> float:
    most = min(1 << 18 if quick else LARGEST, door.longest)
    sizes = [size for size in (65536 << step for step in range(5)) if size <= most]
    rounds = 3 if quick else 7
    growths, slowest, peaks = [], [], []
    for family in door.families:
        knock(door, door.octets(family, 2048))  # what is built once is built now
        growth, mean, spent = _growth(door, family, sizes, rounds)
        growths.append((growth, mean, family))
        slowest.append((spent, family))
        body = door.octets(family, min(most, _WEIGHED))
        if spent < 20 and len(body) > _WEIGHED // 8:
            peaks.append((_peak(door, body), family))
    (growth, mean, of_growth), (spent, of_spent), (peak, of_peak) = (
        max(growths),
        max(slowest),
        max(peaks),
    )
    doubling = (
        f"{growth:.2f} (on the whole {mean:.2f}), {of_growth}" if growth else "below the noise"
    )
    print(
        f"| {door.name} | {len(door.families)} | {most >> 10} | {spent * 1e3:.0f}, {of_spent} | {doubling} | {peak:.1f}, {of_peak} |",
        flush=True,
    )
    return growth


def main() -> None:
    chosen = [word for word in sys.argv[1:] if not word.startswith("-")]
    doors = [
        door for door in DOORS if not chosen or any(door.name.startswith(word) for word in chosen)
    ]
    gc.collect()
    gc.freeze()  # what is there already is not looked through before every measurement
    if doors:
        print(
            "| door | families | KiB | slowest, ms | worst doubling | peak octets an octet |\n|---|---|---|---|---|---|"
        )
        worst = max(_measure(door, quick="--quick" in sys.argv) for door in doors)
        print(
            f"\n{len(doors)} doors, {sum(len(door.families) for door in doors)} families; worst doubling {worst:.2f}"
        )
    if not chosen or "XML attacks".startswith(tuple(chosen)):
        attacks.report()


if __name__ == "__main__":
    main()
