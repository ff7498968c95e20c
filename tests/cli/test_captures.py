"""smsc_codec.cli.captures: what tshark's export holds, whichever way it tells of several PDUs in a packet."""

from __future__ import annotations

import pytest

from smsc_codec.cli.captures import pdus

ONE = b'["00000010", 54, 4, 0, 1]'
TWO = b'["0000001f", 58, 4, 0, 1]'


def export(layers: bytes) -> bytes:
    return b'[{"_source": {"layers": {' + layers + b'}}}, {"_source": {"layers": {}}}]'


def test_several_pdus_in_a_packet() -> None:
    wanted = [("packet 1", b"\0\0\0\x10"), ("packet 1", b"\0\0\0\x1f")]
    assert pdus(export(b'"smpp_raw": ' + ONE + b', "tcp": 1, "smpp_raw": ' + TWO)) == wanted
    assert pdus(export(b'"smpp_raw": [' + ONE + b", " + TWO + b"]")) == wanted
    assert pdus(export(b'"smpp_raw": ' + ONE)) == wanted[:1]
    assert pdus(b"[]") == []


@pytest.mark.parametrize(
    "content",
    [
        b"[",
        b"{}x",
        b"[1]",
        b"[{}]",
        b'[{"_source": 1}]',
        export(b'"smpp_raw": []'),
        export(b'"smpp_raw": ["zz"]'),
        export(b'"smpp_raw": 5'),
        export(b'"smpp_raw": [[5]]'),
        b"[" * 100_000,
        b"\xff[",
    ],
)
def test_anything_else_is_told(content: bytes) -> None:
    with pytest.raises(ValueError, match="jsonraw"):
        pdus(content)
