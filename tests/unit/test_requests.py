"""smsc_codec.requests and smsc_codec.commands: what is stated, what is refused, what is never shown."""

from __future__ import annotations

import copy
import pickle
from collections import Counter, deque
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Any

import pytest

from smsc_codec import Command, Credentials, EncodeError, commands, replies
from smsc_codec.commands import REQUESTS

ALEX = Credentials("alex", "73519")
PHONE = "79990000000"


def _any(value: Any) -> Any:
    """What a caller without a type checker passes."""
    return value


class _Text(str):
    """A text that says something else of itself."""

    __slots__ = ()

    def __str__(self) -> str:
        return "something else"


class _Name(str, Enum):  # noqa: UP042 - that is what it is about
    """A text whose ``str`` is not its value, before and after Python 3.12."""

    SHOP = "Shop"


class _Many(IntEnum):
    SEVEN = 7


# ---- what is stated

FIRST = {"login": "alex", "psw": "73519"}
LAST = {"fmt": "3", "charset": "utf-8"}
STATED: list[tuple[Any, str, dict[str, str]]] = [
    (commands.balance(), "/sys/balance.php", {"cur": "0"}),
    (
        commands.status(phone=PHONE, id="5"),
        "/sys/status.php",
        {"phone": PHONE, "id": "5", "all": "0"},
    ),
    (
        commands.statuses(phone=[PHONE], id=["5"], all=2),
        "/sys/status.php",
        {"phone": f"{PHONE},", "id": "5,", "all": "2"},
    ),
    (
        commands.statuses(phone=PHONE, id="5"),
        "/sys/status.php",
        {"phone": f"{PHONE},", "id": "5,", "all": "0"},
    ),
    (
        commands.statuses(phone=("7", "8"), id=["5", "6"]),
        "/sys/status.php",
        {"phone": "7,8", "id": "5,6", "all": "0"},
    ),
    (
        commands.message_delete(phone=PHONE, id="5"),
        "/sys/status.php",
        {"del": "1", "phone": PHONE, "id": "5"},
    ),
    (
        commands.send(phones="7", mes="x"),
        "/sys/send.php",
        {"phones": "7", "mes": "x", "cost": "0", "op": "0", "err": "0"},
    ),
    (
        commands.send(phones=["7"], mes="x"),
        "/sys/send.php",
        {"phones": "7", "mes": "x", "cost": "0", "op": "0", "err": "0"},
    ),
    (
        commands.send(phones=["+7", "a@b.c", "G1"], hlr=1),
        "/sys/send.php",
        {"phones": "+7,a@b.c,G1", "hlr": "1", "cost": "0", "op": "0", "err": "0"},
    ),
    (
        commands.send(list="7:x\n8:y", tz=-24),
        "/sys/send.php",
        {"list": "7:x\n8:y", "tz": "-24", "cost": "0", "op": "0", "err": "0"},
    ),
    (
        commands.send(phones="7", ping=1, period=Decimal("1.50"), freq=1440),
        "/sys/send.php",
        {
            "phones": "7",
            "period": "1.50",
            "freq": "1440",
            "ping": "1",
            "cost": "0",
            "op": "0",
            "err": "0",
        },
    ),
    (
        commands.send(phones="7", fileurl="a", imgcode="c", userip="::1"),
        "/sys/send.php",
        {
            "phones": "7",
            "fileurl": "a",
            "imgcode": "c",
            "userip": "::1",
            "cost": "0",
            "op": "0",
            "err": "0",
        },
    ),
    (
        commands.senders(all=1, from_date=date(2026, 1, 31), prev_id="5", cnt=7),
        "/sys/senders.php",
        {
            "get": "1",
            "all": "1",
            "operators": "0",
            "from_date": "31.01.2026",
            "prev_id": "5",
            "cnt": "7",
        },
    ),
    (
        commands.number_prolong(phone=PHONE),
        "/sys/receive_phones.php",
        {"chg": "1", "phone": PHONE, "noprolong": "0"},
    ),
    (commands.number_rent(phone=PHONE), "/sys/receive_phones.php", {"buy": "1", "phone": PHONE}),
    (commands.numbers(), "/sys/receive_phones.php", {"get": "1"}),
    (commands.wait_call(phone=PHONE), "/sys/wait_call.php", {"phone": PHONE}),
    (commands.tasks(cnt=1), "/sys/downloads.php", {"get_list": "1", "cnt": "1"}),
    (
        commands.task_file(name="a b.csv"),
        "/sys/downloads.php",
        {"get_file": "1", "name": "a b.csv"},
    ),
    (
        commands.messages(start=date(2026, 1, 1), end=date(2026, 1, 1), format=8),
        "/sys/get.php",
        {"get_messages": "1", "start": "01.01.2026", "end": "01.01.2026", "format": "8"},
    ),
    (
        commands.contact_move(move_group=3, grp="1", phone=PHONE),
        "/sys/phones.php",
        {"move_group": "3", "grp": "1", "phone": PHONE},
    ),
    (
        commands.user_pay(user="u", sum=Decimal("-5.00")),
        "/sys/users.php",
        {"pay": "1", "user": "u", "sum": "-5.00"},
    ),
    (commands.tasks(cnt=_Many.SEVEN), "/sys/downloads.php", {"get_list": "1", "cnt": "7"}),
]


