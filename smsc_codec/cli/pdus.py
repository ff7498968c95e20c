"""PDUs as plain JSON, for the command that decodes them and for what a scan finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smsc_codec.cli.plain import scalar, to_plain
from smsc_codec.errors import DecodeError
from smsc_codec.smpp import DataSm, DeliverSm, RawPdu, SubmitSm

if TYPE_CHECKING:
    from smsc_codec.smpp import DeliveryReport, Pdu, Tlv

__all__ = ["plain_pdu"]


def plain_pdu(found: Pdu, *, lenient: bool, iso: bool) -> dict[str, Any]:
    """A PDU, its text, its TLVs by name, and what it reports, as plain JSON; a password is left out.

    Args:
        found: the PDU.
        lenient: whether the receipts of any gateway are read.
        iso: whether data_coding 0 is ISO-8859-1.
    """
    plain: dict[str, Any] = to_plain(found)
    if not isinstance(found, RawPdu):
        plain.pop("tlvs", None)
    plain["command"] = found.command_id.name
    plain["status"] = found.command_status.name
    plain.pop("password", None)
    if not plain.get("rest"):
        plain.pop("rest", None)
    if isinstance(found, DeliverSm | SubmitSm | DataSm):
        plain["kind"] = found.esm_class.kind.name
        try:
            plain["text"] = found.text(iso=iso)
        except DecodeError as error:
            plain["text_error"] = error.summary()
        if found.segment is not None:
            plain["segment"] = to_plain(found.segment)
    if not isinstance(found, RawPdu) and found.tlvs:
        plain["tlvs"] = [_tlv(tlv) for tlv in found.tlvs]
    if isinstance(found, DeliverSm) and (report := found.read_report(lenient=lenient)) is not None:
        plain["report"] = _report(report)
    return plain


def _tlv(tlv: Tlv) -> dict[str, Any]:
    told = {
        "tag": f"0x{tlv.tag:04X}",
        "name": tlv.name,
        "data": tlv.data.hex(),
        "defect": tlv.defect,
    }
    if tlv.name is not None and tlv.value != tlv.data:
        told["value"] = scalar(tlv.value)
    return {name: part for name, part in told.items() if part is not None}


def _report(report: DeliveryReport) -> dict[str, Any]:
    told = {name: scalar(getattr(report, name)) for name, _ in report.sources}
    if report.state is not None:
        told["state"] = report.state.name
    told["sources"] = {name: origin.value for name, origin in report.sources}
    if report.conflicts:
        told["conflicts"] = [
            {"field": one.field, "tlv": scalar(one.tlv), "text": scalar(one.text)}
            for one in report.conflicts
        ]
    if report.defects:
        told["defects"] = [list(pair) for pair in report.defects]
    if report.receipt is not None:
        told["receipt"] = to_plain(report.receipt)
    if (unread := report.receipt_error) is not None:
        told["receipt_error"] = unread.partition("\n")[0]
    return told
