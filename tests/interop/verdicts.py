"""What another program's reading or writing differs in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from smsc_codec.errors import DecodeError
from smsc_codec.smpp import RawPdu, decode, encode
from tests.interop.made import PDUS, SAMPLES, Fields, view

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["differing", "over_samples", "reading", "writing"]


def differing(ours: Fields, theirs: Fields) -> str:
    """The names of the fields that two views tell differently; nothing if none does."""
    return ", ".join(
        name for name in {**ours, **theirs} if ours.get(name, ...) != theirs.get(name, ...)
    )


def reading(
    octets: bytes,
    read: Callable[[bytes], Fields],
    expect: Callable[[Fields], Fields] = lambda fields: fields,
) -> str:
    """What a peer makes of octets that this library does not; nothing where they agree, in refusing too.

    Args:
        octets: a PDU, or what is none.
        read: the peer's reader, to a view.
        expect: what of our view the peer is known to tell.
    """
    try:
        fields = expect(view(decode(octets)))
    except DecodeError:
        fields = None
    try:
        told = read(octets)
    except Exception as error:  # noqa: BLE001 - whatever a peer raises is what it does
        return "" if fields is None else type(error).__name__
    return "reads it" if fields is None else differing(fields, told)


def writing(pdu: Any, write: Callable[[Any], bytes]) -> str:
    """How a peer's octets for a PDU are not ours."""
    try:
        octets = write(pdu)
    except Exception as error:  # noqa: BLE001 - the same
        return type(error).__name__
    return "" if octets == encode(pdu) else "other octets"


def over_samples(
    read: Callable[[bytes], Fields],
    expect: Callable[[Fields], Fields],
    write: Callable[[Any], bytes],
    carried: Callable[[Any], Any],
    departures: tuple[Mapping[str, str], Mapping[str, str]],
) -> Callable[[str], None]:
    """A test over the samples: a peer reads and writes them as this library does, but where its lists say how it departs.

    Args:
        read, expect: as :func:`reading` takes them.
        write, carried: the peer's writer, and what of a PDU it can be given.
        departures: by the name of a sample, what :func:`reading` and :func:`writing` tell of it, where that is something.
    """
    reads, writes = departures
    unknown = (reads.keys() | writes.keys()) - SAMPLES.keys()
    assert not unknown, f"no samples: {unknown}"

    @pytest.mark.parametrize("name", SAMPLES)
    def test(name: str) -> None:
        told = reading(SAMPLES[name], read, expect)
        assert told == reads.get(name, ""), f"read: {told or 'as we do'}"
        if (pdu := PDUS.get(name)) is not None and not isinstance(pdu, RawPdu):
            told = writing(carried(pdu), write)
            assert told == writes.get(name, ""), f"written: {told or 'as we do'}"

    return test
