"""Findings as rows of one flat table: what most ask of a log, in the same columns whatever the record. CSV, Arrow and the
summary are made of these; the whole value, with the fields that have no column, is in the finding.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from smsc_codec.codegen import compile_function
from smsc_codec.logs.finding import FindingKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from smsc_codec.logs.finding import Finding

__all__ = ["BEFORE", "COLUMNS", "Column", "Of", "cells_of", "columns", "rows"]

#: What a cell holds: an int; a str; a Decimal of at most eighteen digits, six of them behind the point; a naive datetime, in the zone of
#: the account or of the log; whole seconds since 1970.
Of: TypeAlias = Literal["int", "text", "money", "local", "unix"]
_KINDS = (
    FindingKind.REQUEST,
    FindingKind.REPLY,
    FindingKind.CALLBACK,
    FindingKind.RECEIPT,
    FindingKind.PDU,
)
_TOLD = (FindingKind.REPLY, FindingKind.CALLBACK, FindingKind.RECEIPT, FindingKind.PDU)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column.

    Args:
        name: its name.
        of: what its cells hold, where they are not None.
        kinds: the kinds of finding that may have it.
        says: what it is, in words.
    """

    name: str
    of: Of
    kinds: tuple[FindingKind, ...]
    says: str


def _column(name: str, of: Of, says: str, kinds: tuple[FindingKind, ...] = _KINDS) -> Column:
    return Column(name=name, of=of, kinds=kinds, says=says)


_HTTP = (FindingKind.REPLY, FindingKind.CALLBACK)
_SMPP = (FindingKind.RECEIPT, FindingKind.PDU)

COLUMNS: tuple[Column, ...] = (
    _column("line", "int", "the number of the line, from 1"),
    _column("byte_start", "int", "where it stands in the line, in octets"),
    _column("byte_end", "int", "where it ends"),
    _column(
        "kind", "text", "request, reply, callback, receipt or pdu; line for one that is too long"
    ),
    _column("evidence", "text", "why it is that: form, request or explicit"),
    _column("log_time", "local", "the time that the line bears, as its clock says"),
    _column(
        "utc_offset_minutes", "int", "minutes of that clock east of UTC, where the line says so"
    ),
    _column("record", "text", "the class of the value"),
    _column(
        "name", "text", "the command of a request or a PDU", (FindingKind.REQUEST, FindingKind.PDU)
    ),
    _column("id", "text", "the message's number"),
    _column("phone", "text", "the subscriber"),
    _column("to", "text", "the number that a message came in for", _HTTP),
    _column("sender", "text", "the sender's name", (FindingKind.REQUEST, *_HTTP)),
    _column("status", "int", "a message's status in the HTTP API's numbers", _HTTP),
    _column("state", "text", "its state in SMPP's words", _SMPP),
    _column("err", "int", "why it was not delivered", _TOLD),
    _column("error_code", "int", "the server's error", (FindingKind.REPLY,)),
    _column("type", "int", "the kind of message", _HTTP),
    _column("parts", "int", "its parts, or the seconds of a call", _TOLD),
    _column("cost", "money", "what it cost", _TOLD),
    _column("balance", "money", "the account's balance", (FindingKind.REPLY,)),
    _column(
        "mccmnc", "text", "country and operator in digits", (FindingKind.REPLY, FindingKind.PDU)
    ),
    _column("country", "text", "the country", _HTTP),
    _column("operator", "text", "the operator", _HTTP),
    _column(
        "sent", "local", "when it was sent, in the account's zone", (FindingKind.REPLY, *_SMPP)
    ),
    _column("sent_unix", "unix", "the same, in Unix seconds", _HTTP),
    _column("status_time", "local", "when its status changed, in the account's zone", _TOLD),
    _column("status_time_unix", "unix", "the same, in Unix seconds", _HTTP),
    _column(
        "text",
        "text",
        "the message, or the server's words about an error",
        (FindingKind.REQUEST, *_HTTP),
    ),
    _column("decode_error", "text", "why it could not be decoded, phones and texts starred"),
)

