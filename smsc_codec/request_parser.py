"""Parser of requests: turns a logged URL, query string or url-encoded body into its command."""

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

_CODEC = "request"
#: The method of a request line, alone or inside a log line.
_REQUEST_LINE = re.compile(rb"""\A\s*[A-Z]{3,7} +|(?:^|[\s"'])[A-Za-z]{3,7} +(?=/|https?://)""")
#: Characters that may precede the name of the first parameter.
_NAME_DELIMITER = re.compile(rb"""[?\s"']""")
_CREDENTIALS = tuple(part.name for part in fields(Credentials))
_NO_CREDENTIALS = [None] * len(_CREDENTIALS)
_CHARSET = re.compile(rb"(?:\A|&)charset=([A-Za-z0-9-]*+)(?=&|\Z)")
#: The maximum size of a request, in bytes.
MAX_REQUEST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ParsedRequest:
    """A parsed request.

    Args:
        command: the command that creates the request; its ``reply`` is the codec of the service's
            reply, in the charset of the request.
        credentials: the credentials in the request, possibly incomplete; None if there are none.
        unknown: the parameters unknown to this library, as (name, value) pairs.
    """

    command: Command[object]
    credentials: Credentials | None = None
    unknown: tuple[tuple[str, str], ...] = ()

    def params(self) -> dict[str, str]:
        """Return all parameters of the request; secrets are unmasked."""
        return {
            **dict(self.credentials.pairs() if self.credentials else ()),
            **self.command.public_params(),
            **dict(self.unknown),
        }

    def query(self) -> str:
        """Return the request as a query string, in its own charset; secrets are unmasked."""
        return write_form(list(self.params().items()), self.command.charset)

    def __repr__(self) -> str:
        return (
            f"<ParsedRequest {self.command!r}, {self.credentials!r}, {len(self.unknown)} unknown>"
        )


_new_parsed_request = compile_constructor(ParsedRequest)
#: Skips the checks of the constructor: decoded text has no unpaired surrogates.
_new_credentials = compile_constructor(Credentials)


def parse(request: str | bytes, *, path: str | None = None) -> ParsedRequest:
    """Parse a request to the service.

    Args:
        request: a URL with or without a host, a request line
            (``GET /sys/status.php?... HTTP/1.1``), a query string, or a url-encoded body.
        path: the path that a query string or body was sent to, such as ``/sys/status.php``.
            Without it, the parameters must match exactly one command. Ignored if the request is a
            URL.

    Returns:
        The command, the credentials and the unknown parameters. Text is decoded in the charset that
        the request declares, windows-1251 by default. Empty parameters are kept.

    Raises:
        DecodeError: the page or command does not exist, a parameter is invalid or repeated, or the
            bytes are not valid in the charset. The credentials are masked in its source.
        TypeError: the request is neither str nor bytes.
    """
    if not isinstance(request, str | bytes):
        raise TypeError(f"request: expected str or bytes, got {type(request).__name__}")
    parser = _RequestParser(request, path)
    try:
        return parser.parse()
    except _InvalidRequestError as error:
        decode_error = parser.decode_error(error)
    # Raised outside the except clause: __context__ would expose the request.
    raise decode_error


class _InvalidRequestError(ValueError):
    """A request is invalid.

    Attributes:
        expected: what was expected, as a noun phrase.
        span: the (start, end) of the invalid bytes; None for all of them.
        hint: an imperative sentence, if there is something to try.
    """

    def __init__(
        self, expected: str, span: tuple[int, int] | None = None, hint: str | None = None
    ) -> None:
        super().__init__(expected)
        self.expected, self.span, self.hint = expected, span, hint


