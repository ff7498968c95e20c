"""Identification of XML and JSON documents by their keys, before they are parsed.

A document that has all keys of a row of :data:`DISTINCTIVE_KEYS`, and of no row of another reply,
is that reply. A single key is not enough evidence (any program may write ``{"id": 5}``); replies
with few keys are found only after their request.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from smsc_codec.callbacks.events import EventKind
from smsc_codec.errors import DecodeError
from smsc_codec.formats.base import InvalidFieldValue, NoMatch
from smsc_codec.logs.context import decode_text
from smsc_codec.logs.finding import FindingKind
from smsc_codec.schema.records import Items

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smsc_codec.codec import Codec
    from smsc_codec.schema.reply import ReplySpec

__all__ = [
    "CALLBACKS",
    "DISTINCTIVE_KEYS",
    "Decoded",
    "decode_document",
    "decode_event",
    "decode_first",
    "event_kind",
]

#: The kind, the value, the error and the charset of a decoded document.
Decoded: TypeAlias = "tuple[FindingKind, object, DecodeError | None, str | None]"
#: The kind of a document and, for a reply, its codecs, most likely first.
_Candidates: TypeAlias = "tuple[FindingKind, tuple[Codec[Any], ...]]"

#: The keys that identify a reply, by its name in :mod:`smsc_codec.replies`. A reply may have
#: several rows.
DISTINCTIVE_KEYS: tuple[tuple[str, frozenset[str]], ...] = tuple(
    (name, frozenset(keys.split()))
    for name, keys in (
        ("failure", "error error_code"),
        ("send", "id cnt"),
        ("send", "cost cnt"),
        ("status", "status last_date"),
        ("status", "status last_timestamp"),
        ("messages", "status last_date int_id"),
        ("messages", "status last_timestamp int_id"),
        ("messages", "status last_date crc"),
        ("messages", "status last_timestamp crc"),
        ("balance", "balance"),
        ("balance", "balance currency"),
        ("balance", "balance credit"),
        ("senders", "sender status"),
        ("senders", "sender mts_status"),
        ("senders", "sender mega_status"),
        ("numbers", "phone cost current_cost"),
        ("wait_call", "phone all_phones"),
        ("tasks", "id name status file"),
        ("tasks", "id name status created"),
        ("answers", "id received message"),
        ("statistics", "credit debit"),
        ("prices", "zones"),
        ("operator", "country operator mcc"),
        ("operator", "country operator region"),
        ("operator", "country operator tz"),
        ("contacts", "id phone first_name"),
        ("contacts", "id phone last_name"),
        ("contacts", "id phone birthday"),
        ("contacts", "id phone tags"),
        ("contact_groups", "id name number"),
        ("templates", "id name msg"),
        ("templates", "id name message"),
        ("link", "id cnt_mon"),
        ("link", "id cnt_day"),
    )
)
#: The required fields of each callback event, and the fields of which at least one must be present.
#: The first row that matches applies.
CALLBACKS: tuple[tuple[EventKind, frozenset[str], frozenset[str]], ...] = (
    (
        EventKind.MESSAGE,
        frozenset(("phone", "mes", "to")),
        frozenset(("id", "time", "sent", "smsc", "sms_id", "md5", "sha1", "crc32")),
    ),
    (EventKind.CALL, frozenset(("phone", "waitcall", "ts")), frozenset(("waitcall",))),
    (
        EventKind.STATUS,
        frozenset(("id", "phone", "status")),
        frozenset(("time", "ts", "md5", "sha1", "crc32")),
    ),
)
_KEYS = {
    2: re.compile(r"<([a-z][a-z0-9_]{0,30})>"),
    3: re.compile(r'"([A-Za-z][A-Za-z0-9_]{0,30})"[ \t\r\n]*+:'),
}
#: Number of known keys at which a document with unknown keys is still a reply.
_MIN_KNOWN_KEYS = 4
#: Documents with more keys are not cached. No known reply has as many.
_MAX_KEYS = 64
#: Number of characters searched for keys; the keys of a reply are at its start.
_SEARCHED = 4096
_LISTED = {2: "<list>", 3: "["}


def decode_document(data: bytes, fmt: int) -> Decoded | None:
    """Identify and decode a document; return None if it cannot be identified with certainty.

    Args:
        data: the document, from its first character.
        fmt: 2 for XML, 3 for JSON.
    """
    decoded_text = decode_text(data)
    if decoded_text is None:
        return None
    text, charset = decoded_text
    listed = text.startswith(_LISTED[fmt])
    keys = frozenset(_KEYS[fmt].findall(text, 0, _SEARCHED))
    found = _candidates(fmt, keys, listed)
    if found is None:
        return None
    if found[0] is FindingKind.CALLBACK:
        kind = event_kind(keys)
        if kind is None or not has_valid_numbers(text, fmt, kind):
            return None
    decoded = _decode(found, text, charset, fmt)
    if decoded[2] is not None:
        # Nested keys may belong to another document: identify a damaged one by its top-level keys.
        own = _candidates(fmt, _own_keys(fmt, text), listed)
        return None if own is None else _decode(own, text, charset, fmt)
    return decoded


def _decode(found: _Candidates, text: str, charset: str, fmt: int) -> Decoded:
    kind, codecs = found
    return (
        decode_first(codecs, text, charset)
        if codecs
        else _try_decode(decode_event, (text.encode(charset), charset, fmt), kind, charset)
    )


def decode_first(codecs: tuple[Codec[Any], ...], text: str, charset: str) -> Decoded:
    """Decode a text with the first codec that accepts it.

    If no codec accepts it, the error is that of the first codec whose syntax it matches, or else
    that of the first codec.
    """
    matching = None
    for codec in codecs:
        try:
            return FindingKind.REPLY, codec._read(text), None, charset
        except InvalidFieldValue:
            matching = matching or codec
        except NoMatch:
            continue
    return _try_decode(
        (matching or codecs[0]).with_charset(charset).decode, (text,), FindingKind.REPLY, charset
    )


def _try_decode(
    decode: Callable[..., object], arguments: tuple[Any, ...], kind: FindingKind, charset: str
) -> Decoded:
    try:
        return kind, decode(*arguments), None, charset
    except DecodeError as error:
        return kind, None, error, charset


_TOKEN = {
    2: re.compile(r"<(?P<open>[a-z][a-z0-9_]{0,30})>|(?P<close></)"),
    3: re.compile(
        r'"(?P<key>(?:[^"\\]++|\\(?s:.)?+)*+)(?:"(?P<colon>[ \t\r\n]*+:)?+)?+'
        r"|(?P<open>[{\[])|(?P<close>[}\]])"
    ),
}


def _own_keys(fmt: int, text: str) -> frozenset[str]:
    """Return the top-level keys of a document or of the items of a list, and the XML root."""
    keys: set[str] = set()
    depth = 0
    own = 2 if text.startswith(_LISTED[fmt]) else 1
    for found in _TOKEN[fmt].finditer(text, 0, _SEARCHED):
        if fmt == 2 and found["open"] and depth <= own:
            keys.add(found["open"])
        elif fmt == 3 and found["colon"] and depth == own:
            keys.add(found["key"])
        depth += bool(found["open"]) - bool(found["close"])
        if depth <= 0:
            break
    return frozenset(keys)


def _candidates(fmt: int, keys: frozenset[str], listed: bool) -> _Candidates | None:
    """Call :func:`_find_candidates`, cached if the number of keys is plausible, to bound memory."""
    return (_cached_candidates if len(keys) <= _MAX_KEYS else _find_candidates)(fmt, keys, listed)


def _find_candidates(fmt: int, keys: frozenset[str], listed: bool) -> _Candidates | None:
    """Return what a document with these keys may be; codecs of the fullest level come first."""
    if fmt == 2:
        keys -= {"list"}
    kind = None if listed else event_kind(keys)
    replies, complete = _replies(keys, listed)
    if kind is not None and not complete:
        return FindingKind.CALLBACK, ()
    if not complete and (not replies or len(keys & _known_keys(replies[0])) < _MIN_KNOWN_KEYS):
        return None
    codecs = tuple(_codecs(replies[0], fmt, keys, listed)) if len(replies) == 1 else ()
    return (FindingKind.REPLY, codecs) if codecs else None


_cached_candidates = lru_cache(1024)(_find_candidates)


def event_kind(keys: frozenset[str]) -> EventKind | None:
    """Return the callback event identified by these field names, or None."""
    return next(
        (
            kind
            for kind, needed, one_of in CALLBACKS
            if needed <= keys and not one_of.isdisjoint(keys)
        ),
        None,
    )


#: The numeric fields of each callback event.
_NUMERIC_FIELDS = {
    EventKind.STATUS: ("phone", "status"),
    EventKind.MESSAGE: ("phone", "to"),
    EventKind.CALL: ("phone", "ts"),
}
#: What precedes the value of a field in a form, in XML and in JSON.
_FIELD_PREFIX = {None: "(?:^|&){}=", 2: "<{}>", 3: '"{}"[ \\t\\r\\n]*+:[ \\t\\r\\n]*+"?'}
_NUMBER = r"(?:(?:\+|%2[Bb]|-)?[0-9]{1,20}(?![0-9A-Za-z])|[^&<\"]{1,60}(?:@|%40))"


def has_valid_numbers(text: str, fmt: int | None, kind: EventKind) -> bool:
    """Check that the numeric fields of a callback contain numbers or email addresses.

    This rules out data of other programs, which may also have a phone and a status.
    """
    return all(number.search(text) is not None for number in _number_patterns(fmt, kind))


@lru_cache
def _number_patterns(fmt: int | None, kind: EventKind) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(_FIELD_PREFIX[fmt].format(name) + _NUMBER) for name in _NUMERIC_FIELDS[kind]
    )


def decode_event(data: bytes, charset: str, fmt: int | None) -> object:
    """Decode a callback without verifying its signature.

    Raises:
        DecodeError: the callback is damaged.
    """
    return _handler(charset, fmt).decode_unverified(body=data)


@lru_cache(16)
def _handler(charset: str, fmt: int | None) -> Any:
    from smsc_codec.callbacks import Handler

    return Handler.from_url(
        f"https://example.org/?charset={charset}" + (f"&fmt={fmt}" if fmt else "")
    )


def _replies(keys: frozenset[str], listed: bool) -> tuple[list[str], bool]:
    """Return the replies identified by the keys, and whether these replies define all of the keys.

    Of several replies, those with the most distinctive keys are returned.
    """
    found = dict.fromkeys(name for name, distinctive in DISTINCTIVE_KEYS if distinctive <= keys)
    found = dict.fromkeys(
        name for name in found if not listed or (name != "failure" and _reply(name).list_name)
    )
    complete = [name for name in found if keys <= _known_keys(name)]
    replies = complete or list(found)
    return [
        name
        for name in replies
        if not any(
            _distinctive_keys(name, keys) < _distinctive_keys(other, keys) for other in replies
        )
    ], bool(complete)


def _distinctive_keys(name: str, keys: frozenset[str]) -> frozenset[str]:
    """Return those of ``keys`` that identify a reply."""
    return frozenset().union(
        *(
            distinctive
            for reply, distinctive in DISTINCTIVE_KEYS
            if reply == name and distinctive <= keys
        )
    )


def _reply(name: str) -> ReplySpec:
    from smsc_codec.replies import REPLIES

    return next(reply for reply in REPLIES if name in (reply.name, reply.list_name))


@lru_cache
def _known_keys(name: str) -> frozenset[str]:
    """Return all keys of a reply: of its records, nested records, and enclosing elements."""
    if name == "failure":
        return frozenset(("error", "error_code", "id", "result"))
    keys: set[str] = set()
    for layout in _reply(name).layouts:
        keys |= {*layout.roots.values(), *([layout.constant[0]] if layout.constant else ())}
        records = [layout.record]
        while records:
            record = records.pop()
            for field, kind in record.scalars.items():
                keys |= {record.tag(field), *([kind.item] if kind.item else ())}
                if isinstance(kind, Items):
                    records.append(kind.of)
    return frozenset(keys)


def _codecs(name: str, fmt: int, keys: frozenset[str], listed: bool) -> Iterator[Any]:
    """Yield the codecs of a reply in a format, starting with the fullest level."""
    reply = _reply("status" if name == "failure" else name)
    part = "many" if listed or reply.name is None else "one"
    parts = ["row"] if part == "many" and not listed else [part]
    for level in sorted(reply.levels, reverse=True):
        if reply.confidence_of(fmt, level) == "-":
            continue
        variants = [
            item.name for item in reply.variants if fmt in item.fmts and level in item.levels
        ]
        for variant in variants if "phones" in keys else [""]:
            yield from (reply.codec(fmt, level, variant=variant, part=of) for of in parts)
