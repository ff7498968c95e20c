"""smsc_codec.formats.documents: lists inside a reply, read, written, explained."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from smsc_codec import (
    Answer,
    DecodeError,
    EncodeError,
    RecipientResult,
    Sender,
    SendResult,
    WaitCall,
    replies,
)
from smsc_codec.pages.send import REPLIES
from smsc_codec.schema.records import RecordSchema, items
from smsc_codec.schema.scalars import PHONES, InvalidValue

OP = replies.send(fmt=3, op=1)
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
def test_an_item_is_blamed_with_its_place(body: str, path: str, expected: str, found: str) -> None:
    with pytest.raises(DecodeError) as error:
        OP.decode(body)
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
def test_a_word_is_blamed_with_its_place(fmt: int, body: str, path: str) -> None:
    with pytest.raises(DecodeError) as error:
        CALL[fmt].decode(body)
    assert error.value.path == path


def test_lists_that_are_read() -> None:
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
    grown = OP.decode('{"id": 1, "cnt": 1, "phones": [{"phone": "7", "new": "x"}]}')
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
def test_lists_that_are_refused(phones: Any, why: str) -> None:
    with pytest.raises(EncodeError, match=why) as error:
        OP.encode(SendResult(id="1", cnt=1, phones=phones))
    assert error.value.field == "phones"


def test_words_that_are_refused() -> None:
    refused: list[Any] = [["7"], ("a b",), ("",), (5,)]
    for words in refused:
        with pytest.raises(EncodeError) as error:
            CALL[3].encode(WaitCall(phone="7", all_phones=words))
        assert error.value.field == "all_phones"
    with pytest.raises(InvalidValue, match="expected a tuple of phones"):
        PHONES.write(["7"])


def test_a_text_inside_a_list_is_found_when_the_charset_has_not_it() -> None:
    with pytest.raises(EncodeError, match=r"cannot encode .* in windows-1251") as error:
        OP.with_charset("windows-1251").encode(
            SendResult(id="1", cnt=1, phones=(RecipientResult(phone="😀"),))
        )
    assert error.value.field == "phones"


def test_lines_have_no_place_for_records() -> None:
    record: RecordSchema = REPLIES[0].layouts[0].record
    kind = items(record, "item")
    for verb in (kind.read, kind.write):
        with pytest.raises(InvalidValue, match="cannot be encoded in a line"):
            verb("x")


def test_what_some_records_tell() -> None:
    assert Answer(id="1", message="[waitcall] ").is_call_confirmation
    assert not Answer(id="1").is_call_confirmation
    sender = Sender(sender="A", extra=(("sber_status", "1"), ("mts", "B"), ("columns", ",1")))
    assert sender.replacements == (("mts", "B"),)
