"""Shared by all commands: reading inputs, writing output, and error objects."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from smsc_codec.errors import printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Self

    from smsc_codec.errors import DecodeError
    from smsc_codec.suggestions import CodecHint

__all__ = [
    "ClosedError",
    "StreamError",
    "display_name",
    "error_object",
    "inputs",
    "option_hint",
    "put",
    "put_json",
]


class ClosedError(Exception):
    """The reader of the output closed the pipe.

    Not an OSError, which click would turn into exit code 1.
    """


class StreamError(Exception):
    """A file or standard stream could not be read or written; ``str(error)`` names it."""

    @classmethod
    def reading(cls, name: str, reason: OSError | str) -> Self:
        return cls(f"cannot read {display_name(name)}: {_reason(reason)}")

    @classmethod
    def writing(cls, name: str, reason: OSError | str) -> Self:
        shown = "stdout" if name == "-" else printable(name)
        return cls(f"cannot write {shown}: {_reason(reason)}")


def _reason(reason: OSError | str) -> str:
    return reason if isinstance(reason, str) else reason.strerror or str(reason)


def display_name(name: str) -> str:
    """The name of an input as shown to users, with control characters escaped."""
    return "stdin" if name == "-" else printable(name)


def put(data: bytes) -> None:
    """Write bytes to standard output.

    Raises:
        ClosedError: the reader closed the pipe.
        StreamError: standard output cannot be written.
    """
    try:
        sys.stdout.buffer.write(data)
    except BrokenPipeError:
        raise ClosedError from None
    except OSError as error:
        raise StreamError.writing("-", error) from None


def put_json(value: object) -> None:
    """Write one line of JSON to standard output."""
    from smsc_codec.cli.plain import dumps

    put(dumps(value).encode() + b"\n")


def inputs(files: tuple[str, ...], *, lines: bool) -> Iterator[tuple[str, bytes]]:
    """Yield the location and the content of each input.

    Args:
        files: file names; ``-``, or no name at all, is standard input.
        lines: whether to yield non-blank lines, without their line break, instead of whole files.

    Raises:
        StreamError: a file cannot be read.
    """
    for name in files or ("-",):
        shown = display_name(name)
        try:
            with click.open_file(name, "rb") as stream:
                if not lines:
                    yield shown, stream.read()
                    continue
                for number, line in enumerate(stream, 1):
                    if line.strip():
                        yield f"{shown}:{number}", line.rstrip(b"\r\n")
        except OSError as error:
            raise StreamError.reading(name, error) from None


def error_object(
    error: DecodeError, location: str, *, show_data: bool, hint: bool
) -> dict[str, Any]:
    """The JSON object that replaces a record which cannot be decoded.

    Args:
        error: the error.
        location: the input, and its line if inputs are read by line.
        show_data: whether phones and texts are shown unmasked.
        hint: whether to look for a hint, which tries many codecs.
    """
    summary = error.summary(show_data=show_data)
    path, found = error.masked(show_data=show_data)
    values = {
        "error": summary,
        "location": location,
        "span": error.span,
        "path": path,
        "expected": error.expected,
        "found": found,
        "hint": option_hint(error) if hint else None,
    }
    return {name: value for name, value in values.items() if value}


# ---- hints


def option_hint(error: DecodeError, *, scanning: bool = False) -> str | None:
    """The hint of an error, with command-line options instead of Python calls.

    Args:
        error: the error.
        scanning: whether the options are those of ``scan`` (``--as status,fmt=1``).
    """
    from smsc_codec.suggestions import CodecHint

    hint = error.hint
    if isinstance(hint, CodecHint):
        return _codec_options(hint, scanning=scanning)
    if hint is not None and error.codec == "smpp" and isinstance(error.source, bytes):
        return _pdu_hint(error.source)
    if hint is not None and error.codec == "receipt":
        return "pass --lenient to accept the receipts of any gateway"
    return hint


def _codec_options(hint: CodecHint, *, scanning: bool) -> str:
    if hint.charset:
        if scanning:
            return f"add charset={hint.charset} to --as"
        return f"decode with --charset {hint.charset}"
    if scanning:
        values = [_as_number(argument) for argument in hint.arguments]
        return f"scan with --as {','.join((hint.reply, *values))}"
    options = [_option(argument) for argument in hint.arguments]
    command = " ".join((hint.reply, *options, *(["--lines"] if hint.by_line else [])))
    return f"{'wrap the row in a list and ' if hint.row else ''}decode with {command}"


def _option(argument: str) -> str:
    """Return the option of an argument, such as ``--fmt 0`` or ``--no-tail``."""
    name, _, value = argument.partition("=")
    flags = {"True": f"--{name}", "False": f"--no-{name}"}
    return flags.get(value, f"--{name} {value}")


def _as_number(argument: str) -> str:
    """``tail=True`` as ``tail=1``."""
    return argument.replace("=True", "=1").replace("=False", "=0")


def _pdu_hint(data: bytes) -> str:
    """How to pass a PDU whose command_length does not match the number of bytes."""
    length = int.from_bytes(data[:4], "big")
    return (
        "pass the PDUs to the pdu command, which splits consecutive PDUs"
        if 16 <= length < len(data)
        else f"pass the whole PDU; this one is truncated after {len(data)} bytes"
    )
