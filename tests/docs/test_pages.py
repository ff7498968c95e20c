"""The pages that a reader follows step by step: every example gives what stands below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.docs.pages import ROOT, consoles, examples, ran

if TYPE_CHECKING:
    from pathlib import Path

#: How many examples in Python a page has at least, and how many blocks of a console: none gets lost.
PAGES = {
    "docs/start.md": (16, 1),
    "docs/errors.md": (26, 0),
}


@pytest.mark.parametrize("page", PAGES)
def test_the_examples(page: str) -> None:
    failed, tried = examples(page)
    assert failed == 0
    assert tried >= PAGES[page][0]
    assert len(consoles((ROOT / page).read_text("utf-8"))) == PAGES[page][1]


@pytest.mark.parametrize("page", [page for page, (_, blocks) in PAGES.items() if blocks])
def test_the_console(page: str, tmp_path: Path) -> None:
    """All blocks of a page, one after the other in one folder, as a reader types them."""
    for block in consoles((ROOT / page).read_text("utf-8")):
        assert ran(block, tmp_path) == (block, "")
