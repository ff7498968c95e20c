"""Tests of docs/capture.md: its commands decode a capture; the vectors are such exports."""

from __future__ import annotations

import json
import re
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from smsc_codec.cli.smpp import pdus_of_capture
from smsc_codec.smpp import encode
from tests.cli.test_app import objects, run
from tests.interop.programs import capture, require
from tests.interop.samples import SAMPLES, conforming

ROOT = Path(__file__).parents[2]
(RECIPE,) = re.findall(
    r"```sh\n(.*?)```", (ROOT / "docs" / "capture.md").read_text("utf-8"), re.DOTALL
)
VECTORS = ROOT / "tests" / "vectors" / "smpp"

_BIND, _BIND_RESP, _RECEIPT = SAMPLES["bind_iso_single"], SAMPLES["bind_resp"], SAMPLES["std_only"]
_RESPONSE, _LINK, _LINK_RESP = SAMPLES["deliver_resp"], SAMPLES["enquire"], SAMPLES["enquire_resp"]
#: Packets; ``O`` is sent to the service. A packet completes one PDU, several, or none.
PACKETS = [
    ("O", _BIND),
    ("I", _BIND_RESP),
    ("I", _RECEIPT),
    ("O", _RESPONSE + _LINK),
    ("I", _LINK_RESP),
]
COMPLETE = [_BIND, _BIND_RESP, _RECEIPT, _RESPONSE, _LINK, _LINK_RESP]
#: PDUs split across packets, followed by a truncated PDU.
SEGMENTS = [
    ("I", _RECEIPT[:50]),
    ("I", _RECEIPT[50:] + _LINK_RESP + _RECEIPT[:3]),
    ("I", _RECEIPT[3:]),
    ("O", _LINK),
    ("I", _RECEIPT[:90]),
]
REASSEMBLED = [_RECEIPT, _LINK_RESP, _RECEIPT, _LINK]
_TCP = ("-4", "127.0.0.1,127.0.0.1", "-T", "3700,40000")


def exported(
    packets: list[tuple[str, bytes]], folder: Path, *, commands: int, more: str = ""
) -> bytes:
    """Run the first ``commands`` commands of the page after tcpdump and return the output."""
    require("tshark", "text2pcap")
    capture(packets, folder / "capture.pcap", *_TCP)
    lines = RECIPE.splitlines()
    assert lines[0].startswith("tcpdump ") and "-w capture.pcap" in lines[0] and len(lines) == 3
    script = "\n".join(lines[1 : 1 + commands]).replace(" -T jsonraw", f"{more} -T jsonraw")
    script = re.sub(
        "^smsc-codec ", f"'{sys.executable}' -m smsc_codec.cli ", script, flags=re.MULTILINE
    )
    return subprocess.run(["sh", "-ec", script], cwd=folder, check=True, capture_output=True).stdout


@pytest.mark.parametrize(("packets", "expected"), [(PACKETS, COMPLETE), (SEGMENTS, REASSEMBLED)])
def test_commands_of_the_page_decode_a_capture(
    packets: list[tuple[str, bytes]], expected: list[bytes], tmp_path: Path
) -> None:
    found = [json.loads(line) for line in exported(packets, tmp_path, commands=2).splitlines()]
    assert found == decoded(expected)


def decoded(data: list[bytes]) -> list[dict[str, Any]]:
    """Return the output of the command for PDUs given as raw bytes."""
    return objects(run("pdu", stdin=b"".join(data))[1])


@pytest.mark.parametrize("more", ["", " --no-duplicate-keys"])
def test_every_command_split_across_packets(more: str, tmp_path: Path) -> None:
    """The page documents that both forms of the output are accepted."""
    expected = [encode(pdu) for pdu in conforming(61, 60)]
    stream = b"".join(expected)
    packets = [("I", stream[at : at + 171]) for at in range(0, len(stream), 171)]
    exported(packets, tmp_path, commands=1, more=more)
    assert [
        data for _, data in pdus_of_capture((tmp_path / "capture.json").read_bytes())
    ] == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("tshark.json", COMPLETE), ("tshark_segments.json", REASSEMBLED)]
)
def test_vectors_contain_the_expected_pdus(name: str, expected: list[bytes]) -> None:
    content = (VECTORS / name).read_bytes()
    assert [data for _, data in pdus_of_capture(content)] == expected
    found = run("pdu", str(VECTORS / name))
    assert (found[0], objects(found[1])) == (0, decoded(expected))


@pytest.mark.parametrize(
    ("name", "packets"), [("tshark.json", PACKETS), ("tshark_segments.json", SEGMENTS)]
)
def test_vectors_match_the_output_of_tshark(
    name: str, packets: list[tuple[str, bytes]], tmp_path: Path
) -> None:
    exported(packets, tmp_path, commands=1)
    assert shape(tmp_path / "capture.json") == shape(VECTORS / name)


def shape(file: Path) -> list[list[tuple[str, Any]]]:
    """Return the layers of each packet in order, with the values of ``smpp_raw``."""
    packets = json.loads(file.read_bytes(), object_pairs_hook=lambda pairs: pairs)
    layers = [dict(dict(packet)["_source"])["layers"] for packet in packets]
    return [
        [(name, value if name == "smpp_raw" else None) for name, value in layer] for layer in layers
    ]


def test_retransmitted_and_reordered_segments(tmp_path: Path) -> None:
    """text2pcap cannot create such packets, so they are built here."""
    require("tshark")
    size = len(_RECEIPT)
    parts = [
        (1, _RECEIPT),
        (1, _RECEIPT),
        (1 + size + 90, _RECEIPT[90:]),
        (1 + size, _RECEIPT[:90]),
        (1 + 2 * size, _LINK),
    ]
    packets = [_packet(number, data) for number, data in parts]
    (tmp_path / "capture.pcap").write_bytes(
        struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, _RAW_IP)
        + b"".join(
            struct.pack("<IIII", at, 0, len(packet), len(packet)) + packet
            for at, packet in enumerate(packets)
        )
    )
    command = RECIPE.splitlines()[1]
    subprocess.run(["sh", "-ec", command], cwd=tmp_path, check=True, capture_output=True)
    assert [data for _, data in pdus_of_capture((tmp_path / "capture.json").read_bytes())] == [
        _RECEIPT,
        _RECEIPT,
        _LINK,
    ]


_RAW_IP = 101


def _packet(number: int, data: bytes) -> bytes:
    """Build a packet from the service with the given TCP sequence number."""
    host = b"\x7f\0\0\1"
    segment = struct.pack(">HHIIBBHHH", 3700, 40000, number, 1, 0x50, 0x18, 8192, 0, 0) + data
    return struct.pack(">BBHIBBH", 0x45, 0, 20 + len(segment), 0, 64, 6, 0) + host + host + segment
