"""A made log of a gateway's days, and what it takes to read it.

``python -m benchmarks.logs --lines 1000000 --seed 1 > mixed.log`` writes one; ``--bench`` prints the tables of
``docs/performance.md``. The same seed gives the same octets: bodies and values are those of ``logpool.json``, drawn once from the
strategies; what stands around them is drawn here.
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

from benchmarks.logpool import flat, pool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["FORMS", "SAMPLE", "SAMPLE_FILE", "Entry", "entries", "lines", "some"]

PACE = 100
#: The lines, the seed, the pace and the damage of the package's sample: a day, and not a good one.
SAMPLE = (1500, 20260324, 120_000, 0.03)
SAMPLE_FILE = Path(__file__).parents[1] / "smsc_codec" / "samples" / "gateway.log.gz"
DAMAGED = 0.005
ZONE = timezone(timedelta(hours=3))
FIRST = datetime(2026, 3, 1, tzinfo=ZONE)


class Entry(NamedTuple):
    """What a program writes at once: a line, or several.

    Args:
        octets: without the last line break.
        form: one of :data:`FORMS`: what the opponent is told.
        stamp: how its time is written: ``comma``, ``zone``, ``dotted``, ``access``, ``json``, ``unix`` or nothing.
        damaged: whether it was cut, or a character replaced.
    """

    octets: bytes
    form: str
    stamp: str
    damaged: bool = False


class Form(NamedTuple):
    """One kind of line.

    Args:
        weight: how many of a thousand.
        kinds: what is to be found in it.
        make: its text, and how its time is written.
    """

    weight: int
    kinds: tuple[str, ...]
    make: Callable[[Random, datetime], tuple[str, str]]


# ---- times and what stands before


def _program(random: Random, at: datetime) -> tuple[str, str]:
    """The time and the name of a program, in one of three ways."""
    way = random.randrange(4)
    if way < 2:
        return f"{at:%Y-%m-%d %H:%M:%S},{at.microsecond // 1000:03} INFO gateway.client", "comma"
    if way == 2:
        return f"{at:%Y-%m-%dT%H:%M:%S}+03:00 gw1 gateway[812]", "zone"
    return f"{at:%d.%m.%Y %H:%M:%S} INFO gateway", "dotted"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _access(random: Random, at: datetime, request: str, size: int) -> tuple[str, str]:
    """Nginx's combined form."""
    host = f"203.0.113.{random.randrange(256)}"
    return (
        f'{host} - - [{at:%d}/{_MONTHS[at.month - 1]}/{at:%Y:%H:%M:%S} +0300] "{request} HTTP/1.1" 200 {size} "-" "python-requests/2.32.3"',
        "access",
    )


def _json_line(random: Random, at: datetime, message: str, body: str) -> tuple[str, str]:
    """A line that is JSON, with what came as a string in it."""
    unix = random.random() < 0.3
    stamp = round(at.timestamp(), 3) if unix else at.isoformat(timespec="milliseconds")
    line = json.dumps(
        {"ts": stamp, "level": "info", "msg": message, "body": body},
        ensure_ascii=random.random() < 0.5,
    )
    return line, "unix" if unix else "json"


# ---- requests


@cache
def _queries() -> dict[str, list[str]]:
    """The requests of the pool as queries, in the charset that they state."""
    found: dict[str, list[str]] = {}
    for name, asked in pool().items():
        if name.startswith("ask-"):
            found[name[4:]] = [
                f"{path}?{urlencode(params, encoding=params.get('charset', 'cp1251'))}"
                for path, params in asked
            ]
    return found


_ASKED = ("send",) * 6 + ("status",) * 3 + ("balance", "wait_call", "senders")


def _asked(random: Random) -> str:
    return random.choice(_queries()[random.choice(_ASKED)])


def _request_in_access(random: Random, at: datetime) -> tuple[str, str]:
    return _access(random, at, f"GET {_asked(random)}", 20 + random.randrange(500))


