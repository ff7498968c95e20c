"""Generate the log of a gateway, and measure how long it takes to scan it.

``python -m benchmarks.logs --lines 1000000 --seed 1 > mixed.log`` writes a log; ``--bench`` prints
the tables of ``docs/performance.md``. The same seed gives the same bytes: bodies and values come
from ``logpool.json``, which was drawn once from the Hypothesis strategies; the rest of each line is
generated here.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from datetime import datetime, timedelta, timezone
from functools import cache
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from benchmarks.logpool import pool, to_one_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["LINE_FORMATS", "SAMPLE", "SAMPLE_FILE", "Entry", "entries", "lines", "take"]

#: Maximum time between two entries, in milliseconds.
PACE = 100
#: Lines, seed, pace and share of damaged entries of the sample in the package: one day.
SAMPLE = (1500, 20260324, 120_000, 0.03)
SAMPLE_FILE = Path(__file__).parents[1] / "smsc_codec" / "samples" / "gateway.log.gz"
#: Share of damaged entries.
DAMAGED = 0.005
ZONE = timezone(timedelta(hours=3))
FIRST = datetime(2026, 3, 1, tzinfo=ZONE)


class Entry(NamedTuple):
    """A log entry of one or more lines.

    Args:
        data: the lines, without the last line break.
        format: its key in :data:`LINE_FORMATS`, which the competitor is given.
        time_format: notation of its time: ``comma``, ``second``, ``zone``, ``dotted``, ``access``,
            ``json``, ``unix``, or empty for none.
        damaged: whether it was truncated, or a character was replaced.
    """

    data: bytes
    format: str
    time_format: str
    damaged: bool = False


class LineFormat(NamedTuple):
    """A format of log entries.

    Args:
        weight: its share, in thousandths.
        kinds: kinds of the findings it contains.
        make: returns its text and the notation of its time.
    """

    weight: int
    kinds: tuple[str, ...]
    make: Callable[[Random, datetime], tuple[str, str]]


# ---- times and prefixes


def _program(random: Random, at: datetime) -> tuple[str, str]:
    """Return a time with the name of a program in one of three notations."""
    choice = random.randrange(4)
    if choice < 2:
        return f"{at:%Y-%m-%d %H:%M:%S},{at.microsecond // 1000:03} INFO gateway.client", "comma"
    if choice == 2:
        return f"{at:%Y-%m-%dT%H:%M:%S}+03:00 gw1 gateway[812]", "zone"
    return f"{at:%d.%m.%Y %H:%M:%S} INFO gateway", "dotted"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _access(random: Random, at: datetime, request: str, size: int) -> tuple[str, str]:
    """Return an access log line in nginx's combined format."""
    host = f"203.0.113.{random.randrange(256)}"
    return (
        (
            f"{host} - - [{at:%d}/{_MONTHS[at.month - 1]}/{at:%Y:%H:%M:%S} +0300] "
            f'"{request} HTTP/1.1" 200 {size} "-" "python-requests/2.32.3"'
        ),
        "access",
    )


def _json_line(random: Random, at: datetime, message: str, body: str) -> tuple[str, str]:
    """Return a JSON log line that contains a body as a string."""
    unix = random.random() < 0.3
    timestamp = round(at.timestamp(), 3) if unix else at.isoformat(timespec="milliseconds")
    line = json.dumps(
        {"ts": timestamp, "level": "info", "msg": message, "body": body},
        ensure_ascii=random.random() < 0.5,
    )
    return line, "unix" if unix else "json"


# ---- requests


@cache
def _queries() -> dict[str, list[str]]:
    """Return the requests of the pool as URLs, in their charset."""
    found: dict[str, list[str]] = {}
    for name, requests in pool().items():
        if name.startswith("ask-"):
            found[name[4:]] = [
                f"{path}?{urlencode(params, encoding=params.get('charset', 'cp1251'))}"
                for path, params in requests
            ]
    return found


_COMMANDS = ("send",) * 6 + ("status",) * 3 + ("balance", "wait_call", "senders")


def _random_request(random: Random) -> str:
    return random.choice(_queries()[random.choice(_COMMANDS)])


