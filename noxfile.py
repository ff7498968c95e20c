"""Development sessions: ``nox --list`` shows them, ``nox -s lint`` runs one.

Arguments after ``--`` go to pytest: ``nox -s tests-3.13 -- tests/unit/smpp``. Interpreters that are
not installed are skipped. With pyenv, list the versions to use:
``PYENV_VERSION=3.11.7:3.13.0 nox``.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = False
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "types", "tests"]

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
EXTRAS = ".[arrow,cli,testing,zst]"

#: Tests that need more than the group ``test``: web frameworks, validators, other libraries.
NEEDS_DEV = (
    "--ignore=tests/cli/test_schema.py",
    "--ignore=tests/docs",
    "--ignore=tests/interop",
    "--ignore=tests/unit/callbacks/test_relay.py",
)
#: Tests of the extra ``arrow``, for interpreters without pyarrow.
NEEDS_ARROW = ("--ignore=tests/unit/test_arrow.py",)
#: The suite calls gc.freeze, which hides objects that older releases of Hypothesis look for.
OLD_HYPOTHESIS = "-Wdefault::hypothesis.errors.HypothesisWarning"


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the test suite."""
    session.install("-e", ".", "--group", "dev")
    session.run("python", "-m", "pytest", "-q", *session.posargs)


@nox.session(python=PYTHONS, venv_backend="uv")
def lowest(session: nox.Session) -> None:
    """Run the test suite with the lowest versions that the package allows."""
    session.install(
        "--resolution=lowest-direct",
        # Older releases of pyarrow have no wheels for newer versions of Python.
        "--only-binary=pyarrow",
        *("-e", EXTRAS),
        *("--group", "test"),
    )
    session.run("uv", "pip", "list", external=True)
    session.run("python", "-m", "pytest", "-q", OLD_HYPOTHESIS, *NEEDS_DEV, *session.posargs)


@nox.session(python=["3.14t", "pypy3.11"])
def minimal(session: nox.Session) -> None:
    """Run the test suite on interpreters for which some tools have no wheels."""
    session.install("-e", ".[cli,testing,zst]", "--group", "test")
    session.run("python", "-m", "pytest", "-q", *NEEDS_DEV, *NEEDS_ARROW, *session.posargs)


@nox.session(python="3.11")
def lint(session: nox.Session) -> None:
    """Check format, style, and the files that configure other services."""
    session.install("--group", "dev", "--group", "release", "--group", "docs")
    session.run("ruff", "format", "--check", ".")
    session.run("ruff", "check", ".")
    session.run("validate-pyproject", "pyproject.toml")
    forms = [*Path(".github/ISSUE_TEMPLATE").glob("[!c]*.yml")]
    for schema, files in {
        "dependabot": [Path(".github/dependabot.yml")],
        "github-issue-config": [Path(".github/ISSUE_TEMPLATE/config.yml")],
        "github-issue-forms": forms,
        "github-workflows": [*Path(".github/workflows").glob("*.yml")],
        "readthedocs": [Path(".readthedocs.yaml")],
    }.items():
        names = sorted(path.as_posix() for path in files)
        session.run("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *names)


@nox.session(python="3.11")
def types(session: nox.Session) -> None:
    """Check types with mypy, and with basedpyright that every public name is typed."""
    session.install("-e", ".", "--group", "dev")
    session.run("mypy")
    # basedpyright does not follow editable installs, and prefers the working directory.
    session.install("--force-reinstall", "--no-deps", ".")
    session.install("--group", "types")
    session.chdir(session.create_tmp())
    session.run("basedpyright", "--verifytypes", "smsc_codec", "--ignoreexternal")


@nox.session(python="3.11")
def docs(session: nox.Session) -> None:
    """Build the site and the playground, with warnings as errors, and check links and names."""
    if not shutil.which("npm"):
        session.error("the playground needs Node.js and npm")
    # tools.playground downloads the wheels of the dependencies with pip.
    session.install("-e", ".", "pip", "--group", "dev", "--group", "docs")
    output = Path("docs", "_build", "html")
    shutil.rmtree(output, ignore_errors=True)
    session.run("python", "-m", "sphinx", "-W", "--keep-going", "-q", "docs", str(output))
    session.run("python", "-m", "tools.playground", str(output / "playground"))
    session.run("python", "-m", "tools.site", str(output))


@nox.session(python="3.11")
def full(session: nox.Session) -> None:
    """Run the suite with coverage, which must be complete, and the properties on more examples."""
    session.install("-e", ".", "--group", "dev")
    session.run("python", "-m", "coverage", "erase")
    session.run("python", "-m", "coverage", "run", "-m", "pytest", "-q", *session.posargs)
    session.run("python", "-m", "coverage", "combine", "-q")
    session.run("python", "-m", "coverage", "report", "--fail-under=100")
    session.env["SMSC_PROFILE"] = "wide"
    session.run("python", "-m", "pytest", "-q", "tests/properties")


@nox.session(python="3.11")
def package(session: nox.Session) -> None:
    """Build the sdist and the wheel in ``dist``, and check them; compare the API with the tag."""
    session.install("-e", ".[cli]", "--group", "dev", "--group", "release")
    shutil.rmtree("dist", ignore_errors=True)
    session.run("python", "tools/dist.py", ".", "dist")
    session.run("twine", "check", "--strict", *map(str, sorted(Path("dist").iterdir())))
    session.run("check-sdist", "--no-isolation", silent=True)
    # 10 of 10 needs a home page and an e-mail address: docs/releases.md lists them.
    session.run("pyroma", "-n", "8", ".")
    session.run("python", "-m", "tools.api")


@nox.session(python="3.11", venv_backend="uv")
def artifacts(session: nox.Session) -> None:
    """Write man pages and an SBOM (CycloneDX) of the package and its extras to ``build``."""
    build = Path("build").absolute()
    session.install("-e", EXTRAS, "--group", "release")
    session.run("python", "-m", "tools.man", str(build / "man"))
    runtime = Path(session.create_tmp(), "runtime")
    session.run("uv", "venv", "-q", "--clear", "--python", "3.11", str(runtime), external=True)
    session.run("uv", "pip", "install", "-q", "--python", str(runtime), EXTRAS, external=True)
    session.run(
        *("cyclonedx-py", "environment", str(runtime)),
        *("--pyproject", "pyproject.toml", "--mc-type", "library", "--output-reproducible"),
        *("--output-file", str(build / "smsc-codec.cdx.json")),
    )
