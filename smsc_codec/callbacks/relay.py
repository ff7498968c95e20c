"""Sign accepted callbacks again, to pass them on between systems of your own.

The format is Standard Webhooks 1.0.0: headers ``webhook-id``, ``webhook-timestamp`` and
``webhook-signature: v1,...``. The signature is an HMAC-SHA256 over ``id.timestamp.body`` with a
secret of 24 to 64 bytes. It proves who relayed the event and when. It does not authenticate the
fields that the service left unsigned; the body lists the fields that the service's hash covered.
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

#: The maximum difference between ``webhook-timestamp`` and the current time, in seconds.
TOLERANCE = 300
#: The algorithms of :func:`hmac`.
HMAC_ALGORITHMS = ("sha256", "sha1", "md5")
_CODEC_NAME = "relayed callback"
_TYPES = {f"smsc.{kind.value}": kind for kind in EventKind}
_STAMP = re.compile(r"[0-9]{1,11}")
#: No full stop, so that the signed ``id.timestamp.body`` is unambiguous; ASCII only, so that a
#: signature is valid for one ID only.
_ID = re.compile(r"[!-\-/-~]{1,256}")
_MAX_BODY_BYTES = 1 << 21
#: The maximum number of secrets, and of signatures.
_MAX_SECRETS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A signed request, ready to be sent.

    Args:
        headers: the three headers, with lower-case names.
        body: UTF-8 JSON.
    """

    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Relayed:
    """An event received from a relay, with a valid signature.

    Args:
        event: the event.
        id: the webhook ID. All repeats of a callback have the same one. Within the tolerance a
            replay is accepted, so store the IDs for that long.
        timestamp: when the event was relayed, in Unix seconds.
        authenticated: the fields that the service's hash covers; the others are only as reliable as
            the sender of the callback.
        secret_index: the index of the secret that matches.
    """

    event: Event
    id: str
    timestamp: int
    authenticated: tuple[str, ...]
    secret_index: int


