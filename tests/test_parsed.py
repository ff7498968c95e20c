"""smsc_codec.parsed: requests out of logs, as people and strangers write them."""

from __future__ import annotations

import copy
import pickle
import traceback
from typing import Any

import pytest

from smsc_codec import Command, Credentials, DecodeError, EncodeError, Parsed, commands, replies
from smsc_codec.commands import parse
from smsc_codec.kinds import ADDRESS, DAY, ID, MONEY
from smsc_codec.parsed import LONGEST, _ranked

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
        assert found.command.arguments == (("phone", "79990000000"), ("id", "5"), ("fmt", "3"), ("charset", "utf-8"))
        assert found.command.params(Credentials(apikey="k")) == {"apikey": "k", **dict(found.command.arguments)}


def test_what_it_says_of_itself() -> None:
    found = parse(f"/sys/status.php?login=alex&psw={SECRET}&{STATUS}&new={SECRET}&all=2")
    assert found.credentials == Credentials("alex", SECRET)
    assert found.unknown == (("new", SECRET),)
    assert found.command == commands.status(phone="79990000000", id="5", all=2)
    assert found.command.reply is replies.status(all=2)
    assert [*found.params().items()] == [
        ("login", "alex"), ("psw", SECRET), ("phone", "79990000000"), ("id", "5"), ("all", "2"), ("fmt", "3"), ("charset", "utf-8"), ("new", SECRET),
    ]  # fmt: skip
    assert found.query() == f"login=alex&psw={SECRET}&phone=79990000000&id=5&all=2&fmt=3&charset=utf-8&new={SECRET}"
    assert repr(found) == "<Parsed <Command status: phone, id, all, fmt, charset>, <Credentials login, psw>, 1 unknown>"
    for again in (pickle.loads(pickle.dumps(found)), copy.deepcopy(found)):
        assert (again, hash(again)) == (found, hash(found))


def test_a_body_may_hold_anything() -> None:
    for text in ("how?", "http://a.b/c.php?d", "/x", "a.php?b", "?", "GET /"):
        assert arguments(f"phones=7&mes={text}", "send")["mes"] == text
        assert arguments(f"mes={text}&phones=7", "send")["mes"] == text
    assert arguments("phones=7&mes=a#b", "send")["mes"] == "a#b"
    assert arguments("phones=7&mes=a=b;c", "send")["mes"] == "a=b;c"


def test_blank_and_absent_are_two_things() -> None:
    assert arguments("/sys/status.php?phone=&id=&all=&fmt=&charset=") == {"phone": "", "id": "", "all": "", "fmt": "", "charset": ""}
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
        assert refused(f"phones={text}&mes=x", "send").expected == (f"phones ({ADDRESS.noun})",)


def test_one_message_or_a_list_of_one() -> None:
    assert parse("phone=7&id=5", path="status").command.name == "status"
    assert parse("phone=7,&id=5,", path="status").command.name == "statuses"
    assert parse("phone=7,8&id=5,6", path="status").command.name == "statuses"
    assert parse("del=1&phone=7&id=5", path="status").command.name == "message_delete"
    assert refused("phone=7,&id=5", "status").expected == (f"phone ({ADDRESS.noun})",)
    assert refused("del=2&phone=7,&id=5", "status").expected == (f"phone ({ADDRESS.noun})",)


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", "koi8-r"])
def test_texts_are_in_the_charset_that_is_stated(charset: str) -> None:
    found = parse(f"phones=7&mes=Ёлка&ключ=я&charset={charset.upper()}&fmt=1".encode(charset), path="send")
    assert dict(found.command.arguments)["mes"] == "Ёлка"
    assert found.unknown == (("ключ", "я"),)
    assert (found.command.charset, dict(found.command.arguments)["charset"]) == (charset, charset.upper())
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
    assert (error.hint, error.found) == ("a query or a body does not say its page: parse(..., path=...)", "new=1")
    assert refused("cur=x").expected == ("the parameters of one command (say the path)",)
    assert refused("get=1&phones=7,,", "status").hint is None


# ---- what is refused


