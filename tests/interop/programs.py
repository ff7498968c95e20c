"""The oracles that are programs: whether they are here, and how they are run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

__all__ = ["absent", "capture", "node", "tshark", "wanted"]


def wanted(*programs: str) -> None:
    """Skip the test where a program is not installed; fail it where SMSC_INTEROP says that all of them are required."""
    for program in programs:
        if shutil.which(program) is None:
            absent(f"{program} is not installed")


def absent(why: str) -> None:
    """Skip for a reason, or fail."""
    if os.environ.get("SMSC_INTEROP"):
        pytest.fail(f"{why}, and SMSC_INTEROP is set")
    pytest.skip(why)


def capture(packets: list[tuple[str, bytes]], file: Path, *options: str) -> None:
    """A capture of the packets, as text2pcap makes it: each is going out (O) or coming in (I)."""
    dump = file.with_suffix(".txt")
    dump.write_text(
        "".join(f"{way} 000000 {octets.hex(' ')}\n\n" for way, octets in packets), "ascii"
    )
    subprocess.run(["text2pcap", "-q", "-D", *options, dump, file], check=True, capture_output=True)


def tshark(pdus: list[bytes]) -> list[dict[str, Any]]:
    """What tshark shows of PDUs, each a packet of its own: no length that lies has an effect on the next."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "pdus.pcapng"
        capture([("O", octets) for octets in pdus], file, "-P", "smpp")
        options = ["-T", "json", "-x", "--no-duplicate-keys", "-J", "smpp"]
        shown = subprocess.run(
            ["tshark", "-r", file, *options], check=True, capture_output=True
        ).stdout
    return [packet["_source"]["layers"] for packet in json.loads(shown)]


def node(script: Path, tasks: Any) -> Any:
    """What a script of Node.js answers to JSON."""
    places = [os.environ[name] for name in ("SMSC_NODE_PATH", "NODE_PATH") if os.environ.get(name)]
    run = subprocess.run(
        ["node", script],
        input=json.dumps(tasks),
        text=True,
        capture_output=True,
        check=True,
        env=os.environ | {"NODE_PATH": os.pathsep.join(places)},
    )
    return json.loads(run.stdout)
