"""callbacks/relay.py: what is signed again verifies, here and in the published packages, and nothing else does."""

from __future__ import annotations

import hashlib
import hmac as stdlib_hmac
import json
import re
import shutil
import subprocess
import time
import traceback
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from standardwebhooks import Webhook as StandardWebhook
from standardwebhooks.webhooks import WebhookVerificationError
from svix.webhooks import Webhook as SvixWebhook

from smsc_codec import CodecError, DecodeError, EncodeError, MessageFlags, MessageStatus, SignatureError
from smsc_codec.callbacks import ConfirmedCall, DeliveryStatus, Handler, IncomingMessage, relay
from smsc_codec.codes import DeliveryErrorCode
from tests.strategies import mutated

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from smsc_codec.callbacks import Event, Received


def whsec(octets: bytes) -> str:
    return "whsec_" + b64encode(octets).decode()


KEY = bytes(range(32))
SECRET, OLD, FOREIGN = whsec(KEY), whsec(bytes(24)), whsec(b"\xff" * 64)
NOW = 1700000000
PUBLISHED: dict[str, Any] = {"standardwebhooks": StandardWebhook, "svix": SvixWebhook}
HANDLERS = {
    "form": Handler.from_url("https://shop.example/smsc?sha1=secret_of_the_address"),
    "json": Handler.from_url("https://shop.example/smsc?charset=utf-8&fmt=3&sha1=secret_of_the_address"),
    "xml": Handler.from_url("https://shop.example/smsc?charset=utf-8&fmt=2&md5=secret_of_the_address"),
}
STATUS = DeliveryStatus(id="42", phone="79990000000", status=MessageStatus.DELIVERED, ts=1699999990, cost=Decimal("3.80"), cmt="ё\n«»")
MESSAGE = IncomingMessage(id="7", phone="79990000000", mes='Да: "нет", \\ & 100%', to="79990000001", sent=5)
CALL = ConfirmedCall(phone="79990000000", ts=1699999991)
EVENTS: tuple[Event, ...] = (STATUS, MESSAGE, CALL)


def received(event: Event, wire: str = "json") -> Received:
    query, body = HANDLERS[wire].encode(event)
    return HANDLERS[wire].receive(query=query, body=body)


def signed(event: Event = STATUS, *secrets: str, now: int = NOW) -> relay.Signed:
    return relay.sign(received(event), secrets=secrets or [SECRET], now=now)


def verify(headers: Mapping[str, Any], body: Any, **kwargs: Any) -> relay.Relayed:
    return relay.verify(headers, body, **{"secrets": [SECRET], "now": NOW, **kwargs})


def by_hand(body: bytes, name: str = "msg_1", stamp: str = str(NOW)) -> dict[str, str]:
    """Headers that hold for any body: what somebody who knows the secret may send."""
    told = f"{name}.{stamp}.".encode() + body
    signature = b64encode(stdlib_hmac.new(KEY, told, hashlib.sha256).digest()).decode()
    return {"webhook-id": name, "webhook-timestamp": stamp, "webhook-signature": f"v1,{signature}"}


# ---- what is sent on


def test_the_body() -> None:
    """Everything that the event holds, as the texts that they were, and what the service's hash covered."""
    whole = signed(STATUS)
    assert json.loads(whole.body) == {
        "type": "smsc.status",
        "timestamp": "2023-11-14T22:13:10Z",
        "data": {
            "id": "42", "phone": "79990000000", "status": "1", "ts": "1699999990", "cost": "3.80", "cmt": "ё\n«»",
            "charset": "utf-8", "fmt": "3",
        },
        "authenticated": ["id", "phone", "status"],
    }  # fmt: skip
    assert set(whole.headers) == {"webhook-id", "webhook-timestamp", "webhook-signature"}
    assert re.fullmatch("msg_[0-9a-f]{32}", whole.headers["webhook-id"])
    assert whole.headers["webhook-timestamp"] == str(NOW)


