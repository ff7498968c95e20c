"""PDUs between octets and records: the layouts compiled into a straight-line reader and writer for each command."""

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
from smsc_codec.smpp.tlv_types import in_octets
from smsc_codec.smpp.tlvs import emit_tlv_read, emit_tlv_write
from smsc_codec.smpp.tlvs import encode as encode_tlvs

__all__ = ["RECORDS", "decode", "encode"]

#: The record of each command that is decoded.
RECORDS: dict[int, type[Any]] = {
    record.command_id: record for record in get_args(Pdu) if record is not RawPdu
}
_COMMANDS: Callable[[int], Any] = member_lookup(CommandId)
_STATUSES: Callable[[int], Any] = member_lookup(CommandStatus)
#: The octets that are a record around a raw number, and how that is made.
_FLAGS: dict[str, type[Any]] = {"esm_class": EsmClass, "registered_delivery": RegisteredDelivery}
_MADE: dict[str, Callable[[int], Any]] = {
    "message_state": member_lookup(MessageState),
    **{name: tuple(map(record, range(256))).__getitem__ for name, record in _FLAGS.items()},
}
_HEAD = (("command_status", "I"), ("sequence_number", "I"))
_MOST = {"B": 0xFF, "H": 0xFFFF, "I": 0xFFFFFFFF}


def decode(octets: bytes) -> Pdu:
    """One PDU.

    Args:
        octets: the PDU, its header included and nothing behind it; see :func:`smsc_codec.smpp.split`.

    Returns:
        The record of its command, or a :class:`RawPdu`; ``encode`` gives the same octets again.

    Raises:
        DecodeError: the header is short or its ``command_length`` lies; the body is shorter than the command says; the length
            of the message or of a TLV is more than what is left. ``span`` counts octets.
        TypeError: not bytes.
    """
    if not isinstance(octets, bytes):
        raise TypeError(f"a PDU is bytes, not {type(octets).__name__}")
    try:
        length, command, status, sequence = _head()(octets)
        reader = _readers().get(command)
        if length != len(octets):
            reader = _length_error
        if reader is None:
            return RawPdu(
                sequence_number=sequence,
                command_status=_STATUSES(status),
                command_id=_COMMANDS(command),
                body=octets[MIN_PDU_BYTES:],
            )
        found: Pdu = reader(octets, _STATUSES(status), sequence)
    except MalformedDocument as error:
        problem = partial(_part, octets, error.at or 0, error.expected)
    except BINARY_ERRORS:
        problem = partial(_short, octets)
    else:
        return found
    raise DecodeError(
        "SMPP", octets, problem, partial(_hint, octets), words=frozenset({"octet", "octets"})
    )


def encode(pdu: Pdu) -> bytes:
    """The octets of a PDU; its lengths are counted.

    Raises:
        EncodeError: a field is of a wrong type, does not fit its octets, or would read back differently (a NUL in a string).
    """
    try:
        writer = _writers()[pdu.__class__]
    except KeyError:
        raise EncodeError("SMPP", None, f"a {type(pdu).__name__} is no PDU") from None
    try:
        octets: bytes = writer(pdu)
    except EncodeError:
        raise
    except (TypeError, AttributeError, *BINARY_ERRORS):
        raise _field_error(pdu) from None
    if getattr(pdu, "rest", b"") and decode(octets) != pdu:
        raise EncodeError(
            type(pdu).__name__,
            "rest",
            "it would read back as the body, or in an error response only",
        )
    return octets


@cache
def _head() -> Callable[[bytes], tuple[int, int, int, int]]:
    """The header's four numbers, whatever follows."""
    from smsc_codec.formats.binary import emit_read, parts_of
    from smsc_codec.smpp.layouts import HEADER

    names: dict[str, Any] = {}
    numbers = "".join(f"v_{name}, " for name, _ in parts_of(HEADER))
    source = [
        "def head(data):",
        "    at = 0",
        *(f"    {line}" for line in emit_read(HEADER, names)),
        f"    return {numbers}",
    ]
    return compile_function("decode PDU header", source, names)


# ---- reading


def _length_error(*_: object) -> Pdu:
    """In the place of a reader where ``command_length`` is not that of the octets."""
    raise ValueError


@cache
def _readers() -> dict[int, Callable[..., Any]]:
    return {command: _reader(record) for command, record in RECORDS.items()}


def _reader(record: type[Any]) -> Callable[..., Any]:
    """A function of the octets, the status and the sequence number."""
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
            "if end > len(data): raise MalformedDocument(at, f'{v_sm_length} octets of short_message')",
            "v_short_message = data[at:end]",
            "at = end",
        ]
    body += emit_tlv_read(names)
    values = {
        name: _value(name, spelling, names) for name, spelling in parts if name != "sm_length"
    }
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
    """A response's body may be absent, and in an error response it may be anything."""
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


