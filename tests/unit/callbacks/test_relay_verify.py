"""smsc_codec.callbacks.relay: what is verified, and what is refused."""

from __future__ import annotations

import hashlib
import json
import time
import traceback
from dataclasses import replace
from typing import Any

import pytest

from smsc_codec import DecodeError, SignatureError
from smsc_codec.callbacks import relay
from tests.unit.callbacks.relaying import (
    FOREIGN,
    HANDLERS,
    NOW,
    OLD,
    SECRET,
    STATUS,
    by_hand,
    signed,
    verify,
)


@pytest.mark.parametrize(
    ("signers", "known", "fits"),
    [
        ([SECRET], [SECRET, OLD], 0),
        ([SECRET], [OLD, SECRET], 1),
        ([SECRET, OLD], [OLD], 0),
        ([SECRET, OLD], [FOREIGN, OLD, SECRET], 1),
        ([SECRET], [SECRET, SECRET], 0),
        ([SECRET], [FOREIGN, OLD], None),
    ],
)
def test_rotation(signers: list[str], known: list[str], fits: int | None) -> None:
    """It tells which of the receiver's secrets fits, the first if several do."""
    one = signed(STATUS, *signers)
    if fits is None:
        with pytest.raises(SignatureError):
            verify(one.headers, one.body, secrets=known)
    else:
        assert verify(one.headers, one.body, secrets=known).secret_index == fits