def _request_in_access(random: Random, at: datetime) -> tuple[str, str]:
    return _access(random, at, f"GET {_random_request(random)}", 20 + random.randrange(500))


def _request_with_form(random: Random, at: datetime) -> tuple[str, str]:
    path, _, form = _random_request(random).partition("?")
    prefix, time_format = _program(random, at)
    return f"{prefix}: POST https://smsc.example{path} {form}", time_format


#: Requests with fmt=1, and the key of their replies in the pool.
_PAIRS = {
    "status": (
        "/sys/status.php?login=alex&psw=secret&phone=7999000{:04}&id={}&all=1&fmt=1&charset=utf-8",
        "status1",
    ),
    "send": (
        (
            "/sys/send.php?apikey=key&phones=7999000{:04}&mes=%D0%9A%D0%BE%D0%B4+{}"
            "&fmt=1&charset=utf-8"
        ),
        "send1",
    ),
    "balance": ("/sys/balance.php?login=alex&psw=secret&fmt=1", "balance1"),
}


def _pair(random: Random, name: str) -> tuple[str, str]:
    request, reply_key = _PAIRS[name]
    return request.format(random.randrange(10000), random.randrange(1, 10**6)), random.choice(
        pool()[reply_key]
    )


def _with_reply(name: str, template: str) -> Callable[[Random, datetime], tuple[str, str]]:
    """Make a request and its reply, formatted with a template."""

    def make(random: Random, at: datetime) -> tuple[str, str]:
        request, body = _pair(random, name)
        prefix, time_format = _program(random, at)
        return template.format(prefix=prefix, request=request, body=body), time_format

    return make


_SAME_LINE = "{prefix}: GET https://smsc.example{request} => {body}"
_NEXT_LINE = "{prefix}: GET https://smsc.example{request}\n{prefix}: {body}"


# ---- replies


def _reply(random: Random, fmt: int) -> str:
    return str(random.choice(pool()[f"{'status' if random.random() < 0.6 else 'send'}{fmt}"]))


def _reply_flat(fmt: int) -> Callable[[Random, datetime], tuple[str, str]]:
    def make(random: Random, at: datetime) -> tuple[str, str]:
        prefix, time_format = _program(random, at)
        return f"{prefix}: reply {to_one_line(_reply(random, fmt), fmt)}", time_format

    return make


def _reply_raw(fmt: int) -> Callable[[Random, datetime], tuple[str, str]]:
    """Make a reply over several lines, as received."""

    def make(random: Random, at: datetime) -> tuple[str, str]:
        prefix, time_format = _program(random, at)
        return f"{prefix}: reply {_reply(random, fmt)}", time_format

    return make


def _reply_repr(fmt: int) -> Callable[[Random, datetime], tuple[str, str]]:
    """Make a reply as the repr of Python bytes or str."""

    def make(random: Random, at: datetime) -> tuple[str, str]:
        prefix, time_format = _program(random, at)
        return f"{prefix}: 200 {_repr(random, _reply(random, fmt))}", time_format

    return make


def _repr(random: Random, body: str) -> str:
    return repr(body) if random.random() < 0.4 else repr(body.encode())


def _reply_in_json(fmt: int) -> Callable[[Random, datetime], tuple[str, str]]:
    return lambda random, at: _json_line(random, at, "reply", _reply(random, fmt))


# ---- callbacks


def _callback_query(random: Random, at: datetime) -> tuple[str, str]:
    return _access(random, at, f"GET /sms/in?{random.choice(pool()['callback-form-utf8'])}", 2)


def _callback_form(charset: str) -> Callable[[Random, datetime], tuple[str, str]]:
    def make(random: Random, at: datetime) -> tuple[str, str]:
        prefix, time_format = _program(random, at)
        return (
            f"{prefix}: callback {random.choice(pool()[f'callback-form-{charset}'])}",
            time_format,
        )

    return make


def _callback_json(random: Random, at: datetime) -> tuple[str, str]:
    prefix, time_format = _program(random, at)
    return (
        f"{prefix}: callback {to_one_line(random.choice(pool()['callback-json']), 3)}",
        time_format,
    )


