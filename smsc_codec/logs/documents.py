"""XML and JSON by their keys: which reply or callback a document is, before it is parsed.

:data:`DISTINCTIVE_KEYS` is the table: what has all keys of a row, and of no other row's reply, is that reply. A single key tells next to
nothing (``{"id": 5}`` may be anybody's): such replies are found behind their request only.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from smsc_codec.callbacks.events import EventKind
from smsc_codec.errors import DecodeError
from smsc_codec.formats.base import InvalidFieldValue, NoMatch
from smsc_codec.logs.context import text_of
from smsc_codec.logs.finding import FindingKind
from smsc_codec.schema.records import Items

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smsc_codec.codec import Codec
    from smsc_codec.schema.reply import ReplySpec

__all__ = ["CALLBACKS", "DISTINCTIVE_KEYS", "Reading", "event", "event_kind", "read", "reading"]

#: What was read: the kind, the value or the error, the charset.
Reading: TypeAlias = "tuple[FindingKind, object, DecodeError | None, str | None]"
#: What a document may be: a kind, and the codecs of a reply, the likeliest first.
_Readers: TypeAlias = "tuple[FindingKind, tuple[Codec[Any], ...]]"

#: The keys that make a document a reply; the names are those of the shelf. A reply may have several rows.
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
#: The fields that make a callback, and of which others at least one has to be there; the first row that fits counts.
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
#: A document with an unknown key is a reply all the same if it has so many that are known.
_ENOUGH = 4
#: More keys than any reply has.
_MANY = 64
#: How much of a document is looked at for its keys: a reply has them at its beginning.
_HEAD = 4096
_LISTED = {2: "<list>", 3: "["}


def read(octets: bytes, fmt: int) -> Reading | None:
    """What a document is; None if that is not certain.

    Args:
        octets: from its first character on; what stands behind it does not count.
        fmt: 2 XML, 3 JSON.
    """
    decoded = text_of(octets)
    if decoded is None:
        return None
    text, charset = decoded
    listed = text.startswith(_LISTED[fmt])
    keys = frozenset(_KEYS[fmt].findall(text, 0, _HEAD))
    found = _readers(fmt, keys, listed)
    if found is None:
        return None
    if found[0] is FindingKind.CALLBACK:
        kind = event_kind(keys)
        if kind is None or not shaped(text, fmt, kind):
            return None
    told = _discriminator(found, text, charset, fmt)
    if told[2] is not None:
        # Keys inside may belong to another document: what is damaged has to be told by its own.
        own = _readers(fmt, _own_keys(fmt, text), listed)
        return None if own is None else _discriminator(own, text, charset, fmt)
    return told


def _discriminator(found: _Readers, text: str, charset: str, fmt: int) -> Reading:
    kind, codecs = found
    return (
        reading(codecs, text, charset)
        if codecs
        else _read(event, (text.encode(charset), charset, fmt), kind, charset)
    )


def reading(codecs: tuple[Codec[Any], ...], text: str, charset: str) -> Reading:
    """A text by the first of several codecs that reads it. If none does, one tells why: the first by which it is spelled
    right, though it means nothing, or else the first of all.
    """
    spelling = None
    for codec in codecs:
        try:
            return FindingKind.REPLY, codec._read(text), None, charset
        except InvalidFieldValue:
            spelling = spelling or codec
        except NoMatch:
            continue
    return _read(
        (spelling or codecs[0]).with_charset(charset).decode, (text,), FindingKind.REPLY, charset
    )


def _read(
    decode: Callable[..., object], arguments: tuple[Any, ...], kind: FindingKind, charset: str
) -> Reading:
    try:
        return kind, decode(*arguments), None, charset
    except DecodeError as error:
        return kind, None, error, charset


_TOKEN = {
    2: re.compile(r"<(?P<open>[a-z][a-z0-9_]{0,30})>|(?P<close></)"),
    3: re.compile(
        r'"(?P<key>(?:[^"\\]++|\\(?s:.)?+)*+)(?:"(?P<colon>[ \t\r\n]*+:)?+)?+|(?P<open>[{\[])|(?P<close>[}\]])'
    ),
}


def _own_keys(fmt: int, text: str) -> frozenset[str]:
    """The keys of a document itself, or of the items of a list, and the root of XML; not those of what is inside."""
    keys: set[str] = set()
    depth = 0
    own = 2 if text.startswith(_LISTED[fmt]) else 1
    for found in _TOKEN[fmt].finditer(text, 0, _HEAD):
        if fmt == 2 and found["open"] and depth <= own:
            keys.add(found["open"])
        elif fmt == 3 and found["colon"] and depth == own:
            keys.add(found["key"])
        depth += bool(found["open"]) - bool(found["close"])
        if depth <= 0:
            break
    return frozenset(keys)


def _readers(fmt: int, keys: frozenset[str], listed: bool) -> _Readers | None:
    """:func:`_readers_of`, remembered for what a document may well look like: a stranger's keys must not fill the memory."""
    return (_remembered if len(keys) <= _MANY else _readers_of)(fmt, keys, listed)


