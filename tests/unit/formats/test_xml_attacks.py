"""Attacks on XML parsers are rejected; they run in a subprocess, to detect a crash.

``benchmarks/attacks.py`` generates the documents and measures their cost here and in
``ElementTree``.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from benchmarks.attacks import ATTACKS

#: Sizes of attacks on replies and on callbacks, which have a smaller limit.
LARGE, SMALL = 9 << 20, 250_000
#: Seconds for all attacks together, generous for a busy machine.
LIMIT = 300
#: Reads the names and sizes of the attacks, then the attacks; prints each name before it starts.
_SCRIPT = """
import json, sys
from smsc_codec import replies
from smsc_codec.callbacks import Handler
from smsc_codec.errors import DecodeError
read = sys.stdin.buffer.read
handler = Handler.from_url("https://shop.example/sms?charset=utf-8&fmt=2&md5=SECRET")
one, many = replies.status(fmt=2, all=2).decode, replies.statuses(fmt=2).decode
for name, sizes in json.loads(sys.stdin.buffer.readline()):
    print(name, end=":", flush=True)
    large, small = map(read, sizes)
    for entry_point, body in ((one, large), (one, small), (many, small), (handler.decode_unverified, small), (handler.receive, small)):
        try:
            entry_point(body=body)
        except DecodeError as error:
            assert body is large or str(error)  # rendering a large error takes ten times as long
            print(" refused", end="")
    print()
"""


@pytest.fixture(scope="module")
def expected() -> dict[str, str]:
    """Yield the report on each attack, up to the one that kills the process."""
    bodies = {name: (attack(LARGE), attack(SMALL)) for name, attack in ATTACKS.items()}
    assert all(len(large) <= LARGE and len(small) <= SMALL for large, small in bodies.values())
    sizes = json.dumps([(name, [len(body) for body in both]) for name, both in bodies.items()])
    data = b"".join([sizes.encode(), b"\n", *(body for both in bodies.values() for body in both)])
    run = subprocess.run(
        [sys.executable, "-c", _SCRIPT],
        input=data,
        capture_output=True,
        timeout=LIMIT,
        check=False,
    )
    lines = (line.split(":") for line in run.stdout.decode().splitlines())
    return {name: what.strip() for name, what in lines} | {
        "the end": f"{run.returncode} {run.stderr.decode()}"
    }


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_rejected(attack: str, expected: dict[str, str]) -> None:
    """Each attack meets a codec, a list codec and a handler, verified or not."""
    assert (attack, expected.get(attack), expected["the end"]) == (
        attack,
        "refused refused refused refused refused",
        "0 ",
    )