@pytest.mark.parametrize(
    ("command", "path", "stated"), STATED, ids=lambda part: getattr(part, "name", "")
)
def test_what_is_stated(command: Command[Any], path: str, stated: dict[str, str]) -> None:
    assert command.path == path
    assert command.params(ALEX) == {**FIRST, **stated, **LAST}
    assert (command.fmt, command.charset, command.reply.charset) == (3, "utf-8", "utf-8")
    assert [*command.params(ALEX)] == [*FIRST, *stated, *LAST]
    assert command.public_params() == {**stated, **LAST}


def test_a_key_instead_of_login_and_password() -> None:
    params = commands.balance(fmt=1).params(Credentials(apikey="73519"))
    assert [*params.items()] == [
        ("apikey", "73519"),
        ("cur", "0"),
        ("fmt", "1"),
        ("charset", "utf-8"),
    ]


def test_params_are_the_callers_own() -> None:
    command = commands.balance()
    command.params(ALEX).clear()
    command.public_params().clear()
    assert command.params(ALEX) == {**FIRST, "cur": "0", **LAST}


def test_the_reply_is_of_the_command() -> None:
    assert commands.balance(cur=1, fmt=1).reply is replies.balance(cur=1, fmt=1)
    assert commands.status(phone="7", id="5", all=2, fmt=0).reply is replies.status(fmt=0, all=2)
    assert commands.statuses(phone=["7"], id=["5"]).reply is replies.statuses()
    assert commands.send(phones="7", mes="x", cost=3, op=1).reply is replies.send(cost=3, op=1)
    assert commands.senders(operators=1).reply is replies.senders(operators=1)
    assert commands.task_file(id="5", fmt=0).reply is replies.task_file(fmt=0)
    for request in REQUESTS:
        assert getattr(replies, request.name)(fmt=3) is request.codec({}, 3)


def test_what_may_be_asked_again() -> None:
    once = {request.name for request in REQUESTS if not request.idempotent}
    assert once == {
        "send",
        "sender_add",
        "sender_send_code",
        "sender_check_code",
        "number_rent",
        "wait_call",
        "job_add",
        "contact_add",
        "contact_group_add",
        "user_add",
        "user_pay",
        "template_add",
    }
    assert commands.balance().idempotent
    assert not commands.number_rent(phone="7").idempotent
    assert [commands.send(phones="7", mes="x", cost=cost).idempotent for cost in range(4)] == [
        False,
        True,
        False,
        False,
    ]


def test_names_are_told_once() -> None:
    assert max(Counter(request.name for request in REQUESTS).values()) == 1
    for request in REQUESTS:
        assert not {"login", "psw", "apikey"} & request.known
        assert not {*request.constants} & {*request.order}
        assert len(set(request.order)) == len(request.order)


# ---- what is refused

