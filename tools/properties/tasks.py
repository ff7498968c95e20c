"""Files of tasks: the first line of an input is separator and charset, the rest the file."""

from __future__ import annotations

from typing import Any

from smsc_codec import replies, tasks
from smsc_codec.codec import CHARSETS
from smsc_codec.errors import DecodeError
from smsc_codec.tasks import RaggedRow
from tools.properties.common import chosen, explained

__all__ = ["law"]

_SEPARATORS = {
    f"{separator} {charset}": (separator, charset)
    for separator in ";,\t|:x'"
    for charset in CHARSETS
}


def law(octets: bytes) -> None:
    """A file of a task: the first line is separator and charset, the rest the file."""
    head, _, file = octets.partition(b"\n")
    separator, charset = chosen(head, _SEPARATORS)
    codec = replies.task_file()
    value = codec.decode(file)
    assert (
        codec.decode(codec.encode(value))
        == value
        == (file if isinstance(value, bytes) else codec.restrict(value))
    )
    said: Any = {"separator": separator, "charset": charset}
    try:
        found = tasks.read_csv(file, **said)
    except DecodeError as error:
        explained(error, len(file))
        return
    header = tasks.header(file, **said)
    assert any(header)
    for row in found:
        assert len(row.cells) != len(header) if isinstance(row, RaggedRow) else tuple(row) == header
    written = tasks.write_csv(header, found, **said)
    again = tasks.read_csv(written, **said)
    assert [_cells(row) for row in again] == [_cells(row) for row in found]
    assert tasks.header(written, **said) == header
    assert tasks.write_csv(header, again, **said) == written


def _cells(row: tasks.Row) -> object:
    """A row without its place in the file."""
    return row.cells if isinstance(row, RaggedRow) else row
