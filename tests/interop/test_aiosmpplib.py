"""aiosmpplib (PyPI): the commands of a session and of messages, texts read and written, and its own parser of receipts."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from smsc_codec.errors import DecodeError
from smsc_codec.smpp import (
    BindReceiverResp,
    BindTransceiverResp,
    BindTransmitterResp,
    DeliverSm,
    EsmClass,
    Receipt,
    SubmitSm,
    SubmitSmResp,
    encode,
    receipts,
    texts,
    times,
)
from tests.interop.made import MANY, PDUS, SAMPLES, Fields, proper, view, with_tlvs
from tests.interop.verdicts import over_samples, reading, writing

pytest.importorskip("aiosmpplib", reason="aiosmpplib is not installed")
from aiosmpplib import protocol, state

_PAYLOAD = 0x0424
_C_STRINGS = (0x001D, 0x001E)
_SAME = (
    "service_type",
    "esm_class",
    "protocol_id",
    "priority_flag",
    "registered_delivery",
    "replace_if_present_flag",
    "sm_default_msg_id",
    "message_id",
    "system_id",
    "password",
    "system_type",
    "interface_version",
    "addr_ton",
    "addr_npi",
    "address_range",
)


def parsed(octets: bytes) -> Any:
    header = protocol.SmppMessage.parse_header(octets)
    return protocol.MESSAGE_TYPE_MAP[header.smpp_command].from_pdu(
        octets, header, protocol.DEFAULT_ENCODING
    )


def read(octets: bytes) -> Fields:
    pdu = parsed(octets)
    told: Fields = {
        "command_id": int(pdu.smpp_command),
        "command_status": int(pdu.command_status),
        "sequence_number": pdu.sequence_num,
        "tlvs": [],
    }
    told |= {name: getattr(pdu, name) for name in _SAME if hasattr(pdu, name)}
    if isinstance(pdu, protocol.SubmitSm):
        told |= {
            "source_addr_ton": int(pdu.source.ton),
            "source_addr_npi": int(pdu.source.npi),
            "source_addr": pdu.source.number,
            "dest_addr_ton": int(pdu.destination.ton),
            "dest_addr_npi": int(pdu.destination.npi),
            "destination_addr": pdu.destination.number,
            "schedule_delivery_time": pdu.datetime_to_smpp_time(pdu.schedule_delivery_time),
            "validity_period": pdu.datetime_to_smpp_time(pdu.validity_period),
            "data_coding": int(state.SmppDataCoding[pdu.encoding]) if pdu.encoding else 0,
            "tlvs": [(one.tag, one.tlv[4:]) for one in pdu.optional_params],
        }
    told = {
        name: value.encode() if isinstance(value, str) else value for name, value in told.items()
    }
    if isinstance(pdu, protocol.SubmitSm):
        told |= {"short_message": pdu.short_message, "payload": pdu.message_payload}
    if getattr(pdu, "sc_interface_version", None) is not None:
        told["tlvs"] = [(0x0210, bytes((pdu.sc_interface_version,)))]
    return told


def expect(fields: Fields) -> Fields:
    """What it is known to tell: texts instead of octets; TLVs that are no numbers without a NUL at their end."""
    tlvs = [
        (tag, octets if tag in _C_STRINGS else _cut(tag, octets))
        for tag, octets in fields.get("tlvs", ())
        if tag != _PAYLOAD
    ]
    if "short_message" in fields:
        coding = fields["data_coding"]
        payload = next((octets for tag, octets in fields["tlvs"] if tag == _PAYLOAD), b"")
        fields = fields | {
            "short_message": _text(fields["short_message"], coding),
            "payload": _text(payload, coding),
        }
    return fields | {"tlvs": tlvs}


def _text(octets: bytes, coding: int) -> str | None:
    """None if it is none."""
    with suppress(DecodeError):
        return texts.decode(octets, coding)
    return None


def _cut(tag: int, octets: bytes) -> bytes:
    return octets.removesuffix(b"\0") if state.tag_data_type(tag) is str else octets


def write(pdu: Any) -> bytes:
    fields = view(pdu)
    kind = protocol.MESSAGE_TYPE_MAP[state.SmppCommand(fields["command_id"])]
    parts = {
        name: fields[name].decode() if isinstance(fields[name], bytes) else fields[name]
        for name in _SAME
        if name in fields
    }
    if issubclass(kind, protocol.SubmitSm):
        coding = fields["data_coding"]
        parts |= {
            "source": _address(fields, "source_addr", "source_addr"),
            "destination": _address(fields, "dest_addr", "destination_addr"),
            "encoding": state.SmppDataCoding(coding).name if coding else None,
            "short_message": texts.decode(fields["short_message"], coding),
            "message_payload": texts.decode(pdu.payload or b"", coding),
            "optional_params": [
                _param(tag, octets) for tag, octets in fields["tlvs"] if tag != _PAYLOAD
            ],
        } | {
            name: kind.smpp_time_to_datetime(fields[name].decode())
            for name in ("schedule_delivery_time", "validity_period")
        }
    elif "system_id" in parts and "password" not in parts:
        parts |= {"sc_interface_version": next((octets[0] for _, octets in fields["tlvs"]), None)}
    elif "addr_ton" in parts:
        parts |= {
            "addr_ton": state.TON(parts["addr_ton"]),
            "addr_npi": state.NPI(parts["addr_npi"]),
        }
    octets: bytes = kind(
        **parts,
        sequence_num=fields["sequence_number"],
        command_status=state.SmppCommandStatus(fields["command_status"]),
    ).pdu()
    return octets


def _address(fields: Fields, where: str, what: str) -> Any:
    return state.PhoneNumber(
        fields[what].decode(), state.TON(fields[f"{where}_ton"]), state.NPI(fields[f"{where}_npi"])
    )


def _param(tag: int, octets: bytes) -> Any:
    kind = state.tag_data_type(tag)
    if kind is str:
        text = octets.decode("ascii")
        return state.OptionalParam(tag, text.removesuffix("\0") if tag in _C_STRINGS else text)
    return state.OptionalParam(tag, True if kind is bool else int.from_bytes(octets, "big"))


def carried(pdu: Any) -> Any:
    """A PDU with its payload before its other TLVs: that is where it is written there."""
    return with_tlvs(pdu, sorted(view(pdu)["tlvs"], key=lambda tlv: tlv[0] != _PAYLOAD))


#: What it makes of the samples that this library does not.
READS = {
    # A message has a text, in one place; codings and kinds of addresses are in its list.
    **dict.fromkeys(
        (
            "tlv_only",
            "cost_blank",
            "cost_comma",
            "cost_empty",
            "cost_none",
            "cost_ten",
            "cost_long",
            "cost_word",
            "mccmnc_empty",
            "mccmnc_zero",
            "mccmnc_six",
            "mccmnc_word",
            "read_clicked",
            "vendor_narrow",
            "vendor_three",
            "both",
            "dcs_f1",
            "submit_full",
            "bind_full",
        ),
        "ValueError",
    ),
    # A user data header becomes TLVs that nobody sent; with a reference of 16 bits it reads beyond the message.
    **dict.fromkeys(("udh_receipt", "udh_8"), "tlvs, short_message"),
    **dict.fromkeys(("udh_16", "udh_lies"), "error"),
    # Sizes of its own.
    **dict.fromkeys(("state_len2", "id_no_nul"), "tlvs"),
    # Error responses: no body reads as an empty one, and other octets as a number; statuses of vendors it does not know.
    **dict.fromkeys(("submit_resp_err", "submit_resp_no_body"), "message_id"),
    "submit_resp_err_rest": "rest, message_id",
    **dict.fromkeys(("submit_resp_vendor", "bind_rx_resp_err"), "ValueError"),
    # Commands that it has not.
    **dict.fromkeys(
        (
            "query",
            "query_resp",
            "query_resp_nodate",
            "query_resp_fail",
            "query_resp_err_rest",
            "query_resp_vendor",
            "query_full",
            "data_sm",
            "data_full",
            "data_sm_resp",
            "outbind",
            "alert_notification",
            "submit_multi",
        ),
        "KeyError",
    ),
    "unknown_command": "ValueError",
    # Lengths that lie.
    **dict.fromkeys(
        ("sm_len_short", "len_short", "tlv_over", "len_long", "sm_len_over", "no_nul"), "reads it"
    ),
}

#: What it writes otherwise, or not; mostly what it does not read.
WRITES = {
    **{name: why for name, why in READS.items() if why in ("ValueError", "KeyError")},
    **dict.fromkeys(("state_len2", "id_no_nul"), "other octets"),
    **dict.fromkeys(
        ("submit_resp_err", "submit_resp_no_body", "submit_resp_err_rest", "bind_rx_resp_err"),
        "other octets",
    ),
    # No text of its coding: this library's reader refuses it too.
    "udh_16": "DecodeError",
}


test_sample = over_samples(read, expect, write, carried, (READS, WRITES))


def test_both_ways() -> None:
    for pdu in proper(31):
        assert (reading(encode(pdu), read, expect), writing(carried(pdu), write)) == _departures(
            pdu
        ), pdu


def _departures(pdu: Any) -> tuple[str, str]:
    """How it reads and writes a PDU otherwise."""
    if int(pdu.command_id) not in set(map(int, protocol.MESSAGE_TYPE_MAP)):
        return "KeyError", "KeyError"
    if isinstance(pdu, SubmitSmResp) and pdu.message_id is None:
        return "message_id", "other octets"
    if (
        isinstance(pdu, BindReceiverResp | BindTransmitterResp | BindTransceiverResp)
        and pdu.system_id is None
    ):
        return "ValueError", "other octets"
    if not isinstance(pdu, SubmitSm | DeliverSm):
        return "", ""
    if any(
        state.tag_data_type(tlv.tag) is str and tlv.tag != _PAYLOAD and not tlv.data.isascii()
        for tlv in pdu.tlvs
    ):
        return "UnicodeDecodeError", "UnicodeDecodeError"
    # Absolute times: see below.
    departing = ", ".join(
        name
        for name in ("schedule_delivery_time", "validity_period")
        if getattr(pdu, name)[-1:] in ("+", "-")
    )
    if pdu.data_coding == 4:  # it has a name for it, but no codec
        return departing if pdu.message.isascii() else "UnicodeDecodeError", "LookupError"
    return departing, "other octets" if departing else ""


def test_quarters_of_an_hour_are_hours_there() -> None:
    theirs = protocol.SubmitSm.smpp_time_to_datetime("110820224100012+")
    ours = times.decode("110820224100012+")
    assert isinstance(ours, datetime)
    assert (theirs.year, theirs.utcoffset()) == (11, timedelta(hours=12))
    assert (ours.year, ours.utcoffset()) == (2011, timedelta(hours=3))


# ---- the text of a receipt


def test_receipts_are_the_same() -> None:
    read = 0
    for pdu in proper(32, MANY, DeliverSm):
        assert isinstance(pdu, DeliverSm)
        if pdu.is_receipt:
            assert parse(pdu.short_message) == told(receipts.decode(pdu.short_message))
            read += 1
    assert read > MANY // 2


def parse(text: bytes) -> dict[str, Any]:
    """What its parser finds."""
    octets = encode(DeliverSm(esm_class=EsmClass(4), short_message=text))
    found: dict[str, Any] = parsed(octets).parse_receipt()
    return found


def told(receipt: Receipt) -> dict[str, Any]:
    """Ours as it would be told there: years from 69 on are of the last century."""
    labels = {"submit_date": "submit date", "done_date": "done date"}
    values = {
        labels.get(name, name): getattr(receipt, name)
        for name in ("id", "sub", "dlvrd", "submit_date", "done_date", "stat", "err")
    }
    for name, value in values.items():
        if isinstance(value, datetime) and value.year >= 2069:
            values[name] = value.replace(year=value.year - 100)
    return values | {"err": receipt.error_number}


_OWN = (
    b"id:854019 sub:001 dlvrd:001 submit date:1108202241 done date:1108202241 stat:DELIVRD err:000"
)


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        (_OWN + b"\0", ValueError),  # 000@: a NUL is a letter of GSM 03.38
        (_OWN.replace(b"2241", b"224159"), ValueError),
        (_OWN.replace(b"000", b"0x1"), ValueError),
        (_OWN.replace(b"sub:001", b"sub:"), ValueError),
        (_OWN.replace(b" stat:", b"  stat:"), {" stat": "DELIVRD"}),
        (
            b"id:1 stat:DELIVRD err:000 imsi:250020000000001 cn:Russian+Federation rcn:",
            {"cn": "Russian+Federation", "rcn": ""},
        ),
    ],
)
def test_receipts_that_only_this_library_reads(text: bytes, theirs: Any) -> None:
    receipt = receipts.decode(text, lenient=True)
    assert receipt.id is not None and receipt.stat == "DELIVRD"
    if isinstance(theirs, dict):
        assert theirs.items() <= parse(text).items()
    else:
        with pytest.raises(theirs):
            parse(text)


def test_receipts_in_the_payload_are_not_looked_for_there() -> None:
    assert parsed(SAMPLES["payload"]).parse_receipt() == {"id": "854019"}  # of the TLV
    pdu = PDUS["payload"]
    assert isinstance(pdu, DeliverSm) and pdu.report is not None and pdu.report.receipt is not None


def test_a_receipt_that_it_writes_is_read() -> None:
    theirs = parse(_OWN)
    text = protocol.DeliverSm.encode_receipt(theirs | {"text": "hello"}).encode()
    assert receipts.decode(text, lenient=True) == replace(
        receipts.decode(_OWN), text=b"hello".ljust(20)
    )
