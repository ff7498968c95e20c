"""What was found in a log: where, what kind, its value or why it has none."""

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
    """What it is."""

    REQUEST = "request"
    REPLY = "reply"
    CALLBACK = "callback"
    RECEIPT = "receipt"
    PDU = "pdu"
    #: A line that is not looked into: it is too long.
    LINE = "line"


class Evidence(Enum):
    """Why it is that, and nothing else."""

    #: Its own form leaves no doubt.
    FORM = "form"
    #: The request before it asked for it.
    REQUEST = "request"
    #: The caller said so.
    EXPLICIT = "explicit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing of the service in a log.

    Args:
        line: the number of its line, from 1.
        span: where it stands in the line, in octets, as (start, end); quotes around it are not part of it.
        kind: what it is.
        how: why it is that.
        value: what it says: a reply's record (or a list of them, or :class:`smsc_codec.Failure`), a
            :class:`smsc_codec.ParsedRequest` request, a callback's event (nobody has verified its hash), a receipt, a PDU; None if it
            cannot be decoded.
        error: why it cannot; None if it can. A reply, a callback or a receipt that is damaged is found all the same.
        charset: in which charset its octets were read; None where they are no text.
        lines: how many lines it takes: the service lays its JSON and XML over several.
        source: those lines as they stand in the log, without the last line break.
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
        """What stands before it in its line."""
        return self.source[: self.span[0]]

    @property
    def log_time(self) -> datetime | None:
        """The time that the line bears beside it; aware if it says its zone. None if there is none."""
        return parse_log_time(self.source, self.span)


#: All fields, by position, in their order.
finding: Callable[..., Finding] = compile_constructor(Finding)
