"""Reports out of parts: three octets of an input are coding, leniency and the text's length; then come text and TLVs."""

from __future__ import annotations

from dataclasses import fields

from smsc_codec.errors import DecodeError
from smsc_codec.smpp import DeliveryReport, Source, tlvs
from tools.properties.common import LONG_NUMBER, harmless, same

__all__ = ["law", "reported"]


def law(octets: bytes) -> None:
    """A report out of parts: three octets are the coding, whether it is read leniently, the text's length; then text and TLVs."""
    coding, lenient, size = (*octets[:3], 0, 0, 0)[:3]
    text, rest = octets[3 : 3 + size], octets[3 + size :]
    try:
        parts = tlvs.decode(rest)
    except DecodeError:
        parts = ()
    found = DeliveryReport.from_parts(text, parts, coding, lenient=bool(lenient % 2))
    assert same(
        found, DeliveryReport.from_parts(text, iter(parts), coding, lenient=bool(lenient % 2))
    )
    reported(found)
    assert {(one.name, one.defect) for one in parts if one.defect is not None} <= set(found.defects)
    by_tlv = DeliveryReport.from_parts(None, parts)
    told = {name for name, _ in by_tlv.sources}
    for name in told:
        # TLVs come first, whatever the text says.
        assert same(getattr(found, name), getattr(by_tlv, name))
        assert found.source(name) is by_tlv.source(name) is Source.TLV
    if not text:
        assert found.receipt is None
    assert found.receipt is None or found.receipt_error is None


def reported(found: DeliveryReport | None) -> None:
    if found is None:
        return
    kept = {"receipt", "undecoded", "sources", "conflicts", "defects"}
    told = {
        part.name
        for part in fields(found)
        if part.name not in kept and getattr(found, part.name) is not None
    }
    assert told == {name for name, _ in found.sources}
    assert len(told) == len(found.sources)
    for one in found.conflicts:
        assert same(getattr(found, one.field), one.tlv)
        assert one.tlv != one.text
        assert found.source(one.field) is Source.TLV
    assert all(name and why for name, why in found.defects)
    unread = found.receipt_error
    assert (unread is None) is (found.undecoded is None)
    assert unread is None or (unread and not LONG_NUMBER.search(unread))
    assert unread is None or harmless(unread)
