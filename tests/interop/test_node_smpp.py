"""smpp (npm, known as node-smpp): every command both ways, the vendor's TLVs declared to it, texts of GSM 03.38."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from smsc_codec.errors import DecodeError
from smsc_codec.smpp import CommandId, CommandStatus, Period, RawPdu, SubmitSm, encode, texts, times
from smsc_codec.smpp.tlvs import TLV_TYPES
from tests.interop.made import PDUS, SAMPLES, Fields, proper, view
from tests.interop.programs import absent, node, wanted
from tests.interop.verdicts import reading, writing

_SCRIPT = Path(__file__).parent / "node_smpp.js"
_PAYLOAD, _CALLBACK, _ALERT = 0x0424, 0x0381, 0x130C
_TIMES = ("schedule_delivery_time", "validity_period", "final_date")
_HOUR = timedelta(hours=1).total_seconds()


class NodeError(Exception):
    """It raised."""


def asked(pdus: list[bytes], fields: list[Fields]) -> Any:
    """What the script answers."""
    wanted("node")
    places = [
        place
        for name in ("SMSC_NODE_PATH", "NODE_PATH")
        for place in os.environ.get(name, "").split(os.pathsep)
        if place
    ]
    if not any((Path(place) / "smpp" / "package.json").exists() for place in places):
        absent("npm's smpp is not in SMSC_NODE_PATH or NODE_PATH")
    return node(_SCRIPT, {"read": [octets.hex() for octets in pdus], "write": fields})


@cache
def known() -> Any:
    """Its version, and its numbers of TLVs and errors."""
    return asked([], [])


# ---- reading


def read(told: dict[str, Any]) -> Fields:
    """A view out of what it tells of a PDU."""
    if "error" in told:
        raise NodeError(told["error"])
    fields: Fields = {"tlvs": []}
    for name, value in told.items():
        if name in ("command", "command_length"):
            continue
        if name == "short_message":
            fields |= {
                "short_message": _text(value["message"]),
                **({"udh": value["udh"]} if "udh" in value else {}),
            }
        elif name == "message_payload":
            fields["payload"] = _text(value["message"])
        elif name in _TIMES:
            fields[name] = value if value == "" else value["date"] / 1000
        elif name.isdigit():
            fields["tlvs"].append((int(name), bytes.fromhex(value["$"])))
        elif name in known()["tlvs"] and (name, told["command_id"]) != (
            "message_state",
            CommandId.QUERY_SM_RESP,
        ):
            fields["tlvs"].append((known()["tlvs"][name], _octets(known()["tlvs"][name], value)))
        else:
            fields[name] = value.encode() if isinstance(value, str) else value
    return fields


def _text(value: Any) -> Any:
    return bytes.fromhex(value["$"]) if isinstance(value, dict) else value


def _octets(tag: int, value: Any) -> Any:
    """A TLV's octets out of its value."""
    if isinstance(value, int):
        return value.to_bytes(
            2 if tag in TLV_TYPES and TLV_TYPES[tag].layout == "INT16" else 1, "big"
        )
    if tag == _CALLBACK:
        number = value[-1]
        return (
            bytes((number["digit_mode"], number["ton"], number["npi"])) + number["number"].encode()
        )
    return bytes.fromhex(value["$"]) if isinstance(value, dict) else value.encode() + b"\0"


def expect(fields: Fields) -> Fields:
    """What it is known to tell: messages as text without their header, ASCII taken for GSM; times as moments; no payload among the TLVs."""
    told = dict(fields)
    messages = {
        "short_message": fields.get("short_message"),
        "payload": dict(fields.get("tlvs", ())).get(_PAYLOAD),
    }
    for name, octets in messages.items():
        if octets is not None:
            size = octets[0] + 1 if octets and fields["esm_class"] & 0x40 else 0
            told |= {"udh": [{"$": octets[1:size].hex()}]} if size else {}
            told[name] = _read_text(octets[size:], fields["data_coding"])
    for name in _TIMES:
        if name in fields:
            told[name] = _moment(fields[name].decode("latin-1"))
    return told | {
        "tlvs": [(tag, octets) for tag, octets in fields.get("tlvs", ()) if tag != _PAYLOAD]
    }


def _read_text(octets: bytes, coding: int) -> str | bytes | None:
    """The last four bits of a coding count; the default, ASCII, Latin-1 and UCS-2 are text. None if it is none."""
    kind = coding & 0x0F
    if kind not in (0, 1, 3, 8):
        return octets
    with suppress(DecodeError):
        return texts.decode(octets, 0 if kind == 1 else kind)
    return None


class _Near(float):
    """A moment that is counted from now: equal if it is within two hours, since clocks may be changed in between."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int | float) and abs(self - other) < 2 * _HOUR

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = float.__hash__


def _moment(text: str) -> float | str | None:
    """None if it is none."""
    try:
        at = times.decode(text)
    except DecodeError:
        return None
    if isinstance(at, Period):
        period = timedelta(days=at.days, hours=at.hours, minutes=at.minutes)
        return _Near((datetime.now().astimezone() + period).timestamp())
    return "" if at is None else at.timestamp()


# ---- writing


def options(pdu: Any) -> Fields:
    """A PDU's fields for the script; octets in hexadecimal, since a text would be given a coding."""
    fields = view(pdu)
    names = {
        tag: name
        for name, tag in known()["tlvs"].items()
        if name not in ("alert_on_msg_delivery", "failed_broadcast_area_identifier")
    }
    told: Fields = {"command": pdu.command_id.name.lower()}
    for name, value in fields.items():
        if name not in ("tlvs", "command_id", "rest"):
            told[name] = (
                {"$": value.hex()}
                if name == "short_message"
                else value.decode("latin-1")
                if isinstance(value, bytes)
                else value
            )
    for tag, octets in fields["tlvs"]:
        name = names.get(tag, str(tag))
        number = tag == _ALERT or (tag in TLV_TYPES and TLV_TYPES[tag].layout.startswith("INT"))
        value = (
            int.from_bytes(octets, "big")
            if number
            else {"$": octets.hex()}
            if tag not in (0x001E, 0x2000, 0x2003)
            else octets[:-1].decode()
        )
        told[name] = [value] if tag == _CALLBACK else value
    return told


