"""Texts of messages: two bytes of an input are the data_coding and the ISO setting, the rest is the
message.
"""

from __future__ import annotations

from typing import Any

from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.smpp import texts
from tools.properties.common import check_decode_error, check_encode_error

__all__ = ["check"]


def check(data: bytes) -> None:
    """Check the message decoded as a text, and its UTF-8 text encoded."""
    coding, iso = (*data[:2], 0, 0)[:2]
    options: Any = {"data_coding": coding, "iso": bool(iso % 2)}
    message = data[2:]
    try:
        found = texts.decode(message, **options)
    except DecodeError as error:
        check_decode_error(error, len(message))
    else:
        written = _check_round_trip(found, options)
        assert written == message or coding in _REDUNDANT
    _check_round_trip(message.decode("utf-8", "replace"), options)


#: Values of data_coding whose charset has several encodings of one text.
_REDUNDANT = (10, 14)


def _check_round_trip(found: str, options: Any) -> bytes | None:
    try:
        data = texts.encode(found, **options)
    except EncodeError as error:
        check_encode_error(error)
        return None
    assert texts.decode(data, **options) == found
    return data
