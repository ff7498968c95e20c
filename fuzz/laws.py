"""The laws that every door is held to, whatever octets come: each is a function of octets that raises AssertionError.

No Atheris here: the tests run these functions over their seeds, and so does a finding that is kept in tests/vectors/broken.
The first line of an input (of doors that read octets: its first octets) says which codec, handler or path is meant; a line
that says none means one of them all the same, so that no input is lost. Names instead of places: an input keeps its meaning
when a codec is added.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import pickle
import re
import unicodedata
import zlib
from base64 import b64encode
from codecs import BOM_UTF8
from dataclasses import fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

from smsc_codec import commands, logs, replies, tasks
from smsc_codec.callbacks import Handler, Outcome, Received, Verdict, relay
from smsc_codec.callbacks.handler import kind_of_event
from smsc_codec.codec import CHARSETS
from smsc_codec.commands import Credentials, Parsed
from smsc_codec.errors import DecodeError, EncodeError, SignatureError
from smsc_codec.logs.columns import COLUMNS
from smsc_codec.logs.columns import rows as rows_of
from smsc_codec.smpp import (
    DeliveryReport,
    Origin,
    RawPdu,
    SystemType,
    gateways,
    receipts,
    segments,
    stream,
    texts,
    times,
    tlvs,
    values,
    wire,
)
from smsc_codec.tasks import RaggedRow
from smsc_codec.wires.base import REFUSALS, Unreadable
from smsc_codec.wires.binary import interpret
from smsc_codec.wires.grammar import lexed, line_rule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from smsc_codec.codec import Codec

__all__ = ["DOORS", "HANDLERS", "MARKER", "NOW", "PATHS", "named_codecs"]

# ---- what all doors share

_LONG_NUMBER = re.compile("[0-9]{7}")
#: Categories of characters that steer a terminal: controls, half characters, line and paragraph separators.
_STEERING = frozenset({"Cc", "Cs", "Zl", "Zp"})
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
#: Stands for somebody's password: where it is in no other place of an input, nothing may show it.
MARKER = b"Zq7Xw9Kj"


def _chosen(head: bytes, by_name: Mapping[str, Any]) -> Any:
    """What a first line means: what it names, or what its checksum happens to point at."""
    name = head.decode("latin-1")
    return by_name[name] if name in by_name else list(by_name.values())[zlib.crc32(head) % len(by_name)]


def _same(one: object, other: object) -> bool:
    """Equal, and of equal types and digits all the way down: 1 is no True here, and 1.0 no 1.00."""
    return one == other and repr(one) == repr(other)


def _harmless(text: str) -> bool:
    return not any(unicodedata.category(letter) in _STEERING or letter in _BIDI for letter in text if letter != "\n")


def _explained(error: DecodeError, longest: int) -> None:
    """An error explains itself, travels, and shows nobody's number."""
    assert error.span is not None or error.path is not None
    assert error.span is None or 0 <= error.span[0] <= error.span[1] <= longest + 1
    assert error.expected
    assert all(error.expected)
    assert isinstance(error.found, str)
    told = str(error)
    assert told
    assert not _LONG_NUMBER.search(told), told
    assert not _LONG_NUMBER.search(repr(error)), repr(error)
    assert _harmless(told)
    assert _harmless(error.render(show_data=True))
    again = pickle.loads(pickle.dumps(error))
    assert (again.span, again.path, again.expected, again.found, again.hint) == (error.span, error.path, error.expected, error.found, error.hint)
    assert (again.source, str(again), repr(again)) == (error.source, told, repr(error))


def _refused(error: EncodeError) -> None:
    told = str(error)
    assert error.why
    assert not _LONG_NUMBER.search(told), told
    assert _harmless(told)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), repr(again)) == (told, repr(error))


# ---- replies


@cache
def named_codecs(fmt: int) -> dict[str, Codec[Any]]:
    """Every codec of a format, in every charset, by its name on a first line."""
    from tests.everything import CODECS, codec_id

    return {f"{codec_id(codec)},{charset}": codec.with_charset(charset) for charset in CHARSETS for codec in CODECS if codec.fmt == fmt}


def _reply(fmt: int, octets: bytes) -> None:
    head, _, body = octets.partition(b"\n")
    codec = _chosen(head, named_codecs(fmt))
    _compiled(codec, body.decode(codec.charset, "replace"))
    try:
        value = codec.decode(body)
    except DecodeError as error:
        _explained(error, len(body))
        _hint_is_true(codec, error)
        return
    if fmt != 2 and body[:3] != BOM_UTF8:
        # An XML declaration and a byte order mark say something of octets, and nothing of a text.
        assert _same(codec.decode(body.decode(codec.charset)), value)
    _comes_back(codec, value)


