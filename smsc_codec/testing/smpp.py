"""Strategies for SMPP: receipts, TLVs, PDUs and what they are made of."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from smsc_codec.flags import MessageFlags
from smsc_codec.smpp import (
    AdditionalStatus,
    BindReceiver,
    BindReceiverResp,
    BindTransceiver,
    BindTransceiverResp,
    BindTransmitter,
    BindTransmitterResp,
    CommandId,
    CommandStatus,
    DataSm,
    DataSmResp,
    DeliverSm,
    DeliverSmResp,
    DeliveryReport,
    EnquireLink,
    EnquireLinkResp,
    EsmClass,
    GenericNack,
    MessageState,
    NetworkError,
    NetworkType,
    Period,
    QuerySm,
    QuerySmResp,
    RawPdu,
    Receipt,
    RegisteredDelivery,
    Segment,
    SubmitSm,
    SubmitSmResp,
    SystemType,
    Tlv,
    Unbind,
    UnbindResp,
    receipts,
    times,
)
from smsc_codec.smpp.tlvs import TLV_TYPES
from smsc_codec.testing.fields import ID, PHONE, TIME

__all__ = ["STRATEGIES"]

_PERIOD = st.builds(
    Period, days=st.integers(0, 30), hours=st.integers(0, 23), minutes=st.integers(0, 59)
)
_TIMES = st.just("") | _PERIOD.map(times.encode)
_SEQUENCE = st.integers(1, 0x7FFFFFFF)
_FAILED = st.sampled_from([one for one in CommandStatus if one is not CommandStatus.OK])
_NAMES = st.sampled_from(["SMSTEST", "SMSC.RU", "79990000000"])
_CODES = st.integers(0, 255)

# ---- receipts

_TEXT = st.none() | st.sampled_from(
    [b"", b"hello", b"caf\xe9", "привет".encode("utf-16-be"), b"id:5 in a text"]
)
_WORDS = st.sampled_from(
    ["DELIVRD", "EXPIRED", "UNDELIV", "REJECTD", "DELETED", "ACCEPTD", "UNKNOWN"]
)
_ERR = st.sampled_from(["000", "001", "006", "011", "250"])
_MINUTES = TIME.map(lambda at: at.replace(second=0))
_SMS_RECEIPT = st.builds(
    Receipt,
    id=ID,
    sub=st.integers(1, 9),
    dlvrd=st.integers(0, 9),
    submit_date=_MINUTES,
    done_date=_MINUTES,
    stat=_WORDS,
    err=_ERR,
    text=_TEXT,
)
_NETS = st.sampled_from(["MegaFon", "МТС", "Open Joint+Stock", ""])
_HLR_RECEIPT = st.builds(
    Receipt,
    id=ID,
    stat=_WORDS,
    err=_ERR,
    imsi=st.just("250020000000001"),
    msc=PHONE,
    mcc=st.just("250"),
    mnc=st.sampled_from(["01", "02", "99"]),
    cn=st.sampled_from(["Russian Federation", "Россия"]),
    net=_NETS,
    rcn=st.just(""),
    rnet=_NETS,
)
_RECEIPT = _SMS_RECEIPT | _HLR_RECEIPT

# ---- TLVs

_NETWORK_ERROR = st.builds(
    NetworkError,
    network_type=st.sampled_from(NetworkType),
    code=st.sampled_from([0, 1, 6, 11, 250]),
)
_VALUES: dict[int, st.SearchStrategy[Any]] = {
    0x001E: ID,
    0x0381: st.binary(min_size=4, max_size=19),
    0x0423: _NETWORK_ERROR,
    0x0424: st.binary(max_size=300),
    0x0427: st.sampled_from(MessageState),
    0x130C: st.just(b""),
    0x2000: st.sampled_from(["0.1500", "1.2000", "3.8", "10.0000"]).map(Decimal),
    0x2001: st.integers(0, 0x07FF).map(MessageFlags),
    0x2003: st.sampled_from(["25001", "25002", "40101", "310260", ""]),
    0x2004: st.sampled_from([0, 2, 4, 6]).map(AdditionalStatus),
}
_KNOWN = st.sampled_from(sorted(TLV_TYPES)).flatmap(
    lambda tag: _VALUES.get(tag, _CODES).map(lambda value: Tlv.of(tag, value))
)
_TLV = _KNOWN | st.builds(Tlv, tag=st.integers(0x1400, 0x1FFF), data=st.binary(max_size=12))
_TLVS = st.lists(_TLV, max_size=4).map(tuple)


@st.composite
def _receipt_pdu(draw: st.DrawFn) -> DeliverSm:
    """A delivery receipt as the service sends one: its text, and TLVs that say the same."""
    receipt = draw(_RECEIPT)
    told: dict[int, Any] = {0x001E: receipt.id, 0x0427: receipt.state}
    told[0x0423] = NetworkError(network_type=NetworkType.GSM, code=receipt.error_number or 0)
    told |= {tag: draw(_VALUES[tag]) for tag in (0x2000, 0x2001, 0x2003, 0x2004)} | {
        0x2002: receipt.sub or 1
    }
    return DeliverSm(
        sequence_number=draw(_SEQUENCE),
        source_addr_ton=1,
        source_addr_npi=1,
        source_addr=draw(PHONE),
        dest_addr_ton=5,
        destination_addr=draw(_NAMES),
        esm_class=EsmClass(0x04),
        short_message=receipts.encode(receipt),
        tlvs=tuple(Tlv.of(tag, value) for tag, value in told.items()),
    )


# ---- PDUs

_HEAD: dict[str, Any] = {"sequence_number": _SEQUENCE, "tlvs": st.just(()) | _TLVS}
_SOURCE = {
    "source_addr_ton": st.integers(0, 6),
    "source_addr_npi": st.sampled_from([0, 1]),
    "source_addr": _NAMES,
}
_ADDRESSED = {
    **_HEAD,
    **_SOURCE,
    "dest_addr_ton": st.just(1),
    "dest_addr_npi": st.just(1),
    "destination_addr": PHONE,
    "data_coding": st.sampled_from([0, 3, 8]),
}
_WRITTEN = {**_ADDRESSED, "short_message": st.binary(max_size=140), "validity_period": _TIMES}
_ASKING = st.integers(0, 31).map(RegisteredDelivery)


def _answers(cls: type[Any], **body: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Responses: with their body; and of an error, without one or with what is none."""
    told = st.builds(cls, **_HEAD, **body)
    failed = st.builds(cls, sequence_number=_SEQUENCE, command_status=_FAILED)
    return told | failed | failed.map(lambda one: replace(one, rest=b"\xff"))


