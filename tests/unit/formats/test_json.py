"""smsc_codec.formats.json: documents, and strings in logs. test_json_suite.py tests the syntax."""

from __future__ import annotations

import json as stdlib
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from smsc_codec.codegen import compile_function
from smsc_codec.codes import MessageStatus
from smsc_codec.formats import json
from smsc_codec.formats.base import MalformedDocument
from smsc_codec.formats.json import JsonSyntax
from smsc_codec.schema.records import RawJson, RecordLayout, RecordSchema
from smsc_codec.schema.scalars import ID, MONEY, NUMBER, STATUS, TEXT, InvalidValue, Scalar
from tests.unit.schema.test_records import ROW, Row


def test_numbers_keep_their_digits() -> None:
    message = json.parse('{"a": 1.50, "b": 007e2, "c": 5}'.replace("007e2", "7e2"))
    assert message == {"a": "1.50", "b": "7e2", "c": 5}
    assert [type(one) for one in message.values()] == [RawJson, RawJson, int]
    assert [type(one) for one in json.parse("[5, -0]", exact=True)] == [RawJson, RawJson]


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ('{"a": 1, "a": 1}', None, "unique keys"),
        ("NaN", None, "a finite number"),
        ("-Infinity", None, "a finite number"),
        ("[", 1, "a value"),
        ("1 x", 2, "the end"),
        (r'"\ud800"', None, "text without unpaired surrogates"),
        ("[" * 100_000, None, "at most 16 levels"),
        ("1" * 5000, None, "a number with fewer digits"),
        ('{"a" 1}', 5, "“:”"),
        ("[1 2]", 3, "“,” or a closing bracket"),
        ('{"a": 1 "b"', 8, "“,” or a closing bracket"),
        ("{a: 1}", 1, "a key in double quotes"),
        ('["a', 1, "a closing double quote"),
        (r'"\x"', 1, "a valid JSON escape"),
        (r'"\u12"', 2, "a valid JSON escape"),
        ('"\x01"', 1, "an escaped control character"),
    ],
)
def test_invalid_json_is_rejected(text: str, at: int | None, expected: str) -> None:
    with pytest.raises(MalformedDocument) as error:
        json.parse(text)
    assert (error.value.at, error.value.expected) == (at, expected)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1, "b": 1, "b": 1}', "b"),
        ("[-Infinity]", "-Infinity"),
        ('{"new": {"": 1, "": 2}}', ""),
        ("[", None),
    ],
)
def test_error_has_the_unexpected_text(text: str, found: str | None) -> None:
    with pytest.raises(MalformedDocument) as error:
        json.parse(text)
    assert error.value.found == found


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("5", "5"),
        (5, "5"),
        (-5, "-5"),
        (RawJson("1.50"), "1.50"),
        (None, "null"),
        (True, "true"),
        (False, "false"),
        ([], "[]"),
        ({}, "{}"),
        ([1, "a", RawJson("2e1")], '[1, "a", 2e1]'),
        ({"я": {"b": None}, "c": [True]}, '{"я": {"b": null}, "c": [true]}'),
        (['"\n'], r'["\"\n"]'),
        (int("1" * 100), "1" * 100),
        (RawJson("1." + "0" * 98), "1." + "0" * 98),
    ],
)
def test_unknown_value_is_kept_in_extra(value: Any, text: str) -> None:
    assert json.decode_extra(value) == text
    assert type(json.decode_extra(value)) is (
        str if isinstance(value, str) and not isinstance(value, RawJson) else RawJson
    )


@pytest.mark.parametrize(
    ("longest", "longer"),
    [
        ("[" * 16 + "]" * 16, "[" * 17 + "]" * 17),
        ('{"a":' * 15 + "1" + "}" * 15, '{"a":' * 16 + "1" + "}" * 16),
        ("[" + "1" * 100 + "]", "[" + "1" * 101 + "]"),
        ("1." + "0" * 98, "1." + "0" * 99),
    ],
)
def test_limits_of_unknown_values(longest: str, longer: str) -> None:
    assert json.decode_extra(json.parse(longest)).replace(" ", "") == longest
    with pytest.raises(MalformedDocument) as error:
        json.decode_extra(json.parse(longer))
    assert (error.value.at, error.value.expected) == (
        None,
        "a number with fewer digits" if "11" in longer or "00" in longer else "at most 16 levels",
    )


