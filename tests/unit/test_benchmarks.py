"""The competitors of the benchmarks give the same values, bytes and errors as the library."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks import __main__ as main
from benchmarks import competitors, pages, smpp, writers
from benchmarks.samples import bodies, samples
from smsc_codec import DeliveryStatus, commands, replies
from smsc_codec.callbacks import Handler
from smsc_codec.codes import MessageStatus, MessageType
from smsc_codec.errors import EncodeError
from smsc_codec.flags import MessageFlags

if TYPE_CHECKING:
    from collections.abc import Callable

DECODERS: dict[tuple[int, int], Callable[..., Any]] = {
    (1, 1): competitors.split_all1,
    (0, 2): competitors.regex_all2,
    (3, 2): competitors.json_all2,
    (2, 2): competitors.xml_all2,
}
ENCODERS: dict[tuple[int, int], Callable[..., bytes]] = {
    (1, 1): writers.write_line_all1,
    (0, 2): writers.write_text_all2,
    (3, 2): writers.write_json_all2,
    (2, 2): writers.write_xml_all2,
}
SPECIAL_BODIES = {
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


@pytest.mark.parametrize("layout", DECODERS)
def test_decoders_return_the_same_values(layout: tuple[int, int]) -> None:
    codec = replies.status(fmt=layout[0], all=layout[1])
    for body in [*bodies(*layout), *SPECIAL_BODIES[layout]]:
        assert DECODERS[layout](body) == codec.decode(body)


@pytest.mark.parametrize("layout", ENCODERS)
def test_encoders_return_the_same_bytes(layout: tuple[int, int]) -> None:
    codec = replies.status(fmt=layout[0], all=layout[1])
    for value in samples():
        assert ENCODERS[layout](codec.restrict(value)) == codec.encode(codec.restrict(value))


SAMPLE = samples()[1]
INVALID: Any = {"status": True, "cost": 1.5, "date": "today", "text": 5}
REJECTED: list[tuple[tuple[int, int], Any]] = [
    *[(layout, replace(SAMPLE, status=INVALID["status"])) for layout in ENCODERS],
    *[(layout, replace(SAMPLE, cost=INVALID["cost"])) for layout in ENCODERS],
    *[(layout, replace(SAMPLE, cost=Decimal("1e5"))) for layout in ENCODERS],
    *[(layout, replace(SAMPLE, message=INVALID["text"])) for layout in ENCODERS],
    *[(layout, replace(SAMPLE, status=MessageStatus.NOT_FOUND)) for layout in ENCODERS],
    *[
        (layout, replace(SAMPLE, last_date=datetime(2020, 1, 1, tzinfo=UTC)))
        for layout in ENCODERS
        if layout != (1, 1)
    ],
    *[(layout, replace(SAMPLE, type=MessageType.HLR)) for layout in ENCODERS if layout[0] > 1],
    *[
        (layout, replace(SAMPLE, type=None, flag=MessageFlags(4)))
        for layout in ENCODERS
        if layout[0] > 1
    ],
    ((1, 1), replace(SAMPLE, comment="a,b")),
    ((1, 1), replace(SAMPLE, sender_id="a,b")),
    ((1, 1), replace(SAMPLE, type=MessageType(77))),
    ((0, 2), replace(SAMPLE, country="a, operator = b")),
    ((0, 2), replace(SAMPLE, message="a, comment = b", comment=None)),
    ((2, 2), replace(SAMPLE, message="a\x00")),
    ((2, 2), replace(SAMPLE, id="x")),
    ((3, 2), replace(SAMPLE, id="007")),
]


@pytest.mark.parametrize(("layout", "value"), REJECTED)
def test_encoders_reject_the_same_values(layout: tuple[int, int], value: Any) -> None:
    with pytest.raises(EncodeError):
        replies.status(fmt=layout[0], all=layout[1]).encode(value)
    with pytest.raises((ValueError, TypeError, AttributeError)):
        ENCODERS[layout](value)


def test_decoders_of_other_pages_return_the_same_values() -> None:
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


def test_callback_is_verified_by_both() -> None:
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


def test_pdus_are_decoded_and_encoded_identically() -> None:
    for data in smpp.PDUS:
        assert smpp.records(data) == smpp.ours(data)
        assert (
            smpp.write_records(smpp.ours(data)[0]) == smpp.write_tuples(smpp.tuples(data)) == data
        )
        assert smpp.read_tuples(data)[1][0x001E].decode() == smpp.ours(data)[1][0]


def test_results_can_be_written_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    report = main.Report(rounds=7)
    report.add("decode", 1e-6, "hand-written", 2e-6, 0.4)
    report.add("", 1e-6, "another library", 4e-6, None)
    document = json.loads(report.as_json())
    assert document["python"] == sys.version.split()[0]
    assert document["smsc_codec"]
    assert [row["name"] for row in document["results"]] == ["decode", "decode"]
    assert document["results"][1] == {
        "name": "decode",
        "ours_us": 1.0,
        "competitor": "another library",
        "competitor_us": 4.0,
        "ratio": 0.25,
        "goal": None,
    }
    assert capsys.readouterr().out.splitlines() == [
        "| decode | 1.00 | hand-written | 2.00 | 0.50 | <= 0.40 ✗ |",
        "|  | 1.00 | another library | 4.00 | 0.25 |  |",
    ]
