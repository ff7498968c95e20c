"""smsc_codec.cli.completion: the scripts and the completions offered to a shell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from tests.cli.test_app import run

#: Starts like the installed program; click derives the environment variable from its name.
PROGRAM = "import sys; sys.argv[0] = 'smsc-codec'; from smsc_codec.cli import main; main()"


def completions(*typed: str) -> list[str]:
    """The completions that bash is offered for the last word."""
    words = " ".join(("smsc-codec", *typed))
    environment = {
        **os.environ,
        "_SMSC_CODEC_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(typed)),
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, env=environment
    )
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("shell", "expected"),
    [
        ("bash", "complete -o nosort -F _smsc_codec_completion smsc-codec"),
        ("zsh", "#compdef smsc-codec"),
        ("fish", "complete --no-files --command smsc-codec"),
    ],
)
def test_script_is_valid_for_its_shell(shell: str, expected: str) -> None:
    code, script, err = run("completion", shell)
    assert (code, err) == (0, "")
    assert expected in script
    assert f"_SMSC_CODEC_COMPLETE={shell}_complete" in script
    if program := shutil.which(shell):
        subprocess.run([program, "-n"], input=script, text=True, check=True, capture_output=True)


def test_unsupported_shell_is_a_usage_error() -> None:
    assert run("completion", "tcsh")[:2] == (2, "")


def test_commands_and_reply_names_are_completed() -> None:
    commands = completions("")
    assert {
        "decode",
        "encode",
        "fields",
        "callback",
        "verify",
        "sign",
        "pdu",
        "receipt",
        "scan",
        "simulate",
        "explain",
        "schema",
        "completion",
    } == set(commands)
    assert completions("dec") == ["decode"]
    assert completions("decode", "stat") == ["statistics", "status", "statuses"]
    assert completions("completion", "f") == ["fish"]


def test_words_to_explain_and_schema_names_are_completed() -> None:
    assert completions("explain", "Status.2") == [
        "status.2",
        "status.20",
        "status.22",
        "status.23",
        "status.24",
        "status.25",
    ]
    assert completions("explain", "message_p") == ["message_payload"]
    assert completions("schema", "Delivery") == ["DeliveryStatus", "DeliveryReport"]