def test_an_event_without_a_time_bears_the_relays() -> None:
    assert json.loads(signed(replace(STATUS, ts=None)).body)["timestamp"] == "2023-11-14T22:13:20Z"


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
@pytest.mark.parametrize("wire", HANDLERS)
def test_the_way_there_and_back(event: Event, wire: str) -> None:
    taken = received(event, wire)
    one = relay.sign(taken, secrets=[SECRET], now=NOW)
    told = verify(one.headers, one.body)
    assert told.event == taken.event
    assert told.authenticated == taken.verdict.authenticated != ()
    assert (told.id, told.timestamp, told.secret) == (one.headers["webhook-id"], NOW, 0)


def test_a_crc32_authenticates_nothing() -> None:
    handler = Handler.from_url("https://shop.example/smsc?crc32=secret", allow_crc32=True)
    one = relay.sign(handler.receive(body=handler.encode(CALL)[1]), secrets=[SECRET], now=NOW)
    assert verify(one.headers, one.body).authenticated == ()


def test_only_what_was_accepted_is_signed() -> None:
    body = HANDLERS["json"].encode(STATUS)[1].replace(b"79990000000", b"79990000001")
    refused = HANDLERS["json"].receive(body=body)
    with pytest.raises(EncodeError, match=r"^relayed callback: only what was accepted is relayed$"):
        relay.sign(refused, secrets=[SECRET], now=NOW)
    with pytest.raises(EncodeError, match="only what was accepted"):
        relay.sign(replace(refused, event=STATUS, verdict=replace(refused.verdict, identity=())), secrets=[SECRET], now=NOW)


@pytest.mark.parametrize(
    ("changed", "field", "why"),
    [
        ({"extra": (("key", "\ud800"),)}, None, "half a character is no text"),
        ({"extra": (("\ud800", "text"),)}, None, "half a character is no text"),
        ({"extra": (("key", 5),)}, "extra", "a tuple of pairs of texts is expected"),
        ({"extra": (("id", "5"),)}, "extra", "a key of it is the name of a field"),
        ({"cmt": 5}, "cmt", "not a text"),
    ],
)
def test_what_json_cannot_carry_is_not_signed(changed: dict[str, Any], field: str | None, why: str) -> None:
    taken = received(STATUS)
    with pytest.raises(EncodeError) as refused:
        relay.sign(replace(taken, event=replace(STATUS, **changed)), secrets=[SECRET], now=NOW)
    assert (refused.value.what, refused.value.field, refused.value.why) == ("relayed callback", field, why)


def test_xml_carries_no_control_character() -> None:
    with pytest.raises(EncodeError):
        received(replace(STATUS, cmt="\x08"), "xml")


def test_an_event_under_anothers_verdict() -> None:
    with pytest.raises(EncodeError):
        relay.sign(replace(received(STATUS), event=CALL), secrets=[SECRET], now=NOW)


def test_a_long_message_is_refused_early_or_verifies() -> None:
    """The handler takes 256 KiB of windows-1251, which are more in UTF-8."""
    handler = Handler.from_url("https://shop.example/smsc?fmt=3&sha1=secret")
    taken = handler.receive(body=handler.encode(replace(MESSAGE, mes="ё" * 140_000))[1])
    try:
        one = relay.sign(taken, secrets=[SECRET], now=NOW)
    except EncodeError:
        return
    assert verify(one.headers, one.body).event == taken.event


def test_many_secrets_are_refused_early_or_verify() -> None:
    try:
        one = signed(STATUS, *[OLD] * 32, SECRET)
    except ValueError:
        return
    assert verify(one.headers, one.body).id == one.headers["webhook-id"]


# ---- the published packages


