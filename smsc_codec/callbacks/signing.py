"""The service's hash: what is hashed, whether it fits, and what that proves.

md5, sha1 or crc32 of a few fields, colons between them, and the secret. It covers three fields at most, no time and no
kind, and escapes no colon: so shapes are checked before anything is hashed. docs/signing.md has the whole story.
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

#: From the strongest on.
ALGORITHMS = ("sha1", "md5", "crc32")
_HASHES = {"sha1": hashlib.sha1, "md5": hashlib.md5}
#: What a hashed field may look like, in octets. No colon fits but in the text of a message, which stands between two fields
#: that have none.
_SHAPES: Mapping[str, re.Pattern[bytes]] = {
    "id": re.compile(rb"[0-9]{1,20}"),
    "phone": re.compile(rb"[0-9]{1,20}|[^:@\s\x00-\x1f]{1,100}@[^:@\s\x00-\x1f]{1,100}"),
    "status": re.compile(rb"-?[0-9]{1,4}"),
    "ts": re.compile(rb"[0-9]{1,11}"),
    "to": re.compile(rb"[0-9]{1,20}"),
    "mes": re.compile(rb"(?s:.*)"),
}
_SHAPED = {
    kind: [(name, _SHAPES[name].fullmatch) for name in names]
    for kind, names in SIGNED_FIELDS.items()
}


class Outcome(Enum):
    """What became of a verification."""

    OK = "every hash that is there fits"
    NO_HASH = "there is no hash where there must be one"
    MISMATCH = "a hash does not fit"
    WEAK_ONLY = "only a crc32 fits, which anybody can forge from one callback"
    MALFORMED = "a hashed field is missing, or not in its shape"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a verification has found. It refuses to be used as a truth value: look at :attr:`accepted`.

    Args:
        outcome: what became of it.
        kind: which kind of callback it claims to be; the hash does not cover that.
        accepted: whether the handler's settings let it pass.
        algorithm: the strongest that fits.
        secret: which secret fits: 0 the address's own, 1 and on the old ones; None if none.
        authenticated: the fields that the hash proves; empty for a crc32, which proves nothing.
        identity: the octets that tell the event from others, for :attr:`event_key`.
        hashed: the octets that the hash covers, for :attr:`auth_key`.
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
        """Names the event, not its content: the service repeats a callback for 200 minutes, and repeats have the same key. Keep
        keys for a day, to take each event once. None if it is malformed. A refused callback has one too, which anybody can
        choose: keep only an accepted one's.
        """
        return _key((self.kind.value.encode(), *self.identity)) if self.identity else None

    @property
    def replay_key(self) -> str | None:
        """Names what the hash covers: the same under another :attr:`event_key` is a replay with other fields changed."""
        return _key(self.hashed) if self.hashed else None

    def __bool__(self) -> NoReturn:
        raise TypeError(
            "a Verdict is no truth value: look at verdict.accepted, and at verdict.outcome"
        )


def _key(parts: Sequence[bytes]) -> str:
    """A digest of parts; their lengths keep them apart."""
    return hashlib.sha256(b"".join(b"%d:%b," % (len(part), part) for part in parts)).hexdigest()


def hashed_bytes(kind: EventKind, fields: Mapping[str, bytes]) -> tuple[bytes, ...] | None:
    """The hashed fields of a callback as delivered; None if one is missing or not in its shape.

    With shapes, the fields of a kind can be told from what is hashed: of the three kinds only a message has a text in which
    a colon fits, and that stands between two fields that have none.
    """
    found = []
    for name, fits in _SHAPED[kind]:
        octets = fields.get(name)
        if octets is None or fits(octets) is None:
            return None
        found.append(octets)
    return tuple(found)


def digest(algorithm: str, hashed: Sequence[bytes], secret: str) -> str:
    """The hash as the service writes it: hexadecimal digits in lower case; crc32 as an unsigned decimal.

    Args:
        algorithm: one of :data:`ALGORITHMS`.
        hashed: the fields.
        secret: the secret.
    """
    octets = b":".join((*hashed, secret.encode("ascii")))
    if algorithm == "crc32":
        return str(zlib.crc32(octets))
    return _HASHES[algorithm](octets, usedforsecurity=False).hexdigest()


def verify(
    hashes: Mapping[str, bytes], hashed: Sequence[bytes], secrets: Mapping[str, Sequence[str]]
) -> dict[str, int] | None:
    """For each hash that is there, the index of the secret that fits; None if one fits none.

    Every secret is tried for every hash, whatever the ones before gave.

    Args:
        hashes: what was delivered, by algorithm.
        hashed: the fields.
        secrets: those that may have been used, by algorithm, the newest first.
    """
    fitting: dict[str, int] = {}
    for algorithm, given in hashes.items():
        tried = secrets[algorithm]
        # From the oldest on and to the end: of several that fit the newest is told, and the time does not tell which.
        for index in reversed(range(len(tried))):
            if _fits(algorithm, given, digest(algorithm, hashed, tried[index])):
                fitting[algorithm] = index
    return fitting if len(fitting) == len(hashes) else None


def _fits(algorithm: str, given: bytes, expected: str) -> bool:
    """In constant time: hexadecimal digits in any case; a crc32 as an unsigned or signed decimal or in hexadecimal."""
    if algorithm != "crc32":
        return compare_digest(given.lower(), expected.encode())
    number = int(expected)
    spellings = expected, str(number - (1 << 32) * (number >> 31)), f"{number:08x}"
    fits = [compare_digest(given.lower(), spelling.encode()) for spelling in spellings]
    return any(fits)
