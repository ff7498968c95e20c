"""The summary of a scan: counts that add up, whatever the blocks they were counted in."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeAlias

from smsc_codec.cli import redaction
from smsc_codec.logs.columns import FINDING_COLUMNS, COLUMNS, cells_of

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Self

    from smsc_codec.logs import Finding

__all__ = ["OTHERS", "Group", "Stats", "percentile"]

#: The most operators, and the most senders, that are told apart; more would be a stranger's doing.
MAX_GROUPS = 10_000
OTHERS = "(others)"
#: From here on delivery times are counted in whole minutes; beyond the longest nothing was delivered, a clock was wrong.
_MINUTES, _LONGEST = 3600, 30 * 86400
_AT = {column.name: index - FINDING_COLUMNS for index, column in enumerate(COLUMNS)}
_STATUS, _STATE, _ERR, _CODE = _AT["status"], _AT["state"], _AT["err"], _AT["error_code"]
_RECORD, _NAME, _COST, _SENDER, _OPERATOR = (
    _AT["record"],
    _AT["name"],
    _AT["cost"],
    _AT["sender"],
    _AT["operator"],
)
_SENT, _SENT_UNIX, _CHANGED, _CHANGED_UNIX = (
    _AT["sent"],
    _AT["sent_unix"],
    _AT["status_time"],
    _AT["status_time_unix"],
)
#: Delivered, read, a link in it clicked.
_DELIVERED, _DELIVERED_STATES = frozenset((1, 2, 4)), frozenset(("DELIVERED", "READ"))
_Seconds: TypeAlias = "Counter[int]"


class Group:
    """What is counted of an operator's or a sender's messages, or of all.

    Attributes:
        count: the records.
        delivered: those that tell of a delivery.
        cost: what they cost together.
        seconds: how many were delivered after so many seconds.
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
    """Counts of findings.

    Args:
        redact: whether numbers and addresses are starred in the names of senders and operators.
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
        for one in value if isinstance(value, list) else (value,):
            cls: Any = one.__class__
            self._count(kind, cells_of(cls)(one))

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
        for name, held in ((cells[_OPERATOR], self.operators), (cells[_SENDER], self.senders)):
            if name:
                groups.append(held[redaction.sender(name) if self._redact else name])
        return groups

    def __iadd__(self, other: Stats) -> Self:
        for name in ("kinds", "bad", "statuses", "states", "errors", "failures"):
            getattr(self, name).update(getattr(other, name))
        for kind, cost in other.costs.items():
            self.costs[kind] += cost
        self.total += other.total
        for held, more in ((self.operators, other.operators), (self.senders, other.senders)):
            for name, group in more.items():
                held[name if name in held or len(held) < MAX_GROUPS else OTHERS] += group
        return self


def _seconds(cells: tuple[Any, ...]) -> int | None:
    """How long a delivery took; None if the record does not tell, or its clocks do not agree."""
    sent, changed = cells[_SENT_UNIX], cells[_CHANGED_UNIX]
    if sent is not None and changed is not None:
        took: int = changed - sent
    else:
        begun: datetime | None = cells[_SENT]
        ended: datetime | None = cells[_CHANGED]
        if begun is None or ended is None:
            return None
        took = round((ended - begun).total_seconds())
    if not 0 <= took <= _LONGEST:
        return None
    return took if took < _MINUTES else took - took % 60


def percentile(seconds: _Seconds, part: int) -> int:
    """The least time in which so many of a hundred were delivered."""
    wanted, ordered = -(-seconds.total() * part // 100), sorted(seconds)
    upto = accumulate(seconds[took] for took in ordered)
    return next(took for took, count in zip(ordered, upto, strict=True) if count >= wanted)
