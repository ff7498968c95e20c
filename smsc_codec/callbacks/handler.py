"""A client's handler: from the octets that the service posts to an event and a verdict, and back.

What to answer: the service repeats everything but 200 and 404 every :data:`RETRY_EVERY`, :data:`RETRIES` times. So answer 200
also to a bad hash and to a body that cannot be decoded, and count them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn

from smsc_codec.callbacks.address import Address, checked_secret
from smsc_codec.callbacks.events import FORMS, HASHED, EventKind, kind_of
from smsc_codec.callbacks.signing import ALGORITHMS, Outcome, Verdict, digest, shaped, verify
from smsc_codec.errors import DecodeError, EncodeError, Problem, SignatureError
from smsc_codec.kinds import Refused
from smsc_codec.records import Bare, pairs
from smsc_codec.wires.base import Malformed, Unwritable
from smsc_codec.wires.elements import WORDS, MarkupForm
from smsc_codec.wires.form import Fields, texts, write
from smsc_codec.wires.json import Json, parse
from smsc_codec.wires.xml import Xml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from smsc_codec.callbacks.events import Event

__all__ = ["ANSWER", "FIELDS", "LONGEST", "RETRIES", "RETRY_EVERY", "Handler", "Received", "kind_of_event", "layouts"]

#: The status to answer, whatever the verdict: anything but 200 and 404 is repeated.
ANSWER = 200
#: How long the service waits before it repeats a callback.
RETRY_EVERY = timedelta(minutes=4)
#: How often it does so at most.
RETRIES = 50
#: The most fields of a callback, and the most octets of its query or body.
FIELDS, LONGEST = 64, 1 << 18


class _Texts(Json):
    """JSON whose every value is a string; a number is read to its digits as they stand, since they are hashed."""

    @staticmethod
    def document(text: str) -> Any:
        return parse(text, exact=True)

    @staticmethod
    def constant(tag: str, text: str) -> str:
        return f'"{tag}": "{text}"'


_SYNTAX: Mapping[int | None, Any] = {None: Fields, 2: Xml, 3: _Texts}
#: The fields that tell an event from others; those that are hashed are among them.
_IDENTITY: Mapping[EventKind, tuple[str, ...]] = {
    EventKind.STATUS: ("id", "phone", "status", "err", "ts"),
    EventKind.MESSAGE: ("id", "phone", "mes", "to", "sent"),
    EventKind.CALL: ("phone", "ts"),
}
_TELLING = frozenset((*ALGORITHMS, "mes", "waitcall"))
_CLASSES = {form.record.cls: kind for kind, form in FORMS.items()}


@cache
def layouts() -> Mapping[int | None, Mapping[EventKind, MarkupForm]]:
    """How each kind is read and written in each format. The grammars are read here, when first needed, not before."""
    return {fmt: {kind: MarkupForm(form, 0, syntax) for kind, form in FORMS.items()} for fmt, syntax in _SYNTAX.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A callback that was received.

    Args:
        event: what it tells; None unless the verdict is accepted.
        verdict: whether its hash fits, and what that proves.
    """

    event: Event | None
    verdict: Verdict

    def __bool__(self) -> NoReturn:
        raise TypeError("a Received is no truth value: look at received.event, or at received.verdict")


