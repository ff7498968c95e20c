"""The service's hash: computation, verification, and the verdict.

The hash is the md5, sha1 or crc32 of up to three fields and the secret, joined with colons. It
covers neither the kind of event nor (except for calls) a time, and colons are not escaped, so every
signed field must match a pattern before anything is hashed. See docs/signing.md.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from dataclasses import dataclass, field
from enum import Enum
from hmac import compare_digest
from typing import TYPE_CHECKING, NoReturn

from smsc_codec.callbacks.events import SIGNED_FIELDS, EventKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["ALGORITHMS", "Outcome", "Verdict", "digest", "hashed_bytes", "verify"]

#: The hash algorithms, the strongest first.
ALGORITHMS = ("sha1", "md5", "crc32")
_HASHES = {"sha1": hashlib.sha1, "md5": hashlib.md5}
#: The pattern of each signed field, as bytes. Only ``mes`` can contain a colon, and it is hashed
#: between two fields that cannot.
_PATTERNS: Mapping[str, re.Pattern[bytes]] = {
    "id": re.compile(rb"[0-9]{1,20}"),
    "phone": re.compile(rb"[0-9]{1,20}|[^:@\s\x00-\x1f]{1,100}@[^:@\s\x00-\x1f]{1,100}"),
    "status": re.compile(rb"-?[0-9]{1,4}"),
    "ts": re.compile(rb"[0-9]{1,11}"),
    "to": re.compile(rb"[0-9]{1,20}"),
    "mes": re.compile(rb"(?s:.*)"),
}
_MATCHERS = {
    kind: [(name, _PATTERNS[name].fullmatch) for name in names]
    for kind, names in SIGNED_FIELDS.items()
}


class Outcome(Enum):
    """The outcome of a verification."""

    OK = "every hash that is present matches"
    NO_HASH = "a required hash is missing, or the handler URL has no secret"
    MISMATCH = "a hash does not match"
    WEAK_ONLY = "only a crc32 matches, which anyone can forge from one genuine callback"
    MALFORMED = "a signed field is missing or malformed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The result of a verification.

    It has no truth value: ``bool()`` raises TypeError; check :attr:`accepted`.

    Args:
        outcome: the outcome.
        kind: the event kind that the callback claims; the hash does not cover it.
        accepted: whether the handler accepts the callback.
        algorithm: the strongest algorithm whose hash matches; None if none does.
        secret_index: the secret that matches: 0 for the current one, 1 and up for the old ones;
            None if none does.
        authenticated: the fields that the hash authenticates; empty for a crc32, which proves
            nothing.
        identity: the bytes of the fields that identify the event, for :attr:`dedup_key`.
        hashed: the bytes of the signed fields, for :attr:`replay_key`.
    """

    outcome: Outcome
    kind: EventKind
    accepted: bool = False
    algorithm: str | None = None
    secret_index: int | None = None
    authenticated: tuple[str, ...] = ()
    identity: tuple[bytes, ...] = field(default=(), repr=False)
    hashed: tuple[bytes, ...] = field(default=(), repr=False)

    @property
    def dedup_key(self) -> str | None:
        """A key that identifies the event, not its content; None if the callback is malformed.

        The service may repeat a callback for 200 minutes, and all repeats have the same key. Store
        keys for a day to process each event once. Store those of accepted callbacks only: a
        rejected callback has a key too, and its sender can choose it.
        """
        return _key((self.kind.value.encode(), *self.identity)) if self.identity else None

    @property
    def replay_key(self) -> str | None:
        """A key that identifies the signed fields; None if the callback is malformed.

        If it comes again with another :attr:`dedup_key`, the callback may be a replay in which
        unsigned fields were changed.
        """
        return _key(self.hashed) if self.hashed else None

    def __bool__(self) -> NoReturn:
        raise TypeError("Verdict has no truth value; check .accepted")


def _key(parts: Sequence[bytes]) -> str:
    """Return a digest of the parts, each prefixed with its length to keep them distinct."""
    return hashlib.sha256(b"".join(b"%d:%b," % (len(part), part) for part in parts)).hexdigest()


def hashed_bytes(kind: EventKind, fields: Mapping[str, bytes]) -> tuple[bytes, ...] | None:
    """Return the signed fields of a callback as delivered; None if one is missing or malformed.

    Because every field matches its pattern, the hashed byte string determines the fields of a given
    kind: only ``mes`` can contain a colon, and it is between two fields that cannot.
    """
    hashed = []
    for name, fullmatch in _MATCHERS[kind]:
        value = fields.get(name)
        if value is None or fullmatch(value) is None:
            return None
        hashed.append(value)
    return tuple(hashed)


def digest(algorithm: str, hashed: Sequence[bytes], secret: str) -> str:
    """Return the hash as the service sends it.

    Args:
        algorithm: one of :data:`ALGORITHMS`.
        hashed: the signed fields.
        secret: the secret.

    Returns:
        Lower-case hexadecimal digits; for crc32, an unsigned decimal number.
    """
    data = b":".join((*hashed, secret.encode("ascii")))
    if algorithm == "crc32":
        return str(zlib.crc32(data))
    return _HASHES[algorithm](data, usedforsecurity=False).hexdigest()


def verify(
    hashes: Mapping[str, bytes], hashed: Sequence[bytes], secrets: Mapping[str, Sequence[str]]
) -> dict[str, int] | None:
    """Match every hash that is present against the secrets.

    Every secret is tried for every hash, whatever the earlier comparisons gave.

    Args:
        hashes: the hashes that were delivered, by algorithm.
        hashed: the signed fields.
        secrets: the secrets to try, by algorithm, the newest first.

    Returns:
        The index of the matching secret for each algorithm; None if any hash matches no secret.
    """
    matches: dict[str, int] = {}
    for algorithm, received in hashes.items():
        candidates = secrets[algorithm]
        # Constant time: try all secrets, the oldest first, so that the newest match is kept.
        for index in reversed(range(len(candidates))):
            if _is_equal(algorithm, received, digest(algorithm, hashed, candidates[index])):
                matches[algorithm] = index
    return matches if len(matches) == len(hashes) else None


def _is_equal(algorithm: str, received: bytes, expected: str) -> bool:
    """Compare a hash in constant time.

    Hexadecimal digits may be in either case; a crc32 may be an unsigned or signed decimal number or
    hexadecimal.
    """
    if algorithm != "crc32":
        return compare_digest(received.lower(), expected.encode())
    number = int(expected)
    forms = expected, str(number - (1 << 32) * (number >> 31)), f"{number:08x}"
    results = [compare_digest(received.lower(), form.encode()) for form in forms]
    return any(results)
