"""The ``smsc-codec`` command line, the only part of the library that does I/O.

Requires the extra ``cli``.
"""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run ``smsc-codec`` and exit.

    Exit codes: 0 success, 1 some records could not be processed, 2 usage error, 3 a callback
    signature is missing or invalid, 4 an I/O error. ``scan`` also uses 130: interrupted.
    """
    try:
        import click  # noqa: F401
    except ImportError:
        sys.exit('smsc-codec: the command line requires an extra: pip install "smsc-codec[cli]"')
    from smsc_codec.cli.app import run

    run()
