"""Streams of PDUs: two octets of an input are the size of a piece and the bound, the rest the stream."""

from __future__ import annotations

from smsc_codec.errors import DecodeError
from smsc_codec.smpp import stream
from tools.properties.common import explained

__all__ = ["law"]


def law(octets: bytes) -> None:
    """A stream of PDUs: whichever way it is cut, they are the same. Two octets say the pieces' size and the bound."""
    size, longest = (
        (octets[0] if octets else 0) + 1,
        (stream.MAX_PDU_BYTES, 64, 16)[(octets[1] if len(octets) > 1 else 0) % 3],
    )
    buffer = octets[2:]
    whole = _split(buffer, len(buffer) or 1, longest)
    assert whole == _split(buffer, size, longest)
    found, rest = whole
    assert all(
        16 <= len(one) <= longest and int.from_bytes(one[:4], "big") == len(one) for one in found
    )
    assert b"".join(found) + (buffer[sum(map(len, found)) :] if rest is None else rest) == buffer


def _split(buffer: bytes, size: int, longest: int) -> tuple[list[bytes], bytes | None]:
    """The PDUs of a buffer that comes in pieces, and what is left, None if the stream is lost."""
    found: list[bytes] = []
    rest = b""
    for at in range(0, len(buffer), size):
        rest += buffer[at : at + size]
        try:
            more, rest = stream.split(rest, max_bytes=longest)
        except DecodeError as error:
            explained(error, len(rest))
            assert error.span is not None
            before, nothing = stream.split(rest[: error.span[0]], max_bytes=longest)
            assert nothing == b""
            return found + before, None
        found += more
    return found, rest
