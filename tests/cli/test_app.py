"""smsc_codec.cli: what a user at a terminal, and a pipe, get."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from contextlib import ExitStack
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

import smsc_codec
from smsc_codec.cli import main

SAMPLE = Path(smsc_codec.__file__).parent / "samples" / "status.jsonl"


def run(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
    """The entry point, in this process: a start costs more than most of what is tested. :func:`started` starts one."""
    given, out, err = (TextIOWrapper(BytesIO(octets), "utf-8") for octets in (stdin, b"", b""))
    with ExitStack() as stack:
        for name, value in (
            ("argv", ["smsc-codec", *arguments]),
            ("stdin", given),
            ("stdout", out),
            ("stderr", err),
        ):
            stack.enter_context(patch.object(sys, name, value))
        ended = stack.enter_context(pytest.raises(SystemExit))
        main()
    out.flush()
    err.flush()
    assert isinstance(ended.value.code, int)
    return ended.value.code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode()


def started(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
    """The same in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "smsc_codec.cli", *arguments],
        input=stdin,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def objects(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize(
    ("code", "arguments", "stdin"),
    [
        (0, ["decode", "status", "--body-in", "body", str(SAMPLE)], b""),
        (1, ["decode", "status", "--fmt", "1", "--lines"], "1,1286524541\nабв\n".encode()),
        (
            0,
            ["encode", "balance"],
            '{"record": "Balance", "balance": "1", "currency": "руб."}'.encode(),
        ),
        (2, ["decode", "nothing"], b""),
        (4, ["decode", "status", "nothing-of-this-name"], b""),
        (1, ["pdu"], b"\0\0\0\x10"),
    ],
)
def test_a_process_gives_the_same(code: int, arguments: list[str], stdin: bytes) -> None:
    """Output, messages, exit codes; only the usage tells how it was started."""
    (*told, err), (*wanted, same) = started(*arguments, stdin=stdin), run(*arguments, stdin=stdin)
    assert told == wanted and told[0] == code
    assert err.partition("\nError")[1:] == same.partition("\nError")[1:]
    assert "Usage" in err or err == same


def test_the_sample() -> None:
    code, out, err = run("decode", "status", "--body-in", "body", str(SAMPLE))
    assert (code, err) == (0, "")
    assert [row["record"] for row in objects(out)].count("SmsStatus") >= 5


def test_a_file_is_one_reply(tmp_path: Path) -> None:
    reply = tmp_path / "reply.txt"
    reply.write_bytes("100.01 руб.".encode("windows-1251"))
    code, out, _ = run(
        "decode",
        "balance",
        "--fmt",
        "0",
        "--cur",
        "1",
        "--charset",
        "windows-1251",
        str(reply),
        str(reply),
    )
    assert (code, objects(out)) == (
        0,
        [{"record": "Balance", "balance": "100.01", "currency": "руб."}] * 2,
    )


def test_bad_records_are_told_and_the_run_goes_on() -> None:
    code, out, _ = run(
        "decode", "status", "--fmt", "1", "--lines", stdin=b"1,1286524541\nabc\n\n0,-9\n"
    )
    assert code == 1
    good, bad, failure = objects(out)
    assert (good["status"], failure["code"]) == (1, 9)
    assert (bad["at"], bad["span"], bad["found"]) == ("stdin:2", [0, 3], "***")
    assert bad["expected"] == ["status (a status number)"]
    shown = run("decode", "status", "--fmt", "1", "--lines", "--show-data", stdin=b"abc\n")[1]
    assert objects(shown)[0]["found"] == "abc"


def test_an_error_object_is_masked_as_its_headline_is() -> None:
    """A stranger's key in the path, too; and a word of the declaration is starred in neither."""
    body = b'{"result": "OK", "79990000000": 1}'
    [told] = objects(run("decode", "message_delete", "--fmt", "3", stdin=body)[1])
    assert (told["path"], told["found"]) == ("$.***********", "***********")
    assert (
        told["error"]
        == "message_delete, fmt=3: $.***********: expected no such field at this level, found “***********”"
    )
    [told] = objects(run("decode", "message_delete", "--fmt", "3", "--show-data", stdin=body)[1])
    assert (told["path"], told["found"]) == ("$.79990000000", "79990000000")
    [told] = objects(run("decode", "status", "--fmt", "1", stdin=b"1,79990001122345,0")[1])
    assert (told["span"], told["found"]) == ([13, 16], "***")
    [told] = objects(run("decode", "contact_add", "--fmt", "2", stdin=b"<result/>")[1])
    assert (told["path"], told["found"]) == ("/phone", "<result>")


def test_hints_end_but_the_run_does_not() -> None:
    _, out, _ = run("decode", "balance", "--fmt", "0", "--lines", stdin=b"1 RUR\n" * 30)
    assert [("hint" in row) for row in objects(out)] == [True] * 20 + [False] * 10


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"not json", "not a JSON object"),
        (b'{"x": 1}', "not a JSON object"),
        (b'{"body": 5}', "is not a string"),
        (b'{"body": "1", "fmt": 7}', "fmt must be"),
    ],
)
def test_body_in(line: bytes, why: str) -> None:
    code, out, _ = run("decode", "status", "--body-in", "body", stdin=line)
    assert code == 1
    assert why in objects(out)[0]["error"]


