"""External programs used as reference implementations."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

__all__ = ["capture", "node", "require", "skip_or_fail", "tshark"]


def require(*programs: str) -> None:
    """Skip the test if a program is not installed; fail it if SMSC_INTEROP is set."""
    for program in programs:
        if shutil.which(program) is None:
            skip_or_fail(f"{program} is not installed")


def skip_or_fail(reason: str) -> None:
    """Skip the test, or fail it if SMSC_INTEROP is set."""
    if os.environ.get("SMSC_INTEROP"):
        pytest.fail(f"{reason}, and SMSC_INTEROP is set")
    pytest.skip(reason)


def capture(packets: list[tuple[str, bytes]], file: Path, *options: str) -> None:
    """Write a capture with text2pcap; each packet is outgoing (``O``) or incoming (``I``)."""
    dump = file.with_suffix(".txt")
    dump.write_text(
        "".join(f"{direction} 000000 {data.hex(' ')}\n\n" for direction, data in packets), "ascii"
    )
    subprocess.run(["text2pcap", "-q", "-D", *options, dump, file], check=True, capture_output=True)


def tshark(pdus: list[bytes]) -> list[dict[str, Any]]:
    """Dissect PDUs with tshark.

    Each PDU is in a separate packet, so that a wrong length does not affect the next PDU.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder) / "pdus.pcapng"
        capture([("O", data) for data in pdus], file, "-P", "smpp")
        options = ["-T", "json", "-x", "--no-duplicate-keys", "-J", "smpp"]
        output = subprocess.run(
            ["tshark", "-r", file, *options], check=True, capture_output=True
        ).stdout
    return [packet["_source"]["layers"] for packet in json.loads(output)]


def node(script: Path, tasks: Any) -> Any:
    """Run a Node.js script with JSON on stdin and return the JSON from its stdout."""
    folders = [os.environ[name] for name in ("SMSC_NODE_PATH", "NODE_PATH") if os.environ.get(name)]
    run = subprocess.run(
        ["node", script],
        input=json.dumps(tasks),
        text=True,
        capture_output=True,
        check=True,
        env=os.environ | {"NODE_PATH": os.pathsep.join(folders)},
    )
    return json.loads(run.stdout)