@pytest.mark.parametrize("package", PUBLISHED)
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
class TestPublished:
    """They read the clock, so these tests sign by it."""

    def test_they_take_what_is_signed_here(self, event: Event, package: str) -> None:
        one = signed(event, now=int(time.time()))
        PUBLISHED[package](SECRET).verify(one.body, one.headers)

    def test_they_refuse_it_tampered(self, event: Event, package: str) -> None:
        one = signed(event, now=int(time.time()))
        later = str(int(one.headers["webhook-timestamp"]) + 1)
        for headers, body in (
            (one.headers, one.body.replace(b"79990000000", b"79990000001")),
            ({**one.headers, "webhook-id": "msg_0"}, one.body),
            ({**one.headers, "webhook-timestamp": later}, one.body),
            (signed(event, FOREIGN, now=int(time.time())).headers, one.body),
        ):
            with pytest.raises(WebhookVerificationError):
                PUBLISHED[package](SECRET).verify(body, headers)

    @pytest.mark.parametrize(("by", "why"), [(-310, "too old"), (310, "too new")])
    def test_they_refuse_it_late_and_early(self, event: Event, package: str, by: int, why: str) -> None:
        one = signed(event, now=int(time.time()) + by)
        with pytest.raises(WebhookVerificationError, match=why):
            PUBLISHED[package](SECRET).verify(one.body, one.headers)

    def test_they_sign_as_is_signed_here(self, event: Event, package: str) -> None:
        one = signed(event)
        theirs = PUBLISHED[package](SECRET).sign(one.headers["webhook-id"], datetime.fromtimestamp(NOW, UTC), one.body.decode())
        assert theirs == one.headers["webhook-signature"]
        assert verify({**one.headers, "webhook-signature": theirs}, one.body).event == received(event).event

    def test_they_take_it_while_secrets_are_rotated(self, event: Event, package: str) -> None:
        one = signed(event, SECRET, OLD, now=int(time.time()))
        for secret in (SECRET, OLD):
            PUBLISHED[package](secret).verify(one.body, one.headers)
        with pytest.raises(WebhookVerificationError):
            PUBLISHED[package](FOREIGN).verify(one.body, one.headers)


# ---- verify


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
        assert verify(one.headers, one.body, secrets=known).secret == fits


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


@pytest.mark.parametrize(("by", "tolerance"), [(-301, 300), (301, 300), (1, 0), (-1, 0), (10**9, 300)])
def test_late_and_early(by: int, tolerance: int) -> None:
    one = signed()
    with pytest.raises(SignatureError, match=r"^it is late, early or malformed$"):
        verify(one.headers, one.body, now=NOW + by, tolerance=tolerance)


@pytest.mark.parametrize("by", [0, 10**9])
def test_a_tolerance_that_is_no_number_tolerates_nothing(by: int) -> None:
    one = signed()
    nan: Any = float("nan")
    with pytest.raises(SignatureError, match=r"^it is late, early or malformed$"):
        verify(one.headers, one.body, now=NOW + by, tolerance=nan)


def test_names_of_headers_in_any_case() -> None:
    one = signed()
    assert verify({name.title(): value for name, value in one.headers.items()}, one.body).timestamp == NOW


@pytest.mark.parametrize("spelling", ["v1a,{0} v1,{0}", "v1,{0} v1a,{0}", "v1,AAAA v1,{0}", "x v1,{0}", " v1,{0} ", "v2,{0},  v1,{0}"])
def test_other_signatures_are_skipped(spelling: str) -> None:
    one = signed()
    signature = one.headers["webhook-signature"].removeprefix("v1,")
    assert verify({**one.headers, "webhook-signature": spelling.format(signature)}, one.body).timestamp == NOW


@pytest.mark.parametrize("spelling", ["v1a,{0}", "{0}", "v1{0}", "V1,{0}", "v1,{0}=", "v1, {0}", "v1,{0}\n", "v1,{1}", "v1;{0}", "v10,{0}", "v1,v1,{0}"])
def test_no_signature_fits(spelling: str) -> None:
    one = signed()
    signature = one.headers["webhook-signature"].removeprefix("v1,")
    with pytest.raises(SignatureError, match=r"^no signature fits$"):
        verify({**one.headers, "webhook-signature": spelling.format(signature, signature.rstrip("="))}, one.body)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize(
    "odd",
    [
        None, "", " ", ",", "v1", "v1,", "v1,!!!!", "v1,ж", "v1,\ud800", "ж" * 300, "\ud800", "١٧", "\x00", b"octets", 5, ["v1,x"], "1700000000.0",
        "1.7e9", "-1700000000", "+1700000000", "01700000000", " 1700000000", "1_700_000_000", "9" * 12, "9" * 5000, "nan", "inf", "v1," * 5000,
        "v1,x " * 5000,
    ],
    ids=lambda odd: repr(odd)[:20],
)  # fmt: skip
def test_odd_headers(name: str, odd: Any) -> None:
    one = signed()
    with pytest.raises(SignatureError):
        verify({**one.headers, name: odd}, one.body)


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_header_is_missing(name: str) -> None:
    one = signed()
    with pytest.raises(SignatureError, match=r"^a header is missing$"):
        verify({key: value for key, value in one.headers.items() if key != name}, one.body)


