"""smpp34 (PyPI, in Rust): SUBMIT_SM and DELIVER_SM both ways; only headers of other commands."""

from __future__ import annotations

from typing import Any

import pytest

from smsc_codec.smpp import CommandId, DeliverSm, Pdu, SubmitSm, encode
from tests.interop.differences import read_difference, write_difference
from tests.interop.samples import MANY, PDUS, SAMPLES, Fields, conforming, damaged, unusual, view

smpp34 = pytest.importorskip("smpp34", reason="smpp34 is not installed")

_TYPED = (CommandId.SUBMIT_SM, CommandId.DELIVER_SM)
_PARTS = [
    name
    for name in view(DeliverSm())
    if name not in ("command_id", "command_status", "sequence_number", "tlvs")
]
_NUMBERS = {name for name in _PARTS if isinstance(view(DeliverSm())[name], int)}
_HEAD = ("command_id", "command_status", "sequence_number")
#: Malformed samples that it accepts, since it checks only command_length.
READS = dict.fromkeys(
    ("sm_len_short", "tail_1", "tail_3", "tlv_over", "no_nul", "cut_body"), "accepts it"
)


def read(data: bytes) -> Fields:
    pdu = smpp34.decode(data)
    if isinstance(pdu, smpp34.RawPdu):
        return {name: getattr(pdu, name) for name in _HEAD} | {"body": pdu.body}
    fields: Fields = {
        name: getattr(pdu, name) for name in ("command_id", "sequence_number", *_PARTS)
    }
    fields |= {name: value.encode() for name, value in fields.items() if isinstance(value, str)}
    return fields | {"tlvs": [(tlv.tag, tlv.value) for tlv in pdu.tlvs]}


def write(pdu: Any) -> bytes:
    fields = view(pdu)
    parts = {
        name: fields[name]
        if name in _NUMBERS or name == "short_message"
        else fields[name].decode("latin-1")
        for name in _PARTS
    }
    make = smpp34.DeliverSm if isinstance(pdu, DeliverSm) else smpp34.SubmitSm
    tlvs = [smpp34.Tlv(tag.tag, tag.data) for tag in pdu.tlvs]
    encoded: bytes = make(**parts, tlvs=tlvs, sequence_number=pdu.sequence_number).encode()
    return encoded


def expected_view(data: bytes) -> Any:
    """Return a conversion to its view: no status of the two typed commands, and texts as UTF-8."""

    def expect(fields: Fields) -> Fields:
        if fields["command_id"] not in _TYPED:
            return {name: fields[name] for name in _HEAD} | {"body": data[16:]}
        texts = {
            name: fields[name].decode(errors="replace").encode()
            for name in _PARTS
            if name not in _NUMBERS and name != "short_message"
        }
        return {name: value for name, value in fields.items() if name != "command_status"} | texts

    return expect


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_agrees_apart_from_known_differences(name: str) -> None:
    data = SAMPLES[name]
    assert read_difference(data, read, expected_view(data)) == READS.get(name, "")
    if isinstance(pdu := PDUS.get(name), SubmitSm | DeliverSm):
        assert write_difference(pdu, write) == ""


def test_known_differences_are_samples() -> None:
    assert READS.keys() <= SAMPLES.keys()


def test_decoding_agrees() -> None:
    for pdu in conforming(1) + unusual(1):
        data = encode(pdu)
        assert read_difference(data, read, expected_view(data)) == "", pdu


def test_encoding_agrees() -> None:
    for pdu in conforming(2, MANY, SubmitSm, DeliverSm) + unusual(2, MANY, SubmitSm, DeliverSm):
        assert write_difference(pdu, write) == _known_difference(pdu), pdu


def _known_difference(pdu: Pdu) -> str:
    """It rejects a message of 255 bytes, one more than SMPP allows, and encodes texts as UTF-8."""
    fields = view(pdu)
    if len(fields["short_message"]) > 254:
        return "ValueError"
    texts = [fields[name] for name in _PARTS if name not in _NUMBERS and name != "short_message"]
    return "" if all(map(bytes.isascii, texts)) else "other bytes"


def test_damaged_pdu_that_it_rejects_is_rejected() -> None:
    """It accepts some that this library rejects: truncated strings, messages and TLVs."""
    found = {read_difference(data, read, expected_view(data)) for data in damaged(3)}
    assert found <= {"", "accepts it"}
    with pytest.raises(smpp34.SmppError):
        smpp34.decode(SAMPLES["len_short"])
