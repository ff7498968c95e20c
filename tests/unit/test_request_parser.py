"""Tests of smsc_codec.request_parser: valid requests, and the masking of secrets in errors."""

from __future__ import annotations

import copy
import pickle
import traceback
from typing import Any

import pytest

from smsc_codec import Command, Credentials, DecodeError, ParsedRequest, commands, replies
from smsc_codec.commands import parse
from smsc_codec.request_parser import MAX_REQUEST_BYTES, _ranked
from smsc_codec.schema.scalars import ADDRESS

SECRET = "73519"
"""Too short for the masking of personal data, so that only the masking of secrets hides it."""


def parse_error(request: Any, path: str | None = None) -> DecodeError:
    """Return the error that parsing an invalid request raises."""
    with pytest.raises(DecodeError) as error:
        parse(request, path=path)
    return error.value


def arguments(request: str | bytes, path: str | None = None) -> dict[str, str]:
    """Return the arguments of the parsed command."""
    return dict(parse(request, path=path).command.arguments)


# ---- notations of a request

STATUS = "phone=79990000000&id=5&fmt=3&charset=utf-8"


@pytest.mark.parametrize(
    ("request_", "path"),
    [
        (f"https://smsc.ru/sys/status.php?{STATUS}", None),
        (f"http://smsc.ru:8080/sys/status.php?{STATUS}#top", None),
        (f"https://[2001:db8::1]:443/sys/status.php?{STATUS}", None),
        (f"HTTPS://user@smsc.ru/sys/status.php?{STATUS}", None),
        (f"smsc.ru/sys/status.php?{STATUS}", None),
        (f"/sys/status.php?{STATUS}", None),
        (f"status.php?{STATUS}", None),
        (f"/sys/status?{STATUS}", None),
        (f"GET /sys/status.php?{STATUS} HTTP/1.1", None),
        (f"GET /sys/status.php?{STATUS} HTTP/1.1\r\n", None),
        (f"GET https://smsc.ru/sys/status.php?{STATUS} HTTP/1.0", None),
        (f"POST /sys/status.php?{STATUS} HTTP/2", None),
        (f"\n\nPUT {STATUS}", "status"),
        (f"GET /sys/status.php?{STATUS}", None),
        (f"\r\n/sys/status.php?{STATUS}\n", None),
        (f"?{STATUS}", None),
        (STATUS, None),
        (STATUS, "/sys/status.php"),
        (STATUS, "status.php"),
        (STATUS, "status"),
        (STATUS, "https://smsc.ru/sys/status.php"),
        (f"?{STATUS}", "//status"),
        (f"&&{STATUS}&&", "status"),
        (f"/sys/status.php?{STATUS}", "/sys/balance.php"),
    ],
)
def test_every_notation_of_a_request_is_parsed(request_: str, path: str | None) -> None:
    for request in (request_, request_.encode()):
        parsed = parse(request, path=path)
        assert (parsed.command.name, parsed.credentials, parsed.unknown) == ("status", None, ())
        assert parsed.command.arguments == (
            ("phone", "79990000000"),
            ("id", "5"),
            ("fmt", "3"),
            ("charset", "utf-8"),
        )
        assert parsed.command.params(Credentials(apikey="k")) == {
            "apikey": "k",
            **dict(parsed.command.arguments),
        }


