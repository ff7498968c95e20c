"""Findings as rows of one flat table that has the same columns for every record type.

CSV, Arrow and the summary are built from these rows. They contain the most commonly used fields;
the complete value, including fields without a column, is in the finding.
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

__all__ = ["COLUMNS", "FINDING_COLUMNS", "CellType", "Column", "cells_of", "columns", "rows"]

#: The type of a cell: int; str; Decimal with at most 18 digits, 6 of them after the decimal point;
#: naive datetime in the time zone of the account or of the log; Unix time in whole seconds.
CellType: TypeAlias = Literal["int", "text", "money", "local", "unix"]
_KINDS = (
    FindingKind.REQUEST,
    FindingKind.REPLY,
    FindingKind.CALLBACK,
    FindingKind.RECEIPT,
    FindingKind.PDU,
)
_WITH_STATUS = (FindingKind.REPLY, FindingKind.CALLBACK, FindingKind.RECEIPT, FindingKind.PDU)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the table.

    Args:
        name: column name.
        cell_type: type of the cells that are not None.
        kinds: kinds of finding that can fill this column.
        description: short description for documentation and schema metadata.
    """

    name: str
    cell_type: CellType
    kinds: tuple[FindingKind, ...]
    description: str


def _column(
    name: str, cell_type: CellType, description: str, kinds: tuple[FindingKind, ...] = _KINDS
) -> Column:
    return Column(name=name, cell_type=cell_type, kinds=kinds, description=description)


_HTTP = (FindingKind.REPLY, FindingKind.CALLBACK)
_SMPP = (FindingKind.RECEIPT, FindingKind.PDU)

COLUMNS: tuple[Column, ...] = (
    _column("line", "int", "line number, starting at 1"),
    _column("byte_start", "int", "start of the finding in its line, in bytes"),
    _column("byte_end", "int", "end of the finding (exclusive), in bytes"),
    _column(
        "kind", "text", "request, reply, callback, receipt or pdu; line for a line that is too long"
    ),
    _column("evidence", "text", "how the kind was determined: form, request or explicit"),
    _column("log_time", "local", "time in the line, as local time of the log"),
    _column(
        "utc_offset_minutes", "int", "UTC offset of `log_time` in minutes, if the line contains one"
    ),
    _column("record", "text", "class name of the value"),
    _column(
        "name", "text", "command of the request or PDU", (FindingKind.REQUEST, FindingKind.PDU)
    ),
    _column("id", "text", "message ID"),
    _column("phone", "text", "phone number of the subscriber"),
    _column("to", "text", "number that received an incoming message", _HTTP),
    _column("sender", "text", "sender ID", (FindingKind.REQUEST, *_HTTP)),
    _column("status", "int", "message status code of the HTTP API", _HTTP),
    _column("state", "text", "message state of SMPP", _SMPP),
    _column("err", "int", "delivery error code", _WITH_STATUS),
    _column("error_code", "int", "API error code", (FindingKind.REPLY,)),
    _column("type", "int", "message type code", _HTTP),
    _column(
        "parts", "int", "number of message parts, or duration of a call in seconds", _WITH_STATUS
    ),
    _column("cost", "money", "cost of the message", _WITH_STATUS),
    _column("balance", "money", "account balance", (FindingKind.REPLY,)),
    _column(
        "mccmnc",
        "text",
        "mobile country code and network code",
        (FindingKind.REPLY, FindingKind.PDU),
    ),
    _column("country", "text", "country name or code", _HTTP),
    _column("operator", "text", "operator name", _HTTP),
    _column(
        "sent", "local", "time sent, in the time zone of the account", (FindingKind.REPLY, *_SMPP)
    ),
    _column("sent_unix", "unix", "time sent, as Unix time", _HTTP),
    _column(
        "status_time",
        "local",
        "time of the last status change, in the time zone of the account",
        _WITH_STATUS,
    ),
    _column("status_time_unix", "unix", "time of the last status change, as Unix time", _HTTP),
    _column(
        "text",
        "text",
        "message text, or error description of the server",
        (FindingKind.REQUEST, *_HTTP),
    ),
    _column(
        "decode_error", "text", "reason the finding could not be decoded, with personal data masked"
    ),
)

