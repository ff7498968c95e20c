"""Clients of the service that others have written, run against the simulator over loopback.

What they report equals what the simulator holds. Each fault of theirs that shows is a case of its own, which asserts that it
is still there: so the list is exact.
"""

from __future__ import annotations

from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsc_codec.testing.simulator import Simulator


class Clock:
    """The time of a test, which it moves."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *_: object) -> None:
        """Nothing."""


@contextmanager
def serving(simulator: Simulator) -> Iterator[str]:
    """The address at which a simulator is, until the end."""
    with make_server("127.0.0.1", 0, simulator, handler_class=_Quiet) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