def _value(name: str, spelling: str, names: dict[str, Any]) -> str:
    if spelling == "c":
        return f"v_{name}.decode('latin-1') if v_{name} else ''"
    if name in _MADE:
        names[f"made_{name}"] = _MADE[name]
        return f"made_{name}(v_{name})"
    return f"v_{name}"


def _names(record: type[Any]) -> list[str]:
    return [part.name for part in fields(record)]


# ---- writing


@cache
def _writers() -> dict[type[Any], Callable[[Any], bytes]]:
    _write_head()
    return {RawPdu: _write_raw, **{record: _writer(record) for record in RECORDS.values()}}


def _write_raw(pdu: RawPdu) -> bytes:
    if int(pdu.command_id) in RECORDS:
        raise EncodeError(
            "RawPdu", "command_id", f"it would read back as {RECORDS[int(pdu.command_id)].__name__}"
        )
    body: Any = pdu.body
    if not isinstance(body, bytes) or bool in map(
        type, (pdu.command_id, pdu.command_status, pdu.sequence_number)
    ):
        raise ValueError
    head = (MIN_PDU_BYTES + len(body), pdu.command_id, pdu.command_status, pdu.sequence_number)
    return _write_head()(head) + body


@cache
def _write_head() -> Callable[[Any], bytes]:
    from smsc_codec.formats.binary import compile_struct
    from smsc_codec.smpp.layouts import HEADER

    return compile_struct(HEADER, lambda *parts: parts, lambda parts: parts, purpose="PDU header")[
        1
    ]


def _writer(record: type[Any]) -> Callable[[Any], bytes]:
    """A function of the record; it raises what a wrong value raises, and :func:`_fault` finds out which it was."""
    from smsc_codec.formats.binary import emit_write, parts_of
    from smsc_codec.smpp.layouts import BODIES, HEADER

    layout = BODIES[record.command_id]
    parts = [(name, spelling) for name, spelling in parts_of(layout) if name != "sm_length"]
    names: dict[str, Any] = {**_FLAGS}
    source = [
        "def write(value):",
        f"    v_command_id = {int(record.command_id)}",
        "    tlvs = value.tlvs",
    ]
    source += [f"    {line}" for line in _taken(_HEAD)]
    body = emit_write(layout, names)
    taken = _taken(parts)
    if "short_message" in _names(record):
        taken += _fixed_bytes("v_short_message", "value.short_message")
        taken.append("v_sm_length = len(v_short_message)")
        body += "v_short_message, "
    taken += [
        f"pieces = [{body}]",
        "if tlvs.__class__ is not tuple: raise ValueError",
        *emit_tlv_write(names),
        "body = b''.join(pieces)",
    ]
    if "rest" in _names(record):
        told = " or ".join([f"value.{name} is not None" for name, _ in parts] + ["tlvs != ()"])
        source += [f"    {line}" for line in _fixed_bytes("body", "value.rest")]
        source += ["    if body and not v_command_status: raise ValueError", f"    if {told}:"]
        source += ["        if body: raise ValueError", *(f"        {line}" for line in taken)]
    else:
        source += [f"    {line}" for line in taken]
    source += [
        f"    v_command_length = {MIN_PDU_BYTES} + len(body)",
        f"    return b''.join(({emit_write(HEADER, names)}body))",
    ]
    return compile_function(f"encode {record.__name__}", source, names)


def _fixed_bytes(local: str, value: str) -> list[str]:
    """Statements that take octets, and nothing that only behaves like them."""
    return [f"{local} = {value}", f"if {local}.__class__ is not bytes: raise ValueError"]


def _taken(parts: Iterable[tuple[str, str]]) -> list[str]:
    """Statements that take fields out of ``value`` and make of them what ``struct`` and ``join`` take."""
    source = []
    for name, spelling in parts:
        if spelling == "c":
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
    numbers = [name for name, spelling in parts if spelling != "c"]
    if numbers:
        source.append(
            f"if {' or '.join(f'v_{name}.__class__ is bool' for name in numbers)}: raise ValueError"
        )
    return source


# ---- errors


def _part(octets: bytes, start: int, expected: str) -> Diagnosis:
    """A message, or a TLV, that is not what its length tells."""
    return Diagnosis(
        span=(start, len(octets)),
        expected=(expected,),
        found=in_octets(len(octets) - start),
        is_binary=True,
    )


