"""smsc_codec.formats.xml, json, elements, markup: what is let in, what is kept out, how it is told."""

from __future__ import annotations

from typing import Any

import pytest

from smsc_codec import Failure, SmsStatus, replies
from smsc_codec.errors import DecodeError

XML, JSON = replies.status(fmt=2, all=1), replies.status(fmt=3, all=1)
DELETE = {fmt: replies.message_delete(fmt=fmt) for fmt in (2, 3)}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "x",
        "<sms>",
        "<sms></sm>",
        "<sms>text</sms>",
        "<sms>text<status>1</status></sms>",
        "<sms><status>1<b/></status></sms>",
        "<sms><status>1</status><status>1</status></sms>",
        "<list><sms><status>1</status></sms></list>",
        "<other><status>1</status></other>",
        "<sms><status>1</status><new><deep>x</deep></new></sms>",
        "<result><error>x</error></result>",
        "<sms><status></status></sms>",
        "<sms><status>1</status><cost><a/></cost></sms>",
        "<sms><status>1</status><phone><a>1</a></phone></sms>",
        "<sms><message>\x00</message></sms>",
    ],
)
def test_xml_that_is_no_reply(body: str) -> None:
    with pytest.raises(DecodeError) as error:
        XML.decode(body)
    assert str(error.value)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "5",
        "null",
        '"x"',
        '{"status": 1.0}',
        '{"status": 1e0}',
        '{"status": -0.0}',
        '{"status": []}',
        '{"status": {}}',
        '{"status": 1, "cost": NaN}',
        '{"status": 1, "cost": Infinity}',
        '{"status": 1, "cost": 1e5}',
        '{"status": 1, "new": ' + "[" * 17 + "]" * 17 + "}",
        '{"status": ' + "1" * 5000 + "}",
        '{"status": ' + "1" * 500 + "}",
        "[" * 100_000,
        '{"status": 1, "x": ' + "1" * 101 + "}",
        '{"status": 1, "message": ["\\ud800"]}',
        '{"status": 1, "\\udc00": {"\\udc00": 1}}',
        '{"status": 1, "status": 1}',
        '{"error_code": "x"}',
        '{"status": 1, "message": {}}',
        '{"status": 1, "phone": true}',
        '{"status": 1} x',
        '{"status": 1}\u00a0',
        '{"status": true}',
        "\ud800",
        '{"status": "1_0"}',
        '{"status": " 1"}',
        '{"status": 1, "ID": 1, "id": 2, "new": [NaN]}',
        '{"status": null}',
    ],
)
def test_json_that_is_no_reply(body: str) -> None:
    with pytest.raises(DecodeError) as error:
        JSON.decode(body)
    assert str(error.value)


@pytest.mark.parametrize(
    ("codec", "body", "path"),
    [
        (replies.message_delete(fmt=3), '{"result": "NO"}', "$.result"),
        (replies.message_delete(fmt=2), "<result>NO</result>", "/result/result"),
        (replies.statuses(fmt=2), "<list>text</list>", "/list"),
        (replies.statuses(fmt=2), "<sms><status>1</status></sms>", "/list"),
        (replies.balance(fmt=2), "<balance>x</balance>", "/balance/balance"),
    ],
)
def test_the_place_is_told(codec: Any, body: str, path: str) -> None:
    with pytest.raises(DecodeError) as error:
        codec.decode(body)
    assert error.value.path == path


