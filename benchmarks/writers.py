"""Competitors that encode: hand-written encoders with the same validation as the codec.

Like the codec, they reject wrong types, bools, exponents, aware times and texts that would break
the line. Types are therefore checked at run time, and parameters are annotated as Any.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from benchmarks.competitors import TYPE

if TYPE_CHECKING:
    from datetime import datetime

    from smsc_codec.pages.status import SmsStatus


MONEY = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
XML_SPECIAL = re.compile("[&<>\r]")
XML_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
XML_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
quote = json.encoder.encode_basestring


def number(value: Any, limit: int = 10**9, low: int = 0) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value < limit:
        raise ValueError(value)
    return f"{value:d}"


def money(value: Any) -> str:
    if value is None:
        return ""
    text = str(value)
    if not isinstance(value, Decimal) or MONEY.fullmatch(text) is None:
        raise ValueError(value)
    return text


def date(value: datetime | None) -> str:
    if value is None:
        return ""
    text = value.isoformat(" ")
    if len(text) != 19:
        raise ValueError(value)
    return f"{text[8:10]}.{text[5:7]}.{text[:4]}{text[10:]}"


def column(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or "," in value or "\n" in value or "\r" in value:
        raise ValueError(value)
    return value


def write_line_all1(value: SmsStatus) -> bytes:
    """Encode fmt=1, all=1, with the tail."""
    if value.status == -3 or value.type == 4:
        raise ValueError(value)
    message: Any = value.message or ""
    if not isinstance(message, str):
        raise ValueError(value)
    head = ",".join(
        (
            number(value.status, low=-999999999),
            number(value.last_timestamp, 10**11),
            number(value.err),
            number(value.send_timestamp, 10**11),
            column(value.phone),
            money(value.cost),
            column(value.sender_id),
            column(value.status_name),
            message,
        )
    )
    if value.type is None and value.comment is None:
        if ("," in message and message.rsplit(",", 1)[1].lstrip() in TYPE) or message[-1:] == "\n":
            raise ValueError(value)
        return head.encode("utf-8")
    kind = number(value.type)
    if kind not in TYPE:
        raise ValueError(value)
    return f"{head},{column(value.comment)},{kind}".encode()


def label(value: Any, following: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or following in value or "\n" in value or "\r" in value:
        raise ValueError(value)
    return value


def write_text_all2(value: SmsStatus) -> bytes:
    """Encode fmt=0, all=2."""
    if value.status == -3 or value.status is None:
        raise ValueError(value)
    message: Any = value.message or ""
    comment = value.comment
    if not isinstance(message, str) or ", comment = " in message:
        raise ValueError(value)
    parts = [
        f"Status = {number(value.status, low=-999999999)}, check_time = {date(value.last_date)}"
    ]
    if value.err is not None:
        parts.append(f", err = {number(value.err)}")
    parts.append(f", send_date = {date(value.send_date)}, phone = {column(value.phone)}")
    if value.mccmnc is not None:
        parts.append(f", mccmnc = {column(value.mccmnc)}")
    operator = label(value.operator, ", region = ")
    if ", operator_orig =" in operator or ", operator_orig= " in operator:
        raise ValueError(value)
    parts.append(f", country = {label(value.country, ', operator = ')}, operator = {operator}")
    if value.operator_orig is not None:
        parts.append(f", operator_orig = {label(value.operator_orig, ', region = ')}")
    parts.append(
        f", region = {label(value.region, ', cost = ')}, cost = {money(value.cost)}"
        f", sender_id = {label(value.sender_id, ', status_name = ')}"
        f", status_name = {label(value.status_name, ', message = ')}, message = {message}"
    )
    if comment is not None:
        parts.append(f", comment = {label(comment, ', type = ')}")
    if value.type is not None:
        parts.append(f", type = {number(value.type)}")
    elif ", type = " in message or (comment is None and message[-1:] == "\n"):
        raise ValueError(value)
    return "".join(parts).encode()


def _is_hlr(value: SmsStatus) -> bool:
    if value.type is not None:
        return value.type == 4
    if value.flag is not None:
        return value.flag.raw & 15 == 4
    return value.sender_id == "HLR"


def write_json_all2(value: SmsStatus) -> bytes:
    """Encode fmt=3, all=2."""
    if value.status == -3 or _is_hlr(value) or value.extra:
        raise ValueError(value)
    parts = [f'"status": {number(value.status, low=-999999999)}']
    add = parts.append
    if value.last_date is not None:
        add(f'"last_date": "{date(value.last_date)}"')
    if value.last_timestamp is not None:
        add(f'"last_timestamp": {number(value.last_timestamp, 10**11)}')
    if value.flag is not None:
        add(f'"flag": {number(value.flag.raw)}')
    if value.err is not None:
        add(f'"err": {number(value.err)}')
    if value.send_date is not None:
        add(f'"send_date": "{date(value.send_date)}"')
    if value.send_timestamp is not None:
        add(f'"send_timestamp": {number(value.send_timestamp, 10**11)}')
    if value.phone is not None:
        add(f'"phone": {quote(value.phone)}')
    if value.cost is not None:
        add(f'"cost": "{money(value.cost)}"')
    for name in (
        "sender_id",
        "status_name",
        "message",
        "comment",
        "mccmnc",
        "country",
        "operator",
        "operator_orig",
        "region",
    ):
        text = getattr(value, name)
        if text is not None:
            add(f'"{name}": {quote(text)}')
    if value.type is not None:
        add(f'"type": {number(value.type)}')
    if value.sms_cnt is not None:
        add(f'"sms_cnt": {number(value.sms_cnt)}')
    if value.id is not None:
        if (
            not (value.id.isascii() and value.id.isdecimal())
            or value.id[0] == "0"
            or len(value.id) > 20
        ):
            raise ValueError(value)
        add(f'"id": {value.id}')
    return ("{\n" + ",\n".join(parts) + "\n}").encode()


def xml_text(value: str) -> str:
    if XML_FORBIDDEN.search(value):
        raise ValueError(value)
    if XML_SPECIAL.search(value):
        return XML_SPECIAL.sub(lambda found: XML_ESCAPES[found[0]], value)
    return value


def write_xml_all2(value: SmsStatus) -> bytes:
    """Encode fmt=2, all=2."""
    if value.status == -3 or _is_hlr(value) or value.extra:
        raise ValueError(value)
    parts = ["<sms>", f"<status>{number(value.status, low=-999999999)}</status>"]
    add = parts.append
    if value.last_date is not None:
        add(f"<last_date>{date(value.last_date)}</last_date>")
    if value.last_timestamp is not None:
        add(f"<last_timestamp>{number(value.last_timestamp, 10**11)}</last_timestamp>")
    if value.flag is not None:
        add(f"<flag>{number(value.flag.raw)}</flag>")
    if value.err is not None:
        add(f"<err>{number(value.err)}</err>")
    if value.send_date is not None:
        add(f"<send_date>{date(value.send_date)}</send_date>")
    if value.send_timestamp is not None:
        add(f"<send_timestamp>{number(value.send_timestamp, 10**11)}</send_timestamp>")
    if value.phone is not None:
        add(f"<phone>{xml_text(value.phone)}</phone>")
    if value.cost is not None:
        add(f"<cost>{money(value.cost)}</cost>")
    for name in (
        "sender_id",
        "status_name",
        "message",
        "comment",
        "mccmnc",
        "country",
        "operator",
        "operator_orig",
        "region",
    ):
        text = getattr(value, name)
        if text is not None:
            add(f"<{name}>{xml_text(text)}</{name}>")
    if value.type is not None:
        add(f"<type>{number(value.type)}</type>")
    if value.sms_cnt is not None:
        add(f"<sms_cnt>{number(value.sms_cnt)}</sms_cnt>")
    if value.id is not None:
        if not (value.id.isascii() and value.id.isdecimal()) or len(value.id) > 20:
            raise ValueError(value)
        add(f"<id>{value.id}</id>")
    add("</sms>")
    return "\n".join(parts).encode()