_BIND = {
    **_HEAD,
    "system_id": st.just("alex"),
    "password": st.just("secret"),
    "system_type": st.sampled_from(["", "ISO", "SINGLE", "ISO,SINGLE"]),
}
_OTHERS = st.sampled_from(
    [
        CommandId.OUTBIND,
        CommandId.ALERT_NOTIFICATION,
        CommandId.SUBMIT_MULTI,
        CommandId.CANCEL_SM,
        CommandId(0x10001),
    ]
)

#: A strategy for each class.
STRATEGIES: dict[type[Any], st.SearchStrategy[Any]] = {
    Receipt: _RECEIPT,
    Tlv: _TLV,
    NetworkError: _NETWORK_ERROR,
    MessageFlags: _VALUES[0x2001],
    AdditionalStatus: _VALUES[0x2004],
    EsmClass: _CODES.map(EsmClass),
    RegisteredDelivery: _ASKING,
    Period: _PERIOD,
    Segment: st.builds(
        Segment, reference=st.integers(0, 0xFFFF), total=st.just(3), number=st.integers(1, 3)
    ),
    SystemType: st.sampled_from([(), ("ISO",), ("SINGLE",), ("ISO", "SINGLE")]).map(SystemType),
    DeliveryReport: _receipt_pdu().map(
        lambda pdu: DeliveryReport.from_parts(pdu.message, pdu.tlvs)
    ),
    SubmitSm: st.builds(SubmitSm, **_WRITTEN, registered_delivery=_ASKING),
    DeliverSm: _receipt_pdu() | st.builds(DeliverSm, **_WRITTEN),
    DataSm: st.builds(DataSm, **_ADDRESSED, registered_delivery=_ASKING),
    QuerySm: st.builds(QuerySm, **_HEAD, **_SOURCE, message_id=ID),
    SubmitSmResp: _answers(SubmitSmResp, message_id=ID),
    DeliverSmResp: _answers(DeliverSmResp, message_id=st.just("")),
    DataSmResp: _answers(DataSmResp, message_id=ID),
    QuerySmResp: _answers(
        QuerySmResp,
        message_id=ID,
        final_date=st.sampled_from(["", "260101120000000+"]),
        message_state=st.sampled_from(MessageState),
        error_code=_CODES,
    ),
    BindReceiver: st.builds(BindReceiver, **_BIND),
    BindTransmitter: st.builds(BindTransmitter, **_BIND),
    BindTransceiver: st.builds(BindTransceiver, **_BIND),
    BindReceiverResp: _answers(BindReceiverResp, system_id=st.just("SMSC")),
    BindTransmitterResp: _answers(BindTransmitterResp, system_id=st.just("SMSC")),
    BindTransceiverResp: _answers(BindTransceiverResp, system_id=st.just("SMSC")),
    Unbind: st.builds(Unbind, **_HEAD),
    UnbindResp: _answers(UnbindResp),
    EnquireLink: st.builds(EnquireLink, **_HEAD),
    EnquireLinkResp: _answers(EnquireLinkResp),
    GenericNack: _answers(GenericNack),
    RawPdu: st.builds(
        RawPdu, sequence_number=_SEQUENCE, command_id=_OTHERS, body=st.binary(max_size=30)
    ),
}
