"""smsc_codec.cli: the commands decode, encode and fields; usage errors, I/O errors, terminals."""

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
from smsc_codec.cli.streams import option_hint
from smsc_codec.errors import DecodeError, Diagnosis
from smsc_codec.suggestions import CodecHint

SAMPLE = Path(smsc_codec.__file__).parent / "samples" / "status.jsonl"


def run(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
    """Run the entry point in this process, which is much faster than :func:`run_process`."""
    input_, out, err = (TextIOWrapper(BytesIO(data), "utf-8") for data in (stdin, b"", b""))
    with ExitStack() as stack:
        for name, value in (
            ("argv", ["smsc-codec", *arguments]),
            ("stdin", input_),
            ("stdout", out),
            ("stderr", err),
        ):
            stack.enter_context(patch.object(sys, name, value))
        exit_ = stack.enter_context(pytest.raises(SystemExit))
        main()
    out.flush()
    err.flush()
    assert isinstance(exit_.value.code, int)
    return exit_.value.code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode()


def run_process(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
    """Run the command line in a separate process."""
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
def test_separate_process_gives_same_output_and_exit_code(
    code: int, arguments: list[str], stdin: bytes
) -> None:
    """Only the usage line, which contains the program name, differs."""
    *found, errors = run_process(*arguments, stdin=stdin)
    *expected, expected_errors = run(*arguments, stdin=stdin)
    assert found == expected and found[0] == code
    assert errors.partition("\nError")[1:] == expected_errors.partition("\nError")[1:]
    assert "Usage" in errors or errors == expected_errors


def test_bundled_sample_is_decoded() -> None:
    code, out, err = run("decode", "status", "--body-in", "body", str(SAMPLE))
    assert (code, err) == (0, "")
    assert [row["record"] for row in objects(out)].count("SmsStatus") >= 5


def test_file_without_lines_option_is_one_reply(tmp_path: Path) -> None:
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


def test_undecodable_record_becomes_error_object_and_decoding_continues() -> None:
    code, out, _ = run(
        "decode", "status", "--fmt", "1", "--lines", stdin=b"1,1286524541\nabc\n\n0,-9\n"
    )
    assert code == 1
    good, bad, failure = objects(out)
    assert (good["status"], failure["code"]) == (1, 9)
    assert (bad["location"], bad["span"], bad["found"]) == ("stdin:2", [0, 3], "***")
    assert bad["expected"] == ["status (a status number)"]
    shown = run("decode", "status", "--fmt", "1", "--lines", "--show-data", stdin=b"abc\n")[1]
    assert objects(shown)[0]["found"] == "abc"


def test_error_object_is_masked_like_its_message() -> None:
    """Unknown keys in the path are masked too; declared names are not."""
    body = b'{"result": "OK", "79990000000": 1}'
    [error] = objects(run("decode", "message_delete", "--fmt", "3", stdin=body)[1])
    assert (error["path"], error["found"]) == ("$.***********", "***********")
    assert error["error"] == (
        "message_delete, fmt=3: $.***********: expected no field of another level, "
        "found “***********”"
    )
    [error] = objects(run("decode", "message_delete", "--fmt", "3", "--show-data", stdin=body)[1])
    assert (error["path"], error["found"]) == ("$.79990000000", "79990000000")
    [error] = objects(run("decode", "status", "--fmt", "1", stdin=b"1,79990001122345,0")[1])
    assert (error["span"], error["found"]) == ([13, 16], "***")
    [error] = objects(run("decode", "contact_add", "--fmt", "2", stdin=b"<result/>")[1])
    assert (error["path"], error["found"]) == ("/phone", "<result>")


def test_number_of_hints_is_limited() -> None:
    _, out, _ = run("decode", "balance", "--fmt", "0", "--lines", stdin=b"1 RUR\n" * 30)
    assert [("hint" in row) for row in objects(out)] == [True] * 20 + [False] * 10


@pytest.mark.parametrize(
    ("reply", "options", "body", "hint"),
    [
        ("balance", ["--fmt", "0"], "1 RUR", "decode with balance --fmt 0 --cur 1"),
        ("balance", ["--fmt", "0", "--cur", "1"], "1 руб.", "decode with --charset windows-1251"),
        ("status", ["--fmt", "1"], "1,1,0\n1,1,0", "decode with status --fmt 1 --all 0 --lines"),
        ("statuses", [], '{"status": 1, "id": 5}', "decode with status --fmt 3 --all 0"),
        (
            "senders",
            [],
            '{"sender": "X", "status": 1}',
            "wrap the row in a list and decode with senders --fmt 3 --operators 0",
        ),
    ],
)
def test_hint_names_options_instead_of_python_calls(
    reply: str, options: list[str], body: str, hint: str
) -> None:
    stdin = body.encode("windows-1251" if "руб" in body else "utf-8")
    [error] = objects(run("decode", reply, *options, stdin=stdin)[1])
    assert error["hint"] == hint


def test_hint_names_flags_for_boolean_arguments() -> None:
    hint = CodecHint.of("", reply="status", arguments=("fmt=1", "all=2", "tail=False"))
    error = DecodeError("status", "", Diagnosis(), hint)
    assert option_hint(error) == "decode with status --fmt 1 --all 2 --no-tail"
    assert option_hint(error, scanning=True) == "scan with --as status,fmt=1,all=2,tail=0"
    hint = CodecHint.of("", charset="koi8-r")
    error = DecodeError("status", "", Diagnosis(), hint)
    assert option_hint(error) == "decode with --charset koi8-r"
    assert option_hint(error, scanning=True) == "add charset=koi8-r to --as"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"not json", "expected a JSON object"),
        (b'{"x": 1}', "expected a JSON object"),
        (b'{"body": 5}', "expected a string"),
        (b'{"body": "1", "fmt": 7}', "fmt: expected one of"),
    ],
)
def test_body_in_reports_invalid_lines(line: bytes, reason: str) -> None:
    code, out, _ = run("decode", "status", "--body-in", "body", stdin=line)
    assert code == 1
    assert reason in objects(out)[0]["error"]


