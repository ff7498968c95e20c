"""What has been found and is not mended yet: a fuzzer passes over it and looks for the next. Empty when all is well.

Each is a door and a piece of what the failure's traceback says; the tests hold the laws whole and know nothing of this.
"""

from __future__ import annotations

import traceback

__all__ = ["KNOWN", "is_known"]

KNOWN: tuple[tuple[str, str], ...] = ()


def is_known(door: str, failure: BaseException) -> bool:
    """Whether a failure is one of those."""
    if not KNOWN:
        return False
    told = "".join(traceback.format_exception(failure))
    return any(door.startswith(where) and what in told for where, what in KNOWN)
