"""Report what the working tree breaks for users of the last release: ``python -m tools.api``.

griffe compares the working tree with the last tag. Compared are the names that the package and its
public modules export, with their parameters, fields and methods. A breaking change is accepted if
CHANGELOG.md names it in backticks (``Codec.decode``) in a section that is newer than the tag.
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
#: Public modules that no ``__all__`` lists.
EXTRA_MODULES = ("testing.simulator", "testing.strategies")
_COLOUR = re.compile(r"\x1b\[\d+m")
_VERSION = re.compile(r"^## (\d\S*) \((\d{4}-\d\d-\d\d|unreleased)\)$", re.MULTILINE)


def public_modules(package: griffe.Object) -> Iterator[griffe.Object]:
    """Yield the package, the modules that it exports, the modules that these export, and so on."""
    pending = [
        package,
        *(package[name] for name in EXTRA_MODULES if name.partition(".")[0] in package.members),
    ]
    while pending:
        module = pending.pop(0)
        yield module
        targets = (_target(module, name) for name in _exports(module))
        pending += [target for target in targets if target and target.is_module]


def _exports(module: griffe.Object) -> list[str]:
    return [str(name) for name in module.exports or ()]


def _target(module: griffe.Object, name: str) -> griffe.Object | None:
    """Return the object behind a name, or None if the module creates it at run time."""
    try:
        member = module[name]
        return member.final_target if isinstance(member, griffe.Alias) else member
    except (KeyError, griffe.AliasResolutionError):
        return None


def breaking_changes(old: griffe.Object, new: griffe.Object) -> dict[str, str]:
    """Return the breaking changes between two versions: public name to description."""
    changes = {}
    public_names: dict[str, str] = {}
    exported = {module.path: set(_exports(module)) for module in public_modules(new)}
    modules = {module.path for module in public_modules(old)}
    for module in public_modules(old):
        for name in _exports(module):
            path, target = f"{module.path}.{name}", _target(module, name)
            if target and target.path not in modules:
                public_names.setdefault(target.path, path)
            if name not in exported.get(module.path, ()):
                changes[path] = f"{path}: no longer exported"
    for breakage in griffe.find_breaking_changes(old, new):
        path = breakage.obj.path
        prefixes = [path[: dot.start()] for dot in re.finditer(r"\.|$", path)]
        prefix = next((prefix for prefix in prefixes if prefix in public_names), None)
        if prefix or path in modules:
            name = public_names[prefix] + path.removeprefix(prefix) if prefix else path
            description = _COLOUR.sub("", breakage.explain(griffe.ExplanationStyle.ONE_LINE))
            changes.setdefault(name, f"{name}: {description}")
    return changes


def undocumented(changes: dict[str, str], changelog: str, tag: str) -> list[str]:
    """Return the changes that no section of the changelog newer than the tag names."""
    released = re.search(rf"^## {re.escape(tag.removeprefix('v'))} \(", changelog, re.MULTILINE)
    newer = changelog[: released.start()] if released else changelog
    names = tuple("." + name for name in re.findall(r"`([\w.]+)", newer))
    return [text for path, text in changes.items() if not ("." + path).endswith(names)]


def main() -> str | None:
    """Compare the tree with the last tag; return an error message or None."""
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    describe = subprocess.run(
        ["git", "describe", "--tags", "--abbrev=0"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if describe.returncode:
        dated = [version for version, day in _VERSION.findall(changelog) if day != "unreleased"]
        if dated:
            return (
                f"CHANGELOG.md lists the release {dated[0]}, but this clone has no tag: "
                "git fetch --tags (--unshallow)"
            )
        print("NOT COMPARED: there is no tag, and CHANGELOG.md lists no release")
        return None
    tag = describe.stdout.strip()
    old = griffe.load_git(PACKAGE, ref=tag, repo=ROOT, allow_inspection=False)
    new = griffe.load(PACKAGE, search_paths=[ROOT], allow_inspection=False)
    assert isinstance(old, griffe.Object)
    assert isinstance(new, griffe.Object)
    changes = breaking_changes(old, new)
    if missing := undocumented(changes, changelog, tag):
        return "\n".join([f"breaking since {tag}, not named in CHANGELOG.md:", *missing])
    print(
        f"compared with {tag}: {len(changes)} breaking changes, all named in CHANGELOG.md"
        if changes
        else f"compared with {tag}: no breaking changes"
    )
    return None


if __name__ == "__main__":
    sys.exit(main())
