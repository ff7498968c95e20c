"""smsc_codec.cli.smpp: PDUs in all the shapes in which they are kept, receipts a line."""

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


def told(content: bytes, *options: str, code: int = 0) -> list[dict[str, Any]]:
    found, out, _ = run("pdu", *options, stdin=content)
    assert found == code
    return objects(out)


def test_every_shape_gives_the_same() -> None:
    wanted = told(RECEIPT + LINK)
    assert [one["record"] for one in wanted] == ["DeliverSm", "EnquireLink"]
    assert told((RECEIPT + LINK).hex().encode() + b"\n\n") == wanted
    assert (
        told(b"0x" + RECEIPT.hex(" ").encode() + b"\r\n" + LINK.hex(":").upper().encode()) == wanted
    )
    assert told(base64.b64encode(RECEIPT) + b"\n" + base64.b64encode(LINK)) == wanted
    export = [
        {"_source": {"layers": {"smpp_raw": [octets.hex(), 54, len(octets), 0, 1]}}}
        for octets in (RECEIPT, LINK)
    ]
    assert told(json.dumps(export).encode()) == wanted


def test_what_a_pdu_shows() -> None:
    (pdu,) = told(RECEIPT)
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


def test_what_other_pdus_show() -> None:
    bind = smpp.BindTransceiver(system_id="alex", password="SECRET", system_type="ISO")
    part = smpp.SubmitSm(esm_class=EsmClass(0x40), data_coding=2, short_message=b"\5\0\3\7\2\1abc")
    raw = smpp.RawPdu(command_id=smpp.CommandId.OUTBIND, body=b"a\0b\0")
    failed = smpp.SubmitSmResp(command_status=CommandStatus.THROTTLED, rest=b"?")
    odd = smpp.DeliverSm(short_message=b"id:5 stat:GONE")
    stream = b"".join(smpp.encode(one) for one in (bind, part, raw, failed, odd))
    assert "SECRET" not in run("pdu", stdin=stream)[1]
    shown = told(stream)
    assert shown[1]["segment"] == {"record": "Segment", "reference": 7, "total": 2, "number": 1}
    assert "data_coding for text" in shown[1]["text_error"]
    assert (shown[2]["command"], shown[2]["body"]) == ("OUTBIND", "61006200")
    assert (shown[3]["status"], shown[3]["rest"]) == ("THROTTLED", "3f")
    assert "receipt_error" in shown[4]["report"]
    lenient = told(smpp.encode(odd), "--lenient")[0]["report"]
    assert (lenient["id"], lenient["receipt"]["stat"]) == ("5", "GONE")
    assert told(smpp.encode(smpp.DeliverSm(short_message=b"\xe9")), "--iso")[0]["text"] == "é"


def test_damage_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    lines = b"\n".join(
        [
            b"00zz",
            b"AAA",
            RECEIPT[:-1].hex().encode(),
            RECEIPT.hex().encode()[:-1],
            LINK.hex().encode(),
        ]
    )
    shown = told(lines, code=1)
    assert [one.get("record", "error") for one in shown] == [
        "error",
        "error",
        "error",
        "error",
        "EnquireLink",
    ]
    assert shown[0]["at"] == "stdin:1"
    assert "octet" in shown[2]["error"]
    # A length that lies ends a stream, and what stood before it is whole.
    file = tmp_path / "stream"
    file.write_bytes(LINK + b"\0\0\0\1" + LINK)
    shown = objects(run("pdu", str(file))[1])
    assert [one.get("record", "error") for one in shown] == ["EnquireLink", "error"]
    assert shown[1]["expected"] == ["a command_length of 16 to 131072"]
    assert told(b"[1]", code=1)[0]["error"] == "not what tshark -T jsonraw writes"


def test_receipts() -> None:
    code, out, _ = run("receipt", "--lines", stdin=TEXT + b"\nID:7 stat:DELIVRD 79990000000\n")
    assert code == 1
    good, bad = objects(out)
    assert (good["id"], good["state"], good["done_date"], "sent" in good) == (
        "854019",
        "DELIVERED",
        "2011-08-20 22:41:00",
        False,
    )
    assert "lenient" in bad["hint"]
    assert "79990000000" not in out
    code, out, _ = run("receipt", "--lenient", stdin=b"ID:7 stat:GONE text:hi\n")
    assert (code, objects(out)) == (
        0,
        [{"record": "Receipt", "id": "7", "stat": "GONE", "text": "6869"}],
    )
