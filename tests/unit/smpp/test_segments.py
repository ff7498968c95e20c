"""smsc_codec.smpp.segments: parts by header and by TLV, headers that lie, and both written."""

from __future__ import annotations

from typing import Any

import pytest

from smsc_codec.errors import EncodeError
from smsc_codec.smpp import Segment, Tlv
from smsc_codec.smpp.segments import elements, of_message, sar, udh


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("00", []),
        ("050003010302", [(0, b"\1\3\2")]),
        ("06080401020302", [(8, b"\1\2\3\2")]),
        ("0b0504158115810003010302", [(5, bytes.fromhex("15811581")), (0, b"\1\3\2")]),
        ("022500", [(0x25, b"")]),
        ("", None),
        ("0500030103", None),  # shorter than it says
        ("05000301030200", None),  # longer
        ("0100", None),  # an identifier without its length
        ("03000301", None),  # an element that is longer than the header
    ],
)
def test_elements(header: str, found: list[tuple[int, bytes]] | None) -> None:
    assert elements(bytes.fromhex(header)) == found


NARROW, WIDE = Segment(reference=1, total=3, number=2), Segment(reference=258, total=3, number=2)
SAR = sar(Segment(reference=7, total=9, number=8))


@pytest.mark.parametrize(
    ("header", "tlvs", "segment"),
    [
        ("050003010302", (), NARROW),
        ("06080401020302", (), WIDE),
        ("0b0504158115810003010302", (), NARROW),
        ("050003010302", SAR, NARROW),
        ("022500", SAR, Segment(reference=7, total=9, number=8)),
        ("0500030103", (), None),
        ("0408020302", (), None),
        ("00", (), None),
        (None, SAR, Segment(reference=7, total=9, number=8)),
        (None, SAR[:2], None),
        (None, SAR[1:], None),
        (None, (SAR[0], SAR[2]), None),
        (None, (*SAR[:2], Tlv(tag=0x020F, data=b"")), None),
        (None, (*SAR, Tlv(tag=0x020E, data=b"\1")), Segment(reference=7, total=9, number=8)),
        (None, (), None),
    ],
)
def test_of_message(header: str | None, tlvs: tuple[Tlv, ...], segment: Segment | None) -> None:
    assert of_message(None if header is None else bytes.fromhex(header), tlvs) == segment


def test_the_last_of_two_elements() -> None:
    assert of_message(bytes.fromhex("0a 0003010201 0003020202"), ()) == Segment(
        reference=2, total=2, number=2
    )


@pytest.mark.parametrize("header", ["050003010000", "050003010200", "050003010203"])
def test_a_part_that_cannot_be(header: str) -> None:
    assert of_message(bytes.fromhex(header), ()) is None


@pytest.mark.parametrize(("total", "number"), [(0, 0), (2, 0), (2, 3)])
def test_a_part_that_cannot_be_in_tlvs(total: int, number: int) -> None:
    tlvs = (
        Tlv(tag=0x020C, data=b"\1\2"),
        Tlv(tag=0x020E, data=bytes([total])),
        Tlv(tag=0x020F, data=bytes([number])),
    )
    assert of_message(None, tlvs) is None


@pytest.mark.parametrize("reference", [0, 1, 255, 256, 65535])
def test_written_and_read_back(reference: int) -> None:
    for segment in (
        Segment(reference=reference, total=255, number=1),
        Segment(reference=reference, total=255, number=255),
    ):
        header = udh(segment)
        assert len(header) == header[0] + 1 == (6 if reference < 256 else 7)
        assert of_message(header, ()) == of_message(None, sar(segment)) == segment
        assert all(tlv.defect is None for tlv in sar(segment))


def test_the_octets() -> None:
    assert (udh(NARROW), udh(WIDE)) == (
        bytes.fromhex("050003010302"),
        bytes.fromhex("06080401020302"),
    )
    assert sar(WIDE) == (
        Tlv(tag=0x020C, data=b"\1\2"),
        Tlv(tag=0x020E, data=b"\3"),
        Tlv(tag=0x020F, data=b"\2"),
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reference": 65536}, "reference"),
        ({"reference": -1}, "reference"),
        ({"reference": True}, "reference"),
        ({"reference": "1"}, "reference"),
        ({"total": 256}, "total"),
        ({"total": None}, "total"),
        ({"number": 256}, "number"),
        ({"number": 1.0}, "number"),
    ],
)
def test_refused(wrong: dict[str, Any], field: str) -> None:
    segment: Any = Segment(**{"reference": 1, "total": 1, "number": 1, **wrong})
    for write in (udh, sar):
        with pytest.raises(EncodeError) as refused:
            write(segment)
        most = 65535 if field == "reference" else 255
        assert (refused.value.codec, refused.value.field, refused.value.reason) == (
            "a segment",
            field,
            f"not a number of 0 to {most}",
        )


@pytest.mark.parametrize(("total", "number"), [(0, 0), (2, 0), (2, 3)])
def test_a_part_that_cannot_be_is_not_written(total: int, number: int) -> None:
    for written in (udh, sar):
        with pytest.raises(EncodeError) as refused:
            written(Segment(reference=1, total=total, number=number))
        assert (refused.value.codec, refused.value.field, refused.value.reason) == (
            "a segment",
            "number",
            "not from 1 to the total",
        )
