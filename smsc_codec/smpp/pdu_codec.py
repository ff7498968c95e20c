"""PDU codec: compiles the layouts into a straight-line reader and writer for each command."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import cache, partial
from typing import Any, get_args

from smsc_codec.codegen import compile_function, slot_setters
from smsc_codec.errors import DecodeError, Diagnosis, EncodeError
from smsc_codec.formats.base import BINARY_ERRORS, MalformedDocument
from smsc_codec.schema.scalars import member_lookup
from smsc_codec.smpp.bitfields import EsmClass, RegisteredDelivery
from smsc_codec.smpp.enums import CommandId, CommandStatus, MessageState
from smsc_codec.smpp.pdu import Pdu, RawPdu
from smsc_codec.smpp.stream import MAX_PDU_BYTES, MIN_PDU_BYTES
from smsc_codec.smpp.tlv_types import byte_count
from smsc_codec.smpp.tlvs import emit_tlv_read, emit_tlv_write
from smsc_codec.smpp.tlvs import encode as encode_tlvs

__all__ = ["RECORDS", "decode", "encode"]

#: The record class of each decoded command.
RECORDS: dict[int, type[Any]] = {
    record.command_id: record for record in get_args(Pdu) if record is not RawPdu
}
_COMMANDS: Callable[[int], Any] = member_lookup(CommandId)
_STATUSES: Callable[[int], Any] = member_lookup(CommandStatus)
#: The fields whose value is a record that wraps the raw byte.
_FLAGS: dict[str, type[Any]] = {"esm_class": EsmClass, "registered_delivery": RegisteredDelivery}
#: The conversion of the fields whose value is not the raw number.
_CONVERTERS: dict[str, Callable[[int], Any]] = {
    "message_state": member_lookup(MessageState),
    **{name: tuple(map(record, range(256))).__getitem__ for name, record in _FLAGS.items()},
}
_CODEC = "smpp"
_HEAD = (("command_status", "I"), ("sequence_number", "I"))
_MAX_VALUES = {"B": 0xFF, "H": 0xFFFF, "I": 0xFFFFFFFF}


def decode(data: bytes) -> Pdu:
    """Decode one PDU.

    Args:
        data: Exactly one PDU, header included; use :func:`smsc_codec.smpp.split` to split a stream.

    Returns:
        The record of its command, or a :class:`RawPdu`; :func:`encode` returns the same bytes.

    Raises:
        DecodeError: The header is incomplete, or its ``command_length`` differs from the size of
            ``data``; the body is too short for the command; the length of the message or of a TLV
            exceeds the remaining bytes. ``span`` is in bytes.
        TypeError: ``data`` is not bytes.
    """
    if not isinstance(data, bytes):
        raise TypeError(f"data: expected bytes, got {type(data).__name__}")
    try:
        length, command, status, sequence = _header_reader()(data)
        reader = _readers().get(command)
        if length != len(data):
            reader = _length_error
        if reader is None:
            return RawPdu(
                sequence_number=sequence,
                command_status=_STATUSES(status),
                command_id=_COMMANDS(command),
                body=data[MIN_PDU_BYTES:],
            )
        found: Pdu = reader(data, _STATUSES(status), sequence)
    except MalformedDocument as error:
        problem = partial(_diagnose_part, data, error.at or 0, error.expected)
    except BINARY_ERRORS:
        problem = partial(_diagnose_length, data)
    else:
        return found
    raise DecodeError(
        _CODEC, data, problem, partial(_hint, data), words=frozenset({"byte", "bytes"})
    )


def encode(pdu: Pdu) -> bytes:
    """Encode a PDU; the lengths are computed.

    Raises:
        EncodeError: A field has a wrong type, does not fit its size, or would decode to a different
            value (a string that contains a NUL).
    """
    try:
        writer = _writers()[pdu.__class__]
    except KeyError:
        raise EncodeError(_CODEC, None, f"expected a PDU, got {type(pdu).__name__}") from None
    try:
        data: bytes = writer(pdu)
    except EncodeError:
        raise
    except (TypeError, AttributeError, *BINARY_ERRORS):
        raise _field_error(pdu) from None
    if getattr(pdu, "rest", b"") and decode(data) != pdu:
        raise EncodeError(type(pdu).__name__, "rest", "would decode as the body")
    return data


@cache
def _header_reader() -> Callable[[bytes], tuple[int, int, int, int]]:
    """Return the compiled reader of the four header fields."""
    from smsc_codec.formats.binary import emit_read, parts_of
    from smsc_codec.smpp.layouts import HEADER

    names: dict[str, Any] = {}
    numbers = "".join(f"v_{name}, " for name, _ in parts_of(HEADER))
    source = [
        "def read_header(data):",
        "    at = 0",
        *(f"    {line}" for line in emit_read(HEADER, names)),
        f"    return {numbers}",
    ]
    return compile_function("decode PDU header", source, names)


# ---- readers


def _length_error(*_: object) -> Pdu:
    """Reader used when ``command_length`` does not match the size."""
    raise ValueError


@cache
def _readers() -> dict[int, Callable[..., Any]]:
    return {command: _reader(record) for command, record in RECORDS.items()}


def _reader(record: type[Any]) -> Callable[..., Any]:
    """Compile the reader of a record: a function of data, status and sequence number."""
    from smsc_codec.formats.binary import emit_read, parts_of
    from smsc_codec.smpp.layouts import BODIES

    layout = BODIES[record.command_id]
    parts = parts_of(layout)
    names: dict[str, Any] = {
        "MalformedDocument": MalformedDocument,
        "BINARY_ERRORS": BINARY_ERRORS,
        **slot_setters(record),
    }
    body = emit_read(layout, names)
    if any(name == "sm_length" for name, _ in parts):
        body += [
            "end = at + v_sm_length",
            "if end > len(data):",
            "    raise MalformedDocument(at, f'{v_sm_length} bytes of short_message')",
            "v_short_message = data[at:end]",
            "at = end",
        ]
    body += emit_tlv_read(names)
    values = {name: _value(name, code, names) for name, code in parts if name != "sm_length"}
    values |= {"tlvs": "tuple(tlvs)", "sequence_number": "sequence", "command_status": "status"}
    if "short_message" in _names(record):
        values["short_message"] = "v_short_message"
    source = [
        "def read(data, status, sequence):",
        f"    at = {MIN_PDU_BYTES}",
        "    self = new(cls)",
    ]
    fill = [f"set_{name}(self, {value})" for name, value in values.items()]
    if "rest" in _names(record):
        source += _response(record, body, fill)
    else:
        source += [f"    {line}" for line in body + fill]
    return compile_function(f"decode {record.__name__}", [*source, "    return self"], names)


def _response(record: type[Any], body: list[str], fill: list[str]) -> list[str]:
    """Generate the reader of a response.

    The body may be absent, and the body of an error response may be arbitrary bytes.
    """
    absent = {"sequence_number": "sequence", "command_status": "status", "tlvs": "()"}
    nothing = [
        f"set_{name}(self, {absent.get(name, 'None')})" for name in _names(record) if name != "rest"
    ]
    return [
        "    set_rest(self, b'')",
        *(f"    {line}" for line in nothing),
        "    if len(data) > at:",
        "        try:",
        *(f"            {line}" for line in body + fill),
        "        except BINARY_ERRORS:",
        "            if not status: raise",
        *(f"            {line}" for line in nothing),
        f"            set_rest(self, data[{MIN_PDU_BYTES}:])",
    ]


def _value(name: str, code: str, names: dict[str, Any]) -> str:
    if code == "c":
        return f"v_{name}.decode('latin-1') if v_{name} else ''"
    if name in _CONVERTERS:
        names[f"convert_{name}"] = _CONVERTERS[name]
        return f"convert_{name}(v_{name})"
    return f"v_{name}"


def _names(record: type[Any]) -> list[str]:
    return [part.name for part in fields(record)]


# ---- writers


@cache
def _writers() -> dict[type[Any], Callable[[Any], bytes]]:
    _header_writer()
    return {RawPdu: _write_raw, **{record: _writer(record) for record in RECORDS.values()}}


def _write_raw(pdu: RawPdu) -> bytes:
    if int(pdu.command_id) in RECORDS:
        raise EncodeError(
            "RawPdu", "command_id", f"would decode as {RECORDS[int(pdu.command_id)].__name__}"
        )
    body: Any = pdu.body
    if not isinstance(body, bytes) or bool in map(
        type, (pdu.command_id, pdu.command_status, pdu.sequence_number)
    ):
        raise ValueError
    head = (MIN_PDU_BYTES + len(body), pdu.command_id, pdu.command_status, pdu.sequence_number)
    return _header_writer()(head) + body


@cache
def _header_writer() -> Callable[[Any], bytes]:
    from smsc_codec.formats.binary import compile_struct
    from smsc_codec.smpp.layouts import HEADER

    return compile_struct(HEADER, lambda *parts: parts, lambda parts: parts, purpose="PDU header")[
        1
    ]


def _writer(record: type[Any]) -> Callable[[Any], bytes]:
    """Compile the writer of a record.

    The writer raises whatever an invalid value causes; :func:`_field_error` then finds the field.
    """
    from smsc_codec.formats.binary import emit_write, parts_of
    from smsc_codec.smpp.layouts import BODIES, HEADER

    layout = BODIES[record.command_id]
    parts = [(name, code) for name, code in parts_of(layout) if name != "sm_length"]
    names: dict[str, Any] = {**_FLAGS}
    source = [
        "def write(value):",
        f"    v_command_id = {int(record.command_id)}",
        "    tlvs = value.tlvs",
    ]
    source += [f"    {line}" for line in _emit_fields(_HEAD)]
    body = emit_write(layout, names)
    statements = _emit_fields(parts)
    if "short_message" in _names(record):
        statements += _emit_bytes("v_short_message", "value.short_message")
        statements.append("v_sm_length = len(v_short_message)")
        body += "v_short_message, "
    statements += [
        f"pieces = [{body}]",
        "if tlvs.__class__ is not tuple: raise ValueError",
        *emit_tlv_write(names),
        "body = b''.join(pieces)",
    ]
    if "rest" in _names(record):
        has_body = " or ".join([f"value.{name} is not None" for name, _ in parts] + ["tlvs != ()"])
        source += [f"    {line}" for line in _emit_bytes("body", "value.rest")]
        source += ["    if body and not v_command_status: raise ValueError", f"    if {has_body}:"]
        source += ["        if body: raise ValueError", *(f"        {line}" for line in statements)]
    else:
        source += [f"    {line}" for line in statements]
    source += [
        f"    v_command_length = {MIN_PDU_BYTES} + len(body)",
        f"    return b''.join(({emit_write(HEADER, names)}body))",
    ]
    return compile_function(f"encode {record.__name__}", source, names)


def _emit_bytes(local: str, value: str) -> list[str]:
    """Generate statements that get a ``bytes`` value and reject every other type."""
    return [f"{local} = {value}", f"if {local}.__class__ is not bytes: raise ValueError"]


def _emit_fields(parts: Iterable[tuple[str, str]]) -> list[str]:
    """Generate statements that convert the fields of ``value`` for ``struct`` and ``join``."""
    source = []
    for name, code in parts:
        if code == "c":
            source += [f"v_{name} = value.{name}", f"if '\\0' in v_{name}: raise ValueError"]
            source.append(f"v_{name} = v_{name}.encode('latin-1')")
        elif name in _FLAGS:
            source += [
                f"v_{name} = value.{name}",
                f"if v_{name}.__class__ is not {name}: raise ValueError",
            ]
            source.append(f"v_{name} = v_{name}.raw")
        else:
            source.append(f"v_{name} = value.{name}")
    numbers = [name for name, code in parts if code != "c"]
    if numbers:
        source.append(
            f"if {' or '.join(f'v_{name}.__class__ is bool' for name in numbers)}: raise ValueError"
        )
    return source


# ---- errors


def _diagnose_part(data: bytes, start: int, expected: str) -> Diagnosis:
    """Diagnose a message or a TLV that does not match its length."""
    return Diagnosis(
        span=(start, len(data)),
        expected=(expected,),
        found=byte_count(len(data) - start),
        is_binary=True,
    )


def _diagnose_length(data: bytes) -> Diagnosis:
    """Diagnose a PDU that does not match its ``command_length`` or is too short."""
    given, end = len(data), len(data)
    if given < MIN_PDU_BYTES:
        return Diagnosis(span=(end, end), expected=("more bytes of the header",), is_binary=True)
    length, number, *_ = _header_reader()(data)
    if not MIN_PDU_BYTES <= length <= max(given, MAX_PDU_BYTES):
        expected = f"a command_length of {MIN_PDU_BYTES} to {MAX_PDU_BYTES}"
        return Diagnosis(span=(0, 4), expected=(expected,), found=str(length), is_binary=True)
    if length > given:
        return Diagnosis(
            span=(end, end),
            expected=(byte_count(length),),
            found=byte_count(given),
            is_binary=True,
        )
    if length < given:
        return _diagnose_part(data, length, "the end of the PDU, by its command_length")
    return Diagnosis(
        span=(end, end),
        expected=(next(name for name, at in _field_ends(data, number) if at > end),),
        is_binary=True,
    )


def _field_ends(data: bytes, number: int) -> list[tuple[str, int]]:
    """Return a description and the end of each mandatory parameter.

    The end of a parameter that is cut off is greater than the size of ``data``.
    """
    from smsc_codec.formats.binary import parts_of
    from smsc_codec.smpp.layouts import BODIES

    at, found = MIN_PDU_BYTES, []
    for name, code in parts_of(BODIES[CommandId(number)]):
        has_begun = at < len(data)
        at = (data.find(0, at) + 1 or len(data) + 1) if code == "c" else at + struct.calcsize(code)
        found.append((f"the NUL after {name}" if has_begun else f"the field {name}", at))
    return found


def _hint(data: bytes) -> str | None:
    """Return a hint for a size that does not match ``command_length``; None if it does."""
    given, length = len(data), int.from_bytes(data[:4], "big")
    size = length if MIN_PDU_BYTES <= length <= MAX_PDU_BYTES else MIN_PDU_BYTES
    if given < size:
        return (
            f"the PDU is truncated ({given} of {size} bytes); "
            "use smpp.split() to wait for complete PDUs"
        )
    return "use smpp.split() to separate several PDUs" if MIN_PDU_BYTES <= length < given else None


def _field_error(pdu: Any) -> EncodeError:
    """Return the error for the first field that cannot be encoded."""
    from smsc_codec.formats.binary import parts_of
    from smsc_codec.smpp.layouts import BODIES

    codec = type(pdu).__name__
    rest = getattr(pdu, "rest", b"")
    if not isinstance(rest, bytes):
        return EncodeError(codec, "rest", "must be bytes")
    if rest and not pdu.command_status:
        return EncodeError(codec, "rest", "is allowed in error responses only")
    parts = dict(_HEAD)
    if not isinstance(pdu, RawPdu):
        parts |= {
            name: code for name, code in parts_of(BODIES[pdu.command_id]) if name != "sm_length"
        }
    for name, code in parts.items():
        value = getattr(pdu, name)
        reason = (
            _string_error(value) if code == "c" else _number_error(name, value, _MAX_VALUES[code])
        )
        if reason is not None:
            return EncodeError(codec, name, reason)
    for name in ("short_message", "body"):
        reason = _bytes_error(name, getattr(pdu, name, b""))
        if reason is not None:
            return EncodeError(codec, name, reason)
    if rest:
        return EncodeError(codec, "rest", "cannot be combined with body fields")
    try:
        encode_tlvs(getattr(pdu, "tlvs", ()))
    except EncodeError as error:
        return EncodeError(codec, f"tlvs{error.field or ''}", error.reason)
    return EncodeError(codec, "command_id", "must be an integer of four bytes")


def _bytes_error(name: str, value: object) -> str | None:
    if not isinstance(value, bytes):
        return "must be bytes"
    if name == "short_message" and len(value) > _MAX_VALUES["B"]:
        return f"exceeds {_MAX_VALUES['B']} bytes; use the TLV message_payload"
    return None


def _string_error(value: object) -> str | None:
    if value is None:
        return "is missing, although other fields of the body are set"
    if not isinstance(value, str) or "\0" in value or not all(char <= "\xff" for char in value):
        return "must be a str without NULs and characters above U+00FF"
    return None


def _number_error(name: str, value: Any, maximum: int) -> str | None:
    if name in _FLAGS:
        if value.__class__ is not _FLAGS[name]:
            return f"must be of type {_FLAGS[name].__name__}"
        value = value.raw
    if value is None:
        return "is missing, although other fields of the body are set"
    if bool is type(value) or not isinstance(value, int) or not 0 <= value <= maximum:
        return f"must be an integer from 0 to {maximum}"
    return None