def test_encode_is_the_inverse() -> None:
    replies = b"1,1678795766,0\n0,-9\n-3,0,0\n"
    told = run("decode", "status", "--fmt", "1", "--lines", stdin=replies)[1]
    assert run("encode", "status", "--fmt", "1", "--lines", stdin=told.encode()) == (
        0,
        replies.decode(),
        "",
    )
    whole = b'[{\n"status": 1,\n"cost": "6.40",\n"new": 5,\n"odd": "x",\n"id": 42\n}]'
    rows = b'[{\n"status": 1,\n"cost": "6.40",\n"id": 42,\n"new": 5,\n"odd": "x"\n}]'
    told = run("decode", "statuses", "--all", "1", stdin=whole)[1]
    assert run("encode", "statuses", "--all", "1", stdin=told.encode())[1].encode() == rows


def test_encode_tells_what_it_cannot() -> None:
    lines = [
        '{"record": "SmsStatus", "status": 1, "comment": "a,b", "message": "m", "type": 0}',
        '{"record": "Nothing"}',
        "oops",
        '{"record": "SmsStatus"}',
        '{"record": "SmsStatus", "status": "x"}',
        '{"record": "SmsStatus", "colour": 1}',
        '{"record": "SmsStatus", "status": 1, "cost": "x"}',
        '{"record": "SmsStatus", "status": 1, "phone": 5}',
        '{"error": "x"}',
        '{"record": "SmsStatus", "status": 1, "last_date": "14.03.2023 15:09:26"}',
        '{"record": "SmsStatus", "status": 1, "last_date": "2023-03-14 15:09:26", "flag": 1, "phone": "7", "type": 0}',
    ]
    code, out, err = run(
        "encode", "status", "--fmt", "1", "--all", "1", stdin="\n".join(lines).encode()
    )
    assert code == 1
    assert out == "1,,,,7,,,,,,0"
    reasons = [
        "read back differently",
        "is expected, one of",
        "not what decode writes",
        "needs status",
        "status: expected",
        "has no field",
        "cost: expected",
        "phone: expected",
        "could not read",
        "YYYY-MM-DD",
    ]
    assert [why in row["error"] for why, row in zip(reasons, objects(err), strict=True)] == [
        True
    ] * 10


def test_fields() -> None:
    for reply in ("balance", "statuses", "message_delete"):
        code, out, _ = run("fields", reply)
        assert (code, "fmt=3" in out) == (0, True)
    assert "currency" in run("fields", "balance")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ["decode", "nothing"],
        ["decode", "status", "--fmt", "7"],
        ["decode", "balance", "--all", "1"],
        ["decode", "status", "--tail"],
        ["what"],
    ],
)
def test_usage(arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "Error" in err


def test_a_parameter_that_a_reply_does_not_take() -> None:
    assert "balance takes no --all" in run("decode", "balance", "--all", "1")[2]
    [told] = objects(
        run("decode", "balance", "--body-in", "body", stdin=b'{"body": "1", "all": 1}')[1]
    )
    assert told["error"] == "balance takes no all"


def test_a_missing_file(tmp_path: Path) -> None:
    code, out, err = run("decode", "status", str(tmp_path / "nothing"))
    assert (code, out) == (4, "")
    assert "No such file" in err


def test_a_closed_pipe_is_quiet() -> None:
    command = f"yes 1,1286524541 | head -100000 | {sys.executable} -m smsc_codec.cli decode status --fmt 1 --lines | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=True)
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


def test_a_terminal_is_not_steered() -> None:
    body = '{"status": 1, "message": "a\\u001b[31m\\u202eb\\u0085"}'
    out = run("decode", "status", "--all", "1", stdin=body.encode())[1]
    assert "\x1b" not in out and "\u202e" not in out and "\x85" not in out
    assert objects(out)[0]["message"] == "a\x1b[31m\u202eb\x85"


def test_a_terminal_is_not_steered_by_encode() -> None:
    value = '{"record": "SmsStatus", "status": 1, "phone": "", "message": "a\\u001b[31m\\u202eb"}\n'
    ours, theirs = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "smsc_codec.cli",
        "encode",
        "status",
        "--fmt",
        "3",
        "--all",
        "1",
    ]
    subprocess.run(command, input=value.encode(), stdout=theirs, check=True)
    os.close(theirs)
    shown = os.read(ours, 4096)
    os.close(ours)
    assert b"\x1b" not in shown
    assert b"\\u001b[31m\\u202eb" in shown


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    from smsc_codec.cli import main

    monkeypatch.setitem(sys.modules, "click", None)
    with pytest.raises(SystemExit, match="smsc-codec\\[cli\\]"):
        main()


def test_help_does_not_load_the_codecs() -> None:
    script = "import sys; sys.argv = ['x', '--help']\nfrom smsc_codec.cli import main\ntry: main()\nexcept SystemExit: pass\nprint([m for m in ('lark', 'construct', 'rich', 'smsc_codec.codec', 'xml.parsers.expat') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_options_are_what_decides_a_codec() -> None:
    from smsc_codec import replies
    from smsc_codec.cli.replies import PARAMETERS, decode

    decides = {name for reply in replies.__all__ for name in getattr(replies, reply).__kwdefaults__}
    assert decides == {*PARAMETERS, "tail"}
    assert decides <= {option.name for option in decode.params}
