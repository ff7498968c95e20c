"""Requests: a command parses back from its parameters, nothing else escapes, no secret is shown."""

from __future__ import annotations

import inspect
import pickle
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec import (
    Credentials,
    DecodeError,
    EncodeError,
    MessageStatus,
    RaggedRow,
    commands,
    tasks,
)
from smsc_codec.codec import CHARSETS
from smsc_codec.commands import REQUESTS, Command, ParsedRequest, parse
from smsc_codec.request_parser import _plain_texts, _RequestParser
from tests.strategies import mutated

if TYPE_CHECKING:
    from collections.abc import Callable

    from smsc_codec.requests import Parameter, RequestSpec

# ---- Commands generated from their declarations

ANY_TEXT = st.text(min_size=1, max_size=20)
#: Characters that every charset of the service has, and all that a query must escape.
LETTERS = st.text(
    st.sampled_from("abXYZ абвЁё019.!-+/()&<>'\"\\=?%#;:,@~_*\n\r\t\x00"), min_size=1, max_size=20
) | st.sampled_from(
    [
        "see you soon",
        "it's here",
        "SALE today",
        "a HTTP/1.1",
        "GET /x",
        "http://a.b/c.php?d=e",
        '"quoted" text',
    ]
)
_SIX_MONTHS = timedelta(184)
_NO_ADDRESS = str.maketrans("", "", ",;\r\n")


def _scalar(parameter: Parameter, text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    if parameter.choices:
        return st.sampled_from(parameter.choices)
    if parameter.kind.from_int is not None:
        return st.integers(
            parameter.minimum, 999_999_999 if parameter.maximum is None else parameter.maximum
        )
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "id": st.integers(0, 10**20 - 1).map(str) | st.just("007"),
        "money": st.decimals(-(10**6), 10**12 - 1, places=2)
        | st.sampled_from(["0", "-0.5", "6.400000"]).map(Decimal),
        "day": st.dates(),
        "address": st.sampled_from(["79990000000", "+7 (999) 000-00-00", "a@b.c", "G1"])
        | text.map(lambda one: one.translate(_NO_ADDRESS)).filter(lambda one: bool(one.strip())),
        "text": text.map(lambda one: one[: parameter.max_length]),
    }
    return kinds[parameter.kind.name]