A, B = date(2026, 1, 1), date(2026, 7, 5)
REFUSED: list[tuple[Any, str, str]] = [
    (lambda: commands.status(phone="", id="5"), "phone", "it is empty"),
    (lambda: commands.status(phone=_any(None), id="5"), "phone", "it is missing"),
    (lambda: commands.status(phone=_any(79990000000), id="5"), "phone", "not a text"),
    (lambda: commands.status(phone="7,8", id="5"), "phone", "cannot be spelled"),
    (lambda: commands.status(phone="7;8", id="5"), "phone", "cannot be spelled"),
    (lambda: commands.status(phone="7\n", id="5"), "phone", "cannot be spelled"),
    (lambda: commands.status(phone="7" * 101, id="5"), "phone", "cannot be spelled"),
    (lambda: commands.status(phone="\ud800", id="5"), "phone", "half a character"),
    (lambda: commands.status(phone="7", id=_any(5)), "id", "not a text"),
    (lambda: commands.status(phone="7", id="-5"), "id", "cannot be spelled"),
    (lambda: commands.status(phone="7", id="٥"), "id", "cannot be spelled"),
    (lambda: commands.status(phone="7", id="5" * 21), "id", "cannot be spelled"),
    (lambda: commands.status(phone="7", id="5", all=3), "all", "one of 0, 1, 2 is expected"),
    (lambda: commands.status(phone="7", id="5", all=True), "all", "one of 0, 1, 2 is expected"),
    (
        lambda: commands.status(phone="7", id="5", all=_any("1")),
        "all",
        "one of 0, 1, 2 is expected",
    ),
    (
        lambda: commands.status(phone="7", id="5", all=_any(1.0)),
        "all",
        "one of 0, 1, 2 is expected",
    ),
    (lambda: commands.balance(cur=10**5000), "cur", "one of 0, 1 is expected"),
    (lambda: commands.balance(cur=_any(_Many.SEVEN)), "cur", "one of 0, 1 is expected"),
    (lambda: commands.balance(fmt=4), "fmt", "one of 0, 1, 2, 3 is expected"),
    (lambda: commands.balance(fmt=True), "fmt", "one of 0, 1, 2, 3 is expected"),
    (lambda: commands.balance(fmt=_any("3")), "fmt", "one of 0, 1, 2, 3 is expected"),
    (lambda: commands.balance(fmt=_any(None)), "fmt", "one of 0, 1, 2, 3 is expected"),
    (lambda: commands.balance(fmt=-1), "fmt", "one of 0, 1, 2, 3 is expected"),
    (lambda: commands.balance(fmt=10**5000), "fmt", "one of 0, 1, 2, 3 is expected"),
    (lambda: commands.statistics(fmt=0), "fmt", "nobody has recorded"),
    (lambda: commands.send(phones="7", mes="x", cost=1, fmt=0), "fmt", "nobody has recorded"),
    (lambda: commands.send(phones="7", mes="x", op=1, fmt=1), "fmt", "nobody has recorded"),
    (lambda: commands.statuses(phone=[], id=[]), "phone", "a list of texts"),
    (lambda: commands.statuses(phone=_any(7), id=["5"]), "phone", "a list of texts"),
    (lambda: commands.statuses(phone=_any({"7"}), id=["5"]), "phone", "a list of texts"),
    (lambda: commands.statuses(phone=_any(b"7"), id=["5"]), "phone", "a list of texts"),
    (lambda: commands.statuses(phone=_any(range(7)), id=["5"]), "phone", "not a text"),
    (lambda: commands.statuses(phone=_any(iter(["7"])), id=["5"]), "phone", "a list of texts"),
    (lambda: commands.statuses(phone=["7", _any(8)], id=["5", "6"]), "phone", "not a text"),
    (lambda: commands.statuses(phone=["7", ""], id=["5", "6"]), "phone", "it is empty"),
    (lambda: commands.statuses(phone=["7", _any(["8"])], id=["5", "6"]), "phone", "not a text"),
    (lambda: commands.statuses(phone="7,8", id=["5", "6"]), "phone", "cannot be spelled"),
    (
        lambda: commands.statuses(phone=["7"], id=["5", "6"]),
        "phone",
        "phone and id have different numbers of items",
    ),
    (lambda: commands.send(), "phones", "exactly one of phones, list"),
    (
        lambda: commands.send(phones="7", list="7:x", mes="x"),
        "phones",
        "exactly one of phones, list",
    ),
    (lambda: commands.send(phones="7"), "mes", "it is missing"),
    (lambda: commands.send(phones="7", hlr=0), "mes", "it is missing"),
    (lambda: commands.send(phones="7", fileurl=""), "mes", "it is missing"),
    (lambda: commands.send(list="7:x", mes="x"), "phones", "mes needs it"),
    (lambda: commands.send(phones="7", mes="x", imgcode="c"), "userip", "imgcode needs it"),
    (lambda: commands.send(phones="7", mes="x" * 1001), "mes", "at most 1000 characters"),
    (lambda: commands.send(phones="7", mes="\udfff"), "mes", "half a character"),
    (lambda: commands.send(phones="7", mes=_any(b"x")), "mes", "not a text"),
    (lambda: commands.send(phones="7", mes="x", tz=-25), "tz", "a number from -24 to 24"),
    (lambda: commands.send(phones="7", mes="x", freq=0), "freq", "a number from 1 to 1440"),
    (lambda: commands.send(phones="7", mes="x", freq=True), "freq", "a bool is not a number"),
    (lambda: commands.send(phones="7", mes="x", freq=10**5000), "freq", "not a count"),
    (lambda: commands.send(phones="7", mes="x", freq=10**10), "freq", "cannot be spelled"),
    (lambda: commands.send(phones="7", mes="x", maxsms=0), "maxsms", "a number from 1 is expected"),
    (lambda: commands.send(phones="7", mes="x", maxsms=-1), "maxsms", "cannot be spelled"),
    (lambda: commands.send(phones="7", mes="x", maxsms=_any(1.0)), "maxsms", "not a count"),
    (lambda: commands.send(phones="7", mes="x", maxsms=_any("1")), "maxsms", "not a count"),
    (lambda: commands.send(phones="7", mes="x", maxsms=_any(A)), "maxsms", "cannot be spelled"),
    (lambda: commands.send(phones="7", mes="x", period=_any(1)), "period", "not a Decimal"),
    *[
        (
            lambda text=text: commands.user_pay(user="u", sum=Decimal(text)),
            "sum",
            "cannot be spelled",
        )
        for text in ("NaN", "sNaN", "-Infinity", "1E+3", "1e-9", "1" * 13)
    ],
    (lambda: commands.user_pay(user="u", sum=_any(5.0)), "sum", "not a Decimal"),
    (lambda: commands.senders(from_date=_any("01.01.2026")), "from_date", "not a date"),
    (lambda: commands.senders(from_date=datetime(2026, 1, 1)), "from_date", "not a date"),
    (lambda: commands.messages(start=datetime(2026, 1, 1, tzinfo=UTC)), "start", "not a date"),
    (lambda: commands.messages(start=B, end=A), "end", "before the start, or more than six months"),
    (lambda: commands.messages(start=A, end=B), "end", "before the start, or more than six months"),
    (lambda: commands.task_file(), "id", "exactly one of id, name"),
    (lambda: commands.task_file(id="5", name="x"), "id", "exactly one of id, name"),
    (lambda: commands.sender_delete(sender="x", id="5"), "sender", "exactly one of sender, id"),
    (lambda: commands.sender_check_code(sender="x", code=_any(73519)), "code", "not a text"),
    (lambda: commands.user_add(user="u", password="73519\ud800"), "password", "half a character"),
]


