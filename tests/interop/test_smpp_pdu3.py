"""smpp.pdu3 (PyPI, by Jasmin): every command both ways; it drops vendor TLVs when decoding."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from dataclasses import asdict
from typing import Any

import pytest

from smsc_codec.smpp import CommandId, CommandStatus, MessageState, Period, encode, times
from smsc_codec.smpp.tlvs import TLV_TYPES
from tests.interop.differences import over_samples, read_difference, write_difference
from tests.interop.samples import SAMPLES, Fields, conforming, view, with_tlvs

pytest.importorskip("smpp.pdu", reason="smpp.pdu3 is not installed")
from smpp.pdu import constants, operations, pdu_types, smpp_time
from smpp.pdu.pdu_encoding import PDUEncoder

_NUMBERS = {
    name for pdu in conforming(0, 19) for name, value in view(pdu).items() if isinstance(value, int)
}


def parsed(data: bytes) -> Any:
    """Decode with a new encoder, since it keeps the last length; it also prints parts of times."""
    with redirect_stdout(io.StringIO()):
        return PDUEncoder().decode(io.BytesIO(data))


def read(data: bytes) -> Fields:
    pdu = parsed(data)
    coder = PDUEncoder()
    fields = coder.getRequiredParamEncoders(pdu)
    view_fields: Fields = {
        "command_id": constants.command_id_name_map[pdu.commandId.name],
        "command_status": constants.command_status_name_map[pdu.status.name],
        "sequence_number": pdu.seqNum,
        "tlvs": {},
    }
    for name, value in pdu.params.items():
        if name in pdu.mandatoryParams:
            field = fields[name].encode(value)
            view_fields[name] = (
                int.from_bytes(field, "big")
                if name in _NUMBERS
                else field[1:]
                if name == "short_message"
                else field[:-1]
            )
        else:
            tag = getattr(pdu_types.Tag, name)
            view_fields["tlvs"][constants.tag_name_map[name]] = coder.optionEncoder.options[
                tag
            ].encode(value)
    return view_fields


def write(pdu: Any) -> bytes:
    fields = view(pdu)
    coder = PDUEncoder()
    their_pdu = _empty_pdu(pdu)
    with redirect_stdout(io.StringIO()):
        for name in their_pdu.mandatoryParams:
            value = fields.get(name, b"")
            field = (
                bytes((value,))
                if name in _NUMBERS
                else bytes((len(value),)) + value
                if name == "short_message"
                else value + b"\0"
            )
            their_pdu.params[name] = coder.getRequiredParamEncoders(their_pdu)[name].decode(
                io.BytesIO(field)
            )
        for tag, data in fields["tlvs"]:
            if tag not in constants.tag_value_map:
                their_pdu.custom_tlvs = [*their_pdu.custom_tlvs, (tag, None, "OctetString", data)]
                continue
            name = constants.tag_value_map[tag]
            coder.optionEncoder.length = len(data)
            their_pdu.params[name] = coder.optionEncoder.options[
                getattr(pdu_types.Tag, name)
            ].decode(io.BytesIO(data))
        generated: bytes = PDUEncoder().encode(their_pdu)
    return generated


def expect(fields: Fields) -> Fields:
    """Convert to its view: only standard TLVs, by tag."""
    return fields | {
        "tlvs": {
            tag: data for tag, data in fields.get("tlvs", ()) if tag in constants.tag_value_map
        }
    }


def supported(pdu: Any) -> Any:
    """Sort the TLVs of a PDU as it encodes them: standard ones in its order, then the others."""
    order = [
        constants.tag_name_map[name]
        for name in _empty_pdu(pdu).optionalParams
        if name in constants.tag_name_map
    ]
    return with_tlvs(
        pdu,
        sorted(
            view(pdu)["tlvs"],
            key=lambda tlv: order.index(tlv[0]) if tlv[0] in order else len(order),
        ),
    )


def _empty_pdu(pdu: Any) -> Any:
    """Return its empty PDU with the header of ours; unknown statuses become ESME_ROK."""
    command = getattr(pdu_types.CommandId, constants.command_id_value_map[int(pdu.command_id)])
    status = constants.command_status_value_map.get(int(pdu.command_status), {"name": "ESME_ROK"})
    return operations.getPDUClass(command)(
        pdu.sequence_number, getattr(pdu_types.CommandStatus, status["name"])
    )


#: The samples that it decodes differently.
READS = {
    # It rejects wrongly terminated or long strings, and states and lengths not in SMPP 3.4.
    **dict.fromkeys(
        ("id_two_nul", "id_70", "id_no_nul", "state_unknown", "state_len2", "query_resp_vendor"),
        "PDUParseError",
    ),
    # Flags and types of addresses that are not in SMPP 3.4.
    **dict.fromkeys(("submit_full", "bind_full"), "PDUParseError"),
    # It has two names for this TLV: alert_on_msg_delivery and alert_on_message_delivery.
    "alert": "PDUParseError",
    # A command_length that is too small.
    "len_short": "accepts it",
    # It rejects sequence_number 0 and does not distinguish vendor statuses.
    "seq_zero": "sequence_number",
    "submit_resp_vendor": "command_status",
    # Error responses: it requires or forbids a body, depending on the command.
    **dict.fromkeys(
        ("query_resp_fail", "query_resp_err_rest", "submit_resp_no_body"), "PDUCorruptError"
    ),
    "submit_resp_err_body": "message_id",
    "submit_resp_err_rest": "rest",
    # Commands that only one of the two decodes.
    "outbind": "body, system_id, password",
    "alert_notification": "body, source_addr_ton, source_addr_npi, source_addr, "
    "esme_addr_ton, esme_addr_npi, esme_addr",
    "submit_multi": "KeyError",
    "unknown_command": "PDUCorruptError",
}

#: The samples that it encodes differently or rejects.
WRITES = {
    **dict.fromkeys(
        ("id_70", "state_unknown", "state_len2", "query_resp_vendor", "submit_full", "bind_full"),
        "PDUParseError",
    ),
    **dict.fromkeys(("id_two_nul", "duplicates", "alert"), "other bytes"),
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
        "other bytes",
    ),
}


test_sample = over_samples(read, expect, write, supported, (READS, WRITES))


def test_conforming_pdus_agree_both_ways() -> None:
    """The exception is the TLV for which it has two names."""
    for pdu in conforming(21):
        alert = any(tag == 0x130C for tag, _ in view(pdu)["tlvs"])
        assert read_difference(encode(pdu), read, expect) == ("PDUParseError" if alert else ""), pdu
        assert write_difference(supported(pdu), write) == ("other bytes" if alert else ""), pdu


def test_its_encoder_cannot_be_reused() -> None:
    """This is why each PDU gets a new encoder here."""
    coder = PDUEncoder()
    with redirect_stdout(io.StringIO()):
        pdu = coder.decode(io.BytesIO(SAMPLES["std_only"]))
        coder.decode(io.BytesIO(SAMPLES["mms_to_send"]))
    with pytest.raises(ValueError, match="does not match"):
        coder.encode(pdu)


# ---- values


def test_names_of_numbers_agree() -> None:
    statuses = {
        number: entry["name"].removeprefix("ESME_")
        for number, entry in constants.command_status_value_map.items()
    }
    different = {
        status.name: statuses.get(status)
        for status in CommandStatus
        if status < 0x100 and statuses.get(status) not in (f"R{status.name}", status.name)
    }
    # This library uses the names of SMPP 5.0.
    assert different == {
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
def test_times_agree(text: str) -> None:
    with redirect_stdout(io.StringIO()):
        theirs = smpp_time.parse(text)
    ours = times.decode(text)
    if isinstance(ours, Period):
        assert theirs._asdict() == asdict(ours)
    else:
        assert theirs == ours


def test_it_takes_years_from_69_on_for_the_20th_century() -> None:
    with redirect_stdout(io.StringIO()):
        theirs = smpp_time.parse("690820224100012+")
    assert (theirs.year, times.decode("690820224100012+")) == (1969, theirs.replace(year=2069))
