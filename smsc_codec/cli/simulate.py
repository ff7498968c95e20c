"""The simulate command: serves :mod:`smsc_codec.testing.simulator` for clients in any language."""

from __future__ import annotations

from contextlib import suppress

import click

__all__ = ["simulate"]


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="The port to listen on; a free one by default.",
)
def simulate(port: int) -> int:
    """Simulate the HTTP API of the service on 127.0.0.1 until interrupted.

    Prints the base URL. The login is alex, the password 123, the apikey key. docs/testing.md
    describes what is simulated.
    """
    import time
    from threading import Thread
    from wsgiref.simple_server import WSGIRequestHandler, make_server

    from smsc_codec.testing.simulator import Simulator

    class QuietHandler(WSGIRequestHandler):
        def log_message(self, format: str, *_: object) -> None:
            """Log nothing: request lines contain passwords."""

    with make_server(
        "127.0.0.1", port, Simulator(clock=time.time), handler_class=QuietHandler
    ) as server:
        # In a separate thread: wsgiref reports a KeyboardInterrupt raised during a request as an
        # application error.
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            with suppress(KeyboardInterrupt):
                click.echo(f"http://127.0.0.1:{server.server_port}/sys/")
                thread.join()
        finally:
            server.shutdown()
    return 0
