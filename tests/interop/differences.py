"""Differences between this library and another implementation in decoding and encoding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from smsc_codec.errors import DecodeError
from smsc_codec.smpp import RawPdu, decode, encode
from tests.interop.samples import PDUS, SAMPLES, Fields, view

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["differing_fields", "over_samples", "read_difference", "write_difference"]


def differing_fields(ours: Fields, theirs: Fields) -> str:
    """Return the names of the fields that differ between two views, separated by commas."""
    return ", ".join(
        name for name in {**ours, **theirs} if ours.get(name, ...) != theirs.get(name, ...)
    )


def read_difference(
    data: bytes,
    read: Callable[[bytes], Fields],
    expect: Callable[[Fields], Fields] = lambda fields: fields,
) -> str:
    """Describe how a peer decodes a PDU differently; empty if both agree, also in rejecting it.

    Args:
        data: The bytes of a PDU, possibly malformed.
        read: The peer's decoder, which returns a view.
        expect: Converts our view to the one that the peer is known to return.

    Returns:
        The names of the fields that differ, the name of the exception that the peer raised, or
        ``accepts it`` if only this library rejects the bytes.
    """
    try:
        fields = expect(view(decode(data)))
    except DecodeError:
        fields = None
    try:
        theirs = read(data)
    except Exception as error:  # noqa: BLE001 - a peer may raise anything
        return "" if fields is None else type(error).__name__
    return "accepts it" if fields is None else differing_fields(fields, theirs)


def write_difference(pdu: Any, write: Callable[[Any], bytes]) -> str:
    """Describe how a peer encodes a PDU differently; empty if it encodes to the same bytes."""
    try:
        data = write(pdu)
    except Exception as error:  # noqa: BLE001 - a peer may raise anything
        return type(error).__name__
    return "" if data == encode(pdu) else "other bytes"


def over_samples(
    read: Callable[[bytes], Fields],
    expect: Callable[[Fields], Fields],
    write: Callable[[Any], bytes],
    supported: Callable[[Any], Any],
    differences: tuple[Mapping[str, str], Mapping[str, str]],
) -> Callable[[str], None]:
    """Create a test that a peer agrees on all samples, apart from known differences.

    Args:
        read, expect: As for :func:`read_difference`.
        write: The peer's encoder.
        supported: Reduces a PDU to what the peer can encode.
        differences: The known results of :func:`read_difference` and :func:`write_difference`, by
            sample name.
    """
    reads, writes = differences
    unknown = (reads.keys() | writes.keys()) - SAMPLES.keys()
    assert not unknown, f"unknown samples: {unknown}"

    @pytest.mark.parametrize("name", SAMPLES)
    def test(name: str) -> None:
        difference = read_difference(SAMPLES[name], read, expect)
        assert difference == reads.get(name, ""), f"decoded: {difference or 'the same'}"
        if (pdu := PDUS.get(name)) is not None and not isinstance(pdu, RawPdu):
            difference = write_difference(supported(pdu), write)
            assert difference == writes.get(name, ""), f"encoded: {difference or 'the same'}"

    return test
