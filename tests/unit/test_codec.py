"""smsc_codec.codec and smsc_codec.schema.records."""

from __future__ import annotations

import copy
import dataclasses
import linecache
import pickle
import traceback
import typing
from typing import Any

import pytest

from smsc_codec import (
    Balance,
    DecodeError,
    Decoder,
    Done,
    Failure,
    MessageFlags,
    RawJson,
    SmsStatus,
    replies,
)
from smsc_codec.pages.status import HlrStatus, NotFound


def _any(value: Any) -> Any:
    """Cast to Any, to pass invalid arguments."""
    return value


@pytest.mark.parametrize(
    ("call", "kind", "why"),
    [
        (lambda: replies.status(fmt=7), ValueError, "fmt: expected one of 0, 1, 2, 3, got 7"),
        (lambda: replies.status(fmt=True), TypeError, "fmt: expected one of 0, 1, 2, 3, got True"),
        (
            lambda: replies.status(fmt=1, all=_any("2")),
            TypeError,
            "all: expected one of 0, 1, 2, got '2'",
        ),
        (lambda: replies.status(all=3), ValueError, "all: expected one of 0, 1, 2, got 3"),
        (lambda: replies.statuses(all=True), TypeError, "all: expected one of 0, 1, 2, got True"),
        (lambda: replies.balance(cur=2), ValueError, "cur: expected one of 0, 1, got 2"),
        (
            lambda: replies.message_delete(fmt=-1),
            ValueError,
            "fmt: expected one of 0, 1, 2, 3, got -1",
        ),
        (
            lambda: replies.status(fmt=1, all=1, tail=_any(1)),
            TypeError,
            "tail: expected True, False or None",
        ),
        (
            lambda: replies.status(fmt=1, all=0, tail=True),
            ValueError,
            "tail: applies only to fmt=1",
        ),
        (
            lambda: replies.statuses(fmt=3, all=1, tail=False),
            ValueError,
            "tail: applies only to fmt=1",
        ),
        (
            lambda: replies.status().with_charset("latin-1"),
            ValueError,
            "charset: expected one of utf-8, windows-1251, koi8-r",
        ),
    ],
)
def test_wrong_arguments_are_rejected(call: Any, kind: type[Exception], why: str) -> None:
    with pytest.raises(kind, match=why):
        call()


def test_codecs_are_cached() -> None:
    assert replies.status(fmt=1, all=2) is replies.status(fmt=1, all=2)
    assert replies.status() is replies.status(fmt=3, all=0)
    assert replies.status().with_charset("koi8-r").with_charset("utf-8") is replies.status()
    assert (
        repr(replies.statuses(fmt=1, all=2, tail=False).row)
        == "<Codec statuses (a row), fmt=1, all=2, tail=False, utf-8>"
    )


def test_codecs_can_be_pickled() -> None:
    for codec in (
        replies.status(fmt=1, all=2, tail=True),
        replies.statuses(fmt=3).row.with_charset("koi8-r"),
        replies.balance(fmt=2),
    ):
        assert pickle.loads(pickle.dumps(codec)) is codec
    assert replies.status().with_charset("Windows-1251") is replies.status().with_charset(
        "windows-1251"
    )


def test_unknown_message_in_a_list_is_not_found() -> None:
    """Regression: a bare -3 inside a list is a row."""
    for bare in ("-3", "-3,", "-3,0", "-3,0,0"):
        assert replies.statuses(fmt=1, all=1).decode(f"-3,0,0,1\n{bare}\n-3,0,0,2") == [
            NotFound(id="1"),
            NotFound(),
            NotFound(id="2"),
        ]
    tail = replies.status(fmt=1, all=1, tail=True)
    assert tail.decode("1,,,,,,,,m, c, 77") == tail.decode("1,,,,,,,,m,c,77")


def test_status_is_encoded_in_one_way() -> None:
    for codec, body in (
        (replies.status(fmt=1), "-03,1"),
        (replies.status(fmt=2), "<sms><status>-03</status></sms>"),
    ):
        with pytest.raises(DecodeError):
            codec.decode(body)


def test_charset_selects_the_encoding() -> None:
    for charset in ("windows-1251", "koi8-r", "utf-8"):
        codec = replies.balance(fmt=1, cur=1).with_charset(charset)
        body = codec.encode(codec.decode("1,руб."))
        assert body == "1,руб.".encode(charset)
        rows = replies.statuses(fmt=1, all=1).with_charset(charset)
        assert rows.row.charset == rows.charset == charset
    assert replies.balance(fmt=1, cur=1).decode(b"\xef\xbb\xbf1,RUR\r\n") == replies.balance(
        fmt=1, cur=1
    ).decode("\ufeff1,RUR")


def test_byte_order_mark_is_removed() -> None:
    for charset in ("windows-1251", "koi8-r", "utf-8"):
        codec = replies.balance(fmt=1, cur=1).with_charset(charset)
        assert codec.decode(b"\xef\xbb\xbf" + "1,руб.".encode()) == codec.decode("1,руб.")
        for body in (b"\xef\xbb\xbf1,\xff", b"\xef\xbb\xbf" * 2 + b"1,RUR", "\ufeff\ufeff1,RUR"):
            with pytest.raises(DecodeError):
                codec.decode(body)


