"""Parts of a long message, identified by a user data header or by the ``sar_*`` TLVs.

The service joins the parts and sends one receipt, under one id; an account with ``SINGLE`` in its
``system_type`` gets a receipt for each part.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from smsc_codec.errors import EncodeError
from smsc_codec.smpp.enums import TlvTag
from smsc_codec.smpp.tlvs import Tlv

__all__ = ["Segment", "elements", "of_message", "sar", "udh"]

#: The concatenation elements of a user data header: with a reference of one byte and of two.
_NARROW, _WIDE = 0x00, 0x08
_REFERENCE = TlvTag.SAR_MSG_REF_NUM
_TOTAL = TlvTag.SAR_TOTAL_SEGMENTS
_NUMBER = TlvTag.SAR_SEGMENT_SEQNUM


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """The position of a PDU in a long message.

    Args:
        reference: The number shared by all parts of the message.
        total: The number of parts.
        number: The number of this part, from 1.
    """

    reference: int
    total: int
    number: int


def elements(header: bytes) -> list[tuple[int, bytes]] | None:
    """Split a user data header into elements (3GPP TS 23.040, 9.2.3.24).

    Returns:
        Pairs of identifier and data; None if a length is inconsistent.
    """
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
    """Return the segment given by the user data header, or else by the TLVs; None if neither
    is present.
    """
    # The last of several elements counts, and an invalid one is ignored (3GPP TS 23.040, 9.2.3.24).
    for identifier, data in reversed((elements(header) or ()) if header is not None else ()):
        if (identifier, len(data)) in {(_NARROW, 3), (_WIDE, 4)} and 0 < data[-1] <= data[-2]:
            return Segment(
                reference=int.from_bytes(data[:-2], "big"), total=data[-2], number=data[-1]
            )
    values = {
        tlv.tag: tlv.value
        for tlv in reversed(tuple(tlvs))
        if tlv.tag in (_REFERENCE, _TOTAL, _NUMBER)
    }
    reference, total, number = values.get(_REFERENCE), values.get(_TOTAL), values.get(_NUMBER)
    if (
        isinstance(reference, int)
        and isinstance(total, int)
        and isinstance(number, int)
        and 0 < number <= total
    ):
        return Segment(reference=reference, total=total, number=number)
    return None


def udh(segment: Segment) -> bytes:
    """Encode a segment as a user data header with its length byte.

    A PDU that carries the header must set ``esm_class`` to 0x40.

    Raises:
        EncodeError: The reference does not fit in two bytes, another number does not fit in one,
            or the number is not from 1 to the total.
    """
    wide = _validate(segment).reference > 0xFF
    reference = segment.reference.to_bytes(2 if wide else 1, "big")
    element = (
        bytes((_WIDE if wide else _NARROW, len(reference) + 2))
        + reference
        + bytes((segment.total, segment.number))
    )
    return bytes((len(element),)) + element


def sar(segment: Segment) -> tuple[Tlv, ...]:
    """Encode a segment as the three ``sar_*`` TLVs.

    Raises:
        EncodeError: As for :func:`udh`.
    """
    _validate(segment)
    values = ((_REFERENCE, segment.reference), (_TOTAL, segment.total), (_NUMBER, segment.number))
    return tuple(Tlv.of(tag, number) for tag, number in values)


def _validate(segment: Segment) -> Segment:
    for name, maximum in (("reference", 0xFFFF), ("total", 0xFF), ("number", 0xFF)):
        number = getattr(segment, name)
        if number.__class__ is not int or not 0 <= number <= maximum:
            raise EncodeError("segment", name, f"must be an integer from 0 to {maximum}")
    if not 0 < segment.number <= segment.total:
        raise EncodeError("segment", "number", "must be from 1 to the total")
    return segment
