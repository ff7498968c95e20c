"""The straightforward loop over a mixed log that is told what each line is: ``json.loads``, ``split``, ``re``, ``parse_qsl``, expat and
``struct``, the same typed records by their ordinary constructors, the same JSONL.

It does what a careful engineer does who has written the log himself: a reader for each form of line, chosen by its name; patterns
compiled once; no look at what the line might be otherwise. It gives the same findings as the scan (``tests/unit/test_benchmarks_logs.py``).
What it does not do: it takes what is spelled wrongly, and tells of a damaged line only that it is one.
"""

from __future__ import annotations

import ast
import json
import re
import struct
from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from xml.parsers.expat import ExpatError

from benchmarks import competitors
from benchmarks.baseline_bodies import (
    balance_line,
    event,
    form,
    json_,
    minute,
    pdu,
    receipt,
    send_line,
    text,
    xml,
)
from smsc_codec import MessageFlags
from smsc_codec.cli.pdus import plain_pdu
from smsc_codec.codes import DeliveryErrorCode, MessageStatus, MessageType
from smsc_codec.smpp import CommandStatus, EsmClass, Receipt, RegisteredDelivery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from benchmarks.logs import Entry

    #: Where it begins and ends, its kind, how it was found, its value.
    Found = tuple[int, int, str, str, Any]

__all__ = ["jsonl", "read"]

# ---- what is around


def _behind(line: bytes, mark: bytes) -> int:
    at = line.index(mark)
    return at + len(mark)


def _flat(reader: Callable[[bytes], Any], mark: bytes, kind: str) -> Callable[[bytes], list[Found]]:
    """The rest of the line behind a mark."""

    def read(line: bytes) -> list[Found]:
        at = _behind(line, mark)
        return [(at, len(line), kind, "form", reader(line[at:]))]

    return read


def _repr(reader: Callable[[bytes], Any]) -> Callable[[bytes], list[Found]]:
    """A literal of Python's behind the status code."""

    def read(line: bytes) -> list[Found]:
        at = _behind(line, b": 200 ")
        told = ast.literal_eval(line[at:].decode())
        at += 1 + (line[at : at + 1] == b"b")
        return [
            (
                at,
                len(line) - 1,
                "reply",
                "form",
                reader(told if told.__class__ is bytes else told.encode()),
            )
        ]

    return read


def _in_json(reader: Callable[[bytes], Any], kind: str) -> Callable[[bytes], list[Found]]:
    """The last member of a JSON line."""

    def read(line: bytes) -> list[Found]:
        body = json.loads(line)["body"]
        return [(_behind(line, b'"body": "'), len(line) - 2, kind, "form", reader(body.encode()))]

    return read


# ---- requests

_ACCESS = re.compile(rb'"GET ([^ ?]*)\?([^ ]*) HTTP/1\.[01]"')
_POSTED = re.compile(rb"POST https://smsc\.example([^ ]*) (\S+)")
_ANSWERED = re.compile(rb"GET (https://smsc\.example([^ ?]*)\?([^ ]*)) => ")
_ASKED = re.compile(rb"GET (https://smsc\.example([^ ?]*)\?([^ ]*))\n")
_CREDENTIALS = ("login", "psw", "apikey")
#: The commands of the pages by the parameter that tells them.
_COMMANDS = {"get": "senders", "add": "sender_add", "chg": "sender_change", "del": "sender_delete"}
_PAGES = {
    b"/sys/send.php": "send",
    b"/sys/balance.php": "balance",
    b"/sys/wait_call.php": "wait_call",
}


def _command(path: bytes, params: dict[str, str]) -> str:
    if path == b"/sys/status.php":
        return (
            "message_delete"
            if "del" in params
            else "statuses"
            if "," in params["phone"]
            else "status"
        )
    if path == b"/sys/senders.php":
        return next(name for key, name in _COMMANDS.items() if key in params)
    return _PAGES[path]


def _request(path: bytes, form: bytes) -> dict[str, Any]:
    """What the line of a request tells, as its JSONL has it."""
    text = form.decode("ascii")
    charset = "utf-8" if "charset=utf-8" in text else "cp1251"
    params = dict(
        parse_qsl(
            text, keep_blank_values=True, strict_parsing=True, encoding=charset, errors="strict"
        )
    )
    credentials = [name for name in _CREDENTIALS if params.pop(name, None) is not None]
    told = {"record": "ParsedRequest", "command": _command(path, params), "params": params}
    return {**told, "credentials": credentials} if credentials else told