def test_single_and_list_codecs_have_different_types() -> None:
    listed = replies.statuses(fmt=1, all=0)
    body = b"1,1678795766,0,42,79990000000\n-3,0,0,43,79990000001"
    values = listed.decode(body)
    assert isinstance(values, list)
    assert values == [listed.row.decode(line) for line in body.split(b"\n")]
    assert values[1] == NotFound(id="43", phone="79990000001")
    assert listed.decode("0,-9") == Failure(code=9)
    assert replies.statuses(fmt=3).decode("[]") == []
    assert replies.statuses(fmt=2).decode("<list>\n</list>") == []
    assert replies.statuses(fmt=3).encode([]) == b"[]"
    assert replies.statuses(fmt=2).encode([]) == b"<list>\n</list>"


def test_fields_have_the_order_of_the_format() -> None:
    assert replies.status(fmt=1, all=0).fields[SmsStatus] == ("status", "last_timestamp", "err")
    assert replies.status(fmt=1, all=2).fields[SmsStatus][5:9] == (
        "country",
        "operator",
        "region",
        "cost",
    )
    assert replies.status(fmt=3, all=2).fields[SmsStatus][-3:] == ("type", "sms_cnt", "id")
    assert replies.statuses(fmt=1, all=0).fields[HlrStatus][-2:] == ("id", "phone")
    assert replies.statuses(fmt=3, all=0).fields == replies.status(fmt=3, all=0).fields
    assert replies.balance(fmt=2, cur=1).fields[Balance] == ("balance", "credit", "currency")


def test_restrict_drops_fields_that_the_format_lacks() -> None:
    value = replies.status(fmt=3, all=2).decode(
        '{"status": 1, "message": "m", "mccmnc": "25002", "flag": 1, "new": 5, "type": 0}'
    )
    assert isinstance(value, SmsStatus)
    assert value.extra == (("new", RawJson("5")),)
    back = replies.status(fmt=1, all=1).restrict(value)
    assert isinstance(back, SmsStatus)
    assert (back.mccmnc, back.flag, back.extra, back.comment, back.sender_id, back.message) == (
        None,
        None,
        (),
        "",
        "",
        "m",
    )
    assert replies.status(fmt=3, all=2).restrict(value) == value


def test_codecs_of_different_replies_share_a_protocol() -> None:
    table: dict[str, Decoder[object]] = {
        "status": replies.status(fmt=0),
        "balance": replies.balance(fmt=0),
    }
    assert table["balance"].decode("5") == replies.balance(fmt=0).decode("5")


def test_traceback_shows_generated_code() -> None:
    codec = replies.status(fmt=1, all=0)
    read: Any = codec._wire.read
    source = "".join(linecache.getlines(read.__code__.co_filename))
    assert "found.groups()" in source
    linecache.checkcache()
    try:
        read(None)
    except TypeError as error:
        assert "text[-1:]" in "".join(traceback.format_exception(error))


def test_derived_properties_of_a_status() -> None:
    codec = replies.status(fmt=3, all=2)
    sms = codec.decode(
        '{"status": 1, "last_timestamp": 1678795766, "send_timestamp": 1678795761, "type": 0, "sms_cnt": 2}'
    )
    call = codec.decode('{"status": 1, "flag": 7, "sms_cnt": 30}')
    unknown = codec.decode('{"status": 1, "sms_cnt": 30}')
    hlr = codec.decode('{"status": 1, "last_timestamp": 1678795766, "imsi": ""}')
    assert (
        isinstance(sms, SmsStatus)
        and isinstance(call, SmsStatus)
        and isinstance(unknown, SmsStatus)
        and isinstance(hlr, HlrStatus)
    )
    assert (sms.parts, sms.seconds, call.parts, call.seconds, unknown.parts, unknown.seconds) == (
        2,
        None,
        None,
        30,
        None,
        None,
    )
    assert str(sms.last_time) == str(hlr.last_time) == "2023-03-14 12:09:26+00:00"
    assert str(sms.send_time) == "2023-03-14 12:09:21+00:00"
    assert (call.last_time, hlr.send_time) == (None, None)


@pytest.mark.parametrize(
    "record", [Balance, Failure, SmsStatus, HlrStatus, NotFound, Done, MessageFlags]
)
def test_records_are_frozen_slotted_keyword_only(record: Any) -> None:
    """pydantic, msgspec, cattrs, Hypothesis and pickle need plain dataclasses with resolvable
    types.
    """
    assert set(typing.get_type_hints(record)) == {part.name for part in dataclasses.fields(record)}
    assert record.__mro__ == (record, object)
    settings = record.__dataclass_params__
    assert (settings.frozen, settings.eq, hasattr(record, "__slots__")) == (True, True, True)


def test_values_compare_hash_and_pickle() -> None:
    value = replies.status(fmt=3, all=2).decode(
        '{"status": 77, "flag": 9, "cost": "1.50", "last_date": "14.03.2023 15:09:26", "new": 5, "type": 0}'
    )
    again = pickle.loads(pickle.dumps(value))
    assert (again, hash(again)) == (value, hash(value))
    assert copy.deepcopy(value) == value
    with pytest.raises(dataclasses.FrozenInstanceError):
        value.status = 1  # type: ignore[misc, union-attr]


def test_bytes_subclass_is_accepted() -> None:
    class Octets(bytes):
        pass

    assert replies.balance(fmt=0).decode(Octets(b"5")) == replies.balance(fmt=0).decode("5")
