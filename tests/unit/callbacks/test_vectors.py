"""tests/vectors/callbacks.json: attacks and edge cases, checked by the handler and in Perl."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from smsc_codec.callbacks.handler import Handler, ReceivedCallback
from smsc_codec.errors import DecodeError, SignatureError
from tests.vectors.make_callbacks import text

_FOLDER = Path(__file__).parents[2] / "vectors"
_FILE, _SECOND = _FOLDER / "callbacks.json", _FOLDER / "verify_callbacks.pl"
_SUITE = json.loads(_FILE.read_text("utf-8"))
_TESTS = _SUITE["tests"]


def _cases() -> list[Any]:
    return [pytest.param(test, id=test["id"]) for test in _TESTS]


def _data(test: dict[str, Any], name: str) -> bytes:
    pad: int = test.get(f"{name}_pad", 0)
    return bytes.fromhex(test[f"{name}_hex"]) + b"x" * pad


def _secrets(test: dict[str, Any]) -> list[str]:
    """Return what errors must not contain: secrets, and anything that resembles a hash."""
    sent = (_data(test, "query") + b"&" + _data(test, "body")).decode("latin-1")
    own = re.findall(r"[?!&](?:sha1|md5|crc32)=([^&?]+)", test["url"])
    return [
        *own,
        *test["old_secrets"],
        *re.findall(r"[0-9A-Fa-f]{16,}|-?[0-9]{9,10}(?![0-9])", sent),
        *re.findall(r'crc32"?[=:] ?"?([^&"]{8,})', sent),
    ]


@pytest.mark.parametrize("test", _cases())
def test_vector(test: dict[str, Any]) -> None:
    handler = Handler.from_url(
        test["url"], old_secrets=test["old_secrets"], allow_crc32=test["allow_crc32"]
    )
    sent = {name: _data(test, name) for name in ("query", "body")}
    shown_values: list[object] = [handler]
    if test["verdict"] == "UNDECODABLE":
        for method in (handler.receive, handler.decode):
            with pytest.raises(DecodeError) as broken:
                method(**sent)
            shown_values.append(broken.value)
    else:
        received = handler.receive(**sent)
        _check(received, test)
        shown_values += [received.verdict, received.verdict.outcome]
        if received.event is not None:
            assert handler.decode(**sent) == received.event
        else:
            with pytest.raises(SignatureError if handler.algorithms else ValueError) as refused:
                handler.decode(**sent)
            shown_values.append(refused.value)
            assert not isinstance(refused.value, DecodeError)
    shown = "\n".join(f"{one}\n{one!r}" for one in shown_values)
    for secret in _secrets(test):
        assert secret.lower() not in shown.lower()


def _check(received: ReceivedCallback, test: dict[str, Any]) -> None:
    verdict = received.verdict
    assert verdict.outcome.name == test["verdict"]
    assert verdict.kind.value == test["kind"]
    assert verdict.accepted is test["accepted"]
    assert (verdict.algorithm, verdict.secret_index) == (test["algorithm"], test["secret"])
    assert [*verdict.authenticated] == test["authenticated"]
    assert (received.event is None) is not test["accepted"]


def test_file_is_up_to_date() -> None:
    assert _FILE.read_text("utf-8") == text()


def test_flags_are_documented_and_used() -> None:
    used = [flag for test in _TESTS for flag in test["flags"]]
    assert set(used) == set(_SUITE["notes"])
    assert [flag for flag in _SUITE["notes"] if used.count(flag) < 2] == []
    names = [test["id"] for test in _TESTS]
    assert len(set(names)) == len(names)


def _second(path: Path) -> subprocess.CompletedProcess[str]:
    """Run the verifier in Perl."""
    perl = shutil.which("perl")
    if perl is None:
        pytest.skip("perl is not installed")
    modules = ["-MDigest::MD5", "-MDigest::SHA", "-MEncode", "-MJSON::PP"]
    if subprocess.run([perl, *modules, "-e", "1"], capture_output=True, check=False).returncode:
        pytest.skip("perl is installed without its core modules")
    return subprocess.run(
        [perl, str(_SECOND), str(path)], capture_output=True, text=True, check=False, timeout=60
    )


def test_perl_verifier_agrees() -> None:
    done = _second(_FILE)
    xml = sum("fmt=2" in test["url"] for test in _TESTS)
    assert (done.returncode, done.stderr, done.stdout) == (
        0,
        "",
        f"{len(_TESTS) - xml} agree, 0 do not, {xml} skipped (XML)\n",
    )


def test_perl_verifier_detects_changed_verdicts(tmp_path: Path) -> None:
    changed = tmp_path / "changed.json"
    tests = [
        {**test, "verdict": "OK" if test["verdict"] != "OK" else "MISMATCH"}
        for test in _TESTS
        if "fmt=2" not in test["url"]
    ]
    changed.write_text(json.dumps({"tests": tests}), "utf-8")
    done = _second(changed)
    assert done.returncode == 1
    assert done.stdout.endswith(f"0 agree, {len(tests)} do not, 0 skipped (XML)\n")
