"""smsc-client 0.0.1 (PyPI): sends over POST and parses the text of fmt=0."""

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


def send(client: Any, **parameters: Any) -> Any:
    return client.default.send(
        **{"phones": PHONE, "mes": "Hello", "id": 77, "sender": "SMSC.RU", **parameters}
    )


def test_sent_message_is_stored(run: Run) -> None:
    sent = send(run.client, mes="Hello, " * 30)
    (message,) = run.simulator.messages
    assert (sent.OK, sent.ID) == (f"{message.cnt} SMS", message.id) == ("2 SMS", "77")
    assert (message.phone, message.mes) == (PHONE, "Hello, " * 30)


def test_time_is_passed_on(run: Run) -> None:
    send(run.client, time="+10")
    assert run.simulator.messages[0].start == run.clock.now + 600


# ---- known defects


def test_defect_utf8_without_charset(run: Run) -> None:
    """The service assumes windows-1251 by default; bytes undefined in it cause an error."""
    send(run.client, mes="Да")
    assert run.simulator.messages[0].mes == "Да".encode().decode("windows-1251")
    with pytest.raises(ValueError, match="not enough values to unpack"):
        send(run.client, mes="И")


@pytest.mark.parametrize(
    "parameters",
    [{"phones": "123"}, {"sender": "Shop"}, {"id": "550e8400-e29b-41d4-a716-446655440000"}],
)
def test_defect_every_error_is_a_value_error(run: Run, parameters: dict[str, str]) -> None:
    """SMSCAPIError is for HTTP statuses only. The third id is a UUID, as in its annotation."""
    with pytest.raises(ValueError, match="not enough values to unpack"):
        send(run.client, **parameters)
    assert run.simulator.messages == ()
