"""The client's handler: decodes and verifies callbacks, and encodes them.

Always respond with HTTP status 200, also to a callback that has a wrong hash or cannot be decoded,
and count those. After any status other than 200 and 404 the service repeats the callback every
:data:`RETRY_INTERVAL`, up to :data:`MAX_RETRIES` times.
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

#: The HTTP status to respond with, whatever the verdict; the service repeats all but 200 and 404.
ACK_STATUS = 200
#: The time after which the service repeats a callback.
RETRY_INTERVAL = timedelta(minutes=4)
#: The maximum number of repeats of a callback.
MAX_RETRIES = 50
#: The fields that identify an event, for deduplication; they include the signed fields.
_IDENTITY: Mapping[EventKind, tuple[str, ...]] = {
    EventKind.STATUS: ("id", "phone", "status", "err", "ts"),
    EventKind.MESSAGE: ("id", "phone", "mes", "to", "sent"),
    EventKind.CALL: ("phone", "ts"),
}
#: Words of a callback that error messages show unmasked.
_WORDS = SERVICE_FIELDS | DOCUMENT_WORDS | {*ALGORITHMS, "callback", "charset", "fmt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedCallback:
    """The result of receiving a callback.

    It has no truth value: ``bool()`` raises TypeError, so that it is not mistaken for the verdict.

    Args:
        event: the event; None unless the verdict is accepted.
        verdict: whether the hashes match, and which fields they authenticate.
    """

    event: Event | None
    verdict: Verdict

    def __bool__(self) -> NoReturn:
        raise TypeError("ReceivedCallback has no truth value; check .verdict.accepted")


class Handler:
    """Decodes, verifies and encodes the callbacks for one handler URL.

    Immutable and stateless: the caller stores the deduplication keys.

    Attributes:
        allow_crc32: whether to accept a callback on the strength of a crc32 alone.
        charset: the charset in which texts are sent and hashed.
        fmt: the body format: 2 for XML, 3 for JSON, None for a form.
    """

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
    allow_crc32: bool
    charset: str
    fmt: int | None

    def __init__(
        self, address: Address, *, old_secrets: Sequence[str] = (), allow_crc32: bool = False
    ) -> None:
        if isinstance(old_secrets, str):
            raise TypeError("old_secrets: expected a list of secrets, got str")
        if not isinstance(allow_crc32, bool):
            raise TypeError(f"allow_crc32: expected bool, got {type(allow_crc32).__name__}")
        self._address = address
        self._by_get = address.by_get
        self._secrets = address.secrets
        self._old = tuple(map(validate_secret, old_secrets))
        self._writer = Writer(address)
        self.allow_crc32 = allow_crc32
        self.charset = address.charset
        self.fmt = address.fmt

    def __setattr__(self, name: str, value: object) -> None:
        if hasattr(self, name):  # __init__ sets each attribute once
            raise AttributeError(f"Handler is immutable: cannot set {name}")
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"Handler is immutable: cannot delete {name}")

    def __reduce__(self) -> tuple[object, ...]:
        return _restore, (self.url(), self._old, self.allow_crc32)

    @classmethod
    def from_url(
        cls, url: str, *, old_secrets: Sequence[str] = (), allow_crc32: bool = False
    ) -> Handler:
        """Create a handler from the handler URL, as entered in the service's settings.

        Args:
            url: the handler URL. Its parameters are ``charset`` (windows-1251 by default, utf-8 or
                koi8-r), ``fmt`` (2 for XML, 3 for JSON; a form by default), a secret as ``sha1``,
                ``md5`` or ``crc32``, and any of your own, which the service sends back. In
                ``!p1&p2?p3&p4``, ``p1`` and ``p2`` are sent by GET, ``p3`` and ``p4`` by POST.
            old_secrets: previous secrets; callbacks signed with them are still accepted.
            allow_crc32: accept a callback on the strength of a crc32 alone, although anybody can
                forge one.

        Raises:
            ValueError: the service does not accept the URL: a secret with characters other than
                letters, digits, ``-`` and ``_``; koi8-r with fmt; a parameter with the name of a
                service field.
            TypeError: ``old_secrets`` is a str, or ``allow_crc32`` is not a bool.
        """
        return cls(Address.from_url(url), old_secrets=old_secrets, allow_crc32=allow_crc32)

    @property
    def algorithms(self) -> tuple[str, ...]:
        """The hash algorithms of the handler URL. A callback must have the hash of each."""
        return tuple(self._secrets)

    def url(self) -> str:
        """Return the handler URL, including its secrets.

        A pickled handler contains this URL and the old secrets.
        """
        return self._address.url()

    def __repr__(self) -> str:
        address = self._address
        algorithms = ", ".join(self.algorithms) or "no hash"
        return f"<Handler {address.base}, {self.charset}, fmt={self.fmt}, {algorithms}>"

    # ---- decoding
    #
    # Why the signed fields of an accepted event are those that the service hashed (docs/signing.md
    # describes the limits of this argument):
    #
    # 1. Every field has exactly one text, from one place. A repeated name is rejected. The fields
    #    that the handler URL names after its "!" are taken from the query only, all others from the
    #    body only. `_fields`.
    # 2. The hash is computed over the bytes that were delivered, and exactly these are decoded.
    #    Every supported charset decodes injectively, so encoding a text restores its bytes (`texts`
    #    in formats/urlencoded.py), and a JSON number is kept as the digits that were sent
    #    (`_StringJson` in codecs.py). `_delivered`.
    # 3. Every signed field must match its pattern before anything is hashed. No signed field can
    #    contain a colon except `mes`, which has a field without colons on either side. So for a
    #    given kind, one hashed byte string corresponds to one tuple of fields.
    #    `signing.hashed_bytes`; docs/signing.md lists the kinds that can still be confused.
    # 4. Every hash that the handler URL requires is present; a handler URL that requires none
    #    accepts nothing. `_verdict`.
    # 5. Every hash that is present matches under one of the handler's secrets, whether the handler
    #    URL requires it or not, and is compared in constant time. No secret is empty
    #    (`Address.__post_init__`, `validate_secret`). `signing.verify`.
    # 6. A crc32 proves nothing. If nothing but a crc32 matches, the callback is rejected unless the
    #    handler was created with allow_crc32, and even then no field is reported as authenticated.
    #    `_verdict`.
    # 7. The decoder sees the same names and texts: it receives the verified row without its hashes,
    #    and an unknown field keeps its own name, even where a reply would treat that name as an
    #    alias (`RecordLayout.strict_names` in schema/records.py). `_event`.

    def receive(self, query: bytes = b"", body: bytes = b"") -> ReceivedCallback:
        """Decode and verify a callback.

        Args:
            query: the raw query of the request, percent-encoded. Only the fields that the handler
                URL names after its ``!`` are taken from it.
            body: the raw body of the request, not as decoded by a web framework: the hash is
                computed over bytes.

        Returns:
            The verdict, and the event if the verdict is accepted.

        Raises:
            DecodeError: the request is not a valid callback. Respond with 200 nevertheless, or the
                service repeats it 50 times.
            TypeError: ``query`` or ``body`` is not bytes.
        """
        row = self._fields(query, body)
        verdict = self._verdict(row)
        return ReceivedCallback(
            event=self._event(row, body) if verdict.accepted else None, verdict=verdict
        )

    def decode(self, query: bytes = b"", body: bytes = b"") -> Event:
        """Decode a callback that must pass verification.

        Args:
            query, body: as for :meth:`receive`.

        Raises:
            SignatureError: a hash is missing, malformed or wrong; a signed field is missing or
                malformed; or only a crc32 matches and ``allow_crc32`` is False. The message is the
                same in all cases.
            DecodeError: the request is not a valid callback.
            ValueError: the handler URL has no secret; see :meth:`decode_unverified`.
        """
        if not self.algorithms:
            raise ValueError(
                "the handler URL has no secret; use decode_unverified() to skip verification"
            )
        received = self.receive(query=query, body=body)
        if received.event is None:
            raise SignatureError("callback signature is missing or invalid")
        return received.event

    def decode_unverified(self, query: bytes = b"", body: bytes = b"") -> Event:
        """Decode a callback without verifying it: anyone who has the handler URL can forge one.

        Args:
            query, body: as for :meth:`receive`.

        Raises:
            DecodeError: the request is not a valid callback.
        """
        row = self._fields(query, body)
        return self._event(row, body)

    def _fields(self, query: bytes, body: bytes) -> dict[str, Any]:
        """Parse the fields by name. Every value is a str, except for non-scalar JSON values."""
        for name, data in (("query", query), ("body", body)):
            if not isinstance(data, bytes):
                raise TypeError(f"{name}: expected bytes, got {type(data).__name__}")
            if len(data) > MAX_BODY_BYTES:
                raise self._decode_error(
                    data, MalformedDocument(None, f"at most {MAX_BODY_BYTES} bytes")
                )
        try:
            posted = self._parse_body(body)
        except MalformedDocument as error:
            raise self._decode_error(body, error) from None
        if not self._by_get:
            return self._unique(body, posted)
        try:
            queried = [pair for pair in texts(query, self.charset) if pair[0] in self._by_get]
        except MalformedDocument as error:
            raise self._decode_error(query, error) from None
        # 1: fields sent by GET are taken from the query only.
        row = self._unique(query, queried)
        return self._unique(
            body, [*row.items(), *(pair for pair in posted if pair[0] not in self._by_get)]
        )

    def _unique(self, data: bytes, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Return the fields by name. If one is repeated, raise an error that shows ``data``."""
        row = dict(pairs)
        if len(row) != len(pairs):
            raise self._decode_error(
                data, MalformedDocument(None, "each field only once", duplicate_key(pairs))
            )
        if len(pairs) > MAX_FIELDS:
            raise self._decode_error(data, MalformedDocument(None, f"at most {MAX_FIELDS} fields"))
        return row

    def _parse_body(self, body: bytes) -> list[tuple[str, Any]]:
        """Parse the fields of a body, in order.

        Raises:
            MalformedDocument: with a byte offset.
        """
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
        """Encode fields in the handler's charset, which restores the bytes that were delivered."""
        delivered = {}
        for name in names:
            value = row.get(name)
            if isinstance(value, str):
                try:
                    delivered[name] = value.encode("ascii" if value.isascii() else self.charset)
                except UnicodeEncodeError:
                    continue
        return delivered

    def _verdict(self, row: Mapping[str, Any]) -> Verdict:
        kind = kind_of(row)
        names = _IDENTITY[kind]
        # 2: hash the bytes that were delivered.
        delivered = self._delivered(row, (*names, *ALGORITHMS))
        # 3: check the patterns of the signed fields.
        hashed = hashed_bytes(kind, delivered)
        if hashed is None:
            return Verdict(outcome=Outcome.MALFORMED, kind=kind)
        identity = tuple([delivered.get(name, b"") for name in names])
        # 4: require every hash of the handler URL. A hash that is not a string, or that the charset
        # cannot encode, counts as present and never matches.
        hashes = {
            name: delivered.get(name, b"") for name in ALGORITHMS if row.get(name) is not None
        }
        if not self._secrets or not self._secrets.keys() <= hashes.keys():
            return Verdict(outcome=Outcome.NO_HASH, kind=kind, identity=identity, hashed=hashed)
        # 5: every hash that is present has to match.
        matches = verify(hashes, hashed, {name: self._secrets_for(name) for name in hashes})
        if matches is None:
            return Verdict(outcome=Outcome.MISMATCH, kind=kind, identity=identity, hashed=hashed)
        # 6: the strongest algorithm determines the outcome.
        algorithm = next(name for name in ALGORITHMS if name in matches)
        weak = algorithm == "crc32"
        return Verdict(
            outcome=Outcome.WEAK_ONLY if weak else Outcome.OK,
            kind=kind,
            accepted=not weak or self.allow_crc32,
            algorithm=algorithm,
            secret_index=matches[algorithm],
            authenticated=() if weak else SIGNED_FIELDS[kind],
            identity=identity,
            hashed=hashed,
        )

    def _secrets_for(self, algorithm: str) -> tuple[str, ...]:
        """Return the secrets to try for an algorithm, the current one first."""
        return (self._secrets.get(algorithm) or next(iter(self._secrets.values())), *self._old)

    def _event(self, row: dict[str, Any], body: bytes) -> Event:
        # 7: decode what was verified, without the hashes.
        fields = dict(row)
        for name in ALGORITHMS:
            fields.pop(name, None)
        layout = layouts()[self.fmt][kind_of(row)]
        try:
            return layout.read(fields)  # type: ignore[return-value]
        except (ValueError, TypeError):
            tag, expected, found = layout.diagnose(fields)
        # Raised outside the except block: otherwise the decoder's frame, with a partly initialized
        # record in it, would be reachable through the context of the error.
        diagnosis = Diagnosis(
            path=layout.syntax.path(layout.root, tag, None), expected=(expected,), found=found
        )
        raise DecodeError(codec_name(self.fmt), body, diagnosis, fmt=self.fmt, words=_WORDS)

    def _decode_error(self, data: bytes, error: MalformedDocument) -> DecodeError:
        span = (0, len(data)) if error.at is None else (error.at, error.at + 1)
        found = data[slice(*span)][:200].decode("latin-1") if error.found is None else error.found
        diagnosis = Diagnosis(span=span, expected=(error.expected,), found=found)
        return DecodeError(codec_name(self.fmt), data, diagnosis, fmt=self.fmt, words=_WORDS)

    # ---- encoding

    def encode(self, event: Event) -> tuple[bytes, bytes]:
        """Encode the request that the service would send, with the current secrets.

        Args:
            event: the event. Parameters of the handler URL that its ``extra`` lacks are added.

        Returns:
            The query and the body.

        Raises:
            EncodeError: the request would decode differently, or would fail verification.
        """
        return self._writer.encode(event)

    def restrict(self, event: Event) -> Event:
        """Return ``event`` as it would be received, with the URL's parameters in its ``extra``.

        Raises:
            EncodeError: ``event`` is not an event, or its ``extra`` is not a tuple of pairs.
        """
        return self._writer.restrict(event)


def _restore(url: str, old_secrets: tuple[str, ...], allow_crc32: bool) -> Handler:
    return Handler.from_url(url, old_secrets=old_secrets, allow_crc32=allow_crc32)
