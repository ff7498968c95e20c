"""smsc_codec.testing.strategies: for everything there is a strategy, what it draws is told whole, and Hypothesis knows of it."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from contextlib import suppress
from typing import Any, get_args
from urllib.parse import urlencode

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import smsc_codec
from smsc_codec import Command, Credentials, DecodeError, SmsStatus, callbacks, smpp
from smsc_codec.commands import REQUESTS
from smsc_codec.registry import record_schemas
from smsc_codec.smpp import DeliverSm, Pdu, Receipt, receipts
from smsc_codec.testing import strategies
from smsc_codec.testing.smpp import STRATEGIES
from tests.catalogue import CODECS, codec_id

#: The first that fits will do.
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
def test_bodies_are_what_they_say(codec: Any, data: st.DataObject) -> None:
    body = data.draw(strategies.bodies(codec))
    value = codec.decode(body)
    assert codec.encode(value) == body
    odd = data.draw(strategies.bodies(codec, "odd"))
    assert codec.encode(codec.decode(odd)) != odd
    with suppress(DecodeError):
        codec.decode(data.draw(strategies.bodies(codec, "mutated")))
    whole = data.draw(strategies.replies(codec))
    assert codec.decode(codec.encode(whole)) == whole


def test_odd_bodies_are_read_to_the_same_value() -> None:
    for fmt in range(4):
        codec = smsc_codec.replies.balance(fmt=fmt, cur=1)
        odd = find(
            strategies.bodies(codec, "odd"),
            lambda body: body.count(b"\n") > 1 or body.endswith(b"\n"),
            settings=_FIRST,
        )
        assert type(codec.decode(odd)).__name__ in ("Balance", "Failure")


def records() -> list[type[Any]]:
    return [*record_schemas(), *STRATEGIES]


@pytest.mark.parametrize("cls", records(), ids=lambda cls: cls.__name__)
@given(st.data())
@settings(max_examples=10)
def test_every_record_is_drawn(cls: type[Any], data: st.DataObject) -> None:
    value = data.draw(strategies.records(cls))
    assert type(value) is cls
    assert hash(value) == hash(dataclasses.replace(value))
    if cls in get_args(Pdu):
        assert smpp.decode(smpp.encode(value)) == value
    if cls is Receipt:
        assert receipts.decode(receipts.encode(value)) == value


def test_nothing_is_left_out() -> None:
    """Every record that the package publishes has a strategy; what is made from others, and never read, has none."""
    shelf = [getattr(smsc_codec, name) for name in smsc_codec.__all__] + [
        getattr(smpp, name) for name in smpp.__all__
    ]
    classes = {one for one in shelf if isinstance(one, type) and dataclasses.is_dataclass(one)}
    assert {one.__name__ for one in classes - set(records())} == {
        "Credentials",
        "Conflict",
        "ParsedRequest",
        "RaggedRow",
    }
    with pytest.raises(ValueError, match="no record"):
        strategies.records(int)


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: request.name)
@given(st.data())
@settings(max_examples=10)
def test_commands(request_: Any, data: st.DataObject) -> None:
    command = data.draw(strategies.commands(request_.name))
    assert command.name == request_.name
    assert smsc_codec.commands.parse(f"{command.path}?{_query(command)}").command == command


def _query(command: Command[Any]) -> str:
    return urlencode(command.params(Credentials("alex", "secret")))


@given(strategies.commands("messages"))
@settings(max_examples=300)
def test_periods_that_cannot_be_are_left_out(command: Command[Any]) -> None:
    assert command.reply.name


@given(strategies.bodies(smsc_codec.replies.task_file()))
@settings(max_examples=10)
def test_files_are_bodies(body: bytes) -> None:
    assert smsc_codec.replies.task_file().decode(body) == body


def test_there_is_no_such_command() -> None:
    with pytest.raises(ValueError, match="no command"):
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
def test_hypothesis_knows_of_them(
    status: SmsStatus, pdu: DeliverSm, command: Command[Any], credentials: Credentials
) -> None:
    """By the entry point of this installation; nothing here has registered anything."""
    assert status.phone is None or status.phone.startswith("7999000")
    assert smpp.decode(smpp.encode(pdu)) == pdu
    assert command.params(credentials)


@given(...)
@settings(max_examples=10)
def test_given_alone_is_enough(status: SmsStatus) -> None:
    assert status.phone is None or status.phone.startswith("7999000")


def test_values_are_realistic() -> None:
    """What a user's code stumbles over does come."""
    texts = strategies.records(SmsStatus).map(lambda value: value.message or "")
    for what in (",", "\n", "ё"):
        assert what in find(texts, lambda text, what=what: what in text, settings=_FIRST)  # type: ignore[misc]


def test_registering_loads_no_parser() -> None:
    """Hypothesis calls it in every process that imports it: Lark and construct stay out."""
    code = "import sys, hypothesis; import smsc_codec.testing.strategies; print({'lark', 'construct'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


@pytest.mark.parametrize(
    "first",
    [
        "hypothesis",
        "smsc_codec.testing.strategies",
        "smsc_codec.testing.smpp",
        "smsc_codec.testing.fields",
    ],
)
def test_whatever_is_imported_first(first: str) -> None:
    """Found by review: importing the strategies imports Hypothesis, which imports the strategies."""
    code = (
        f"import {first}, smsc_codec.testing.strategies\nfrom hypothesis import find, settings, strategies as st\nfrom smsc_codec import Balance\n"
        "print(type(find(st.from_type(Balance), lambda value: value.currency == 'KZT', settings=settings(database=None))).__name__)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "Balance"


def test_the_entry_point_brings_them_in() -> None:
    code = "import sys, smsc_codec.testing.entry as entry; assert not [m for m in entry._OURS if m in sys.modules]; entry.register(); print(sorted(m for m in entry._OURS if m in sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (
        run.stdout.strip()
        == "['smsc_codec.testing.fields', 'smsc_codec.testing.smpp', 'smsc_codec.testing.strategies']"
    )
