"""fmt=3: JSON, parsed with the standard library, and the generated code for its scalars.

The parser is stricter than the standard library: it rejects NaN, Infinity, duplicate keys, unpaired
surrogates, more than 16 levels of nesting and very long numbers, always with the same exception.
"""

from __future__ import annotations

import json
import re
from json.encoder import encode_basestring as quote
from typing import TYPE_CHECKING, Any, ClassVar

from smsc_codec.codegen import emit_int_check, emit_serialize
from smsc_codec.formats.base import MalformedDocument, duplicate_key
from smsc_codec.schema.records import RawJson
from smsc_codec.schema.scalars import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Callable

    from smsc_codec.schema.records import RecordLayout
    from smsc_codec.schema.scalars import Scalar

__all__ = ["JsonSyntax", "describe_json_error", "member", "parse", "quote", "value_end"]

_DEPTH = 16
_DIGITS = 100
_BLANK = r"[ \t\r\n]*+"
_SURROGATE = re.compile("[\ud800-\udfff]")
#: What was expected, by the beginning of the standard library's error message.
_EXPECTED = {
    "Extra data": "the end",
    "Expecting value": "a value",
    "Expecting ':' delimiter": "“:”",
    "Expecting ',' delimiter": "“,” or a closing bracket",
    "Expecting property name": "a key in double quotes",
    "Illegal trailing comma": "a closing bracket",
    "Unterminated string": "a closing double quote",
    "Invalid control character": "an escaped control character",
    "Invalid \\": "a valid JSON escape",
}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedDocument(None, "unique keys", duplicate_key(pairs))
    return found


def _reject_constant(constant: str) -> None:
    raise MalformedDocument(None, "a finite number", constant)


# A float is kept as its digits, so that amounts of money are not rounded to binary fractions.
_decode: Callable[[str], Any] = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=RawJson, parse_constant=_reject_constant
).decode
_exact: Callable[[str], Any] = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_float=RawJson,
    parse_int=RawJson,
    parse_constant=_reject_constant,
).decode


#: Accepts unescaped line breaks in strings, since logs may contain them.
_scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder(strict=False).raw_decode


def value_end(text: str, start: int) -> int | None:
    """Return the end of the value that begins at ``start``; None if it is not JSON."""
    try:
        return _scan(text, start)[1]
    except (ValueError, RecursionError):
        return None


def describe_json_error(inside: str) -> str | None:
    """Return the string with these characters between its quotes; None if it is not a valid JSON
    string.
    """
    try:
        string, end = _scan(f'"{inside}"', 0)
    except ValueError:
        return None
    return string if end == len(inside) + 2 else None


def parse(text: str, *, exact: bool = False) -> Any:
    """Parse a document.

    Args:
        text: the document.
        exact: return every number as :class:`RawJson`, with its digits unchanged. By default,
            numbers with a point or an exponent are ``RawJson``, and all others are int.

    Raises:
        MalformedDocument: the document is not JSON, or violates one of the restrictions of this
            module.
    """
    try:
        value = _exact(text) if exact else _decode(text)
    except json.JSONDecodeError as error:
        raise MalformedDocument(
            error.pos,
            next(
                (noun for start, noun in _EXPECTED.items() if error.msg.startswith(start)), "JSON"
            ),
        ) from None
    except RecursionError:
        raise MalformedDocument(None, "at most 16 levels") from None
    except MalformedDocument:
        raise
    except ValueError:
        raise MalformedDocument(None, "a number with fewer digits") from None
    if "\\u" in text and _has_surrogate(value):
        raise MalformedDocument(None, "text without unpaired surrogates")
    return value


