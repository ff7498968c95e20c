"""The text of a delivery receipt: what a DELIVER_SM says in words.

The vendor's form: ``id:<id> sub:<sub> dlvrd:<dlvrd> submit date:<submit date> done date:<done date> stat:<status> err:<err>``.
``grammars/receipt.lark`` declares it, and that of an HLR request; ``lenient_receipts.py`` reads the receipts of all other gateways.
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

_WHAT = "receipt"
_LENIENT = "receipts.decode(text, lenient=True) reads the receipts of any gateway"
#: No part of a receipt's text, wherever it ends.
_END = b"\0\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A delivery receipt's text.

    Every field may be None: not carried. In the service's own form, all but ``text`` are there.

    Args:
        id: the message's number, as text, as SUBMIT_SM_RESP has told it.
        sub: parts of the message that was sent.
        dlvrd: parts that were delivered.
        submit_date: when it was sent; naive, local to the account, unless the text says an offset.
        done_date: when its status changed; naive, local to the account, unless the text says an offset.
        stat: the status in a word, as sent: DELIVRD, EXPIRED, UNDELIV ...; see :attr:`state`.
        err: the error, as sent (``000``); see :attr:`error_number`.
        text: the beginning of the message, octets as sent: nobody says in which charset.
        imsi, msc, mcc, mnc, cn, net, rcn, rnet: what an HLR request found, url-decoded (the service's own form only).
        extra: labels that are not known, and their values.
        raw: the octets that were decoded, whole; not compared, never encoded.
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
        """:attr:`stat` as SMPP's number; None if it is no word of SMPP's."""
        return state_of_word(self.stat)

    @property
    def error_number(self) -> int | None:
        """:attr:`err` as a number; None if it is not made of digits."""
        err = self.err
        return (
            int(err)
            if err is not None and err.isascii() and err.isdigit() and len(err) <= _LONGEST_NUMBER
            else None
        )


_LONGEST_NUMBER = 18
#: What only the HLR form has.
SUBSCRIBER = ("imsi", "msc", "mcc", "mnc", "cn", "net", "rcn", "rnet")
#: What the service's SMS form has without fail.
_SMS = ("id", "sub", "dlvrd", "submit_date", "done_date", "stat", "err")


def decode(text: bytes, *, lenient: bool = False) -> Receipt:
    """A receipt's text.

    Args:
        text: the octets of ``short_message`` or ``message_payload``, without a user data header. NULs and line breaks at
            their end are no part of the text.
        lenient: read what any gateway may have written: labels in any case and order, any form of times, missing and
            unknown fields; nothing is refused. Otherwise the service's own two forms are read.

    Returns:
        The receipt. Leniently, labels of an HLR receipt stay in ``extra`` as they were sent.

    Raises:
        DecodeError: the text is not the service's own, and ``lenient`` was not said.
        TypeError: not bytes.
    """
    if not isinstance(text, bytes):
        raise TypeError(f"a receipt is bytes, not {type(text).__name__}")
    return read(text, text.rstrip(_END).decode("latin-1"), lenient=lenient)


def read(text: bytes, line: str, *, lenient: bool, source: str | None = None) -> Receipt:
    """A receipt out of its line, each character an octet; ``text`` is what was sent, and ``source`` what an error shows of it."""
    if lenient:
        from smsc_codec.smpp import lenient_receipts

        receipt = lenient_receipts.read(line)
    else:
        try:
            receipt = _read_own()(line)
        except NoMatch:
            raise DecodeError(
                _WHAT,
                text if source is None else source,
                lambda: _problem(line),
                _LENIENT,
                words=_words(),
            ) from None
    _set_raw()(receipt, text)
    return receipt


def encode(receipt: Receipt) -> bytes:
    """A receipt as text: in the service's form if it has all the fields of it, else label by label, as other gateways do.

    Returns:
        The octets; ``decode`` gives the receipt again, leniently if it is not the service's form.

    Raises:
        EncodeError: a field that would read back differently, or is of a wrong type.
    """
    if receipt.__class__ is not Receipt:
        raise EncodeError(_WHAT, None, f"a {type(receipt).__name__} is no receipt")
    try:
        line, read = _written(receipt)
    except NotEncodable as error:
        raise EncodeError(_WHAT, error.field, error.reason, error.would_decode_as) from None
    back = read(line)
    if back != receipt:
        name = next(
            name
            for name in Receipt.__slots__
            if name != "raw" and getattr(back, name) != getattr(receipt, name)
        )
        raise EncodeError(_WHAT, name, "it would read back differently", getattr(back, name))
    return line.encode("latin-1")


def _written(receipt: Receipt) -> tuple[str, Callable[[str], Receipt]]:
    """The line, and what is to read it back."""
    from smsc_codec.smpp import lenient_receipts

    if any(getattr(receipt, name) is not None for name in SUBSCRIBER):
        return _line_form("hlr_form").write(receipt), _read_own()
    if all(getattr(receipt, name) is not None for name in _SMS) and not receipt.extra:
        try:
            return _line_form("sms_form").write(receipt), _read_own()
        except NotEncodable:
            pass  # of another gateway: an err of several words, a time with an offset
    return lenient_receipts.write(receipt), lenient_receipts.read


def _write_octets(value: bytes) -> str:
    if not isinstance(value, bytes):
        raise InvalidValue("not octets")
    if value[-1:] in (b"\0", b"\r", b"\n"):
        raise InvalidValue("a NUL or a line break at the end is no part of a text")
    return value.decode("latin-1")


def _read_escaped(text: str) -> str:
    return unquoted(text.replace("+", " ")).decode()


def _write_escaped(value: str) -> str:
    if not isinstance(value, str):
        raise InvalidValue("not a text")
    return quote_plus(value)


def _write_parts(value: int) -> str:
    if value.__class__ is bool:
        raise InvalidValue("a bool is not a number")
    return f"{value:03d}"


OCTETS = Scalar(
    name="octets",
    description="octets",
    terminal="BYTES",
    read=lambda text: text.encode("latin-1"),
    write=_write_octets,
    is_text=True,
)
PARTS = Scalar(
    name="parts", description="a count as 001", terminal="PARTS", read=int, write=_write_parts
)
_ID = replace(WORD, name="receipt id", description="an id", terminal="RECEIPT_ID")
_STAT = replace(WORD, name="stat", description="a status such as DELIVRD", terminal="STAT")
_ERR = replace(WORD, name="err", description="an error such as 000", terminal="ERR")
_ESCAPED = Scalar(
    name="escaped",
    description="a url-encoded text",
    terminal="ESCAPED",
    read=_read_escaped,
    write=_write_escaped,
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
        "text": OCTETS,
    },
    also_required=frozenset(_SMS),
)
_HLR_RECORD = RecordSchema(
    Receipt,
    {"id": _ID, "stat": _STAT, "err": _ERR, **dict.fromkeys(SUBSCRIBER, _ESCAPED)},
    also_required=frozenset(("id", "stat", "err", *SUBSCRIBER)),
)


@cache
def _line_form(rule: str) -> LineLayout:
    from smsc_codec.formats.grammar import line_rule
    from smsc_codec.formats.lines import LineLayout

    return LineLayout(
        _SMS_RECORD if rule == "sms_form" else _HLR_RECORD,
        line_rule("receipt", rule),
        purpose=f"receipt {rule}",
    )


@cache
def _forms() -> LineCodec:
    from smsc_codec.formats.lines import LineCodec

    return LineCodec(
        (_line_form("sms_form"), _line_form("hlr_form")), final_break=False, purpose="receipt"
    )


@cache
def _read_own() -> Callable[[str], Receipt]:
    read: Callable[[str], Any] = _forms().read
    return read


@cache
def _words() -> frozenset[str]:
    return _forms().known_words | STATE_WORDS.keys()


@cache
def _set_raw() -> Callable[[Receipt, bytes], None]:
    """The slot's setter: a frozen record is completed before anybody sees it."""
    setter: Callable[[Any, Any], None] = Receipt.__dict__["raw"].__set__
    return setter


def _problem(line: str) -> Diagnosis:
    """What is wrong with it; a receipt's parts end at blanks."""
    problem = _forms().diagnose(line)
    start, end = problem.span or (0, 0)
    if end - start > MAX_DIAGNOSED:
        return problem  # nobody has looked which word it is
    word = line.find(" ", start + 1, end)
    return problem if word < 0 else replace(problem, span=(start, word), found=line[start:word])
