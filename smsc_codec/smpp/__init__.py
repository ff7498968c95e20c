"""SMPP: PDUs, TLVs and delivery receipts.

Decodes bytes to records and encodes records to bytes; opens no connections.
"""

from smsc_codec.smpp import receipts, segments, texts, times, tlvs
from smsc_codec.smpp.bitfields import AdditionalStatus, EsmClass, RegisteredDelivery
from smsc_codec.smpp.enums import (
    CommandId,
    CommandStatus,
    MessageKind,
    MessageMode,
    MessageState,
    NetworkType,
    ReceiptRequest,
    TlvTag,
)
from smsc_codec.smpp.pdu import (
    BindReceiver,
    BindReceiverResp,
    BindTransceiver,
    BindTransceiverResp,
    BindTransmitter,
    BindTransmitterResp,
    DataSm,
    DataSmResp,
    DeliverSm,
    DeliverSmResp,
    EnquireLink,
    EnquireLinkResp,
    GenericNack,
    Pdu,
    QuerySm,
    QuerySmResp,
    RawPdu,
    SubmitSm,
    SubmitSmResp,
    Unbind,
    UnbindResp,
)
from smsc_codec.smpp.pdu_codec import decode, encode
from smsc_codec.smpp.receipts import Receipt
from smsc_codec.smpp.report import Conflict, DeliveryReport, Source
from smsc_codec.smpp.segments import Segment
from smsc_codec.smpp.stream import MAX_PDU_BYTES, split
from smsc_codec.smpp.system_type import SystemType
from smsc_codec.smpp.times import Period
from smsc_codec.smpp.tlvs import NetworkError, Tlv

__all__ = [
    "MAX_PDU_BYTES",
    "AdditionalStatus",
    "BindReceiver",
    "BindReceiverResp",
    "BindTransceiver",
    "BindTransceiverResp",
    "BindTransmitter",
    "BindTransmitterResp",
    "CommandId",
    "CommandStatus",
    "Conflict",
    "DataSm",
    "DataSmResp",
    "DeliverSm",
    "DeliverSmResp",
    "DeliveryReport",
    "EnquireLink",
    "EnquireLinkResp",
    "EsmClass",
    "GenericNack",
    "MessageKind",
    "MessageMode",
    "MessageState",
    "NetworkError",
    "NetworkType",
    "Pdu",
    "Period",
    "QuerySm",
    "QuerySmResp",
    "RawPdu",
    "Receipt",
    "ReceiptRequest",
    "RegisteredDelivery",
    "Segment",
    "Source",
    "SubmitSm",
    "SubmitSmResp",
    "SystemType",
    "Tlv",
    "TlvTag",
    "Unbind",
    "UnbindResp",
    "decode",
    "encode",
    "receipts",
    "segments",
    "split",
    "texts",
    "times",
    "tlvs",
]
