"""Tests of smsc_codec.smpp.segments: parts of long messages by header and by TLVs, both ways."""

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
        ("0500030103", None),  # shorter than its length
        ("05000301030200", None),  # longer
        ("0100", None),  # an identifier without its length
        ("03000301", None),  # an element that is longer than the header
    ],
)
def test_elements_of_a_header_or_none(header: str, found: list[tuple[int, bytes]] | None) -> None:
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
def test_header_takes_precedence_over_tlvs(
    header: str | None, tlvs: tuple[Tlv, ...], segment: Segment | None
) -> None:
    assert of_message(None if header is None else bytes.fromhex(header), tlvs) == segment


def test_last_of_two_elements_is_used() -> None:
    assert of_message(bytes.fromhex("0a 0003010201 0003020202"), ()) == Segment(
        reference=2, total=2, number=2
    )


@pytest.mark.parametrize("header", ["050003010000", "050003010200", "050003010203"])
def test_invalid_number_in_a_header_is_ignored(header: str) -> None:
    assert of_message(bytes.fromhex(header), ()) is None


@pytest.mark.parametrize(("total", "number"), [(0, 0), (2, 0), (2, 3)])
def test_invalid_number_in_tlvs_is_ignored(total: int, number: int) -> None:
    tlvs = (
        Tlv(tag=0x020C, data=b"\1\2"),
        Tlv(tag=0x020E, data=bytes([total])),
        Tlv(tag=0x020F, data=bytes([number])),
    )
    assert of_message(None, tlvs) is None


@pytest.mark.parametrize("reference", [0, 1, 255, 256, 65535])
def test_encoded_segments_decode_to_themselves(reference: int) -> None:
    for segment in (
        Segment(reference=reference, total=255, number=1),
        Segment(reference=reference, total=255, number=255),
    ):
        header = udh(segment)
        assert len(header) == header[0] + 1 == (6 if reference < 256 else 7)
        assert of_message(header, ()) == of_message(None, sar(segment)) == segment
        assert all(tlv.defect is None for tlv in sar(segment))


def test_encoded_bytes_are_as_specified() -> None:
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
    ("arguments", "field"),
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
def test_number_out_of_range_is_rejected(arguments: dict[str, Any], field: str) -> None:
    segment: Any = Segment(**{"reference": 1, "total": 1, "number": 1, **arguments})
    for write in (udh, sar):
        with pytest.raises(EncodeError) as caught:
            write(segment)
        maximum = 65535 if field == "reference" else 255
        assert (caught.value.codec, caught.value.field, caught.value.reason) == (
            "segment",
            field,
            f"must be an integer from 0 to {maximum}",
        )


@pytest.mark.parametrize(("total", "number"), [(0, 0), (2, 0), (2, 3)])
def test_number_beyond_total_is_rejected(total: int, number: int) -> None:
    for write in (udh, sar):
        with pytest.raises(EncodeError) as caught:
            write(Segment(reference=1, total=total, number=number))
        assert (caught.value.codec, caught.value.field, caught.value.reason) == (
            "segment",
            "number",
            "must be from 1 to the total",
        )
