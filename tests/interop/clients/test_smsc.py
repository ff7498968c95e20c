"""smsc 0.1.1 (PyPI): JSON by GET. It sends, asks for costs, statuses at all=2 and the balance."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from smsc_codec.testing.simulator import Simulator
from tests.interop.clients import Clock, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

PHONE, OTHER = "79990000000", "79990000001"


def imported() -> Any:
    """The client. Importing it sets the level of all logging to DEBUG, which is undone."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    try:
        return import_module("smsc")
    finally:
        root.setLevel(level)
        root.handlers[:] = handlers


class Run(NamedTuple):
    smsc: Any
    client: Any
    simulator: Simulator
    clock: Clock


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    smsc, clock = imported(), Clock()
    simulator = Simulator(clock=clock)
    with serving(simulator) as address:
        monkeypatch.setattr(smsc.SMSC, "_url", f"{address}sys/")
        yield Run(smsc, smsc.SMSC(login="alex", password="123"), simulator, clock)


def test_send_and_poll(run: Run) -> None:
    sent = run.client.send(to=[PHONE, OTHER], message=run.smsc.SMSMessage(text="Привет, мир"))
    messages = run.simulator.messages
    assert (sent.error, str(sent.message_id), sent.count, sent.cost) == (
        None,
        messages[0].id,
        2,
        5.0,
    )
    assert [(message.phone, message.mes, message.sender) for message in messages] == [
        (phone, "Привет, мир", "SMSC.ru") for phone in (PHONE, OTHER)
    ]
    run.clock.now += 60
    statuses = run.client.get_status(to=[PHONE, OTHER], msg_id=[messages[0].id] * 2)
    assert [(one.status.status_id, one.status.name) for one in statuses] == [
        (1, "Доставлено"),
        (20, "Невозможно доставить"),
    ]
    for told, message in zip(statuses, messages, strict=True):
        kept = message.at(run.clock.now)
        assert (told.data["err"], told.data["phone"], told.data["message"], told.data["cost"]) == (
            kept.err,
            message.phone,
            message.mes,
            str(message.cost),
        )
        assert (told.data["last_date"], told.data["id"]) == (
            datetime.fromtimestamp(kept.ts, UTC),
            int(message.id),
        )


def test_cost_and_balance(run: Run) -> None:
    cost = run.client.get_cost(to=PHONE, message=run.smsc.FlashMessage(text="x" * 200))
    assert (cost.count, cost.cost, run.simulator.messages) == (2, 5.0, ())
    run.client.send(to=PHONE, message=run.smsc.FlashMessage(text="x" * 200))
    balance = run.client.get_balance()
    assert (
        (balance.balance, balance.credit, balance.currency)
        == (float(run.simulator.balance), 0.0, "RUR")
        == (95.0, 0.0, "RUR")
    )


# ---- its faults


def test_fault_an_unknown_message_is_a_key_error(run: Run) -> None:
    with pytest.raises(KeyError, match="status_name"):
        run.client.get_status(to=PHONE, msg_id="999")


def test_fault_an_error_is_no_exception_where_it_sends(run: Run) -> None:
    refused = run.client.send(to="123", message=run.smsc.SMSMessage(text="x"))
    assert (refused.error.code, refused.error.error, refused.cost) == (7, "invalid number", 0.0)
    sent = run.client.send(to=PHONE, message=run.smsc.SMSMessage(text="x"))
    run.client.get_status(to=PHONE, msg_id=str(sent.message_id))
    with pytest.raises(run.smsc.GetStatusError, match="duplicate request"):
        run.client.get_status(to=PHONE, msg_id=str(sent.message_id))


def test_fault_times_are_those_of_moscow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the account's zone: the time stamps, which would say it, are thrown away."""
    smsc, clock = imported(), Clock()
    simulator = Simulator(clock=clock, zone=6)
    with serving(simulator) as address:
        monkeypatch.setattr(smsc.SMSC, "_url", f"{address}sys/")
        client = smsc.SMSC(login="alex", password="123")
        sent = client.send(to=PHONE, message=smsc.SMSMessage(text="x"))
        (told,) = client.get_status(to=PHONE, msg_id=str(sent.message_id))
    assert told.data["send_date"].timestamp() - clock.now == 3 * 3600
    assert "send_timestamp" not in told.data


def test_fault_money_is_a_float(run: Run) -> None:
    assert isinstance(run.client.get_balance().balance, float)