def _comes_back(codec: Codec[Any], value: Any) -> None:
    wanted = codec.restrict(value)
    assert _same(codec.restrict(wanted), wanted)
    try:
        octets = codec.encode(value)
    except EncodeError as error:
        _refused(error)
        return
    back = codec.decode(octets)
    assert _same(back, wanted)
    assert codec.encode(back) == octets


def _compiled(codec: Any, text: str) -> None:
    """Lark and the parsers read what the compiled patterns read."""
    if codec.fmt > 1:
        assert _read(codec._wire.read, text) == _read(codec._wire.parse, text)
        return
    row = codec.row if codec._part == "many" else codec
    for form in row._wire.forms:
        assert form.rule.match(text) == form.rule.interpret(text), form.rule.name


def _read(read: Callable[[str], object], text: str) -> object:
    try:
        return read(text)
    except Unreadable:
        return Unreadable


_HINT = re.compile(r"(it|each line) reads as (\w+)\(([^)]*)\)(\.row)?")
_CHARSET_HINT = re.compile(r'it reads in [\w-]+: with_charset\("([\w-]+)"\)')


def _hint_is_true(codec: Codec[Any], error: DecodeError) -> None:
    """The codec that an error proposes reads what was given."""
    charset = _CHARSET_HINT.fullmatch(error.hint or "")
    if charset is not None:
        codec.with_charset(charset[1]).decode(error.source)
    hint = _HINT.fullmatch(error.hint or "")
    if hint is None:
        return
    given = dict(part.split("=") for part in hint[3].split(", "))
    proposed: Any = getattr(replies, hint[2])(**{name: int(number) for name, number in given.items()})
    assert isinstance(error.source, str)
    for line in [error.source] if hint[1] == "it" else error.source.strip("\r\n").split("\n"):
        (proposed.row if hint[4] else proposed).decode(line)


def replies_0(octets: bytes) -> None:
    """Replies, fmt=0."""
    _reply(0, octets)


def replies_1(octets: bytes) -> None:
    """Replies, fmt=1."""
    _reply(1, octets)


def replies_2(octets: bytes) -> None:
    """Replies, fmt=2."""
    _reply(2, octets)


def replies_3(octets: bytes) -> None:
    """Replies, fmt=3."""
    _reply(3, octets)


# ---- requests

PATHS: dict[str, str | None] = {"": None, **{f"/sys/{page}.php": f"/sys/{page}.php" for page in dict.fromkeys(one.page for one in commands.REQUESTS)}}
_SECRET = frozenset(("login", "psw", "apikey", *(one.name for request in commands.REQUESTS for one in request.parameters if one.secret)))


def requests(octets: bytes) -> None:
    """Requests out of a log: the first line is the path, the rest the request."""
    head, _, request = octets.partition(b"\n")
    path = _chosen(head, PATHS)
    _request(request, path, secret=_only_secret(request))
    try:
        text = request.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return
    _request(text, path, secret=_only_secret(request))


def _request(request: str | bytes, path: str | None, *, secret: bool) -> None:
    found: Parsed | None = None
    try:
        found = commands.parse(request, path=path)
    except DecodeError as error:
        _explained(error, len(error.source))
        assert error.__context__ is None
        source = error.source if isinstance(error.source, str) else error.source.decode("latin-1")
        shown = [str(error), repr(error), error.render(show_data=True), error.found, source, *error.expected, str(error.hint)]
    else:
        shown = [repr(found), repr(found.command), repr(found.credentials)]
    assert not secret or not any(MARKER.decode() in text for text in shown)
    if found is not None:
        _request_comes_back(found)


def _request_comes_back(found: Parsed) -> None:
    again = commands.parse(found.query(), path=found.command.path)
    assert again == found
    assert again.params() == found.params()
    assert list(again.params().items()) == list(found.params().items())
    assert commands.parse(found.query().encode(), path=found.command.path).query() == found.query()
    assert pickle.loads(pickle.dumps(found)) == found
    try:
        assert found.command.reply.charset == found.command.charset
    except ValueError as unknown:
        told = str(unknown)
        assert "nobody has recorded" in told
    try:
        params = found.command.params(found.credentials)
    except EncodeError as error:
        _refused(error)
    else:
        assert found.command.stated().items() <= params.items()
    assert found.command.params(Credentials(apikey="k"))["apikey"] == "k"


