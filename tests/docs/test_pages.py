"""Run the examples of the tutorials: each must produce the output on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.docs.pages import ROOT, consoles, examples, ran

if TYPE_CHECKING:
    from pathlib import Path

#: The number of Python examples and of console blocks on each page, to notice skipped ones.
PAGES = {
    "docs/index.md": (11, 0),
    "docs/start.md": (16, 1),
    "docs/start.ru.md": (17, 1),
    "README.ru.md": (18, 0),
    "docs/errors.md": (27, 0),
    "docs/analyst.md": (7, 4),
    "docs/smpp.md": (56, 1),
}


@pytest.mark.parametrize("page", PAGES)
def test_examples_of_a_page_pass(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run the console blocks in order, then the Python examples in the same folder."""
    blocks = consoles((ROOT / page).read_text("utf-8"))
    for block in blocks:
        assert ran(block, tmp_path) == (block, "")
    monkeypatch.chdir(tmp_path)
    failed, tried = examples(page)
    assert failed == 0
    assert (tried, len(blocks)) == PAGES[page]
