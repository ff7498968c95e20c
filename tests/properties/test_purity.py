"""Law 7. No I/O, clock, environment, randomness or locale: once warm, an audit hook sees nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import smsc_codec

_SCRIPT = """
import sys
from tests.catalogue import CODECS, example
from benchmarks.samples import samples
from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.schema.failure import Failure

work = []
for codec in CODECS:
    own = example(codec._reply.layouts[0].record)
    for value in (samples()[0], samples()[1], Failure(code=9, description="x"), [samples()[0]], own, [own]):
        try:
            work.append((codec, value, codec.encode(value)))
        except EncodeError:
            work.append((codec, value, b"not a reply"))

def turn():
    for codec, value, body in work:
        try:
            codec.decode(body)
            codec.encode(value)
        except (DecodeError, EncodeError):
            pass

turn()
seen = []
sys.addaudithook(lambda event, _: seen.append(event))
turn()
done = list(seen)
assert len(work) > 100
print(sorted(set(done)))
"""


def test_no_audit_event_once_warm() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


_UNSEEN = """
import sys
from dataclasses import replace
from smsc_codec import replies
from smsc_codec.errors import DecodeError, EncodeError
from benchmarks.samples import samples

sample = samples()[0]
codecs = [replies.status(fmt=int(sys.argv[1]), all=1)]
for codec in codecs:
    codec.decode(codec.encode(sample))

seen = []
sys.addaudithook(lambda event, _: seen.append(event))
for codec in codecs:
    for value in (replace(sample, message=5), replace(sample, cost="x"), replace(sample, extra=5), replace(sample, type=None), None):
        for verb in (codec.encode, codec.restrict):
            try:
                verb(value)
            except EncodeError:
                pass
    for body in (b"", b"\\xff", b'{"status": 1, "flag": 4}', b"<sms><flag>4</flag><status>1</status></sms>", b"-3,0", b"[]"):
        try:
            codec.decode(body)
        except DecodeError:
            pass
done = list(seen)
print(sorted(set(done)))
"""


@pytest.mark.parametrize("fmt", range(4))
def test_no_audit_event_for_what_the_warming_did_not_see(fmt: int) -> None:
    """Found by review: refusals and flags without a type opened a grammar, or imported construct, when first met."""
    run = subprocess.run(
        [sys.executable, "-c", _UNSEEN, str(fmt)], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


def test_only_the_command_line_touches_the_world() -> None:
    """No module outside cli/ imports what could: files, sockets, clocks, the environment, randomness, locale."""
    worldly = {
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
            assert worldly.isdisjoint(name.partition(".")[0] for name in names), module
