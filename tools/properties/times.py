"""Times: an input is the time of a PDU or of a delivery receipt."""

from __future__ import annotations

from typing import Any

from smsc_codec.errors import DecodeError
from smsc_codec.smpp import times
from tools.properties.common import check_decode_error, same

__all__ = ["check"]


def check(data: bytes) -> None:
    """Check a time as that of a PDU, of a receipt of the service, and of any receipt."""
    line = data.decode("latin-1")
    lenient: Any = times.read_any(line)
    assert lenient is None or 1 <= lenient.year <= 9999
    try:
        found: Any = times.decode(line)
    except DecodeError as error:
        check_decode_error(error, len(line))
    else:
        written = times.encode(found)
        assert same(times.decode(written), found)
        assert times.encode(times.decode(written)) == written
        assert not isinstance(found, times.Period) or written == line
    try:
        strict: Any = times.RECEIPT_TIME.parse(line)
    except ValueError:
        return
    assert same(times.RECEIPT_TIME.parse(times.RECEIPT_TIME.serialize(strict)), strict)
    assert strict == lenient
