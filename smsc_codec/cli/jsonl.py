"""Findings as lines of JSON: what ``plain.to_plain`` means, written by code that is generated for each class.

A scan writes a million of these; building a dictionary first, and walking it again, would take longer than the decoding.
"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from enum import IntEnum
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from smsc_codec.cli.plain import scalar
from smsc_codec.cli.redaction import (
    SENDERS,
    is_public,
    is_public_parameter,
    is_secret,
    mask_cell,
    redacted,
    sender,
)
from smsc_codec.codegen import compile_function
from smsc_codec.errors import UNSAFE
from smsc_codec.flags import is_bit_record
from smsc_codec.formats.json import quote
from smsc_codec.schema.records import RawJson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from smsc_codec.logs import Finding
    from smsc_codec.requests import RequestSpec

__all__ = ["Writer", "escape_terminal", "request"]

#: Every character that a terminal may act upon is not printable, but for these: all of them begin with two octets of UTF-8.
_TAGS = b"\xf3\xa0"
#: As json.dumps, which would make an encoder each time.
_encode = json.JSONEncoder(ensure_ascii=False).encode


def escape_terminal(lines: Iterable[str]) -> bytes:
    """Lines of JSON as octets, each with its line break; what JSON leaves raw and a terminal may act upon is escaped."""
    held = list(lines)
    whole = "".join(held)
    if whole.isprintable():
        octets = ("\n".join(held) + "\n").encode() if held else b""
        if _TAGS not in octets:
            return octets
    return "".join(
        [
            (line if line.isprintable() and line.isascii() else UNSAFE.sub(_escaped, line)) + "\n"
            for line in held
        ]
    ).encode()


def _escaped(found: Any) -> str:
    return json.dumps(found[0])[1:-1]


class Writer:
    """Writes findings that have a value.

    Args:
        redact: whether phones, texts and secrets are starred.
        lenient: whether the receipt inside a PDU is read as any gateway may write it.
        file: what is written of the file that it was found in; None for nothing.
    """

    def __init__(
        self, *, redact: bool = False, lenient: bool = False, file: str | None = None
    ) -> None:
        self.redact = redact
        self.lenient = lenient
        self.begin: str = '{"line": ' if file is None else f'{{"file": {json.dumps(file)}, "line": '
        self._values: dict[type, Callable[[Any], str]] = {}

    def line(self, found: Finding) -> str:
        """One finding, without a line break."""
        span, stamp, value = found.span, found.log_time, found.value
        told = "" if stamp is None else f', "log_time": "{stamp.isoformat(" ")}"'
        write = self._values.get(value.__class__) or self._writer(value.__class__)
        return (
            f'{self.begin}{found.line}, "span": [{span[0]}, {span[1]}], "kind": "{found.kind._value_}", '
            f'"evidence": "{found.evidence._value_}"{told}, "value": {write(value)}}}'
        )

    def value(self, value: Any) -> str:
        """A value, or a list of them."""
        return (self._values.get(value.__class__) or self._writer(value.__class__))(value)

    def _writer(self, cls: type) -> Callable[[Any], str]:
        name = cls.__name__
        if cls is list:
            write: Callable[[Any], str] = lambda items: f"[{', '.join(map(self.value, items))}]"  # noqa: E731
        elif name == "ParsedRequest":
            write = lambda parsed: request(parsed, redact=self.redact)  # noqa: E731
        elif "sequence_number" in {part.name for part in fields(cls)}:
            write = self._pdu
        else:
            write = compiled(cls, self.redact)
        self._values[cls] = write
        return write

    def _pdu(self, pdu: Any) -> str:
        from smsc_codec.cli.pdus import plain_pdu

        told = plain_pdu(pdu, lenient=self.lenient, iso=False)
        return _encode(redacted(told) if self.redact else told)


def request(parsed: Any, *, redact: bool) -> str:
    """A request; of who asks, and of what the declaration calls a secret, the names only."""
    command = parsed.command
    write = _writes(command._request, redact)
    params = ", ".join(
        [f'"{name}": {write[name](text)}' for name, text in command.public_params().items()]
    )
    told = f'{{"record": "ParsedRequest", "command": "{command.name}", "params": {{{params}}}'
    if parsed.credentials is not None:
        told += f', "credentials": [{", ".join([_encode(name) for name, _ in parsed.credentials.pairs()])}]'
    if parsed.unknown:
        told += f', "unknown": {_encode([_unknown(name, text, redact) for name, text in parsed.unknown])}'
    return told + "}"


@cache
def _writes(request: RequestSpec, redact: bool) -> dict[str, Callable[[str], str]]:
    """How the text of each parameter is written."""
    writes: dict[str, Callable[[str], str]] = {}
    for name in (*request.constants, *request.order):
        parameter = request.by_name.get(name)
        if is_secret(name) or (parameter is not None and parameter.secret):
            writes[name] = lambda _: '"***"'
        elif not redact or is_public_parameter(name, parameter):
            writes[name] = quote
        else:
            writes[name] = _starred_sender if name in SENDERS else _starred
    return writes


def _unknown(name: str, text: str, redact: bool) -> list[str]:
    """A parameter that is not known. Where an equals sign was lost, its name has what should be its value."""
    if is_secret(name):
        return [name if name.isidentifier() else "***", "***"]
    return [
        name if name.isidentifier() or not redact else mask_cell(name),
        mask_cell(text) if redact else text,
    ]


# ---- generated code


@cache
def compiled(cls: type, redact: bool = False) -> Callable[[Any], str]:
    """A function from a record of this class to its JSON."""
    hints = get_type_hints(cls)
    names: dict[str, Any] = {
        "quote": quote,
        "other": _other,
        "number": int.__repr__,
        "extra": _extra_starred if redact else _extra,
        "hexed": _hexed,
    }
    names |= {
        "items": _items,
        "starred": _starred,
        "starred_octets": _starred_octets,
        "starred_sender": _starred_sender,
    }
    source, places = ["def write(v):"], ""
    for part in fields(cls):
        of = _hint(hints[part.name])
        if part.compare or of is tuple:
            text = _text(of, part.name, redact)
            absent = "not a" if part.name == "extra" else "a is None"
            source += [
                f"    a = v.{part.name}",
                f"    _{part.name} = '' if {absent} else f', \"{part.name}\": {text}'",
            ]
            places += f"{{_{part.name}}}"
    source.append(f'    return f\'{{{{"record": "{cls.__name__}"{places}}}}}\'')
    purpose = f"serialize {'redacted ' if redact else ''}{cls.__name__}"
    return compile_function(purpose, source, names)


def _hint(hint: Any) -> Any:
    """The one class that a field's value has, if it is not None; else no class."""
    if get_origin(hint) in (Union, UnionType):
        kinds = [one for one in get_args(hint) if one is not type(None)]
        hint = kinds[0] if len(kinds) == 1 else None
    return get_origin(hint) or hint


