"""The laws for smpp: octets to records and back, nothing but the documented errors, nothing changed in silence."""

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


def explained(error: DecodeError, octets: bytes) -> None:
    """An error tells where, can explain itself and travel."""
    assert error.span is not None and 0 <= error.span[0] <= error.span[1] <= len(octets)
    assert error.expected and str(error) and error.render(show_data=True)
    again = pickle.loads(pickle.dumps(error))
    assert (again.span, again.source, str(again)) == (error.span, error.source, str(error))


def looked_at(pdu: Any) -> None:
    """Everything that a record answers about itself; only a text may be none."""
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
                explained(error, pdu.message)
    if isinstance(pdu, DeliverSm):
        for lenient in (False, True):
            report = pdu.read_report(lenient=lenient)
            assert (report is None) is not (pdu.is_receipt or pdu.looks_like_receipt)
            assert report is None or not (lenient and report.receipt_error)
        assert decode(encode(pdu.response())) == pdu.response()


# ---- 1. closure, and 3. canon: whatever decodes is written again octet for octet


def decodes_or_explains(octets: bytes) -> None:
    try:
        pdu = decode(octets)
    except DecodeError as error:
        explained(error, octets)
        return
    assert encode(pdu) == octets
    assert decode(octets) == pdu == pickle.loads(pickle.dumps(pdu)) == copy.deepcopy(pdu) and hash(
        pdu
    ) == hash(copy.copy(pdu))
    assert repr(pdu)
    looked_at(pdu)


@given(st.binary(max_size=60))
def test_any_octets(octets: bytes) -> None:
    decodes_or_explains(octets)


@given(st.lists(framed, min_size=5, max_size=5))
def test_any_body(bodies: list[bytes]) -> None:
    for octets in bodies:
        decodes_or_explains(octets)


@pytest.mark.parametrize("record", ALL)
@given(st.data())
def test_damaged_pdus(record: Any, data: st.DataObject) -> None:
    octets = encode(data.draw(pdus(record)))
    decodes_or_explains(data.draw(mutated(octets)))
    damaged = data.draw(mutated(octets[16:]))
    decodes_or_explains(struct.pack(">I", 16 + len(damaged)) + octets[4:16] + damaged)


@given(st.binary(max_size=40) | tlv_lists.map(tlvs.encode).flatmap(mutated), st.booleans())
def test_any_block_of_tlvs(block: bytes, strict: bool) -> None:
    try:
        found = tlvs.decode(block, strict=strict)
    except DecodeError as error:
        explained(error, block)
    else:
        assert tlvs.encode(found) == block
        assert not strict or all(tlv.defect is None for tlv in found)


@pytest.mark.parametrize("record", ALL)
@given(st.data())
def test_any_value(record: Any, data: st.DataObject) -> None:
    """1 and 4: octets that read back as this value, or a reason."""
    pdu = data.draw(wild_pdus(record))
    try:
        octets = encode(pdu)
    except EncodeError as error:
        assert error.codec == record.__name__ and error.field is not None
        assert error.field.partition("[")[0] in {part.name for part in fields(record)}
        assert str(error) and str(pickle.loads(pickle.dumps(error))) == str(error)
    else:
        assert decode(octets) == pdu


# ---- 2. projection


@pytest.mark.parametrize("record", ALL)
@given(st.data())
def test_every_pdu_comes_back(record: Any, data: st.DataObject) -> None:
    """Nothing is refused here, and every field has the type that it had."""
    pdu = data.draw(pdus(record))
    back = decode(encode(pdu))
    assert back == pdu and type(back) is type(pdu)
    for part in fields(pdu):
        assert type(getattr(back, part.name)) is type(getattr(pdu, part.name))
    looked_at(back)


@given(st.data())
def test_every_value_of_a_tlv_comes_back(data: st.DataObject) -> None:
    """What a TLV tells can be written under its tag, and tells the same; a number of four octets may be too much for two."""
    for tlv in data.draw(tlv_lists):
        try:
            written = Tlv.of(tlv.tag, tlv.value)
        except EncodeError:
            assert tlv.defect is not None and (len(tlv.data) == 4 or "more than" in tlv.defect)
            continue
        assert written.value == tlv.value and type(written.value) is type(tlv.value)
        if tlv.defect is None and not isinstance(tlv.value, bytes):
            assert written.defect is None


@given(st.integers(0, 65535), st.integers(0, 255), st.integers(0, 255))
def test_every_segment_comes_back(reference: int, total: int, number: int) -> None:
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
def test_every_text_comes_back_or_is_refused(coding: int, data: st.DataObject) -> None:
    letters = st.characters(
        exclude_characters="\x1b\u3164"
    )  # of these tests/unit/smpp/test_texts.py tells
    text = data.draw(
        st.text(letters, max_size=8)
        | st.text(st.characters(max_codepoint=255, exclude_characters="\x1b"), max_size=8)
    )
    for iso in (False, True):
        try:
            octets = texts.encode(text, coding, iso=iso)
        except EncodeError as error:
            assert str(error)
        else:
            assert texts.decode(octets, coding, iso=iso) == text


@given(st.binary(max_size=8), st.integers(0, 255), st.booleans())
def test_any_octets_are_a_text_or_an_error(octets: bytes, coding: int, iso: bool) -> None:
    try:
        text = texts.decode(octets, coding, iso=iso)
    except DecodeError as error:
        explained(error, octets)
    else:
        if coding not in (10, 14):  # these spell one text in several ways
            assert texts.encode(text, coding, iso=iso) == octets


# ---- 7. purity

