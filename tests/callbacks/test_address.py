"""smsc_codec.callbacks.address: what may be typed into the service's settings."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from smsc_codec.callbacks import ConfirmedCall, Handler


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/sms", "http://shop.example:8080/a/b?shop=7", "https://shop.example/sms?charset=koi8-r&md5=a-b_C9",
        "https://shop.example/sms?charset=utf-8&fmt=3&sha1=SECRET&shop=7", "https://shop.example/!id&phone?status=&fmt=2",
        "https://shop.example/!shop=7&sha1=SECRET?charset=utf-8", "https://shop.example/!id", "https://[::1]/x?crc32=A",
        "https://shop.example/?a=%D0%B1&c=d+e&flagless",
    ],
)  # fmt: skip
def test_an_address_is_written_back(url: str) -> None:
    if "status=" in url:
        with pytest.raises(ValueError, match="status is a field of the service"):
            Handler.from_url(url)
        return
    assert Handler.from_url(url).url() == url


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://shop.example/", "http or https"), ("shop.example/sms", "http or https"), ("https:///x", "http or https"),
        ("https://shop.example/#x", "without a fragment"), ("https://me:you@shop.example/", "without a login"),
        ("https://shop.example/?id=5", "id is a field"), ("https://shop.example/!mes=5", "mes is a field"),
        ("https://shop.example/?waitcall=1", "waitcall is a field"), ("https://shop.example/?a=1&a=2", "comes twice"),
        ("https://shop.example/!a?a=2", "comes twice"), ("https://shop.example/?charset=latin-1", "charset must be"),
        ("https://shop.example/?fmt=1", "fmt of a handler"), ("https://shop.example/?fmt=3&charset=koi8-r", "koi8-r"),
        ("https://shop.example/?sha1=", "a secret is made of"), ("https://shop.example/?md5=a%20b", "a secret is made of"),
        ("https://shop.example/?sha1=секрет", "a secret is made of"), ("https://shop.example/ x", "characters"),
        ("https://shop.example/" + "x" * 3000, "characters"), ("https://shop.example/?" + "&".join(f"p{n}" for n in range(40)), "more than 32"),
    ],
)  # fmt: skip
def test_what_the_service_would_not_take(url: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as error:
        Handler.from_url(url)
    assert "секрет" not in str(error.value)


def test_nothing_between_two_ampersands() -> None:
    assert Handler.from_url("https://shop.example/?&a=1&&b=2&").url() == "https://shop.example/?a=1&b=2"


def test_old_secrets_are_secrets() -> None:
    for old in (["a b"], [""], ["ключ"]):
        with pytest.raises(ValueError, match="a secret is made of"):
            Handler.from_url("https://shop.example/?sha1=S", old_secrets=old)
    text: Any = "abc"
    with pytest.raises(TypeError, match="a list of secrets"):
        Handler.from_url("https://shop.example/?sha1=S", old_secrets=text)


def test_secrets_are_not_shown() -> None:
    handler = Handler.from_url("https://shop.example/sms?sha1=TOPSECRET&shop=7", old_secrets=["OLDSECRET"])
    for shown in (repr(handler), str(handler), repr(handler.receive(body=b"id=1&phone=7&status=1&sha1=0"))):
        assert "SECRET" not in shown
    assert repr(handler) == "<Handler https://shop.example/sms, windows-1251, fmt=None, sha1>"
    assert handler.algorithms == ("sha1",)


def test_a_handler_is_a_value_that_travels() -> None:
    handler = Handler.from_url("https://shop.example/sms?charset=utf-8&sha1=TOP", old_secrets=["OLD"], allow_crc32=True)
    again = pickle.loads(pickle.dumps(handler))
    body = Handler.from_url("https://shop.example/sms?charset=utf-8&sha1=OLD").encode(ConfirmedCall(phone="79990000000", ts=5))[1]
    assert again.receive(b"", body).verdict.secret == 1
    assert (again.url(), again.allow_crc32) == (handler.url(), True)
    with pytest.raises(AttributeError, match="immutable"):
        handler.charset = "koi8-r"


def test_an_address_is_bounded_as_it_is_written() -> None:
    """Found by fuzzing: a handler of a long address could not be pickled, since its own url() was too long to be read."""
    with pytest.raises(ValueError, match="percent-encoded"):
        Handler.from_url("https://shop.example/sms?own=" + "я" * 1000)
