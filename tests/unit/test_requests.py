"""Tests of smsc_codec.requests and smsc_codec.commands: serialization, validation, masking."""

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
    """Return ``value`` as Any, as if the caller used no type checker."""
    return value


class _Text(str):
    """A str whose ``__str__`` returns another text."""

    __slots__ = ()

    def __str__(self) -> str:
        return "something else"


class _Name(str, Enum):  # noqa: UP042 - StrEnum behaves differently
    """A str enum whose ``str()`` is not its value, before and after Python 3.12."""

    SHOP = "Shop"


class _Many(IntEnum):
    SEVEN = 7


# ---- serialization

FIRST = {"login": "alex", "psw": "73519"}
LAST = {"fmt": "3", "charset": "utf-8"}
SERIALIZED: list[tuple[Any, str, dict[str, str]]] = [
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
    ("command", "path", "params"), SERIALIZED, ids=lambda part: getattr(part, "name", "")
)
def test_params_have_the_documented_order(
    command: Command[Any], path: str, params: dict[str, str]
) -> None:
    assert command.path == path
    assert command.params(ALEX) == {**FIRST, **params, **LAST}
    assert (command.fmt, command.charset, command.reply.charset) == (3, "utf-8", "utf-8")
    assert [*command.params(ALEX)] == [*FIRST, *params, *LAST]
    assert command.public_params() == {**params, **LAST}


def test_apikey_replaces_login_and_password() -> None:
    params = commands.balance(fmt=1).params(Credentials(apikey="73519"))
    assert [*params.items()] == [
        ("apikey", "73519"),
        ("cur", "0"),
        ("fmt", "1"),
        ("charset", "utf-8"),
    ]


def test_changing_the_params_does_not_change_the_command() -> None:
    command = commands.balance()
    command.params(ALEX).clear()
    command.public_params().clear()
    assert command.params(ALEX) == {**FIRST, "cur": "0", **LAST}


def test_reply_codec_matches_the_arguments() -> None:
    assert commands.balance(cur=1, fmt=1).reply is replies.balance(cur=1, fmt=1)
    assert commands.status(phone="7", id="5", all=2, fmt=0).reply is replies.status(fmt=0, all=2)
    assert commands.statuses(phone=["7"], id=["5"]).reply is replies.statuses()
    assert commands.send(phones="7", mes="x", cost=3, op=1).reply is replies.send(cost=3, op=1)
    assert commands.senders(operators=1).reply is replies.senders(operators=1)
    assert commands.task_file(id="5", fmt=0).reply is replies.task_file(fmt=0)
    for request in REQUESTS:
        assert getattr(replies, request.name)(fmt=3) is request.codec({}, 3)