def test_parsed_request_has_command_credentials_and_unknown_parameters() -> None:
    parsed = parse(f"/sys/status.php?login=alex&psw={SECRET}&{STATUS}&new={SECRET}&all=2")
    assert parsed.credentials == Credentials("alex", SECRET)
    assert parsed.unknown == (("new", SECRET),)
    assert parsed.command == commands.status(phone="79990000000", id="5", all=2)
    assert parsed.command.reply is replies.status(all=2)
    assert [*parsed.params().items()] == [
        ("login", "alex"),
        ("psw", SECRET),
        ("phone", "79990000000"),
        ("id", "5"),
        ("all", "2"),
        ("fmt", "3"),
        ("charset", "utf-8"),
        ("new", SECRET),
    ]
    assert (
        parsed.query()
        == f"login=alex&psw={SECRET}&phone=79990000000&id=5&all=2&fmt=3&charset=utf-8&new={SECRET}"
    )
    assert (
        repr(parsed) == "<ParsedRequest <Command status: phone, id, all, fmt, charset>, "
        "<Credentials login, psw>, 1 unknown>"
    )
    for again in (pickle.loads(pickle.dumps(parsed)), copy.deepcopy(parsed)):
        assert (again, hash(again)) == (parsed, hash(parsed))


def test_body_may_contain_url_characters() -> None:
    for text in ("how?", "http://a.b/c.php?d", "/x", "a.php?b", "?", "GET /"):
        assert arguments(f"phones=7&mes={text}", "send")["mes"] == text
        assert arguments(f"mes={text}&phones=7", "send")["mes"] == text
    assert arguments("phones=7&mes=a#b", "send")["mes"] == "a#b"
    assert arguments("phones=7&mes=a=b;c", "send")["mes"] == "a=b;c"


def test_empty_parameter_differs_from_a_missing_one() -> None:
    assert arguments("/sys/status.php?phone=&id=&all=&fmt=&charset=") == {
        "phone": "",
        "id": "",
        "all": "",
        "fmt": "",
        "charset": "",
    }
    assert arguments("/sys/status.php?phone&id") == {"phone": "", "id": ""}
    blank = parse("/sys/status.php?phone=&id=&fmt=&charset=").command
    absent = parse("/sys/status.php?phone=&id=").command
    assert blank != absent
    for command in (blank, absent):
        assert (command.fmt, command.charset) == (0, "windows-1251")
        assert command.reply is replies.status(fmt=0).with_charset("windows-1251")
    assert parse("phones=&mes=&sender=&id=", path="send").query() == "phones=&mes=&id=&sender="


def test_list_separators_are_lenient() -> None:
    for text in ("7999", "7999,", "7999,7998", "7999;7998", "7999, 7998", " 7999 ; a@b.c;", "G1,"):
        assert arguments(f"phones={text}&mes=x", "send")["phones"] == text
    assert arguments("phones=+79990000000&mes=x", "send")["phones"] == " 79990000000"
    assert arguments("phones=%2B79990000000&mes=x", "send")["phones"] == "+79990000000"
    for text in ("7999,,7998", ",", ";;", "7999, ,7998", "7\n9"):
        assert parse_error(f"phones={text}&mes=x", "send").expected == (
            f"phones ({ADDRESS.description})",
        )


def test_trailing_comma_selects_the_list_command() -> None:
    assert parse("phone=7&id=5", path="status").command.name == "status"
    assert parse("phone=7,&id=5,", path="status").command.name == "statuses"
    assert parse("phone=7,8&id=5,6", path="status").command.name == "statuses"
    assert parse("del=1&phone=7&id=5", path="status").command.name == "message_delete"
    assert parse_error("phone=7,&id=5", "status").expected == (f"phone ({ADDRESS.description})",)
    assert parse_error("del=2&phone=7,&id=5", "status").expected == (
        f"phone ({ADDRESS.description})",
    )


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r"])
def test_text_is_decoded_in_the_declared_charset(charset: str) -> None:
    parsed = parse(
        f"phones=7&mes=Ёлка&ключ=я&charset={charset.upper()}&fmt=1".encode(charset),
        path="send",
    )
    assert dict(parsed.command.arguments)["mes"] == "Ёлка"
    assert parsed.unknown == (("ключ", "я"),)
    assert (parsed.command.charset, dict(parsed.command.arguments)["charset"]) == (
        charset,
        charset.upper(),
    )
    assert parsed.command.reply is replies.send(fmt=1).with_charset(charset)
    assert parsed.query().isascii()
    assert parse(parsed.query(), path="send") == parsed


