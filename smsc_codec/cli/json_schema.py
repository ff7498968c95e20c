"""JSON Schema (2020-12) of the command line's output, generated from the record declarations.

Follows the conversions of ``plain.to_plain``. The schema of a field is derived from its scalar type
or, for records without scalar types, from its annotation.
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
#: Receipts of other gateways have times with fractions of a second and a UTC offset.
_ANY_TIME = f"^{_TIME}(\\.[0-9]{{6}})?([+-][0-9]{{2}}:[0-9]{{2}})?$"
_BYTES: _Schema = {"type": "string", "pattern": "^([0-9a-f]{2})*$"}
_TEXT: _Schema = {"type": "string"}
#: Pairs in wire order; a third item marks values that JSON had without quotes.
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
#: Scalars whose strings match a pattern; other strings are unrestricted.
_PATTERNED = ("id", "checksum", "money")
_TIMES = ("date", "short date", "moment")
#: Records that occur only inside others.
_INNER: Mapping[str, type] = {cls.__name__: cls for cls in (NetworkError, Segment, Tlv)}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


@cache
def _kinds() -> Mapping[str, tuple[type, ...]]:
    """The records that each command writes."""
    in_replies = [layout.record.cls for reply in REPLIES for layout in (*reply.layouts, FAILURE)]
    return {
        "reply": tuple(dict.fromkeys(in_replies)),
        "callback": tuple(layout.record.cls for layout in RECORD_LAYOUTS.values()),
        "receipt": (Receipt,),
        "pdu": get_args(Pdu),
    }


def names() -> tuple[str, ...]:
    """All names with a schema: kinds of output, then records."""
    return (*_kinds(), *_OTHERS, *records())


def document(kind: str) -> _Schema:
    """The complete schema of a record or a kind of output; nested records are in ``$defs``."""
    if kind in _kinds():
        schema = _one_of(_kinds()[kind])
        if kind == "reply":
            schema = {
                "oneOf": [
                    *schema["oneOf"],
                    {"type": "array", "items": schema, "description": "The rows of a list."},
                ]
            }
    else:
        schema = _OTHERS[kind]() if kind in _OTHERS else _record(records()[kind])
    nested: dict[str, _Schema] = {}
    pending = [*_references(schema)]
    for name in pending:
        if name not in nested:
            nested[name] = _record(_INNER.get(name) or records()[name])
            pending += _references(nested[name])
    return {"$schema": _DIALECT, "title": kind, **schema} | ({"$defs": nested} if nested else {})


def _reference(cls: type) -> _Schema:
    return {"$ref": f"#/$defs/{cls.__name__}"}


def _one_of(classes: Iterable[type]) -> _Schema:
    references = [_reference(cls) for cls in classes]
    return references[0] if len(references) == 1 else {"oneOf": references}


def _references(schema: Any) -> Iterator[str]:
    """The names of the records that a schema refers to."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield schema["$ref"].rpartition("/")[2]
        schema = [*schema.values()]
    if isinstance(schema, list):
        for part in schema:
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


def _described(schema: _Schema, description: str | None) -> _Schema:
    return {**schema, "description": description} if description else schema


def _record(cls: type) -> _Schema:
    """The object that the commands write for a record.

    Like ``to_plain``, with the changes that ``plain_pdu`` makes to PDUs.
    """
    properties, required = _fields(cls)
    if cls is DeliveryReport:
        _adapt_report(properties)
        required = ["sources"]
    elif cls is Tlv:
        _adapt_tlv(properties)
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
        return _pdu(cls, properties, required)
    return _object(properties, required, summary(cls))


def _fields(cls: type) -> tuple[dict[str, _Schema], list[str]]:
    """The properties of a record's fields, and the names of the required ones."""
    record = record_schemas().get(cls)
    hints = get_type_hints(cls)
    properties: dict[str, _Schema] = {}
    for field in fields(cls):
        if field.compare:
            schema = (
                _EXTRA
                if field.name == "extra"
                else _of_scalar(record.scalar(field.name), hints[field.name])
                if record
                else _of_type(hints[field.name])
            )
            properties[field.name] = _described(schema, note(cls, field.name))
    if record:
        return properties, [name for name in properties if name in record.required]
    return properties, [
        name for name in properties if name != "extra" and type(None) not in get_args(hints[name])
    ]


def _pdu(cls: type, properties: dict[str, _Schema], required: list[str]) -> _Schema:
    """The object that the pdu command writes."""
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


def _adapt_tlv(properties: dict[str, _Schema]) -> None:
    """Adapt the properties of a TLV to ``plain_pdu``."""
    properties["tag"] = {"type": "string", "pattern": "^0x[0-9A-F]{4}$"}
    properties |= {
        "name": _TEXT,
        "defect": _TEXT,
        "value": {"anyOf": [{"type": ["string", "integer"]}, _reference(NetworkError)]},
    }


