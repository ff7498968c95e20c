"""smsc_codec.callbacks.relay.verify: accepted and rejected requests."""

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
def test_first_matching_secret_is_reported(
    signers: list[str], known: list[str], fits: int | None
) -> None:
    one = signed(STATUS, *signers)
    if fits is None:
        with pytest.raises(SignatureError):
            verify(one.headers, one.body, secrets=known)
    else:
        assert verify(one.headers, one.body, secrets=known).secret_index == fits


@pytest.mark.parametrize("by", [-300, -1, 0, 1, 300])
def test_request_within_tolerance_is_accepted(by: int) -> None:
    one = signed()
    assert verify(one.headers, one.body, now=NOW + by).timestamp == NOW


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system's zone cannot be changed")
def test_time_zero_is_utc(monkeypatch: pytest.MonkeyPatch) -> None:
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
def test_request_outside_tolerance_is_rejected(by: int, tolerance: int) -> None:
    one = signed()
    with pytest.raises(
        SignatureError,
        match=r"^the request is malformed, or its timestamp is outside the tolerance$",
    ):
        verify(one.headers, one.body, now=NOW + by, tolerance=tolerance)


@pytest.mark.parametrize("by", [0, 10**9])
def test_nan_tolerance_rejects_everything(by: int) -> None:
    one = signed()
    nan: Any = float("nan")
    with pytest.raises(
        SignatureError,
        match=r"^the request is malformed, or its timestamp is outside the tolerance$",
    ):
        verify(one.headers, one.body, now=NOW + by, tolerance=nan)


def test_header_names_are_case_insensitive() -> None:
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
def test_other_signatures_are_ignored(spelling: str) -> None:
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
def test_malformed_signature_is_rejected(spelling: str) -> None:
    one = signed()
    signature = one.headers["webhook-signature"].removeprefix("v1,")
    with pytest.raises(SignatureError, match=r"^no signature matches$"):
        verify(
            {**one.headers, "webhook-signature": spelling.format(signature, signature.rstrip("="))},
            one.body,
        )


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize(
    "invalid",
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
        b"bytes",
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
    ids=lambda invalid: repr(invalid)[:20],
)
def test_invalid_header_is_rejected(name: str, invalid: Any) -> None:
    one = signed()
    with pytest.raises(SignatureError):
        verify({**one.headers, name: invalid}, one.body)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_missing_header_is_rejected(name: str) -> None:
    one = signed()
    with pytest.raises(SignatureError, match=r"^a webhook-\* header is missing$"):
        verify({key: value for key, value in one.headers.items() if key != name}, one.body)


@pytest.mark.parametrize("body", ["text", bytearray(b"{}"), None])
def test_body_must_be_bytes(body: Any) -> None:
    with pytest.raises(SignatureError, match=r"^body: expected bytes$"):
        verify(signed().headers, body)


def test_other_body_is_rejected() -> None:
    with pytest.raises(SignatureError, match=r"^no signature matches$"):
        verify(signed().headers, b"{}" * (1 << 18))


def test_traceback_does_not_contain_expected_signature() -> None:
    """Error trackers record locals, from which a valid request could be built."""
    one = signed()
    forged = {**one.headers, "webhook-signature": "v1,AAAA"}
    expected = one.headers["webhook-signature"].removeprefix("v1,")
    with pytest.raises(SignatureError) as caught:
        relay.verify(forged, one.body, secrets=[SECRET], now=NOW)
    # Without the frame of this test, which contains the signature.
    formatted = traceback.TracebackException(
        type(caught.value),
        caught.value,
        caught.value.__traceback__.tb_next,  # type: ignore[union-attr]
        capture_locals=True,
    )
    assert expected not in "".join(formatted.format())


def test_json_numbers_in_extra_keep_their_digits() -> None:
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
        body=(
            f'{{"id": "42", "phone": "79990000000", "status": 1, {members}, "sha1": "{proof}"}}'
        ).encode()
    )
    assert taken.event is not None
    assert dict(taken.event.extra) == numbers
    one = relay.sign(taken, secrets=[SECRET], now=NOW)
    assert repr(verify(one.headers, one.body).event) == repr(taken.event)
    assert b'"a": -0, "b": [-0, 1.50]' in one.body


def test_error_context_has_no_partial_record() -> None:
    body = _body(data={**_DATA, "ts": "tomorrow"})
    with pytest.raises(DecodeError) as caught:
        verify(by_hand(body), body)
    assert (caught.value.__context__, caught.value.__cause__) == (None, None)


def test_id_must_be_ascii() -> None:
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
def test_signed_body_must_be_an_event(body: bytes) -> None:
    with pytest.raises(DecodeError) as caught:
        verify(by_hand(body), body)
    error = caught.value
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
def test_almost_valid_body_is_rejected(body: bytes) -> None:
    with pytest.raises(DecodeError):
        verify(by_hand(body), body)
