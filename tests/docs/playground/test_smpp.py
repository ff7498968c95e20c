"""Receipts and PDUs in the playground."""

from __future__ import annotations

from typing import Any

from smsc_codec import DeliveryErrorCode, smpp
from tests.docs.playground.helpers import RECEIPT, SAMPLES, query, query_one, rows, sample


def test_receipt_is_decoded_and_formatted() -> None:
    (thing,) = sample("receipt")["things"]
    assert (thing["title"], thing["headline"]) == (
        "Text of a delivery receipt",
        smpp.MessageState.UNDELIVERABLE.title,
    )
    assert rows(thing)["err"]["meaning"] == DeliveryErrorCode.OFFLINE.title
    assert thing["forms"] == [
        {"title": "as the service formats it", "own": True, "text": SAMPLES["receipt"]["text"]}
    ]
    assert query_one(RECEIPT, kind="receipt")["headline"] == thing["headline"]


def test_receipt_of_another_gateway_is_decoded_leniently() -> None:
    found = query("ID:42 STAT:Delivrd err:x text:h\u0435llo", kind="receipt")
    invalid, lenient = found["things"]
    assert (invalid["title"], lenient["title"], lenient["headline"]) == (
        "A damaged receipt",
        "A receipt from another gateway",
        "Delivered",
    )
    assert "meaning" not in rows(lenient)["err"]
    assert rows(lenient)["text"]["meaning"] == "“h\u0435llo”"
    assert query_one("id:1 stat:WHAT err:1 sub:1")["error"]
    assert (
        query("sub:180101000001 id:1", kind="receipt")["things"][1]["forms"][0]["refused"]
        == "sub: does not match a count such as 001"
    )
    assert [choice["ask"]["kind"] for choice in query("id:42 done:1")["choices"]] == ["receipt"]


def test_pdu_is_decoded_with_message_tlvs_and_report() -> None:
    (thing,) = sample("pdu")["things"]
    assert thing["title"] == "DELIVER_SM"
    assert [table["title"] for table in thing["tables"]] == [
        "DELIVER_SM",
        "The message",
        "TLV",
        "Delivery report: text and TLVs together",
    ]
    assert rows(thing)["esm_class"]["parts"][0]["meaning"] == "Delivery receipt"
    assert rows(thing, 1)["text"]["value"].startswith("id:854019 sub:001")
    flag = rows(thing, 2)["0x2001 flag"]
    assert (flag["value"], flag["parts"][2]["meaning"]) == ("1280", "yes")
    assert rows(thing, 3)["state"]["value"] == "2 (TLV)"
    assert thing["forms"][0]["text"] == "".join(SAMPLES["pdu"]["text"].split())
    assert query_one(thing["forms"][0]["text"])["title"] == "DELIVER_SM"
    assert query_one(thing["forms"][0]["text"].upper(), kind="pdu", language="ru")[
        "headline"
    ].startswith("Доставка сообщения или отчёта")


def pdu(**fields: Any) -> smpp.DeliverSm:
    return smpp.DeliverSm(source_addr="79990000000", destination_addr="SHOP", **fields)


def test_messages_and_tlvs_of_pdus_are_described() -> None:
    def shown(found: smpp.Pdu, table: int = 0) -> dict[str, dict[str, Any]]:
        return rows(query_one(smpp.encode(found).hex(), kind="pdu"), table)

    assert shown(pdu(short_message=b"\xff"), 1)["text"]["note"].startswith("smpp text: byte 0")
    assert "meaning" not in shown(pdu(short_message=b"\xff"))["short_message"]
    assert shown(pdu(short_message=b"x" * 60))["short_message"]["value"].endswith("… (60 bytes)")
    split = shown(
        pdu(esm_class=smpp.EsmClass(0x40), short_message=b"\x05\x00\x03\x07\x02\x01part"), 1
    )
    assert (split["udh"]["value"], split["total"]["value"], split["text"]["value"]) == (
        "05 00 03 07 02 01",
        "2",
        "part",
    )
    odd = shown(pdu(tlvs=(smpp.Tlv(0x0423, b"000"), smpp.Tlv(0x1403, b"abc"))), 2)
    assert "three digits instead of a type and a number" in odd["0x0423 network_error_code"]["note"]
    assert odd["0x1403"]["meaning"] == "“abc”"
    assert (
        shown(smpp.BindTransceiver(system_id="shop", password="secret"))
        .keys()
        .isdisjoint({"password"})
    )
    assert (
        shown(smpp.RawPdu(command_id=smpp.CommandId.OUTBIND, body=b"\0"))["body"]["value"] == "00"
    )


def test_conflicts_and_defects_of_a_report_are_listed() -> None:
    text = RECEIPT.replace("UNDELIV", "DELIVRD").encode()
    tlvs = (smpp.Tlv.of(0x0427, smpp.MessageState.EXPIRED), smpp.Tlv(0x0423, b"000"))
    thing = query_one(
        smpp.encode(pdu(esm_class=smpp.EsmClass(4), short_message=text, tlvs=tlvs)).hex()
    )
    problems = rows(thing, 4)
    assert problems["state"]["value"] == "TLV 3; text 2"
    assert problems["network_error_code"]["value"] == "three digits instead of a type and a number"
    undecoded = query_one(
        smpp.encode(pdu(esm_class=smpp.EsmClass(4), short_message=b"ID:42 STAT:Delivrd")).hex()
    )
    assert rows(undecoded, 2)["state"]["meaning"] == "Delivered"
    assert rows(undecoded, 3)["text"]["value"].startswith("receipt: line 1, column 1: expected")


def test_fields_that_only_the_receipt_text_has_are_listed() -> None:
    thing = query_one(
        smpp.encode(
            pdu(esm_class=smpp.EsmClass(4), short_message=RECEIPT.encode() + b" text:hello")
        ).hex(),
        kind="pdu",
    )
    assert thing["tables"][-1]["title"] == "Receipt"
    assert rows(thing, -1)["text"]["meaning"] == "“hello”"


def test_several_pdus_and_damaged_pdus_are_listed() -> None:
    link = smpp.encode(smpp.EnquireLink(sequence_number=1)).hex()
    assert [thing["title"] for thing in query(f"{link}\n{link}")["things"]] == [
        "ENQUIRE_LINK",
        "ENQUIRE_LINK",
    ]
    assert [thing["title"] for thing in query(link + "000000ff", kind="pdu")["things"]] == [
        "ENQUIRE_LINK",
        "A damaged PDU",
    ]
    assert [thing["title"] for thing in query(link + "00000001" * 4, kind="pdu")["things"]] == [
        "ENQUIRE_LINK",
        "A damaged PDU",
    ]
    assert query_one("AAAAEAAAABUAAAAAAAAAAQ==", kind="pdu")["title"] == "ENQUIRE_LINK"
    assert query("AAAAEAAAABUAAAAAAAAAAQ==")["choices"][0]["ask"] == {"kind": "pdu"}
    for nothing in ("xyz", "--", "A!"):
        assert query_one(nothing, kind="pdu")["error"] == "neither hexadecimal digits nor base64"
