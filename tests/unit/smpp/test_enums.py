"""Tests of smsc_codec.smpp.enums: the numbers of the specifications, and unknown numbers."""

from __future__ import annotations

import pickle
import re
from typing import TYPE_CHECKING

import pytest

from smsc_codec.smpp import enums
from smsc_codec.smpp.enums import (
    STATE_WORDS,
    CommandId,
    CommandStatus,
    MessageKind,
    MessageMode,
    MessageState,
    NetworkType,
    ReceiptRequest,
    TlvTag,
    state_of_word,
)
from smsc_codec.smpp.tlvs import TLV_TYPES

if TYPE_CHECKING:
    from smsc_codec.codes import Code

LISTS = [
    CommandId,
    CommandStatus,
    MessageState,
    NetworkType,
    MessageMode,
    MessageKind,
    ReceiptRequest,
]
REQUESTS = {
    "BIND_RECEIVER": 1,
    "BIND_TRANSMITTER": 2,
    "QUERY_SM": 3,
    "SUBMIT_SM": 4,
    "DELIVER_SM": 5,
    "UNBIND": 6,
    "REPLACE_SM": 7,
    "CANCEL_SM": 8,
    "BIND_TRANSCEIVER": 9,
    "OUTBIND": 0xB,
    "ENQUIRE_LINK": 0x15,
    "SUBMIT_MULTI": 0x21,
    "ALERT_NOTIFICATION": 0x102,
    "DATA_SM": 0x103,
    "BROADCAST_SM": 0x111,
    "QUERY_BROADCAST_SM": 0x112,
    "CANCEL_BROADCAST_SM": 0x113,
}


def test_command_numbers() -> None:
    """Every response is its request with the high bit; two requests have none."""
    responses = {
        f"{name}_RESP": 0x80000000 | number
        for name, number in REQUESTS.items()
        if name not in ("OUTBIND", "ALERT_NOTIFICATION")
    }
    assert {member.name: int(member) for member in CommandId} == REQUESTS | responses | {
        "GENERIC_NACK": 0x80000000
    }


def test_command_status_numbers() -> None:
    from_34 = [
        *range(0x09),
        *range(0x0A, 0x10),
        0x11,
        0x13,
        0x14,
        0x15,
        0x33,
        0x34,
        0x40,
        *range(0x42, 0x46),
        0x48,
        0x49,
        0x50,
        0x51,
    ]
    from_34 += [*range(0x53, 0x56), 0x58, *range(0x61, 0x68), *range(0xC0, 0xC5), 0xFE, 0xFF]
    assert len(from_34) == 48
    assert [int(member) for member in CommandStatus] == [*from_34, *range(0x100, 0x113)]
    sample = {
        "INVMSGLEN": 0x01,
        "INVCMDID": 0x03,
        "INVBNDSTS": 0x04,
        "ALYBND": 0x05,
        "SYSERR": 0x08,
        "INVSRCADR": 0x0A,
        "INVDSTADR": 0x0B,
        "INVMSGID": 0x0C,
        "BINDFAIL": 0x0D,
        "INVPASWD": 0x0E,
        "INVSYSID": 0x0F,
        "MSGQFUL": 0x14,
        "SUBMITFAIL": 0x45,
        "THROTTLED": 0x58,
        "INVSCHED": 0x61,
        "INVEXPIRY": 0x62,
        "QUERYFAIL": 0x67,
        "DELIVERYFAILURE": 0xFE,
        "UNKNOWNERR": 0xFF,
    }
    assert {name: int(CommandStatus[name]) for name in sample} == sample


def test_message_state_numbers() -> None:
    names = [
        "SCHEDULED",
        "ENROUTE",
        "DELIVERED",
        "EXPIRED",
        "DELETED",
        "UNDELIVERABLE",
        "ACCEPTED",
        "UNKNOWN",
        "REJECTED",
        "SKIPPED",
    ]
    assert [(member.name, int(member)) for member in MessageState] == [
        (name, number) for number, name in enumerate(names)
    ]


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        (
            NetworkType,
            {
                "ANSI_136": 1,
                "IS_95": 2,
                "GSM": 3,
                "ANSI_136_CAUSE": 4,
                "IS_95_CAUSE": 5,
                "ANSI_41": 6,
                "SMPP": 7,
                "CENTRE": 8,
            },
        ),
        (MessageMode, {"DEFAULT": 0, "DATAGRAM": 1, "FORWARD": 2, "STORE_AND_FORWARD": 3}),
        (
            MessageKind,
            {
                "ORDINARY": 0,
                "RECEIPT": 1,
                "SME_ACKNOWLEDGEMENT": 2,
                "USER_ACKNOWLEDGEMENT": 4,
                "ABORT": 6,
                "NOTIFICATION": 8,
            },
        ),
        (ReceiptRequest, {"NONE": 0, "FINAL": 1, "FAILURE": 2, "SUCCESS": 3}),
    ],
)
def test_numbers_of_the_other_lists(kind: type[Code], numbers: dict[str, int]) -> None:
    assert {member.name: int(member) for member in kind} == numbers


@pytest.mark.parametrize("kind", LISTS)
def test_titles_in_both_languages_and_unknown_numbers(kind: type[Code]) -> None:
    for member in kind:
        assert member.title.isascii() and member.known
        assert re.search("[а-я]", member.title_ru) or member.title_ru == "GSM"
        assert pickle.loads(pickle.dumps(member)) is member
    assert (
        len({member.title for member in kind})
        == len({member.title_ru for member in kind})
        == len(kind)
    )
    unknown = kind(0x4FF)
    assert (unknown, unknown.known, unknown.name) == (0x4FF, False, "UNKNOWN_1279")
    assert pickle.loads(pickle.dumps(unknown)) == unknown


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("DELIVRD", 2),
        ("EXPIRED", 3),
        ("DELETED", 4),
        ("UNDELIV", 5),
        ("ACCEPTD", 6),
        ("UNKNOWN", 7),
        ("REJECTD", 8),
        ("ENROUTE", 1),
        ("Delivrd", 2),
        ("delivered", 2),
        ("DELIVERD", 2),
        ("", None),
        (None, None),
        ("SENT", None),
        ("DELIVRD ", None),
        ("ß", None),
    ],
)
def test_state_of_word_ignores_case(word: str | None, state: int | None) -> None:
    assert state_of_word(word) == state


def test_state_words_are_read_only() -> None:
    with pytest.raises(TypeError):
        STATE_WORDS["SENT"] = MessageState.ENROUTE  # type: ignore[index]


def test_tags_are_those_of_the_typed_tlvs() -> None:
    assert {int(tag): tag.name.lower() for tag in TlvTag} == {
        number: tlv_type.name for number, tlv_type in TLV_TYPES.items()
    }
    assert (TlvTag.RECEIPTED_MESSAGE_ID, TlvTag.MESSAGE_STATE, TlvTag.COST) == (
        0x001E,
        0x0427,
        0x2000,
    )


def test_every_public_name_is_exported() -> None:
    public = {
        name
        for name, value in vars(enums).items()
        if getattr(value, "__module__", "") == enums.__name__ and name[0] != "_"
    }
    assert public | {"STATE_WORDS"} == set(enums.__all__)
