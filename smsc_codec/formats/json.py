"""fmt 3: JSON, through a tightened standard library and no other door, and the code that reads and writes its scalars.

Tightened means: no NaN and no Infinity, no duplicate keys, no lone surrogates, at most sixteen levels, no number of
unbounded length, and one exception for all that.
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
#: What the standard library's parser waits for, by the beginning of what it says.
_NOUNS = {
    "Extra data": "the end",
    "Expecting value": "a value",
    "Expecting ':' delimiter": "“:”",
    "Expecting ',' delimiter": "“,” or a closing bracket",
    "Expecting property name": "a key in double quotes",
    "Illegal trailing comma": "a closing bracket",
    "Unterminated string": "a string with an end",
    "Invalid control character": "no raw control character",
    "Invalid \\": "an escape that JSON has",
}


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedDocument(None, "every key once", duplicate_key(pairs))
    return found


def _refuse(constant: str) -> None:
    raise MalformedDocument(None, "no NaN and no Infinity", constant)


# A float is kept as its digits: nobody's money goes through binary fractions.
_decode: Callable[[str], Any] = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=RawJson, parse_constant=_refuse
).decode
_exact: Callable[[str], Any] = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=RawJson, parse_int=RawJson, parse_constant=_refuse
).decode


#: Line breaks in a string are a log's, which quotes them as it likes.
_scan: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder(strict=False).raw_decode


def value_end(text: str, start: int) -> int | None:
    """Where the value ends that begins at ``start``; None if it is not JSON."""
    try:
        return _scan(text, start)[1]
    except (ValueError, RecursionError):
        return None


def describe_json_error(inside: str) -> str | None:
    """What a string says that has this between its quotes; None if it is no string of JSON's."""
    try:
        told, end = _scan(f'"{inside}"', 0)
    except ValueError:
        return None
    return told if end == len(inside) + 2 else None


def parse(text: str, *, exact: bool = False) -> Any:
    """The value of a document: objects are dicts, a number is an int or, with a point or an exponent, a :class:`RawJson`.

    Args:
        text: the document.
        exact: whether every number is a :class:`RawJson`, its digits as they stand.

    Raises:
        MalformedDocument: the document is not JSON, or holds what no reply holds.
    """
    try:
        value = _exact(text) if exact else _decode(text)
    except json.JSONDecodeError as error:
        raise MalformedDocument(
            error.pos,
            next((noun for begins, noun in _NOUNS.items() if error.msg.startswith(begins)), "JSON"),
        ) from None
    except RecursionError:
        raise MalformedDocument(None, "at most 16 levels") from None
    except MalformedDocument:
        raise
    except ValueError:
        raise MalformedDocument(None, "a number of fewer digits") from None
    if "\\u" in text and not _whole(value):
        raise MalformedDocument(None, "whole characters (a lone surrogate is none)")
    return value


def _whole(value: Any) -> bool:
    """Whether no string inside ``value`` holds half a character."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, str):
            if _SURROGATE.search(item):
                return False
        elif isinstance(item, dict):
            pending += item.keys()
            pending += item.values()
        elif isinstance(item, list):
            pending += item
    return True


def kept(value: Any) -> str:
    """A value that the declaration does not know, as ``extra`` keeps it: a string as it is, anything else as its text.

    Raises:
        MalformedDocument: it is nested too deeply, or a number of too many digits.
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
        raise MalformedDocument(None, "a number of fewer digits")
    return digits


def member(key: str, text: str, *, exact: bool = False) -> str:
    """One pair of ``extra`` as a member.

    Args:
        key: its key.
        text: its text; one that is :class:`RawJson` is written without quotes.
        exact: whether it is read by the digits as they stand (see :func:`parse`): only then is a ``-0`` itself again.
    """
    if not isinstance(text, RawJson):
        return f"{quote(key)}: {quote(text)}"
    if not _is_bare(text, exact=exact):
        raise InvalidValue("it is no JSON value")
    return f"{quote(key)}: {text}"


def _is_bare(text: str, *, exact: bool) -> bool:
    """Whether ``text`` is a JSON value that is no string (what a string says is shorter than it), spelled as :func:`kept` spells it."""
    try:
        return kept(parse(text, exact=exact)) == text
    except ValueError:
        return False


def _spelled(text: str) -> str:
    """The one value of a fixed key: a number if it looks like one."""
    return text if text.lstrip("-").isdigit() else f'"{text}"'


def _value_pattern(kind: Scalar, required: bool) -> str:
    if kind.is_text:
        return r'"([^"\\\x00-\x1f]*+)"'
    if not kind.is_number:
        return f'"({kind.pattern.pattern}{"" if required else "|"})"'
    low, high = kind.int_range
    return f"({'-?' if low else ''}(?:0|[1-9][0-9]{{0,{len(str(high)) - 2}}}+))"


