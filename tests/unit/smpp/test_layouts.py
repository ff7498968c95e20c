"""Tests of smsc_codec.smpp.layouts: the declarations against the records and the sizes in SMPP 3.4.

The property tests compare the compiled code with the declarations.
"""

from __future__ import annotations

from dataclasses import fields

import pytest

from smsc_codec.formats.binary import parts_of
from smsc_codec.smpp import CommandId, layouts
from smsc_codec.smpp.pdu_codec import RECORDS
from smsc_codec.smpp.tlvs import TLV_TYPES

#: The fields of records that are not mandatory parameters.
_OPTIONAL = {"sequence_number", "command_status", "tlvs", "rest", "short_message"}
#: The minimum size of the mandatory parameters in bytes: each string is only its NUL.
MIN_SIZES = {
    CommandId.BIND_TRANSCEIVER: 7,
    CommandId.BIND_TRANSCEIVER_RESP: 1,
    CommandId.QUERY_SM: 4,
    CommandId.QUERY_SM_RESP: 4,
    CommandId.SUBMIT_SM: 17,
    CommandId.DELIVER_SM: 17,
    CommandId.SUBMIT_SM_RESP: 1,
    CommandId.DELIVER_SM_RESP: 1,
    CommandId.DATA_SM: 10,
    CommandId.DATA_SM_RESP: 1,
    CommandId.UNBIND: 0,
    CommandId.GENERIC_NACK: 0,
    CommandId.ENQUIRE_LINK_RESP: 0,
}


@pytest.mark.parametrize("command", layouts.BODIES)
def test_layout_has_the_fields_of_its_record(command: CommandId) -> None:
    parts = {name for name, _ in parts_of(layouts.BODIES[command])}
    record = {part.name for part in fields(RECORDS[command])}
    assert parts - {"sm_length"} == record - _OPTIONAL
    assert ("sm_length" in parts) is ("short_message" in record)


def test_every_record_has_a_layout() -> None:
    assert set(layouts.BODIES) == set(RECORDS)


@pytest.mark.parametrize("command", MIN_SIZES)
def test_minimum_size_of_mandatory_parameters(command: CommandId) -> None:
    layout = layouts.BODIES[command]
    assert len(layout.build(layout.parse(bytes(MIN_SIZES[command])))) == MIN_SIZES[command]
    assert sum({"c": 1, "B": 1}[code] for _, code in parts_of(layout)) == MIN_SIZES[command]


def test_sizes_match_smpp() -> None:
    sizes = {
        "HEADER": 16,
        "TLV_HEAD": 4,
        "INT8": 1,
        "INT16": 2,
        "NETWORK_ERROR": 3,
        "ESM_CLASS": 1,
        "REGISTERED_DELIVERY": 1,
    }
    assert {name: getattr(layouts, name).sizeof() for name in sizes} == sizes
    assert layouts.ADDITIONAL_STATUS.sizeof() == 2


def test_every_tag_has_an_exported_layout() -> None:
    for tag in TLV_TYPES.values():
        assert tag.layout in layouts.__all__ and tag.declared is getattr(layouts, tag.layout)


def test_bodies_are_read_only() -> None:
    with pytest.raises(TypeError):
        layouts.BODIES[CommandId.OUTBIND] = layouts.TLV_HEAD  # type: ignore[index]


def test_every_public_layout_is_exported() -> None:
    assert set(layouts.__all__) == {
        name for name in vars(layouts) if name.isupper() and name[0] != "_" and name != "C_OCTETS"
    }
