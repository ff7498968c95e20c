"""The laws that every door is held to, whatever octets come: each is a function of octets that raises AssertionError.

No Atheris here: the tests run these functions over their seeds, and so does a finding that is kept in tests/vectors/broken.
The first line of an input (of doors that read octets: its first octets) says which codec, handler or path is meant; a line
that says none means one of them all the same, so that no input is lost. Names instead of places: an input keeps its meaning
when a codec is added.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tools.properties import (
    callbacks,
    logs,
    pdus,
    receipts,
    relay,
    replies,
    reports,
    requests,
    stream,
    tasks,
    texts,
    times,
    tlvs,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DOORS"]

#: The law of each door; ``fuzz_<door>.py`` is its target.
DOORS: dict[str, Callable[[bytes], None]] = {
    **{f"replies_{fmt}": partial(replies.law, fmt=fmt) for fmt in range(4)},
    "requests": requests.law,
    "callbacks": callbacks.law,
    "relay": relay.law,
    "receipts": receipts.law,
    "tlvs": tlvs.law,
    "pdus": pdus.law,
    "stream": stream.law,
    "reports": reports.law,
    "texts": texts.law,
    "times": times.law,
    "tasks": tasks.law,
    "logs": logs.law,
}
