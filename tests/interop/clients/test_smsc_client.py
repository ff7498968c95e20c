"""smsc-client 0.0.1 (PyPI): it sends by POST, and reads the text of fmt=0."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from smsc_codec.testing.simulator import Simulator
from tests.interop.clients import Clock, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

PHONE = "79990000000"


class Run(NamedTuple):
    client: Any
    simulator: Simulator
    clock: Clock


@pytest.fixture
def run() -> Iterator[Run]:
    clock = Clock()
    simulator = Simulator(clock=clock)
    client = import_module("smsc_client").SMSCAPI(login="alex", password="123")
    with serving(simulator) as address:
        client._domain = address
        yield Run(client, simulator, clock)


def send(client: Any, **given: Any) -> Any:
    return client.default.send(
        **{"phones": PHONE, "mes": "Hello", "id": 77, "sender": "SMSC.RU", **given}
    )


def test_send(run: Run) -> None:
    sent = send(run.client, mes="Hello, " * 30)
    (message,) = run.simulator.messages
    assert (sent.OK, sent.ID) == (f"{message.cnt} SMS", message.id) == ("2 SMS", "77")
    assert (message.phone, message.mes) == (PHONE, "Hello, " * 30)


def test_send_later(run: Run) -> None:
    send(run.client, time="+10")
    assert run.simulator.messages[0].start == run.clock.now + 600


# ---- its faults


def test_fault_letters_are_utf8_and_it_does_not_say_so(run: Run) -> None:
    """The service reads windows-1251 unless it is told otherwise; octets that windows-1251 has not are an error."""
    send(run.client, mes="Да")
    assert run.simulator.messages[0].mes == "Да".encode().decode("windows-1251")
    with pytest.raises(ValueError, match="not enough values to unpack"):
        send(run.client, mes="И")


@pytest.mark.parametrize(
    "given", [{"phones": "123"}, {"sender": "Shop"}, {"id": "550e8400-e29b-41d4-a716-446655440000"}]
)
def test_fault_every_error_is_a_value_error(run: Run, given: dict[str, str]) -> None:
    """Its own SMSCAPIError is for HTTP statuses only; the third is what its annotation of ``id`` asks for, a UUID."""
    with pytest.raises(ValueError, match="not enough values to unpack"):
        send(run.client, **given)
    assert run.simulator.messages == ()
