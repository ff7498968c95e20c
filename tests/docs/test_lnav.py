"""Tests of docs/lnav/smsc_receipt.json: it matches the grammar, and lnav accepts it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from smsc_codec.smpp import receipts
from tools.lnav import lnav, named

ROOT = Path(__file__).parent.parent.parent
FILE = ROOT / "docs" / "lnav" / "smsc_receipt.json"
FORMAT = json.loads(FILE.read_text("utf-8"))["smsc_receipt"]
LINES = [
    "id:854019 sub:001 dlvrd:001 submit date:1108202241 done date:1108202241 stat:DELIVRD err:000",
    (
        "id:854020 sub:002 dlvrd:000 submit date:1108202241 done date:1108202242 stat:UNDELIV err:006"
        " text:the rest"
    ),
    (
        "2011-08-20 22:43 [msg: id:854021 sub:001 dlvrd:001 submit date:1108202241"
        " done date:1108202243 stat:EXPIRED err:000"
    ),
]


def test_file_matches_the_grammar() -> None:
    assert FILE.read_text("utf-8") == lnav() + "\n"


def test_only_capturing_groups_are_named() -> None:
    assert named(r"(a)(?:b)[(]\((?>c)(d)", ["x", "y"]) == r"(?<x>a)(?:b)[(]\((?>c)(?<y>d)"


@pytest.mark.parametrize("line", LINES)
def test_pattern_matches_what_the_codec_decodes(line: str) -> None:
    pattern = FORMAT["regex"]["receipt"]["pattern"].replace("(?<", "(?P<").replace("(?P<!", "(?<!")
    match = re.fullmatch(pattern, line)
    assert match is not None
    receipt = receipts.decode(match["body"].encode())
    assert (match["id"], match["stat"], match["err"]) == (receipt.id, receipt.stat, receipt.err)


def test_lnav_parses_receipts(tmp_path: Path) -> None:
    program = shutil.which("lnav")
    if program is None:
        assert not os.environ.get("SMSC_INTEROP"), "lnav is required here"
        pytest.skip("lnav is not installed")
    formats = tmp_path / "formats" / "smsc"
    formats.mkdir(parents=True)
    shutil.copy(FILE, formats)
    log = tmp_path / "receipts.log"
    log.write_text("\n".join(LINES) + "\n", "utf-8")
    query = ";select id, stat, log_level from smsc_receipt"
    command = [program, "-n", "-I", str(tmp_path), "-c", query, "-c", ":write-csv-to -", str(log)]
    run = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"HOME": str(tmp_path)},
    )
    assert run.stdout.split() == [
        "id,stat,log_level",
        "854019,DELIVRD,info",
        "854020,UNDELIV,error",
        "854021,EXPIRED,error",
    ]
