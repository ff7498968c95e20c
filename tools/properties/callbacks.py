"""Callbacks: the first line of an input is the handler's address, the second the query, the rest the body.

What is accepted has to fit when the standard library alone reads what was delivered, and computes the hash.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import pickle
import re
import zlib
from dataclasses import fields, replace
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

from smsc_codec.callbacks import Handler, Outcome, ReceivedCallback, Verdict, relay
from smsc_codec.callbacks.events import kind_of_event
from smsc_codec.errors import DecodeError, EncodeError, SignatureError
from smsc_codec.schema.records import RawJson
from tools.properties.common import MARKER, explained, refused, same
from tools.properties.relay import KEY, SIGNED_FIELDS, relayed_again

__all__ = ["HANDLERS", "law"]

#: Addresses as a first line has them: the URL, then old secrets, then ``crc32`` where a crc32 is let pass.
HANDLERS = tuple(
    f"https://shop.example/sms{rest}"
    for rest in (
        "?sha1=SECRET-1&shop=7",
        "?charset=utf-8&md5=SECRET-1",
        "?charset=koi8-r&sha1=S&md5=T",
        "?charset=utf-8&fmt=3&sha1=S&a=b+c",
        "?fmt=3&md5=S",
        "?charset=utf-8&fmt=2&sha1=S",
        "?fmt=2&sha1=S&shop=7",
        "!id&phone&sha1=S&own=1?charset=utf-8",
        "!mes&cost&shop=7?charset=utf-8&fmt=3&sha1=S",
        "!phone?fmt=2&md5=S&charset=utf-8",
        "?charset=utf-8&crc32=S crc32",
        "?fmt=3&charset=utf-8&crc32=S&md5=T OLD crc32",
        "?charset=utf-8&crc32=S",
        "?charset=utf-8&fmt=2&sha1=S OLD OLDER",
        "",
        "?ID=42&error_code=7&sha1=S",
    )
)


def law(octets: bytes) -> None:
    """A callback: the first line is the handler's address, the second the query, the rest the body."""
    head, _, rest = octets.partition(b"\n")
    query, _, body = rest.partition(b"\n")
    handler, secrets = _handler(head)
    claimed: Any = None
    try:
        claimed = handler.decode_unverified(query, body)
    except DecodeError as error:
        explained(error, len(error.source))
    try:
        received = handler.receive(query, body)
    except DecodeError as error:
        explained(error, len(error.source))
        assert claimed is None
        return
    verdict = received.verdict
    assert (received.event is not None) == verdict.accepted
    _decoded_alike(handler, received, query, body)
    if verdict.outcome in (Outcome.OK, Outcome.WEAK_ONLY):
        assert _fits(handler, secrets, verdict, query, body)
        assert verdict.accepted == (verdict.outcome is Outcome.OK or handler.allow_crc32)
    else:
        assert not verdict.accepted
        assert not verdict.authenticated
    assert verdict.outcome is not Outcome.MISMATCH or not _fits(
        handler, secrets, verdict, query, body
    )
    if received.event is not None:
        assert same(received.event, claimed)
        _hashed_is_told(handler, verdict, received.event)
        _every_field_was_delivered(handler, received.event, query, body)
        relayed_again(received)
    if claimed is not None:
        _event_comes_back(handler, claimed)


def _handler(head: bytes) -> tuple[Handler, list[str]]:
    """The handler of a first line (of one of ours if it is no address), and its old secrets."""
    line = head.decode("utf-8", "replace")
    url, *more = line.split(" ")
    old = [one for one in more if one != "crc32"]
    try:
        handler = Handler.from_url(url, old_secrets=old, allow_crc32="crc32" in more)
    except ValueError as error:
        told = str(error)
        assert MARKER.decode() not in told or MARKER.decode() in url.partition("?")[0]
        url, *more = HANDLERS[zlib.crc32(head) % len(HANDLERS)].split(" ")
        old = [one for one in more if one != "crc32"]
        handler = Handler.from_url(url, old_secrets=old, allow_crc32="crc32" in more)
    again = pickle.loads(pickle.dumps(handler))
    assert (again.url(), repr(again), again.algorithms, again._address.all) == (
        handler.url(),
        repr(handler),
        handler.algorithms,
        handler._address.all,
    )
    return handler, old


def _decoded_alike(handler: Handler, received: ReceivedCallback, query: bytes, body: bytes) -> None:
    try:
        event = handler.decode(query, body)
    except SignatureError:
        assert received.event is None
    except ValueError:
        assert not handler.algorithms
        assert received.event is None
    else:
        assert same(event, received.event)


def _fits(handler: Handler, old: list[str], verdict: Verdict, query: bytes, body: bytes) -> bool:
    """The service's hashes, computed by the standard library alone, over what was delivered, read by the standard library alone."""
    told = _delivered(handler, query, body)
    hashed = [told[name].encode(handler.charset) for name in SIGNED_FIELDS[verdict.kind.value]]
    assert tuple(hashed) == verdict.hashed
    own = handler._address.secrets
    there = [name for name in ("sha1", "md5", "crc32") if name in told]
    assert own
    return own.keys() <= set(there) and all(
        _hash_fits(name, told[name], hashed, [own.get(name) or next(iter(own.values())), *old])
        for name in there
    )