@pytest.mark.parametrize(("call", "field", "why"), REFUSED)
def test_what_the_vendors_table_forbids(call: Any, field: str, why: str) -> None:
    with pytest.raises(EncodeError) as refused:
        call()
    error = refused.value
    assert error.field == field
    assert why in error.reason
    assert error.codec.endswith(" command")
    assert "73519" not in str(error) + repr(error)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("01.01.2026", "02.01.2026"),
        (5, 7),
        (A, datetime(2026, 1, 2)),
        (Decimal("sNaN"), Decimal(1)),
        (A, "x"),
        (b"", A),
    ],
)
def test_days_of_foreign_types_are_refused(start: Any, end: Any) -> None:
    with pytest.raises(EncodeError, match="not a date"):
        commands.messages(start=start, end=end)


@pytest.mark.parametrize("phones", [" ", ["7", " "]])
def test_an_address_of_blanks_is_refused(phones: Any) -> None:
    with pytest.raises(EncodeError):
        commands.send(phones=phones, mes="x")


@pytest.mark.parametrize("text", [_Text("Shop"), _Name.SHOP], ids=["subclass", "enum"])
def test_a_subclass_of_str_becomes_a_text(text: str) -> None:
    """What ``urlencode`` would write otherwise is what its ``str`` says."""
    for command in (
        commands.sender_add(sender=text, cmt=text),
        commands.contact_add(phone=text),
        commands.send(phones=[text], mes=text),
    ):
        assert {type(part) for part in command.params(ALEX).values()} == {str}
        assert "Shop" in command.params(ALEX).values()


def test_a_secret_in_the_place_of_a_format_is_not_shown() -> None:
    with pytest.raises(EncodeError) as refused:
        commands.balance(fmt=_any("73519"))
    assert "73519" not in str(refused.value)


def test_any_sequence_of_texts_is_a_list() -> None:
    """As the annotation says; octets are one as well, of numbers."""
    assert commands.statuses(phone=deque(["7"]), id=deque(["5"])) == commands.statuses(
        phone=["7"], id=["5"]
    )


def test_no_secret_is_shown_by_what_led_to_an_error() -> None:
    with pytest.raises(EncodeError) as refused:
        commands.user_add(user="u", password="73519\ud800")
    led: BaseException | None = refused.value
    while led is not None:
        assert "73519" not in repr(led)
        led = led.__context__


# ---- credentials


