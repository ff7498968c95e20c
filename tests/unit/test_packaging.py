"""The package's metadata, and the scripts that build and check releases."""

from __future__ import annotations

import ast
import gzip
import json
import re
import stat
import subprocess
import sys
import tarfile
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tools import check_interpreters, check_version, dist, prose_sample

ROOT = Path(__file__).parents[2]
GROUPS = ("Added", "Changed", "Fixed", "Security")


def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def noxfile_constant(name: str) -> Any:
    for node in ast.parse(text("noxfile.py")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return ast.literal_eval(node.value)
    raise AssertionError(name)


def distributions(requirements: list[str]) -> set[str]:
    return {re.split(r"[^\w.-]", requirement)[0] for requirement in requirements}


def test_installed_package_contains_every_grammar() -> None:
    installed = {entry.name for entry in files("smsc_codec.grammars").iterdir()}
    assert {path.name for path in (ROOT / "grammars").glob("*.lark")} <= installed


def test_dev_group_covers_every_extra() -> None:
    extras = settings()["project"]["optional-dependencies"]
    dev = distributions(settings()["dependency-groups"]["dev"])
    for requirements in extras.values():
        assert distributions(requirements) <= dev


def test_extras_are_for_users_only() -> None:
    tools = {"pytest", "ruff", "mypy", "sphinx", "mutmut", "build", "nox"}
    for requirements in settings()["project"]["optional-dependencies"].values():
        assert not distributions(requirements) & tools


def test_test_group_is_not_pinned() -> None:
    assert not [line for line in settings()["dependency-groups"]["test"] if "==" in line]


def test_every_supported_python_is_classified_and_tested() -> None:
    pythons = noxfile_constant("PYTHONS")
    prefix = "Programming Language :: Python :: 3."
    classifiers = [name for name in settings()["project"]["classifiers"] if name.startswith(prefix)]
    assert classifiers == [f"Programming Language :: Python :: {version}" for version in pythons]
    assert f"python: {json.dumps(pythons)}" in text(".github/workflows/ci.yml")
    assert settings()["project"]["requires-python"] == f">={pythons[0]}"
    assert list(check_interpreters.SUPPORTED) == pythons


def test_minimal_sessions_ignore_existing_files() -> None:
    for option in (*noxfile_constant("NEEDS_DEV"), *noxfile_constant("NEEDS_ARROW")):
        assert (ROOT / option.removeprefix("--ignore=")).exists(), option


def test_changelog_is_grouped_by_one_line_entries() -> None:
    unreleased, *versions = re.split(r"^## ", text("CHANGELOG.md"), flags=re.MULTILINE)[1:]
    assert unreleased.startswith("Unreleased\n")
    assert versions[0].split()[0] == settings()["project"]["version"]
    assert versions[-1].startswith("0.1.0 ")
    for section in (unreleased, *versions):
        names = re.findall(r"^### (.*)$", section, re.MULTILINE)
        assert names == [group for group in GROUPS if group in names]
        for entries in section.split("### ")[1:]:
            lines = [line for line in entries.splitlines()[1:] if line]
            assert all(line.startswith("* ") and line.endswith(".") for line in lines)


def test_both_readmes_have_the_same_commands() -> None:
    script = ROOT / "tools" / "readme_commands.py"
    english, russian = (
        subprocess.run(
            [sys.executable, script, ROOT / name], capture_output=True, check=True, text=True
        ).stdout.splitlines()
        for name in ("README.md", "README.ru.md")
    )
    assert english == russian
    assert len(english) == 2
    assert "--upgrade-deps" in english[0], "pip has --group since 25.1"
    assert "--group dev" in english[1]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("## 0.2.0 (2030-01-02)\n\n## 0.1.0 (2029-01-01)", 1893542400),
        ("## Unreleased\n\n## 0.2.0 (2030-01-02)", 1893542400),
        ("## Unreleased\n\n## 0.1.0 (unreleased)", 315532800),
    ],
)
def test_release_time_is_that_of_the_newest_version(heading: str, expected: int) -> None:
    assert dist.release_time(f"# Changelog\n\n{heading}\n") == expected


def test_repacked_sdist_depends_on_content_only(tmp_path: Path) -> None:
    archives = []
    for number, names in enumerate((["a", "b"], ["b", "a"])):
        archive = tmp_path / f"{number}.tar.gz"
        with tarfile.open(archive, "w:gz") as target:
            for name in names:
                source = tmp_path / name
                source.write_text(name)
                source.chmod(0o600 if number else 0o664)
                entry = target.gettarinfo(str(source), name)
                entry.uname, entry.uid, entry.mtime = f"user{number}", number, 10**9 + number
                with source.open("rb") as content:
                    target.addfile(entry, content)
        dist.repack(archive, 315532800)
        archives.append(archive.read_bytes())
    assert archives[0] == archives[1]
    with tarfile.open(tmp_path / "0.tar.gz") as archive_file:
        assert archive_file.getnames() == ["a", "b"]
        for member in archive_file:
            assert (member.uname, member.uid, member.mtime) == ("", 0, 315532800)
            assert stat.S_IMODE(member.mode) == 0o644
    assert gzip.decompress(archives[0])


def test_breaking_change_must_be_named_above_the_tag() -> None:
    pytest.importorskip("griffe")
    from tools import api

    changes = {"smsc_codec.Codec.decode": "first", "smsc_codec.smpp.split": "second"}
    changelog = "## Unreleased\n* `Codec.decode` is gone.\n## 1.0 (2030-01-01)\n* `smpp.split`.\n"
    assert api.undocumented(changes, changelog, "v1.0") == ["second"]
    assert api.undocumented(changes, changelog, "v0.9") == []


def test_only_a_dated_version_can_be_released() -> None:
    version = settings()["project"]["version"]
    assert "pyproject.toml has the version" in (check_version.main("v99.0") or "")
    dated = re.search(rf"^## {re.escape(version)} \(\d", text("CHANGELOG.md"), re.MULTILINE)
    assert (check_version.main(f"v{version}") is None) == bool(dated)


@pytest.mark.parametrize("result", ["failed", "skipped", None])
def test_interpreter_without_a_passed_session_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, result: str | None
) -> None:
    monkeypatch.setattr(check_interpreters, "installed", lambda: {"3.11", "3.13"})
    names = ["tests-3.11", "lowest-3.11", "lowest-3.13"]
    sessions = [{"name": "x", "signatures": [name], "result": "success"} for name in names]
    if result:
        sessions.append({"name": "x", "signatures": ["tests-3.13"], "result": result})
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"sessions": sessions}))
    assert check_interpreters.main(report) == "not run or not passed: tests-3.13"
    sessions.append({"name": "x", "signatures": ["tests-3.13"], "result": "success"})
    report.write_text(json.dumps({"sessions": sessions}))
    assert check_interpreters.main(report) is None


def test_prose_sample_finds_docstrings_and_comment_blocks(tmp_path: Path) -> None:
    source = tmp_path / "module.py"
    source.write_text(
        '"""Module."""\n# One\n# comment.\nx = 1  # noqa: E501\n"""Attribute."""\n'
        'def f():\n    """Function."""\n    return "not prose"\n'
    )
    found = [(passage.line, passage.text) for passage in prose_sample.passages([tmp_path])]
    expected = ["Module.", "One\ncomment.", "Attribute.", "Function."]
    assert found == list(zip((1, 2, 5, 7), expected, strict=True))
