"""Relayed callbacks: the first three lines of an input are the headers, the rest is the body."""

from __future__ import annotations

import hmac
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from smsc_codec.callbacks import Outcome, ReceivedCallback, Verdict, relay
from smsc_codec.callbacks.events import kind_of_event
from smsc_codec.errors import DecodeError, EncodeError, SignatureError
from tools.properties.common import LONG_NUMBER, check_decode_error, check_encode_error, same

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["KEY", "NOW", "SIGNED_FIELDS", "check", "check_relayed"]

#: The fields covered by the signature of the service, repeated here because the table of the
#: library is under test.
SIGNED_FIELDS = {
    "status": ("id", "phone", "status"),
    "message": ("phone", "mes", "to"),
    "call": ("phone", "ts"),
}
#: The current time and the secret of all relays.
NOW, KEY = 1_700_000_000, bytes(range(32))
_RELAY: Any = {"secrets": ["whsec_" + b64encode(KEY).decode()], "now": NOW}


def check(data: bytes) -> None:
    """Check a relayed callback as it is and with a valid signature."""
    name, stamp, given, body = (*data.split(b"\n", 3), b"", b"", b"", b"")[:4]
    headers = {
        part: text.decode("latin-1")
        for part, text in (
            ("webhook-id", name),
            ("Webhook-Timestamp", stamp),
            ("WEBHOOK-SIGNATURE", given),
        )
    }
    try:
        _verify(headers, body)
    except SignatureError as error:
        message = str(error)
        assert not LONG_NUMBER.search(message)
    found = _verify(
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
    check_relayed(ReceivedCallback(event=found.event, verdict=verdict))


def _verify(headers: dict[str, str], body: bytes) -> relay.Relayed | None:
    """Verify a relayed callback; return None if the signature is valid and the event malformed."""
    try:
        found = relay.verify(headers, body, **_RELAY)
    except DecodeError as error:
        check_decode_error(error, len(body))
        found = None
    _check_signature({name.lower(): text for name, text in headers.items()}, body)
    assert found is None or found.authenticated in (
        (),
        SIGNED_FIELDS[kind_of_event(found.event).value],
    )
    return found


def check_relayed(received: ReceivedCallback) -> None:
    """Check that a relayed callback verifies and holds the same event."""
    try:
        signed = relay.sign(received, **_RELAY)
    except EncodeError as error:
        check_encode_error(error)
        return
    _check_signature(signed.headers, signed.body)
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


def _check_signature(headers: Mapping[str, str], body: bytes) -> None:
    name, stamp, given = (headers[f"webhook-{part}"] for part in ("id", "timestamp", "signature"))
    assert abs(int(stamp) - NOW) <= relay.TOLERANCE
    assert _signature(name, stamp, body) in given.split(" ")
