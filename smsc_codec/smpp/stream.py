"""Splitting a byte stream into PDUs."""

from __future__ import annotations

from struct import Struct

from smsc_codec.errors import DecodeError, Diagnosis

__all__ = ["MAX_PDU_BYTES", "MIN_PDU_BYTES", "split"]

#: The size of the header.
MIN_PDU_BYTES = 16
#: Default limit of ``command_length``: a payload of 64 KiB, and as much again for other TLVs.
MAX_PDU_BYTES = 2 * 65536

_length = Struct(">I").unpack_from


def split(
    buffer: bytes | bytearray | memoryview, *, max_bytes: int = MAX_PDU_BYTES
) -> tuple[list[bytes], bytes]:
    """Split a buffer into complete PDUs and a remainder.

    Prepend the remainder to the next chunk and call the function again: the resulting PDUs do
    not depend on how the stream was divided into chunks.

    Args:
        buffer: Bytes from a connection, starting at the beginning of a PDU.
        max_bytes: The largest ``command_length`` to accept.

    Returns:
        The PDUs, for :func:`smsc_codec.smpp.decode`, and the bytes after the last of them.

    Raises:
        DecodeError: A ``command_length`` is below 16 or above ``max_bytes``. The stream cannot be
            resynchronized, since no later byte is known to begin a PDU. ``span`` is the position
            of that ``command_length``; the PDUs before it can still be split off.
    """
    buffer = buffer if isinstance(buffer, bytes) else bytes(memoryview(buffer))
    pdus: list[bytes] = []
    at, size = 0, len(buffer)
    while size - at >= 4:
        (length,) = _length(buffer, at)
        if not MIN_PDU_BYTES <= length <= max_bytes:
            raise _length_error(buffer, at, length, max_bytes)
        if size - at < length:
            break
        pdus.append(buffer[at : at + length])
        at += length
    return pdus, buffer[at:]


def _length_error(buffer: bytes, at: int, length: int, max_bytes: int) -> DecodeError:
    expected = f"a command_length of {MIN_PDU_BYTES} to {max_bytes}"
    problem = Diagnosis(span=(at, at + 4), expected=(expected,), found=str(length), is_binary=True)
    return DecodeError("smpp stream", buffer, problem)
