"""Texts of messages: two octets of an input are the coding and whether the account says ISO, the rest the message."""

from __future__ import annotations

from typing import Any

from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.smpp import texts
from tools.properties.common import explained, refused

__all__ = ["law"]


def law(octets: bytes) -> None:
    """A message's text: two octets are the coding and whether the account says ISO, the rest the message; and a text to be written."""
    coding, iso = (*octets[:2], 0, 0)[:2]
    said: Any = {"data_coding": coding, "iso": bool(iso % 2)}
    message = octets[2:]
    try:
        found = texts.decode(message, **said)
    except DecodeError as error:
        explained(error, len(message))
    else:
        written = _text_comes_back(found, said)
        assert written == message or coding in _REDUNDANT
    _text_comes_back(message.decode("utf-8", "replace"), said)


#: Charsets that write one text in several ways.
_REDUNDANT = (10, 14)


def _text_comes_back(found: str, said: Any) -> bytes | None:
    try:
        octets = texts.encode(found, **said)
    except EncodeError as error:
        refused(error)
        return None
    assert texts.decode(octets, **said) == found
    return octets