def _short(octets: bytes) -> Diagnosis:
    """A PDU that is shorter than its header, its length or its command says; or longer than its length."""
    given, end = len(octets), len(octets)
    if given < MIN_PDU_BYTES:
        return Diagnosis(span=(end, end), expected=("more octets of the header",), is_binary=True)
    told, number, *_ = _head()(octets)
    if not MIN_PDU_BYTES <= told <= max(given, MAX_PDU_BYTES):
        expected = f"a command_length of {MIN_PDU_BYTES} to {MAX_PDU_BYTES}"
        return Diagnosis(span=(0, 4), expected=(expected,), found=str(told), is_binary=True)
    if told > given:
        return Diagnosis(
            span=(end, end), expected=(in_octets(told),), found=in_octets(given), is_binary=True
        )
    if told < given:
        return _part(octets, told, "the end, where command_length tells it")
    return Diagnosis(
        span=(end, end),
        expected=(next(name for name, at in _ends(octets, number) if at > end),),
        is_binary=True,
    )


def _ends(octets: bytes, number: int) -> list[tuple[str, int]]:
    """The mandatory part of a command: what is wanted of each field, and where that ends; behind all octets if it is cut."""
    from smsc_codec.formats.binary import parts_of
    from smsc_codec.smpp.layouts import BODIES

    at, found = MIN_PDU_BYTES, []
    for name, spelling in parts_of(BODIES[CommandId(number)]):
        begun = at < len(octets)
        at = (
            (octets.find(0, at) + 1 or len(octets) + 1)
            if spelling == "c"
            else at + struct.calcsize(spelling)
        )
        found.append((f"the NUL behind {name}" if begun else f"the field {name}", at))
    return found


def _hint(octets: bytes) -> str | None:
    """What to do about a length that is not that of the octets."""
    given, told = len(octets), int.from_bytes(octets[:4], "big")
    whole = told if MIN_PDU_BYTES <= told <= MAX_PDU_BYTES else MIN_PDU_BYTES
    if given < whole:
        return f"it is cut: {given} of {whole} octets; smpp.split() keeps what is not whole"
    return (
        "more than one PDU? smpp.split() takes them apart"
        if MIN_PDU_BYTES <= told < given
        else None
    )


def _field_error(pdu: Any) -> EncodeError:
    """Which field is to blame."""
    from smsc_codec.formats.binary import parts_of
    from smsc_codec.smpp.layouts import BODIES

    what = type(pdu).__name__
    rest = getattr(pdu, "rest", b"")
    if not isinstance(rest, bytes):
        return EncodeError(what, "rest", "not octets")
    if rest and not pdu.command_status:
        return EncodeError(what, "rest", "only an error response has it")
    parts = dict(_HEAD)
    if not isinstance(pdu, RawPdu):
        parts |= {
            name: spelling
            for name, spelling in parts_of(BODIES[pdu.command_id])
            if name != "sm_length"
        }
    for name, spelling in parts.items():
        value = getattr(pdu, name)
        why = _text_error(value) if spelling == "c" else _number_error(name, value, _MOST[spelling])
        if why is not None:
            return EncodeError(what, name, why)
    for name in ("short_message", "body"):
        why = _bytes_error(name, getattr(pdu, name, b""))
        if why is not None:
            return EncodeError(what, name, why)
    if rest:
        return EncodeError(
            what, "rest", "only an error response has it, and then nothing else of a body"
        )
    try:
        encode_tlvs(getattr(pdu, "tlvs", ()))
    except EncodeError as error:
        return EncodeError(what, f"tlvs{error.field or ''}", error.reason)
    return EncodeError(what, "command_id", "not a number of four octets")


def _bytes_error(name: str, value: object) -> str | None:
    if not isinstance(value, bytes):
        return "not octets"
    if name == "short_message" and len(value) > _MOST["B"]:
        return f"more than {_MOST['B']} octets: put them into message_payload"
    return None


def _text_error(value: object) -> str | None:
    if value is None:
        return "it is missing, and other parts of the body are not"
    if not isinstance(value, str) or "\0" in value or not all(letter <= "\xff" for letter in value):
        return "not a text of characters that are octets, without a NUL"
    return None


def _number_error(name: str, value: Any, most: int) -> str | None:
    if name in _FLAGS:
        if value.__class__ is not _FLAGS[name]:
            return f"not {_FLAGS[name].__name__}"
        value = value.raw
    if value is None:
        return "it is missing, and other parts of the body are not"
    if bool is type(value) or not isinstance(value, int) or not 0 <= value <= most:
        return f"not a number of 0 to {most}"
    return None
