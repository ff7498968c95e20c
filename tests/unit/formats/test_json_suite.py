r"""JSON syntax by RFC 8259, with an exact list of deviations.

The classes are those of JSONTestSuite: ``y`` must be accepted, ``n`` must be rejected, ``i`` is
implementation-defined. The documents are written here. On a copy of the original suite (318 files,
not included) the parser accepted 93 of 95 ``y`` and rejected 188 of 188 ``n``; the other two have
duplicate keys.

Each document is parsed by itself, and as the value of an unknown key by a codec.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from smsc_codec import RawJson, replies
from smsc_codec.callbacks import Handler
from smsc_codec.errors import DecodeError
from smsc_codec.formats.base import MalformedDocument
from smsc_codec.formats.json import parse

if TYPE_CHECKING:
    from collections.abc import Callable

MUST_READ: dict[str, list[bytes]] = {
    "array": [
        b"[]",
        b"[ ]",
        b"[[]]",
        b'[""]',
        b"[null]",
        b"[1]",
        b"[1,2]",
        b"[1\n]",
        b" [1]",
        b"[2] ",
        b"[[],[[]]]",
        b"[1,null,null,2]",
        b'["a"]',
        b'[null, 1, "1", {}]',
        b"[false]",
        b"[ 1 , 2 ]",
        b"[[[[[[[[[[[[]]]]]]]]]]]]",
        b"[true,false,null]",
    ],
    "number": [
        b"[0]",
        b"[-0]",
        b"[-1]",
        b"[123]",
        b"[ 4]",
        b"[0e1]",
        b"[0e+1]",
        b"[1E22]",
        b"[1E-2]",
        b"[1E+2]",
        b"[1e2]",
        b"[1e-2]",
        b"[1e+2]",
        b"[123e65]",
        b"[123e45]",
        b"[123.456e78]",
        b"[123.456789]",
        b"[0.1]",
        b"[-0.0]",
        b"[-0.5]",
        b"[-123]",
        b"[10]",
        b"[100]",
        b"[1.0]",
        b"[20e1]",
        b"[-0e0]",
        b"[0.0000000000000000001]",
        b"[-0.000000000000000000000000000000000000000000000000000000000000000000000000001]",
        b"[9007199254740993]",
        b"[18446744073709551616]",
        b"[1e00]",
        b"[0.00]",
    ],
    "object": [
        b"{}",
        b"{ }",
        b'{"":0}',
        b'{"a":"b"}',
        b'{"a":"b","c":"d"}',
        b'{"a":[]}',
        b'{"a":{}}',
        b'{\n"a": "b"\n}',
        b'{"a\\u0000b": 1}',
        b'{"a":1,"A":2}',
        b'{"min": -1.0e+28, "max": 1.0e+28}',
        b'{"x":[{"id": 1}], "id": 2}',
        b'{"\\u0061":1,"b":2}',
        b'{" ":1}',
        b'{"a" : 1}',
        b'{"a":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1,"\\u0061":2}',
        b'{"":1,"":1}',
    ],
    "string": [
        b'["\\u0060"]',
        b'["\\"\\\\\\/\\b\\f\\n\\r\\t"]',
        b'["\\\\u0000"]',
        b'["\\""]',
        b'["a/*b*/c/*d//e"]',
        b'["\\\\a"]',
        b'["\\\\n"]',
        b'["\\u0012"]',
        b'["\\uFFFF"]',
        b'["\\uD801\\udc37"]',
        b'["\\ud83d\\ude39\\ud83d\\udc8d"]',
        b'["asd "]',
        b'["\\uDBFF\\uDFFE"]',
        b'["new\\u00A0line"]',
        b'["\xf4\x8f\xbf\xbf"]',
        b'["\xef\xbf\xbf"]',
        b'["\\u0000"]',
        b'["\\u002c"]',
        b'["\xcf\x80"]',
        b'["\xf0\x9b\xbf\xbf"]',
        b'" "',
        b'["\\u0821"]',
        b'["\\u0123"]',
        b'["\xe2\x80\xa8"]',
        b'["\xe2\x80\xa9"]',
        b'["\\u0061\\u30af\\u30EA\\u30b9"]',
        b'["new\\u000Aline"]',
        b'["\x7f"]',
        b'["\\uA66D"]',
        b'["\\u005C"]',
        b'["\\u0022"]',
        b'["\\u200B"]',
        b'["\\u2064"]',
        b'["\\uFDD0"]',
        b'["\\uFFFE"]',
        b'["\xe2\x82\xac\xf0\x9d\x84\x9e"]',
        b'["a\x7fa"]',
        b'["\\/"]',
        b'""',
        b'["\xc2\x85"]',
        b'["\xef\xbb\xbf"]',
    ],
    "structure": [
        b"false",
        b"true",
        b"null",
        b"42",
        b"-0.1",
        b'"asd"',
        b"[true]",
        b'["a"]\n',
        b" [] ",
        b"\t\r\n []",
        b"[]\r\n",
        b"\n\n1\n\n",
        b'{"a":[{"b":[{"c":null}]}]}',
    ],
}

MUST_REFUSE: dict[str, list[bytes]] = {
    "array": [
        b"[1 true]",
        b'["": 1]',
        b'[""],',
        b"[,1]",
        b"[1,,2]",
        b'["x",,]',
        b'["x"]]',
        b'["",]',
        b'["x"',
        b"[x",
        b"[3[4]]",
        b"[1:2]",
        b"[,]",
        b"[-]",
        b'[   , ""]',
        b'["a",\n4\n,1,',
        b"[1,]",
        b"[1,,]",
        b'["\va"\\f]',
        b"[*]",
        b'[""',
        b"[1,",
        b"[1,\n1\n,1",
        b"[{}",
        b"[1)",
        b"(1)",
        b"[1;2]",
        b"[[]",
        b"]",
        b"[ ",
        b"[1] 2",
    ],
    "number": [
        b"[++1234]",
        b"[+1]",
        b"[+Inf]",
        b"[-01]",
        b"[-1.0.]",
        b"[-2.]",
        b"[-NaN]",
        b"[.-1]",
        b"[.2e-3]",
        b"[0.1.2]",
        b"[0.3e+]",
        b"[0.3e]",
        b"[0.e1]",
        b"[0E+]",
        b"[0E]",
        b"[0e]",
        b"[0e+]",
        b"[1.0e+]",
        b"[1.0e-]",
        b"[1.0e]",
        b"[1 000.0]",
        b"[1eE2]",
        b"[2.e+3]",
        b"[2.e-3]",
        b"[2.e3]",
        b"[9.e+]",
        b"[Inf]",
        b"[NaN]",
        b"[Infinity]",
        b"[-Infinity]",
        b"[nan]",
        b"[\xef\xbc\x91]",
        b"[1+2]",
        b"[0x1]",
        b"[0x42]",
        b"[0b1]",
        b"[0o7]",
        b"[-foo]",
        b"[- 1]",
        b"[-012]",
        b"[012]",
        b"[-.123]",
        b"[1ea]",
        b"[1.8011670033376514H-308]",
        b"[1.2a-3]",
        b"[.123]",
        b"[.]",
        b"[1.]",
        b"[1._2]",
        b"[1_0]",
        b"[1e1.5]",
        b"[1e 5]",
        b"[--1]",
        b"[1-]",
        b"[00]",
        b"[-00]",
        b"[01.5]",
        b"[1,5.]",
        b"[1d]",
        b"[1l]",
        b"[1f]",
        b"[\xd9\xa1\xd9\xa2]",
        b"[\xe2\x88\x921]",
        b"[1e+-2]",
        b"[1e--2]",
        b"[0-1]",
        b"01",
        b"-",
        b"+0",
    ],
    "literal": [
        b"[nul]",
        b"[tru]",
        b"[fals]",
        b"[True]",
        b"[TRUE]",
        b"[None]",
        b"[undefined]",
        b"[nulls]",
        b"[truefalse]",
        b"nul",
        b"tru",
        b"FALSE",
        b"[n]",
        b"[t rue]",
    ],
    "object": [
        b'["x", truth]',
        b'{[: "x"}',
        b'{"x", null}',
        b'{"x"::"b"}',
        b'{"a":"a" 123}',
        b"{key: 'value'}",
        b'{"a" b}',
        b'{:"b"}',
        b'{"a" "b"}',
        b'{"a":',
        b'{"a"',
        b"{1:1}",
        b"{9999E9999:1}",
        b"{null:null,null:null}",
        b'{"id":0,,,,,}',
        b"{'a':0}",
        b'{"id":0,}',
        b'{"a":"b"}/**/',
        b'{"a":"b"}/**//',
        b'{"a":"b"}//',
        b'{"a":"b"}/',
        b'{"a":"b",,"c":"d"}',
        b'{a: "b"}',
        b'{"a":"a',
        b'{ "a" : "b" "c" : "d" }',
        b'{"a":"b"}#',
        b'{"a"}',
        b'{"a":}',
        b"{,}",
        b"{",
        b"}",
        b'{"a":1',
        b'{"a":1,',
        b'{"a":1]',
        b'{"a";1}',
        b'{"a"=1}',
        b"{true:1}",
        b"{[]:1}",
        b'{"a":1;}',
        b'{"a":1}}',
    ],
    "string": [
        b'["\\uD800\\u"]',
        b'["\\uD800\\u1"]',
        b'["\\uD800\\u1x"]',
        b'["\\x00"]',
        b'["\\\\\\"]',
        b'["\\\t"]',
        b'["\\\xf0\x9f\x8c\x80"]',
        b'["\\"]',
        b'["\\u00A"]',
        b'["\\uD834\\uDd"]',
        b'["\\uD800\\uD800\\x"]',
        b'["\\a"]',
        b'["\\uqqqq"]',
        b'[\\u0020"asd"]',
        b"[\\n]",
        b'"',
        b"['single quote']",
        b"abc",
        b'["\\',
        b'["a',
        b'["\\u"]',
        b'["\\u 041"]',
        b'["\\u+041"]',
        b'["\\u00_1"]',
        b'["\\U00000041"]',
        b'["\\0"]',
        b'["\\012"]',
        b"['a']",
        b"[`a`]",
        b'["\\e"]',
        b'["\\\'"]',
        b'""x',
        b'"a" "b"',
        b'["\\N{BULLET}"]',
        b'["\\u0x41"]',
        b'["\\u\xef\xbc\x90041"]',
    ],
    "structure": [
        b"",
        b" ",
        b"<.>",
        b"[<null>]",
        b"[1]x",
        b"[1]]",
        b"['",
        b"aa",
        b"[True]",
        b"1]",
        b'{"x": true,',
        b"[][]",
        b"]",
        b"\xef\xbb\xbf{",
        b"\xe2\x81\xa0",
        b"[\x0c]",
        b"[\xc2\xa0]",
        b"[\xe2\x81\xa0]",
        b"\xc3\xa5",
        b'["asd]',
        b'[{"":[{"":',
        b'{"a": true} "x"',
        b"*",
        b"{}}",
        b"[,",
        b"[{",
        b'["',
        b'["a\xe2\x80\xa8',
        b"{,",
        b'{["',
        b"{'",
        b"{}\\",
        b"#{}",
        b"//\n1",
        b"/* */ 1",
        b"1 /* */",
        b"[1]\x00",
        b"\x001",
        b"[\x1a]",
        b"%7B%7D",
        b"\\u007b\\u007d",
        b"\x0b1",
        b"1\xc2\xa0",
        b"\xe3\x80\x801",
        b"[1]\xe2\x80\xa8",
    ],
    # Each control character, inside a string and between tokens, where four are white space.
    "control": [
        *(b'["a%ca"]' % code for code in range(0x20)),
        *(b"[1,%c2]" % code for code in range(0x20) if code not in b"\t\n\r "),
    ],
    # Bytes that are not UTF-8.
    "octets": [
        b'["\xff"]',
        b'["\xe5"]',
        b"[\xff]",
        b'["\x80"]',
        b'["\xc0\xaf"]',
        b'["\xe0\x80\xaf"]',
        b'["\xed\xa0\x80"]',
        b'["\xed\xb0\x80"]',
        b'["\xf4\x90\x80\x80"]',
        b'["\xf8\x88\x80\x80\x80"]',
        b'["\xc3"]',
        b"1\xe5",
        b'{"\xff":1}',
        b"\xff\xfe[\x00]\x00",
        b"\xfe\xff\x00[\x00]",
        b"[\x00]\x00",
        b"\x00[\x00]",
    ],
}

#: Implementation-defined by the RFC: what this parser does with each.
FREE_READ: list[bytes] = [
    b"[0.4e00669999999999999999999999999999]",
    b"[1e9999]",
    b"[-1e9999]",
    b"[1e-9999]",
    b"[123123123123123123123123123123]",
    b"[" * 16 + b"]" * 16,
    b'["' + b"a" * 10_000 + b'"]',
    b"[1." + b"0" * 90 + b"]",
    b"[" + b"1" * 100 + b"]",
]
FREE_REFUSED: list[bytes] = [
    b'["\\uD800"]',
    b'["\\uDC00"]',
    b'["\\uD83D\\uD83D"]',
    b'["\\uDC00\\uD800"]',
    b'["\\ud800abc"]',
    b'["\\uD888\\u1234"]',
    b'["\\uD800\\n"]',
    b'["\\uDd1ea"]',
    b'{"\\uDFAA":0}',
    b'["\\ud800\\u0041\\udc00"]',
    b"\xef\xbb\xbf{}",
    b"[" + b"1" * 4301 + b"]",
    b"[" * 100_000 + b"]" * 100_000,
    b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
]

#: Deviations: duplicate keys are rejected, since parsers disagree about their value.
DEPARTURES = [b'{"a":1,"a":2}', b'{"a":1,"a":1}', b'{"a":1,"\\u0061":2}', b'{"":1,"":1}']
#: Accepted by the parser but rejected by a codec as an unknown value, which would be long or deep.
CODEC_DEPARTURES = [
    b"[" * 17 + b"]" * 17,
    b"[" + b"1" * 101 + b"]",
    b"[1." + b"0" * 100 + b"]",
    b'{"a":' * 16 + b"1" + b"}" * 16,
]

READ = [document for documents in MUST_READ.values() for document in documents]
REFUSED = [document for documents in MUST_REFUSE.values() for document in documents]


def _name(document: bytes) -> str:
    return (
        ascii(document)[2:-1]
        if len(document) < 40
        else f"{ascii(document[:12])[2:-1]} and {len(document) - 12} more"
    )


def _named(letter: str, groups: dict[str, list[bytes]]) -> list[Any]:
    return [
        pytest.param(document, id=f"{letter}_{group}_{_name(document)}")
        for group, documents in groups.items()
        for document in documents
    ]


def alone(document: bytes, *, exact: bool = False) -> Any:
    """Parse a UTF-8 document; raises MalformedDocument."""
    try:
        text = document.decode()
    except UnicodeDecodeError:
        raise MalformedDocument(None, "text in utf-8") from None
    return parse(text, exact=exact)


def is_read(document: bytes) -> bool:
    try:
        alone(document)
    except MalformedDocument:
        return False
    return True


def is_read_by_a_codec(document: bytes) -> bool:
    try:
        replies.status(fmt=3).decode(b'{"status": 1, "new": ' + document + b"}")
    except DecodeError as error:
        assert str(error)
        return False
    return True


def test_suite_is_complete() -> None:
    assert len(set(READ)) >= 90
    assert len(set(REFUSED)) >= 180
    assert not set(READ) & set(REFUSED)


@pytest.mark.parametrize("document", _named("y", MUST_READ))
def test_valid_documents_are_accepted(document: bytes) -> None:
    """The value equals that of the standard library; numbers with a point or exponent stay text."""
    if document in DEPARTURES:
        return
    assert alone(document) == json.loads(document, parse_float=str)
    assert alone(document, exact=True) == json.loads(document, parse_float=str, parse_int=str)
    assert is_read_by_a_codec(document)


@pytest.mark.parametrize("document", _named("n", MUST_REFUSE))
def test_invalid_documents_are_rejected(document: bytes) -> None:
    with pytest.raises(MalformedDocument):
        alone(document)
    with pytest.raises(MalformedDocument):
        alone(document, exact=True)
    with pytest.raises(DecodeError) as error:
        replies.status(fmt=3).decode(document)
    assert str(error.value)


def test_deviations_are_exact() -> None:
    """The list of deviations is complete, and each entry is needed."""
    assert {document for document in READ if not is_read(document)} == set(DEPARTURES)
    assert {document for document in READ if not is_read_by_a_codec(document)} == set(DEPARTURES)


def test_implementation_defined_documents_are_exact() -> None:
    assert [document for document in FREE_READ if not is_read(document)] == []
    assert [document for document in FREE_REFUSED if is_read(document)] == []
    assert [document for document in FREE_READ if not is_read_by_a_codec(document)] == []
    assert [document for document in FREE_REFUSED if is_read_by_a_codec(document)] == []
    assert [
        document
        for document in CODEC_DEPARTURES
        if not is_read(document) or is_read_by_a_codec(document)
    ] == []


def test_numbers_are_kept_exactly() -> None:
    """Numbers never become floats, so that amounts stay exact, and exponents are not evaluated."""
    assert parse("[1.10, 1e999999999, -0.0, 7]") == ["1.10", "1e999999999", "-0.0", 7]
    assert [value.__class__ for value in parse("[1.10, 1e5, 7]")] == [RawJson, RawJson, int]
    assert [value.__class__ for value in parse("[1.10, 1e5, 7]", exact=True)] == [
        RawJson,
        RawJson,
        RawJson,
    ]


def test_byte_order_mark_is_removed_by_the_codec() -> None:
    """The parser rejects a byte order mark; a codec removes one."""
    whole = b'{"status": 1}'
    assert replies.status(fmt=3).decode(b"\xef\xbb\xbf" + whole) == replies.status(fmt=3).decode(
        whole
    )
    with pytest.raises(DecodeError):
        replies.status(fmt=3).decode(b"\xef\xbb\xbf\xef\xbb\xbf" + whole)


@pytest.mark.parametrize("opening", ["[", '{"a":'], ids=["lists", "objects"])
def test_any_nesting_gives_a_value_or_decode_error(opening: str) -> None:
    """No RecursionError escapes, whatever the depth."""
    handler = Handler.from_url("https://shop.example/sms?charset=utf-8&fmt=3&md5=SECRET")
    status, deleted, sent = replies.status(fmt=3), replies.message_delete(fmt=3), replies.send(op=1)
    for depth in (2, 15, 16, 17, *range(880, 1010)):
        nested = (
            opening * depth
            + ("" if opening == "[" else "1")
            + ("]" if opening == "[" else "}") * depth
        )
        entry_points: list[tuple[Callable[[bytes], object], str]] = [
            (status.decode, f'{{"status": {nested}}}'),
            (deleted.decode, f'{{"result": {nested}}}'),
            (sent.decode, f'{{"id": 1, "cnt": 1, "phones": {nested}}}'),
            (handler.decode_unverified, f'{{"id": {nested}}}'),
        ]
        for entry_point, body in entry_points:
            with pytest.raises(DecodeError) as error:
                entry_point(body.encode())
            assert error.value.expected
