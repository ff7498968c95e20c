"""The service as a WSGI application, made of this library's own encoders: an SDK's tests need no account.

What it answers, what becomes of messages, and what is not simulated: docs/testing.md. All that a request does stands in
:mod:`smsc_codec.testing.answers`; here are HTTP, credentials, limits, callbacks.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from hashlib import md5
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl

from smsc_codec import codes, replies
from smsc_codec.callbacks import MAX_RETRIES, RETRY_INTERVAL
from smsc_codec.codec import CHARSETS
from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.request_parser import parse
from smsc_codec.requests import DEFAULT_CHARSET
from smsc_codec.testing.answers import ANSWERS
from smsc_codec.testing.sending import Asked, on
from smsc_codec.testing.service import Account, RequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from smsc_codec.callbacks import Event, Handler
    from smsc_codec.codes import RateLimit
    from smsc_codec.request_parser import ParsedRequest
    from smsc_codec.requests import Command
    from smsc_codec.testing.service import Message

__all__ = ["BLOCKED_AFTER", "Callback", "Simulator"]

#: So many wrong logins from an address within a minute are error 2; from then on there is error 4.
BLOCKED_AFTER = 10
_MINUTE = 60
_TYPES = ("text/plain", "text/plain", "text/xml", "application/json")
#: What a request only says of the reply; identical requests may differ in it.
_OF_THE_REPLY = ("fmt", "charset", "all", "cur", "cost", "op", "err")
#: The commands with a known limit, and which of their page's it is; of a total, all requests count alike.
_LIMITS = dict.fromkeys(
    (
        "send",
        "status",
        "senders",
        "numbers",
        "number_rent",
        "number_prolong",
        "wait_call",
        "tasks",
        "task_file",
        "balance",
    ),
    0,
)
_LIMITS |= {"statuses": 1, "sender_add": 1}
_TOTALS = ("balance", "statuses", "sender_add")
#: What would change what is done, and is not simulated: better refused than passed over.
_NOT_SIMULATED = ("period", "freq", "imgcode", "tg", "bot", "whatsapp", "user")


class Callback(NamedTuple):
    """A callback to be posted to the handler.

    Args:
        number: its number, for :meth:`Simulator.answered`.
        query, body: the octets of the request.
    """

    number: int
    query: bytes
    body: bytes


@dataclass(slots=True)
class _Post:
    """A callback, and when it is due; None: not until it is answered."""

    callback: Callback
    due: float | None
    repeats: int = 0


class Simulator:
    """A WSGI application that answers as the service does, for one account. It may be used from several threads.

    Args:
        clock: gives the time, in Unix seconds: a test's own, so that nobody has to wait for a status.
        login, psw: what a client has to state; the lower-case md5 of the password will do.
        apikey: what it may state instead.
        balance: the money at first, in ``currency``.
        currency: its code, as the service writes it.
        zone: the account's zone, in hours from UTC.
        transferred_after, delivered_after: so many seconds after a message is sent, the operator has it, and it has its end.
        handler: the client's handler: what :meth:`callbacks` gives is signed with its secret.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        login: str = "alex",
        psw: str = "123",
        apikey: str = "key",
        balance: Decimal = Decimal(100),
        currency: str = "RUR",
        zone: int = 3,
        transferred_after: float = 1,
        delivered_after: float = 5,
        handler: Handler | None = None,
    ) -> None:
        self._clock = clock
        self._login, self._psws, self._apikey = (
            login,
            (psw, md5(psw.encode(), usedforsecurity=False).hexdigest()),
            apikey,
        )
        self._handler = handler
        self._account = Account(
            clock=clock,
            balance=balance,
            currency=currency,
            zone=zone,
            transferred_after=transferred_after,
            delivered_after=delivered_after,
        )
        self._lock = RLock()
        self._failed: dict[str, list[float]] = {}
        self._accepted: dict[object, list[float]] = {}
        self._posts: list[_Post] = []

    # ---- what it holds

    @property
    def balance(self) -> Decimal:
        """The money that is left."""
        return self._account.balance

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages that were sent and not deleted, in the order of sending."""
        with self._lock:
            return tuple(self._account.messages.values())

    def code(self, sender: str) -> str | None:
        """The code that was sent to a name that is a phone; None if none was."""
        with self._lock:
            return next((name.code for name in self._account.names if name.sender == sender), None)

    # ---- what subscribers do

    def receive(self, phone: str, mes: str, *, to: str) -> None:
        """A subscriber sends a message, which get.php and a callback tell.

        Args:
            phone: who sends it, digits.
            mes: the text.
            to: the number that it is sent to, digits.

        Raises:
            EncodeError: the handler's address cannot carry it.
        """
        with self._lock:
            self._post(self._account.receive(phone, mes, to))

    def call(self, phone: str) -> bool:
        """A subscriber calls the number that wait_call.php gave; within 15 minutes, get.php and a callback tell it.

        Args:
            phone: who calls.

        Returns:
            Whether that call was waited for.
        """
        with self._lock:
            event = self._account.called(phone)
            if event is not None:
                self._post(event)
            return event is not None

    # ---- callbacks

    def callbacks(self) -> list[Callback]:
        """What the service would post to the handler now: each event once, and again when a repeat is due.

        Raises:
            ValueError: there is no handler.
        """
        if self._handler is None:
            raise ValueError("Simulator(handler=...) says where callbacks would go")
        with self._lock:
            now = self._clock()
            for event in self._account.news():
                self._post(event)
            due = [post for post in self._posts if post.due is not None and post.due <= now]
            for post in due:
                post.due = None
            return [post.callback for post in due]

    def answered(self, number: int, status: int) -> None:
        """What the handler has answered: but for 200 and 404, the callback is repeated every 4 minutes, 50 times.

        Args:
            number: of the callback.
            status: the HTTP status.
        """
        with self._lock:
            post = self._posts[number]
            if status not in (200, 404) and post.repeats < MAX_RETRIES:
                post.repeats += 1
                post.due = self._clock() + RETRY_INTERVAL.total_seconds()

    def _post(self, event: Event) -> None:
        if self._handler is not None:
            self._posts.append(
                _Post(Callback(len(self._posts), *self._handler.encode(event)), self._clock())
            )

    # ---- HTTP

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The WSGI application: pages of the API under /sys/, by GET or by POST with a form."""
        path = environ.get("PATH_INFO", "")
        if not path.startswith(("/sys/", "/rest/")):
            start_response(
                "404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", "0")]
            )
            return [b""]
        with self._lock:
            kind, body = self._reply(path, _form(environ), environ.get("REMOTE_ADDR", ""))
        start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    def _reply(self, path: str, form: bytes, address: str) -> tuple[str, bytes]:
        """The type and the octets of a reply. The server's errors come with HTTP status 200."""
        fmt, charset = _wanted(form)
        try:
            command = self._command(path, form, address)
            body = self._answer(command)
            kind = "text/csv" if command.name == "task_file" else _TYPES[fmt]
        except RequestError as refusal:
            page = path.rpartition("/")[2].removesuffix(".php")
            body = replies.balance(fmt=fmt).with_charset(charset).encode(refusal.failure(page))
            kind = _TYPES[fmt]
        return f"{kind}; charset={charset}", body

    def _command(self, path: str, form: bytes, address: str) -> Command[object]:
        """The command that a request is, if it is one and from whom it may come."""
        try:
            parsed = parse(form, path=path)
        except DecodeError as error:
            unknown = "a page of the API" in error.expected[0] or path.startswith("/rest/")
            raise RequestError(1, f"not simulated: {path}" if unknown else None) from None
        self._admit(parsed, address)
        return parsed.command

    def _admit(self, parsed: ParsedRequest, address: str) -> None:
        now = self._clock()
        failed = [time for time in self._failed.get(address, ()) if now - time < _MINUTE]
        if len(failed) >= BLOCKED_AFTER:
            raise RequestError(4)
        given = parsed.credentials
        if given is None:
            raise RequestError(1)
        if given.apikey == self._apikey or (given.login == self._login and given.psw in self._psws):
            return
        self._failed[address] = [*failed, now]
        raise RequestError(2)

    def _answer(self, command: Command[object]) -> bytes:
        """The reply to a command, encoded as it was asked for."""
        asked = Asked((name, text) for name, text in command.public_params().items() if text)
        missing = (
            [command.name]
            if command.name not in ANSWERS
            else [name for name in _NOT_SIMULATED if on(asked, name)]
        )
        if missing:
            raise RequestError(1, f"not simulated: {missing[0]}")
        try:
            codec = command.reply
        except ValueError:
            raise RequestError(
                1,
                f"not simulated: nobody knows this reply of {command.name} with fmt={command.fmt}",
            ) from None
        self._limit(command, asked)
        try:
            return codec.encode(ANSWERS[command.name](self._account, asked))
        except EncodeError as error:
            raise RequestError(
                1, f"not simulated: {codec.name} cannot carry this {error.field or 'reply'}"
            ) from None

    def _limit(self, command: Command[object], asked: Asked) -> None:
        """Error 9 if there were as many such requests within a minute as the vendor allows."""
        if command.name not in _LIMITS:
            return
        cost = command.name == "send" and asked.get("cost") == "1"
        limit: RateLimit = codes.api_error(command.path, 9).limits[
            1 if cost else _LIMITS[command.name]
        ]
        same = (
            ()
            if command.name in _TOTALS
            else tuple((name, text) for name, text in asked.items() if name not in _OF_THE_REPLY)
        )
        key, now = (limit.requests, command.name, same), self._clock()
        accepted = [time for time in self._accepted.get(key, ()) if now - time < _MINUTE]
        if len(accepted) >= limit.per_minute:
            raise RequestError(9)
        self._accepted[key] = [*accepted, now]


def _form(environ: WSGIEnvironment) -> bytes:
    """The parameters: those of the query, then those of the body."""
    query = environ.get("QUERY_STRING", "").encode("latin-1")
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    return b"&".join(part for part in (query, body) if part)


def _wanted(form: bytes) -> tuple[int, str]:
    """The format and charset of the reply, also to a request that is none: so its error can be told."""
    told = dict(parse_qsl(form.decode("latin-1")))
    fmt, charset = told.get("fmt", ""), told.get("charset", "").lower()
    return int(fmt) if fmt in (
        "0",
        "1",
        "2",
        "3",
    ) else 0, charset if charset in CHARSETS else DEFAULT_CHARSET
