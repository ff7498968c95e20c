"""Tests of smsc_codec.testing.strategies and of the Hypothesis entry point."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from contextlib import suppress
from types import ModuleType
from typing import Any, Protocol, get_args, runtime_checkable
from urllib.parse import urlencode

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import smsc_codec
from smsc_codec import Command, Credentials, DecodeError, SmsStatus, callbacks, smpp
from smsc_codec.commands import REQUESTS
from smsc_codec.registry import record_schemas
from smsc_codec.smpp import DeliverSm, Pdu, Receipt, receipts
from smsc_codec.testing import entry, strategies
from smsc_codec.testing.smpp import STRATEGIES
from tools.catalogue import CODECS, codec_id

#: Stop at the first match, without shrinking.
_FIRST = settings(max_examples=1000, phases=[Phase.generate], database=None)
HANDLERS = [
    callbacks.Handler.from_url(f"https://shop.example/sms?{address}")
    for address in (
        "sha1=S&charset=utf-8",
        "fmt=2&md5=S&charset=utf-8",
        "fmt=3&sha1=S",
        "charset=koi8-r&sha1=S",
        "sha1=S",
    )
]


@pytest.mark.parametrize("codec", CODECS, ids=codec_id)
@given(st.data())
@settings(max_examples=3)
def test_each_shape_of_body_decodes_as_documented(codec: Any, data: st.DataObject) -> None:
    body = data.draw(strategies.bodies(codec))
    value = codec.decode(body)
    assert codec.encode(value) == body
    noncanonical = data.draw(strategies.bodies(codec, "odd"))
    assert codec.encode(codec.decode(noncanonical)) != noncanonical
    with suppress(DecodeError):
        codec.decode(data.draw(strategies.bodies(codec, "mutated")))
    reply = data.draw(strategies.replies(codec))
    assert codec.decode(codec.encode(reply)) == reply


def test_odd_bodies_decode() -> None:
    for fmt in range(4):
        codec = smsc_codec.replies.balance(fmt=fmt, cur=1)
        body = find(
            strategies.bodies(codec, "odd"),
            lambda body: body.count(b"\n") > 1 or body.endswith(b"\n"),
            settings=_FIRST,
        )
        assert type(codec.decode(body)).__name__ in ("Balance", "Failure")


def records() -> list[type[Any]]:
    return [*record_schemas(), *STRATEGIES]


@pytest.mark.parametrize("cls", records(), ids=lambda cls: cls.__name__)
@given(st.data())
@settings(max_examples=10)
def test_record_is_drawn(cls: type[Any], data: st.DataObject) -> None:
    value = data.draw(strategies.records(cls))
    assert type(value) is cls
    assert hash(value) == hash(dataclasses.replace(value))
    if cls in get_args(Pdu):
        assert smpp.decode(smpp.encode(value)) == value
    if cls is Receipt:
        assert receipts.decode(receipts.encode(value)) == value


def test_every_public_record_has_a_strategy() -> None:
    """Except those that are never decoded, but derived from others."""
    public = [getattr(smsc_codec, name) for name in smsc_codec.__all__] + [
        getattr(smpp, name) for name in smpp.__all__
    ]
    classes = {cls for cls in public if isinstance(cls, type) and dataclasses.is_dataclass(cls)}
    assert {cls.__name__ for cls in classes - set(records())} == {
        "Credentials",
        "Conflict",
        "ParsedRequest",
        "RaggedRow",
    }
    with pytest.raises(ValueError, match=r"^int is not a record of smsc_codec$"):
        strategies.records(int)


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.name)
@given(st.data())
@settings(max_examples=10)
def test_command_is_parsed_back(request_: Any, data: st.DataObject) -> None:
    command = data.draw(strategies.commands(request_.name))
    assert command.name == request_.name
    assert smsc_codec.commands.parse(f"{command.path}?{_query(command)}").command == command


def _query(command: Command[Any]) -> str:
    return urlencode(command.params(Credentials("alex", "secret")))


@given(strategies.commands("messages"))
@settings(max_examples=300)
def test_invalid_periods_are_not_drawn(command: Command[Any]) -> None:
    assert command.reply.name


@given(strategies.bodies(smsc_codec.replies.task_file()))
@settings(max_examples=10)
def test_file_bodies_decode(body: bytes) -> None:
    assert smsc_codec.replies.task_file().decode(body) == body


def test_unknown_command_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"^unknown command: 'launch'$"):
        strategies.commands("launch")


@pytest.mark.parametrize("handler", HANDLERS, ids=repr)
@given(st.data())
@settings(max_examples=15)
def test_callbacks_are_accepted(handler: Any, data: st.DataObject) -> None:
    query, body = data.draw(strategies.callbacks(handler))
    assert handler.receive(query=query, body=body).verdict.accepted


@given(
    st.from_type(SmsStatus),
    st.from_type(DeliverSm),
    st.from_type(Command),
    st.from_type(Credentials),
)
@settings(max_examples=10)
def test_types_are_registered(
    status: SmsStatus, pdu: DeliverSm, command: Command[Any], credentials: Credentials
) -> None:
    assert status.phone is None or status.phone.startswith("7999000")
    assert smpp.decode(smpp.encode(pdu)) == pdu
    assert command.params(credentials)


@given(...)
@settings(max_examples=10)
def test_given_infers_the_strategy(status: SmsStatus) -> None:
    assert status.phone is None or status.phone.startswith("7999000")


def test_texts_contain_commas_line_breaks_and_cyrillic() -> None:
    texts = strategies.records(SmsStatus).map(lambda value: value.message or "")
    for character in (",", "\n", "ё"):
        assert character in find(texts, lambda text, c=character: c in text, settings=_FIRST)  # type: ignore[misc]


# ---- the entry point


def run(code: str, **variables: str) -> str:
    """Return the output of code run in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **variables},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


