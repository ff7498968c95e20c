"""Run each property over its seeds and saved findings, and check that each can fail."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fuzz import run
from fuzz.seeds import VECTORS, broken, seeds, words
from smsc_codec.callbacks import Handler
from smsc_codec.callbacks import handler as receiving
from smsc_codec.callbacks.relay import Signed
from smsc_codec.codec import Codec, FileCodec
from smsc_codec.errors import CodecError
from smsc_codec.formats.documents import DocumentCodec
from smsc_codec.formats.grammar import LineRule
from smsc_codec.logs.scanner import Scanner
from smsc_codec.request_parser import ParsedRequest
from smsc_codec.smpp import (
    DeliveryReport,
    pdu_codec,
    receipts,
    stream,
    texts,
    times,
    tlv_types,
    tlvs,
)
from tools.properties import PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("target", PROPERTIES)
def test_each_property_holds_for_its_seeds(target: str) -> None:
    found = seeds(target)
    assert len(found) > 3
    for seed in (*found, b"", b"\n", b"\n\n", b"\0", b"\xff" * 8):
        PROPERTIES[target](seed)


@pytest.mark.parametrize("target", PROPERTIES)
def test_each_property_holds_for_saved_findings(target: str) -> None:
    for path in broken(target):
        PROPERTIES[target](path.read_bytes())


def test_each_saved_finding_belongs_to_a_target() -> None:
    assert {path.name for path in (VECTORS / "broken").iterdir()} == {
        path.name for target in PROPERTIES for path in broken(target)
    }


def test_each_property_has_a_target_and_a_dictionary() -> None:
    assert {path.stem for path in (ROOT / "fuzz").glob("fuzz_*.py")} == {
        f"fuzz_{target}" for target in PROPERTIES
    }
    for target in PROPERTIES:
        assert all(0 < len(word) < 128 for word in words(target))


# ---- Each property can fail


def _corrupted(plain: Callable[..., bytes]) -> Callable[..., bytes]:
    """Replace every 1 by a 2 in the output of ``plain``."""
    return lambda *args, **named: plain(*args, **named).replace(b"1", b"2")


def _without_a_field(plain: Any) -> Any:
    def match(self: Any, text: str) -> Any:
        found = plain(self, text)
        return found and dict(list(found.items())[1:])

    return match


def _no_match(self: Any, text: str) -> Any:
    from smsc_codec.formats.base import NoMatch

    raise NoMatch


_ACCEPT_ALL: Any = lambda hashes, hashed, secrets: dict.fromkeys(hashes, 0)  # noqa: E731
_PLAIN_EVENT = Handler._event
_PLAIN_ENCODE, _PLAIN_FROM_PARTS, _PLAIN_SPLIT, _PLAIN_DECODE = (
    Handler.encode,
    DeliveryReport.from_parts,
    stream.split,
    pdu_codec.decode,
)


def _text_first(text: bytes, *more: Any, **named: Any) -> DeliveryReport:
    found = _PLAIN_FROM_PARTS(text, *more, **named)
    return replace(found, id="5") if text else found


FAULTS: list[tuple[str, Any, str, Any]] = [
    *((f"replies_{fmt}", Codec, "encode", _corrupted(Codec.encode)) for fmt in range(4)),
    *(
        (f"replies_{fmt}", "smsc_codec.errors", "mask", lambda text, words=frozenset(): text)
        for fmt in range(4)
    ),
    *(
        (
            f"replies_{fmt}",
            "smsc_codec.codec",
            "suggest_codec",
            lambda *_: "decode with balance(fmt=0, cur=0)",
        )
        for fmt in range(2)
    ),
    *((f"replies_{fmt}", LineRule, "match", _without_a_field(LineRule.match)) for fmt in range(2)),
    *((f"replies_{fmt}", DocumentCodec, "parse", _no_match) for fmt in (2, 3)),
    (
        "requests",
        ParsedRequest,
        "query",
        lambda self: "&".join(f"{name}={text}" for name, text in self.params().items()),
    ),
    ("requests", "smsc_codec.request_parser", "_mask_secrets", lambda data: data),
    ("requests", ParsedRequest, "__repr__", lambda self: str(self.params())),
    ("callbacks", receiving, "verify", _ACCEPT_ALL),
    ("callbacks", receiving, "verify", lambda *_: None),
    (
        "callbacks",
        Handler,
        "encode",
        lambda self, event: (
            _PLAIN_ENCODE(self, event)[0],
            _PLAIN_ENCODE(self, event)[1].replace(b"1", b"2"),
        ),
    ),
    (
        "callbacks",
        Handler,
        "_event",
        lambda self, row, body: _PLAIN_EVENT(
            self, {"id" if name == "ID" else name: text for name, text in row.items()}, body
        ),
    ),
    ("callbacks", "smsc_codec.callbacks.relay", "_signature", lambda *_: "v1,x"),
    ("relay", "smsc_codec.callbacks.relay", "compare_digest", lambda *_: True),
    ("relay", "smsc_codec.callbacks.relay", "compare_digest", lambda *_: False),
    (
        "relay",
        "smsc_codec.callbacks.relay",
        "sign",
        lambda received, *, secrets, now: Signed(
            headers={"webhook-id": "x", "webhook-timestamp": str(now), "webhook-signature": "v1,x"},
            body=b"{}",
        ),
    ),
    ("receipts", receipts, "encode", _corrupted(receipts.encode)),
    ("receipts", "smsc_codec.smpp.lenient_receipts", "labels", lambda: re.compile("[a-z]+:")),
    ("receipts", LineRule, "match", _without_a_field(LineRule.match)),
    ("tlvs", tlvs, "encode", lambda found: b"".join(one.data for one in found)),
    ("tlvs", tlv_types, "write", lambda tag, value: b"\0\0"),
    ("tlvs", tlv_types, "read", lambda tag, data: (data, None)),
    ("pdus", pdu_codec, "encode", _corrupted(pdu_codec.encode)),
    ("pdus", pdu_codec, "decode", lambda data: replace(_PLAIN_DECODE(data), sequence_number=5)),
    (
        "stream",
        stream,
        "split",
        lambda buffer, *, max_bytes: (_PLAIN_SPLIT(buffer, max_bytes=max_bytes)[0], b""),
    ),
    ("reports", DeliveryReport, "from_parts", _text_first),
    ("reports", "smsc_codec.smpp.report", "_from_tlvs", lambda found: ({}, ())),
    ("texts", texts, "encode", lambda text, *more, **named: text.encode("utf-8")),
    ("texts", "smsc_codec.smpp.texts", "_decode_gsm", lambda data: data.decode("latin-1")),
    ("times", times, "encode", lambda value: "230314150926500+"),
    ("times", times, "read_any", lambda text: None),
    ("tasks", "smsc_codec.tasks", "write_csv", lambda header, *_, **__: "\n".join(header).encode()),
    ("tasks", FileCodec, "encode", lambda self, value: b"a"),
    ("logs", "smsc_codec.errors", "mask", lambda text, words=frozenset(): text),
    (
        "logs",
        "smsc_codec.logs.detectors",
        "extract",
        lambda data, text, at, end: (at, end - 1, data[at:end]),
    ),
    (
        "logs",
        Scanner,
        "_found",
        lambda self, data, text, found=Scanner._found: (
            one for once in found(self, data, text) for one in (once, once)
        ),
    ),
]


@pytest.mark.parametrize(
    ("target", "owner", "name", "replacement"),
    FAULTS,
    ids=[f"{number}-{row[0]}-{row[2]}" for number, row in enumerate(FAULTS)],
)
def test_each_property_can_fail(
    target: str, owner: Any, name: str, replacement: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = seeds(target)
    if isinstance(owner, str):
        monkeypatch.setattr(f"{owner}.{name}", replacement)
    else:
        monkeypatch.setattr(owner, name, replacement)
    with pytest.raises((AssertionError, CodecError)):
        for seed in found:
            PROPERTIES[target](seed)


def test_each_property_has_a_fault() -> None:
    assert {row[0] for row in FAULTS} == set(PROPERTIES)


# ---- The runner


def test_missing_atheris_is_reported_as_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "find_spec", lambda _: None)
    assert run.main(["--seconds", "1", "times"]) == 2
    assert "NOT RUN: Atheris is not installed" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["nothing"], ["--keep", str(ROOT / "fuzz" / "found")], ["--minimise"]]
)
def test_wrong_arguments_are_rejected(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run.main(arguments)
    assert "usage" in capsys.readouterr().err


def test_seeds_command_writes_seeds_and_dictionary(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "fuzz.seeds", str(tmp_path), "times", "stream"], cwd=ROOT, check=True
    )
    assert {path.name for path in tmp_path.iterdir()} == {
        "times",
        "times.dict",
        "stream",
        "stream.dict",
    }
    assert {path.read_bytes() for path in (tmp_path / "times").iterdir()} == {*seeds("times")}
    assert re.fullmatch(r'("(\\x[0-9a-f]{2})+"\n)+', (tmp_path / "times.dict").read_text("ascii"))