def _adapt_report(properties: dict[str, _Schema]) -> None:
    """Adapt the properties of a delivery report to ``plain_pdu``."""
    del properties["undecoded"]
    properties["receipt_error"] = _described(_TEXT, summary(DeliveryReport.receipt_error))
    properties["state"] = {
        **_TEXT,
        "description": properties["state"]["description"],
        "examples": [state.name for state in MessageState],
    }
    shapes: dict[str, _Schema] = {
        "sources": {
            "type": "object",
            "additionalProperties": {"enum": [source.value for source in Source]},
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
        for name, shape in shapes.items()
    }


def _error() -> _Schema:
    texts = dict.fromkeys(("error", "location", "path", "found", "hint"), _TEXT)
    span = {
        "type": "array",
        "items": {"type": "integer", "minimum": 0},
        "minItems": 2,
        "maxItems": 2,
    }
    return _object(
        {**texts, "span": span, "expected": {"type": "array", "items": _TEXT}},
        ("error", "location"),
        "Replaces a record that cannot be decoded.",
    )


def _verdict() -> _Schema:
    shapes: dict[str, _Schema] = {
        "verdict": {"enum": [outcome.name for outcome in Outcome]},
        "reason": {"enum": [outcome.value for outcome in Outcome]},
        "accepted": {"type": "boolean"},
        "kind": {"enum": [kind.value for kind in EventKind]},
        "algorithm": {"enum": [*ALGORITHMS]},
        "secret_index": {"type": "integer", "minimum": 0},
        "location": _TEXT,
        "authenticated": {"type": "array", "items": _TEXT},
        "dedup_key": _TEXT,
    }
    descriptions = {**notes(Verdict), "verdict": notes(Verdict)["outcome"]}
    properties = {name: _described(shape, descriptions.get(name)) for name, shape in shapes.items()}
    required = ("verdict", "reason", "accepted", "kind", "location", "authenticated")
    return _object(
        {**properties, "event": _one_of(_kinds()["callback"])}, required, summary(Verdict)
    )


def _requests() -> _Schema:
    """The parameters of a request, as returned by ``Command.public_params()``."""
    # Not oneOf: the same parameters may be valid for several commands.
    return {"anyOf": [_request(request) for request in commands.REQUESTS]}


def _request(request: RequestSpec) -> _Schema:
    function = getattr(commands, request.name)
    descriptions = notes(function)
    shapes: dict[str, _Schema] = {name: {"const": text} for name, text in request.constants.items()}
    shapes |= {parameter.name: _of_parameter(parameter) for parameter in request.parameters}
    shapes |= {"fmt": {"enum": ["0", "1", "2", "3"]}, "charset": {"const": "utf-8"}}
    properties = {name: _described(shape, descriptions.get(name)) for name, shape in shapes.items()}
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


#: Kinds of output that are not records.
_OTHERS: Mapping[str, Callable[[], _Schema]] = {
    "error": _error,
    "verdict": _verdict,
    "request": _requests,
}


# ---- values


def _of_scalar(scalar: Scalar, hint: Any) -> _Schema:
    if isinstance(scalar, Items):
        return {"type": "array", "items": _reference(scalar.of.cls)}
    if scalar.item:
        return {"type": "array", "items": _TEXT}
    if scalar.from_int is not None:
        minimum, end = scalar.int_range
        return {"type": "integer", "minimum": minimum, "maximum": end - 1, **_examples(hint)}
    if scalar.name in _TIMES:
        time = {"type": "string", "pattern": f"^{_TIME}$"}
        return (
            {"type": ["string", "integer"], "pattern": f"^{_TIME}$", "minimum": 0}
            if scalar.name == "moment"
            else time
        )
    return (
        {"type": "string", "pattern": f"^{scalar.pattern.pattern}$"}
        if scalar.name in _PATTERNED
        else _TEXT
    )


def _of_type(hint: Any) -> _Schema:
    value_type = without_none(hint)
    if value_type is object:
        return {}
    if value_type is Decimal:
        return _of_scalar(MONEY, value_type)
    if value_type is bytes:
        return _BYTES
    if value_type is datetime:
        return {"type": "string", "pattern": _ANY_TIME}
    if isinstance(value_type, type) and is_dataclass(value_type):
        if is_bit_record(value_type):
            return {"type": "integer", "minimum": 0}
        return _reference(value_type)
    if isinstance(value_type, type) and issubclass(value_type, int):
        return {"type": "integer", "minimum": 0, **_examples(value_type)}
    return _TEXT


def _examples(hint: Any) -> _Schema:
    """The known codes as examples, because unknown codes are valid too."""
    value_type = without_none(hint)
    if isinstance(value_type, type) and issubclass(value_type, Code):
        return {"examples": [int(code) for code in value_type]}
    return {}