_LOADED = "sorted(name for name in sys.modules if name.startswith('smsc_codec'))"
_PHONE = (
    "find(st.from_type(SmsStatus).map(lambda status: status.phone), bool,"
    " settings=settings(database=None))"
)


def test_importing_hypothesis_imports_only_the_entry_point() -> None:
    assert run(f"import sys, hypothesis; print({_LOADED})") == str(
        ["smsc_codec", "smsc_codec.testing", "smsc_codec.testing.entry"]
    )


def test_importing_a_type_after_hypothesis_imports_no_strategies() -> None:
    code = f"import sys, hypothesis; from smsc_codec import SmsStatus; print(*{_LOADED})"
    loaded = run(code).split()
    assert "smsc_codec.pages.status" in loaded
    assert [name for name in loaded if name.startswith("smsc_codec.testing")] == [
        "smsc_codec.testing",
        "smsc_codec.testing.entry",
    ]


def test_importing_strategies_loads_no_parser() -> None:
    code = "import sys, hypothesis; import smsc_codec.testing.strategies"
    assert run(f"{code}; print({{'lark', 'construct'}} & set(sys.modules))") == "set()"


@pytest.mark.parametrize(
    "imports",
    [
        "import hypothesis; from smsc_codec import SmsStatus",
        "from smsc_codec import SmsStatus; import hypothesis",
        "from smsc_codec.pages.status import SmsStatus; import hypothesis",
        "import hypothesis, smsc_codec.commands; from smsc_codec import SmsStatus",
        "import smsc_codec.testing.entry; from smsc_codec import SmsStatus",
    ],
)
def test_type_is_registered_in_any_import_order(imports: str) -> None:
    code = f"{imports}\nfrom hypothesis import find, settings, strategies as st\nprint({_PHONE})"
    assert run(code).startswith("7999000")


