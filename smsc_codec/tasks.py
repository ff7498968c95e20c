"""The file of a deferred task: rows under a header, separated by something, in some charset.

The vendor says "csv" and no more, so nothing is guessed here: separator and charset are the caller's to say (the defaults
are those of the service's other CSV, get_mnp.php, and of its default charset), cells are texts, and a row that does not
fit the header is told as one.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from smsc_codec.errors import DecodeError, Diagnosis, EncodeError
from smsc_codec.schema.scalars import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

__all__ = ["RaggedRow", "Row", "header", "read_csv", "write_csv"]

_WHAT = "task file"


@dataclass(frozen=True, slots=True, kw_only=True)
class RaggedRow:
    """A row with more or fewer cells than the header.

    Args:
        line: the line of the file on which it ends, from 1.
        cells: its cells.
    """

    line: int
    cells: tuple[str, ...]


#: A row by the names of its header, or one that does not fit it.
Row: TypeAlias = "dict[str, str] | RaggedRow"


def read_csv(octets: bytes, *, separator: str = ";", charset: str = "windows-1251") -> list[Row]:
    """The rows of a file below its header, quoted cells read.

    Args:
        octets: what :func:`smsc_codec.replies.task_file` gives.
        separator: one character.
        charset: utf-8, windows-1251 or koi8-r, or another that Python knows.

    Returns:
        For each row a dict of its cells by the names of the header, or a :class:`RaggedRow`; blank lines are no rows.

    Raises:
        DecodeError: the octets are not in ``charset``, no CSV at all, or a name of the header comes twice.
        ValueError: no such separator or charset.
    """
    names, below = _read(octets, separator, charset)
    found: list[Row] = []
    for line, cells in below:
        fits = len(cells) == len(names)
        found.append(
            dict(zip(names, cells, strict=True))
            if fits
            else RaggedRow(line=line, cells=tuple(cells))
        )
    return found


def header(
    octets: bytes, *, separator: str = ";", charset: str = "windows-1251"
) -> tuple[str, ...]:
    """The names of the columns.

    Args:
        octets, separator, charset: as for :func:`rows`.

    Raises:
        DecodeError, ValueError: as for :func:`rows`.
    """
    return _read(octets, separator, charset)[0]


def write_csv(
    header: Sequence[str],
    rows: Iterable[Row],
    *,
    separator: str = ";",
    charset: str = "windows-1251",
) -> bytes:
    """A file as :func:`rows` reads it; cells are quoted where they must be, lines end with LF.

    Args:
        header: the names of the columns.
        rows: dicts with exactly these names, or :class:`RaggedRow`.
        separator, charset: as for :func:`rows`.

    Raises:
        EncodeError: what would read back differently: a row without the header's names, a blank row, a name twice,
            characters that ``charset`` has not.
        ValueError: no such separator or charset.
    """
    _checked(separator, charset)
    place, lines = "header", []
    try:
        if len(set(header)) != len(header) or not any(header):
            raise EncodeError(_WHAT, place, "every name once is expected")
        lines.append(_whole(header))
        for index, row in enumerate(rows):
            place = f"[{index}]"
            lines.append(_cells(header, row))
    except InvalidValue as error:
        raise EncodeError(_WHAT, place, str(error)) from None
    except (TypeError, AttributeError):
        raise EncodeError(_WHAT, place, "rows of texts are expected") from None
    written = _Written()
    usual = csv.writer(written, delimiter=separator, lineterminator="\n")
    quoted = csv.writer(written, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for cells in lines:
        # A carriage return needs quotes, and not every csv writer knows.
        (quoted if any("\r" in cell for cell in cells) else usual).writerow(cells)
    try:
        return "".join(written).encode(charset)
    except UnicodeEncodeError as error:
        raise EncodeError(_WHAT, None, f"{charset} has no {error.object[error.start]!a}") from None


def _whole(cells: Iterable[str]) -> list[str]:
    """The cells of a line that is read back as one; raises :class:`InvalidValue`."""
    found = list(cells)
    if isinstance(cells, str) or any(cell.__class__ is not str for cell in found):
        raise InvalidValue("a cell is no text")
    if not any(found):
        raise InvalidValue("a line without a text is no row")
    if any(len(cell) > csv.field_size_limit() for cell in found):
        raise InvalidValue("a cell is longer than the csv module reads")
    return found


def _cells(header: Sequence[str], row: Row) -> list[str]:
    if isinstance(row, RaggedRow):
        if len(row.cells) == len(header) or not any(row.cells):
            raise InvalidValue("it is blank, or not ragged")
        return _whole(row.cells)
    if set(row) != set(header):
        raise InvalidValue("its names are not those of the header")
    return _whole([row[name] for name in header])


class _Written(list[str]):
    """What the csv writer writes to, in memory."""

    write = list.append


def _checked(separator: str, charset: str) -> None:
    if len(separator) != 1 or separator in '"\r\n\0 ':
        raise ValueError(f"separator must be one character, not {separator!r}")
    try:
        "a".encode(charset)
    except (LookupError, UnicodeError):
        raise ValueError(f"no charset {charset!r}") from None


def _read(
    octets: bytes, separator: str, charset: str
) -> tuple[tuple[str, ...], list[tuple[int, list[str]]]]:
    """The header, and the rows that are not blank with the lines on which they end."""
    if not isinstance(octets, bytes):
        raise TypeError(f"a file is bytes, not {type(octets).__name__}")
    _checked(separator, charset)
    try:
        text = octets.decode(charset)
    except UnicodeDecodeError as error:
        raise _refused(octets, (error.start, error.end), f"text in {charset}") from None
    reader = csv.reader(
        (line + "\n" for line in text.removesuffix("\n").split("\n")),
        delimiter=separator,
        strict=True,
    )
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(cells)]
    except csv.Error:
        good, ended = _read_until(text, separator)
        start = 0
        for _ in range(good):
            start = octets.find(b"\n", start) + 1
        wanted = "a closing quote" if ended else "cells, quoted well"
        raise _refused(
            octets, (start, len(octets)), f"{wanted}, by line {reader.line_num}"
        ) from None
    if not lines:
        raise _refused(octets, (0, len(octets)), "a header")
    names = tuple(lines[0][1])
    if len(set(names)) != len(names):
        raise _refused(octets, (0, len(octets)), "a header with every name once")
    return names, lines[1:]


def _read_until(text: str, separator: str) -> tuple[int, bool]:
    """Of a file that is no CSV: on which line its last good row ends, and whether the file ends inside the next one."""
    ended = False

    def fed() -> Iterator[str]:
        nonlocal ended
        for line in text.removesuffix("\n").split("\n"):
            yield line + "\n"
        ended = True

    reader = csv.reader(fed(), delimiter=separator, strict=True)
    good = 0
    try:
        while True:
            next(reader)
            good = reader.line_num
    except csv.Error:
        return good, ended


def _refused(octets: bytes, span: tuple[int, int], expected: str) -> DecodeError:
    problem = Diagnosis(
        span=span, expected=(expected,), found=octets[slice(*span)][:40].decode("latin-1")
    )
    return DecodeError(_WHAT, octets, problem)
