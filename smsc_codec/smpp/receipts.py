"""The text of a delivery receipt, the ``short_message`` of a DELIVER_SM.

The vendor's format is ``id:<id> sub:<sub> dlvrd:<dlvrd> submit date:<submit date> done date:<done
date> stat:<status> err:<err>``. ``grammars/receipt.lark`` declares it together with the format for
HLR requests; ``lenient_receipts.py`` decodes the receipts of other gateways.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

from smsc_codec.errors import MAX_DIAGNOSED, DecodeError, EncodeError
from smsc_codec.formats.base import NoMatch, NotEncodable
from smsc_codec.formats.urlencoded import unquoted
from smsc_codec.schema.records import Extra, RecordSchema
from smsc_codec.schema.scalars import WORD, InvalidValue, Scalar
from smsc_codec.smpp.enums import STATE_WORDS, MessageState, state_of_word
from smsc_codec.smpp.times import RECEIPT_TIME

if TYPE_CHECKING:
    from smsc_codec.errors import Diagnosis
    from smsc_codec.formats.lines import LineCodec, LineLayout

__all__ = ["SUBSCRIBER", "Receipt", "decode", "encode", "read"]

_CODEC = "receipt"
_LENIENT = "use receipts.decode(text, lenient=True) for the receipts of other gateways"
#: Bytes that are removed from the end of a receipt.
_END = b"\0\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The text of a delivery receipt.

    A field that is not in the text is None. The service's SMS format contains all of them up to
    ``err``; ``text`` is optional.

    Args:
        id: The message id as text, as in SUBMIT_SM_RESP.
        sub: The number of parts submitted.
        dlvrd: The number of parts delivered.
        submit_date: When the message was submitted; naive, local to the account, unless the text
            contains an offset.
        done_date: When its status changed; naive, local to the account, unless the text contains an
            offset.
        stat: The status word as sent: DELIVRD, EXPIRED, UNDELIV ...; see :attr:`state`.
        err: The error as sent (``000``); see :attr:`error_number`.
        text: The beginning of the message, bytes as sent; the charset is not documented.
        imsi, msc, mcc, mnc, cn, net, rcn, rnet: The result of an HLR request, URL-decoded (only in
            the service's own format).
        extra: Unknown labels and their values.
        raw: The bytes that were decoded; ignored by comparison and by encoding.
    """

    id: str | None = None
    sub: int | None = None
    dlvrd: int | None = None
    submit_date: datetime | None = None
    done_date: datetime | None = None
    stat: str | None = None
    err: str | None = None
    text: bytes | None = None
    imsi: str | None = None
    msc: str | None = None
    mcc: str | None = None
    mnc: str | None = None
    cn: str | None = None
    net: str | None = None
    rcn: str | None = None
    rnet: str | None = None
    extra: Extra = ()
    raw: bytes | None = field(default=None, compare=False, repr=False)

    @property
    def state(self) -> MessageState | None:
        """The message state of :attr:`stat`; None if the word is unknown."""
        return state_of_word(self.stat)

    @property
    def error_number(self) -> int | None:
        """:attr:`err` as an integer; None if it is not a decimal number of up to 18 digits."""
        err = self.err
        return (
            int(err)
            if err is not None and err.isascii() and err.isdigit() and len(err) <= _MAX_DIGITS
            else None
        )


_MAX_DIGITS = 18
#: The fields of the HLR format only.
SUBSCRIBER = ("imsi", "msc", "mcc", "mnc", "cn", "net", "rcn", "rnet")
#: The required fields of the service's SMS format.
_SMS = ("id", "sub", "dlvrd", "submit_date", "done_date", "stat", "err")


def decode(text: bytes, *, lenient: bool = False) -> Receipt:
    """Decode the text of a receipt.

    Args:
        text: ``short_message`` or ``message_payload``, without its user data header. NULs and line
            breaks at the end are removed.
        lenient: Whether to accept the receipts of any gateway: labels in any case and order, times
            in any known format, missing and unknown fields. No text is rejected. By default, only
            the service's own two formats are accepted.

    Returns:
        The receipt. With ``lenient``, the labels of an HLR receipt are kept in ``extra`` as sent.

    Raises:
        DecodeError: The text is not in one of the service's formats; never with ``lenient``.
        TypeError: ``text`` is not bytes.
    """
    if not isinstance(text, bytes):
        raise TypeError(f"text: expected bytes, got {type(text).__name__}")
    return read(text, text.rstrip(_END).decode("latin-1"), lenient=lenient)


def read(text: bytes, line: str, *, lenient: bool, source: str | None = None) -> Receipt:
    """Decode a receipt that was converted to a line.

    Args:
        text: The bytes as sent, for :attr:`Receipt.raw`.
        line: The text, each character representing one byte.
        lenient: As for :func:`decode`.
        source: The text to show in an error; by default ``text``.
    """
    if lenient:
        from smsc_codec.smpp import lenient_receipts

        receipt = lenient_receipts.read(line)
    else:
        try:
            receipt = _strict_reader()(line)
        except NoMatch:
            raise DecodeError(
                _CODEC,
                text if source is None else source,
                lambda: _diagnose(line),
                _LENIENT,
                words=_words(),
            ) from None
    _set_raw()(receipt, text)
    return receipt


