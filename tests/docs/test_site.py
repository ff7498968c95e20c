"""What looks through the built site would tell: on small sites, each broken in one way. The site itself is built by .ci/full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools import site

if TYPE_CHECKING:
    from pathlib import Path

GOOD = {
    "index.html": (
        '<a href="deep/page.html#here">x</a> <a href="#">x</a> <a id="top" href="https://example.com/">x</a><img src="data:,x">'
    ),
    "deep/page.html": (
        '<h1 id="here">x</h1><a href="../index.html?v=1#top">x</a><a href="../deep/page.html">x</a>'
        '<link rel="next" href="../index.html">'
    ),
}
BROKEN = {
    '<a href="nowhere.html">': "index.html:1: nowhere.html: there is no such file",
    '<a href="deep/">': "index.html:1: deep/: there is no such file",
    '<a href="/deep/page.html">': "index.html:1: /deep/page.html: there is no such file",
    '<a href="deep/page.html#there">': "index.html:1: deep/page.html#there: there is no such place in it",
    '\n<a href="#there">': "index.html:2: #there: there is no such place in it",
    '<img src="nothing.png">': "index.html:1: nothing.png: there is no such file",
    '<script src="https://cdn.example/x.js"></script>': "index.html:1: https://cdn.example/x.js is loaded from another host",
    '<img srcset="//cdn.example/x.png 2x">': "index.html:1: //cdn.example/x.png is loaded from another host",
    '<link rel="icon" href="//cdn.example/x.ico">': "index.html:1: //cdn.example/x.ico is loaded from another host",
    '<p style="background: url(https://cdn.example/x.png)">': "index.html:1: https://cdn.example/x.png is loaded from another host",
    "<style>@import 'https://cdn.example/x.css'</style>": "index.html:1: https://cdn.example/x.css is loaded from another host",
}


def made(root: Path, extra: str = "") -> Path:
    for name, text in GOOD.items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text((extra if name == "index.html" else "") + text, "utf-8")
    return root


def test_a_good_site(tmp_path: Path) -> None:
    assert [*site.faults(made(tmp_path))] == []
    assert site.abroad(tmp_path) == {"https://example.com/": ["index.html"]}


@pytest.mark.parametrize(("extra", "told"), BROKEN.items())
def test_a_broken_one(tmp_path: Path, extra: str, told: str) -> None:
    assert [*site.faults(made(tmp_path, extra))] == [told]


def test_a_stylesheet_that_fetches(tmp_path: Path) -> None:
    (made(tmp_path) / "x.css").write_text(
        '@font-face { src: url("https://fonts.example/x.woff2") }', "utf-8"
    )
    assert [*site.faults(tmp_path)] == [
        "x.css: https://fonts.example/x.woff2 is loaded from another host"
    ]


def test_a_site_without_pages(tmp_path: Path) -> None:
    assert [*site.faults(tmp_path)] == [f"{tmp_path}: no page"]


def test_a_name_that_the_reference_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "api").mkdir()
    page = tmp_path / "api" / "x.html"
    names = [
        f"smsc_codec.tasks.{name}"
        for name in ("RaggedRow", "Row", "header", "read_csv", "write_csv")
    ]
    page.write_text("".join(f'<p id="{name}">' for name in names), "utf-8")
    assert [*site.untold(tmp_path, ["smsc_codec.tasks"])] == []
    page.write_text("".join(f'<p id="{name}">' for name in names[:-1]), "utf-8")
    assert [*site.untold(tmp_path, ["smsc_codec.tasks"])] == [
        "smsc_codec.tasks.write_csv: not in the reference"
    ]


def test_the_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a site whose links are good, and which tells of no name."""
    assert site.main(str(made(tmp_path))) == 1
    assert "smsc_codec.replies.status: not in the reference" in capsys.readouterr().out