# ---- both

#: What it makes of the samples that this library does not.
READS = {
    # Texts end at a NUL, in the TLV or behind it; numbers have the size of their type; of two equal TLVs the last counts.
    **dict.fromkeys(
        (
            "all_raw",
            "id_no_nul",
            "id_two_nul",
            "cost_none",
            "vendor_wide",
            "vendor_three",
            "state_len2",
            "duplicates",
        ),
        "tlvs",
    ),
    **dict.fromkeys(("vendor_narrow", "alert"), "NodeError"),
    # Tags that are not declared come first.
    "unknown_reserved": "tlvs",
    # What stands instead of a body is taken for one.
    "submit_resp_err_rest": "rest, message_id",
    "query_resp_err_rest": "rest, message_id, final_date",
    # Commands that are not decoded here, or not there.
    "unknown_command": "body",
    "outbind": "body, system_id, password",
    "alert_notification": "body, source_addr_ton, source_addr_npi, source_addr, esme_addr_ton, esme_addr_npi, esme_addr",
    # Lengths that lie, as long as there are octets.
    **dict.fromkeys(
        (
            "sm_len_short",
            "sm_len_over",
            "len_short",
            "tail_1",
            "tail_3",
            "tlv_over",
            "no_nul",
            "cut_body",
        ),
        "reads it",
    ),
}

#: What it writes otherwise: TLVs of other sizes or not declared, the same tag twice, a body in an error response and none without.
WRITES = dict.fromkeys(
    (
        "all_raw",
        "vendor_wide",
        "unknown_reserved",
        "state_len2",
        "id_no_nul",
        "duplicates",
        "alert",
        "cost_none",
        "vendor_narrow",
        "vendor_three",
        "data_sm_resp",
        "submit_resp_err_body",
        "submit_resp_err_rest",
        "query_resp_err_rest",
        "submit_resp_no_body",
    ),
    "other octets",
)


def verdicts(named: dict[str, bytes], pdus: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """How each is read and written otherwise."""
    pdus = {name: pdu for name, pdu in pdus.items() if not isinstance(pdu, RawPdu)}
    answer = asked([*named.values()], [options(pdu) for pdu in pdus.values()])
    told = dict(zip(named, answer["read"], strict=True))
    written = dict(zip(pdus, answer["write"], strict=True))
    return {
        name: (
            reading(octets, lambda _: read(told[name]), expect),
            writing(pdus[name], lambda _: _written(written[name])) if name in pdus else "",
        )
        for name, octets in named.items()
    }


def _written(answer: dict[str, str]) -> bytes:
    if "error" in answer:
        raise NodeError(answer["error"])
    return bytes.fromhex(answer["octets"])


def test_samples() -> None:
    found = verdicts(SAMPLES, PDUS)
    assert {
        name: told for name, (told, _) in found.items() if told and name != "submit_multi"
    } == READS
    assert {name: told for name, (_, told) in found.items() if told} == WRITES
    assert "dest_address" in found["submit_multi"][0]  # it reads that one whole


def test_both_ways() -> None:
    """Save for a TLV without a value, it agrees in every PDU that is as SMPP wants it."""
    pdus = {str(at): pdu for at, pdu in enumerate(proper(51))}
    found = verdicts({name: encode(pdu) for name, pdu in pdus.items()}, pdus)
    for name, pdu in pdus.items():
        tags = [tag for tag, _ in view(pdu)["tlvs"]]
        alert = "" if _ALERT not in tags else "NodeError" if tags[-1] == _ALERT else "tlvs"
        assert found[name] == (alert, "other octets" if alert else ""), pdu


def test_the_names_of_numbers() -> None:
    told = known()
    assert told["version"] == "0.5.1"
    ours = {tag.name: number for number, tag in TLV_TYPES.items()}
    assert ours == {name: told["tlvs"][name] for name in ours}
    errors = {number: name.removeprefix("ESME_") for name, number in told["errors"].items()}
    assert {
        status.name
        for status in CommandStatus
        if errors.get(status) not in (f"R{status.name}", status.name)
    } == set()


def test_the_default_alphabet() -> None:
    """Every septet, and every one behind an escape; where the extension table has none, it shows the escape too."""
    messages = [bytes((at,)) for at in range(0x80) if at != 0x1B] + [
        bytes((0x1B, at)) for at in range(0x80) if at != 0x1B
    ]
    answer = asked([encode(SubmitSm(short_message=octets)) for octets in messages], [])["read"]
    theirs = {
        octets: told["short_message"]["message"]
        for octets, told in zip(messages, answer, strict=True)
    }
    ours = {octets: _read_text(octets, 0) for octets in messages}
    departing = {octets for octets in messages if ours[octets] != theirs[octets]}
    assert departing == {octets for octets in messages if ours[octets] is None}
    assert all(theirs[octets] == f"\x1b{theirs[octets[1:]]}" for octets in departing)
