"""What a scan is to do with every block of lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smsc_codec.codec import Codec

__all__ = ["Job"]


@dataclass(frozen=True, kw_only=True)
class Job:
    """What is to be done with every block.

    Args:
        to: ``jsonl``, ``csv``, ``parquet``, or ``stats``.
        kind: as for :func:`smsc_codec.logs.scan`.
        lenient: as for :func:`smsc_codec.logs.scan`.
        redact: whether phones, texts and secrets are starred in what is written.
        mask: whether they are starred in errors.
        objects: whether errors are written as objects, to a file of their own; else a few of them as lines of text.
        raw_cells: whether cells of a CSV stay formulas.
        named: whether the file's name is written beside each finding.
    """

    to: str = "jsonl"
    kind: str | Codec[Any] | None = None
    lenient: bool = False
    redact: bool = False
    mask: bool = True
    objects: bool = False
    raw_cells: bool = False
    named: bool = False
