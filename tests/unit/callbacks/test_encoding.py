"""smsc_codec.callbacks.encoding: encoded requests and EncodeError."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, cast

import pytest

from smsc_codec import RawJson
from smsc_codec.callbacks import ConfirmedCall, Handler, IncomingMessage
from smsc_codec.errors import EncodeError
from tests.unit.callbacks.test_handler import STATUS, handler


def test_event_parameter_overrides_the_urls() -> None:
    own = handler("?own=1&sha1=SECRET")
    assert own.restrict(STATUS).extra == (("own", "1"),)
    assert own.restrict(replace(STATUS, extra=(("own", "2"),))).extra == (("own", "2"),)


_TOO_MANY = tuple((f"x{number}", "") for number in range(61))


@pytest.mark.parametrize(
    ("address", "event", "field", "reason"),
    [
        (
            "",
            replace(STATUS, phone="7:1"),
            "id, phone, status",
            "a signed field is missing or malformed",
        ),
        (
            "",
            IncomingMessage(phone="7", mes="x", to="a"),
            "phone, mes, to",
            "a signed field is missing or malformed",
        ),
        (
            "",
            replace(STATUS, extra=(("sha1", "x"),)),
            "extra",
            "a key is the name of a hash, or of a field that determines the kind",
        ),
        (
            "",
            replace(STATUS, extra=(("mes", "x"),)),
            "extra",
            "a key is the name of a hash, or of a field that determines the kind",
        ),
        (
            "",
            replace(STATUS, extra=cast("Any", ("a", "b"))),
            "extra",
            "expected a tuple of (str, str) pairs",
        ),
        (
            "",
            replace(STATUS, time=datetime(1999, 1, 1)),
            "time",
            "has a year that two digits cannot represent: expected 2000 to 2099",
        ),
        ("", replace(STATUS, sender=cast("str", 5)), "sender", "expected str, got int"),
        ("", replace(STATUS, id=cast("str", None)), "id", "is required"),
        (
            "",
            ConfirmedCall(phone="7", ts=1, extra=_TOO_MANY),
            "extra",
            "a callback has at most 64 fields",
        ),
        (
            "?fmt=3&charset=utf-8&sha1=S",
            replace(STATUS, extra=(("a", RawJson("5")),)),
            "extra",
            "a value is not a string",
        ),
        (
            "?fmt=2&charset=utf-8&sha1=S",
            replace(STATUS, sender="\x01"),
            None,
            "contains a value that this format cannot represent",
        ),
        (
            "?sha1=S",
            replace(STATUS, sender="\u20bd"),
            None,
            r"cannot encode '\u20bd' in windows-1251",
        ),
    ],
)
def test_unverifiable_event_is_rejected(
    address: str, event: Any, field: str | None, reason: str
) -> None:
    with pytest.raises(EncodeError) as caught:
        handler(*[address] * bool(address)).encode(event)
    error = caught.value
    what = f"callback, fmt={address[5]}" if "fmt" in address else "callback"
    assert (error.codec, error.field, error.reason, error.would_decode_as) == (
        what,
        field,
        reason,
        None,
    )


def test_invalid_event_or_extra_is_rejected() -> None:
    extra: Any = ("a", "b")
    with pytest.raises(
        EncodeError, match=r"^callback: extra: expected a tuple of \(str, str\) pairs$"
    ):
        handler().restrict(replace(STATUS, extra=extra))
    event: Any = 5
    for method in (handler().restrict, handler().encode):
        with pytest.raises(
            EncodeError,
            match=r"^callback: expected DeliveryStatus, IncomingMessage or ConfirmedCall, got int$",
        ):
            method(event)


def test_oversized_request_is_not_encoded() -> None:
    """Found by fuzzing: requests were encoded that exceed the limits of decoding."""
    handler = Handler.from_url("https://shop.example/sms?sha1=S")
    body = handler.encode(ConfirmedCall(phone="7", ts=1, extra=_TOO_MANY[:-1]))[1]
    assert len(body.split(b"&")) == 64 and handler.receive(body=body).verdict.accepted
    room = (1 << 18) - len(handler.encode(ConfirmedCall(phone="7", ts=1, extra=(("x", ""),)))[1])
    body = handler.encode(ConfirmedCall(phone="7", ts=1, extra=(("x", "y" * room),)))[1]
    assert len(body) == 1 << 18 and handler.receive(body=body).verdict.accepted
    with pytest.raises(EncodeError, match="at most 64 fields"):
        handler.encode(
            ConfirmedCall(phone="7", ts=1, extra=tuple((f"x{number}", "") for number in range(62)))
        )
    with pytest.raises(EncodeError, match="at most 262144 bytes"):
        handler.encode(ConfirmedCall(phone="7", ts=1, extra=(("x", "y" * (1 << 18)),)))
