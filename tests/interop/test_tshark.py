"""tshark (Debian, C): every field of every command, octets and typed values of TLVs, what is malformed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from smsc_codec.smpp import CommandId, NetworkError, Period, RawPdu, Tlv, decode, encode, times
from tests.interop.made import SAMPLES, Fields, damaged, odd, proper, view
from tests.interop.programs import tshark, wanted
from tests.interop.verdicts import reading


class MalformedError(Exception):
    """tshark marks the packet so."""


#: Octets that are shown in parts: each part's mask tells where it stands.
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
    name for pdu in proper(0, 19) for name, value in view(pdu).items() if isinstance(value, int)
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
    """A view out of the octets that tshark assigns to each field."""
    if "_ws.malformed" in layers:
        raise MalformedError
    told: Fields = {"tlvs": []}
    for key, raw in layers["smpp"].items():
        label = key.removesuffix("_raw")
        if label == key or label in _NOT_FIELDS:
            continue
        name = _NAMES.get(label) or label.removeprefix("smpp.")
        octets, _, _, mask, _ = raw
        if label in _PARTS:
            told[name] = told.get(name, 0) + int(octets, 16) * (mask & -mask)
        elif name in _NUMBERS:
            told[name] = int(octets, 16)
        else:
            told[name] = (
                bytes.fromhex(octets) if name == "short_message" else bytes.fromhex(octets)[:-1]
            )
    params = layers["smpp"].get("smpp.opt_params", {}).get("smpp.opt_param_raw", [])
    for param in params if params and isinstance(params[0], list) else [params] if params else []:
        octets = bytes.fromhex(param[0])
        told["tlvs"].append((int.from_bytes(octets[:2], "big"), octets[4:]))
    return {name: value for name, value in told.items() if value != b""}


#: Commands whose TLVs it does not look at.
_BARE = {
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
    """What it shows: no empty texts, no status of requests, no body of errors, no bits without a name, not every command's TLVs."""
    response = fields["command_id"] >= CommandId.GENERIC_NACK
    hidden = {name for name, value in fields.items() if value == b""} | (
        set() if response else {"command_status"}
    )
    shown = {name: value for name, value in fields.items() if name not in hidden}
    if response and fields["command_status"]:
        return {
            name: shown[name] for name in ("command_id", "command_status", "sequence_number")
        } | {"tlvs": []}
    if fields["command_id"] in _BARE:
        shown["tlvs"] = []
    named = {"registered_delivery": 0x1F, "replace_if_present_flag": 0x01}
    return shown | {name: shown[name] & mask for name, mask in named.items() if name in shown}


#: What it makes of the samples that this library does not.
READS = {
    # Standard TLVs of another length, a user data header that is longer than the message, success without a body.
    **dict.fromkeys(
        ("nec_len1", "nec_len2", "nec_len4", "state_len2", "udh_lies", "submit_resp_no_body"),
        "MalformedError",
    ),
    # A PDU that is cut short behind its last TLV's length, if it comes alone.
    "len_long": "reads it",
    # Commands that are not decoded here, or not there.
    "outbind": "body, tlvs, system_id, password",
    "alert_notification": "body, tlvs, source_addr_ton, source_addr_npi, source_addr",
    "submit_multi": "ValueError",
    "unknown_command": "body, tlvs",
}

Shown = dict[bytes, dict[str, Any]]


def shown(pdus: list[bytes]) -> Shown:
    """PDUs, and what is shown of each."""
    wanted("tshark", "text2pcap")
    return dict(zip(pdus, tshark(pdus), strict=True))


def compared(octets: bytes, found: Shown) -> str:
    return reading(octets, lambda octets: read(found[octets]), expect)


def test_samples() -> None:
    found = shown([*SAMPLES.values()])
    told = {name: compared(octets, found) for name, octets in SAMPLES.items()}
    assert {name: why for name, why in told.items() if why} == READS


