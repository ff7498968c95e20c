"""Message text: ``data_coding`` and the GSM 03.38 default alphabet with its extension table.

By the vendor's SMPP page, coding 0 is GSM 03.38, or ISO-8859-1 for an account with ``ISO`` in its
``system_type``; 4 is ISO-8859-1 or binary; 8 is UCS-2. The other numbers are those of SMPP 3.4
(5.2.19). Decoding is exact: bytes that are invalid in their coding are rejected, never replaced.
"""

from __future__ import annotations

from smsc_codec.errors import DecodeError, Diagnosis, EncodeError
from smsc_codec.smpp.tlv_types import byte_count

__all__ = ["CODINGS", "decode", "encode"]

_ESCAPE = "\x1b"
#: GSM 03.38, 6.2.1: the basic table in septet order; 0x1B escapes to the extension table.
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: GSM 03.38, 6.2.1.1: the extension table, by the septet after the escape.
_EXTENSION = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
_SEPTETS = {char: bytes((at,)) for at, char in enumerate(_BASIC) if char != _ESCAPE}
_SEPTETS |= {char: bytes((0x1B, at)) for at, char in _EXTENSION.items()}

_GSM = "GSM 03.38"
#: The values of ``data_coding`` for text, and the Python names of their charsets.
CODINGS = {
    0: _GSM,
    1: "ascii",
    3: "latin-1",
    4: "latin-1",
    6: "iso8859-5",
    7: "iso8859-8",
    8: "utf-16-be",
    10: "iso2022-jp",
    14: "euc-kr",
}


def decode(data: bytes, data_coding: int = 0, *, iso: bool = False) -> str:
    """Decode the bytes of a message to text.

    Args:
        data: The message without its user data header; GSM septets are unpacked, one per byte.
        data_coding: The ``data_coding`` of the PDU.
        iso: Whether the account's ``system_type`` contains ``ISO``.

    Raises:
        DecodeError: A byte is invalid in the coding, or the coding is not for text (2, 0xF4 ...).
    """
    charset = _charset(data_coding, iso=iso)
    if charset is None:
        raise _error(data, (0, len(data)), f"a data_coding for text, not {data_coding}")
    if charset == _GSM:
        return _decode_gsm(data)
    try:
        return data.decode(charset)
    except UnicodeDecodeError as error:
        raise _error(data, (error.start, error.end), f"text in {charset}") from None


def encode(text: str, data_coding: int = 0, *, iso: bool = False) -> bytes:
    """Encode text to the bytes of a message; the inverse of :func:`decode`.

    Raises:
        EncodeError: A character is not in the charset, or the coding is not for text.
    """
    codec = f"data_coding {data_coding}"
    charset = _charset(data_coding, iso=iso)
    if charset is None:
        raise EncodeError(codec, None, "is not for text")
    try:
        data = _encode_gsm(text) if charset == _GSM else text.encode(charset)
    except (UnicodeEncodeError, KeyError, AttributeError, TypeError):
        raise EncodeError(codec, None, f"contains a character that is not in {charset}") from None
    try:
        decoded = decode(data, data_coding, iso=iso)
    except DecodeError:
        decoded = None
    if decoded != text:  # stateful charsets can encode text that they do not decode
        raise EncodeError(codec, None, "would decode to a different text")
    return data


def _charset(data_coding: int, *, iso: bool) -> str | None:
    if data_coding == 0 and iso:
        return "latin-1"
    if data_coding >= 0xF0:  # GSM message class; bit 2 is the alphabet
        return None if data_coding & 0x04 else _GSM
    if data_coding >= 0xC0:  # GSM message waiting; UCS-2 from 0xE0
        return "utf-16-be" if data_coding >= 0xE0 else _GSM
    return CODINGS.get(data_coding)


def _decode_gsm(data: bytes) -> str:
    chars = []
    at = 0
    for start, septet in enumerate(data):
        if start < at:
            continue
        char: str | None = _BASIC[septet] if septet < len(_BASIC) else None
        at = start + 1
        if char == _ESCAPE:
            char = _EXTENSION.get(data[at]) if at < len(data) else None
            at += 1
        if char is None:
            raise _error(data, (start, min(at, len(data))), f"a character of {_GSM}")
        chars.append(char)
    return "".join(chars)


def _encode_gsm(text: str) -> bytes:
    return b"".join(_SEPTETS[char] for char in text)


def _error(data: bytes, span: tuple[int, int], expected: str) -> DecodeError:
    problem = Diagnosis(
        span=span, expected=(expected,), found=byte_count(span[1] - span[0]), is_binary=True
    )
    return DecodeError("smpp text", data, problem, words=frozenset({"byte", "bytes"}))