class Handler:
    """The handler of one address. Immutable; keeps no state: remembering keys is the caller's."""

    __slots__ = ("_address", "_by_get", "_old", "_secrets", "allow_crc32", "charset", "fmt")

    _address: Address
    _old: tuple[str, ...]
    _by_get: frozenset[str]
    _secrets: dict[str, str]
    #: Whether a callback that only a crc32 vouches for is accepted.
    allow_crc32: bool
    #: In which texts travel and are hashed.
    charset: str
    #: 2 XML, 3 JSON, None a form.
    fmt: int | None

    def __init__(self, address: Address, *, old_secrets: Sequence[str] = (), allow_crc32: bool = False) -> None:
        if isinstance(old_secrets, str):
            raise TypeError("old_secrets is a list of secrets, not one")
        known = {
            "_address": address, "_old": tuple(map(checked_secret, old_secrets)), "_by_get": address.by_get,
            "_secrets": address.secrets, "allow_crc32": allow_crc32, "charset": address.charset, "fmt": address.fmt,
        }  # fmt: skip
        for name, value in known.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, _: object) -> None:
        raise AttributeError(f"a Handler is immutable: {name}")

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self.url(), self._old, self.allow_crc32)

    @classmethod
    def from_url(cls, url: str, *, old_secrets: Sequence[str] = (), allow_crc32: bool = False) -> Handler:
        """The handler of an address as it is typed into the service's settings.

        Args:
            url: with ``charset`` (windows-1251 unless said, utf-8, koi8-r), ``fmt`` (2 XML, 3 JSON; a form without), the
                secret under ``sha1``, ``md5`` or ``crc32``, parameters of your own, and ``!p1&p2?p3&p4`` to say what travels
                by GET.
            old_secrets: secrets that were in the address before: callbacks that were made with them are still accepted.
            allow_crc32: accept a callback that only a crc32 vouches for, although anybody can forge one.

        Raises:
            ValueError: the service would not take it: a secret of other characters than letters, digits, ``-`` and ``_``,
                koi8-r with fmt, a parameter that bears a service field's name.
        """
        return cls(Address.from_url(url), old_secrets=old_secrets, allow_crc32=allow_crc32)

    @property
    def algorithms(self) -> tuple[str, ...]:
        """The hashes that a callback must bear."""
        return tuple(self._secrets)

    def url(self) -> str:
        """The address as a URL, secrets as they are."""
        return self._address.url()

    def __repr__(self) -> str:
        address = self._address
        return f"<Handler {address.base}, {self.charset}, fmt={self.fmt}, {', '.join(self.algorithms) or 'no hash'}>"

    # ---- octets to event

    def receive(self, query: bytes = b"", body: bytes = b"") -> Received:
        """A callback, verified once.

        Args:
            query: the request's query as it came, percent-encoded. Fields are taken from it only if the address names them
                behind its ``!``.
            body: the request's body as it came. Not what a framework has decoded: the hash is over octets.

        Returns:
            The event if the verdict is accepted, and the verdict.

        Raises:
            DecodeError: these octets are no callback; answer 200 all the same, or the service repeats them 50 times.
            TypeError: not bytes.
        """
        row = self._fields(query, body)
        verdict = self._verdict(row)
        return Received(event=self._event(row, body) if verdict.accepted else None, verdict=verdict)

    def decode(self, query: bytes = b"", body: bytes = b"") -> Event:
        """The event of a callback whose hash fits.

        Args:
            query, body: as for :meth:`receive`.

        Raises:
            SignatureError: the hash is absent, malformed or wrong, a hashed field is missing, or there is only a crc32.
            DecodeError: these octets are no callback.
            ValueError: the address has no hash: see :meth:`decode_unverified`.
        """
        if not self.algorithms:
            raise ValueError("the address has no sha1, md5 or crc32: decode_unverified() reads what nothing vouches for")
        received = self.receive(query=query, body=body)
        if received.event is None:
            raise SignatureError("the callback is not vouched for")
        return received.event

    def decode_unverified(self, query: bytes = b"", body: bytes = b"") -> Event:
        """The event that a callback claims: anybody who knows the address can send it.

        Args:
            query, body: as for :meth:`receive`.

        Raises:
            DecodeError: these octets are no callback.
        """
        row = self._fields(query, body)
        return self._event(row, body)

    def _fields(self, query: bytes, body: bytes) -> dict[str, Any]:
        """The fields by name; every value but those of a strange JSON is a text."""
        for octets in (query, body):
            if not isinstance(octets, bytes):
                raise TypeError(f"a query and a body are bytes, not {type(octets).__name__}")
            if len(octets) > LONGEST:
                raise self._refused(octets, Malformed(None, f"at most {LONGEST} octets"))
        try:
            found = self._pairs(body)
        except Malformed as error:
            raise self._refused(body, error) from None
        if self._by_get:
            try:
                got = [pair for pair in texts(query, self.charset) if pair[0] in self._by_get]
            except Malformed as error:
                raise self._refused(query, error) from None
            # What travels by GET is taken from there alone.
            found = [*got, *(pair for pair in found if pair[0] not in self._by_get)]
        row = dict(found)
        if len(row) != len(found) or len(found) > FIELDS:
            raise self._refused(body, Malformed(None, f"every field once, at most {FIELDS}"))
        return row

    def _pairs(self, body: bytes) -> list[tuple[str, Any]]:
        """The fields of a body in order; raises :class:`Malformed`."""
        if self.fmt is None:
            return texts(body, self.charset)
        try:
            text = body.decode(self.charset)
        except UnicodeDecodeError as error:
            raise Malformed(error.start, f"text in {self.charset}") from None
        if not text and self._by_get:
            return []
        syntax = _SYNTAX[self.fmt]
        document = syntax.document(text)
        if isinstance(document, list) and len(document) == 1:
            document = document[0]
        return list(syntax.row(document, None, leaf=False).items())

    def _delivered(self, row: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, bytes]:
        """Fields as the octets that were delivered, in the handler's charset."""
        found = {}
        for name in names:
            value = row.get(name)
            if isinstance(value, str):
                try:
                    found[name] = value.encode("ascii" if value.isascii() else self.charset)
                except UnicodeEncodeError:
                    continue
        return found

    def _verdict(self, row: Mapping[str, Any]) -> Verdict:
        kind = kind_of(row)
        names = _IDENTITY[kind]
        delivered = self._delivered(row, (*names, *ALGORITHMS))
        hashed = shaped(kind, delivered)
        if hashed is None:
            return Verdict(outcome=Outcome.MALFORMED, kind=kind)
        identity = tuple([delivered.get(name, b"") for name in names])
        # A hash without octets of its own (a list, what the charset has not) is there all the same, and fits nothing.
        hashes = {name: delivered.get(name, b"") for name in ALGORITHMS if row.get(name) is not None}
        if not self._secrets or not self._secrets.keys() <= hashes.keys():
            return Verdict(outcome=Outcome.NO_HASH, kind=kind, identity=identity, hashed=hashed)
        fitting = verify(hashes, hashed, {name: self._tried(name) for name in hashes})
        if fitting is None:
            return Verdict(outcome=Outcome.MISMATCH, kind=kind, identity=identity, hashed=hashed)
        algorithm = next(name for name in ALGORITHMS if name in fitting)
        weak = algorithm == "crc32"
        return Verdict(
            outcome=Outcome.WEAK_ONLY if weak else Outcome.OK,
            kind=kind,
            accepted=not weak or self.allow_crc32,
            algorithm=algorithm,
            secret=fitting[algorithm],
            authenticated=() if weak else HASHED[kind],
            identity=identity,
            hashed=hashed,
        )

    def _tried(self, algorithm: str) -> tuple[str, ...]:
        """The secrets that may have been used, the address's own first."""
        return (self._secrets.get(algorithm) or next(iter(self._secrets.values())), *self._old)

    def _event(self, row: dict[str, Any], body: bytes) -> Event:
        told = dict(row)
        for name in ALGORITHMS:
            told.pop(name, None)
        layout = layouts()[self.fmt][kind_of(row)]
        try:
            event = layout.read(told)
        except (ValueError, TypeError):
            tag, noun, found = layout.why_not(told)
            problem = Problem(path=layout.syntax.path(layout.root, tag, None), expected=(noun,), found=found)
            raise DecodeError(self._what, body, problem, fmt=self.fmt, words=_WORDS) from None
        return event  # type: ignore[return-value]

    @property
    def _what(self) -> str:
        return "callback" if self.fmt is None else f"callback, fmt={self.fmt}"

    def _refused(self, octets: bytes, error: Malformed) -> DecodeError:
        span = (0, len(octets)) if error.at is None else (error.at, error.at + 1)
        problem = Problem(span=span, expected=(error.expected,), found=octets[slice(*span)][:200].decode("latin-1"))
        return DecodeError(self._what, octets, problem, fmt=self.fmt, words=_WORDS)

    # ---- event to octets

    def encode(self, event: Event) -> tuple[bytes, bytes]:
        """The request that the service would make: the query and the body, signed with the address's own secrets.

        Args:
            event: the event; what its ``extra`` does not hold of the address's own parameters is added.

        Raises:
            EncodeError: what would read back differently, or could not be verified.
        """
        kind = kind_of_event(event)
        layout = layouts()[self.fmt][kind]
        try:
            self._check_extra(event)
            whole = self.restrict(event)
            hashes = self._hashes(kind, dict(layouts()[None][kind].parts(whole)))
            return self._bounded(*self._written(layout, whole, hashes))
        except Unwritable as error:
            raise EncodeError(self._what, error.field, error.why, error.became) from None
        except EncodeError:
            raise
        except UnicodeEncodeError as error:
            raise EncodeError(self._what, None, f"{self.charset} has no {error.object[error.start]!a}") from None
        except Refused as error:
            raise EncodeError(self._what, "extra", str(error)) from None
        except (ValueError, TypeError, AttributeError):
            raise EncodeError(self._what, None, "it holds what this format cannot carry") from None

    def _hashes(self, kind: EventKind, told: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """What the address's own secrets make of the hashed fields."""
        hashed = shaped(kind, {name: told[name].encode(self.charset) for name in HASHED[kind] if name in told})
        if hashed is None:
            raise EncodeError(self._what, ", ".join(HASHED[kind]), "what is hashed is missing, or not in its shape")
        return tuple((name, digest(name, hashed, secret)) for name, secret in self._secrets.items())

    @staticmethod
    def _check_extra(event: Event) -> None:
        if not _TELLING.isdisjoint(key for key, _ in pairs(event.extra or ())):
            raise Refused("a key of it is the name of a hash, or of a field that tells the kind")

    def restrict(self, event: Event) -> Event:
        """``event`` as it would be received: with the address's own parameters in its ``extra``.

        Raises:
            EncodeError: it is no event, or its ``extra`` is no tuple of pairs.
        """
        kind_of_event(event)
        try:
            extra = pairs(event.extra or ())
        except Refused as error:
            raise EncodeError(self._what, "extra", str(error)) from None
        there = {key for key, _ in extra}
        whole = (*extra, *(pair for pair in self._address.echoed if pair[0] not in there))
        # The query is read before the body.
        return replace(event, extra=tuple(sorted(whole, key=lambda pair: pair[0] not in self._by_get)))

    def _written(self, layout: MarkupForm, event: Event, hashes: tuple[tuple[str, str], ...]) -> tuple[bytes, bytes]:
        by_get = self._by_get
        told: list[tuple[str, str]] = [*layouts()[None][_CLASSES[event.__class__]].parts(event), *hashes]
        if len(told) > FIELDS:
            raise Unwritable("extra", f"at most {FIELDS} fields are read")
        query = write([pair for pair in told if pair[0] in by_get], self.charset).encode("ascii")
        if self.fmt is None:
            return query, write([pair for pair in told if pair[0] not in by_get], self.charset).encode("ascii")
        syntax = _SYNTAX[self.fmt]
        if any(isinstance(text, Bare) for _, text in event.extra):
            raise Refused("every value of a callback is a text")
        parts = [syntax.keep(key, text) for key, text in told if key not in by_get]
        return query, syntax.wrap(layout.root, parts, leaf=False).encode(self.charset)

    @staticmethod
    def _bounded(query: bytes, body: bytes) -> tuple[bytes, bytes]:
        """What :meth:`receive` would not read is not written."""
        if max(len(query), len(body)) > LONGEST:
            raise Unwritable(None, f"at most {LONGEST} octets are read")
        return query, body


def _restored(url: str, old_secrets: tuple[str, ...], allow_crc32: bool) -> Handler:
    return Handler.from_url(url, old_secrets=old_secrets, allow_crc32=allow_crc32)


def kind_of_event(event: Event) -> EventKind:
    """The kind of a value; raises EncodeError if it is no event."""
    kind = _CLASSES.get(event.__class__)
    if kind is None:
        raise EncodeError("callback", None, f"a {type(event).__name__} is no event")
    return kind


_WORDS = frozenset((*ALGORITHMS, *WORDS, "callback", "charset", "fmt", "waitcall", *(name for form in FORMS.values() for name in form.record.kinds)))