def _only_secret(request: bytes) -> bool:
    """Whether the marker is there, and nowhere but in the values of secrets."""
    heads = [part.partition(b"=")[0] for part in request.split(b"&") if MARKER in part]
    return bool(heads) and all(unquote_to_bytes(head.rpartition(b"?")[2]).decode("latin-1") in _SECRET and MARKER not in head for head in heads)


# ---- callbacks

#: Addresses as a first line has them: the URL, then old secrets, then ``crc32`` where a crc32 is let pass.
HANDLERS = tuple(
    f"https://shop.example/sms{rest}"
    for rest in (
        "?sha1=SECRET-1&shop=7", "?charset=utf-8&md5=SECRET-1", "?charset=koi8-r&sha1=S&md5=T", "?charset=utf-8&fmt=3&sha1=S&a=b+c",
        "?fmt=3&md5=S", "?charset=utf-8&fmt=2&sha1=S", "?fmt=2&sha1=S&shop=7", "!id&phone&sha1=S&own=1?charset=utf-8",
        "!mes&cost&shop=7?charset=utf-8&fmt=3&sha1=S", "!phone?fmt=2&md5=S&charset=utf-8", "?charset=utf-8&crc32=S crc32",
        "?fmt=3&charset=utf-8&crc32=S&md5=T OLD crc32", "?charset=utf-8&crc32=S", "?charset=utf-8&fmt=2&sha1=S OLD OLDER", "",
    )
)  # fmt: skip
#: What the service's hash covers: written out here, since the library's own table is what is tested.
_HASHED = {"status": ("id", "phone", "status"), "message": ("phone", "mes", "to"), "call": ("phone", "ts")}
#: The time of all relaying, and a secret for it.
NOW, _KEY = 1_700_000_000, bytes(range(32))
_RELAY: Any = {"secrets": ["whsec_" + b64encode(_KEY).decode()], "now": NOW}


def callbacks(octets: bytes) -> None:
    """A callback: the first line is the handler's address, the second the query, the rest the body."""
    head, _, rest = octets.partition(b"\n")
    query, _, body = rest.partition(b"\n")
    handler, secrets = _handler(head)
    claimed: Any = None
    try:
        claimed = handler.decode_unverified(query, body)
    except DecodeError as error:
        _explained(error, len(error.source))
    try:
        received = handler.receive(query, body)
    except DecodeError as error:
        _explained(error, len(error.source))
        assert claimed is None
        return
    verdict = received.verdict
    assert (received.event is not None) == verdict.accepted
    _decoded_alike(handler, received, query, body)
    if verdict.outcome in (Outcome.OK, Outcome.WEAK_ONLY):
        assert _fits(handler, secrets, verdict, query, body)
        assert verdict.accepted == (verdict.outcome is Outcome.OK or handler.allow_crc32)
    else:
        assert not verdict.accepted
        assert not verdict.authenticated
    assert verdict.outcome is not Outcome.MISMATCH or not _fits(handler, secrets, verdict, query, body)
    if received.event is not None:
        assert _same(received.event, claimed)
        _hashed_is_told(handler, verdict, received.event)
        _relayed(received)
    if claimed is not None:
        _event_comes_back(handler, claimed)


def _handler(head: bytes) -> tuple[Handler, list[str]]:
    """The handler of a first line (of one of ours if it is no address), and its old secrets."""
    line = head.decode("utf-8", "replace")
    url, *more = line.split(" ")
    old = [one for one in more if one != "crc32"]
    try:
        handler = Handler.from_url(url, old_secrets=old, allow_crc32="crc32" in more)
    except ValueError as error:
        told = str(error)
        assert MARKER.decode() not in told or MARKER.decode() in url.partition("?")[0]
        url, *more = HANDLERS[zlib.crc32(head) % len(HANDLERS)].split(" ")
        old = [one for one in more if one != "crc32"]
        handler = Handler.from_url(url, old_secrets=old, allow_crc32="crc32" in more)
    again = pickle.loads(pickle.dumps(handler))
    assert (again.url(), repr(again), again.algorithms, again._address.all) == (handler.url(), repr(handler), handler.algorithms, handler._address.all)
    return handler, old


def _decoded_alike(handler: Handler, received: Received, query: bytes, body: bytes) -> None:
    try:
        event = handler.decode(query, body)
    except SignatureError:
        assert received.event is None
    except ValueError:
        assert not handler.algorithms
        assert received.event is None
    else:
        assert _same(event, received.event)


