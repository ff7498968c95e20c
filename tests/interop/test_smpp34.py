"""smpp34 (PyPI, Rust inside): SUBMIT_SM and DELIVER_SM both ways, octet for octet; of other commands it tells the header."""

from __future__ import annotations

from typing import Any

import pytest

from smsc_codec.smpp import CommandId, DeliverSm, Pdu, SubmitSm, encode
from tests.interop.made import MANY, PDUS, SAMPLES, Fields, damaged, odd, proper, view
from tests.interop.verdicts import reading, writing

smpp34 = pytest.importorskip("smpp34", reason="smpp34 is not installed")

_TYPED = (CommandId.SUBMIT_SM, CommandId.DELIVER_SM)
_PARTS = [
    name
    for name in view(DeliverSm())
    if name not in ("command_id", "command_status", "sequence_number", "tlvs")
]
_NUMBERS = {name for name in _PARTS if isinstance(view(DeliverSm())[name], int)}
_HEAD = ("command_id", "command_status", "sequence_number")
#: What it reads although it is no PDU: it looks at the header's length and at nothing else.
READS = dict.fromkeys(
    ("sm_len_short", "tail_1", "tail_3", "tlv_over", "no_nul", "cut_body"), "reads it"
)


def read(octets: bytes) -> Fields:
    pdu = smpp34.decode(octets)
    if isinstance(pdu, smpp34.RawPdu):
        return {name: getattr(pdu, name) for name in _HEAD} | {"body": pdu.body}
    told: Fields = {name: getattr(pdu, name) for name in ("command_id", "sequence_number", *_PARTS)}
    told |= {name: value.encode() for name, value in told.items() if isinstance(value, str)}
    return told | {"tlvs": [(tlv.tag, tlv.value) for tlv in pdu.tlvs]}


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
    octets: bytes = make(**parts, tlvs=tlvs, sequence_number=pdu.sequence_number).encode()
    return octets


def seen(octets: bytes) -> Any:
    """What it tells of a PDU: not the status of the two typed ones, and their texts as UTF-8."""

    def expect(fields: Fields) -> Fields:
        if fields["command_id"] not in _TYPED:
            return {name: fields[name] for name in _HEAD} | {"body": octets[16:]}
        texts = {
            name: fields[name].decode(errors="replace").encode()
            for name in _PARTS
            if name not in _NUMBERS and name != "short_message"
        }
        return {name: value for name, value in fields.items() if name != "command_status"} | texts

    return expect


@pytest.mark.parametrize("name", SAMPLES)
def test_sample(name: str) -> None:
    octets = SAMPLES[name]
    assert reading(octets, read, seen(octets)) == READS.get(name, "")
    if isinstance(pdu := PDUS.get(name), SubmitSm | DeliverSm):
        assert writing(pdu, write) == ""


def test_the_list_names_samples() -> None:
    assert READS.keys() <= SAMPLES.keys()


def test_what_is_read_is_the_same() -> None:
    for pdu in proper(1) + odd(1):
        octets = encode(pdu)
        assert reading(octets, read, seen(octets)) == "", pdu


def test_what_is_written_is_the_same() -> None:
    for pdu in proper(2, MANY, SubmitSm, DeliverSm) + odd(2, MANY, SubmitSm, DeliverSm):
        assert writing(pdu, write) == _departure(pdu), pdu


def _departure(pdu: Pdu) -> str:
    """It refuses a message of 255 octets, one more than SMPP allows, and writes texts as UTF-8."""
    fields = view(pdu)
    if len(fields["short_message"]) > 254:
        return "ValueError"
    texts = [fields[name] for name in _PARTS if name not in _NUMBERS and name != "short_message"]
    return "" if all(map(bytes.isascii, texts)) else "other octets"


def test_damage_that_it_refuses_is_refused() -> None:
    """The other way round it never does: a string, a message or a TLV that is cut short is read as what is there."""
    found = {reading(octets, read, seen(octets)) for octets in damaged(3)}
    assert found <= {"", "reads it"}
    with pytest.raises(smpp34.SmppError):
        smpp34.decode(SAMPLES["len_short"])
