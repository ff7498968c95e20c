"""Serialization of findings to lines of JSON.

The result is that of ``plain.to_plain``, but produced by code generated for each record class: a
scan may write millions of findings, and building and walking dictionaries would take longer than
decoding them.
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

#: How the only unsafe characters that str.isprintable() accepts begin in UTF-8 (tags, variation
#: selectors).
_TAGS = b"\xf3\xa0"
#: json.dumps(text, ensure_ascii=False), without creating an encoder for each call.
_encode = json.JSONEncoder(ensure_ascii=False).encode


def escape_terminal(lines: Iterable[str]) -> bytes:
    """Encode lines of JSON, each with its line break.

    Escapes characters that JSON leaves raw but a terminal may interpret.
    """
    items = list(lines)
    text = "".join(items)
    if text.isprintable():
        data = ("\n".join(items) + "\n").encode() if items else b""
        if _TAGS not in data:
            return data
    return "".join(
        [
            (line if line.isprintable() and line.isascii() else UNSAFE.sub(_escape, line)) + "\n"
            for line in items
        ]
    ).encode()


def _escape(match: Any) -> str:
    return json.dumps(match[0])[1:-1]


class Writer:
    """Serializes findings that have a value.

    Args:
        redact: whether phones, texts and secrets are masked.
        lenient: whether receipts of any gateway are accepted inside PDUs.
        file: the file name to include; None for none.
    """

    def __init__(
        self, *, redact: bool = False, lenient: bool = False, file: str | None = None
    ) -> None:
        self.redact = redact
        self.lenient = lenient
        self.begin: str = '{"line": ' if file is None else f'{{"file": {json.dumps(file)}, "line": '
        self._writers: dict[type, Callable[[Any], str]] = {}

    def line(self, found: Finding) -> str:
        """Serialize a finding, without a line break."""
        span, log_time, value = found.span, found.log_time, found.value
        time = "" if log_time is None else f', "log_time": "{log_time.isoformat(" ")}"'
        write = self._writers.get(value.__class__) or self._writer(value.__class__)
        return (
            f'{self.begin}{found.line}, "span": [{span[0]}, {span[1]}], '
            f'"kind": "{found.kind._value_}", "evidence": "{found.evidence._value_}"{time}, '
            f'"value": {write(value)}}}'
        )

    def value(self, value: Any) -> str:
        """Serialize a value, or a list of values."""
        return (self._writers.get(value.__class__) or self._writer(value.__class__))(value)

    def _writer(self, cls: type) -> Callable[[Any], str]:
        name = cls.__name__
        if cls is list:
            write: Callable[[Any], str] = lambda items: f"[{', '.join(map(self.value, items))}]"  # noqa: E731
        elif name == "ParsedRequest":
            write = lambda parsed: request(parsed, redact=self.redact)  # noqa: E731
        elif "sequence_number" in {field.name for field in fields(cls)}:
            write = self._pdu
        else:
            write = compiled(cls, self.redact)
        self._writers[cls] = write
        return write

    def _pdu(self, pdu: Any) -> str:
        from smsc_codec.cli.pdus import plain_pdu

        plain = plain_pdu(pdu, lenient=self.lenient, iso=False)
        return _encode(redacted(plain) if self.redact else plain)


def request(parsed: Any, *, redact: bool) -> str:
    """Serialize a parsed request.

    The values of credentials and of parameters declared secret are always omitted or masked.
    """
    command = parsed.command
    write = _parameter_writers(command._request, redact)
    params = ", ".join(
        [f'"{name}": {write[name](text)}' for name, text in command.public_params().items()]
    )
    result = f'{{"record": "ParsedRequest", "command": "{command.name}", "params": {{{params}}}'
    if parsed.credentials is not None:
        names = ", ".join([_encode(name) for name, _ in parsed.credentials.pairs()])
        result += f', "credentials": [{names}]'
    if parsed.unknown:
        pairs = [_unknown_parameter(name, text, redact) for name, text in parsed.unknown]
        result += f', "unknown": {_encode(pairs)}'
    return result + "}"


@cache
def _parameter_writers(request: RequestSpec, redact: bool) -> dict[str, Callable[[str], str]]:
    """The serializer of each parameter of a request."""
    writers: dict[str, Callable[[str], str]] = {}
    for name in (*request.constants, *request.order):
        parameter = request.by_name.get(name)
        if is_secret(name) or (parameter is not None and parameter.secret):
            writers[name] = lambda _: '"***"'
        elif not redact or is_public_parameter(name, parameter):
            writers[name] = quote
        else:
            writers[name] = _masked_sender if name in SENDERS else _masked
    return writers


def _unknown_parameter(name: str, text: str, redact: bool) -> list[str]:
    """An unknown parameter; where an equals sign is missing, its name may contain the value."""
    if is_secret(name):
        return [name if name.isidentifier() else "***", "***"]
    return [
        name if name.isidentifier() or not redact else mask_cell(name),
        mask_cell(text) if redact else text,
    ]


# ---- generated code


@cache
def compiled(cls: type, redact: bool = False) -> Callable[[Any], str]:
    """Compile a function that serializes records of a class."""
    hints = get_type_hints(cls)
    names: dict[str, Any] = {
        "quote": quote,
        "other": _other,
        "number": int.__repr__,
        "extra": _masked_extra if redact else _extra,
        "hexadecimal": _hexadecimal,
        "items": _items,
        "masked": _masked,
        "masked_bytes": _masked_bytes,
        "masked_sender": _masked_sender,
    }
    source, places = ["def write(v):"], ""
    for field in fields(cls):
        value_type = _value_type(hints[field.name])
        if field.compare or value_type is tuple:
            text = _expression(value_type, field.name, redact)
            absent = "not a" if field.name == "extra" else "a is None"
            source += [
                f"    a = v.{field.name}",
                f"    _{field.name} = '' if {absent} else f', \"{field.name}\": {text}'",
            ]
            places += f"{{_{field.name}}}"
    source.append(f'    return f\'{{{{"record": "{cls.__name__}"{places}}}}}\'')
    purpose = f"serialize {'redacted ' if redact else ''}{cls.__name__}"
    return compile_function(purpose, source, names)


def _value_type(hint: Any) -> Any:
    """The class of a field's value other than None; None if there are several."""
    if get_origin(hint) in (Union, UnionType):
        types = [arg for arg in get_args(hint) if arg is not type(None)]
        hint = types[0] if len(types) == 1 else None
    return get_origin(hint) or hint