def _callback_in_json(random: Random, at: datetime) -> tuple[str, str]:
    return _json_line(random, at, "callback", random.choice(pool()["callback-json"]))


# ---- receipts and PDUs


def _receipt(random: Random, at: datetime) -> tuple[str, str]:
    text = random.choice(pool()["receipt"])
    if random.random() < 0.2:
        return text, ""
    prefix, time_format = _program(random, at)
    return f"{prefix}: {text}", time_format


def _kannel(random: Random, at: datetime) -> tuple[str, str]:
    text = random.choice(pool()["receipt-sms"])
    return (
        f"{at:%Y-%m-%d %H:%M:%S} Receive DLR [SMSC:smsc] [SVC:] [ACT:] [BINF:] "
        f"[FID:{random.randrange(10**9)}] [META:?smpp?] [from:SMSTEST] "
        f"[to:7999000{random.randrange(10000):04}] [flags:-1:-1:-1:-1:1] "
        f"[msg:{len(text.encode('latin-1'))}:{text}] [udh:0:]"
    ), "second"


_STATES = ("DELIVRD",) * 6 + ("EXPIRED", "UNDELIV")


def _jasmin(random: Random, at: datetime) -> tuple[str, str]:
    submitted = at - timedelta(minutes=random.randrange(60))
    state = random.choice(_STATES)
    delivered, err = ("001", "000") if state == "DELIVRD" else ("000", "011")
    return (
        f"{at:%Y-%m-%d %H:%M:%S} INFO     821 DLR [cid:smsc] "
        f"[smpp-msgid:{random.randrange(1, 10**9)}] [status:{state}] "
        f"[submit date:{submitted:%y%m%d%H%M}] [done date:{at:%y%m%d%H%M}] "
        f"[sub/dlvrd messages:001/{delivered}] [err:{err}] [content:{random.choice(_CONTENT)}]"
    ), "second"


_CONTENT = ("b'hello'", "** 12 byte content **", "b'caf\\xc3\\xa9'", "b''")


def _pdu(*names: str) -> Callable[[Random, datetime], tuple[str, str]]:
    def make(random: Random, at: datetime) -> tuple[str, str]:
        prefix, time_format = _program(random, at)
        digits = random.choice(pool()[random.choice(names)])
        if random.random() < 0.3:
            digits = bytes.fromhex(digits).hex(" ")
        return f"{prefix}: {random.choice(('recv', 'sent'))} {digits}", time_format

    return make


# ---- unrelated lines


def _unrelated(random: Random, at: datetime) -> tuple[str, str]:
    choice = random.randrange(5)
    if choice == 0:
        return _access(
            random,
            at,
            f"GET /catalog/{random.randrange(10**6)}?page={random.randrange(9)}",
            512 + random.randrange(9000),
        )
    if choice == 1:
        line = {
            "ts": at.isoformat(timespec="milliseconds"),
            "level": "info",
            "msg": "order saved",
            "order": random.randrange(10**6),
            "user": "alex",
        }
        return json.dumps(line), "json"
    prefix, time_format = _program(random, at)
    messages = (
        "connection pool: 5 of 20 in use",
        "job {} done in 0.35 s",
        "POST /orders/{} 201",
        "cache miss for key order:{}",
        "Привет, заказ {} собран",
    )
    return f"{prefix}: {random.choice(messages).format(random.randrange(10**6))}", time_format