def _request_access(line: bytes) -> list[Found]:
    found = _ACCESS.search(line)
    assert found is not None
    return [(found.start(1), found.end(2), "request", "form", _request(found[1], found[2]))]


def _request_posted(line: bytes) -> list[Found]:
    found = _POSTED.search(line)
    assert found is not None
    return [(*found.span(2), "request", "form", _request(found[1], found[2]))]


def _answered(reader: Callable[[bytes], Any]) -> Callable[[bytes], list[Found]]:
    def read(line: bytes) -> list[Found]:
        found = _ANSWERED.search(line)
        assert found is not None
        request: Found = (*found.span(1), "request", "form", _request(found[2], found[3]))
        return [request, (found.end(), len(line), "reply", "request", reader(line[found.end() :]))]

    return read


def _asked(line: bytes) -> list[Found]:
    found = _ASKED.search(line)
    assert found is not None
    return [(*found.span(1), "request", "form", _request(found[2], found[3]))]


def _next(reader: Callable[[bytes], Any]) -> Callable[[bytes], list[Found]]:
    """The line behind that of a request."""

    def read(line: bytes) -> list[Found]:
        at = _behind(line, b": ")
        return [(at, len(line), "reply", "request", reader(line[at:]))]

    return read


# ---- callbacks, receipts, PDUs

_form_utf8 = form("utf-8")
_KANNEL = re.compile(rb"\[msg:(\d+):")
_JASMIN = re.compile(
    r"DLR \[cid:[^\]]*\] \[smpp-msgid:([^\]]+)\] \[status:([^\]]+)\] \[submit date:([^\]]*)\] \[done date:([^\]]*)\] "
    r"\[sub/dlvrd messages:(\d+)/(\d+)\] \[err:(\w*)\] \[content:(.*)\]"
)


def _callback_query(line: bytes) -> list[Found]:
    found = _ACCESS.search(line)
    assert found is not None
    return [(*found.span(2), "callback", "form", _form_utf8(found[2]))]


def _receipt(line: bytes) -> list[Found]:
    at = line.index(b"id:")
    return [(at, len(line), "receipt", "form", receipt(line[at:]))]


def _kannel(line: bytes) -> list[Found]:
    found = _KANNEL.search(line)
    assert found is not None
    at, end = found.end(), found.end() + int(found[1])
    return [(at, end, "receipt", "form", receipt(line[at:end]))]


def _jasmin(line: bytes) -> list[Found]:
    found = _JASMIN.search(line.decode())
    if found is None:
        raise ValueError(line)
    number, stat, submit, done, sub, dlvrd, err, content = found.groups()
    shown = None if content.startswith("** ") else ast.literal_eval(content)
    told = Receipt(
        id=number,
        sub=int(sub),
        dlvrd=int(dlvrd),
        submit_date=minute(submit),
        done_date=minute(done),
        stat=stat,
        err=err,
        text=shown,
    )
    return [(*found.span(), "receipt", "form", told)]


def _pdu(line: bytes) -> list[Found]:
    at = max(line.rfind(b"recv "), line.rfind(b"sent ")) + 5
    return [(at, len(line), "pdu", "form", pdu(bytes.fromhex(line[at:].decode())))]


#: What reads a line of each form; a second reader reads the line behind it.
READERS: dict[str, Callable[[bytes], list[Found]]] = {
    "nothing": lambda line: [],
    "request access": _request_access,
    "request form": _request_posted,
    "answered status": _answered(competitors.split_all1),
    "answered send": _answered(send_line),
    "answered balance": _answered(balance_line),
    "reply text": _flat(text, b"reply ", "reply"),
    "reply text repr": _repr(text),
    "reply text json": _in_json(text, "reply"),
    "reply xml": _flat(xml, b"reply ", "reply"),
    "reply xml lines": _flat(xml, b"reply ", "reply"),
    "reply xml repr": _repr(xml),
    "reply xml json": _in_json(xml, "reply"),
    "reply json": _flat(json_, b"reply ", "reply"),
    "reply json lines": _flat(json_, b"reply ", "reply"),
    "reply json repr": _repr(json_),
    "reply json json": _in_json(json_, "reply"),
    "callback query": _callback_query,
    "callback form": _flat(form("utf-8"), b"callback ", "callback"),
    "callback form cp1251": _flat(form("cp1251"), b"callback ", "callback"),
    "callback json": _flat(lambda body: event(json.loads(body)), b"callback ", "callback"),
    "callback json json": _in_json(lambda body: event(json.loads(body)), "callback"),
    "receipt": _receipt,
    "receipt kannel": _kannel,
    "receipt jasmin": _jasmin,
    "pdu deliver": _pdu,
    "pdu other": _pdu,
}
NEXT = {
    "next status": _next(competitors.split_all1),
    "next send": _next(send_line),
    "next balance": _next(balance_line),
}

