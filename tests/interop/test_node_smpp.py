"""smpp (npm, known as node-smpp): every command both ways with the vendor's TLVs, and GSM 03.38."""

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
from tests.interop.differences import read_difference, write_difference
from tests.interop.programs import node, require, skip_or_fail
from tests.interop.samples import PDUS, SAMPLES, Fields, conforming, view

_SCRIPT = Path(__file__).parent / "node_smpp.js"
_PAYLOAD, _CALLBACK, _ALERT = 0x0424, 0x0381, 0x130C
_TIMES = ("schedule_delivery_time", "validity_period", "final_date")
_HOUR = timedelta(hours=1).total_seconds()


class NodeError(Exception):
    """The script reported an exception."""


def run_script(pdus: list[bytes], fields: list[Fields]) -> Any:
    """Decode and encode PDUs with the script."""
    require("node")
    folders = [
        folder
        for name in ("SMSC_NODE_PATH", "NODE_PATH")
        for folder in os.environ.get(name, "").split(os.pathsep)
        if folder
    ]
    if not any((Path(folder) / "smpp" / "package.json").exists() for folder in folders):
        skip_or_fail("the npm package smpp is not in SMSC_NODE_PATH or NODE_PATH")
    return node(_SCRIPT, {"read": [data.hex() for data in pdus], "write": fields})


@cache
def constants() -> Any:
    """Return its version and its numbers of TLVs and errors."""
    return run_script([], [])


# ---- decoding


def read(result: dict[str, Any]) -> Fields:
    """Convert the decoded fields from the script to a view."""
    if "error" in result:
        raise NodeError(result["error"])
    fields: Fields = {"tlvs": []}
    for name, value in result.items():
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
        elif name in constants()["tlvs"] and (name, result["command_id"]) != (
            "message_state",
            CommandId.QUERY_SM_RESP,
        ):
            fields["tlvs"].append(
                (constants()["tlvs"][name], _tlv_bytes(constants()["tlvs"][name], value))
            )
        else:
            fields[name] = value.encode() if isinstance(value, str) else value
    return fields


def _text(value: Any) -> Any:
    return bytes.fromhex(value["$"]) if isinstance(value, dict) else value


def _tlv_bytes(tag: int, value: Any) -> Any:
    """Convert the value of a TLV to bytes."""
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
    """Convert to its view.

    Messages are texts without their header, ASCII is decoded as GSM 03.38, times are timestamps,
    and the TLVs do not include the payload.
    """
    view_fields = dict(fields)
    messages = {
        "short_message": fields.get("short_message"),
        "payload": dict(fields.get("tlvs", ())).get(_PAYLOAD),
    }
    for name, data in messages.items():
        if data is not None:
            size = data[0] + 1 if data and fields["esm_class"] & 0x40 else 0
            view_fields |= {"udh": [{"$": data[1:size].hex()}]} if size else {}
            view_fields[name] = _read_text(data[size:], fields["data_coding"])
    for name in _TIMES:
        if name in fields:
            view_fields[name] = _timestamp(fields[name].decode("latin-1"))
    return view_fields | {
        "tlvs": [(tag, data) for tag, data in fields.get("tlvs", ()) if tag != _PAYLOAD]
    }


def _read_text(data: bytes, coding: int) -> str | bytes | None:
    """Decode by the low four bits of the coding: the default, ASCII, Latin-1 or UCS-2.

    Returns None for invalid text, and the bytes for any other coding.
    """
    charset = coding & 0x0F
    if charset not in (0, 1, 3, 8):
        return data
    with suppress(DecodeError):
        return texts.decode(data, 0 if charset == 1 else charset)
    return None