@pytest.mark.parametrize(
    ("request_", "path", "expected"),
    [
        ("/sys/nothing.php?phone=7", None, "a page of the API, such as /sys/status.php"),
        ("https://smsc.ru/", None, "a page of the API, such as /sys/status.php"),
        ("https://smsc.ru", None, "a page of the API, such as /sys/status.php"),
        ("/sys/status.php/?phone=7&id=5", None, "a page of the API, such as /sys/status.php"),
        ("/sys/STATUS.PHP?phone=7&id=5", None, "a page of the API, such as /sys/status.php"),
        ("/sys/статус.php?phone=7&id=5", None, "a page of the API, such as /sys/status.php"),
        ("phone=7&id=5", "", "a page of the API, such as /sys/status.php"),
        ("phone=7&id=5", "/sys/nothing.php?", "a page of the API, such as /sys/status.php"),
        ("phone=7&phone=7&id=5", "status", "every parameter once"),
        ("phone=7&p%68one=8&id=5", "status", "every parameter once"),
        ("phone=7&id=5&new=1&new=1", "status", "every parameter once"),
        ("phone=7&id=5&charset=utf-8&charset=koi8-r", "status", "every parameter once"),
        ("phone=7&id=5&charset=utf8", "status", "charset=utf-8 or windows-1251 or koi8-r"),
        ("phone=7&id=5&charset=%D1%84", "status", "charset=utf-8 or windows-1251 or koi8-r"),
        ("phone=7&id=%D1&charset=utf-8", "status", "text in utf-8"),
        ("phone=7&id=5&new=%98", "status", "text in windows-1251"),
        ("phone=7&id=5&%ff=&charset=utf-8", "status", "text in utf-8"),
        ("phone=7&id=5&fmt=7", "status", "fmt=0, 1, 2 or 3"),
        ("phone=7&id=5&fmt=03", "status", "fmt=0, 1, 2 or 3"),
        ("phone=7&id=5&fmt=%00", "status", "fmt=0, 1, 2 or 3"),
        ("phone=7&id=5&fmt= 3", "status", "fmt=0, 1, 2 or 3"),
        ("phone=7", "status", "the parameter id"),
        ("", "status", "the parameter phone"),
        ("get=2", "templates", "one of get=1, add=1, chg=1, del=1"),
        ("mes=x", "send", "one of phones, list"),
        ("get_file=1", "downloads", "one of id, name"),
        ("phone=7&id=x", "status", f"id ({ID.noun})"),
        ("phone=7&id=5&all=7", "status", "all (one of 0, 1, 2)"),
        ("phone=7&id=5%00", "status", f"id ({ID.noun})"),
        ("pay=1&user=u&sum=1e5", "users", f"sum ({MONEY.noun})"),
        ("get=1&from_date=31.02.2026", "senders", f"from_date ({DAY.noun})"),
        ("phones=7&mes=x&tz=25", "send", "tz (a number from -24 to 24)"),
        ("phones=7&mes=x&maxsms=0", "send", "maxsms (a number from 1)"),
        ("get_list=1&after_id=x", "downloads", f"after_id ({ID.noun})"),
        ("foo=1", "phones", "one of get=1, get_group=1, add=1, chg=1, del=1, move_group, add_group=1, chg_group=1, del_group=1, add_black=1, del_black=1"),
        ("move_group=1", "phones", "the parameter grp"),
        ("move_group=4&grp=1&phone=7", "phones", "move_group (one of 1, 2, 3)"),
        ("phones=7&mes=" + "x" * 1001, "send", "mes (a text of at most 1000 characters)"),
        ("phones=7&mes=%zz", "send", "two hexadecimal digits behind a %"),
        ("a=1&" * 200, "send", "at most 128 fields"),
        ("phones=7&mes=" + "x" * LONGEST, "send", f"a request of at most {LONGEST} octets"),
        ("", None, "a request"),
    ],
)
def test_what_is_no_request(request_: str, path: str | None, expected: str) -> None:
    for request in (request_, request_.encode("utf-8", "surrogatepass")):
        error = refused(request, path)
        # Half a character has no octets at all; as octets it is three letters of the default charset.
        half = isinstance(request, str) and "\ud800" in request
        assert error.expected == (("text in the charset that is stated",) if half else (expected,))
        assert error.what == "request"
        assert error.span is not None
        assert str(error).startswith("request: line ")
        assert "expected" in error.render(show_data=True)
        again = pickle.loads(pickle.dumps(error))
        assert (str(again), again.span, again.hint) == (str(error), error.span, error.hint)


