"""The files of the page: policy, DOM use, hosts, samples. browser.mjs tests the rest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools import playground

PAGE = Path(__file__).parents[3] / "docs" / "playground"
FILES = {path.name: path.read_text("utf-8") for path in PAGE.iterdir() if path.is_file()}
HTML = FILES["index.html"]


def test_content_security_policy() -> None:
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', HTML)
    assert policy
    assert dict(part.strip().split(" ", 1) for part in policy[1].split(";")) == {
        "default-src": "'none'",
        "script-src": "'self' 'wasm-unsafe-eval'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "'self'",
        "worker-src": "blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "playground",
    }
    assert HTML.index("Content-Security-Policy") < HTML.index("<script")
    assert not re.search(r"<script(?! type=\"module\" src=)|<style| style=| on[a-z]+=", HTML)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".js")])
def test_scripts_use_neither_markup_nor_storage(name: str) -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|srcdoc"
        r"|\beval\(|new Function|DOMParser",
        FILES[name],
    )
    assert not re.search(
        r"localStorage|sessionStorage|indexedDB|\.cookie|sendBeacon|XMLHttpRequest|WebSocket",
        FILES[name],
    )


@pytest.mark.parametrize("name", FILES)
def test_no_other_host_is_contacted(name: str) -> None:
    assert set(re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]{2,}", FILES[name])) <= {
        "http://www.w3.org"
    }


def test_samples_contain_no_real_phones() -> None:
    assert set(re.findall(r"(?<![0-9a-f])7[0-9]{10}(?![0-9a-f])", FILES["samples.json"])) == {
        "79990000000"
    }


def test_build_dependencies_are_pinned() -> None:
    assert re.fullmatch(r"pyodide@[0-9]+\.[0-9]+\.[0-9]+", playground.ENGINE)
    lines = playground.REQUIREMENTS.splitlines()
    assert [
        re.fullmatch(r"(construct|lark)==[0-9.]+ --hash=sha256:[0-9a-f]{64}", line) is not None
        for line in lines
    ] == [True, True]


def test_build_is_complete_and_reproducible(tmp_path: Path) -> None:
    (tmp_path / "library").mkdir()
    playground.page(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {*FILES, "library"}
    first = (tmp_path / "library" / "smsc_playground.zip").read_bytes()
    playground.page(tmp_path)
    assert (tmp_path / "library" / "smsc_playground.zip").read_bytes() == first


def test_build_does_not_overwrite_other_folders(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("x")
    with pytest.raises(SystemExit, match="not a playground"):
        playground.main(tmp_path)
    assert (tmp_path / "precious").exists()
