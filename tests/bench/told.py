"""The straightforward loop over a mixed log that is told what each line is: ``json.loads``, ``split``, ``re``, ``parse_qsl``, expat and
``struct``, the same typed records by their ordinary constructors, the same JSONL.

It does what a careful engineer does who has written the log himself: a reader for each form of line, chosen by its name; patterns
compiled once; no look at what the line might be otherwise. It gives the same findings as the scan (``tests/test_bench_logs.py``).
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
from urllib.parse import parse_qsl, unquote_plus
from xml.parsers.expat import ExpatError

from smsc_codec import Balance, ConfirmedCall, DeliveryStatus, Failure, IncomingMessage, MessageFlags, Sent
from smsc_codec.codes import DeliveryErrorCode, MessageStatus, MessageType
from smsc_codec.smpp import (
    CommandStatus,
    DeliverSm,
    EnquireLink,
    EsmClass,
    Receipt,
    RegisteredDelivery,
    SubmitSm,
    SubmitSmResp,
    Tlv,
)
from tests.bench import opponents
from tests.bench.smpp import HEAD, TL, split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tests.bench.logs import Entry

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
        return [(at, len(line) - 1, "reply", "form", reader(told if told.__class__ is bytes else told.encode()))]

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
_PAGES = {b"/sys/send.php": "send", b"/sys/balance.php": "balance", b"/sys/wait_call.php": "wait_call"}


def _command(path: bytes, params: dict[str, str]) -> str:
    if path == b"/sys/status.php":
        return "message_delete" if "del" in params else "statuses" if "," in params["phone"] else "status"
    if path == b"/sys/senders.php":
        return next(name for key, name in _COMMANDS.items() if key in params)
    return _PAGES[path]


def _request(path: bytes, form: bytes) -> dict[str, Any]:
    """What the line of a request tells, as its JSONL has it."""
    text = form.decode("ascii")
    charset = "utf-8" if "charset=utf-8" in text else "cp1251"
    params = dict(parse_qsl(text, keep_blank_values=True, strict_parsing=True, encoding=charset, errors="strict"))
    credentials = [name for name in _CREDENTIALS if params.pop(name, None) is not None]
    return {"record": "Parsed", "command": _command(path, params), "params": params, "credentials": credentials, "unknown": []}


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


# ---- replies

_OK = re.compile(r"OK - ([0-9]+) SMS(?:, ID - ([0-9]+))?(?:, CODE - (.*))?", re.DOTALL)


def _failed(text: str) -> Failure:
    found = opponents.TEXT_ERROR.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return Failure(code=int(found[1]), description=found[2], id=found[3])


def _failed_column(number: str, code: str) -> Failure:
    return Failure(code=-int(code), id=None if number == "0" else number)


def send_text(body: bytes) -> Sent | Failure:
    text = body.decode()
    found = _OK.fullmatch(text)
    if found is None:
        return _failed(text)
    return Sent(cnt=int(found[1]), id=found[2], code=found[3])


def send_line(body: bytes) -> Sent | Failure:
    number, second, *rest = body.decode().split(",", 2)
    if second.startswith("-"):
        return _failed_column(number, second)
    return Sent(id=number, cnt=int(second), code=rest[0] if rest else None)


def send_xml(body: bytes) -> Sent | Failure:
    _, row = opponents.xml_to_dict(body)
    get = row.get
    if "error_code" in row:
        return Failure(code=int(row["error_code"]), description=get("error"), id=get("id"))
    return Sent(id=get("id"), cnt=int(row["cnt"]), code=get("code"))


def send_json(body: bytes) -> Sent | Failure:
    row = json.loads(body)
    get = row.get
    number = str(row["id"]) if "id" in row else None
    if "error_code" in row:
        return Failure(code=row["error_code"], description=get("error"), id=number)
    return Sent(id=number, cnt=row["cnt"], code=get("code"))


def balance_line(body: bytes) -> Balance | Failure:
    text = body.decode()
    number, comma, code = text.partition(",")
    return _failed_column(number, code) if comma else Balance(balance=Decimal(text))


def text(body: bytes) -> Any:
    return send_text(body) if body.startswith(b"OK") else opponents.regex_all2(body)


def xml(body: bytes) -> Any:
    return send_xml(body) if b"<result>" in body[:60] else opponents.xml_all2(body)


def json_(body: bytes) -> Any:
    return opponents.json_all2(body) if b'"status"' in body[:40] else send_json(body)


# ---- callbacks

_OF_SERVICE = frozenset(part.name for cls in (DeliveryStatus, IncomingMessage, ConfirmedCall) for part in fields(cls)) - {"extra"}
_HASHES = frozenset(("md5", "sha1", "crc32", "waitcall"))


def _event(row: dict[str, str]) -> Any:
    get = row.get
    extra = () if row.keys() <= _OF_SERVICE else tuple([(key, value) for key, value in row.items() if key not in _OF_SERVICE and key not in _HASHES])
    if "mes" in row:
        sent, time = get("sent"), get("time")
        return IncomingMessage(
            id=get("id"), sms_id=get("sms_id"), phone=row["phone"], mes=row["mes"], to=row["to"], smsc=get("smsc"),
            sent=int(sent) if sent else None, time=int(time) if time else None, extra=extra,
        )  # fmt: skip
    if "waitcall" in row:
        return ConfirmedCall(phone=row["phone"], ts=int(row["ts"]), extra=extra)
    time, ts, cnt, cost, flag = get("time"), get("ts"), get("cnt"), get("cost"), get("flag")
    return DeliveryStatus(
        id=row["id"], phone=row["phone"], status=opponents.to_status(row["status"]), time=_short(time) if time else None, ts=int(ts) if ts else None,
        err=opponents.to_error(get("err", "")), syserr=get("syserr"), cnt=int(cnt) if cnt else None, type=opponents.to_type(get("type", "")),
        cost=Decimal(cost) if cost else None, flag=MessageFlags(int(flag)) if flag else None, sender=get("sender"), dtmf=get("dtmf"),
        cmt=get("cmt"), imsi=get("imsi"), msc=get("msc"), mcc=get("mcc"), mnc=get("mnc"), cn=get("cn"), net=get("net"), rcn=get("rcn"),
        rnet=get("rnet"), calltime=get("calltime"), callmenu=get("callmenu"), ringtime=get("ringtime"), extra=extra,
    )  # fmt: skip


def _short(text: str) -> datetime:
    return datetime.fromisoformat(f"20{text[6:8]}-{text[3:5]}-{text[:2]} {text[9:]}")


def _form(charset: str) -> Callable[[bytes], Any]:
    return lambda body: _event(dict(parse_qsl(body.decode("ascii"), keep_blank_values=True, encoding=charset, errors="strict")))


_form_utf8 = _form("utf-8")


def _callback_query(line: bytes) -> list[Found]:
    found = _ACCESS.search(line)
    assert found is not None
    return [(*found.span(2), "callback", "form", _form_utf8(found[2]))]


# ---- receipts

_RECEIPT = re.compile(
    rb"id:(\d+) sub:(\d+) dlvrd:(\d+) submit date:(\d{10,12}) done date:(\d{10,12}) stat:(\w+) err:(\d+)(?: text:(.*))?", re.DOTALL | re.ASCII
)
_HLR = re.compile(
    rb"id:(\d+) stat:(\w+) err:(\d+) imsi:(\d*) msc:(\d*) mcc:(\d*) mnc:(\d*) cn:(\S*) net:(\S*) rcn:(\S*) rnet:(\S*)", re.ASCII
)
_KANNEL = re.compile(rb"\[msg:(\d+):")
_JASMIN = re.compile(
    r"DLR \[cid:[^\]]*\] \[smpp-msgid:([^\]]+)\] \[status:([^\]]+)\] \[submit date:([^\]]*)\] \[done date:([^\]]*)\] "
    r"\[sub/dlvrd messages:(\d+)/(\d+)\] \[err:(\w*)\] \[content:(.*)\]"
)


def _minute(text: str) -> datetime:
    return datetime.fromisoformat(f"20{text[:6]}T{text[6:]}")


def receipt(text: bytes) -> Receipt:
    found = _RECEIPT.fullmatch(text)
    if found is not None:
        *told, rest = found.groups()
        number, sub, dlvrd, submit, done, stat, err = [group.decode() for group in told]
        return Receipt(
            id=number, sub=int(sub), dlvrd=int(dlvrd), submit_date=_minute(submit), done_date=_minute(done), stat=stat, err=err, text=rest
        )
    found = _HLR.fullmatch(text)
    if found is None:
        raise ValueError(text)
    number, stat, err, imsi, msc, mcc, mnc, *names = [group.decode() for group in found.groups()]
    cn, net, rcn, rnet = [unquote_plus(name) for name in names]
    return Receipt(id=number, stat=stat, err=err, imsi=imsi, msc=msc, mcc=mcc, mnc=mnc, cn=cn, net=net, rcn=rcn, rnet=rnet)


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
        id=number, sub=int(sub), dlvrd=int(dlvrd), submit_date=_minute(submit), done_date=_minute(done), stat=stat, err=err, text=shown
    )
    return [(*found.span(), "receipt", "form", told)]


# ---- PDUs


def _tlvs(found: list[tuple[int, bytes]]) -> tuple[Tlv, ...]:
    return tuple([Tlv(tag, octets) for tag, octets in found])


def _rest(pdu: bytes, at: int) -> tuple[Tlv, ...]:
    found = []
    while at < len(pdu):
        tag, size = TL.unpack_from(pdu, at)
        found.append((tag, pdu[at + 4 : at + 4 + size]))
        at += 4 + size
    return _tlvs(found)


def _status(number: int) -> CommandStatus:
    return CommandStatus(number)


def pdu(octets: bytes) -> Any:
    length, command, status, sequence = HEAD.unpack_from(octets)
    if length != len(octets):
        raise ValueError(length)
    if command == 0x15:
        return EnquireLink(sequence_number=sequence, command_status=_status(status), tlvs=_rest(octets, 16))
    if command == 0x80000004:
        end = octets.index(0, 16)
        return SubmitSmResp(
            sequence_number=sequence, command_status=_status(status), message_id=octets[16:end].decode("latin-1"), tlvs=_rest(octets, end + 1)
        )
    (_, _, service, ston, snpi, source, dton, dnpi, destination, esm, protocol, priority, schedule, validity, registered, replace,
     coding, default, text, tlvs) = split(octets)  # fmt: skip
    cls = {4: SubmitSm, 5: DeliverSm}[command]
    return cls(
        sequence_number=sequence, command_status=_status(status), tlvs=_tlvs(tlvs), service_type=service.decode("latin-1"),
        source_addr_ton=ston, source_addr_npi=snpi, source_addr=source.decode("latin-1"), dest_addr_ton=dton, dest_addr_npi=dnpi,
        destination_addr=destination.decode("latin-1"), esm_class=EsmClass(esm), registered_delivery=RegisteredDelivery(registered),
        data_coding=coding, protocol_id=protocol, priority_flag=priority, schedule_delivery_time=schedule.decode("latin-1"),
        validity_period=validity.decode("latin-1"), replace_if_present_flag=replace, sm_default_msg_id=default, short_message=text,
    )  # fmt: skip


def _pdu(line: bytes) -> list[Found]:
    at = max(line.rfind(b"recv "), line.rfind(b"sent ")) + 5
    return [(at, len(line), "pdu", "form", pdu(bytes.fromhex(line[at:].decode())))]


#: What reads a line of each form; a second reader reads the line behind it.
READERS: dict[str, Callable[[bytes], list[Found]]] = {
    "nothing": lambda line: [],
    "request access": _request_access,
    "request form": _request_posted,
    "answered status": _answered(opponents.split_all1),
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
    "callback form": _flat(_form("utf-8"), b"callback ", "callback"),
    "callback form cp1251": _flat(_form("cp1251"), b"callback ", "callback"),
    "callback json": _flat(lambda body: _event(json.loads(body)), b"callback ", "callback"),
    "callback json json": _in_json(lambda body: _event(json.loads(body)), "callback"),
    "receipt": _receipt,
    "receipt kannel": _kannel,
    "receipt jasmin": _jasmin,
    "pdu deliver": _pdu,
    "pdu other": _pdu,
}
NEXT = {"next status": _next(opponents.split_all1), "next send": _next(send_line), "next balance": _next(balance_line)}

# ---- the time of a line

_UNIX = re.compile(rb'"ts": ([0-9.]+)')
_ACCESS_TIME = re.compile(rb"\[(\d\d)/(\w{3})/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)\]")


def _access_time(line: bytes) -> datetime:
    found = _ACCESS_TIME.search(line)
    assert found is not None
    day, month, year, time, hours, minutes = [group.decode() for group in found.groups()]
    return datetime.fromisoformat(f"{year}-{_MONTHS[month]}-{day} {time}{hours}:{minutes}")


_MONTHS = {name: f"{number:02}" for number, name in enumerate(["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1)}


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
    "dotted": lambda line: datetime.fromisoformat(f"{line[6:10].decode()}-{line[3:5].decode()}-{line[:2].decode()} {line[11:19].decode()}"),
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
    Decimal: str, bytes: bytes.hex, tuple: _records,
    datetime: lambda value: value.isoformat(" "),
    **dict.fromkeys((MessageFlags, EsmClass, RegisteredDelivery), lambda value: value.raw),
    **dict.fromkeys((MessageStatus, DeliveryErrorCode, MessageType, CommandStatus), int),
}  # fmt: skip
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
DAMAGE = (ValueError, LookupError, ArithmeticError, TypeError, AssertionError, NotImplementedError, SyntaxError, StopIteration, struct.error, ExpatError)


def read(entries: Iterable[Entry]) -> Iterator[tuple[int, Found | None, datetime | None]]:
    """What each line holds, with its number and its time; None of a line that is damaged."""
    number = 1
    for octets, form, stamp, _ in entries:
        behind = NEXT.get(form)
        try:
            at = TIMES[stamp](octets) if stamp else None
            for found in READERS[form](octets) if behind is None else _asked(octets):
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
        row: dict[str, Any] = {"line": number, "span": (start, end), "kind": kind, "how": how}
        if at is not None:
            row["stamp"] = at.isoformat(" ")
        row["value"] = value if value.__class__ is dict else plain(value)
        yield encode(row)
