"""smsc_codec.testing.sending: send.php and the statuses of messages over time."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from smsc_codec import (
    Done,
    Failure,
    HlrStatus,
    MessageStatus,
    NotFound,
    RecipientResult,
    SendResult,
    SmsStatus,
    TaskStatus,
    commands,
    tasks,
)
from smsc_codec.codes import DeliveryErrorCode, MessageType
from smsc_codec.testing.service import FINAL_STATUSES, PRICE, parts
from tests.unit.testing.simulated import PHONE, START, Service, code_of


def test_sent_message_is_stored_and_charged(service: Service) -> None:
    command = commands.send(
        phones=["+7 (999) 000-00-00", "79990000002", "79990000002"],
        mes="Привет" * 20,
        cost=3,
        id="77",
    )
    assert service.ask(command) == SendResult(
        id="77", cnt=4, cost=Decimal("10.00"), balance=Decimal("90.00")
    )
    assert service.simulator.balance == 90
    first, second = service.simulator.messages
    assert (first.id, first.phone, first.mes, first.sender, first.cnt) == (
        "77",
        "7 (999) 000-00-00",
        "Привет" * 20,
        "SMSC.RU",
        2,
    )
    assert (second.phone, second.cost, second.type) == ("79990000002", 2 * PRICE, MessageType.SMS)


@pytest.mark.parametrize(
    ("fmt", "cost"), [(0, 0), (0, 2), *((fmt, cost) for fmt in (1, 2, 3) for cost in range(4))]
)
def test_cost_level_in_each_format(service: Service, fmt: int, cost: int) -> None:
    sent = service.ask(commands.send(phones=PHONE, mes="x", cost=cost, fmt=fmt))
    assert sent.cnt == 1
    assert (sent.id is None, sent.cost, sent.balance) == (
        cost == 1,
        PRICE if cost else None,
        100 - PRICE if cost == 3 else None,
    )
    assert service.simulator.balance == (100 if cost == 1 else 100 - PRICE)
    assert [message.id for message in service.simulator.messages] == [] if cost == 1 else [sent.id]


def test_op_and_err_report_recipients(service: Service) -> None:
    phones = [PHONE, "123", "79990000008"]
    wrong = (
        RecipientResult(
            phone="123", status=MessageStatus.INVALID_NUMBER, error=DeliveryErrorCode.INVALID_FORMAT
        ),
        RecipientResult(
            phone="79990000008",
            status=MessageStatus.UNDELIVERABLE,
            error=DeliveryErrorCode.FORBIDDEN_NUMBER,
        ),
    )
    good = RecipientResult(phone=PHONE, mccmnc="00101", cost=PRICE)
    assert service.ask(commands.send(phones=phones, mes="x", op=1)).phones == (good, *wrong)
    assert service.later(commands.send(phones=phones, mes="x", err=1)).phones == wrong
    assert service.ask(commands.send(phones=PHONE, mes="y", err=1)).phones is None
    assert len(service.simulator.messages) == 3


def test_send_errors() -> None:
    service = Service(balance=Decimal("2.49"))
    refused = {
        1: [
            commands.send(list="no colon"),
            commands.send(list="\n"),
            commands.send(phones=PHONE, mes="x", bot="b"),
        ],
        3: [
            commands.send(phones=PHONE, mes="x"),
            commands.send(phones=PHONE, fileurl="http://shop.example/"),
        ],
        5: [
            commands.send(phones=PHONE, mes="x", time=time)
            for time in ("3202241200", "soon", "12.02.24", "01012412")
        ],
        6: [commands.send(phones=PHONE, mes="x", sender="Shop")],
        7: [commands.send(phones="123", mes="x"), commands.send(phones="a@b.example", mes="x")],
        8: [
            commands.send(phones="79990000008", mes="x"),
            commands.send(phones="me@b.example8", mes="x", mail=1),
        ],
    }
    for code, asked in refused.items():
        for command in asked:
            failure = service.ask(command)
            assert (failure.code, failure.id is not None) == (code, code in {3, 6, 7, 8}), (
                command.public_params()
            )
    assert service.later(commands.send(phones="123", mes="x", cost=1)) == Failure(
        code=7, description="invalid number"
    )
    # Blank parameters, which some clients send, count as absent.
    assert (
        service.post("/sys/send.php", f"login=alex&psw=123&phones={PHONE}&mes=")
        == b"ERROR = 1 (parameters error)"
    )
    assert (
        service.post("/sys/send.php", "login=alex&psw=123&phones=&list=")
        == b"ERROR = 1 (parameters error)"
    )
    assert service.simulator.messages == ()


def test_message_types(service: Service) -> None:
    for name, kind in {
        "flash": 1,
        "push": 3,
        "hlr": 4,
        "ping": 5,
        "mms": 6,
        "call": 7,
        "viber": 10,
        "soc": 12,
    }.items():
        options: dict[str, Any] = {name: 1}
        sent = service.ask(commands.send(phones=PHONE, mes="code", **options))
        message = service.simulator.messages[-1]
        assert (message.type, message.sender) == (kind, "HLR" if name == "hlr" else "SMSC.RU")
        assert (sent.code, message.cnt) == (
            (f"{int(sent.id):04}", 5) if name == "call" else (None, 1)
        )
    assert service.ask(commands.send(phones="me@shop.example", mes="x" * 500, mail=1)).cnt == 1
    assert service.ask(commands.send(phones=PHONE, mes="x" * 500, maxsms=2)).cnt == 2


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("x" * 306, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("ж" * 135, 3),
    ],
)
def test_number_of_parts(text: str, count: int) -> None:
    assert parts(text) == count


def test_status_changes_with_the_clock(service: Service) -> None:
    sent = service.ask(commands.send(phones=f"+{PHONE}", mes="Привет, мир"))
    seen = []
    for seconds in (0, 1, 3.9, 5, 1000):
        service.now = START + seconds
        seen.append(service.ask(commands.status(phone=PHONE, id=sent.id)))
    assert [(status.status, status.last_timestamp - START) for status in seen] == [
        (-1, 0),
        (0, 1),
        (0, 1),
        (1, 5),
        (1, 5),
    ]
    assert (seen[-1].phone, seen[-1].id, seen[-1].message) == (None, None, None)
    full = service.ask(commands.status(phone=f"8{PHONE[1:]}", id=sent.id, all=2))
    assert full == SmsStatus(
        status=MessageStatus.DELIVERED,
        last_date=datetime(2023, 11, 15, 1, 13, 25),
        last_timestamp=int(START) + 5,
        flag=full.flag,
        err=DeliveryErrorCode.NONE,
        send_date=datetime(2023, 11, 15, 1, 13, 20),
        send_timestamp=int(START),
        phone=PHONE,
        cost=PRICE,
        sender_id="SMSC.RU",
        status_name="Доставлено",
        message="Привет, мир",
        mccmnc="00101",
        country="Россия",
        operator="Тест",
        region="",
        type=MessageType.SMS,
        sms_cnt=1,
    )
    assert full.flag.raw == 0


@pytest.mark.parametrize("digit", "0123456789")
def test_last_digit_determines_the_final_status(service: Service, digit: str) -> None:
    reply = service.ask(commands.send(phones=PHONE[:-1] + digit, mes="x"))
    if digit == "8":
        assert code_of(reply) == 8
        return
    status = service.later(commands.status(phone=PHONE[:-1] + digit, id=reply.id))
    assert (status.status, status.err) == FINAL_STATUSES.get(
        digit, (MessageStatus.DELIVERED, DeliveryErrorCode.NONE)
    )


@pytest.mark.parametrize("fmt", range(4))
@pytest.mark.parametrize("all", range(3))
def test_statuses_of_a_list(service: Service, fmt: int, all: int) -> None:
    sms = service.ask(commands.send(phones=[PHONE, "79990000001"], mes="x"))
    hlr = service.ask(commands.send(phones=PHONE, hlr=1))
    pairs = [(PHONE, sms.id), ("+79990000001", sms.id), (PHONE, hlr.id), (PHONE, "999")]
    command = commands.statuses(
        phone=[phone for phone, _ in pairs], id=[number for _, number in pairs], all=all, fmt=fmt
    )
    found = service.later(command)
    assert [(type(one), one.id) for one in found] == [
        (SmsStatus, sms.id),
        (SmsStatus, sms.id),
        (HlrStatus, hlr.id),
        (NotFound, "999"),
    ]
    assert [one.phone for one in found] == [PHONE, "79990000001", PHONE, PHONE]
    assert [one.err for one in found[:3]] == [0, 1, 0]
    assert (
        service.later(commands.statuses(phone=[PHONE], id=[hlr.id], all=all, fmt=fmt))[0].imsi
        == "001010000000000"
    )
    assert service.later(commands.status(phone=PHONE, id="999", all=all, fmt=fmt)) == NotFound()


def test_hlr_request_reports_the_network(service: Service) -> None:
    sent = service.ask(commands.send(phones=[PHONE, "79990000003"], hlr=1))
    ask = commands.status(phone=PHONE, id=sent.id, all=1)
    pending = service.ask(ask)
    assert (pending.status, pending.err, pending.imsi) == (-1, None, "")
    reached = service.later(ask)
    assert (reached.status, reached.err, reached.mcc, reached.net, reached.sender_id) == (
        1,
        0,
        "001",
        "Тест",
        "HLR",
    )
    lost = service.ask(commands.status(phone="79990000003", id=sent.id))
    assert (lost.status, lost.err, lost.imsi) == (3, 6, "")


def test_lists_of_different_lengths_are_rejected(service: Service) -> None:
    assert (
        service.post("/sys/status.php", f"login=alex&psw=123&phone={PHONE},&id=1,2")
        == b"ERROR = 1 (parameters error)"
    )
    assert (
        service.post("/sys/status.php", "login=alex&psw=123&phone=&id=1")
        == b"ERROR = 1 (parameters error)"
    )


def test_deleted_message_is_not_found(service: Service) -> None:
    sent = service.ask(commands.send(phones=PHONE, mes="x"))
    assert service.ask(commands.message_delete(phone=PHONE, id=f"0{sent.id}")) == Done()
    assert code_of(service.ask(commands.message_delete(phone=PHONE, id=sent.id))) == 5
    assert service.ask(commands.status(phone=PHONE, id=sent.id)) == NotFound()
    service.now += 60
    assert service.events() == []


def test_unrepresentable_reply_is_an_error(service: Service) -> None:
    sent = service.ask(commands.send(phones=PHONE, mes="раз\nдва"))
    failure = service.ask(commands.statuses(phone=[PHONE], id=[sent.id], all=1, fmt=0))
    assert failure == Failure(
        code=1, description="not simulated: statuses, fmt=0, all=1 cannot represent [0].message"
    )


@pytest.mark.parametrize(
    ("time", "tz", "start"),
    [
        ("+10", None, 600),
        ("0", None, 0),
        (f"0{int(START) + 90}", None, 90),
        ("1511230213", None, 3580),
        ("1511230213", 1, 0),
        ("1511230413", 2, 3580),
    ],
)
def test_send_time(service: Service, time: str, tz: int | None, start: int) -> None:
    service.ask(commands.send(phones=PHONE, mes="x", time=time, tz=tz))
    (message,) = service.simulator.messages
    assert message.start - START == start
    assert [change.ts - START for change in message.changes] == [0, start + 1, start + 5]


def test_list_creates_a_task_and_a_file(service: Service) -> None:
    sent = service.ask(commands.send(list=f"{PHONE}: раз\n\n79990000001:два:три\n", time="+1"))
    assert [message.mes for message in service.simulator.messages] == [" раз", "два:три"]
    (task,) = service.ask(commands.tasks())
    assert (task.name, task.status, task.created, task.time) == (
        f"send {sent.id}",
        TaskStatus.PENDING,
        datetime(2023, 11, 15, 1, 13, 20),
        datetime(2023, 11, 15, 1, 14, 20),
    )
    assert code_of(service.ask(commands.task_file(id=task.id))) == 5
    assert service.later(commands.tasks())[0].status is TaskStatus.IN_PROGRESS
    assert [one.status for one in service.later(commands.tasks(cnt=1), 5)] == [TaskStatus.COMPLETED]
    assert service.ask(commands.tasks(after_id=task.id)) == []
    for command in (commands.task_file(id=task.id), commands.task_file(name=task.file)):
        rows = tasks.read_csv(service.ask(command))
        assert service.head[1]["Content-Type"] == "text/csv; charset=utf-8"
        assert rows[1] == {
            "id": sent.id,
            "phone": "79990000001",
            "status": "20",
            "last_date": "2023-11-15 01:14:25",
            "cost": "2.50",
        }
    assert code_of(service.ask(commands.task_file(name="other.csv"))) == 5