@cache
def _value(parameter: Parameter, text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    one = _scalar(parameter, text)
    return st.lists(one, min_size=1, max_size=3) | one if parameter.repeated else one


@st.composite
def arguments_of(
    draw: st.DrawFn, request: RequestSpec, text: st.SearchStrategy[str]
) -> dict[str, Any]:
    """Draw arguments that the vendor's table allows."""
    found: dict[str, Any] = {}
    for parameter in request.parameters:
        if parameter.required or draw(st.integers(0, 3)) == 0:
            found[parameter.name] = draw(_value(parameter, text))
    for group in request.one_of:
        kept = draw(st.sampled_from(group))
        found = {name: value for name, value in found.items() if name == kept or name not in group}
        found.setdefault(kept, draw(_value(request.by_name[kept], text)))
    if request.name == "send" and "phones" in found:
        found.setdefault("mes", draw(_value(request.by_name["mes"], text)))
    found = {name: value for name, value in found.items() if request.needs.get(name, name) in found}
    for name in request.paired:
        found[name] = [found[name]] if isinstance(found[name], str) else found[name]
    shortest = min((len(found[name]) for name in request.paired), default=0)
    found |= {name: found[name][:shortest] for name in request.paired}
    if request.name == "messages" and {"start", "end"} <= found.keys():
        found["start"] = min(found["start"], date.max - _SIX_MONTHS)
        found["end"] = found["start"] + draw(st.integers(0, 184)) * timedelta(1)
    found["fmt"] = draw(
        st.sampled_from([fmt for fmt in range(4) if _has_reply(request, found, fmt)])
    )
    return found


def _has_reply(request: RequestSpec, arguments: dict[str, Any], fmt: int) -> bool:
    try:
        request.codec({name: str(value) for name, value in arguments.items()}, fmt)
    except ValueError:
        return False
    return True


def _command(request: RequestSpec, arguments: dict[str, Any]) -> Command[Any]:
    command: Command[Any] = getattr(commands, request.name)(**arguments)
    return command


CREDENTIALS = st.builds(Credentials, login=LETTERS, psw=LETTERS) | st.builds(
    Credentials, apikey=LETTERS
)
#: Parameters unknown to every request.
UNKNOWN = st.lists(
    st.tuples(
        st.sampled_from(["new", "Новый", "", "a b", "Phone", "a?b", "a&b=c", "x%"]),
        LETTERS | st.just(""),
    ),
    max_size=2,
    unique_by=lambda pair: pair[0],
)
REQUEST_FORMS: list[Callable[[str, str], tuple[str | bytes, str | None]]] = [
    lambda query, path: (query, path),
    lambda query, path: (query.encode(), path),
    lambda query, path: (f"?{query}", path),
    lambda query, path: (f"&{query}&&", path.rpartition("/")[2]),
    lambda query, path: (f"{path}?{query}", None),
    lambda query, path: (f"https://smsc.ru{path}?{query}#top", None),
    lambda query, path: (f"http://[2001:db8::1]:8080{path}?{query}", "/sys/nothing.php"),
    lambda query, path: (f"GET {path}?{query} HTTP/1.1\r\n", None),
    lambda query, path: (f"POST https://smsc.ru{path}?{query} HTTP/2".encode(), None),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.name)
@given(st.data())
def test_parsed_request_equals_the_command(request_: RequestSpec, data: st.DataObject) -> None:
    command = _command(request_, data.draw(arguments_of(request_, ANY_TEXT)))
    credentials, unknown = data.draw(CREDENTIALS), data.draw(UNKNOWN)
    params = command.params(credentials)
    assert [*params][-2:] == ["fmt", "charset"]
    request_text, path = data.draw(st.sampled_from(REQUEST_FORMS))(
        urlencode([*params.items(), *unknown]), command.path
    )
    found = parse(request_text, path=path)
    assert (found.command, found.credentials, found.unknown) == (
        command,
        credentials,
        tuple(unknown),
    )
    assert found.params() == {**params, **dict(unknown)}
    assert parse(found.query(), path=command.path) == found
    assert parse(found.query().encode(), path=command.path).query() == found.query()
    assert found.command.reply is command.reply


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.name)
@given(st.data())
def test_request_is_parsed_in_its_own_charset(request_: RequestSpec, data: st.DataObject) -> None:
    command = _command(request_, data.draw(arguments_of(request_, LETTERS)))
    charset, unknown = data.draw(st.sampled_from(CHARSETS)), data.draw(UNKNOWN)
    options = data.draw(
        st.sampled_from([charset, charset.upper(), *[""] * (charset == "windows-1251")])
    )
    params = {**command.params(data.draw(CREDENTIALS)), "charset": options, **dict(unknown)}
    found = parse(urlencode(params, encoding=charset), path=command.path)
    assert found.params() == params
    assert found.unknown == tuple(unknown)
    assert (found.command.charset, found.command.name) == (charset, command.name)
    assert found.command.reply is command.reply.with_charset(charset)
    assert parse(found.query(), path=command.path) == found
    raw = "&".join(f"{name}={text}" for name, text in params.items()).encode(charset)
    if not set("&=%+?#\r\n").intersection("".join([*params, *params.values()])):
        assert parse(raw, path=command.path) == found


@given(st.data())
def test_query_without_path_is_the_same_command_or_an_error(data: st.DataObject) -> None:
    request = data.draw(st.sampled_from(REQUESTS))
    command = _command(request, data.draw(arguments_of(request, LETTERS)))
    try:
        found = parse(urlencode(command.params(Credentials("a", "b"))))
    except DecodeError as error:
        assert error.hint is not None
        return
    assert found.command == command


@given(st.data())
def test_blank_parameters_stay_blank(data: st.DataObject) -> None:
    """Some clients send every parameter of a page, most of them empty."""
    request = data.draw(st.sampled_from(REQUESTS))
    command = _command(request, data.draw(arguments_of(request, LETTERS)))
    blank = data.draw(st.lists(st.sampled_from([*request.order, "login", "psw"]), unique=True))
    params = {**command.params(Credentials("a", "b")), **dict.fromkeys(blank, "")}
    found = parse(
        urlencode(params, encoding=params["charset"] or "windows-1251"), path=command.path
    )
    assert found.params() == params
    assert parse(found.query(), path=command.path) == found


# ---- Closure