def _fits(handler: Handler, old: list[str], verdict: Verdict, query: bytes, body: bytes) -> bool:
    """The service's hashes, computed by the standard library alone, over what was delivered, read by the standard library alone."""
    told = _delivered(handler, query, body)
    hashed = [told[name].encode(handler.charset) for name in _HASHED[verdict.kind.value]]
    assert tuple(hashed) == verdict.hashed
    own = handler._address.secrets
    there = [name for name in ("sha1", "md5", "crc32") if name in told]
    assert own
    return own.keys() <= set(there) and all(_hash_fits(name, told[name], hashed, [own.get(name) or next(iter(own.values())), *old]) for name in there)


def _hash_fits(algorithm: str, given: str, hashed: list[bytes], secrets: list[str]) -> bool:
    for secret in secrets:
        octets = b":".join([*hashed, secret.encode()])
        if algorithm == "crc32":
            number = zlib.crc32(octets)
            if given.lower() in {str(number), str(number - 2**32) if number >> 31 else "", f"{number:08x}"} - {""}:
                return True
        elif given.lower() == hashlib.new(algorithm, octets, usedforsecurity=False).hexdigest():
            return True
    return False


def _delivered(handler: Handler, query: bytes, body: bytes) -> dict[str, str]:
    """The fields of a callback as another program would read them."""
    by_get = handler._by_get
    if handler.fmt is None:
        posted = _form(body, handler.charset)
    else:
        text = body.decode(handler.charset)
        document = None if not text and by_get else _json(text) if handler.fmt == 3 else _xml(text)
        posted = document if document is not None else {}
    return {
        **{name: value for name, value in posted.items() if name not in by_get},
        **({name: value for name, value in _form(query, handler.charset).items() if name in by_get} if by_get else {}),
    }


def _form(octets: bytes, charset: str) -> dict[str, str]:
    pairs = [part.replace(b"+", b" ").partition(b"=") for part in octets.split(b"&") if part]
    return {unquote_to_bytes(name).decode(charset): unquote_to_bytes(text).decode(charset) for name, _, text in pairs}


def _json(text: str) -> dict[str, str]:
    document: Any = json.loads(text, parse_int=str, parse_float=str)
    found: dict[str, Any] = document[0] if isinstance(document, list) else document
    return {name: value if isinstance(value, str) else "" for name, value in found.items() if value is not None}


def _xml(text: str) -> dict[str, str]:
    # A str has no encoding, whatever its declaration says.
    root = ET.fromstring(re.sub(r"\A<\?xml[^>]*\?>", "", text))
    if len(root) == 1 and len(root[0]):
        root = root[0]
    return {one.tag: one.text or "" for one in root}


def _hashed_is_told(handler: Handler, verdict: Verdict, event: Any) -> None:
    """What the hash covers is what the event says; a crc32 proves nothing."""
    assert kind_of_event(event) is verdict.kind
    names = _HASHED[verdict.kind.value]
    assert verdict.authenticated == (() if verdict.algorithm == "crc32" else names)
    for name, octets in zip(names, verdict.hashed, strict=True):
        value = getattr(event, name)
        assert int(octets) == value if isinstance(value, int) else octets == value.encode(handler.charset)


def _event_comes_back(handler: Handler, event: Any) -> None:
    try:
        query, body = handler.encode(event)
    except EncodeError as error:
        _refused(error)
        return
    received = handler.receive(query, body)
    wanted = handler.restrict(event)
    claimed = handler.decode_unverified(query, body)
    assert sorted(claimed.extra) == sorted(wanted.extra)
    assert _same(replace(claimed, extra=()), replace(wanted, extra=()))
    assert handler.encode(wanted) == (query, body)
    if handler.algorithms and (handler.allow_crc32 or handler.algorithms != ("crc32",)):
        assert received.verdict.accepted
        assert _same(received.event, claimed)
    assert claimed.extra == wanted.extra
    hashed = [getattr(event, name) for name in _HASHED[kind_of_event(event).value]]
    spelled = b":".join(str(int(value)).encode() if isinstance(value, int) else value.encode(handler.charset) for value in hashed)
    assert relay.hmac(event, algorithm="sha256", secret=_KEY, charset=handler.charset) == hmac.digest(_KEY, spelled, "sha256").hex()


