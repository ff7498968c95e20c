"""Tests of smsc_codec.smpp.bitfields: the parts of every byte value against hand-written masks."""

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
def test_parts_match_masks_for_every_byte(raw: int) -> None:
    esm = EsmClass(raw)
    assert (esm.reply_path, esm.udhi) == (raw & 0x80 > 0, raw & 0x40 > 0)
    assert (int(esm.kind), int(esm.mode)) == (raw >> 2 & 15, raw & 3)
    assert esm.is_receipt is ((raw & 0x3C) in (0x04, 0x20))
    requested = RegisteredDelivery(raw)
    assert (
        requested.notification,
        requested.user_acknowledgement,
        requested.delivery_acknowledgement,
    ) == (
        raw & 16 > 0,
        raw & 8 > 0,
        raw & 4 > 0,
    )
    assert requested.receipt == raw & 3


@pytest.mark.parametrize("raw", [*range(16), 0xFFF8, 0xFFFF, 0x10002])
def test_additional_status_keeps_raw_and_exposes_bits(raw: int) -> None:
    status = AdditionalStatus(raw)
    assert (status.read, status.link_clicked, status.raw) == (raw & 2 > 0, raw & 4 > 0, raw)


def test_parts_are_enum_members() -> None:
    assert (
        EsmClass(0x44).kind is MessageKind.RECEIPT
        and EsmClass(0x20).kind is MessageKind.NOTIFICATION
    )
    assert EsmClass(0x03).mode is MessageMode.STORE_AND_FORWARD
    assert RegisteredDelivery(0x11).receipt is ReceiptRequest.FINAL
    assert not EsmClass(0x3C).kind.known


@pytest.mark.parametrize("record_type", [EsmClass, RegisteredDelivery, AdditionalStatus])
def test_records_are_immutable_values(record_type: Any) -> None:
    record = record_type(5)
    assert record == record_type(5) != record_type(4)
    copies = {record, record_type(5), pickle.loads(pickle.dumps(record)), copy.deepcopy(record)}
    assert len(copies) == 1
    assert not hasattr(record, "__dict__")
    with pytest.raises(FrozenInstanceError):
        record.raw = 6
