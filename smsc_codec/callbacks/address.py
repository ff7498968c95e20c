"""The handler URL, as entered in the service's settings.

``https://host/path?own=1&charset=utf-8&fmt=3&sha1=SECRET``. The service sends the parameters after
a ``!`` by GET and those after the ``?`` by POST: ``https://host/path!id&phone?fmt=3``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote_plus, unquote_plus, urlsplit

from smsc_codec.callbacks.events import SERVICE_FIELDS
from smsc_codec.callbacks.signing import ALGORITHMS

__all__ = ["Address", "validate_secret"]

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_CHARSETS = ("windows-1251", "utf-8", "koi8-r")
_MAX_URL_LENGTH = 2048
_MAX_PARAMETERS = 32
_INVALID_URL = "handler URL: expected an http or https URL without a fragment or a login"


def validate_secret(secret: str) -> str:
    """Return ``secret`` if the service accepts it: 1 to 256 letters, digits, ``-`` and ``_``.

    Raises:
        ValueError: the secret is invalid; the message does not contain it.
    """
    if _SECRET.fullmatch(secret) is None:
        raise ValueError("secret: expected 1 to 256 characters out of a-z, A-Z, 0-9, - and _")
    return secret


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Address:
    """A parsed handler URL.

    Args:
        base: scheme, host and path.
        get: the parameters after the ``!``, in order: the bare name of a service field, or a
            parameter with its value.
        post: the parameters after the ``?``, in order.
    """

    base: str
    get: tuple[tuple[str, str | None], ...] = ()
    post: tuple[tuple[str, str | None], ...] = ()

    @classmethod
    def from_url(cls, url: str) -> Address:
        """Parse a handler URL.

        Raises:
            ValueError: the URL is not http(s), repeats a parameter, or has a parameter value that
                the service does not support.
        """
        if len(url) > _MAX_URL_LENGTH or not url.isprintable() or " " in url:
            raise ValueError(
                f"handler URL: expected at most {_MAX_URL_LENGTH} printable characters, no spaces"
            )
        if "#" in url:
            raise ValueError(_INVALID_URL)
        rest, _, post = url.partition("?")
        base, _, get = rest.partition("!")
        return cls(base=base, get=_split(get), post=_split(post))

    def __post_init__(self) -> None:
        """Reject a URL that the service does not accept, such as one with an empty secret.

        Every instance passes these checks, whichever way it is constructed.

        Raises:
            ValueError: as for :meth:`from_url`.
        """
        _check_base(self.base)
        _check_names(self.get, self.post)
        if self.charset not in _CHARSETS:
            raise ValueError(f"handler URL: charset must be one of {', '.join(_CHARSETS)}")
        if dict(self.all).get("fmt", "") not in ("", "2", "3"):
            raise ValueError("handler URL: fmt must be 2, 3 or absent")
        if self.fmt and self.charset == "koi8-r":
            raise ValueError("handler URL: fmt cannot be combined with charset=koi8-r")
        for secret in self.secrets.values():
            validate_secret(secret)
        # Percent-encoding can make the URL longer than the parameters that it was built from.
        if len(self.url()) > _MAX_URL_LENGTH:
            raise ValueError(
                f"handler URL: expected at most {_MAX_URL_LENGTH} characters after percent-encoding"
            )

    @property
    def all(self) -> tuple[tuple[str, str], ...]:
        """All parameters except the bare names of service fields."""
        return tuple(
            (name, text or "")
            for name, text in (*self.get, *self.post)
            if name not in SERVICE_FIELDS
        )

    @property
    def charset(self) -> str:
        """The charset in lower case; windows-1251 by default."""
        return (dict(self.all).get("charset") or "windows-1251").lower()

    @property
    def fmt(self) -> int | None:
        """The body format: 2 for XML, 3 for JSON, None for a form."""
        text = dict(self.all).get("fmt")
        return int(text) if text else None

    @property
    def secrets(self) -> dict[str, str]:
        """The secret of each algorithm, the strongest algorithm first."""
        parameters = dict(self.all)
        return {
            algorithm: parameters[algorithm] for algorithm in ALGORITHMS if algorithm in parameters
        }

    @property
    def echoed(self) -> tuple[tuple[str, str], ...]:
        """The parameters that the service sends back unchanged: all but the secrets."""
        return tuple(pair for pair in self.all if pair[0] not in ALGORITHMS)

    @property
    def by_get(self) -> frozenset[str]:
        """The names of the fields that arrive in the query."""
        return frozenset(name for name, _ in self.get)

    def url(self) -> str:
        """Return the handler URL, including its secrets."""
        get = "!" + _join(self.get) if self.get else ""
        return self.base + get + ("?" + _join(self.post) if self.post else "")


def _check_base(base: str) -> None:
    """Check that ``base`` is an http(s) URL that ends with its path."""
    try:
        parts = urlsplit(base)
        has_valid_port = parts.port is None or parts.port > 0
    except ValueError:
        # The message of this error quotes the host and the login. Raise below, outside the except
        # block, so that it does not become the context of our error.
        has_valid_port = False
    if not has_valid_port:
        raise ValueError("handler URL: expected a host, and a port of 1 to 65535 if present")
    ends_with_path = set(base).isdisjoint("!?# ") and base.isprintable()
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.username is not None
        or not ends_with_path
    ):
        raise ValueError(_INVALID_URL)


def _check_names(
    get: tuple[tuple[str, str | None], ...], post: tuple[tuple[str, str | None], ...]
) -> None:
    names = [name for name, _ in (*get, *post)]
    if len(set(names)) != len(names) or len(names) > _MAX_PARAMETERS:
        raise ValueError(f"handler URL: repeated parameter, or more than {_MAX_PARAMETERS}")
    # After the "!", the bare name of a service field is allowed: it moves the field to the query.
    for name in (*(name for name, text in get if text is not None), *(name for name, _ in post)):
        if name in SERVICE_FIELDS:
            raise ValueError(f"handler URL: {name} is a service field and cannot name a parameter")


def _split(query: str) -> tuple[tuple[str, str | None], ...]:
    pairs = []
    for part in query.split("&"):
        if part:
            name, equals, text = part.partition("=")
            pairs.append((_unquote(name), _unquote(text) if equals else None))
    return tuple(pairs)


def _unquote(escaped: str) -> str:
    try:
        return unquote_plus(escaped, errors="strict")
    except UnicodeDecodeError:
        reason = "handler URL: percent-encoded text is not valid UTF-8"
    # Raised outside the except block: the caught error holds the text, which may be a secret, and
    # would become the context of this error.
    raise ValueError(reason)


def _join(pairs: tuple[tuple[str, str | None], ...]) -> str:
    return "&".join(
        quote_plus(name) + ("" if text is None else f"={quote_plus(text)}") for name, text in pairs
    )
