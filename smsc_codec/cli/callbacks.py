"""The commands for callbacks: decode, verify, sign. Secrets come from a file or the environment, never from the arguments."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from smsc_codec.cli.streams import error_object, inputs, put

if TYPE_CHECKING:
    from smsc_codec.callbacks import Handler

__all__ = ["callback", "sign", "verify"]

_SOME_BAD, _BAD_SIGNATURE = 1, 3
_VARIABLE = "SMSC_HANDLER"

_files = click.argument("files", nargs=-1, type=click.Path(allow_dash=True))
_lines = click.option("--lines", is_flag=True, help="A body a line.")
_show = click.option("--show-data", is_flag=True, help="Do not mask phones and texts in errors.")
_handler = click.option(
    "--handler-file",
    type=click.Path(exists=True, dir_okay=False),
    help=f"The handler's address, secret included; old secrets on further lines. Without it, ${_VARIABLE}.",
)


@click.command()
@_files
@_lines
@_show
@click.option("--fmt", type=click.IntRange(2, 3), help="2 XML, 3 JSON; a form unless said.")
@click.option("--charset", default="windows-1251", help="The charset of the handler's address.")
def callback(
    files: tuple[str, ...], fmt: int | None, charset: str, *, lines: bool, show_data: bool
) -> int:
    """Decode bodies of callbacks to JSON, without verifying anything: anybody can have sent them."""
    from smsc_codec.callbacks import Handler
    from smsc_codec.cli.plain import dumps, to_plain
    from smsc_codec.errors import DecodeError

    url = f"http://localhost/?charset={charset}" + (f"&fmt={fmt}" if fmt else "")
    try:
        handler = Handler.from_url(url)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    bad = 0
    for place, body in inputs(files, lines=lines):
        try:
            told = to_plain(handler.decode_unverified(body=body))
        except DecodeError as error:
            bad += 1
            told = error_object(error, place, show_data=show_data, hint=True)
        put(dumps(told).encode() + b"\n")
    return _SOME_BAD if bad else 0


@click.command()
@_files
@_lines
@_show
@_handler
@click.option("--query", default="", help="The request's query, for an address with a !.")
@click.option(
    "--allow-crc32",
    is_flag=True,
    help="Accept what only a crc32 vouches for, although anybody can forge one.",
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
    """Verify bodies of callbacks against the handler's address: a verdict, and the event if it is accepted.

    Exit code 3 if a hash is absent or does not fit, 1 if a body is no callback.
    """
    from smsc_codec.cli.plain import dumps, to_plain
    from smsc_codec.errors import DecodeError

    handler = _configured(handler_file, allow_crc32=allow_crc32)
    if not handler.algorithms:
        raise click.UsageError("the address has no sha1, md5 or crc32: see the callback command")
    code = 0
    for place, body in inputs(files, lines=lines):
        told: dict[str, Any]
        try:
            received = handler.receive(query=query.encode(), body=body)
        except DecodeError as error:
            code = code or _SOME_BAD
            told = error_object(error, place, show_data=show_data, hint=True)
        else:
            verdict = received.verdict
            told = {
                "verdict": verdict.outcome.name,
                "why": verdict.outcome.value,
                "accepted": verdict.accepted,
            }
            told |= {
                "kind": verdict.kind.value,
                "algorithm": verdict.algorithm,
                "secret": verdict.secret_index,
                "at": place,
            }
            told |= {"authenticated": list(verdict.authenticated), "event_key": verdict.dedup_key}
            if received.event is None:
                code = _BAD_SIGNATURE
            else:
                told["event"] = to_plain(received.event)
        put(
            dumps({name: value for name, value in told.items() if value is not None}).encode()
            + b"\n"
        )
    return code


@click.command()
@_files
@_handler
def sign(files: tuple[str, ...], handler_file: str | None) -> int:
    """Make the requests that the service would make of the events that the callback command writes, a line each.

    A body comes out; for an address with a !, an object with query and body.
    """
    from smsc_codec.callbacks.events import RECORD_LAYOUTS
    from smsc_codec.cli.plain import dumps, from_plain
    from smsc_codec.errors import CodecError

    handler = _configured(handler_file, allow_crc32=False)
    records = {form.record.cls.__name__: form.record for form in RECORD_LAYOUTS.values()}
    bad = 0
    for place, line in inputs(files, lines=True):
        try:
            query, body = handler.encode(from_plain(json.loads(line), records))
        except (CodecError, ValueError) as error:
            bad += 1
            click.echo(dumps({"error": str(error), "at": place}), err=True)
            continue
        if query:
            put(
                dumps({"query": query.decode(), "body": body.decode(handler.charset)}).encode()
                + b"\n"
            )
        else:
            put(body + b"\n")
    return _SOME_BAD if bad else 0


def _configured(handler_file: str | None, *, allow_crc32: bool) -> Handler:
    from smsc_codec.callbacks import Handler

    text = Path(handler_file).read_text("utf-8") if handler_file else os.environ.get(_VARIABLE, "")
    url, *old = text.split() or [""]
    if not url:
        raise click.UsageError(f"say --handler-file, or set {_VARIABLE}")
    try:
        return Handler.from_url(url, old_secrets=old, allow_crc32=allow_crc32)
    except ValueError as error:
        print(f"smsc-codec: the handler's address: {error}", file=sys.stderr)
        raise click.exceptions.Exit(2) from None
