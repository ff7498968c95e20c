"""The handler's address, as it is typed into the service's settings.

``https://host/path?own=1&charset=utf-8&fmt=3&sha1=SECRET``; what stands behind a ``!`` travels by GET, what stands behind
the ``?`` by POST: ``https://host/path!id&phone?fmt=3``.
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
_LONGEST, _MOST = 2048, 32
_NO_URL = "a handler's address is an http or https URL without a fragment and without a login"


def validate_secret(secret: str) -> str:
    """``secret`` if the service would take it: letters, digits, ``-`` and ``_``. The error does not show it."""
    if _SECRET.fullmatch(secret) is None:
        raise ValueError("a secret is made of the letters a-z and A-Z, digits, - and _")
    return secret


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Address:
    """What an address says.

    Args:
        base: scheme, host and path.
        get: what stands behind the ``!``, in order: a service field's name alone, or a parameter with its value.
        post: what stands behind the ``?``, in order.
    """

    base: str
    get: tuple[tuple[str, str | None], ...] = ()
    post: tuple[tuple[str, str | None], ...] = ()

    @classmethod
    def from_url(cls, url: str) -> Address:
        """The address of a URL.

        Raises:
            ValueError: not an http(s) URL, a parameter twice, or one that says what the service does not know.
        """
        if len(url) > _LONGEST or not url.isprintable() or " " in url:
            raise ValueError(f"a handler's address is a URL of at most {_LONGEST} characters")
        if "#" in url:
            raise ValueError(_NO_URL)
        rest, _, posted = url.partition("?")
        base, _, got = rest.partition("!")
        return cls(base=base, get=_split(got), post=_split(posted))

    def __post_init__(self) -> None:
        """Refuse what the service would not take. No address goes without this, so none has an empty secret.

        Raises:
            ValueError: as :meth:`from_url`.
        """
        _check_base(self.base)
        _check_names(self.get, self.post)
        if self.charset not in _CHARSETS:
            raise ValueError(f"charset must be one of {', '.join(_CHARSETS)}")
        if dict(self.all).get("fmt", "") not in ("", "2", "3"):
            raise ValueError("fmt of a handler's address is 2, 3 or left out")
        if self.fmt and self.charset == "koi8-r":
            raise ValueError("with fmt the service does not use koi8-r")
        for secret in self.secrets.values():
            validate_secret(secret)
        if len(self.url()) > _LONGEST:  # written, it may be longer: letters are percent-encoded
            raise ValueError(
                f"a handler's address is a URL of at most {_LONGEST} characters, its letters percent-encoded"
            )

    @property
    def all(self) -> tuple[tuple[str, str], ...]:
        """Every parameter that has a value, or needs none."""
        return tuple(
            (name, text or "")
            for name, text in (*self.get, *self.post)
            if name not in SERVICE_FIELDS
        )

    @property
    def charset(self) -> str:
        """windows-1251 unless the address says otherwise."""
        return (dict(self.all).get("charset") or "windows-1251").lower()

    @property
    def fmt(self) -> int | None:
        """2 XML, 3 JSON, None a form."""
        text = dict(self.all).get("fmt")
        return int(text) if text else None

    @property
    def secrets(self) -> dict[str, str]:
        """The secret of each algorithm, the strongest first."""
        given = dict(self.all)
        return {algorithm: given[algorithm] for algorithm in ALGORITHMS if algorithm in given}

    @property
    def echoed(self) -> tuple[tuple[str, str], ...]:
        """The parameters that the service sends along as they are: all but the hashes."""
        return tuple(pair for pair in self.all if pair[0] not in ALGORITHMS)

    @property
    def by_get(self) -> frozenset[str]:
        """The names of what travels in the query."""
        return frozenset(name for name, _ in self.get)

    def url(self) -> str:
        """The address as a URL, secrets as they are."""
        got = "!" + _joined(self.get) if self.get else ""
        return self.base + got + ("?" + _joined(self.post) if self.post else "")


def _check_base(base: str) -> None:
    """Refuse what is no http(s) URL up to its path."""
    try:
        parts = urlsplit(base)
        there = parts.port is None or parts.port > 0
    except ValueError:  # it quotes the host, and the login before it; so ours is raised below, where it is no context
        there = False
    if not there:
        raise ValueError("a handler's address has a host, and a port of 1 to 65535 if any")
    ended = set(base).isdisjoint("!?# ") and base.isprintable()
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.username is not None
        or not ended
    ):
        raise ValueError(_NO_URL)


def _check_names(
    get: tuple[tuple[str, str | None], ...], post: tuple[tuple[str, str | None], ...]
) -> None:
    names = [name for name, _ in (*get, *post)]
    if len(set(names)) != len(names) or len(names) > _MOST:
        raise ValueError(f"a parameter of the address comes twice, or there are more than {_MOST}")
    # By GET a field's name alone says that it travels there.
    for name in (*(name for name, text in get if text is not None), *(name for name, _ in post)):
        if name in SERVICE_FIELDS:
            raise ValueError(
                f"{name} is a field of the service: no parameter of the address may be called so"
            )


def _split(query: str) -> tuple[tuple[str, str | None], ...]:
    found = []
    for part in query.split("&"):
        if part:
            name, equals, text = part.partition("=")
            found.append((_text(name), _text(text) if equals else None))
    return tuple(found)


def _text(escaped: str) -> str:
    try:
        return unquote_plus(escaped, errors="strict")
    except UnicodeDecodeError:
        why = "UTF-8 can't decode what is percent-encoded in the address"
    # Not inside the except: the other error holds the text, which may be a secret, and would be the context of this one.
    raise ValueError(why)


def _joined(pairs: tuple[tuple[str, str | None], ...]) -> str:
    return "&".join(
        quote_plus(name) + ("" if text is None else f"={quote_plus(text)}") for name, text in pairs
    )
