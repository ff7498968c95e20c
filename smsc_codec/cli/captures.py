"""What ``tshark -T jsonraw`` exports from a capture: the octets of the SMPP PDUs in it."""

from __future__ import annotations

import json
from typing import Any

__all__ = ["pdus"]

#: A whole PDU, reassembled by tshark: [hexadecimal digits, position, length, ...]; a list of these after --no-duplicate-keys.
_RAW = "smpp_raw"


def pdus(content: bytes) -> list[tuple[str, bytes]]:
    """The PDUs of an export in order, each with its place in it.

    Raises:
        ValueError: it is no such export.
    """
    try:
        packets = json.loads(content, object_pairs_hook=_layers)
        return [
            (f"packet {number}", bytes.fromhex(raw[0]))
            for number, packet in enumerate(packets, 1)
            for found in packet["_source"]["layers"].get(_RAW, [])
            for raw in (found if isinstance(found[0], list) else [found])
        ]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise ValueError("not what tshark -T jsonraw writes") from None


def _layers(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose PDUs are all kept: a packet that holds several repeats their key, and a dict would keep the last."""
    several = [value for key, value in pairs if key == _RAW]
    return {**dict(pairs), _RAW: several} if several else dict(pairs)
