"""Signing a callback again, for those who pass it on inside their systems.

The convention is Standard Webhooks 1.0.0: ``webhook-id``, ``webhook-timestamp`` and ``webhook-signature: v1,...`` over
``id.timestamp.body``, HMAC-SHA256 with a secret of 24 to 64 octets. It proves who relayed the event, and when. It does not
make the service's unsigned fields true: the body names those that the service's own hash covered.
"""

from __future__ import annotations

import hmac as _hmac
import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from smsc_codec.callbacks.codecs import layouts
from smsc_codec.callbacks.events import (
    RECORD_LAYOUTS,
    SIGNED_FIELDS,
    ConfirmedCall,
    DeliveryStatus,
    EventKind,
    kind_of_event,
)
from smsc_codec.callbacks.signing import hashed_bytes
from smsc_codec.codec import CHARSETS
from smsc_codec.errors import DecodeError, Diagnosis, EncodeError, SignatureError
from smsc_codec.formats.base import MalformedDocument, NotEncodable
from smsc_codec.formats.json import parse, quote
from smsc_codec.schema.scalars import InvalidValue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from smsc_codec.callbacks.events import Event
    from smsc_codec.callbacks.handler import ReceivedCallback

__all__ = ["HMAC_ALGORITHMS", "TOLERANCE", "Relayed", "Signed", "hmac", "sign", "verify"]

