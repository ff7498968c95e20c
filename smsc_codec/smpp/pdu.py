"""The PDUs that are decoded, each a record; every other command is a :class:`RawPdu`.

Fields are called as in SMPP 3.4, whose chapter 4 is the source. A C-octet string is a ``str`` of characters that are octets
(latin-1). Of a response every field is None where its body was not sent: error responses come with a body and without.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from smsc_codec.smpp.bitfields import EsmClass, RegisteredDelivery
from smsc_codec.smpp.enums import CommandId, CommandStatus, MessageState
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
    """What every PDU begins with.

    Args:
        sequence_number: which request it is, or answers.
        command_status: zero in requests.
    """

    sequence_number: int = 1
    command_status: CommandStatus = CommandStatus.OK


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decoded(_Head):
    """A PDU whose layout is known; TLVs may stand behind any of them."""

    tlvs: tuple[Tlv, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Response(_Decoded):
    """A response; ``rest`` is what an error response carries instead of its body, as sent."""

    rest: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPdu(_Head):
    """A PDU of any other command, its body as sent."""

    command_id: CommandId
    body: bytes = b""


# ---- messages

_ORDINARY, _NO_REPORT = EsmClass(0), RegisteredDelivery(0)


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
    registered_delivery: RegisteredDelivery = _NO_REPORT
    data_coding: int = 0

    @property
    def payload(self) -> bytes | None:
        """TLV ``message_payload``; None if there is none."""
        return next((tlv.data for tlv in self.tlvs if tlv.tag == 0x0424), None)

    @property
    def message(self) -> bytes:
        """The message's octets without its user data header: ``short_message``, or if that is empty the payload."""
        return self._split()[1]

    @property
    def udh(self) -> bytes | None:
        """The user data header with its length octet, as sent; None if ``esm_class`` tells of none, or it does not fit."""
        return self._split()[0]

    @property
    def segment(self) -> Segment | None:
        """Which part of a long message it is, by its header or its ``sar_*`` TLVs; None for a whole one."""
        from smsc_codec.smpp.segments import of_message

        return of_message(self.udh, self.tlvs)

    def text(self, *, iso: bool = False) -> str:
        """The message as text, read as ``data_coding`` says.

        Args:
            iso: whether the account's ``system_type`` holds ``ISO``: coding 0 is then ISO-8859-1, else GSM 03.38.

        Raises:
            DecodeError: the octets are no text of this coding, or the coding is of no text.
        """
        from smsc_codec.smpp.texts import decode

        return decode(self.message, self.data_coding, iso=iso)

    def _split(self) -> tuple[bytes | None, bytes]:
        octets = getattr(self, "short_message", b"") or self.payload or b""
        size = octets[0] + 1 if octets and self.esm_class.udhi else 0
        return (octets[:size], octets[size:]) if 0 < size <= len(octets) else (None, octets)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Message(_Addressed):
    """What SUBMIT_SM and DELIVER_SM have in common."""

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
        schedule_delivery_time, validity_period: see ``smpp.times``.
        registered_delivery: ask for receipts here, or the service calls the HTTP handler instead.
        short_message: up to 254 octets in SMPP (255 are carried); longer ones go into the TLV ``message_payload``.
    """

    command_id: ClassVar[CommandId] = CommandId.SUBMIT_SM


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverSm(_Message):
    """DELIVER_SM: an incoming message, or a delivery receipt; then ``source_addr`` is the phone."""

    command_id: ClassVar[CommandId] = CommandId.DELIVER_SM

    @property
    def is_receipt(self) -> bool:
        """Whether ``esm_class`` says so."""
        return self.esm_class.is_receipt

    @property
    def looks_like_receipt(self) -> bool:
        """Whether it has the TLV of a receipt, or a text that begins like one; some gateways leave ``esm_class`` 0."""
        return any(tlv.tag == 0x001E for tlv in self.tlvs) or self.message.lower().startswith(
            (b"id:", b"\0i\0d\0:")
        )

    @property
    def report(self) -> DeliveryReport | None:
        """The receipt, text and TLVs merged, read as the service writes it; None if it neither is nor looks like one."""
        return self.read_report()

    def read_report(self, *, lenient: bool = False) -> DeliveryReport | None:
        """The same, its text read as any gateway may write it if ``lenient`` is said."""
        from smsc_codec.smpp.report import DeliveryReport

        if not (self.is_receipt or self.looks_like_receipt):
            return None
        return DeliveryReport.from_parts(self.message, self.tlvs, self.data_coding, lenient=lenient)

    def response(self, command_status: CommandStatus = CommandStatus.OK) -> DeliverSmResp:
        """The response that this PDU waits for."""
        return DeliverSmResp(
            sequence_number=self.sequence_number, command_status=command_status, message_id=""
        )

    def query(self, *, sequence_number: int) -> QuerySm:
        """QUERY_SM for the message that a receipt is about: its addresses are the submit's, swapped.

        Raises:
            ValueError: it is no receipt, or tells no id.
        """
        report = self.report
        if report is None or report.id is None:
            raise ValueError("no receipt with an id")
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
class _Numbered(_Response):
    message_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitSmResp(_Numbered):
    """SUBMIT_SM_RESP: the message's number, the ``id`` of its receipts."""

    command_id: ClassVar[CommandId] = CommandId.SUBMIT_SM_RESP


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverSmResp(_Numbered):
    """DELIVER_SM_RESP; its ``message_id`` is empty."""

    command_id: ClassVar[CommandId] = CommandId.DELIVER_SM_RESP


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSmResp(_Numbered):
    """DATA_SM_RESP: the message's number."""

    command_id: ClassVar[CommandId] = CommandId.DATA_SM_RESP