def _request_with_form(random: Random, at: datetime) -> tuple[str, str]:
    path, _, form = _asked(random).partition("?")
    before, stamp = _program(random, at)
    return f"{before}: POST https://smsc.example{path} {form}", stamp


#: Requests of fmt=1, and the replies of the pool that fit.
_PAIRS = {
    "status": (
        "/sys/status.php?login=alex&psw=secret&phone=7999000{:04}&id={}&all=1&fmt=1&charset=utf-8",
        "status1",
    ),
    "send": (
        "/sys/send.php?apikey=key&phones=7999000{:04}&mes=%D0%9A%D0%BE%D0%B4+{}&fmt=1&charset=utf-8",
        "send1",
    ),
    "balance": ("/sys/balance.php?login=alex&psw=secret&fmt=1", "balance1"),
}


def _pair(random: Random, name: str) -> tuple[str, str]:
    asked, answered = _PAIRS[name]
    return asked.format(random.randrange(10000), random.randrange(1, 10**6)), random.choice(
        pool()[answered]
    )


def _answered(name: str, form: str) -> Callable[[Random, datetime], tuple[str, str]]:
    """A request and its reply, laid out by ``form``."""

    def made(random: Random, at: datetime) -> tuple[str, str]:
        asked, body = _pair(random, name)
        before, stamp = _program(random, at)
        return form.format(before=before, asked=asked, body=body), stamp

    return made


_BEHIND = "{before}: GET https://smsc.example{asked} => {body}"
_NEXT = "{before}: GET https://smsc.example{asked}\n{before}: {body}"


# ---- replies


def _reply(random: Random, fmt: int) -> str:
    return str(random.choice(pool()[f"{'status' if random.random() < 0.6 else 'send'}{fmt}"]))


def _reply_flat(fmt: int) -> Callable[[Random, datetime], tuple[str, str]]:
    def made(random: Random, at: datetime) -> tuple[str, str]:
        before, stamp = _program(random, at)
        return f"{before}: reply {flat(_reply(random, fmt), fmt)}", stamp

    return made


def _reply_as_it_came(fmt: int) -> Callable[[Random, datetime], tuple[str, str]]:
    """Over several lines."""

    def made(random: Random, at: datetime) -> tuple[str, str]:
        before, stamp = _program(random, at)
        return f"{before}: reply {_reply(random, fmt)}", stamp

    return made


def _reply_repr(fmt: int) -> Callable[[Random, datetime], tuple[str, str]]:
    """As Python shows octets, or a text."""

    def made(random: Random, at: datetime) -> tuple[str, str]:
        before, stamp = _program(random, at)
        return f"{before}: 200 {_shown(random, _reply(random, fmt))}", stamp

    return made


def _shown(random: Random, body: str) -> str:
    return repr(body) if random.random() < 0.4 else repr(body.encode())


def _reply_in_json(fmt: int) -> Callable[[Random, datetime], tuple[str, str]]:
    return lambda random, at: _json_line(random, at, "reply", _reply(random, fmt))


# ---- callbacks


def _callback_query(random: Random, at: datetime) -> tuple[str, str]:
    return _access(random, at, f"GET /sms/in?{random.choice(pool()['callback-form-utf8'])}", 2)


def _callback_form(charset: str) -> Callable[[Random, datetime], tuple[str, str]]:
    def made(random: Random, at: datetime) -> tuple[str, str]:
        before, stamp = _program(random, at)
        return f"{before}: callback {random.choice(pool()[f'callback-form-{charset}'])}", stamp

    return made


def _callback_json(random: Random, at: datetime) -> tuple[str, str]:
    before, stamp = _program(random, at)
    return f"{before}: callback {flat(random.choice(pool()['callback-json']), 3)}", stamp


def _callback_in_json(random: Random, at: datetime) -> tuple[str, str]:
    return _json_line(random, at, "callback", random.choice(pool()["callback-json"]))


