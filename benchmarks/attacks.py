"""Attacks on XML, each by the most octets that it may have, and the table of what they cost."""

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
    """Ten levels of ten: 10^10 characters of text out of half a kilobyte."""
    levels = b"".join(
        b'<!ENTITY e%d "%s">' % (level, b"&e%d;" % (level - 1) * 10) for level in range(1, 11)
    )
    return b'<!DOCTYPE sms [<!ENTITY e0 "x">' + levels + b"]><sms><status>&e10;</status></sms>"


def _quadratic(most: int) -> bytes:
    """One long entity, often: below the 8 MiB at which expat begins to count."""
    long = min(most // 2, 10_000)
    return (
        b'<!DOCTYPE sms [<!ENTITY e "'
        + b"x" * long
        + b'">]><sms><status>'
        + b"&e;" * min(780, most // 8)
        + b"</status></sms>"
    )


def _chain(most: int) -> bytes:
    """Entities that lead to one another: an expat before 2.7 follows them by recursion until the stack is gone (CVE-2024-8176)."""
    count = min(100_000, most // 28 - 10)
    links = b"".join(b'<!ENTITY e%d "&e%d;">' % (number, number - 1) for number in range(1, count))
    return (
        b'<!DOCTYPE sms [<!ENTITY e0 "x">'
        + links
        + b"]><sms><status>&e%d;</status></sms>" % (count - 1)
    )


#: Attacks by name: a function of the most octets. The full size is 9 MiB, a callback's 256 KiB.
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
    "deep": lambda most: b"<a>" * min(200_000, most // 7) + b"</a>" * min(200_000, most // 7),
    "one attribute": lambda most: (
        b'<sms a="' + b"x" * min(8 << 20, most - 100) + b'"><status>1</status></sms>'
    ),
    "attributes": lambda most: (
        b"<sms "
        + b"".join(b"a%06d='' " % number for number in range(min(200_000, most // 12)))
        + b"/>"
    ),
    "processing instruction": lambda _: b"<?php evil ?>" + _REPLY,
    "stylesheet": lambda _: b'<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>' + _REPLY,
    "comments": lambda most: (
        b"<sms>" + b"<!---->" * (min(most, 1 << 20) // 8) + b"x<status/></sms>"
    ),
    "CDATA": lambda most: b"<sms>" + b"<![CDATA[x]]>" * (min(most, 1 << 20) // 14) + b"</sms>",
    "references by number": lambda most: (
        b"<sms>" + b"&#x41;" * (min(most, 1 << 20) // 7) + b"</sms>"
    ),
    "elements": lambda most: (
        b"<sms><status>1</status>" + b"<a/>" * (min(most, 1 << 20) // 5) + b"</sms>"
    ),
    "one name": lambda most: b"<sms>x<" + b"a" * min(8 << 20, most - 100) + b"/></sms>",
    "declared idna": _declared(b"idna", b"<sms><status>\xff</status></sms>"),
    "declared base64": _declared(b"base64", b64encode(_REPLY)),
    "declared utf-7": _declared(
        b"utf-7", b"+ADw-sms+AD4APA-status+AD4-1+ADw-/status+AD4APA-/sms+AD4-"
    ),
    "declared bogus": _declared(b"bogus-9", _REPLY.replace(b"1", b"\xff")),
    "declared utf-16, and is not": lambda _: (
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
def tried():
    try: codec.decode(body)
    except DecodeError as error: return error
def spent(work):
    start = time.process_time()
    result = work()
    return result, f"{(time.process_time() - start) * 1e3:.1f}"
try: codec.decode("<sms/>")
except DecodeError as first: str(first)  # what is built once is built now
error, refused = spent(tried)
_, told = spent(lambda: str(error))
tracemalloc.start(); tried(); peak = tracemalloc.get_traced_memory()[1] / 2**20; tracemalloc.stop()
print(f"{'taken' if error is None else 'refused'} | {refused} | {told} | {peak:.1f}")
"""
_TREE = """
import sys, time, tracemalloc
from xml.etree import ElementTree
body = sys.stdin.buffer.read()
def tried():
    try: ElementTree.fromstring(body)
    except Exception as error: return type(error).__name__
    return "taken"
start = time.process_time(); told = tried(); spent = time.process_time() - start
print(f"{told} | {spent * 1e3:.1f}")
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
        return "not in 120 s |"
    return (
        run.stdout.decode().strip()
        if run.returncode == 0
        else f"the interpreter dies, {-run.returncode} |"
    )


def report() -> None:
    print(
        "\n| XML attack | octets | ours | ms | its text, ms | peak, MiB | ElementTree | ms |\n|---|---|---|---|---|---|---|---|"
    )
    for name, attack in ATTACKS.items():
        body = attack(_ATTACK)
        print(
            f"| {name} | {len(body)} | {_child(_OURS, body)} | {_child(_TREE, body)} |", flush=True
        )