def _hash_fits(algorithm: str, given: str, hashed: list[bytes], secrets: list[str]) -> bool:
    for secret in secrets:
        octets = b":".join([*hashed, secret.encode()])
        if algorithm == "crc32":
            number = zlib.crc32(octets)
            if given.lower() in {
                str(number),
                str(number - 2**32) if number >> 31 else "",
                f"{number:08x}",
            } - {""}:
                return True
        elif given.lower() == hashlib.new(algorithm, octets, usedforsecurity=False).hexdigest():
            return True
    return False


def _delivered(handler: Handler, query: bytes, body: bytes) -> dict[str, str]:
    """The fields of a callback as another program would read them."""
    by_get = handler._by_get
    if handler.fmt is None:
        posted = _form(body, handler.charset)
    else:
        text = body.decode(handler.charset)
        document = None if not text and by_get else _json(text) if handler.fmt == 3 else _xml(text)
        posted = document if document is not None else {}
    return {
        **{name: value for name, value in posted.items() if name not in by_get},
        **(
            {name: value for name, value in _form(query, handler.charset).items() if name in by_get}
            if by_get
            else {}
        ),
    }


def _form(octets: bytes, charset: str) -> dict[str, str]:
    pairs = [part.replace(b"+", b" ").partition(b"=") for part in octets.split(b"&") if part]
    return {
        unquote_to_bytes(name).decode(charset): unquote_to_bytes(text).decode(charset)
        for name, _, text in pairs
    }


def _json(text: str) -> dict[str, str]:
    document: Any = json.loads(text, parse_int=str, parse_float=str)
    found: dict[str, Any] = document[0] if isinstance(document, list) else document
    return {
        name: value if isinstance(value, str) else ""
        for name, value in found.items()
        if value is not None
    }


def _xml(text: str) -> dict[str, str]:
    # A str has no encoding, whatever its declaration says.
    root = ET.fromstring(re.sub(r"\A<\?xml[^>]*\?>", "", text))
    if len(root) == 1 and len(root[0]):
        root = root[0]
    return {one.tag: one.text or "" for one in root}


def _hashed_is_told(handler: Handler, verdict: Verdict, event: Any) -> None:
    """What the hash covers is what the event says; a crc32 proves nothing."""
    assert kind_of_event(event) is verdict.kind
    names = SIGNED_FIELDS[verdict.kind.value]
    assert verdict.authenticated == (() if verdict.algorithm == "crc32" else names)
    for name, octets in zip(names, verdict.hashed, strict=True):
        value = getattr(event, name)
        assert (
            int(octets) == value
            if isinstance(value, int)
            else octets == value.encode(handler.charset)
        )


def _every_field_was_delivered(handler: Handler, event: Any, query: bytes, body: bytes) -> None:
    """Under its own name and, where it is a text, as it stood; and nothing that was delivered is lost."""
    told = _delivered(handler, query, body)
    found = {part.name: getattr(event, part.name) for part in fields(event) if part.name != "extra"}
    found = {name: value for name, value in found.items() if value is not None}
    assert found.keys().isdisjoint(name for name, _ in event.extra)
    # JSON's null is no text, and in `extra` it is kept.
    found |= {
        name: text
        for name, text in event.extra
        if not (isinstance(text, RawJson) and text == "null")
    }
    assert found.keys() <= told.keys()
    assert {name for name, text in told.items() if text} - found.keys() <= {
        "sha1",
        "md5",
        "crc32",
        "waitcall",
    }
    for name, value in found.items():
        assert not isinstance(value, str) or value == told[name] or not told[name]


def _event_comes_back(handler: Handler, event: Any) -> None:
    try:
        query, body = handler.encode(event)
    except EncodeError as error:
        refused(error)
        return
    received = handler.receive(query, body)
    wanted = handler.restrict(event)
    claimed = handler.decode_unverified(query, body)
    assert sorted(claimed.extra) == sorted(wanted.extra)
    assert same(replace(claimed, extra=()), replace(wanted, extra=()))
    assert handler.encode(wanted) == (query, body)
    if handler.algorithms and (handler.allow_crc32 or handler.algorithms != ("crc32",)):
        assert received.verdict.accepted
        assert same(received.event, claimed)
    assert claimed.extra == wanted.extra
    hashed = [getattr(event, name) for name in SIGNED_FIELDS[kind_of_event(event).value]]
    spelled = b":".join(
        str(int(value)).encode() if isinstance(value, int) else value.encode(handler.charset)
        for value in hashed
    )
    assert (
        relay.hmac(event, algorithm="sha256", secret=KEY, charset=handler.charset)
        == hmac.digest(KEY, spelled, "sha256").hex()
    )