@pytest.mark.parametrize(
    ("codec", "body", "told"),
    [
        (
            DELETE[2],
            "<result><result><OK>x</OK></result></result>",
            "/result/result: expected OK, found “elements”",
        ),
        (DELETE[3], '{"result": ["OK"]}', "$.result: expected OK, found “a list”"),
        (DELETE[3], '{"result": true}', "$.result: expected OK, found “true”"),
        (DELETE[3], "{}", "$.result: expected OK, found nothing"),
        (
            XML,
            "<sms><status>1</status><status>2</status></sms>",
            "/sms: expected unique elements, found “status”",
        ),
        (
            XML,
            "<sms><status><b/></status></sms>",
            "/sms/status: expected a status number, found “elements”",
        ),
        (
            XML,
            "<sms><status>1</status><region><b/></region></sms>",
            "/sms/region: expected no field of another level, found “region”",
        ),
        (
            XML,
            "<sms><status>1</status><list><b/></list></sms>",
            "/sms/list: expected a text, found “elements”",
        ),
        (JSON, '{"status": {}}', "$.status: expected a status number, found “an object”"),
        (
            JSON,
            '{"status": 1, "list": ' + "[" * 17 + "]" * 17 + "}",
            "$.list: expected at most 16 levels, found “a list”",
        ),
        (
            JSON,
            '{"status": 1, "list": ' + "1" * 101 + "}",
            "$.list: expected a number with fewer digits, found “" + "*" * 60 + "”",
        ),
        (JSON, "null", "$: expected an object, found “null”"),
        (JSON, "false", "$: expected an object, found “false”"),
        (
            replies.status(fmt=3, all=2),
            '{"status": 1, "ID": []}',
            "$.id: expected an id, found “a list”",
        ),
        (replies.statuses(fmt=2), "<sms></sms>", "/list: expected <list>, found “<sms>”"),
        (
            replies.send(fmt=3, op=1),
            '{"id": 1, "cnt": 1, "phones": [{"phone": ["7"]}]}',
            "$.phones[0].phone: expected a text, found “a list”",
        ),
        (
            replies.wait_call(fmt=2),
            "<result><phone>7</phone><all_phones>7</all_phones></result>",
            "/result/all_phones: expected a list of phones, found “7”",
        ),
    ],
)
def test_the_reason_is_told(codec: Any, body: str, told: str) -> None:
    """Never "a different reply"; and in words of XML and JSON, not of Python."""
    with pytest.raises(DecodeError) as error:
        codec.decode(body)
    assert error.value.summary() == f"{codec.name}: {told}"


@pytest.mark.parametrize(
    ("codec", "body"),
    [(XML, ""), (XML, "  \n"), (XML, "<sms><status>1</status>"), (JSON, ""), (JSON, "[1,")],
)
def test_no_span_is_beyond_its_source(codec: Any, body: str) -> None:
    with pytest.raises(DecodeError) as error:
        codec.decode(body)
    assert error.value.span == (len(body), len(body))
    assert error.value.found == ""


def test_of_a_row_that_is_read_there_is_nothing_to_tell() -> None:
    wire: Any = XML._wire
    assert wire.layouts[0].diagnose({"status": "1"}) == (None, "a different reply", "")


def test_a_value_alone_in_its_element() -> None:
    assert replies.balance(fmt=2).decode("<balance><![CDATA[5]]></balance>") == replies.balance(
        fmt=0
    ).decode("5")
    assert replies.message_delete(fmt=2).decode(
        "<result><![CDATA[OK]]></result>"
    ) == replies.message_delete(fmt=3).decode(" OK\n")
    assert (
        replies.balance(fmt=2).encode(replies.balance(fmt=3).decode('{"balance": "5", "new": "x"}'))
        == b"<balance>5</balance>"
    )


def test_tolerances() -> None:
    assert JSON.decode(
        ' {"status":"1","phone":79990000000,"cost":3.80,"err":null,"type":"","last_date":"","sms_cnt":2} \n'
    ) == JSON.decode('{"status": 1, "phone": "79990000000", "cost": "3.80", "sms_cnt": 2}')
    for body in (
        '{"status": 1, "id": "42"}',
        '{"status": 1, "ID": 42}',
        '{"id": 42, "status": 1}',
        '{\n"status": 1,\n"id": 42\n}\n',
    ):
        assert JSON.decode(body) == SmsStatus(status=JSON.decode('{"status": 1}').status, id="42")  # type: ignore[union-attr]
    for body in (
        "<sms><id>42</id><status>1</status></sms>",
        "<!-- x --><sms>\n <status>1</status>\r\n<ID>42</ID>\n</sms>\n",
    ):
        assert XML.decode(body) == JSON.decode('{"status": 1, "id": 42}')
    assert XML.decode(
        "<sms>\n<status>1</status>\n<message></message>\n<cost></cost>\n</sms>"
    ) == JSON.decode('{"status": 1, "message": "", "cost": ""}')
    both = '{"status": 1, "ID": 7, "id": 8}'
    assert JSON.decode(both) == JSON.decode('{"status": 1, "id": 8, "ID": 7}')


