"""Shared by the relay tests: secrets, events, and an independently computed signature."""

from __future__ import annotations

import hashlib
import hmac as stdlib_hmac
from base64 import b64encode
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from smsc_codec import MessageStatus
from smsc_codec.callbacks import DeliveryStatus, Handler, relay

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsc_codec.callbacks import Event, ReceivedCallback


def whsec(data: bytes) -> str:
    return "whsec_" + b64encode(data).decode()


KEY = bytes(range(32))
SECRET, OLD, FOREIGN = whsec(KEY), whsec(bytes(24)), whsec(b"\xff" * 64)
NOW = 1700000000
HANDLERS = {
    "form": Handler.from_url("https://shop.example/smsc?sha1=secret_of_the_address"),
    "json": Handler.from_url(
        "https://shop.example/smsc?charset=utf-8&fmt=3&sha1=secret_of_the_address"
    ),
    "xml": Handler.from_url(
        "https://shop.example/smsc?charset=utf-8&fmt=2&md5=secret_of_the_address"
    ),
}
STATUS = DeliveryStatus(
    id="42",
    phone="79990000000",
    status=MessageStatus.DELIVERED,
    ts=1699999990,
    cost=Decimal("3.80"),
    cmt="ё\n«»",
)


def received(event: Event, wire: str = "json") -> ReceivedCallback:
    query, body = HANDLERS[wire].encode(event)
    return HANDLERS[wire].receive(query=query, body=body)


def signed(event: Event = STATUS, *secrets: str, now: int = NOW) -> relay.Signed:
    return relay.sign(received(event), secrets=secrets or [SECRET], now=now)


def verify(headers: Mapping[str, Any], body: Any, **kwargs: Any) -> relay.Relayed:
    return relay.verify(headers, body, **{"secrets": [SECRET], "now": NOW, **kwargs})


def by_hand(body: bytes, name: str = "msg_1", stamp: str = str(NOW)) -> dict[str, str]:
    """Return valid headers for any body, as anyone with the secret can."""
    message = f"{name}.{stamp}.".encode() + body
    signature = b64encode(stdlib_hmac.new(KEY, message, hashlib.sha256).digest()).decode()
    return {"webhook-id": name, "webhook-timestamp": stamp, "webhook-signature": f"v1,{signature}"}
