"""Files of deferred tasks: the first line of an input is the separator and the charset, the rest is
the file.
"""

from __future__ import annotations

from typing import Any

from smsc_codec import replies, tasks
from smsc_codec.codec import CHARSETS
from smsc_codec.errors import DecodeError
from smsc_codec.tasks import RaggedRow
from tools.properties.common import check_decode_error, select

__all__ = ["check"]

_SEPARATORS = {
    f"{separator} {charset}": (separator, charset)
    for separator in ";,\t|:x'"
    for charset in CHARSETS
}


def check(data: bytes) -> None:
    """Check the round trip of a file as a reply and as CSV."""
    head, _, file = data.partition(b"\n")
    separator, charset = select(head, _SEPARATORS)
    codec = replies.task_file()
    value = codec.decode(file)
    assert (
        codec.decode(codec.encode(value))
        == value
        == (file if isinstance(value, bytes) else codec.restrict(value))
    )
    options: Any = {"separator": separator, "charset": charset}
    try:
        found = tasks.read_csv(file, **options)
    except DecodeError as error:
        check_decode_error(error, len(file))
        return
    header = tasks.header(file, **options)
    assert any(header)
    for row in found:
        assert len(row.cells) != len(header) if isinstance(row, RaggedRow) else tuple(row) == header
    written = tasks.write_csv(header, found, **options)
    again = tasks.read_csv(written, **options)
    assert [_cells(row) for row in again] == [_cells(row) for row in found]
    assert tasks.header(written, **options) == header
    assert tasks.write_csv(header, again, **options) == written


def _cells(row: tasks.Row) -> object:
    """Return a row without its line number."""
    return row.cells if isinstance(row, RaggedRow) else row
