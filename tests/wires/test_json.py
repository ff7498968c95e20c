"""smsc_codec.wires.json: documents, and the strings of logs. What is JSON and what is not stands in test_json_suite.py."""

from __future__ import annotations

import pytest

from smsc_codec.records import Bare
from smsc_codec.wires import json
from smsc_codec.wires.base import Malformed


def test_numbers_keep_their_digits() -> None:
    told = json.parse('{"a": 1.50, "b": 007e2, "c": 5}'.replace("007e2", "7e2"))
    assert told == {"a": "1.50", "b": "7e2", "c": 5}
    assert [type(one) for one in told.values()] == [Bare, Bare, int]
    assert [type(one) for one in json.parse("[5, -0]", exact=True)] == [Bare, Bare]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1, "a": 1}', "every key once"), ("NaN", "no NaN and no Infinity"), ("-Infinity", "no NaN and no Infinity"), ("[", "a value"),
        ("1 x", "the end"), (r'"\ud800"', "whole characters (a lone surrogate is none)"), ('{"a" 1}', "“:”"), ("[1 2]", "“,” or a closing bracket"),
        ('{"a": 1 "b"', "“,” or a closing bracket"), ("{a: 1}", "a key in double quotes"), ('["a', "a string with an end"), (r'"\x"', "an escape that JSON has"),
        (r'"\u12"', "an escape that JSON has"), ('"\x01"', "no raw control character"),
    ],
)  # fmt: skip
def test_what_is_refused(text: str, expected: str) -> None:
    with pytest.raises(Malformed) as error:
        json.parse(text)
    assert error.value.expected == expected


@pytest.mark.parametrize(("text", "found"), [('{"a": 1, "b": 1, "b": 1}', "b"), ("[-Infinity]", "-Infinity"), ('{"new": {"": 1, "": 2}}', ""), ("[", None)])
def test_what_was_found(text: str, found: str | None) -> None:
    with pytest.raises(Malformed) as error:
        json.parse(text)
    assert error.value.found == found


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ('{"a": 1} x', 0, 8), ('x {"a": [1]}', 2, 12), ("[]", 0, 2), ('{"a": "\t"}', 0, 10), ("{", 0, None), ("x", 0, None), ("[1,]", 0, None),
        ("[" * 100_000, 0, None), ("[" + "1" * 5000 + "]", 0, None),
    ],
)  # fmt: skip
def test_where_a_value_ends(text: str, start: int, end: int | None) -> None:
    assert json.ends(text, start) == end


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("", ""), ("a", "a"), (r"a\n\"\/\u0401", 'a\n"/Ё'), (r"\ud83d\ude00", "\U0001f600"), (r"\ud83d", "\ud83d"), ("a\tb", "a\tb"),
        ('a"b', None), ('a"', None), ("a\\", None), (r"\x41", None), (r"\u12", None),
    ],
)  # fmt: skip
def test_what_a_string_says(inside: str, told: str | None) -> None:
    assert json.said(inside) == told
