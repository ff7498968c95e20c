"""A small log with every kind of finding, and a helper that runs ``scan`` in this process."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from smsc_codec.cli.scan import scan

if TYPE_CHECKING:
    from pathlib import Path

PHONE, TEXT, SECRET = "79990001122", "Привет, код 4821", "s73519x"
STATUS = (
    '{"status": 1, "last_date": "01.03.2026 12:00:31", "last_timestamp": 1772355631, '
    '"send_date": "01.03.2026 12:00:01", "send_timestamp": 1772355601, '
    f'"phone": "{PHONE}", "cost": "1.20", "sender_id": "SHOP", "message": "{TEXT}", '
    '"operator": "МТС"}'
)
LINES = [
    (
        '10.0.0.1 - - [01/Mar/2026:12:00:00 +0300] "GET /sys/balance.php?'
        f'login=alex&psw={SECRET}&cur=1&fmt=1&token={SECRET}&x=a HTTP/1.1" 200 9'
    ),
    "100.01,RUR",
    f"2026-03-01 12:00:01 INFO reply {STATUS}",
    "unrelated",
    (
        "2026-03-01 12:00:02,5 DLR id:854019 sub:001 dlvrd:001 submit date:2603011200 "
        f"done date:2603011201 stat:DELIVRD err:000 text:{TEXT}"
    ),
    (
        f"2026-03-01 12:00:03 callback id=5&phone={PHONE}&status=20&time=01.03.26+12%3A00%3A00"
        f"&ts=1772355600&err=1&cost=2.50&sender={PHONE}&net=MTS"
    ),
    "2026-03-01 12:00:04 {",
    '"id": 33,',
    '"cnt": 1,',
    '"cost": "1.44"',
    "}",
    f"2026-03-01 12:00:05 reply {STATUS[:150]}",
    (
        f"2026-03-01 12:00:06 callback phone={PHONE}&mes=%3DHYPERLINK%28%22x%22%29&to=7916"
        "&time=1772355600&id=9"
    ),
    "2026-03-01 12:00:07 pdu 00000010000000150000000000000001",
    (
        f"2026-03-01 12:00:08 GET /sys/send.php?login=alex&psw={SECRET}&phones={PHONE}&mes=hello"
        "&sender=SHOP&charset=utf-8"
    ),
    '2026-03-01 12:00:09 reply {"error": "invalid number", "error_code": 7, "id": 541}',
]
LOG = "".join(line + "\n" for line in LINES).encode()
GOOD, BAD = 10, 1


def objects(data: bytes | str) -> list[Any]:
    """The values of JSON lines."""
    return [json.loads(line) for line in data.splitlines()]


def run_scan(tmp_path: Path, *arguments: str, stdin: bytes = LOG) -> tuple[int, str, str]:
    """Run the command in this process; returns exit code, standard output and standard error."""
    errors = io.StringIO()
    input_path, output_path = tmp_path / "stdin", tmp_path / "stdout"
    input_path.write_bytes(stdin)
    with (
        input_path.open(encoding="utf-8") as input_file,
        output_path.open("w", encoding="utf-8") as output_file,
        pytest.MonkeyPatch.context() as patched,
    ):
        patched.setattr(sys, "stdin", input_file)
        patched.setattr(sys, "stdout", output_file)
        patched.setattr(sys, "stderr", errors)
        code: int = scan.main(list(arguments), standalone_mode=False)
    return code, output_path.read_text("utf-8"), errors.getvalue()
