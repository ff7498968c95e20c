"""smsc_codec.codes and smsc_codec.flags."""

from __future__ import annotations

import copy
import pickle
import re
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from smsc_codec import codes
from smsc_codec.codes import (
    DeliveryErrorCode,
    MessageStatus,
    MessageType,
    NumberType,
    OperatorStatus,
    RateLimit,
    SenderStatus,
    TaskStatus,
)
from smsc_codec.flags import MessageFlags, TemplateKind
from smsc_codec.formats.binary import compile_bits

#: The errors of each page, those shared by all pages included.
CODES = {
    "send": {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
    "status": {1, 2, 4, 5, 9},
    "balance": {1, 2, 4, 9},
    "senders": {1, 2, 3, 4, 5, 7, 8, 9, 10, 11},
    "receive_phones": {1, 2, 3, 4, 9},
    "wait_call": {1, 2, 3, 4, 5, 6, 9},
    "downloads": {1, 2, 4, 5, 9},
    "jobs": {1, 2, 3, 4, 5, 9},
    "phones": {1, 2, 3, 4, 5, 9},
    "users": {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
    "get": {1, 2, 3, 4, 9},
    "info": {1, 2, 3, 4, 9},
    "tinyurls": {1, 2, 3, 4, 9},
    "templates": {1, 2, 4, 9},
}

#: The same table's limits behind error 9: how many a minute are accepted, how many at once are
#: rejected.
LIMITS: dict[str, tuple[list[int], int | None]] = {
    "send": ([1, 5], 15),
    "status": ([5, 1], 5),
    "balance": ([10], 15),
    "senders": ([3, 5], 15),
    "receive_phones": ([2], 15),
    "wait_call": ([50], 15),
    "downloads": ([3], 15),
    "jobs": ([], 15),
    "phones": ([3], 15),
    "users": ([3], 15),
    "get": ([3], 15),
    "info": ([3, 100], 15),
    "tinyurls": ([], None),
    "templates": ([], None),
}

#: Errors after which the same request may succeed later, besides 4 and 9.
PASSING = {("senders", 10)}


@pytest.mark.parametrize(
    "kind",
    [
        MessageStatus,
        DeliveryErrorCode,
        MessageType,
        TemplateKind,
        SenderStatus,
        OperatorStatus,
        NumberType,
        TaskStatus,
    ],
)
def test_each_code_has_titles_in_both_languages(kind: type[codes.Code]) -> None:
    for member in kind:
        assert member.title and member.title_ru and member.known
        assert pickle.loads(pickle.dumps(member)) is member


def test_unknown_number_is_a_member() -> None:
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


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        (SenderStatus, {"MODERATION": 0, "ALLOWED": 1, "DISABLED": 2}),
        (
            OperatorStatus,
            {
                "WAITING": 0,
                "SENT": 1,
                "ADMITTED": 2,
                "REFUSED": 3,
                "SUSPENDED": 4,
                "NO_FUNDS": 5,
                "DOCUMENTS_NEEDED": 8,
            },
        ),
        (NumberType, {"VIRTUAL": 1, "SIM_HOSTING": 2, "VIRTUAL_4": 4}),
        (TaskStatus, {"PENDING": 0, "IN_PROGRESS": 1, "COMPLETED": 2, "CANCELLED": 3, "FAILED": 4}),
    ],
)
def test_members_have_the_vendor_numbers(kind: type[codes.Code], numbers: dict[str, int]) -> None:
    assert {name: int(member) for name, member in kind.__members__.items()} == numbers
    assert all(re.search("[а-я]", member.title_ru) and member.title.isascii() for member in kind)
    unknown = kind(9)
    assert (unknown, unknown.name, unknown.known) == (9, "UNKNOWN_9", False)
    assert unknown.title and unknown.title_ru and 9 not in kind.__members__.values()


@pytest.mark.parametrize("page", CODES)
def test_api_errors_of_a_page(page: str) -> None:
    errors = codes.api_errors(page)
    assert [error.code for error in errors] == sorted(CODES[page])
    assert codes.api_errors(page + ".php") == errors
    for error in errors:
        assert codes.api_error(page, error.code) == error and error.known
        assert error.title and error.retry and (error.title + error.retry).isascii()
        assert re.search("[а-я]", error.title_ru) and re.search("[а-я]", error.retry_ru)
        assert error.retryable is (error.code in {4, 9} or (page, error.code) in PASSING)
    assert (
        len({error.title for error in errors})
        == len({error.title_ru for error in errors})
        == len(errors)
    )


def test_each_page_has_its_own_titles() -> None:
    own = [
        error for page in CODES for error in codes.api_errors(page) if error.code not in {1, 2, 4}
    ]
    for titles in ([error.title for error in own], [error.title_ru for error in own]):
        assert sorted(set(titles)) == sorted(titles)


