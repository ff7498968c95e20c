"""Statistics of a scan. Those of separate blocks can be added up."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeAlias

from smsc_codec.cli import redaction
from smsc_codec.logs.columns import COLUMNS, FINDING_COLUMNS, cells_of

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self

    from smsc_codec.logs import Finding

__all__ = ["OTHERS", "Group", "Stats", "percentile"]

#: The most operators, and the most senders, counted separately (bounds memory on untrusted input).
MAX_GROUPS = 10_000
OTHERS = "(others)"
#: Delivery times in seconds from which whole minutes are counted, and above which they are ignored
#: as clock errors.
_MINUTES_FROM, _MAX_SECONDS = 3600, 30 * 86400
_INDEX = {column.name: index - FINDING_COLUMNS for index, column in enumerate(COLUMNS)}
_STATUS, _STATE, _ERR, _CODE = (
    _INDEX["status"],
    _INDEX["state"],
    _INDEX["err"],
    _INDEX["error_code"],
)
_RECORD, _NAME, _COST, _SENDER, _OPERATOR = (
    _INDEX["record"],
    _INDEX["name"],
    _INDEX["cost"],
    _INDEX["sender"],
    _INDEX["operator"],
)
_SENT, _SENT_UNIX, _CHANGED, _CHANGED_UNIX = (
    _INDEX["sent"],
    _INDEX["sent_unix"],
    _INDEX["status_time"],
    _INDEX["status_time_unix"],
)
#: Delivered, read, link clicked.
_DELIVERED, _DELIVERED_STATES = frozenset((1, 2, 4)), frozenset(("DELIVERED", "READ"))
_Seconds: TypeAlias = "Counter[int]"


class Group:
    """Counts for the messages of an operator, of a sender, or for all messages.

    Attributes:
        count: the number of records with a status.
        delivered: how many of them report a delivery.
        cost: their total cost.
        seconds: the number of messages by delivery time in seconds.
    """

    __slots__ = ("cost", "count", "delivered", "seconds")

    def __init__(self) -> None:
        self.count: int = 0
        self.delivered: int = 0
        self.cost: Decimal = Decimal(0)
        self.seconds: _Seconds = Counter()

    def __iadd__(self, other: Group) -> Self:
        self.count += other.count
        self.delivered += other.delivered
        self.cost += other.cost
        self.seconds.update(other.seconds)
        return self


class Stats:
    """Statistics of findings.

    Args:
        redact: whether phone numbers and e-mail addresses in names of senders and operators are
            masked.
    """

    def __init__(self, *, redact: bool = True) -> None:
        self._redact = redact
        self.kinds: Counter[tuple[str, str]] = Counter()
        self.bad: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.states: Counter[str] = Counter()
        self.errors: Counter[int] = Counter()
        self.failures: Counter[int] = Counter()
        self.costs: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.total: Group = Group()
        self.operators: defaultdict[str, Group] = defaultdict(Group)
        self.senders: defaultdict[str, Group] = defaultdict(Group)

    def add(self, found: Finding) -> None:
        """Count a finding."""
        kind = found.kind._value_
        if found.error is not None:
            self.bad[kind] += 1
            return
        value = found.value
        for record in value if isinstance(value, list) else (value,):
            cls: Any = record.__class__
            self._count(kind, cells_of(cls)(record))

    def _count(self, kind: str, cells: tuple[Any, ...]) -> None:
        name = cells[_NAME]
        self.kinds[kind, cells[_RECORD] if name is None else name] += 1
        status, state, err, cost, code = (
            cells[_STATUS],
            cells[_STATE],
            cells[_ERR],
            cells[_COST],
            cells[_CODE],
        )
        if code is not None:
            self.failures[code] += 1
        if cost is not None and cost.is_finite():
            self.costs[kind] += cost
        if status is None and state is None:
            return
        if status is not None:
            self.statuses[status] += 1
        else:
            self.states[state] += 1
        if err:
            self.errors[err] += 1
        delivered = status in _DELIVERED if status is not None else state in _DELIVERED_STATES
        seconds = _seconds(cells) if delivered else None
        for group in self._groups(cells):
            group.count += 1
            group.delivered += delivered
            if cost is not None and cost.is_finite():
                group.cost += cost
            if seconds is not None:
                group.seconds[seconds] += 1

    def _groups(self, cells: tuple[Any, ...]) -> list[Group]:
        groups = [self.total]
        for name, by_name in ((cells[_OPERATOR], self.operators), (cells[_SENDER], self.senders)):
            if name:
                groups.append(by_name[redaction.sender(name) if self._redact else name])
        return groups

    def __iadd__(self, other: Stats) -> Self:
        for name in ("kinds", "bad", "statuses", "states", "errors", "failures"):
            getattr(self, name).update(getattr(other, name))
        for kind, cost in other.costs.items():
            self.costs[kind] += cost
        self.total += other.total
        for groups, more in ((self.operators, other.operators), (self.senders, other.senders)):
            for name, group in more.items():
                groups[name if name in groups or len(groups) < MAX_GROUPS else OTHERS] += group
        return self


def _seconds(cells: tuple[Any, ...]) -> int | None:
    """The delivery time; None if the record lacks a time or the result is implausible."""
    sent, changed = cells[_SENT_UNIX], cells[_CHANGED_UNIX]
    if sent is not None and changed is not None:
        duration: int = changed - sent
    else:
        start: datetime | None = cells[_SENT]
        end: datetime | None = cells[_CHANGED]
        if start is None or end is None:
            return None
        duration = round((end - start).total_seconds())
    if not 0 <= duration <= _MAX_SECONDS:
        return None
    return duration if duration < _MINUTES_FROM else duration - duration % 60


def percentile(seconds: _Seconds, part: int) -> int:
    """The time within which ``part`` percent of the messages were delivered."""
    wanted, ordered = -(-seconds.total() * part // 100), sorted(seconds)
    totals = accumulate(seconds[duration] for duration in ordered)
    return next(
        duration for duration, total in zip(ordered, totals, strict=True) if total >= wanted
    )
