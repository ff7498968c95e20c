"""Rendering of the statistics of a scan: tables and a histogram of delivery times."""

from __future__ import annotations

from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from smsc_codec.cli.stats import Group, Stats, percentile
from smsc_codec.errors import printable

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Mapping
    from typing import TextIO

__all__ = ["show"]

Key = TypeVar("Key")
_Rows: TypeAlias = "list[tuple[str, ...]]"
#: Number of operators and senders listed, in order of their message count.
_MAX_LISTED = 15
#: The upper bound in seconds and the label of each bar of the histogram.
_BARS = (
    (1, "1 s"),
    (2, "2 s"),
    (5, "5 s"),
    (10, "10 s"),
    (30, "30 s"),
    (60, "1 min"),
    (300, "5 min"),
    (900, "15 min"),
    (3600, "1 h"),
    (6 * 3600, "6 h"),
    (86400, "1 d"),
    (30 * 86400, "30 d"),
)
_WIDTH = 40
_PERCENTILES = (50, 90, 99)


class Table(NamedTuple):
    """A table of text; columns not listed in ``words`` are right-aligned numbers."""

    title: str
    headings: tuple[str, ...]
    rows: _Rows
    words: tuple[int, ...] = (0,)


def show(stats: Stats, out: TextIO) -> None:
    """Write the summary, with rich on a terminal and as plain text elsewhere."""
    if isinstance(out, TextIOWrapper):
        out.reconfigure(errors="backslashreplace")  # for names that the encoding lacks
    tables = [table for table in _tables(stats, _blocks(out)) if table.rows]
    if out.isatty():
        _rich(tables, out)
    else:
        out.write("\n".join(_plain(table) for table in tables) or "nothing found\n")


def _tables(stats: Stats, blocks: str) -> Iterable[Table]:
    from smsc_codec.codes import DeliveryErrorCode, MessageStatus

    kinds: _Rows = [(kind, name, str(count)) for (kind, name), count in _largest(stats.kinds)]
    kinds += [(kind, "damaged", str(count)) for kind, count in _largest(stats.bad)]
    yield Table("Found", ("kind", "record", "count"), kinds, (0, 1))
    statuses: _Rows = [
        (str(code), MessageStatus(code).title, str(n)) for code, n in _largest(stats.statuses)
    ]
    yield Table("Statuses", ("status", "", "count"), statuses, (1,))
    yield Table(
        "SMPP states", ("state", "count"), [(state, str(n)) for state, n in _largest(stats.states)]
    )
    errors: _Rows = [
        (str(code), DeliveryErrorCode(code).title, str(n)) for code, n in _largest(stats.errors)
    ]
    yield Table("Delivery errors", ("err", "", "count"), errors, (1,))
    yield Table(
        "Server errors",
        ("code", "count"),
        [(str(code), str(n)) for code, n in _largest(stats.failures)],
        (),
    )
    yield Table(
        "Cost",
        ("source", "sum"),
        [(kind, str(cost)) for kind, cost in sorted(stats.costs.items())],
    )
    headings = ("count", "delivered", "cost", *(f"{part} %" for part in _PERCENTILES))
    yield Table("Delivery", headings, [_group(stats.total)] if stats.total.count else [], ())
    yield Table(
        "Delivered within", ("time", "count", ""), _histogram(stats.total.seconds, blocks), (2,)
    )
    for title, groups in (("By operator", stats.operators), ("By sender", stats.senders)):
        yield Table(title, (title[3:], *headings), _grouped(groups))


def _largest(counted: Counter[Key]) -> list[tuple[Key, int]]:
    """The counts in descending order, equal ones by key."""
    return sorted(counted.items(), key=_descending)


def _descending(pair: tuple[Any, int]) -> tuple[int, Any]:
    return -pair[1], pair[0]


def _grouped(groups: Mapping[str, Group]) -> _Rows:
    largest = sorted(groups.items(), key=lambda pair: (-pair[1].count, pair[0]))
    rows = [(printable(name), *_group(group)) for name, group in largest[:_MAX_LISTED]]
    if len(largest) > _MAX_LISTED:
        rest = Group()
        for _, group in largest[_MAX_LISTED:]:
            rest += group
        rows.append((f"({len(largest) - _MAX_LISTED} more)", *_group(rest)))
    return rows


def _group(group: Group) -> tuple[str, ...]:
    share = f"{100 * group.delivered / group.count:.1f} %"
    times = [
        _time(percentile(group.seconds, part)) if group.seconds else "" for part in _PERCENTILES
    ]
    return (str(group.count), share, str(group.cost) if group.cost else "", *times)


def _time(seconds: int) -> str:
    for unit, name, smaller, below in (
        (86400, "d", 3600, "h"),
        (3600, "h", 60, "min"),
        (60, "min", 1, "s"),
    ):
        if seconds >= unit:
            rest = seconds % unit // smaller
            return f"{seconds // unit} {name}" + (f" {rest} {below}" if rest else "")
    return f"{seconds} s"


# ---- the histogram


def _blocks(out: TextIO) -> str:
    """The characters of a bar: blocks of one to eight eighths if the encoding has them."""
    try:
        "▏█".encode(out.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return "#"
    return "▏▎▍▌▋▊▉█"


def _histogram(seconds: Counter[int], blocks: str) -> _Rows:
    counts = [0] * len(_BARS)
    for duration, count in seconds.items():
        bar = next(index for index, (limit, _) in enumerate(_BARS) if duration <= limit)
        counts[bar] += count
    most = max(counts)
    filled = [index for index, count in enumerate(counts) if count]
    return (
        [
            (_BARS[index][1], str(counts[index]), _bar(counts[index], most, blocks))
            for index in range(filled[0], filled[-1] + 1)
        ]
        if filled
        else []
    )


def _bar(count: int, most: int, blocks: str) -> str:
    parts = count * _WIDTH * len(blocks) // most
    whole, rest = divmod(parts, len(blocks))
    return blocks[-1] * whole + (blocks[rest - 1] if rest else "") or blocks[0] * bool(count)


# ---- rendering


def _rich(tables: list[Table], out: TextIO) -> None:
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    console = Console(file=out, markup=False, highlight=False, emoji=False)
    for table in tables:
        rich_table = RichTable(title=Text(table.title, "bold"), title_justify="left")
        for index, heading in enumerate(table.headings):
            rich_table.add_column(
                Text(heading), justify="left" if index in table.words else "right"
            )
        for row in table.rows:
            rich_table.add_row(*map(Text, row))
        console.print(rich_table)
    if not tables:
        console.print("nothing found")


def _plain(table: Table) -> str:
    """A table as lines of text, with columns two spaces apart."""
    cells = [table.headings, *table.rows]
    widths = [max(len(row[index]) for row in cells) for index in range(len(table.headings))]
    lines = [table.title]
    for row in cells:
        shown = [
            cell.ljust(width) if index in table.words else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(("  " + "  ".join(shown)).rstrip())
    return "\n".join(lines) + "\n"