@pytest.mark.parametrize(
    ("request_", "path", "found"),
    [
        ("/sys/send.php?phones=7&mes=x&flash=2&login=a", None, "2"),
        ("GET https://smsc.ru/sys/balance.php?login=a&psw=b&%63ur=7&x HTTP/1.1", None, "7"),
        ("?phones=7&mes=x&tz=%39+", "send", "%39+"),
        ("phone=7&id=5&fmt=7", "status", "7"),
        ("phone=7&id=5&charset=utf8&fmt=1", "status", "utf8"),
        ("get=2&x=1", "templates", "2"),
        ("x=1&get=&y=1", "templates", "get="),
        ("x=1&get", "templates", "get"),
        ("phone=7&p%68one=8&id=5", "status", "p%68one=8"),
        ("phone=7&a+b=8&id=5&a b=9", "status", "a b=9"),
        ("phone=7&id=%D1&charset=utf-8", "status", "id=%D1"),
        ("phone=7&%ff=1&id=5&charset=utf-8", "status", "%ff=1"),
        ("phones=7&mes=x&new=1&newer=2", None, "new=1"),
        ("phones=7&mes=x&%D1%8F=1&charset=utf-8", None, "%D1%8F=1"),
        ("phones=7&mes=x&%FF=1", None, "%FF=1"),
        ("GET https://smsc.ru/sys/nothing.php?phone=7 HTTP/1.1", None, "https://smsc.ru/sys/nothing.php"),
        ("https://smsc.ru", None, "https://smsc.ru"),
        ("phone=7&id=5", "nothing", "phone=7&id=5"),
        ("phone=7&id=5", "/sys/nothing.php?", "phone=7&id=5"),
    ],
)
def test_what_is_wrong_has_its_place(request_: str, path: str | None, found: str) -> None:
    error = refused(request_, path)
    start = request_.rindex(found)
    assert (error.found, error.span) == (found, (start, start + len(found)))


@pytest.mark.parametrize(
    ("request_", "path", "end"),
    [
        ("/sys/status.php", None, 15),
        ("/sys/status.php?", None, 16),
        ("GET /sys/status.php?phone=7 HTTP/1.1", None, 27),
        ("/sys/send.php?mes=x#top", None, 19),
        ("foo=1", "phones", 5),
        ("=1", "senders", 2),
    ],
)
def test_what_is_missing_is_missing_at_the_end(request_: str, path: str | None, end: int) -> None:
    error = refused(request_, path)
    assert (error.span, error.found) == ((end, end), "")
    assert ", found the end" in str(error)


def test_a_parameter_is_refused_in_the_same_words_in_both_directions() -> None:
    for name, written, read in (("flash", 2, "2"), ("tz", 99, "99"), ("mes", "x" * 1001, "x" * 1001)):
        fields: dict[str, Any] = {"phones": "7", "mes": "x"}
        with pytest.raises(EncodeError) as refusal:
            commands.send(**{**fields, name: written})
        query = "&".join(f"{field}={text}" for field, text in {**fields, name: read}.items())
        assert refused(query, "send").expected == (f"{name} ({refusal.value.why.removesuffix(' is expected')})",)


@pytest.mark.parametrize("request_", [None, 5, bytearray(b"x"), memoryview(b"x"), ["x"], commands.balance()])
def test_what_is_no_text_is_a_type_error(request_: Any) -> None:
    with pytest.raises(TypeError, match=rf"^a request is str or bytes, not {type(request_).__name__}$"):
        parse(request_)


