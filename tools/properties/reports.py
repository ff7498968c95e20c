"""Delivery reports: three bytes of an input are the data_coding, the mode and the length of the
text.

The text and the TLVs follow.
"""

from __future__ import annotations

from dataclasses import fields

from smsc_codec.errors import DecodeError
from smsc_codec.smpp import DeliveryReport, Source, tlvs
from tools.properties.common import LONG_NUMBER, is_printable, same

__all__ = ["check", "check_report"]


def check(data: bytes) -> None:
    """Check a report made of a text and TLVs: TLVs take precedence."""
    coding, lenient, size = (*data[:3], 0, 0, 0)[:3]
    text, rest = data[3 : 3 + size], data[3 + size :]
    try:
        parts = tlvs.decode(rest)
    except DecodeError:
        parts = ()
    found = DeliveryReport.from_parts(text, parts, coding, lenient=bool(lenient % 2))
    assert same(
        found, DeliveryReport.from_parts(text, iter(parts), coding, lenient=bool(lenient % 2))
    )
    check_report(found)
    assert {(item.name, item.defect) for item in parts if item.defect is not None} <= set(
        found.defects
    )
    by_tlv = DeliveryReport.from_parts(None, parts)
    names = {name for name, _ in by_tlv.sources}
    for name in names:
        assert same(getattr(found, name), getattr(by_tlv, name))
        assert found.source(name) is by_tlv.source(name) is Source.TLV
    if not text:
        assert found.receipt is None
    assert found.receipt is None or found.receipt_error is None


def check_report(found: DeliveryReport | None) -> None:
    """Check that the sources, conflicts and errors of a report are consistent."""
    if found is None:
        return
    kept = {"receipt", "undecoded", "sources", "conflicts", "defects"}
    names = {
        part.name
        for part in fields(found)
        if part.name not in kept and getattr(found, part.name) is not None
    }
    assert names == {name for name, _ in found.sources}
    assert len(names) == len(found.sources)
    for item in found.conflicts:
        assert same(getattr(found, item.field), item.tlv)
        assert item.tlv != item.text
        assert found.source(item.field) is Source.TLV
    assert all(name and why for name, why in found.defects)
    error = found.receipt_error
    assert (error is None) is (found.undecoded is None)
    assert error is None or (error and not LONG_NUMBER.search(error))
    assert error is None or is_printable(error)
