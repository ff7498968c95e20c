"""Times: of a PDU, of a receipt of the service, of anybody's receipt."""

from __future__ import annotations

from typing import Any

from smsc_codec.errors import DecodeError
from smsc_codec.smpp import times
from tools.properties.common import explained, same

__all__ = ["law"]


def law(octets: bytes) -> None:
    """A time of a PDU, of a receipt of the service, of anybody's receipt."""
    line = octets.decode("latin-1")
    anyone: Any = times.read_any(line)
    assert anyone is None or 1 <= anyone.year <= 9999
    try:
        found: Any = times.decode(line)
    except DecodeError as error:
        explained(error, len(line))
    else:
        written = times.encode(found)
        assert same(times.decode(written), found)
        assert times.encode(times.decode(written)) == written
        assert not isinstance(found, times.Period) or written == line
    try:
        own: Any = times.RECEIPT_TIME.parse(line)
    except ValueError:
        return
    assert same(times.RECEIPT_TIME.parse(times.RECEIPT_TIME.serialize(own)), own)
    assert own == anyone
