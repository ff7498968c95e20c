"""Tests of third-party clients of the service against the simulator over loopback.

Their results must equal the state of the simulator. Each known defect of a client has a test that
asserts that the defect still exists, so that the list is exact.
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
    """A clock that a test can advance."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *_: object) -> None:
        """Discard the message."""


@contextmanager
def serving(simulator: Simulator) -> Iterator[str]:
    """Serve a simulator and return its URL."""
    with make_server("127.0.0.1", 0, simulator, handler_class=_Quiet) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
