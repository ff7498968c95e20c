"""smsc 0.1.1 (PyPI): JSON over GET; sending, costs, statuses with all=2, and the balance."""

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
    """Import the client and undo its change of the root logging level to DEBUG."""
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


def test_send_and_status(run: Run) -> None:
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
    assert [(result.status.status_id, result.status.name) for result in statuses] == [
        (1, "Доставлено"),
        (20, "Невозможно доставить"),
    ]
    for result, message in zip(statuses, messages, strict=True):
        state = message.at(run.clock.now)
        assert (
            result.data["err"],
            result.data["phone"],
            result.data["message"],
            result.data["cost"],
        ) == (
            state.err,
            message.phone,
            message.mes,
            str(message.cost),
        )
        assert (result.data["last_date"], result.data["id"]) == (
            datetime.fromtimestamp(state.ts, UTC),
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


# ---- known defects


def test_defect_unknown_message_is_a_key_error(run: Run) -> None:
    with pytest.raises(KeyError, match="status_name"):
        run.client.get_status(to=PHONE, msg_id="999")


def test_defect_send_error_is_not_an_exception(run: Run) -> None:
    failed = run.client.send(to="123", message=run.smsc.SMSMessage(text="x"))
    assert (failed.error.code, failed.error.error, failed.cost) == (7, "invalid number", 0.0)
    sent = run.client.send(to=PHONE, message=run.smsc.SMSMessage(text="x"))
    run.client.get_status(to=PHONE, msg_id=str(sent.message_id))
    with pytest.raises(run.smsc.GetStatusError, match="duplicate request"):
        run.client.get_status(to=PHONE, msg_id=str(sent.message_id))


def test_defect_times_are_in_moscow_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """It ignores the account's time zone and discards the timestamps."""
    smsc, clock = imported(), Clock()
    simulator = Simulator(clock=clock, zone=6)
    with serving(simulator) as address:
        monkeypatch.setattr(smsc.SMSC, "_url", f"{address}sys/")
        client = smsc.SMSC(login="alex", password="123")
        sent = client.send(to=PHONE, message=smsc.SMSMessage(text="x"))
        (result,) = client.get_status(to=PHONE, msg_id=str(sent.message_id))
    assert result.data["send_date"].timestamp() - clock.now == 3 * 3600
    assert "send_timestamp" not in result.data


def test_defect_money_is_a_float(run: Run) -> None:
    assert isinstance(run.client.get_balance().balance, float)
