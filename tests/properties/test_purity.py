"""Purity: no I/O, clock, environment, randomness or locale; a warm codec raises no audit event."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import smsc_codec

_SCRIPT = """
import sys
from tools.catalogue import CODECS, example
from benchmarks.samples import samples
from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.schema.failure import Failure

work = []
for codec in CODECS:
    first = example(codec._reply.layouts[0].record)
    for value in (samples()[0], samples()[1], Failure(code=9, description="x"), [samples()[0]], first, [first]):
        try:
            work.append((codec, value, codec.encode(value)))
        except EncodeError:
            work.append((codec, value, b"not a reply"))

def run():
    for codec, value, body in work:
        try:
            codec.decode(body)
            codec.encode(value)
        except (DecodeError, EncodeError):
            pass

run()
events = []
sys.addaudithook(lambda event, _: events.append(event))
run()
result = list(events)
assert len(work) > 100
print(sorted(set(result)))
"""


def test_warm_codec_raises_no_audit_event() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


_COLD_SCRIPT = """
import sys
from dataclasses import replace
from smsc_codec import replies
from smsc_codec.errors import DecodeError, EncodeError
from benchmarks.samples import samples

sample = samples()[0]
codecs = [replies.status(fmt=int(sys.argv[1]), all=1)]
for codec in codecs:
    codec.decode(codec.encode(sample))

events = []
sys.addaudithook(lambda event, _: events.append(event))
for codec in codecs:
    for value in (replace(sample, message=5), replace(sample, cost="x"), replace(sample, extra=5), replace(sample, type=None), None):
        for method in (codec.encode, codec.restrict):
            try:
                method(value)
            except EncodeError:
                pass
    for body in (b"", b"\\xff", b'{"status": 1, "flag": 4}', b"<sms><flag>4</flag><status>1</status></sms>", b"-3,0", b"[]"):
        try:
            codec.decode(body)
        except DecodeError:
            pass
result = list(events)
print(sorted(set(result)))
"""


@pytest.mark.parametrize("fmt", range(4))
def test_first_rejection_raises_no_audit_event(fmt: int) -> None:
    """A rejected value or a flag without a type once opened a grammar or imported construct."""
    run = subprocess.run(
        [sys.executable, "-c", _COLD_SCRIPT, str(fmt)], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


def test_only_the_command_line_imports_io_modules() -> None:
    """Modules outside ``cli/`` import nothing for files, sockets, clocks, the environment,
    randomness, locale.
    """
    io_modules = {
        "os",
        "io",
        "socket",
        "time",
        "random",
        "secrets",
        "locale",
        "subprocess",
        "pathlib",
        "shutil",
        "tempfile",
        "logging",
    }
    package = Path(smsc_codec.__file__).parent
    for module in package.rglob("*.py"):
        if module.is_relative_to(package / "cli"):
            continue
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert io_modules.isdisjoint(name.partition(".")[0] for name in names), module
