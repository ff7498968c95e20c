"""Errors on the Russian page are in Russian."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec import DecodeError, EncodeError, replies, smpp
from smsc_codec.registry import record_schemas
from smsc_playground import errors
from smsc_playground.words import KINDS
from tests.docs.playground.helpers import RECEIPT, SAMPLES, query

#: What the library's own messages consist of.
ENGLISH_FRAME = re.compile(
    r"\bline \d+, column \d+|\b(?:octet|byte) \d+:|: expected\b|, found\b|\bhint:|\bthe end\b"
)
LINK = smpp.encode(smpp.EnquireLink(sequence_number=1)).hex()
DAMAGED: list[tuple[str, dict[str, Any]]] = [
    ("12.5 RUR", {"kind": "reply", "reply": "balance", "fmt": 0}),
    ("", {"kind": "reply", "reply": "balance", "fmt": 0}),
    ("x\n", {"kind": "reply", "reply": "balance", "fmt": 0}),
    ("<html></html>", {"kind": "reply", "reply": "status", "fmt": 2}),
    ("<x><status>1</status>", {"kind": "reply", "reply": "status", "fmt": 2}),
    ('{"status": "one"}', {"kind": "reply", "reply": "status", "fmt": 3}),
    ('{"status": 1, "status": 1}', {"kind": "reply", "reply": "status", "fmt": 3}),
    ('{"status": 1', {"kind": "reply", "reply": "status", "fmt": 3}),
    ('[{"sender": 1}, 2]', {"kind": "reply", "reply": "senders", "fmt": 3}),
    ("1,12x,0", {"kind": "reply", "reply": "status", "fmt": 1}),
    ("1,1678795766,0,32.13.2023", {"kind": "reply", "reply": "status", "fmt": 1, "level": 1}),
    ("Status = 1, check", {"kind": "reply", "reply": "status", "fmt": 0}),
    ("id=%zz&phone=1", {"kind": "callback"}),
    ('{"phone": "79990000000", "mes": "да"', {"kind": "callback"}),
    ("status=77x&id=1&phone=79990000000", {"kind": "callback"}),
    (RECEIPT.replace("UNDELIV", "undeliv"), {"kind": "receipt"}),
    (RECEIPT.replace("2303141512", "2399141512"), {"kind": "receipt"}),
    (LINK + "000000ff", {"kind": "pdu"}),
    (LINK + "00000001" * 4, {"kind": "pdu"}),
    (LINK[:20], {"kind": "pdu"}),
    ("0000001100000004000000000000000100", {"kind": "pdu"}),
    ("nonsense", {"kind": "request"}),
    ("/sys/send.php?login=a&psw=b&phones=1&mes=x&cost=9", {"kind": "request"}),
]


def strings(value: Any) -> list[str]:
    """Every string in a result."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in strings(item)]
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize(("text", "options"), DAMAGED)
def test_no_english_frame_is_left_in_russian_errors(text: str, options: dict[str, Any]) -> None:
    found = query(text, language="ru", **options)
    for shown in strings(found):
        assert not ENGLISH_FRAME.search(shown), shown


@pytest.mark.parametrize("name", SAMPLES)
@given(data=st.data())
def test_no_english_frame_is_left_when_samples_are_cut(name: str, data: st.DataObject) -> None:
    text = SAMPLES[name]["text"]
    cut = text[: data.draw(st.integers(0, len(text)))]
    for kind in ("", *KINDS):
        found = query(cut, language="ru", kind=kind)
        # Encoded values and the input itself are not texts of the page.
        shown = [text for text in strings(found) if text not in cut]
        assert not ENGLISH_FRAME.search(json.dumps(shown)), shown


def test_russian_error_has_position_caret_and_hint() -> None:
    (thing,) = query("12.5 RUR", language="ru", kind="reply", reply="balance", fmt=0)["things"]
    assert thing["error"].splitlines() == [
        "balance, fmt=0, cur=0: строка 1, столбец 5: ожидалось: конец, найдено: « RUR»",
        "  12.5 RUR",
        "      ^^^^",
        "  подсказка: текст подходит для balance(fmt=0, cur=1)",
    ]


def test_english_error_is_that_of_the_library() -> None:
    with pytest.raises(DecodeError) as caught:
        replies.balance(fmt=0).decode("x")
    assert errors.render(caught.value, "en") == caught.value.render(show_data=True)
    assert errors.summary(caught.value, "en") == caught.value.summary(show_data=True)


def test_every_scalar_of_the_records_has_a_russian_description() -> None:
    for schema in record_schemas().values():
        for scalar in schema.scalars.values():
            assert re.search("[а-яё]", errors.describe(scalar.description)), scalar
            field = errors.describe(f"field ({scalar.description})")
            assert re.fullmatch(r"field \(.*[а-яё].*\)", field)


@pytest.mark.parametrize(
    ("english", "russian"),
    [
        ("“,” after err", "“,” после err"),
        ("message (a text, and “x” after it)", "message (текст, затем “x”)"),
        ("a number from -24 to 24", "число от -24 до 24"),
        ("an unheard-of thing", "an unheard-of thing"),
    ],
)
def test_descriptions_are_translated_as_far_as_the_tables_go(english: str, russian: str) -> None:
    assert errors.describe(english) == russian


def test_reason_of_an_encode_error_is_translated() -> None:
    changed = EncodeError("status", "message", "would change", "x")
    assert errors.reason(changed, "ru") == "message: значение изменится при обратном разборе"
    assert errors.reason(changed, "en") == "message: would change"
    assert errors.reason(EncodeError("status", None, "unheard of"), "ru") == "unheard of"
