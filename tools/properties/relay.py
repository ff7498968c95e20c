"""Relayed callbacks: three lines of an input are the headers, the rest the body."""

from __future__ import annotations

import hmac
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from smsc_codec.callbacks import Outcome, ReceivedCallback, Verdict, relay
from smsc_codec.callbacks.events import kind_of_event
from smsc_codec.errors import DecodeError, EncodeError, SignatureError
from tools.properties.common import LONG_NUMBER, explained, refused, same

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["KEY", "NOW", "SIGNED_FIELDS", "law", "relayed_again"]

#: What the service's hash covers: written out here, since the library's own table is what is tested.
SIGNED_FIELDS = {
    "status": ("id", "phone", "status"),
    "message": ("phone", "mes", "to"),
    "call": ("phone", "ts"),
}
#: The time of all relaying, and a secret for it.
NOW, KEY = 1_700_000_000, bytes(range(32))
_RELAY: Any = {"secrets": ["whsec_" + b64encode(KEY).decode()], "now": NOW}


def law(octets: bytes) -> None:
    """A relayed callback: three lines are the headers, the rest the body; as it came, and signed as it should be."""
    name, stamp, given, body = (*octets.split(b"\n", 3), b"", b"", b"", b"")[:4]
    headers = {
        part: text.decode("latin-1")
        for part, text in (
            ("webhook-id", name),
            ("Webhook-Timestamp", stamp),
            ("WEBHOOK-SIGNATURE", given),
        )
    }
    try:
        _vouched(headers, body)
    except SignatureError as error:
        told = str(error)
        assert not LONG_NUMBER.search(told)
    found = _vouched(
        {
            "webhook-id": "msg_1",
            "webhook-timestamp": str(NOW),
            "webhook-signature": _signature("msg_1", str(NOW), body),
        },
        body,
    )
    if found is None:
        return
    kind = kind_of_event(found.event)
    verdict = Verdict(
        outcome=Outcome.OK,
        kind=kind,
        accepted=True,
        authenticated=found.authenticated,
        identity=(b"1",),
    )
    relayed_again(ReceivedCallback(event=found.event, verdict=verdict))


def _vouched(headers: dict[str, str], body: bytes) -> relay.Relayed | None:
    """What a relay vouches for; None if that is no event."""
    try:
        found = relay.verify(headers, body, **_RELAY)
    except DecodeError as error:
        explained(error, len(body))
        found = None
    _signature_fits({name.lower(): text for name, text in headers.items()}, body)
    assert found is None or found.authenticated in (
        (),
        SIGNED_FIELDS[kind_of_event(found.event).value],
    )
    return found


def relayed_again(received: ReceivedCallback) -> None:
    """What is signed again verifies, and tells the same."""
    try:
        signed = relay.sign(received, **_RELAY)
    except EncodeError as error:
        refused(error)
        return
    _signature_fits(signed.headers, signed.body)
    back = relay.verify(signed.headers, signed.body, **_RELAY)
    assert same(back.event, received.event)
    assert (back.timestamp, back.authenticated, back.secret_index) == (
        NOW,
        received.verdict.authenticated,
        0,
    )


def _signature(name: str, stamp: str, body: bytes) -> str:
    return (
        "v1," + b64encode(hmac.digest(KEY, f"{name}.{stamp}.".encode() + body, "sha256")).decode()
    )


def _signature_fits(headers: Mapping[str, str], body: bytes) -> None:
    name, stamp, given = (headers[f"webhook-{part}"] for part in ("id", "timestamp", "signature"))
    assert abs(int(stamp) - NOW) <= relay.TOLERANCE
    assert _signature(name, stamp, body) in given.split(" ")