#: Record fields that fill each column, in order of preference.
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
#: Field names that fill a column only for the records in _MESSAGES: in other records, such as a
#: sender's status or a contact's type, they have another meaning.
_MESSAGE_FIELDS = {
    "status": ("status",),
    "err": ("err",),
    "type": ("type",),
    "parts": ("sms_cnt", "cnt"),
}
_MESSAGES = ("SmsStatus", "HlrStatus", "SentMessage", "DeliveryStatus")
#: Expressions that override the tables above for individual records; ``v`` is the record.
_OVERRIDES: dict[str, dict[str, str]] = {
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
#: Number of leading columns that describe the finding itself, from ``line`` to
#: ``utc_offset_minutes``.
FINDING_COLUMNS = 7
Cells: TypeAlias = "Callable[[Any], tuple[Any, ...]]"


def columns(kind: FindingKind | str | None = None) -> tuple[Column, ...]:
    """Return the columns that findings of ``kind`` can fill, or all columns if it is None.

    Raises:
        ValueError: ``kind`` is unknown.
    """
    return (
        COLUMNS
        if kind is None
        else tuple(column for column in COLUMNS if FindingKind(kind) in column.kinds)
    )


def rows(finding: Finding) -> list[tuple[Any, ...]]:
    """Return the rows of a finding, with a cell for each of :data:`COLUMNS`.

    A finding whose value is a list has one row per item; any other finding has one row.
    """
    log_time = finding.log_time
    offset_minutes = None
    if log_time is not None:
        offset = log_time.utcoffset()
        if offset is not None:
            offset_minutes = int(offset.total_seconds()) // 60
            log_time = log_time.replace(tzinfo=None)
    leading = (
        finding.line,
        *finding.span,
        finding.kind.value,
        finding.evidence.value,
        log_time,
        offset_minutes,
    )
    if finding.error is not None:
        return [(*leading, *_empty_cells(), finding.error.summary())]
    value: Any = finding.value
    return [
        (*leading, *cells_of(record.__class__)(record), None)
        for record in (value if isinstance(value, list) else (value,))
    ]


@cache
def _empty_cells() -> tuple[None, ...]:
    return (None,) * (len(COLUMNS) - FINDING_COLUMNS - 1)


@cache
def cells_of(cls: type) -> Cells:
    """Compile a function from a record of ``cls`` to its cells.

    The cells start with ``record`` and exclude ``decode_error``.
    """
    if cls.__name__ == "ParsedRequest":
        return _request
    names = {part.name for part in fields(cls)}
    expressions = {"record": repr(cls.__name__)}
    for table in (_FIELDS, _MESSAGE_FIELDS if cls.__name__ in _MESSAGES else {}):
        expressions |= {
            name: f"v.{found}"
            for name, aliases in table.items()
            for found in aliases[::-1]
            if found in names
        }
    expressions |= _OVERRIDES.get(cls.__name__, {})
    if "sequence_number" in names:
        return _pdu
    cells = ", ".join(
        expressions.get(column.name, "None") for column in COLUMNS[FINDING_COLUMNS:-1]
    )
    helpers = {
        "unix": _unix,
        "local": _local,
        "name": lambda state: None if state is None else state.name,
    }
    function: Cells = compile_function(
        f"columns of {cls.__name__}", ["def cells(v):", f"    return ({cells},)"], helpers
    )
    return function


def _unix(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _local(value: object) -> datetime | None:
    """Return a naive time: some gateways append a UTC offset."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else None


def _row(cells: dict[str, Any]) -> tuple[Any, ...]:
    return tuple([cells.get(column.name) for column in COLUMNS[FINDING_COLUMNS:-1]])


def _request(parsed: Any) -> tuple[Any, ...]:
    """Return the cells of a request, without its credentials."""
    arguments = dict(parsed.command.arguments)
    cells = {"record": "ParsedRequest", "name": parsed.command.name}
    cells |= {
        "id": arguments.get("id"),
        "phone": arguments.get("phone") or arguments.get("phones"),
        "sender": arguments.get("sender"),
        "text": arguments.get("mes"),
    }
    return _row(cells)


def _pdu(pdu: Any) -> tuple[Any, ...]:
    """Return the cells of a PDU, including those of the delivery receipt it carries."""
    from smsc_codec.smpp import DeliverSm

    cells: dict[str, Any] = {
        "record": type(pdu).__name__,
        "name": pdu.command_id.name,
        "id": getattr(pdu, "message_id", None) or None,
    }
    cells["phone"] = (
        getattr(pdu, "source_addr" if isinstance(pdu, DeliverSm) else "destination_addr", None)
        or None
    )
    report = pdu.read_report() if isinstance(pdu, DeliverSm) else None
    if report is not None:
        cells |= {name: getattr(report, name) for name in ("id", "err", "cost", "mccmnc")}
        cells |= {
            "state": None if report.state is None else report.state.name,
            "parts": report.parts if report.parts is not None else report.sub,
        }
        cells |= {"sent": _local(report.submit_date), "status_time": _local(report.done_date)}
    return _row(cells)