def test_it_agrees() -> None:
    """In every PDU that is as SMPP wants it: fields, octets, and what the values of times and TLVs mean."""
    pdus = proper(41)
    found = shown([*map(encode, pdus)])
    for pdu in pdus:
        octets = encode(pdu)
        assert compared(octets, found) == "", pdu
        layer = found[octets]["smpp"]
        for name in ("schedule_delivery_time", "validity_period", "final_date"):
            assert _time(layer, name) == _seconds(times.decode(getattr(pdu, name, None) or "")), pdu
        if not isinstance(pdu, RawPdu) and pdu.command_id not in _BARE and not pdu.command_status:
            assert [_value(param) for param in _params(layer)] == [
                _plain(tlv) for tlv in pdu.tlvs
            ], pdu


def test_odd_pdus() -> None:
    """It marks what it cannot give a type; all else is the same."""
    pdus = [pdu for pdu in odd(42) if not isinstance(pdu, RawPdu)]
    found = shown([*map(encode, pdus)])
    marked = 0
    for pdu in pdus:
        verdict = compared(encode(pdu), found)
        if pdu.command_id in _BARE or (
            pdu.command_id >= CommandId.GENERIC_NACK and pdu.command_status
        ):
            assert verdict == "", pdu
        elif any(
            tlv.tag in (0x0423, 0x0427) and tlv.defect is not None and "digits" not in tlv.defect
            for tlv in pdu.tlvs
        ):
            assert verdict in ("MalformedError", "tlvs"), (
                pdu
            )  # the next TLV may seem to begin where this one should have ended
        else:
            unfit = any(
                tlv.tag not in range(0x1400, 0x4000)
                and (tlv.name is None or tlv.defect is not None)
                for tlv in pdu.tlvs
            )
            header = "esm_class" in view(pdu) and bool(view(pdu)["esm_class"] & 0x40)
            assert verdict == "" or (verdict == "MalformedError" and (unfit or header)), pdu
        marked += verdict != ""
    assert marked < len(pdus) / 3


def test_damage() -> None:
    """What it does not mark stands behind a body whose TLVs it does not look at, or a TLV whose length is not that of its type."""
    pieces = damaged(43)
    found = shown(pieces)
    for octets in pieces:
        verdict = compared(octets, found)
        if verdict == "reads it":
            assert int.from_bytes(octets[4:8], "big") in _BARE or _sized(octets), octets.hex()
        elif verdict == "MalformedError":
            assert _may_be_marked(octets), octets.hex()
        else:
            assert verdict == "", octets.hex()


def _sized(octets: bytes) -> bool:
    """Whether a TLV's length departs from that of its type: it reads on by the type."""
    found = [(octets[at : at + 2], octets[at + 2 : at + 4]) for at in range(16, len(octets) - 3)]
    return any(
        tag == number.to_bytes(2, "big") and length != size
        for tag, length in found
        for number, size in _SIZES.items()
    )


def _may_be_marked(octets: bytes) -> bool:
    """Whether this library reads on purpose what tshark marks: success without a body, TLVs of other lengths or tags, a false header."""
    pdu = decode(octets)
    fields = view(pdu)
    tlvs = [] if isinstance(pdu, RawPdu) else pdu.tlvs
    return (
        len(octets) == 16
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
    """A TLV's tag and value as it is shown: a number, two of them, a text, octets."""
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
    """Seconds: of the era, or of a period; it is shown as one or the other."""
    if f"smpp.{name}" in layer:
        text = layer[f"smpp.{name}"].replace("000 UTC", "+0000")
        return datetime.strptime(text, "%b %d, %Y %H:%M:%S.%f%z").timestamp()
    return float(layer.get(f"smpp.{name}_r", 0))


def _seconds(at: datetime | Period | None) -> float:
    """The same of ours; years from 38 on are taken there for those of the last century."""
    if isinstance(at, Period):
        return timedelta(
            days=at.days, hours=at.hours, minutes=at.minutes, seconds=at.seconds
        ).total_seconds()
    if at is None:
        return 0
    return (at if at.year < 2038 else at.replace(year=at.year - 100)).timestamp()
