"""All vectors; tests/vectors/SOURCES.md describes their sources."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from smsc_codec import replies
from smsc_codec.cli.plain import from_plain, to_plain
from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.schema.failure import FAILURE

_FOLDER = Path(__file__).parents[1] / "vectors"


def _load(names: list[str]) -> list[Any]:
    cases = []
    for name in names:
        rows = [json.loads(line) for line in (_FOLDER / name).read_text("utf-8").splitlines()]
        assert rows, f"{name} is empty"
        cases += [pytest.param(row, id=f"{name}:{number}") for number, row in enumerate(rows, 1)]
    return cases


_FILES = sorted(path.name for path in _FOLDER.glob("*.jsonl"))
assert "broken.jsonl" in _FILES


def _codec(row: dict[str, Any]) -> Any:
    factory = getattr(replies, row["reply"])
    codec = factory(**{name: row[name] for name in factory.__kwdefaults__ if name in row})
    return codec.with_charset(row.get("charset", "utf-8"))


def _octets(row: dict[str, Any]) -> bytes:
    return (
        bytes.fromhex(row["hex"])
        if "hex" in row
        else row["body"].encode(row.get("charset", "utf-8"))
    )


@pytest.mark.parametrize("row", _load([name for name in _FILES if name != "broken.jsonl"]))
def test_vector_decodes_and_encodes_as_recorded(row: dict[str, Any]) -> None:
    codec = _codec(row)
    value = codec.decode(_octets(row))
    records = {form.record.cls.__name__: form.record for form in (*codec._reply.layouts, FAILURE)}
    assert to_plain(value) == row["value"]
    assert value == from_plain(row["value"], records)
    if "refused" in row:
        with pytest.raises(EncodeError) as caught:
            codec.encode(value)
        assert str(caught.value) == row["refused"]
    else:
        assert codec.encode(value) == (
            _octets(row) if row["canonical"] else row["becomes"].encode(codec.charset)
        )


#: Recorded XML and JSON without escapes, unknown keys or a failure.
_LAID_OUT = [
    row
    for row in _load(["balance.jsonl", "receive_phones.jsonl", "status.jsonl"])
    if row.values[0]["fmt"] > 1
    and row.values[0]["value"]
    and row.values[0].get("canonical")
    and not any(
        mark in row.values[0].get("body", "&") for mark in ("&", "\\", "error_code", "<result>")
    )
    and "extra" not in json.dumps(row.values[0]["value"])
]


@pytest.mark.parametrize("row", _LAID_OUT)
def test_canonical_vector_needs_no_parser(row: dict[str, Any]) -> None:
    wire, text = _codec(row)._wire, row["body"]
    expected = (
        wire._read_canonical(text)
        if hasattr(wire, "_read_canonical")
        else wire.match_canonical(text, 0)
    )
    assert expected == (
        wire.parse(text) if hasattr(wire, "_read_canonical") else (wire.parse(text), len(text))
    )


@pytest.mark.parametrize("row", _load(["broken.jsonl"]))
def test_broken_vector_is_rejected_as_recorded(row: dict[str, Any]) -> None:
    with pytest.raises(DecodeError) as error:
        _codec(row).decode(_octets(row))
    assert str(error.value) == row["error"]
