"""Callbacks: the first line of an input is the handler URL, the second the query, the rest the
body.

The signature of every accepted callback is recomputed with the standard library alone.
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
from tools.properties.common import MARKER, check_decode_error, check_encode_error, same
from tools.properties.relay import KEY, SIGNED_FIELDS, check_relayed

__all__ = ["HANDLERS", "check"]

#: First lines: a handler URL, then old secrets, then ``crc32`` if a crc32 checksum is accepted.
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


def check(data: bytes) -> None:
    """Check the verdict, the event and the round trip of a callback."""
    head, _, rest = data.partition(b"\n")
    query, _, body = rest.partition(b"\n")
    handler, secrets = _handler_of(head)
    unverified: Any = None
    try:
        unverified = handler.decode_unverified(query, body)
    except DecodeError as error:
        check_decode_error(error, len(error.source))
    try:
        received = handler.receive(query, body)
    except DecodeError as error:
        check_decode_error(error, len(error.source))
        assert unverified is None
        return
    verdict = received.verdict
    assert (received.event is not None) == verdict.accepted
    _check_decode(handler, received, query, body)
    if verdict.outcome in (Outcome.OK, Outcome.WEAK_ONLY):
        assert _signatures_match(handler, secrets, verdict, query, body)
        assert verdict.accepted == (verdict.outcome is Outcome.OK or handler.allow_crc32)
    else:
        assert not verdict.accepted
        assert not verdict.authenticated
    assert verdict.outcome is not Outcome.MISMATCH or not _signatures_match(
        handler, secrets, verdict, query, body
    )
    if received.event is not None:
        assert same(received.event, unverified)
        _check_signed_fields(handler, verdict, received.event)
        _check_fields_delivered(handler, received.event, query, body)
        check_relayed(received)
    if unverified is not None:
        _check_round_trip(handler, unverified)


def _handler_of(head: bytes) -> tuple[Handler, list[str]]:
    """Return the handler of a first line and its old secrets; a predefined handler if the line is
    not a URL.
    """
    line = head.decode("utf-8", "replace")
    url, *more = line.split(" ")
    old = [one for one in more if one != "crc32"]
    try:
        handler = Handler.from_url(url, old_secrets=old, allow_crc32="crc32" in more)
    except ValueError as error:
        message = str(error)
        assert MARKER.decode() not in message or MARKER.decode() in url.partition("?")[0]
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


def _check_decode(handler: Handler, received: ReceivedCallback, query: bytes, body: bytes) -> None:
    try:
        event = handler.decode(query, body)
    except SignatureError:
        assert received.event is None
    except ValueError:
        assert not handler.algorithms
        assert received.event is None
    else:
        assert same(event, received.event)


def _signatures_match(
    handler: Handler, old: list[str], verdict: Verdict, query: bytes, body: bytes
) -> bool:
    """Recompute the signatures with the standard library alone."""
    delivered = _delivered_fields(handler, query, body)
    hashed = [delivered[name].encode(handler.charset) for name in SIGNED_FIELDS[verdict.kind.value]]
    assert tuple(hashed) == verdict.hashed
    own = handler._address.secrets
    present = [name for name in ("sha1", "md5", "crc32") if name in delivered]
    assert own
    return own.keys() <= set(present) and all(
        _signature_matches(
            name, delivered[name], hashed, [own.get(name) or next(iter(own.values())), *old]
        )
        for name in present
    )


def _signature_matches(algorithm: str, given: str, hashed: list[bytes], secrets: list[str]) -> bool:
    for secret in secrets:
        data = b":".join([*hashed, secret.encode()])
        if algorithm == "crc32":
            number = zlib.crc32(data)
            if given.lower() in {
                str(number),
                str(number - 2**32) if number >> 31 else "",
                f"{number:08x}",
            } - {""}:
                return True
        elif given.lower() == hashlib.new(algorithm, data, usedforsecurity=False).hexdigest():
            return True
    return False


def _delivered_fields(handler: Handler, query: bytes, body: bytes) -> dict[str, str]:
    """Parse the fields of a callback with the standard library alone."""
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


def _form(data: bytes, charset: str) -> dict[str, str]:
    pairs = [part.replace(b"+", b" ").partition(b"=") for part in data.split(b"&") if part]
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
    # The text is already decoded, so its encoding declaration must be ignored.
    root = ET.fromstring(re.sub(r"\A<\?xml[^>]*\?>", "", text))
    if len(root) == 1 and len(root[0]):
        root = root[0]
    return {one.tag: one.text or "" for one in root}


def _check_signed_fields(handler: Handler, verdict: Verdict, event: Any) -> None:
    """Check the signed fields against the event; a crc32 authenticates nothing."""
    assert kind_of_event(event) is verdict.kind
    names = SIGNED_FIELDS[verdict.kind.value]
    assert verdict.authenticated == (() if verdict.algorithm == "crc32" else names)
    for name, data in zip(names, verdict.hashed, strict=True):
        value = getattr(event, name)
        assert (
            int(data) == value if isinstance(value, int) else data == value.encode(handler.charset)
        )


def _check_fields_delivered(handler: Handler, event: Any, query: bytes, body: bytes) -> None:
    """Check that the event holds all delivered fields, unchanged, and no others."""
    delivered = _delivered_fields(handler, query, body)
    found = {part.name: getattr(event, part.name) for part in fields(event) if part.name != "extra"}
    found = {name: value for name, value in found.items() if value is not None}
    assert found.keys().isdisjoint(name for name, _ in event.extra)
    # `extra` keeps a JSON null, which _json() drops.
    found |= {
        name: text
        for name, text in event.extra
        if not (isinstance(text, RawJson) and text == "null")
    }
    assert found.keys() <= delivered.keys()
    assert {name for name, text in delivered.items() if text} - found.keys() <= {
        "sha1",
        "md5",
        "crc32",
        "waitcall",
    }
    for name, value in found.items():
        assert not isinstance(value, str) or value == delivered[name] or not delivered[name]


def _check_round_trip(handler: Handler, event: Any) -> None:
    try:
        query, body = handler.encode(event)
    except EncodeError as error:
        check_encode_error(error)
        return
    received = handler.receive(query, body)
    expected = handler.restrict(event)
    unverified = handler.decode_unverified(query, body)
    assert sorted(unverified.extra) == sorted(expected.extra)
    assert same(replace(unverified, extra=()), replace(expected, extra=()))
    assert handler.encode(expected) == (query, body)
    if handler.algorithms and (handler.allow_crc32 or handler.algorithms != ("crc32",)):
        assert received.verdict.accepted
        assert same(received.event, unverified)
    assert unverified.extra == expected.extra
    hashed = [getattr(event, name) for name in SIGNED_FIELDS[kind_of_event(event).value]]
    signed = b":".join(
        str(int(value)).encode() if isinstance(value, int) else value.encode(handler.charset)
        for value in hashed
    )
    assert (
        relay.hmac(event, algorithm="sha256", secret=KEY, charset=handler.charset)
        == hmac.digest(KEY, signed, "sha256").hex()
    )
