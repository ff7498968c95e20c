"""smsc_codec.cli.docstrings: descriptions extracted from docstrings."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from smsc_codec import HlrStatus, Sender, SmsStatus, commands
from smsc_codec.cli.docstrings import codes_of, names, note, notes, records, summary, without_none
from smsc_codec.codes import MessageStatus
from smsc_codec.registry import record_schemas
from smsc_codec.smpp import DeliverSm, Pdu, Receipt, SubmitSm, SubmitSmResp


class Documented:
    """A summary with a :class:`~smsc_codec.Role` and ``code``,
    on two lines.

    Args:
        a, b: a description that
            continues: on a second line.
        c ... e: a range.

    Raises:
        f: not an argument.
    """


class WithAttributes:
    """A summary.

    Attributes:
        a: an attribute.
    """


class Undocumented:
    pass


def test_summary_and_descriptions_are_extracted() -> None:
    assert summary(Documented) == "A summary with a smsc_codec.Role and code, on two lines."
    assert notes(Documented) == {
        "a": "a description that continues: on a second line.",
        "b": "a description that continues: on a second line.",
        "c": "a range.",
        "... e": "a range.",
    }
    assert notes(WithAttributes) == {"a": "an attribute."}
    assert (summary(Undocumented), notes(Undocumented)) == ("", {})
    assert notes(commands.balance)["fmt"] == "the reply format, 0 to 3."


def test_field_descriptions_are_found() -> None:
    assert (
        note(SmsStatus, "country")
        == note(SmsStatus, "region")
        == "the origin of the phone number; operator_orig is the operator before the number was ported."
    )
    assert (
        note(Sender, "mega_status")
        == note(Sender, "tele2_status")
        == note(Sender, "ua_int_status")
        != note(Sender, "status")
    )
    assert note(HlrStatus, "cost") == note(SmsStatus, "cost") != ""
    assert note(HlrStatus, "err").startswith("the HLR error")
    assert (
        note(SubmitSm, "sequence_number") == "The number of the request, repeated in its response."
    )
    assert note(DeliverSm, "esm_class").startswith("esm_class: the message type")
    assert note(SubmitSmResp, "message_id") == note(DeliverSm, "tlvs") == ""


@pytest.mark.parametrize("cls", [*record_schemas(), Receipt])
def test_every_record_field_is_documented(cls: type) -> None:
    assert [name for name in names(cls) if not note(cls, name)] == []


@pytest.mark.parametrize("cls", [*records().values()], ids=lambda cls: cls.__name__)
def test_field_description_is_self_contained(cls: type) -> None:
    """``explain`` prints it without the preceding field."""
    referring = re.compile(r"\b(?:likewise|the same|the one|the other|those of)\b")
    assert [name for name in names(cls) if referring.search(note(cls, name))] == []


def test_optional_types_and_codes_are_recognized() -> None:
    assert without_none(int | None) is int
    assert without_none(int) is int
    assert without_none(int | str) == int | str
    assert codes_of(SmsStatus)["status"] is MessageStatus


def test_records_are_complete() -> None:
    assert set(records().values()) >= {*record_schemas(), *get_args(Pdu), Receipt}
