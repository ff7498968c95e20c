"""smsc_codec.request_parser: requests out of logs, as people and strangers write them."""

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
"""Short digits: no mask hides them, only stars do."""


def refused(request: Any, path: str | None = None) -> DecodeError:
    with pytest.raises(DecodeError) as error:
        parse(request, path=path)
    return error.value


def arguments(request: str | bytes, path: str | None = None) -> dict[str, str]:
    """What was read besides the name; in windows-1251 unless the request says otherwise."""
    return dict(parse(request, path=path).command.arguments)


# ---- where a request is found

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
def test_where_a_request_is_found(request_: str, path: str | None) -> None:
    for request in (request_, request_.encode()):
        found = parse(request, path=path)
        assert (found.command.name, found.credentials, found.unknown) == ("status", None, ())
        assert found.command.arguments == (
            ("phone", "79990000000"),
            ("id", "5"),
            ("fmt", "3"),
            ("charset", "utf-8"),
        )
        assert found.command.params(Credentials(apikey="k")) == {
            "apikey": "k",
            **dict(found.command.arguments),
        }


def test_what_it_says_of_itself() -> None:
    found = parse(f"/sys/status.php?login=alex&psw={SECRET}&{STATUS}&new={SECRET}&all=2")
    assert found.credentials == Credentials("alex", SECRET)
    assert found.unknown == (("new", SECRET),)
    assert found.command == commands.status(phone="79990000000", id="5", all=2)
    assert found.command.reply is replies.status(all=2)
    assert [*found.params().items()] == [
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
        found.query()
        == f"login=alex&psw={SECRET}&phone=79990000000&id=5&all=2&fmt=3&charset=utf-8&new={SECRET}"
    )
    assert (
        repr(found)
        == "<ParsedRequest <Command status: phone, id, all, fmt, charset>, <Credentials login, psw>, 1 unknown>"
    )
    for again in (pickle.loads(pickle.dumps(found)), copy.deepcopy(found)):
        assert (again, hash(again)) == (found, hash(found))


def test_a_body_may_hold_anything() -> None:
    for text in ("how?", "http://a.b/c.php?d", "/x", "a.php?b", "?", "GET /"):
        assert arguments(f"phones=7&mes={text}", "send")["mes"] == text
        assert arguments(f"mes={text}&phones=7", "send")["mes"] == text
    assert arguments("phones=7&mes=a#b", "send")["mes"] == "a#b"
    assert arguments("phones=7&mes=a=b;c", "send")["mes"] == "a=b;c"


def test_blank_and_absent_are_two_things() -> None:
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


def test_lists_as_people_write_them() -> None:
    for text in ("7999", "7999,", "7999,7998", "7999;7998", "7999, 7998", " 7999 ; a@b.c;", "G1,"):
        assert arguments(f"phones={text}&mes=x", "send")["phones"] == text
    assert arguments("phones=+79990000000&mes=x", "send")["phones"] == " 79990000000"
    assert arguments("phones=%2B79990000000&mes=x", "send")["phones"] == "+79990000000"
    for text in ("7999,,7998", ",", ";;", "7999, ,7998", "7\n9"):
        assert refused(f"phones={text}&mes=x", "send").expected == (
            f"phones ({ADDRESS.description})",
        )


def test_one_message_or_a_list_of_one() -> None:
    assert parse("phone=7&id=5", path="status").command.name == "status"
    assert parse("phone=7,&id=5,", path="status").command.name == "statuses"
    assert parse("phone=7,8&id=5,6", path="status").command.name == "statuses"
    assert parse("del=1&phone=7&id=5", path="status").command.name == "message_delete"
    assert refused("phone=7,&id=5", "status").expected == (f"phone ({ADDRESS.description})",)
    assert refused("del=2&phone=7,&id=5", "status").expected == (f"phone ({ADDRESS.description})",)


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r"])
def test_texts_are_in_the_charset_that_is_stated(charset: str) -> None:
    found = parse(
        f"phones=7&mes=Ёлка&ключ=я&charset={charset.upper()}&fmt=1".encode(charset), path="send"
    )
    assert dict(found.command.arguments)["mes"] == "Ёлка"
    assert found.unknown == (("ключ", "я"),)
    assert (found.command.charset, dict(found.command.arguments)["charset"]) == (
        charset,
        charset.upper(),
    )
    assert found.command.reply is replies.send(fmt=1).with_charset(charset)
    assert found.query().isascii()
    assert parse(found.query(), path="send") == found


def test_no_charset_is_the_services_own() -> None:
    assert arguments("phones=7&mes=Ёлка".encode("cp1251"), "send")["mes"] == "Ёлка"
    assert arguments("phones=7&mes=%A8%EB%EA%E0", "send")["mes"] == "Ёлка"
    assert arguments("phones=7&mes=%D0%81&charset=utf-8", "send")["mes"] == "Ё"


def test_a_reply_whose_form_nobody_knows() -> None:
    command = parse("/sys/get.php?get_stat=1&fmt=1").command
    with pytest.raises(ValueError, match="nobody has recorded"):
        _ = command.reply


def test_a_query_without_a_page_must_fit_one_command() -> None:
    assert parse("get_operator=1&phone=7").command.name == "operator"
    assert parse("phones=7&mes=x").command.name == "send"
    for query in ("get=1", "chg=1&phone=7", "del=1&id=5"):
        error = refused(query)
        assert error.expected == ("the parameters of one command (say the path)",)
        assert error.hint == "a query or a body does not say its page: parse(..., path=...)"
    error = refused("phones=7&mes=x&new=1")
    assert error.expected == ("the parameters of one command, and no others (say the path)",)
    assert (error.hint, error.found) == (
        "a query or a body does not say its page: parse(..., path=...)",
        "new=1",
    )
    assert refused("cur=x").expected == ("the parameters of one command (say the path)",)
    assert refused("get=1&phones=7,,", "status").hint is None


