"""XML attacks, and the table of the cost of rejecting them."""

from __future__ import annotations

import subprocess
import sys
from base64 import b64encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ATTACKS", "report"]

_REPLY = b"<sms><status>1</status></sms>"


def _declared(charset: bytes, rest: bytes) -> Callable[[int], bytes]:
    return lambda _: b'<?xml version="1.0" encoding="' + charset + b'"?>' + rest


def _bomb(_: int) -> bytes:
    """Ten levels of ten references: 500 bytes that expand to 10^10 characters."""
    levels = b"".join(
        b'<!ENTITY e%d "%s">' % (level, b"&e%d;" % (level - 1) * 10) for level in range(1, 11)
    )
    return b'<!DOCTYPE sms [<!ENTITY e0 "x">' + levels + b"]><sms><status>&e10;</status></sms>"


def _quadratic(limit: int) -> bytes:
    """Many references to one long entity, below the 8 MiB at which expat's protection starts."""
    long = min(limit // 2, 10_000)
    return (
        b'<!DOCTYPE sms [<!ENTITY e "'
        + b"x" * long
        + b'">]><sms><status>'
        + b"&e;" * min(780, limit // 8)
        + b"</status></sms>"
    )


def _chain(limit: int) -> bytes:
    """A chain of entities, which expat before 2.7 resolves recursively until the stack overflows.

    See CVE-2024-8176.
    """
    count = min(100_000, limit // 28 - 10)
    links = b"".join(b'<!ENTITY e%d "&e%d;">' % (number, number - 1) for number in range(1, count))
    return (
        b'<!DOCTYPE sms [<!ENTITY e0 "x">'
        + links
        + b"]><sms><status>&e%d;</status></sms>" % (count - 1)
    )


#: Attacks by name. Each is a function from the maximum size in bytes to a document. The full size
#: is 9 MiB; a callback is limited to 256 KiB.
ATTACKS: dict[str, Callable[[int], bytes]] = {
    "billion laughs": _bomb,
    "quadratic blow-up": _quadratic,
    "chain of entities": _chain,
    "external entity": lambda _: (
        b'<!DOCTYPE sms [<!ENTITY e SYSTEM "file:///etc/hostname">]><sms><status>&e;</status></sms>'
    ),
    "external DTD": lambda _: b'<!DOCTYPE sms SYSTEM "http://127.0.0.1:9/x.dtd">' + _REPLY,
    "parameter entity": lambda _: (
        b"<!DOCTYPE sms [<!ENTITY % e \"<!ENTITY f SYSTEM 'file:///etc/hostname'>\">%e;]>" + _REPLY
    ),
    "unparsed entity": lambda _: (
        b'<!DOCTYPE sms [<!NOTATION n SYSTEM "n"><!ENTITY e SYSTEM "x" NDATA n>]>' + _REPLY
    ),
    "undefined entity": lambda _: b"<sms><status>&x;</status></sms>",
    "attribute of an inner element": lambda _: b'<sms><status a="1">1</status></sms>',
    "default attributes": lambda _: (
        b"<!DOCTYPE sms [<!ATTLIST sms " + b'a CDATA "x" ' * 1000 + b">]>" + _REPLY
    ),
    "empty document type": lambda _: b"<!DOCTYPE sms>" + _REPLY,
    "deep": lambda limit: b"<a>" * min(200_000, limit // 7) + b"</a>" * min(200_000, limit // 7),
    "one attribute": lambda limit: (
        b'<sms a="' + b"x" * min(8 << 20, limit - 100) + b'"><status>1</status></sms>'
    ),
    "attributes": lambda limit: (
        b"<sms "
        + b"".join(b"a%06d='' " % number for number in range(min(200_000, limit // 12)))
        + b"/>"
    ),
    "processing instruction": lambda _: b"<?php evil ?>" + _REPLY,
    "stylesheet": lambda _: b'<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>' + _REPLY,
    "comments": lambda limit: (
        b"<sms>" + b"<!---->" * (min(limit, 1 << 20) // 8) + b"x<status/></sms>"
    ),
    "CDATA": lambda limit: b"<sms>" + b"<![CDATA[x]]>" * (min(limit, 1 << 20) // 14) + b"</sms>",
    "references by number": lambda limit: (
        b"<sms>" + b"&#x41;" * (min(limit, 1 << 20) // 7) + b"</sms>"
    ),
    "elements": lambda limit: (
        b"<sms><status>1</status>" + b"<a/>" * (min(limit, 1 << 20) // 5) + b"</sms>"
    ),
    "one name": lambda limit: b"<sms>x<" + b"a" * min(8 << 20, limit - 100) + b"/></sms>",
    "declared idna": _declared(b"idna", b"<sms><status>\xff</status></sms>"),
    "declared base64": _declared(b"base64", b64encode(_REPLY)),
    "declared utf-7": _declared(
        b"utf-7", b"+ADw-sms+AD4APA-status+AD4-1+ADw-/status+AD4APA-/sms+AD4-"
    ),
    "declared bogus": _declared(b"bogus-9", _REPLY.replace(b"1", b"\xff")),
    "declared utf-16, but is not": lambda _: (
        b"\xff\xfe" + '<?xml version="1.0" encoding="utf-16"?><sms/>'.encode("utf-16-le")
    ),
    "utf-16 without a mark": lambda _: "<sms><status>1</status></sms>".encode("utf-16-be"),
    "NULs": lambda _: b"<\0s\0m\0s\0>" + b"\0" * 1000,
}
_ATTACK = 9 << 20

_OURS = """
import sys, time, tracemalloc
from smsc_codec import replies
from smsc_codec.errors import DecodeError
codec, body = replies.status(fmt=2, all=2), sys.stdin.buffer.read()
def attempt():
    try: codec.decode(body)
    except DecodeError as error: return error
def measure(function):
    start = time.process_time()
    result = function()
    return result, f"{(time.process_time() - start) * 1e3:.1f}"
try: codec.decode("<sms/>")
except DecodeError as first: str(first)  # builds the codec and the error messages
error, decode_ms = measure(attempt)
_, format_ms = measure(lambda: str(error))
tracemalloc.start(); attempt()
peak = tracemalloc.get_traced_memory()[1] / 2**20; tracemalloc.stop()
print(f"{'accepted' if error is None else 'rejected'} | {decode_ms} | {format_ms} | {peak:.1f}")
"""
_TREE = """
import sys, time, tracemalloc
from xml.etree import ElementTree
body = sys.stdin.buffer.read()
def attempt():
    try: ElementTree.fromstring(body)
    except Exception as error: return type(error).__name__
    return "accepted"
start = time.process_time(); result = attempt(); duration = time.process_time() - start
print(f"{result} | {duration * 1e3:.1f}")
"""


def _child(script: str, body: bytes) -> str:
    try:
        run = subprocess.run(
            [sys.executable, "-c", script],
            input=body,
            capture_output=True,
            timeout=120,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "timeout after 120 s |"
    return (
        run.stdout.decode().strip()
        if run.returncode == 0
        else f"interpreter killed by signal {-run.returncode} |"
    )


def report() -> None:
    """Print the table."""
    print(
        "\n| XML attack | bytes | smsc_codec | ms | formatting the error, ms | peak, MiB "
        "| ElementTree | ms |\n|---|---|---|---|---|---|---|---|"
    )
    for name, attack in ATTACKS.items():
        body = attack(_ATTACK)
        print(
            f"| {name} | {len(body)} | {_child(_OURS, body)} | {_child(_TREE, body)} |", flush=True
        )
