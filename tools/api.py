"""``python -m tools.api``: what a release would break for those who use the last one, as griffe sees it. Used by .ci/full.

Compared are the working tree and the last tag, and of them what is public: the names that the shop window, the shelves and the modules
for users' tests export, with all that belongs to these names. What breaks has to be told in the changelog: it passes if the newest
section, one that came after the tag, has its name in backticks (``Codec.decode``).
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import griffe

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PACKAGE = "smsc_codec"
#: What no shelf leads to.
FOR_TESTS = ("testing.simulator", "testing.strategies")
_COLOUR = re.compile(r"\x1b\[\d+m")
_SECTION = re.compile(r"^## (\S+) \((\d{4}-\d\d-\d\d|unreleased)\)$", re.MULTILINE)


def windows(package: griffe.Object) -> Iterator[griffe.Object]:
    """The package, and whatever modules it exports, and what modules these export."""
    pending = [
        package,
        *(package[name] for name in FOR_TESTS if name.partition(".")[0] in package.members),
    ]
    while pending:
        window = pending.pop(0)
        yield window
        pending += [
            one for name in _exports(window) if (one := _target(window, name)) and one.is_module
        ]


def _exports(window: griffe.Object) -> list[str]:
    return [str(name) for name in window.exports or ()]


def _target(window: griffe.Object, name: str) -> griffe.Object | None:
    """None for a name that a module makes when asked for it: griffe reads, and does not run."""
    try:
        found = window[name]
        return found.final_target if isinstance(found, griffe.Alias) else found
    except (KeyError, griffe.AliasResolutionError):
        return None


def broken(old: griffe.Object, new: griffe.Object) -> dict[str, str]:
    """By its public name, what the new package breaks of the old one, and how."""
    found = {}
    names: dict[str, str] = {}
    now = {window.path: set(_exports(window)) for window in windows(new)}
    modules = {window.path for window in windows(old)}
    for window in windows(old):
        for name in _exports(window):
            path, target = f"{window.path}.{name}", _target(window, name)
            if target and target.path not in modules:
                names.setdefault(target.path, path)
            if name not in now.get(window.path, ()):
                found[path] = f"{path}: not exported any more"
    for breakage in griffe.find_breaking_changes(old, new):
        path = breakage.obj.path
        homes = [path[: dot.start()] for dot in re.finditer(r"\.|$", path)]
        home = next((home for home in homes if home in names), None)
        if home or path in modules:
            name = names[home] + path.removeprefix(home) if home else path
            said = _COLOUR.sub("", breakage.explain(griffe.ExplanationStyle.ONE_LINE))
            found.setdefault(name, f"{name}: {said}")
    return found


def untold(found: dict[str, str], changelog: str, tag: str) -> list[str]:
    """Those that the changelog's newest section does not name."""
    heading, *older = _SECTION.finditer(changelog)
    section = (
        changelog[heading.end() : older[0].start() if older else None]
        if heading[1] != tag.removeprefix("v")
        else ""
    )
    told = tuple("." + name for name in re.findall(r"`([\w.]+)", section))
    return [said for path, said in found.items() if not ("." + path).endswith(told)]


def main() -> str | None:
    """What is wrong, or None."""
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    asked = subprocess.run(
        ["git", "describe", "--tags", "--abbrev=0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        released = [version for version, day in _SECTION.findall(changelog) if day != "unreleased"]
        if released:
            return f"CHANGELOG.md tells of {released[0]}, and this clone has no tag to compare with: git fetch --tags (--unshallow)"
        print("NOT COMPARED: there is no tag, and CHANGELOG.md tells of no release")
        return None
    tag = asked.stdout.strip()
    old = griffe.load_git(PACKAGE, ref=tag, repo=ROOT, allow_inspection=False)
    new = griffe.load(PACKAGE, search_paths=[ROOT], allow_inspection=False)
    assert isinstance(old, griffe.Object) and isinstance(new, griffe.Object)
    found = broken(old, new)
    if wrong := untold(found, changelog, tag):
        return "\n".join([f"broken since {tag}, and not told in CHANGELOG.md:", *wrong])
    print(
        f"compared with {tag}: {len(found)} breakages, all told in CHANGELOG.md"
        if found
        else f"compared with {tag}: nothing is broken"
    )
    return None


if __name__ == "__main__":
    sys.exit(main())