@pytest.mark.parametrize("body", ["text", bytearray(b"{}"), None])
def test_a_body_is_bytes(body: Any) -> None:
    with pytest.raises(SignatureError, match=r"^the body is not bytes$"):
        verify(signed().headers, body)


def test_another_body() -> None:
    with pytest.raises(SignatureError, match=r"^no signature fits$"):
        verify(signed().headers, b"{}" * (1 << 18))


def test_no_traceback_holds_the_signature_that_would_fit() -> None:
    """A collector of errors keeps the locals of each frame; who reads them could send the request again, signed."""
    one = signed()
    forged = {**one.headers, "webhook-signature": "v1,AAAA"}
    wanted = one.headers["webhook-signature"].removeprefix("v1,")
    with pytest.raises(SignatureError) as refused:
        relay.verify(forged, one.body, secrets=[SECRET], now=NOW)
    # Without this test's own frame, which knows it.
    told = traceback.TracebackException(type(refused.value), refused.value, refused.value.__traceback__.tb_next, capture_locals=True)  # type: ignore[union-attr]
    assert wanted not in "".join(told.format())


def test_numbers_of_an_extra_keep_their_digits() -> None:
    """JSON reads -0 as 0: it could not be signed, and would have come out as another text."""
    proof = hashlib.sha1(b"42:79990000000:1:secret_of_the_address").hexdigest()
    numbers = {"a": "-0", "b": "[-0, 1.50]", "c": "1E5", "d": '{"e": -0.0}', "f": "null", "g": "true"}
    members = ", ".join(f'"{name}": {text}' for name, text in numbers.items())
    taken = HANDLERS["json"].receive(body=f'{{"id": "42", "phone": "79990000000", "status": 1, {members}, "sha1": "{proof}"}}'.encode())
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
    return json.dumps({"type": "smsc.status", "data": _DATA, "authenticated": ["id"], **changed}).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"text", b"null", b"[]", b"5", b"{}", b"\xff", b"[" * 100_000, b'{"type": "smsc.status"}', _body(type=5), _body(type="smsc.other"),
        _body(type="smsc.smsc.status"), _body(type="smsc.call"), _body(data={}), _body(data=None), _body(data="id"), _body(authenticated=None),
        _body(data={**_DATA, "ts": "tomorrow"}), _body(data={**_DATA, "cost": "NaN"}), _body(data={**_DATA, "status": None}),
        _body().replace(b'"id": "1"', b'"id": "1", "id": "2"'), _body().replace(b'"7"', b'"\\ud800"'), _body(data={**_DATA, "x": 10**200}),
    ],
    ids=lambda body: body[:60].decode("latin-1"),
)  # fmt: skip
def test_a_body_that_is_no_event(body: bytes) -> None:
    with pytest.raises(DecodeError) as refused:
        verify(by_hand(body), body)
    error = refused.value
    assert (error.what, error.source, error.span, error.expected) == ("relayed callback", body, (0, len(body)), ("a relayed event",))
    assert (error.found, error.hint) == (body[:40].decode("latin-1"), None)


@pytest.mark.parametrize(
    "body",
    [
        _body(type="status"), _body(data=[*_DATA.items()]), _body(authenticated="id"), _body(authenticated={"id": 1}),
        _body(authenticated=[1, None, ["id"]]), _body(authenticated=["id", "phone", "status", "cost"]),
    ],
    ids=lambda body: body.decode("latin-1"),
)  # fmt: skip
def test_a_body_that_is_not_quite_an_event(body: bytes) -> None:
    with pytest.raises(DecodeError):
        verify(by_hand(body), body)


# ---- secrets and times


def _calls(secrets: Any, now: Any = NOW) -> list[Callable[[], object]]:
    one, taken = signed(), received(STATUS)
    return [
        lambda: relay.sign(taken, secrets=secrets, now=now),
        lambda: relay.verify(one.headers, one.body, secrets=secrets, now=now),
        lambda: relay.verify({}, b"", secrets=secrets, now=now),
    ]


_HIDDEN = "Sup3rS3cretSup3rS3cretSup3rS3cret"