PATHS = st.sampled_from(
    [None, "", "/", "?", "status", "/sys/send.php", *{request.path for request in REQUESTS}]
)
_PARTS = st.sampled_from(
    [
        "GET ",
        "POST ",
        " HTTP/1.1",
        "https://",
        "smsc.ru",
        "[::1]",
        "/sys/",
        "status",
        "send",
        ".php",
        "?",
        "&",
        "=",
        "#",
        "%",
        "%zz",
        "%00",
        "+",
        ";",
        ",",
        " ",
        "\r\n",
        "\x00",
        "phone=7",
        "phones=7,8;9",
        "id=5",
        "mes=x",
        "mes=?",
        "del=1",
        "get=1",
        "add=1",
        "fmt=7",
        "fmt=3",
        "charset=UTF-8",
        "charset=koi8-r",
        "charset=",
        "login=a",
        "psw=b",
        "p%73w=b",
        "all=True",
        "cost=-1",
        "Ё",
        "%D0%81",
        "%98",
        "\ud800",
        "://",
        "list=",
        "sum=NaN",
        "start=32.01.2026",
    ]
)


def check_parsing(request: str | bytes, path: str | None) -> None:
    """Check that parsing returns or raises a DecodeError that renders and survives pickling."""
    try:
        found = parse(request, path=path)
    except DecodeError as error:
        assert error.span is not None
        assert 0 <= error.span[0] <= error.span[1] <= len(error.source) + 1
        assert error.expected
        assert str(error)
        assert error.render(show_data=True)
        assert repr(error)
        again = pickle.loads(pickle.dumps(error))
        assert (again.span, again.hint, again.source, str(again)) == (
            error.span,
            error.hint,
            error.source,
            str(error),
        )
        return
    assert isinstance(found, ParsedRequest)
    assert repr(found)
    assert (
        parse(found.query(), path=found.command.path) == pickle.loads(pickle.dumps(found)) == found
    )
    try:
        assert found.command.reply.charset == found.command.charset
    except ValueError as unknown:
        assert "is not documented" in str(unknown)


@given(
    st.binary(max_size=60)
    | st.text(st.characters(), max_size=60)
    | st.lists(_PARTS, max_size=12).map("".join),
    PATHS,
)
def test_any_text_parses_or_raises_decode_error(request: str | bytes, path: str | None) -> None:
    check_parsing(request, path)


@given(st.data())
def test_damaged_request_parses_or_raises_decode_error(data: st.DataObject) -> None:
    request = data.draw(st.sampled_from(REQUESTS))
    command = _command(request, data.draw(arguments_of(request, LETTERS)))
    charset = data.draw(st.sampled_from(CHARSETS))
    request_text, path = data.draw(st.sampled_from(REQUEST_FORMS))(
        urlencode({**command.params(Credentials("a", "b")), "charset": charset}, encoding=charset),
        command.path,
    )
    encoded = request_text if isinstance(request_text, bytes) else request_text.encode()
    check_parsing(data.draw(mutated(encoded)), path)


# ---- Fast paths agree with the declarations

_CHECKED = [
    parameter
    for request in REQUESTS
    for parameter in request.parameters
    if not parameter.accepts_any
]
_TEXTS = [
    "",
    " ",
    "0",
    "1",
    "-1",
    "007",
    "24",
    "1440",
    "7",
    "7,",
    "7,8",
    "7;8",
    " 7",
    "7 ",
    "7, 8",
    ",",
    ",,",
    "a@b.c",
    "\u00a0",
    "\x1c",
    "٧",
    "31.02.2026",
    "1.50",
    "x" * 101,
]
_TEXT_SAMPLES = st.sampled_from(_TEXTS)


@pytest.mark.parametrize("parameter", _CHECKED, ids=lambda parameter: parameter.name)
def test_fast_check_accepts_nothing_invalid_at_the_bounds(parameter: Parameter) -> None:
    near = [
        str(bound + step)
        for bound in (parameter.minimum, parameter.maximum or 0, *parameter.choices)
        for step in (-1, 0, 1)
    ]
    long = ["x" * ((parameter.max_length or 0) + step) for step in (0, 1)]
    texts = [*_TEXTS, *near, *long]
    accepted = [text for text in texts if parameter.fast_accepts(text)]
    assert [text for text in accepted if not parameter.accepts(text)] == []


@given(
    st.sampled_from(_CHECKED),
    _TEXT_SAMPLES | st.text(max_size=6) | st.lists(_TEXT_SAMPLES, max_size=3).map(",".join),
)
def test_fast_check_accepts_nothing_invalid(parameter: Parameter, text: str) -> None:
    assert parameter.accepts(text) or not parameter.fast_accepts(text)


