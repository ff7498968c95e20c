"""The command group and its entry point.

Each command imports heavy modules (codecs, Lark, rich) itself, so that ``--help`` stays fast.
"""

from __future__ import annotations

import os
import sys

import click

from smsc_codec.cli.callbacks import callback, sign, verify
from smsc_codec.cli.completion import completion
from smsc_codec.cli.explain import explain
from smsc_codec.cli.replies import decode, encode, show_fields
from smsc_codec.cli.scan import scan
from smsc_codec.cli.schema import schema
from smsc_codec.cli.simulate import simulate
from smsc_codec.cli.smpp import pdu, receipt
from smsc_codec.cli.streams import ClosedError, StreamError

__all__ = ["run"]

_IO_ERROR = 4


def run() -> None:
    """Run the command line and exit with one of the documented codes."""
    try:
        code = _app(standalone_mode=False) or 0
        _flush()
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (ClosedError, BrokenPipeError):
        # Python flushes stdout again at exit and would report the closed pipe: redirect it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except StreamError as error:
        click.echo(f"smsc-codec: {error}", err=True)
        code = _IO_ERROR
        _discard_output()
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        click.echo(f"smsc-codec: {place}{error.strerror or error}", err=True)
        code = _IO_ERROR
    sys.exit(code)


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StreamError.writing("-", error) from None


def _discard_output() -> None:
    """Redirect standard output if it cannot be written, or Python reports the error again."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, name="smsc-codec")
@click.version_option(package_name="smsc-codec")
def _app() -> None:
    """Decode and encode the wire formats of the SMSC bulk-SMS service.

    Commands read files or standard input and write JSON, one object per line; "encode" and "sign"
    do the reverse.
    """


for _command in (
    decode,
    encode,
    show_fields,
    callback,
    verify,
    sign,
    pdu,
    receipt,
    scan,
    simulate,
    explain,
    schema,
    completion,
):
    _app.add_command(_command)
