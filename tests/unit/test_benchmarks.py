"""The benchmark's opponents do the codec's work: the same values, the same octets, the same refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks import competitors, pages, smpp, writers
from benchmarks.samples import bodies, samples
from smsc_codec import DeliveryStatus, commands, replies
from smsc_codec.callbacks import Handler
from smsc_codec.codes import MessageStatus, MessageType
from smsc_codec.errors import EncodeError
from smsc_codec.flags import MessageFlags

if TYPE_CHECKING:
    from collections.abc import Callable

READ: dict[tuple[int, int], Callable[..., Any]] = {
    (1, 1): competitors.split_all1,
    (0, 2): competitors.regex_all2,
    (3, 2): competitors.json_all2,
    (2, 2): competitors.xml_all2,
}
WRITE: dict[tuple[int, int], Callable[..., bytes]] = {
    (1, 1): writers.write_line_all1,
    (0, 2): writers.write_text_all2,
    (3, 2): writers.write_json_all2,
    (2, 2): writers.write_xml_all2,
}
OTHERS = {
    (1, 1): [
        b"0,-9",
        b"541,-7",
        b"-3,0,0",
        b"1,1,0,250,7,250,02,a,b,,,1,7,0.3,HLR,x,,4",
        b"1,1,0,1,7,1.5,X,Y,a,b,c,0",
        b"1,1,0,1,7,1.5,X,Y,text",
    ],
    (0, 2): [b"ERROR = 9 (x)", b"ERROR = 7 (x), ID - 5", b"Status = -3"],
    (3, 2): [
        b'{"error": "x", "error_code": 9}',
        b'{"error": "x", "error_code": 7, "id": 5}',
        b'{"status": -3, "id": 5, "phone": "7"}',
        b'{"status": 77, "new": "x"}',
    ],
    (2, 2): [
        b"<result><error>x</error><error_code>9</error_code></result>",
        b"<sms><status>-3</status><id>5</id></sms>",
        b"<sms><status>77</status><new>x</new></sms>",
    ],
}


@pytest.mark.parametrize("form", READ)
def test_the_same_values(form: tuple[int, int]) -> None:
    codec = replies.status(fmt=form[0], all=form[1])
    for body in [*bodies(*form), *OTHERS[form]]:
        assert READ[form](body) == codec.decode(body)


@pytest.mark.parametrize("form", WRITE)
def test_the_same_octets(form: tuple[int, int]) -> None:
    codec = replies.status(fmt=form[0], all=form[1])
    for value in samples():
        assert WRITE[form](codec.restrict(value)) == codec.encode(codec.restrict(value))


SAMPLE = samples()[1]
WRONG: Any = {"status": True, "cost": 1.5, "date": "today", "text": 5}
REFUSED: list[tuple[tuple[int, int], Any]] = [
    *[(form, replace(SAMPLE, status=WRONG["status"])) for form in WRITE],
    *[(form, replace(SAMPLE, cost=WRONG["cost"])) for form in WRITE],
    *[(form, replace(SAMPLE, cost=Decimal("1e5"))) for form in WRITE],
    *[(form, replace(SAMPLE, message=WRONG["text"])) for form in WRITE],
    *[(form, replace(SAMPLE, status=MessageStatus.NOT_FOUND)) for form in WRITE],
    *[
        (form, replace(SAMPLE, last_date=datetime(2020, 1, 1, tzinfo=UTC)))
        for form in WRITE
        if form != (1, 1)
    ],
    *[(form, replace(SAMPLE, type=MessageType.HLR)) for form in WRITE if form[0] > 1],
    *[(form, replace(SAMPLE, type=None, flag=MessageFlags(4))) for form in WRITE if form[0] > 1],
    ((1, 1), replace(SAMPLE, comment="a,b")),
    ((1, 1), replace(SAMPLE, sender_id="a,b")),
    ((1, 1), replace(SAMPLE, type=MessageType(77))),
    ((0, 2), replace(SAMPLE, country="a, operator = b")),
    ((0, 2), replace(SAMPLE, message="a, comment = b", comment=None)),
    ((2, 2), replace(SAMPLE, message="a\x00")),
    ((2, 2), replace(SAMPLE, id="x")),
    ((3, 2), replace(SAMPLE, id="007")),
]


@pytest.mark.parametrize(("form", "value"), REFUSED)
def test_the_same_refusals(form: tuple[int, int], value: Any) -> None:
    with pytest.raises(EncodeError):
        replies.status(fmt=form[0], all=form[1]).encode(value)
    with pytest.raises((ValueError, TypeError, AttributeError)):
        WRITE[form](value)


def test_the_other_pages_are_read_alike() -> None:
    assert pages.read_numbers(pages.NUMBERS) == replies.numbers(fmt=1).decode(pages.NUMBERS)
    assert pages.read_op(pages.OP) == replies.send(op=1).decode(pages.OP)
    arguments, credentials, unknown = pages.parse_request(pages.REQUEST)
    parsed = commands.parse(pages.REQUEST)
    assert parsed.credentials is not None
    assert (
        dict(parsed.command.arguments),
        dict(parsed.credentials.pairs()),
        dict(parsed.unknown),
    ) == (arguments, credentials, unknown)


def test_the_callback_is_verified_by_both() -> None:
    event = Handler.from_url(pages.HANDLER).decode(body=pages.CALLBACK)
    row = pages.read_callback(pages.CALLBACK)
    assert len(row) == 15
    assert isinstance(event, DeliveryStatus)
    assert (event.id, event.phone, event.sender, event.cmt) == (
        row["id"],
        row["phone"],
        row["sender"],
        row["cmt"],
    )


def test_the_pdus_are_read_and_written_alike() -> None:
    for octets in smpp.PDUS:
        assert smpp.records(octets) == smpp.ours(octets)
        assert (
            smpp.write_records(smpp.ours(octets)[0])
            == smpp.write_tuples(smpp.tuples(octets))
            == octets
        )
        assert smpp.read_tuples(octets)[1][0x001E].decode() == smpp.ours(octets)[1][0]