@pytest.mark.parametrize(
    "secret",
    [
        whsec(b"x" * 23), whsec(b"x" * 65), whsec(b"x"), "whsec_", "", SECRET.removeprefix("whsec_"), SECRET.upper(), SECRET[:-1], SECRET + "=",
        SECRET + "\n", " " + SECRET, "whsec_" + SECRET, "whsec_" + _HIDDEN, "whsec_" + _HIDDEN + "!", "whsec_ж" + _HIDDEN, _HIDDEN,
        "whsk_" + SECRET.removeprefix("whsec_"), None, 5, SECRET.encode(), _HIDDEN.encode(),
    ],
)  # fmt: skip
@pytest.mark.parametrize("good_too", [False, True])
def test_a_bad_secret_is_not_shown(secret: Any, good_too: bool) -> None:
    for call in _calls([SECRET, secret] if good_too else [secret]):
        with pytest.raises(ValueError, match="24 to 64 octets") as caught:
            call()
        assert not isinstance(caught.value, CodecError)
        assert str(caught.value) == "a secret is whsec_ and the base64 of 24 to 64 octets"
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None


@pytest.mark.parametrize("octets", [24, 25, 63, 64])
def test_lengths_of_secrets(octets: int) -> None:
    secret = whsec(b"x" * octets)
    one = signed(STATUS, secret)
    assert verify(one.headers, one.body, secrets=[secret]).timestamp == NOW


@pytest.mark.parametrize("secrets", [[], (), SECRET, None, SECRET.encode(), 5, iter([SECRET])])
def test_a_list_of_secrets(secrets: Any) -> None:
    for call in _calls(secrets):
        with pytest.raises(ValueError, match=r"^a list of secrets is expected, 32 at most$"):
            call()


def test_so_many_secrets() -> None:
    one = signed(STATUS, *[OLD] * 31, SECRET)
    assert verify(one.headers, one.body, secrets=[FOREIGN] * 31 + [SECRET]).secret == 31
    assert len(one.headers["webhook-signature"].split()) == 32
    for call in _calls([SECRET] * 33):
        with pytest.raises(ValueError, match="32 at most"):
            call()
    signature = one.headers["webhook-signature"].split()[-1]
    for before, fits in ((31, True), (32, False)):
        headers = {**one.headers, "webhook-signature": "v1, " * before + signature}
        if fits:
            assert verify(headers, one.body).secret == 0
        else:
            with pytest.raises(SignatureError, match=r"^no signature fits$"):
                verify(headers, one.body)


@pytest.mark.parametrize("now", [True, 1.7e9, float("nan"), -1, 10**11, None, "1700000000", Decimal(NOW)])
def test_what_is_no_time(now: Any) -> None:
    for call in _calls([SECRET], now)[:2]:
        with pytest.raises(ValueError, match=r"^now is a time in Unix seconds, an int$"):
            call()


def test_what_is_no_time_without_headers() -> None:
    with pytest.raises(ValueError, match=r"^now is a time in Unix seconds, an int$"):
        _calls([SECRET], 1.7e9)[2]()


# ---- hmac

_OPENSSL = shutil.which("openssl")


@pytest.mark.skipif(_OPENSSL is None, reason="there is no openssl on this system to compare with")
@pytest.mark.parametrize("algorithm", relay.HMACS)
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r"])
def test_hmac_is_openssls(algorithm: str, event: Event, charset: str) -> None:
    told = {
        "DeliveryStatus": "42:79990000000:1",
        "IncomingMessage": f"79990000000:{MESSAGE.mes}:79990000001",
        "ConfirmedCall": "79990000000:1699999991",
    }[type(event).__name__]
    for secret, options in (
        (b"a_secret_of_printable_characters", ("-hmac", "a_secret_of_printable_characters")),
        (KEY, ("-mac", "HMAC", "-macopt", f"hexkey:{KEY.hex()}")),
    ):
        run = subprocess.run([str(_OPENSSL), "dgst", f"-{algorithm}", *options], input=told.encode(charset), capture_output=True, check=True)
        assert relay.hmac(event, algorithm=algorithm, secret=secret, charset=charset) == run.stdout.split()[-1].decode()


