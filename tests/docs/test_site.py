"""The site check finds every kind of error, on small sites with one error each.

.ci/full builds the real site.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools import site

if TYPE_CHECKING:
    from pathlib import Path

LOADED = "is loaded from another host"
GOOD = {
    "index.html": (
        '<a href="deep/page.html#here">x</a> <a href="#">x</a>'
        '<a id="top" href="https://example.com/">x</a><img src="data:,x">'
    ),
    "deep/page.html": (
        '<h1 id="here">x</h1><a href="../index.html?v=1#top">x</a><a href="../deep/page.html">x</a>'
        '<link rel="next" href="../index.html">'
    ),
}
BROKEN = {
    '<a href="nowhere.html">': "index.html:1: nowhere.html: file not found",
    '<a href="deep/">': "index.html:1: deep/: file not found",
    '<a href="/deep/page.html">': "index.html:1: /deep/page.html: file not found",
    '<a href="deep/page.html#there">': "index.html:1: deep/page.html#there: fragment not found",
    '\n<a href="#there">': "index.html:2: #there: fragment not found",
    '<img src="nothing.png">': "index.html:1: nothing.png: file not found",
    '<script src="https://cdn.example/x.js"></script>': (
        f"index.html:1: https://cdn.example/x.js {LOADED}"
    ),
    '<img srcset="//cdn.example/x.png 2x">': f"index.html:1: //cdn.example/x.png {LOADED}",
    '<link rel="icon" href="//cdn.example/x.ico">': f"index.html:1: //cdn.example/x.ico {LOADED}",
    '<p style="background: url(https://cdn.example/x.png)">': (
        f"index.html:1: https://cdn.example/x.png {LOADED}"
    ),
    "<style>@import 'https://cdn.example/x.css'</style>": (
        f"index.html:1: https://cdn.example/x.css {LOADED}"
    ),
}


def write_site(root: Path, extra: str = "") -> Path:
    for name, text in GOOD.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text((extra if name == "index.html" else "") + text, "utf-8")
    return root


def test_valid_site_has_no_errors(tmp_path: Path) -> None:
    assert [*site.find_errors(write_site(tmp_path))] == []
    assert site.external_links(tmp_path) == {"https://example.com/": ["index.html"]}


@pytest.mark.parametrize(("extra", "expected"), BROKEN.items())
def test_broken_link_or_foreign_resource_is_reported(
    tmp_path: Path, extra: str, expected: str
) -> None:
    assert [*site.find_errors(write_site(tmp_path, extra))] == [expected]


def test_stylesheet_with_a_foreign_font_is_reported(tmp_path: Path) -> None:
    (write_site(tmp_path) / "x.css").write_text(
        '@font-face { src: url("https://fonts.example/x.woff2") }', "utf-8"
    )
    assert [*site.find_errors(tmp_path)] == [
        "x.css: https://fonts.example/x.woff2 is loaded from another host"
    ]


def test_site_without_pages_is_reported(tmp_path: Path) -> None:
    assert [*site.find_errors(tmp_path)] == [f"{tmp_path}: no HTML pages"]


def test_undocumented_name_is_reported(tmp_path: Path) -> None:
    (tmp_path / "api").mkdir()
    page = tmp_path / "api" / "x.html"
    names = [
        f"smsc_codec.tasks.{name}"
        for name in ("RaggedRow", "Row", "header", "read_csv", "write_csv")
    ]
    page.write_text("".join(f'<p id="{name}">' for name in names), "utf-8")
    assert [*site.undocumented(tmp_path, ["smsc_codec.tasks"])] == []
    page.write_text("".join(f'<p id="{name}">' for name in names[:-1]), "utf-8")
    assert [*site.undocumented(tmp_path, ["smsc_codec.tasks"])] == [
        "smsc_codec.tasks.write_csv: not in the reference"
    ]


def test_exit_code_is_1_if_names_are_undocumented(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert site.main(str(write_site(tmp_path))) == 1
    assert "smsc_codec.replies.status: not in the reference" in capsys.readouterr().out
