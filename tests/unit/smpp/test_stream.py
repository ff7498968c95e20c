"""Tests of smsc_codec.smpp.stream: splitting a byte stream into PDUs."""

from __future__ import annotations

import struct

import pytest

from smsc_codec.errors import DecodeError
from smsc_codec.smpp import MAX_PDU_BYTES, EnquireLink, SubmitSm, SubmitSmResp, encode, split

PDUS = [
    encode(pdu)
    for pdu in (
        EnquireLink(),
        SubmitSm(sequence_number=2, short_message=b"hello"),
        SubmitSmResp(message_id="1"),
        EnquireLink(sequence_number=3),
    )
]
STREAM = b"".join(PDUS)


def test_complete_pdus_leave_no_remainder() -> None:
    assert split(STREAM) == (PDUS, b"")
    assert split(b"") == ([], b"")


@pytest.mark.parametrize("cut", range(len(STREAM) + 1))
def test_chunk_boundary_does_not_change_the_pdus(cut: int) -> None:
    first, rest = split(STREAM[:cut])
    second, left = split(rest + STREAM[cut:])
    assert (first + second, left) == (PDUS, b"")
    assert b"".join(first) + rest == STREAM[:cut]


@pytest.mark.parametrize("buffer_type", [bytearray, memoryview])
def test_any_buffer_type_gives_bytes(buffer_type: type[bytearray | memoryview]) -> None:
    pdus, rest = split(buffer_type(STREAM + b"\0"))
    assert (pdus, rest) == (PDUS, b"\0")
    assert {type(item) for item in (*pdus, rest)} == {bytes}


def test_stream_can_be_fed_byte_by_byte() -> None:
    found, rest = [], b""
    for at in range(len(STREAM)):
        pdus, rest = split(rest + STREAM[at : at + 1])
        found += pdus
    assert (found, rest) == (PDUS, b"")


@pytest.mark.parametrize("length", [0, 15, MAX_PDU_BYTES + 1, 0xFFFFFFFF])
def test_invalid_command_length_is_rejected(length: int) -> None:
    """The header need not be complete, and the span delimits the valid PDUs before it."""
    stream = STREAM + struct.pack(">I", length)
    with pytest.raises(DecodeError) as caught:
        split(stream)
    error = caught.value
    at = len(STREAM)
    assert (error.codec, error.span, error.found) == ("smpp stream", (at, at + 4), str(length))
    assert error.expected == (f"a command_length of 16 to {MAX_PDU_BYTES}",)
    assert f"byte {at}: " in str(error)
    assert error.span is not None and split(stream[: error.span[0]]) == (PDUS, b"")


def test_smallest_and_largest_length_are_accepted() -> None:
    shortest, longest = (
        struct.pack(">I", 16) + bytes(12),
        struct.pack(">I", MAX_PDU_BYTES) + bytes(MAX_PDU_BYTES - 4),
    )
    assert split(shortest + longest + b"\0\0\0") == ([shortest, longest], b"\0\0\0")
    assert split(longest[:-1]) == ([], longest[:-1])
    assert split(shortest, max_bytes=16) == ([shortest], b"")
    with pytest.raises(DecodeError, match="16 to 16"):
        split(STREAM, max_bytes=16)
