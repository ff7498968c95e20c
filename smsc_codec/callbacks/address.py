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

__all__ = ["Address", "checked_secret"]

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_CHARSETS = ("windows-1251", "utf-8", "koi8-r")
_LONGEST, _MOST = 2048, 32


def checked_secret(secret: str) -> str:
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
        rest, _, posted = url.partition("?")
        base, _, got = rest.partition("!")
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname or "#" in url or parts.username is not None:
            raise ValueError("a handler's address is an http or https URL without a fragment and without a login")
        address = cls(base=base, get=_split(got), post=_split(posted))
        address.check()
        if len(address.url()) > _LONGEST:  # written, it may be longer: letters are percent-encoded
            raise ValueError(f"a handler's address is a URL of at most {_LONGEST} characters, its letters percent-encoded")
        return address

    def check(self) -> None:
        """Refuse what the service would not take."""
        names = [name for name, _ in (*self.get, *self.post)]
        if len(set(names)) != len(names) or len(names) > _MOST:
            raise ValueError(f"a parameter of the address comes twice, or there are more than {_MOST}")
        for name, text in self.get:
            if text is not None and name in SERVICE_FIELDS:
                raise ValueError(f"{name} is a field of the service: no parameter of the address may be called so")
        for name, _ in self.post:
            if name in SERVICE_FIELDS:
                raise ValueError(f"{name} is a field of the service: no parameter of the address may be called so")
        if self.charset not in _CHARSETS:
            raise ValueError(f"charset must be one of {', '.join(_CHARSETS)}")
        if dict(self.all).get("fmt", "") not in ("", "2", "3"):
            raise ValueError("fmt of a handler's address is 2, 3 or left out")
        if self.fmt and self.charset == "koi8-r":
            raise ValueError("with fmt the service does not use koi8-r")
        for secret in self.secrets.values():
            checked_secret(secret)

    @property
    def all(self) -> tuple[tuple[str, str], ...]:
        """Every parameter that has a value, or needs none."""
        return tuple((name, text or "") for name, text in (*self.get, *self.post) if name not in SERVICE_FIELDS)

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


def _split(query: str) -> tuple[tuple[str, str | None], ...]:
    found = []
    for part in query.split("&"):
        if part:
            name, equals, text = part.partition("=")
            found.append((unquote_plus(name, errors="strict"), unquote_plus(text, errors="strict") if equals else None))
    return tuple(found)


def _joined(pairs: tuple[tuple[str, str | None], ...]) -> str:
    return "&".join(quote_plus(name) + ("" if text is None else f"={quote_plus(text)}") for name, text in pairs)
