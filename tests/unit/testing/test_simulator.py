"""smsc_codec.testing.simulator: HTTP, credentials, rate limits, callbacks, docs/testing.md."""

from __future__ import annotations

import re
from datetime import datetime
from hashlib import md5
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec import (
    Balance,
    Credentials,
    DecodeError,
    Failure,
    MessageStatus,
    SendResult,
    codes,
    commands,
    replies,
)
from smsc_codec.callbacks import MAX_RETRIES, DeliveryStatus
from smsc_codec.codes import MessageType
from smsc_codec.commands import REQUESTS
from smsc_codec.testing.answers import COMMANDS
from smsc_codec.testing.service import FINAL_STATUSES, PRICE
from smsc_codec.testing.simulator import _LIMITS, _NOT_SIMULATED, BLOCKED_AFTER, Callback
from tests.unit.testing.simulated import HANDLER, PHONE, START, Service, code_of

if TYPE_CHECKING:
    from smsc_codec.requests import Parameter

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "testing.md").read_text("utf-8")


# ---- HTTP


def test_reply_has_the_requested_format_and_charset(service: Service) -> None:
    who = urlencode({"login": "alex", "psw": "123"})
    assert service.post("/sys/balance.php", who) == b"100"
    assert service.head == (
        "200 OK",
        {"Content-Type": "text/plain; charset=windows-1251", "Content-Length": "3"},
    )
    assert (
        service.post("/sys/balance.php", "fmt=3", who.encode() + b"&cur=1")
        == b'{\n"balance": "100",\n"currency": "RUR"\n}'
    )
    assert service.head[1]["Content-Type"] == "application/json; charset=windows-1251"
    sent = service.ask(commands.send(phones=PHONE, mes="Привет"))
    title = "Передано оператору"
    service.now += 1
    for charset in ("utf-8", "windows-1251", "koi8-r"):
        query = f"{who}&phone={PHONE}&id={sent.id}&all=1&fmt=2&charset={charset}"
        assert f"<status_name>{title}</status_name>".encode(charset) in service.post(
            "/sys/status.php", query
        )
        assert service.head[1]["Content-Type"] == f"text/xml; charset={charset}"


@pytest.mark.parametrize("fmt", range(4))
def test_errors_have_status_200_in_every_format(service: Service, fmt: int) -> None:
    failure = service.ask(commands.balance(fmt=fmt), Credentials("alex", "wrong"))
    assert failure == Failure(code=2, description=None if fmt == 1 else "authorise error")
    assert service.head[0] == "200 OK"
    failure = service.ask(commands.send(phones="123", mes="x", id="7", fmt=fmt))
    assert failure == Failure(code=7, description=None if fmt == 1 else "invalid number", id="7")


def test_unknown_page_is_an_error(service: Service) -> None:
    assert service.post("/") == b""
    assert service.head[0] == "404 Not Found"
    assert service.post("/sys/get_mnp.php") == b"ERROR = 1 (not simulated: /sys/get_mnp.php)"
    assert service.post("/rest/send/", "fmt=1") == b"0,-1"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "login=alex&psw=123&cur=7",
        "login=alex&psw=123&cur=1&cur=1",
        "fmt=9",
        "charset=latin-1",
        "a=%zz",
        "login=alex&psw=123&charset=utf-8&x=%ff",
    ],
)
def test_invalid_request_is_error_1(service: Service, query: str) -> None:
    assert service.post("/sys/balance.php", query) == b"ERROR = 1 (parameters error)"


def test_credentials_are_checked() -> None:
    service = Service(login="bob", psw="secret", apikey="k")
    hashed = md5(b"secret").hexdigest()
    for who in (Credentials("bob", "secret"), Credentials("bob", hashed), Credentials(apikey="k")):
        assert isinstance(service.ask(commands.balance(), who), Balance)
    for who in (
        Credentials("bob", hashed.upper()),
        Credentials("Bob", "secret"),
        Credentials(apikey="K"),
    ):
        assert code_of(service.ask(commands.balance(), who)) == 2


def test_address_is_blocked_after_failed_logins(service: Service) -> None:
    wrong = Credentials("alex", "wrong")
    assert [code_of(service.ask(commands.balance(), wrong)) for _ in range(BLOCKED_AFTER + 1)] == [
        2
    ] * BLOCKED_AFTER + [4]
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
        names = {*request.required, *(group[0] for group in request.one_of)} - set(
            request.constants
        )
        given = {name: _sample(request.by_name[name]) for name in sorted(names)}
        found.append(
            (
                request.name,
                request.path,
                urlencode(
                    {"login": "alex", "psw": "123", "fmt": "3", **request.constants, **given}
                ),
            )
        )
    return found


def test_documented_rate_limits_are_enforced(service: Service) -> None:
    for name, path, query in _requests():
        if name not in COMMANDS:
            continue
        allowed = (
            codes.api_error(path, 9).limits[_LIMITS[name]].per_minute if name in _LIMITS else 60
        )
        duplicate = b'"error": "duplicate request, wait a minute"'
        replies = [duplicate in service.post(path, query) for _ in range(allowed + 1)]
        assert replies == [False] * allowed + [name in _LIMITS], name
        service.now += 60
        assert duplicate not in service.post(path, query)
        service.now += 60


