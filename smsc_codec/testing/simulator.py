"""A simulation of the service as a WSGI application, for tests without an account.

docs/testing.md describes its replies, the course of a message, and what is not simulated. This
module handles HTTP, credentials, rate limits and callbacks; :mod:`smsc_codec.testing.answers`
implements the commands.
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
from smsc_codec.testing.answers import COMMANDS
from smsc_codec.testing.sending import Parameters, is_set
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

#: The number of failed logins from an IP address within a minute that are answered with error 2;
#: further requests are answered with error 4.
BLOCKED_AFTER = 10
_MINUTE = 60
#: The content types of the formats.
_CONTENT_TYPES = ("text/plain", "text/plain", "text/xml", "application/json")
#: Parameters that affect only the reply. Requests that differ only in these count as identical.
_REPLY_PARAMETERS = ("fmt", "charset", "all", "cur", "cost", "op", "err")
#: The commands with a documented rate limit, with the index of the limit among those of their page.
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
#: The commands whose limit counts all requests, not only identical ones.
_TOTALS = ("balance", "statuses", "sender_add")
#: Parameters that would change the effect of a command; they are rejected rather than ignored.
_NOT_SIMULATED = ("period", "freq", "imgcode", "tg", "bot", "whatsapp", "user")


class Callback(NamedTuple):
    """A callback to post to the handler.

    Args:
        number: the number of the callback, for :meth:`Simulator.answered`.
        query: the query of the request.
        body: the body of the request.
    """

    number: int
    query: bytes
    body: bytes


@dataclass(slots=True)
class _Post:
    """A callback, and when it is due in Unix seconds; None while it awaits a response."""

    callback: Callback
    due: float | None
    repeats: int = 0


class Simulator:
    """A WSGI application that simulates the service for one account. It is thread-safe.

    Args:
        clock: returns the time in Unix seconds. A test can advance it instead of waiting.
        login: the login.
        psw: the password; clients may send its lower-case md5 instead.
        apikey: the API key, which clients may send instead of login and password.
        balance: the initial balance, in ``currency``.
        currency: the currency code, as the service sends it.
        zone: the account's time zone, in hours from UTC.
        transferred_after: the time from sending a message until its transfer to the operator, in
            seconds.
        delivered_after: the time from sending a message until its final status, in seconds.
        handler: the client's handler, whose secret signs the :meth:`callbacks`.
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

    # ---- state

    @property
    def balance(self) -> Decimal:
        """The current balance."""
        return self._account.balance

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages that were sent and not deleted, in the order in which they were sent."""
        with self._lock:
            return tuple(self._account.messages.values())

    def code(self, sender: str) -> str | None:
        """Return the code that was sent to confirm a sender name; None if none was sent.

        Args:
            sender: the sender name, which is a phone number.
        """
        with self._lock:
            return next((name.code for name in self._account.names if name.sender == sender), None)

    # ---- actions of subscribers

    def receive(self, phone: str, mes: str, *, to: str) -> None:
        """Simulate a message from a subscriber; get.php and a callback report it.

        Args:
            phone: the subscriber's number, in digits.
            mes: the text.
            to: the number that it is sent to, in digits.

        Raises:
            EncodeError: the message cannot be encoded in the charset or format of the handler.
        """
        with self._lock:
            self._post(self._account.receive(phone, mes, to))

    def call(self, phone: str) -> bool:
        """Simulate a subscriber's call to the number that wait_call.php returned.

        Within 15 minutes of that request, get.php and a callback report the call.

        Args:
            phone: the caller's number.

        Returns:
            Whether the call was expected.
        """
        with self._lock:
            event = self._account.called(phone)
            if event is not None:
                self._post(event)
            return event is not None

    # ---- callbacks

    def callbacks(self) -> list[Callback]:
        """Return the callbacks that the service would post now.

        Each event is returned once, and again when a repeat is due.

        Raises:
            ValueError: the simulator has no handler.
        """
        if self._handler is None:
            raise ValueError("callbacks() requires Simulator(handler=...)")
        with self._lock:
            now = self._clock()
            for event in self._account.new_statuses():
                self._post(event)
            due = [post for post in self._posts if post.due is not None and post.due <= now]
            for post in due:
                post.due = None
            return [post.callback for post in due]

    def answered(self, number: int, status: int) -> None:
        """Report the handler's response to a callback.

        Unless the status is 200 or 404, the callback is repeated after 4 minutes, up to 50 times.

        Args:
            number: the number of the callback.
            status: the HTTP status of the response.
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
        """Handle a WSGI request: the API's pages under /sys/, by GET or by POST with a form."""
        path = environ.get("PATH_INFO", "")
        if not path.startswith(("/sys/", "/rest/")):
            start_response(
                "404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", "0")]
            )
            return [b""]
        with self._lock:
            content_type, body = self._reply(path, _form(environ), environ.get("REMOTE_ADDR", ""))
        start_response(
            "200 OK", [("Content-Type", content_type), ("Content-Length", str(len(body)))]
        )
        return [body]

    def _reply(self, path: str, form: bytes, address: str) -> tuple[str, bytes]:
        """Return the content type and the body of a reply. Errors also have HTTP status 200."""
        fmt, charset = _reply_format(form)
        try:
            command = self._command(path, form, address)
            body = self._execute(command)
            media_type = "text/csv" if command.name == "task_file" else _CONTENT_TYPES[fmt]
        except RequestError as error:
            page = path.rpartition("/")[2].removesuffix(".php")
            body = replies.balance(fmt=fmt).with_charset(charset).encode(error.failure(page))
            media_type = _CONTENT_TYPES[fmt]
        return f"{media_type}; charset={charset}", body

    def _command(self, path: str, form: bytes, address: str) -> Command[object]:
        """Parse a request and check its credentials."""
        try:
            parsed = parse(form, path=path)
        except DecodeError as error:
            is_unknown = "a page of the API" in error.expected[0] or path.startswith("/rest/")
            raise RequestError(1, f"not simulated: {path}" if is_unknown else None) from None
        self._authenticate(parsed, address)
        return parsed.command

    def _authenticate(self, parsed: ParsedRequest, address: str) -> None:
        now = self._clock()
        failed = [time for time in self._failed.get(address, ()) if now - time < _MINUTE]
        if len(failed) >= BLOCKED_AFTER:
            raise RequestError(4)
        credentials = parsed.credentials
        if credentials is None:
            raise RequestError(1)
        if credentials.apikey == self._apikey or (
            credentials.login == self._login and credentials.psw in self._psws
        ):
            return
        self._failed[address] = [*failed, now]
        raise RequestError(2)

    def _execute(self, command: Command[object]) -> bytes:
        """Execute a command and return the encoded reply."""
        params = Parameters((name, text) for name, text in command.public_params().items() if text)
        unsupported = (
            [command.name]
            if command.name not in COMMANDS
            else [name for name in _NOT_SIMULATED if is_set(params, name)]
        )
        if unsupported:
            raise RequestError(1, f"not simulated: {unsupported[0]}")
        try:
            codec = command.reply
        except ValueError:
            raise RequestError(
                1,
                f"not simulated: the reply of {command.name} with fmt={command.fmt} "
                "is not documented",
            ) from None
        self._limit(command, params)
        try:
            return codec.encode(COMMANDS[command.name](self._account, params))
        except EncodeError as error:
            raise RequestError(
                1, f"not simulated: {codec.name} cannot represent {error.field or 'this reply'}"
            ) from None

    def _limit(self, command: Command[object], params: Parameters) -> None:
        """Raise error 9 if the vendor's limit of such requests per minute is exhausted."""
        if command.name not in _LIMITS:
            return
        is_cost_request = command.name == "send" and params.get("cost") == "1"
        limit: RateLimit = codes.api_error(command.path, 9).limits[
            1 if is_cost_request else _LIMITS[command.name]
        ]
        identity = (
            ()
            if command.name in _TOTALS
            else tuple(
                (name, text) for name, text in params.items() if name not in _REPLY_PARAMETERS
            )
        )
        key, now = (limit.requests, command.name, identity), self._clock()
        accepted = [time for time in self._accepted.get(key, ()) if now - time < _MINUTE]
        if len(accepted) >= limit.per_minute:
            raise RequestError(9)
        self._accepted[key] = [*accepted, now]


def _form(environ: WSGIEnvironment) -> bytes:
    """Return the parameters of the query, followed by those of the body."""
    query = environ.get("QUERY_STRING", "").encode("latin-1")
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    return b"&".join(part for part in (query, body) if part)


def _reply_format(form: bytes) -> tuple[int, str]:
    """Return the format and charset of the reply, also for a request that cannot be parsed."""
    params = dict(parse_qsl(form.decode("latin-1")))
    fmt, charset = params.get("fmt", ""), params.get("charset", "").lower()
    return (
        int(fmt) if fmt in ("0", "1", "2", "3") else 0,
        charset if charset in CHARSETS else DEFAULT_CHARSET,
    )
