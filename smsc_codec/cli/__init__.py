"""The command line, ``smsc-codec``: the only part of the library that does I/O. Needs the extra ``cli``."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """The entry point of ``smsc-codec``.

    Exit codes: 0 fine, 1 some records were bad, 2 wrong usage, 3 a callback is not vouched for, 4 a file or pipe failed.
    """
    try:
        import click  # noqa: F401
    except ImportError:
        sys.exit('smsc-codec: the command line needs its extra: pip install "smsc-codec[cli]"')
    from smsc_codec.cli.app import run

    run()
