"""Look through the built site, offline: ``python -m tools.site docs/_build/html``.

Every link inside it has to lead somewhere, its fragment too; nothing may be loaded from another
host; every public name has to be in its reference. Links to other hosts are listed, not followed.
"""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Where a reader imports from.
SHELVES = (
    "smsc_codec",
    "smsc_codec.replies",
    "smsc_codec.commands",
    "smsc_codec.callbacks",
    "smsc_codec.callbacks.relay",
    "smsc_codec.smpp",
    "smsc_codec.logs",
    "smsc_codec.tasks",
    "smsc_codec.codes",
    "smsc_codec.arrow",
    "smsc_codec.testing.simulator",
    "smsc_codec.testing.strategies",
)
#: What a browser fetches by itself; a link is followed by its reader.
_LOADS = dict.fromkeys(("script", "img", "iframe", "source", "video", "audio", "embed"), "src") | {
    "object": "data"
}
_FETCHED = frozenset(
    (
        "stylesheet",
        "icon",
        "preload",
        "modulepreload",
        "prefetch",
        "preconnect",
        "dns-prefetch",
        "manifest",
    )
)
_STYLE = re.compile(
    r"""(?:url\(\s*|@import\s+)['"]?\s*((?:[a-z][a-z0-9+.-]*:)?//[^'")\s]+)""", re.IGNORECASE
)


class Page(HTMLParser):
    """What stands in a page: its anchors, its links, what it loads; each with its line."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[tuple[int, str]] = []
        self.loads: list[tuple[int, str]] = []
        self._styles: list[str] = []
        self._in_style = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        line = self.getpos()[0]
        self._in_style = tag == "style"
        self.anchors |= {told[name] for name in ("id", "name") if name in told}
        if tag == "a" and "href" in told:
            self.links.append((line, told["href"]))
        elif tag == "link" and "href" in told:
            fetched = _FETCHED & set(told.get("rel", "").split())
            (self.loads if fetched else self.links).append((line, told["href"]))
        elif tag in _LOADS and _LOADS[tag] in told:
            self.loads.append((line, told[_LOADS[tag]]))
        self.loads += [
            (line, one.split()[0]) for one in told.get("srcset", "").split(",") if one.strip()
        ]
        self.loads += [(line, one) for one in _STYLE.findall(told.get("style", ""))]

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.loads += [(self.getpos()[0], one) for one in _STYLE.findall(data)]
            self._in_style = False


def faults(root: Path) -> Iterator[str]:
    """What is wrong with the site below a folder."""
    pages = {
        path.relative_to(root).as_posix(): Page(path.read_text("utf-8"))
        for path in sorted(root.rglob("*.html"))
    }
    if not pages:
        yield f"{root}: no page"
    for name, page in pages.items():
        for line, url in page.loads:
            if _abroad(url) and not url.startswith("data:"):
                yield f"{name}:{line}: {url} is loaded from another host"
        for line, url in (*page.links, *page.loads):
            if not _abroad(url) and (why := _dead(root, pages, name, url)):
                yield f"{name}:{line}: {url}: {why}"
    for sheet in sorted(root.rglob("*.css")):
        for url in _STYLE.findall(sheet.read_text("utf-8")):
            yield f"{sheet.relative_to(root).as_posix()}: {url} is loaded from another host"


def _abroad(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.scheme or parts.netloc)


def _dead(root: Path, pages: dict[str, Page], name: str, url: str) -> str | None:
    """Why a link inside the site leads nowhere."""
    parts = urlsplit(urljoin(f"/{name}", url))
    target = unquote(parts.path).lstrip("/")
    target = f"{target}index.html" if target == "" or target.endswith("/") else target
    if url.startswith("/") or not (root / target).is_file():
        return "there is no such file"
    fragment = unquote(parts.fragment)
    if fragment and (target not in pages or fragment not in pages[target].anchors):
        return "there is no such place in it"
    return None


def abroad(root: Path) -> dict[str, list[str]]:
    """Links to other hosts, with the pages that have them."""
    found: dict[str, list[str]] = {}
    for path in sorted(root.rglob("*.html")):
        for _, url in Page(path.read_text("utf-8")).links:
            if _abroad(url) and path.name not in found.setdefault(url, []):
                found[url].append(path.name)
    return found


def untold(root: Path, shelves: Iterable[str] = SHELVES) -> Iterator[str]:
    """Public names that the reference leaves out; a name counts on whichever shelf it is told."""
    anchors = {
        anchor
        for path in (root / "api").glob("*.html")
        for anchor in Page(path.read_text("utf-8")).anchors
    }
    told = {anchor.rpartition(".")[2] for anchor in anchors if anchor.startswith("smsc_codec.")} | {
        "register"
    }
    for shelf in shelves:
        module = import_module(shelf)
        own = shelf in ("smsc_codec.replies", "smsc_codec.commands")  # the same names on both
        modules = {name for name in module.__all__ if f"module-{shelf}.{name}" in anchors}
        for name in sorted({*module.__all__} - modules):
            if name not in told or (own and name.islower() and f"{shelf}.{name}" not in anchors):
                yield f"{shelf}.{name}: not in the reference"


def main(folder: str) -> int:
    """The exit code: 1 if anything is wrong."""
    root = Path(folder)
    for url, where in sorted(abroad(root).items()):
        print(f"not followed: {url} ({', '.join(where)})")
    wrong = [*faults(root), *untold(root)]
    print(
        "\n".join(wrong)
        or f"{sum(1 for _ in root.rglob('*.html'))} pages: every link leads somewhere"
    )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