class JsonSyntax:
    """How JSON spells a reply: ``{`` LF ``"key": value,`` LF ... LF ``}``, as recorded on the wire."""

    fmt = 3
    blank: ClassVar[re.Pattern[str]] = re.compile(_BLANK)
    opening: ClassVar[re.Pattern[str]] = re.compile(rf"{_BLANK}\[{_BLANK}")
    between: ClassVar[re.Pattern[str]] = re.compile(rf"{_BLANK},{_BLANK}")
    closing: ClassVar[re.Pattern[str]] = re.compile(rf"{_BLANK}\]{_BLANK}")

    @staticmethod
    def layout(form: RecordLayout, root: str, leaf: bool, names: tuple[str, ...]) -> str | None:
        """A pattern of the object as the service lays it out: the known keys in their order, texts without escapes.

        None if the first key may be missing, since a comma then hangs on what comes next.
        """
        members = (
            []
            if form.constant is None
            else [f'"{form.constant[0]}":{_BLANK}{_spelled(form.constant[1])}']
        )
        for name in names:
            required = name in form.record.required
            member = f'"{form.record.tag(name)}":{_BLANK}{_value_pattern(form.record.scalar(name), required)}'
            if not members and not required:
                return None
            if members:
                member = f"{_BLANK},{_BLANK}{member}"
            members.append(member if required else f"(?:{member})?+")
        return rf"\{{{_BLANK}{''.join(members)}{_BLANK}\}}"

    @staticmethod
    def constant(tag: str, text: str) -> str:
        """The member of a fixed key."""
        return f'"{tag}": {_spelled(text)}'

    @staticmethod
    def document(text: str) -> Any:
        return parse(text)

    @staticmethod
    def is_failure(document: Any) -> bool:
        """Whether it is the server's error, not a reply."""
        return document.__class__ is dict and "error_code" in document

    @staticmethod
    def row(document: Any, root: str | None, leaf: bool) -> dict[str, Any]:
        """The object that a reply is; its root has no name here."""
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
        """The items of a list inside an object."""
        if value.__class__ is not list:
            raise MalformedDocument(None, "a list")
        items: list[Any] = value
        return items

    @staticmethod
    def wrap_items(tag: str, item: str, words: list[str]) -> str:
        """A list of texts as a member."""
        return f'"{tag}": [\n' + ",\n".join(map(quote, words)) + "\n]"

    @staticmethod
    def wrap_records(tag: str, rows: list[str]) -> str:
        """A list of records, already written, as a member."""
        return f'"{tag}": ' + JsonSyntax.wrap_rows(tag, rows)

    @staticmethod
    def place(tag: str, item: str, index: int) -> str:
        """Where an item of a list stands, from its member on."""
        return f"{tag}[{index}]"

    @staticmethod
    def path(root: str, tag: str | None, index: int | None) -> str:
        return "$" + ("" if index is None else f"[{index}]") + ("" if tag is None else f".{tag}")

    decode_extra: ClassVar[Callable[[Any], str]] = staticmethod(kept)

    @staticmethod
    def encode_extra(key: str, text: str) -> str:
        return member(key, text)

    @staticmethod
    def lenient(kind: Scalar) -> Callable[[Any], object]:
        """A reader for what is not spelled as usual: a number in quotes, a text without, null, nothing at all."""

        def read(value: Any) -> object:
            if value is None or (value == "" and not kind.is_text):
                return None
            if isinstance(value, bool | dict | list):
                raise ValueError(f"expected {kind.description}")
            return kind.parse(str(value)) if value != "" else value

        return read

    @staticmethod
    def read_code(name: str, kind: Scalar, names: dict[str, Any]) -> list[str]:
        """Statements that turn the JSON value ``v`` into the field's value."""
        names[f"lenient_{name}"] = JsonSyntax.lenient(kind)
        if kind.is_number:
            names[f"count_{name}"] = kind.from_int or str
            low, high = kind.int_range
            count = "v" if kind.from_int is int else f"count_{name}(v)"
            return [
                f"if v.__class__ is int and {low} <= v < {high}: v = {count}",
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
        """Statements that add the member of the value ``v``, which is not None."""
        key = f'"{tag}": '
        if kind.from_int is not None:
            quoted = "" if kind.is_number else '"'
            return [*emit_int_check(kind, names), f"add(f'{key}{quoted}{{v:d}}{quoted}')"]
        if kind.is_text:
            return [f"add({key!r} + quote(v))"]
        spelled = emit_serialize(name, kind, names)
        if kind.is_number:
            # An id is a number here, and JSON knows no leading zeros: "007" would not be itself again.
            return [
                *spelled,
                "if v[0] == '0' and v != '0': raise InvalidValue",
                f"add({key!r} + v)",
            ]
        return [*spelled, f"add({key!r} + quote(v))"]

    @staticmethod
    def validate(kind: Scalar, text: str) -> str | None:
        """What else JSON has against the spelled text of a kind."""
        if kind.is_number and kind.from_int is None and text[0] == "0" and text != "0":
            return "JSON has no number with leading zeros"
        return None

    names: ClassVar[dict[str, Any]] = {"quote": quote}