@pytest.mark.parametrize("by", [-300, -1, 0, 1, 300])
def test_in_time(by: int) -> None:
    one = signed()
    assert verify(one.headers, one.body, now=NOW + by).timestamp == NOW


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system's zone cannot be changed")
def test_at_the_beginning_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """And whatever the zone of the machine: the body's time is UTC."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        one = signed(replace(STATUS, ts=None), now=0)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert json.loads(one.body)["timestamp"] == "1970-01-01T00:00:00Z"
    assert verify(one.headers, one.body, now=0).timestamp == 0


@pytest.mark.parametrize(
    ("by", "tolerance"), [(-301, 300), (301, 300), (1, 0), (-1, 0), (10**9, 300)]
)
def test_late_and_early(by: int, tolerance: int) -> None:
    one = signed()
    with pytest.raises(
        SignatureError,
        match=r"^the request is malformed, or its timestamp is outside the tolerance$",
    ):
        verify(one.headers, one.body, now=NOW + by, tolerance=tolerance)


@pytest.mark.parametrize("by", [0, 10**9])
def test_a_tolerance_that_is_no_number_tolerates_nothing(by: int) -> None:
    one = signed()
    nan: Any = float("nan")
    with pytest.raises(
        SignatureError,
        match=r"^the request is malformed, or its timestamp is outside the tolerance$",
    ):
        verify(one.headers, one.body, now=NOW + by, tolerance=nan)


def test_names_of_headers_in_any_case() -> None:
    one = signed()
    assert (
        verify({name.title(): value for name, value in one.headers.items()}, one.body).timestamp
        == NOW
    )


@pytest.mark.parametrize(
    "spelling",
    [
        "v1a,{0} v1,{0}",
        "v1,{0} v1a,{0}",
        "v1,AAAA v1,{0}",
        "x v1,{0}",
        " v1,{0} ",
        "v2,{0},  v1,{0}",
    ],
)
def test_other_signatures_are_skipped(spelling: str) -> None:
    one = signed()
    signature = one.headers["webhook-signature"].removeprefix("v1,")
    assert (
        verify({**one.headers, "webhook-signature": spelling.format(signature)}, one.body).timestamp
        == NOW
    )


@pytest.mark.parametrize(
    "spelling",
    [
        "v1a,{0}",
        "{0}",
        "v1{0}",
        "V1,{0}",
        "v1,{0}=",
        "v1, {0}",
        "v1,{0}\n",
        "v1,{1}",
        "v1;{0}",
        "v10,{0}",
        "v1,v1,{0}",
    ],
)
def test_no_signature_fits(spelling: str) -> None:
    one = signed()
    signature = one.headers["webhook-signature"].removeprefix("v1,")
    with pytest.raises(SignatureError, match=r"^no signature matches$"):
        verify(
            {**one.headers, "webhook-signature": spelling.format(signature, signature.rstrip("="))},
            one.body,
        )


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize(
    "odd",
    [
        None,
        "",
        " ",
        ",",
        "v1",
        "v1,",
        "v1,!!!!",
        "v1,ж",
        "v1,\ud800",
        "ж" * 300,
        "\ud800",
        "١٧",
        "\x00",
        b"octets",
        5,
        ["v1,x"],
        "1700000000.0",
        "1.7e9",
        "-1700000000",
        "+1700000000",
        "01700000000",
        " 1700000000",
        "1_700_000_000",
        "9" * 12,
        "9" * 5000,
        "nan",
        "inf",
        "v1," * 5000,
        "v1,x " * 5000,
    ],
    ids=lambda odd: repr(odd)[:20],
)
def test_odd_headers(name: str, odd: Any) -> None:
    one = signed()
    with pytest.raises(SignatureError):
        verify({**one.headers, name: odd}, one.body)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_header_is_missing(name: str) -> None:
    one = signed()
    with pytest.raises(SignatureError, match=r"^a webhook-\* header is missing$"):
        verify({key: value for key, value in one.headers.items() if key != name}, one.body)


@pytest.mark.parametrize("body", ["text", bytearray(b"{}"), None])
def test_a_body_is_bytes(body: Any) -> None:
    with pytest.raises(SignatureError, match=r"^body: expected bytes$"):
        verify(signed().headers, body)


def test_another_body() -> None:
    with pytest.raises(SignatureError, match=r"^no signature matches$"):
        verify(signed().headers, b"{}" * (1 << 18))


def test_no_traceback_holds_the_signature_that_would_fit() -> None:
    """A collector of errors keeps the locals of each frame; who reads them could send the request again, signed."""
    one = signed()
    forged = {**one.headers, "webhook-signature": "v1,AAAA"}
    wanted = one.headers["webhook-signature"].removeprefix("v1,")
    with pytest.raises(SignatureError) as refused:
        relay.verify(forged, one.body, secrets=[SECRET], now=NOW)
    # Without this test's own frame, which knows it.
    told = traceback.TracebackException(
        type(refused.value),
        refused.value,
        refused.value.__traceback__.tb_next,  # type: ignore[union-attr]
        capture_locals=True,
    )
    assert wanted not in "".join(told.format())


def test_numbers_of_an_extra_keep_their_digits() -> None:
    """JSON reads -0 as 0: it could not be signed, and would have come out as another text."""
    proof = hashlib.sha1(b"42:79990000000:1:secret_of_the_address").hexdigest()
    numbers = {
        "a": "-0",
        "b": "[-0, 1.50]",
        "c": "1E5",
        "d": '{"e": -0.0}',
        "f": "null",
        "g": "true",
    }
    members = ", ".join(f'"{name}": {text}' for name, text in numbers.items())
    taken = HANDLERS["json"].receive(
        body=f'{{"id": "42", "phone": "79990000000", "status": 1, {members}, "sha1": "{proof}"}}'.encode()
    )
    assert taken.event is not None
    assert dict(taken.event.extra) == numbers
    one = relay.sign(taken, secrets=[SECRET], now=NOW)
    assert repr(verify(one.headers, one.body).event) == repr(taken.event)
    assert b'"a": -0, "b": [-0, 1.50]' in one.body


def test_an_error_has_no_half_made_record_behind_it() -> None:
    body = _body(data={**_DATA, "ts": "tomorrow"})
    with pytest.raises(DecodeError) as refused:
        verify(by_hand(body), body)
    assert (refused.value.__context__, refused.value.__cause__) == (None, None)


def test_an_id_stands_for_itself() -> None:
    body = signed().body
    headers = by_hand(body, "msg_?")
    with pytest.raises(SignatureError):
        verify({**headers, "webhook-id": "msg_\udcff"}, body)


_DATA = {"id": "1", "phone": "7", "status": "1"}


def _body(**changed: object) -> bytes:
    return json.dumps(
        {"type": "smsc.status", "data": _DATA, "authenticated": ["id"], **changed}
    ).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"text",
        b"null",
        b"[]",
        b"5",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        b'{"type": "smsc.status"}',
        _body(type=5),
        _body(type="smsc.other"),
        _body(type="smsc.smsc.status"),
        _body(type="smsc.call"),
        _body(data={}),
        _body(data=None),
        _body(data="id"),
        _body(authenticated=None),
        _body(data={**_DATA, "ts": "tomorrow"}),
        _body(data={**_DATA, "cost": "NaN"}),
        _body(data={**_DATA, "status": None}),
        _body().replace(b'"id": "1"', b'"id": "1", "id": "2"'),
        _body().replace(b'"7"', b'"\\ud800"'),
        _body(data={**_DATA, "x": 10**200}),
    ],
    ids=lambda body: body[:60].decode("latin-1"),
)
def test_a_body_that_is_no_event(body: bytes) -> None:
    with pytest.raises(DecodeError) as refused:
        verify(by_hand(body), body)
    error = refused.value
    assert (error.codec, error.source, error.span, error.expected) == (
        "relayed callback",
        body,
        (0, len(body)),
        ("a relayed event",),
    )
    assert (error.found, error.hint) == (body[:40].decode("latin-1"), None)


@pytest.mark.parametrize(
    "body",
    [
        _body(type="status"),
        _body(data=[*_DATA.items()]),
        _body(authenticated="id"),
        _body(authenticated={"id": 1}),
        _body(authenticated=[1, None, ["id"]]),
        _body(authenticated=["id", "phone", "status", "cost"]),
    ],
    ids=lambda body: body.decode("latin-1"),
)
def test_a_body_that_is_not_quite_an_event(body: bytes) -> None:
    with pytest.raises(DecodeError):
        verify(by_hand(body), body)
