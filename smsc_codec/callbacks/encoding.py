"""From an event to the request that the service would make: the query and the body, signed by the address's secrets.

What is written reads back the same and verifies, or it is refused. Nothing here decides what is accepted.
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

#: What an unknown field cannot be called: the hashes, and the fields that tell the kind.
_TELLING = frozenset((*ALGORITHMS, "mes", "waitcall"))


class Writer:
    """Makes the requests that come to one address.

    Args:
        address: the address.
    """

    __slots__ = ("_address", "_by_get", "_charset", "_fmt", "_secrets", "_what")

    def __init__(self, address: Address) -> None:
        self._address, self._charset, self._fmt = address, address.charset, address.fmt
        self._by_get, self._secrets = address.by_get, address.secrets
        self._what = codec_name(address.fmt)

    def encode(self, event: Event) -> tuple[bytes, bytes]:
        """The query and the body; raises EncodeError."""
        kind = kind_of_event(event)
        try:
            _check_extra(event)
            whole = self.restrict(event)
            told = layouts()[None][kind].parts(whole)
            return self._written(kind, whole, [*told, *self._hashes(kind, told)])
        except NotEncodable as error:
            raise EncodeError(
                self._what, error.field, error.reason, error.would_decode_as
            ) from None
        except EncodeError:
            raise
        except UnicodeEncodeError as error:
            raise EncodeError(
                self._what, None, f"{self._charset} has no {error.object[error.start]!a}"
            ) from None
        except InvalidValue as error:
            raise EncodeError(self._what, "extra", str(error)) from None
        except (ValueError, TypeError, AttributeError):
            raise EncodeError(self._what, None, "it holds what this format cannot carry") from None

    def restrict(self, event: Event) -> Event:
        """``event`` as it would be received; raises EncodeError."""
        kind_of_event(event)
        try:
            extra = validate_extra(event.extra or ())
        except InvalidValue as error:
            raise EncodeError(self._what, "extra", str(error)) from None
        there = {key for key, _ in extra}
        whole = (*extra, *(pair for pair in self._address.echoed if pair[0] not in there))
        # The query is read before the body.
        return replace(
            event, extra=tuple(sorted(whole, key=lambda pair: pair[0] not in self._by_get))
        )

    def _hashes(self, kind: EventKind, told: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        """What the address's own secrets make of the hashed fields."""
        names = SIGNED_FIELDS[kind]
        hashed = hashed_bytes(
            kind, {name: text.encode(self._charset) for name, text in told if name in names}
        )
        if hashed is None:
            raise EncodeError(
                self._what, ", ".join(names), "what is hashed is missing, or not in its shape"
            )
        return [(name, digest(name, hashed, secret)) for name, secret in self._secrets.items()]

    def _written(
        self, kind: EventKind, event: Event, told: Sequence[tuple[str, str]]
    ) -> tuple[bytes, bytes]:
        """The fields, each where the address has it travel."""
        if len(told) > MAX_FIELDS:
            raise NotEncodable("extra", f"at most {MAX_FIELDS} fields are read")
        query = write([pair for pair in told if pair[0] in self._by_get], self._charset).encode(
            "ascii"
        )
        posted = [pair for pair in told if pair[0] not in self._by_get]
        if self._fmt is None:
            return _bounded(query, write(posted, self._charset).encode("ascii"))
        if any(isinstance(text, RawJson) for _, text in event.extra):
            raise InvalidValue("every value of a callback is a text")
        syntax = SYNTAX[self._fmt]
        parts = [syntax.encode_extra(name, text) for name, text in posted]
        return _bounded(
            query,
            syntax.wrap(layouts()[self._fmt][kind].root, parts, leaf=False).encode(self._charset),
        )


def _check_extra(event: Event) -> None:
    if not _TELLING.isdisjoint(key for key, _ in validate_extra(event.extra or ())):
        raise InvalidValue("a key of it is the name of a hash, or of a field that tells the kind")


def _bounded(query: bytes, body: bytes) -> tuple[bytes, bytes]:
    """What would not be read is not written."""
    if max(len(query), len(body)) > MAX_BODY_BYTES:
        raise NotEncodable(None, f"at most {MAX_BODY_BYTES} octets are read")
    return query, body
