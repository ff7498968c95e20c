"""Scalar types: the pattern, the parser and the serializer of each.

The pattern of a scalar is a terminal of ``grammars/terminals.lark``, which lines, XML and JSON
share. ``read`` is called only with text that matches the pattern, and ``write`` must return such
text; the property tests check both.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from smsc_codec.codes import (
    DeliveryErrorCode,
    MessageStatus,
    MessageType,
    NumberType,
    OperatorStatus,
    SenderStatus,
    TaskStatus,
)
from smsc_codec.flags import MessageFlags

if TYPE_CHECKING:
    from collections.abc import Callable

    from smsc_codec.codes import Code

__all__ = [
    "ADDRESS",
    "CHECKSUM",
    "DATE",
    "DAY",
    "ERROR",
    "FLAGS",
    "ID",
    "MOMENT",
    "MONEY",
    "NUMBER",
    "NUMBER_TYPE",
    "OFFSET",
    "OPERATOR_STATUS",
    "PHONES",
    "SCALARS",
    "SENDER_STATUS",
    "SERVER_ERROR",
    "SHORT_DATE",
    "STAMP",
    "STATUS",
    "TASK_STATUS",
    "TEXT",
    "TYPE",
    "WORD",
    "InvalidValue",
    "Scalar",
    "as_text",
    "flags_to_int",
    "member_lookup",
    "quoted",
]


class InvalidValue(ValueError):
    """A value that no format can encode as this scalar; the text of the exception is the reason."""


@dataclass(frozen=True, kw_only=True)
class Scalar:
    """A scalar type.

    Args:
        name: its name in declarations and docs.
        description: its name in error messages.
        terminal: its pattern, a terminal of ``terminals.lark``.
        read: converts text that matches the pattern to a value; raises ValueError if the text is
            not a valid value (the 32nd of January).
        write: converts a value to text; raises :class:`InvalidValue`, or TypeError, ValueError or
            AttributeError for a value of another type.
        is_number: whether JSON has it as a number, without quotes.
        is_text: whether an empty text is a value; for every other scalar, an empty text is decoded
            as None.
        from_int: converts an integer within :attr:`int_range` to a value, for integer-valued
            scalars.
        item: the name of the XML element of one item, for a scalar whose value is a tuple of words.
    """

    name: str
    description: str
    terminal: str
    read: Callable[[str], object]
    write: Callable[..., str]
    is_number: bool = False
    is_text: bool = False
    from_int: Callable[[int], object] | None = None
    item: str | None = None

    @property
    def verbatim(self) -> bool:
        """Whether the value is the decoded text itself, which needs no conversion."""
        return self.is_text and self.read is as_text

    @cached_property
    def int_range(self) -> tuple[int, int]:
        """The half-open range of integers that the pattern implies, for integer-valued scalars."""
        digits = re.search(r"\{1,([0-9]+)\}", self.pattern.pattern)
        assert digits is not None
        limit = int("1" + "0" * int(digits[1]))
        return (1 - limit if self.pattern.pattern.startswith("-?") else 0), limit

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The terminal as a regular expression, to be used with ``fullmatch``."""
        from smsc_codec.formats.grammar import terminal_pattern

        return re.compile(terminal_pattern("terminals", self.terminal))

    def parse(self, text: str) -> object:
        """Check ``text`` against the pattern and convert it, for XML, JSON, callbacks and TLVs.

        Raises:
            ValueError: the text does not match the pattern, or matches it but is not a valid value.
        """
        if self.pattern.fullmatch(text) is None:
            raise ValueError(f"expected {self.description}")
        return self.read(text)

    def serialize(self, value: object) -> str:
        """Convert ``value`` to text and check the text against the pattern.

        Raises:
            InvalidValue: the value cannot be encoded; the text of the exception is the reason.
        """
        try:
            text = self.write(value)
        except InvalidValue:
            raise
        except (TypeError, ValueError, AttributeError, ArithmeticError):
            if isinstance(value, int) and self.from_int is not None:  # too long for str()
                raise InvalidValue(f"does not match {self.description}") from None
            raise InvalidValue(f"expected {self.description}, got {type(value).__name__}") from None
        if not text and self.is_text:
            return text
        if self.pattern.fullmatch(text) is None:
            raise InvalidValue(f"does not match {self.description}")
        return text


