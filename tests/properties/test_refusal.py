"""Refusal: encode rejects a value that would decode differently."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from smsc_codec import replies
from smsc_codec.codes import MessageStatus, MessageType
from smsc_codec.errors import EncodeError
from smsc_codec.flags import MessageFlags
from smsc_codec.pages.balance import Balance
from smsc_codec.pages.shared import Done
from smsc_codec.pages.status import HlrStatus, NotFound, SmsStatus
from smsc_codec.schema.failure import Failure
from smsc_codec.schema.records import RawJson

SMS = SmsStatus(
    status=MessageStatus.DELIVERED,
    phone="79990000000",
    sender_id="X",
    status_name="Y",
    message="m",
    comment="c",
    type=MessageType.SMS,
    country="A",
    operator="B",
    region="C",
    id="1",
)
LINE = replies.status(fmt=1, all=1)
TEXT = replies.status(fmt=0, all=2)
XML = replies.status(fmt=2, all=2)
JSON = replies.status(fmt=3, all=2)
ROWS = replies.statuses(fmt=1, all=1)

CASES: list[tuple[Any, Any, str | None, str]] = [
    (LINE, replace(SMS, comment="a,b"), "message", "would decode differently"),
    (LINE, replace(SMS, sender_id="a,b"), "sender_id", "would decode differently"),
    (LINE, replace(SMS, type=MessageType(77)), "message", "would decode differently"),
    (
        LINE,
        replace(SMS, comment=None, type=None, message="a,0"),
        "message",
        "would decode differently",
    ),
    (LINE, replace(SMS, comment=None, type=None, message="a\n"), None, "ends with a line break"),
    (LINE, replace(SMS, status=MessageStatus.NOT_FOUND), None, "cannot be decoded"),
    (TEXT, replace(SMS, country="a, operator = b"), "country", ""),
    (
        TEXT,
        replace(SMS, message="a, comment = b", comment=None),
        "message",
        "would decode differently",
    ),
    (ROWS, [replace(SMS, message="a\nb")], "[0].message", "line break"),
    (ROWS, [], None, "empty body"),
    (ROWS, SMS, None, "expected a list or Failure"),
    (ROWS, [SMS, Failure(code=9)], "[1]", "expected SmsStatus"),
    (replies.statuses(fmt=3), [Failure(code=9)], "[0]", "cannot be an item of a list"),
    (XML, replace(SMS, message="a\x00b"), "message", "control character"),
    (XML, replace(SMS, extra=(("a b", "x"),)), "extra", "not a valid element name"),
    (XML, replace(SMS, extra=(("status", "x"),)), "extra", "the name of a field"),
    (XML, replace(SMS, type=MessageType.HLR), None, "would decode as HlrStatus"),
    (JSON, replace(SMS, type=None, sender_id="HLR"), None, "would decode as HlrStatus"),
    (JSON, replace(SMS, type=None, flag=MessageFlags(4)), None, "would decode as HlrStatus"),
    (JSON, HlrStatus(status=MessageStatus.DELIVERED), None, "would decode as SmsStatus"),
    (JSON, replace(SMS, extra=(("imsi", "1"),)), None, "would decode as HlrStatus"),
    (JSON, replace(SMS, extra=(("x", RawJson("oops")),)), "extra", "not a JSON value"),
    (JSON, replace(SMS, id="007"), "id", "leading zeros"),
    (JSON, replace(SMS, id=""), "id", "is empty"),
    (JSON, replace(SMS, message="\ud800"), "message", "cannot encode"),
    (
        JSON.with_charset("windows-1251"),
        replace(SMS, message="😀"),
        "message",
        "cannot encode",
    ),
    (
        replies.statuses(fmt=3, all=2).with_charset("koi8-r"),
        [SMS, replace(SMS, region="«")],
        "[1].region",
        "cannot encode",
    ),
    (JSON, replace(SMS, status=True), "status", "expected an integer, got bool"),  # type: ignore[arg-type]
    (JSON, replace(SMS, status=None), "status", "is required"),  # type: ignore[arg-type]
    (JSON, replace(SMS, cost=Decimal("1E+3")), "cost", "does not match"),
    (JSON, replace(SMS, cost=Decimal("NaN")), "cost", "does not match"),
    (JSON, replace(SMS, cost=1.5), "cost", "expected Decimal, got"),  # type: ignore[arg-type]
    (JSON, replace(SMS, last_timestamp=10**11), "last_timestamp", "does not match"),
    (JSON, replace(SMS, last_date=datetime(2020, 1, 1, tzinfo=UTC)), "last_date", "naive"),
    (JSON, replace(SMS, last_date="yesterday"), "last_date", "expected a time as"),  # type: ignore[arg-type]
    (JSON, replace(SMS, message=5), "message", "expected str, got"),  # type: ignore[arg-type]
    (LINE, replace(SMS, message=5), "message", "expected str, got"),  # type: ignore[arg-type]
    (JSON, replace(SMS, extra=5), "extra", "pairs"),  # type: ignore[arg-type]
    (LINE, replace(NotFound(), extra=5), "extra", "pairs"),  # type: ignore[arg-type]
    (
        JSON,
        Balance(balance=Decimal(1)),
        None,
        "expected SmsStatus, HlrStatus, NotFound or Failure, got Balance",
    ),
    (
        LINE,
        Balance(balance=Decimal(1)),
        None,
        "expected SmsStatus, HlrStatus, NotFound or Failure, got Balance",
    ),
    (
        replies.balance(fmt=1, cur=1),
        Balance(balance=Decimal(1), currency="-9"),
        "currency",
        "does not match",
    ),
    (replies.balance(fmt=1, cur=1), Balance(balance=Decimal(1)), None, ""),
    (
        replies.statuses(fmt=1, all=1).row,
        NotFound(id="1", phone="x", extra=(("columns", ",a"),)),
        None,
        "these fields cannot be combined",
    ),
    (JSON.with_charset("koi8-r"), replace(SMS, extra=(("x", "«"),)), "extra", "cannot encode"),
    # Regressions.
    (
        replies.statuses(fmt=1, all=1),
        [NotFound(id="1", phone="a@b\r")],
        "[0].columns",
        "would decode differently",
    ),
    (
        replies.statuses(fmt=1, all=1),
        [NotFound(extra=(("columns", ",abc\r"),))],
        "[0].columns",
        "which would start a new row",
    ),
    (
        replies.status(fmt=1),
        NotFound(extra=(("columns", ",a"), ("columns", ",b"))),
        "extra",
        "contains a duplicate key",
    ),
    (replies.statuses(fmt=0, all=1), [replace(SMS, id="")], "[0].id", "is empty"),
    (JSON, replace(SMS, extra={"ab": "x"}), "extra", "pairs"),  # type: ignore[arg-type]
    (JSON, replace(SMS, extra=("ab",)), "extra", "pairs"),  # type: ignore[arg-type]
    (JSON, replace(SMS, extra=[("a", "b")]), "extra", "pairs"),  # type: ignore[arg-type]
    (LINE, replace(SMS, extra=5), "extra", "pairs"),  # type: ignore[arg-type]
    (LINE, NotFound(extra=(("columns", None),)), "extra", "pairs"),  # type: ignore[arg-type]
    (
        JSON,
        replace(SMS, flag=SimpleNamespace(raw=4)),  # type: ignore[arg-type]
        "flag",
        "expected MessageFlags, got SimpleNamespace",
    ),
    (XML, replace(SMS, extra=(("x", "\x00"),)), "extra", "a character that XML cannot represent"),
    (
        replies.balance(fmt=2, cur=1),
        Balance(balance=Decimal(1), currency="A&B"),
        "currency",
        "does not match",
    ),
    (
        replies.balance(fmt=3, cur=1),
        Balance(balance=Decimal(1), currency='A"B'),
        "currency",
        "does not match",
    ),
    (replies.message_delete(), None, None, "expected Done or Failure, got NoneType"),
]


@pytest.mark.parametrize(("codec", "value", "field", "reason"), CASES)
def test_value_that_would_decode_differently_is_rejected(
    codec: Any, value: Any, field: str | None, reason: str
) -> None:
    with pytest.raises(EncodeError) as error:
        codec.encode(value)
    assert error.value.field == field
    assert reason in str(error.value)


def test_error_shows_what_the_value_would_decode_as() -> None:
    with pytest.raises(EncodeError) as error:
        LINE.encode(replace(SMS, comment="a,b"))
    assert error.value.would_decode_as == "m,a"
    assert "would decode as" in str(error.value)


def test_restrict_rejects_fields_that_cannot_be_combined() -> None:
    with pytest.raises(EncodeError, match=r"is not a valid reply|expected SmsStatus, "):
        replies.statuses(fmt=1, all=1).row.restrict(
            NotFound(id="1", phone="x", extra=(("columns", ",a"),))
        )


def test_restrict_rejects_other_types() -> None:
    for codec in (LINE, JSON, ROWS, replies.statuses()):
        with pytest.raises(EncodeError, match=r"is not a valid reply|expected SmsStatus, "):
            value: Any = [5] if "statuses" in codec.name else 5
            codec.restrict(value)


def test_line_that_decodes_as_another_record_is_rejected() -> None:
    from smsc_codec.formats.base import NotEncodable
    from smsc_codec.formats.grammar import line_rule
    from smsc_codec.formats.lines import LineCodec, LineLayout
    from smsc_codec.schema.records import RecordSchema

    rule = line_rule("balance", "balance_fmt1_cur0")
    scalars = replies.REPLIES[0].layouts[0].record.scalars
    wire = LineCodec(
        [
            LineLayout(RecordSchema(Failure, {}), rule, purpose="balance"),
            LineLayout(RecordSchema(Balance, scalars), rule, purpose="balance"),
        ],
        purpose="balance",
    )
    with pytest.raises(NotEncodable) as error:
        wire.write(Balance(balance=Decimal(5)))
    assert error.value.reason == "would decode as Failure"


@pytest.mark.parametrize("extra", [((),), ("",), ({},), 5, [("a", "b")]])
def test_restrict_rejects_malformed_extra(extra: Any) -> None:
    for codec in (replies.status(fmt=0), replies.status(fmt=1), replies.status(fmt=2), JSON):
        with pytest.raises(EncodeError):
            codec.restrict(SmsStatus(status=MessageStatus.DELIVERED, extra=extra))
    assert JSON.restrict(replace(SMS, extra=WRONG)) == SMS


WRONG: Any = None


def test_done_encodes_as_ok() -> None:
    assert replies.message_delete().encode(Done()) == b'{\n"result": "OK"\n}'