def test_idempotent_commands() -> None:
    not_idempotent = {request.name for request in REQUESTS if not request.idempotent}
    assert not_idempotent == {
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


def test_names_of_requests_and_parameters_are_unique() -> None:
    assert max(Counter(request.name for request in REQUESTS).values()) == 1
    for request in REQUESTS:
        assert not {"login", "psw", "apikey"} & request.known
        assert not {*request.constants} & {*request.order}
        assert len(set(request.order)) == len(request.order)


# ---- validation

A, B = date(2026, 1, 1), date(2026, 7, 5)
INVALID: list[tuple[Any, str, str]] = [
    (lambda: commands.status(phone="", id="5"), "phone", "is empty"),
    (lambda: commands.status(phone=_any(None), id="5"), "phone", "is missing"),
    (lambda: commands.status(phone=_any(79990000000), id="5"), "phone", "expected str, got"),
    (lambda: commands.status(phone="7,8", id="5"), "phone", "does not match"),
    (lambda: commands.status(phone="7;8", id="5"), "phone", "does not match"),
    (lambda: commands.status(phone="7\n", id="5"), "phone", "does not match"),
    (lambda: commands.status(phone="7" * 101, id="5"), "phone", "does not match"),
    (lambda: commands.status(phone="\ud800", id="5"), "phone", "contains an unpaired surrogate"),
    (lambda: commands.status(phone="7", id=_any(5)), "id", "expected str, got"),
    (lambda: commands.status(phone="7", id="-5"), "id", "does not match"),
    (lambda: commands.status(phone="7", id="٥"), "id", "does not match"),
    (lambda: commands.status(phone="7", id="5" * 21), "id", "does not match"),
    (lambda: commands.status(phone="7", id="5", all=3), "all", "expected one of 0, 1, 2"),
    (lambda: commands.status(phone="7", id="5", all=True), "all", "expected one of 0, 1, 2"),
    (
        lambda: commands.status(phone="7", id="5", all=_any("1")),
        "all",
        "expected one of 0, 1, 2",
    ),
    (
        lambda: commands.status(phone="7", id="5", all=_any(1.0)),
        "all",
        "expected one of 0, 1, 2",
    ),
    (lambda: commands.balance(cur=10**5000), "cur", "expected one of 0, 1"),
    (lambda: commands.balance(cur=_any(_Many.SEVEN)), "cur", "expected one of 0, 1"),
    (lambda: commands.balance(fmt=4), "fmt", "expected one of 0, 1, 2, 3"),
    (lambda: commands.balance(fmt=True), "fmt", "expected one of 0, 1, 2, 3"),
    (lambda: commands.balance(fmt=_any("3")), "fmt", "expected one of 0, 1, 2, 3"),
    (lambda: commands.balance(fmt=_any(None)), "fmt", "expected one of 0, 1, 2, 3"),
    (lambda: commands.balance(fmt=-1), "fmt", "expected one of 0, 1, 2, 3"),
    (lambda: commands.balance(fmt=10**5000), "fmt", "expected one of 0, 1, 2, 3"),
    (lambda: commands.statistics(fmt=0), "fmt", "is not documented"),
    (lambda: commands.send(phones="7", mes="x", cost=1, fmt=0), "fmt", "is not documented"),
    (lambda: commands.send(phones="7", mes="x", op=1, fmt=1), "fmt", "is not documented"),
    (lambda: commands.statuses(phone=[], id=[]), "phone", "a non-empty list of texts"),
    (lambda: commands.statuses(phone=_any(7), id=["5"]), "phone", "a non-empty list of texts"),
    (lambda: commands.statuses(phone=_any({"7"}), id=["5"]), "phone", "a non-empty list of texts"),
    (lambda: commands.statuses(phone=_any(b"7"), id=["5"]), "phone", "a non-empty list of texts"),
    (lambda: commands.statuses(phone=_any(range(7)), id=["5"]), "phone", "expected str, got"),
    (
        lambda: commands.statuses(phone=_any(iter(["7"])), id=["5"]),
        "phone",
        "a non-empty list of texts",
    ),
    (lambda: commands.statuses(phone=["7", _any(8)], id=["5", "6"]), "phone", "expected str, got"),
    (lambda: commands.statuses(phone=["7", ""], id=["5", "6"]), "phone", "is empty"),
    (
        lambda: commands.statuses(phone=["7", _any(["8"])], id=["5", "6"]),
        "phone",
        "expected str, got",
    ),
    (lambda: commands.statuses(phone="7,8", id=["5", "6"]), "phone", "does not match"),
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
    (lambda: commands.send(phones="7"), "mes", "is missing"),
    (lambda: commands.send(phones="7", hlr=0), "mes", "is missing"),
    (lambda: commands.send(phones="7", fileurl=""), "mes", "is missing"),
    (lambda: commands.send(list="7:x", mes="x"), "phones", "is required with mes"),
    (lambda: commands.send(phones="7", mes="x", imgcode="c"), "userip", "is required with imgcode"),
    (lambda: commands.send(phones="7", mes="x" * 1001), "mes", "at most 1000 characters"),
    (lambda: commands.send(phones="7", mes="\udfff"), "mes", "contains an unpaired surrogate"),
    (lambda: commands.send(phones="7", mes=_any(b"x")), "mes", "expected str, got"),
    (lambda: commands.send(phones="7", mes="x", tz=-25), "tz", "a number from -24 to 24"),
    (lambda: commands.send(phones="7", mes="x", freq=0), "freq", "a number from 1 to 1440"),
    (
        lambda: commands.send(phones="7", mes="x", freq=True),
        "freq",
        "expected an integer, got bool",
    ),
    (lambda: commands.send(phones="7", mes="x", freq=10**5000), "freq", "a count"),
    (lambda: commands.send(phones="7", mes="x", freq=10**10), "freq", "does not match"),
    (lambda: commands.send(phones="7", mes="x", maxsms=0), "maxsms", "expected a number from 1"),
    (lambda: commands.send(phones="7", mes="x", maxsms=-1), "maxsms", "does not match"),
    (lambda: commands.send(phones="7", mes="x", maxsms=_any(1.0)), "maxsms", "a count"),
    (lambda: commands.send(phones="7", mes="x", maxsms=_any("1")), "maxsms", "a count"),
    (lambda: commands.send(phones="7", mes="x", maxsms=_any(A)), "maxsms", "does not match"),
    (lambda: commands.send(phones="7", mes="x", period=_any(1)), "period", "expected Decimal, got"),
    *[
        (
            lambda text=text: commands.user_pay(user="u", sum=Decimal(text)),
            "sum",
            "does not match",
        )
        for text in ("NaN", "sNaN", "-Infinity", "1E+3", "1e-9", "1" * 13)
    ],
    (lambda: commands.user_pay(user="u", sum=_any(5.0)), "sum", "expected Decimal, got"),
    (lambda: commands.senders(from_date=_any("01.01.2026")), "from_date", "expected date, got"),
    (lambda: commands.senders(from_date=datetime(2026, 1, 1)), "from_date", "expected date, got"),
    (
        lambda: commands.messages(start=datetime(2026, 1, 1, tzinfo=UTC)),
        "start",
        "expected date, got",
    ),
    (lambda: commands.messages(start=B, end=A), "end", "before the start, or more than six months"),
    (lambda: commands.messages(start=A, end=B), "end", "before the start, or more than six months"),
    (lambda: commands.task_file(), "id", "exactly one of id, name"),
    (lambda: commands.task_file(id="5", name="x"), "id", "exactly one of id, name"),
    (lambda: commands.sender_delete(sender="x", id="5"), "sender", "exactly one of sender, id"),
    (lambda: commands.sender_check_code(sender="x", code=_any(73519)), "code", "expected str, got"),
    (
        lambda: commands.user_add(user="u", password="73519\ud800"),
        "password",
        "contains an unpaired surrogate",
    ),
]


@pytest.mark.parametrize(("call", "field", "reason"), INVALID)
def test_invalid_argument_raises_encode_error(call: Any, field: str, reason: str) -> None:
    with pytest.raises(EncodeError) as caught:
        call()
    error = caught.value
    assert error.field == field
    assert reason in error.reason
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
def test_non_date_as_start_or_end_is_rejected(start: Any, end: Any) -> None:
    with pytest.raises(EncodeError, match="expected date, got"):
        commands.messages(start=start, end=end)


@pytest.mark.parametrize("phones", [" ", ["7", " "]])
def test_blank_address_is_rejected(phones: Any) -> None:
    with pytest.raises(EncodeError):
        commands.send(phones=phones, mes="x")


@pytest.mark.parametrize("text", [_Text("Shop"), _Name.SHOP], ids=["subclass", "enum"])
def test_subclass_of_str_is_serialized_as_its_value(text: str) -> None:
    """``urlencode`` would use the result of ``str()`` instead."""
    for command in (
        commands.sender_add(sender=text, cmt=text),
        commands.contact_add(phone=text),
        commands.send(phones=[text], mes=text),
    ):
        assert {type(part) for part in command.params(ALEX).values()} == {str}
        assert "Shop" in command.params(ALEX).values()


def test_secret_passed_as_fmt_is_not_in_the_error() -> None:
    with pytest.raises(EncodeError) as caught:
        commands.balance(fmt=_any("73519"))
    assert "73519" not in str(caught.value)


def test_any_sequence_of_texts_is_accepted_as_a_list() -> None:
    assert commands.statuses(phone=deque(["7"]), id=deque(["5"])) == commands.statuses(
        phone=["7"], id=["5"]
    )


def test_secret_is_not_in_the_exception_chain() -> None:
    with pytest.raises(EncodeError) as caught:
        commands.user_add(user="u", password="73519\ud800")
    error: BaseException | None = caught.value
    while error is not None:
        assert "73519" not in repr(error)
        error = error.__context__


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
def test_credentials_are_masked_in_str_and_repr(credentials: Credentials) -> None:
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
def test_incomplete_credentials_are_rejected_by_params(credentials: Credentials) -> None:
    """Creating them is not an error, since logged requests may have them."""
    with pytest.raises(EncodeError, match="expected login and psw, or apikey alone") as caught:
        commands.balance().params(credentials)
    assert caught.value.field == "credentials"
    assert "73519" not in str(caught.value)


def test_credentials_require_a_value() -> None:
    with pytest.raises(ValueError, match="expected login and psw, or apikey"):
        Credentials()


@pytest.mark.parametrize(
    "credentials",
    [(5, 6), ("a", b"73519"), ("a", None, 5), ("a", _Text("73519")), (_Name.SHOP, "b")],
)
def test_credentials_must_be_str(credentials: Any) -> None:
    with pytest.raises(TypeError, match="credentials: every value must be a str"):
        Credentials(*credentials)


def test_unpaired_surrogate_in_a_password_is_rejected() -> None:
    with pytest.raises((ValueError, EncodeError)):
        commands.balance().params(Credentials("a", "\ud800"))


# ---- equality and immutability


def test_commands_compare_hash_and_pickle_by_value() -> None:
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


def test_setting_an_attribute_of_a_command_is_rejected() -> None:
    command: Any = commands.balance()
    for name in ("arguments", "_request", "fmt", "new"):
        with pytest.raises(AttributeError, match="immutable"):
            setattr(command, name, ())
    assert command == commands.balance()


def test_deleting_an_attribute_of_a_command_is_rejected() -> None:
    command: Any = commands.balance()
    with pytest.raises(AttributeError):
        del command.arguments


# ---- the CAPTCHA image


@pytest.mark.parametrize(
    "host", ["smsc.ru", "www2.smsc.ru", "smsc.ua:8443", "s1.sm-s.ru", "a", "127.0.0.1"]
)
def test_captcha_image_url(host: str) -> None:
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
def test_captcha_image_rejects_an_invalid_host(host: str) -> None:
    with pytest.raises(ValueError, match="host: expected a host name"):
        commands.captcha_image(host)


def test_params_without_credentials_are_rejected() -> None:
    with pytest.raises(EncodeError, match="credentials"):
        commands.balance().params(None)


def test_query_of_the_path_argument_is_ignored() -> None:
    assert commands.parse("cur=1", path="/sys/balance.php?fmt=3").command.name == "balance"
