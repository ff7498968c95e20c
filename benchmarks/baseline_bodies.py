"""Hand-written decoders of the bodies in logs, for :mod:`benchmarks.baseline`."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote_plus

from benchmarks import competitors
from benchmarks.smpp import HEAD, TL, split
from smsc_codec import (
    Balance,
    ConfirmedCall,
    DeliveryStatus,
    Failure,
    IncomingMessage,
    MessageFlags,
    SendResult,
)
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

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "balance_line",
    "event",
    "form",
    "json_",
    "minute",
    "pdu",
    "receipt",
    "send_line",
    "text",
    "xml",
]

# ---- replies

_OK = re.compile(r"OK - ([0-9]+) SMS(?:, ID - ([0-9]+))?(?:, CODE - (.*))?", re.DOTALL)


def _text_failure(text: str) -> Failure:
    found = competitors.TEXT_ERROR.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return Failure(code=int(found[1]), description=found[2], id=found[3])


def _line_failure(number: str, code: str) -> Failure:
    return Failure(code=-int(code), id=None if number == "0" else number)


def send_text(body: bytes) -> SendResult | Failure:
    text = body.decode()
    found = _OK.fullmatch(text)
    if found is None:
        return _text_failure(text)
    return SendResult(cnt=int(found[1]), id=found[2], code=found[3])


def send_line(body: bytes) -> SendResult | Failure:
    number, second, *rest = body.decode().split(",", 2)
    if second.startswith("-"):
        return _line_failure(number, second)
    return SendResult(id=number, cnt=int(second), code=rest[0] if rest else None)


def send_xml(body: bytes) -> SendResult | Failure:
    _, row = competitors.xml_to_dict(body)
    get = row.get
    if "error_code" in row:
        return Failure(code=int(row["error_code"]), description=get("error"), id=get("id"))
    return SendResult(id=get("id"), cnt=int(row["cnt"]), code=get("code"))


def send_json(body: bytes) -> SendResult | Failure:
    row = json.loads(body)
    get = row.get
    number = str(row["id"]) if "id" in row else None
    if "error_code" in row:
        return Failure(code=row["error_code"], description=get("error"), id=number)
    return SendResult(id=number, cnt=row["cnt"], code=get("code"))


def balance_line(body: bytes) -> Balance | Failure:
    text = body.decode()
    number, comma, code = text.partition(",")
    return _line_failure(number, code) if comma else Balance(balance=Decimal(text))


def text(body: bytes) -> Any:
    return send_text(body) if body.startswith(b"OK") else competitors.regex_all2(body)


def xml(body: bytes) -> Any:
    return send_xml(body) if b"<result>" in body[:60] else competitors.xml_all2(body)


def json_(body: bytes) -> Any:
    return competitors.json_all2(body) if b'"status"' in body[:40] else send_json(body)


# ---- callbacks

_KNOWN_FIELDS = frozenset(
    part.name for cls in (DeliveryStatus, IncomingMessage, ConfirmedCall) for part in fields(cls)
) - {"extra"}
_NOT_EXTRA = frozenset(("md5", "sha1", "crc32", "waitcall"))


def event(row: dict[str, str]) -> Any:
    get = row.get
    extra = (
        ()
        if row.keys() <= _KNOWN_FIELDS
        else tuple(
            [
                (key, value)
                for key, value in row.items()
                if key not in _KNOWN_FIELDS and key not in _NOT_EXTRA
            ]
        )
    )
    if "mes" in row:
        sent, time = get("sent"), get("time")
        return IncomingMessage(
            id=get("id"),
            sms_id=get("sms_id"),
            phone=row["phone"],
            mes=row["mes"],
            to=row["to"],
            smsc=get("smsc"),
            sent=int(sent) if sent else None,
            time=int(time) if time else None,
            extra=extra,
        )
    if "waitcall" in row:
        return ConfirmedCall(phone=row["phone"], ts=int(row["ts"]), extra=extra)
    time, ts, cnt, cost, flag = get("time"), get("ts"), get("cnt"), get("cost"), get("flag")
    return DeliveryStatus(
        id=row["id"],
        phone=row["phone"],
        status=competitors.to_status(row["status"]),
        time=_short(time) if time else None,
        ts=int(ts) if ts else None,
        err=competitors.to_error(get("err", "")),
        syserr=get("syserr"),
        cnt=int(cnt) if cnt else None,
        type=competitors.to_type(get("type", "")),
        cost=Decimal(cost) if cost else None,
        flag=MessageFlags(int(flag)) if flag else None,
        sender=get("sender"),
        dtmf=get("dtmf"),
        cmt=get("cmt"),
        imsi=get("imsi"),
        msc=get("msc"),
        mcc=get("mcc"),
        mnc=get("mnc"),
        cn=get("cn"),
        net=get("net"),
        rcn=get("rcn"),
        rnet=get("rnet"),
        calltime=get("calltime"),
        callmenu=get("callmenu"),
        ringtime=get("ringtime"),
        extra=extra,
    )


def _short(text: str) -> datetime:
    return datetime.fromisoformat(f"20{text[6:8]}-{text[3:5]}-{text[:2]} {text[9:]}")


def form(charset: str) -> Callable[[bytes], Any]:
    return lambda body: event(
        dict(
            parse_qsl(
                body.decode("ascii"), keep_blank_values=True, encoding=charset, errors="strict"
            )
        )
    )


# ---- receipts

_RECEIPT = re.compile(
    rb"id:(\d+) sub:(\d+) dlvrd:(\d+) submit date:(\d{10,12}) done date:(\d{10,12}) "
    rb"stat:(\w+) err:(\d+)(?: text:(.*))?",
    re.DOTALL | re.ASCII,
)
_HLR = re.compile(
    rb"id:(\d+) stat:(\w+) err:(\d+) imsi:(\d*) msc:(\d*) mcc:(\d*) mnc:(\d*) "
    rb"cn:(\S*) net:(\S*) rcn:(\S*) rnet:(\S*)",
    re.ASCII,
)


def minute(text: str) -> datetime:
    return datetime.fromisoformat(f"20{text[:6]}T{text[6:]}")


def receipt(text: bytes) -> Receipt:
    found = _RECEIPT.fullmatch(text)
    if found is not None:
        *labels, rest = found.groups()
        number, sub, dlvrd, submit, done, stat, err = [group.decode() for group in labels]
        return Receipt(
            id=number,
            sub=int(sub),
            dlvrd=int(dlvrd),
            submit_date=minute(submit),
            done_date=minute(done),
            stat=stat,
            err=err,
            text=rest,
        )
    found = _HLR.fullmatch(text)
    if found is None:
        raise ValueError(text)
    number, stat, err, imsi, msc, mcc, mnc, *names = [group.decode() for group in found.groups()]
    cn, net, rcn, rnet = [unquote_plus(name) for name in names]
    return Receipt(
        id=number,
        stat=stat,
        err=err,
        imsi=imsi,
        msc=msc,
        mcc=mcc,
        mnc=mnc,
        cn=cn,
        net=net,
        rcn=rcn,
        rnet=rnet,
    )


# ---- PDUs


def _tlvs(found: list[tuple[int, bytes]]) -> tuple[Tlv, ...]:
    return tuple([Tlv(tag, data) for tag, data in found])


def _rest(pdu: bytes, at: int) -> tuple[Tlv, ...]:
    found = []
    while at < len(pdu):
        tag, size = TL.unpack_from(pdu, at)
        found.append((tag, pdu[at + 4 : at + 4 + size]))
        at += 4 + size
    return _tlvs(found)


def _status(number: int) -> CommandStatus:
    return CommandStatus(number)


def pdu(data: bytes) -> Any:
    length, command, status, sequence = HEAD.unpack_from(data)
    if length != len(data):
        raise ValueError(length)
    if command == 0x15:
        return EnquireLink(
            sequence_number=sequence, command_status=_status(status), tlvs=_rest(data, 16)
        )
    if command == 0x80000004:
        end = data.index(0, 16)
        return SubmitSmResp(
            sequence_number=sequence,
            command_status=_status(status),
            message_id=data[16:end].decode("latin-1"),
            tlvs=_rest(data, end + 1),
        )
    (
        _,
        _,
        service,
        ston,
        snpi,
        source,
        dton,
        dnpi,
        destination,
        esm,
        protocol,
        priority,
        schedule,
        validity,
        registered,
        replace,
        coding,
        default,
        text,
        tlvs,
    ) = split(data)
    cls = {4: SubmitSm, 5: DeliverSm}[command]
    return cls(
        sequence_number=sequence,
        command_status=_status(status),
        tlvs=_tlvs(tlvs),
        service_type=service.decode("latin-1"),
        source_addr_ton=ston,
        source_addr_npi=snpi,
        source_addr=source.decode("latin-1"),
        dest_addr_ton=dton,
        dest_addr_npi=dnpi,
        destination_addr=destination.decode("latin-1"),
        esm_class=EsmClass(esm),
        registered_delivery=RegisteredDelivery(registered),
        data_coding=coding,
        protocol_id=protocol,
        priority_flag=priority,
        schedule_delivery_time=schedule.decode("latin-1"),
        validity_period=validity.decode("latin-1"),
        replace_if_present_flag=replace,
        sm_default_msg_id=default,
        short_message=text,
    )
