"""Properties of smpp: round trips, documented errors only, no silent changes."""

from __future__ import annotations

import copy
import pickle
import struct
import subprocess
import sys
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.smpp import (
    CommandStatus,
    DeliverSm,
    EsmClass,
    MessageState,
    QuerySmResp,
    RawPdu,
    Segment,
    Tlv,
    decode,
    encode,
    segments,
    split,
    texts,
    tlvs,
)
from smsc_codec.smpp.pdu_codec import RECORDS
from smsc_codec.smpp.tlvs import TLV_TYPES
from tests.unit.smpp.pdu_strategies import (
    RECEIPTS,
    all_pdus,
    framed,
    mutated,
    pdus,
    streams,
    tlv_lists,
    unknown_tlvs,
    wild_pdus,
)

ALL = [*RECORDS.values(), RawPdu]


def check_error(error: DecodeError, source: bytes) -> None:
    """Check that an error has a valid span, can be rendered and can be pickled."""
    assert error.span is not None and 0 <= error.span[0] <= error.span[1] <= len(source)
    assert error.expected and str(error) and error.render(show_data=True)
    copied = pickle.loads(pickle.dumps(error))
    assert (copied.span, copied.source, str(copied)) == (error.span, error.source, str(error))


def check_properties(pdu: Any) -> None:
    """Access every property of a record; only ``text`` may raise."""
    for tlv in getattr(pdu, "tlvs", ()):
        value, defect = tlv.value, tlv.defect
        assert tlvs.read(tlv.tag, tlv.data) == value
        assert (tlv.name is None) is (tlv.tag not in TLV_TYPES)
        assert defect is None or tlv.name is not None
    if hasattr(pdu, "message"):
        assert (pdu.udh or b"") + pdu.message == (
            getattr(pdu, "short_message", b"") or pdu.payload or b""
        )
        assert pdu.segment is None or isinstance(pdu.segment, Segment)
        for iso in (False, True):
            try:
                assert isinstance(pdu.text(iso=iso), str)
            except DecodeError as error:
                check_error(error, pdu.message)
    if isinstance(pdu, DeliverSm):
        for lenient in (False, True):
            report = pdu.read_report(lenient=lenient)
            assert (report is None) is not (pdu.is_receipt or pdu.looks_like_receipt)
            assert report is None or not (lenient and report.receipt_error)
        assert decode(encode(pdu.response())) == pdu.response()


# ---- 1. closure, and 3. canonical form: whatever decodes encodes to the same bytes


def check_decode(source: bytes) -> None:
    try:
        pdu = decode(source)
    except DecodeError as error:
        check_error(error, source)
        return
    assert encode(pdu) == source
    assert decode(source) == pdu == pickle.loads(pickle.dumps(pdu)) == copy.deepcopy(pdu) and hash(
        pdu
    ) == hash(copy.copy(pdu))
    assert repr(pdu)
    check_properties(pdu)


@given(st.binary(max_size=60))
def test_any_bytes_decode_or_raise_decode_error(source: bytes) -> None:
    check_decode(source)


@given(st.lists(framed, min_size=5, max_size=5))
def test_any_body_decodes_or_raises_decode_error(bodies: list[bytes]) -> None:
    for body in bodies:
        check_decode(body)


@pytest.mark.parametrize("record", ALL)
@given(st.data())
def test_damaged_pdu_decodes_or_raises_decode_error(record: Any, data: st.DataObject) -> None:
    encoded = encode(data.draw(pdus(record)))
    check_decode(data.draw(mutated(encoded)))
    damaged = data.draw(mutated(encoded[16:]))
    check_decode(struct.pack(">I", 16 + len(damaged)) + encoded[4:16] + damaged)


@given(st.binary(max_size=40) | tlv_lists.map(tlvs.encode).flatmap(mutated), st.booleans())
def test_any_tlv_block_decodes_or_raises_decode_error(block: bytes, strict: bool) -> None:
    try:
        found = tlvs.decode(block, strict=strict)
    except DecodeError as error:
        check_error(error, block)
    else:
        assert tlvs.encode(found) == block
        assert not strict or all(tlv.defect is None for tlv in found)


@pytest.mark.parametrize("record", ALL)
@given(st.data())
def test_any_record_encodes_losslessly_or_raises_encode_error(
    record: Any, data: st.DataObject
) -> None:
    """Properties 1 and 4."""
    pdu = data.draw(wild_pdus(record))
    try:
        encoded = encode(pdu)
    except EncodeError as error:
        assert error.codec == record.__name__ and error.field is not None
        assert error.field.partition("[")[0] in {part.name for part in fields(record)}
        assert str(error) and str(pickle.loads(pickle.dumps(error))) == str(error)
    else:
        assert decode(encoded) == pdu


# ---- 2. projection