def _relayed(received: Received) -> None:
    """What is signed again verifies, and tells the same."""
    try:
        signed = relay.sign(received, **_RELAY)
    except EncodeError as error:
        _refused(error)
        return
    _signature_fits(signed.headers, signed.body)
    back = relay.verify(signed.headers, signed.body, **_RELAY)
    assert _same(back.event, received.event)
    assert (back.timestamp, back.authenticated, back.secret) == (NOW, received.verdict.authenticated, 0)


def _signature(name: str, stamp: str, body: bytes) -> str:
    return "v1," + b64encode(hmac.digest(_KEY, f"{name}.{stamp}.".encode() + body, "sha256")).decode()


def _signature_fits(headers: Mapping[str, str], body: bytes) -> None:
    name, stamp, given = (headers[f"webhook-{part}"] for part in ("id", "timestamp", "signature"))
    assert abs(int(stamp) - NOW) <= relay.TOLERANCE
    assert _signature(name, stamp, body) in given.split(" ")


def relayed(octets: bytes) -> None:
    """A relayed callback: three lines are the headers, the rest the body; as it came, and signed as it should be."""
    name, stamp, given, body = (*octets.split(b"\n", 3), b"", b"", b"", b"")[:4]
    headers = {part: text.decode("latin-1") for part, text in (("webhook-id", name), ("Webhook-Timestamp", stamp), ("WEBHOOK-SIGNATURE", given))}
    try:
        _vouched(headers, body)
    except SignatureError as error:
        told = str(error)
        assert not _LONG_NUMBER.search(told)
    found = _vouched({"webhook-id": "msg_1", "webhook-timestamp": str(NOW), "webhook-signature": _signature("msg_1", str(NOW), body)}, body)
    if found is None:
        return
    kind = kind_of_event(found.event)
    verdict = Verdict(outcome=Outcome.OK, kind=kind, accepted=True, authenticated=found.authenticated, identity=(b"1",))
    _relayed(Received(event=found.event, verdict=verdict))


def _vouched(headers: dict[str, str], body: bytes) -> relay.Relayed | None:
    """What a relay vouches for; None if that is no event."""
    try:
        found = relay.verify(headers, body, **_RELAY)
    except DecodeError as error:
        _explained(error, len(body))
        found = None
    _signature_fits({name.lower(): text for name, text in headers.items()}, body)
    assert found is None or found.authenticated in ((), _HASHED[kind_of_event(found.event).value])
    return found


# ---- the texts of receipts


def receipt(octets: bytes) -> None:
    """A receipt's text: the service's own two forms, and any gateway's."""
    line = octets.rstrip(b"\0\r\n").decode("latin-1")
    for name in ("sms_form", "hlr_form"):
        rule = line_rule("receipt", name)
        assert rule.match(line) == rule.interpret(line), name
    assert [found.span() for found in gateways.labels().finditer(line)] == lexed("receipt", "LABEL", line)
    lenient = receipts.decode(octets, lenient=True)
    _receipt_comes_back(lenient, own=False)
    try:
        own = receipts.decode(octets)
    except DecodeError as error:
        _explained(error, len(octets))
        return
    assert own.sent == lenient.sent == octets
    _receipt_comes_back(own, own=True)


def _receipt_comes_back(found: receipts.Receipt, *, own: bool) -> None:
    assert found.error_number is None or found.error_number >= 0
    assert found.state is None or found.stat is not None
    assert repr(found)
    try:
        octets = receipts.encode(found)
    except EncodeError as error:
        _refused(error)
        return
    back = receipts.decode(octets, lenient=True)
    if own or not _same(back, found):
        # Written in the service's form.
        back = receipts.decode(octets)
    assert _same(back, found)
    assert receipts.encode(back) == octets


# ---- TLVs


def block(octets: bytes) -> None:
    """TLVs: the octets as a block of them, and as one tag with its value."""
    _tlv(tlvs.Tlv(tag=int.from_bytes(octets[:2], "big"), octets=octets[2:]))
    try:
        found = tlvs.decode(octets)
    except DecodeError as error:
        _explained(error, len(octets))
        return
    assert tlvs.encode(found) == octets
    try:
        assert _same(tlvs.decode(octets, strict=True), found)
        assert all(one.defect is None for one in found)
    except DecodeError as error:
        _explained(error, len(octets))
        assert any(one.defect is not None for one in found)
    for one in found:
        _tlv(one)