@pytest.mark.parametrize(
    ("algorithm", "secret", "charset", "why"),
    [
        ("sha512", KEY, "utf-8", "algorithm must be one of sha256, sha1, md5"), ("crc32", KEY, "utf-8", "algorithm must be one of sha256, sha1, md5"),
        ("", KEY, "utf-8", "algorithm must be one of sha256, sha1, md5"), ("sha256", b"x" * 23, "utf-8", "a secret has at least 24 octets"),
        ("sha256", b"", "utf-8", "a secret has at least 24 octets"),
        ("sha256", KEY, "nonsense", "charset must be one of utf-8, windows-1251, koi8-r"),
    ],
)  # fmt: skip
def test_hmac_refuses(algorithm: str, secret: bytes, charset: str, why: str) -> None:
    with pytest.raises(ValueError, match=rf"^{why}$"):
        relay.hmac(STATUS, algorithm=algorithm, secret=secret, charset=charset)


def test_hmac_of_what_is_not_in_its_shape() -> None:
    wild: Any
    for wild in (
        replace(STATUS, phone="7:9"), replace(STATUS, id=""), replace(STATUS, id=42), replace(STATUS, status=None),  # type: ignore[arg-type]
        replace(MESSAGE, to="1:2"), replace(MESSAGE, mes="\ud800"), replace(MESSAGE, mes=None), replace(CALL, ts=True), None, "text",  # type: ignore[arg-type]
    ):  # fmt: skip
        with pytest.raises(EncodeError):
            relay.hmac(wild, algorithm="sha256", secret=KEY)
    with pytest.raises(EncodeError) as refused:
        relay.hmac(replace(MESSAGE, mes="😀"), algorithm="sha256", secret=KEY, charset="windows-1251")
    error = refused.value
    assert (error.what, error.field, error.why) == ("relayed callback", "phone, mes, to", "what is hashed is missing, or not in its shape")


def test_a_secret_of_24_octets() -> None:
    assert len(relay.hmac(STATUS, algorithm="sha256", secret=b"x" * 24)) == 64


# ---- laws

_PHONES = st.integers(1, 10**15).map(str) | st.just("a.b@shop.example")
_TEXTS = st.text(max_size=20) | st.sampled_from(["", "раз: два", 'a"b\\', "\x00\x1f\x7f\u2028", "😀", "overtime: 01:02"])
_STAMPS = st.none() | st.integers(0, 99999999999)
_EXTRA = st.dictionaries(st.sampled_from(["own", "pnet", "ключ", "a b"]), _TEXTS, max_size=2).map(lambda found: tuple(found.items()))
_STATUSES = st.builds(
    DeliveryStatus,
    id=st.integers(0, 10**20 - 1).map(str),
    phone=_PHONES,
    status=st.sampled_from(MessageStatus),
    ts=_STAMPS,
    time=st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(lambda at: at.replace(microsecond=0)),
    err=st.none() | st.sampled_from(DeliveryErrorCode),
    cost=st.none() | st.decimals(0, 999999, places=2),
    flag=st.none() | st.integers(0, 65535).map(MessageFlags),
    sender=st.none() | _TEXTS,
    cmt=st.none() | _TEXTS,
    extra=_EXTRA,
)
_MESSAGES = st.builds(IncomingMessage, id=st.none() | st.just("5"), phone=_PHONES, mes=_TEXTS, to=st.just("3456"), sent=_STAMPS, time=_STAMPS, extra=_EXTRA)
_CALLS = st.builds(ConfirmedCall, phone=_PHONES, ts=st.integers(0, 99999999999), extra=_EXTRA)


_EVENTS: st.SearchStrategy[Event] = _STATUSES | _MESSAGES | _CALLS


@st.composite
def _received(draw: st.DrawFn) -> Received:
    """JSON carries every event; a form in windows-1251 only some, and XML no control characters."""
    event = draw(_EVENTS)
    try:
        return received(event, draw(st.sampled_from(["json", "form"])))
    except EncodeError:
        return received(event)