class _RequestParser:
    """The parser of one request; raises :class:`_InvalidRequestError`."""

    def __init__(self, request: str | bytes, path: str | None) -> None:
        self.data, self.is_encodable = (
            (request, True) if isinstance(request, bytes) else _encode(request)
        )
        self.at, self.head, self.form = (
            _split(self.data) if len(self.data) <= MAX_REQUEST_BYTES else (0, b"", b"")
        )
        self.page = self.head.decode("latin-1") if self.head else path

    def parse(self) -> ParsedRequest:
        if len(self.data) > MAX_REQUEST_BYTES:
            raise _InvalidRequestError(f"a request of at most {MAX_REQUEST_BYTES} bytes")
        if not self.is_encodable:
            raise _InvalidRequestError("text that can be encoded in its charset")
        if self.page is None and not self.form.strip(b"& "):
            raise _InvalidRequestError("a request")
        requests = self._requests()
        texts = _plain_texts(self.form) or self._texts()
        credentials = [texts.pop(name, None) for name in _CREDENTIALS]
        command, unknown = self._command(requests, texts)
        return _new_parsed_request(
            command,
            None if credentials == _NO_CREDENTIALS else _new_credentials(*credentials),
            unknown,
        )

    def _requests(self) -> tuple[RequestSpec, ...]:
        """Return the requests of the page, or of all pages if the page is unknown."""
        if self.page is None:
            return tuple(request for requests in pages().values() for request in requests)
        try:
            return pages()[self.page.partition("?")[0].rpartition("/")[2].removesuffix(".php")]
        except KeyError:
            end = self.at - self.data.endswith(b"?", 0, self.at)
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
            repeated = next(name for name in names if names.count(name) > 1)
            raise _InvalidRequestError("no repeated parameter", self._span_of(repeated, whole=True))
        charset = dict(raw).get(b"charset", b"").decode("latin-1").lower() or DEFAULT_CHARSET
        if charset not in CHARSETS:
            raise _InvalidRequestError(
                f"charset={' or '.join(CHARSETS)}", self._span_of(b"charset")
            )
        try:
            return {name.decode(charset): text.decode(charset) for name, text in raw}
        except UnicodeDecodeError as error:
            field = next(name for name, text in raw if error.object in (name, text))
            raise _InvalidRequestError(
                f"text in {charset}", self._span_of(field, whole=True)
            ) from None

    def _command(
        self, requests: tuple[RequestSpec, ...], texts: dict[str, str]
    ) -> tuple[Command[object], tuple[tuple[str, str], ...]]:
        """Return the best matching command and the unknown parameters."""
        if texts.get("fmt", "") not in ("", "0", "1", "2", "3"):
            raise _InvalidRequestError("fmt=0, 1, 2 or 3", self._span_of(b"fmt"))
        matching = (fit for fit in _ranked(requests, _known_names_in(texts)) if fit.matches(texts))
        fit = (
            next(matching, None)
            if self.page is not None
            else self._single_match([*matching], texts)
        )
        if fit is None:
            expected, name = _nearest_command(requests, texts)
            raise _InvalidRequestError(expected, self._span_of(name))
        request = fit.request
        arguments = tuple([(name, texts[name]) for name in fit.arguments])
        unknown = (
            tuple([pair for pair in texts.items() if pair[0] not in request.known])
            if len(texts) > fit.known
            else ()
        )
        return Command(request, arguments), unknown

    def _single_match(self, matching: list[_Fit], texts: dict[str, str]) -> _Fit:
        """Return the only request of all pages that matches the parameters."""
        complete = [fit for fit in matching if fit.known == len(texts)]
        most = max((len(fit.request.constants) for fit in complete), default=0)
        best = [fit for fit in complete if len(fit.request.constants) == most]
        if len(best) == 1:
            return best[0]
        expected, span = "the parameters of a single command", None
        if matching and not complete:
            nearest = max(matching, key=lambda fit: fit.known).request
            unknown = next(name for name in texts if name not in nearest.known)
            charset = texts.get("charset", "").lower() or DEFAULT_CHARSET
            expected += " without unknown parameters"
            span = self._span_of(unknown.encode(charset), whole=True)
        raise _InvalidRequestError(
            expected, span, "pass the path of the request: parse(..., path=...)"
        )

    def _span_of(self, name: bytes | None, *, whole: bool = False) -> tuple[int, int]:
        """Return the span of the value of the last field called ``name``.

        Return the span of the whole field if ``whole`` is true or the value is empty. If the form
        lacks the field, return the end of the form.
        """
        start, span = self.at, (self.at + len(self.form),) * 2
        for part in self.form.split(b"&"):
            key, _, text = part.partition(b"=")
            if part and unquoted(key.replace(b"+", b" ")) == name:
                span = (
                    start if whole or not text else start + len(part) - len(text),
                    start + len(part),
                )
            start += len(part) + 1
        return span

    def decode_error(self, error: _InvalidRequestError) -> DecodeError:
        source = _mask_secrets(self.data)
        span = error.span or (0, len(source))
        diagnosis = Diagnosis(
            span=span, expected=(error.expected,), found=source[slice(*span)].decode("latin-1")
        )
        return DecodeError(_CODEC, source, diagnosis, error.hint, words=_words())