# ---- receipts and PDUs


def _receipt(random: Random, at: datetime) -> tuple[str, str]:
    text = random.choice(pool()["receipt"])
    if random.random() < 0.2:
        return text, ""
    before, stamp = _program(random, at)
    return f"{before}: {text}", stamp


def _kannel(random: Random, at: datetime) -> tuple[str, str]:
    text = random.choice(pool()["receipt-sms"])
    return (
        f"{at:%Y-%m-%d %H:%M:%S} Receive DLR [SMSC:smsc] [SVC:] [ACT:] [BINF:] [FID:{random.randrange(10**9)}] [META:?smpp?] [from:SMSTEST] "
        f"[to:7999000{random.randrange(10000):04}] [flags:-1:-1:-1:-1:1] [msg:{len(text.encode('latin-1'))}:{text}] [udh:0:]"
    ), "second"


_STATES = ("DELIVRD",) * 6 + ("EXPIRED", "UNDELIV")


def _jasmin(random: Random, at: datetime) -> tuple[str, str]:
    done = at - timedelta(minutes=random.randrange(60))
    state = random.choice(_STATES)
    return (
        f"{at:%Y-%m-%d %H:%M:%S} INFO     821 DLR [cid:smsc] [smpp-msgid:{random.randrange(1, 10**9)}] [status:{state}] "
        f"[submit date:{done:%y%m%d%H%M}] [done date:{at:%y%m%d%H%M}] [sub/dlvrd messages:001/{'001' if state == 'DELIVRD' else '000'}] "
        f"[err:{'000' if state == 'DELIVRD' else '011'}] [content:{random.choice(_CONTENT)}]"
    ), "second"


_CONTENT = ("b'hello'", "** 12 byte content **", "b'caf\\xc3\\xa9'", "b''")


def _pdu(*names: str) -> Callable[[Random, datetime], tuple[str, str]]:
    def made(random: Random, at: datetime) -> tuple[str, str]:
        before, stamp = _program(random, at)
        digits = random.choice(pool()[random.choice(names)])
        if random.random() < 0.3:
            digits = bytes.fromhex(digits).hex(" ")
        return f"{before}: {random.choice(('recv', 'sent'))} {digits}", stamp

    return made


# ---- lines of nothing


def _nothing(random: Random, at: datetime) -> tuple[str, str]:
    way = random.randrange(5)
    if way == 0:
        return _access(
            random,
            at,
            f"GET /catalog/{random.randrange(10**6)}?page={random.randrange(9)}",
            512 + random.randrange(9000),
        )
    if way == 1:
        line = {
            "ts": at.isoformat(timespec="milliseconds"),
            "level": "info",
            "msg": "order saved",
            "order": random.randrange(10**6),
            "user": "alex",
        }
        return json.dumps(line), "json"
    before, stamp = _program(random, at)
    words = (
        "connection pool: 5 of 20 in use",
        "job {} done in 0.35 s",
        "POST /orders/{} 201",
        "cache miss for key order:{}",
        "Привет, заказ {} собран",
    )
    return f"{before}: {random.choice(words).format(random.randrange(10**6))}", stamp