@pytest.mark.parametrize("imports", ["import hypothesis, smsc_codec", "import smsc_codec.smpp"])
def test_smpp_type_is_registered_in_any_import_order(imports: str) -> None:
    code = (
        f"{imports}\nfrom hypothesis import find, settings, strategies as st\n"
        "from smsc_codec import smpp\n"
        "found = find(st.from_type(smpp.DeliverSm), lambda pdu: pdu.report is not None,"
        " settings=settings(database=None))\nprint(smpp.decode(smpp.encode(found)) == found)"
    )
    assert run(code) == "True"


@pytest.mark.parametrize(
    "module",
    [
        "hypothesis",
        "smsc_codec.testing.entry",
        "smsc_codec.testing.strategies",
        "smsc_codec.testing.smpp",
        "smsc_codec.testing.fields",
    ],
)
def test_module_can_be_imported_first(module: str) -> None:
    """Importing the strategies imports Hypothesis, which calls the entry point in between."""
    code = (
        f"import {module}, smsc_codec.testing.strategies\n"
        "from hypothesis import find, settings, strategies as st\n"
        "from smsc_codec import Balance\n"
        "found = find(st.from_type(Balance), lambda value: value.currency == 'KZT',"
        " settings=settings(database=None))\nprint(type(found).__name__)"
    )
    assert run(code) == "Balance"


def test_strategies_register_without_the_entry_point() -> None:
    code = (
        "from smsc_codec.testing import strategies\nfrom smsc_codec import SmsStatus\n"
        f"from hypothesis import find, settings, strategies as st\nprint({_PHONE})"
    )
    assert run(code, HYPOTHESIS_NO_PLUGINS="1").startswith("7999000")


def test_entry_point_lists_every_type_that_has_a_strategy() -> None:
    found: dict[str, set[str]] = {}
    for cls in (*records(), Command, Credentials):
        found.setdefault(cls.__module__, set()).add(cls.__name__)
    assert {module: set(names) for module, names in entry.TYPES.items()} == found


def test_imported_module_keeps_its_own_loader() -> None:
    code = (
        "import hypothesis, inspect, smsc_codec.pages.status as status\n"
        "assert status.__loader__ is status.__spec__.loader\n"
        "assert 'class SmsStatus' in inspect.getsource(status)\n"
        "print(type(status.__loader__).__name__)"
    )
    assert run(code) == "SourceFileLoader"


def test_registering_twice_installs_one_finder() -> None:
    entry.register()
    entry.register()
    assert sum(isinstance(finder, entry._Finder) for finder in sys.meta_path) == 1


def test_finder_handles_only_modules_that_define_a_type(monkeypatch: pytest.MonkeyPatch) -> None:
    finder = entry._Finder()
    assert finder.find_spec("smsc_codec.codes", smsc_codec.__path__) is None
    assert finder.find_spec("smsc_codec.requests", smsc_codec.__path__) is not None
    monkeypatch.setattr(sys, "meta_path", [finder])
    assert finder.find_spec("smsc_codec.requests", smsc_codec.__path__) is None


def test_reloaded_module_is_registered_again() -> None:
    code = (
        "import hypothesis, importlib, smsc_codec.pages.status as status\n"
        "old = status.SmsStatus\nimportlib.reload(status)\n"
        "from hypothesis.strategies._internal import types\n"
        "assert status.SmsStatus is not old\n"
        "print(status.SmsStatus in types._global_type_lookup)"
    )
    assert run(code) == "True"


def test_module_without_its_types_is_skipped() -> None:
    """It is still being imported."""
    entry._register_types(ModuleType("smsc_codec.pages.status"))


@given(st.data())
@settings(max_examples=5)
def test_generic_alias_of_command_is_drawn(data: st.DataObject) -> None:
    assert type(data.draw(st.from_type(Command[smsc_codec.Balance]))) is Command


@given(st.data())
@settings(max_examples=5)
def test_supertype_of_a_record_is_drawn(data: st.DataObject) -> None:
    """Hypothesis resolves a protocol to the registered types that implement it."""
    protocol: Any = _HasOvertime
    assert hasattr(data.draw(st.from_type(protocol)), "overtime")


@runtime_checkable
class _HasOvertime(Protocol):
    def overtime(self) -> object: ...
