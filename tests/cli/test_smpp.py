"""smsc_codec.cli.smpp: the commands pdu and receipt."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from smsc_codec import smpp
from smsc_codec.smpp import CommandStatus, DeliverSm, EsmClass, Tlv
from tests.cli.test_app import objects, run

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (
    b"id:854019 sub:001 dlvrd:001 submit date:1108202241 done date:1108202241 stat:DELIVRD err:000"
)
RECEIPT = smpp.encode(
    DeliverSm(
        esm_class=EsmClass(4),
        source_addr="79990000000",
        short_message=TEXT,
        tlvs=(
            Tlv.of(0x0427, smpp.MessageState.EXPIRED),
            Tlv.of(0x2000, None),
            Tlv(tag=0x0423, data=b"0"),
            Tlv(tag=0x1403, data=b"x"),
        ),
    )
)
LINK = smpp.encode(smpp.EnquireLink(sequence_number=9))


def run_pdu(content: bytes, *options: str, code: int = 0) -> list[dict[str, Any]]:
    exit_code, out, _ = run("pdu", *options, stdin=content)
    assert exit_code == code
    return objects(out)


def test_all_input_formats_give_same_output() -> None:
    expected = run_pdu(RECEIPT + LINK)
    assert [pdu["record"] for pdu in expected] == ["DeliverSm", "EnquireLink"]
    assert run_pdu((RECEIPT + LINK).hex().encode() + b"\n\n") == expected
    assert (
        run_pdu(b"0x" + RECEIPT.hex(" ").encode() + b"\r\n" + LINK.hex(":").upper().encode())
        == expected
    )
    assert run_pdu(base64.b64encode(RECEIPT) + b"\n" + base64.b64encode(LINK)) == expected
    export = [
        {"_source": {"layers": {"smpp_raw": [data.hex(), 54, len(data), 0, 1]}}}
        for data in (RECEIPT, LINK)
    ]
    assert run_pdu(json.dumps(export).encode()) == expected


def test_pdu_is_shown_with_text_tlvs_and_report() -> None:
    (pdu,) = run_pdu(RECEIPT)
    assert (pdu["command"], pdu["status"], pdu["kind"], pdu["text"]) == (
        "DELIVER_SM",
        "OK",
        "RECEIPT",
        TEXT.decode(),
    )
    assert pdu["tlvs"] == [
        {"tag": "0x0427", "name": "message_state", "data": "03", "value": 3},
        {"tag": "0x2000", "name": "cost", "data": "00"},
        {
            "tag": "0x0423",
            "name": "network_error_code",
            "data": "30",
            "defect": "expected 3 bytes, got 1",
        },
        {"tag": "0x1403", "data": "78"},
    ]
    report = pdu["report"]
    assert (report["id"], report["state"], report["sources"]["id"], report["sources"]["state"]) == (
        "854019",
        "EXPIRED",
        "text",
        "TLV",
    )
    assert report["conflicts"] == [{"field": "state", "tlv": 3, "text": 2}]
    assert report["defects"] == [["network_error_code", "expected 3 bytes, got 1"]]
    assert report["receipt"]["stat"] == "DELIVRD"


def test_segments_raw_pdus_and_foreign_receipts_are_shown() -> None:
    bind = smpp.BindTransceiver(system_id="alex", password="SECRET", system_type="ISO")
    part = smpp.SubmitSm(esm_class=EsmClass(0x40), data_coding=2, short_message=b"\5\0\3\7\2\1abc")
    raw = smpp.RawPdu(command_id=smpp.CommandId.OUTBIND, body=b"a\0b\0")
    failed = smpp.SubmitSmResp(command_status=CommandStatus.THROTTLED, rest=b"?")
    foreign = smpp.DeliverSm(short_message=b"id:5 stat:GONE")
    stream = b"".join(smpp.encode(pdu) for pdu in (bind, part, raw, failed, foreign))
    assert "SECRET" not in run("pdu", stdin=stream)[1]
    shown = run_pdu(stream)
    assert shown[1]["segment"] == {"record": "Segment", "reference": 7, "total": 2, "number": 1}
    assert "data_coding for text" in shown[1]["text_error"]
    assert (shown[2]["command"], shown[2]["body"]) == ("OUTBIND", "61006200")
    assert (shown[3]["status"], shown[3]["rest"]) == ("THROTTLED", "3f")
    assert "receipt_error" in shown[4]["report"]
    lenient = run_pdu(smpp.encode(foreign), "--lenient")[0]["report"]
    assert (lenient["id"], lenient["receipt"]["stat"]) == ("5", "GONE")
    assert run_pdu(smpp.encode(smpp.DeliverSm(short_message=b"\xe9")), "--iso")[0]["text"] == "é"


def test_damaged_pdu_becomes_error_object_and_decoding_continues(tmp_path: Path) -> None:
    lines = b"\n".join(
        [
            b"00zz",
            b"AAA",
            RECEIPT[:-1].hex().encode(),
            RECEIPT.hex().encode()[:-1],
            LINK.hex().encode(),
        ]
    )
    shown = run_pdu(lines, code=1)
    assert [item.get("record", "error") for item in shown] == [
        "error",
        "error",
        "error",
        "error",
        "EnquireLink",
    ]
    assert shown[0]["location"] == "stdin:1"
    assert "byte" in shown[2]["error"]
    assert shown[2]["hint"] == (
        f"pass the whole PDU; this one is truncated after {len(RECEIPT) - 1} bytes"
    )
    # An invalid length ends a stream; the PDUs before it are decoded.
    file = tmp_path / "stream"
    file.write_bytes(LINK + b"\0\0\0\1" + LINK)
    shown = objects(run("pdu", str(file))[1])
    assert [item.get("record", "error") for item in shown] == ["EnquireLink", "error"]
    assert shown[1]["expected"] == ["a command_length of 16 to 131072"]
    assert run_pdu(b"[1]", code=1)[0]["error"] == "expected the output of tshark -T jsonraw"


def test_receipt_decodes_lines() -> None:
    code, out, _ = run("receipt", "--lines", stdin=TEXT + b"\nID:7 stat:DELIVRD 79990000000\n")
    assert code == 1
    good, bad = objects(out)
    assert (good["id"], good["state"], good["done_date"], "sent" in good) == (
        "854019",
        "DELIVERED",
        "2011-08-20 22:41:00",
        False,
    )
    assert bad["hint"] == "pass --lenient to accept the receipts of any gateway"
    assert "79990000000" not in out
    code, out, _ = run("receipt", "--lenient", stdin=b"ID:7 stat:GONE text:hi\n")
    assert (code, objects(out)) == (
        0,
        [{"record": "Receipt", "id": "7", "stat": "GONE", "text": "6869"}],
    )
