"""Every field, reply and text of the playground exists in English and Russian."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from smsc_codec import replies
from smsc_codec.callbacks import Outcome
from smsc_codec.cli.docstrings import names, parts, records
from smsc_codec.flags import MessageFlags
from smsc_codec.smpp import AdditionalStatus, EsmClass, NetworkError, RegisteredDelivery, Segment
from smsc_playground import notes, words
from smsc_playground.rows import safe

PAGE = Path(__file__).parents[3] / "docs" / "playground"
#: Fields without an English description.
UNDESCRIBED = {("Receipt", "raw")}


@pytest.mark.parametrize(
    "cls", [*records().values(), Segment, NetworkError], ids=lambda cls: cls.__name__
)
def test_every_field_is_described_in_both_languages(cls: type) -> None:
    for name in names(cls):
        english, russian = (notes.of(cls, name, language) for language in words.LANGUAGES)
        assert english or (cls.__name__, name) in UNDESCRIBED, name
        assert re.search("[а-яё]", russian), name
        assert not re.search("[а-яё]", english), name


def test_every_part_of_a_bit_field_is_described() -> None:
    assert {
        name
        for cls in (MessageFlags, EsmClass, RegisteredDelivery, AdditionalStatus)
        for name in parts(cls)
    } == set(notes.PARTS)


def test_no_description_is_unused() -> None:
    known = {
        name
        for cls in (*records().values(), Segment, NetworkError)
        for name in (*names(cls), *(f"{cls.__name__}.{name}" for name in names(cls)))
    }
    assert set(notes.RUSSIAN) <= known
    assert set(notes.OWN) <= known
    assert set(words.RECORDS) <= set(records())
    assert set(words.REPLIES) == set(replies.__all__) - {"task_file"}
    assert set(words.OUTCOMES) == {outcome.name for outcome in Outcome}


def test_unknown_language_falls_back_to_english() -> None:
    assert words.say(("yes {x}", "да {x}"), "de", x=1) == "yes 1"


def test_page_has_every_text_in_both_languages() -> None:
    texts = (PAGE / "texts.js").read_text("utf-8")
    english, russian = (
        re.findall(r"^    ([a-z]+): ", half, re.MULTILINE) for half in texts.split("  ru: {")
    )
    assert english == russian
    assert set(
        re.findall(r'data-(?:text|label)="([a-z]+)"', (PAGE / "index.html").read_text("utf-8"))
    ) <= set(english)


def test_control_and_bidi_characters_are_escaped() -> None:
    assert safe("a\u202eb\r\nc\x00") == "a\\u202eb\nc\\x00"