def test_numbers_keep_their_digits() -> None:
    value: Any = JSON.decode(
        '{"status": 1, "new": 1.50, "big": 12345678901234567890, "deep": [1.50, true, null, "\\u0041", {"a": -0}]}'
    )
    assert value.extra == (
        ("new", "1.50"),
        ("big", "12345678901234567890"),
        ("deep", '[1.50, true, null, "A", {"a": 0}]'),
    )
    assert JSON.decode(JSON.encode(value)) == value


def test_declared_charsets() -> None:
    text = '<?xml version="1.0" encoding="{}"?><sms><status>1</status><message>ё</message></sms>'
    for declared in ("utf-8", "windows-1251", "koi8-r"):
        for charset in ("utf-8", "windows-1251", "koi8-r"):
            value: Any = XML.with_charset(charset).decode(text.format(declared).encode(declared))
            assert value.message == "ё", (declared, charset)
    lying: Any = XML.decode(text.format("windows-1251").encode())
    assert lying.message == "ё"
    for declared in ("idna", "utf-7", "bogus-9"):
        value = XML.decode(text.format(declared).encode())
        assert value.message == "ё"


def test_the_document_never_decides_its_charset() -> None:
    """Found by review: expat takes octets with a NUL in every pair for UTF-16."""
    for charset in ("utf-16-be", "utf-16-le"):
        with pytest.raises(DecodeError):
            XML.with_charset("windows-1251").decode(
                "<sms><status>1</status><message>x</message></sms>".encode(charset)
            )


def test_the_compiled_layout_takes_no_scalar_that_a_parser_would_change() -> None:
    from smsc_codec.schema.scalars import SCALARS

    for kind in SCALARS:
        # Lists and what only requests carry have no layout.
        if not kind.is_text and kind.item is None and kind.name != "address":
            assert not [
                special
                for special in "<>&\"'\\\r\x00\x01\ufffe"
                if kind.pattern.fullmatch(special) or kind.pattern.fullmatch(f"A{special}B")
            ]


def test_the_error_in_every_shape() -> None:
    assert XML.decode("<result><error>x</error><error_code>9</error_code></result>") == Failure(
        code=9, description="x"
    )
    assert JSON.decode('{"error": "x", "error_code": 9, "id": 5}') == Failure(
        code=9, description="x", id="5"
    )
    assert replies.balance(fmt=2, cur=1).decode(
        "<result><error>x</error><error_code>9</error_code></result>"
    ) == Failure(code=9, description="x")
    for codec in (replies.statuses(fmt=3), replies.statuses(fmt=2)):
        failure = codec.row.decode(codec.encode(Failure(code=9)))
        assert (
            failure
            == codec.decode(codec.encode(Failure(code=9)))
            == codec.restrict(Failure(code=9))
            == Failure(code=9)
        )


def test_a_list_that_is_no_document() -> None:
    for codec in (replies.statuses(fmt=3), replies.statuses(fmt=2)):
        with pytest.raises(DecodeError) as error:
            codec.decode("[<")
        assert error.value.span is not None


def test_without_a_first_key_there_is_no_layout() -> None:
    """The server's error may have no description: then a comma hangs on what comes next, and the parser reads it."""
    from smsc_codec.formats.documents import DocumentCodec, DocumentLayout
    from smsc_codec.formats.json import JsonSyntax
    from smsc_codec.schema.failure import FAILURE

    form = DocumentLayout(FAILURE, 0, JsonSyntax, purpose="failure")
    wire = DocumentCodec([form], form, None, {}, purpose="failure")
    assert wire.match_canonical('{"error": "x", "error_code": 9}', 0) is None
    assert wire.read('{"error": "x", "error_code": 9}') == Failure(code=9, description="x")


def test_an_error_may_grow() -> None:
    """Found by review: a new key beside the server's error is kept, as beside any other reply."""
    for codec, body in (
        (JSON, '{\n"error": "x",\n"error_code": 9,\n"info": "y"\n}'),
        (XML, "<result>\n<error>x</error>\n<error_code>9</error_code>\n<info>y</info>\n</result>"),
    ):
        failure = Failure(code=9, description="x", extra=(("info", "y"),))
        assert codec.decode(body) == failure
        assert codec.encode(failure).decode() == body
