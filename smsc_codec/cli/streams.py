"""What the commands have in common: their inputs, their output, how an error looks in it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smsc_codec.errors import DecodeError

__all__ = ["ClosedError", "error_object", "inputs", "put"]


class ClosedError(Exception):
    """The reader of our output went away. click would end the run with the code of bad records."""


def put(octets: bytes) -> None:
    try:
        sys.stdout.buffer.write(octets)
    except BrokenPipeError:
        raise ClosedError from None


def inputs(files: tuple[str, ...], *, lines: bool) -> Iterator[tuple[str, bytes]]:
    """Where an input comes from, and its octets: whole files, or their lines without the line break."""
    for name in files or ("-",):
        shown = "stdin" if name == "-" else name
        with click.open_file(name, "rb") as stream:
            if not lines:
                yield shown, stream.read()
                continue
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield f"{shown}:{number}", line.rstrip(b"\r\n")


def error_object(error: DecodeError, place: str, *, show_data: bool, hint: bool) -> dict[str, Any]:
    """An error object: the first line in words, then what a program can use."""
    headline = error.summary(show_data=show_data)
    path, found = error.masked(show_data=show_data)
    told = {
        "error": headline,
        "at": place,
        "span": error.span,
        "path": path,
        "expected": error.expected,
        "found": found,
    }
    if hint and error.hint:
        told["hint"] = error.hint
    return {name: value for name, value in told.items() if value}
