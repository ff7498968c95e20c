"""smsc_codec.cli.smpp.pdus_of_capture: PDUs in the JSON output of tshark."""

from __future__ import annotations

import pytest

from smsc_codec.cli.smpp import pdus_of_capture

ONE = b'["00000010", 54, 4, 0, 1]'
TWO = b'["0000001f", 58, 4, 0, 1]'


def export(layers: bytes) -> bytes:
    return b'[{"_source": {"layers": {' + layers + b'}}}, {"_source": {"layers": {}}}]'


def test_all_pdus_of_a_packet_are_found() -> None:
    expected = [("packet 1", b"\0\0\0\x10"), ("packet 1", b"\0\0\0\x1f")]
    assert (
        pdus_of_capture(export(b'"smpp_raw": ' + ONE + b', "tcp": 1, "smpp_raw": ' + TWO))
        == expected
    )
    assert pdus_of_capture(export(b'"smpp_raw": [' + ONE + b", " + TWO + b"]")) == expected
    assert pdus_of_capture(export(b'"smpp_raw": ' + ONE)) == expected[:1]
    assert pdus_of_capture(b"[]") == []


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
def test_other_content_is_rejected(content: bytes) -> None:
    with pytest.raises(ValueError, match="jsonraw"):
        pdus_of_capture(content)
