"""smsc_codec.logs.context: what a string says, whoever has escaped it."""

from __future__ import annotations

import pytest

from smsc_codec.logs.context import unescaped


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"plain", b"plain"),
        (rb"a\n\t\"\\", b'a\n\t"\\'),
        (rb"\u0401", "Ё".encode()),
        (rb"\ud83d\ude00", "😀".encode()),
        # an escape that JSON has not, so each by itself
        (rb"\x41\u0401", "AЁ".encode()),
        (rb"\x41\ud83d\ude00", "A😀".encode()),
        (rb"\'\n\/", b"'\n/"),
        (rb"\x41\ud83d", b"A\xed\xa0\xbd"),
        # octets of a charset of their own beside an escape of a letter
        (b"\xcf\\u0401", b"\xcf" + "Ё".encode()),
        (b"\xcf\\n", b"\xcf\n"),
        # what is no escape stays
        (rb"\q\b\f", rb"\q\b\f"),
        (rb"\u12", rb"\u12"),
        (b"a\\", b"a\\"),
        (b'a"b\\n', b'a"b\n'),
    ],
)
def test_what_a_string_says(octets: bytes, said: bytes) -> None:
    assert unescaped(octets) == said
