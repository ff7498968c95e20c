"""PDUs as plain JSON, for the pdu command and for the PDUs that a scan finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smsc_codec.cli.plain import scalar, to_plain
from smsc_codec.errors import DecodeError
from smsc_codec.smpp import DataSm, DeliverSm, RawPdu, SubmitSm

if TYPE_CHECKING:
    from smsc_codec.smpp import DeliveryReport, Pdu, Tlv

__all__ = ["plain_pdu"]


def plain_pdu(pdu: Pdu, *, lenient: bool, iso: bool) -> dict[str, Any]:
    """A PDU as plain JSON, with its text, TLV names and delivery report; passwords are omitted.

    Args:
        pdu: the PDU.
        lenient: whether receipts of any gateway are accepted.
        iso: whether data_coding 0 is ISO-8859-1.
    """
    plain: dict[str, Any] = to_plain(pdu)
    if not isinstance(pdu, RawPdu):
        plain.pop("tlvs", None)
    plain["command"] = pdu.command_id.name
    plain["status"] = pdu.command_status.name
    plain.pop("password", None)
    if not plain.get("rest"):
        plain.pop("rest", None)
    if isinstance(pdu, DeliverSm | SubmitSm | DataSm):
        plain["kind"] = pdu.esm_class.kind.name
        try:
            plain["text"] = pdu.text(iso=iso)
        except DecodeError as error:
            plain["text_error"] = error.summary()
        if pdu.segment is not None:
            plain["segment"] = to_plain(pdu.segment)
    if not isinstance(pdu, RawPdu) and pdu.tlvs:
        plain["tlvs"] = [_plain_tlv(tlv) for tlv in pdu.tlvs]
    if isinstance(pdu, DeliverSm) and (report := pdu.read_report(lenient=lenient)) is not None:
        plain["report"] = _plain_report(report)
    return plain


def _plain_tlv(tlv: Tlv) -> dict[str, Any]:
    plain = {
        "tag": f"0x{tlv.tag:04X}",
        "name": tlv.name,
        "data": tlv.data.hex(),
        "defect": tlv.defect,
    }
    if tlv.name is not None and tlv.value != tlv.data:
        plain["value"] = scalar(tlv.value)
    return {name: value for name, value in plain.items() if value is not None}


def _plain_report(report: DeliveryReport) -> dict[str, Any]:
    plain = {name: scalar(getattr(report, name)) for name, _ in report.sources}
    if report.state is not None:
        plain["state"] = report.state.name
    plain["sources"] = {name: source.value for name, source in report.sources}
    if report.conflicts:
        plain["conflicts"] = [
            {
                "field": conflict.field,
                "tlv": scalar(conflict.tlv),
                "text": scalar(conflict.text),
            }
            for conflict in report.conflicts
        ]
    if report.defects:
        plain["defects"] = [list(pair) for pair in report.defects]
    if report.receipt is not None:
        plain["receipt"] = to_plain(report.receipt)
    if (error := report.receipt_error) is not None:
        plain["receipt_error"] = error.partition("\n")[0]
    return plain