@pytest.mark.parametrize(
    "text", ["5", "-1.50", "true", "null", "[]", '["a", 1]', '{"a": "b"}', "1e5"]
)
def test_raw_json_is_encoded_unchanged(text: str) -> None:
    assert JsonSyntax.encode_extra("new", RawJson(text)) == f'"new": {text}'
    assert JsonSyntax.encode_extra("new", text) == '"new": ' + stdlib.dumps(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        '"x"',
        "05",
        " 5",
        "[1,2]",
        '{"a":1}',
        "NaN",
        "5}",
        "[" * 17 + "]" * 17,
        "1" * 101,
        '{"a": 1, "a": 1}',
    ],
)
def test_invalid_raw_json_is_rejected(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"^contains a RawJson that is not a JSON value$"):
        JsonSyntax.encode_extra("new", RawJson(text))


# ---- as a reply


def test_shapes_of_replies() -> None:
    invalid: list[tuple[Any, str]] = [
        (lambda: JsonSyntax.row([], None, leaf=False), "an object"),
        (lambda: JsonSyntax.rows({}, "list"), "a list"),
        (lambda: JsonSyntax.items({}, "phone"), "a list"),
    ]
    for use, expected in invalid:
        with pytest.raises(MalformedDocument) as error:
            use()
        assert (error.value.at, error.value.expected) == (None, expected)
    assert (
        JsonSyntax.wrap("row", [], leaf=False),
        JsonSyntax.wrap("row", ['"a": 1', '"b": 2'], leaf=False),
    ) == ("{}", '{\n"a": 1,\n"b": 2\n}')
    assert JsonSyntax.wrap_records("rows", ["{}", "{}"]) == '"rows": [{},\n{}]'
    assert [JsonSyntax.constant("result", text) for text in ("OK", "5", "-5", "X5", "")] == [
        '"result": "OK"',
        '"result": 5',
        '"result": -5',
        '"result": "X5"',
        '"result": ""',
    ]


FORM = RecordLayout(record=ROW, rule="", fields={}, roots={})
NAMES = ("id", "cost", "note")


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ('{\n"id": 1,\n"price": "1.50",\n"note": "я"\n}', ("1", "1.50", "я")),
        ('{"id":0,"price":"","note":""}', ("0", "", "")),
        ('{"id": 1, "note": "x"}', ("1", None, "x")),
        ('{"id": 1}', ("1", None, None)),
        ('{"id": 12345678901234567890}', ("12345678901234567890", None, None)),
        # Left to the parser: escapes, another order, missing or invalid values, other keys.
        ('{"id": 1, "note": "\\n"}', None),
        ('{"id": 1, "note": "\x1f"}', None),
        ('{"price": "1.50", "id": 1}', None),
        ('{"id": 01}', None),
        ('{"id": -1}', None),
        ('{"id": ""}', None),
        ('{"id": 123456789012345678901}', None),
        ('{"id": 1, "price": 1.50}', None),
        ('{"id": 1, "price": "x"}', None),
        ('{"id": 1, "cost": "1.50"}', None),
        ('{"id": 1,}', None),
        ('{"id": 1 "note": "x"}', None),
        ("{}", None),
    ],
)
def test_layout_of_a_record(text: str, groups: object) -> None:
    found = re.fullmatch(str(JsonSyntax.layout(FORM, "row", leaf=False, names=NAMES)), text)
    assert (None if found is None else found.groups()) == groups


def test_layout_of_numbers_and_required_fields() -> None:
    """Unsigned scalars reject a sign; a required field must be present and not empty."""
    record = RecordSchema(
        Row, {"id": STATUS, "cost": MONEY, "note": TEXT}, also_required=frozenset({"id", "cost"})
    )
    message = re.compile(
        str(JsonSyntax.layout(replace(FORM, record=record), "row", leaf=False, names=NAMES))
    )
    good = ('{"id": -1, "cost": "1"}', '{"id": 999999999, "cost": "-1.5", "note": ""}')
    bad = (
        '{"id": 1}',
        '{"id": 1, "note": ""}',
        '{"id": 1, "cost": ""}',
        '{"id": 1000000000, "cost": "1"}',
        '{"id": --1, "cost": "1"}',
        '{"id": -01, "cost": "1"}',
    )
    assert [message.fullmatch(text) is not None for text in (*good, *bad)] == [True] * len(good) + [
        False
    ] * len(bad)
    assert JsonSyntax.layout(FORM, "row", leaf=False, names=("cost", "id")) is None