def encode(receipt: Receipt) -> bytes:
    """Encode a receipt.

    The service's format is used if the receipt has all of its fields; otherwise the receipt is
    encoded as a sequence of labels and values, as other gateways do.

    Returns:
        The bytes; :func:`decode` returns the same receipt, with ``lenient`` if the text is not in
        the service's format.

    Raises:
        EncodeError: A field has a wrong type, or would decode to a different value.
    """
    if receipt.__class__ is not Receipt:
        raise EncodeError(_CODEC, None, f"expected Receipt, got {type(receipt).__name__}")
    try:
        line, read = _serialize(receipt)
    except NotEncodable as error:
        raise EncodeError(_CODEC, error.field, error.reason, error.would_decode_as) from None
    decoded = read(line)
    if decoded != receipt:
        name = next(
            name
            for name in Receipt.__slots__
            if name != "raw" and getattr(decoded, name) != getattr(receipt, name)
        )
        raise EncodeError(_CODEC, name, "would decode to a different value", getattr(decoded, name))
    return line.encode("latin-1")


def _serialize(receipt: Receipt) -> tuple[str, Callable[[str], Receipt]]:
    """Return the line and the function that decodes it."""
    from smsc_codec.smpp import lenient_receipts

    if any(getattr(receipt, name) is not None for name in SUBSCRIBER):
        return _layout("hlr_form").write(receipt), _strict_reader()
    if all(getattr(receipt, name) is not None for name in _SMS) and not receipt.extra:
        try:
            return _layout("sms_form").write(receipt), _strict_reader()
        except NotEncodable:
            pass  # from another gateway: an err of several words, a time with an offset
    return lenient_receipts.write(receipt), lenient_receipts.read


def _serialize_bytes(value: bytes) -> str:
    if not isinstance(value, bytes):
        raise InvalidValue("must be bytes")
    if value[-1:] in (b"\0", b"\r", b"\n"):
        raise InvalidValue("ends with a NUL or a line break, which decoding would remove")
    return value.decode("latin-1")


def _parse_escaped(text: str) -> str:
    return unquoted(text.replace("+", " ")).decode()


def _serialize_escaped(value: str) -> str:
    if not isinstance(value, str):
        raise InvalidValue("must be a str")
    return quote_plus(value)


def _serialize_parts(value: int) -> str:
    if value.__class__ is bool:
        raise InvalidValue("must be an integer, not a bool")
    return f"{value:03d}"


BYTES = Scalar(
    name="bytes",
    description="bytes",
    terminal="BYTES",
    read=lambda text: text.encode("latin-1"),
    write=_serialize_bytes,
    is_text=True,
)
PARTS = Scalar(
    name="parts",
    description="a count such as 001",
    terminal="PARTS",
    read=int,
    write=_serialize_parts,
)
_ID = replace(WORD, name="receipt id", description="an id", terminal="RECEIPT_ID")
_STAT = replace(WORD, name="stat", description="a status such as DELIVRD", terminal="STAT")
_ERR = replace(WORD, name="err", description="an error such as 000", terminal="ERR")
_ESCAPED = Scalar(
    name="escaped",
    description="a URL-encoded text",
    terminal="ESCAPED",
    read=_parse_escaped,
    write=_serialize_escaped,
    is_text=True,
)

_SMS_RECORD = RecordSchema(
    Receipt,
    {
        "id": _ID,
        "sub": PARTS,
        "dlvrd": PARTS,
        "submit_date": RECEIPT_TIME,
        "done_date": RECEIPT_TIME,
        "stat": _STAT,
        "err": _ERR,
        "text": BYTES,
    },
    also_required=frozenset(_SMS),
)
_HLR_RECORD = RecordSchema(
    Receipt,
    {"id": _ID, "stat": _STAT, "err": _ERR, **dict.fromkeys(SUBSCRIBER, _ESCAPED)},
    also_required=frozenset(("id", "stat", "err", *SUBSCRIBER)),
)


@cache
def _layout(rule: str) -> LineLayout:
    from smsc_codec.formats.grammar import line_rule
    from smsc_codec.formats.lines import LineLayout

    return LineLayout(
        _SMS_RECORD if rule == "sms_form" else _HLR_RECORD,
        line_rule("receipt", rule),
        purpose=f"receipt {rule}",
    )


@cache
def _line_codec() -> LineCodec:
    from smsc_codec.formats.lines import LineCodec

    return LineCodec(
        (_layout("sms_form"), _layout("hlr_form")), final_break=False, purpose="receipt"
    )


@cache
def _strict_reader() -> Callable[[str], Receipt]:
    read: Callable[[str], Any] = _line_codec().read
    return read


@cache
def _words() -> frozenset[str]:
    return _line_codec().known_words | STATE_WORDS.keys()


@cache
def _set_raw() -> Callable[[Receipt, bytes], None]:
    """Return the setter of the slot, which completes a frozen record before it is returned."""
    setter: Callable[[Any, Any], None] = Receipt.__dict__["raw"].__set__
    return setter


def _diagnose(line: str) -> Diagnosis:
    """Diagnose a line that does not match; the finding ends at the next blank."""
    problem = _line_codec().diagnose(line)
    start, end = problem.span or (0, 0)
    if end - start > MAX_DIAGNOSED:
        return problem  # the span is not narrowed down to a word
    word = line.find(" ", start + 1, end)
    return problem if word < 0 else replace(problem, span=(start, word), found=line[start:word])
