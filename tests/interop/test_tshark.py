"""tshark (Debian, C): every field of every command, typed TLV values, and malformed packets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from smsc_codec.smpp import CommandId, NetworkError, Period, RawPdu, Tlv, decode, encode, times
from tests.interop.differences import read_difference
from tests.interop.programs import require, tshark
from tests.interop.samples import SAMPLES, Fields, conforming, damaged, unusual, view


class MalformedError(Exception):
    """tshark marks the packet as malformed."""


#: Bytes that are shown in parts; the mask of each part gives its position.
_PARTS = {
    "smpp.esm.submit.msg_mode": "esm_class",
    "smpp.esm.submit.msg_type": "esm_class",
    "smpp.esm.submit.features": "esm_class",
    "smpp.regdel.receipt": "registered_delivery",
    "smpp.regdel.acks": "registered_delivery",
    "smpp.regdel.notif": "registered_delivery",
    "smpp.replace_if_present_flag": "replace_if_present_flag",
}
_NUMBERS = {
    name for pdu in conforming(0, 19) for name, value in view(pdu).items() if isinstance(value, int)
}
_NAMES = (
    _PARTS
    | {"smpp.message": "short_message"}
    | {
        f"smpp.{name}_r": name
        for name in ("schedule_delivery_time", "validity_period", "final_date")
    }
)
_NOT_FIELDS = ("smpp.command_length", "smpp.sm_length", "smpp.opt_params", "smpp.message_text")


def read(layers: dict[str, Any]) -> Fields:
    """Build a view from the bytes that tshark assigns to each field."""
    if "_ws.malformed" in layers:
        raise MalformedError
    fields: Fields = {"tlvs": []}
    for key, raw in layers["smpp"].items():
        label = key.removesuffix("_raw")
        if label == key or label in _NOT_FIELDS:
            continue
        name = _NAMES.get(label) or label.removeprefix("smpp.")
        data, _, _, mask, _ = raw
        if label in _PARTS:
            fields[name] = fields.get(name, 0) + int(data, 16) * (mask & -mask)
        elif name in _NUMBERS:
            fields[name] = int(data, 16)
        else:
            fields[name] = (
                bytes.fromhex(data) if name == "short_message" else bytes.fromhex(data)[:-1]
            )
    params = layers["smpp"].get("smpp.opt_params", {}).get("smpp.opt_param_raw", [])
    for param in params if params and isinstance(params[0], list) else [params] if params else []:
        data = bytes.fromhex(param[0])
        fields["tlvs"].append((int.from_bytes(data[:2], "big"), data[4:]))
    return {name: value for name, value in fields.items() if value != b""}


#: Commands whose TLVs it ignores.
_WITHOUT_TLVS = {
    CommandId.BIND_RECEIVER,
    CommandId.BIND_TRANSMITTER,
    CommandId.BIND_TRANSCEIVER,
    CommandId.QUERY_SM,
    CommandId.QUERY_SM_RESP,
    CommandId.UNBIND,
    CommandId.UNBIND_RESP,
    CommandId.ENQUIRE_LINK,
    CommandId.ENQUIRE_LINK_RESP,
    CommandId.GENERIC_NACK,
}


def expect(fields: Fields) -> Fields:
    """Convert to its view.

    It omits empty texts, the status of requests, the body of errors, unnamed bits, and the TLVs of
    some commands.
    """
    response = fields["command_id"] >= CommandId.GENERIC_NACK
    hidden = {name for name, value in fields.items() if value == b""} | (
        set() if response else {"command_status"}
    )
    shown = {name: value for name, value in fields.items() if name not in hidden}
    if response and fields["command_status"]:
        return {
            name: shown[name] for name in ("command_id", "command_status", "sequence_number")
        } | {"tlvs": []}
    if fields["command_id"] in _WITHOUT_TLVS:
        shown["tlvs"] = []
    named = {"registered_delivery": 0x1F, "replace_if_present_flag": 0x01}
    return shown | {name: shown[name] & mask for name, mask in named.items() if name in shown}


#: The samples that it decodes differently.
READS = {
    # Standard TLVs of another length, a header longer than the message, success without a body.
    **dict.fromkeys(
        ("nec_len1", "nec_len2", "nec_len4", "state_len2", "udh_lies", "submit_resp_no_body"),
        "MalformedError",
    ),
    # A PDU that is one byte shorter than its command_length, if it is alone in the packet.
    "len_long": "accepts it",
    # Commands that only one of the two decodes.
    "outbind": "body, tlvs, system_id, password",
    "alert_notification": "body, tlvs, source_addr_ton, source_addr_npi, source_addr",
    "submit_multi": "ValueError",
    "unknown_command": "body, tlvs",
}

Layers = dict[bytes, dict[str, Any]]


def dissect(pdus: list[bytes]) -> Layers:
    """Return the layers of each PDU."""
    require("tshark", "text2pcap")
    return dict(zip(pdus, tshark(pdus), strict=True))


def difference(data: bytes, found: Layers) -> str:
    return read_difference(data, lambda data: read(found[data]), expect)


def test_samples_agree_apart_from_known_differences() -> None:
    found = dissect([*SAMPLES.values()])
    results = {name: difference(data, found) for name, data in SAMPLES.items()}
    assert {name: result for name, result in results.items() if result} == READS


def test_conforming_pdus_agree() -> None:
    """Fields, bytes, and the values of times and TLVs."""
    pdus = conforming(41)
    found = dissect([*map(encode, pdus)])
    for pdu in pdus:
        data = encode(pdu)
        assert difference(data, found) == "", pdu
        layer = found[data]["smpp"]
        for name in ("schedule_delivery_time", "validity_period", "final_date"):
            assert _time(layer, name) == _seconds(times.decode(getattr(pdu, name, None) or "")), pdu
        if (
            not isinstance(pdu, RawPdu)
            and pdu.command_id not in _WITHOUT_TLVS
            and not pdu.command_status
        ):
            assert [_value(param) for param in _params(layer)] == [
                _plain(tlv) for tlv in pdu.tlvs
            ], pdu


def test_unusual_pdus_agree_or_are_marked() -> None:
    """It marks values that do not fit their type."""
    pdus = [pdu for pdu in unusual(42) if not isinstance(pdu, RawPdu)]
    found = dissect([*map(encode, pdus)])
    marked = 0
    for pdu in pdus:
        result = difference(encode(pdu), found)
        if pdu.command_id in _WITHOUT_TLVS or (
            pdu.command_id >= CommandId.GENERIC_NACK and pdu.command_status
        ):
            assert result == "", pdu
        elif any(
            tlv.tag in (0x0423, 0x0427) and tlv.defect is not None and "digits" not in tlv.defect
            for tlv in pdu.tlvs
        ):
            # The next TLV may seem to begin where this one should have ended.
            assert result in ("MalformedError", "tlvs"), pdu
        else:
            has_defect = any(
                tlv.tag not in range(0x1400, 0x4000)
                and (tlv.name is None or tlv.defect is not None)
                for tlv in pdu.tlvs
            )
            header = "esm_class" in view(pdu) and bool(view(pdu)["esm_class"] & 0x40)
            assert result == "" or (result == "MalformedError" and (has_defect or header)), pdu
        marked += result != ""
    assert marked < len(pdus) / 3


def test_damaged_pdus_agree_or_are_marked() -> None:
    """It does not mark damage in ignored TLVs, or after a TLV of a wrong length."""
    samples = damaged(43)
    found = dissect(samples)
    for data in samples:
        result = difference(data, found)
        if result == "accepts it":
            assert int.from_bytes(data[4:8], "big") in _WITHOUT_TLVS or _has_wrong_tlv_length(
                data
            ), data.hex()
        elif result == "MalformedError":
            assert _may_be_marked(data), data.hex()
        else:
            assert result == "", data.hex()


def _has_wrong_tlv_length(data: bytes) -> bool:
    """Return whether a TLV has a wrong length; tshark continues by the size of the type."""
    found = [(data[at : at + 2], data[at + 2 : at + 4]) for at in range(16, len(data) - 3)]
    return any(
        tag == number.to_bytes(2, "big") and length != size
        for tag, length in found
        for number, size in _SIZES.items()
    )


def _may_be_marked(data: bytes) -> bool:
    """Return whether this library deliberately accepts a PDU that tshark marks.

    Examples are success without a body, TLVs of other lengths or tags, and an invalid header.
    """
    pdu = decode(data)
    fields = view(pdu)
    tlvs = [] if isinstance(pdu, RawPdu) else pdu.tlvs
    return (
        len(data) == 16
        or bool(fields.get("esm_class", 0) & 0x40)
        or any(tlv.name is None or tlv.defect is not None for tlv in tlvs)
    )


# ---- values

_TYPED = {
    0x0006: "dest_network_type",
    0x000E: "source_network_type",
    0x0204: "user_message_reference",
    0x020C: "sar_msg_ref_num",
    0x020E: "sar_total_segments",
    0x020F: "sar_segment_seqnum",
    0x0210: "SC_interface_version",
    0x0425: "delivery_failure_reason",
    0x0426: "more_messages_to_send",
    0x0427: "message_state",
}


_SIZES = dict.fromkeys(_TYPED, b"\0\1") | {
    0x0204: b"\0\2",
    0x020C: b"\0\2",
    0x0423: b"\0\3",
    0x0303: None,
    0x0381: None,
}


def _params(layer: dict[str, Any]) -> list[dict[str, Any]]:
    found = layer.get("smpp.opt_params", {}).get("smpp.opt_param", [])
    return found if isinstance(found, list) else [found]


def _value(param: dict[str, Any]) -> tuple[int, Any]:
    """Return the tag and the value of a TLV: a number, two numbers, a text or bytes."""
    tag = int(param["smpp.opt_param_tag"], 16)
    if tag in _TYPED:
        return tag, int(param[f"smpp.{_TYPED[tag]}"], 0)
    if tag == 0x0423:
        return tag, (
            int(param["smpp.network_error.type"], 0),
            int(param["smpp.network_error.code"], 0),
        )
    if tag == 0x001E:
        return tag, param["smpp.receipted_message_id"]
    for name in ("vendor_op", "message_payload"):
        if f"smpp.{name}" in param:
            return tag, bytes.fromhex(param[f"smpp.{name}"].replace(":", ""))
    return tag, None


def _plain(tlv: Tlv) -> tuple[int, Any]:
    value = tlv.value
    if isinstance(value, NetworkError):
        assert value.network_type is not None
        return tlv.tag, (int(value.network_type), value.code)
    if tlv.tag in _TYPED or tlv.tag == 0x001E:
        return tlv.tag, value
    return tlv.tag, None if tlv.tag in (0x0381, 0x130C) else tlv.data


def _time(layer: dict[str, Any], name: str) -> float:
    """Return a time as seconds since 1970, or a period in seconds."""
    if f"smpp.{name}" in layer:
        text = layer[f"smpp.{name}"].replace("000 UTC", "+0000")
        return datetime.strptime(text, "%b %d, %Y %H:%M:%S.%f%z").timestamp()
    return float(layer.get(f"smpp.{name}_r", 0))


def _seconds(at: datetime | Period | None) -> float:
    """Convert our value in the same way; it takes years from 38 on for the 20th century."""
    if isinstance(at, Period):
        return timedelta(
            days=at.days, hours=at.hours, minutes=at.minutes, seconds=at.seconds
        ).total_seconds()
    if at is None:
        return 0
    return (at if at.year < 2038 else at.replace(year=at.year - 100)).timestamp()
