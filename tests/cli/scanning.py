"""A small log with everything in it, and the command in this process."""

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
    '{"status": 1, "last_date": "01.03.2026 12:00:31", "last_timestamp": 1772355631, "send_date": "01.03.2026 12:00:01",'
    f' "send_timestamp": 1772355601, "phone": "{PHONE}", "cost": "1.20", "sender_id": "SHOP", "message": "{TEXT}", "operator": "МТС"}}'
)
LINES = [
    f'10.0.0.1 - - [01/Mar/2026:12:00:00 +0300] "GET /sys/balance.php?login=alex&psw={SECRET}&cur=1&fmt=1&token={SECRET}&x=a HTTP/1.1" 200 9',
    "100.01,RUR",
    f"2026-03-01 12:00:01 INFO reply {STATUS}",
    "nothing of ours",
    f"2026-03-01 12:00:02,5 DLR id:854019 sub:001 dlvrd:001 submit date:2603011200 done date:2603011201 stat:DELIVRD err:000 text:{TEXT}",
    f"2026-03-01 12:00:03 callback id=5&phone={PHONE}&status=20&time=01.03.26+12%3A00%3A00&ts=1772355600&err=1&cost=2.50&sender={PHONE}&net=MTS",
    "2026-03-01 12:00:04 {",
    '"id": 33,',
    '"cnt": 1,',
    '"cost": "1.44"',
    "}",
    f"2026-03-01 12:00:05 reply {STATUS[:150]}",
    f"2026-03-01 12:00:06 callback phone={PHONE}&mes=%3DHYPERLINK%28%22x%22%29&to=7916&time=1772355600&id=9",
    "2026-03-01 12:00:07 pdu 00000010000000150000000000000001",
    f"2026-03-01 12:00:08 GET /sys/send.php?login=alex&psw={SECRET}&phones={PHONE}&mes=hello&sender=SHOP&charset=utf-8",
    '2026-03-01 12:00:09 reply {"error": "invalid number", "error_code": 7, "id": 541}',
]
LOG = "".join(line + "\n" for line in LINES).encode()
GOOD, BAD = 10, 1


def objects(octets: bytes | str) -> list[Any]:
    return [json.loads(line) for line in octets.splitlines()]


def scanned(tmp_path: Path, *arguments: str, stdin: bytes = LOG) -> tuple[int, str, str]:
    """The exit code, standard output and standard error of the command, run in this process."""
    errors = io.StringIO()
    given, out = tmp_path / "stdin", tmp_path / "stdout"
    given.write_bytes(stdin)
    with (
        given.open(encoding="utf-8") as stream,
        out.open("w", encoding="utf-8") as written,
        pytest.MonkeyPatch.context() as patched,
    ):
        patched.setattr(sys, "stdin", stream)
        patched.setattr(sys, "stdout", written)
        patched.setattr(sys, "stderr", errors)
        code: int = scan.main(list(arguments), standalone_mode=False)
    return code, out.read_text("utf-8"), errors.getvalue()
