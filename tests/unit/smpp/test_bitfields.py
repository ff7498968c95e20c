"""smsc_codec.smpp.bitfields: every value of every octet, its parts beside masks written by hand; no bit is lost."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from smsc_codec.smpp import (
    AdditionalStatus,
    EsmClass,
    MessageKind,
    MessageMode,
    ReceiptRequest,
    RegisteredDelivery,
)


@pytest.mark.parametrize("raw", range(256))
def test_octets(raw: int) -> None:
    esm = EsmClass(raw)
    assert (esm.reply_path, esm.udhi) == (raw & 0x80 > 0, raw & 0x40 > 0)
    assert (int(esm.kind), int(esm.mode)) == (raw >> 2 & 15, raw & 3)
    assert esm.is_receipt is ((raw & 0x3C) in (0x04, 0x20))
    wanted = RegisteredDelivery(raw)
    assert (wanted.notification, wanted.user_acknowledgement, wanted.delivery_acknowledgement) == (
        raw & 16 > 0,
        raw & 8 > 0,
        raw & 4 > 0,
    )
    assert wanted.receipt == raw & 3


@pytest.mark.parametrize("raw", [*range(16), 0xFFF8, 0xFFFF, 0x10002])
def test_additional_status(raw: int) -> None:
    status = AdditionalStatus(raw)
    assert (status.read, status.link_clicked, status.raw) == (raw & 2 > 0, raw & 4 > 0, raw)


def test_members() -> None:
    assert (
        EsmClass(0x44).kind is MessageKind.RECEIPT
        and EsmClass(0x20).kind is MessageKind.NOTIFICATION
    )
    assert EsmClass(0x03).mode is MessageMode.STORE_AND_FORWARD
    assert RegisteredDelivery(0x11).receipt is ReceiptRequest.FINAL
    assert not EsmClass(0x3C).kind.known


@pytest.mark.parametrize("kind", [EsmClass, RegisteredDelivery, AdditionalStatus])
def test_they_are_values(kind: Any) -> None:
    one = kind(5)
    assert one == kind(5) != kind(4)
    assert len({one, kind(5), pickle.loads(pickle.dumps(one)), copy.deepcopy(one)}) == 1
    assert not hasattr(one, "__dict__")
    with pytest.raises(FrozenInstanceError):
        one.raw = 6
