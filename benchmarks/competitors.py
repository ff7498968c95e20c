"""Competitors: careful hand-written decoders of one format and level each.

They do the same work as the codec: charset, error replies, -3, SMS or HLR, open enumerations, dates
and Decimal. They return the same values (``tests/unit/test_benchmarks.py``). They do less: they do
not check the syntax of numbers (they accept ``1_0`` and ``NaN``), support one level each, and have
no error messages.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from smsc_codec.codes import DeliveryErrorCode, MessageStatus, MessageType
from smsc_codec.flags import MessageFlags
from smsc_codec.pages.status import HlrStatus, NotFound, SmsStatus
from smsc_codec.schema.failure import Failure

if TYPE_CHECKING:
    from collections.abc import Callable

    Build = Callable[..., SmsStatus]

STATUS = {str(int(member)): member for member in MessageStatus}
ERROR = {str(int(member)): member for member in DeliveryErrorCode}
TYPE = {str(int(member)): member for member in MessageType}
STATUS_NUMBER = {int(member): member for member in MessageStatus}
ERROR_NUMBER = {int(member): member for member in DeliveryErrorCode}
TYPE_NUMBER = {int(member): member for member in MessageType}
HLR_COLUMNS = frozenset({"imsi", "msc", "mcc", "mnc", "cn", "net", "rcn", "rnet"})
SMS_TAGS = frozenset(SmsStatus.__slots__)


def to_status(text: str) -> MessageStatus:
    return STATUS.get(text) or MessageStatus(int(text))


def to_error(text: str) -> DeliveryErrorCode | None:
    if not text:
        return None
    return ERROR[text] if text in ERROR else DeliveryErrorCode(int(text))


def to_type(text: str) -> MessageType | None:
    if not text:
        return None
    return TYPE[text] if text in TYPE else MessageType(int(text))


def to_date(text: str) -> datetime | None:
    if not text:
        return None
    return datetime.fromisoformat(f"{text[6:10]}-{text[3:5]}-{text[:2]} {text[11:]}")


def split_all1(body: bytes, build: Build = SmsStatus) -> Any:
    """Decode fmt=1, all=1."""
    columns = body.decode("utf-8").split(",")
    if len(columns) == 2 and columns[1][:1] == "-":
        return Failure(code=int(columns[1][1:]), id=None if columns[0] == "0" else columns[0])
    if columns[0] == "-3":
        return NotFound()
    count = len(columns)
    if count > 16 and columns[14] == "HLR":
        return _hlr(columns)
    last = columns[-1]
    comment = kind = None
    if count > 9 and last in TYPE:
        kind = TYPE[last]
        if count == 11:
            message, comment = columns[8], columns[9]
        elif count > 11:
            message, comment = ",".join(columns[8:-2]), columns[-2]
        else:
            message = columns[8]
    else:
        message = ",".join(columns[8:])
    return build(
        status=to_status(columns[0]),
        last_timestamp=int(columns[1]) if columns[1] else None,
        err=to_error(columns[2]),
        send_timestamp=int(columns[3]) if columns[3] else None,
        phone=columns[4],
        cost=Decimal(columns[5]) if columns[5] else None,
        sender_id=columns[6],
        status_name=columns[7],
        message=message,
        comment=comment,
        type=kind,
    )


def _hlr(columns: list[str]) -> HlrStatus:
    return HlrStatus(
        status=to_status(columns[0]),
        last_timestamp=int(columns[1]) if columns[1] else None,
        err=to_error(columns[2]),
        imsi=columns[3],
        msc=columns[4],
        mcc=columns[5],
        mnc=columns[6],
        cn=columns[7],
        net=columns[8],
        rcn=columns[9],
        rnet=columns[10],
        send_timestamp=int(columns[11]) if columns[11] else None,
        phone=columns[12],
        cost=Decimal(columns[13]) if columns[13] else None,
        sender_id=columns[14],
        status_name=columns[15],
        message=",".join(columns[16:-1]),
        type=to_type(columns[-1]),
    )


TEXT_ALL2 = re.compile(
    r"Status = (-?\d+), check_time = ([^,]*)(?:, err = (\d*))?, send_date = ([^,]*)"
    r", phone = ([^,]*)(?:, mccmnc = (\d*))?, country = (.*?), operator = (.*?)"
    r"(?:, operator_orig ?= (.*?))?, region = (.*?), cost = ([^,]*), sender_id = (.*?)"
    r", status_name = (.*?), message = (.*?)(?:, comment = (.*?))?(?:, type = (\d*))?",
    re.DOTALL,
)
TEXT_ERROR = re.compile(r"ERROR = (\d+) \((.*)\)(?:, ID - (\d+))?")


def regex_all2(body: bytes, build: Build = SmsStatus) -> Any:
    """Decode fmt=0, all=2."""
    text = body.decode("utf-8")
    found = TEXT_ALL2.fullmatch(text)
    if found is None:
        if text.startswith("Status = -3"):
            return NotFound()
        failed = TEXT_ERROR.fullmatch(text)
        if failed is None:
            raise ValueError(text)
        return Failure(code=int(failed[1]), description=failed[2], id=failed[3])
    (
        status,
        last_date,
        err,
        send_date,
        phone,
        mccmnc,
        country,
        operator,
        operator_orig,
        region,
        cost,
        sender_id,
        status_name,
        message,
        comment,
        kind,
    ) = found.groups()
    return build(
        status=to_status(status),
        last_date=to_date(last_date),
        err=to_error(err),
        send_date=to_date(send_date),
        phone=phone,
        mccmnc=mccmnc,
        country=country,
        operator=operator,
        operator_orig=operator_orig,
        region=region,
        cost=Decimal(cost) if cost else None,
        sender_id=sender_id,
        status_name=status_name,
        message=message,
        comment=comment,
        type=to_type(kind),
    )


def json_all2(body: bytes, build: Build = SmsStatus) -> Any:
    """Decode fmt=3, all=2."""
    row = json.loads(body.decode("utf-8"))
    get = row.get
    if "error_code" in row:
        return Failure(
            code=row["error_code"],
            description=get("error"),
            id=str(row["id"]) if "id" in row else None,
        )
    status = row["status"]
    if status == -3:
        return NotFound(id=str(row["id"]) if "id" in row else None, phone=get("phone"))
    if not HLR_COLUMNS.isdisjoint(row) or get("type") == 4:
        raise NotImplementedError
    err, kind, flag, cost, number = get("err"), get("type"), get("flag"), get("cost"), get("id")
    return build(
        status=STATUS_NUMBER[status] if status in STATUS_NUMBER else MessageStatus(status),
        last_date=to_date(get("last_date")),
        last_timestamp=get("last_timestamp"),
        flag=None if flag is None else MessageFlags(flag),
        err=None
        if err is None
        else ERROR_NUMBER[err]
        if err in ERROR_NUMBER
        else DeliveryErrorCode(err),
        send_date=to_date(get("send_date")),
        send_timestamp=get("send_timestamp"),
        phone=get("phone"),
        cost=Decimal(cost) if cost else None,
        sender_id=get("sender_id"),
        status_name=get("status_name"),
        message=get("message"),
        comment=get("comment"),
        mccmnc=get("mccmnc"),
        country=get("country"),
        operator=get("operator"),
        operator_orig=get("operator_orig"),
        region=get("region"),
        type=None
        if kind is None
        else TYPE_NUMBER[kind]
        if kind in TYPE_NUMBER
        else MessageType(kind),
        sms_cnt=get("sms_cnt"),
        id=None if number is None else str(number),
        extra=()
        if row.keys() <= SMS_TAGS
        else tuple((key, row[key]) for key in row if key not in SMS_TAGS),
    )


def _stop(*_: object) -> None:
    raise ValueError("unexpected XML construct")


def xml_to_dict(body: bytes) -> tuple[str, dict[str, str]]:
    """Parse one level of elements with text to a dict, with expat and basic protection."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    row: dict[str, str] = {}
    root: list[str] = []
    text: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if attributes or len(root) > 15:
            raise ValueError("unexpected XML construct")
        root.append(name)
        text.clear()

    def end(name: str) -> None:
        if len(root) > 1:
            if name in row:
                raise ValueError("duplicate element")
            row[name] = "".join(text)
            text.clear()
            root.pop()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.append
    parser.StartDoctypeDeclHandler = _stop
    parser.EntityDeclHandler = _stop
    parser.ProcessingInstructionHandler = _stop
    parser.Parse(body, True)
    return root[0], row