@given(
    st.lists(
        _PARTS | st.sampled_from(["charset=", "chars%65t=utf-8", "charset=koi8-r", "Charset=x"]),
        max_size=8,
    ).map("&".join)
)
def test_plain_form_is_parsed_like_any_other(form: str) -> None:
    encoded = form.encode("utf-8", "surrogatepass")
    plain = _plain_texts(encoded)
    if plain is not None:
        reading = _RequestParser(b"", "/sys/status.php")
        reading.form = encoded
        assert reading._texts() == plain


# ---- Secrets

SECRET = "73519"


def _minimal(request: RequestSpec) -> dict[str, str]:
    """Return the required parameters of a request and all its secrets."""
    examples = {"id": "5", "money": "1.50", "day": "31.01.2026", "address": "7", "text": "x"}
    wanted = {group[0] for group in request.one_of}
    found = dict(request.constants)
    for parameter in request.parameters:
        if parameter.secret:
            found[parameter.name] = SECRET
        elif parameter.required or parameter.name in wanted:
            found[parameter.name] = (
                str(parameter.choices[0])
                if parameter.choices
                else examples[parameter.kind.name] + "," * parameter.listed
            )
    return found


@st.composite
def percent_encoded(draw: st.DrawFn, name: str) -> str:
    return "".join(
        draw(st.sampled_from([letter, letter, f"%{ord(letter):02x}", f"%{ord(letter):02X}"]))
        for letter in name
    )


@given(st.data())
def test_no_secret_is_shown(data: st.DataObject) -> None:
    request = data.draw(st.sampled_from(REQUESTS))
    secret = data.draw(
        st.sampled_from(
            [
                SECRET,
                f"?{SECRET}",
                f"a={SECRET}",
                f"a?psw={SECRET}",
                f"{SECRET} ",
                f"Ё{SECRET}",
                f"%41{SECRET}",
                f"%3D{SECRET}",
                f"#{SECRET}",
            ]
        )
    )
    names = data.draw(
        st.sampled_from([("login", "psw"), ("apikey",), ("login",), ("psw", "apikey")])
    )
    fields = [(data.draw(percent_encoded(name)), secret) for name in (*names, "password", "code")]
    plain = [(name, quote_plus(text)) for name, text in _minimal(request).items() if text != SECRET]
    damage = data.draw(
        st.sampled_from(
            [
                "",
                "fmt=7",
                "mes=how?",
                "new=%zz",
                "%98=",
                "charset=bogus",
                "Ё",
                "p%73w",
                "x" * 1_048_576,
                "a&" * 130,
                "\ud800",
            ]
        )
    )
    parts = data.draw(st.permutations([f"{name}={text}" for name, text in [*fields, *plain]]))
    parts.insert(data.draw(st.integers(0, len(parts))), damage)
    request_text, path = data.draw(st.sampled_from(REQUEST_FORMS))(
        "&".join(parts).encode("utf-8", "replace").decode(), request.path
    )
    try:
        found = parse(request_text, path=path)
    except DecodeError as error:
        for text in (
            str(error),
            repr(error),
            error.render(show_data=True),
            error.found,
            error.source,
            error.expected,
            error.hint,
            vars(error),
            pickle.dumps(error),
        ):
            assert SECRET not in str(text)
        return
    for value in (found, found.command, found.credentials):
        assert SECRET not in f"{value!r}{value}"


# ---- Arguments of any type


class Text(str):
    """A subclass of str."""

    __slots__ = ()


WILD: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        False,
        -1,
        0,
        1,
        7,
        10**30,
        1.0,
        float("nan"),
        float("inf"),
        "",
        "7",
        "-7",
        "007",
        "1,2",
        "1;2",
        "٧",
        "a\x00b",
        "\ud800",
        "😀",
        "x" * 1001,
        "7\n",
        b"7",
        Text("7"),
        Text(),
        Decimal(1),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        Decimal("1E+3"),
        Decimal("-0"),
        Decimal("1e-9"),
        date(2026, 1, 31),
        datetime(2026, 1, 31),
        datetime(2026, 1, 31, tzinfo=UTC),
        [],
        (),
        {},
        set(),
        ["7"],
        ("7", "8"),
        ["7", 8],
        [""],
        [None],
        [["7"]],
        [b"7"],
        ["\ud800"],
        {"7"},
        {"7": "8"},
        object(),
        object,
        MessageStatus(1),
        MessageStatus(-3),
        Ellipsis,
        lambda: 1,
        complex(1),
        range(3),
    ]
)


