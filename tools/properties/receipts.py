"""The texts of receipts: an input is one."""

from __future__ import annotations

from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.formats.grammar import lexed, line_rule
from smsc_codec.smpp import lenient_receipts, receipts
from tools.properties.common import explained, refused, same

__all__ = ["law"]


def law(octets: bytes) -> None:
    """A receipt's text: the service's own two forms, and any gateway's."""
    line = octets.rstrip(b"\0\r\n").decode("latin-1")
    for name in ("sms_form", "hlr_form"):
        rule = line_rule("receipt", name)
        assert rule.match(line) == rule.interpret(line), name
    assert [found.span() for found in lenient_receipts.labels().finditer(line)] == lexed(
        "receipt", "LABEL", line
    )
    lenient = receipts.decode(octets, lenient=True)
    _receipt_comes_back(lenient, own=False)
    try:
        own = receipts.decode(octets)
    except DecodeError as error:
        explained(error, len(octets))
        return
    assert own.raw == lenient.raw == octets
    _receipt_comes_back(own, own=True)


def _receipt_comes_back(found: receipts.Receipt, *, own: bool) -> None:
    assert found.error_number is None or found.error_number >= 0
    assert found.state is None or found.stat is not None
    assert repr(found)
    try:
        octets = receipts.encode(found)
    except EncodeError as error:
        refused(error)
        return
    back = receipts.decode(octets, lenient=True)
    if own or not same(back, found):
        # Written in the service's form.
        back = receipts.decode(octets)
    assert same(back, found)
    assert receipts.encode(back) == octets
