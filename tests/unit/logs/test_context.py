"""smsc_codec.logs.context: unescaping of quoted strings."""

from __future__ import annotations

import pytest

from smsc_codec.logs.context import unescape


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"plain", b"plain"),
        (rb"a\n\t\"\\", b'a\n\t"\\'),
        (rb"\u0401", "Ё".encode()),
        (rb"\ud83d\ude00", "😀".encode()),
        # escapes that JSON lacks, so each one is undone separately
        (rb"\x41\u0401", "AЁ".encode()),
        (rb"\x41\ud83d\ude00", "A😀".encode()),
        (rb"\'\n\/", b"'\n/"),
        (rb"\x41\ud83d", b"A\xed\xa0\xbd"),
        # bytes of another charset beside an escaped character
        (b"\xcf\\u0401", b"\xcf" + "Ё".encode()),
        (b"\xcf\\n", b"\xcf\n"),
        # unknown and incomplete escapes are kept
        (rb"\q\b\f", rb"\q\b\f"),
        (rb"\u12", rb"\u12"),
        (b"a\\", b"a\\"),
        (b'a"b\\n', b'a"b\n'),
    ],
)
def test_known_escapes_are_undone_and_others_kept(data: bytes, expected: bytes) -> None:
    assert unescape(data) == expected
