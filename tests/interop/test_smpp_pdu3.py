"""smpp.pdu3 (PyPI, of Jasmin): every command both ways, strictly typed; vendors' TLVs it drops, and writes as they are given."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from dataclasses import asdict
from typing import Any

import pytest

from smsc_codec.smpp import CommandId, CommandStatus, MessageState, Period, encode, times
from smsc_codec.smpp.tlvs import TLV_TYPES
from tests.interop.made import SAMPLES, Fields, proper, view, with_tlvs
from tests.interop.verdicts import over_samples, reading, writing

pytest.importorskip("smpp.pdu", reason="smpp.pdu3 is not installed")
from smpp.pdu import constants, operations, pdu_types, smpp_time
from smpp.pdu.pdu_encoding import PDUEncoder

_NUMBERS = {
    name for pdu in proper(0, 19) for name, value in view(pdu).items() if isinstance(value, int)
}


def parsed(octets: bytes) -> Any:
    """Its own PDU. A coder remembers the last length that it has read, and prints what it finds at the end of a time."""
    with redirect_stdout(io.StringIO()):
        return PDUEncoder().decode(io.BytesIO(octets))


def read(octets: bytes) -> Fields:
    pdu = parsed(octets)
    coder = PDUEncoder()
    fields = coder.getRequiredParamEncoders(pdu)
    told: Fields = {
        "command_id": constants.command_id_name_map[pdu.commandId.name],
        "command_status": constants.command_status_name_map[pdu.status.name],
        "sequence_number": pdu.seqNum,
        "tlvs": {},
    }
    for name, value in pdu.params.items():
        if name in pdu.mandatoryParams:
            field = fields[name].encode(value)
            told[name] = (
                int.from_bytes(field, "big")
                if name in _NUMBERS
                else field[1:]
                if name == "short_message"
                else field[:-1]
            )
        else:
            tag = getattr(pdu_types.Tag, name)
            told["tlvs"][constants.tag_name_map[name]] = coder.optionEncoder.options[tag].encode(
                value
            )
    return told


def write(pdu: Any) -> bytes:
    fields = view(pdu)
    coder = PDUEncoder()
    made = _made(pdu)
    with redirect_stdout(io.StringIO()):
        for name in made.mandatoryParams:
            value = fields.get(name, b"")
            field = (
                bytes((value,))
                if name in _NUMBERS
                else bytes((len(value),)) + value
                if name == "short_message"
                else value + b"\0"
            )
            made.params[name] = coder.getRequiredParamEncoders(made)[name].decode(io.BytesIO(field))
        for tag, octets in fields["tlvs"]:
            if tag not in constants.tag_value_map:
                made.custom_tlvs = [*made.custom_tlvs, (tag, None, "OctetString", octets)]
                continue
            name = constants.tag_value_map[tag]
            coder.optionEncoder.length = len(octets)
            made.params[name] = coder.optionEncoder.options[getattr(pdu_types.Tag, name)].decode(
                io.BytesIO(octets)
            )
        generated: bytes = PDUEncoder().encode(made)
    return generated


def expect(fields: Fields) -> Fields:
    """What it is known to tell: standard TLVs by tag, and no other."""
    return fields | {
        "tlvs": {
            tag: octets for tag, octets in fields.get("tlvs", ()) if tag in constants.tag_value_map
        }
    }


def carried(pdu: Any) -> Any:
    """A PDU with its TLVs as they are written there: the standard ones in an order of its own, the others behind."""
    order = [
        constants.tag_name_map[name]
        for name in _made(pdu).optionalParams
        if name in constants.tag_name_map
    ]
    return with_tlvs(
        pdu,
        sorted(
            view(pdu)["tlvs"],
            key=lambda tlv: order.index(tlv[0]) if tlv[0] in order else len(order),
        ),
    )


def _made(pdu: Any) -> Any:
    """An empty PDU of its own, with the header of ours; statuses that it has no name for are as good as none."""
    command = getattr(pdu_types.CommandId, constants.command_id_value_map[int(pdu.command_id)])
    status = constants.command_status_value_map.get(int(pdu.command_status), {"name": "ESME_ROK"})
    return operations.getPDUClass(command)(
        pdu.sequence_number, getattr(pdu_types.CommandStatus, status["name"])
    )


#: What it makes of the samples that this library does not.
READS = {
    # Strict with values: texts that end otherwise or are long, states that are not in SMPP 3.4, their length.
    **dict.fromkeys(
        ("id_two_nul", "id_70", "id_no_nul", "state_unknown", "state_len2", "query_resp_vendor"),
        "PDUParseError",
    ),
    # Flags and kinds of addresses that SMPP 3.4 does not have.
    **dict.fromkeys(("submit_full", "bind_full"), "PDUParseError"),
    # It calls this TLV alert_on_msg_delivery in one place, alert_on_message_delivery in another.
    "alert": "PDUParseError",
    # A length in the header that is less than what there is.
    "len_short": "reads it",
    # Zero is no number of a sequence, statuses of vendors are all the same.
    "seq_zero": "sequence_number",
    "submit_resp_vendor": "command_status",
    # Error responses: a body has to be there, or must not.
    **dict.fromkeys(
        ("query_resp_fail", "query_resp_err_rest", "submit_resp_no_body"), "PDUCorruptError"
    ),
    "submit_resp_err_body": "message_id",
    "submit_resp_err_rest": "rest",
    # Commands that are not decoded here, or not there.
    "outbind": "body, system_id, password",
    "alert_notification": "body, source_addr_ton, source_addr_npi, source_addr, esme_addr_ton, esme_addr_npi, esme_addr",
    "submit_multi": "KeyError",
    "unknown_command": "PDUCorruptError",
}

#: What it writes otherwise, or not.
WRITES = {
    **dict.fromkeys(
        ("id_70", "state_unknown", "state_len2", "query_resp_vendor", "submit_full", "bind_full"),
        "PDUParseError",
    ),
    **dict.fromkeys(("id_two_nul", "duplicates", "alert"), "other octets"),
    "id_no_nul": "PDUCorruptError",
    "seq_zero": "ValueError",
    **dict.fromkeys(("query_resp_fail", "query_resp_err_rest"), "TypeError"),
    **dict.fromkeys(
        (
            "submit_resp_err_body",
            "submit_resp_err_rest",
            "submit_resp_no_body",
            "submit_resp_vendor",
        ),
        "other octets",
    ),
}


test_sample = over_samples(read, expect, write, carried, (READS, WRITES))


def test_both_ways() -> None:
    """Save for the TLV that it calls by two names, it agrees in every PDU that is as SMPP wants it."""
    for pdu in proper(21):
        alert = any(tag == 0x130C for tag, _ in view(pdu)["tlvs"])
        assert reading(encode(pdu), read, expect) == ("PDUParseError" if alert else ""), pdu
        assert writing(carried(pdu), write) == ("other octets" if alert else ""), pdu


def test_a_coder_that_has_read_refuses_to_write() -> None:
    """Why every PDU has a coder of its own here."""
    coder = PDUEncoder()
    with redirect_stdout(io.StringIO()):
        pdu = coder.decode(io.BytesIO(SAMPLES["std_only"]))
        coder.decode(io.BytesIO(SAMPLES["mms_to_send"]))
    with pytest.raises(ValueError, match="does not match"):
        coder.encode(pdu)


# ---- what the values mean


def test_the_names_of_numbers() -> None:
    statuses = {
        number: told["name"].removeprefix("ESME_")
        for number, told in constants.command_status_value_map.items()
    }
    departing = {
        status.name: statuses.get(status)
        for status in CommandStatus
        if status < 0x100 and statuses.get(status) not in (f"R{status.name}", status.name)
    }
    # The names that SMPP 5.0 gave them are ours.
    assert departing == {
        "INVTLVSTREAM": "RINVOPTPARSTREAM",
        "TLVNOTALLWD": "ROPTPARNOTALLWD",
        "INVTLVLEN": "RINVPARLEN",
        "MISSINGTLV": "RMISSINGOPTPARAM",
        "INVTLVVAL": "RINVOPTPARAMVAL",
    }
    assert {number for number in statuses if 0 <= number < 0x100} == {
        int(status) for status in CommandStatus if status < 0x100
    }
    assert {
        int(state): state.name for state in MessageState if 0 < state < 9
    } == constants.message_state_value_map
    standard = {
        number: tag.name for number, tag in TLV_TYPES.items() if number not in range(0x1400, 0x4000)
    }
    assert standard == {number: constants.tag_value_map[number] for number in standard}
    commands = {
        int(command): command.name.lower()
        for command in CommandId
        if "BROADCAST" not in command.name
    }
    assert commands == {number: constants.command_id_value_map[number] for number in commands}


@pytest.mark.parametrize(
    "text",
    [
        "110820224100012+",
        "680820224100912-",
        "110820224100048-",
        "000001000000000R",
        "991230235959000R",
    ],
)
def test_times(text: str) -> None:
    with redirect_stdout(io.StringIO()):
        theirs = smpp_time.parse(text)
    ours = times.decode(text)
    if isinstance(ours, Period):
        assert theirs._asdict() == asdict(ours)
    else:
        assert theirs == ours


def test_years_from_69_on_are_of_the_last_century_there() -> None:
    with redirect_stdout(io.StringIO()):
        theirs = smpp_time.parse("690820224100012+")
    assert (theirs.year, times.decode("690820224100012+")) == (1969, theirs.replace(year=2069))
