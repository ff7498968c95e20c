"""smsc_codec.codes and smsc_codec.flags: open lists, the meaning of API errors, the two-byte flag."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from smsc_codec import codes
from smsc_codec.codes import DeliveryErrorCode, MessageStatus, MessageType
from smsc_codec.flags import MessageFlags, TemplateKind
from smsc_codec.wires.binary import compile_bits


@pytest.mark.parametrize("kind", [MessageStatus, DeliveryErrorCode, MessageType, TemplateKind])
def test_titles_in_both_languages(kind: type[codes.Code]) -> None:
    for member in kind:
        assert member.title and member.title_ru and member.known
        assert pickle.loads(pickle.dumps(member)) is member


def test_unknown_numbers_are_members() -> None:
    member = MessageStatus(77)
    assert (member, member.name, member.known, str(member)) == (77, "UNKNOWN_77", False, "77")
    assert member.title and member.title_ru
    assert pickle.loads(pickle.dumps(member)) == copy.deepcopy(member) == member
    assert hash(member) == hash(77)
    assert len(MessageStatus) == 13
    wrong: Any
    for wrong in ("1", None, 1.5):
        with pytest.raises(ValueError, match="is not a valid"):
            MessageStatus(wrong)


def test_api_errors() -> None:
    assert [error.code for error in codes.api_errors("status")] == [1, 2, 4, 5, 9]
    assert [error.code for error in codes.api_errors("balance.php")] == [1, 2, 4, 9]
    nine = codes.api_error("balance", 9)
    assert nine.retryable and nine.known and "ten" in nine.title and "десяти" in nine.title_ru and nine.retry_ru
    assert codes.api_error("status", 9).title != nine.title
    assert not codes.api_error("status", 2).retryable
    unknown = codes.api_error("status", 15)
    assert (unknown.code, unknown.known, unknown.retryable) == (15, False, False)
    with pytest.raises(ValueError, match="no page 'nothing'"):
        codes.api_error("nothing", 1)


def test_flags() -> None:
    flags = MessageFlags(0b0000_0111_0010_1000)
    assert (flags.type, flags.second_balance, flags.template, flags.template_kind) == (MessageType.EMAIL, True, True, TemplateKind.ADVERTISING)
    assert MessageFlags(40).type is MessageType.EMAIL
    assert MessageFlags(9).type.known is False
    assert MessageFlags.from_text("40") == MessageFlags.from_number(40) == MessageFlags(40)


def test_the_compiler_of_bits_raises_on_what_it_does_not_know() -> None:
    from construct import BitsInteger, BitStruct, Flag, Int8ub, Nibble, Padding, Struct

    assert compile_bits(BitStruct("a" / Flag, "b" / BitsInteger(7)))["b"](0xFF) == 0x7F
    for layout in (Int8ub, Struct("a" / Int8ub), BitStruct("a" / Flag, Padding(7)), BitStruct("a" / BitsInteger(8, signed=True)), BitStruct("a" / Flag, "b" / Struct("c" / BitsInteger(7)))):
        with pytest.raises(NotImplementedError):
            compile_bits(layout)
    assert compile_bits(BitStruct("a" / Nibble, "b" / Nibble))["a"](0xAB) == 0xA