def as_text(text: str) -> str:
    """Return a text unchanged; generated code omits the call."""
    return text


def _write_text(value: str) -> str:
    if not isinstance(value, str):
        raise InvalidValue(f"expected str, got {type(value).__name__}")
    return value


def _write_word(value: str) -> str:
    """Serialize a text that must not be empty, since an empty one would be decoded as None."""
    if not _write_text(value):
        raise InvalidValue("is empty")
    return value


def _write_number(value: int) -> str:
    if value.__class__ is bool:
        raise InvalidValue("expected an integer, got bool")
    return f"{value:d}"


def _write_money(value: Decimal) -> str:
    if not isinstance(value, Decimal):
        raise InvalidValue(f"expected Decimal, got {type(value).__name__}")
    return str(value)


def _read_date(text: str) -> datetime:
    return datetime.fromisoformat(text[6:10] + "-" + text[3:5] + "-" + text[:2] + text[10:])


def _write_date(value: datetime) -> str:
    text = value.isoformat(" ")
    if len(text) != 19:
        raise InvalidValue("expected a naive datetime with whole seconds")
    return text[8:10] + "." + text[5:7] + "." + text[:4] + text[10:]


def flags_to_int(value: MessageFlags) -> int:
    """Return the number of a flag; other objects with an attribute ``raw`` are rejected."""
    if not isinstance(value, MessageFlags):
        raise InvalidValue(f"expected MessageFlags, got {type(value).__name__}")
    return value.raw


def _read_short_date(text: str) -> datetime:
    return _read_date(text if len(text) == 19 else f"{text[:6]}20{text[6:]}")


def _write_short_date(value: datetime) -> str:
    text = _write_date(value)
    if text[6:8] != "20":
        raise InvalidValue("has a year that two digits cannot represent: expected 2000 to 2099")
    return text[:6] + text[8:]


def _read_moment(text: str) -> datetime | int:
    return int(text) if text.isdigit() else _read_date(text)


def _write_moment(value: datetime | int) -> str:
    return _write_date(value) if isinstance(value, datetime) else _write_number(value)


def _read_day(text: str) -> date:
    return date(int(text[6:]), int(text[3:5]), int(text[:2]))


def _write_day(value: date) -> str:
    if value.__class__ is not date:
        raise InvalidValue(f"expected date, got {type(value).__name__}")
    return f"{value.day:02}.{value.month:02}.{value.year:04}"


