"""smsc_codec.callbacks.address: parsing and validation of the handler URL."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from smsc_codec.callbacks import ConfirmedCall, Handler
from smsc_codec.callbacks.address import Address


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/sms",
        "http://shop.example:8080/a/b?shop=7",
        "https://shop.example/sms?charset=koi8-r&md5=a-b_C9",
        "https://shop.example/sms?charset=utf-8&fmt=3&sha1=SECRET&shop=7",
        "https://shop.example/!id&phone?status=&fmt=2",
        "https://shop.example/!shop=7&sha1=SECRET?charset=utf-8",
        "https://shop.example/!id",
        "https://[::1]/x?crc32=A",
        "https://shop.example/?a=%D0%B1&c=d+e&flagless",
    ],
)
def test_url_round_trips(url: str) -> None:
    if "status=" in url:
        with pytest.raises(ValueError, match="status is a service field"):
            Handler.from_url(url)
        return
    assert Handler.from_url(url).url() == url


_INVALID_URL = "handler URL: expected an http or https URL without a fragment or a login"
_TOO_LONG = "handler URL: expected at most 2048 printable characters, no spaces"
_INVALID_SECRET = "secret: expected 1 to 256 characters out of a-z, A-Z, 0-9, - and _"
_INVALID_PORT = "handler URL: expected a host, and a port of 1 to 65535 if present"
_TOO_MANY = "handler URL: repeated parameter, or more than 32"


def _own(name: str) -> str:
    return f"handler URL: {name} is a service field and cannot name a parameter"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("ftp://shop.example/", _INVALID_URL),
        ("shop.example/sms", _INVALID_URL),
        ("https:///x", _INVALID_URL),
        ("https://shop.example/#x", _INVALID_URL),
        ("https://me:you@shop.example/", _INVALID_URL),
        ("https://shop.example/?id=5", _own("id")),
        ("https://shop.example/!mes=5", _own("mes")),
        ("https://shop.example/?waitcall=1", _own("waitcall")),
        ("https://shop.example/?a=1&a=2", _TOO_MANY),
        ("https://shop.example/!a?a=2", _TOO_MANY),
        (
            "https://shop.example/?charset=latin-1",
            "handler URL: charset must be one of windows-1251, utf-8, koi8-r",
        ),
        ("https://shop.example/?fmt=1", "handler URL: fmt must be 2, 3 or absent"),
        (
            "https://shop.example/?fmt=3&charset=koi8-r",
            "handler URL: fmt cannot be combined with charset=koi8-r",
        ),
        ("https://shop.example/?sha1=", _INVALID_SECRET),
        ("https://shop.example/?md5=a%20b", _INVALID_SECRET),
        ("https://shop.example/?sha1=секрет", _INVALID_SECRET),
        ("https://shop.example/ x", _TOO_LONG),
        ("https://shop.example/?a=\t", _TOO_LONG),
        ("https://shop.example/" + "x" * 3000, _TOO_LONG),
        ("https://shop.example/?" + "&".join(f"p{n}" for n in range(33)), _TOO_MANY),
        ("https://shop.example:abc/p", _INVALID_PORT),
        ("https://shop.example:65536/p", _INVALID_PORT),
        ("https://shop.example:0/p", _INVALID_PORT),
        ("https://me:you@h\u2100/", _INVALID_PORT),
        ("https://[x/", _INVALID_PORT),
        ("https://shop.example/?a=#x", _INVALID_URL),
    ],
)
def test_invalid_url_is_rejected(url: str, expected: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        Handler.from_url(url)
    assert str(error.value) == expected


@pytest.mark.parametrize("query", ["%ff=1", "a=%ff"])
def test_percent_encoding_must_be_utf_8(query: str) -> None:
    with pytest.raises(ValueError, match=r"^handler URL: percent-encoded text is not valid UTF-8$"):
        Handler.from_url(f"https://shop.example/?{query}")


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/?sha1=TOPSECRET%ff",
        "https://shop.example/!TOPSECRET%ff",
        "https://me:TOPSECRET@h\u2100/",
    ],
)
def test_url_errors_contain_no_secret(url: str) -> None:
    """Neither in the error nor in its context."""
    with pytest.raises(ValueError, match=r".") as caught:
        Handler.from_url(url)
    error = caught.value
    assert "TOPSECRET" not in f"{error!r} {error} {vars(error)}"
    assert (type(error), error.__context__, error.__cause__) == (ValueError, None, None)


_BASE = "https://shop.example/sms"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"base": _BASE, "post": (("sha1", ""),)}, _INVALID_SECRET),
        ({"base": _BASE, "get": (("md5", None),)}, _INVALID_SECRET),
        (
            {"base": _BASE, "post": (("charset", "latin-1"),)},
            "handler URL: charset must be one of windows-1251, utf-8, koi8-r",
        ),
        ({"base": f"{_BASE}?a=1"}, _INVALID_URL),
        ({"base": f"{_BASE}!a"}, _INVALID_URL),
        ({"base": f"{_BASE}#a"}, _INVALID_URL),
        ({"base": f"{_BASE}/ a"}, _INVALID_URL),
        ({"base": f"{_BASE}\n"}, _INVALID_URL),
        ({"base": "shop.example"}, _INVALID_URL),
        ({"base": _BASE, "post": (("id", "1"),)}, _own("id")),
        (
            {"base": _BASE.ljust(2049, "x")},
            "handler URL: expected at most 2048 characters after percent-encoding",
        ),
    ],
)
def test_invalid_address_is_rejected_without_from_url(parts: dict[str, Any], expected: str) -> None:
    """Otherwise an empty secret would verify."""
    with pytest.raises(ValueError, match=r".") as caught:
        Handler(Address(**parts))
    assert str(caught.value) == expected


def test_handler_of_address_built_without_from_url() -> None:
    made = Handler(Address(base=_BASE, post=(("sha1", "S"), ("own", "я"))))
    assert not made.allow_crc32
    assert pickle.loads(pickle.dumps(made)).url() == made.url() == f"{_BASE}?sha1=S&own=%D1%8F"


def test_largest_url_is_accepted() -> None:
    for url in (
        "https://shop.example/".ljust(2048, "x"),
        "https://shop.example/?" + "&".join(f"p{n}" for n in range(32)),
    ):
        assert Handler.from_url(url).url() == url


def test_empty_parameters_are_dropped() -> None:
    assert (
        Handler.from_url("https://shop.example/?&a=1&&b=2&").url()
        == "https://shop.example/?a=1&b=2"
    )


def test_old_secrets_are_validated() -> None:
    for old in (["a b"], [""], ["ключ"]):
        with pytest.raises(ValueError, match=rf"^{_INVALID_SECRET}$"):
            Handler.from_url("https://shop.example/?sha1=S", old_secrets=old)
    text: Any = "abc"
    with pytest.raises(TypeError, match=r"^old_secrets: expected a list of secrets, got str$"):
        Handler.from_url("https://shop.example/?sha1=S", old_secrets=text)


def test_repr_contains_no_secret() -> None:
    handler = Handler.from_url(
        "https://shop.example/sms?sha1=TOPSECRET&shop=7", old_secrets=["OLDSECRET"]
    )
    for shown in (
        repr(handler),
        str(handler),
        repr(handler.receive(body=b"id=1&phone=7&status=1&sha1=0")),
    ):
        assert "SECRET" not in shown
    assert repr(handler) == "<Handler https://shop.example/sms, windows-1251, fmt=None, sha1>"
    assert handler.algorithms == ("sha1",)


def test_handler_is_picklable_and_immutable() -> None:
    handler = Handler.from_url(
        "https://shop.example/sms?charset=utf-8&sha1=TOP", old_secrets=["OLD"], allow_crc32=True
    )
    again = pickle.loads(pickle.dumps(handler))
    body = Handler.from_url("https://shop.example/sms?charset=utf-8&sha1=OLD").encode(
        ConfirmedCall(phone="79990000000", ts=5)
    )[1]
    assert again.receive(b"", body).verdict.secret_index == 1
    assert (again.url(), again.allow_crc32) == (handler.url(), True)
    with pytest.raises(AttributeError, match=r"^Handler is immutable: cannot set charset$"):
        handler.charset = "koi8-r"
    with pytest.raises(AttributeError, match=r"^Handler is immutable: cannot delete charset$"):
        del handler.charset
    unknown: Any = handler
    with pytest.raises(AttributeError):
        unknown.colour = "red"
    assert handler.charset == "utf-8"


def test_percent_encoded_url_is_bounded() -> None:
    """Found by fuzzing: a handler whose url() is too long to parse could not be unpickled."""
    with pytest.raises(ValueError, match="after percent-encoding"):
        Handler.from_url("https://shop.example/sms?own=" + "я" * 1000)