@pytest.mark.parametrize("record", ALL)
@given(st.data())
def test_every_encodable_pdu_round_trips(record: Any, data: st.DataObject) -> None:
    """Every field keeps its type."""
    pdu = data.draw(pdus(record))
    decoded = decode(encode(pdu))
    assert decoded == pdu and type(decoded) is type(pdu)
    for part in fields(pdu):
        assert type(getattr(decoded, part.name)) is type(getattr(pdu, part.name))
    check_properties(decoded)


@given(st.data())
def test_every_tlv_value_round_trips(data: st.DataObject) -> None:
    """The exceptions are integers and strings that exceed the size that the tag defines."""
    for tlv in data.draw(tlv_lists):
        try:
            encoded = Tlv.of(tlv.tag, tlv.value)
        except EncodeError:
            assert tlv.defect is not None and (len(tlv.data) == 4 or "more than" in tlv.defect)
            continue
        assert encoded.value == tlv.value and type(encoded.value) is type(tlv.value)
        if tlv.defect is None and not isinstance(tlv.value, bytes):
            assert encoded.defect is None


@given(st.integers(0, 65535), st.integers(0, 255), st.integers(0, 255))
def test_every_segment_round_trips(reference: int, total: int, number: int) -> None:
    segment = Segment(reference=reference, total=total or 1, number=number % (total or 1) + 1)
    header = segments.udh(segment)
    assert (
        segments.of_message(header, ())
        == segments.of_message(None, segments.sar(segment))
        == segment
    )
    assert segments.elements(header) is not None


@pytest.mark.parametrize("coding", [*texts.CODINGS, 0xF1, 0xE0])
@given(st.data())
def test_every_text_round_trips_or_raises_encode_error(coding: int, data: st.DataObject) -> None:
    # tests/unit/smpp/test_texts.py covers the excluded characters.
    chars = st.characters(exclude_characters="\x1b\u3164")
    text = data.draw(
        st.text(chars, max_size=8)
        | st.text(st.characters(max_codepoint=255, exclude_characters="\x1b"), max_size=8)
    )
    for iso in (False, True):
        try:
            encoded = texts.encode(text, coding, iso=iso)
        except EncodeError as error:
            assert str(error)
        else:
            assert texts.decode(encoded, coding, iso=iso) == text


@given(st.binary(max_size=8), st.integers(0, 255), st.booleans())
def test_any_message_bytes_decode_or_raise_decode_error(
    message: bytes, coding: int, iso: bool
) -> None:
    try:
        text = texts.decode(message, coding, iso=iso)
    except DecodeError as error:
        check_error(error, message)
    else:
        if coding not in (10, 14):  # these have several encodings of the same text
            assert texts.encode(text, coding, iso=iso) == message


# ---- 7. purity

_SCRIPT = """
import json, sys
from pathlib import Path
from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.smpp import *
from smsc_codec.smpp import receipts, segments, texts, tlvs

lines = Path("tests/vectors/smpp/pdus.jsonl").read_text("utf-8").splitlines()
rows = [json.loads(line) for line in lines]
samples = [bytes.fromhex(row["hex"]) for row in rows]
more = [
    DeliverSm(esm_class=EsmClass(4), tlvs=(Tlv(tag=tag, data=data),))
    for tag in tlvs.TLV_TYPES
    for data in (b"", b"\\2", b"\\0\\2", b"x" * 300)
]

def look(data):
    try:
        pdu = decode(data)
    except DecodeError as error:
        return str(error)
    encode(pdu)
    for tlv in getattr(pdu, "tlvs", ()):
        tlv.value, tlv.defect, tlv.name
        try:
            tlvs.write(tlv.tag, tlv.value), tlvs.read(tlv.tag, tlv.data, strict=True)
        except (DecodeError, EncodeError) as error:
            str(error)
    if hasattr(pdu, "message"):
        pdu.segment, pdu.esm_class.kind, pdu.esm_class.mode, pdu.registered_delivery.receipt
        try:
            texts.encode(pdu.text(), pdu.data_coding)
        except (DecodeError, EncodeError) as error:
            str(error)
    if isinstance(pdu, DeliverSm):
        pdu.report and pdu.report.receipt_error, pdu.read_report(lenient=True)
        encode(pdu.response())
        if pdu.report and pdu.report.receipt:
            receipts.encode(pdu.report.receipt)

def raise_encode_errors():
    for pdu in (SubmitSm(data_coding=256), RawPdu(command_id=4), SubmitSm(tlvs=(5,)), None):
        try:
            encode(pdu)
        except EncodeError as error:
            str(error)

def run_all():
    for data in samples:
        look(data)
    for pdu in more:
        look(encode(pdu))
    split(b"".join(encode(pdu) for pdu in more))
    segments.udh(Segment(reference=1, total=2, number=1))
    raise_encode_errors()

if sys.argv[1] == "all":
    run_all()
else:
    # One receipt with every tag, encoded and decoded, and one error.
    receipt_tlvs = [
        tlvs.TLV_TYPES[tag].compiled and Tlv(tag=tag, data=b"\\2") for tag in tlvs.TLV_TYPES
    ]
    text = receipts.encode(receipts.decode(sys.argv[2].encode()))
    receipt = DeliverSm(esm_class=EsmClass(4), short_message=text, tlvs=tuple(receipt_tlvs))
    look(encode(receipt))
    look(encode(DeliverSm(esm_class=EsmClass(4), short_message=b"x")))
    look(b"")
    # Python imports a charset on first use with non-empty text; errors use unicode_escape.
    for coding in texts.CODINGS:
        texts.encode("a", coding)
    encode(RawPdu(command_id=CommandId.OUTBIND))
    "\\x00".encode("unicode_escape")
    raise_encode_errors()
events = []
sys.addaudithook(lambda event, args: events.append(event))
run_all()
unique = sorted(set(events))
assert len(samples) > 90
print(unique)
"""


