"""callbacks/relay.py: signatures verify here and in the published packages, and only those."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from standardwebhooks import Webhook as StandardWebhook
from standardwebhooks.webhooks import WebhookVerificationError
from svix.webhooks import Webhook as SvixWebhook

from smsc_codec import CodecError, EncodeError, SignatureError
from smsc_codec.callbacks import ConfirmedCall, Handler, IncomingMessage, relay
from tests.unit.callbacks.relaying import (
    FOREIGN,
    HANDLERS,
    KEY,
    NOW,
    OLD,
    SECRET,
    STATUS,
    received,
    signed,
    verify,
    whsec,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from smsc_codec.callbacks import Event


PUBLISHED: dict[str, Any] = {"standardwebhooks": StandardWebhook, "svix": SvixWebhook}
MESSAGE = IncomingMessage(
    id="7", phone="79990000000", mes='Да: "нет", \\ & 100%', to="79990000001", sent=5
)
CALL = ConfirmedCall(phone="79990000000", ts=1699999991)
EVENTS: tuple[Event, ...] = (STATUS, MESSAGE, CALL)


# ---- the signed request


def test_body_and_headers() -> None:
    whole = signed(STATUS)
    assert json.loads(whole.body) == {
        "type": "smsc.status",
        "timestamp": "2023-11-14T22:13:10Z",
        "data": {
            "id": "42",
            "phone": "79990000000",
            "status": "1",
            "ts": "1699999990",
            "cost": "3.80",
            "cmt": "ё\n«»",
            "charset": "utf-8",
            "fmt": "3",
        },
        "authenticated": ["id", "phone", "status"],
    }
    assert set(whole.headers) == {"webhook-id", "webhook-timestamp", "webhook-signature"}
    assert re.fullmatch("msg_[0-9a-f]{32}", whole.headers["webhook-id"])
    assert whole.headers["webhook-timestamp"] == str(NOW)


def test_event_without_time_has_the_relay_time() -> None:
    assert json.loads(signed(replace(STATUS, ts=None)).body)["timestamp"] == "2023-11-14T22:13:20Z"


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
@pytest.mark.parametrize("wire", HANDLERS)
def test_signed_event_round_trips(event: Event, wire: str) -> None:
    taken = received(event, wire)
    one = relay.sign(taken, secrets=[SECRET], now=NOW)
    expected = verify(one.headers, one.body)
    assert expected.event == taken.event
    assert expected.authenticated == taken.verdict.authenticated != ()
    assert (expected.id, expected.timestamp, expected.secret_index) == (
        one.headers["webhook-id"],
        NOW,
        0,
    )


def test_crc32_authenticates_nothing() -> None:
    handler = Handler.from_url("https://shop.example/smsc?crc32=secret", allow_crc32=True)
    one = relay.sign(handler.receive(body=handler.encode(CALL)[1]), secrets=[SECRET], now=NOW)
    assert verify(one.headers, one.body).authenticated == ()


def test_rejected_callback_is_not_signed() -> None:
    body = HANDLERS["json"].encode(STATUS)[1].replace(b"79990000000", b"79990000001")
    rejected = HANDLERS["json"].receive(body=body)
    with pytest.raises(EncodeError, match=r"^relayed callback: the callback was not accepted$"):
        relay.sign(rejected, secrets=[SECRET], now=NOW)
    with pytest.raises(EncodeError, match="the callback was not accepted"):
        relay.sign(
            replace(rejected, event=STATUS, verdict=replace(rejected.verdict, identity=())),
            secrets=[SECRET],
            now=NOW,
        )


@pytest.mark.parametrize(
    ("changed", "field", "why"),
    [
        ({"extra": (("key", "\ud800"),)}, None, "text contains an unpaired surrogate"),
        ({"extra": (("\ud800", "text"),)}, None, "text contains an unpaired surrogate"),
        ({"extra": (("key", 5),)}, "extra", "expected a tuple of (str, str) pairs"),
        ({"extra": (("id", "5"),)}, "extra", "contains a key that is the name of a field"),
        ({"cmt": 5}, "cmt", "expected str, got int"),
    ],
)
def test_unencodable_event_is_not_signed(
    changed: dict[str, Any], field: str | None, why: str
) -> None:
    taken = received(STATUS)
    with pytest.raises(EncodeError) as rejected:
        relay.sign(replace(taken, event=replace(STATUS, **changed)), secrets=[SECRET], now=NOW)
    assert (rejected.value.codec, rejected.value.field, rejected.value.reason) == (
        "relayed callback",
        field,
        why,
    )


def test_control_character_is_rejected_in_xml() -> None:
    with pytest.raises(EncodeError):
        received(replace(STATUS, cmt="\x08"), "xml")


def test_event_must_match_the_verdict() -> None:
    with pytest.raises(EncodeError):
        relay.sign(replace(received(STATUS), event=CALL), secrets=[SECRET], now=NOW)


def test_long_message_is_rejected_or_verifies() -> None:
    """256 KiB of windows-1251 are larger in UTF-8."""
    handler = Handler.from_url("https://shop.example/smsc?fmt=3&sha1=secret")
    taken = handler.receive(body=handler.encode(replace(MESSAGE, mes="ё" * 140_000))[1])
    try:
        one = relay.sign(taken, secrets=[SECRET], now=NOW)
    except EncodeError:
        return
    assert verify(one.headers, one.body).event == taken.event


def test_many_secrets_are_rejected_or_verify() -> None:
    try:
        one = signed(STATUS, *[OLD] * 32, SECRET)
    except ValueError:
        return
    assert verify(one.headers, one.body).id == one.headers["webhook-id"]


# ---- the published packages


@pytest.mark.parametrize("package", PUBLISHED)
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
class TestPublished:
    """The packages use the system clock, so these tests sign with it."""

    def test_package_accepts_our_signature(self, event: Event, package: str) -> None:
        one = signed(event, now=int(time.time()))
        PUBLISHED[package](SECRET).verify(one.body, one.headers)

    def test_package_rejects_tampering(self, event: Event, package: str) -> None:
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
    def test_package_rejects_late_and_early_requests(
        self, event: Event, package: str, by: int, why: str
    ) -> None:
        one = signed(event, now=int(time.time()) + by)
        with pytest.raises(WebhookVerificationError, match=why):
            PUBLISHED[package](SECRET).verify(one.body, one.headers)

    def test_package_computes_the_same_signature(self, event: Event, package: str) -> None:
        one = signed(event)
        theirs = PUBLISHED[package](SECRET).sign(
            one.headers["webhook-id"], datetime.fromtimestamp(NOW, UTC), one.body.decode()
        )
        assert theirs == one.headers["webhook-signature"]
        assert (
            verify({**one.headers, "webhook-signature": theirs}, one.body).event
            == received(event).event
        )

    def test_package_accepts_rotated_secrets(self, event: Event, package: str) -> None:
        one = signed(event, SECRET, OLD, now=int(time.time()))
        for secret in (SECRET, OLD):
            PUBLISHED[package](secret).verify(one.body, one.headers)
        with pytest.raises(WebhookVerificationError):
            PUBLISHED[package](FOREIGN).verify(one.body, one.headers)


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
        whsec(b"x" * 23),
        whsec(b"x" * 65),
        whsec(b"x"),
        "whsec_",
        "",
        SECRET.removeprefix("whsec_"),
        SECRET.upper(),
        SECRET[:-1],
        SECRET + "=",
        SECRET + "\n",
        " " + SECRET,
        "whsec_" + SECRET,
        "whsec_" + _HIDDEN,
        "whsec_" + _HIDDEN + "!",
        "whsec_ж" + _HIDDEN,
        _HIDDEN,
        "whsk_" + SECRET.removeprefix("whsec_"),
        None,
        5,
        SECRET.encode(),
        _HIDDEN.encode(),
    ],
)
@pytest.mark.parametrize("good_too", [False, True])
def test_invalid_secret_is_not_in_the_message(secret: Any, good_too: bool) -> None:
    for call in _calls([SECRET, secret] if good_too else [secret]):
        with pytest.raises(ValueError, match="24 to 64 bytes") as caught:
            call()
        assert not isinstance(caught.value, CodecError)
        assert (
            str(caught.value) == "secrets: expected whsec_ followed by the base64 of 24 to 64 bytes"
        )
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None


@pytest.mark.parametrize("length", [24, 25, 63, 64])
def test_secret_of_valid_length_is_accepted(length: int) -> None:
    secret = whsec(b"x" * length)
    one = signed(STATUS, secret)
    assert verify(one.headers, one.body, secrets=[secret]).timestamp == NOW


@pytest.mark.parametrize("secrets", [[], (), SECRET, None, SECRET.encode(), 5, iter([SECRET])])
def test_secrets_must_be_a_nonempty_list(secrets: Any) -> None:
    for call in _calls(secrets):
        with pytest.raises(ValueError, match=r"^secrets: expected a list of 1 to 32 secrets$"):
            call()


def test_at_most_32_secrets_and_signatures() -> None:
    one = signed(STATUS, *[OLD] * 31, SECRET)
    assert verify(one.headers, one.body, secrets=[FOREIGN] * 31 + [SECRET]).secret_index == 31
    assert len(one.headers["webhook-signature"].split()) == 32
    for call in _calls([SECRET] * 33):
        with pytest.raises(ValueError, match="1 to 32 secrets"):
            call()
    signature = one.headers["webhook-signature"].split()[-1]
    for before, fits in ((31, True), (32, False)):
        headers = {**one.headers, "webhook-signature": "v1, " * before + signature}
        if fits:
            assert verify(headers, one.body).secret_index == 0
        else:
            with pytest.raises(SignatureError, match=r"^no signature matches$"):
                verify(headers, one.body)


@pytest.mark.parametrize(
    "now", [True, 1.7e9, float("nan"), -1, 10**11, None, "1700000000", Decimal(NOW)]
)
def test_invalid_time_is_rejected(now: Any) -> None:
    for call in _calls([SECRET], now)[:2]:
        with pytest.raises(ValueError, match=r"^now: expected an int, in Unix seconds$"):
            call()


def test_invalid_time_is_rejected_before_headers() -> None:
    with pytest.raises(ValueError, match=r"^now: expected an int, in Unix seconds$"):
        _calls([SECRET], 1.7e9)[2]()


# ---- hmac

_OPENSSL = shutil.which("openssl")


@pytest.mark.skipif(_OPENSSL is None, reason="there is no openssl on this system to compare with")
@pytest.mark.parametrize("algorithm", relay.HMAC_ALGORITHMS)
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r"])
def test_hmac_equals_openssl(algorithm: str, event: Event, charset: str) -> None:
    expected = {
        "DeliveryStatus": "42:79990000000:1",
        "IncomingMessage": f"79990000000:{MESSAGE.mes}:79990000001",
        "ConfirmedCall": "79990000000:1699999991",
    }[type(event).__name__]
    for secret, options in (
        (b"a_secret_of_printable_characters", ("-hmac", "a_secret_of_printable_characters")),
        (KEY, ("-mac", "HMAC", "-macopt", f"hexkey:{KEY.hex()}")),
    ):
        run = subprocess.run(
            [str(_OPENSSL), "dgst", f"-{algorithm}", *options],
            input=expected.encode(charset),
            capture_output=True,
            check=True,
        )
        assert (
            relay.hmac(event, algorithm=algorithm, secret=secret, charset=charset)
            == run.stdout.split()[-1].decode()
        )


@pytest.mark.parametrize(
    ("algorithm", "secret", "charset", "why"),
    [
        ("sha512", KEY, "utf-8", "algorithm must be one of sha256, sha1, md5"),
        ("crc32", KEY, "utf-8", "algorithm must be one of sha256, sha1, md5"),
        ("", KEY, "utf-8", "algorithm must be one of sha256, sha1, md5"),
        ("sha256", b"x" * 23, "utf-8", "secret: expected at least 24 bytes"),
        ("sha256", b"", "utf-8", "secret: expected at least 24 bytes"),
        ("sha256", KEY, "nonsense", "charset must be one of utf-8, windows-1251, koi8-r"),
    ],
)
def test_hmac_rejects_invalid_arguments(
    algorithm: str, secret: bytes, charset: str, why: str
) -> None:
    with pytest.raises(ValueError, match=rf"^{why}$"):
        relay.hmac(STATUS, algorithm=algorithm, secret=secret, charset=charset)


def test_hmac_rejects_malformed_signed_fields() -> None:
    wild: Any
    for wild in (
        replace(STATUS, phone="7:9"),
        replace(STATUS, id=""),
        replace(STATUS, id=42),  # type: ignore[arg-type]
        replace(STATUS, status=None),  # type: ignore[arg-type]
        replace(MESSAGE, to="1:2"),
        replace(MESSAGE, mes="\ud800"),
        replace(MESSAGE, mes=None),  # type: ignore[arg-type]
        replace(CALL, ts=True),
        None,
        "text",
    ):
        with pytest.raises(EncodeError):
            relay.hmac(wild, algorithm="sha256", secret=KEY)
    with pytest.raises(EncodeError) as rejected:
        relay.hmac(
            replace(MESSAGE, mes="😀"), algorithm="sha256", secret=KEY, charset="windows-1251"
        )
    error = rejected.value
    assert (error.codec, error.field, error.reason) == (
        "relayed callback",
        "phone, mes, to",
        "a signed field is missing or malformed",
    )


def test_hmac_accepts_a_secret_of_24_bytes() -> None:
    assert len(relay.hmac(STATUS, algorithm="sha256", secret=b"x" * 24)) == 64