def _has_surrogate(value: Any) -> bool:
    """Return whether any string inside ``value`` contains an unpaired surrogate."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            if _SURROGATE.search(item):
                return True
        elif isinstance(item, dict):
            pending += item.keys()
            pending += item.values()
        elif isinstance(item, list):
            pending += item
    return False


def decode_extra(value: Any) -> str:
    """Return the value of an unknown field for ``extra``: a string unchanged, anything else as
    :class:`RawJson`.

    Raises:
        MalformedDocument: the value is nested too deeply, or contains a number with too many
            digits.
    """
    return value if value.__class__ is str else RawJson(_text(value, _DEPTH))


def _text(value: Any, depth: int) -> str:
    if depth == 0:
        raise MalformedDocument(None, "at most 16 levels")
    if isinstance(value, dict):
        return (
            "{"
            + ", ".join(f"{quote(key)}: {_text(part, depth - 1)}" for key, part in value.items())
            + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(_text(part, depth - 1) for part in value) + "]"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value.__class__ is str:
        return quote(value)
    digits = str(value)
    if len(digits) > _DIGITS:
        raise MalformedDocument(None, "a number with fewer digits")
    return digits


def member(key: str, text: str, *, exact: bool = False) -> str:
    """Serialize a pair of ``extra`` as a member of an object.

    Args:
        key: the key.
        text: the text; a :class:`RawJson` is written without quotes.
        exact: whether the result will be parsed with ``exact`` (see :func:`parse`), without which
            ``-0`` becomes ``0``.

    Raises:
        InvalidValue: a :class:`RawJson` that is not a JSON value.
    """
    if not isinstance(text, RawJson):
        return f"{quote(key)}: {quote(text)}"
    if not _is_raw_json(text, exact=exact):
        raise InvalidValue("contains a RawJson that is not a JSON value")
    return f"{quote(key)}: {text}"


def _is_raw_json(text: str, *, exact: bool) -> bool:
    """Return whether ``text`` is a JSON value other than a string, written as :func:`decode_extra`
    writes it.
    """
    try:
        return decode_extra(parse(text, exact=exact)) == text
    except ValueError:
        return False


def _constant_value(text: str) -> str:
    """Serialize a constant: as a number if it looks like one."""
    return text if text.lstrip("-").isdigit() else f'"{text}"'


def _value_pattern(kind: Scalar, required: bool) -> str:
    if kind.is_text:
        return r'"([^"\\\x00-\x1f]*+)"'
    if not kind.is_number:
        return f'"({kind.pattern.pattern}{"" if required else "|"})"'
    low, high = kind.int_range
    return f"({'-?' if low else ''}(?:0|[1-9][0-9]{{0,{len(str(high)) - 2}}}+))"


class JsonSyntax:
    """The syntax of a reply in JSON: ``{`` LF ``"key": value,`` LF ... LF ``}``, as in recorded
    replies.
    """

    fmt = 3
    blank: ClassVar[re.Pattern[str]] = re.compile(_BLANK)
    opening: ClassVar[re.Pattern[str]] = re.compile(rf"{_BLANK}\[{_BLANK}")
    between: ClassVar[re.Pattern[str]] = re.compile(rf"{_BLANK},{_BLANK}")
    closing: ClassVar[re.Pattern[str]] = re.compile(rf"{_BLANK}\]{_BLANK}")

    @staticmethod
    def layout(form: RecordLayout, root: str, leaf: bool, names: tuple[str, ...]) -> str | None:
        """Return a pattern of the object in canonical layout: the known keys in order, texts
        without escapes.

        None if the first key is optional, since the commas then depend on which keys are present.
        """
        members = (
            []
            if form.constant is None
            else [f'"{form.constant[0]}":{_BLANK}{_constant_value(form.constant[1])}']
        )
        for name in names:
            required = name in form.record.required
            value = _value_pattern(form.record.scalar(name), required)
            member = f'"{form.record.tag(name)}":{_BLANK}{value}'
            if not members and not required:
                return None
            if members:
                member = f"{_BLANK},{_BLANK}{member}"
            members.append(member if required else f"(?:{member})?+")
        return rf"\{{{_BLANK}{''.join(members)}{_BLANK}\}}"

    @staticmethod
    def constant(tag: str, text: str) -> str:
        """Return the member of a constant."""
        return f'"{tag}": {_constant_value(text)}'

    @staticmethod
    def document(text: str) -> Any:
        return parse(text)

    @staticmethod
    def is_failure(document: Any) -> bool:
        """Return whether a document is the server's error."""
        return document.__class__ is dict and "error_code" in document

    @staticmethod
    def row(document: Any, root: str | None, leaf: bool) -> dict[str, Any]:
        """Return the members of an object; ``root`` and ``leaf`` have no meaning in JSON."""
        if document.__class__ is not dict:
            raise MalformedDocument(None, "an object")
        row: dict[str, Any] = document
        return row

    @staticmethod
    def rows(document: Any, root: str) -> list[Any]:
        if document.__class__ is not list:
            raise MalformedDocument(None, "a list")
        rows: list[Any] = document
        return rows

    @staticmethod
    def wrap(root: str, parts: list[str], leaf: bool) -> str:
        return "{\n" + ",\n".join(parts) + "\n}" if parts else "{}"

    @staticmethod
    def wrap_rows(root: str, rows: list[str]) -> str:
        return "[" + ",\n".join(rows) + "]"

    @staticmethod
    def items(value: Any, tag: str) -> list[Any]:
        """Return the items of a list inside an object."""
        if value.__class__ is not list:
            raise MalformedDocument(None, "a list")
        items: list[Any] = value
        return items

    @staticmethod
    def wrap_items(tag: str, item: str, words: list[str]) -> str:
        """Serialize a list of texts as a member."""
        return f'"{tag}": [\n' + ",\n".join(map(quote, words)) + "\n]"

    @staticmethod
    def wrap_records(tag: str, rows: list[str]) -> str:
        """Serialize a list of records, already serialized, as a member."""
        return f'"{tag}": ' + JsonSyntax.wrap_rows(tag, rows)

    @staticmethod
    def place(tag: str, item: str, index: int) -> str:
        """Return the path of an item, relative to the record."""
        return f"{tag}[{index}]"

    @staticmethod
    def path(root: str, tag: str | None, index: int | None) -> str:
        return "$" + ("" if index is None else f"[{index}]") + ("" if tag is None else f".{tag}")

    decode_extra: ClassVar[Callable[[Any], str]] = staticmethod(decode_extra)

    @staticmethod
    def encode_extra(key: str, text: str) -> str:
        return member(key, text)

    @staticmethod
    def lenient(kind: Scalar) -> Callable[[Any], object]:
        """Return a decoder that also accepts other types: a number in quotes, a text without
        quotes, null.
        """

        def read(value: Any) -> object:
            if value is None or (value == "" and not kind.is_text):
                return None
            if isinstance(value, bool | dict | list):
                raise ValueError(f"expected {kind.description}")
            return kind.parse(str(value)) if value != "" else value

        return read

    @staticmethod
    def read_code(name: str, kind: Scalar, names: dict[str, Any]) -> list[str]:
        """Emit statements that convert the JSON value ``v`` to the value of the field."""
        names[f"lenient_{name}"] = JsonSyntax.lenient(kind)
        if kind.is_number:
            names[f"from_int_{name}"] = kind.from_int or str
            low, high = kind.int_range
            value = "v" if kind.from_int is int else f"from_int_{name}(v)"
            return [
                f"if v.__class__ is int and {low} <= v < {high}: v = {value}",
                f"elif v is not None: v = lenient_{name}(v)",
            ]
        if kind.is_text:
            return [f"if v.__class__ is not str and v is not None: v = lenient_{name}(v)"]
        names[f"matches_{name}"], names[f"read_{name}"] = kind.pattern.fullmatch, kind.read
        return [
            f"if v.__class__ is str and matches_{name}(v): v = read_{name}(v)",
            f"elif v is not None: v = lenient_{name}(v)",
        ]

    @staticmethod
    def write_code(name: str, tag: str, kind: Scalar, names: dict[str, Any]) -> list[str]:
        """Emit statements that add the member of the value ``v``, which is not None."""
        key = f'"{tag}": '
        if kind.from_int is not None:
            quoted = "" if kind.is_number else '"'
            return [*emit_int_check(kind, names), f"add(f'{key}{quoted}{{v:d}}{quoted}')"]
        if kind.is_text:
            return [f"add({key!r} + quote(v))"]
        serialize = emit_serialize(name, kind, names)
        if kind.is_number:
            # JSON numbers have no leading zeros, so the id "007" cannot be represented.
            return [
                *serialize,
                "if v[0] == '0' and v != '0': raise InvalidValue",
                f"add({key!r} + v)",
            ]
        return [*serialize, f"add({key!r} + quote(v))"]

    @staticmethod
    def validate(kind: Scalar, text: str) -> str | None:
        """Return why JSON cannot represent the text of a scalar; None if it can."""
        if kind.is_number and kind.from_int is None and text[0] == "0" and text != "0":
            return "has leading zeros, which JSON numbers cannot have"
        return None

    names: ClassVar[dict[str, Any]] = {"quote": quote}