# ---- queries


@dataclass(frozen=True, slots=True, kw_only=True)
class QuerySm(_Decoded):
    """QUERY_SM: what became of a message; ``source_addr`` must be that of the submit."""

    command_id: ClassVar[CommandId] = CommandId.QUERY_SM

    message_id: str = ""
    source_addr_ton: int = 0
    source_addr_npi: int = 0
    source_addr: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuerySmResp(_Response):
    """QUERY_SM_RESP.

    Args:
        message_id: the message's number.
        final_date: when it came to its end, see ``smpp.times``; empty while it has not.
        message_state: what became of it.
        error_code: one octet: the service's list of errors, as far as it fits.
    """

    command_id: ClassVar[CommandId] = CommandId.QUERY_SM_RESP

    message_id: str | None = None
    final_date: str | None = None
    message_state: MessageState | None = None
    error_code: int | None = None


# ---- the session


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bind(_Decoded):
    """A bind.

    Args:
        system_id: the login.
        password: never shown by repr.
        system_type: the account's settings, see :class:`smsc_codec.smpp.SystemType`.
        interface_version: 0x34 is SMPP 3.4, 0x50 is 5.0.
        addr_ton, addr_npi, address_range: which addresses it serves; the service needs none.
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
    """BIND_RECEIVER: to get receipts and messages."""

    command_id: ClassVar[CommandId] = CommandId.BIND_RECEIVER


@dataclass(frozen=True, slots=True, kw_only=True)
class BindTransmitter(_Bind):
    """BIND_TRANSMITTER: to submit; no receipts come."""

    command_id: ClassVar[CommandId] = CommandId.BIND_TRANSMITTER


@dataclass(frozen=True, slots=True, kw_only=True)
class BindTransceiver(_Bind):
    """BIND_TRANSCEIVER: both."""

    command_id: ClassVar[CommandId] = CommandId.BIND_TRANSCEIVER


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bound(_Response):
    system_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BindReceiverResp(_Bound):
    """BIND_RECEIVER_RESP: the centre's own name."""

    command_id: ClassVar[CommandId] = CommandId.BIND_RECEIVER_RESP


@dataclass(frozen=True, slots=True, kw_only=True)
class BindTransmitterResp(_Bound):
    """BIND_TRANSMITTER_RESP: the centre's own name."""

    command_id: ClassVar[CommandId] = CommandId.BIND_TRANSMITTER_RESP


@dataclass(frozen=True, slots=True, kw_only=True)
class BindTransceiverResp(_Bound):
    """BIND_TRANSCEIVER_RESP: the centre's own name."""

    command_id: ClassVar[CommandId] = CommandId.BIND_TRANSCEIVER_RESP


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbind(_Decoded):
    """UNBIND: the session ends."""

    command_id: ClassVar[CommandId] = CommandId.UNBIND


@dataclass(frozen=True, slots=True, kw_only=True)
class UnbindResp(_Response):
    """UNBIND_RESP."""

    command_id: ClassVar[CommandId] = CommandId.UNBIND_RESP


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquireLink(_Decoded):
    """ENQUIRE_LINK: the service cuts a link that has been idle for two minutes."""

    command_id: ClassVar[CommandId] = CommandId.ENQUIRE_LINK


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquireLinkResp(_Response):
    """ENQUIRE_LINK_RESP."""

    command_id: ClassVar[CommandId] = CommandId.ENQUIRE_LINK_RESP


@dataclass(frozen=True, slots=True, kw_only=True)
class GenericNack(_Response):
    """GENERIC_NACK: the other side could not read a PDU."""

    command_id: ClassVar[CommandId] = CommandId.GENERIC_NACK


#: Every PDU that is a record; what has no class of its own is a :class:`RawPdu`.
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