def test_encode_is_inverse_of_decode() -> None:
    replies = b"1,1678795766,0\n0,-9\n-3,0,0\n"
    decoded = run("decode", "status", "--fmt", "1", "--lines", stdin=replies)[1]
    assert run("encode", "status", "--fmt", "1", "--lines", stdin=decoded.encode()) == (
        0,
        replies.decode(),
        "",
    )
    body = b'[{\n"status": 1,\n"cost": "6.40",\n"new": 5,\n"odd": "x",\n"id": 42\n}]'
    rows = b'[{\n"status": 1,\n"cost": "6.40",\n"id": 42,\n"new": 5,\n"odd": "x"\n}]'
    decoded = run("decode", "statuses", "--all", "1", stdin=body)[1]
    assert run("encode", "statuses", "--all", "1", stdin=decoded.encode())[1].encode() == rows


def test_encode_reports_each_invalid_line() -> None:
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
        (
            '{"record": "SmsStatus", "status": 1, "last_date": "2023-03-14 15:09:26", "flag": 1, '
            '"phone": "7", "type": 0}'
        ),
    ]
    code, out, err = run(
        "encode", "status", "--fmt", "1", "--all", "1", stdin="\n".join(lines).encode()
    )
    assert code == 1
    assert out == "1,,,,7,,,,,,0"
    reasons = [
        "would decode differently",
        'expected an object with a "record"',
        "expected the output of decode",
        "requires status",
        "status: expected",
        "has no field",
        "cost: expected",
        "phone: expected",
        "this is an error object",
        "YYYY-MM-DD",
    ]
    assert [reason in row["error"] for reason, row in zip(reasons, objects(err), strict=True)] == [
        True
    ] * 10


def test_fields_shows_all_formats() -> None:
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
def test_usage_error_has_exit_code_2(arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "Error" in err


def test_parameter_of_another_reply_is_rejected() -> None:
    assert "balance does not take --all" in run("decode", "balance", "--all", "1")[2]
    [error] = objects(
        run("decode", "balance", "--body-in", "body", stdin=b'{"body": "1", "all": 1}')[1]
    )
    assert error["error"] == "balance does not take all"


def test_missing_file_has_exit_code_4(tmp_path: Path) -> None:
    code, out, err = run("decode", "status", str(tmp_path / "nothing"))
    assert (code, out) == (4, "")
    assert err == f"smsc-codec: cannot read {tmp_path / 'nothing'}: No such file or directory\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="requires /dev/full")
def test_full_output_device_has_exit_code_4() -> None:
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m smsc_codec.cli schema reply > /dev/full"],
        capture_output=True,
        check=False,
    )
    message = b"smsc-codec: cannot write stdout: No space left on device\n"
    assert (done.returncode, done.stderr) == (4, message)


def test_closed_pipe_is_not_reported() -> None:
    command = (
        "yes 1,1286524541 | head -100000 | "
        f"{sys.executable} -m smsc_codec.cli decode status --fmt 1 --lines | head -1"
    )
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=True)
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


def test_decode_escapes_control_characters() -> None:
    body = '{"status": 1, "message": "a\\u001b[31m\\u202eb\\u0085"}'
    out = run("decode", "status", "--all", "1", stdin=body.encode())[1]
    assert "\x1b" not in out and "\u202e" not in out and "\x85" not in out
    assert objects(out)[0]["message"] == "a\x1b[31m\u202eb\x85"


def test_encode_escapes_control_characters_on_a_terminal() -> None:
    value = '{"record": "SmsStatus", "status": 1, "phone": "", "message": "a\\u001b[31m\\u202eb"}\n'
    terminal, output = pty.openpty()
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
    subprocess.run(command, input=value.encode(), stdout=output, check=True)
    os.close(output)
    shown = os.read(terminal, 4096)
    os.close(terminal)
    assert b"\x1b" not in shown
    assert b"\\u001b[31m\\u202eb" in shown


def test_missing_extra_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "click", None)
    with pytest.raises(SystemExit, match="smsc-codec\\[cli\\]"):
        main()


def test_help_does_not_import_codecs() -> None:
    script = """
import sys
from smsc_codec.cli import main

sys.argv = ["x", "--help"]
try:
    main()
except SystemExit:
    pass
heavy = ("lark", "construct", "rich", "smsc_codec.codec", "xml.parsers.expat")
print([name for name in heavy if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_options_cover_all_codec_parameters() -> None:
    from smsc_codec import replies
    from smsc_codec.cli.replies import PARAMETERS, decode

    parameters = {
        name for reply in replies.__all__ for name in getattr(replies, reply).__kwdefaults__
    }
    assert parameters == {*PARAMETERS, "tail"}
    assert parameters <= {option.name for option in decode.params}