def test_subclasses_of_text_and_octets() -> None:
    class Text(str):
        __slots__ = ()

    class Octets(bytes):
        pass

    assert parse(Text(f"/sys/status.php?{STATUS}")) == parse(Octets(f"/sys/status.php?{STATUS}".encode()))


@pytest.mark.parametrize("before", ["", "GET /sys/status.php?", "https://smsc.ru/sys/status.php?", "phone=7&"])
def test_a_bad_percent_has_its_place(before: str) -> None:
    error = refused(f"{before}id=%zz", "status")
    assert error.span == (len(before) + 3, len(before) + 4)
    assert error.found == "%"


@pytest.mark.parametrize("before", ["?", "\r\n", "\n\nGET /sys/status.php?"])
def test_a_bad_percent_has_its_place_behind_what_is_taken_off(before: str) -> None:
    assert refused(f"{before}id=%zz", "status").found == "%"


@pytest.mark.parametrize("charset", ["", "&charset=windows-1251", "&charset=KOI8-R", "&charset=utf-8", "&charset="])
def test_letters_of_a_text_stay_letters(charset: str) -> None:
    """A text has letters, not octets: they are what was meant, whatever the charset was."""
    assert arguments(f"/sys/send.php?phones=7&mes=Ёлка{charset}")["mes"] == "Ёлка"
    assert arguments(f"mes=Ёлка{charset}&phones=7", "send")["mes"] == "Ёлка"


@pytest.mark.parametrize("request_", ["phones=7&mes=\ud800", "phones=7&mes=\ud800&charset=utf-8", "phones=7&mes=😀", "phones=7&mes=«&charset=koi8-r", "phones=7&mes=😀&charset=bogus"])
def test_letters_outside_the_charset_are_refused(request_: str) -> None:
    error = refused(request_, "send")
    assert error.expected == ("text in the charset that is stated",)
    assert str(error)


LINES = ["GET {} HTTP/1.1", "GET {} HTTP/1.1\r\n", "PUT {} HTTP/1.1", "HEAD  {}  HTTP/1.1", "get {} HTTP/1.1", "GET {}", " GET {} HTTP/1.1", '"GET {} HTTP/1.1" 200 5', '1.2.3.4 - - [21/Nov/2026:07:00:00 +0300] "GET {} HTTP/1.1" 200 5 "-" "curl/8 (x; y)"', "see {}"]


@pytest.mark.parametrize("line", LINES)
def test_a_request_inside_a_line(line: str) -> None:
    assert arguments(line.format("/sys/send.php?phones=7&mes=hi")) == {"phones": "7", "mes": "hi"}
    assert parse(line.format("/sys/balance.php")).command.name == "balance"


def test_an_apostrophe_is_a_letter_of_a_url() -> None:
    assert arguments("GET /sys/send.php?phones=7&mes=it's HTTP/1.1")["mes"] == "it's"


def test_a_blank_that_is_not_encoded() -> None:
    assert arguments("GET /sys/send.php?phones=7&mes=a b c HTTP/1.1")["mes"] == "a b c"


@pytest.mark.parametrize(
    ("request_", "mes"),
    [
        ("phones=7&mes=see you soon", "see you soon"),
        ("/sys/send.php?phones=7&mes=see you soon", "see you soon"),
        ("mes=buy one get two&phones=7", "buy one get two"),
        ("mes=Get it 'buy one&phones=7", "Get it 'buy one"),
    ],
)
def test_words_of_a_text_are_no_method(request_: str, mes: str) -> None:
    assert arguments(request_, "send") == {"phones": "7", "mes": mes}


@pytest.mark.parametrize("mes", ["ready, see https://a.b/c", "now back /home", "we are open 'and here: see /map"])
def test_a_link_in_a_text_is_no_request(mes: str) -> None:
    for request in (f"mes={mes}&phones=7", f"phones=7&mes={mes}", f"/sys/send.php?phones=7&mes={mes}"):
        assert arguments(request, "send") == {"phones": "7", "mes": mes}