@pytest.mark.parametrize(
    "credentials",
    [
        ALEX,
        Credentials(apikey="73519"),
        Credentials(login="73519"),
        Credentials(psw="73519"),
        Credentials("73519", "73519", "73519"),
    ],
)
def test_credentials_are_never_shown(credentials: Credentials) -> None:
    assert "73519" not in f"{credentials}{credentials!r}{[credentials]}"
    assert (
        repr(credentials) == f"<Credentials {', '.join(name for name, _ in credentials.pairs())}>"
    )
    again = pickle.loads(pickle.dumps(credentials))
    assert (again, hash(again)) == (credentials, hash(credentials))
    assert copy.deepcopy(credentials) == credentials
    with pytest.raises(AttributeError):
        credentials.login = "x"  # type: ignore[misc]


@pytest.mark.parametrize(
    "credentials",
    [
        Credentials("73519"),
        Credentials(psw="73519"),
        Credentials("a", "73519", "k"),
        Credentials("a", apikey="73519"),
        Credentials("", "73519"),
        Credentials("73519", ""),
        Credentials(apikey=""),
    ],
)
def test_credentials_that_are_not_whole_are_refused(credentials: Credentials) -> None:
    """They are no error in themselves: a log has them so."""
    with pytest.raises(EncodeError, match="a login and a psw, or an apikey alone") as refused:
        commands.balance().params(credentials)
    assert refused.value.field == "credentials"
    assert "73519" not in str(refused.value)


def test_no_credentials_are_no_credentials() -> None:
    with pytest.raises(ValueError, match="need a login and a psw, or an apikey"):
        Credentials()


@pytest.mark.parametrize(
    "credentials",
    [(5, 6), ("a", b"73519"), ("a", None, 5), ("a", _Text("73519")), (_Name.SHOP, "b")],
)
def test_credentials_are_texts(credentials: Any) -> None:
    with pytest.raises(TypeError, match="credentials are texts"):
        Credentials(*credentials)


def test_half_a_character_is_no_password() -> None:
    with pytest.raises((ValueError, EncodeError)):
        commands.balance().params(Credentials("a", "\ud800"))


# ---- a command is a value


def test_a_command_is_a_value() -> None:
    command = commands.sender_check_code(sender="X", code="73519")
    assert command == commands.sender_check_code(sender="X", code="73519")
    assert command != commands.sender_check_code(sender="X", code="73518")
    assert commands.contact_delete(phone="7") != commands.contact_block(phone="7")
    assert len({command, commands.sender_check_code(sender="X", code="73519")}) == 1
    assert command != "sender_check_code"
    assert (
        repr(command) == str(command) == "<Command sender_check_code: sender, code, fmt, charset>"
    )
    assert command.name == "sender_check_code"
    for again in (pickle.loads(pickle.dumps(command)), copy.copy(command), copy.deepcopy(command)):
        assert (again, hash(again), again.params(ALEX)) == (
            command,
            hash(command),
            command.params(ALEX),
        )


def test_a_command_is_immutable() -> None:
    command: Any = commands.balance()
    for name in ("arguments", "_request", "fmt", "new"):
        with pytest.raises(AttributeError, match="immutable"):
            setattr(command, name, ())
    assert command == commands.balance()


def test_nothing_is_deleted_from_a_command() -> None:
    command: Any = commands.balance()
    with pytest.raises(AttributeError):
        del command.arguments


# ---- the image


@pytest.mark.parametrize(
    "host", ["smsc.ru", "www2.smsc.ru", "smsc.ua:8443", "s1.sm-s.ru", "a", "127.0.0.1"]
)
def test_the_image(host: str) -> None:
    assert commands.captcha_image(host) == f"https://{host}/sys/imgcode.php?1.1"


@pytest.mark.parametrize(
    "host",
    [
        "",
        " ",
        "smsc.ru/",
        "https://smsc.ru",
        "smsc.ru?",
        "a@b",
        "-a",
        "a-",
        ".a",
        "a:",
        "a:123456",
        "a\n",
        "смс.рф",
        "a b",
        "[::1]",
        "a" * 254,
        "a\x00",
        "\ud800",
        "a:b",
        "٣.ru",
    ],
)
def test_no_host(host: str) -> None:
    with pytest.raises(ValueError, match="a host is expected"):
        commands.captcha_image(host)


def test_a_request_without_credentials_cannot_be_sent() -> None:
    with pytest.raises(EncodeError, match="credentials"):
        commands.balance().params(None)


def test_a_path_may_have_a_query() -> None:
    assert commands.parse("cur=1", path="/sys/balance.php?fmt=3").command.name == "balance"
