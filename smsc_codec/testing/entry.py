"""What Hypothesis calls when it is imported: the strategies are imported, and register themselves.

Whoever imports them first imports Hypothesis by it, which comes here in the middle of that: then they are left to finish.
"""

from __future__ import annotations

import sys
from importlib import import_module

__all__ = ["register"]

_OURS = tuple(f"smsc_codec.testing.{name}" for name in ("fields", "smpp", "strategies"))


def register() -> None:
    """Tell Hypothesis of this library's records, unless somebody is about to."""
    if not any(name in sys.modules for name in _OURS):
        import_module("smsc_codec.testing.strategies")
