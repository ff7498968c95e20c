"""Properties shared by the tests and the fuzz targets.

Each property is a function of bytes that raises ``AssertionError`` if it does not hold. The
functions do not need Atheris: the tests run them over the seeds and over the inputs in
``tests/vectors/broken``.

The first line of an input (for binary formats: its first bytes) selects the codec, handler or path
by name, so an input keeps its meaning when a codec is added. A line that names none selects one by
its checksum; no input is wasted.
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

__all__ = ["PROPERTIES"]

#: The property of each entry point; ``fuzz_<name>.py`` is its fuzz target.
PROPERTIES: dict[str, Callable[[bytes], None]] = {
    **{f"replies_{fmt}": partial(replies.check, fmt=fmt) for fmt in range(4)},
    "requests": requests.check,
    "callbacks": callbacks.check,
    "relay": relay.check,
    "receipts": receipts.check,
    "tlvs": tlvs.check,
    "pdus": pdus.check,
    "stream": stream.check,
    "reports": reports.check,
    "texts": texts.check,
    "times": times.check,
    "tasks": tasks.check,
    "logs": logs.check,
}
