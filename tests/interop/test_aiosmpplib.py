"""aiosmpplib (PyPI): session and message commands, texts both ways, and its receipt parser."""

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
from tests.interop.differences import over_samples, read_difference, write_difference
from tests.interop.samples import MANY, PDUS, SAMPLES, Fields, conforming, view, with_tlvs

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


def parsed(data: bytes) -> Any:
    header = protocol.SmppMessage.parse_header(data)
    return protocol.MESSAGE_TYPE_MAP[header.smpp_command].from_pdu(
        data, header, protocol.DEFAULT_ENCODING
    )


def read(data: bytes) -> Fields:
    pdu = parsed(data)
    fields: Fields = {
        "command_id": int(pdu.smpp_command),
        "command_status": int(pdu.command_status),
        "sequence_number": pdu.sequence_num,
        "tlvs": [],
    }
    fields |= {name: getattr(pdu, name) for name in _SAME if hasattr(pdu, name)}
    if isinstance(pdu, protocol.SubmitSm):
        fields |= {
            "source_addr_ton": int(pdu.source.ton),
            "source_addr_npi": int(pdu.source.npi),
            "source_addr": pdu.source.number,
            "dest_addr_ton": int(pdu.destination.ton),
            "dest_addr_npi": int(pdu.destination.npi),
            "destination_addr": pdu.destination.number,
            "schedule_delivery_time": pdu.datetime_to_smpp_time(pdu.schedule_delivery_time),
            "validity_period": pdu.datetime_to_smpp_time(pdu.validity_period),
            "data_coding": int(state.SmppDataCoding[pdu.encoding]) if pdu.encoding else 0,
            "tlvs": [(param.tag, param.tlv[4:]) for param in pdu.optional_params],
        }
    fields = {
        name: value.encode() if isinstance(value, str) else value for name, value in fields.items()
    }
    if isinstance(pdu, protocol.SubmitSm):
        fields |= {"short_message": pdu.short_message, "payload": pdu.message_payload}
    if getattr(pdu, "sc_interface_version", None) is not None:
        fields["tlvs"] = [(0x0210, bytes((pdu.sc_interface_version,)))]
    return fields


def expect(fields: Fields) -> Fields:
    """Convert to its view: texts instead of bytes, and strings in TLVs without the final NUL."""
    tlvs = [
        (tag, data if tag in _C_STRINGS else _strip_nul(tag, data))
        for tag, data in fields.get("tlvs", ())
        if tag != _PAYLOAD
    ]
    if "short_message" in fields:
        coding = fields["data_coding"]
        payload = next((data for tag, data in fields["tlvs"] if tag == _PAYLOAD), b"")
        fields = fields | {
            "short_message": _text(fields["short_message"], coding),
            "payload": _text(payload, coding),
        }
    return fields | {"tlvs": tlvs}


def _text(data: bytes, coding: int) -> str | None:
    """Return the text; None if the bytes are invalid in the coding."""
    with suppress(DecodeError):
        return texts.decode(data, coding)
    return None


def _strip_nul(tag: int, data: bytes) -> bytes:
    return data.removesuffix(b"\0") if state.tag_data_type(tag) is str else data


def write(pdu: Any) -> bytes:
    fields = view(pdu)
    message_type = protocol.MESSAGE_TYPE_MAP[state.SmppCommand(fields["command_id"])]
    parts = {
        name: fields[name].decode() if isinstance(fields[name], bytes) else fields[name]
        for name in _SAME
        if name in fields
    }
    if issubclass(message_type, protocol.SubmitSm):
        coding = fields["data_coding"]
        parts |= {
            "source": _address(fields, "source_addr", "source_addr"),
            "destination": _address(fields, "dest_addr", "destination_addr"),
            "encoding": state.SmppDataCoding(coding).name if coding else None,
            "short_message": texts.decode(fields["short_message"], coding),
            "message_payload": texts.decode(pdu.payload or b"", coding),
            "optional_params": [
                _param(tag, data) for tag, data in fields["tlvs"] if tag != _PAYLOAD
            ],
        } | {
            name: message_type.smpp_time_to_datetime(fields[name].decode())
            for name in ("schedule_delivery_time", "validity_period")
        }
    elif "system_id" in parts and "password" not in parts:
        parts |= {"sc_interface_version": next((data[0] for _, data in fields["tlvs"]), None)}
    elif "addr_ton" in parts:
        parts |= {
            "addr_ton": state.TON(parts["addr_ton"]),
            "addr_npi": state.NPI(parts["addr_npi"]),
        }
    encoded: bytes = message_type(
        **parts,
        sequence_num=fields["sequence_number"],
        command_status=state.SmppCommandStatus(fields["command_status"]),
    ).pdu()
    return encoded


