"""JSON Schema (2020-12) of what the command line writes, made from the declarations.

The rules are those of ``plain.to_plain``; the kinds of a record's fields, or their types where a record has no wire of kinds,
say what stands in each.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from smsc_codec import commands
from smsc_codec.callbacks.events import RECORD_LAYOUTS, EventKind
from smsc_codec.callbacks.signing import ALGORITHMS, Outcome, Verdict
from smsc_codec.cli.docstrings import note, notes, records, summary, without_none
from smsc_codec.codes import Code
from smsc_codec.flags import is_bit_record
from smsc_codec.registry import record_schemas
from smsc_codec.replies import REPLIES
from smsc_codec.schema.failure import FAILURE
from smsc_codec.schema.records import Items
from smsc_codec.schema.scalars import MONEY
from smsc_codec.smpp import (
    CommandId,
    CommandStatus,
    Conflict,
    DataSm,
    DeliverSm,
    DeliveryReport,
    MessageKind,
    MessageState,
    NetworkError,
    Pdu,
    Receipt,
    Segment,
    Source,
    SubmitSm,
    Tlv,
)
from smsc_codec.smpp.enums import STATE_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from smsc_codec.requests import Parameter, RequestSpec
    from smsc_codec.schema.scalars import Scalar

__all__ = ["document", "names"]

_Schema = dict[str, Any]

_TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}"
#: A receipt's time may be that of another gateway, with tenths of a second and an offset.
_ANY_TIME = f"^{_TIME}(\\.[0-9]{{6}})?([+-][0-9]{{2}}:[0-9]{{2}})?$"
_OCTETS: _Schema = {"type": "string", "pattern": "^([0-9a-f]{2})*$"}
_TEXT: _Schema = {"type": "string"}
#: Pairs in the order of the wire; the third says that JSON had the value without quotes.
_EXTRA: _Schema = {
    "type": "array",
    "minItems": 1,
    "items": {
        "type": "array",
        "prefixItems": [_TEXT, _TEXT, {"const": "bare"}],
        "items": False,
        "minItems": 2,
    },
}
#: Kinds whose text is held to its spelling; all other texts may be anything.
_SPELLED = ("id", "checksum", "money")
_TIMES = ("date", "short date", "moment")
#: Records that are only met inside others.
_INNER: Mapping[str, type] = {cls.__name__: cls for cls in (NetworkError, Segment, Tlv)}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


@cache
def _kinds() -> Mapping[str, tuple[type, ...]]:
    """What each command writes."""
    replied = [form.record.cls for reply in REPLIES for form in (*reply.layouts, FAILURE)]
    return {
        "reply": tuple(dict.fromkeys(replied)),
        "callback": tuple(form.record.cls for form in RECORD_LAYOUTS.values()),
        "receipt": (Receipt,),
        "pdu": get_args(Pdu),
    }


def names() -> tuple[str, ...]:
    """What has a schema: kinds, then records."""
    return (*_kinds(), *_OTHERS, *records())


def document(kind: str) -> _Schema:
    """A whole schema: of a record, or of a kind; the records inside stand under ``$defs``."""
    if kind in _kinds():
        told = _one_of(_kinds()[kind])
        if kind == "reply":
            told = {
                "oneOf": [
                    *told["oneOf"],
                    {"type": "array", "items": told, "description": "The rows of a list."},
                ]
            }
    else:
        told = _OTHERS[kind]() if kind in _OTHERS else _record(records()[kind])
    inside: dict[str, _Schema] = {}
    left = [*_references(told)]
    for name in left:
        if name not in inside:
            inside[name] = _record(_INNER.get(name) or records()[name])
            left += _references(inside[name])
    return {"$schema": _DIALECT, "title": kind, **told} | ({"$defs": inside} if inside else {})


def _reference(cls: type) -> _Schema:
    return {"$ref": f"#/$defs/{cls.__name__}"}


def _one_of(classes: Iterable[type]) -> _Schema:
    references = [_reference(cls) for cls in classes]
    return references[0] if len(references) == 1 else {"oneOf": references}


def _references(told: Any) -> Iterator[str]:
    """The records that a schema names."""
    if isinstance(told, dict) and "$ref" in told:
        yield told["$ref"].rpartition("/")[2]
    for part in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        yield from _references(part)


# ---- objects


def _object(
    properties: Mapping[str, _Schema], required: Iterable[str], description: str
) -> _Schema:
    return {
        "type": "object",
        "description": description,
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _described(told: _Schema, words: str | None) -> _Schema:
    return {**told, "description": words} if words else told


def _record(cls: type) -> _Schema:
    """An object as the commands write it: as ``to_plain`` does, and for SMPP with what they add and leave out."""
    properties, required = _fields(cls)
    if cls is DeliveryReport:
        _as_reports(properties)
        required = ["sources"]
    elif cls is Tlv:
        _as_tlvs(properties)
        required = ["tag", "data"]
    else:
        properties = {"record": {"const": cls.__name__}, **properties}
        required = ["record", *required]
    if cls is Receipt:
        properties["state"] = {
            "enum": sorted({state.name for state in STATE_WORDS.values()}),
            "description": summary(Receipt.state),
        }
    if cls in get_args(Pdu):
        return _as_pdus(cls, properties, required)
    return _object(properties, required, summary(cls))


def _fields(cls: type) -> tuple[dict[str, _Schema], list[str]]:
    """The fields of a record that are written, and those that always are."""
    record = record_schemas().get(cls)
    hints = get_type_hints(cls)
    properties: dict[str, _Schema] = {}
    for part in fields(cls):
        if part.compare:
            told = (
                _EXTRA
                if part.name == "extra"
                else _of_kind(record.scalar(part.name), hints[part.name])
                if record
                else _of_type(hints[part.name])
            )
            properties[part.name] = _described(told, note(cls, part.name))
    if record:
        return properties, [name for name in properties if name in record.required]
    return properties, [
        name for name in properties if name != "extra" and type(None) not in get_args(hints[name])
    ]


def _as_pdus(cls: type, properties: dict[str, _Schema], required: list[str]) -> _Schema:
    """What the command pdu makes of a PDU."""
    properties.pop("password", None)
    command = getattr(cls, "command_id", None)
    properties["command"] = (
        {"const": command.name}
        if isinstance(command, CommandId)
        else {**_TEXT, "description": summary(CommandId)}
    )
    properties["status"] = {**_TEXT, "description": summary(CommandStatus)}
    if "tlvs" in properties:
        properties["tlvs"] = {"type": "array", "items": _reference(Tlv), "minItems": 1}
    either: _Schema = {}
    if cls in (DeliverSm, SubmitSm, DataSm):
        properties |= {
            "kind": {**_TEXT, "description": summary(MessageKind)},
            "text": _TEXT,
            "text_error": _TEXT,
            "segment": _reference(Segment),
        }
        required = [*required, "kind"]
        either = {"oneOf": [{"required": ["text"]}, {"required": ["text_error"]}]}
    if cls is DeliverSm:
        properties["report"] = _reference(DeliveryReport)
    required = [name for name in required if name not in ("password", "tlvs", "rest")]
    return _object(properties, [*required, "command", "status"], summary(cls)) | either


def _as_tlvs(properties: dict[str, _Schema]) -> None:
    """What it makes of a TLV."""
    properties["tag"] = {"type": "string", "pattern": "^0x[0-9A-F]{4}$"}
    properties |= {
        "name": _TEXT,
        "defect": _TEXT,
        "value": {"anyOf": [{"type": ["string", "integer"]}, _reference(NetworkError)]},
    }


def _as_reports(properties: dict[str, _Schema]) -> None:
    """What it makes of a report: which TLV or text told it, by field."""
    properties["state"] = {
        **_TEXT,
        "description": properties["state"]["description"],
        "examples": [state.name for state in MessageState],
    }
    told: dict[str, _Schema] = {
        "sources": {
            "type": "object",
            "additionalProperties": {"enum": [origin.value for origin in Source]},
        },
        "conflicts": {
            "type": "array",
            "minItems": 1,
            "items": _object(*_fields(Conflict), summary(Conflict)),
        },
        "defects": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "array",
                "prefixItems": [_TEXT, _TEXT],
                "items": False,
                "minItems": 2,
            },
        },
    }
    properties |= {
        name: {**shape, "description": properties[name]["description"]}
        for name, shape in told.items()
    }


def _error() -> _Schema:
    texts = dict.fromkeys(("error", "at", "path", "found", "hint"), _TEXT)
    span = {
        "type": "array",
        "items": {"type": "integer", "minimum": 0},
        "minItems": 2,
        "maxItems": 2,
    }
    return _object(
        {**texts, "span": span, "expected": {"type": "array", "items": _TEXT}},
        ("error", "at"),
        "What stands for a record that could not be read.",
    )


def _verdict() -> _Schema:
    shapes: dict[str, _Schema] = {
        "verdict": {"enum": [outcome.name for outcome in Outcome]},
        "why": {"enum": [outcome.value for outcome in Outcome]},
        "accepted": {"type": "boolean"},
        "kind": {"enum": [kind.value for kind in EventKind]},
        "algorithm": {"enum": [*ALGORITHMS]},
        "secret": {"type": "integer", "minimum": 0},
        "at": _TEXT,
        "authenticated": {"type": "array", "items": _TEXT},
        "event_key": _TEXT,
    }
    told = {**notes(Verdict), "verdict": notes(Verdict)["outcome"]}
    properties = {name: _described(shape, told.get(name)) for name, shape in shapes.items()}
    required = ("verdict", "why", "accepted", "kind", "at", "authenticated")
    return _object(
        {**properties, "event": _one_of(_kinds()["callback"])}, required, summary(Verdict)
    )


def _requests() -> _Schema:
    """The parameters of a request, as texts: what ``Command.public_params`` gives."""
    # Not oneOf: what some commands state is what others may state.
    return {"anyOf": [_request(request) for request in commands.REQUESTS]}


def _request(request: RequestSpec) -> _Schema:
    function = getattr(commands, request.name)
    told = notes(function)
    shapes: dict[str, _Schema] = {name: {"const": text} for name, text in request.constants.items()}
    shapes |= {parameter.name: _of_parameter(parameter) for parameter in request.parameters}
    shapes |= {"fmt": {"enum": ["0", "1", "2", "3"]}, "charset": {"const": "utf-8"}}
    properties = {name: _described(shape, told.get(name)) for name, shape in shapes.items()}
    rules: _Schema = (
        {"dependentRequired": {name: [needed] for name, needed in request.needs.items()}}
        if request.needs
        else {}
    )
    if request.one_of:
        rules["allOf"] = [
            {"oneOf": [{"required": [name]} for name in group]} for group in request.one_of
        ]
    required = [name for name in properties if name in request.required]
    return (
        {"title": request.name}
        | _object(properties, [*required, "fmt", "charset"], summary(function))
        | rules
    )


def _of_parameter(parameter: Parameter) -> _Schema:
    if parameter.choices:
        return {"enum": [str(choice) for choice in parameter.choices]}
    if parameter.kind.from_int is not None and not parameter.repeated:
        return {"type": "string", "pattern": "^-?[0-9]{1,11}$"}
    return {"type": "string", "minLength": 1} | (
        {"maxLength": parameter.max_length}
        if parameter.max_length and not parameter.repeated
        else {}
    )


#: What is no record.
_OTHERS: Mapping[str, Callable[[], _Schema]] = {
    "error": _error,
    "verdict": _verdict,
    "request": _requests,
}


# ---- values


def _of_kind(kind: Scalar, hint: Any) -> _Schema:
    if isinstance(kind, Items):
        return {"type": "array", "items": _reference(kind.of.cls)}
    if kind.item:
        return {"type": "array", "items": _TEXT}
    if kind.from_int is not None:
        least, beyond = kind.int_range
        return {"type": "integer", "minimum": least, "maximum": beyond - 1, **_listed(hint)}
    if kind.name in _TIMES:
        time = {"type": "string", "pattern": f"^{_TIME}$"}
        return (
            {"type": ["string", "integer"], "pattern": f"^{_TIME}$", "minimum": 0}
            if kind.name == "moment"
            else time
        )
    return (
        {"type": "string", "pattern": f"^{kind.pattern.pattern}$"}
        if kind.name in _SPELLED
        else _TEXT
    )


def _of_type(hint: Any) -> _Schema:
    of = without_none(hint)
    if of is object:
        return {}
    if of is Decimal:
        return _of_kind(MONEY, of)
    if of is bytes:
        return _OCTETS
    if of is datetime:
        return {"type": "string", "pattern": _ANY_TIME}
    if isinstance(of, type) and is_dataclass(of):
        return {"type": "integer", "minimum": 0} if is_bit_record(of) else _reference(of)
    return (
        {"type": "integer", "minimum": 0, **_listed(of)}
        if isinstance(of, type) and issubclass(of, int)
        else _TEXT
    )


def _listed(hint: Any) -> _Schema:
    """The numbers of a list, as examples: every list is open."""
    of = without_none(hint)
    return (
        {"examples": [int(code) for code in of]}
        if isinstance(of, type) and issubclass(of, Code)
        else {}
    )
