"""Delivery reports: the text and the TLVs of one DELIVER_SM, merged.

TLVs take precedence over the text, as in Kannel and Jasmin. The report records the source of each
value, and the conflicts where text and TLVs differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from smsc_codec.codes import DeliveryErrorCode
from smsc_codec.errors import DecodeError
from smsc_codec.flags import MessageFlags
from smsc_codec.schema.scalars import member_lookup
from smsc_codec.smpp import receipts
from smsc_codec.smpp.bitfields import AdditionalStatus
from smsc_codec.smpp.enums import MessageState, TlvTag
from smsc_codec.smpp.lenient_receipts import labels
from smsc_codec.smpp.receipts import Receipt
from smsc_codec.smpp.tlv_types import NetworkError, read
from smsc_codec.smpp.tlvs import Tlv

__all__ = ["Conflict", "DeliveryReport", "Source"]

_UCS2 = 8
_ERRORS: Callable[[int], Any] = member_lookup(DeliveryErrorCode)


class Source(Enum):
    """The source of a value in a report."""

    TLV = "TLV"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A field whose values in the text and in the TLVs differ.

    Args:
        field: The name of the field in the report.
        tlv: The value from the TLV, which the report uses.
        text: The value from the text.
    """

    field: str
    tlv: object
    text: object


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """The outcome of a message. A field is None if neither the text nor a TLV contains it.

    Args:
        id: The message id as text; compare it as text with that of SUBMIT_SM_RESP.
        state: The message state, in SMPP's numbers.
        err: The service's delivery error code; zero means no error.
        sub: The number of parts submitted.
        dlvrd: The number of parts delivered.
        submit_date: When the message was submitted; naive, local to the account.
        done_date: When its state changed; naive, local to the account.
        cost: The cost of the message, with digits as sent.
        flag: Message type, second balance and template: the flag of the HTTP API.
        parts: The number of parts of the message; usually equal to ``sub``.
        mccmnc: Country and operator of the phone; the first three digits are the country code
            (MCC).
        additional_status: Whether the message was read, and whether a link in it was clicked.
        network_error: The complete TLV that ``err`` was taken from.
        receipt: The decoded text; its other fields (HLR results, ``extra``) are only here.
        undecoded: The text that could not be decoded, with ``data_coding`` and ``lenient`` as
            passed to :meth:`from_parts`; None if there is no text or it was decoded. Omitted from
            ``repr``, since it may contain personal data. See :attr:`receipt_error`.
        sources: Pairs of field and source, for every field that has a value.
        conflicts: The fields whose values in the text and in the TLVs differ.
        defects: Pairs of TLV name and deviation from its definition. If a tag occurs twice, the
            first TLV is used and the second is listed here.
    """

    id: str | None = None
    state: MessageState | None = None
    err: DeliveryErrorCode | None = None
    sub: int | None = None
    dlvrd: int | None = None
    submit_date: datetime | None = None
    done_date: datetime | None = None
    cost: Decimal | None = None
    flag: MessageFlags | None = None
    parts: int | None = None
    mccmnc: str | None = None
    additional_status: AdditionalStatus | None = None
    network_error: NetworkError | None = None
    receipt: Receipt | None = None
    undecoded: tuple[bytes, int, bool] | None = field(default=None, repr=False)
    sources: tuple[tuple[str, Source], ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    defects: tuple[tuple[str, str], ...] = ()

    @classmethod
    def from_parts(
        cls,
        text: bytes | None,
        tlvs: Iterable[Tlv] = (),
        data_coding: int = 0,
        *,
        lenient: bool = False,
    ) -> DeliveryReport:
        """Build a report from the parts of a DELIVER_SM, which any library may have decoded.

        Never raises on malformed input: a text that cannot be decoded is kept in ``undecoded`` and
        explained by ``receipt_error``; a TLV that departs from its definition is listed in
        ``defects``.

        Args:
            text: ``short_message`` (or ``message_payload``) without its user data header; None or
                empty if there is none.
            tlvs: The TLVs of the PDU.
            data_coding: The ``data_coding`` of the PDU. Receipts in UCS-2 (8) occur, and so do
                plain receipts that are wrongly marked with 8; both are decoded.
            lenient: Whether to accept receipts of any gateway instead of the service's own formats.
        """
        receipt, undecoded = None, None
        if text and text.strip(b"\0"):
            try:
                receipt = _decode_receipt(text, data_coding, lenient)
            except DecodeError:
                undecoded = (text, data_coding, lenient)
        from_tlvs, defects = _from_tlvs(tlvs)
        from_text = {} if receipt is None else _from_text(receipt)
        merged = {**from_text, **from_tlvs}
        by_tlv, by_text = Source.TLV, Source.TEXT
        return cls(
            **merged,
            receipt=receipt,
            undecoded=undecoded,
            sources=tuple((name, by_tlv if name in from_tlvs else by_text) for name in merged),
            conflicts=tuple(
                Conflict(field=name, tlv=value, text=from_text[name])
                for name, value in from_tlvs.items()
                if name in from_text and from_text[name] != value
            ),
            defects=defects,
        )

    @property
    def receipt_error(self) -> str | None:
        """Why the text could not be decoded, masked; None if there is no text or it was decoded.

        Computed on each access.
        """
        if self.undecoded is not None:
            try:
                _decode_receipt(*self.undecoded)
            except DecodeError as error:
                return str(error)
        return None

    def source(self, field: str) -> Source | None:
        """Return the source of a field's value; None if the field has no value."""
        return dict(self.sources).get(field)


def _decode_receipt(text: bytes, data_coding: int, lenient: bool) -> Receipt:
    line = _from_ucs2(text) if data_coding == _UCS2 else None
    return (
        receipts.decode(text, lenient=lenient)
        if line is None
        else receipts.read(text, line, lenient=lenient, source=line)
    )


def _from_ucs2(text: bytes) -> str | None:
    """Convert a UCS-2 receipt to a line; None if the bytes are not UCS-2.

    Labels and values are decoded; the bytes of the message text after ``text:`` become one Latin-1
    character each.
    """
    decoded = text.decode("utf-16-be", errors="surrogatepass") if not len(text) % 2 else ""
    if "id:" not in decoded.lower():
        return None
    label = next(
        (match for match in labels().finditer(decoded) if match[0].lower() == "text:"), None
    )
    if label is None:
        return decoded.rstrip("\0\r\n")
    head = decoded[: label.end()]
    return head + text[len(head.encode("utf-16-be", errors="surrogatepass")) :].decode("latin-1")


def _from_text(receipt: Receipt) -> dict[str, Any]:
    number = receipt.error_number
    values = (
        ("id", receipt.id),
        ("state", receipt.state),
        ("err", None if number is None else _ERRORS(number)),
        ("sub", receipt.sub),
        ("dlvrd", receipt.dlvrd),
        ("submit_date", receipt.submit_date),
        ("done_date", receipt.done_date),
    )
    return {name: value for name, value in values if value is not None}


#: The report field of each TLV, and the type that its value must have to be used.
_FROM_TLV: dict[int, tuple[str, type]] = {
    TlvTag.RECEIPTED_MESSAGE_ID: ("id", str),
    TlvTag.NETWORK_ERROR_CODE: ("network_error", NetworkError),
    TlvTag.MESSAGE_STATE: ("state", MessageState),
    TlvTag.COST: ("cost", Decimal),
    TlvTag.FLAG: ("flag", MessageFlags),
    TlvTag.PARTS: ("parts", int),
    TlvTag.MCCMNC: ("mccmnc", str),
    TlvTag.ADDITIONAL_STATUS: ("additional_status", AdditionalStatus),
}


def _from_tlvs(tlvs: Iterable[Tlv]) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    values: dict[str, Any] = {}
    seen: set[int] = set()
    defects: list[tuple[str, str]] = []
    for tlv in tlvs:
        value, defect = read(tlv.tag, tlv.data)
        if defect is not None:
            defects.append((str(tlv.name), defect))
        if tlv.tag not in _FROM_TLV:
            continue
        name, expected_type = _FROM_TLV[tlv.tag]
        if tlv.tag in seen:
            defects.append((name, "duplicate TLV; the first is used"))
        elif isinstance(value, expected_type) and (name, value) != ("id", ""):
            values[name] = value
        seen.add(tlv.tag)
    if "network_error" in values:
        values["err"] = _ERRORS(values["network_error"].code)
    return values, tuple(defects)