def _tlv(one: tlvs.Tlv) -> None:
    value, defect = values.read(one.tag, one.octets)
    assert _same(one.value, value)
    assert one.defect == defect
    tag = tlvs.TAGS.get(one.tag)
    if tag is None:
        assert (value, defect) == (one.octets, None)
        return
    assert _same((value, defect), _interpreted_value(tag, one.octets))
    try:
        assert _same(tlvs.read(one.tag, one.octets, strict=True), value)
        assert defect is None
    except DecodeError as error:
        _explained(error, len(one.octets))
        assert defect is not None
    try:
        octets = tlvs.write(one.tag, value)
    except EncodeError as error:
        _refused(error)
        return
    assert _same(tlvs.read(one.tag, octets), value)
    assert tlvs.write(one.tag, tlvs.read(one.tag, octets)) == octets


def _interpreted_value(tag: tlvs.Tag, octets: bytes) -> tuple[tlvs.Value, str | None]:
    """What construct makes of the tag's declaration, and the tag's own loose reading where that is nothing."""
    parts = interpret(tag.declared, octets)
    if parts is not None:
        try:
            return tag.make(*parts), None
        except REFUSALS:
            pass
    return tag._loosely(octets)


# ---- PDUs


def pdu(octets: bytes) -> None:
    """A PDU, as it came, and with the length that it ought to tell."""
    _pdu(octets)
    if len(octets) >= 4:
        _pdu(len(octets).to_bytes(4, "big") + octets[4:])


def _pdu(octets: bytes) -> None:
    told = _interpreted_pdu(octets)
    try:
        found: Any = wire.decode(octets)
    except DecodeError as error:
        _explained(error, len(octets))
        assert told is None
        return
    assert wire.encode(found) == octets
    if isinstance(found, RawPdu):
        assert found.body == octets[16:]
        assert int(found.command_id) not in wire.RECORDS
        return
    bodiless = getattr(found, "rest", b"") or len(octets) == 16
    assert told is not None or bodiless
    for name, value in (told or {}).items() if not bodiless else ():
        assert _plain(getattr(found, name)) == value, name
    if bodiless and hasattr(found, "rest"):
        kept = {"sequence_number", "command_status", "tlvs", "rest"}
        assert all(getattr(found, part.name) is None for part in fields(found) if part.name not in kept)
    _asked(found)


def _plain(value: Any) -> object:
    if isinstance(value, str):
        return value.encode("latin-1")
    return getattr(value, "raw", value)


def _asked(found: Any) -> None:
    """What a PDU is asked, each answered; only a text may be refused."""
    for name in ("report", "segment", "udh", "message", "payload", "is_receipt", "looks_like_receipt"):
        getattr(found, name, None)
    for name in ("esm_class", "registered_delivery"):
        flags = getattr(found, name, None)
        if flags is not None:
            assert [getattr(flags, one) for one in dir(type(flags)) if isinstance(getattr(type(flags), one), property)]
    if hasattr(found, "text"):
        assert ((found.udh or b"") + found.message) in (getattr(found, "short_message", b""), found.payload or b"")
        elements = segments.elements(found.udh or b"")
        assert elements is None or 1 + sum(2 + len(part) for _, part in elements) == len(found.udh)
        for iso in (False, True):
            try:
                found.text(iso=iso)
            except DecodeError as error:
                _explained(error, len(error.source))
    if getattr(found, "system_type", None) is not None:
        system = SystemType.from_text(found.system_type)
        try:
            assert SystemType.from_text(system.text) == system
        except EncodeError as error:
            _refused(error)
    if found.__class__.__name__ == "DeliverSm":
        _reported(found.read_report(lenient=True))


def _interpreted_pdu(octets: bytes) -> dict[str, object] | None:
    """The fields of a PDU as construct reads the layouts: None if it refuses them, or the command is not decoded."""
    from construct import Bytes, ConstructError, GreedyBytes, GreedyRange, Int16ub, Prefixed, Struct, Terminated

    from smsc_codec.smpp import layouts

    block_of = Struct("found" / GreedyRange(Struct("tag" / Int16ub, "octets" / Prefixed(Int16ub, GreedyBytes))), Terminated)
    try:
        head = layouts.HEADER.parse(octets)
        if head.command_length != len(octets) or head.command_id not in wire.RECORDS:
            return None
        layout = next(layout for command, layout in layouts.BODIES.items() if command == head.command_id)
        whole = Struct("body" / layout, "rest" / GreedyBytes).parse(octets[16:])
        told = _flat(whole.body)
        if "sm_length" in told:
            size = told.pop("sm_length")
            told["short_message"] = Bytes(size).parse(whole.rest)
            whole.rest = whole.rest[size:]
        found = block_of.parse(whole.rest).found
    except ConstructError:
        return None
    told["tlvs"] = tuple(tlvs.Tlv(tag=one.tag, octets=one.octets) for one in found)
    return {**told, "command_status": head.command_status, "sequence_number": head.sequence_number}


