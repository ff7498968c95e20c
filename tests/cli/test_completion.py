"""smsc_codec.cli.completion: the scripts, and what a shell gets when it asks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from tests.cli.test_app import run

#: As the installed program starts: its name tells click which variable to look at.
PROGRAM = "import sys; sys.argv[0] = 'smsc-codec'; from smsc_codec.cli import main; main()"


def completed(*typed: str) -> list[str]:
    """What bash is offered for the last of the words."""
    words = " ".join(("smsc-codec", *typed))
    asked = {
        **os.environ,
        "_SMSC_CODEC_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(typed)),
    }
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, env=asked
    )
    return [line.partition(",")[2] for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    ("shell", "holds"),
    [
        ("bash", "complete -o nosort -F _smsc_codec_completion smsc-codec"),
        ("zsh", "#compdef smsc-codec"),
        ("fish", "complete --no-files --command smsc-codec"),
    ],
)
def test_the_scripts(shell: str, holds: str) -> None:
    code, script, err = run("completion", shell)
    assert (code, err) == (0, "")
    assert holds in script
    assert f"_SMSC_CODEC_COMPLETE={shell}_complete" in script
    if program := shutil.which(shell):
        subprocess.run([program, "-n"], input=script, text=True, check=True, capture_output=True)


def test_no_other_shell() -> None:
    assert run("completion", "tcsh")[:2] == (2, "")


def test_what_is_completed() -> None:
    commands = completed("")
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
    assert completed("dec") == ["decode"]
    assert completed("decode", "stat") == ["statistics", "status", "statuses"]
    assert completed("completion", "f") == ["fish"]


def test_words_and_kinds() -> None:
    assert completed("explain", "Status.2") == [
        "status.2",
        "status.20",
        "status.22",
        "status.23",
        "status.24",
        "status.25",
    ]
    assert completed("explain", "message_p") == ["message_payload"]
    assert completed("schema", "Delivery") == ["DeliveryStatus", "DeliveryReport"]
