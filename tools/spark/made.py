"""A log of every kind of line, and what the plain scan makes of it: what every engine is held to.

``python -m tools.spark.made FOLDER LINES`` writes both there, for the job that has neither this library nor its tests installed.
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

#: Each tells by itself what it is: a file may be cut between any two. One has a CR inside, one no text at all, two are damaged.
_FORMS = (
    (
        b"2026-03-01 12:00:%(second)02d INFO POST phone=7999%(number)07d&status=1&id=%(number)d&time=01.03.2026+12:00:00&ts=1772359200"
        b"&cost=1.44&cnt=1&err=0"
    ),
    b"2026-03-01T12:00:%(second)02d+03:00 phone=7999%(number)07d&mes=%%CF%%F0%%E8%%E2%%E5%%F2&to=79990000000&id=%(number)d&time=1772359200",
    b"deliver_sm id:%(number)d sub:001 dlvrd:001 submit date:2603011200 done date:2603011201 stat:DELIVRD err:000 text:one\rtwo",
    (
        b'[01/Mar/2026:12:00:%(second)02d +0300] reply {"status": 1, "last_date": "01.03.2026 12:00:00", "last_timestamp": 1772359200, '
        b'"send_date": "01.03.2026 11:00:00", "send_timestamp": 1772355600, "phone": "7999%(number)07d", "cost": "2.50", '
        b'"sender_id": "SMSC", "status_name": "\xe4", "message": "text %(number)d"}'
    ),
    b"GET /sys/balance.php?login=alex&psw=12345&cur=1&fmt=1 -> %(number)d.01,RUR\r",
    b'{"id": %(number)d, "cnt": 2, "cost": "3.%(second)02d", "balance": "%(number)d.5"}',
    b"pdu 00000010000000150000000000%(pdu)06x",
    b"\xff\xfe nothing of the service \xcf\xf0",
    b'{"id": %(number)d, "cnt": oops}',
    b"",
    b"id:%(number)d sub:001 dlvrd:001 submit date:2613011200 done date:x stat:DELIVRD err:000 text:",
)


def log(lines: int) -> bytes:
    """A log of so many lines, always the same."""
    return b"".join(_lines(lines))


def _lines(lines: int) -> Iterator[bytes]:
    for number in range(lines):
        form = _FORMS[number % len(_FORMS)]
        yield form % {b"number": number, b"second": number % 60, b"pdu": number} + b"\n"


def plain(source: bytes) -> pa.Table:
    """What a loop over the lines finds: the oracle."""
    return pa.Table.from_batches([arrow.batch(logs.scan(BytesIO(source)))])


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    made = log(int(sys.argv[2]))
    (folder / "sms.log").write_bytes(made)
    with (
        pa.OSFile(str(folder / "plain.arrow"), "wb") as file,
        pa.ipc.new_file(file, arrow.schema()) as writer,
    ):
        writer.write_table(plain(made))