def _readers_of(fmt: int, keys: frozenset[str], listed: bool) -> _Readers | None:
    """What reads a document with these keys: the codecs of its reply, the fullest level first."""
    if fmt == 2:
        keys -= {"list"}
    kind = None if listed else event_kind(keys)
    replies, whole = _replies(keys, listed)
    if kind is not None and not whole:
        return FindingKind.CALLBACK, ()
    if not whole and (not replies or len(keys & _known(replies[0])) < _ENOUGH):
        return None
    codecs = tuple(_codecs(replies[0], fmt, keys, listed)) if len(replies) == 1 else ()
    return (FindingKind.REPLY, codecs) if codecs else None


_remembered = lru_cache(1024)(_readers_of)


def event_kind(keys: frozenset[str]) -> EventKind | None:
    """Which callback fields of these names are; None if they are none for certain."""
    return next(
        (
            kind
            for kind, needed, one_of in CALLBACKS
            if needed <= keys and not one_of.isdisjoint(keys)
        ),
        None,
    )


#: The fields of a callback that are numbers, and how a number is written behind each in a form, in XML and in JSON.
_NUMBERS = {
    EventKind.STATUS: ("phone", "status"),
    EventKind.MESSAGE: ("phone", "to"),
    EventKind.CALL: ("phone", "ts"),
}
_WRITTEN = {None: "(?:^|&){}=", 2: "<{}>", 3: '"{}"[ \\t\\r\\n]*+:[ \\t\\r\\n]*+"?'}
_NUMBER = r"(?:(?:\+|%2[Bb]|-)?[0-9]{1,20}(?![0-9A-Za-z])|[^&<\"]{1,60}(?:@|%40))"


def shaped(text: str, fmt: int | None, kind: EventKind) -> bool:
    """Whether the fields of a callback that must be numbers (or addresses) are some: other programs have a phone and a status too."""
    return all(shape.search(text) is not None for shape in _shapes(fmt, kind))


@lru_cache
def _shapes(fmt: int | None, kind: EventKind) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(_WRITTEN[fmt].format(name) + _NUMBER) for name in _NUMBERS[kind])


def event(octets: bytes, charset: str, fmt: int | None) -> object:
    """The event of a callback, which nobody vouches for.

    Raises:
        DecodeError: it is damaged.
    """
    return _handler(charset, fmt).decode_unverified(body=octets)


@lru_cache(16)
def _handler(charset: str, fmt: int | None) -> Any:
    from smsc_codec.callbacks import Handler

    return Handler.from_url(
        f"https://example.org/?charset={charset}" + (f"&fmt={fmt}" if fmt else "")
    )


def _replies(keys: frozenset[str], listed: bool) -> tuple[list[str], bool]:
    """The replies that have these keys, those that the most keys tell of, and whether they know all of the keys: between
    brackets a key of one reply may be that of another.
    """
    found = dict.fromkeys(name for name, telling in DISTINCTIVE_KEYS if telling <= keys)
    found = dict.fromkeys(
        name for name in found if not listed or (name != "failure" and _reply(name).list_name)
    )
    whole = [name for name in found if keys <= _known(name)]
    meant = whole or list(found)
    return [
        name
        for name in meant
        if not any(_is_certain(name, keys) < _is_certain(other, keys) for other in meant)
    ], bool(whole)


def _is_certain(name: str, keys: frozenset[str]) -> frozenset[str]:
    """All keys that tell of a reply, among those that are there."""
    return frozenset().union(
        *(telling for of, telling in DISTINCTIVE_KEYS if of == name and telling <= keys)
    )


def _reply(name: str) -> ReplySpec:
    from smsc_codec.replies import REPLIES

    return next(reply for reply in REPLIES if name in (reply.name, reply.list_name))


@lru_cache
def _known(name: str) -> frozenset[str]:
    """All keys of a reply: of its records, of those inside them, of the elements around them."""
    if name == "failure":
        return frozenset(("error", "error_code", "id", "result"))
    keys: set[str] = set()
    for form in _reply(name).layouts:
        keys |= {*form.roots.values(), *([form.constant[0]] if form.constant else ())}
        records = [form.record]
        while records:
            record = records.pop()
            for field, kind in record.scalars.items():
                keys |= {record.tag(field), *([kind.item] if kind.item else ())}
                if isinstance(kind, Items):
                    records.append(kind.of)
    return frozenset(keys)


def _codecs(name: str, fmt: int, keys: frozenset[str], listed: bool) -> Iterator[Any]:
    """The codecs of a reply at a format, the fullest level first."""
    reply = _reply("status" if name == "failure" else name)
    part = "many" if listed or reply.name is None else "one"
    parts = ["row"] if part == "many" and not listed else [part]
    for level in sorted(reply.levels, reverse=True):
        if reply.confidence_of(fmt, level) == "-":
            continue
        variants = [one.name for one in reply.variants if fmt in one.fmts and level in one.levels]
        for variant in variants if "phones" in keys else [""]:
            yield from (reply.codec(fmt, level, variant=variant, part=of) for of in parts)
