"""The SMPP commands: PDUs and the texts of delivery receipts to JSON."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any

import click

from smsc_codec.cli.streams import error_object, inputs, put_json

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["pdu", "pdus_of_capture", "receipt"]

_SOME_BAD = 1
_files = click.argument("files", nargs=-1, type=click.Path(allow_dash=True))
_show = click.option("--show-data", is_flag=True, help="Do not mask phones and texts in errors.")
_lenient = click.option(
    "--lenient", is_flag=True, help="Accept the receipts of any gateway, not only of this service."
)
#: Separators allowed between the digits of a hex dump.
_SEPARATORS = b" \t:-"


@click.command()
@_files
@_lenient
@_show
@click.option(
    "--iso",
    is_flag=True,
    help="Decode data_coding 0 as ISO-8859-1 instead of GSM 03.38 (accounts with system_type ISO).",
)
def pdu(files: tuple[str, ...], *, lenient: bool, show_data: bool, iso: bool) -> int:
    """Decode SMPP PDUs to JSON, one object per PDU.

    An input contains raw bytes, lines of hexadecimal digits or base64, or the JSON written by
    "tshark -T jsonraw". The first byte determines which: every PDU begins with a zero byte, which
    is 0 in hexadecimal and A in base64.
    """
    from smsc_codec.cli.pdus import plain_pdu
    from smsc_codec.errors import DecodeError
    from smsc_codec.smpp import decode

    bad = 0
    for name, content in inputs(files, lines=False):
        for location, data in _pdus(name, content):
            result: dict[str, Any]
            try:
                if isinstance(data, ValueError):
                    raise data
                result = plain_pdu(decode(data), lenient=lenient, iso=iso)
            except DecodeError as error:
                bad += 1
                result = error_object(error, location, show_data=show_data, hint=True)
            except ValueError as error:
                bad += 1
                result = {"error": str(error), "location": location}
            put_json(result)
    return _SOME_BAD if bad else 0


@click.command()
@_files
@_lenient
@_show
@click.option("--lines", is_flag=True, help="Treat every line as one receipt.")
def receipt(files: tuple[str, ...], *, lenient: bool, show_data: bool, lines: bool) -> int:
    """Decode the texts of delivery receipts to JSON.

    "text", the beginning of the message, is written as hexadecimal digits because its charset is
    unknown.
    """
    from smsc_codec.cli.plain import to_plain
    from smsc_codec.errors import DecodeError
    from smsc_codec.smpp import receipts

    bad = 0
    for location, text in inputs(files, lines=lines):
        try:
            decoded = receipts.decode(text, lenient=lenient)
        except DecodeError as error:
            bad += 1
            result = error_object(error, location, show_data=show_data, hint=True)
        else:
            state = {} if decoded.state is None else {"state": decoded.state.name}
            result = to_plain(decoded) | state
        put_json(result)
    return _SOME_BAD if bad else 0


# ---- inputs


def _pdus(name: str, content: bytes) -> Iterator[tuple[str, bytes | ValueError]]:
    """Yield the location and the bytes of each PDU in an input, or an error in their place."""
    if content[:1] == b"\0":
        yield from _split(name, content)
    elif content.lstrip()[:1] == b"[":
        try:
            yield from ((f"{name}: {place}", data) for place, data in pdus_of_capture(content))
        except ValueError as error:
            yield name, error
    else:
        for number, line in enumerate(content.splitlines(), 1):
            if line.strip():
                yield from _line(f"{name}:{number}", line.strip())


def _line(location: str, line: bytes) -> Iterator[tuple[str, bytes | ValueError]]:
    """The PDUs in a line of hexadecimal digits or base64."""
    try:
        data = (
            base64.b64decode(line, validate=True)
            if line[:1] == b"A"
            else binascii.unhexlify(line.removeprefix(b"0x").translate(None, _SEPARATORS))
        )
    except ValueError:
        yield location, ValueError("expected hexadecimal digits or base64")
        return
    yield from _split(location, data)


def _split(location: str, data: bytes) -> Iterator[tuple[str, bytes | ValueError]]:
    """Split consecutive PDUs."""
    from smsc_codec.errors import DecodeError
    from smsc_codec.smpp import split

    try:
        found, rest = split(data)
    except DecodeError as error:
        # The PDUs before the invalid length are complete.
        at = error.span[0] if error.span else 0
        found, rest = split(data[:at])
        yield from ((location, pdu) for pdu in found)
        yield location, error
        return
    yield from ((location, pdu) for pdu in found)
    if rest:
        # A truncated PDU: decode() raises the error that describes it.
        yield location, rest


# ---- captures

#: A complete PDU reassembled by tshark, as [hexadecimal digits, position, length, ...]. With
#: --no-duplicate-keys, a list of these.
_RAW = "smpp_raw"


def pdus_of_capture(content: bytes) -> list[tuple[str, bytes]]:
    """The SMPP PDUs in the output of ``tshark -T jsonraw``, in order.

    Args:
        content: a JSON document.

    Returns:
        The location (such as ``packet 3``) and the bytes of each PDU.

    Raises:
        ValueError: the content is not such a document.
    """
    try:
        packets = json.loads(content, object_pairs_hook=_layers)
        return [
            (f"packet {number}", bytes.fromhex(raw[0]))
            for number, packet in enumerate(packets, 1)
            for value in packet["_source"]["layers"].get(_RAW, [])
            for raw in (value if isinstance(value[0], list) else [value])
        ]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise ValueError("expected the output of tshark -T jsonraw") from None


def _layers(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Collect repeated PDU keys: a packet with several PDUs repeats the key."""
    values = [value for key, value in pairs if key == _RAW]
    return {**dict(pairs), _RAW: values} if values else dict(pairs)
