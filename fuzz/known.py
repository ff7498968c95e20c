"""Known failures that the fuzzer skips until they are fixed. Empty when there are none.

An entry is the beginning of a target's name and a piece of the traceback. The tests ignore this
list.
"""

from __future__ import annotations

import traceback

__all__ = ["KNOWN", "is_known"]

KNOWN: tuple[tuple[str, str], ...] = ()


def is_known(target: str, failure: BaseException) -> bool:
    """Whether a failure is in the list."""
    if not KNOWN:
        return False
    output = "".join(traceback.format_exception(failure))
    return any(target.startswith(where) and what in output for where, what in KNOWN)
