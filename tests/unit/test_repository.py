"""What is true of the house: exports, modules, docs that are run or generated, one Hypothesis profile."""

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


def test_the_shop_window() -> None:
    assert set(dir(smsc_codec)) == set(smsc_codec.__all__)
    for name in smsc_codec.__all__:
        assert getattr(smsc_codec, name) is not None
    names = [name for names in smsc_codec._NAMES.values() for name in names]
    assert sorted([*smsc_codec._SUBMODULES, *names]) == sorted(smsc_codec.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = smsc_codec.nothing


def test_the_grammars_are_those_of_this_tree() -> None:
    """An editable install maps them: from another checkout, that one's would be read beside this one's modules."""
    assert Path(str(files("smsc_codec.grammars"))).resolve() == ROOT / "grammars", (
        "pip install -e . here"
    )


def test_every_reply_is_on_the_shelf() -> None:
    declared = {name for reply in REPLIES for name in (reply.name, reply.list_name) if name}
    assert declared == set(replies.__all__)
    for reply in REPLIES:
        for form in reply.layouts:
            inner = [kind.of for kind in form.record.scalars.values() if isinstance(kind, Items)]
            assert {record.cls.__name__ for record in (form.record, *inner)} <= set(
                smsc_codec.__all__
            )


def test_every_command_is_on_the_shelf() -> None:
    """With a function that takes the request's parameters by name, and gives the reply of the same name."""
    assert {request.name for request in REQUESTS} | {
        "Command",
        "Credentials",
        "ParsedRequest",
        "captcha_image",
        "parse",
    } == set(commands.__all__)
    for request in REQUESTS:
        taken = inspect.signature(getattr(commands, request.name)).parameters
        assert [*taken] == [*(parameter.name for parameter in request.parameters), "fmt"]
        required = {name for name, one in taken.items() if one.default is inspect.Parameter.empty}
        assert required == {
            parameter.name for parameter in request.parameters if parameter.required
        }
        assert request.reply.__name__ == request.name
        assert getattr(replies, request.name) is request.reply


def test_the_packages_are_listed() -> None:
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
def test_examples_run(page: str) -> None:
    failed, tried = doctest.testfile(
        str(ROOT / page), module_relative=False, optionflags=doctest.ELLIPSIS, encoding="utf-8"
    )
    assert (failed, tried > 0) == (0, True)


def test_the_package_example_runs() -> None:
    assert doctest.testmod(smsc_codec).failed == 0
    assert doctest.testmod(logs) == (0, 3)


def test_the_tables_of_logs_are_true() -> None:
    text = logs_page.PAGE.read_text("utf-8")
    assert logs_page.page(text) == text
    assert all(table in text for table in logs_page.tables().values())


def test_the_table_of_formats_is_true() -> None:
    assert (ROOT / "docs" / "formats.md").read_text("utf-8") == formats() + "\n"
    assert (ROOT / "docs" / "commands.md").read_text("utf-8") == commands_page() + "\n"


def test_the_page_of_codes_is_true() -> None:
    assert (ROOT / "docs" / "codes.md").read_text("utf-8") == codes_page.page()


def test_the_readme_has_two_commands() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert text.count("```sh\n") == 2
    assert "readme_commands.py" in (ROOT / ".ci" / "run").read_text("utf-8")
