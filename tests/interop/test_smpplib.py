"""smpplib (PyPI): mandatory fields of every command and standard TLVs; it drops vendor TLVs."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from smsc_codec.smpp import DataSm, DataSmResp, GenericNack, Pdu, encode
from tests.interop.differences import over_samples, read_difference, write_difference
from tests.interop.samples import SAMPLES, Fields, conforming, view, with_tlvs

smpplib = pytest.importorskip("smpplib", reason="smpplib is not installed")
from smpplib import command_codes, consts  # noqa: E402 - importable only if the line above does not skip
from smpplib.ptypes import ostr  # noqa: E402
from smpplib.smpp import make_pdu, parse_pdu  # noqa: E402

logging.getLogger("smpplib").setLevel(logging.ERROR)


class _Client:
    """The interface of a client that its parser requires."""

    sequence = 0

    def next_sequence(self) -> int:
        return 1


def read(data: bytes) -> Fields:
    pdu = parse_pdu(data, client=_Client(), allow_unknown_opt_params=True)
    fields: Fields = {
        "command_id": command_codes.get_command_code(pdu.command),
        "command_status": pdu.status,
        "sequence_number": pdu.sequence,
        "tlvs": {},
    }
    for name, param in pdu.params.items():
        value = getattr(pdu, name)
        if value is None or name == "sm_length":
            continue
        if pdu.field_is_optional(name):
            data = (
                value.to_bytes(param.size, "big")
                if param.type is int
                else value
                if param.type is ostr
                else value + b"\0"
            )
            fields["tlvs"][consts.OPTIONAL_PARAMS[name]] = data
        else:
            fields[name] = value
    return fields


def write(pdu: Any) -> bytes:
    fields = view(pdu)
    command = command_codes.get_command_name(fields.pop("command_id"))
    their_pdu = make_pdu(command, client=_Client())
    their_pdu.sequence, their_pdu.status = (
        fields.pop("sequence_number"),
        fields.pop("command_status"),
    )
    names = {tag: name for name, tag in consts.OPTIONAL_PARAMS.items()}
    for tag, data in fields.pop("tlvs"):
        param = their_pdu.params[names[tag]]
        value = (
            int.from_bytes(data, "big")
            if param.type is int
            else data
            if param.type is ostr
            else data[:-1].decode()
        )
        setattr(their_pdu, names[tag], value)
    for name, value in fields.items():
        setattr(
            their_pdu,
            name,
            value.decode("latin-1")
            if isinstance(value, bytes) and name != "short_message"
            else value,
        )
    generated: bytes = their_pdu.generate()
    return generated


_KNOWN = set(consts.OPTIONAL_PARAMS.values())
_ALERT = 0x130C


def expect(fields: Fields) -> Fields:
    """Convert to its view: standard TLVs with a value, by tag; those of DATA_SM_RESP as strings."""
    tlvs = {tag: data for tag, data in fields.get("tlvs", ()) if tag in _KNOWN and tag != _ALERT}
    if fields["command_id"] == DataSmResp.command_id:
        tlvs = {tag: data[:-1] + b"\0" for tag, data in tlvs.items()}
    return fields | {"tlvs": tlvs}


#: The samples that it decodes differently.
READS = {
    # It checks neither command_length nor the remaining bytes.
    **dict.fromkeys(
        ("sm_len_short", "len_short", "len_long", "sm_len_over", "tlv_over", "no_nul", "cut_body"),
        "accepts it",
    ),
    # It uses its own integer sizes instead of the length of the TLV.
    "state_len2": "error",
    # It removes the last byte of a string, whatever it is.
    "id_no_nul": "tlvs",
    # Invalid body bytes in an error response.
    "submit_resp_err_rest": "error",
    "query_resp_err_rest": "rest, message_id, final_date",
    **dict.fromkeys(("outbind", "submit_multi", "unknown_command"), "UnknownCommandError"),
    "alert_notification": "body, source_addr_ton, source_addr_npi, source_addr, "
    "esme_addr_ton, esme_addr_npi, esme_addr",
}


#: The samples that it encodes differently or rejects.
WRITES = {
    "both": "ValueError",
    # Integers in its own sizes, strings truncated and terminated, the last of two TLVs.
    **dict.fromkeys(
        ("state_len2", "id_no_nul", "id_70", "duplicates", "data_sm_resp"), "other bytes"
    ),
    # Always a body, and never the bytes in place of one.
    **dict.fromkeys(
        (
            "submit_resp_err",
            "submit_resp_vendor",
            "submit_resp_no_body",
            "submit_resp_err_rest",
            "query_resp_fail",
            "query_resp_err_rest",
            "bind_rx_resp_err",
        ),
        "other bytes",
    ),
}


def supported(pdu: Any) -> Any:
    """Reduce a PDU to standard TLVs, in the order in which it encodes them."""
    their_pdu = make_pdu(command_codes.get_command_name(pdu.command_id), client=_Client())
    order = [
        consts.OPTIONAL_PARAMS[name]
        for name in their_pdu.params_order
        if their_pdu.field_is_optional(name)
    ]
    kept = [(tlv.tag, tlv.data) for tlv in pdu.tlvs if tlv.tag in order and tlv.tag != _ALERT]
    return with_tlvs(pdu, sorted(kept, key=lambda tlv: order.index(tlv[0])))


test_sample = over_samples(read, expect, write, supported, (READS, WRITES))


def test_decoding_agrees() -> None:
    for pdu in conforming(11):
        assert read_difference(encode(pdu), read, expect) == "", pdu


def test_encoding_agrees() -> None:
    for pdu in conforming(12):
        assert write_difference(supported(pdu), write) == _known_difference(pdu), pdu


def _known_difference(pdu: Pdu) -> str:
    """The differences of the samples; also, it truncates addresses of DATA_SM to 20 characters."""
    if isinstance(pdu, DataSm):
        return (
            "other bytes" if len(max(pdu.source_addr, pdu.destination_addr, key=len)) > 20 else ""
        )
    bodyless = pdu.command_status != 0 and not isinstance(pdu, GenericNack)
    return "other bytes" if bodyless or (isinstance(pdu, DataSmResp) and pdu.tlvs) else ""


def test_it_rejects_vendor_tlvs_unless_allowed() -> None:
    with pytest.raises(smpplib.exceptions.UnknownCommandError):
        parse_pdu(SAMPLES["all_nul"], client=_Client())
