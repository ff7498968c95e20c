"""smpplib (PyPI): mandatory fields of every command, and the standard TLVs; those of vendors it drops."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from smsc_codec.smpp import DataSm, DataSmResp, GenericNack, Pdu, encode
from tests.interop.made import SAMPLES, Fields, proper, view, with_tlvs
from tests.interop.verdicts import over_samples, reading, writing

smpplib = pytest.importorskip("smpplib", reason="smpplib is not installed")
from smpplib import command_codes, consts  # noqa: E402 - there only if the line above does not skip
from smpplib.ptypes import ostr  # noqa: E402
from smpplib.smpp import make_pdu, parse_pdu  # noqa: E402

logging.getLogger("smpplib").setLevel(logging.ERROR)


class _Client:
    """What it wants of a client in order to parse."""

    sequence = 0

    def next_sequence(self) -> int:
        return 1


def read(octets: bytes) -> Fields:
    pdu = parse_pdu(octets, client=_Client(), allow_unknown_opt_params=True)
    told: Fields = {
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
            octets = (
                value.to_bytes(param.size, "big")
                if param.type is int
                else value
                if param.type is ostr
                else value + b"\0"
            )
            told["tlvs"][consts.OPTIONAL_PARAMS[name]] = octets
        else:
            told[name] = value
    return told


def write(pdu: Any) -> bytes:
    fields = view(pdu)
    kind = command_codes.get_command_name(fields.pop("command_id"))
    made = make_pdu(kind, client=_Client())
    made.sequence, made.status = fields.pop("sequence_number"), fields.pop("command_status")
    names = {tag: name for name, tag in consts.OPTIONAL_PARAMS.items()}
    for tag, octets in fields.pop("tlvs"):
        param = made.params[names[tag]]
        value = (
            int.from_bytes(octets, "big")
            if param.type is int
            else octets
            if param.type is ostr
            else octets[:-1].decode()
        )
        setattr(made, names[tag], value)
    for name, value in fields.items():
        setattr(
            made,
            name,
            value.decode("latin-1")
            if isinstance(value, bytes) and name != "short_message"
            else value,
        )
    generated: bytes = made.generate()
    return generated


_KNOWN = set(consts.OPTIONAL_PARAMS.values())
_ALERT = 0x130C


def expect(fields: Fields) -> Fields:
    """What it is known to tell: TLVs by tag, only the standard ones; one without a value not at all; those of DATA_SM_RESP as texts."""
    tlvs = {
        tag: octets for tag, octets in fields.get("tlvs", ()) if tag in _KNOWN and tag != _ALERT
    }
    if fields["command_id"] == DataSmResp.command_id:
        tlvs = {tag: octets[:-1] + b"\0" for tag, octets in tlvs.items()}
    return fields | {"tlvs": tlvs}


#: What it makes of the samples that this library does not.
READS = {
    # It looks at no length: neither the header's, nor what is left.
    **dict.fromkeys(
        ("sm_len_short", "len_short", "len_long", "sm_len_over", "tlv_over", "no_nul", "cut_body"),
        "reads it",
    ),
    # Its own size of a number counts, not the TLV's.
    "state_len2": "error",
    # It cuts the last octet of a text, whichever it is.
    "id_no_nul": "tlvs",
    # A body that is none, in an error response.
    "submit_resp_err_rest": "error",
    "query_resp_err_rest": "rest, message_id, final_date",
    **dict.fromkeys(("outbind", "submit_multi", "unknown_command"), "UnknownCommandError"),
    "alert_notification": "body, source_addr_ton, source_addr_npi, source_addr, esme_addr_ton, esme_addr_npi, esme_addr",
}


#: What it writes otherwise, or not.
WRITES = {
    "both": "ValueError",
    # Numbers in their own size, texts cut and ended in its own way, of two equal TLVs the last.
    **dict.fromkeys(
        ("state_len2", "id_no_nul", "id_70", "duplicates", "data_sm_resp"), "other octets"
    ),
    # Always a body, and never what stands instead of one.
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
        "other octets",
    ),
}


def carried(pdu: Any) -> Any:
    """A PDU as it can be written there: standard TLVs only, in an order of its own."""
    made = make_pdu(command_codes.get_command_name(pdu.command_id), client=_Client())
    order = [
        consts.OPTIONAL_PARAMS[name] for name in made.params_order if made.field_is_optional(name)
    ]
    kept = [(tlv.tag, tlv.data) for tlv in pdu.tlvs if tlv.tag in order and tlv.tag != _ALERT]
    return with_tlvs(pdu, sorted(kept, key=lambda tlv: order.index(tlv[0])))


test_sample = over_samples(read, expect, write, carried, (READS, WRITES))


def test_what_is_read_is_the_same() -> None:
    for pdu in proper(11):
        assert reading(encode(pdu), read, expect) == "", pdu


def test_what_is_written_is_the_same() -> None:
    for pdu in proper(12):
        assert writing(carried(pdu), write) == _departure(pdu), pdu


def _departure(pdu: Pdu) -> str:
    """As in the samples; and it cuts the addresses of DATA_SM to those of other commands."""
    if isinstance(pdu, DataSm):
        return (
            "other octets" if len(max(pdu.source_addr, pdu.destination_addr, key=len)) > 20 else ""
        )
    bodyless = pdu.command_status != 0 and not isinstance(pdu, GenericNack)
    return "other octets" if bodyless or (isinstance(pdu, DataSmResp) and pdu.tlvs) else ""


def test_vendor_tlvs_end_it_if_they_are_not_allowed() -> None:
    with pytest.raises(smpplib.exceptions.UnknownCommandError):
        parse_pdu(SAMPLES["all_nul"], client=_Client())