def _read_phones(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _write_phones(value: tuple[str, ...]) -> str:
    if not isinstance(value, tuple):
        raise InvalidValue(f"expected a tuple of phones, got {type(value).__name__}")
    for phone in value:
        if _read_phones(_write_text(phone)) != (phone,):
            raise InvalidValue("contains a phone that is empty or contains a separator")
    return ",".join(value)


def _write_flags(value: MessageFlags) -> str:
    return _write_number(flags_to_int(value))


class _MemberByText(dict[str, "Code"]):
    """Text to member. Known numbers are prepared; others, such as ``007``, are converted on each
    use and not kept.
    """

    def __init__(self, codes: type[Code]) -> None:
        super().__init__((str(int(member)), member) for member in codes)
        self._codes = codes

    def __missing__(self, text: str) -> Code:
        return self._codes(int(text))


class _MemberByNumber(dict[int, "Code"]):
    """Number to member, in the same way."""

    def __init__(self, codes: type[Code]) -> None:
        super().__init__((int(member), member) for member in codes)
        self._codes = codes

    def __missing__(self, number: int) -> Code:
        return self._codes(number)


def member_lookup(codes: type[Code]) -> Callable[[int], Code]:
    """Return a function from a number to its member, faster than calling the class."""
    return _MemberByNumber(codes).__getitem__


def _code_scalar(
    name: str, description: str, codes: type[Code], terminal: str = "NUMBER"
) -> Scalar:
    read, from_int = _MemberByText(codes).__getitem__, member_lookup(codes)
    return Scalar(
        name=name,
        description=description,
        terminal=terminal,
        read=read,
        write=_write_number,
        is_number=True,
        from_int=from_int,
    )


STATUS = _code_scalar("status", "a status number", MessageStatus, "CODE")
ERROR = _code_scalar("error", "an error number", DeliveryErrorCode)
TYPE = _code_scalar("type", "a message type", MessageType)
SERVER_ERROR = Scalar(
    name="server error",
    description="an error number",
    terminal="NUMBER",
    read=int,
    write=_write_number,
    is_number=True,
    from_int=int,
)
FLAGS = Scalar(
    name="flags",
    description="a flag number",
    terminal="NUMBER",
    read=MessageFlags.from_text,
    write=_write_flags,
    is_number=True,
    from_int=MessageFlags.from_number,
)
NUMBER = Scalar(
    name="number",
    description="a count",
    terminal="NUMBER",
    read=int,
    write=_write_number,
    is_number=True,
    from_int=int,
)
STAMP = Scalar(
    name="stamp",
    description="a Unix time in seconds",
    terminal="STAMP",
    read=int,
    write=_write_number,
    is_number=True,
    from_int=int,
)
ID = Scalar(
    name="id", description="an id", terminal="ID", read=as_text, write=_write_word, is_number=True
)
CHECKSUM = Scalar(
    name="checksum",
    description="a checksum",
    terminal="CHECKSUM",
    read=as_text,
    write=_write_word,
    is_number=True,
)
MONEY = Scalar(
    name="money",
    description="an amount such as 6.40",
    terminal="MONEY",
    read=Decimal,
    write=_write_money,
)
DATE = Scalar(
    name="date",
    description="a time as DD.MM.YYYY hh:mm:ss",
    terminal="DATE",
    read=_read_date,
    write=_write_date,
)
WORD = Scalar(name="word", description="a word", terminal="WORD", read=as_text, write=_write_word)
TEXT = Scalar(
    name="text",
    description="a text",
    terminal="TEXT",
    read=as_text,
    write=_write_text,
    is_text=True,
)
SENDER_STATUS = _code_scalar("sender status", "the status of a sender name", SenderStatus)
OPERATOR_STATUS = _code_scalar(
    "operator status", "the status of a name at an operator", OperatorStatus
)
NUMBER_TYPE = _code_scalar("number type", "the type of a number", NumberType)
TASK_STATUS = _code_scalar("task status", "the status of a task", TaskStatus)
PHONES = Scalar(
    name="phones",
    description="a list of phones",
    terminal="PHONES",
    read=_read_phones,
    write=_write_phones,
    item="phone",
)
#: A naive time in the account's zone, or Unix seconds. ``Answer.sent`` may be either.
MOMENT = Scalar(
    name="moment",
    description="a time as DD.MM.YYYY hh:mm:ss, or Unix seconds",
    terminal="MOMENT",
    read=_read_moment,
    write=_write_moment,
)
#: The time of a callback; the year has two or four digits.
SHORT_DATE = Scalar(
    name="short date",
    description="a time as DD.MM.YY hh:mm:ss",
    terminal="SHORT_DATE",
    read=_read_short_date,
    write=_write_short_date,
)
#: Scalars that only requests have: a phone, e-mail address or group code, and a day.
ADDRESS = Scalar(
    name="address",
    description="one phone or address, without a comma or a semicolon",
    terminal="ADDRESS",
    read=as_text,
    write=_write_word,
)
DAY = Scalar(
    name="day", description="a day as DD.MM.YYYY", terminal="DAY", read=_read_day, write=_write_day
)
OFFSET = Scalar(
    name="offset",
    description="a number of hours",
    terminal="CODE",
    read=int,
    write=_write_number,
    from_int=int,
)


def quoted(kind: Scalar) -> Scalar:
    """Return the scalar for a number that JSON has as a string."""
    return replace(kind, is_number=False)


SCALARS = (
    STATUS,
    ERROR,
    TYPE,
    SERVER_ERROR,
    FLAGS,
    NUMBER,
    STAMP,
    ID,
    MONEY,
    DATE,
    WORD,
    TEXT,
    SENDER_STATUS,
    OPERATOR_STATUS,
    NUMBER_TYPE,
    TASK_STATUS,
    PHONES,
    ADDRESS,
    DAY,
    OFFSET,
    MOMENT,
    SHORT_DATE,
    CHECKSUM,
)
