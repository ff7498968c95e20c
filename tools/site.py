"""Check the built site, offline: ``python -m tools.site docs/_build/html``.

Every internal link and fragment must exist, nothing may be loaded from other hosts, and every
public name must be in the API reference. Links to other hosts are listed but not followed.
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

#: Modules that users import from.
PUBLIC_MODULES = (
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
#: Attributes of elements that a browser loads by itself.
_LOADED_ATTRIBUTES = dict.fromkeys(
    ("script", "img", "iframe", "source", "video", "audio", "embed"), "src"
) | {"object": "data"}
#: Values of ``<link rel>`` that make a browser load the target.
_LOADED_RELATIONS = frozenset(
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
_STYLE_URL = re.compile(
    r"""(?:url\(\s*|@import\s+)['"]?\s*((?:[a-z][a-z0-9+.-]*:)?//[^'")\s]+)""", re.IGNORECASE
)


class Page(HTMLParser):
    """The anchors of a page, its links and the URLs that it loads, with line numbers."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[tuple[int, str]] = []
        self.loads: list[tuple[int, str]] = []
        self._in_style = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        line = self.getpos()[0]
        self._in_style = tag == "style"
        self.anchors |= {attributes[name] for name in ("id", "name") if name in attributes}
        if tag == "a" and "href" in attributes:
            self.links.append((line, attributes["href"]))
        elif tag == "link" and "href" in attributes:
            is_loaded = _LOADED_RELATIONS & set(attributes.get("rel", "").split())
            (self.loads if is_loaded else self.links).append((line, attributes["href"]))
        elif tag in _LOADED_ATTRIBUTES and _LOADED_ATTRIBUTES[tag] in attributes:
            self.loads.append((line, attributes[_LOADED_ATTRIBUTES[tag]]))
        candidates = attributes.get("srcset", "").split(",")
        self.loads += [(line, item.split()[0]) for item in candidates if item.strip()]
        self.loads += [(line, url) for url in _STYLE_URL.findall(attributes.get("style", ""))]

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.loads += [(self.getpos()[0], url) for url in _STYLE_URL.findall(data)]
            self._in_style = False


def find_errors(root: Path) -> Iterator[str]:
    """The broken links of a site, and what it loads from other hosts."""
    pages = {
        path.relative_to(root).as_posix(): Page(path.read_text("utf-8"))
        for path in sorted(root.rglob("*.html"))
    }
    if not pages:
        yield f"{root}: no HTML pages"
    for name, page in pages.items():
        for line, url in page.loads:
            if _is_external(url) and not url.startswith("data:"):
                yield f"{name}:{line}: {url} is loaded from another host"
        for line, url in (*page.links, *page.loads):
            if not _is_external(url) and (reason := _broken(root, pages, name, url)):
                yield f"{name}:{line}: {url}: {reason}"
    for sheet in sorted(root.rglob("*.css")):
        for url in _STYLE_URL.findall(sheet.read_text("utf-8")):
            yield f"{sheet.relative_to(root).as_posix()}: {url} is loaded from another host"


def _is_external(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.scheme or parts.netloc)


def _broken(root: Path, pages: dict[str, Page], name: str, url: str) -> str | None:
    """Why an internal link is broken; None if it is not."""
    parts = urlsplit(urljoin(f"/{name}", url))
    target = unquote(parts.path).lstrip("/")
    target = f"{target}index.html" if target == "" or target.endswith("/") else target
    if url.startswith("/") or not (root / target).is_file():
        return "file not found"
    fragment = unquote(parts.fragment)
    if fragment and (target not in pages or fragment not in pages[target].anchors):
        return "fragment not found"
    return None


def external_links(root: Path) -> dict[str, list[str]]:
    """Links to other hosts, with the pages that contain them."""
    found: dict[str, list[str]] = {}
    for path in sorted(root.rglob("*.html")):
        for _, url in Page(path.read_text("utf-8")).links:
            if _is_external(url) and path.name not in found.setdefault(url, []):
                found[url].append(path.name)
    return found


def undocumented(root: Path, modules: Iterable[str] = PUBLIC_MODULES) -> Iterator[str]:
    """Public names that the API reference lacks. A name may be documented in any module."""
    anchors = {
        anchor
        for path in (root / "api").glob("*.html")
        for anchor in Page(path.read_text("utf-8")).anchors
    }
    documented = {
        anchor.rpartition(".")[2] for anchor in anchors if anchor.startswith("smsc_codec.")
    } | {"register"}
    for module_name in modules:
        module = import_module(module_name)
        # These two have functions of the same names, so each needs its own entry.
        has_own_names = module_name in ("smsc_codec.replies", "smsc_codec.commands")
        submodules = {name for name in module.__all__ if f"module-{module_name}.{name}" in anchors}
        for name in sorted({*module.__all__} - submodules):
            full_name = f"{module_name}.{name}"
            if name not in documented or (
                has_own_names and name.islower() and full_name not in anchors
            ):
                yield f"{full_name}: not in the reference"


def main(folder: str) -> int:
    """Print the errors and return the exit code: 1 if there are any."""
    root = Path(folder)
    for url, pages in sorted(external_links(root).items()):
        print(f"not followed: {url} ({', '.join(pages)})")
    errors = [*find_errors(root), *undocumented(root)]
    count = sum(1 for _ in root.rglob("*.html"))
    print("\n".join(errors) or f"{count} pages: no broken links, every public name is documented")
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