def _address(fields: Fields, prefix: str, name: str) -> Any:
    return state.PhoneNumber(
        fields[name].decode(),
        state.TON(fields[f"{prefix}_ton"]),
        state.NPI(fields[f"{prefix}_npi"]),
    )


def _param(tag: int, data: bytes) -> Any:
    data_type = state.tag_data_type(tag)
    if data_type is str:
        text = data.decode("ascii")
        return state.OptionalParam(tag, text.removesuffix("\0") if tag in _C_STRINGS else text)
    return state.OptionalParam(tag, True if data_type is bool else int.from_bytes(data, "big"))


def supported(pdu: Any) -> Any:
    """Move the payload before the other TLVs, which is where it is encoded."""
    return with_tlvs(pdu, sorted(view(pdu)["tlvs"], key=lambda tlv: tlv[0] != _PAYLOAD))


#: The samples that it decodes differently.
READS = {
    # It requires a text, in one place only, and known codings and types of addresses.
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
    # It converts a user data header to TLVs; with a 16-bit reference it reads past the message.
    **dict.fromkeys(("udh_receipt", "udh_8"), "tlvs, short_message"),
    **dict.fromkeys(("udh_16", "udh_lies"), "error"),
    # It uses its own sizes of TLV values.
    **dict.fromkeys(("state_len2", "id_no_nul"), "tlvs"),
    # Error responses: an absent body is decoded as empty, other bytes as an id; vendor statuses
    # are rejected.
    **dict.fromkeys(("submit_resp_err", "submit_resp_no_body"), "message_id"),
    "submit_resp_err_rest": "rest, message_id",
    **dict.fromkeys(("submit_resp_vendor", "bind_rx_resp_err"), "ValueError"),
    # Commands that it does not support.
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
    # Wrong lengths.
    **dict.fromkeys(
        ("sm_len_short", "len_short", "tlv_over", "len_long", "sm_len_over", "no_nul"), "accepts it"
    ),
}

#: The samples that it encodes differently or rejects; mostly those that it does not decode.
WRITES = {
    **{
        name: difference
        for name, difference in READS.items()
        if difference in ("ValueError", "KeyError")
    },
    **dict.fromkeys(("state_len2", "id_no_nul"), "other bytes"),
    **dict.fromkeys(
        ("submit_resp_err", "submit_resp_no_body", "submit_resp_err_rest", "bind_rx_resp_err"),
        "other bytes",
    ),
    # The text is invalid in its coding, which this library rejects too.
    "udh_16": "DecodeError",
}


test_sample = over_samples(read, expect, write, supported, (READS, WRITES))


def test_conforming_pdus_agree_both_ways() -> None:
    for pdu in conforming(31):
        assert (
            read_difference(encode(pdu), read, expect),
            write_difference(supported(pdu), write),
        ) == _known_differences(pdu), pdu


def _known_differences(pdu: Any) -> tuple[str, str]:
    """Return how it decodes and encodes a PDU differently."""
    if int(pdu.command_id) not in set(map(int, protocol.MESSAGE_TYPE_MAP)):
        return "KeyError", "KeyError"
    if isinstance(pdu, SubmitSmResp) and pdu.message_id is None:
        return "message_id", "other bytes"
    if (
        isinstance(pdu, BindReceiverResp | BindTransmitterResp | BindTransceiverResp)
        and pdu.system_id is None
    ):
        return "ValueError", "other bytes"
    if not isinstance(pdu, SubmitSm | DeliverSm):
        return "", ""
    if any(
        state.tag_data_type(tlv.tag) is str and tlv.tag != _PAYLOAD and not tlv.data.isascii()
        for tlv in pdu.tlvs
    ):
        return "UnicodeDecodeError", "UnicodeDecodeError"
    # Absolute times: see below.
    different = ", ".join(
        name
        for name in ("schedule_delivery_time", "validity_period")
        if getattr(pdu, name)[-1:] in ("+", "-")
    )
    if pdu.data_coding == 4:  # it defines a name for this coding, but no codec
        return different if pdu.message.isascii() else "UnicodeDecodeError", "LookupError"
    return different, "other bytes" if different else ""


