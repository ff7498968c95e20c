"""Tests of the comparison tables in docs/comparison.md, README.md and README.ru.md.

Defects of clients are tested in ``clients/``, those of SMPP libraries in the other modules.
"""

from __future__ import annotations

import re
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from smsc_codec import DecodeError, commands, replies, smpp
from smsc_codec.commands import REQUESTS
from smsc_codec.flags import MessageFlags
from smsc_codec.smpp import DeliverSm, EsmClass, MessageState, Tlv, encode
from smsc_codec.testing.simulator import Simulator
from tests.interop import test_aiosmpplib, test_smpp34, test_smpp_pdu3, test_smpplib
from tests.interop.clients import Clock, serving
from tests.interop.clients.test_smsc import imported
from tests.interop.samples import SAMPLES

ROOT = Path(__file__).parents[2]
#: In the order of the columns.
PEERS: tuple[Any, ...] = (test_smpplib, test_smpp_pdu3, test_aiosmpplib, test_smpp34)
VENDOR = (
    Tlv.of(0x2000, Decimal("4.5000")),
    Tlv.of(0x2001, MessageFlags(1280)),
    Tlv.of(0x2002, 1),
    Tlv.of(0x2003, "25001"),
)
RECEIPT = DeliverSm(
    source_addr="79990000000",
    destination_addr="SHOP",
    esm_class=EsmClass(0x04),
    tlvs=(Tlv.of(0x0427, MessageState.DELIVERED), *VENDOR),
    short_message=b"id:854019 sub:001 dlvrd:001 submit date:2603011200 done date:2603011201 "
    b"stat:DELIVRD err:000",
)


def row(page: str, head: str) -> list[str]:
    """Return the cells of a row, without the heading."""
    [cells] = re.findall(
        rf"^\| {head}[^|]*\|(.*)\|$", (ROOT / page).read_text("utf-8"), re.MULTILINE
    )
    return [cell.strip() for cell in cells.split("|")]


@pytest.mark.parametrize(
    ("page", "head"),
    [
        ("docs/comparison.md", "requests"),
        ("README.md", "API requests"),
        ("README.ru.md", "запросы API"),
    ],
)
def test_numbers_of_requests(page: str, head: str) -> None:
    """clients/test_node_smsc.py covers node-smsc."""
    theirs = [name for name in dir(imported().SMSC) if not name.startswith("_")]
    client = import_module("smsc_client").SMSCAPI(login="alex", password="123")
    sends = [name for name in vars(type(client.default)) if not name.startswith("_")]
    assert (theirs, sends) == (["get_balance", "get_cost", "get_status", "send"], ["send"])
    counts = ", ".join(row(page, head)).split(", ")
    assert counts[:4] == [str(len(REQUESTS)), "4", "1", "12"]
    assert all(hasattr(commands, request.name) for request in REQUESTS)


def test_no_client_verifies_callbacks() -> None:
    """Verification needs a hash function; the only match is the option to send a password hash."""
    found = []
    for name in ("smsc", "smsc_client"):
        module = imported() if name == "smsc" else import_module(name)
        for path in Path(str(module.__file__)).parent.rglob("*.py"):
            found += re.findall(
                r"hashlib|md5|sha1|crc32|callback", path.read_text("utf-8"), re.IGNORECASE
            )
    assert found == ["MD5"]


def test_missing_page_raises_an_exception() -> None:
    smsc, client = imported(), import_module("smsc_client")
    with serving(Simulator(clock=Clock())) as address, pytest.MonkeyPatch.context() as patch:
        patch.setattr(smsc.SMSC, "_url", f"{address}elsewhere/")
        with pytest.raises(smsc.GetBalanceError, match="404"):
            smsc.SMSC(login="alex", password="123").get_balance()
        other = client.SMSCAPI(login="alex", password="123")
        other._domain = f"{address}elsewhere/"
        with pytest.raises(client.SMSCAPIError, match="404"):
            other.default.send(phones="79990000000", mes="x", id=1, sender="SMSC.RU")
    with pytest.raises(DecodeError):  # the body of such a page
        replies.balance().decode(b"")


def test_numbers_of_samples() -> None:
    """Samples that are decoded differently, and malformed samples that are accepted."""
    assert len(SAMPLES) == 105
    page = "docs/comparison.md"
    different, accepted = (row(page, head)[1:5] for head in ("samples", r"\.\.\. of them"))
    assert different == [str(len(peer.READS)) for peer in PEERS]
    assert accepted == [str([*peer.READS.values()].count("accepts it")) for peer in PEERS]
    for readme, head in (("README.md", "samples"), ("README.ru.md", "из 105")):
        assert row(readme, head)[2].split(", ") == different


def test_vendor_tlvs() -> None:
    """Typed here; by the peers: dropped, dropped, texts (a flag of 0x0500 loses a byte), bytes."""
    data = encode(RECEIPT)
    ours = smpp.decode(data)
    assert isinstance(ours, DeliverSm)
    assert ours.report is not None
    assert (ours.report.cost, ours.report.flag, ours.report.parts, ours.report.mccmnc) == (
        Decimal("4.5000"),
        MessageFlags(1280),
        1,
        "25001",
    )
    kept = [
        {tag: value for tag, value in dict(peer.read(data)["tlvs"]).items() if tag >= 0x2000}
        for peer in PEERS
    ]
    sent = {tlv.tag: tlv.data for tlv in VENDOR}
    assert sent[0x2001] == b"\x05\0"
    assert kept == [{}, {}, {tag: value.rstrip(b"\0") for tag, value in sent.items()}, sent]


def test_libraries_with_connections() -> None:
    assert import_module("smpplib.client").Client
    assert import_module("aiosmpplib").ESME
    assert import_module("smpp34").Client
    assert not any("connect" in name.casefold() for name in dir(smpp))