_SCRIPT = """
import json, sys
from pathlib import Path
from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.smpp import *
from smsc_codec.smpp import receipts, segments, texts, tlvs

rows = [json.loads(line) for line in Path("tests/vectors/smpp/pdus.jsonl").read_text("utf-8").splitlines()]
samples = [bytes.fromhex(row["hex"]) for row in rows]
more = [DeliverSm(esm_class=EsmClass(4), tlvs=(Tlv(tag=tag, data=octets),)) for tag in tlvs.TLV_TYPES for octets in (b"", b"\\2", b"\\0\\2", b"x" * 300)]

def look(octets):
    try:
        pdu = decode(octets)
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
        pdu.report and pdu.report.receipt_error, pdu.read_report(lenient=True), encode(pdu.response())
        if pdu.report and pdu.report.receipt:
            receipts.encode(pdu.report.receipt)

def refuse():
    for pdu in (SubmitSm(data_coding=256), RawPdu(command_id=4), SubmitSm(tlvs=(5,)), None):
        try:
            encode(pdu)
        except EncodeError as error:
            str(error)

def turn():
    for octets in samples:
        look(octets)
    for pdu in more:
        look(encode(pdu))
    split(b"".join(encode(pdu) for pdu in more))
    segments.udh(Segment(reference=1, total=2, number=1))
    refuse()

if sys.argv[1] == "warm":
    turn()
else:
    # One receipt with every tag, written and read, and one refusal.
    octets = [tlvs.TLV_TYPES[tag].compiled and Tlv(tag=tag, data=b"\\2") for tag in tlvs.TLV_TYPES]
    look(encode(DeliverSm(esm_class=EsmClass(4), short_message=receipts.encode(receipts.decode(sys.argv[2].encode())), tlvs=tuple(octets))))
    look(encode(DeliverSm(esm_class=EsmClass(4), short_message=b"x")))
    look(b"")
    # Charsets are imported when first used, with an octet at least; errors escape what could steer a terminal by one of them.
    for coding in texts.CODINGS:
        texts.encode("a", coding)
    encode(RawPdu(command_id=CommandId.OUTBIND))
    "\\x00".encode("unicode_escape")
    refuse()
seen = []
sys.addaudithook(lambda event, args: seen.append(event))
turn()
done = sorted(set(seen))
assert len(samples) > 90
print(done)
"""


@pytest.mark.parametrize("how", ["warm", "cool"])
def test_no_audit_event_once_warm(how: str) -> None:
    """Cool: warmed by a few, the turn brings what the warming did not see."""
    command = [sys.executable, "-c", _SCRIPT, how, RECEIPTS[0].decode()]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.stderr, run.stdout.strip()) == ("", "[]")


# ---- 8. forward


def _known(report: Any) -> dict[str, Any] | None:
    return (
        None
        if report is None
        else {part.name: getattr(report, part.name) for part in fields(report)}
    )


@given(st.data())
def test_an_unknown_tlv_changes_nothing(data: st.DataObject) -> None:
    pdu = data.draw(pdus(DeliverSm))
    unknown = data.draw(unknown_tlvs)
    at = data.draw(st.integers(0, len(pdu.tlvs)))
    more = replace(pdu, tlvs=(*pdu.tlvs[:at], unknown, *pdu.tlvs[at:]))
    back: Any = decode(encode(more))
    assert back == more and back.tlvs[at] == unknown
    assert unknown.value == unknown.data and unknown.name is None and unknown.defect is None
    for lenient in (False, True):
        assert _known(back.read_report(lenient=lenient)) == _known(pdu.read_report(lenient=lenient))
    assert (back.segment, back.message, back.udh) == (pdu.segment, pdu.message, pdu.udh)


@given(st.integers(0x113, 2**32 - 1), st.integers(10, 255), st.integers(0x200, 2**31 - 1))
def test_unknown_numbers_survive(status: int, state: int, command: int) -> None:
    pdu = QuerySmResp(
        command_status=CommandStatus(status),
        message_id="1",
        final_date="",
        message_state=MessageState(state),
        error_code=0,
    )
    back: Any = decode(encode(pdu))
    assert (back, back.command_status.known, back.message_state.known) == (pdu, False, False)
    raw: Any = decode(struct.pack(">IIII", 17, command, status, 1) + b"x")
    assert (raw.command_id, raw.command_id.known, raw.body) == (command, False, b"x")
    report = DeliverSm(esm_class=EsmClass(4), tlvs=(Tlv(tag=0x0427, data=bytes((state,))),)).report
    assert report is not None and report.state == state


# ---- pieces and streams


@given(all_pdus)
def test_every_prefix_is_refused(pdu: Any) -> None:
    octets = encode(pdu)
    for size in range(len(octets)):
        with pytest.raises(DecodeError):
            decode(octets[:size])
        if size >= 16:
            decodes_or_explains(struct.pack(">I", size) + octets[4:size])


@given(streams, st.data())
def test_a_stream_may_be_cut_anywhere(sent: list[Any], data: st.DataObject) -> None:
    stream = b"".join(map(encode, sent))
    found, rest = [], b""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=5)))
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        got, rest = split(rest + stream[start:end])
        found += got
    assert rest == b"" and [decode(one) for one in found] == sent


@given(st.binary(max_size=60))
def test_any_stream(stream: bytes) -> None:
    try:
        found, rest = split(stream)
    except DecodeError as error:
        explained(error, stream)
        assert error.span is not None
        found, rest = split(stream[: error.span[0]])
        assert rest == b""
    else:
        assert b"".join(found) + rest == stream
    assert all(len(one) == int.from_bytes(one[:4], "big") >= 16 for one in found)
