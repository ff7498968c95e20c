"""smsc_codec.cli.docstrings: docstrings as notes."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from smsc_codec import HlrStatus, Sender, SmsStatus, commands
from smsc_codec.cli.docstrings import codes_of, names, note, notes, records, summary, without_none
from smsc_codec.codes import MessageStatus
from smsc_codec.registry import record_schemas
from smsc_codec.smpp import DeliverSm, Pdu, Receipt, SubmitSm, SubmitSmResp


class Noted:
    """Said of it, with a :class:`~smsc_codec.Role` and ``code``,
    in two lines.

    Args:
        a, b: of two, which
            goes on: over a line.
        c ... e: a range.

    Raises:
        f: no argument.
    """


class Silent:
    pass


def test_the_sections() -> None:
    assert summary(Noted) == "Said of it, with a smsc_codec.Role and code, in two lines."
    assert notes(Noted) == {
        "a": "of two, which goes on: over a line.",
        "b": "of two, which goes on: over a line.",
        "c": "a range.",
        "... e": "a range.",
    }
    assert (summary(Silent), notes(Silent)) == ("", {})
    assert notes(commands.balance)["fmt"] == "the reply format, 0 to 3."


def test_where_a_field_is_told() -> None:
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
    assert note(SubmitSm, "sequence_number") == "The number of the request, repeated in its response."
    assert note(DeliverSm, "esm_class").startswith("esm_class: the message type")
    assert note(SubmitSmResp, "message_id") == note(DeliverSm, "tlvs") == ""


@pytest.mark.parametrize("cls", [*record_schemas(), Receipt])
def test_every_field_of_a_record_is_told(cls: type) -> None:
    assert [name for name in names(cls) if not note(cls, name)] == []


@pytest.mark.parametrize("cls", [*records().values()], ids=lambda cls: cls.__name__)
def test_what_is_told_of_a_field_stands_alone(cls: type) -> None:
    """``explain`` prints it without the field above."""
    leaning = re.compile(r"\b(?:likewise|the same|the one|the other|those of)\b")
    assert [name for name in names(cls) if leaning.search(note(cls, name))] == []


def test_types() -> None:
    assert without_none(int | None) is int
    assert without_none(int) is int
    assert without_none(int | str) == int | str
    assert codes_of(SmsStatus)["status"] is MessageStatus


def test_no_record_is_left_out() -> None:
    assert set(records().values()) >= {*record_schemas(), *get_args(Pdu), Receipt}