# ---- secrets


def shown(error: DecodeError) -> str:
    """All that an error tells, to whomever."""
    told = [
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
            *told,
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
WRONG = {
    "fmt": "{}=73519&fmt=7",
    "first of all": "{}=73519&fmt=7&id=x",
    "twice": "{0}=73519&{0}=73519",
    "percent": "new=%zz&{}=73519",
    "percent in it": "{}=%zz73519",
    "undecodable": "{}=73519%98",
    "raw octet": "{}=\udc98 73519",
    "charset": "charset=utf8&{}=73519",
    "many": "{}=73519&" + "a=1&" * 200,
    "a ? in a body": "mes=how?&{}=73519&fmt=7",
    "a ? in it": "fmt=7&{}=how?73519",
    "an = in it": "fmt=7&{}=how=73519",
    "a blank in it": "fmt=7&{}=how 73519",
    "a line break in it": "fmt=7&{}=73519\n73519",
}
AROUND = [
    "{}",
    "?{}",
    "/sys/senders.php?{}",
    "/sys/nothing.php?{}",
    "https://smsc.ru/sys/users.php?{}#x",
    "GET /sys/balance.php?{} HTTP/1.1",
    "POST http://[::1]/sys/nothing.php?{} HTTP/1.1",
    "PUT /sys/send.php?{} HTTP/1.1",
]


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("name", NAMES)
def test_no_secret_is_shown(name: str, wrong: str) -> None:
    for around in AROUND:
        request = around.format(WRONG[wrong].format(name))
        for path in (None, "send"):
            error = refused(request.encode("utf-8", "surrogateescape"), path)
            assert SECRET not in shown(error)
            assert isinstance(error.source, bytes)
            assert len(error.source) == len(request.encode("utf-8", "surrogateescape"))


@pytest.mark.parametrize("name", NAMES)
def test_no_secret_is_shown_of_a_request_that_is_too_long(name: str) -> None:
    for request in (
        f"{name}={SECRET}&mes=" + "x" * MAX_REQUEST_BYTES,
        "mes=" + "x" * MAX_REQUEST_BYTES + f"?&{name}={SECRET}",
    ):
        assert SECRET not in shown(refused(request, "send"))


def test_no_secret_is_shown_behind_a_semicolon() -> None:
    """Nobody reads a field there; who wrote it may have meant one."""
    assert SECRET not in shown(refused(f"fmt=7;psw={SECRET};login={SECRET}", "send"))


def test_no_secret_is_shown_by_what_led_to_an_error() -> None:
    led: BaseException | None = refused(f"psw={SECRET}%98", "balance")
    while led is not None:
        assert SECRET not in repr(led)
        led = led.__context__


@pytest.mark.parametrize("before", ["\r", "\n", "\r\n", "GET ", "POST "])
def test_no_secret_is_shown_behind_what_is_taken_off(before: str) -> None:
    assert parse(f"{before}p%73w={SECRET}", path="balance").credentials == Credentials(psw=SECRET)
    assert SECRET not in shown(refused(f"{before}p%73w={SECRET}&fmt=7", "balance"))


def test_names_that_only_end_alike_are_no_secrets() -> None:
    assert (
        refused("phone=7&id=5&mycode=73519&fmt=7", "status").source
        == b"phone=7&id=5&mycode=73519&fmt=7"
    )
    assert refused("phone=7&id=5&psw&fmt=7", "status").source == b"phone=7&id=5&psw&fmt=7"
    assert refused("phone=7&psw=1234&id=5&fmt=7", "status").source == b"phone=7&psw=****&id=5&fmt=7"


def test_nobodys_phone_is_shown() -> None:
    error = refused("/sys/send.php?phones=79991234567&mes=Ivan&fmt=7")
    assert "7999" not in str(error)
    assert "Ivan" not in str(error)
    assert "phones=" in str(error)


def test_no_secret_is_shown_by_what_was_read() -> None:
    for query in (
        "login={0}&psw={0}&sender=X&code={0}",
        "apikey={0}&sender=X&code={0}&new={0}",
        "sender=X&code={0}",
    ):
        found = parse("/sys/senders.php?check_code=1&" + query.format(SECRET))
        for value in (found, found.command, found.credentials, [found], {"it": found}):
            assert SECRET not in f"{value!r}{value}"
    assert isinstance(found, ParsedRequest)
    assert isinstance(found.command, Command)


def test_the_longest_request() -> None:
    whole = "/sys/balance.php?x=".ljust(MAX_REQUEST_BYTES, "y")
    assert len(parse(whole).unknown[0][1]) == MAX_REQUEST_BYTES - 19
    error = refused(whole + "y")
    assert (error.codec, error.span, error.expected) == (
        "request",
        (0, MAX_REQUEST_BYTES + 1),
        (f"a request of at most {MAX_REQUEST_BYTES} octets",),
    )


@pytest.mark.parametrize("fmt", ["", "0", "1", "2", "3"])
def test_every_format_can_be_asked_for(fmt: str) -> None:
    assert arguments(f"/sys/balance.php?fmt={fmt}") == {"fmt": fmt}


def test_names_of_strangers_are_not_kept() -> None:
    """What a request can be is remembered by its names: only by those that some request has."""
    balance = commands.parse("/sys/balance.php?login=a&psw=b")
    before = _ranked.cache_info().currsize
    for name in ("x" * 100_000, "y", "z"):
        assert commands.parse(f"/sys/balance.php?login=a&psw=b&{name}=1").command == balance.command
    assert _ranked.cache_info().currsize == before
