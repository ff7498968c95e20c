"""A simulator with a test clock, and a client that validates WSGI conformance."""

from __future__ import annotations

import io
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

from smsc_codec import Command, Credentials, Failure
from smsc_codec.callbacks import Handler
from smsc_codec.formats.urlencoded import write
from smsc_codec.testing.simulator import Simulator

START = 1_700_000_000.0
ALEX = Credentials("alex", "123")
PHONE = "79990000000"
HANDLER = Handler.from_url("https://shop.example/sms?charset=utf-8&sha1=p3Zt-0mWq")


class Service:
    """A simulator, its clock, and a client that validates WSGI conformance."""

    def __init__(self, **options: Any) -> None:
        self.now = START
        self.simulator = Simulator(clock=lambda: self.now, **options)
        self.head: tuple[str, dict[str, str]] = "", {}

    def post(
        self, path: str, query: str = "", body: bytes = b"", address: str = "127.0.0.1"
    ) -> bytes:
        environ: dict[str, Any] = {
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "wsgi.input": io.BytesIO(body),
            "CONTENT_LENGTH": str(len(body)),
        }
        setup_testing_defaults(environ)
        environ |= {"REQUEST_METHOD": "POST" if body else "GET", "REMOTE_ADDR": address}

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
            self.head = status, dict(headers)

        replied = validator(self.simulator)(environ, start)
        data = b"".join(replied)
        replied.close()  # type: ignore[attr-defined]
        return data

    def ask(self, command: Command[Any], who: Credentials = ALEX, **more: str) -> Any:
        body = self.post(
            command.path, write([*command.params(who).items(), *more.items()], "utf-8")
        )
        return command.reply.decode(body)

    def later(self, command: Command[Any], seconds: float = 60) -> Any:
        """Send a command a minute later, when earlier requests no longer count for rate limits."""
        self.now += seconds
        return self.ask(command)

    def events(self) -> list[Any]:
        return [
            HANDLER.decode(query=query, body=body) for _, query, body in self.simulator.callbacks()
        ]


def code_of(failure: object) -> int:
    assert isinstance(failure, Failure), failure
    return failure.code