def sign(received: ReceivedCallback, *, secrets: Sequence[str], now: int) -> Signed:
    """Sign a received callback.

    Args:
        received: an accepted callback.
        secrets: one or more secrets, each ``whsec_`` and the base64 of 24 to 64 bytes. While
            secrets are rotated, sign with several: the receiver needs only one of them.
        now: the current time, in Unix seconds.

    Raises:
        EncodeError: the callback was not accepted, or a text cannot be encoded as JSON.
        ValueError: a secret or the time is invalid; the message does not contain it.
    """
    keys, stamp = _keys(secrets), _stamp(now)
    event, verdict = received.event, received.verdict
    if event is None or verdict.dedup_key is None or kind_of_event(event) is not verdict.kind:
        raise EncodeError(_CODEC_NAME, None, "the callback was not accepted")
    try:
        parts = layouts()[3][verdict.kind].parts(event)
        data = "{" + ", ".join(parts) + "}"
        authenticated = "[" + ", ".join(map(quote, verdict.authenticated)) + "]"
        body = (
            f'{{"type": "smsc.{verdict.kind.value}", "timestamp": "{_format_time(event, now)}", '
            f'"data": {data}, "authenticated": {authenticated}}}'
        ).encode()
    except NotEncodable as error:
        raise EncodeError(_CODEC_NAME, error.field, error.reason) from None
    except UnicodeEncodeError:
        raise EncodeError(_CODEC_NAME, None, "text contains an unpaired surrogate") from None
    if len(body) > _MAX_BODY_BYTES:
        raise EncodeError(_CODEC_NAME, None, f"the body has more than {_MAX_BODY_BYTES} bytes")
    webhook_id = f"msg_{verdict.dedup_key[:32]}"
    signatures = " ".join(f"v1,{_signature(key, webhook_id, stamp, body)}" for key in keys)
    return Signed(
        headers={
            "webhook-id": webhook_id,
            "webhook-timestamp": stamp,
            "webhook-signature": signatures,
        },
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
    """Verify and decode a request made by :func:`sign`.

    Args:
        headers: the request's headers; the case of their names is ignored.
        body: the request's raw body.
        secrets: as for :func:`sign`; one of them has to match one of the signatures.
        now: the current time, in Unix seconds.
        tolerance: the maximum difference between the timestamp and ``now``, in seconds.

    Raises:
        SignatureError: a header is missing or malformed, the timestamp is outside the tolerance, or
            no signature matches.
        DecodeError: the signature is valid, but the body is not an event.
        ValueError: a secret or the time is invalid.
    """
    keys, current = _keys(secrets), int(_stamp(now))
    lowered = {str(name).lower(): value for name, value in headers.items()}
    webhook_id, stamp, signatures = (
        lowered.get(f"webhook-{part}") for part in ("id", "timestamp", "signature")
    )
    if not (isinstance(webhook_id, str) and isinstance(stamp, str) and isinstance(signatures, str)):
        raise SignatureError("a webhook-* header is missing")
    if not isinstance(body, bytes):
        raise SignatureError("body: expected bytes")
    is_well_formed = (
        _STAMP.fullmatch(stamp) and _ID.fullmatch(webhook_id) and len(body) <= _MAX_BODY_BYTES
    )
    # Written so that a tolerance of NaN rejects everything.
    if not (is_well_formed and abs(current - int(stamp)) <= tolerance):
        raise SignatureError("the request is malformed, or its timestamp is outside the tolerance")
    secret_index = _matching_key(keys, webhook_id, stamp, body, signatures)
    if secret_index is None:
        raise SignatureError("no signature matches")
    event, authenticated = _decode_body(body)
    return Relayed(
        event=event,
        id=webhook_id,
        timestamp=int(stamp),
        authenticated=authenticated,
        secret_index=secret_index,
    )


def hmac(event: Event, *, algorithm: str, secret: bytes, charset: str = "utf-8") -> str:
    """Compute an HMAC over the string that the service hashes, such as ``id:phone:status``.

    For a receiver that cannot call :func:`verify`. Like the service's hash, it covers only the
    signed fields, and no time except that of a call.

    Args:
        event: the event.
        algorithm: sha256, sha1 or md5.
        secret: at least 24 bytes.
        charset: the charset in which the texts are hashed.

    Returns:
        Lower-case hexadecimal digits.

    Raises:
        EncodeError: a signed field is missing or malformed.
        ValueError: ``algorithm``, ``secret`` or ``charset`` is invalid.
    """
    if charset not in CHARSETS:
        raise ValueError(f"charset must be one of {', '.join(CHARSETS)}")
    if algorithm not in HMAC_ALGORITHMS:
        raise ValueError(f"algorithm must be one of {', '.join(HMAC_ALGORITHMS)}")
    if len(secret) < 24:
        raise ValueError("secret: expected at least 24 bytes")
    kind = kind_of_event(event)
    record = RECORD_LAYOUTS[kind].record
    try:
        fields = {
            name: record.scalar(name).serialize(getattr(event, name)).encode(charset)
            for name in SIGNED_FIELDS[kind]
        }
    except (InvalidValue, UnicodeEncodeError):
        fields = {}
    hashed = hashed_bytes(kind, fields)
    if hashed is None:
        raise EncodeError(
            _CODEC_NAME, ", ".join(SIGNED_FIELDS[kind]), "a signed field is missing or malformed"
        )
    return _hmac.new(secret, b":".join(hashed), algorithm).hexdigest()


def _keys(secrets: Any) -> list[bytes]:
    if (
        isinstance(secrets, str | bytes)
        or not isinstance(secrets, Collection)
        or not 0 < len(secrets) <= _MAX_SECRETS
    ):
        raise ValueError(f"secrets: expected a list of 1 to {_MAX_SECRETS} secrets")
    return [_key(secret) for secret in secrets]


def _key(secret: Any) -> bytes:
    key = b""
    if isinstance(secret, str) and secret.startswith("whsec_"):
        with suppress(Base64Error, ValueError):
            key = b64decode(secret.removeprefix("whsec_"), validate=True)
    if not 24 <= len(key) <= 64:
        raise ValueError("secrets: expected whsec_ followed by the base64 of 24 to 64 bytes")
    return key


def _stamp(now: int) -> str:
    if now.__class__ is not int or not 0 <= now < 10**11:
        raise ValueError("now: expected an int, in Unix seconds")
    return str(now)


def _signature(key: bytes, webhook_id: str, stamp: str, body: bytes) -> str:
    message = f"{webhook_id}.{stamp}.".encode("ascii") + body
    return b64encode(_hmac.new(key, message, "sha256").digest()).decode("ascii")


def _matching_key(
    keys: Sequence[bytes], webhook_id: str, stamp: str, body: bytes, signatures: str
) -> int | None:
    """Return the index of the first key that matches one of the signatures, or None.

    Never raises, so the expected signature, which would make a rejected request valid, does not
    appear in the frames of a traceback.
    """
    received = [
        part[3:] for part in signatures[:4096].split(" ")[:_MAX_SECRETS] if part.startswith("v1,")
    ]
    match = None
    for index, key in reversed(list(enumerate(keys))):
        expected = _signature(key, webhook_id, stamp, body).encode()
        results = [
            compare_digest(signature.encode("utf-8", "replace"), expected) for signature in received
        ]
        if any(results):
            match = index
    return match


def _format_time(event: Event, now: int) -> str:
    """Format the time of the event, or the time of relaying if the event has none."""
    stamp = event.ts if isinstance(event, DeliveryStatus | ConfirmedCall) else event.time
    return datetime.fromtimestamp(now if stamp is None else stamp, UTC).strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )


def _decode_body(body: bytes) -> tuple[Event, tuple[str, ...]]:
    with suppress(MalformedDocument, ValueError, TypeError, KeyError, AttributeError):
        # As in a callback, a number in extra is kept as the digits that were sent.
        row: Any = parse(body.decode(), exact=True)
        kind = _TYPES[row["type"]]
        data, authenticated = row["data"], row["authenticated"]
        if data.__class__ is dict and authenticated in ([], list(SIGNED_FIELDS[kind])):
            return layouts()[3][kind].read(data), tuple(authenticated)  # type: ignore[return-value]
    # Raised outside any except block: otherwise the decoder's frame, with a partly initialized
    # record in it, would be reachable through the context of the error.
    diagnosis = Diagnosis(
        span=(0, len(body)), expected=("a relayed event",), found=body[:40].decode("latin-1")
    )
    raise DecodeError(_CODEC_NAME, body, diagnosis)
