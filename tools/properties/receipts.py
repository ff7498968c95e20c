"""Delivery receipts: an input is the text of one receipt."""

from __future__ import annotations

from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.formats.grammar import lexed, line_rule
from smsc_codec.smpp import lenient_receipts, receipts
from tools.properties.common import check_decode_error, check_encode_error, same

__all__ = ["check"]


def check(data: bytes) -> None:
    """Check the strict and the lenient mode, and that both agree with the grammar."""
    line = data.rstrip(b"\0\r\n").decode("latin-1")
    for name in ("sms_form", "hlr_form"):
        rule = line_rule("receipt", name)
        assert rule.match(line) == rule.interpret(line), name
    assert [found.span() for found in lenient_receipts.labels().finditer(line)] == lexed(
        "receipt", "LABEL", line
    )
    lenient = receipts.decode(data, lenient=True)
    _check_round_trip(lenient, strict=False)
    try:
        strict = receipts.decode(data)
    except DecodeError as error:
        check_decode_error(error, len(data))
        return
    assert strict.raw == lenient.raw == data
    _check_round_trip(strict, strict=True)


def _check_round_trip(found: receipts.Receipt, *, strict: bool) -> None:
    assert found.error_number is None or found.error_number >= 0
    assert found.state is None or found.stat is not None
    assert repr(found)
    try:
        data = receipts.encode(found)
    except EncodeError as error:
        check_encode_error(error)
        return
    back = receipts.decode(data, lenient=True)
    if strict or not same(back, found):
        # encode() wrote the form of the service.
        back = receipts.decode(data)
    assert same(back, found)
    assert receipts.encode(back) == data