def _plain_texts(form: bytes) -> dict[str, str] | None:
    """Decode all parameters at once; the fast path.

    Return None if they are invalid, or if the charset found in the raw form is not the one that
    they declare.
    """
    found = _CHARSET.search(form)
    charset = (b"" if found is None else found[1]).decode("ascii").lower() or DEFAULT_CHARSET
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
    """Return the requests of every page, by the name of the page."""
    from smsc_codec.commands import REQUESTS

    pages: dict[str, tuple[RequestSpec, ...]] = {}
    for request in REQUESTS:
        pages[request.page] = (*pages.get(request.page, ()), request)
    return pages


def _target(data: bytes) -> tuple[int, int]:
    """Return the span of the URL, query or body, without the request line or log line around it."""
    start, end, trailing = 0, len(data), b"\r\n"
    line = _REQUEST_LINE.search(data) if b" " in data else None
    version = -1 if line is None else data.find(b" HTTP/", line.end())
    # After an equals sign, a word and a path may be part of a value, unless the request line is
    # quoted and has an HTTP version, as in access logs.
    if line is not None and (
        b"=" not in data[: line.start()]
        or (version >= 0 and data[line.start() : line.start() + 1] == b'"')
    ):
        start, trailing = line.end(), b"\r\n "
        end = end if version < 0 else version
    while end > start and data[end - 1] in trailing:
        end -= 1
    while start < end and data[start] in b"\r\n":
        start += 1
    return start, end


def _split(data: bytes) -> tuple[int, bytes, bytes]:
    """Return the offset of the query or body, the URL (empty if none), and the query or body."""
    start, end = _target(data)
    head, mark, query = data[start:end].partition(b"?")
    if (
        b"=" in head
        or b"&" in head
        or not (head.endswith(b".php") or head[:1] == b"/" or b"://" in head)
    ):
        body = head + mark + query
        return start + body.startswith(b"?"), b"", body.removeprefix(b"?")
    return start + len(head) + len(mark), head, query.partition(b"#")[0]


def _encode(request: str) -> tuple[bytes, bool]:
    """Encode a request in the charset that it declares, and return whether that is possible."""
    data = request.encode("utf-8", "surrogatepass")
    charset = DEFAULT_CHARSET
    if not request.isascii() and len(data) <= MAX_REQUEST_BYTES:
        for part in _split(data)[2].split(b"&"):
            name, _, text = part.partition(b"=")
            if unquote_to_bytes(name) == b"charset":
                charset = unquote_to_bytes(text).decode("latin-1").lower()
    try:
        return request.encode(charset if charset in CHARSETS else DEFAULT_CHARSET), True
    except UnicodeEncodeError:
        return request.encode("utf-8", "replace"), False


def _known_names_in(texts: dict[str, str]) -> frozenset[str]:
    """Return the names known to any request.

    They are cache keys: untrusted names would make the cache grow without bound.
    """
    return _known_names().intersection(texts)


@cache
def _known_names() -> frozenset[str]:
    return frozenset(
        name for requests in pages().values() for request in requests for name in request.known
    )


class _Fit(NamedTuple):
    """A candidate request for parameters with certain names.

    Args:
        request: the candidate.
        constants: its constants, as (name, value) pairs.
        checks: for each parameter to check: its name, the fast test and the complete test.
        arguments: the names of the arguments, in the order of serialization.
        known: the number of names that are known to the candidate.
    """

    request: RequestSpec
    constants: tuple[tuple[str, str], ...]
    checks: tuple[tuple[str, Callable[[str], object], Callable[[str], bool]], ...]
    arguments: tuple[str, ...]
    known: int

    def matches(self, texts: dict[str, str]) -> bool:
        for name, constant in self.constants:
            if texts[name] != constant:
                return False
        for name, fast_accepts, accepts in self.checks:
            text = texts[name]
            if not fast_accepts(text) and not accepts(text):
                return False
        return True


@lru_cache(1024)
def _ranked(requests: tuple[RequestSpec, ...], names: frozenset[str]) -> tuple[_Fit, ...]:
    """Return the candidate requests for these names, the best match first.

    Cached, since the same sets of names recur in logs.
    """
    candidates = [
        request
        for request in requests
        if request.required <= names
        and all(not names.isdisjoint(group) for group in request.one_of)
    ]
    candidates.sort(
        key=lambda request: (len(request.constants), len(request.known & names)), reverse=True
    )
    return tuple(_fit(request, names) for request in candidates)


