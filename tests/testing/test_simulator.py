"""smsc_codec.testing.simulator: what a client of the service meets, told by the clock of the test."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from hashlib import md5
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec import (
    Answer,
    Balance,
    Charge,
    Command,
    Credentials,
    DecodeError,
    Done,
    Failure,
    HlrStatus,
    MessageStatus,
    NotFound,
    Sender,
    Sent,
    SentPhone,
    SmsStatus,
    TaskStatus,
    WaitCall,
    codes,
    commands,
    replies,
    tasks,
)  # fmt: skip
from smsc_codec.callbacks import RETRIES, ConfirmedCall, DeliveryStatus, Handler, IncomingMessage
from smsc_codec.codes import DeliveryErrorCode, MessageType, SenderStatus
from smsc_codec.commands import REQUESTS
from smsc_codec.testing.answers import ANSWERS
from smsc_codec.testing.service import ENDS, PRICE, parts
from smsc_codec.testing.simulator import _LIMITS, _NOT_SIMULATED, BLOCKED_AFTER, Callback, Simulator
from smsc_codec.wires.form import write

if TYPE_CHECKING:
    from smsc_codec.requests import Parameter

START = 1_700_000_000.0
ALEX = Credentials("alex", "123")
PHONE = "79990000000"
ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "testing.md").read_text("utf-8")
HANDLER = Handler.from_url("https://shop.example/sms?charset=utf-8&sha1=p3Zt-0mWq")


class Service:
    """A simulator, its clock, and a client that is checked to speak WSGI."""

    def __init__(self, **options: Any) -> None:
        self.now = START
        self.simulator = Simulator(clock=lambda: self.now, **options)
        self.head: tuple[str, dict[str, str]] = "", {}

    def post(self, path: str, query: str = "", body: bytes = b"", address: str = "127.0.0.1") -> bytes:
        environ: dict[str, Any] = {"SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query, "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        setup_testing_defaults(environ)
        environ |= {"REQUEST_METHOD": "POST" if body else "GET", "REMOTE_ADDR": address}

        def start(status: str, headers: list[tuple[str, str]], *_: object) -> Any:
            self.head = status, dict(headers)

        replied = validator(self.simulator)(environ, start)
        octets = b"".join(replied)
        replied.close()  # type: ignore[attr-defined]
        return octets

    def ask(self, command: Command[Any], who: Credentials = ALEX, **more: str) -> Any:
        body = self.post(command.path, write([*command.params(who).items(), *more.items()], "utf-8"))
        return command.reply.decode(body)

    def later(self, command: Command[Any], seconds: float = 60) -> Any:
        """The same a minute later, when no limit counts what was before."""
        self.now += seconds
        return self.ask(command)

    def events(self) -> list[Any]:
        return [HANDLER.decode(query=query, body=body) for _, query, body in self.simulator.callbacks()]


@pytest.fixture
def service() -> Service:
    return Service(handler=HANDLER)


def code_of(failure: object) -> int:
    assert isinstance(failure, Failure), failure
    return failure.code


# ---- HTTP


def test_get_and_post_in_the_format_and_charset_that_is_asked_for(service: Service) -> None:
    who = urlencode({"login": "alex", "psw": "123"})
    assert service.post("/sys/balance.php", who) == b"100"
    assert service.head == ("200 OK", {"Content-Type": "text/plain; charset=windows-1251", "Content-Length": "3"})
    assert service.post("/sys/balance.php", "fmt=3", who.encode() + b"&cur=1") == b'{\n"balance": "100",\n"currency": "RUR"\n}'
    assert service.head[1]["Content-Type"] == "application/json; charset=windows-1251"
    sent = service.ask(commands.send(phones=PHONE, mes="Привет"))
    told = "Передано оператору"
    service.now += 1
    for charset in ("utf-8", "windows-1251", "koi8-r"):
        query = f"{who}&phone={PHONE}&id={sent.id}&all=1&fmt=2&charset={charset}"
        assert f"<status_name>{told}</status_name>".encode(charset) in service.post("/sys/status.php", query)
        assert service.head[1]["Content-Type"] == f"text/xml; charset={charset}"


@pytest.mark.parametrize("fmt", range(4))
def test_errors_come_in_every_format_with_status_200(service: Service, fmt: int) -> None:
    failure = service.ask(commands.balance(fmt=fmt), Credentials("alex", "wrong"))
    assert failure == Failure(code=2, description=None if fmt == 1 else "authorise error")
    assert service.head[0] == "200 OK"
    failure = service.ask(commands.send(phones="123", mes="x", id="7", fmt=fmt))
    assert failure == Failure(code=7, description=None if fmt == 1 else "invalid number", id="7")


def test_what_is_no_page(service: Service) -> None:
    assert service.post("/") == b""
    assert service.head[0] == "404 Not Found"
    assert service.post("/sys/get_mnp.php") == b"ERROR = 1 (not simulated: /sys/get_mnp.php)"
    assert service.post("/rest/send/", "fmt=1") == b"0,-1"


@pytest.mark.parametrize(
    "query", ["", "login=alex&psw=123&cur=7", "login=alex&psw=123&cur=1&cur=1", "fmt=9", "charset=latin-1", "a=%zz", "login=alex&psw=123&charset=utf-8&x=%ff"]
)
def test_a_request_that_is_none_is_error_1(service: Service, query: str) -> None:
    assert service.post("/sys/balance.php", query) == b"ERROR = 1 (parameters error)"


def test_credentials() -> None:
    service = Service(login="bob", psw="secret", apikey="k")
    hashed = md5(b"secret").hexdigest()
    for who in (Credentials("bob", "secret"), Credentials("bob", hashed), Credentials(apikey="k")):
        assert isinstance(service.ask(commands.balance(), who), Balance)
    for who in (Credentials("bob", hashed.upper()), Credentials("Bob", "secret"), Credentials(apikey="K")):
        assert code_of(service.ask(commands.balance(), who)) == 2


def test_an_address_is_blocked_after_too_many_failures(service: Service) -> None:
    wrong = Credentials("alex", "wrong")
    assert [code_of(service.ask(commands.balance(), wrong)) for _ in range(BLOCKED_AFTER + 1)] == [2] * BLOCKED_AFTER + [4]
    assert code_of(service.ask(commands.balance())) == 4
    assert service.post("/sys/balance.php", "login=alex&psw=123", address="127.0.0.2") == b"100"
    assert isinstance(service.later(commands.balance()), Balance)


# ---- limits


def _sample(parameter: Parameter) -> str:
    texts = {"id": "1", "address": PHONE, "text": "x", "money": "1", "number": "1"}
    return texts[parameter.kind.name] + "," * parameter.listed


def _requests() -> list[tuple[str, str, str]]:
    """Every command with the least that it needs: its name, path and query."""
    found = []
    for request in REQUESTS:
        names = {*request.required, *(group[0] for group in request.one_of)} - set(request.fixed)
        given = {name: _sample(request.by_name[name]) for name in sorted(names)}
        found.append((request.name, request.path, urlencode({"login": "alex", "psw": "123", "fmt": "3", **request.fixed, **given})))
    return found


def test_every_limit_that_is_known_is_kept(service: Service) -> None:
    for name, path, query in _requests():
        if name not in ANSWERS:
            continue
        allowed = codes.api_error(path, 9).limits[_LIMITS[name]].per_minute if name in _LIMITS else 60
        duplicate = b'"error": "duplicate request, wait a minute"'
        replies = [duplicate in service.post(path, query) for _ in range(allowed + 1)]
        assert replies == [False] * allowed + [name in _LIMITS], name
        service.now += 60
        assert duplicate not in service.post(path, query)
        service.now += 60


def test_an_identical_message_within_a_minute(service: Service) -> None:
    message = commands.send(phones=PHONE, mes="x")
    assert isinstance(service.ask(message), Sent)
    assert code_of(service.ask(message)) == 9
    assert code_of(service.ask(commands.send(phones=PHONE, mes="x", fmt=1))) == 9
    assert isinstance(service.ask(commands.send(phones=PHONE, mes="y")), Sent)
    costs = [service.ask(commands.send(phones=PHONE, mes="x", cost=1)) for _ in range(6)]
    assert [isinstance(reply, Sent) for reply in costs] == [True] * 5 + [False]
    assert len(service.simulator.messages) == 2
    assert isinstance(service.later(message), Sent)


# ---- sending


def test_what_is_sent_is_held_and_paid(service: Service) -> None:
    command = commands.send(phones=["+7 (999) 000-00-00", "79990000002", "79990000002"], mes="Привет" * 20, cost=3, id="77")
    assert service.ask(command) == Sent(id="77", cnt=4, cost=Decimal("10.00"), balance=Decimal("90.00"))
    assert service.simulator.balance == 90
    first, second = service.simulator.messages
    assert (first.id, first.phone, first.mes, first.sender, first.cnt) == ("77", "7 (999) 000-00-00", "Привет" * 20, "SMSC.RU", 2)
    assert (second.phone, second.cost, second.type) == ("79990000002", 2 * PRICE, MessageType.SMS)


@pytest.mark.parametrize(("fmt", "cost"), [(0, 0), (0, 2), *((fmt, cost) for fmt in (1, 2, 3) for cost in range(4))])
def test_each_level_of_cost_in_each_format(service: Service, fmt: int, cost: int) -> None:
    sent = service.ask(commands.send(phones=PHONE, mes="x", cost=cost, fmt=fmt))
    assert sent.cnt == 1
    assert (sent.id is None, sent.cost, sent.balance) == (cost == 1, PRICE if cost else None, 100 - PRICE if cost == 3 else None)
    assert service.simulator.balance == (100 if cost == 1 else 100 - PRICE)
    assert [message.id for message in service.simulator.messages] == [] if cost == 1 else [sent.id]


def test_op_and_err_tell_of_numbers(service: Service) -> None:
    phones = [PHONE, "123", "79990000008"]
    wrong = (
        SentPhone(phone="123", status=MessageStatus.INVALID_NUMBER, error=DeliveryErrorCode.INVALID_FORMAT),
        SentPhone(phone="79990000008", status=MessageStatus.UNDELIVERABLE, error=DeliveryErrorCode.FORBIDDEN_NUMBER),
    )
    good = SentPhone(phone=PHONE, mccmnc="00101", cost=PRICE)
    assert service.ask(commands.send(phones=phones, mes="x", op=1)).phones == (good, *wrong)
    assert service.later(commands.send(phones=phones, mes="x", err=1)).phones == wrong
    assert service.ask(commands.send(phones=PHONE, mes="y", err=1)).phones is None
    assert len(service.simulator.messages) == 3


def test_the_errors_of_send() -> None:
    service = Service(balance=Decimal("2.49"))
    refused = {
        1: [commands.send(list="no colon"), commands.send(list="\n"), commands.send(phones=PHONE, mes="x", bot="b")],
        3: [commands.send(phones=PHONE, mes="x"), commands.send(phones=PHONE, fileurl="http://shop.example/")],
        5: [commands.send(phones=PHONE, mes="x", time=time) for time in ("3202241200", "soon", "12.02.24", "01012412")],
        6: [commands.send(phones=PHONE, mes="x", sender="Shop")],
        7: [commands.send(phones="123", mes="x"), commands.send(phones="a@b.example", mes="x")],
        8: [commands.send(phones="79990000008", mes="x"), commands.send(phones="me@b.example8", mes="x", mail=1)],
    }
    for code, asked in refused.items():
        for command in asked:
            failure = service.ask(command)
            assert (failure.code, failure.id is not None) == (code, code in {3, 6, 7, 8}), command.stated()
    assert service.later(commands.send(phones="123", mes="x", cost=1)) == Failure(code=7, description="invalid number")
    # Blank fields, which clients send, are none.
    assert service.post("/sys/send.php", f"login=alex&psw=123&phones={PHONE}&mes=") == b"ERROR = 1 (parameters error)"
    assert service.post("/sys/send.php", "login=alex&psw=123&phones=&list=") == b"ERROR = 1 (parameters error)"
    assert service.simulator.messages == ()


def test_kinds_of_messages(service: Service) -> None:
    for name, kind in {"flash": 1, "push": 3, "hlr": 4, "ping": 5, "mms": 6, "call": 7, "viber": 10, "soc": 12}.items():
        options: dict[str, Any] = {name: 1}
        sent = service.ask(commands.send(phones=PHONE, mes="code", **options))
        message = service.simulator.messages[-1]
        assert (message.type, message.sender) == (kind, "HLR" if name == "hlr" else "SMSC.RU")
        assert (sent.code, message.cnt) == ((f"{int(sent.id):04}", 5) if name == "call" else (None, 1))
    assert service.ask(commands.send(phones="me@shop.example", mes="x" * 500, mail=1)).cnt == 1
    assert service.ask(commands.send(phones=PHONE, mes="x" * 500, maxsms=2)).cnt == 2


@pytest.mark.parametrize(
    ("text", "count"), [("", 1), ("x" * 160, 1), ("x" * 161, 2), ("x" * 306, 2), ("€" * 80, 1), ("€" * 81, 2), ("ж" * 70, 1), ("ж" * 71, 2), ("ж" * 135, 3)]
)
def test_parts(text: str, count: int) -> None:
    assert parts(text) == count


# ---- statuses


def test_a_message_lives_by_the_clock(service: Service) -> None:
    sent = service.ask(commands.send(phones=f"+{PHONE}", mes="Привет, мир"))
    seen = []
    for seconds in (0, 1, 3.9, 5, 1000):
        service.now = START + seconds
        seen.append(service.ask(commands.status(phone=PHONE, id=sent.id)))
    assert [(status.status, status.last_timestamp - START) for status in seen] == [(-1, 0), (0, 1), (0, 1), (1, 5), (1, 5)]
    assert (seen[-1].phone, seen[-1].id, seen[-1].message) == (None, None, None)
    full = service.ask(commands.status(phone=f"8{PHONE[1:]}", id=sent.id, all=2))
    assert full == SmsStatus(
        status=MessageStatus.DELIVERED, last_date=datetime(2023, 11, 15, 1, 13, 25), last_timestamp=int(START) + 5, flag=full.flag,
        err=DeliveryErrorCode.NONE, send_date=datetime(2023, 11, 15, 1, 13, 20), send_timestamp=int(START), phone=PHONE, cost=PRICE,
        sender_id="SMSC.RU", status_name="Доставлено", message="Привет, мир", mccmnc="00101", country="Россия", operator="Тест",
        region="", type=MessageType.SMS, sms_cnt=1,
    )  # fmt: skip
    assert full.flag.raw == 0


@pytest.mark.parametrize("digit", "0123456789")
def test_the_last_digit_decides_the_end(service: Service, digit: str) -> None:
    reply = service.ask(commands.send(phones=PHONE[:-1] + digit, mes="x"))
    if digit == "8":
        assert code_of(reply) == 8
        return
    told = service.later(commands.status(phone=PHONE[:-1] + digit, id=reply.id))
    assert (told.status, told.err) == ENDS.get(digit, (MessageStatus.DELIVERED, DeliveryErrorCode.NONE))


@pytest.mark.parametrize("fmt", range(4))
@pytest.mark.parametrize("all", range(3))
def test_a_list_of_statuses(service: Service, fmt: int, all: int) -> None:
    sms = service.ask(commands.send(phones=[PHONE, "79990000001"], mes="x"))
    hlr = service.ask(commands.send(phones=PHONE, hlr=1))
    pairs = [(PHONE, sms.id), ("+79990000001", sms.id), (PHONE, hlr.id), (PHONE, "999")]
    command = commands.statuses(phone=[phone for phone, _ in pairs], id=[number for _, number in pairs], all=all, fmt=fmt)
    found = service.later(command)
    assert [(type(one), one.id) for one in found] == [(SmsStatus, sms.id), (SmsStatus, sms.id), (HlrStatus, hlr.id), (NotFound, "999")]
    assert [one.phone for one in found] == [PHONE, "79990000001", PHONE, PHONE]
    assert [one.err for one in found[:3]] == [0, 1, 0]
    assert service.later(commands.statuses(phone=[PHONE], id=[hlr.id], all=all, fmt=fmt))[0].imsi == "001010000000000"
    assert service.later(commands.status(phone=PHONE, id="999", all=all, fmt=fmt)) == NotFound()


def test_an_hlr_request(service: Service) -> None:
    sent = service.ask(commands.send(phones=[PHONE, "79990000003"], hlr=1))
    ask = commands.status(phone=PHONE, id=sent.id, all=1)
    pending = service.ask(ask)
    assert (pending.status, pending.err, pending.imsi) == (-1, None, "")
    reached = service.later(ask)
    assert (reached.status, reached.err, reached.mcc, reached.net, reached.sender_id) == (1, 0, "001", "Тест", "HLR")
    lost = service.ask(commands.status(phone="79990000003", id=sent.id))
    assert (lost.status, lost.err, lost.imsi) == (3, 6, "")


def test_lists_of_different_lengths(service: Service) -> None:
    assert service.post("/sys/status.php", f"login=alex&psw=123&phone={PHONE},&id=1,2") == b"ERROR = 1 (parameters error)"
    assert service.post("/sys/status.php", "login=alex&psw=123&phone=&id=1") == b"ERROR = 1 (parameters error)"


def test_deleting(service: Service) -> None:
    sent = service.ask(commands.send(phones=PHONE, mes="x"))
    assert service.ask(commands.message_delete(phone=PHONE, id=f"0{sent.id}")) == Done()
    assert code_of(service.ask(commands.message_delete(phone=PHONE, id=sent.id))) == 5
    assert service.ask(commands.status(phone=PHONE, id=sent.id)) == NotFound()
    service.now += 60
    assert service.events() == []


def test_what_a_format_cannot_carry_is_told(service: Service) -> None:
    sent = service.ask(commands.send(phones=PHONE, mes="раз\nдва"))
    failure = service.ask(commands.statuses(phone=[PHONE], id=[sent.id], all=1, fmt=0))
    assert failure == Failure(code=1, description="not simulated: statuses, fmt=0, all=1 cannot carry this [0].message")


# ---- times, lists, tasks


@pytest.mark.parametrize(
    ("time", "tz", "start"),
    [("+10", None, 600), ("0", None, 0), (f"0{int(START) + 90}", None, 90), ("1511230213", None, 3580), ("1511230213", 1, 0), ("1511230413", 2, 3580)],
)
def test_sending_later(service: Service, time: str, tz: int | None, start: int) -> None:
    service.ask(commands.send(phones=PHONE, mes="x", time=time, tz=tz))
    (message,) = service.simulator.messages
    assert message.start - START == start
    assert [change.ts - START for change in message.changes] == [0, start + 1, start + 5]


def test_a_list_makes_a_task_and_a_file(service: Service) -> None:
    sent = service.ask(commands.send(list=f"{PHONE}: раз\n\n79990000001:два:три\n", time="+1"))
    assert [message.mes for message in service.simulator.messages] == [" раз", "два:три"]
    (task,) = service.ask(commands.tasks())
    assert (task.name, task.status, task.created, task.time) == (
        f"send {sent.id}", TaskStatus.PENDING, datetime(2023, 11, 15, 1, 13, 20), datetime(2023, 11, 15, 1, 14, 20),
    )  # fmt: skip
    assert code_of(service.ask(commands.task_file(id=task.id))) == 5
    assert service.later(commands.tasks())[0].status is TaskStatus.IN_PROGRESS
    assert [one.status for one in service.later(commands.tasks(cnt=1), 5)] == [TaskStatus.COMPLETED]
    assert service.ask(commands.tasks(after_id=task.id)) == []
    for command in (commands.task_file(id=task.id), commands.task_file(name=task.file)):
        rows = tasks.rows(service.ask(command))
        assert service.head[1]["Content-Type"] == "text/csv; charset=utf-8"
        assert rows[1] == {"id": sent.id, "phone": "79990000001", "status": "20", "last_date": "2023-11-15 01:14:25", "cost": "2.50"}
    assert code_of(service.ask(commands.task_file(name="other.csv"))) == 5


# ---- names


def test_names_of_senders(service: Service) -> None:
    made = service.ask(commands.sender_add(sender="Shop", cmt="a shop"))
    assert code_of(service.ask(commands.sender_add(sender="SHOP"))) == 5
    assert [name.sender for name in service.ask(commands.senders())] == ["SMSC.RU"]
    assert service.ask(commands.senders(all=1))[1] == Sender(sender="Shop", status=SenderStatus.MODERATION, id=made.id)
    assert code_of(service.ask(commands.send(phones=PHONE, mes="x", sender="Shop"))) == 6
    service.now += 60
    assert isinstance(service.ask(commands.send(phones=PHONE, mes="x", sender="shop")), Sent)
    assert [name.sender for name in service.ask(commands.senders(cnt=1, prev_id="1"))] == ["Shop"]
    assert [name.sender for name in service.ask(commands.senders(from_date=date(2023, 11, 15)))] == ["Shop"]
    assert service.ask(commands.sender_change(id=made.id, cmt="another")) == Done()
    assert service.ask(commands.sender_delete(sender="shop")) == Done()
    assert code_of(service.ask(commands.sender_delete(id=made.id))) == 3
    assert service.post("/sys/senders.php", "login=alex&psw=123&add=1&sender=") == b"ERROR = 1 (parameters error)"


@pytest.mark.parametrize("fmt", range(4))
def test_statuses_at_operators(service: Service, fmt: int) -> None:
    (name,) = service.ask(commands.senders(operators=1, fmt=fmt))
    assert (name.bee_step_status, name.mts_status, name.id) == (2, None, "1")


def test_a_name_that_is_a_phone_is_confirmed_by_a_code(service: Service) -> None:
    for phone in (PHONE, "123", "79990000008"):
        service.ask(commands.sender_add(sender=phone))
    assert code_of(service.ask(commands.sender_check_code(sender=PHONE, code="0001"))) == 11
    assert service.simulator.code(PHONE) is None
    assert service.ask(commands.sender_send_code(sender=PHONE)) == Done()
    assert [code_of(service.ask(commands.sender_send_code(sender=name))) for name in (PHONE, "123", "79990000008", "other")] == [10, 7, 8, 3]
    code = service.simulator.code(PHONE)
    assert code is not None
    assert code_of(service.ask(commands.sender_check_code(sender=PHONE, code="x"))) == 11
    assert service.ask(commands.sender_check_code(sender=PHONE, code=code)) == Done()
    assert [name.sender for name in service.ask(commands.senders())] == ["SMSC.RU", PHONE]
    assert service.later(commands.sender_send_code(sender=PHONE), 8 * 3600) == Done()
    assert service.simulator.code(PHONE) != code
    assert service.simulator.code("nobody") is None


# ---- numbers, calls, what comes in


def test_numbers_for_rent(service: Service) -> None:
    first, *others = service.ask(commands.numbers())
    assert (first.cost, first.current_cost) == (Decimal("300.00"), Decimal("160.00"))
    assert code_of(service.ask(commands.number_rent(phone=first.phone))) == 3
    assert service.ask(commands.number_rent(phone=others[-1].phone, noprolong=1)) == Charge(cost=Decimal("80.27"))
    assert service.simulator.balance == Decimal("19.73")
    assert service.later(commands.numbers()) == [first, others[0]]
    assert service.ask(commands.number_prolong(phone=others[-1].phone)) == Done()
    assert [code_of(service.ask(command(phone=PHONE))) for command in (commands.number_prolong, commands.number_rent)] == [1, 1]


def test_a_confirmed_call(service: Service) -> None:
    wait = commands.wait_call(phone=f"8{PHONE[1:]}")
    assert not service.simulator.call(PHONE)
    assert service.ask(wait) == WaitCall(phone="79990000910", all_phones=("79990000910", "79990000912"))
    service.now += 900
    assert service.simulator.call(PHONE)
    assert service.events() == [ConfirmedCall(phone=PHONE, ts=int(START) + 900, extra=(("charset", "utf-8"),))]
    assert [answer.is_call_confirmation for answer in service.ask(commands.answers())] == [True]
    service.ask(wait)
    service.now += 901
    assert not service.simulator.call(PHONE)
    assert code_of(service.ask(commands.wait_call(phone="123"))) == 1
    assert code_of(Service(balance=Decimal(0)).ask(wait)) == 3


def test_incoming_messages(service: Service) -> None:
    service.simulator.receive(PHONE, "Да", to="79990000920")
    service.now += 7200
    service.simulator.receive("79990000002", "Нет", to="79990000922")
    first, second = service.ask(commands.answers())
    assert first == Answer(
        id=first.id, received=datetime(2023, 11, 15, 1, 13, 20), phone=PHONE, message="Да", to_phone="79990000920",
        sent=datetime(2023, 11, 15, 1, 13, 20),
    )  # fmt: skip
    for command in (commands.answers(hour=1), commands.answers(after_id=first.id), commands.answers(to_phone="79990000922", fmt=0)):
        assert service.ask(command) == [second]
    assert service.ask(commands.answers(cnt=1)) == [first]
    assert [(event.mes, event.to, event.time) for event in service.events()] == [("Да", "79990000920", START), ("Нет", "79990000922", START + 7200)]
    assert all(isinstance(event, IncomingMessage) for event in service.events())


def test_the_history(service: Service) -> None:
    assert code_of(service.ask(commands.messages())) == 3
    service.ask(commands.send(phones=[PHONE, "79990000002"], mes="x"))
    service.ask(commands.send(phones="me@shop.example", mes="y", mail=1, time="+1440"))
    everything = service.later(commands.messages())
    assert [one.phone for one in everything] == [PHONE, "79990000002", "me@shop.example"]
    day = date(2023, 11, 15)
    for found, wanted in (
        (commands.messages(phone=f"8{PHONE[1:]}"), everything[:1]),
        (commands.messages(email="me@shop.example"), everything[2:]),
        (commands.messages(format=0), everything[:2]),
        (commands.messages(format=8), everything[2:]),
        (commands.messages(start=day, end=day), everything[:2]),
        (commands.messages(cnt=1), everything[:1]),
        (commands.messages(prev_id=everything[0].int_id), everything[1:]),
    ):
        assert service.ask(found) == wanted, found
    assert service.ask(commands.messages(fmt=0))[0] == replace(everything[0], last_timestamp=None, send_timestamp=None, flag=None)


# ---- callbacks


def test_every_change_is_told_once(service: Service) -> None:
    sent = service.ask(commands.send(phones=PHONE, mes="x"))
    hlr = service.ask(commands.send(phones="79990000001", hlr=1))
    assert service.events() == []
    service.now += 1
    assert [(event.id, event.status, event.err) for event in service.events()] == [(sent.id, 0, None), (hlr.id, 0, None)]
    assert service.events() == []
    service.now += 4
    done, lost = service.events()
    assert done == DeliveryStatus(
        id=sent.id, phone=PHONE, status=MessageStatus.DELIVERED, time=datetime(2023, 11, 15, 1, 13, 25), ts=int(START) + 5, cnt=1,
        type=MessageType.SMS, cost=PRICE, flag=done.flag, sender="SMSC.RU", extra=(("charset", "utf-8"),),
    )  # fmt: skip
    assert (lost.status, lost.err, lost.imsi) == (20, 1, "")
    assert service.events() == []


@pytest.mark.parametrize(("status", "repeats"), [(200, 0), (404, 0), (500, RETRIES), (202, RETRIES)])
def test_a_callback_is_repeated_until_it_is_taken(service: Service, status: int, repeats: int) -> None:
    service.simulator.receive(PHONE, "x", to=PHONE)
    given: list[Callback] = []
    for _ in range(RETRIES + 5):
        posted = service.simulator.callbacks()
        for callback in posted:
            service.simulator.answered(callback.number, status)
        given += posted
        service.now += 239
        assert service.simulator.callbacks() == []
        service.now += 1
    assert len(given) == 1 + repeats
    assert len(set(given)) == 1


def test_without_a_handler_nothing_is_told() -> None:
    service = Service()
    service.simulator.receive(PHONE, "x", to=PHONE)
    with pytest.raises(ValueError, match="handler"):
        service.simulator.callbacks()


# ---- whatever is asked


def test_what_is_not_simulated_is_an_error_with_a_text(service: Service) -> None:
    for name, path, query in _requests():
        if name not in ANSWERS:
            body = service.post(path, query)
            assert body == b'{\n"error": "not simulated: %s",\n"error_code": 1\n}' % name.encode(), query
    assert service.ask(commands.send(phones=PHONE, mes="x", tg=1, bot="b")).description == "not simulated: tg"
    assert service.ask(commands.send(phones=PHONE, mes="x", time="10-18")).description == "not simulated: time=h1-h2"
    assert service.post("/sys/get.php", "login=alex&psw=123&get_messages=1&fmt=2") == (
        b"<result>\n<error>not simulated: nobody knows this reply of messages with fmt=2</error>\n<error_code>1</error_code>\n</result>"
    )


SHARED = Service(handler=HANDLER)
_NAMES = sorted({name for request in REQUESTS for name in request.known})
_VALUES = st.sampled_from(["", "0", "1", "3", PHONE, f"{PHONE},", "1,2", "x", "01.01.2024", "+5", "Привет"]) | st.text(max_size=5)


@given(
    page=st.sampled_from(sorted({request.path for request in REQUESTS})),
    asked=st.dictionaries(st.sampled_from(_NAMES), _VALUES, max_size=6),
    fmt=st.sampled_from("0123"),
    charset=st.sampled_from(["utf-8", "windows-1251", "koi8-r"]),
)
def test_whatever_is_asked_is_answered(page: str, asked: dict[str, str], fmt: str, charset: str) -> None:
    """And the answer is a reply of the command that the request is."""
    SHARED.now += 100
    query = urlencode({"login": "alex", "psw": "123", **asked, "fmt": fmt, "charset": charset}, encoding="utf-8", errors="replace")
    body = SHARED.post(page, query)
    codec: Any
    try:
        codec = commands.parse(query, path=page).command.reply
    except (DecodeError, ValueError):
        codec = replies.balance(fmt=int(fmt)).with_charset(charset)
    assert codec.encode(codec.decode(body)) == body


# ---- the page


def test_the_page_says_what_is_not_simulated() -> None:
    listed = PAGE.partition("### What is not simulated")[2].partition(";")[0]
    assert re.findall("`([a-z_]+)`", listed) == sorted({request.name for request in REQUESTS} - set(ANSWERS))
    assert re.findall(r"parameters (.*?), and `time`", PAGE) == [", ".join(f"`{name}`" for name in _NOT_SIMULATED)]
    ends = {digit: (int(status), int(err)) for digit, status, err in re.findall(r"^\| (\d) \| status (\d+), .*, err (\d+) \|$", PAGE, re.MULTILINE)}
    assert ends == ENDS