class _Near(float):
    """A timestamp relative to now; equal within two hours, which covers daylight saving changes."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int | float) and abs(self - other) < 2 * _HOUR

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = float.__hash__


def _timestamp(text: str) -> float | str | None:
    """Return the timestamp of an SMPP time; None if it is invalid."""
    try:
        at = times.decode(text)
    except DecodeError:
        return None
    if isinstance(at, Period):
        period = timedelta(days=at.days, hours=at.hours, minutes=at.minutes)
        return _Near((datetime.now().astimezone() + period).timestamp())
    return "" if at is None else at.timestamp()


# ---- encoding


def script_fields(pdu: Any) -> Fields:
    """Return the fields of a PDU for the script; bytes are passed in hexadecimal."""
    fields = view(pdu)
    names = {
        tag: name
        for name, tag in constants()["tlvs"].items()
        if name not in ("alert_on_msg_delivery", "failed_broadcast_area_identifier")
    }
    options: Fields = {"command": pdu.command_id.name.lower()}
    for name, value in fields.items():
        if name not in ("tlvs", "command_id", "rest"):
            options[name] = (
                {"$": value.hex()}
                if name == "short_message"
                else value.decode("latin-1")
                if isinstance(value, bytes)
                else value
            )
    for tag, data in fields["tlvs"]:
        name = names.get(tag, str(tag))
        is_number = tag == _ALERT or (tag in TLV_TYPES and TLV_TYPES[tag].layout.startswith("INT"))
        value = (
            int.from_bytes(data, "big")
            if is_number
            else {"$": data.hex()}
            if tag not in (0x001E, 0x2000, 0x2003)
            else data[:-1].decode()
        )
        options[name] = [value] if tag == _CALLBACK else value
    return options


# ---- both

#: The samples that it decodes differently.
READS = {
    # Strings end at a NUL, even after the TLV; integers have a fixed size; the last duplicate is
    # used.
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
    # Undeclared tags come first.
    "unknown_reserved": "tlvs",
    # Bytes in place of a body are decoded as a body.
    "submit_resp_err_rest": "rest, message_id",
    "query_resp_err_rest": "rest, message_id, final_date",
    # Commands that only one of the two decodes.
    "unknown_command": "body",
    "outbind": "body, system_id, password",
    "alert_notification": "body, source_addr_ton, source_addr_npi, source_addr, "
    "esme_addr_ton, esme_addr_npi, esme_addr",
    # Wrong lengths, if there are enough bytes.
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
        "accepts it",
    ),
}

#: The samples that it encodes differently: TLVs of other sizes, undeclared or duplicate tags, and
#: responses whose body it omits or adds by their status.
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
    "other bytes",
)


def differences(samples: dict[str, bytes], pdus: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Return the differences in decoding and encoding by name."""
    pdus = {name: pdu for name, pdu in pdus.items() if not isinstance(pdu, RawPdu)}
    answer = run_script([*samples.values()], [script_fields(pdu) for pdu in pdus.values()])
    decoded = dict(zip(samples, answer["read"], strict=True))
    encoded = dict(zip(pdus, answer["write"], strict=True))
    return {
        name: (
            read_difference(data, lambda _: read(decoded[name]), expect),
            write_difference(pdus[name], lambda _: _encoded(encoded[name])) if name in pdus else "",
        )
        for name, data in samples.items()
    }


def _encoded(answer: dict[str, str]) -> bytes:
    if "error" in answer:
        raise NodeError(answer["error"])
    return bytes.fromhex(answer["hex"])


def test_samples_agree_apart_from_known_differences() -> None:
    found = differences(SAMPLES, PDUS)
    assert {
        name: difference
        for name, (difference, _) in found.items()
        if difference and name != "submit_multi"
    } == READS
    assert {name: difference for name, (_, difference) in found.items() if difference} == WRITES
    assert "dest_address" in found["submit_multi"][0]  # it decodes this command completely


def test_conforming_pdus_agree_both_ways() -> None:
    """The exception is a TLV without a value."""
    pdus = {str(at): pdu for at, pdu in enumerate(conforming(51))}
    found = differences({name: encode(pdu) for name, pdu in pdus.items()}, pdus)
    for name, pdu in pdus.items():
        tags = [tag for tag, _ in view(pdu)["tlvs"]]
        alert = "" if _ALERT not in tags else "NodeError" if tags[-1] == _ALERT else "tlvs"
        assert found[name] == (alert, "other bytes" if alert else ""), pdu


def test_names_of_tlvs_and_statuses_agree() -> None:
    theirs = constants()
    assert theirs["version"] == "0.5.1"
    ours = {tag.name: number for number, tag in TLV_TYPES.items()}
    assert ours == {name: theirs["tlvs"][name] for name in ours}
    errors = {number: name.removeprefix("ESME_") for name, number in theirs["errors"].items()}
    assert {
        status.name
        for status in CommandStatus
        if errors.get(status) not in (f"R{status.name}", status.name)
    } == set()


def test_default_alphabet_agrees() -> None:
    """It decodes an escape before a septet without an extension as the escape character."""
    messages = [bytes((at,)) for at in range(0x80) if at != 0x1B] + [
        bytes((0x1B, at)) for at in range(0x80) if at != 0x1B
    ]
    answer = run_script([encode(SubmitSm(short_message=data)) for data in messages], [])["read"]
    theirs = {
        data: decoded["short_message"]["message"]
        for data, decoded in zip(messages, answer, strict=True)
    }
    ours = {data: _read_text(data, 0) for data in messages}
    different = {data for data in messages if ours[data] != theirs[data]}
    assert different == {data for data in messages if ours[data] is None}
    assert all(theirs[data] == f"\x1b{theirs[data[1:]]}" for data in different)