#: For each column the fields that have it, in the order in which they are looked for; ``.x`` is of what a function gives.
_FIELDS = {
    "id": ("id",),
    "phone": ("phone",),
    "to": ("to", "to_phone"),
    "sender": ("sender_id", "sender"),
    "cost": ("cost",),
    "balance": ("balance",),
    "mccmnc": ("mccmnc",),
    "country": ("country", "cn"),
    "operator": ("operator", "net"),
    "sent": ("send_date", "submit_date"),
    "sent_unix": ("send_timestamp", "sent"),
    "status_time": ("last_date", "done_date"),
    "status_time_unix": ("last_timestamp", "ts"),
    "text": ("message", "mes", "description"),
}
#: What only a message's status has by these names: a sender's status, or a contact's type, is another thing.
_OF_MESSAGES = {
    "status": ("status",),
    "err": ("err",),
    "type": ("type",),
    "parts": ("sms_cnt", "cnt"),
}
_MESSAGES = ("SmsStatus", "HlrStatus", "SentMessage", "DeliveryStatus")
#: Where a record is not like the others.
_SPECIAL: dict[str, dict[str, str]] = {
    "SendResult": {"parts": "v.cnt"},
    "Failure": {"error_code": "v.code"},
    "NotFound": {"status": "-3"},
    "DeliveryStatus": {"status_time": "v.time"},
    "IncomingMessage": {"status_time_unix": "v.time"},
    "Answer": {
        "sent_unix": "unix(v.sent)",
        "sent": "local(v.sent)",
        "status_time": "local(v.received)",
        "status_time_unix": "unix(v.received)",
    },
    "Receipt": {
        "state": "name(v.state)",
        "err": "v.error_number",
        "parts": "v.sub",
        "sent_unix": "None",
        "sent": "local(v.submit_date)",
        "status_time": "local(v.done_date)",
    },
}
BEFORE = 7  # the columns that every finding has, from line to offset
Cells: TypeAlias = "Callable[[Any], tuple[Any, ...]]"


def columns(kind: FindingKind | str | None = None) -> tuple[Column, ...]:
    """The columns that findings of a kind may have; all of them unless a kind is said.

    Raises:
        ValueError: there is no such kind.
    """
    return (
        COLUMNS
        if kind is None
        else tuple(column for column in COLUMNS if FindingKind(kind) in column.kinds)
    )


def rows(finding: Finding) -> list[tuple[Any, ...]]:
    """The rows of a finding, a cell for each of :data:`COLUMNS`: one row, or one for each item of a list."""
    at = finding.log_time
    offset = None
    if at is not None:
        shift = at.utcoffset()
        if shift is not None:
            offset, at = int(shift.total_seconds()) // 60, at.replace(tzinfo=None)
    before = (finding.line, *finding.span, finding.kind.value, finding.evidence.value, at, offset)
    if finding.error is not None:
        return [(*before, *_nothing(), finding.error.summary())]
    value: Any = finding.value
    return [
        (*before, *cells_of(one.__class__)(one), None)
        for one in (value if isinstance(value, list) else (value,))
    ]


@cache
def _nothing() -> tuple[None, ...]:
    return (None,) * (len(COLUMNS) - BEFORE - 1)


@cache
def cells_of(cls: type) -> Cells:
    """A function from a record to its cells, from ``record`` on, without ``problem``."""
    if cls.__name__ == "ParsedRequest":
        return _request
    names = {part.name for part in fields(cls)}
    told = {"record": repr(cls.__name__)}
    for table in (_FIELDS, _OF_MESSAGES if cls.__name__ in _MESSAGES else {}):
        told |= {
            name: f"v.{found}"
            for name, aliases in table.items()
            for found in aliases[::-1]
            if found in names
        }
    told |= _SPECIAL.get(cls.__name__, {})
    if "sequence_number" in names:
        return _pdu
    cells = ", ".join(told.get(column.name, "None") for column in COLUMNS[BEFORE:-1])
    helpers = {
        "unix": _unix,
        "local": _local,
        "name": lambda state: None if state is None else state.name,
    }
    made: Cells = compile_function(
        f"columns of {cls.__name__}", ["def cells(v):", f"    return ({cells},)"], helpers
    )
    return made


def _unix(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _local(value: object) -> datetime | None:
    """A time as its clock says: other gateways write an offset behind it."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else None


def _row(told: dict[str, Any]) -> tuple[Any, ...]:
    return tuple([told.get(column.name) for column in COLUMNS[BEFORE:-1]])


def _request(parsed: Any) -> tuple[Any, ...]:
    """A request: what it asks of which message, never who asks."""
    stated = dict(parsed.command.arguments)
    told = {"record": "ParsedRequest", "name": parsed.command.name}
    told |= {
        "id": stated.get("id"),
        "phone": stated.get("phone") or stated.get("phones"),
        "sender": stated.get("sender"),
        "text": stated.get("mes"),
    }
    return _row(told)


def _pdu(pdu: Any) -> tuple[Any, ...]:
    """A PDU, and if it is a receipt, what that tells."""
    from smsc_codec.smpp import DeliverSm

    told: dict[str, Any] = {
        "record": type(pdu).__name__,
        "name": pdu.command_id.name,
        "id": getattr(pdu, "message_id", None) or None,
    }
    told["phone"] = (
        getattr(pdu, "source_addr" if isinstance(pdu, DeliverSm) else "destination_addr", None)
        or None
    )
    report = pdu.read_report() if isinstance(pdu, DeliverSm) else None
    if report is not None:
        told |= {name: getattr(report, name) for name in ("id", "err", "cost", "mccmnc")}
        told |= {
            "state": None if report.state is None else report.state.name,
            "parts": report.parts if report.parts is not None else report.sub,
        }
        told |= {"sent": _local(report.submit_date), "status_time": _local(report.done_date)}
    return _row(told)
