"""Findings: what a scan returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from smsc_codec.codegen import compile_constructor
from smsc_codec.logs.log_time import parse_log_time

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from smsc_codec.errors import DecodeError

__all__ = ["Evidence", "Finding", "FindingKind", "finding"]


class FindingKind(Enum):
    """Kind of a finding."""

    REQUEST = "request"
    REPLY = "reply"
    CALLBACK = "callback"
    RECEIPT = "receipt"
    PDU = "pdu"
    #: A line that is too long and therefore not scanned.
    LINE = "line"


class Evidence(Enum):
    """How the kind of a finding was determined."""

    #: Its form is unambiguous.
    FORM = "form"
    #: It follows its request.
    REQUEST = "request"
    #: The caller specified the kind.
    EXPLICIT = "explicit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A request, reply, callback, delivery receipt or PDU found in a log.

    Args:
        line: number of its first line, starting at 1.
        span: its (start, end) in ``source``, in bytes, without enclosing quotes.
        kind: what it is.
        evidence: how the kind was determined.
        value: the decoded value, or None if it cannot be decoded: the record of a reply (or a list
            of records, or :class:`smsc_codec.Failure`), a :class:`smsc_codec.ParsedRequest`, the
            event of a callback (its signature is not verified), a delivery receipt, or a PDU.
        error: why it cannot be decoded, or None if it can. Damaged data is reported as a finding.
        charset: charset in which it was decoded; None if it is binary.
        lines: number of lines it occupies. The service formats JSON and XML over several lines.
        source: these lines, unchanged, without the last line break.
    """

    line: int
    span: tuple[int, int]
    kind: FindingKind
    evidence: Evidence
    value: object = None
    error: DecodeError | None = None
    charset: str | None = None
    lines: int = 1
    source: bytes = field(repr=False)

    @property
    def prefix(self) -> bytes:
        """The bytes before the finding in its line."""
        return self.source[: self.span[0]]

    @property
    def log_time(self) -> datetime | None:
        """The time in the line: naive, or aware if it has a UTC offset; None if absent."""
        return parse_log_time(self.source, self.span)


#: Construct a :class:`Finding` from its fields as positional arguments; faster than the
#: constructor.
finding: Callable[..., Finding] = compile_constructor(Finding)