@pytest.mark.parametrize("request_", ["phones=7&mes=Ёлка?charset=koi8-r", "/sys/send.php?phones=7&mes=Ёлка?charset=koi8-r", "phones=7&mes=Рџ&ch%61rset=utf-8"])
def test_a_charset_inside_a_text_is_none(request_: str) -> None:
    assert arguments(request_, "send")["mes"].startswith(("Ёлка", "Рџ"))


@pytest.mark.parametrize("nothing", ["", "\n", "?", "&", "?&&", " "])
def test_nothing_is_no_command(nothing: str) -> None:
    assert refused(nothing).expected == ("a request",)
    for method in ("GET", "POST "):
        assert refused(f"{method}{nothing}").expected


def test_hostile_requests_are_read_in_linear_time() -> None:
    """Were any of them quadratic, this would take minutes."""
    for request in (
        "&" * 1_000_000, "a&" * 300_000, "%" * LONGEST, "%41" * 349_000, "?psw=" * 200_000, "mes=x&phones=" + "," * 1_000_000, "mes=x&phones=7" + " " * 1_000_000 + "8",
        "abc " * 200_000, "GET /" + " " * 1_000_000 + "x", "/" * LONGEST, "=" * LONGEST, "\n" * LONGEST, "\ud800" * 349_000, "x" * 3_000_000,
    ):  # fmt: skip
        error = refused(request, "send")
        assert len(str(error)) < 2000
        assert len(repr(error)) < 200
    assert len(arguments("mes=x&phones=" + "7;" * 200_000, "send")["phones"]) == 400_000


# ---- secrets


def shown(error: DecodeError) -> str:
    """All that an error tells, to whomever."""
    told = [str(error), repr(error), error.render(show_data=True), error.found, str(error.source), str(error.expected), str(error.hint)]
    return "".join([*told, *traceback.format_exception(error), pickle.dumps(error).decode("latin-1"), repr(vars(error))])


NAMES = ["login", "psw", "apikey", "password", "code", "p%73w", "%70%73%77", "logi%6E", "%61pikey", "passwor%64", "%63ode"]
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
AROUND = ["{}", "?{}", "/sys/senders.php?{}", "/sys/nothing.php?{}", "https://smsc.ru/sys/users.php?{}#x", "GET /sys/balance.php?{} HTTP/1.1", "POST http://[::1]/sys/nothing.php?{} HTTP/1.1", "PUT /sys/send.php?{} HTTP/1.1"]


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
    for request in (f"{name}={SECRET}&mes=" + "x" * LONGEST, "mes=" + "x" * LONGEST + f"?&{name}={SECRET}"):
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
    assert refused("phone=7&id=5&mycode=73519&fmt=7", "status").source == b"phone=7&id=5&mycode=73519&fmt=7"
    assert refused("phone=7&id=5&psw&fmt=7", "status").source == b"phone=7&id=5&psw&fmt=7"
    assert refused("phone=7&psw=1234&id=5&fmt=7", "status").source == b"phone=7&psw=****&id=5&fmt=7"


def test_nobodys_phone_is_shown() -> None:
    error = refused("/sys/send.php?phones=79991234567&mes=Ivan&fmt=7")
    assert "7999" not in str(error)
    assert "Ivan" not in str(error)
    assert "phones=" in str(error)


def test_no_secret_is_shown_by_what_was_read() -> None:
    for query in ("login={0}&psw={0}&sender=X&code={0}", "apikey={0}&sender=X&code={0}&new={0}", "sender=X&code={0}"):
        found = parse("/sys/senders.php?check_code=1&" + query.format(SECRET))
        for value in (found, found.command, found.credentials, [found], {"it": found}):
            assert SECRET not in f"{value!r}{value}"
    assert isinstance(found, Parsed)
    assert isinstance(found.command, Command)


def test_the_longest_request() -> None:
    whole = "/sys/balance.php?x=".ljust(LONGEST, "y")
    assert len(parse(whole).unknown[0][1]) == LONGEST - 19
    error = refused(whole + "y")
    assert (error.what, error.span, error.expected) == ("request", (0, LONGEST + 1), (f"a request of at most {LONGEST} octets",))


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