@pytest.mark.parametrize("warm_up", ["all", "few"])
def test_no_audit_events_after_warm_up(warm_up: str) -> None:
    """With ``few``, the measured run includes input that the warm-up did not."""
    command = [sys.executable, "-c", _SCRIPT, warm_up, RECEIPTS[0].decode()]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.stderr, run.stdout.strip()) == ("", "[]")


# ---- 8. forward compatibility


def _report_fields(report: Any) -> dict[str, Any] | None:
    return (
        None
        if report is None
        else {part.name: getattr(report, part.name) for part in fields(report)}
    )


@given(st.data())
def test_unknown_tlv_does_not_affect_other_values(data: st.DataObject) -> None:
    pdu = data.draw(pdus(DeliverSm))
    unknown = data.draw(unknown_tlvs)
    at = data.draw(st.integers(0, len(pdu.tlvs)))
    extended = replace(pdu, tlvs=(*pdu.tlvs[:at], unknown, *pdu.tlvs[at:]))
    decoded: Any = decode(encode(extended))
    assert decoded == extended and decoded.tlvs[at] == unknown
    assert unknown.value == unknown.data and unknown.name is None and unknown.defect is None
    for lenient in (False, True):
        assert _report_fields(decoded.read_report(lenient=lenient)) == _report_fields(
            pdu.read_report(lenient=lenient)
        )
    assert (decoded.segment, decoded.message, decoded.udh) == (pdu.segment, pdu.message, pdu.udh)


@given(st.integers(0x113, 2**32 - 1), st.integers(10, 255), st.integers(0x200, 2**31 - 1))
def test_unknown_numbers_are_kept(status: int, state: int, command: int) -> None:
    pdu = QuerySmResp(
        command_status=CommandStatus(status),
        message_id="1",
        final_date="",
        message_state=MessageState(state),
        error_code=0,
    )
    decoded: Any = decode(encode(pdu))
    assert (decoded, decoded.command_status.known, decoded.message_state.known) == (
        pdu,
        False,
        False,
    )
    raw: Any = decode(struct.pack(">IIII", 17, command, status, 1) + b"x")
    assert (raw.command_id, raw.command_id.known, raw.body) == (command, False, b"x")
    report = DeliverSm(esm_class=EsmClass(4), tlvs=(Tlv(tag=0x0427, data=bytes((state,))),)).report
    assert report is not None and report.state == state


# ---- truncation and streams


@given(all_pdus)
def test_every_prefix_is_rejected(pdu: Any) -> None:
    encoded = encode(pdu)
    for size in range(len(encoded)):
        with pytest.raises(DecodeError):
            decode(encoded[:size])
        if size >= 16:
            check_decode(struct.pack(">I", size) + encoded[4:size])


@given(streams, st.data())
def test_chunk_boundaries_do_not_change_the_pdus(sent: list[Any], data: st.DataObject) -> None:
    stream = b"".join(map(encode, sent))
    found, rest = [], b""
    boundaries = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=5)))
    for start, end in zip([0, *boundaries], [*boundaries, len(stream)], strict=True):
        pdus_of_chunk, rest = split(rest + stream[start:end])
        found += pdus_of_chunk
    assert rest == b"" and [decode(pdu) for pdu in found] == sent


@given(st.binary(max_size=60))
def test_any_stream_is_split_or_raises_decode_error(stream: bytes) -> None:
    try:
        found, rest = split(stream)
    except DecodeError as error:
        check_error(error, stream)
        assert error.span is not None
        found, rest = split(stream[: error.span[0]])
        assert rest == b""
    else:
        assert b"".join(found) + rest == stream
    assert all(len(pdu) == int.from_bytes(pdu[:4], "big") >= 16 for pdu in found)