def test_layout_of_a_constant() -> None:
    message = re.compile(
        str(
            JsonSyntax.layout(
                replace(FORM, constant=("result", "OK")), "row", leaf=False, names=NAMES
            )
        )
    )
    good, bad = (
        ('{"result": "OK", "id": 1}',),
        ('{"result": "OK"}', '{"result": "NO", "id": 1}', '{"id": 1}', '{"result": OK, "id": 1}'),
    )
    assert [message.fullmatch(text) is not None for text in (*good, *bad)] == [True] * len(good) + [
        False
    ] * len(bad)
    assert (
        re.fullmatch(
            str(
                JsonSyntax.layout(
                    replace(FORM, constant=("type", "5")), "row", leaf=False, names=()
                )
            ),
            '{"type": 5}',
        )
        is not None
    )


@pytest.mark.parametrize(
    ("kind", "value", "read"),
    [
        (MONEY, None, None),
        (MONEY, "", None),
        (MONEY, "1.50", Decimal("1.50")),
        (MONEY, RawJson("1.50"), Decimal("1.50")),
        (MONEY, 5, Decimal(5)),
        (TEXT, "", ""),
        (TEXT, None, None),
        (TEXT, "XXXX", "XXXX"),
        (TEXT, 5, "5"),
        (NUMBER, 5, 5),
        (NUMBER, "5", 5),
        (NUMBER, "", None),
        (NUMBER, 999_999_999, 999_999_999),
        (STATUS, -1, MessageStatus.WAITING),
        (STATUS, "1", MessageStatus.DELIVERED),
        (ID, 7, "7"),
        (ID, "7", "7"),
        (ID, 10**20 - 1, "9" * 20),
        (MONEY, "XXXX", ValueError),
        (MONEY, [], ValueError),
        (TEXT, {}, ValueError),
        (TEXT, False, ValueError),
        (NUMBER, True, ValueError),
        (NUMBER, -1, ValueError),
        (NUMBER, 10**9, ValueError),
        (NUMBER, RawJson("1.0"), ValueError),
        (ID, 10**20, ValueError),
        (ID, -1, ValueError),
    ],
)
def test_scalar_is_decoded_and_encoded(kind: Scalar, value: Any, read: Any) -> None:
    """The generated code and the lenient decoder agree."""
    names: dict[str, Any] = {}
    swift = compile_function(
        "read",
        [
            "def read(v):",
            *(f"    {line}" for line in JsonSyntax.read_code("part", kind, names)),
            "    return v",
        ],
        names,
    )
    for way in (swift, JsonSyntax.lenient(kind)):
        if read is ValueError:
            with pytest.raises(ValueError, match=f"^expected {kind.description}$"):
                way(value)
        else:
            assert way(value) == read
            assert type(way(value)) is type(read)


def test_id_with_leading_zeros_is_not_a_number() -> None:
    assert (
        JsonSyntax.validate(ID, "0")
        is JsonSyntax.validate(ID, "10")
        is JsonSyntax.validate(MONEY, "01.5")
        is JsonSyntax.validate(NUMBER, "01")
        is None
    )
    assert (
        JsonSyntax.validate(ID, "00")
        == JsonSyntax.validate(ID, "07")
        == "has leading zeros, which JSON numbers cannot have"
    )


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ('{"a": 1} x', 0, 8),
        ('x {"a": [1]}', 2, 12),
        ("[]", 0, 2),
        ('{"a": "\t"}', 0, 10),
        ("{", 0, None),
        ("x", 0, None),
        ("[1,]", 0, None),
        ("[" * 100_000, 0, None),
        ("[" + "1" * 5000 + "]", 0, None),
    ],
)
def test_end_of_a_value_is_found(text: str, start: int, end: int | None) -> None:
    assert json.value_end(text, start) == end


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ("", ""),
        ("a", "a"),
        (r"a\n\"\/\u0401", 'a\n"/Ё'),
        (r"\ud83d\ude00", "\U0001f600"),
        (r"\ud83d", "\ud83d"),
        ("a\tb", "a\tb"),
        ('a"b', None),
        ('a"', None),
        ("a\\", None),
        (r"\x41", None),
        (r"\u12", None),
    ],
)
def test_escaped_string_is_unescaped(inside: str, message: str | None) -> None:
    assert json.describe_json_error(inside) == message
