"""Tests of the repository: exports, packages, examples in the docs, generated pages."""

from __future__ import annotations

import doctest
import inspect
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import smsc_codec
from smsc_codec import commands, logs, replies
from smsc_codec.commands import REQUESTS
from smsc_codec.replies import REPLIES
from smsc_codec.schema.records import Items
from tools import codes_page, logs_page
from tools.formats_page import commands as commands_page
from tools.formats_page import formats

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "smsc_codec"


def test_public_names_resolve() -> None:
    assert set(dir(smsc_codec)) == set(smsc_codec.__all__)
    for name in smsc_codec.__all__:
        assert getattr(smsc_codec, name) is not None
    names = [name for names in smsc_codec._NAMES.values() for name in names]
    assert sorted([*smsc_codec._SUBMODULES, *names]) == sorted(smsc_codec.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = smsc_codec.nothing


def test_grammars_belong_to_this_checkout() -> None:
    """An editable install of another checkout would provide that one's grammars."""
    assert Path(str(files("smsc_codec.grammars"))).resolve() == ROOT / "grammars", (
        "pip install -e . here"
    )


def test_every_reply_is_exported() -> None:
    declared = {name for reply in REPLIES for name in (reply.name, reply.list_name) if name}
    assert declared == set(replies.__all__)
    for reply in REPLIES:
        for layout in reply.layouts:
            inner = [
                scalar.of for scalar in layout.record.scalars.values() if isinstance(scalar, Items)
            ]
            assert {record.cls.__name__ for record in (layout.record, *inner)} <= set(
                smsc_codec.__all__
            )


def test_every_command_is_exported() -> None:
    """Its function takes the request's parameters by name, and has the reply of the same name."""
    assert {request.name for request in REQUESTS} | {
        "Command",
        "Credentials",
        "ParsedRequest",
        "captcha_image",
        "parse",
    } == set(commands.__all__)
    for request in REQUESTS:
        signature = inspect.signature(getattr(commands, request.name)).parameters
        assert [*signature] == [*(parameter.name for parameter in request.parameters), "fmt"]
        required = {
            name
            for name, parameter in signature.items()
            if parameter.default is inspect.Parameter.empty
        }
        assert required == {
            parameter.name for parameter in request.parameters if parameter.required
        }
        assert request.reply.__name__ == request.name
        assert getattr(replies, request.name) is request.reply


def test_packages_and_dependencies_are_declared() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    folders = {
        ".".join(path.parent.relative_to(ROOT).parts) for path in PACKAGE.rglob("__init__.py")
    }
    assert set(settings["tool"]["setuptools"]["packages"]) == folders | {"smsc_codec.grammars"}
    assert settings["project"]["dependencies"] == ["lark>=1.2,<2", "construct>=2.10.70,<2.11"]
    assert not (ROOT / "grammars" / "common.lark").exists()


@pytest.mark.parametrize(
    "page",
    ["README.md", "docs/quirks.md", "docs/architecture.md", "docs/signing.md", "docs/logs.md"],
)
def test_examples_of_pages_pass(page: str) -> None:
    failed, tried = doctest.testfile(
        str(ROOT / page), module_relative=False, optionflags=doctest.ELLIPSIS, encoding="utf-8"
    )
    assert (failed, tried > 0) == (0, True)


def test_examples_of_docstrings_pass() -> None:
    assert doctest.testmod(smsc_codec).failed == 0
    assert doctest.testmod(logs) == (0, 3)


def test_log_tables_are_up_to_date() -> None:
    text = logs_page.PAGE.read_text("utf-8")
    assert logs_page.page(text) == text
    assert all(table in text for table in logs_page.tables().values())


def test_format_tables_are_up_to_date() -> None:
    assert (ROOT / "docs" / "formats.md").read_text("utf-8") == formats() + "\n"
    assert (ROOT / "docs" / "commands.md").read_text("utf-8") == commands_page() + "\n"


def test_codes_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "codes.md").read_text("utf-8") == codes_page.page()


def test_ci_runs_the_two_shell_blocks_of_the_readme() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert text.count("```sh\n") == 2
    assert "readme_commands.py" in (ROOT / ".ci" / "run").read_text("utf-8")
