"""SMPP layouts declared with construct: bit fields, TLV values, mandatory parameters of commands.

This module holds declarations only: ``formats/binary.py`` compiles them; ``tlv_types.py`` and
``pdu.py`` give the parts their meaning. Names are those of SMPP 3.4. The comments beside C-octet
strings give the maximum size in bytes; it is not enforced, since gateways exceed it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from construct import (
    BitsInteger,
    BitStruct,
    Construct,
    Flag,
    GreedyBytes,
    Int8ub,
    Int16ub,
    Int32ub,
    Struct,
)

from smsc_codec.formats.binary import C_OCTETS
from smsc_codec.smpp.enums import CommandId

__all__ = [
    "ADDITIONAL_STATUS",
    "BODIES",
    "BYTES",
    "C_STRING",
    "ESM_CLASS",
    "HEADER",
    "INT8",
    "INT16",
    "NETWORK_ERROR",
    "REGISTERED_DELIVERY",
    "TLV_HEAD",
]

# ---- bit fields, most significant bit first

ESM_CLASS: Construct = BitStruct(
    "reply_path" / Flag, "udhi" / Flag, "kind" / BitsInteger(4), "mode" / BitsInteger(2)
)
REGISTERED_DELIVERY: Construct = BitStruct(
    "reserved_7_5" / BitsInteger(3),
    "notification" / Flag,
    "user_acknowledgement" / Flag,
    "delivery_acknowledgement" / Flag,
    "receipt" / BitsInteger(2),
)
ADDITIONAL_STATUS: Construct = BitStruct(
    "reserved_15_3" / BitsInteger(13), "link_clicked" / Flag, "read" / Flag, "reserved_0" / Flag
)

# ---- TLVs and their values

TLV_HEAD: Construct = Struct("tag" / Int16ub, "length" / Int16ub)
INT8: Construct = Struct("number" / Int8ub)
INT16: Construct = Struct("number" / Int16ub)
C_STRING: Construct = Struct("text" / C_OCTETS)
BYTES: Construct = Struct("data" / GreedyBytes)
NETWORK_ERROR: Construct = Struct("network_type" / Int8ub, "code" / Int16ub)

# ---- commands

HEADER: Construct = Struct(
    "command_length" / Int32ub,
    "command_id" / Int32ub,
    "command_status" / Int32ub,
    "sequence_number" / Int32ub,
)

_SOURCE = Struct(
    "source_addr_ton" / Int8ub, "source_addr_npi" / Int8ub, "source_addr" / C_OCTETS
)  # 21; DATA_SM 65
_ADDRESSES = Struct(
    "source" / _SOURCE,
    "dest_addr_ton" / Int8ub,
    "dest_addr_npi" / Int8ub,
    "destination_addr" / C_OCTETS,  # 21; DATA_SM 65
)
#: Followed by ``short_message``, which has ``sm_length`` bytes, and by the TLVs.
_MESSAGE = Struct(
    "service_type" / C_OCTETS,  # 6
    "addresses" / _ADDRESSES,
    "esm_class" / Int8ub,
    "protocol_id" / Int8ub,
    "priority_flag" / Int8ub,
    "schedule_delivery_time" / C_OCTETS,
    "validity_period" / C_OCTETS,  # 1 or 17
    "registered_delivery" / Int8ub,
    "replace_if_present_flag" / Int8ub,
    "data_coding" / Int8ub,
    "sm_default_msg_id" / Int8ub,
    "sm_length" / Int8ub,
)
_DATA = Struct(
    "service_type" / C_OCTETS,
    "addresses" / _ADDRESSES,
    "esm_class" / Int8ub,
    "registered_delivery" / Int8ub,
    "data_coding" / Int8ub,
)
_MESSAGE_ID = "message_id" / C_OCTETS  # 65
_BIND = Struct(
    "system_id" / C_OCTETS,
    "password" / C_OCTETS,
    "system_type" / C_OCTETS,  # 16, 9, 13
    "interface_version" / Int8ub,
    "addr_ton" / Int8ub,
    "addr_npi" / Int8ub,
    "address_range" / C_OCTETS,  # 41
)
_BOUND = Struct("system_id" / C_OCTETS)
_NOTHING = Struct()

#: The mandatory parameters of each decoded command; TLVs may follow them.
BODIES: Mapping[CommandId, Construct] = MappingProxyType(
    {
        CommandId.BIND_RECEIVER: _BIND,
        CommandId.BIND_TRANSMITTER: _BIND,
        CommandId.BIND_TRANSCEIVER: _BIND,
        CommandId.BIND_RECEIVER_RESP: _BOUND,
        CommandId.BIND_TRANSMITTER_RESP: _BOUND,
        CommandId.BIND_TRANSCEIVER_RESP: _BOUND,
        CommandId.QUERY_SM: Struct(_MESSAGE_ID, "source" / _SOURCE),
        CommandId.QUERY_SM_RESP: Struct(
            _MESSAGE_ID, "final_date" / C_OCTETS, "message_state" / Int8ub, "error_code" / Int8ub
        ),
        CommandId.SUBMIT_SM: _MESSAGE,
        CommandId.SUBMIT_SM_RESP: Struct(_MESSAGE_ID),
        CommandId.DELIVER_SM: _MESSAGE,
        CommandId.DELIVER_SM_RESP: Struct(_MESSAGE_ID),
        CommandId.DATA_SM: _DATA,
        CommandId.DATA_SM_RESP: Struct(_MESSAGE_ID),
        CommandId.UNBIND: _NOTHING,
        CommandId.UNBIND_RESP: _NOTHING,
        CommandId.ENQUIRE_LINK: _NOTHING,
        CommandId.ENQUIRE_LINK_RESP: _NOTHING,
        CommandId.GENERIC_NACK: _NOTHING,
    }
)
