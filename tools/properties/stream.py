"""Streams of PDUs: two bytes of an input are the size of a chunk and the bound, the rest is the
stream.
"""

from __future__ import annotations

from smsc_codec.errors import DecodeError
from smsc_codec.smpp import stream
from tools.properties.common import check_decode_error

__all__ = ["check"]


def check(data: bytes) -> None:
    """Check that the PDUs of a stream do not depend on how it is cut into chunks."""
    size, limit = (
        (data[0] if data else 0) + 1,
        (stream.MAX_PDU_BYTES, 64, 16)[(data[1] if len(data) > 1 else 0) % 3],
    )
    buffer = data[2:]
    whole = _split(buffer, len(buffer) or 1, limit)
    assert whole == _split(buffer, size, limit)
    found, rest = whole
    assert all(
        16 <= len(pdu) <= limit and int.from_bytes(pdu[:4], "big") == len(pdu) for pdu in found
    )
    assert b"".join(found) + (buffer[sum(map(len, found)) :] if rest is None else rest) == buffer


def _split(buffer: bytes, size: int, limit: int) -> tuple[list[bytes], bytes | None]:
    """Split a buffer that arrives in chunks; the rest is None if the stream is out of sync."""
    found: list[bytes] = []
    rest = b""
    for at in range(0, len(buffer), size):
        rest += buffer[at : at + size]
        try:
            more, rest = stream.split(rest, max_bytes=limit)
        except DecodeError as error:
            check_decode_error(error, len(rest))
            assert error.span is not None
            before, nothing = stream.split(rest[: error.span[0]], max_bytes=limit)
            assert nothing == b""
            return found + before, None
        found += more
    return found, rest
