"""Competitor of the scan: a simple loop that is given the format of each line.

It uses ``json.loads``, ``split``, ``re``, ``parse_qsl``, expat and ``struct``, creates the same
typed records with their dataclass constructors, and writes the same JSONL. It is what a careful
engineer would write for a known log: one reader per format, precompiled patterns, and no search.
Its findings equal those of the scan (``tests/unit/test_benchmarks_logs.py``), but it accepts
malformed values, and it only reports that a line is damaged, not why.
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

    #: Start, end, kind, evidence, value.
    Found = tuple[int, int, str, str, Any]

__all__ = ["jsonl", "read"]

# ---- contexts


def _after(line: bytes, prefix: bytes) -> int:
    return line.index(prefix) + len(prefix)


def _flat(
    reader: Callable[[bytes], Any], prefix: bytes, kind: str
) -> Callable[[bytes], list[Found]]:
    """Read the rest of the line after a prefix."""

    def read(line: bytes) -> list[Found]:
        at = _after(line, prefix)
        return [(at, len(line), kind, "form", reader(line[at:]))]

    return read


def _repr(reader: Callable[[bytes], Any]) -> Callable[[bytes], list[Found]]:
    """Read a Python literal after the status code."""

    def read(line: bytes) -> list[Found]:
        at = _after(line, b": 200 ")
        body = ast.literal_eval(line[at:].decode())
        at += 1 + (line[at : at + 1] == b"b")
        return [
            (
                at,
                len(line) - 1,
                "reply",
                "form",
                reader(body if body.__class__ is bytes else body.encode()),
            )
        ]

    return read


def _in_json(reader: Callable[[bytes], Any], kind: str) -> Callable[[bytes], list[Found]]:
    """Read the last member of a JSON line."""

    def read(line: bytes) -> list[Found]:
        body = json.loads(line)["body"]
        return [(_after(line, b'"body": "'), len(line) - 2, kind, "form", reader(body.encode()))]

    return read


# ---- requests

_ACCESS = re.compile(rb'"GET ([^ ?]*)\?([^ ]*) HTTP/1\.[01]"')
_POSTED = re.compile(rb"POST https://smsc\.example([^ ]*) (\S+)")
_SAME_LINE = re.compile(rb"GET (https://smsc\.example([^ ?]*)\?([^ ]*)) => ")
_NEXT_LINE = re.compile(rb"GET (https://smsc\.example([^ ?]*)\?([^ ]*))\n")
_CREDENTIALS = ("login", "psw", "apikey")
#: The commands of senders.php by their discriminating parameter.
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
    """Return the JSONL object of a request."""
    text = form.decode("ascii")
    charset = "utf-8" if "charset=utf-8" in text else "cp1251"
    params = dict(
        parse_qsl(
            text, keep_blank_values=True, strict_parsing=True, encoding=charset, errors="strict"
        )
    )
    credentials = [name for name in _CREDENTIALS if params.pop(name, None) is not None]
    row = {"record": "ParsedRequest", "command": _command(path, params), "params": params}
    return {**row, "credentials": credentials} if credentials else row


def _request_access(line: bytes) -> list[Found]:
    found = _ACCESS.search(line)
    assert found is not None
    return [(found.start(1), found.end(2), "request", "form", _request(found[1], found[2]))]


def _request_posted(line: bytes) -> list[Found]:
    found = _POSTED.search(line)
    assert found is not None
    return [(*found.span(2), "request", "form", _request(found[1], found[2]))]


def _same_line(reader: Callable[[bytes], Any]) -> Callable[[bytes], list[Found]]:
    def read(line: bytes) -> list[Found]:
        found = _SAME_LINE.search(line)
        assert found is not None
        request: Found = (*found.span(1), "request", "form", _request(found[2], found[3]))
        return [request, (found.end(), len(line), "reply", "request", reader(line[found.end() :]))]

    return read


def _request_before_reply(line: bytes) -> list[Found]:
    found = _NEXT_LINE.search(line)
    assert found is not None
    return [(*found.span(1), "request", "form", _request(found[2], found[3]))]


def _next_line(reader: Callable[[bytes], Any]) -> Callable[[bytes], list[Found]]:
    """Read the line after a request."""

    def read(line: bytes) -> list[Found]:
        at = _after(line, b": ")
        return [(at, len(line), "reply", "request", reader(line[at:]))]

    return read


# ---- callbacks, receipts, PDUs

_form_utf8 = form("utf-8")
_KANNEL = re.compile(rb"\[msg:(\d+):")
_JASMIN = re.compile(
    r"DLR \[cid:[^\]]*\] \[smpp-msgid:([^\]]+)\] \[status:([^\]]+)\] "
    r"\[submit date:([^\]]*)\] \[done date:([^\]]*)\] "
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
    text_ = None if content.startswith("** ") else ast.literal_eval(content)
    value = Receipt(
        id=number,
        sub=int(sub),
        dlvrd=int(dlvrd),
        submit_date=minute(submit),
        done_date=minute(done),
        stat=stat,
        err=err,
        text=text_,
    )
    return [(*found.span(), "receipt", "form", value)]


def _pdu(line: bytes) -> list[Found]:
    at = max(line.rfind(b"recv "), line.rfind(b"sent ")) + 5
    return [(at, len(line), "pdu", "form", pdu(bytes.fromhex(line[at:].decode())))]


#: The reader of each format.
READERS: dict[str, Callable[[bytes], list[Found]]] = {
    "unrelated": lambda line: [],
    "request access": _request_access,
    "request form": _request_posted,
    "same line, status": _same_line(competitors.split_all1),
    "same line, send": _same_line(send_line),
    "same line, balance": _same_line(balance_line),
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
#: The readers of replies in the line after the request.
NEXT_LINE_READERS = {
    "next line, status": _next_line(competitors.split_all1),
    "next line, send": _next_line(send_line),
    "next line, balance": _next_line(balance_line),
}

# ---- times

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
    at = _after(line, b'"ts": "')
    return datetime.fromisoformat(line[at : line.index(b'"', at)].decode())


#: Parsers of the time of a line, by notation.
TIME_READERS: dict[str, Callable[[bytes], datetime]] = {
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


def _records(values: tuple[Any, ...]) -> list[Any]:
    return [plain(value) for value in values]


#: Converters to JSON values by class; str and int are kept.
CONVERTERS: dict[type, Callable[[Any], Any]] = {
    Decimal: str,
    bytes: bytes.hex,
    tuple: _records,
    datetime: lambda value: value.isoformat(" "),
    **dict.fromkeys((MessageFlags, EsmClass, RegisteredDelivery), lambda value: value.raw),
    **dict.fromkeys((MessageStatus, DeliveryErrorCode, MessageType, CommandStatus), int),
}
_KEPT = frozenset((str, int))


def plain(value: Any) -> Any:
    """Return the JSON object of a record."""
    row = {"record": value.__class__.__name__}
    for name in _names(value.__class__):
        found = getattr(value, name)
        if found is None:
            continue
        cls = found.__class__
        if cls in _KEPT:
            row[name] = found
        elif name == "extra":
            if found:
                row[name] = [list(pair) for pair in found]
        else:
            row[name] = CONVERTERS[cls](found)
    return row


# ---- the loop

#: Exceptions raised for a damaged line.
DAMAGE_ERRORS = (
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
    """Yield line number, finding and time; the finding of a damaged line is None."""
    number = 1
    for data, name, time_format, _ in entries:
        next_reader = NEXT_LINE_READERS.get(name)
        try:
            at = TIME_READERS[time_format](data) if time_format else None
            for found in (
                READERS[name](data) if next_reader is None else _request_before_reply(data)
            ):
                yield number, found, at
            if next_reader is not None:
                line = data.partition(b"\n")[2]
                yield number + 1, next_reader(line)[0], TIME_READERS[time_format](line)
        except DAMAGE_ERRORS:
            yield number, None, None
        number += data.count(b"\n") + 1


def jsonl(entries: Iterable[Entry]) -> Iterator[str]:
    """Yield the output of ``smsc-codec scan`` for these entries."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    for number, found, at in read(entries):
        if found is None:
            yield encode({"line": number, "error": "damaged"})
            continue
        start, end, kind, evidence, value = found
        row: dict[str, Any] = {
            "line": number,
            "span": (start, end),
            "kind": kind,
            "evidence": evidence,
        }
        if at is not None:
            row["log_time"] = at.isoformat(" ")
        # The conversion of PDUs is the same for both, so that only decoding is compared.
        row["value"] = (
            value
            if value.__class__ is dict
            else plain_pdu(value, lenient=False, iso=False)
            if kind == "pdu"
            else plain(value)
        )
        yield encode(row)