def _fit(request: RequestSpec, names: frozenset[str]) -> _Fit:
    checks = [
        (parameter.name, parameter.fast_accepts, parameter.accepts)
        for parameter in request.parameters
        if parameter.name in names and not parameter.accepts_any
    ]
    arguments = tuple(name for name in request.order if name in names)
    return _Fit(
        request, (*request.constants.items(),), (*checks,), arguments, len(request.known & names)
    )


def _nearest_command(
    requests: Sequence[RequestSpec], texts: dict[str, str]
) -> tuple[str, bytes | None]:
    """Return what the most similar request requires, and the name of the invalid parameter.

    The name is None if a parameter is missing.
    """
    selected = [request for request in requests if _is_selected(request, requests, texts)]
    if not selected:
        constants = [name for request in requests for name in request.constants]
        return "one of " + ", ".join(map(_discriminator, requests)), next(
            (name.encode() for name in constants if name in texts), None
        )
    request = max(selected, key=lambda candidate: len(candidate.constants))
    missing = [
        parameter.name
        for parameter in request.parameters
        if parameter.required and parameter.name not in texts
    ]
    invalid = [
        parameter
        for parameter in request.parameters
        if parameter.name in texts and not parameter.accepts(texts[parameter.name])
    ]
    if missing:
        return f"the parameter {missing[0]}", None
    return (
        (f"{invalid[0].name} ({invalid[0].description})", invalid[0].name.encode())
        if invalid
        else ("one of " + ", ".join(request.one_of[0]), None)
    )


def _is_selected(
    request: RequestSpec, requests: Sequence[RequestSpec], texts: dict[str, str]
) -> bool:
    """Return whether the texts contain the discriminator of a request, if it has one."""
    if request.constants:
        return request.constants.items() <= texts.items()
    return (
        request.required <= frozenset.intersection(*(candidate.required for candidate in requests))
        or _discriminator(request) in texts
    )


def _discriminator(request: RequestSpec) -> str:
    """Return what distinguishes a request from its page's others.

    These are its constants, or the first required parameter if it has none.
    """
    return "&".join(map("=".join, request.constants.items())) or next(
        parameter.name for parameter in request.parameters if parameter.required
    )


def _mask_secrets(data: bytes) -> bytes:
    """Replace the values of credentials and other secrets by asterisks of the same length."""
    # Not split into a list of fields, which may take a hundred times the memory of the request.
    masked = bytearray(data)
    start = 0
    while start < len(data):
        end = data.find(b"&", start)
        end = len(data) if end < 0 else end
        if end > start and (offset := _secret_start(data[start:end])) is not None:
            masked[start + offset : end] = b"*" * (end - start - offset)
        start = end + 1
    return bytes(masked)


def _secret_start(part: bytes) -> int | None:
    """Return the offset of the secret in a field; None if there is none.

    A secret extends to the end of the field.
    """
    found = _secret_pattern().search(part)
    if found is not None:
        return found.end()
    name, equals, _ = part.partition(b"=")
    is_secret = (
        equals
        and unquote_to_bytes(_NAME_DELIMITER.split(name)[-1]).decode("latin-1").lower() in secrets()
    )
    return len(name) + 1 if is_secret else None


@cache
def _secret_pattern() -> re.Pattern[bytes]:
    return re.compile(
        rf"(?:^|[^A-Za-z0-9_])(?:{'|'.join(sorted(secrets()))})(?:\[\])?=".encode(), re.IGNORECASE
    )


@cache
def secrets() -> frozenset[str]:
    """Return the names of all secret parameters: the credentials and those declared as secret."""
    from smsc_codec.commands import REQUESTS

    return frozenset(
        (
            *_CREDENTIALS,
            *(
                parameter.name
                for request in REQUESTS
                for parameter in request.parameters
                if parameter.secret
            ),
        )
    )


@cache
def _words() -> frozenset[str]:
    """Return the words of the declarations, which an error may show unmasked."""
    from smsc_codec.commands import REQUESTS

    words = {"GET", "POST", "HTTP", "sys", "php", "charset", "utf", "fmt", *secrets()}
    for request in REQUESTS:
        words |= {request.page, *request.page.split("_"), *request.known}
    return frozenset(words)
