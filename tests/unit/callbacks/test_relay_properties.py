"""smsc_codec.callbacks.relay: properties of signing and verification."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from smsc_codec import DecodeError, EncodeError, MessageFlags, MessageStatus, SignatureError
from smsc_codec.callbacks import ConfirmedCall, DeliveryStatus, IncomingMessage, relay
from smsc_codec.codes import DeliveryErrorCode
from tests.strategies import mutated
from tests.unit.callbacks.relaying import NOW, OLD, SECRET, STATUS, by_hand, received, verify

if TYPE_CHECKING:
    from smsc_codec.callbacks import Event, ReceivedCallback

_PHONES = st.integers(1, 10**15).map(str) | st.just("a.b@shop.example")
_TEXTS = st.text(max_size=20) | st.sampled_from(
    ["", "раз: два", 'a"b\\', "\x00\x1f\x7f\u2028", "😀", "overtime: 01:02"]
)
_STAMPS = st.none() | st.integers(0, 99999999999)
_EXTRA = st.dictionaries(st.sampled_from(["own", "pnet", "ключ", "a b"]), _TEXTS, max_size=2).map(
    lambda found: tuple(found.items())
)
_STATUSES = st.builds(
    DeliveryStatus,
    id=st.integers(0, 10**20 - 1).map(str),
    phone=_PHONES,
    status=st.sampled_from(MessageStatus),
    ts=_STAMPS,
    time=st.none()
    | st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(
        lambda at: at.replace(microsecond=0)
    ),
    err=st.none() | st.sampled_from(DeliveryErrorCode),
    cost=st.none() | st.decimals(0, 999999, places=2),
    flag=st.none() | st.integers(0, 65535).map(MessageFlags),
    sender=st.none() | _TEXTS,
    cmt=st.none() | _TEXTS,
    extra=_EXTRA,
)
_MESSAGES = st.builds(
    IncomingMessage,
    id=st.none() | st.just("5"),
    phone=_PHONES,
    mes=_TEXTS,
    to=st.just("3456"),
    sent=_STAMPS,
    time=_STAMPS,
    extra=_EXTRA,
)
_CALLS = st.builds(ConfirmedCall, phone=_PHONES, ts=st.integers(0, 99999999999), extra=_EXTRA)
_EVENTS: st.SearchStrategy[Event] = _STATUSES | _MESSAGES | _CALLS


@st.composite
def _received(draw: st.DrawFn) -> ReceivedCallback:
    """JSON carries every event; a form in windows-1251 only some, and XML no control characters."""
    event = draw(_EVENTS)
    try:
        return received(event, draw(st.sampled_from(["json", "form"])))
    except EncodeError:
        return received(event)


@given(
    taken=_received(), now=st.integers(0, 10**11 - 1), by=st.integers(-300, 300), both=st.booleans()
)
def test_signed_callback_verifies(taken: ReceivedCallback, now: int, by: int, both: bool) -> None:
    one = relay.sign(taken, secrets=[OLD, SECRET] if both else [SECRET], now=now)
    verified = verify(one.headers, one.body, now=min(max(0, now + by), 10**11 - 1))
    assert verified.event == taken.event
    assert (verified.id, verified.timestamp, verified.authenticated) == (
        one.headers["webhook-id"],
        now,
        taken.verdict.authenticated,
    )
    body = json.loads(one.body)
    assert body["type"] == f"smsc.{taken.verdict.kind.value}"
    assert datetime.fromisoformat(body["timestamp"]).utcoffset() == timedelta(0)


@given(event=_EVENTS, now=st.integers(0, 10**11 - 1), other=_TEXTS)
def test_repeats_have_the_same_id(event: Event, now: int, other: str) -> None:
    """Independent of the secret, the time and the fields outside the dedup key."""
    one = relay.sign(received(event), secrets=[SECRET], now=NOW)
    changed = replace(event, extra=(("own", other),))
    assert (
        relay.sign(received(changed), secrets=[OLD], now=now).headers["webhook-id"]
        == one.headers["webhook-id"]
    )
    elsewhere = replace(event, phone=event.phone[:-1] + ("1" if event.phone[-1] != "1" else "2"))
    assert (
        relay.sign(received(elsewhere), secrets=[SECRET], now=NOW).headers["webhook-id"]
        != one.headers["webhook-id"]
    )


@given(data=st.data(), taken=_received())
def test_changed_request_is_rejected(data: st.DataObject, taken: ReceivedCallback) -> None:
    one = relay.sign(taken, secrets=[SECRET], now=NOW)
    headers, body = dict(one.headers), one.body
    part = data.draw(st.sampled_from(["body", *headers]))
    if part == "body":
        body = data.draw(mutated(body))
        assume(body != one.body)
    else:
        was = headers[part]
        headers[part] = data.draw(
            st.text(max_size=60)
            | mutated(was.encode()).map(lambda data: data.decode("utf-8", "replace"))
        )
        assume(
            was
            not in (headers[part].split(" ") if part == "webhook-signature" else [headers[part]])
        )
    with pytest.raises(SignatureError):
        verify(headers, body)


_HEADERS = st.dictionaries(
    st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature", "Webhook-Id"])
    | st.text(max_size=5),
    st.text(max_size=40)
    | st.sampled_from([str(NOW), "v1,", "v1,AAAA", "\ud800"])
    | st.none()
    | st.binary(max_size=3)
    | st.integers(),
)


@given(headers=_HEADERS, body=st.binary(max_size=40))
def test_arbitrary_request_is_rejected(headers: dict[str, Any], body: bytes) -> None:
    with pytest.raises(SignatureError):
        verify(headers, body)


@given(data=st.data(), taken=_received())
def test_signed_body_raises_only_decode_error(data: st.DataObject, taken: ReceivedCallback) -> None:
    body = data.draw(
        mutated(relay.sign(taken, secrets=[SECRET], now=NOW).body) | st.binary(max_size=40)
    )
    try:
        assert verify(by_hand(body), body).id == "msg_1"
    except DecodeError as error:
        assert error.codec == "relayed callback"
        assert str(error)


def test_body_size_is_bounded() -> None:
    taken = received(STATUS)
    assert isinstance(taken.event, DeliveryStatus)
    room = 2_097_152 - len(
        relay.sign(
            replace(taken, event=replace(taken.event, cmt="")), secrets=[SECRET], now=NOW
        ).body
    )
    whole = relay.sign(
        replace(taken, event=replace(taken.event, cmt="x" * room)), secrets=[SECRET], now=NOW
    )
    assert len(verify(whole.headers, whole.body).event.cmt) == room  # type: ignore[union-attr, arg-type]
    with pytest.raises(EncodeError, match="more than 2097152 bytes"):
        relay.sign(
            replace(taken, event=replace(taken.event, cmt="x" * (room + 1))),
            secrets=[SECRET],
            now=NOW,
        )
    with pytest.raises(
        SignatureError,
        match=r"^the request is malformed, or its timestamp is outside the tolerance$",
    ):
        verify(by_hand(b" " + whole.body), b" " + whole.body)
    with pytest.raises(
        EncodeError, match=r"^relayed callback: the body has more than 2097152 bytes$"
    ):
        relay.sign(
            replace(taken, event=replace(taken.event, cmt="ё" * 1_100_000)),
            secrets=[SECRET],
            now=NOW,
        )