def test_default_charset_is_windows_1251() -> None:
    assert arguments("phones=7&mes=Ёлка".encode("cp1251"), "send")["mes"] == "Ёлка"
    assert arguments("phones=7&mes=%A8%EB%EA%E0", "send")["mes"] == "Ёлка"
    assert arguments("phones=7&mes=%D0%81&charset=utf-8", "send")["mes"] == "Ё"


def test_reply_of_an_undocumented_format_raises_value_error() -> None:
    command = parse("/sys/get.php?get_stat=1&fmt=1").command
    with pytest.raises(ValueError, match="is not documented"):
        _ = command.reply


def test_query_without_a_page_must_match_one_command() -> None:
    assert parse("get_operator=1&phone=7").command.name == "operator"
    assert parse("phones=7&mes=x").command.name == "send"
    for query in ("get=1", "chg=1&phone=7", "del=1&id=5"):
        error = parse_error(query)
        assert error.expected == ("the parameters of a single command",)
        assert error.hint == "pass the path of the request: parse(..., path=...)"
    error = parse_error("phones=7&mes=x&new=1")
    assert error.expected == ("the parameters of a single command without unknown parameters",)
    assert (error.hint, error.found) == (
        "pass the path of the request: parse(..., path=...)",
        "new=1",
    )
    assert parse_error("cur=x").expected == ("the parameters of a single command",)
    assert parse_error("get=1&phones=7,,", "status").hint is None


# ---- secrets


def error_output(error: DecodeError) -> str:
    """Return everything that an error can output."""
    texts = [
        str(error),
        repr(error),
        error.render(show_data=True),
        error.found,
        str(error.source),
        str(error.expected),
        str(error.hint),
    ]
    return "".join(
        [
            *texts,
            *traceback.format_exception(error),
            pickle.dumps(error).decode("latin-1"),
            repr(vars(error)),
        ]
    )


NAMES = [
    "login",
    "psw",
    "apikey",
    "password",
    "code",
    "p%73w",
    "%70%73%77",
    "logi%6E",
    "%61pikey",
    "passwor%64",
    "%63ode",
]
INVALID = {
    "fmt": "{}=73519&fmt=7",
    "secret first": "{}=73519&fmt=7&id=x",
    "repeated": "{0}=73519&{0}=73519",
    "invalid percent": "new=%zz&{}=73519",
    "invalid percent in the secret": "{}=%zz73519",
    "undecodable byte": "{}=73519%98",
    "raw undecodable byte": "{}=\udc98 73519",
    "unknown charset": "charset=utf8&{}=73519",
    "many fields": "{}=73519&" + "a=1&" * 200,
    "? before the secret": "mes=how?&{}=73519&fmt=7",
    "? in the secret": "fmt=7&{}=how?73519",
    "= in the secret": "fmt=7&{}=how=73519",
    "space in the secret": "fmt=7&{}=how 73519",
    "line break in the secret": "fmt=7&{}=73519\n73519",
}
CONTEXTS = [
    "{}",
    "?{}",
    "/sys/senders.php?{}",
    "/sys/nothing.php?{}",
    "https://smsc.ru/sys/users.php?{}#x",
    "GET /sys/balance.php?{} HTTP/1.1",
    "POST http://[::1]/sys/nothing.php?{} HTTP/1.1",
    "PUT /sys/send.php?{} HTTP/1.1",
]


@pytest.mark.parametrize("defect", INVALID)
@pytest.mark.parametrize("name", NAMES)
def test_error_never_contains_a_secret(name: str, defect: str) -> None:
    for context in CONTEXTS:
        request = context.format(INVALID[defect].format(name))
        for path in (None, "send"):
            error = parse_error(request.encode("utf-8", "surrogateescape"), path)
            assert SECRET not in error_output(error)
            assert isinstance(error.source, bytes)
            assert len(error.source) == len(request.encode("utf-8", "surrogateescape"))


