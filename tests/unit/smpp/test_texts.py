"""Tests of smsc_codec.smpp.texts: every coding both ways, GSM 03.38 character by character."""

from __future__ import annotations

from typing import Any

import pytest

from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.smpp import texts
from smsc_codec.smpp.texts import CODINGS, decode, encode

#: 3GPP TS 23.038, 6.2.1 and 6.2.1.1, as code points: independent of the tables in the module.
BASIC = [
    0x40,
    0xA3,
    0x24,
    0xA5,
    0xE8,
    0xE9,
    0xF9,
    0xEC,
    0xF2,
    0xC7,
    0x0A,
    0xD8,
    0xF8,
    0x0D,
    0xC5,
    0xE5,
    0x394,
    0x5F,
    0x3A6,
    0x393,
    0x39B,
    0x3A9,
    0x3A0,
    0x3A8,
    0x3A3,
    0x398,
    0x39E,
    None,
    0xC6,
    0xE6,
    0xDF,
    0xC9,
    0x20,
    0x21,
    0x22,
    0x23,
    0xA4,
    *range(0x25, 0x40),
    0xA1,
    *range(0x41, 0x5B),
    0xC4,
    0xD6,
    0xD1,
    0xDC,
    0xA7,
    0xBF,
    *range(0x61, 0x7B),
    0xE4,
    0xF6,
    0xF1,
    0xFC,
    0xE0,
]
EXTENSION = {
    0x0A: 0x0C,
    0x14: 0x5E,
    0x28: 0x7B,
    0x29: 0x7D,
    0x2F: 0x5C,
    0x3C: 0x5B,
    0x3D: 0x7E,
    0x3E: 0x5D,
    0x40: 0x7C,
    0x65: 0x20AC,
}


def test_gsm_tables_are_a_bijection() -> None:
    assert len(BASIC) == 128
    chars = {bytes((at,)): chr(point) for at, point in enumerate(BASIC) if point is not None}
    chars |= {bytes((0x1B, at)): chr(point) for at, point in EXTENSION.items()}
    assert len(set(chars.values())) == len(chars) == 137
    for data, char in chars.items():
        assert decode(data) == char and encode(char) == data
    text = "".join(chars.values())
    assert decode(encode(text)) == text and encode(text) == b"".join(chars)


def test_invalid_septets_and_escapes_are_rejected() -> None:
    for byte in range(256):
        if byte > 127:
            with pytest.raises(DecodeError) as caught:
                decode(b"a" + bytes((byte,)) + b"a")
            assert caught.value.span == (1, 2)
        if byte not in EXTENSION:
            with pytest.raises(DecodeError) as caught:
                decode(b"a\x1b" + bytes((byte,)) + b"a")
            assert caught.value.span == (1, 3)
    with pytest.raises(DecodeError) as caught:
        decode(b"a\x1b")
    assert (caught.value.span, caught.value.expected) == ((1, 2), ("a character of GSM 03.38",))


def test_only_characters_of_the_tables_are_encoded_in_gsm() -> None:
    known = {point for point in BASIC if point is not None} | set(EXTENSION.values())
    for point in range(0x3000):
        if point in known:
            assert decode(encode(chr(point))) == chr(point)
        else:
            with pytest.raises(EncodeError, match="contains a character that is not in GSM"):
                encode(chr(point))


@pytest.mark.parametrize(
    ("coding", "data", "text"),
    [
        (0, b"caf\x05 \x1be\0", "café €@"),
        (1, b"hello\x1b", "hello\x1b"),
        (3, b"caf\xe9", "café"),
        (4, b"\0\xff", "\0ÿ"),
        (6, b"\xbf\xe0\xd8", "При"),
        (7, b"\xf9\xec", "של"),
        (8, b"\4\x1f\xd8\x3d\xde\0", "П😀"),
        (10, b'\x1b$B$"\x1b(B', "あ"),
        (14, b"\xb0\xa1", "가"),
        (0xC0, b"\0", "@"),
        (0xDF, b"\0", "@"),
        (0xE0, b"\4\x1f", "П"),
        (0xEF, b"\4\x1f", "П"),
        (0xF0, b"\0", "@"),
        (0xF1, b"\0", "@"),
        (0xF3, b"\0", "@"),
        (0xF8, b"\0", "@"),
    ],
)
def test_each_coding_both_ways(coding: int, data: bytes, text: str) -> None:
    assert decode(data, coding) == text
    assert encode(text, coding) == data
    assert decode(b"", coding) == "" and encode("", coding) == b""


