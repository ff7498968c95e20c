"""Hypothesis strategies for SMPP: receipts, TLVs, PDUs and their parts."""

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
    TlvTag,
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
_FAILED = st.sampled_from([status for status in CommandStatus if status is not CommandStatus.OK])
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
    TlvTag.RECEIPTED_MESSAGE_ID: ID,
    TlvTag.CALLBACK_NUM: st.binary(min_size=4, max_size=19),
    TlvTag.NETWORK_ERROR_CODE: _NETWORK_ERROR,
    TlvTag.MESSAGE_PAYLOAD: st.binary(max_size=300),
    TlvTag.MESSAGE_STATE: st.sampled_from(MessageState),
    TlvTag.ALERT_ON_MESSAGE_DELIVERY: st.just(b""),
    TlvTag.COST: st.sampled_from(["0.1500", "1.2000", "3.8", "10.0000"]).map(Decimal),
    TlvTag.FLAG: st.integers(0, 0x07FF).map(MessageFlags),
    TlvTag.MCCMNC: st.sampled_from(["25001", "25002", "40101", "310260", ""]),
    TlvTag.ADDITIONAL_STATUS: st.sampled_from([0, 2, 4, 6]).map(AdditionalStatus),
}
_KNOWN = st.sampled_from(sorted(TLV_TYPES)).flatmap(
    lambda tag: _VALUES.get(tag, _CODES).map(lambda value: Tlv.of(tag, value))
)
_TLV = _KNOWN | st.builds(Tlv, tag=st.integers(0x1400, 0x1FFF), data=st.binary(max_size=12))
_TLVS = st.lists(_TLV, max_size=4).map(tuple)


@st.composite
def _receipt_pdu(draw: st.DrawFn) -> DeliverSm:
    """A delivery receipt as sent by the service: a text, and TLVs with the same values."""
    receipt = draw(_RECEIPT)
    values: dict[int, Any] = {
        TlvTag.RECEIPTED_MESSAGE_ID: receipt.id,
        TlvTag.MESSAGE_STATE: receipt.state,
    }
    values[TlvTag.NETWORK_ERROR_CODE] = NetworkError(
        network_type=NetworkType.GSM, code=receipt.error_number or 0
    )
    for tag in (TlvTag.COST, TlvTag.FLAG, TlvTag.MCCMNC, TlvTag.ADDITIONAL_STATUS):
        values[tag] = draw(_VALUES[tag])
    values[TlvTag.PARTS] = receipt.sub or 1
    return DeliverSm(
        sequence_number=draw(_SEQUENCE),
        source_addr_ton=1,
        source_addr_npi=1,
        source_addr=draw(PHONE),
        dest_addr_ton=5,
        destination_addr=draw(_NAMES),
        esm_class=EsmClass(0x04),
        short_message=receipts.encode(receipt),
        tlvs=tuple(Tlv.of(tag, value) for tag, value in values.items()),
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
_MESSAGE = {**_ADDRESSED, "short_message": st.binary(max_size=140), "validity_period": _TIMES}
_REGISTERED_DELIVERY = st.integers(0, 31).map(RegisteredDelivery)


def _responses(cls: type[Any], **body: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Responses with their body, and errors without a body or with an invalid one."""
    complete = st.builds(cls, **_HEAD, **body)
    failed = st.builds(cls, sequence_number=_SEQUENCE, command_status=_FAILED)
    return complete | failed | failed.map(lambda pdu: replace(pdu, rest=b"\xff"))


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
    MessageFlags: _VALUES[TlvTag.FLAG],
    AdditionalStatus: _VALUES[TlvTag.ADDITIONAL_STATUS],
    EsmClass: _CODES.map(EsmClass),
    RegisteredDelivery: _REGISTERED_DELIVERY,
    Period: _PERIOD,
    Segment: st.builds(
        Segment, reference=st.integers(0, 0xFFFF), total=st.just(3), number=st.integers(1, 3)
    ),
    SystemType: st.sampled_from([(), ("ISO",), ("SINGLE",), ("ISO", "SINGLE")]).map(SystemType),
    DeliveryReport: _receipt_pdu().map(
        lambda pdu: DeliveryReport.from_parts(pdu.message, pdu.tlvs)
    ),
    SubmitSm: st.builds(SubmitSm, **_MESSAGE, registered_delivery=_REGISTERED_DELIVERY),
    DeliverSm: _receipt_pdu() | st.builds(DeliverSm, **_MESSAGE),
    DataSm: st.builds(DataSm, **_ADDRESSED, registered_delivery=_REGISTERED_DELIVERY),
    QuerySm: st.builds(QuerySm, **_HEAD, **_SOURCE, message_id=ID),
    SubmitSmResp: _responses(SubmitSmResp, message_id=ID),
    DeliverSmResp: _responses(DeliverSmResp, message_id=st.just("")),
    DataSmResp: _responses(DataSmResp, message_id=ID),
    QuerySmResp: _responses(
        QuerySmResp,
        message_id=ID,
        final_date=st.sampled_from(["", "260101120000000+"]),
        message_state=st.sampled_from(MessageState),
        error_code=_CODES,
    ),
    BindReceiver: st.builds(BindReceiver, **_BIND),
    BindTransmitter: st.builds(BindTransmitter, **_BIND),
    BindTransceiver: st.builds(BindTransceiver, **_BIND),
    BindReceiverResp: _responses(BindReceiverResp, system_id=st.just("SMSC")),
    BindTransmitterResp: _responses(BindTransmitterResp, system_id=st.just("SMSC")),
    BindTransceiverResp: _responses(BindTransceiverResp, system_id=st.just("SMSC")),
    Unbind: st.builds(Unbind, **_HEAD),
    UnbindResp: _responses(UnbindResp),
    EnquireLink: st.builds(EnquireLink, **_HEAD),
    EnquireLinkResp: _responses(EnquireLinkResp),
    GenericNack: _responses(GenericNack),
    RawPdu: st.builds(
        RawPdu, sequence_number=_SEQUENCE, command_id=_OTHERS, body=st.binary(max_size=30)
    ),
}
