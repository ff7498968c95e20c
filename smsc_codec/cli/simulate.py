"""The command simulate: the service of :mod:`smsc_codec.testing.simulator` on this machine, for clients in any language."""

from __future__ import annotations

from contextlib import suppress

import click

__all__ = ["simulate"]


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    help="The port to listen on; a free one unless said.",
)
def simulate(port: int) -> int:
    """Answer as the service does, to this machine only, until interrupted. The address is printed; the login is alex, the
    password 123, the apikey key. What is simulated: docs/testing.md.
    """
    import time
    from threading import Thread
    from wsgiref.simple_server import WSGIRequestHandler, make_server

    from smsc_codec.testing.simulator import Simulator

    class Quiet(WSGIRequestHandler):
        def log_message(self, format: str, *_: object) -> None:
            """Nothing: the line of a request bears its password."""

    with make_server("127.0.0.1", port, Simulator(clock=time.time), handler_class=Quiet) as server:
        # In a thread of its own: wsgiref would take an interrupt within a request for an error of the application.
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            with suppress(KeyboardInterrupt):
                click.echo(f"http://127.0.0.1:{server.server_port}/sys/")
                thread.join()
        finally:
            server.shutdown()
    return 0
