"""Tests of smsc_codec.request_parser: invalid requests, and the position of the error."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from smsc_codec import EncodeError, commands
from smsc_codec.commands import parse
from smsc_codec.request_parser import MAX_REQUEST_BYTES
from smsc_codec.schema.scalars import DAY, ID, MONEY
from tests.unit.test_request_parser import STATUS, arguments, parse_error


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
        ("phone=7&phone=7&id=5", "status", "no repeated parameter"),
        ("phone=7&p%68one=8&id=5", "status", "no repeated parameter"),
        ("phone=7&id=5&new=1&new=1", "status", "no repeated parameter"),
        ("phone=7&id=5&charset=utf-8&charset=koi8-r", "status", "no repeated parameter"),
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
        ("phone=7&id=x", "status", f"id ({ID.description})"),
        ("phone=7&id=5&all=7", "status", "all (one of 0, 1, 2)"),
        ("phone=7&id=5%00", "status", f"id ({ID.description})"),
        ("pay=1&user=u&sum=1e5", "users", f"sum ({MONEY.description})"),
        ("get=1&from_date=31.02.2026", "senders", f"from_date ({DAY.description})"),
        ("phones=7&mes=x&tz=25", "send", "tz (a number from -24 to 24)"),
        ("phones=7&mes=x&maxsms=0", "send", "maxsms (a number from 1)"),
        ("get_list=1&after_id=x", "downloads", f"after_id ({ID.description})"),
        (
            "foo=1",
            "phones",
            (
                "one of get=1, get_group=1, add=1, chg=1, del=1, move_group, add_group=1, "
                "chg_group=1, del_group=1, add_black=1, del_black=1"
            ),
        ),
        ("move_group=1", "phones", "the parameter grp"),
        ("move_group=4&grp=1&phone=7", "phones", "move_group (one of 1, 2, 3)"),
        ("phones=7&mes=" + "x" * 1001, "send", "mes (a text of at most 1000 characters)"),
        ("phones=7&mes=%zz", "send", "two hexadecimal digits after %"),
        ("a=1&" * 200, "send", "at most 128 fields"),
        (
            "phones=7&mes=" + "x" * MAX_REQUEST_BYTES,
            "send",
            f"a request of at most {MAX_REQUEST_BYTES} bytes",
        ),
        ("", None, "a request"),
    ],
)
def test_invalid_request_reports_what_was_expected(
    request_: str, path: str | None, expected: str
) -> None:
    for request in (request_, request_.encode("utf-8", "surrogatepass")):
        error = parse_error(request, path)
        # A surrogate cannot be encoded; its three bytes are valid in the default charset.
        surrogate = isinstance(request, str) and "\ud800" in request
        assert error.expected == (
            ("text that can be encoded in its charset",) if surrogate else (expected,)
        )
        assert error.codec == "request"
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
        (
            "GET https://smsc.ru/sys/nothing.php?phone=7 HTTP/1.1",
            None,
            "https://smsc.ru/sys/nothing.php",
        ),
        ("https://smsc.ru", None, "https://smsc.ru"),
        ("phone=7&id=5", "nothing", "phone=7&id=5"),
        ("phone=7&id=5", "/sys/nothing.php?", "phone=7&id=5"),
    ],
)
def test_error_has_the_span_of_the_invalid_field(
    request_: str, path: str | None, found: str
) -> None:
    error = parse_error(request_, path)
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
def test_missing_parameter_is_reported_at_the_end(
    request_: str, path: str | None, end: int
) -> None:
    error = parse_error(request_, path)
    assert (error.span, error.found) == ((end, end), "")
    assert ", found the end" in str(error)


def test_serializing_and_parsing_report_an_invalid_value_alike() -> None:
    for name, argument, text in (
        ("flash", 2, "2"),
        ("tz", 99, "99"),
        ("mes", "x" * 1001, "x" * 1001),
    ):
        fields: dict[str, Any] = {"phones": "7", "mes": "x"}
        with pytest.raises(EncodeError) as caught:
            commands.send(**{**fields, name: argument})
        query = "&".join(f"{field}={value}" for field, value in {**fields, name: text}.items())
        assert parse_error(query, "send").expected == (
            f"{name} ({caught.value.reason.removeprefix('expected ')})",
        )


@pytest.mark.parametrize(
    "request_", [None, 5, bytearray(b"x"), memoryview(b"x"), ["x"], commands.balance()]
)
def test_wrong_type_raises_type_error(request_: Any) -> None:
    with pytest.raises(
        TypeError, match=rf"^request: expected str or bytes, got {type(request_).__name__}$"
    ):
        parse(request_)


def test_subclasses_of_str_and_bytes_are_accepted() -> None:
    class Text(str):
        __slots__ = ()

    class Data(bytes):
        pass

    assert parse(Text(f"/sys/status.php?{STATUS}")) == parse(
        Data(f"/sys/status.php?{STATUS}".encode())
    )


@pytest.mark.parametrize(
    "prefix", ["", "GET /sys/status.php?", "https://smsc.ru/sys/status.php?", "phone=7&"]
)
def test_invalid_percent_has_its_position(prefix: str) -> None:
    error = parse_error(f"{prefix}id=%zz", "status")
    assert error.span == (len(prefix) + 3, len(prefix) + 4)
    assert error.found == "%"


@pytest.mark.parametrize("prefix", ["?", "\r\n", "\n\nGET /sys/status.php?"])
def test_invalid_percent_after_a_stripped_prefix_has_its_position(prefix: str) -> None:
    assert parse_error(f"{prefix}id=%zz", "status").found == "%"


@pytest.mark.parametrize(
    "charset", ["", "&charset=windows-1251", "&charset=KOI8-R", "&charset=utf-8", "&charset="]
)
def test_non_ascii_characters_of_a_str_are_kept(charset: str) -> None:
    """A str needs no charset to be decoded, so the declared one does not change its characters."""
    assert arguments(f"/sys/send.php?phones=7&mes=Ёлка{charset}")["mes"] == "Ёлка"
    assert arguments(f"mes=Ёлка{charset}&phones=7", "send")["mes"] == "Ёлка"


@pytest.mark.parametrize(
    "request_",
    [
        "phones=7&mes=\ud800",
        "phones=7&mes=\ud800&charset=utf-8",
        "phones=7&mes=😀",
        "phones=7&mes=«&charset=koi8-r",
        "phones=7&mes=😀&charset=bogus",
    ],
)
def test_character_outside_the_charset_is_rejected(request_: str) -> None:
    error = parse_error(request_, "send")
    assert error.expected == ("text that can be encoded in its charset",)
    assert str(error)


LINES = [
    "GET {} HTTP/1.1",
    "GET {} HTTP/1.1\r\n",
    "PUT {} HTTP/1.1",
    "HEAD  {}  HTTP/1.1",
    "get {} HTTP/1.1",
    "GET {}",
    " GET {} HTTP/1.1",
    '"GET {} HTTP/1.1" 200 5',
    '1.2.3.4 - - [21/Nov/2026:07:00:00 +0300] "GET {} HTTP/1.1" 200 5 "-" "curl/8 (x; y)"',
    "see {}",
]


@pytest.mark.parametrize("line", LINES)
def test_request_inside_a_log_line_is_found(line: str) -> None:
    assert arguments(line.format("/sys/send.php?phones=7&mes=hi")) == {"phones": "7", "mes": "hi"}
    assert parse(line.format("/sys/balance.php")).command.name == "balance"


def test_apostrophe_is_part_of_a_url() -> None:
    assert arguments("GET /sys/send.php?phones=7&mes=it's HTTP/1.1")["mes"] == "it's"


def test_unencoded_space_is_kept() -> None:
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
def test_word_in_a_text_is_not_taken_for_a_method(request_: str, mes: str) -> None:
    assert arguments(request_, "send") == {"phones": "7", "mes": mes}


@pytest.mark.parametrize(
    "mes", ["ready, see https://a.b/c", "now back /home", "we are open 'and here: see /map"]
)
def test_link_in_a_text_is_not_taken_for_a_url(mes: str) -> None:
    for request in (
        f"mes={mes}&phones=7",
        f"phones=7&mes={mes}",
        f"/sys/send.php?phones=7&mes={mes}",
    ):
        assert arguments(request, "send") == {"phones": "7", "mes": mes}


@pytest.mark.parametrize(
    "request_",
    [
        "phones=7&mes=Ёлка?charset=koi8-r",
        "/sys/send.php?phones=7&mes=Ёлка?charset=koi8-r",
        "phones=7&mes=Рџ&ch%61rset=utf-8",
    ],
)
def test_charset_inside_a_text_is_ignored(request_: str) -> None:
    assert arguments(request_, "send")["mes"].startswith(("Ёлка", "Рџ"))


@pytest.mark.parametrize("empty", ["", "\n", "?", "&", "?&&", " "])
def test_empty_request_is_rejected(empty: str) -> None:
    assert parse_error(empty).expected == ("a request",)
    for method in ("GET", "POST "):
        assert parse_error(f"{method}{empty}").expected


def test_hostile_requests_are_parsed_in_linear_time() -> None:
    """Quadratic time would mean minutes."""
    for request in (
        "&" * 1_000_000,
        "a&" * 300_000,
        "%" * MAX_REQUEST_BYTES,
        "%41" * 349_000,
        "?psw=" * 200_000,
        "mes=x&phones=" + "," * 1_000_000,
        "mes=x&phones=7" + " " * 1_000_000 + "8",
        "abc " * 200_000,
        "GET /" + " " * 1_000_000 + "x",
        "/" * MAX_REQUEST_BYTES,
        "=" * MAX_REQUEST_BYTES,
        "\n" * MAX_REQUEST_BYTES,
        "\ud800" * 349_000,
        "x" * 3_000_000,
    ):
        error = parse_error(request, "send")
        assert len(str(error)) < 2000
        assert len(repr(error)) < 200
    assert len(arguments("mes=x&phones=" + "7;" * 200_000, "send")["phones"]) == 400_000
