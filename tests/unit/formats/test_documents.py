"""XML and JSON documents: decoding, encoding and errors."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from smsc_codec import (
    Answer,
    DecodeError,
    EncodeError,
    Failure,
    RecipientResult,
    Sender,
    SendResult,
    SmsStatus,
    WaitCall,
    replies,
)
from smsc_codec.pages.send import REPLIES
from smsc_codec.schema.records import RecordSchema, items
from smsc_codec.schema.scalars import PHONES, InvalidValue

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
def test_invalid_xml_is_rejected_with_its_position(body: str) -> None:
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
def test_invalid_json_is_rejected_with_its_position(body: str) -> None:
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
def test_error_has_the_path_of_the_value(codec: Any, body: str, path: str) -> None:
    with pytest.raises(DecodeError) as error:
        codec.decode(body)
    assert error.value.path == path


@pytest.mark.parametrize(
    ("codec", "body", "result"),
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
def test_error_has_the_reason(codec: Any, body: str, result: str) -> None:
    """The error is specific, and uses the terms of XML and JSON rather than of Python."""
    with pytest.raises(DecodeError) as error:
        codec.decode(body)
    assert error.value.summary() == f"{codec.name}: {result}"


@pytest.mark.parametrize(
    ("codec", "body"),
    [(XML, ""), (XML, "  \n"), (XML, "<sms><status>1</status>"), (JSON, ""), (JSON, "[1,")],
)
def test_span_lies_within_the_source(codec: Any, body: str) -> None:
    with pytest.raises(DecodeError) as error:
        codec.decode(body)
    assert error.value.span == (len(body), len(body))
    assert error.value.found == ""


def test_valid_row_has_no_diagnosis() -> None:
    wire: Any = XML._wire
    assert wire.layouts[0].diagnose({"status": "1"}) == (None, "a different reply", "")


def test_bare_value_in_an_element_is_decoded() -> None:
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


def test_noncanonical_documents_are_accepted() -> None:
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


def test_declared_charset_is_compared_with_the_codec() -> None:
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


def test_document_never_selects_its_charset() -> None:
    """Regression: expat mistakes bytes with a NUL in every pair for UTF-16."""
    for charset in ("utf-16-be", "utf-16-le"):
        with pytest.raises(DecodeError):
            XML.with_charset("windows-1251").decode(
                "<sms><status>1</status><message>x</message></sms>".encode(charset)
            )


def test_canonical_pattern_excludes_scalars_that_a_parser_changes() -> None:
    from smsc_codec.schema.scalars import SCALARS

    for kind in SCALARS:
        # Lists and scalars of requests have no layout.
        if not kind.is_text and kind.item is None and kind.name != "address":
            assert not [
                special
                for special in "<>&\"'\\\r\x00\x01\ufffe"
                if kind.pattern.fullmatch(special) or kind.pattern.fullmatch(f"A{special}B")
            ]


def test_failure_is_decoded_in_every_shape() -> None:
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


def test_malformed_list_is_rejected() -> None:
    for codec in (replies.statuses(fmt=3), replies.statuses(fmt=2)):
        with pytest.raises(DecodeError) as error:
            codec.decode("[<")
        assert error.value.span is not None


def test_layout_needs_a_first_key() -> None:
    """A failure without a description is left to the parser, since its first key decides the
    commas.
    """
    from smsc_codec.formats.documents import DocumentCodec, DocumentLayout
    from smsc_codec.formats.json import JsonSyntax
    from smsc_codec.schema.failure import FAILURE

    form = DocumentLayout(FAILURE, 0, JsonSyntax, purpose="failure")
    wire = DocumentCodec([form], form, None, {}, purpose="failure")
    assert wire.match_canonical('{"error": "x", "error_code": 9}', 0) is None
    assert wire.read('{"error": "x", "error_code": 9}') == Failure(code=9, description="x")


def test_failure_may_have_unknown_keys() -> None:
    """Regression: an unknown key in a failure is kept, as in any other reply."""
    for codec, body in (
        (JSON, '{\n"error": "x",\n"error_code": 9,\n"info": "y"\n}'),
        (XML, "<result>\n<error>x</error>\n<error_code>9</error_code>\n<info>y</info>\n</result>"),
    ):
        failure = Failure(code=9, description="x", extra=(("info", "y"),))
        assert codec.decode(body) == failure
        assert codec.encode(failure).decode() == body


# ---- Lists of records and words


WITH_PHONES = replies.send(fmt=3, op=1)
CALL = {fmt: replies.wait_call(fmt=fmt) for fmt in (2, 3)}


@pytest.mark.parametrize(
    ("body", "path", "expected", "found"),
    [
        ('{"id": 1, "cnt": 1, "phones": 5}', "$.phones", "a list of phones", "5"),
        (
            '{"id": 1, "cnt": 1, "phones": {"phone": "7"}}',
            "$.phones",
            "a list of phones",
            "an object",
        ),
        ('{"id": 1, "cnt": 1, "phones": ["7"]}', "$.phones[0]", "a phone", "7"),
        (
            '{"id": 1, "cnt": 1, "phones": [{"phone": "7"}, {"phone": "7", "cost": "1e5"}]}',
            "$.phones[1].cost",
            "an amount such as 6.40",
            "1e5",
        ),
        ('{"id": 1, "cnt": 1, "phones": [{"cost": "1"}]}', "$.phones[0].phone", "a text", ""),
        (
            '{"id": 1, "cnt": 1, "phones": [{"phone": ["7"]}]}',
            "$.phones[0].phone",
            "a text",
            "a list",
        ),
    ],
)
def test_error_in_an_item_has_its_path(body: str, path: str, expected: str, found: str) -> None:
    with pytest.raises(DecodeError) as error:
        WITH_PHONES.decode(body)
    assert (error.value.path, error.value.expected, error.value.found) == (path, (expected,), found)


@pytest.mark.parametrize(
    ("fmt", "body", "path"),
    [
        (3, '{"phone": "7", "all_phones": ["7", "a,b"]}', "$.all_phones[1]"),
        (3, '{"phone": "7", "all_phones": "7"}', "$.all_phones"),
        (3, '{"phone": "7", "all_phones": [null]}', "$.all_phones[0]"),
        (
            2,
            "<result><phone>7</phone><all_phones><phone>x</phone></all_phones></result>",
            "/result/all_phones/phone[1]",
        ),
        (2, "<result><phone>7</phone><all_phones>7</all_phones></result>", "/result/all_phones"),
        (
            2,
            "<result><phone>7</phone><all_phones><id>7</id></all_phones></result>",
            "/result/all_phones",
        ),
    ],
)
def test_error_in_a_word_has_its_path(fmt: int, body: str, path: str) -> None:
    with pytest.raises(DecodeError) as error:
        CALL[fmt].decode(body)
    assert error.value.path == path


def test_valid_lists_are_decoded() -> None:
    assert CALL[3].decode('{"phone": "7", "all_phones": [7, "8"]}') == WaitCall(
        phone="7", all_phones=("7", "8")
    )
    assert (
        CALL[3].decode('{"phone": "7", "all_phones": []}')
        == CALL[3].decode('{"phone": "7", "all_phones": null}')
        == WaitCall(phone="7")
    )
    assert CALL[2].decode(
        "<result><phone>7</phone><all_phones> </all_phones></result>"
    ) == WaitCall(phone="7")
    assert CALL[3].decode('{"phone": "7"}') == WaitCall(phone="7")
    grown = WITH_PHONES.decode('{"id": 1, "cnt": 1, "phones": [{"phone": "7", "new": "x"}]}')
    assert isinstance(grown, SendResult)
    assert grown.phones == (RecipientResult(phone="7", extra=(("new", "x"),)),)


@pytest.mark.parametrize(
    ("phones", "why"),
    [
        ((), "is empty"),
        (["7"], "a list of phones"),
        (("7",), "a list of phones"),
        ((RecipientResult(phone="7", cost=Decimal("NaN")),), "cost"),
        (5, "a list of phones"),
        ((RecipientResult(phone="7"), None), "a list of phones"),
    ],
)
def test_invalid_lists_are_rejected(phones: Any, why: str) -> None:
    with pytest.raises(EncodeError, match=why) as error:
        WITH_PHONES.encode(SendResult(id="1", cnt=1, phones=phones))
    assert error.value.field == "phones"


def test_invalid_words_are_rejected() -> None:
    caught: list[Any] = [["7"], ("a b",), ("",), (5,)]
    for words in caught:
        with pytest.raises(EncodeError) as error:
            CALL[3].encode(WaitCall(phone="7", all_phones=words))
        assert error.value.field == "all_phones"
    with pytest.raises(InvalidValue, match="expected a tuple of phones"):
        PHONES.write(["7"])


def test_unencodable_text_inside_a_list_is_located() -> None:
    with pytest.raises(EncodeError, match=r"cannot encode .* in windows-1251") as error:
        WITH_PHONES.with_charset("windows-1251").encode(
            SendResult(id="1", cnt=1, phones=(RecipientResult(phone="😀"),))
        )
    assert error.value.field == "phones"


def test_lines_cannot_carry_records() -> None:
    record: RecordSchema = REPLIES[0].layouts[0].record
    kind = items(record, "item")
    for verb in (kind.read, kind.write):
        with pytest.raises(InvalidValue, match="cannot be encoded in a line"):
            verb("x")


def test_discriminators_are_encoded() -> None:
    assert Answer(id="1", message="[waitcall] ").is_call_confirmation
    assert not Answer(id="1").is_call_confirmation
    sender = Sender(sender="A", extra=(("sber_status", "1"), ("mts", "B"), ("columns", ",1")))
    assert sender.replacements == (("mts", "B"),)
