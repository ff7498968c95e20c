"""Properties of callbacks: every event, format and charset, by GET and by POST."""

from __future__ import annotations

import json
import pickle
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec.callbacks import Handler
from smsc_codec.callbacks.events import RECORD_LAYOUTS, EventKind
from smsc_codec.errors import DecodeError, EncodeError, SignatureError
from tests.strategies import any_value, mutated, tame_value, wild_value

if TYPE_CHECKING:
    from smsc_codec.callbacks import Event

HANDLERS = [
    Handler.from_url(f"https://shop.example/sms{address}")
    for address in (
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
        "?charset=utf-8&fmt=3&ID=42&error_code=7&sha1=S",
    )
]
KINDS = st.sampled_from(list(EventKind))


def tame(kind: EventKind) -> st.SearchStrategy[Any]:
    """Draw events whose signed fields match their patterns."""
    values: st.SearchStrategy[Any] = tame_value(RECORD_LAYOUTS[kind])
    if kind is EventKind.MESSAGE:
        to = st.integers(0, 10**11).map(str)
        values = st.builds(lambda value, number: replace(value, to=number), values, to)
    if kind is EventKind.STATUS:
        values = values.map(
            lambda value: replace(value, status=type(value.status)(value.status % 1000))
        )
    return values


@pytest.mark.parametrize("handler", HANDLERS, ids=repr)
@given(st.data())
def test_valid_event_round_trips_and_verifies(handler: Handler, data: st.DataObject) -> None:
    """Decoding returns the restricted event, and encoding it again returns the same bytes."""
    event = data.draw(KINDS.flatmap(tame))
    try:
        query, body = handler.encode(event)
    except EncodeError as error:
        assert handler.charset == "koi8-r" and "in koi8-r" in str(error)
        return
    received = handler.receive(query=query, body=body)
    assert received.verdict.accepted
    assert received.event == handler.restrict(event)
    assert handler.encode(received.event) == (query, body)
    assert (
        handler.decode(query=query, body=body)
        == handler.decode_unverified(query=query, body=body)
        == received.event
    )


@pytest.mark.parametrize("handler", HANDLERS, ids=repr)
@given(st.data())
def test_event_round_trips_or_is_rejected(handler: Handler, data: st.DataObject) -> None:
    event = data.draw(KINDS.flatmap(lambda kind: any_value(RECORD_LAYOUTS[kind])))
    try:
        query, body = handler.encode(event)
    except EncodeError as error:
        assert str(error)
        return
    assert handler.receive(query=query, body=body).event == handler.restrict(event)


@pytest.mark.parametrize("handler", HANDLERS, ids=repr)
@given(st.data())
def test_invalid_event_raises_only_encode_error(handler: Handler, data: st.DataObject) -> None:
    event: Any = data.draw(
        KINDS.flatmap(lambda kind: wild_value(RECORD_LAYOUTS[kind]))
        | st.sampled_from([None, 5, "x", object()])
    )
    try:
        handler.encode(event)
    except EncodeError as error:
        assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize("handler", HANDLERS, ids=repr)
@given(st.data())
def test_arbitrary_bytes_raise_only_decode_error(handler: Handler, data: st.DataObject) -> None:
    """A damaged callback is never accepted with changed signed fields."""
    event = data.draw(KINDS.flatmap(tame))
    query, body = b"", b""
    with suppress(EncodeError):
        query, body = handler.encode(event)
    query = data.draw(st.just(query) | mutated(query) | st.binary(max_size=40))
    body = data.draw(mutated(body) | st.binary(max_size=60))
    try:
        received = handler.receive(query=query, body=body)
    except DecodeError as error:
        assert str(error) and repr(error)
        assert error.expected
        assert str(pickle.loads(pickle.dumps(error))) == str(error)
        return
    assert (received.event is not None) == received.verdict.accepted
    if received.event is None:
        with pytest.raises(SignatureError):
            handler.decode(query=query, body=body)
    elif type(received.event) is type(event):
        for name in received.verdict.authenticated:
            assert getattr(received.event, name) == getattr(event, name)


@given(st.data())
def test_formats_decode_to_the_same_event(data: st.DataObject) -> None:
    event = data.draw(KINDS.flatmap(tame))
    read: list[Event] = []
    for address in (
        "?charset=utf-8&sha1=S",
        "?charset=utf-8&fmt=2&sha1=S",
        "?charset=utf-8&fmt=3&sha1=S",
    ):
        handler = Handler.from_url(f"https://shop.example/{address}")
        query, body = handler.encode(event)
        read.append(replace(handler.decode(query=query, body=body), extra=()))
    assert read[0] == read[1] == read[2] == replace(event, extra=())


@given(st.data())
def test_unknown_keys_are_kept(data: st.DataObject) -> None:
    event = data.draw(KINDS.flatmap(tame))
    handler = HANDLERS[3]
    row = json.loads(handler.encode(event)[1])
    unknown = {"pnet": "МегаФон", "new_key": "x", "ID": "5", "error_code": "6"}
    got = handler.decode(body=json.dumps({**unknown, **row}, ensure_ascii=False).encode())
    assert {*unknown.items(), ("a", "b c")} <= set(got.extra)
    assert replace(got, extra=()) == replace(event, extra=())
    assert handler.decode(body=handler.encode(got)[1]) == got
