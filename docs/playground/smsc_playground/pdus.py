"""PDUs in hexadecimal digits or base64, as tables."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any

from smsc_codec.cli.docstrings import names
from smsc_codec.errors import DecodeError
from smsc_codec.smpp import (
    DataSm,
    DeliverSm,
    DeliveryReport,
    RawPdu,
    Receipt,
    SubmitSm,
    decode,
    encode,
    receipts,
    split,
)
from smsc_codec.smpp.report import _FROM_TLV
from smsc_codec.smpp.tlv_types import TLV_TYPES
from smsc_playground import errors, notes
from smsc_playground.rows import MOST, Row, meaning, parts_of, rows, safe, shown, title
from smsc_playground.things import Thing, error, headline, report
from smsc_playground.words import Words, say

if TYPE_CHECKING:
    from smsc_codec.smpp import Pdu, Tlv

__all__ = ["bytes_of", "describe", "pdus"]

#: Separators between the digits of a dump.
_BETWEEN = re.compile(r"0x|[\s:,-]+")
#: Fields of a receipt that a delivery report does not have.
_BEYOND = frozenset(names(Receipt)) - {*names(DeliveryReport), "stat"}
_NEITHER: Words = (
    "neither hexadecimal digits nor base64",
    "не шестнадцатеричные цифры и не base64",
)
_DAMAGED: Words = ("A damaged PDU", "Повреждённый PDU")
_MESSAGE: Words = ("The message", "Сообщение")
_TEXT: Words = ("the text, decoded according to data_coding", "текст в кодировке из data_coding")
_WRITTEN: Words = ("encoded again", "закодировано заново")
_HEAD: Words = ("SMPP command", "команда SMPP")


def bytes_of(text: str) -> bytes:
    """The bytes that a text represents. A PDU begins with a zero byte: 0 in hexadecimal, A in
    base64.

    Raises:
        ValueError: the text is neither hexadecimal nor base64.
    """
    bare = _BETWEEN.sub("", text)
    if text.strip()[:1] == "A":
        return base64.b64decode("".join(text.split()), validate=True)
    if not bare:
        raise ValueError
    return binascii.unhexlify(bare)


def pdus(text: str, language: str) -> list[Thing]:
    """The PDUs in a text. Line breaks are ignored."""
    try:
        data = bytes_of(text)
    except ValueError:
        return [
            {"title": say(_DAMAGED, language), "headline": "", "error": say(_NEITHER, language)}
        ]
    try:
        found, rest = split(data)
    except DecodeError as invalid:
        at = invalid.span[0] if invalid.span else 0
        found, rest = split(data[:at])
        return [*_things(found, language), error(invalid, language, _DAMAGED)]
    return _things([*found, *([rest] if rest else [])], language)


def _things(found: list[bytes], language: str) -> list[Thing]:
    things = []
    for data in found[:MOST]:
        try:
            things.append(describe(decode(data), language))
        except DecodeError as invalid:
            things.append(error(invalid, language, _DAMAGED))
    return things


def describe(found: Pdu, language: str) -> Thing:
    """One PDU: its fields, its message, its TLVs and, for a receipt, the delivery report."""
    head: list[Row] = [
        {
            "field": "command_id",
            "value": shown(found.command_id),
            "meaning": title(found.command_id, language),
            "note": say(_HEAD, language),
        },
        *(row for row in rows(found, language) if row["field"] != "command_id"),
    ]
    made: Thing = {
        "title": found.command_id.name,
        "headline": title(found.command_id, language),
        "tables": [{"title": found.command_id.name, "rows": head}],
        "forms": [{"title": say(_WRITTEN, language), "own": True, "text": encode(found).hex()}],
    }
    if isinstance(found, DeliverSm | SubmitSm | DataSm):
        made["tables"].append({"title": say(_MESSAGE, language), "rows": _message(found, language)})
    if not isinstance(found, RawPdu) and found.tlvs:
        made["tables"].append(
            {"title": "TLV", "rows": [_tlv(tlv, language) for tlv in found.tlvs[:MOST]]}
        )
    if isinstance(found, DeliverSm) and (strict := found.report) is not None:
        read = (
            strict
            if strict.receipt_error is None
            else DeliveryReport.from_parts(
                found.message, found.tlvs, found.data_coding, lenient=True
            )
        )
        made["headline"] += f": {headline(read, language)}"
        made["tables"] += report(read, _receipt_error(strict, language), language)
        # The report has all other fields of the receipt.
        beyond = [] if read.receipt is None else rows(read.receipt, language, _BEYOND)
        made["tables"] += [{"title": "Receipt", "rows": beyond}] if beyond else []
    return made


def _receipt_error(found: DeliveryReport, language: str) -> str | None:
    if found.undecoded is not None:
        try:
            receipts.decode(found.undecoded[0])
        except DecodeError as invalid:
            return errors.summary(invalid, language)
    return (found.receipt_error or "").partition("\n")[0] or None


def _message(found: DeliverSm | SubmitSm | DataSm, language: str) -> list[Row]:
    message: list[Row] = []
    try:
        message.append({"field": "text", "value": safe(found.text()), "note": say(_TEXT, language)})
    except DecodeError as invalid:
        message.append({"field": "text", "value": "", "note": errors.summary(invalid, language)})
    if found.udh is not None:
        message.append({"field": "udh", "value": found.udh.hex(" ")})
    return message + ([] if found.segment is None else rows(found.segment, language))


def _tlv(tlv: Tlv, language: str) -> Row:
    known = TLV_TYPES.get(tlv.tag)
    name = _FROM_TLV.get(tlv.tag, ("", object))[0]
    note = notes.of(DeliveryReport, name, language) if name else known.description if known else ""
    value: Any = tlv.value
    tlv_row: Row = {
        "field": f"0x{tlv.tag:04X} {tlv.name or ''}".strip(),
        "value": shown(value, language) or tlv.data.hex(" "),
    }
    tlv_row["meaning"] = meaning(type(tlv), "value", value, language)
    tlv_row["note"] = ". ".join(filter(None, (note, tlv.defect)))
    tlv_row["parts"] = parts_of(value, language)
    return {key: part for key, part in tlv_row.items() if part}
