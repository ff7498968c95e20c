"""smsc_codec.smpp.stream: the same PDUs whichever way a stream is cut; a length that cannot be is the end of it."""

from __future__ import annotations

import struct

import pytest

from smsc_codec.errors import DecodeError
from smsc_codec.smpp import MAX_PDU_BYTES, EnquireLink, SubmitSm, SubmitSmResp, encode, split

PDUS = [
    encode(one)
    for one in (
        EnquireLink(),
        SubmitSm(sequence_number=2, short_message=b"hello"),
        SubmitSmResp(message_id="1"),
        EnquireLink(sequence_number=3),
    )
]
STREAM = b"".join(PDUS)


def test_whole_pdus() -> None:
    assert split(STREAM) == (PDUS, b"")
    assert split(b"") == ([], b"")


@pytest.mark.parametrize("cut", range(len(STREAM) + 1))
def test_every_cut(cut: int) -> None:
    first, rest = split(STREAM[:cut])
    second, left = split(rest + STREAM[cut:])
    assert (first + second, left) == (PDUS, b"")
    assert b"".join(first) + rest == STREAM[:cut]


@pytest.mark.parametrize("kind", [bytearray, memoryview])
def test_buffers(kind: type[bytearray | memoryview]) -> None:
    """What is found are octets that nobody changes any more."""
    pdus, rest = split(kind(STREAM + b"\0"))
    assert (pdus, rest) == (PDUS, b"\0")
    assert {type(one) for one in (*pdus, rest)} == {bytes}


def test_octet_by_octet() -> None:
    found, rest = [], b""
    for at in range(len(STREAM)):
        pdus, rest = split(rest + STREAM[at : at + 1])
        found += pdus
    assert (found, rest) == (PDUS, b"")


@pytest.mark.parametrize("length", [0, 15, MAX_PDU_BYTES + 1, 0xFFFFFFFF])
def test_a_length_that_cannot_be(length: int) -> None:
    """It is told before the rest of the header is there, and where: the PDUs before it are whole."""
    lost = STREAM + struct.pack(">I", length)
    with pytest.raises(DecodeError) as refused:
        split(lost)
    error = refused.value
    at = len(STREAM)
    assert (error.codec, error.span, error.found) == ("smpp stream", (at, at + 4), str(length))
    assert error.expected == (f"a command_length of 16 to {MAX_PDU_BYTES}",)
    assert f"octet {at}: " in str(error)
    assert error.span is not None and split(lost[: error.span[0]]) == (PDUS, b"")


def test_the_bounds() -> None:
    shortest, longest = (
        struct.pack(">I", 16) + bytes(12),
        struct.pack(">I", MAX_PDU_BYTES) + bytes(MAX_PDU_BYTES - 4),
    )
    assert split(shortest + longest + b"\0\0\0") == ([shortest, longest], b"\0\0\0")
    assert split(longest[:-1]) == ([], longest[:-1])
    assert split(shortest, max_bytes=16) == ([shortest], b"")
    with pytest.raises(DecodeError, match="16 to 16"):
        split(STREAM, max_bytes=16)