def test_it_takes_quarters_of_an_hour_for_hours() -> None:
    theirs = protocol.SubmitSm.smpp_time_to_datetime("110820224100012+")
    ours = times.decode("110820224100012+")
    assert isinstance(ours, datetime)
    assert (theirs.year, theirs.utcoffset()) == (11, timedelta(hours=12))
    assert (ours.year, ours.utcoffset()) == (2011, timedelta(hours=3))


# ---- the text of a receipt


def test_receipts_decode_to_the_same_fields() -> None:
    compared = 0
    for pdu in conforming(32, MANY, DeliverSm):
        assert isinstance(pdu, DeliverSm)
        if pdu.is_receipt:
            assert parse(pdu.short_message) == expected_fields(receipts.decode(pdu.short_message))
            compared += 1
    assert compared > MANY // 2


def parse(text: bytes) -> dict[str, Any]:
    """Parse a receipt text with its parser."""
    data = encode(DeliverSm(esm_class=EsmClass(4), short_message=text))
    found: dict[str, Any] = parsed(data).parse_receipt()
    return found


def expected_fields(receipt: Receipt) -> dict[str, Any]:
    """Convert a receipt to its form; it takes years from 69 on for the 20th century."""
    labels = {"submit_date": "submit date", "done_date": "done date"}
    values = {
        labels.get(name, name): getattr(receipt, name)
        for name in ("id", "sub", "dlvrd", "submit_date", "done_date", "stat", "err")
    }
    for name, value in values.items():
        if isinstance(value, datetime) and value.year >= 2069:
            values[name] = value.replace(year=value.year - 100)
    return values | {"err": receipt.error_number}


_CANONICAL = (
    b"id:854019 sub:001 dlvrd:001 submit date:1108202241 done date:1108202241 stat:DELIVRD err:000"
)


@pytest.mark.parametrize(
    ("text", "theirs"),
    [
        (_CANONICAL + b"\0", ValueError),  # 000@: a NUL is a character of GSM 03.38
        (_CANONICAL.replace(b"2241", b"224159"), ValueError),
        (_CANONICAL.replace(b"000", b"0x1"), ValueError),
        (_CANONICAL.replace(b"sub:001", b"sub:"), ValueError),
        (_CANONICAL.replace(b" stat:", b"  stat:"), {" stat": "DELIVRD"}),
        (
            b"id:1 stat:DELIVRD err:000 imsi:250020000000001 cn:Russian+Federation rcn:",
            {"cn": "Russian+Federation", "rcn": ""},
        ),
    ],
)
def test_receipts_that_it_does_not_parse(text: bytes, theirs: Any) -> None:
    receipt = receipts.decode(text, lenient=True)
    assert receipt.id is not None and receipt.stat == "DELIVRD"
    if isinstance(theirs, dict):
        assert theirs.items() <= parse(text).items()
    else:
        with pytest.raises(theirs):
            parse(text)


def test_it_ignores_receipts_in_the_payload() -> None:
    assert parsed(SAMPLES["payload"]).parse_receipt() == {"id": "854019"}  # from the TLV
    pdu = PDUS["payload"]
    assert isinstance(pdu, DeliverSm) and pdu.report is not None and pdu.report.receipt is not None


def test_receipt_that_it_encodes_is_decoded() -> None:
    theirs = parse(_CANONICAL)
    text = protocol.DeliverSm.encode_receipt(theirs | {"text": "hello"}).encode()
    assert receipts.decode(text, lenient=True) == replace(
        receipts.decode(_CANONICAL), text=b"hello".ljust(20)
    )
