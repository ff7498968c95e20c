"""The commands for SMPP: PDUs and receipts' texts to JSON."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

import click

from smsc_codec.cli.streams import error_object, inputs, put

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["pdu", "receipt"]

_SOME_BAD = 1
_files = click.argument("files", nargs=-1, type=click.Path(allow_dash=True))
_show = click.option("--show-data", is_flag=True, help="Do not mask phones and texts in errors.")
_lenient = click.option(
    "--lenient",
    is_flag=True,
    help="Read the receipts of any gateway, not only the service's own form.",
)
#: What may stand between the digits of a hexadecimal dump.
_BETWEEN = b" \t:-"


@click.command()
@_files
@_lenient
@_show
@click.option(
    "--iso",
    is_flag=True,
    help="The account's system_type holds ISO: data_coding 0 is ISO-8859-1, not GSM 03.38.",
)
def pdu(files: tuple[str, ...], *, lenient: bool, show_data: bool, iso: bool) -> int:
    """Decode SMPP PDUs to JSON, one object a PDU.

    An input is octets as they travel; or lines of hexadecimal digits or base64; or the JSON that tshark -T jsonraw exports
    from a capture. Which it is shows in its first octet: a PDU begins with a zero, which is 0 in hexadecimal and A in base64.
    """
    from smsc_codec.cli.pdus import plain_pdu
    from smsc_codec.cli.plain import dumps
    from smsc_codec.errors import DecodeError
    from smsc_codec.smpp import decode

    bad = 0
    for name, content in inputs(files, lines=False):
        for place, octets in _pdus(name, content):
            told: dict[str, Any]
            try:
                told = plain_pdu(
                    decode(octets) if isinstance(octets, bytes) else _refuse(octets),
                    lenient=lenient,
                    iso=iso,
                )
            except DecodeError as error:
                bad += 1
                told = error_object(error, place, show_data=show_data, hint=True)
            except ValueError as error:
                bad += 1
                told = {"error": str(error), "at": place}
            put(dumps(told).encode() + b"\n")
    return _SOME_BAD if bad else 0


@click.command()
@_files
@_lenient
@_show
@click.option("--lines", is_flag=True, help="A receipt a line.")
def receipt(files: tuple[str, ...], *, lenient: bool, show_data: bool, lines: bool) -> int:
    """Decode the texts of delivery receipts to JSON.

    The beginning of the message, under "text", is shown as hexadecimal digits: nobody says in which charset it is.
    """
    from smsc_codec.cli.plain import dumps, to_plain
    from smsc_codec.errors import DecodeError
    from smsc_codec.smpp import receipts

    bad = 0
    for place, text in inputs(files, lines=lines):
        try:
            found = receipts.decode(text, lenient=lenient)
        except DecodeError as error:
            bad += 1
            told = error_object(error, place, show_data=show_data, hint=True)
        else:
            told = to_plain(found) | ({} if found.state is None else {"state": found.state.name})
        put(dumps(told).encode() + b"\n")
    return _SOME_BAD if bad else 0


# ---- from an input to PDUs


def _pdus(name: str, content: bytes) -> Iterator[tuple[str, bytes | ValueError]]:
    """The PDUs of an input, each with its place; an error for what is none, and the rest goes on."""
    if content[:1] == b"\0":
        yield from _split(name, content)
    elif content.lstrip()[:1] == b"[":
        from smsc_codec.cli.captures import pdus

        try:
            yield from ((f"{name}: {place}", octets) for place, octets in pdus(content))
        except ValueError as error:
            yield name, error
    else:
        for number, line in enumerate(content.splitlines(), 1):
            if line.strip():
                yield from _line(f"{name}:{number}", line.strip())


def _line(place: str, line: bytes) -> Iterator[tuple[str, bytes | ValueError]]:
    try:
        octets = (
            base64.b64decode(line, validate=True)
            if line[:1] == b"A"
            else binascii.unhexlify(line.removeprefix(b"0x").translate(None, _BETWEEN))
        )
    except ValueError:
        yield place, ValueError("neither hexadecimal digits nor base64")
        return
    yield from _split(place, octets)


def _split(place: str, octets: bytes) -> Iterator[tuple[str, bytes | ValueError]]:
    from smsc_codec.errors import DecodeError
    from smsc_codec.smpp import split

    try:
        found, rest = split(octets)
    except DecodeError as error:
        # Those before the lie are whole.
        at = error.span[0] if error.span else 0
        found, rest = split(octets[:at])
        yield from ((place, one) for one in found)
        yield place, error
        return
    yield from ((place, one) for one in found)
    if rest:
        # decode says what is wrong with a PDU that is cut short.
        yield place, rest


def _refuse(error: ValueError) -> Any:
    raise error
