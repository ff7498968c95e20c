"""Parts of a long message: told by a user data header, or by the ``sar_*`` TLVs.

The service glues them and reports once, under one id; an account with ``SINGLE`` in its ``system_type`` gets a report of each.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from smsc_codec.errors import EncodeError
from smsc_codec.smpp.tlvs import Tlv

__all__ = ["Segment", "elements", "of_message", "sar", "udh"]

#: The header's elements that tell of parts: with a reference of one octet, and of two.
_NARROW, _WIDE = 0x00, 0x08
_REFERENCE, _TOTAL, _NUMBER = 0x020C, 0x020E, 0x020F


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Which part of a long message a PDU carries.

    Args:
        reference: the number by which parts of one message are known: all of them have this one.
        total: how many there are.
        number: which it is, from 1.
    """

    reference: int
    total: int
    number: int


def elements(header: bytes) -> list[tuple[int, bytes]] | None:
    """The elements of a user data header (3GPP TS 23.040, 9.2.3.24), as (identifier, octets); None if a length lies."""
    found: list[tuple[int, bytes]] = []
    if not header or header[0] + 1 != len(header):
        return None
    at = 1
    while at < len(header):
        end = at + 2 + header[at + 1] if at + 1 < len(header) else len(header) + 1
        if end > len(header):
            return None
        found.append((header[at], header[at + 2 : end]))
        at = end
    return found


def of_message(header: bytes | None, tlvs: Iterable[Tlv]) -> Segment | None:
    """The part that a message is, told by its user data header, else by its TLVs; None if neither does."""
    # Of several elements the last counts, and one that cannot be is ignored (3GPP TS 23.040, 9.2.3.24).
    for identifier, octets in reversed((elements(header) or ()) if header is not None else ()):
        if (identifier, len(octets)) in {(_NARROW, 3), (_WIDE, 4)} and 0 < octets[-1] <= octets[-2]:
            return Segment(
                reference=int.from_bytes(octets[:-2], "big"), total=octets[-2], number=octets[-1]
            )
    told = {
        tlv.tag: tlv.value
        for tlv in reversed(tuple(tlvs))
        if tlv.tag in (_REFERENCE, _TOTAL, _NUMBER)
    }
    reference, total, number = told.get(_REFERENCE), told.get(_TOTAL), told.get(_NUMBER)
    if (
        isinstance(reference, int)
        and isinstance(total, int)
        and isinstance(number, int)
        and 0 < number <= total
    ):
        return Segment(reference=reference, total=total, number=number)
    return None


def udh(segment: Segment) -> bytes:
    """The user data header of a part, with its length octet; set ``esm_class`` to 0x40 beside it.

    Raises:
        EncodeError: the reference does not fit in two octets, the other numbers in one, or the number is not from 1 to the total.
    """
    wide = _checked(segment).reference > 0xFF
    reference = segment.reference.to_bytes(2 if wide else 1, "big")
    element = (
        bytes((_WIDE if wide else _NARROW, len(reference) + 2))
        + reference
        + bytes((segment.total, segment.number))
    )
    return bytes((len(element),)) + element


def sar(segment: Segment) -> tuple[Tlv, ...]:
    """The three TLVs of a part.

    Raises:
        EncodeError: as :func:`udh`.
    """
    _checked(segment)
    told = ((_REFERENCE, segment.reference), (_TOTAL, segment.total), (_NUMBER, segment.number))
    return tuple(Tlv.of(tag, number) for tag, number in told)


def _checked(segment: Segment) -> Segment:
    for name, most in (("reference", 0xFFFF), ("total", 0xFF), ("number", 0xFF)):
        number = getattr(segment, name)
        if number.__class__ is not int or not 0 <= number <= most:
            raise EncodeError("a segment", name, f"not a number of 0 to {most}")
    if not 0 < segment.number <= segment.total:
        raise EncodeError("a segment", "number", "not from 1 to the total")
    return segment
