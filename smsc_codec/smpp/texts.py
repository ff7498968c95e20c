"""How a message's octets are text: ``data_coding``, and the default alphabet of GSM 03.38 with its extension table.

The vendor's SMPP page: coding 0 is GSM, and ISO-8859-1 for an account with ``ISO`` in its ``system_type``; 4 is ISO-8859-1
or binary; 8 is UCS-2. The other numbers are SMPP 3.4's (5.2.19). Reading is exact: octets that are no text of their coding
are refused, never replaced.
"""

from __future__ import annotations

from smsc_codec.errors import DecodeError, Diagnosis, EncodeError

__all__ = ["CODINGS", "decode", "encode"]

_ESCAPE = "\x1b"
#: GSM 03.38, 6.2.1: the basic table, in the order of its septets; 0x1B leads to the extension table.
_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
#: 6.2.1.1: what stands behind an escape.
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
_SEPTETS = {letter: bytes((at,)) for at, letter in enumerate(_BASIC) if letter != _ESCAPE}
_SEPTETS |= {letter: bytes((0x1B, at)) for at, letter in _EXTENSION.items()}

_GSM = "GSM 03.38"
#: The codings that are text, and their charsets as Python calls them.
CODINGS = {
    0: _GSM, 1: "ascii", 3: "latin-1", 4: "latin-1", 6: "iso8859-5", 7: "iso8859-8", 8: "utf-16-be", 10: "iso2022-jp", 14: "euc-kr",
}  # fmt: skip


def decode(octets: bytes, data_coding: int = 0, *, iso: bool = False) -> str:
    """A message's octets as text.

    Args:
        octets: the message without a user data header; GSM septets unpacked, one an octet.
        data_coding: the PDU's.
        iso: whether the account's ``system_type`` holds ``ISO``.

    Raises:
        DecodeError: an octet is not of the coding, or the coding is of no text (2, 0xF4 ...).
    """
    charset = _charset(data_coding, iso=iso)
    if charset is None:
        raise _error(
            octets, (0, len(octets)), f"octets in a data_coding of text, not {data_coding}"
        )
    if charset == _GSM:
        return _from_gsm(octets)
    try:
        return octets.decode(charset)
    except UnicodeDecodeError as error:
        raise _error(octets, (error.start, error.end), f"text in {charset}") from None


def encode(text: str, data_coding: int = 0, *, iso: bool = False) -> bytes:
    """The inverse of :func:`decode`.

    Raises:
        EncodeError: a letter is not of the coding, or the coding is of no text.
    """
    what = f"data_coding {data_coding}"
    charset = _charset(data_coding, iso=iso)
    if charset is None:
        raise EncodeError(what, None, "it is of no text")
    try:
        octets = _to_gsm(text) if charset == _GSM else text.encode(charset)
    except (UnicodeEncodeError, KeyError, AttributeError, TypeError):
        raise EncodeError(what, None, f"a letter is not in {charset}") from None
    try:
        back = decode(octets, data_coding, iso=iso)
    except DecodeError:
        back = None
    if back != text:  # stateful charsets can write what they do not read back
        raise EncodeError(what, None, "it would read back differently")
    return octets


def _charset(data_coding: int, *, iso: bool) -> str | None:
    if data_coding == 0 and iso:
        return "latin-1"
    if data_coding >= 0xF0:  # GSM: a message class, with the alphabet in bit 2
        return None if data_coding & 0x04 else _GSM
    if data_coding >= 0xC0:  # GSM: message waiting; 0xE0 and more in UCS-2
        return "utf-16-be" if data_coding >= 0xE0 else _GSM
    return CODINGS.get(data_coding)


def _from_gsm(octets: bytes) -> str:
    letters = []
    at = 0
    for start, octet in enumerate(octets):
        if start < at:
            continue
        letter: str | None = _BASIC[octet] if octet < len(_BASIC) else None
        at = start + 1
        if letter == _ESCAPE:
            letter = _EXTENSION.get(octets[at]) if at < len(octets) else None
            at += 1
        if letter is None:
            raise _error(octets, (start, min(at, len(octets))), f"a letter of {_GSM}")
        letters.append(letter)
    return "".join(letters)


def _to_gsm(text: str) -> bytes:
    return b"".join(_SEPTETS[letter] for letter in text)


def _error(octets: bytes, span: tuple[int, int], expected: str) -> DecodeError:
    problem = Diagnosis(
        span=span, expected=(expected,), found=f"{span[1] - span[0]} octets", is_binary=True
    )
    return DecodeError("a message's text", octets, problem, words=frozenset({"octets"}))
