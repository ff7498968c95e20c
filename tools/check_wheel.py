"""Check an installed wheel: it is pure, complete, and finds its grammars.

Usage: ``python -P tools/check_wheel.py WHEEL TREE``, in an environment that has only the wheel.
``-P`` keeps the source tree off ``sys.path``, where it would shadow the installed package.
"""

from __future__ import annotations

import sys
import zipfile
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import smsc_codec
from smsc_codec import replies

wheel, tree = Path(sys.argv[1]), Path(sys.argv[2])
assert wheel.name.endswith("-py3-none-any.whl"), wheel.name

packed = {
    name
    for name in zipfile.ZipFile(wheel).namelist()
    if not name.split("/")[0].endswith(".dist-info")
}
expected = {
    path.relative_to(tree).as_posix()
    for path in (tree / "smsc_codec").rglob("*")
    if path.is_file() and path.suffix != ".pyc"
}
grammars = {path.name for path in (tree / "grammars").iterdir() if path.is_file()}
expected |= {f"smsc_codec/grammars/{name}" for name in grammars}
assert packed == expected, packed ^ expected

assert not Path(str(smsc_codec.__file__)).is_relative_to(tree), smsc_codec.__file__
installed = {path.name for path in files("smsc_codec.grammars").iterdir() if path.is_file()}
assert installed == grammars, installed ^ grammars
for fmt, body in enumerate((b"100.01 RUR", b"100.01,RUR")):
    codec = replies.balance(fmt=fmt, cur=1)
    assert codec.encode(codec.decode(body)) == body
assert find_spec("click") is None, "the wheel must not require the dependencies of its extras"
print(f"the wheel has all {len(packed)} files, finds its grammars, and requires no extra")