@pytest.mark.parametrize("name", NAMES)
def test_error_of_an_oversized_request_contains_no_secret(name: str) -> None:
    for request in (
        f"{name}={SECRET}&mes=" + "x" * MAX_REQUEST_BYTES,
        "mes=" + "x" * MAX_REQUEST_BYTES + f"?&{name}={SECRET}",
    ):
        assert SECRET not in error_output(parse_error(request, "send"))


def test_secret_after_a_semicolon_is_masked() -> None:
    """A semicolon does not separate fields, but the client may have intended it to."""
    assert SECRET not in error_output(parse_error(f"fmt=7;psw={SECRET};login={SECRET}", "send"))


def test_secret_is_not_in_the_exception_chain() -> None:
    error: BaseException | None = parse_error(f"psw={SECRET}%98", "balance")
    while error is not None:
        assert SECRET not in repr(error)
        error = error.__context__


@pytest.mark.parametrize("prefix", ["\r", "\n", "\r\n", "GET ", "POST "])
def test_secret_after_a_stripped_prefix_is_masked(prefix: str) -> None:
    assert parse(f"{prefix}p%73w={SECRET}", path="balance").credentials == Credentials(psw=SECRET)
    assert SECRET not in error_output(parse_error(f"{prefix}p%73w={SECRET}&fmt=7", "balance"))


def test_name_that_ends_like_a_secret_is_not_masked() -> None:
    assert (
        parse_error("phone=7&id=5&mycode=73519&fmt=7", "status").source
        == b"phone=7&id=5&mycode=73519&fmt=7"
    )
    assert parse_error("phone=7&id=5&psw&fmt=7", "status").source == b"phone=7&id=5&psw&fmt=7"
    assert (
        parse_error("phone=7&psw=1234&id=5&fmt=7", "status").source
        == b"phone=7&psw=****&id=5&fmt=7"
    )


def test_error_masks_phone_numbers_and_texts() -> None:
    error = parse_error("/sys/send.php?phones=79991234567&mes=Ivan&fmt=7")
    assert "7999" not in str(error)
    assert "Ivan" not in str(error)
    assert "phones=" in str(error)


def test_repr_of_a_parsed_request_contains_no_secret() -> None:
    for query in (
        "login={0}&psw={0}&sender=X&code={0}",
        "apikey={0}&sender=X&code={0}&new={0}",
        "sender=X&code={0}",
    ):
        parsed = parse("/sys/senders.php?check_code=1&" + query.format(SECRET))
        for value in (parsed, parsed.command, parsed.credentials, [parsed], {"key": parsed}):
            assert SECRET not in f"{value!r}{value}"
    assert isinstance(parsed, ParsedRequest)
    assert isinstance(parsed.command, Command)


def test_oversized_request_is_rejected() -> None:
    longest = "/sys/balance.php?x=".ljust(MAX_REQUEST_BYTES, "y")
    assert len(parse(longest).unknown[0][1]) == MAX_REQUEST_BYTES - 19
    error = parse_error(longest + "y")
    assert (error.codec, error.span, error.expected) == (
        "request",
        (0, MAX_REQUEST_BYTES + 1),
        (f"a request of at most {MAX_REQUEST_BYTES} bytes",),
    )


@pytest.mark.parametrize("fmt", ["", "0", "1", "2", "3"])
def test_every_fmt_is_accepted(fmt: str) -> None:
    assert arguments(f"/sys/balance.php?fmt={fmt}") == {"fmt": fmt}


def test_unknown_names_are_not_cached() -> None:
    """Otherwise, untrusted input would grow the cache."""
    balance = commands.parse("/sys/balance.php?login=a&psw=b")
    before = _ranked.cache_info().currsize
    for name in ("x" * 100_000, "y", "z"):
        assert commands.parse(f"/sys/balance.php?login=a&psw=b&{name}=1").command == balance.command
    assert _ranked.cache_info().currsize == before
