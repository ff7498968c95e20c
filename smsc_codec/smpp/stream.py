"""PDUs in a stream of octets: where one ends and the next begins."""

from __future__ import annotations

from struct import Struct

from smsc_codec.errors import DecodeError, Diagnosis

__all__ = ["MAX_PDU_BYTES", "MIN_PDU_BYTES", "split"]

#: The header alone.
MIN_PDU_BYTES = 16
#: A body with a payload of 64 KiB, and room for its other TLVs.
MAX_PDU_BYTES = 2 * 65536

_length = Struct(">I").unpack_from


def split(
    buffer: bytes | bytearray | memoryview, *, max_bytes: int = MAX_PDU_BYTES
) -> tuple[list[bytes], bytes]:
    """The whole PDUs at the beginning of a buffer, and what is left.

    Put what comes next behind the rest and split again: whichever way a stream is cut, the PDUs are the same.

    Args:
        buffer: octets from a connection, from the beginning of a PDU on.
        longest: the bound of ``command_length``.

    Returns:
        The PDUs, for :func:`smsc_codec.smpp.decode`, and the octets behind the last of them.

    Raises:
        DecodeError: a ``command_length`` is below 16 or above ``longest``. The stream is lost: no later octet can be trusted
            to begin a PDU. The error's ``span`` tells where, the PDUs before it can still be split off.
    """
    buffer = buffer if isinstance(buffer, bytes) else bytes(memoryview(buffer))
    pdus: list[bytes] = []
    at, size = 0, len(buffer)
    while size - at >= 4:
        (length,) = _length(buffer, at)
        if not MIN_PDU_BYTES <= length <= max_bytes:
            raise _lost(buffer, at, length, max_bytes)
        if size - at < length:
            break
        pdus.append(buffer[at : at + length])
        at += length
    return pdus, buffer[at:]


def _lost(buffer: bytes, at: int, length: int, longest: int) -> DecodeError:
    expected = f"a command_length of {MIN_PDU_BYTES} to {longest}"
    problem = Diagnosis(span=(at, at + 4), expected=(expected,), found=str(length), is_binary=True)
    return DecodeError("an SMPP stream", buffer, problem)
