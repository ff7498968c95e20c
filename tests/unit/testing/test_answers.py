"""smsc_codec.testing.answers: sender names, numbers, calls, incoming messages, the history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from smsc_codec import Answer, Done, RentalCharge, Sender, SendResult, WaitCall, commands
from smsc_codec.callbacks import ConfirmedCall, IncomingMessage
from smsc_codec.codes import SenderStatus
from tests.unit.testing.simulated import PHONE, START, Service, code_of


def test_sender_names_are_added_changed_and_deleted(service: Service) -> None:
    made = service.ask(commands.sender_add(sender="Shop", cmt="a shop"))
    assert code_of(service.ask(commands.sender_add(sender="SHOP"))) == 5
    assert [name.sender for name in service.ask(commands.senders())] == ["SMSC.RU"]
    assert service.ask(commands.senders(all=1))[1] == Sender(
        sender="Shop", status=SenderStatus.MODERATION, id=made.id
    )
    assert code_of(service.ask(commands.send(phones=PHONE, mes="x", sender="Shop"))) == 6
    service.now += 60
    assert isinstance(service.ask(commands.send(phones=PHONE, mes="x", sender="shop")), SendResult)
    assert [name.sender for name in service.ask(commands.senders(cnt=1, prev_id="1"))] == ["Shop"]
    assert [
        name.sender for name in service.ask(commands.senders(from_date=date(2023, 11, 15)))
    ] == ["Shop"]
    assert service.ask(commands.sender_change(id=made.id, cmt="another")) == Done()
    assert service.ask(commands.sender_delete(sender="shop")) == Done()
    assert code_of(service.ask(commands.sender_delete(id=made.id))) == 3
    assert (
        service.post("/sys/senders.php", "login=alex&psw=123&add=1&sender=")
        == b"ERROR = 1 (parameters error)"
    )


@pytest.mark.parametrize("fmt", range(4))
def test_statuses_at_operators_in_each_format(service: Service, fmt: int) -> None:
    (name,) = service.ask(commands.senders(operators=1, fmt=fmt))
    assert (name.bee_step_status, name.mts_status, name.id) == (2, None, "1")


def test_phone_number_as_sender_is_confirmed_by_code(service: Service) -> None:
    for phone in (PHONE, "123", "79990000008"):
        service.ask(commands.sender_add(sender=phone))
    assert code_of(service.ask(commands.sender_check_code(sender=PHONE, code="0001"))) == 11
    assert service.simulator.code(PHONE) is None
    assert service.ask(commands.sender_send_code(sender=PHONE)) == Done()
    assert [
        code_of(service.ask(commands.sender_send_code(sender=name)))
        for name in (PHONE, "123", "79990000008", "other")
    ] == [10, 7, 8, 3]
    code = service.simulator.code(PHONE)
    assert code is not None
    assert code_of(service.ask(commands.sender_check_code(sender=PHONE, code="x"))) == 11
    assert service.ask(commands.sender_check_code(sender=PHONE, code=code)) == Done()
    assert [name.sender for name in service.ask(commands.senders())] == ["SMSC.RU", PHONE]
    assert service.later(commands.sender_send_code(sender=PHONE), 8 * 3600) == Done()
    assert service.simulator.code(PHONE) != code
    assert service.simulator.code("nobody") is None


def test_numbers_are_rented_and_prolonged(service: Service) -> None:
    first, *others = service.ask(commands.numbers())
    assert (first.cost, first.current_cost) == (Decimal("300.00"), Decimal("160.00"))
    assert code_of(service.ask(commands.number_rent(phone=first.phone))) == 3
    assert service.ask(commands.number_rent(phone=others[-1].phone, noprolong=1)) == RentalCharge(
        cost=Decimal("80.27")
    )
    assert service.simulator.balance == Decimal("19.73")
    assert service.later(commands.numbers()) == [first, others[0]]
    assert service.ask(commands.number_prolong(phone=others[-1].phone)) == Done()
    assert [
        code_of(service.ask(command(phone=PHONE)))
        for command in (commands.number_prolong, commands.number_rent)
    ] == [1, 1]


def test_expected_call_is_reported(service: Service) -> None:
    wait = commands.wait_call(phone=f"8{PHONE[1:]}")
    assert not service.simulator.call(PHONE)
    assert service.ask(wait) == WaitCall(
        phone="79990000910", all_phones=("79990000910", "79990000912")
    )
    service.now += 900
    assert service.simulator.call(PHONE)
    assert service.events() == [
        ConfirmedCall(phone=PHONE, ts=int(START) + 900, extra=(("charset", "utf-8"),))
    ]
    assert [answer.is_call_confirmation for answer in service.ask(commands.answers())] == [True]
    service.ask(wait)
    service.now += 901
    assert not service.simulator.call(PHONE)
    assert code_of(service.ask(commands.wait_call(phone="123"))) == 1
    assert code_of(Service(balance=Decimal(0)).ask(wait)) == 3


def test_incoming_messages_are_reported_and_filtered(service: Service) -> None:
    service.simulator.receive(PHONE, "Да", to="79990000920")
    service.now += 7200
    service.simulator.receive("79990000002", "Нет", to="79990000922")
    first, second = service.ask(commands.answers())
    assert first == Answer(
        id=first.id,
        received=datetime(2023, 11, 15, 1, 13, 20),
        phone=PHONE,
        message="Да",
        to_phone="79990000920",
        sent=datetime(2023, 11, 15, 1, 13, 20),
    )
    for command in (
        commands.answers(hour=1),
        commands.answers(after_id=first.id),
        commands.answers(to_phone="79990000922", fmt=0),
    ):
        assert service.ask(command) == [second]
    assert service.ask(commands.answers(cnt=1)) == [first]
    assert [(event.mes, event.to, event.time) for event in service.events()] == [
        ("Да", "79990000920", START),
        ("Нет", "79990000922", START + 7200),
    ]
    assert all(isinstance(event, IncomingMessage) for event in service.events())


def test_history_is_filtered(service: Service) -> None:
    assert code_of(service.ask(commands.messages())) == 3
    service.ask(commands.send(phones=[PHONE, "79990000002"], mes="x"))
    service.ask(commands.send(phones="me@shop.example", mes="y", mail=1, time="+1440"))
    history = service.later(commands.messages())
    assert [message.phone for message in history] == [PHONE, "79990000002", "me@shop.example"]
    day = date(2023, 11, 15)
    for found, wanted in (
        (commands.messages(phone=f"8{PHONE[1:]}"), history[:1]),
        (commands.messages(email="me@shop.example"), history[2:]),
        (commands.messages(format=0), history[:2]),
        (commands.messages(format=8), history[2:]),
        (commands.messages(start=day, end=day), history[:2]),
        (commands.messages(cnt=1), history[:1]),
        (commands.messages(prev_id=history[0].int_id), history[1:]),
    ):
        assert service.ask(found) == wanted, found
    assert service.ask(commands.messages(fmt=0))[0] == replace(
        history[0], last_timestamp=None, send_timestamp=None, flag=None
    )