#: Every kind of line; the weights are of a thousand.
FORMS: dict[str, Form] = {
    "nothing": Form(300, (), _nothing),
    "request access": Form(130, ("request",), _request_in_access),
    "request form": Form(30, ("request",), _request_with_form),
    **{
        f"answered {name}": Form(weight, ("request", "reply"), _answered(name, _BEHIND))
        for name, weight in (("status", 20), ("send", 10), ("balance", 5))
    },
    **{
        f"next {name}": Form(weight, ("request", "reply"), _answered(name, _NEXT))
        for name, weight in (("status", 20), ("send", 10), ("balance", 5))
    },
    "reply text": Form(40, ("reply",), _reply_flat(0)),
    "reply text repr": Form(20, ("reply",), _reply_repr(0)),
    "reply text json": Form(10, ("reply",), _reply_in_json(0)),
    "reply xml": Form(30, ("reply",), _reply_flat(2)),
    "reply xml lines": Form(5, ("reply",), _reply_as_it_came(2)),
    "reply xml repr": Form(20, ("reply",), _reply_repr(2)),
    "reply xml json": Form(10, ("reply",), _reply_in_json(2)),
    "reply json": Form(60, ("reply",), _reply_flat(3)),
    "reply json lines": Form(5, ("reply",), _reply_as_it_came(3)),
    "reply json repr": Form(40, ("reply",), _reply_repr(3)),
    "reply json json": Form(40, ("reply",), _reply_in_json(3)),
    "callback query": Form(30, ("callback",), _callback_query),
    "callback form": Form(20, ("callback",), _callback_form("utf8")),
    "callback form cp1251": Form(15, ("callback",), _callback_form("cp1251")),
    "callback json": Form(10, ("callback",), _callback_json),
    "callback json json": Form(10, ("callback",), _callback_in_json),
    "receipt": Form(20, ("receipt",), _receipt),
    "receipt kannel": Form(20, ("receipt",), _kannel),
    "receipt jasmin": Form(15, ("receipt",), _jasmin),
    "pdu deliver": Form(20, ("pdu",), _pdu("DeliverSm")),
    "pdu other": Form(30, ("pdu",), _pdu("SubmitSm", "SubmitSmResp", "EnquireLink")),
}


def entries(
    seed: int, only: str | None = None, pace: int = PACE, share: float = DAMAGED
) -> Iterator[Entry]:
    """Entries without an end; of one form alone, and undamaged, if it is named. ``pace`` is the most
    milliseconds between two, ``share`` how many are damaged.
    """
    random = Random(seed)
    at = FIRST
    names = list(FORMS)
    bounds = list(accumulate(form.weight for form in FORMS.values()))
    while True:
        at += timedelta(milliseconds=random.randrange(pace))
        name = only or random.choices(names, cum_weights=bounds)[0]
        text, stamp = FORMS[name].make(random, at)
        octets = text.encode()
        damaged = only is None and random.random() < share
        yield Entry(_damaged(random, octets) if damaged else octets, name, stamp, damaged)


def _damaged(random: Random, octets: bytes) -> bytes:
    at = random.randrange(len(octets))
    return octets[:at] if random.random() < 0.5 else octets[:at] + b"\x00" + octets[at + 1 :]


def some(
    count: int, seed: int, only: str | None = None, pace: int = PACE, share: float = DAMAGED
) -> Iterator[Entry]:
    """Entries of so many lines, or a few more."""
    left = count
    for entry in entries(seed, only, pace, share):
        if left <= 0:
            return
        left -= entry.octets.count(b"\n") + 1
        yield entry


def lines(count: int, seed: int, pace: int = PACE, share: float = DAMAGED) -> Iterator[bytes]:
    """So many lines with their line breaks."""
    whole = (
        line + b"\n"
        for entry in some(count, seed, None, pace, share)
        for line in entry.octets.split(b"\n")
    )
    return islice(whole, count)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.logs")
    parser.add_argument("--lines", type=int, default=None)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bench", action="store_true", help="print the tables instead")
    parser.add_argument(
        "--sample", action="store_true", help="write the package's sample anew instead"
    )
    chosen = parser.parse_args()
    if chosen.bench:
        from benchmarks import logbench

        logbench.main(chosen.lines, chosen.seed)
        return
    if chosen.sample:
        SAMPLE_FILE.write_bytes(gzip.compress(b"".join(lines(*SAMPLE)), 9, mtime=0))
        return
    sys.stdout.buffer.writelines(lines(chosen.lines or 1_000_000, chosen.seed))


if __name__ == "__main__":
    main()
