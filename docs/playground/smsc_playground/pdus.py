"""PDUs: octets out of hexadecimal digits or base64, and each as tables."""

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
    split,
)
from smsc_codec.smpp.report import _FROM_TLV
from smsc_codec.smpp.tlv_types import TLV_TYPES
from smsc_playground import notes
from smsc_playground.rows import MOST, Row, meaning, parts_of, rows, safe, shown, title
from smsc_playground.things import Thing, error, headline, report
from smsc_playground.words import Words, say

if TYPE_CHECKING:
    from smsc_codec.smpp import Pdu, Tlv

__all__ = ["octets_of", "pdus", "tell"]

#: What may stand between the digits of a dump.
_BETWEEN = re.compile(r"0x|[\s:,-]+")
#: The fields of a receipt's text that a report does not repeat.
_BEYOND = frozenset(names(Receipt)) - {*names(DeliveryReport), "stat"}
_NEITHER: Words = (
    "neither hexadecimal digits nor base64",
    "не шестнадцатеричные цифры и не base64",
)
_DAMAGED: Words = ("A damaged PDU", "Повреждённый PDU")
_MESSAGE: Words = ("The message", "Сообщение")
_TEXT: Words = ("the text, read as data_coding says", "текст, прочитанный по data_coding")
_WRITTEN: Words = ("written back", "записано обратно")
_HEAD: Words = ("what it is", "что это")


def octets_of(text: str) -> bytes:
    """The octets that are meant: a PDU begins with a zero, which is 0 in hexadecimal and A in base64.

    Raises:
        ValueError: neither of the two.
    """
    bare = _BETWEEN.sub("", text)
    if text.strip()[:1] == "A":
        return base64.b64decode("".join(text.split()), validate=True)
    if not bare:
        raise ValueError
    return binascii.unhexlify(bare)


def pdus(text: str, language: str) -> list[Thing]:
    """The PDUs of a text: of several lines each may be one, or all may be one."""
    try:
        whole = octets_of(text)
    except ValueError:
        return [
            {"title": say(_DAMAGED, language), "headline": "", "error": say(_NEITHER, language)}
        ]
    try:
        found, rest = split(whole)
    except DecodeError as refused:
        at = refused.span[0] if refused.span else 0
        found, rest = split(whole[:at])
        return [*_told(found, language), error(refused, language, _DAMAGED)]
    return _told([*found, *([rest] if rest else [])], language)


def _told(found: list[bytes], language: str) -> list[Thing]:
    things = []
    for octets in found[:MOST]:
        try:
            things.append(tell(decode(octets), language))
        except DecodeError as refused:
            things.append(error(refused, language, _DAMAGED))
    return things


def tell(found: Pdu, language: str) -> Thing:
    """One PDU: its fields, its message, its TLVs, and the report that it is."""
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
        made["tables"] += report(read, strict.receipt_error, language)
        # What only the text has: the report has the rest.
        beyond = [] if read.receipt is None else rows(read.receipt, language, _BEYOND)
        made["tables"] += [{"title": "Receipt", "rows": beyond}] if beyond else []
    return made


def _message(found: DeliverSm | SubmitSm | DataSm, language: str) -> list[Row]:
    told: list[Row] = []
    try:
        told.append({"field": "text", "value": safe(found.text()), "note": say(_TEXT, language)})
    except DecodeError as refused:
        told.append({"field": "text", "value": "", "note": refused.render().partition("\n")[0]})
    if found.udh is not None:
        told.append({"field": "udh", "value": found.udh.hex(" ")})
    return told + ([] if found.segment is None else rows(found.segment, language))


def _tlv(tlv: Tlv, language: str) -> Row:
    known = TLV_TYPES.get(tlv.tag)
    name = _FROM_TLV.get(tlv.tag, ("", object))[0]
    noun = notes.of(DeliveryReport, name, language) if name else known.description if known else ""
    value: Any = tlv.value
    told: Row = {
        "field": f"0x{tlv.tag:04X} {tlv.name or ''}".strip(),
        "value": shown(value, language) or tlv.data.hex(" "),
    }
    told["meaning"] = meaning(type(tlv), "value", value, language)
    told["note"] = ". ".join(filter(None, (noun, tlv.defect)))
    told["parts"] = parts_of(value, language)
    return {key: part for key, part in told.items() if part}