def _text(of: Any, name: str, redact: bool) -> str:
    """What stands in an f-string for a field's value, ``a``."""
    starred = redact and not is_public(name)
    if name == "extra":
        return "{extra(a)}"
    if of is tuple:
        return f"{{items(a, {redact}, {starred})}}"
    if of is str:
        return (
            ("{starred_sender(a)}" if name in SENDERS else "{starred(a)}")
            if starred
            else "{quote(a)}"
        )
    if of is bytes:
        return "{starred_octets(a)}" if starred else "{hexed(a)}"
    if of is Decimal:
        return '"{a!s}"'
    if of is datetime:
        return '"{a.isoformat(" ")}"'
    if isinstance(of, type) and (of is int or issubclass(of, IntEnum)):
        return "{number(a)}"
    return "{a.raw:d}" if is_bit_record(of) else "{other(a)}"


def _other(value: Any) -> str:
    return _encode(scalar(value))


def _items(values: Any, redact: bool, starred: bool) -> str:
    """A list inside a record: of texts, or of records."""
    write = _starred if starred else quote
    return (
        "["
        + ", ".join(
            [
                write(one) if isinstance(one, str) else compiled(one.__class__, redact)(one)
                for one in values
            ]
        )
        + "]"
    )


def _extra(pairs: Any) -> str:
    told = [
        f"[{quote(key)}, {quote(text)}{BARE if isinstance(text, RawJson) else ''}]"
        for key, text in pairs
    ]
    return "[" + ", ".join(told) + "]"


BARE = ', "bare"'


def _extra_starred(pairs: Any) -> str:
    return (
        "["
        + ", ".join(
            [
                f"[{quote(key if key.isidentifier() else mask_cell(key))}, {_starred(text)}]"
                for key, text in pairs
            ]
        )
        + "]"
    )


def _starred(text: str) -> str:
    return f'"{mask_cell(text)}"'


def _starred_sender(text: str) -> str:
    return quote(sender(text))


def _starred_octets(octets: bytes) -> str:
    return f'"{"*" * 2 * len(octets)}"'


def _hexed(octets: bytes) -> str:
    return f'"{octets.hex()}"'