@cache
def _any_arguments(request: RequestSpec) -> st.SearchStrategy[dict[str, Any]]:
    """Draw arguments of any type, some of them valid; those with a default may be missing."""
    parameters = inspect.signature(getattr(commands, request.name)).parameters
    values = {
        name: WILD
        | (_value(request.by_name[name], LETTERS) if name in request.by_name else st.integers(0, 3))
        for name in parameters
    }
    required = {
        name: value
        for name, value in values.items()
        if parameters[name].default is inspect.Parameter.empty
    }
    return st.fixed_dictionaries(
        required, optional={name: value for name, value in values.items() if name not in required}
    )


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.name)
@given(st.data())
def test_any_arguments_give_a_command_or_encode_error(
    request_: RequestSpec, data: st.DataObject
) -> None:
    try:
        command = _command(request_, data.draw(_any_arguments(request_)))
    except EncodeError as error:
        assert error.field in {*request_.order}
        assert error.reason
        assert str(pickle.loads(pickle.dumps(error))) == str(error)
        return
    assert isinstance(command, Command)
    assert pickle.loads(pickle.dumps(command)) == command
    params = command.params(Credentials(apikey="k"))
    assert all(text.encode() for text in params.values())
    assert parse(urlencode(params), path=command.path).command == command


# ---- Task files

SEPARATORS = st.sampled_from(";,\t|:x'")
_CELL = st.text(st.sampled_from("abЁ019;,\t|:x'\"\n\r .+\x00\x85"), max_size=6)


@given(
    st.binary(max_size=40)
    | st.lists(
        st.sampled_from(
            [
                b"a",
                b";",
                b",",
                b"\n",
                b"\r\n",
                b"\r",
                b'"',
                b'""',
                b"\x00",
                b"\x98",
                b"b;c",
                b"\xd0\x81",
                b" ",
            ]
        ),
        max_size=16,
    ).map(b"".join),
    SEPARATORS,
    st.sampled_from(CHARSETS),
)
def test_any_bytes_are_rows_or_decode_error(file: bytes, separator: str, charset: str) -> None:
    options: Any = {"separator": separator, "charset": charset}
    try:
        rows = tasks.read_csv(file, **options)
    except DecodeError as error:
        assert error.span is not None
        assert error.expected
        assert error.render(show_data=True)
        again = pickle.loads(pickle.dumps(error))
        assert (str(again), again.span, again.source) == (str(error), error.span, file)
        return
    header = tasks.header(file, **options)
    assert any(header)
    for row in rows:
        assert len(row.cells) != len(header) if isinstance(row, RaggedRow) else tuple(row) == header
    again = tasks.read_csv(tasks.write_csv(header, rows, **options), **options)
    assert [_cells(row) for row in again] == [_cells(row) for row in rows]


def _cells(row: tasks.Row) -> object:
    """Return a row without its line number."""
    return row.cells if isinstance(row, RaggedRow) else row


@given(st.data(), SEPARATORS, st.sampled_from([*CHARSETS, "utf-16", "cp1251"]))
def test_written_rows_are_read_back(data: st.DataObject, separator: str, charset: str) -> None:
    header = tuple(data.draw(st.lists(_CELL, min_size=1, max_size=3, unique=True).filter(any)))
    complete = (
        st.lists(_CELL, min_size=len(header), max_size=len(header))
        .filter(any)
        .map(lambda cells: dict(zip(header, cells, strict=True)))
    )
    ragged = (
        st.lists(_CELL, max_size=5)
        .filter(lambda cells: any(cells) and len(cells) != len(header))
        .map(lambda cells: RaggedRow(line=0, cells=tuple(cells)))
    )
    rows: list[Any] = data.draw(st.lists(complete | ragged, max_size=4))
    options: Any = {"separator": separator, "charset": charset}
    try:
        file = tasks.write_csv(header, rows, **options)
    except EncodeError as error:
        assert charset != "utf-8"
        assert f"cannot encode '\\x85' in {charset}" in str(error)
        return
    assert tasks.header(file, **options) == header
    assert [_cells(row) for row in tasks.read_csv(file, **options)] == [_cells(row) for row in rows]


@given(st.data())
def test_any_cells_are_written_or_encode_error(data: st.DataObject) -> None:
    complete = st.fixed_dictionaries({"a": WILD, "b": WILD})
    ragged = st.builds(RaggedRow, line=WILD, cells=st.lists(WILD, max_size=3).map(tuple))
    try:
        assert isinstance(
            tasks.write_csv(("a", "b"), data.draw(st.lists(complete | ragged, max_size=2))), bytes
        )
    except EncodeError as error:
        assert str(pickle.loads(pickle.dumps(error))) == str(error)
