"""The pages that a reader follows step by step: every example gives what stands below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.docs.pages import ROOT, consoles, examples, ran

if TYPE_CHECKING:
    from pathlib import Path

#: How many examples in Python a page has, and how many blocks of a console: none gets lost.
PAGES = {
    "docs/index.md": (3, 0),
    "docs/start.md": (16, 1),
    "docs/start.ru.md": (17, 1),
    "README.ru.md": (23, 0),
    "docs/errors.md": (27, 0),
    "docs/analyst.md": (7, 4),
    "docs/smpp.md": (56, 1),
}


@pytest.mark.parametrize("page", PAGES)
def test_the_examples(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of a console one after the other in one folder, as a reader types them; then, in the same folder, Python."""
    blocks = consoles((ROOT / page).read_text("utf-8"))
    for block in blocks:
        assert ran(block, tmp_path) == (block, "")
    monkeypatch.chdir(tmp_path)
    failed, tried = examples(page)
    assert failed == 0
    assert (tried, len(blocks)) == PAGES[page]
