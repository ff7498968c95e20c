"""The commands. What is heavy (codecs, Lark, rich) is imported by the command that needs it, so that help is instant."""

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
from smsc_codec.cli.streams import ClosedError

__all__ = ["run"]

_IO = 4


def run() -> None:
    """Run the command line; every way out has its documented code."""
    try:
        code = _app(standalone_mode=False) or 0
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (ClosedError, BrokenPipeError):
        # Whoever read our output has had enough. Python would complain at exit: give it somewhere to flush to.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        click.echo(f"smsc-codec: {error.filename or 'stream'}: {error.strerror}", err=True)
        code = _IO
    sys.exit(code)


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, name="smsc-codec")
@click.version_option(package_name="smsc-codec")
def _app() -> None:
    """Read and write replies of the SMSC bulk-SMS service. Files or standard input in, JSON out, and back."""


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