@pytest.mark.parametrize("coding", [2, 5, 9, 11, 12, 13, 15, 16, 0x80, 0xBF, 0xF4, 0xF7, 0xFF, -1])
def test_coding_that_is_not_for_text_is_rejected(coding: int) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(b"hello", coding)
    error = caught.value
    assert (error.codec, error.source, error.span, error.found, error.hint) == (
        "smpp text",
        b"hello",
        (0, 5),
        "5 bytes",
        None,
    )
    assert error.expected == (f"a data_coding for text, not {coding}",)
    assert "byte 0: expected" in str(error) and str(error).splitlines()[0].endswith(
        "found “5 bytes”"
    )
    with pytest.raises(EncodeError) as encoding:
        encode("hello", coding)
    assert (encoding.value.codec, encoding.value.field, encoding.value.reason) == (
        f"data_coding {coding}",
        None,
        "is not for text",
    )


def test_iso_changes_coding_0_only() -> None:
    assert decode(b"caf\xe9\0", 0, iso=True) == "café\0"
    assert encode("café", 0, iso=True) == b"caf\xe9"
    for coding in range(1, 256):
        try:
            assert decode(b"\0A", coding, iso=True) == decode(b"\0A", coding)
        except DecodeError:
            with pytest.raises(DecodeError):
                decode(b"\0A", coding)


@pytest.mark.parametrize(
    ("coding", "data", "span"),
    [
        (1, b"a\xe9", (1, 2)),
        (8, b"\4\x1f\4", (2, 3)),
        (8, b"\0a\xd8\0", (2, 4)),
        (6, b"", None),
        (7, b"a\xff", (1, 2)),
        (14, b"a\xff", (1, 2)),
    ],
)
def test_bytes_invalid_in_the_coding_are_rejected(
    coding: int, data: bytes, span: tuple[int, int] | None
) -> None:
    if span is None:
        assert decode(data, coding) == ""
        return
    with pytest.raises(DecodeError) as caught:
        decode(data, coding)
    assert (caught.value.source, caught.value.span, caught.value.found) == (
        data,
        span,
        "1 byte" if span[1] - span[0] == 1 else f"{span[1] - span[0]} bytes",
    )
    assert caught.value.expected == (f"text in {CODINGS[coding]}",)


@pytest.mark.parametrize(
    ("coding", "text"),
    [
        (0, "ё"),
        (0, "\x1b"),
        (0, "`"),
        (1, "é"),
        (3, "ё"),
        (4, "€"),
        (6, "é"),
        (8, "\ud800"),
        (10, "ё가"),
        (14, "é"),
    ],
)
def test_characters_outside_the_charset_are_rejected(coding: int, text: str) -> None:
    with pytest.raises(EncodeError) as caught:
        encode(text, coding)
    assert text not in str(caught.value)
    charset = "GSM 03.38" if coding == 0 else CODINGS[coding]
    assert (caught.value.codec, caught.value.field, caught.value.reason) == (
        f"data_coding {coding}",
        None,
        f"contains a character that is not in {charset}",
    )


@pytest.mark.parametrize("text", [None, 5, b"hello", ["hello"], ["h", "i"]])
def test_argument_other_than_str_is_rejected(text: Any) -> None:
    for coding in (0, 8):
        with pytest.raises(EncodeError):
            encode(text, coding)


@pytest.mark.parametrize(
    ("coding", "text"), [(10, "\x1b"), (10, "\x1b$B!"), (10, "\x1b(I"), (14, "\u3164")]
)
def test_text_that_would_decode_differently_is_rejected(coding: int, text: str) -> None:
    with pytest.raises(EncodeError) as caught:
        encode(text, coding)
    error = caught.value
    assert error.codec == f"data_coding {coding}"
    assert error.reason in (
        "would decode to a different text",
        f"contains a character that is not in {CODINGS[coding]}",
    )


def test_codings_and_exports() -> None:
    assert set(CODINGS) == {0, 1, 3, 4, 6, 7, 8, 10, 14}
    assert texts.__all__ == ["CODINGS", "decode", "encode"]