def xml_all2(body: bytes, build: Build = SmsStatus) -> Any:
    """Decode fmt=2, all=2."""
    root, row = xml_to_dict(body.decode("utf-8").encode("utf-8"))
    get = row.get
    if root == "result":
        return Failure(code=int(row["error_code"]), description=get("error"), id=get("id"))
    status = row["status"]
    if status == "-3":
        return NotFound(id=get("id"), phone=get("phone"))
    if not HLR_COLUMNS.isdisjoint(row) or get("type") == "4":
        raise NotImplementedError
    flag, cost, timestamp, sent, parts = (
        get("flag"),
        get("cost"),
        get("last_timestamp"),
        get("send_timestamp"),
        get("sms_cnt"),
    )
    return build(
        status=to_status(status),
        last_date=to_date(get("last_date", "")),
        last_timestamp=int(timestamp) if timestamp else None,
        flag=MessageFlags(int(flag)) if flag else None,
        err=to_error(get("err", "")),
        send_date=to_date(get("send_date", "")),
        send_timestamp=int(sent) if sent else None,
        phone=get("phone"),
        cost=Decimal(cost) if cost else None,
        sender_id=get("sender_id"),
        status_name=get("status_name"),
        message=get("message"),
        comment=get("comment"),
        mccmnc=get("mccmnc"),
        country=get("country"),
        operator=get("operator"),
        operator_orig=get("operator_orig"),
        region=get("region"),
        type=to_type(get("type", "")),
        sms_cnt=int(parts) if parts else None,
        id=get("id") or None,
        extra=()
        if row.keys() <= SMS_TAGS
        else tuple((key, row[key]) for key in row if key not in SMS_TAGS),
    )
