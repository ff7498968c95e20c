"""The scalars: how a value of each kind is called, spelled, read and written.

A kind's spelling is a terminal of ``grammars/terminals.lark``; lines, XML and JSON are all held to it. ``read`` is
only ever given text that is spelled right, ``write`` only has to give text that is: the laws check both.
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
    """A value that no wire can carry in this kind of field; its text is the reason."""


@dataclass(frozen=True, kw_only=True)
class Scalar:
    """One kind of scalar.

    Args:
        name: its name in declarations and docs.
        noun: what an error calls it.
        terminal: its spelling, a terminal of ``terminals.lark``.
        read: spelled text to value; raises ValueError if it means nothing (the 32nd of January).
        write: value to text; raises :class:`InvalidValue`, or TypeError, ValueError or AttributeError for a foreign type.
        number: whether JSON writes it without quotes.
        text: whether an empty text is a value of it; for every other kind, empty octets mean None.
        count: an integer within :attr:`limits` to value, for the kinds whose value is an integer at heart.
        item: the name of an XML element that is one item, for a kind whose value is a tuple of words.
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
        """Whether a value is the text itself, as it stands on the wire; generated code takes it as it is."""
        return self.is_text and self.read is as_text

    @cached_property
    def int_range(self) -> tuple[int, int]:
        """For a kind of numbers: the least, and one more than the greatest, as the spelling bounds them."""
        digits = re.search(r"\{1,([0-9]+)\}", self.pattern.pattern)
        assert digits is not None
        limit = int("1" + "0" * int(digits[1]))
        return (1 - limit if self.pattern.pattern.startswith("-?") else 0), limit

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The terminal as a pattern, to be matched in full."""
        from smsc_codec.formats.grammar import terminal_pattern

        return re.compile(terminal_pattern("terminals", self.terminal))

    def parse(self, text: str) -> object:
        """``text`` read after its spelling is checked: the door for markup, forms and TLVs.

        Raises:
            ValueError: it is misspelled, or spelled right but meaningless.
        """
        if self.pattern.fullmatch(text) is None:
            raise ValueError(f"expected {self.description}")
        return self.read(text)

    def serialize(self, value: object) -> str:
        """``value`` written and its spelling checked.

        Raises:
            InvalidValue: with the reason in words.
        """
        try:
            text = self.write(value)
        except InvalidValue:
            raise
        except (TypeError, ValueError, AttributeError, ArithmeticError):
            raise InvalidValue(f"not {self.description}") from None
        if not text and self.is_text:
            return text
        if self.pattern.fullmatch(text) is None:
            raise InvalidValue(f"it cannot be spelled as {self.description}")
        return text


def as_text(text: str) -> str:
    """The reading of a text; generated code leaves the call out."""
    return text


def _write_text(value: str) -> str:
    if not isinstance(value, str):
        raise InvalidValue("not a text")
    return value


def _write_word(value: str) -> str:
    """A text that has no empty form: an empty one would come back as None."""
    if not _write_text(value):
        raise InvalidValue("it is empty")
    return value


def _write_number(value: int) -> str:
    if value.__class__ is bool:
        raise InvalidValue("a bool is not a number")
    return f"{value:d}"


def _write_money(value: Decimal) -> str:
    if not isinstance(value, Decimal):
        raise InvalidValue("not a Decimal")
    return str(value)


def _read_date(text: str) -> datetime:
    return datetime.fromisoformat(text[6:10] + "-" + text[3:5] + "-" + text[:2] + text[10:])


def _write_date(value: datetime) -> str:
    text = value.isoformat(" ")
    if len(text) != 19:
        raise InvalidValue("a time in the account's zone is naive and has whole seconds")
    return text[8:10] + "." + text[5:7] + "." + text[:4] + text[10:]


def flags_to_int(value: MessageFlags) -> int:
    """The number of a flag, and of nothing else that has a ``raw``."""
    if not isinstance(value, MessageFlags):
        raise InvalidValue("not a MessageFlags")
    return value.raw


def _read_short_date(text: str) -> datetime:
    return _read_date(text if len(text) == 19 else f"{text[:6]}20{text[6:]}")


def _write_short_date(value: datetime) -> str:
    text = _write_date(value)
    if text[6:8] != "20":
        raise InvalidValue("two digits of the year mean one of this century")
    return text[:6] + text[8:]


def _read_moment(text: str) -> datetime | int:
    return int(text) if text.isdigit() else _read_date(text)


def _write_moment(value: datetime | int) -> str:
    return _write_date(value) if isinstance(value, datetime) else _write_number(value)


def _read_day(text: str) -> date:
    return date(int(text[6:]), int(text[3:5]), int(text[:2]))


def _write_day(value: date) -> str:
    if value.__class__ is not date:
        raise InvalidValue("not a date")
    return f"{value.day:02}.{value.month:02}.{value.year:04}"


def _read_phones(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _write_phones(value: tuple[str, ...]) -> str:
    if not isinstance(value, tuple):
        raise InvalidValue("not a tuple of phones")
    for phone in value:
        if _read_phones(_write_text(phone)) != (phone,):
            raise InvalidValue("a phone is empty, or holds what separates phones")
    return ",".join(value)


def _write_flags(value: MessageFlags) -> str:
    return _write_number(flags_to_int(value))


class _Table(dict[str, "Code"]):
    """Text to member, made once for the known numbers; an unknown or oddly spelled number is made when met, not kept."""

    def __init__(self, codes: type[Code]) -> None:
        super().__init__((str(int(member)), member) for member in codes)
        self._codes = codes

    def __missing__(self, text: str) -> Code:
        return self._codes(int(text))


class _Numbers(dict[int, "Code"]):
    """The same from a number."""

    def __init__(self, codes: type[Code]) -> None:
        super().__init__((int(member), member) for member in codes)
        self._codes = codes

    def __missing__(self, number: int) -> Code:
        return self._codes(number)


def member_lookup(codes: type[Code]) -> Callable[[int], Code]:
    """From a number to its member, several times faster than the call of the class."""
    return _Numbers(codes).__getitem__


def _coded(name: str, noun: str, codes: type[Code], terminal: str = "NUMBER") -> Scalar:
    read, count = _Table(codes).__getitem__, member_lookup(codes)
    return Scalar(
        name=name,
        description=noun,
        terminal=terminal,
        read=read,
        write=_write_number,
        is_number=True,
        from_int=count,
    )


STATUS = _coded("status", "a status number", MessageStatus, "CODE")
ERROR = _coded("error", "an error number", DeliveryErrorCode)
TYPE = _coded("type", "a message type", MessageType)
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
SENDER_STATUS = _coded("sender status", "the status of a sender name", SenderStatus)
OPERATOR_STATUS = _coded("operator status", "the status of a name at an operator", OperatorStatus)
NUMBER_TYPE = _coded("number type", "the type of a number", NumberType)
TASK_STATUS = _coded("task status", "the status of a task", TaskStatus)
PHONES = Scalar(
    name="phones",
    description="a list of phones",
    terminal="PHONES",
    read=_read_phones,
    write=_write_phones,
    item="phone",
)
#: A time in the account's zone, or Unix seconds: of an answer's ``sent`` both are told.
MOMENT = Scalar(
    name="moment",
    description="a time as DD.MM.YYYY hh:mm:ss, or Unix seconds",
    terminal="MOMENT",
    read=_read_moment,
    write=_write_moment,
)
#: A callback's time; the year has two digits, or four.
SHORT_DATE = Scalar(
    name="short date",
    description="a time as DD.MM.YY hh:mm:ss",
    terminal="SHORT_DATE",
    read=_read_short_date,
    write=_write_short_date,
)
#: What only requests carry: a phone, an e-mail address or a group's code, and a day.
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
    """The same kind of number where JSON writes it as a string."""
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
