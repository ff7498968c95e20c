"""A delivery report: the text and the TLVs of one DELIVER_SM, merged.

TLVs come before the text, as Kannel and Jasmin take them too. Where each value comes from is told, and where both tell
something else, both are shown.
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
from smsc_codec.smpp.enums import MessageState
from smsc_codec.smpp.lenient_receipts import labels
from smsc_codec.smpp.receipts import Receipt
from smsc_codec.smpp.tlv_types import NetworkError, read
from smsc_codec.smpp.tlvs import Tlv

__all__ = ["Conflict", "DeliveryReport", "Source"]

_UCS2 = 8
_ERRORS: Callable[[int], Any] = member_lookup(DeliveryErrorCode)


class Source(Enum):
    """Where a value of a report comes from."""

    TLV = "TLV"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A field that text and TLVs tell differently.

    Args:
        field: its name in the report.
        tlv: what the TLV says; the report has this.
        text: what the text says.
    """

    field: str
    tlv: object
    text: object


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What became of a message. Every field may be None: neither text nor TLV told it.

    Args:
        id: the message's number, as text; compare it as text with that of SUBMIT_SM_RESP.
        state: what became of it, in SMPP's numbers.
        err: why it was not delivered, the service's number; zero is no error.
        sub: parts of the message that was sent.
        dlvrd: parts that were delivered.
        submit_date: when it was sent; naive, local to the account.
        done_date: when its state changed; naive, local to the account.
        cost: what it cost, digits as sent.
        flag: type, second balance, template: the HTTP API's flag.
        parts: the parts of the message; usually ``sub``.
        mccmnc: country and operator of the phone; the first three digits are the country's.
        additional_status: whether it was read, or a link in it was clicked.
        network_error: the TLV behind ``err``, whole.
        receipt: the text, read; its other fields (the HLR ones, ``extra``) are only here.
        undecoded: the text that could not be read, with its ``data_coding`` and ``lenient`` as :meth:`from_parts` took them; None
            if there was none, or it was read. ``repr`` leaves it out: it may be somebody's. See :attr:`receipt_error`.
        sources: (field, origin) for every field that is told.
        conflicts: the fields that text and TLVs tell differently.
        defects: (name of the TLV, what departs from its definition); of two equal TLVs the first counts, and that is told here.
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
        """A report out of the parts of a DELIVER_SM, whichever library read it.

        Args:
            text: ``short_message`` (or ``message_payload``) without a user data header; None or empty if there is none.
            tlvs: its TLVs.
            data_coding: how the text is written; receipts in UCS-2 (8) are met, and so is a 8 that is not true.
            lenient: read the text of any gateway instead of the service's own form.

        Returns:
            The report. It raises nothing: a text that cannot be read is kept in ``undecoded`` and explained in ``unread``, a
            TLV that departs from its definition is told in ``defects``.
        """
        receipt, unreadable = None, None
        if text and text.strip(b"\0"):
            try:
                receipt = _receipt(text, data_coding, lenient)
            except DecodeError:
                unreadable = (text, data_coding, lenient)
        from_tlvs, defects = _from_tlvs(tlvs)
        from_text = {} if receipt is None else _from_text(receipt)
        merged = {**from_text, **from_tlvs}
        by_tlv, by_text = Source.TLV, Source.TEXT
        return cls(
            **merged,
            receipt=receipt,
            undecoded=unreadable,
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
        """Why the text could not be read, masked; None if there was none, or it was read. Looked for each time it is asked for."""
        if self.undecoded is not None:
            try:
                _receipt(*self.undecoded)
            except DecodeError as error:
                return str(error)
        return None

    def source(self, field: str) -> Source | None:
        """Where a field's value comes from; None if it is not told."""
        return dict(self.sources).get(field)


def _receipt(text: bytes, data_coding: int, lenient: bool) -> Receipt:
    line = _from_ucs2(text) if data_coding == _UCS2 else None
    return (
        receipts.decode(text, lenient=lenient)
        if line is None
        else receipts.read(text, line, lenient=lenient, source=line)
    )


def _from_ucs2(text: bytes) -> str | None:
    """A receipt in UCS-2 as a line: its labels as they read, the message's own text as octets. None if it is plain octets."""
    told = text.decode("utf-16-be", errors="surrogatepass") if not len(text) % 2 else ""
    if "id:" not in told.lower():
        return None
    label = next((found for found in labels().finditer(told) if found[0].lower() == "text:"), None)
    if label is None:
        return told.rstrip("\0\r\n")
    head = told[: label.end()]
    return head + text[len(head.encode("utf-16-be", errors="surrogatepass")) :].decode("latin-1")


def _from_text(receipt: Receipt) -> dict[str, Any]:
    number = receipt.error_number
    told = (
        ("id", receipt.id),
        ("state", receipt.state),
        ("err", None if number is None else _ERRORS(number)),
        ("sub", receipt.sub),
        ("dlvrd", receipt.dlvrd),
        ("submit_date", receipt.submit_date),
        ("done_date", receipt.done_date),
    )
    return {name: value for name, value in told if value is not None}


#: The report's field of each TLV, and what a value of it must be to be read as one.
_FROM_TLV: dict[int, tuple[str, type]] = {
    0x001E: ("id", str),
    0x0423: ("network_error", NetworkError),
    0x0427: ("state", MessageState),
    0x2000: ("cost", Decimal),
    0x2001: ("flag", MessageFlags),
    0x2002: ("parts", int),
    0x2003: ("mccmnc", str),
    0x2004: ("additional_status", AdditionalStatus),
}


def _from_tlvs(tlvs: Iterable[Tlv]) -> tuple[dict[str, Any], tuple[tuple[str, str], ...]]:
    told: dict[str, Any] = {}
    seen: set[int] = set()
    defects: list[tuple[str, str]] = []
    for tlv in tlvs:
        value, defect = read(tlv.tag, tlv.data)
        if defect is not None:
            defects.append((str(tlv.name), defect))
        if tlv.tag not in _FROM_TLV:
            continue
        name, kind = _FROM_TLV[tlv.tag]
        if tlv.tag in seen:
            defects.append((name, "it comes again; the first counts"))
        elif isinstance(value, kind) and (name, value) != ("id", ""):
            told[name] = value
        seen.add(tlv.tag)
    if "network_error" in told:
        told["err"] = _ERRORS(told["network_error"].code)
    return told, tuple(defects)