#: How many seconds a relayed event may be late or early.
TOLERANCE = 300
#: The algorithms of :func:`hmac`.
HMAC_ALGORITHMS = ("sha256", "sha1", "md5")
_WHAT = "relayed callback"
_TYPES = {f"smsc.{kind.value}": kind for kind in EventKind}
_STAMP = re.compile(r"[0-9]{1,11}")
#: No full stop, which would move what is signed; ASCII only, so that one signature holds for one id.
_ID = re.compile(r"[!-\-/-~]{1,256}")
#: The longest body, in octets; the most secrets and signatures.
_LONGEST, _MOST = 1 << 21, 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What a relay sends on.

    Args:
        headers: the three headers, names in lower case.
        body: UTF-8 JSON.
    """

    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Relayed:
    """An event that a relay vouches for.

    Args:
        event: the event.
        id: the relay's name for it; repeats of one callback have one id. Within the tolerance a replay passes: keep ids that long.
        timestamp: when it was relayed, in Unix seconds.
        authenticated: the fields that the service's own hash had covered; the others are as true as the relay's caller.
        secret: which of the secrets fits.
    """

    event: Event
    id: str
    timestamp: int
    authenticated: tuple[str, ...]
    secret_index: int


def sign(received: ReceivedCallback, *, secrets: Sequence[str], now: int) -> Signed:
    """A received callback, ready to be sent on.

    Args:
        received: an accepted callback.
        secrets: ``whsec_`` and base64 of 24 to 64 octets each; several while they are rotated, and the receiver knows one.
        now: the time, in Unix seconds.

    Raises:
        EncodeError: the callback was not accepted, or its texts cannot travel as JSON.
        ValueError: no such secret or time; the text does not show it.
    """
    keys, stamp = _keys(secrets), _stamp(now)
    event, verdict = received.event, received.verdict
    if event is None or verdict.dedup_key is None or kind_of_event(event) is not verdict.kind:
        raise EncodeError(_WHAT, None, "only what was accepted is relayed")
    try:
        parts = layouts()[3][verdict.kind].parts(event)
        data = "{" + ", ".join(parts) + "}"
        proved = "[" + ", ".join(map(quote, verdict.authenticated)) + "]"
        told = f'"timestamp": "{_time_of(event, now)}", "data": {data}, "authenticated": {proved}'
        body = f'{{"type": "smsc.{verdict.kind.value}", {told}}}'.encode()
    except NotEncodable as error:
        raise EncodeError(_WHAT, error.field, error.reason) from None
    except UnicodeEncodeError:
        raise EncodeError(_WHAT, None, "half a character is no text") from None
    if len(body) > _LONGEST:
        raise EncodeError(_WHAT, None, f"a body has at most {_LONGEST} octets")
    name = f"msg_{verdict.dedup_key[:32]}"
    signatures = " ".join(f"v1,{_signature(key, name, stamp, body)}" for key in keys)
    return Signed(
        headers={"webhook-id": name, "webhook-timestamp": stamp, "webhook-signature": signatures},
        body=body,
    )


def verify(
    headers: Mapping[str, str],
    body: bytes,
    *,
    secrets: Sequence[str],
    now: int,
    tolerance: int = TOLERANCE,
) -> Relayed:
    """The event that :func:`sign` sent on.

    Args:
        headers: the request's headers, names in any case.
        body: the request's body as it came.
        secrets: as for :func:`sign`; one of them has to fit one of the signatures.
        now: the time, in Unix seconds.
        tolerance: how many seconds it may be late or early.

    Raises:
        SignatureError: a header is absent or malformed, no signature fits, or it is late or early.
        DecodeError: the relay vouches for a body that is no event.
        ValueError: no such secret or time.
    """
    keys, present = _keys(secrets), int(_stamp(now))
    lowered = {str(name).lower(): value for name, value in headers.items()}
    name, stamp, signatures = (
        lowered.get(f"webhook-{part}") for part in ("id", "timestamp", "signature")
    )
    if not (isinstance(name, str) and isinstance(stamp, str) and isinstance(signatures, str)):
        raise SignatureError("a header is missing")
    if not isinstance(body, bytes):
        raise SignatureError("the body is not bytes")
    well_formed = _STAMP.fullmatch(stamp) and _ID.fullmatch(name) and len(body) <= _LONGEST
    # A tolerance that is no number is not less than anything either: what is not within it is refused.
    if not (well_formed and abs(present - int(stamp)) <= tolerance):
        raise SignatureError("it is late, early or malformed")
    fitting = _fitting(keys, name, stamp, body, signatures)
    if fitting is None:
        raise SignatureError("no signature fits")
    event, proved = _error(body)
    return Relayed(
        event=event, id=name, timestamp=int(stamp), authenticated=proved, secret_index=fitting
    )


def hmac(event: Event, *, algorithm: str, secret: bytes, charset: str = "utf-8") -> str:
    """HMAC over the service's own string (``id:phone:status`` and so on), in lower-case hexadecimal digits: for a receiver
    that cannot do more. It covers as little as the service's hash, and no time.

    Args:
        event: the event.
        algorithm: sha256, sha1 or md5.
        secret: at least 24 octets.
        charset: of the texts.

    Raises:
        EncodeError: what is hashed is missing or not in its shape.
        ValueError: no such algorithm, secret or charset.
    """
    if charset not in CHARSETS:
        raise ValueError(f"charset must be one of {', '.join(CHARSETS)}")
    if algorithm not in HMAC_ALGORITHMS:
        raise ValueError(f"algorithm must be one of {', '.join(HMAC_ALGORITHMS)}")
    if len(secret) < 24:
        raise ValueError("a secret has at least 24 octets")
    kind = kind_of_event(event)
    record = RECORD_LAYOUTS[kind].record
    try:
        octets = {
            name: record.scalar(name).serialize(getattr(event, name)).encode(charset)
            for name in SIGNED_FIELDS[kind]
        }
    except (InvalidValue, UnicodeEncodeError):
        octets = {}
    hashed = hashed_bytes(kind, octets)
    if hashed is None:
        raise EncodeError(
            _WHAT, ", ".join(SIGNED_FIELDS[kind]), "what is hashed is missing, or not in its shape"
        )
    return _hmac.new(secret, b":".join(hashed), algorithm).hexdigest()


def _keys(secrets: Any) -> list[bytes]:
    if (
        isinstance(secrets, str | bytes)
        or not isinstance(secrets, Collection)
        or not 0 < len(secrets) <= _MOST
    ):
        raise ValueError(f"a list of secrets is expected, {_MOST} at most")
    return [_key(secret) for secret in secrets]


def _key(secret: Any) -> bytes:
    key = b""
    if isinstance(secret, str) and secret.startswith("whsec_"):
        with suppress(Base64Error, ValueError):
            key = b64decode(secret.removeprefix("whsec_"), validate=True)
    if not 24 <= len(key) <= 64:
        raise ValueError("a secret is whsec_ and the base64 of 24 to 64 octets")
    return key


def _stamp(now: int) -> str:
    if now.__class__ is not int or not 0 <= now < 10**11:
        raise ValueError("now is a time in Unix seconds, an int")
    return str(now)


def _signature(key: bytes, name: str, stamp: str, body: bytes) -> str:
    told = f"{name}.{stamp}.".encode("ascii") + body
    return b64encode(_hmac.new(key, told, "sha256").digest()).decode("ascii")


def _fitting(
    keys: Sequence[bytes], name: str, stamp: str, body: bytes, signatures: str
) -> int | None:
    """Which key fits one of the signatures, the first if several do. It raises nothing: no traceback has a frame with the
    signature that was expected, which would make of a refused request one that verifies.
    """
    given = [part[3:] for part in signatures[:4096].split(" ")[:_MOST] if part.startswith("v1,")]
    fitting = None
    for index, key in reversed(list(enumerate(keys))):
        expected = _signature(key, name, stamp, body).encode()
        fits = [compare_digest(one.encode("utf-8", "replace"), expected) for one in given]
        if any(fits):
            fitting = index
    return fitting


def _time_of(event: Event, now: int) -> str:
    """When it happened, as far as the event says; when it was relayed, otherwise."""
    stamp = event.ts if isinstance(event, DeliveryStatus | ConfirmedCall) else event.time
    return datetime.fromtimestamp(now if stamp is None else stamp, UTC).strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )


def _error(body: bytes) -> tuple[Event, tuple[str, ...]]:
    with suppress(MalformedDocument, ValueError, TypeError, KeyError, AttributeError):
        # Exactly, as a callback is read: the numbers of its extra are their digits as they stand.
        row: Any = parse(body.decode(), exact=True)
        kind = _TYPES[row["type"]]
        data, proved = row["data"], row["authenticated"]
        if data.__class__ is dict and proved in ([], list(SIGNED_FIELDS[kind])):
            return layouts()[3][kind].read(data), tuple(proved)  # type: ignore[return-value]
    # Not inside an except: the error would have the reader's frame for a context, and in it a record that is half made.
    problem = Diagnosis(
        span=(0, len(body)), expected=("a relayed event",), found=body[:40].decode("latin-1")
    )
    raise DecodeError(_WHAT, body, problem)
