"""Url-encoded forms: parsing, percent-decoding and encoding."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote_to_bytes, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec.formats import urlencoded
from smsc_codec.formats.base import MalformedDocument
from smsc_codec.formats.urlencoded import MAX_FORM_FIELDS, parse, texts, unquoted, write

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(
    ("data", "fields"),
    [
        (b"", []),
        (b"&", []),
        (b"&&a=1&&b=2&", [(b"a", b"1"), (b"b", b"2")]),
        (b"a", [(b"a", b"")]),
        (b"a=", [(b"a", b"")]),
        (b"=a", [(b"", b"a")]),
        (b"=", [(b"", b"")]),
        (b"a=b=c", [(b"a", b"b=c")]),
        (b"a=1&a=1", [(b"a", b"1"), (b"a", b"1")]),
        (b"a+b=c+d", [(b"a b", b"c d")]),
        (b"a%2Bb=c%2bd+%25", [(b"a+b", b"c+d %")]),
        (b"%61%3D%26=%3d%26", [(b"a=&", b"=&")]),
        (b"a=1;b=2", [(b"a", b"1;b=2")]),
        (b"a=%00%FF\x00\xff", [(b"a", b"\x00\xff\x00\xff")]),
        (b"a=%2525", [(b"a", b"%25")]),
        (b"a=1&b=%41", [(b"a", b"1"), (b"b", b"A")]),
    ],
)
def test_form_is_parsed_to_fields(data: bytes, fields: list[tuple[bytes, bytes]]) -> None:
    assert parse(data) == fields


@pytest.mark.parametrize(
    ("data", "at"),
    [
        (b"%", 0),
        (b"%zz=1", 0),
        (b"a=%4", 2),
        (b"a=%41%", 5),
        (b"a=1&b%g0=2", 5),
        (b"a=%%41", 2),
        (b"a=%4&41=1", 2),
        (b"a=%u0416", 2),
        ("a=%٤1".encode(), 2),
    ],
)
def test_invalid_percent_escape_is_located(data: bytes, at: int) -> None:
    with pytest.raises(MalformedDocument, match="two hexadecimal digits") as caught:
        parse(data)
    assert caught.value.at == at


@pytest.mark.parametrize("field", [b"a=1&", b"&", b"%61&"])
def test_number_of_fields_is_limited(field: bytes) -> None:
    """No field is merged with the previous one."""
    assert len(parse(field * (MAX_FORM_FIELDS - 1) + b"b=2")) <= MAX_FORM_FIELDS
    with pytest.raises(MalformedDocument, match=f"at most {MAX_FORM_FIELDS} fields") as caught:
        parse(field * MAX_FORM_FIELDS + b"b=2&c=3")
    assert caught.value.at == len(field) * MAX_FORM_FIELDS


def test_str_and_bytes_are_rejected_alike() -> None:
    """The error has a position; for too many fields it is the beginning."""
    for data, at in ((b"a=%4", 2), (b"&" * MAX_FORM_FIELDS, 0)):
        with pytest.raises(MalformedDocument) as caught:
            texts(data, "utf-8")
        assert caught.value.at == at
    assert texts(b"a=1&" * (MAX_FORM_FIELDS - 1), "utf-8") == [("a", "1")] * (MAX_FORM_FIELDS - 1)


def test_form_is_encoded() -> None:
    assert (
        write([("mes", "a b&c=d%+я"), ("", ""), ("ключ", "~")], "utf-8")
        == "mes=a+b%26c%3Dd%25%2B%D1%8F&=&%D0%BA%D0%BB%D1%8E%D1%87=~"
    )
    assert write([("mes", "я")], "windows-1251") == "mes=%FF"
    assert write([("mes", "я")], "koi8-r") == "mes=%D1"
    assert write([], "utf-8") == ""
    with pytest.raises(UnicodeEncodeError):
        write([("mes", "😀")], "windows-1251")


_TEXT = st.text(st.sampled_from("ab &=%+;#?/\x00\r\n~яЖ"), max_size=6)


@given(
    st.lists(st.tuples(_TEXT, _TEXT), max_size=5),
    st.sampled_from(["utf-8", "windows-1251", "koi8-r"]),
)
def test_encoded_form_round_trips_and_the_standard_library_agrees(
    fields: list[tuple[str, str]], charset: str
) -> None:
    data = [(name.encode(charset), text.encode(charset)) for name, text in fields]
    assert parse(write(fields, charset).encode("ascii")) == data
    assert parse(urlencode(fields, encoding=charset).encode("ascii")) == data
    assert parse_qsl(write(fields, charset), keep_blank_values=True, encoding=charset) == fields


@given(st.text(st.sampled_from("a=&%41fzG+"), max_size=12))
def test_standard_library_agrees_on_accepted_forms(text: str) -> None:
    try:
        fields = parse(text.encode())
    except MalformedDocument as caught:
        assert caught.at is not None
        assert text[caught.at] == "%"
        return
    assert [
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in fields
    ] == parse_qsl(text, keep_blank_values=True, encoding="latin-1")


@given(st.text(st.sampled_from("a=&+%4bx1 é"), max_size=16))
def test_fast_path_agrees_with_the_general_path(text: str) -> None:
    """The pattern for plain forms agrees with the general parser."""

    def run(read: Callable[[], list[tuple[str, str]]]) -> object:
        try:
            return read()
        except MalformedDocument as error:
            return error.expected

    data = text.encode("koi8-r", "replace")
    slow = run(
        lambda: [(name.decode("koi8-r"), value.decode("koi8-r")) for name, value in parse(data)]
    )
    assert run(lambda: texts(data, "koi8-r")) == slow


# ---- Percent-decoding


@given(
    st.lists(st.sampled_from(["%41", "%d1%8f", "%", "%4", "a", "+", "я", "%zz"]), max_size=15).map(
        "".join
    ),
    st.integers(3, 9),
)
def test_chunked_percent_decoding_agrees(text: str, piece: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(urlencoded, "_PIECE", piece)
        assert unquoted(text) == unquoted(text.encode()) == unquote_to_bytes(text)


ESCAPED = [
    "",
    "abc",
    "%41",
    "%d1%8F",
    "%",
    "%4",
    "%zz%41",
    "a+b",
    "%%41",
    "%41%",
    "я%d1%8f",
    "%E2%82%AC\xa0",
    "a%00b%0A",
    "%41" * 20,
    "ab%41%4" * 9,
    "я%d1%8fa" * 9,
]


@pytest.mark.parametrize("text", ESCAPED)
@pytest.mark.parametrize("piece", [4, 5, 7, 8, 1 << 13])
def test_percent_escapes_are_decoded(
    text: str, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Agrees with the standard library for any chunk boundaries; no chunk exceeds the limit."""
    read: list[int] = []

    def calls(data: bytes | str) -> bytes:
        read.append(len(data))
        return unquote_to_bytes(data)

    monkeypatch.setattr(urlencoded, "_PIECE", piece)
    monkeypatch.setattr(urlencoded, "unquote_to_bytes", calls)
    for before in range(9):
        for whole in ("a" * before + text, ("a" * before + text).encode()):
            assert unquoted(whole) == unquote_to_bytes(whole)
    assert max(read) <= piece