def test_identical_message_within_a_minute_is_error_9(service: Service) -> None:
    message = commands.send(phones=PHONE, mes="x")
    assert isinstance(service.ask(message), SendResult)
    assert code_of(service.ask(message)) == 9
    assert code_of(service.ask(commands.send(phones=PHONE, mes="x", fmt=1))) == 9
    assert isinstance(service.ask(commands.send(phones=PHONE, mes="y")), SendResult)
    costs = [service.ask(commands.send(phones=PHONE, mes="x", cost=1)) for _ in range(6)]
    assert [isinstance(reply, SendResult) for reply in costs] == [True] * 5 + [False]
    assert len(service.simulator.messages) == 2
    assert isinstance(service.later(message), SendResult)


# ---- callbacks


def test_status_change_is_reported_once(service: Service) -> None:
    sent = service.ask(commands.send(phones=PHONE, mes="x"))
    hlr = service.ask(commands.send(phones="79990000001", hlr=1))
    assert service.events() == []
    service.now += 1
    assert [(event.id, event.status, event.err) for event in service.events()] == [
        (sent.id, 0, None),
        (hlr.id, 0, None),
    ]
    assert service.events() == []
    service.now += 4
    done, lost = service.events()
    assert done == DeliveryStatus(
        id=sent.id,
        phone=PHONE,
        status=MessageStatus.DELIVERED,
        time=datetime(2023, 11, 15, 1, 13, 25),
        ts=int(START) + 5,
        cnt=1,
        type=MessageType.SMS,
        cost=PRICE,
        flag=done.flag,
        sender="SMSC.RU",
        extra=(("charset", "utf-8"),),
    )
    assert (lost.status, lost.err, lost.imsi) == (20, 1, "")
    assert service.events() == []


@pytest.mark.parametrize(
    ("status", "repeats"), [(200, 0), (404, 0), (500, MAX_RETRIES), (202, MAX_RETRIES)]
)
def test_callback_is_repeated_until_acknowledged(
    service: Service, status: int, repeats: int
) -> None:
    service.simulator.receive(PHONE, "x", to=PHONE)
    given: list[Callback] = []
    for _ in range(MAX_RETRIES + 5):
        posted = service.simulator.callbacks()
        for callback in posted:
            service.simulator.answered(callback.number, status)
        given += posted
        service.now += 239
        assert service.simulator.callbacks() == []
        service.now += 1
    assert len(given) == 1 + repeats
    assert len(set(given)) == 1


def test_callbacks_require_a_handler() -> None:
    service = Service()
    service.simulator.receive(PHONE, "x", to=PHONE)
    with pytest.raises(ValueError, match="handler"):
        service.simulator.callbacks()


# ---- arbitrary requests


def test_what_is_not_simulated_is_an_error_with_a_text(service: Service) -> None:
    for name, path, query in _requests():
        if name not in COMMANDS:
            body = service.post(path, query)
            assert (
                body == b'{\n"error": "not simulated: %s",\n"error_code": 1\n}' % name.encode()
            ), query
    assert (
        service.ask(commands.send(phones=PHONE, mes="x", tg=1, bot="b")).description
        == "not simulated: tg"
    )
    assert (
        service.ask(commands.send(phones=PHONE, mes="x", time="10-18")).description
        == "not simulated: time=h1-h2"
    )
    assert service.post("/sys/get.php", "login=alex&psw=123&get_messages=1&fmt=2") == (
        b"<result>\n<error>not simulated: the reply of messages with fmt=2 is not documented"
        b"</error>\n<error_code>1</error_code>\n</result>"
    )


SHARED = Service(handler=HANDLER)
_NAMES = sorted({name for request in REQUESTS for name in request.known})
_VALUES = st.sampled_from(
    ["", "0", "1", "3", PHONE, f"{PHONE},", "1,2", "x", "01.01.2024", "+5", "Привет"]
) | st.text(max_size=5)


@given(
    page=st.sampled_from(sorted({request.path for request in REQUESTS})),
    asked=st.dictionaries(st.sampled_from(_NAMES), _VALUES, max_size=6),
    fmt=st.sampled_from("0123"),
    charset=st.sampled_from(["utf-8", "windows-1251", "koi8-r"]),
)
def test_any_request_gets_a_valid_reply(
    page: str, asked: dict[str, str], fmt: str, charset: str
) -> None:
    SHARED.now += 100
    query = urlencode(
        {"login": "alex", "psw": "123", **asked, "fmt": fmt, "charset": charset},
        encoding="utf-8",
        errors="replace",
    )
    body = SHARED.post(page, query)
    codec: Any
    try:
        codec = commands.parse(query, path=page).command.reply
    except (DecodeError, ValueError):
        codec = replies.balance(fmt=int(fmt)).with_charset(charset)
    assert codec.encode(codec.decode(body)) == body


# ---- the page


def test_page_lists_what_is_not_simulated() -> None:
    listed = PAGE.partition("### What is not simulated")[2].partition(";")[0]
    assert re.findall("`([a-z_]+)`", listed) == sorted(
        {request.name for request in REQUESTS} - set(COMMANDS)
    )
    assert re.findall(r"parameters (.*?), and `time`", PAGE) == [
        ", ".join(f"`{name}`" for name in _NOT_SIMULATED)
    ]
    ends = {
        digit: (int(status), int(err))
        for digit, status, err in re.findall(
            r"^\| (\d) \| status (\d+), .*, err (\d+) \|$", PAGE, re.MULTILINE
        )
    }
    assert ends == FINAL_STATUSES
