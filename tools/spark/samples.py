"""A generated log with every kind of finding, and the expected table, to compare engines with.

``python -m tools.spark.samples FOLDER LINES`` writes both to a folder, for jobs that run without
the library or its tests installed.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from smsc_codec import arrow, logs

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["log", "plain"]

#: Each line can be identified without its predecessor, so the file can be split between any lines.
#: One line contains a CR, one is empty, two are damaged.
_LINES = (
    (
        b"2026-03-01 12:00:%(second)02d INFO POST phone=7999%(number)07d&status=1&id=%(number)d"
        b"&time=01.03.2026+12:00:00&ts=1772359200"
        b"&cost=1.44&cnt=1&err=0"
    ),
    (
        b"2026-03-01T12:00:%(second)02d+03:00 phone=7999%(number)07d&mes=%%CF%%F0%%E8%%E2%%E5%%F2"
        b"&to=79990000000&id=%(number)d&time=1772359200"
    ),
    (
        b"deliver_sm id:%(number)d sub:001 dlvrd:001 submit date:2603011200 done date:2603011201 "
        b"stat:DELIVRD err:000 text:one\rtwo"
    ),
    (
        b'[01/Mar/2026:12:00:%(second)02d +0300] reply {"status": 1, '
        b'"last_date": "01.03.2026 12:00:00", "last_timestamp": 1772359200, '
        b'"send_date": "01.03.2026 11:00:00", "send_timestamp": 1772355600, '
        b'"phone": "7999%(number)07d", "cost": "2.50", '
        b'"sender_id": "SMSC", "status_name": "\xe4", "message": "text %(number)d"}'
    ),
    b"GET /sys/balance.php?login=alex&psw=12345&cur=1&fmt=1 -> %(number)d.01,RUR\r",
    b'{"id": %(number)d, "cnt": 2, "cost": "3.%(second)02d", "balance": "%(number)d.5"}',
    b"pdu 00000010000000150000000000%(pdu)06x",
    b"\xff\xfe an unrelated line \xcf\xf0",
    b'{"id": %(number)d, "cnt": oops}',
    b"",
    (
        b"id:%(number)d sub:001 dlvrd:001 submit date:2613011200 done date:x stat:DELIVRD err:000 "
        b"text:"
    ),
)


def log(lines: int) -> bytes:
    """Return a log of this many lines; the content is always the same."""
    return b"".join(_generate(lines))


def _generate(lines: int) -> Iterator[bytes]:
    for number in range(lines):
        template = _LINES[number % len(_LINES)]
        yield template % {b"number": number, b"second": number % 60, b"pdu": number} + b"\n"


def plain(source: bytes) -> pa.Table:
    """Return the expected table, built with ``logs.scan``."""
    return pa.Table.from_batches([arrow.batch(logs.scan(BytesIO(source)))])


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    data = log(int(sys.argv[2]))
    (folder / "sms.log").write_bytes(data)
    with (
        pa.OSFile(str(folder / "plain.arrow"), "wb") as file,
        pa.ipc.new_file(file, arrow.schema()) as writer,
    ):
        writer.write_table(plain(data))
