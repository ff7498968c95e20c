"""A request read back: out of an access log's URL, a query or a form body, into the command that would have made it."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote_to_bytes

from smsc_codec.codec import CHARSETS
from smsc_codec.codegen import compile_constructor
from smsc_codec.errors import DecodeError, Diagnosis
from smsc_codec.formats.base import MalformedDocument
from smsc_codec.formats.urlencoded import parse as parse_form
from smsc_codec.formats.urlencoded import texts as texts_of_form
from smsc_codec.formats.urlencoded import unquoted
from smsc_codec.formats.urlencoded import write as write_form
from smsc_codec.requests import DEFAULT_CHARSET, Command, Credentials

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from smsc_codec.requests import RequestSpec

__all__ = ["ParsedRequest", "parse", "secrets"]

_WHAT = "request"
#: A request line, alone or inside a log's line.
_LINE = re.compile(rb"""\A\s*[A-Z]{3,7} +|(?:^|[\s"'])[A-Za-z]{3,7} +(?=/|https?://)""")
#: What may stand before the first parameter's name.
_BEFORE = re.compile(rb"""[?\s"']""")
_CREDENTIALS = tuple(part.name for part in fields(Credentials))
_NOBODY = [None] * len(_CREDENTIALS)
_STATED = re.compile(rb"(?:\A|&)charset=([A-Za-z0-9-]*+)(?=&|\Z)")
#: The longest request that is read, in octets.
MAX_REQUEST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ParsedRequest:
    """A request out of a log.

    Args:
        command: the command that makes it; its ``reply`` reads what was answered, in the charset that was asked for.
        credentials: as they stood there, whole or not; None if there were none.
        unknown: the parameters that this library does not know.
    """

    command: Command[object]
    credentials: Credentials | None = None
    unknown: tuple[tuple[str, str], ...] = ()

    def params(self) -> dict[str, str]:
        """All parameters of the request, secrets as they are."""
        return {
            **dict(self.credentials.pairs() if self.credentials else ()),
            **self.command.public_params(),
            **dict(self.unknown),
        }

    def query(self) -> str:
        """The request as a query or a form body, secrets as they are, in the charset that it states."""
        return write_form(list(self.params().items()), self.command.charset)

    def __repr__(self) -> str:
        return (
            f"<ParsedRequest {self.command!r}, {self.credentials!r}, {len(self.unknown)} unknown>"
        )


_made = compile_constructor(ParsedRequest)
#: Nothing is checked: what was decoded can travel.
_credentials = compile_constructor(Credentials)


def parse(request: str | bytes, *, path: str | None = None) -> ParsedRequest:
    """The command that a request is.

    Args:
        request: a URL with or without a host, a request line (``GET /sys/status.php?... HTTP/1.1``), or a query or form
            body alone.
        path: the path that a query or body was sent to, such as ``/sys/status.php``; without it, the parameters must fit
            one command only. A URL has its own, and this one does not count.

    Returns:
        The command, the credentials and what is unknown; texts are read in the charset that the request states
        (windows-1251 if it states none), and a parameter that is there but blank stays so.

    Raises:
        DecodeError: no page or command of the API, a parameter that no client can mean, two of a name, octets outside the
            charset. Its source has the credentials starred.
        TypeError: neither str nor bytes.
    """
    if not isinstance(request, str | bytes):
        raise TypeError(f"a request is str or bytes, not {type(request).__name__}")
    reading = _Reading(request, path)
    try:
        return reading.parsed()
    except _InvalidRequestError as error:
        refusal = reading.refusal(error)
    # Not from inside the clause: what led here would travel with the error, and shows the request.
    raise refusal


class _InvalidRequestError(ValueError):
    """What was expected of a request; the octets that are wrong, as (start, end), None for all of them; what to try."""

    def __init__(
        self, expected: str, span: tuple[int, int] | None = None, hint: str | None = None
    ) -> None:
        super().__init__(expected)
        self.expected, self.span, self.hint = expected, span, hint


class _Reading:
    """One request while it is read; raises :class:`_RefusedError`."""

    def __init__(self, request: str | bytes, path: str | None) -> None:
        self.octets, self.encoded = (
            (request, True) if isinstance(request, bytes) else _encoded(request)
        )
        self.at, self.head, self.form = (
            _split(self.octets) if len(self.octets) <= MAX_REQUEST_BYTES else (0, b"", b"")
        )
        self.page = self.head.decode("latin-1") if self.head else path

    def parsed(self) -> ParsedRequest:
        if len(self.octets) > MAX_REQUEST_BYTES:
            raise _InvalidRequestError(f"a request of at most {MAX_REQUEST_BYTES} octets")
        if not self.encoded:
            raise _InvalidRequestError("text in the charset that is stated")
        if self.page is None and not self.form.strip(b"& "):
            raise _InvalidRequestError("a request")
        requests = self._requests()
        texts = _plain_texts(self.form) or self._texts()
        given = [texts.pop(name, None) for name in _CREDENTIALS]
        command, unknown = self._command(requests, texts)
        return _made(command, None if given == _NOBODY else _credentials(*given), unknown)

    def _requests(self) -> tuple[RequestSpec, ...]:
        """The requests that the page knows; of all pages if none is named."""
        if self.page is None:
            return tuple(request for requests in pages().values() for request in requests)
        try:
            return pages()[self.page.partition("?")[0].rpartition("/")[2].removesuffix(".php")]
        except KeyError:
            end = self.at - self.octets.endswith(b"?", 0, self.at)
            span = (end - len(self.head), end) if self.head else None  # the URL up to its query
            raise _InvalidRequestError("a page of the API, such as /sys/status.php", span) from None

    def _texts(self) -> dict[str, str]:
        try:
            raw = parse_form(self.form)
        except MalformedDocument as error:
            at = self.at + (error.at or 0)
            raise _InvalidRequestError(error.expected, (at, at + 1)) from None
        names = [name for name, _ in raw]
        if len(set(names)) != len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise _InvalidRequestError("every parameter once", self._place(twice, whole=True))
        charset = dict(raw).get(b"charset", b"").decode("latin-1").lower() or DEFAULT_CHARSET
        if charset not in CHARSETS:
            raise _InvalidRequestError(f"charset={' or '.join(CHARSETS)}", self._place(b"charset"))
        try:
            return {name.decode(charset): text.decode(charset) for name, text in raw}
        except UnicodeDecodeError as error:
            field = next(name for name, text in raw if error.object in (name, text))
            raise _InvalidRequestError(
                f"text in {charset}", self._place(field, whole=True)
            ) from None

    def _command(
        self, requests: tuple[RequestSpec, ...], texts: dict[str, str]
    ) -> tuple[Command[object], tuple[tuple[str, str], ...]]:
        """The request that the texts are: of those that fit, the one that knows the most of them."""
        if texts.get("fmt", "") not in ("", "0", "1", "2", "3"):
            raise _InvalidRequestError("fmt=0, 1, 2 or 3", self._place(b"fmt"))
        fitting = (fit for fit in _ranked(requests, _known_of(texts)) if fit.reads(texts))
        fit = next(fitting, None) if self.page is not None else self._only([*fitting], texts)
        if fit is None:
            expected, name = _nearest_command(requests, texts)
            raise _InvalidRequestError(expected, self._place(name))
        request = fit.request
        arguments = tuple([(name, texts[name]) for name in fit.stated])
        unknown = (
            tuple([pair for pair in texts.items() if pair[0] not in request.known])
            if len(texts) > fit.known
            else ()
        )
        return Command(request, arguments), unknown

    def _only(self, fitting: list[_Fit], texts: dict[str, str]) -> _Fit:
        """The one request of all pages that the parameters can be."""
        whole = [fit for fit in fitting if fit.known == len(texts)]
        meant = [
            fit
            for fit in whole
            if len(fit.request.constants) == max(len(one.request.constants) for one in whole)
        ]
        if len(meant) == 1:
            return meant[0]
        expected, place = "the parameters of one command", None
        if fitting and not whole:
            nearest = max(fitting, key=lambda fit: fit.known).request
            unknown = next(name for name in texts if name not in nearest.known)
            charset = texts.get("charset", "").lower() or DEFAULT_CHARSET
            expected, place = (
                f"{expected}, and no others",
                self._place(unknown.encode(charset), whole=True),
            )
        raise _InvalidRequestError(
            f"{expected} (say the path)",
            place,
            "a query or a body does not say its page: parse(..., path=...)",
        )

    def _place(self, name: bytes | None, *, whole: bool = False) -> tuple[int, int]:
        """Where the text of the last field of a name stands; the field if that is asked for, or if its text is blank; the end of
        all fields if there is none.
        """
        start, place = self.at, (self.at + len(self.form),) * 2
        for part in self.form.split(b"&"):
            key, _, text = part.partition(b"=")
            if part and unquoted(key.replace(b"+", b" ")) == name:
                place = (
                    start if whole or not text else start + len(part) - len(text),
                    start + len(part),
                )
            start += len(part) + 1
        return place

    def refusal(self, error: _InvalidRequestError) -> DecodeError:
        source = _starred(self.octets)
        span = error.span or (0, len(source))
        problem = Diagnosis(
            span=span, expected=(error.expected,), found=source[slice(*span)].decode("latin-1")
        )
        return DecodeError(_WHAT, source, problem, error.hint, words=_words())


def _plain_texts(form: bytes) -> dict[str, str] | None:
    """The parameters, read in one go in the charset that is stated where it is looked for first; None if that is not what they
    state, or if something is wrong with them.
    """
    stated = _STATED.search(form)
    charset = (b"" if stated is None else stated[1]).decode("ascii").lower() or DEFAULT_CHARSET
    if charset not in CHARSETS:
        return None
    try:
        pairs = texts_of_form(form, charset)
    except MalformedDocument:
        return None
    texts = dict(pairs)
    if len(texts) != len(pairs) or (texts.get("charset", "").lower() or DEFAULT_CHARSET) != charset:
        return None
    return texts


@cache
def pages() -> dict[str, tuple[RequestSpec, ...]]:
    from smsc_codec.commands import REQUESTS

    pages: dict[str, tuple[RequestSpec, ...]] = {}
    for request in REQUESTS:
        pages[request.page] = (*pages.get(request.page, ()), request)
    return pages


def _target(octets: bytes) -> tuple[int, int]:
    """Where the URL, the query or the body begins and ends, inside a request line or a log's line that may be around it."""
    start, end, trailing = 0, len(octets), b"\r\n"
    line = _LINE.search(octets) if b" " in octets else None
    version = -1 if line is None else octets.find(b" HTTP/", line.end())
    # Behind an equals sign a word and a path may be a text; a log quotes its request line and tells the version.
    if line is not None and (
        b"=" not in octets[: line.start()]
        or (version >= 0 and octets[line.start() : line.start() + 1] == b'"')
    ):
        start, trailing = line.end(), b"\r\n "
        end = end if version < 0 else version
    while end > start and octets[end - 1] in trailing:
        end -= 1
    while start < end and octets[start] in b"\r\n":
        start += 1
    return start, end


def _split(octets: bytes) -> tuple[int, bytes, bytes]:
    """Where the query or body begins, the URL before it if there is one, and the query or body."""
    start, end = _target(octets)
    head, mark, query = octets[start:end].partition(b"?")
    if (
        b"=" in head
        or b"&" in head
        or not (head.endswith(b".php") or head[:1] == b"/" or b"://" in head)
    ):
        body = head + mark + query
        return start + body.startswith(b"?"), b"", body.removeprefix(b"?")
    return start + len(head) + len(mark), head, query.partition(b"#")[0]


def _encoded(request: str) -> tuple[bytes, bool]:
    """A text as the octets that were sent: letters that are not percent-encoded are in the charset that it states."""
    octets = request.encode("utf-8", "surrogatepass")
    charset = DEFAULT_CHARSET
    if not request.isascii() and len(octets) <= MAX_REQUEST_BYTES:
        for part in _split(octets)[2].split(b"&"):
            name, _, text = part.partition(b"=")
            if unquote_to_bytes(name) == b"charset":
                charset = unquote_to_bytes(text).decode("latin-1").lower()
    try:
        return request.encode(charset if charset in CHARSETS else DEFAULT_CHARSET), True
    except UnicodeEncodeError:
        return request.encode("utf-8", "replace"), False


def _known_of(texts: dict[str, str]) -> frozenset[str]:
    """The names that some request knows: what is remembered by them holds no name of a stranger's making, however long."""
    return _names().intersection(texts)


@cache
def _names() -> frozenset[str]:
    return frozenset(
        name for requests in pages().values() for request in requests for name in request.known
    )


class _Fit(NamedTuple):
    """A request that parameters of certain names can be.

    Args:
        request: it.
        fixed: the texts that tell it from the others.
        checks: a parameter's name, what is sure to read its text, and what decides where that is not sure.
        stated: the names that are there and may be arguments, in the order in which they are written.
        known: how many names it knows.
    """

    request: RequestSpec
    fixed: tuple[tuple[str, str], ...]
    checks: tuple[tuple[str, Callable[[str], object], Callable[[str], bool]], ...]
    stated: tuple[str, ...]
    known: int

    def reads(self, texts: dict[str, str]) -> bool:
        for name, fixed in self.fixed:
            if texts[name] != fixed:
                return False
        for name, surely, reads in self.checks:
            text = texts[name]
            if not surely(text) and not reads(text):
                return False
        return True


@lru_cache(1024)
def _ranked(requests: tuple[RequestSpec, ...], names: frozenset[str]) -> tuple[_Fit, ...]:
    """The requests that parameters of these names can be, the one that knows the most of them first. Logs have the same names
    again and again.
    """
    fitting = [
        one
        for one in requests
        if one.required <= names and all(not names.isdisjoint(group) for group in one.one_of)
    ]
    fitting.sort(key=lambda one: (len(one.constants), len(one.known & names)), reverse=True)
    return tuple(_fit(one, names) for one in fitting)


def _fit(request: RequestSpec, names: frozenset[str]) -> _Fit:
    checks = [
        (one.name, one.fast_accepts, one.accepts)
        for one in request.parameters
        if one.name in names and not one.accepts_any
    ]
    stated = tuple(name for name in request.order if name in names)
    return _Fit(
        request, (*request.constants.items(),), (*checks,), stated, len(request.known & names)
    )


def _nearest_command(
    requests: Sequence[RequestSpec], texts: dict[str, str]
) -> tuple[str, bytes | None]:
    """What the request that is meant would have needed, and the parameter that is there instead; None where one is missing."""
    meant = [request for request in requests if _meant(request, requests, texts)]
    if not meant:
        fixed = [name for request in requests for name in request.constants]
        return "one of " + ", ".join(map(_discriminated_by, requests)), next(
            (name.encode() for name in fixed if name in texts), None
        )
    request = max(meant, key=lambda one: len(one.constants))
    missing = [
        parameter.name
        for parameter in request.parameters
        if parameter.required and parameter.name not in texts
    ]
    wrong = [
        one for one in request.parameters if one.name in texts and not one.accepts(texts[one.name])
    ]
    if missing:
        return f"the parameter {missing[0]}", None
    return (
        (f"{wrong[0].name} ({wrong[0].description})", wrong[0].name.encode())
        if wrong
        else ("one of " + ", ".join(request.one_of[0]), None)
    )


def _meant(request: RequestSpec, requests: Sequence[RequestSpec], texts: dict[str, str]) -> bool:
    """Whether that which tells a request from the others of its page is there, if there is such a thing."""
    if request.constants:
        return request.constants.items() <= texts.items()
    return (
        request.required <= frozenset.intersection(*(one.required for one in requests))
        or _discriminated_by(request) in texts
    )


def _discriminated_by(request: RequestSpec) -> str:
    """What tells a request from the others of its page: its fixed parameters, or the first that it requires."""
    return "&".join(map("=".join, request.constants.items())) or next(
        one.name for one in request.parameters if one.required
    )


def _starred(octets: bytes) -> bytes:
    """``octets`` with the values of credentials, and of other secrets, starred; the width is kept."""
    shown = bytearray(
        octets
    )  # not a list of fields: a megabyte of ampersands would make a hundred of it
    start = 0
    while start < len(octets):
        end = octets.find(b"&", start)
        end = len(octets) if end < 0 else end
        if end > start and (hidden := _hidden(octets[start:end])) is not None:
            shown[start + hidden : end] = b"*" * (end - start - hidden)
        start = end + 1
    return bytes(shown)


def _hidden(part: bytes) -> int | None:
    """Where a field begins to be a secret: behind whatever looks like a secret's name, all is starred up to the next field."""
    found = _secret().search(part)
    if found is not None:
        return found.end()
    name, equals, _ = part.partition(b"=")
    hidden = (
        equals and unquote_to_bytes(_BEFORE.split(name)[-1]).decode("latin-1").lower() in secrets()
    )
    return len(name) + 1 if hidden else None


@cache
def _secret() -> re.Pattern[bytes]:
    return re.compile(
        rf"(?:^|[^A-Za-z0-9_])(?:{'|'.join(sorted(secrets()))})(?:\[\])?=".encode(), re.IGNORECASE
    )


@cache
def secrets() -> frozenset[str]:
    """The names of all parameters whose texts give something away: credentials, and what a declaration calls a secret."""
    from smsc_codec.commands import REQUESTS

    return frozenset(
        (
            *_CREDENTIALS,
            *(one.name for request in REQUESTS for one in request.parameters if one.secret),
        )
    )


@cache
def _words() -> frozenset[str]:
    """The words of the declarations, which an error may show."""
    from smsc_codec.commands import REQUESTS

    words = {"GET", "POST", "HTTP", "sys", "php", "charset", "utf", "fmt", *secrets()}
    for request in REQUESTS:
        words |= {request.page, *request.page.split("_"), *request.known}
    return frozenset(words)