@pytest.mark.parametrize("page", LIMITS)
def test_error_9_has_the_limits_of_the_page(page: str) -> None:
    nine = codes.api_error(page, 9)
    counts, parallel = LIMITS[page]
    assert ([limit.per_minute for limit in nine.limits], nine.parallel) == (counts, parallel)
    assert [int(number) for number in re.findall(r"more than (\d+) a minute", nine.title)] == counts
    assert [int(number) for number in re.findall(r"более (\d+) в минуту", nine.title_ru)] == counts
    if parallel is None:
        assert "not known" in nine.title and "неизвестен" in nine.title_ru
    else:
        assert nine.title.endswith(f"{parallel} requests at once") and nine.title_ru.endswith(
            f"{parallel} запросов одновременно"
        )
    for limit in nine.limits:
        assert limit.requests in nine.title and limit.requests_ru in nine.title_ru
        assert limit.requests.isascii() and re.search("[а-я]", limit.requests_ru)
    assert [
        error.code for error in codes.api_errors(page) if error.limits or error.parallel is not None
    ] == ([9] if parallel else [])


def test_each_error_has_advice() -> None:
    paid = {page for page in CODES if "paid twice" in codes.api_error(page, 9).retry}
    assert paid == {page for page in CODES if "оплачен дважды" in codes.api_error(page, 9).retry_ru}
    assert paid == {"send", "receive_phones", "wait_call", "jobs", "users"}
    for page, code in (("send", 3), ("receive_phones", 3), ("wait_call", 3), ("users", 10)):
        assert (
            "Top up" in codes.api_error(page, code).retry
            and "пополните" in codes.api_error(page, code).retry_ru
        )
    code_sent = codes.api_error("senders", 10)
    assert "8 hours" in code_sent.retry and "8 часов" in code_sent.retry_ru


def test_rate_limit_is_a_value() -> None:
    limit = RateLimit(requests="balance requests", requests_ru="запросы баланса", per_minute=10)
    assert codes.api_error("balance", 9).limits == (limit,)
    with pytest.raises(FrozenInstanceError):
        limit.per_minute = 11  # type: ignore[misc]
    assert not hasattr(limit, "__dict__")
    wrong: Any = RateLimit
    with pytest.raises(TypeError):
        wrong("balance requests", "запросы баланса", 10)


@pytest.mark.parametrize("page", CODES)
def test_unknown_error_is_described(page: str) -> None:
    unknown = codes.api_error(page, 15)
    assert (unknown.code, unknown.known, unknown.retryable, unknown.limits, unknown.parallel) == (
        15,
        False,
        False,
        (),
        None,
    )
    assert (
        unknown.title == "unknown error" and unknown.title_ru and unknown.retry and unknown.retry_ru
    )


def test_unknown_page_is_rejected() -> None:
    for page in ("nothing", "", "send.php.php", "documents"):
        with pytest.raises(
            ValueError, match=f"page: expected one of {', '.join(CODES)}, got '{page}'"
        ):
            codes.api_error(page, 1)
        with pytest.raises(ValueError, match="page: expected one of"):
            codes.api_errors(page)


def test_module_exports_are_complete() -> None:
    public = {
        name
        for name, value in vars(codes).items()
        if getattr(value, "__module__", "") == codes.__name__ and name[0] != "_"
    }
    assert public == set(codes.__all__)


def test_flag_bits_are_decoded() -> None:
    flags = MessageFlags(0b0000_0111_0010_1000)
    assert (flags.type, flags.second_balance, flags.template, flags.template_kind) == (
        MessageType.EMAIL,
        True,
        True,
        TemplateKind.ADVERTISING,
    )
    assert MessageFlags(40).type is MessageType.EMAIL
    assert MessageFlags(9).type.known is False
    assert MessageFlags.from_text("40") == MessageFlags.from_number(40) == MessageFlags(40)


def test_unknown_bit_layout_is_rejected() -> None:
    from construct import BitsInteger, BitStruct, Flag, Int8ub, Nibble, Padding, Struct

    assert compile_bits(BitStruct("a" / Flag, "b" / BitsInteger(7)))["b"](0xFF) == 0x7F
    for layout in (
        Int8ub,
        Struct("a" / Int8ub),
        BitStruct("a" / Flag, Padding(7)),
        BitStruct("a" / BitsInteger(8, signed=True)),
        BitStruct("a" / Flag, "b" / Struct("c" / BitsInteger(7))),
    ):
        with pytest.raises(NotImplementedError):
            compile_bits(layout)
    assert compile_bits(BitStruct("a" / Nibble, "b" / Nibble))["a"](0xAB) == 0xA


def test_page_may_be_a_path() -> None:
    assert codes.api_error("/sys/balance.php", 9) == codes.api_error("balance", 9)
