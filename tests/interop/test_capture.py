"""docs/capture.md: the page's commands give back the PDUs that were put into a capture; the vectors are such exports."""

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
from tests.interop.made import SAMPLES, proper
from tests.interop.programs import capture, wanted

ROOT = Path(__file__).parents[2]
(RECIPE,) = re.findall(
    r"```sh\n(.*?)```", (ROOT / "docs" / "capture.md").read_text("utf-8"), re.DOTALL
)
VECTORS = ROOT / "tests" / "vectors" / "smpp"

_BIND, _BOUND, _RECEIPT = SAMPLES["bind_iso_single"], SAMPLES["bind_resp"], SAMPLES["std_only"]
_RESPONSE, _LINK, _ALIVE = SAMPLES["deliver_resp"], SAMPLES["enquire"], SAMPLES["enquire_resp"]
#: A packet a line; O goes to the service. What each completes: a PDU, or two, or none.
PACKETS = [("O", _BIND), ("I", _BOUND), ("I", _RECEIPT), ("O", _RESPONSE + _LINK), ("I", _ALIVE)]
WHOLE = [_BIND, _BOUND, _RECEIPT, _RESPONSE, _LINK, _ALIVE]
#: The same with packets cut anywhere, and a PDU behind them whose end is not there.
SEGMENTS = [
    ("I", _RECEIPT[:50]),
    ("I", _RECEIPT[50:] + _ALIVE + _RECEIPT[:3]),
    ("I", _RECEIPT[3:]),
    ("O", _LINK),
    ("I", _RECEIPT[:90]),
]
REASSEMBLED = [_RECEIPT, _ALIVE, _RECEIPT, _LINK]
_TCP = ("-4", "127.0.0.1,127.0.0.1", "-T", "3700,40000")


def exported(
    packets: list[tuple[str, bytes]], folder: Path, *, commands: int, more: str = ""
) -> bytes:
    """What the page's commands write, one or two of those behind the first, which captures."""
    wanted("tshark", "text2pcap")
    capture(packets, folder / "capture.pcap", *_TCP)
    lines = RECIPE.splitlines()
    assert lines[0].startswith("tcpdump ") and "-w capture.pcap" in lines[0] and len(lines) == 3
    script = "\n".join(lines[1 : 1 + commands]).replace(" -T jsonraw", f"{more} -T jsonraw")
    script = re.sub(
        "^smsc-codec ", f"'{sys.executable}' -m smsc_codec.cli ", script, flags=re.MULTILINE
    )
    return subprocess.run(["sh", "-ec", script], cwd=folder, check=True, capture_output=True).stdout


@pytest.mark.parametrize(("packets", "whole"), [(PACKETS, WHOLE), (SEGMENTS, REASSEMBLED)])
def test_the_page(packets: list[tuple[str, bytes]], whole: list[bytes], tmp_path: Path) -> None:
    found = [json.loads(line) for line in exported(packets, tmp_path, commands=2).splitlines()]
    assert found == decoded(whole)


def decoded(octets: list[bytes]) -> list[dict[str, Any]]:
    """What the command writes of PDUs as they travel."""
    return objects(run("pdu", stdin=b"".join(octets))[1])


@pytest.mark.parametrize("more", ["", " --no-duplicate-keys"])
def test_every_command_in_packets_cut_anywhere(more: str, tmp_path: Path) -> None:
    """The page says that it is read with this option too."""
    whole = [encode(pdu) for pdu in proper(61, 60)]
    stream = b"".join(whole)
    packets = [("I", stream[at : at + 171]) for at in range(0, len(stream), 171)]
    exported(packets, tmp_path, commands=1, more=more)
    assert [
        octets for _, octets in pdus_of_capture((tmp_path / "capture.json").read_bytes())
    ] == whole


@pytest.mark.parametrize(
    ("name", "whole"), [("tshark.json", WHOLE), ("tshark_segments.json", REASSEMBLED)]
)
def test_vectors(name: str, whole: list[bytes]) -> None:
    content = (VECTORS / name).read_bytes()
    assert [octets for _, octets in pdus_of_capture(content)] == whole
    found = run("pdu", str(VECTORS / name))
    assert (found[0], objects(found[1])) == (0, decoded(whole))


@pytest.mark.parametrize(
    ("name", "packets"), [("tshark.json", PACKETS), ("tshark_segments.json", SEGMENTS)]
)
def test_the_vectors_are_what_tshark_writes(
    name: str, packets: list[tuple[str, bytes]], tmp_path: Path
) -> None:
    exported(packets, tmp_path, commands=1)
    assert shape(tmp_path / "capture.json") == shape(VECTORS / name)


def shape(file: Path) -> list[list[tuple[str, Any]]]:
    """The layers of each packet in order, and of those that hold PDUs the values."""
    packets = json.loads(file.read_bytes(), object_pairs_hook=lambda pairs: pairs)
    layers = [dict(dict(packet)["_source"])["layers"] for packet in packets]
    return [
        [(name, value if name == "smpp_raw" else None) for name, value in one] for one in layers
    ]


def test_segments_that_come_twice_and_in_a_wrong_order(tmp_path: Path) -> None:
    """text2pcap writes none, so the packets are made by hand."""
    wanted("tshark")
    size = len(_RECEIPT)
    parts = [
        (1, _RECEIPT),
        (1, _RECEIPT),
        (1 + size + 90, _RECEIPT[90:]),
        (1 + size, _RECEIPT[:90]),
        (1 + 2 * size, _LINK),
    ]
    packets = [_packet(number, octets) for number, octets in parts]
    (tmp_path / "capture.pcap").write_bytes(
        struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, _RAW_IP)
        + b"".join(
            struct.pack("<IIII", at, 0, len(packet), len(packet)) + packet
            for at, packet in enumerate(packets)
        )
    )
    command = RECIPE.splitlines()[1]
    subprocess.run(["sh", "-ec", command], cwd=tmp_path, check=True, capture_output=True)
    assert [octets for _, octets in pdus_of_capture((tmp_path / "capture.json").read_bytes())] == [
        _RECEIPT,
        _RECEIPT,
        _LINK,
    ]


_RAW_IP = 101


def _packet(number: int, octets: bytes) -> bytes:
    """A segment of the service's, by the number of its first octet."""
    host = b"\x7f\0\0\1"
    segment = struct.pack(">HHIIBBHHH", 3700, 40000, number, 1, 0x50, 0x18, 8192, 0, 0) + octets
    return struct.pack(">BBHIBBH", 0x45, 0, 20 + len(segment), 0, 64, 6, 0) + host + host + segment
