"""Build the playground: ``python -m tools.playground OUT``.

docs/playground.md explains how to serve it.

OUT gets the page, Pyodide (npm's ``pyodide``, without unused files), the wheels of lark and
construct, and the wheel of this tree: everything that the browser loads, so that nothing comes
from other hosts. Needs Node.js with npm, pip and the group ``dev``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tools.dist import build

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "playground"
#: The version of Pyodide, and the digests of the wheels that run in it.
ENGINE = "pyodide@314.0.7"
REQUIREMENTS = """\
construct==2.10.70 --hash=sha256:c80be81ef595a1a821ec69dc16099550ed22197615f4320b57cc9ce2a672cb30
lark==1.3.1 --hash=sha256:c629b661023a014c37da873b4ff58a817398d12635d3bbb2c5a03be7fe5d1e12
"""
_ENGINE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
_MODULE = "smsc_playground"
#: A constant timestamp, so that the build is reproducible.
_WHEN = (1980, 1, 1, 0, 0, 0)


def page(out: Path) -> None:
    """Copy the files of the page, and its Python modules as a zip file."""
    for path in PAGE.iterdir():
        if path.is_file():
            shutil.copy(path, out / path.name)
    with zipfile.ZipFile(out / "library" / f"{_MODULE}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted((PAGE / _MODULE).glob("*.py")):
            archive.writestr(
                zipfile.ZipInfo(f"{_MODULE}/{path.name}", _WHEN),
                path.read_bytes(),
                zipfile.ZIP_DEFLATED,
            )


def engine(out: Path, folder: Path) -> None:
    """Copy Pyodide from its npm package, with an empty list of packages."""
    subprocess.run(
        [
            "npm",
            "install",
            "--silent",
            "--no-fund",
            "--no-audit",
            "--ignore-scripts",
            "--prefix",
            folder,
            ENGINE,
        ],
        check=True,
    )
    package = folder / "node_modules" / "pyodide"
    for name in _ENGINE:
        shutil.copyfile(package / name, out / "engine" / name)
    lock = json.loads((package / "pyodide-lock.json").read_text("utf-8"))
    (out / "engine" / "pyodide-lock.json").write_text(
        json.dumps({"info": lock["info"], "packages": {}}), "utf-8"
    )


def library(out: Path, folder: Path) -> None:
    """Add the pinned wheels, the wheel of this tree, and the compiled modules."""
    pinned = folder / "requirements.txt"
    pinned.write_text(REQUIREMENTS, "utf-8")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary",
        ":all:",
    ]
    subprocess.run(
        [*pip, "--require-hashes", "--dest", out / "library", "--requirement", pinned], check=True
    )
    tree = folder / "tree"
    shutil.copytree(
        ROOT,
        tree,
        ignore=shutil.ignore_patterns(".*", "*.egg-info", "build", "dist", "__pycache__", "_build"),
    )
    build("wheel", tree, out / "library")
    subprocess.run(["node", Path(__file__).with_suffix(".mjs"), out], check=True)
    names = sorted(path.name for path in (out / "library").iterdir())
    (out / "library" / "index.json").write_text(json.dumps(names), "utf-8")


def main(out: Path) -> None:
    """Build everything into a folder, which must be empty or contain an earlier build."""
    if out.exists() and any(out.iterdir()) and not (out / "playground.js").exists():
        sys.exit(f"{out} is not a playground")
    if out.exists():
        shutil.rmtree(out)
    for name in ("engine", "library"):
        (out / name).mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        page(out)
        engine(out, Path(folder) / "npm")
        library(out, Path(folder))
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
    print(f"{out}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