# ---- the time of a line

_UNIX = re.compile(rb'"ts": ([0-9.]+)')
_ACCESS_TIME = re.compile(rb"\[(\d\d)/(\w{3})/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)\]")


def _access_time(line: bytes) -> datetime:
    found = _ACCESS_TIME.search(line)
    assert found is not None
    day, month, year, time, hours, minutes = [group.decode() for group in found.groups()]
    return datetime.fromisoformat(f"{year}-{_MONTHS[month]}-{day} {time}{hours}:{minutes}")


_MONTHS = {
    name: f"{number:02}"
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}


def _unix_time(line: bytes) -> datetime:
    found = _UNIX.search(line)
    assert found is not None
    return datetime.fromtimestamp(float(found[1]), UTC)


def _json_time(line: bytes) -> datetime:
    at = _behind(line, b'"ts": "')
    return datetime.fromisoformat(line[at : line.index(b'"', at)].decode())


#: How the time of a line is read, by the way in which it is written.
TIMES: dict[str, Callable[[bytes], datetime]] = {
    "comma": lambda line: datetime.fromisoformat(line[:23].decode()),
    "second": lambda line: datetime.fromisoformat(line[:19].decode()),
    "zone": lambda line: datetime.fromisoformat(line[:25].decode()),
    "dotted": lambda line: datetime.fromisoformat(
        f"{line[6:10].decode()}-{line[3:5].decode()}-{line[:2].decode()} {line[11:19].decode()}"
    ),
    "access": _access_time,
    "json": _json_time,
    "unix": _unix_time,
}

# ---- values as JSON


@cache
def _names(cls: type) -> tuple[str, ...]:
    return tuple(part.name for part in fields(cls) if part.compare)


def _records(found: tuple[Any, ...]) -> list[Any]:
    return [plain(one) for one in found]


#: What a field's value is in JSON, by its class; texts and numbers are themselves.
PLAIN: dict[type, Callable[[Any], Any]] = {
    Decimal: str,
    bytes: bytes.hex,
    tuple: _records,
    datetime: lambda value: value.isoformat(" "),
    **dict.fromkeys((MessageFlags, EsmClass, RegisteredDelivery), lambda value: value.raw),
    **dict.fromkeys((MessageStatus, DeliveryErrorCode, MessageType, CommandStatus), int),
}
_ITSELF = frozenset((str, int))


def plain(value: Any) -> Any:
    row = {"record": value.__class__.__name__}
    for name in _names(value.__class__):
        found = getattr(value, name)
        if found is None:
            continue
        cls = found.__class__
        if cls in _ITSELF:
            row[name] = found
        elif name == "extra":
            if found:
                row[name] = [list(pair) for pair in found]
        else:
            row[name] = PLAIN[cls](found)
    return row


# ---- the loop

#: What reading a damaged line ends with.
DAMAGE = (
    ValueError,
    LookupError,
    ArithmeticError,
    TypeError,
    AssertionError,
    NotImplementedError,
    SyntaxError,
    StopIteration,
    struct.error,
    ExpatError,
)


def read(entries: Iterable[Entry]) -> Iterator[tuple[int, Found | None, datetime | None]]:
    """What each line holds, with its number and its time; None of a line that is damaged."""
    number = 1
    for octets, name, stamp, _ in entries:
        behind = NEXT.get(name)
        try:
            at = TIMES[stamp](octets) if stamp else None
            for found in READERS[name](octets) if behind is None else _asked(octets):
                yield number, found, at
            if behind is not None:
                line = octets.partition(b"\n")[2]
                yield number + 1, behind(line)[0], TIMES[stamp](line)
        except DAMAGE:
            yield number, None, None
        number += octets.count(b"\n") + 1


def jsonl(entries: Iterable[Entry]) -> Iterator[str]:
    """The lines of JSON that the command line writes."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for number, found, at in read(entries):
        if found is None:
            yield encode({"line": number, "error": "damaged"})
            continue
        start, end, kind, how, value = found
        row: dict[str, Any] = {"line": number, "span": (start, end), "kind": kind, "evidence": how}
        if at is not None:
            row["log_time"] = at.isoformat(" ")
        # What the command line makes of a PDU's report and texts is no part of the race.
        row["value"] = (
            value
            if value.__class__ is dict
            else plain_pdu(value, lenient=False, iso=False)
            if kind == "pdu"
            else plain(value)
        )
        yield encode(row)
