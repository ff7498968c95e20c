"""In a clean environment with nothing but the wheel: it is whole, pure, and reads its grammars. Used by .ci/run.

Arguments: the wheel, the source tree. Run with ``python -P``, so that the tree does not shadow what is installed.
"""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

wheel, tree = Path(sys.argv[1]), Path(sys.argv[2])
assert wheel.name.endswith("-py3-none-any.whl"), wheel.name
inside = {
    name
    for name in zipfile.ZipFile(wheel).namelist()
    if not name.split("/")[0].endswith(".dist-info")
}
expected = {
    str(path.relative_to(tree))
    for path in (tree / "smsc_codec").rglob("*")
    if path.is_file() and path.suffix != ".pyc"
}
expected |= {
    f"smsc_codec/grammars/{path.name}" for path in (tree / "grammars").iterdir() if path.is_file()
}
assert inside == expected, inside ^ expected

import smsc_codec  # noqa: E402
from smsc_codec import replies  # noqa: E402

assert str(tree) not in str(smsc_codec.__file__), smsc_codec.__file__
for fmt, body in enumerate((b"100.01 RUR", b"100.01,RUR")):
    codec = replies.balance(fmt=fmt, cur=1)
    assert codec.encode(codec.decode(body)) == body
try:
    import click  # noqa: F401
except ImportError:
    print(
        f"{len(inside)} files, the grammars are read, nothing but lark and construct came with it"
    )
else:
    sys.exit("the wheel alone must not bring the command line's dependencies")
