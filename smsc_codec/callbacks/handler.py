"""A client's handler: from the octets that the service posts to an event and a verdict, and back.

What to answer: the service repeats everything but 200 and 404 every :data:`RETRY_INTERVAL`, :data:`MAX_RETRIES` times. So answer 200
also to a bad hash and to a body that cannot be decoded, and count them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from smsc_codec.callbacks.address import Address, validate_secret
from smsc_codec.callbacks.codecs import MAX_BODY_BYTES, MAX_FIELDS, SYNTAX, codec_name, layouts
from smsc_codec.callbacks.encoding import Writer
from smsc_codec.callbacks.events import SERVICE_FIELDS, SIGNED_FIELDS, EventKind, kind_of
from smsc_codec.callbacks.signing import ALGORITHMS, Outcome, Verdict, hashed_bytes, verify
from smsc_codec.errors import DecodeError, Diagnosis, SignatureError
from smsc_codec.formats.base import MalformedDocument, duplicate_key
from smsc_codec.formats.documents import DOCUMENT_WORDS
from smsc_codec.formats.urlencoded import texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from smsc_codec.callbacks.events import Event

__all__ = ["ACK_STATUS", "MAX_RETRIES", "RETRY_INTERVAL", "Handler", "ReceivedCallback"]

#: The status to answer, whatever the verdict: anything but 200 and 404 is repeated.
ACK_STATUS = 200
#: How long the service waits before it repeats a callback.
RETRY_INTERVAL = timedelta(minutes=4)
#: How often it does so at most.
MAX_RETRIES = 50
#: The fields that tell an event from others; those that are hashed are among them.
_IDENTITY: Mapping[EventKind, tuple[str, ...]] = {
    EventKind.STATUS: ("id", "phone", "status", "err", "ts"),
    EventKind.MESSAGE: ("id", "phone", "mes", "to", "sent"),
    EventKind.CALL: ("phone", "ts"),
}
#: What an error may show of a callback.
_WORDS = SERVICE_FIELDS | DOCUMENT_WORDS | {*ALGORITHMS, "callback", "charset", "fmt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedCallback:
    """A callback that was received.

    Args:
        event: what it tells; None unless the verdict is accepted.
        verdict: whether its hash fits, and what that proves.
    """

    event: Event | None
    verdict: Verdict

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a Received is no truth value: look at received.event, or at received.verdict"
        )


class Handler:
    """The handler of one address. Immutable; keeps no state: remembering keys is the caller's."""

    __slots__ = (
        "_address",
        "_by_get",
        "_old",
        "_secrets",
        "_writer",
        "allow_crc32",
        "charset",
        "fmt",
    )

    _address: Address
    _old: tuple[str, ...]
    _by_get: frozenset[str]
    _secrets: dict[str, str]
    _writer: Writer
    #: Whether a callback that only a crc32 vouches for is accepted.
    allow_crc32: bool
    #: In which texts travel and are hashed.
    charset: str
    #: 2 XML, 3 JSON, None a form.
    fmt: int | None

    def __init__(
        self, address: Address, *, old_secrets: Sequence[str] = (), allow_crc32: bool = False
    ) -> None:
        if isinstance(old_secrets, str):
            raise TypeError("old_secrets is a list of secrets, not one")
        if not isinstance(allow_crc32, bool):
            raise TypeError("allow_crc32 is True or False")
        self._address = address
        self._by_get = address.by_get
        self._secrets = address.secrets
        self._old = tuple(map(validate_secret, old_secrets))
        self._writer = Writer(address)
        self.allow_crc32 = allow_crc32
        self.charset = address.charset
        self.fmt = address.fmt

    def __setattr__(self, name: str, value: object) -> None:
        if hasattr(self, name):  # once, in __init__
            raise AttributeError(f"a Handler is immutable: {name}")
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a Handler is immutable: {name}")

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self.url(), self._old, self.allow_crc32)

    @classmethod
    def from_url(
        cls, url: str, *, old_secrets: Sequence[str] = (), allow_crc32: bool = False
    ) -> Handler:
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
            TypeError: one secret for a list of them, or an ``allow_crc32`` that is no bool.
        """
        return cls(Address.from_url(url), old_secrets=old_secrets, allow_crc32=allow_crc32)

    @property
    def algorithms(self) -> tuple[str, ...]:
        """The hashes that a callback must bear."""
        return tuple(self._secrets)

    def url(self) -> str:
        """The address as a URL, secrets as they are. A pickled handler holds it, and the old secrets."""
        return self._address.url()

    def __repr__(self) -> str:
        address = self._address
        return f"<Handler {address.base}, {self.charset}, fmt={self.fmt}, {', '.join(self.algorithms) or 'no hash'}>"

    # ---- octets to event
    #
    # Why the hashed fields of an accepted event are the service's (and how far that goes: docs/signing.md):
    #
    # 1. Every field has one text, from one place: a name that comes twice is refused, and what the address names behind its !
    #    is taken from the query alone, all else from the body alone. `_fields`.
    # 2. What is hashed are the octets that were delivered, and what was delivered is what is read: every charset of ours decodes
    #    one way only, so encoding gives the octets again (`texts` in wires/form.py), and a number of JSON is its digits as they
    #    stand (`layouts.py`). `_delivered`.
    # 3. Shapes are checked before anything is hashed. No colon fits in a hashed field but in `mes`, which has a field without
    #    on either side, so one string of octets is one row of fields of a kind. `signing.hashed_octets`; the kinds that can still
    #    be taken for each other are in docs/signing.md.
    # 4. Every hash that the address asks for is there; an address that asks for none accepts nothing. `_verdict`.
    # 5. Every hash that is there fits, asked for or not, under one of our secrets, in constant time; no secret is empty
    #    (`Address.__post_init__`, `checked_secret`). `signing.verify`.
    # 6. A crc32 proves nothing: where it is all that fits, nothing is accepted unless the handler was made so, and nothing is
    #    called authenticated even then. `_verdict`.
    # 7. The reader sees the same names and texts: it is given this row without its hashes, and a field that it does not know
    #    stays what it is called, whatever a reply would make of it (`Form.alone` in records.py). `_event`.

    def receive(self, query: bytes = b"", body: bytes = b"") -> ReceivedCallback:
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
        return ReceivedCallback(
            event=self._event(row, body) if verdict.accepted else None, verdict=verdict
        )

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
            raise ValueError(
                "the address has no sha1, md5 or crc32: decode_unverified() reads what nothing vouches for"
            )
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
            if len(octets) > MAX_BODY_BYTES:
                raise self._undecodable(
                    octets, MalformedDocument(None, f"at most {MAX_BODY_BYTES} octets")
                )
        try:
            posted = self._posted(body)
        except MalformedDocument as error:
            raise self._undecodable(body, error) from None
        if not self._by_get:
            return self._once(body, posted)
        try:
            got = [pair for pair in texts(query, self.charset) if pair[0] in self._by_get]
        except MalformedDocument as error:
            raise self._undecodable(query, error) from None
        # 1: what travels by GET is taken from there alone.
        row = self._once(query, got)
        return self._once(
            body, [*row.items(), *(pair for pair in posted if pair[0] not in self._by_get)]
        )

    def _once(self, octets: bytes, found: list[tuple[str, Any]]) -> dict[str, Any]:
        """Fields by name, each once: otherwise ``octets`` are to blame."""
        row = dict(found)
        if len(row) != len(found):
            raise self._undecodable(
                octets, MalformedDocument(None, "every field once", duplicate_key(found))
            )
        if len(found) > MAX_FIELDS:
            raise self._undecodable(octets, MalformedDocument(None, f"at most {MAX_FIELDS} fields"))
        return row

    def _posted(self, body: bytes) -> list[tuple[str, Any]]:
        """The fields of a body in order; raises :class:`MalformedDocument`, at an offset in octets."""
        if self.fmt is None:
            return texts(body, self.charset)
        try:
            text = body.decode(self.charset)
        except UnicodeDecodeError as error:
            raise MalformedDocument(error.start, f"text in {self.charset}") from None
        if not text and self._by_get:
            return []
        syntax = SYNTAX[self.fmt]
        try:
            document = syntax.document(text)
        except MalformedDocument as error:
            at = None if error.at is None else len(text[: error.at].encode(self.charset))
            raise MalformedDocument(at, error.expected, error.found) from None
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
        # 2: as delivered.
        delivered = self._delivered(row, (*names, *ALGORITHMS))
        # 3: in their shapes.
        hashed = hashed_bytes(kind, delivered)
        if hashed is None:
            return Verdict(outcome=Outcome.MALFORMED, kind=kind)
        identity = tuple([delivered.get(name, b"") for name in names])
        # 4: all that are asked for. A hash without octets of its own (a list, what the charset has not) is there all the same,
        # and fits nothing.
        hashes = {
            name: delivered.get(name, b"") for name in ALGORITHMS if row.get(name) is not None
        }
        if not self._secrets or not self._secrets.keys() <= hashes.keys():
            return Verdict(outcome=Outcome.NO_HASH, kind=kind, identity=identity, hashed=hashed)
        # 5: all that are there.
        fitting = verify(hashes, hashed, {name: self._secrets_for(name) for name in hashes})
        if fitting is None:
            return Verdict(outcome=Outcome.MISMATCH, kind=kind, identity=identity, hashed=hashed)
        # 6: the strongest counts.
        algorithm = next(name for name in ALGORITHMS if name in fitting)
        weak = algorithm == "crc32"
        return Verdict(
            outcome=Outcome.WEAK_ONLY if weak else Outcome.OK,
            kind=kind,
            accepted=not weak or self.allow_crc32,
            algorithm=algorithm,
            secret_index=fitting[algorithm],
            authenticated=() if weak else SIGNED_FIELDS[kind],
            identity=identity,
            hashed=hashed,
        )

    def _secrets_for(self, algorithm: str) -> tuple[str, ...]:
        """The secrets that may have been used, the address's own first."""
        return (self._secrets.get(algorithm) or next(iter(self._secrets.values())), *self._old)

    def _event(self, row: dict[str, Any], body: bytes) -> Event:
        # 7: what was verified, but for the hashes.
        told = dict(row)
        for name in ALGORITHMS:
            told.pop(name, None)
        layout = layouts()[self.fmt][kind_of(row)]
        try:
            return layout.read(told)  # type: ignore[return-value]
        except (ValueError, TypeError):
            tag, noun, found = layout.diagnose(told)
        # Not inside the except: the error would have the reader's frame for a context, and in it a record that is half made.
        problem = Diagnosis(
            path=layout.syntax.path(layout.root, tag, None), expected=(noun,), found=found
        )
        raise DecodeError(codec_name(self.fmt), body, problem, fmt=self.fmt, words=_WORDS)

    def _undecodable(self, octets: bytes, error: MalformedDocument) -> DecodeError:
        span = (0, len(octets)) if error.at is None else (error.at, error.at + 1)
        found = octets[slice(*span)][:200].decode("latin-1") if error.found is None else error.found
        problem = Diagnosis(span=span, expected=(error.expected,), found=found)
        return DecodeError(codec_name(self.fmt), octets, problem, fmt=self.fmt, words=_WORDS)

    # ---- event to octets

    def encode(self, event: Event) -> tuple[bytes, bytes]:
        """The request that the service would make: the query and the body, signed with the address's own secrets.

        Args:
            event: the event; what its ``extra`` does not hold of the address's own parameters is added.

        Raises:
            EncodeError: what would read back differently, or could not be verified.
        """
        return self._writer.encode(event)

    def restrict(self, event: Event) -> Event:
        """``event`` as it would be received: with the address's own parameters in its ``extra``.

        Raises:
            EncodeError: it is no event, or its ``extra`` is no tuple of pairs.
        """
        return self._writer.restrict(event)


def _restored(url: str, old_secrets: tuple[str, ...], allow_crc32: bool) -> Handler:
    return Handler.from_url(url, old_secrets=old_secrets, allow_crc32=allow_crc32)
