"""PDU records, one class per decoded command; any other command is a :class:`RawPdu`.

Field names are those of SMPP 3.4, chapter 4. A C-octet string is a ``str`` in which each character
represents one byte (Latin-1). The body fields of a response are None if its body was not sent:
error responses occur both with and without a body.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from smsc_codec.smpp.bitfields import EsmClass, RegisteredDelivery
from smsc_codec.smpp.enums import CommandId, CommandStatus, MessageState, TlvTag
from smsc_codec.smpp.tlvs import Tlv

if TYPE_CHECKING:
    from smsc_codec.smpp.report import DeliveryReport
    from smsc_codec.smpp.segments import Segment

__all__ = [
    "BindReceiver",
    "BindReceiverResp",
    "BindTransceiver",
    "BindTransceiverResp",
    "BindTransmitter",
    "BindTransmitterResp",
    "DataSm",
    "DataSmResp",
    "DeliverSm",
    "DeliverSmResp",
    "EnquireLink",
    "EnquireLinkResp",
    "GenericNack",
    "Pdu",
    "QuerySm",
    "QuerySmResp",
    "RawPdu",
    "SubmitSm",
    "SubmitSmResp",
    "Unbind",
    "UnbindResp",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """The header fields of every PDU.

    Args:
        sequence_number: The number of the request, repeated in its response.
        command_status: The outcome in a response; zero in requests.
    """

    sequence_number: int = 1
    command_status: CommandStatus = CommandStatus.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decoded(_Head):
    """A PDU with a known layout; any of them may end with TLVs."""

    tlvs: tuple[Tlv, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Response(_Decoded):
    """A response.

    Args:
        rest: What an error response contains in place of a valid body, as sent.
    """

    rest: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPdu(_Head):
    """A PDU of any other command, with its body as sent."""

    command_id: CommandId
    body: bytes = b""


# ---- messages

_ORDINARY, _NO_RECEIPT = EsmClass(0), RegisteredDelivery(0)
_MESSAGE_PAYLOAD, _RECEIPTED_MESSAGE_ID = TlvTag.MESSAGE_PAYLOAD, TlvTag.RECEIPTED_MESSAGE_ID


@dataclass(frozen=True, slots=True, kw_only=True)
class _Addressed(_Decoded):
    service_type: str = ""
    source_addr_ton: int = 0
    source_addr_npi: int = 0
    source_addr: str = ""
    dest_addr_ton: int = 0
    dest_addr_npi: int = 0
    destination_addr: str = ""
    esm_class: EsmClass = _ORDINARY
    registered_delivery: RegisteredDelivery = _NO_RECEIPT
    data_coding: int = 0

    @property
    def payload(self) -> bytes | None:
        """The TLV ``message_payload``; None if there is none."""
        return next((tlv.data for tlv in self.tlvs if tlv.tag == _MESSAGE_PAYLOAD), None)

    @property
    def message(self) -> bytes:
        """The message bytes without the user data header.

        Taken from ``short_message`` or, if that is empty, from :attr:`payload`.
        """
        return self._split()[1]

    @property
    def udh(self) -> bytes | None:
        """The user data header with its length byte, as sent.

        None if ``esm_class`` does not announce a header, or its length exceeds the message.
        """
        return self._split()[0]

    @property
    def segment(self) -> Segment | None:
        """The part of a long message, from the user data header or the ``sar_*`` TLVs.

        None if the message is not a part of a longer one.
        """
        from smsc_codec.smpp.segments import of_message

        return of_message(self.udh, self.tlvs)

    def text(self, *, iso: bool = False) -> str:
        """Decode the message to text, according to ``data_coding``.

        Args:
            iso: Whether the account's ``system_type`` contains ``ISO``: coding 0 is then
                ISO-8859-1, otherwise GSM 03.38.

        Raises:
            DecodeError: The message is invalid in this coding, or the coding is not for text.
        """
        from smsc_codec.smpp.texts import decode

        return decode(self.message, self.data_coding, iso=iso)

    def _split(self) -> tuple[bytes | None, bytes]:
        data = getattr(self, "short_message", b"") or self.payload or b""
        size = data[0] + 1 if data and self.esm_class.udhi else 0
        return (data[:size], data[size:]) if 0 < size <= len(data) else (None, data)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Message(_Addressed):
    """The common fields of SUBMIT_SM and DELIVER_SM."""

    protocol_id: int = 0
    priority_flag: int = 0
    schedule_delivery_time: str = ""
    validity_period: str = ""
    replace_if_present_flag: int = 0
    sm_default_msg_id: int = 0
    short_message: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitSm(_Message):
    """SUBMIT_SM: a message to send.

    Args:
        schedule_delivery_time, validity_period: Times or periods; see :mod:`smsc_codec.smpp.times`.
        registered_delivery: Which receipts are requested. If none is, the service calls the HTTP
            handler instead.
        short_message: The message, up to 254 bytes in SMPP (255 can be encoded); put a longer
            message into the TLV ``message_payload``.
    """

    command_id: ClassVar[CommandId] = CommandId.SUBMIT_SM


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverSm(_Message):
    """DELIVER_SM: an incoming message or a delivery receipt.

    In a receipt, ``source_addr`` is the phone that the message was sent to.
    """

    command_id: ClassVar[CommandId] = CommandId.DELIVER_SM

    @property
    def is_receipt(self) -> bool:
        """Whether ``esm_class`` marks the PDU as a receipt."""
        return self.esm_class.is_receipt

    @property
    def looks_like_receipt(self) -> bool:
        """Whether the PDU has the TLV ``receipted_message_id`` or a text that begins with ``id:``.

        Some gateways send receipts with an ``esm_class`` of 0.
        """
        return any(
            tlv.tag == _RECEIPTED_MESSAGE_ID for tlv in self.tlvs
        ) or self.message.lower().startswith((b"id:", b"\0i\0d\0:"))

    @property
    def report(self) -> DeliveryReport | None:
        """The delivery report, merged from the text and the TLVs; None if this is not a receipt.

        The text must be in one of the service's formats; see :meth:`read_report` for others. A PDU
        counts as a receipt if :attr:`is_receipt` or :attr:`looks_like_receipt` is true.
        """
        return self.read_report()

    def read_report(self, *, lenient: bool = False) -> DeliveryReport | None:
        """Return the delivery report; None if this is not a receipt.

        Args:
            lenient: Whether to accept receipt texts of any gateway.
        """
        from smsc_codec.smpp.report import DeliveryReport

        if not (self.is_receipt or self.looks_like_receipt):
            return None
        return DeliveryReport.from_parts(self.message, self.tlvs, self.data_coding, lenient=lenient)

    def response(self, command_status: CommandStatus = CommandStatus.OK) -> DeliverSmResp:
        """Return the response to this PDU.

        Args:
            command_status: The status to report.
        """
        return DeliverSmResp(
            sequence_number=self.sequence_number, command_status=command_status, message_id=""
        )

    def query(self, *, sequence_number: int) -> QuerySm:
        """Return a QUERY_SM for the message of this receipt.

        The receipt's destination address is the source address of the submitted message.

        Args:
            sequence_number: The sequence number of the request.

        Raises:
            ValueError: This is not a receipt, or it has no id.
        """
        report = self.report
        if report is None or report.id is None:
            raise ValueError("not a receipt with an id")
        return QuerySm(
            sequence_number=sequence_number,
            message_id=report.id,
            source_addr_ton=self.dest_addr_ton,
            source_addr_npi=self.dest_addr_npi,
            source_addr=self.destination_addr,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSm(_Addressed):
    """DATA_SM: a message in the TLV ``message_payload``."""

    command_id: ClassVar[CommandId] = CommandId.DATA_SM


@dataclass(frozen=True, slots=True, kw_only=True)
class _MessageIdResp(_Response):
    message_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitSmResp(_MessageIdResp):
    """SUBMIT_SM_RESP: the message id, which is the ``id`` of its receipts."""

    command_id: ClassVar[CommandId] = CommandId.SUBMIT_SM_RESP


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverSmResp(_MessageIdResp):
    """DELIVER_SM_RESP: the acknowledgement of a DELIVER_SM; ``message_id`` is empty."""

    command_id: ClassVar[CommandId] = CommandId.DELIVER_SM_RESP


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSmResp(_MessageIdResp):
    """DATA_SM_RESP: the message id."""

    command_id: ClassVar[CommandId] = CommandId.DATA_SM_RESP


# ---- queries


@dataclass(frozen=True, slots=True, kw_only=True)
class QuerySm(_Decoded):
    """QUERY_SM: a request for the state of a message.

    ``source_addr`` must be that of the submitted message.
    """

    command_id: ClassVar[CommandId] = CommandId.QUERY_SM

    message_id: str = ""
    source_addr_ton: int = 0
    source_addr_npi: int = 0
    source_addr: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuerySmResp(_Response):
    """QUERY_SM_RESP: the state of a message.

    Args:
        message_id: The message id.
        final_date: When the message reached its final state, see :mod:`smsc_codec.smpp.times`;
            empty until then.
        message_state: The message state.
        error_code: The service's delivery error code, limited to one byte.
    """

    command_id: ClassVar[CommandId] = CommandId.QUERY_SM_RESP

    message_id: str | None = None
    final_date: str | None = None
    message_state: MessageState | None = None
    error_code: int | None = None


# ---- the session


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bind(_Decoded):
    """A bind request.

    Args:
        system_id: The login.
        password: The password; omitted from ``repr``.
        system_type: The account settings; see :class:`smsc_codec.smpp.SystemType`.
        interface_version: 0x34 for SMPP 3.4, 0x50 for SMPP 5.0.
        addr_ton, addr_npi, address_range: The addresses served; not required by the service.
    """

    system_id: str = ""
    password: str = field(default="", repr=False)
    system_type: str = ""
    interface_version: int = 0x34
    addr_ton: int = 0
    addr_npi: int = 0
    address_range: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BindReceiver(_Bind):
    """BIND_RECEIVER: opens a session that receives messages and receipts."""

    command_id: ClassVar[CommandId] = CommandId.BIND_RECEIVER


@dataclass(frozen=True, slots=True, kw_only=True)
class BindTransmitter(_Bind):
    """BIND_TRANSMITTER: opens a session that submits messages and receives no receipts."""

    command_id: ClassVar[CommandId] = CommandId.BIND_TRANSMITTER


@dataclass(frozen=True, slots=True, kw_only=True)
class BindTransceiver(_Bind):
    """BIND_TRANSCEIVER: opens a session that both submits and receives."""

    command_id: ClassVar[CommandId] = CommandId.BIND_TRANSCEIVER


@dataclass(frozen=True, slots=True, kw_only=True)
class _BindResp(_Response):
    system_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BindReceiverResp(_BindResp):
    """BIND_RECEIVER_RESP: the name of the message centre in ``system_id``."""

    command_id: ClassVar[CommandId] = CommandId.BIND_RECEIVER_RESP


@dataclass(frozen=True, slots=True, kw_only=True)
class BindTransmitterResp(_BindResp):
    """BIND_TRANSMITTER_RESP: the name of the message centre in ``system_id``."""

    command_id: ClassVar[CommandId] = CommandId.BIND_TRANSMITTER_RESP


@dataclass(frozen=True, slots=True, kw_only=True)
class BindTransceiverResp(_BindResp):
    """BIND_TRANSCEIVER_RESP: the name of the message centre in ``system_id``."""

    command_id: ClassVar[CommandId] = CommandId.BIND_TRANSCEIVER_RESP


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbind(_Decoded):
    """UNBIND: a request to end the session."""

    command_id: ClassVar[CommandId] = CommandId.UNBIND


@dataclass(frozen=True, slots=True, kw_only=True)
class UnbindResp(_Response):
    """UNBIND_RESP: the acknowledgement of an UNBIND."""

    command_id: ClassVar[CommandId] = CommandId.UNBIND_RESP


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquireLink(_Decoded):
    """ENQUIRE_LINK: a keep-alive request.

    The service closes a connection that has been idle for two minutes.
    """

    command_id: ClassVar[CommandId] = CommandId.ENQUIRE_LINK


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquireLinkResp(_Response):
    """ENQUIRE_LINK_RESP: the acknowledgement of an ENQUIRE_LINK."""

    command_id: ClassVar[CommandId] = CommandId.ENQUIRE_LINK_RESP


@dataclass(frozen=True, slots=True, kw_only=True)
class GenericNack(_Response):
    """GENERIC_NACK: the rejection of a PDU that the peer could not decode."""

    command_id: ClassVar[CommandId] = CommandId.GENERIC_NACK


#: The union of all PDU records.
Pdu: TypeAlias = (
    BindReceiver
    | BindReceiverResp
    | BindTransceiver
    | BindTransceiverResp
    | BindTransmitter
    | BindTransmitterResp
    | DataSm
    | DataSmResp
    | DeliverSm
    | DeliverSmResp
    | EnquireLink
    | EnquireLinkResp
    | GenericNack
    | QuerySm
    | QuerySmResp
    | RawPdu
    | SubmitSm
    | SubmitSmResp
    | Unbind
    | UnbindResp
)
