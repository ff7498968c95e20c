"""The CSV file of a deferred task.

The vendor documents the file only as "csv", so the separator and the charset are arguments. Their
defaults are those of the service's other CSV file, get_mnp.php, and the service's default charset.
Cells are texts, and a row whose number of cells differs from the header's is returned as a
:class:`RaggedRow`.
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

_NAME = "task file"


@dataclass(frozen=True, slots=True, kw_only=True)
class RaggedRow:
    """A row with more or fewer cells than the header.

    Args:
        line: the line of the file on which the row ends, counted from 1.
        cells: the cells.
    """

    line: int
    cells: tuple[str, ...]


#: The cells of a row by column name, or a row that does not match the header.
Row: TypeAlias = "dict[str, str] | RaggedRow"


def read_csv(data: bytes, *, separator: str = ";", charset: str = "windows-1251") -> list[Row]:
    """Parse the rows of a file.

    Args:
        data: the file, as :func:`smsc_codec.replies.task_file` decodes it.
        separator: one character.
        charset: utf-8, windows-1251, koi8-r or any other charset that Python supports.

    Returns:
        For each row after the header, a dict of its cells by column name, or a :class:`RaggedRow`.
        Blank lines are skipped.

    Raises:
        DecodeError: the data is not valid in ``charset`` or not valid CSV, or the header has a
            duplicate name.
        TypeError: the data is not bytes.
        ValueError: the separator or the charset is invalid.
    """
    names, records = _parse(data, separator, charset)
    return [
        dict(zip(names, cells, strict=True))
        if len(cells) == len(names)
        else RaggedRow(line=line, cells=tuple(cells))
        for line, cells in records
    ]


def header(data: bytes, *, separator: str = ";", charset: str = "windows-1251") -> tuple[str, ...]:
    """Return the names of the columns.

    Args:
        data, separator, charset: as for :func:`read_csv`.

    Raises:
        DecodeError, TypeError, ValueError: as for :func:`read_csv`.
    """
    return _parse(data, separator, charset)[0]


def write_csv(
    header: Sequence[str],
    rows: Iterable[Row],
    *,
    separator: str = ";",
    charset: str = "windows-1251",
) -> bytes:
    """Format a file that :func:`read_csv` parses. Cells are quoted where necessary, and lines end
    with LF.

    Args:
        header: the names of the columns.
        rows: dicts with exactly these keys, or :class:`RaggedRow`.
        separator, charset: as for :func:`read_csv`.

    Raises:
        EncodeError: a row would be parsed differently (its keys differ from the header, it is
            blank, it has as many cells as the header although it is a :class:`RaggedRow`), the
            header has a duplicate name, or a character cannot be encoded in ``charset``.
        ValueError: the separator or the charset is invalid.
    """
    _validate_arguments(separator, charset)
    field, lines = "header", []
    try:
        if len(set(header)) != len(header) or not any(header):
            raise EncodeError(_NAME, field, "expected unique names")
        lines.append(_validate_cells(header))
        for index, row in enumerate(rows):
            field = f"[{index}]"
            lines.append(_cells(header, row))
    except InvalidValue as error:
        raise EncodeError(_NAME, field, str(error)) from None
    except (TypeError, AttributeError):
        raise EncodeError(_NAME, field, "expected a dict or RaggedRow of str") from None
    output = _Output()
    writer = csv.writer(output, delimiter=separator, lineterminator="\n")
    quoting = csv.writer(output, delimiter=separator, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for cells in lines:
        # A carriage return must be quoted, which not every version of csv.writer does.
        (quoting if any("\r" in cell for cell in cells) else writer).writerow(cells)
    try:
        return "".join(output).encode(charset)
    except UnicodeEncodeError as error:
        character = error.object[error.start]
        raise EncodeError(_NAME, None, f"cannot encode {character!a} in {charset}") from None


def _validate_cells(cells: Iterable[str]) -> list[str]:
    """Return the cells as a list; raise :class:`InvalidValue` if they would not be parsed as one
    row.
    """
    found = list(cells)
    if isinstance(cells, str) or any(cell.__class__ is not str for cell in found):
        raise InvalidValue("contains a cell that is not str")
    if not any(found):
        raise InvalidValue("is blank, and would be skipped")
    if any(len(cell) > csv.field_size_limit() for cell in found):
        raise InvalidValue("contains a cell longer than csv.field_size_limit()")
    return found


def _cells(header: Sequence[str], row: Row) -> list[str]:
    if isinstance(row, RaggedRow):
        if len(row.cells) == len(header) or not any(row.cells):
            raise InvalidValue("is blank, or has as many cells as the header")
        return _validate_cells(row.cells)
    if set(row) != set(header):
        raise InvalidValue("has keys that differ from the header")
    return _validate_cells([row[name] for name in header])


class _Output(list[str]):
    """A list of lines with the method that csv.writer needs."""

    write = list.append


def _validate_arguments(separator: str, charset: str) -> None:
    if len(separator) != 1 or separator in '"\r\n\0 ':
        raise ValueError(f"separator: expected one character, got {separator!r}")
    try:
        "a".encode(charset)
    except (LookupError, UnicodeError):
        raise ValueError(f"charset: expected a charset, got {charset!r}") from None


def _parse(
    data: bytes, separator: str, charset: str
) -> tuple[tuple[str, ...], list[tuple[int, list[str]]]]:
    """Return the header, and the rows that are not blank, each with the line on which it ends."""
    if not isinstance(data, bytes):
        raise TypeError(f"data: expected bytes, got {type(data).__name__}")
    _validate_arguments(separator, charset)
    try:
        text = data.decode(charset)
    except UnicodeDecodeError as error:
        raise _decode_error(data, (error.start, error.end), f"text in {charset}") from None
    reader = csv.reader(
        (line + "\n" for line in text.removesuffix("\n").split("\n")),
        delimiter=separator,
        strict=True,
    )
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(cells)]
    except csv.Error:
        last_line, at_end = _find_invalid_row(text, separator)
        start = 0
        for _ in range(last_line):
            start = data.find(b"\n", start) + 1
        expected = "a closing quote" if at_end else "correctly quoted cells"
        raise _decode_error(
            data, (start, len(data)), f"{expected} by line {reader.line_num}"
        ) from None
    if not lines:
        raise _decode_error(data, (0, len(data)), "a header")
    names = tuple(lines[0][1])
    if len(set(names)) != len(names):
        raise _decode_error(data, (0, len(data)), "a header with unique names")
    return names, lines[1:]


def _find_invalid_row(text: str, separator: str) -> tuple[int, bool]:
    """Return the line on which the last valid row ends, and whether the file ends inside the row
    after it.
    """
    at_end = False

    def lines() -> Iterator[str]:
        nonlocal at_end
        for line in text.removesuffix("\n").split("\n"):
            yield line + "\n"
        at_end = True

    reader = csv.reader(lines(), delimiter=separator, strict=True)
    last_line = 0
    try:
        while True:
            next(reader)
            last_line = reader.line_num
    except csv.Error:
        return last_line, at_end


def _decode_error(data: bytes, span: tuple[int, int], expected: str) -> DecodeError:
    diagnosis = Diagnosis(
        span=span, expected=(expected,), found=data[slice(*span)][:40].decode("latin-1")
    )
    return DecodeError(_NAME, data, diagnosis)
