"""Attacks on XML readers: all refused, in another process, so that a crash of the interpreter is seen as one.

``benchmarks/attacks.py`` makes the documents, and prints what they cost here and in the standard library's ``ElementTree``.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from benchmarks.attacks import ATTACKS

#: As large as an attack is worth, and as large as a callback may be: what is refused by its length alone shows nothing.
LARGE, SMALL = 9 << 20, 250_000
#: Seconds for all of them together, on a machine that has other things to do.
LIMIT = 300
#: Reads a line that tells the attacks and their sizes, then the attacks; says each name before it begins.
_DOORS = """
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
    for door, body in ((one, large), (one, small), (many, small), (handler.decode_unverified, small), (handler.receive, small)):
        try:
            door(body=body)
        except DecodeError as error:
            assert body is large or str(error)  # its text reads a large one ten times more
            print(" refused", end="")
    print()
"""


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """What the process says of each attack, up to the one that it does not survive."""
    bodies = {name: (attack(LARGE), attack(SMALL)) for name, attack in ATTACKS.items()}
    assert all(len(large) <= LARGE and len(small) <= SMALL for large, small in bodies.values())
    sizes = json.dumps([(name, [len(body) for body in both]) for name, both in bodies.items()])
    octets = b"".join([sizes.encode(), b"\n", *(body for both in bodies.values() for body in both)])
    run = subprocess.run(
        [sys.executable, "-c", _DOORS],
        input=octets,
        capture_output=True,
        timeout=LIMIT,
        check=False,
    )
    lines = (line.split(":") for line in run.stdout.decode().splitlines())
    return {name: what.strip() for name, what in lines} | {
        "the end": f"{run.returncode} {run.stderr.decode()}"
    }


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_rejected(attack: str, told: dict[str, str]) -> None:
    """By a codec, a list's codec, and a handler whether or not anything vouches for them."""
    assert (attack, told.get(attack), told["the end"]) == (
        attack,
        "refused refused refused refused refused",
        "0 ",
    )