#: All formats; the weights are in thousandths.
LINE_FORMATS: dict[str, LineFormat] = {
    "unrelated": LineFormat(300, (), _unrelated),
    "request access": LineFormat(130, ("request",), _request_in_access),
    "request form": LineFormat(30, ("request",), _request_with_form),
    **{
        f"same line, {name}": LineFormat(
            weight, ("request", "reply"), _with_reply(name, _SAME_LINE)
        )
        for name, weight in (("status", 20), ("send", 10), ("balance", 5))
    },
    **{
        f"next line, {name}": LineFormat(
            weight, ("request", "reply"), _with_reply(name, _NEXT_LINE)
        )
        for name, weight in (("status", 20), ("send", 10), ("balance", 5))
    },
    "reply text": LineFormat(40, ("reply",), _reply_flat(0)),
    "reply text repr": LineFormat(20, ("reply",), _reply_repr(0)),
    "reply text json": LineFormat(10, ("reply",), _reply_in_json(0)),
    "reply xml": LineFormat(30, ("reply",), _reply_flat(2)),
    "reply xml lines": LineFormat(5, ("reply",), _reply_raw(2)),
    "reply xml repr": LineFormat(20, ("reply",), _reply_repr(2)),
    "reply xml json": LineFormat(10, ("reply",), _reply_in_json(2)),
    "reply json": LineFormat(60, ("reply",), _reply_flat(3)),
    "reply json lines": LineFormat(5, ("reply",), _reply_raw(3)),
    "reply json repr": LineFormat(40, ("reply",), _reply_repr(3)),
    "reply json json": LineFormat(40, ("reply",), _reply_in_json(3)),
    "callback query": LineFormat(30, ("callback",), _callback_query),
    "callback form": LineFormat(20, ("callback",), _callback_form("utf8")),
    "callback form cp1251": LineFormat(15, ("callback",), _callback_form("cp1251")),
    "callback json": LineFormat(10, ("callback",), _callback_json),
    "callback json json": LineFormat(10, ("callback",), _callback_in_json),
    "receipt": LineFormat(20, ("receipt",), _receipt),
    "receipt kannel": LineFormat(20, ("receipt",), _kannel),
    "receipt jasmin": LineFormat(15, ("receipt",), _jasmin),
    "pdu deliver": LineFormat(20, ("pdu",), _pdu("DeliverSm")),
    "pdu other": LineFormat(30, ("pdu",), _pdu("SubmitSm", "SubmitSmResp", "EnquireLink")),
}


def entries(
    seed: int, only: str | None = None, pace: int = PACE, share: float = DAMAGED
) -> Iterator[Entry]:
    """Yield entries indefinitely.

    Args:
        seed: seed of the random generator.
        only: yield only undamaged entries of this format.
        pace: maximum time between two entries, in milliseconds.
        share: share of damaged entries.
    """
    random = Random(seed)
    at = FIRST
    names = list(LINE_FORMATS)
    bounds = list(accumulate(format_.weight for format_ in LINE_FORMATS.values()))
    while True:
        at += timedelta(milliseconds=random.randrange(pace))
        name = only or random.choices(names, cum_weights=bounds)[0]
        text, time_format = LINE_FORMATS[name].make(random, at)
        data = text.encode()
        damaged = only is None and random.random() < share
        yield Entry(_damage(random, data) if damaged else data, name, time_format, damaged)


def _damage(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data))
    return data[:at] if random.random() < 0.5 else data[:at] + b"\x00" + data[at + 1 :]


def take(
    count: int, seed: int, only: str | None = None, pace: int = PACE, share: float = DAMAGED
) -> Iterator[Entry]:
    """Yield entries with this many lines in total, or slightly more."""
    remaining = count
    for entry in entries(seed, only, pace, share):
        if remaining <= 0:
            return
        remaining -= entry.data.count(b"\n") + 1
        yield entry


def lines(count: int, seed: int, pace: int = PACE, share: float = DAMAGED) -> Iterator[bytes]:
    """Yield this many lines, with their line breaks."""
    all_lines = (
        line + b"\n"
        for entry in take(count, seed, None, pace, share)
        for line in entry.data.split(b"\n")
    )
    return islice(all_lines, count)


def main() -> None:
    """Write a log, print the tables, or regenerate the sample."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.logs")
    parser.add_argument("--lines", type=int, default=None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--bench", action="store_true", help="print the tables of docs/performance.md instead"
    )
    parser.add_argument(
        "--sample", action="store_true", help="regenerate the sample of the package instead"
    )
    arguments = parser.parse_args()
    if arguments.bench:
        from benchmarks import logbench

        logbench.main(arguments.lines, arguments.seed)
        return
    if arguments.sample:
        SAMPLE_FILE.write_bytes(gzip.compress(b"".join(lines(*SAMPLE)), 9, mtime=0))
        return
    sys.stdout.buffer.writelines(lines(arguments.lines or 1_000_000, arguments.seed))


if __name__ == "__main__":
    main()
