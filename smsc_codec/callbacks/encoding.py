"""Encode an event as the request that the service would send: query and body, with hashes.

An encoded request decodes to the same event and verifies; otherwise encoding raises EncodeError.
Verification does not depend on this module.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from smsc_codec.callbacks.codecs import MAX_BODY_BYTES, MAX_FIELDS, SYNTAX, codec_name, layouts
from smsc_codec.callbacks.events import SIGNED_FIELDS, EventKind, kind_of_event
from smsc_codec.callbacks.signing import ALGORITHMS, digest, hashed_bytes
from smsc_codec.errors import EncodeError
from smsc_codec.formats.base import NotEncodable
from smsc_codec.formats.urlencoded import write
from smsc_codec.schema.records import RawJson, validate_extra
from smsc_codec.schema.scalars import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from smsc_codec.callbacks.address import Address
    from smsc_codec.callbacks.events import Event

__all__ = ["Writer"]

#: Names that an extra field cannot have: the hashes, and the fields that determine the event kind.
_RESERVED = frozenset((*ALGORITHMS, "mes", "waitcall"))


class Writer:
    """Encodes the requests that the service would send to one handler URL.

    Args:
        address: the handler URL.
    """

    __slots__ = ("_address", "_by_get", "_charset", "_codec_name", "_fmt", "_secrets")

    def __init__(self, address: Address) -> None:
        self._address, self._charset, self._fmt = address, address.charset, address.fmt
        self._by_get, self._secrets = address.by_get, address.secrets
        self._codec_name = codec_name(address.fmt)

    def encode(self, event: Event) -> tuple[bytes, bytes]:
        """Encode an event.

        Returns:
            The query and the body.

        Raises:
            EncodeError: the event cannot be encoded, or would decode differently.
        """
        kind = kind_of_event(event)
        try:
            _check_extra(event)
            restricted = self.restrict(event)
            fields = layouts()[None][kind].parts(restricted)
            return self._serialize(kind, restricted, [*fields, *self._hashes(kind, fields)])
        except NotEncodable as error:
            raise EncodeError(
                self._codec_name, error.field, error.reason, error.would_decode_as
            ) from None
        except EncodeError:
            raise
        except UnicodeEncodeError as error:
            raise EncodeError(
                self._codec_name,
                None,
                f"cannot encode {error.object[error.start]!a} in {self._charset}",
            ) from None
        except InvalidValue as error:
            raise EncodeError(self._codec_name, "extra", str(error)) from None
        except (ValueError, TypeError, AttributeError):
            raise EncodeError(
                self._codec_name, None, "contains a value that this format cannot represent"
            ) from None

    def restrict(self, event: Event) -> Event:
        """Return ``event`` as a receiver would decode it.

        Raises:
            EncodeError: ``event`` is not an event, or its ``extra`` is invalid.
        """
        kind_of_event(event)
        try:
            extra = validate_extra(event.extra or ())
        except InvalidValue as error:
            raise EncodeError(self._codec_name, "extra", str(error)) from None
        keys = {key for key, _ in extra}
        pairs = (*extra, *(pair for pair in self._address.echoed if pair[0] not in keys))
        # The receiver decodes the query before the body.
        return replace(
            event, extra=tuple(sorted(pairs, key=lambda pair: pair[0] not in self._by_get))
        )

    def _hashes(self, kind: EventKind, fields: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """Hash the signed fields with each secret of the handler URL."""
        names = SIGNED_FIELDS[kind]
        hashed = hashed_bytes(
            kind, {name: text.encode(self._charset) for name, text in fields if name in names}
        )
        if hashed is None:
            raise EncodeError(
                self._codec_name, ", ".join(names), "a signed field is missing or malformed"
            )
        return [(name, digest(name, hashed, secret)) for name, secret in self._secrets.items()]

    def _serialize(
        self, kind: EventKind, event: Event, fields: Sequence[tuple[str, str]]
    ) -> tuple[bytes, bytes]:
        """Split the fields into query and body, and serialize both."""
        if len(fields) > MAX_FIELDS:
            raise NotEncodable("extra", f"a callback has at most {MAX_FIELDS} fields")
        query = write([pair for pair in fields if pair[0] in self._by_get], self._charset).encode(
            "ascii"
        )
        posted = [pair for pair in fields if pair[0] not in self._by_get]
        if self._fmt is None:
            return _bounded(query, write(posted, self._charset).encode("ascii"))
        if any(isinstance(text, RawJson) for _, text in event.extra):
            raise InvalidValue("a value is not a string")
        syntax = SYNTAX[self._fmt]
        parts = [syntax.encode_extra(name, text) for name, text in posted]
        return _bounded(
            query,
            syntax.wrap(layouts()[self._fmt][kind].root, parts, leaf=False).encode(self._charset),
        )


def _check_extra(event: Event) -> None:
    if not _RESERVED.isdisjoint(key for key, _ in validate_extra(event.extra or ())):
        raise InvalidValue("a key is the name of a hash, or of a field that determines the kind")


def _bounded(query: bytes, body: bytes) -> tuple[bytes, bytes]:
    """Reject a query or body that is too large to be received."""
    if max(len(query), len(body)) > MAX_BODY_BYTES:
        raise NotEncodable(None, f"query and body have at most {MAX_BODY_BYTES} bytes each")
    return query, body