@given(taken=_received(), now=st.integers(0, 10**11 - 1), by=st.integers(-300, 300), both=st.booleans())
def test_what_is_signed_verifies(taken: Received, now: int, by: int, both: bool) -> None:
    one = relay.sign(taken, secrets=[OLD, SECRET] if both else [SECRET], now=now)
    told = verify(one.headers, one.body, now=min(max(0, now + by), 10**11 - 1))
    assert told.event == taken.event
    assert (told.id, told.timestamp, told.authenticated) == (one.headers["webhook-id"], now, taken.verdict.authenticated)
    body = json.loads(one.body)
    assert body["type"] == f"smsc.{taken.verdict.kind.value}"
    assert datetime.fromisoformat(body["timestamp"]).utcoffset() == timedelta(0)


@given(event=_EVENTS, now=st.integers(0, 10**11 - 1), other=_TEXTS)
def test_repeats_keep_one_id(event: Event, now: int, other: str) -> None:
    """Whatever the secret, the time, and the fields that do not tell one event from another."""
    one = relay.sign(received(event), secrets=[SECRET], now=NOW)
    changed = replace(event, extra=(("own", other),))
    assert relay.sign(received(changed), secrets=[OLD], now=now).headers["webhook-id"] == one.headers["webhook-id"]
    elsewhere = replace(event, phone=event.phone[:-1] + ("1" if event.phone[-1] != "1" else "2"))
    assert relay.sign(received(elsewhere), secrets=[SECRET], now=NOW).headers["webhook-id"] != one.headers["webhook-id"]


@given(data=st.data(), taken=_received())
def test_what_was_changed_does_not_verify(data: st.DataObject, taken: Received) -> None:
    one = relay.sign(taken, secrets=[SECRET], now=NOW)
    headers, body = dict(one.headers), one.body
    part = data.draw(st.sampled_from(["body", *headers]))
    if part == "body":
        body = data.draw(mutated(body))
        assume(body != one.body)
    else:
        was = headers[part]
        headers[part] = data.draw(st.text(max_size=60) | mutated(was.encode()).map(lambda octets: octets.decode("utf-8", "replace")))
        assume(was not in (headers[part].split(" ") if part == "webhook-signature" else [headers[part]]))
    with pytest.raises(SignatureError):
        verify(headers, body)


_HEADERS = st.dictionaries(
    st.sampled_from(["webhook-id", "webhook-timestamp", "webhook-signature", "Webhook-Id"]) | st.text(max_size=5),
    st.text(max_size=40) | st.sampled_from([str(NOW), "v1,", "v1,AAAA", "\ud800"]) | st.none() | st.binary(max_size=3) | st.integers(),
)


@given(headers=_HEADERS, body=st.binary(max_size=40))
def test_nothing_else_comes_out(headers: dict[str, Any], body: bytes) -> None:
    with pytest.raises(SignatureError):
        verify(headers, body)


@given(data=st.data(), taken=_received())
def test_no_body_brings_a_foreign_error(data: st.DataObject, taken: Received) -> None:
    """Not even one that is signed."""
    body = data.draw(mutated(relay.sign(taken, secrets=[SECRET], now=NOW).body) | st.binary(max_size=40))
    try:
        assert verify(by_hand(body), body).id == "msg_1"
    except DecodeError as error:
        assert error.what == "relayed callback"
        assert str(error)


def test_a_body_has_bounds() -> None:
    taken = received(STATUS)
    assert isinstance(taken.event, DeliveryStatus)
    room = 2_097_152 - len(relay.sign(replace(taken, event=replace(taken.event, cmt="")), secrets=[SECRET], now=NOW).body)
    whole = relay.sign(replace(taken, event=replace(taken.event, cmt="x" * room)), secrets=[SECRET], now=NOW)
    assert len(verify(whole.headers, whole.body).event.cmt) == room  # type: ignore[union-attr, arg-type]
    with pytest.raises(EncodeError, match="at most 2097152 octets"):
        relay.sign(replace(taken, event=replace(taken.event, cmt="x" * (room + 1))), secrets=[SECRET], now=NOW)
    with pytest.raises(SignatureError, match=r"^it is late, early or malformed$"):
        verify(by_hand(b" " + whole.body), b" " + whole.body)
    with pytest.raises(EncodeError, match=r"^relayed callback: a body has at most 2097152 octets$"):
        relay.sign(replace(taken, event=replace(taken.event, cmt="ё" * 1_100_000)), secrets=[SECRET], now=NOW)
