"""The callback commands: decode, verify and sign.

Secrets come from a file or an environment variable, never from arguments, which other users of the
machine can read.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smsc_codec.cli.streams import StreamError, error_object, inputs, put, put_json

if TYPE_CHECKING:
    from smsc_codec.callbacks import Handler, ReceivedCallback

__all__ = ["callback", "sign", "verify"]

_SOME_BAD, _BAD_SIGNATURE = 1, 3
_VARIABLE = "SMSC_HANDLER"

_files = click.argument("files", nargs=-1, type=click.Path(allow_dash=True))
_lines = click.option("--lines", is_flag=True, help="Treat every line as one body.")
_show = click.option("--show-data", is_flag=True, help="Do not mask phones and texts in errors.")
_handler = click.option(
    "--handler-file",
    type=click.Path(exists=True, dir_okay=False),
    help=(
        "A file with the handler URL, including its secret; put old secrets on further lines. "
        f"Defaults to the environment variable {_VARIABLE}."
    ),
)


@click.command()
@_files
@_lines
@_show
@click.option(
    "--fmt", type=click.IntRange(2, 3), help="2 for XML, 3 for JSON; url-encoded forms by default."
)
@click.option(
    "--charset", default="windows-1251", show_default=True, help="The charset of the handler URL."
)
def callback(
    files: tuple[str, ...], fmt: int | None, charset: str, *, lines: bool, show_data: bool
) -> int:
    """Decode callback bodies to JSON without verifying them.

    Anyone can forge an unverified callback; use "verify" to check the signature.
    """
    from smsc_codec.callbacks import Handler
    from smsc_codec.cli.plain import to_plain
    from smsc_codec.errors import DecodeError

    url = f"http://localhost/?charset={charset}" + (f"&fmt={fmt}" if fmt else "")
    try:
        handler = Handler.from_url(url)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    bad = 0
    for location, body in inputs(files, lines=lines):
        try:
            result = to_plain(handler.decode_unverified(body=body))
        except DecodeError as error:
            bad += 1
            result = error_object(error, location, show_data=show_data, hint=True)
        put_json(result)
    return _SOME_BAD if bad else 0


@click.command()
@_files
@_lines
@_show
@_handler
@click.option(
    "--query", default="", help="The query string of the request, for handler URLs with a !."
)
@click.option(
    "--allow-crc32",
    is_flag=True,
    help="Accept callbacks that carry only a crc32 checksum, which anyone can forge.",
)
def verify(
    files: tuple[str, ...],
    handler_file: str | None,
    query: str,
    *,
    lines: bool,
    show_data: bool,
    allow_crc32: bool,
) -> int:
    """Verify callback bodies against the handler URL.

    Writes a verdict for each body, with the event if it is accepted.

    Exit code 3 if a signature is missing or invalid, 1 if a body is not a callback.
    """
    from smsc_codec.errors import DecodeError

    handler = _configured(handler_file, allow_crc32=allow_crc32)
    if not handler.algorithms:
        raise click.UsageError(
            "the handler URL has no sha1, md5 or crc32 parameter; "
            "use the callback command to decode without verification"
        )
    code = 0
    for location, body in inputs(files, lines=lines):
        try:
            received = handler.receive(query=query.encode(), body=body)
        except DecodeError as error:
            code = code or _SOME_BAD
            put_json(error_object(error, location, show_data=show_data, hint=True))
            continue
        if received.event is None:
            code = _BAD_SIGNATURE
        put_json(_verdict_object(received, location))
    return code


def _verdict_object(received: ReceivedCallback, location: str) -> dict[str, Any]:
    from smsc_codec.cli.plain import to_plain

    verdict = received.verdict
    values = {
        "verdict": verdict.outcome.name,
        "reason": verdict.outcome.value,
        "accepted": verdict.accepted,
        "kind": verdict.kind.value,
        "algorithm": verdict.algorithm,
        "secret_index": verdict.secret_index,
        "location": location,
        "authenticated": list(verdict.authenticated),
        "dedup_key": verdict.dedup_key,
        "event": None if received.event is None else to_plain(received.event),
    }
    return {name: value for name, value in values.items() if value is not None}


@click.command()
@_files
@_handler
def sign(files: tuple[str, ...], handler_file: str | None) -> int:
    """Build the signed requests that the service would send for the given events.

    Reads the output of the callback command, one event per line. Writes one request body per line,
    or a JSON object with query and body if the handler URL has a !.
    """
    from smsc_codec.callbacks.events import RECORD_LAYOUTS
    from smsc_codec.cli.plain import dumps, from_plain
    from smsc_codec.errors import CodecError

    handler = _configured(handler_file, allow_crc32=False)
    records = {layout.record.cls.__name__: layout.record for layout in RECORD_LAYOUTS.values()}
    bad = 0
    for location, line in inputs(files, lines=True):
        try:
            query, body = handler.encode(from_plain(json.loads(line), records))
        except (CodecError, ValueError) as error:
            bad += 1
            click.echo(dumps({"error": str(error), "location": location}), err=True)
            continue
        if query:
            put_json({"query": query.decode(), "body": body.decode(handler.charset)})
        else:
            put(body + b"\n")
    return _SOME_BAD if bad else 0


def _configured(handler_file: str | None, *, allow_crc32: bool) -> Handler:
    """The handler for the URL in a file or the environment variable."""
    from smsc_codec.callbacks import Handler

    if handler_file:
        try:
            text = Path(handler_file).read_text("utf-8")
        except OSError as error:
            raise StreamError.reading(handler_file, error) from None
    else:
        text = os.environ.get(_VARIABLE, "")
    url, *old = text.split() or [""]
    if not url:
        raise click.UsageError(f"pass --handler-file or set the variable {_VARIABLE}")
    try:
        return Handler.from_url(url, old_secrets=old, allow_crc32=allow_crc32)
    except ValueError as error:
        print(f"smsc-codec: handler URL: {error}", file=sys.stderr)
        raise click.exceptions.Exit(2) from None
