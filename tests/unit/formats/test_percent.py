"""smsc_codec.formats.urlencoded: escapes in pieces mean what they mean at once."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec.formats import urlencoded
from smsc_codec.formats.urlencoded import unquoted


@given(
    st.lists(st.sampled_from(["%41", "%d1%8f", "%", "%4", "a", "+", "я", "%zz"]), max_size=15).map(
        "".join
    ),
    st.integers(3, 9),
)
def test_escapes_mean_the_same_in_pieces(text: str, piece: int) -> None:
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
def test_escapes(text: str, piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the standard library reads them, wherever the pieces end, of which none is longer than it may be."""
    read: list[int] = []

    def seen(octets: bytes | str) -> bytes:
        read.append(len(octets))
        return unquote_to_bytes(octets)

    monkeypatch.setattr(urlencoded, "_PIECE", piece)
    monkeypatch.setattr(urlencoded, "unquote_to_bytes", seen)
    for before in range(9):
        for whole in ("a" * before + text, ("a" * before + text).encode()):
            assert unquoted(whole) == unquote_to_bytes(whole)
    assert max(read) <= piece