def _flat(container: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in container.items():
        if name != "_io":
            found |= _flat(value) if hasattr(value, "items") else {name: value}
    return found


def cut(octets: bytes) -> None:
    """A stream of PDUs: whichever way it is cut, they are the same. Two octets say the pieces' size and the bound."""
    size, longest = (octets[0] if octets else 0) + 1, (stream.LONGEST, 64, 16)[(octets[1] if len(octets) > 1 else 0) % 3]
    buffer = octets[2:]
    whole = _split(buffer, len(buffer) or 1, longest)
    assert whole == _split(buffer, size, longest)
    found, rest = whole
    assert all(16 <= len(one) <= longest and int.from_bytes(one[:4], "big") == len(one) for one in found)
    assert b"".join(found) + (buffer[sum(map(len, found)) :] if rest is None else rest) == buffer


def _split(buffer: bytes, size: int, longest: int) -> tuple[list[bytes], bytes | None]:
    """The PDUs of a buffer that comes in pieces, and what is left, None if the stream is lost."""
    found: list[bytes] = []
    rest = b""
    for at in range(0, len(buffer), size):
        rest += buffer[at : at + size]
        try:
            more, rest = stream.split(rest, longest=longest)
        except DecodeError as error:
            _explained(error, len(rest))
            assert error.span is not None
            before, nothing = stream.split(rest[: error.span[0]], longest=longest)
            assert nothing == b""
            return found + before, None
        found += more
    return found, rest


# ---- reports, texts, times


def report(octets: bytes) -> None:
    """A report out of parts: three octets are the coding, whether it is read leniently, the text's length; then text and TLVs."""
    coding, lenient, size = (*octets[:3], 0, 0, 0)[:3]
    text, rest = octets[3 : 3 + size], octets[3 + size :]
    try:
        parts = tlvs.decode(rest)
    except DecodeError:
        parts = ()
    found = DeliveryReport.from_parts(text, parts, coding, lenient=bool(lenient % 2))
    assert _same(found, DeliveryReport.from_parts(text, iter(parts), coding, lenient=bool(lenient % 2)))
    _reported(found)
    assert {(one.name, one.defect) for one in parts if one.defect is not None} <= set(found.defects)
    by_tlv = DeliveryReport.from_parts(None, parts)
    told = {name for name, _ in by_tlv.origins}
    for name in told:
        # TLVs come first, whatever the text says.
        assert _same(getattr(found, name), getattr(by_tlv, name))
        assert found.origin(name) is by_tlv.origin(name) is Origin.TLV
    if not text:
        assert found.receipt is None
    assert found.receipt is None or found.unread is None


def _reported(found: DeliveryReport | None) -> None:
    if found is None:
        return
    kept = {"receipt", "unreadable", "origins", "disagreements", "defects"}
    told = {part.name for part in fields(found) if part.name not in kept and getattr(found, part.name) is not None}
    assert told == {name for name, _ in found.origins}
    assert len(told) == len(found.origins)
    for one in found.disagreements:
        assert _same(getattr(found, one.field), one.tlv)
        assert one.tlv != one.text
        assert found.origin(one.field) is Origin.TLV
    assert all(name and why for name, why in found.defects)
    unread = found.unread
    assert (unread is None) is (found.unreadable is None)
    assert unread is None or (unread and not _LONG_NUMBER.search(unread))
    assert unread is None or _harmless(unread)


def text(octets: bytes) -> None:
    """A message's text: two octets are the coding and whether the account says ISO, the rest the message; and a text to be written."""
    coding, iso = (*octets[:2], 0, 0)[:2]
    said: Any = {"data_coding": coding, "iso": bool(iso % 2)}
    message = octets[2:]
    try:
        found = texts.decode(message, **said)
    except DecodeError as error:
        _explained(error, len(message))
    else:
        written = _text_comes_back(found, said)
        assert written == message or coding in _REDUNDANT
    _text_comes_back(message.decode("utf-8", "replace"), said)


#: Charsets that write one text in several ways.
_REDUNDANT = (10, 14)


def _text_comes_back(found: str, said: Any) -> bytes | None:
    try:
        octets = texts.encode(found, **said)
    except EncodeError as error:
        _refused(error)
        return None
    assert texts.decode(octets, **said) == found
    return octets


def time(octets: bytes) -> None:
    """A time of a PDU, of a receipt of the service, of anybody's receipt."""
    line = octets.decode("latin-1")
    anyone: Any = times.read_any(line)
    assert anyone is None or 1 <= anyone.year <= 9999
    try:
        found: Any = times.decode(line)
    except DecodeError as error:
        _explained(error, len(line))
    else:
        written = times.encode(found)
        assert _same(times.decode(written), found)
        assert times.encode(times.decode(written)) == written
        assert not isinstance(found, times.Period) or written == line
    try:
        own: Any = times.RECEIPT_TIME.parse(line)
    except ValueError:
        return
    assert _same(times.RECEIPT_TIME.parse(times.RECEIPT_TIME.spell(own)), own)
    assert own == anyone


# ---- files of tasks

_SEPARATORS = {f"{separator} {charset}": (separator, charset) for separator in ";,\t|:x'" for charset in CHARSETS}


def rows(octets: bytes) -> None:
    """A file of a task: the first line is separator and charset, the rest the file."""
    head, _, file = octets.partition(b"\n")
    separator, charset = _chosen(head, _SEPARATORS)
    codec = replies.task_file()
    value = codec.decode(file)
    assert codec.decode(codec.encode(value)) == value == (file if isinstance(value, bytes) else codec.restrict(value))
    said: Any = {"separator": separator, "charset": charset}
    try:
        found = tasks.rows(file, **said)
    except DecodeError as error:
        _explained(error, len(file))
        return
    header = tasks.header(file, **said)
    assert any(header)
    for row in found:
        assert len(row.cells) != len(header) if isinstance(row, RaggedRow) else tuple(row) == header
    written = tasks.octets(header, found, **said)
    again = tasks.rows(written, **said)
    assert [_cells(row) for row in again] == [_cells(row) for row in found]
    assert tasks.header(written, **said) == header
    assert tasks.octets(header, again, **said) == written


def _cells(row: tasks.Row) -> object:
    """A row without its place in the file."""
    return row.cells if isinstance(row, RaggedRow) else row


# ---- logs

_LOOKED_FOR: dict[str, tuple[logs.Kind | None, bool]] = {
    f"{kind.value if kind else 'any'}{' lenient' * lenient}": (kind, lenient)
    for kind in (None, *(kind for kind in logs.Kind if kind is not logs.Kind.LINE))
    for lenient in (False, True)
}


def _told(one: logs.Finding) -> str:
    return f"{one!r} {one.error}"


def lines(octets: bytes) -> None:
    """Lines of a log behind a first line that says what is looked for. What is found is found again in its place alone."""
    head, _, log = octets.partition(b"\n")
    kind, lenient = _chosen(head, _LOOKED_FOR)
    split = log.split(b"\n")
    found = list(logs.scan(split, kind=kind, lenient=lenient))
    again = logs.scan([line + b"\n" for line in split], kind=kind, lenient=lenient)
    assert [_told(one) for one in found] == [_told(one) for one in again]
    ends: dict[int, int] = {}
    for one in found:
        start, end = one.span
        assert ends.get(one.line, 0) <= start < end <= len(one.source)
        assert one.line + one.lines - 1 <= len(split)
        ends[one.line] = end
        assert all(len(row) == len(COLUMNS) for row in rows_of(one))
        if one.error is not None:
            assert one.value is None
            assert isinstance(one.error, DecodeError)
            _explained(one.error, len(one.source))
            assert MARKER.decode() not in str(one.error) or octets.count(MARKER) != 1 or b"psw=" + MARKER not in octets
        elif one.how is logs.How.FORM and one.kind is not logs.Kind.REQUEST and b"\\" not in one.source[start:end]:
            [alone] = logs.scan([one.source[start:end]] if one.lines == 1 else one.source[start:end].split(b"\n"), lenient=lenient)
            assert _same(alone.value, one.value)


#: The law function of each door; ``fuzz_<door>.py`` is its target.
DOORS: dict[str, Callable[[bytes], None]] = {
    "replies_0": replies_0, "replies_1": replies_1, "replies_2": replies_2, "replies_3": replies_3, "requests": requests,
    "callbacks": callbacks, "relay": relayed, "receipts": receipt, "tlvs": block, "pdus": pdu, "stream": cut, "reports": report,
    "texts": text, "times": time, "tasks": rows, "logs": lines,
}  # fmt: skip