def _expression(value_type: Any, name: str, redact: bool) -> str:
    """The part of an f-string that serializes a field's value, ``a``."""
    masked = redact and not is_public(name)
    if name == "extra":
        return "{extra(a)}"
    if value_type is tuple:
        return f"{{items(a, {redact}, {masked})}}"
    if value_type is str:
        if masked:
            return "{masked_sender(a)}" if name in SENDERS else "{masked(a)}"
        return "{quote(a)}"
    if value_type is bytes:
        return "{masked_bytes(a)}" if masked else "{hexadecimal(a)}"
    if value_type is Decimal:
        return '"{a!s}"'
    if value_type is datetime:
        return '"{a.isoformat(" ")}"'
    if isinstance(value_type, type) and (value_type is int or issubclass(value_type, IntEnum)):
        return "{number(a)}"
    return "{a.raw:d}" if is_bit_record(value_type) else "{other(a)}"


def _other(value: Any) -> str:
    return _encode(scalar(value))


def _items(values: Any, redact: bool, masked: bool) -> str:
    """Serialize a list of texts or records inside a record."""
    write = _masked if masked else quote
    items = [
        write(value) if isinstance(value, str) else compiled(value.__class__, redact)(value)
        for value in values
    ]
    return f"[{', '.join(items)}]"


def _extra(pairs: Any) -> str:
    items = [
        f"[{quote(key)}, {quote(text)}{_BARE if isinstance(text, RawJson) else ''}]"
        for key, text in pairs
    ]
    return f"[{', '.join(items)}]"


#: Marks an extra value that JSON had without quotes.
_BARE = ', "bare"'


def _masked_extra(pairs: Any) -> str:
    items = [
        f"[{quote(key if key.isidentifier() else mask_cell(key))}, {_masked(text)}]"
        for key, text in pairs
    ]
    return f"[{', '.join(items)}]"


def _masked(text: str) -> str:
    return f'"{mask_cell(text)}"'


def _masked_sender(text: str) -> str:
    return quote(sender(text))


def _masked_bytes(data: bytes) -> str:
    return f'"{"*" * 2 * len(data)}"'


def _hexadecimal(data: bytes) -> str:
    return f'"{data.hex()}"'
