"""Writes callbacks.json: ``python -m tests.vectors.make_callbacks > tests/vectors/callbacks.json``.

Nothing here comes from the library: hashes are hashlib's and zlib's, bodies are put together octet by octet, and every verdict
is stated by hand. Phones and secrets are made up.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

ABOUT = (
    "Callbacks of the SMSC service to a client's handler, and what a careful verifier says of them. url is the handler's address"
    " as it is typed into the service's settings, old_secrets are those that were in it before, allow_crc32 says whether a"
    " callback that only a crc32 vouches for is let pass. query_hex and body_hex are the request's octets; where query_pad or"
    " body_pad is there, so many octets 78 follow them. verdict: OK; NO_HASH (a hash that the address asks for is absent);"
    " MISMATCH (one that is there does not fit); WEAK_ONLY (only a crc32 fits); MALFORMED (a hashed field is missing or not in"
    " its shape: checked before any hash); UNDECODABLE (no callback, or one that is vouched for and cannot be read). algorithm"
    " is the strongest that fits, secret which of the secrets: 0 the address's own, 1 and on the old ones. authenticated are the"
    " fields that the hash proves."
)
NOTES = {
    "BadPercent": "a % without two hexadecimal digits behind it: no form; what is not read, such as a query, may hold any",
    "BlankField": "a hashed field is there and empty: only the text of a message may be",
    "Bom": "a byte order mark before the body; the service sends none",
    "ByGet": "the address names what travels by GET behind a !: that is taken from the query, and from nowhere else",
    "ColonMoved": "colons are not escaped: the same octets are hashed if a colon moves into another field; shapes tell",
    "CrcForged": "a crc32 for fields of the attacker's choice, made from one observed callback and the secret's length alone",
    "CrcForms": "nobody knows how the service spells a crc32: unsigned, signed, and eight hexadecimal digits are taken",
    "DoubleHash": "the same hash comes twice",
    "DuplicateField": "a field comes twice, and readers differ over which of them counts: refused",
    "EmailPhone": "for mail the phone is an address",
    "ExtraAlgorithm": "a hash that the address does not ask for: it has to fit too, with the address's secret, and replaces none",
    "HashAbsent": "a hash that the address asks for is not there, or the address asks for none: nothing is vouched for",
    "HashNotHex": "a hash with a character that no hash has",
    "JsonDuplicate": "an object has a key twice, perhaps spelled differently",
    "JsonList": "a list of one object is read as the object; nobody has seen one",
    "JsonNumber": "numbers where the service sends strings: hashed by their digits as they came",
    "JsonOdd": "what is not JSON, or not what the service makes of it",
    "JsonSurrogate": "half a character, as an escape or in octets; two halves are a whole",
    "KindSwap": "the hash does not cover the kind, and an unsigned field tells it",
    "LeadingZeros": "the spelling of a number is hashed, not its value",
    "LongHash": "a hash with more behind it, or a longer one",
    "MissingField": "a hashed field is not there; it is not taken for an empty one",
    "NonAsciiDigits": "digits of another script",
    "Nul": "an octet zero",
    "OldSecret": "a secret that was in the address before, while it is being replaced; the verdict says which",
    "OneOfTwoWrong": "two hashes, one of them wrong",
    "PlusPhone": "a phone with a plus; the service sends digits, and an unescaped plus is a blank",
    "QueryInjected": "fields in a query although the address sends nothing by GET: not read",
    "RawOctets": "a form whose text is not percent-encoded",
    "Replay": "unauthenticated fields changed: the hash still fits, so the verdict stays OK; only authenticated ones are proved",
    "ShortTo": "the corner that stays open: with a `to` of up to four digits the hash of a status is a valid hash of a message,"
    " and the other way round; the verdict is OK, so keep the two apart by what you know of your numbers",
    "TooLong": "longer than anything that the service sends",
    "TooManyFields": "more than 64 fields",
    "TruncatedHash": "the beginning of a hash, or a shorter one",
    "UnknownKeys": "fields that the vendor's tables do not have; the service sends some",
    "UpperHex": "hexadecimal digits in upper case are the same digits",
    "VendorVector": "the values of the vendor's own example: phone 123, mes text, to 234, secret zxc",
    "WrongCharset": "the octets are hashed as delivered, whatever text they are",
    "WrongSecret": "a hash of the right fields with another secret, or none, or in another construction",
    "XmlDtd": "a document type, and with it entities",
    "XmlMarkup": "comments, sections, attributes, instructions, elements where a text belongs",
    "XmlRoot": "nobody knows the name of the root: any will do",
}
HASHED = {"status": ["id", "phone", "status"], "message": ["phone", "mes", "to"], "call": ["phone", "ts"]}
LONGEST = 1 << 18

NEW, SECOND = "made-up_Secret-of-today", "another-made-up_secret"
OLD, OLDER, STRANGE = "made-up_secret-of-may", "made-up_secret-of-march", "a-strangers_made-up_secret"
BASE = "https://shop.example/sms"
SHA1, MD5, CRC = (f"{BASE}?{name}={NEW}" for name in ("sha1", "md5", "crc32"))
BOTH = f"{BASE}?sha1={NEW}&md5={SECOND}"
UTF8, KOI8 = (f"{BASE}?charset={charset}&sha1={NEW}" for charset in ("utf-8", "koi8-r"))
JSON, XML = (f"{BASE}?charset=utf-8&fmt={fmt}&sha1={NEW}" for fmt in (3, 2))
JSON_1251, JSON_CRC = f"{BASE}?fmt=3&sha1={NEW}", f"{BASE}?charset=utf-8&fmt=3&crc32={NEW}"

PHONE, OTHER, SERVICE = "79990000000", "79990000001", "79990000002"
STATUS = {"id": "854019", "phone": PHONE, "status": "1", "time": "21.11.26 10:00:00", "ts": "1795244400", "cost": "2.40"}
MESSAGE = {"id": "91", "phone": PHONE, "mes": "Да, спасибо", "to": SERVICE, "sent": "1795244390", "time": "1795244400"}
CALL = {"waitcall": "1", "phone": PHONE, "ts": "1795244400"}

Fields = dict[str, str]


def suite() -> dict[str, Any]:
    """All of it."""
    cases = Cases()
    for part in (_plain, _kinds, _charsets, _crc, _fields, _hashes, _secrets, _queries, _shapes, _forms, _json_cases, _xml_cases):
        part(cases)
    return {"about": ABOUT, "notes": NOTES, "tests": cases.tests}


def text() -> str:
    """The file: a test a line."""
    whole = suite()
    tests = ",\n".join(json.dumps(test, ensure_ascii=False) for test in whole.pop("tests"))
    return json.dumps(whole, ensure_ascii=False, indent=1)[:-2] + f',\n "tests": [\n{tests}\n ]\n}}\n'


class Cases:
    """Collects tests; the verdict is the caller's, and only what follows from it is filled in."""

    def __init__(self) -> None:
        self.tests: list[dict[str, Any]] = []

    def add(
        self,
        verdict: str,
        name: str,
        comment: str,
        body: bytes,
        *flags: str,
        kind: str = "status",
        url: str = SHA1,
        query: bytes = b"",
        algorithm: str | None = None,
        secret: int = 0,
        old: Iterable[str] = (),
        allow: bool = False,
        pads: Mapping[str, int] | None = None,
    ) -> None:
        """One test."""
        told = verdict != "UNDECODABLE"
        fits = {"OK": algorithm or "sha1", "WEAK_ONLY": "crc32"}.get(verdict)
        self.tests.append(
            {
                "id": name, "comment": comment, "url": url, "old_secrets": [*old], "allow_crc32": allow, "query_hex": query.hex(),
                "body_hex": body.hex(), **(pads or {}), "flags": [*flags], "verdict": verdict, "kind": kind if told else None,
                "accepted": verdict == "OK" or (verdict == "WEAK_ONLY" and allow), "algorithm": fits,
                "secret": secret if fits else None, "authenticated": HASHED[kind] if verdict == "OK" else [],
            }
        )  # fmt: skip


# ---- making callbacks


def _kind(fields: Mapping[str, str]) -> str:
    return "message" if "mes" in fields else "call" if "waitcall" in fields else "status"


def _prefix(fields: Mapping[str, str], charset: str = "windows-1251") -> bytes:
    """What is hashed, without the secret."""
    return "".join(f"{fields[name]}:" for name in HASHED[_kind(fields)]).encode(charset)


def _sum(algorithm: str, prefix: bytes, secret: str = NEW) -> str:
    octets = prefix + secret.encode()
    return str(zlib.crc32(octets)) if algorithm == "crc32" else hashlib.new(algorithm, octets).hexdigest()


def _signed(fields: Fields, algorithm: str = "sha1", secret: str = NEW, charset: str = "windows-1251") -> Fields:
    return {**fields, algorithm: _sum(algorithm, _prefix(fields, charset), secret)}


def _without(fields: Fields, *names: str) -> Fields:
    return {name: value for name, value in fields.items() if name not in names}


def _form(fields: Mapping[str, str], charset: str = "windows-1251") -> bytes:
    said = {} if charset == "windows-1251" else {"charset": charset}
    return "&".join(f"{quote_plus(name, encoding=charset)}={quote_plus(value, encoding=charset)}" for name, value in {**fields, **said}.items()).encode()


def _json(fields: Mapping[str, object], charset: str = "utf-8") -> bytes:
    said = {"fmt": "3", **({} if charset == "windows-1251" else {"charset": charset})}
    return json.dumps({**said, **fields}, ensure_ascii=False).encode(charset)


def _literal(fields: Mapping[str, object], **literals: str) -> bytes:
    """JSON in which some values are written as they are given here."""
    marked = _json({**fields, **{name: f"<{name}>" for name in literals}})
    for name, literal in literals.items():
        marked = marked.replace(f'"<{name}>"'.encode(), literal.encode())
    return marked


def _xml(fields: Mapping[str, str], root: str = "callback", before: str = "") -> bytes:
    parts = "".join(f"<{name}>{value}</{name}>\n" for name, value in {"fmt": "2", "charset": "utf-8", **fields}.items())
    return f"{before}<{root}>\n{parts}</{root}>".encode()


def _shift(difference: int, length: int) -> int:
    """What ``length`` more octets, the same on both sides, make of the difference of two crc32."""
    return 0xFFFFFFFF ^ zlib.crc32(bytes(length), 0xFFFFFFFF ^ difference)


def _forged(seen: Mapping[str, str], wanted: Mapping[str, str]) -> Fields:
    """``wanted`` with its crc32, out of one observed callback: of the secret nothing but the length goes in."""
    known, new = _prefix(seen), _prefix(wanted)
    forged = str(int(seen["crc32"]) ^ _shift(zlib.crc32(known) ^ zlib.crc32(new), len(NEW)))
    return {**wanted, "crc32": forged}


def _with_crc(wanted: Callable[[int], bool]) -> Fields:
    """A status, signed with a crc32 of a wanted size: the first of the ids that gives one."""
    tried = (_signed({**STATUS, "id": str(854019 + number)}, "crc32") for number in count())
    return next(fields for fields in tried if wanted(int(fields["crc32"])))


# ---- the cases


def _plain(cases: Cases) -> None:
    add = cases.add
    add("OK", "status", "a status", _form(_signed(STATUS)))
    add("OK", "status-md5", "a status, md5", _form(_signed(STATUS, "md5")), url=MD5, algorithm="md5")
    add("OK", "message", "a message in windows-1251", _form(_signed(MESSAGE)), kind="message")
    add("OK", "call", "a confirmed call", _form(_signed(CALL)), kind="call")
    both = {**_signed(STATUS), **_signed(STATUS, "md5", SECOND)}
    add("OK", "two-hashes", "both hashes of the address, each with its own secret", _form(both), url=BOTH)
    add("OK", "status-json", "a status as JSON", _json(_signed(STATUS)), url=JSON)
    add("OK", "message-json", "a message as JSON in windows-1251", _json(_signed(MESSAGE), "windows-1251"), url=JSON_1251, kind="message")
    add("OK", "status-xml", "a status as XML", _xml(_signed(STATUS)), url=XML)

    vendor = {"phone": "123", "mes": "text", "to": "234"}
    at, sha1 = f"{BASE}?sha1=zxc", "b6f768ce7614d7858cc4a6116f8ffd0dc236a3cd"
    add("OK", "vendor", "the vendor's values", _form({**vendor, "sha1": sha1}), "VendorVector", kind="message", url=at)
    upper = _form({**vendor, "sha1": sha1.upper()})
    add("OK", "vendor-upper", "the same in upper case", upper, "VendorVector", "UpperHex", kind="message", url=at)
    add("OK", "vendor-json", "the same as JSON", _json({**vendor, "sha1": sha1}), "VendorVector", kind="message", url=at + "&fmt=3")
    changed = _form({**vendor, "to": "235", "sha1": sha1})
    add("MISMATCH", "vendor-changed", "the vendor's hash, another number", changed, "VendorVector", kind="message", url=at)


def _kinds(cases: Cases) -> None:
    add = cases.add
    honest = _signed({**MESSAGE, "mes": f"Y:{OTHER}"})
    add("OK", "colon-in-text", "a colon in the text of a message", _form(honest), "ColonMoved", kind="message")
    moved = _form({**honest, "mes": "Y", "to": f"{OTHER}:{SERVICE}"})
    add("MALFORMED", "colon-to-right", "the end of the text moved into `to`", moved, "ColonMoved", kind="message")
    moved = _form({**honest, "phone": f"{PHONE}:Y", "mes": OTHER})
    add("MALFORMED", "colon-to-left", "the beginning of the text moved into `phone`", moved, "ColonMoved", kind="message")
    moved = _form({"id": PHONE, "phone": f"Y:{OTHER}", "status": "1234", "sha1": _sum("sha1", f"{PHONE}:Y:{OTHER}:1234:".encode())})
    add("MALFORMED", "colon-to-status", "a message as a status, the colon in its phone", moved, "ColonMoved", "KindSwap")
    moved = _form({"waitcall": "1", "phone": f"{PHONE}:Y", "ts": "1795244400", "sha1": _sum("sha1", f"{PHONE}:Y:1795244400:".encode())})
    add("MALFORMED", "colon-to-call", "a message to a number that reads as a time, as a call", moved, "ColonMoved", "KindSwap", kind="call")

    status, message, call = _signed(STATUS), _signed({**MESSAGE, "mes": OTHER}), _signed(CALL)
    add("MALFORMED", "status-with-mes", "`mes` added to a status", _form({**status, "mes": ""}), "KindSwap", kind="message")
    added = _form({**status, "mes": "1", "to": SERVICE})
    add("MISMATCH", "status-with-mes-and-to", "`mes` and `to` added to a status", added, "KindSwap", kind="message")
    add("MISMATCH", "status-with-waitcall", "`waitcall` added to a status", _form({**status, "waitcall": "1"}), "KindSwap", kind="call")
    add("MALFORMED", "call-without-waitcall", "`waitcall` taken from a call", _form(_without(call, "waitcall")), "KindSwap", "MissingField")
    swapped = _form({"id": PHONE, "phone": OTHER, "status": SERVICE, "sha1": message["sha1"]})
    add("MALFORMED", "message-as-status", "a message of digits as a status: `to` is no status", swapped, "KindSwap")
    negative = _signed({**STATUS, "status": "-1"})
    swapped = _form({"phone": negative["id"], "mes": PHONE, "to": "-1", "sha1": negative["sha1"]})
    add("MALFORMED", "negative-status-as-message", "a status below zero is no number to send to", swapped, "KindSwap", kind="message")
    add("UNDECODABLE", "waitcall-2", "a call whose `waitcall` is not 1", _form({**call, "waitcall": "2"}), "KindSwap")

    swapped = _form({"phone": status["id"], "mes": PHONE, "to": "1", "sha1": status["sha1"]})
    add("OK", "short-to-status-as-message", "a status as a message", swapped, "ShortTo", "KindSwap", kind="message")
    short = _signed({**MESSAGE, "mes": OTHER, "to": "1234"})
    add("OK", "short-to", "a message of digits to a number of four digits", _form(short), "ShortTo", kind="message")
    swapped = _form({"id": PHONE, "phone": OTHER, "status": "1234", "sha1": short["sha1"]})
    add("OK", "short-to-message-as-status", "the same message as a status", swapped, "ShortTo", "KindSwap")
    five = _signed({**MESSAGE, "mes": OTHER, "to": "12345"})
    swapped = _form({"id": PHONE, "phone": OTHER, "status": "12345", "sha1": five["sha1"]})
    add("MALFORMED", "five-digits-as-status", "with five digits it no longer works", swapped, "ShortTo", "KindSwap")


def _charsets(cases: Cases) -> None:
    add = cases.add
    for charset, url in (("utf-8", UTF8), ("koi8-r", KOI8)):
        signed = _form(_signed(MESSAGE, charset=charset), charset)
        add("OK", f"message-{charset}", f"a message in {charset}", signed, "WrongCharset", kind="message", url=url)
    hashed = _form(_signed(MESSAGE, charset="utf-8"))
    add("MISMATCH", "hashed-utf-8", "windows-1251 octets, utf-8 ones hashed", hashed, "WrongCharset", kind="message")
    sent = _form(_signed(MESSAGE))
    add("UNDECODABLE", "windows-1251-for-utf-8", "windows-1251 octets where the address says utf-8", sent, "WrongCharset", url=UTF8)
    fields = {**MESSAGE, "mes": "Иду"}
    sent = _form(_signed(fields, charset="utf-8"), "utf-8")
    add("UNDECODABLE", "utf-8-for-windows-1251", "an octet 98, which windows-1251 has not", sent, "WrongCharset")
    sent = _form(_signed(MESSAGE, charset="koi8-r"), "koi8-r")
    add("OK", "koi8-r-for-windows-1251", "the hash fits the octets; the text is garbled all the same", sent, "WrongCharset", kind="message")
    escaped = _json(_signed(MESSAGE), "windows-1251").replace("Да".encode("windows-1251"), rb"\u0414\u0430")
    add("OK", "escape-windows-1251", "a JSON escape stands for its octet in windows-1251", escaped, "WrongCharset", kind="message", url=JSON_1251)
    beyond = _json(_signed({**MESSAGE, "mes": "Yes"}), "windows-1251").replace(b"Yes", rb"\u4e2d")
    add("MALFORMED", "escape-beyond-windows-1251", "a JSON escape that has no octet in windows-1251", beyond, "WrongCharset", kind="message", url=JSON_1251)
    beyond = _literal(_signed(STATUS), md5=r'"\u4e2d"').replace(b'"charset": "utf-8", ', b"")
    add("MISMATCH", "hash-beyond-windows-1251", "a hash that has no octets in windows-1251, beside one that fits", beyond, "WrongCharset", "ExtraAlgorithm", url=JSON_1251)


def _crc(cases: Cases) -> None:
    add = cases.add
    seen = _signed(STATUS, "crc32")
    other = _forged(seen, {**STATUS, "id": "854020", "phone": OTHER, "status": "20"})
    assert int(other["crc32"]) == zlib.crc32(_prefix(other) + NEW.encode())
    add("WEAK_ONLY", "crc32-forged", "another status, without the secret", _form(other), "CrcForged", url=CRC)
    add("WEAK_ONLY", "crc32-forged-allowed", "accepted by one who asked for it, and proves nothing", _form(other), "CrcForged", url=CRC, allow=True)
    told = _form(_forged(seen, {**MESSAGE, "mes": "Перезвони"}))
    add("WEAK_ONLY", "crc32-forged-message", "a message, out of a status", told, "CrcForged", "KindSwap", kind="message", url=CRC)
    add("NO_HASH", "crc32-forged-for-sha1", "where the address asks for a sha1", _form(other), "CrcForged", "ExtraAlgorithm", allow=True)

    add("WEAK_ONLY", "crc32-unsigned", "an unsigned decimal", _form(seen), "CrcForms", url=CRC)
    add("WEAK_ONLY", "crc32-unsigned-allowed", "an unsigned decimal", _form(seen), "CrcForms", url=CRC, allow=True)
    high = _with_crc(lambda number: number >= 1 << 31)
    signed = str(int(high["crc32"]) - (1 << 32))
    add("WEAK_ONLY", "crc32-signed", "a signed decimal", _form({**high, "crc32": signed}), "CrcForms", url=CRC, allow=True)
    low = _with_crc(lambda number: 0x01000000 <= number < 0x10000000)
    hexadecimal = f"{int(low['crc32']):08x}"
    add("WEAK_ONLY", "crc32-hex", "hexadecimal digits, the first a zero", _form({**low, "crc32": hexadecimal}), "CrcForms", url=CRC, allow=True)
    add("MISMATCH", "crc32-short-hex", "the same without its zero", _form({**low, "crc32": hexadecimal[1:]}), "CrcForms", "TruncatedHash", url=CRC, allow=True)
    number = _literal(_signed(high, "crc32"), crc32=signed)
    add("WEAK_ONLY", "crc32-json-number", "a JSON number", number, "CrcForms", "JsonNumber", url=JSON_CRC, allow=True)


def _fields(cases: Cases) -> None:
    add = cases.add
    status, message = _signed(STATUS), _signed(MESSAGE)
    add("MALFORMED", "no-id", "a status without `id`", _form(_without(status, "id")), "MissingField")
    add("MALFORMED", "no-to", "a message without `to`", _form(_without(message, "to")), "MissingField", kind="message")
    add("MALFORMED", "nothing", "an empty body", b"", "MissingField", "HashAbsent")
    joined = _form(status).replace(b"&", b";")
    add("MALFORMED", "semicolons", "a semicolon separates nothing", joined, "MissingField")
    add("MALFORMED", "json-null", "null for a phone", _literal(status, phone="null"), "MissingField", "JsonOdd", url=JSON)

    add("OK", "blank-text", "an empty message", _form(_signed({**MESSAGE, "mes": ""})), "BlankField", kind="message")
    bare = _form(_without(_signed({**STATUS, "status": ""}), "status")) + b"&status"
    add("MALFORMED", "bare-status", "a name without a value, hashed as an empty one", bare, "BlankField")
    empty = _form({"id": "", "phone": "", "status": "", "sha1": _sum("sha1", b":::")})
    add("MALFORMED", "all-blank", "what an integration that fills in empty texts would hash", empty, "BlankField")

    add("UNDECODABLE", "twice", "`status` twice, the signed one first", _form(status) + b"&status=20", "DuplicateField")
    add("UNDECODABLE", "twice-escaped", "`id` twice, once as %69d", b"%69d=1&" + _form(status), "DuplicateField")
    add("UNDECODABLE", "twice-xml", "an element twice", _xml(status).replace(b"</phone>", b"</phone><status>20</status>"), "DuplicateField", url=XML)

    add("OK", "replay-cost", "another cost", _form({**status, "cost": "0.00"}), "Replay")
    add("OK", "replay-ts", "another time", _form({**status, "ts": "1795999999", "time": "30.11.26 03:33:19"}), "Replay")
    add("OK", "replay-id", "another `id` of a message", _form({**message, "id": "92", "sms_id": "854019"}), "Replay", kind="message")
    add("UNDECODABLE", "replay-unreadable", "a cost that is no number: vouched for, but no callback", _form({**status, "cost": "free"}), "Replay")

    hlr = {"pnet": "Net", "mccmnc": "25001", "message": "text", "country": "RU", "operator": "Net", "region": ""}
    add("OK", "unknown", "what the service sends beyond its tables", _form({**status, **hlr}), "UnknownKeys")
    renamed = _form({**_without(status, "id"), "ID": STATUS["id"]})
    add("MALFORMED", "upper-id", "`ID` is not `id`", renamed, "UnknownKeys", "MissingField")
    nested = _literal(status, more='{"list": [1, null, "x"]}')
    add("OK", "unknown-nested", "an object under an unknown key", nested, "UnknownKeys", url=JSON)


def _hashes(cases: Cases) -> None:
    add = cases.add
    status, sha1 = _signed(STATUS), _signed(STATUS)["sha1"]
    both = {**status, **_signed(STATUS, "md5", SECOND)}
    wrong = _sum("md5", _prefix({**STATUS, "status": "20"}), SECOND)

    add("OK", "upper", "sha1 in upper case", _form({**status, "sha1": sha1.upper()}), "UpperHex")
    mixed = _json({**status, "sha1": sha1[:20].upper() + sha1[20:]})
    add("OK", "mixed-json", "sha1 in both cases", mixed, "UpperHex", url=JSON)

    add("MISMATCH", "half", "half a sha1", _form({**status, "sha1": sha1[:20]}), "TruncatedHash")
    add("MISMATCH", "md5-as-sha1", "a right md5 under the name of a sha1", _form({**status, "sha1": _sum("md5", _prefix(STATUS))}), "TruncatedHash")
    add("MISMATCH", "one-more", "a sha1 with one digit more", _form({**status, "sha1": sha1 + "0"}), "LongHash")
    add("MISMATCH", "line-feed", "a sha1 and a line feed", _form({**status, "sha1": sha1 + "\n"}), "LongHash")
    add("MISMATCH", "not-hex", "a g", _form({**status, "sha1": "g" + sha1[1:]}), "HashNotHex")
    add("MISMATCH", "lookalike", "a Cyrillic letter that looks like one of the digits", _form({**status, "sha1": "а" + sha1[1:]}), "HashNotHex")
    add("MISMATCH", "prefix", "0x before it", _form({**status, "sha1": "0x" + sha1}), "HashNotHex", "LongHash")

    add("UNDECODABLE", "hash-twice", "a sha1, and a wrong one", _form(status) + b"&sha1=" + b"0" * 40, "DoubleHash", "DuplicateField")
    add("UNDECODABLE", "hash-twice-first", "a wrong sha1, and a right one", b"sha1=" + b"0" * 40 + b"&" + _form(status), "DoubleHash", "DuplicateField")
    add("OK", "hash-in-capitals", "a field SHA1 is not the hash", _form({**status, "SHA1": "0" * 40}), "DoubleHash", "UnknownKeys")

    add("NO_HASH", "no-hash", "no hash", _form(STATUS), "HashAbsent")
    add("MISMATCH", "blank-hash", "an empty hash is one that does not fit", _form({**STATUS, "sha1": ""}), "HashAbsent", "TruncatedHash")
    add("NO_HASH", "no-hash-null", "null for a hash", _literal(STATUS, sha1="null"), "HashAbsent", url=JSON)
    add("NO_HASH", "no-hash-asked", "the address asks for none: what is there is not looked at", _form(status), "HashAbsent", url=BASE)
    add("NO_HASH", "one-of-two", "the address asks for two", _form(_without(both, "sha1")), "HashAbsent", url=BOTH)

    add("MISMATCH", "md5-wrong", "sha1 right, md5 wrong", _form({**both, "md5": wrong}), "OneOfTwoWrong", url=BOTH)
    add("MISMATCH", "sha1-wrong", "md5 right, sha1 wrong", _form({**both, "sha1": "0" * 40}), "OneOfTwoWrong", url=BOTH)
    add("MISMATCH", "md5-blank", "sha1 right, md5 empty", _form({**both, "md5": ""}), "OneOfTwoWrong", url=BOTH)
    two = f"{BASE}?sha1={NEW}&crc32={NEW}"
    weak = _signed(status, "crc32")
    add("MISMATCH", "sha1-beside-wrong", "crc32 right, sha1 wrong", _form({**weak, "sha1": "0" * 40}), "OneOfTwoWrong", url=two, allow=True)

    add("OK", "extra-md5", "a right md5 that nobody asked for", _form(_signed(status, "md5")), "ExtraAlgorithm")
    add("MISMATCH", "extra-md5-wrong", "a wrong one", _form({**status, "md5": wrong}), "ExtraAlgorithm", "OneOfTwoWrong")
    add("NO_HASH", "extra-md5-alone", "a right md5 instead of the sha1", _form(_signed(STATUS, "md5")), "ExtraAlgorithm", "HashAbsent")
    odd = _literal(status, md5="[true]")
    add("MISMATCH", "extra-md5-odd", "an md5 that is no text", odd, "ExtraAlgorithm", "OneOfTwoWrong", "JsonOdd", url=JSON)


def _secrets(cases: Cases) -> None:
    add = cases.add
    old = (OLD, OLDER)
    add("OK", "old", "the secret before this one", _form(_signed(STATUS, secret=OLD)), "OldSecret", old=old, secret=1)
    add("OK", "older", "the one before that", _json(_signed(STATUS, secret=OLDER)), "OldSecret", old=old, secret=2, url=JSON)
    two = {**_signed(STATUS), **_signed(STATUS, "md5", OLD)}
    add("OK", "old-md5", "sha1 with the new secret, md5 with an old one", _form(two), "OldSecret", old=old, url=BOTH)
    weak = _form(_signed(STATUS, "crc32", OLD))
    add("WEAK_ONLY", "old-crc32", "a crc32 with an old secret", weak, "OldSecret", "CrcForms", old=old, url=CRC, allow=True, secret=1)
    add("MISMATCH", "old-unknown", "an old secret that is no longer known", _form(_signed(STATUS, secret=OLDER)), "OldSecret", "WrongSecret", old=[OLD])

    add("MISMATCH", "strange", "somebody else's secret", _form(_signed(STATUS, secret=STRANGE)), "WrongSecret")
    add("MISMATCH", "empty", "no secret", _form(_signed(STATUS, secret="")), "WrongSecret")
    add("MISMATCH", "exchanged", "the secret of the md5 for both", _form({**_signed(STATUS, secret=SECOND), **_signed(STATUS, "md5", SECOND)}), "WrongSecret", url=BOTH)
    before = hashlib.sha1(f"{NEW}:854019:{PHONE}:1".encode(), usedforsecurity=False).hexdigest()
    add("MISMATCH", "secret-first", "the secret before the fields", _form({**STATUS, "sha1": before}), "WrongSecret")


def _queries(cases: Cases) -> None:
    add = cases.add
    status = _signed(STATUS)
    body, wrong = _form(status), _form({**status, "sha1": "0" * 40})
    add("OK", "injected", "fields of a message in the query", body, "QueryInjected", query=b"mes=x&to=1")
    add("MALFORMED", "injected-all", "all of a status in the query, nothing in the body", b"", "QueryInjected", query=body)
    add("MISMATCH", "injected-right", "the right hash in the query, a wrong one in the body", wrong, "QueryInjected", query=b"sha1=" + status["sha1"].encode())
    add("OK", "injected-percent", "a query that is no query", body, "QueryInjected", "BadPercent", query=b"%zz&&=%")

    by = f"{BASE}!id&phone?sha1={NEW}"
    got, posted = _form({"id": STATUS["id"], "phone": PHONE}), _form(_without(status, "id", "phone"))
    add("OK", "get", "id and phone by GET", posted, "ByGet", query=got, url=by)
    add("OK", "get-and-post", "another id in the body: not read", posted + b"&id=1&id=2", "ByGet", query=got, url=by)
    add("MALFORMED", "get-not-post", "id and phone in the body alone", body, "ByGet", "MissingField", url=by)
    add("UNDECODABLE", "get-twice", "an id twice in the query", posted, "ByGet", "DuplicateField", query=got + b"&id=1", url=by)
    add("UNDECODABLE", "get-percent", "a bad % in a query that is read", posted, "ByGet", "BadPercent", query=got + b"&x=%", url=by)
    hashed = f"{BASE}!sha1={NEW}?charset=utf-8&fmt=3"
    add("OK", "get-hash-json", "the hash by GET, the rest as JSON", _json(STATUS), "ByGet", query=b"sha1=" + status["sha1"].encode(), url=hashed)
    text = f"{BASE}!phone&mes&to&sha1={NEW}?charset=utf-8&fmt=3"
    whole = _form(_without(_signed(MESSAGE, charset="utf-8"), "id", "sent", "time"), "utf-8")
    add("OK", "get-all", "all by GET, an empty body", b"", "ByGet", query=whole, kind="message", url=text)


def _shapes(cases: Cases) -> None:
    add = cases.add

    def shaped(verdict: str, name: str, comment: str, fields: Fields, *flags: str, kind: str = "status", **changed: str) -> None:
        """Changed fields, hashed as they are sent."""
        add(verdict, name, comment, _form(_signed({**fields, **changed}, charset="utf-8"), "utf-8"), *flags, kind=kind, url=UTF8)

    shaped("MALFORMED", "arabic-phone", "Arabic digits in a phone", STATUS, "NonAsciiDigits", phone="٧٩٩٩٠٠٠٠٠٠٠")
    shaped("MALFORMED", "wide-status", "a digit of full width", STATUS, "NonAsciiDigits", status="１")
    shaped("MALFORMED", "raised-ts", "a raised digit", CALL, "NonAsciiDigits", kind="call", ts="179524440²")
    shaped("MALFORMED", "plus", "a phone with a plus", STATUS, "PlusPhone", phone=f"+{PHONE}")
    add("MALFORMED", "plus-added", "a plus added, the phone hashed without", _form({**_signed(STATUS), "phone": f"+{PHONE}"}), "PlusPhone")
    bare = _form(_signed({**STATUS, "phone": f"+{PHONE}"})).replace(b"%2B", b"+")
    add("MALFORMED", "plus-unescaped", "a plus as it is: a blank", bare, "PlusPhone")
    shaped("OK", "mail", "a status of mail", STATUS, "EmailPhone", phone="nobody@shop.example")
    shaped("MALFORMED", "mail-colon", "an address with a colon", STATUS, "EmailPhone", "ColonMoved", phone="no:body@shop.example")
    shaped("MALFORMED", "mail-blank", "an address with a blank", STATUS, "EmailPhone", phone="no body@shop.example")
    shaped("OK", "zeros", "zeros before an id, hashed with it", STATUS, "LeadingZeros", id="000854019")
    zeros = _signed(STATUS)
    add("MISMATCH", "zeros-added", "zeros added to an id", _form({**zeros, "id": "000854019"}), "LeadingZeros")
    shaped("UNDECODABLE", "zero-status", "a status with a zero before it: vouched for, but no status", STATUS, "LeadingZeros", status="01")
    shaped("MALFORMED", "long-id", "an id of twenty-one", STATUS, "TooLong", id="9" * 21)
    shaped("MALFORMED", "line-feed-id", "a line feed behind an id", STATUS, "TooLong", id="854019\n")
    shaped("MALFORMED", "nul-id", "an octet zero behind an id", STATUS, "Nul", id="854019\0")
    shaped("OK", "nul-text", "an octet zero in a text, where anything may be", MESSAGE, "Nul", kind="message", mes="a\0b")


def _forms(cases: Cases) -> None:
    add = cases.add
    status, message = _form(_signed(STATUS)), _signed(MESSAGE)
    add("UNDECODABLE", "percent-end", "a % at the end", status + b"&x=%", "BadPercent")
    add("UNDECODABLE", "percent-letter", "a letter that is no digit, in a name", status + b"&%4g=1", "BadPercent")

    raw = "&".join(f"{name}={value}" for name, value in message.items()).replace(" ", "+")
    add("OK", "raw", "windows-1251 octets as they are", raw.encode("windows-1251"), "RawOctets", kind="message")
    half = _form(message).replace(b"%C4", b"\xc4")
    add("OK", "raw-half", "one octet as it is, the others encoded", half, "RawOctets", kind="message")
    add("OK", "raw-name", "a name in octets as they are", status + "&имя=1".encode("windows-1251"), "RawOctets", "UnknownKeys")

    more = 64 - status.count(b"&") - 1
    for verdict, name, fields in (("OK", "fields-64", more), ("UNDECODABLE", "fields-65", more + 1)):
        many = status + b"".join(b"&x%d" % number for number in range(fields))
        add(verdict, name, "one field more" if fields > more else "as many fields as may be", many, "TooManyFields")
    crowd = _json({**_signed(STATUS), **{f"x{number}": "" for number in range(60)}})
    add("UNDECODABLE", "keys-68", "too many keys", crowd, "TooManyFields", url=JSON)

    padded = status + b"&x="
    room = LONGEST - len(padded)
    add("OK", "octets-most", "as many octets as may be", padded, "TooLong", pads={"body_pad": room})
    add("UNDECODABLE", "octets-more", "an octet more", padded, "TooLong", pads={"body_pad": room + 1})
    add("UNDECODABLE", "octets-query", "a query of too many octets, though it is not read", status, "TooLong", pads={"query_pad": LONGEST + 1})

    mark = b"\xef\xbb\xbf"
    bom = _form(_signed(STATUS, charset="utf-8"), "utf-8")
    add("MALFORMED", "bom", "a mark before a form: part of the first name", mark + bom, "Bom", "MissingField", url=UTF8)
    add("UNDECODABLE", "bom-json", "a mark before JSON", mark + _json(_signed(STATUS)), "Bom", url=JSON)
    add("UNDECODABLE", "bom-utf-16", "JSON in UTF-16", _json(_signed(STATUS)).decode().encode("utf-16"), "Bom", "WrongCharset", url=JSON)


def _json_cases(cases: Cases) -> None:
    add = cases.add
    status, message = _signed(STATUS), _signed(MESSAGE, charset="utf-8")
    plain = _json(status)
    add("OK", "numbers", "numbers for id, phone, status and ts", _literal(status, id="854019", phone=PHONE, status="1", ts="1795244400"), "JsonNumber", url=JSON)
    add("MALFORMED", "number-point", "a status of 1.0", _literal(status, status="1.0"), "JsonNumber", url=JSON)
    zero = _literal(_signed({**STATUS, "status": "-0"}), status="-0")
    add("OK", "number-minus-zero", "a status of -0, hashed by its digits", zero, "JsonNumber", url=JSON)
    zero = _literal(_signed({**STATUS, "status": "0"}), status="-0")
    add("MISMATCH", "number-minus-zero-for-zero", "a status of -0, where 0 was hashed", zero, "JsonNumber", url=JSON)
    add("UNDECODABLE", "number-zeros", "JSON has no 01", _literal(status, status="01"), "JsonNumber", "LeadingZeros", url=JSON)

    add("UNDECODABLE", "key-twice", "`status` twice", plain[:-1] + b', "status": "20"}', "JsonDuplicate", url=JSON)
    add("UNDECODABLE", "key-twice-escaped", "`status` twice, once with an escape", rb'{"\u0073tatus": "20", ' + plain[1:], "JsonDuplicate", url=JSON)
    add("UNDECODABLE", "key-twice-hash", "`sha1` twice", plain[:-1] + b', "sha1": ""}', "JsonDuplicate", "DoubleHash", url=JSON)

    add("UNDECODABLE", "half-character", "half a character in a text", _literal(message, mes=r'"\ud83d"'), "JsonSurrogate", url=JSON)
    add("UNDECODABLE", "half-elsewhere", "half a character in an unknown key", plain[:-1] + rb', "x\udc00": ""}', "JsonSurrogate", url=JSON)
    whole = _literal(_signed({**MESSAGE, "mes": "😀"}, charset="utf-8"), mes=r'"\ud83d\ude00"')
    add("OK", "two-halves", "two halves", whole, "JsonSurrogate", kind="message", url=JSON)
    octets = _json({**message, "mes": "😀"}).replace("😀".encode(), b"\xed\xa0\xbd\xed\xb8\x80")
    add("UNDECODABLE", "halves-in-octets", "two halves in three octets each", octets, "JsonSurrogate", url=JSON)

    add("OK", "list", "a list of one status", b"[" + plain + b"]", "JsonList", url=JSON)
    add("UNDECODABLE", "list-two", "a list of two", b"[" + plain + b", " + plain + b"]", "JsonList", url=JSON)
    add("UNDECODABLE", "list-list", "a list in a list", b"[[" + plain + b"]]", "JsonList", url=JSON)

    add("UNDECODABLE", "more", "more behind the object", plain + b" {}", "JsonOdd", url=JSON)
    add("UNDECODABLE", "nan", "NaN", plain[:-1] + b', "x": NaN}', "JsonOdd", url=JSON)
    add("UNDECODABLE", "nul-json", "an octet zero in a string", plain.replace(b"854019", b"854019\0"), "Nul", "JsonOdd", url=JSON)


def _xml_cases(cases: Cases) -> None:
    add = cases.add
    status = _signed(STATUS)
    plain = _xml(status)
    add("OK", "root", "another root", _xml(status, "sms"), "XmlRoot", url=XML)
    add("MALFORMED", "root-text", "a root with nothing inside", b"<callback/>", "XmlRoot", "MissingField", url=XML)
    add("UNDECODABLE", "root-two", "two roots", plain + plain, "XmlRoot", url=XML)
    entity = _xml({**status, "status": "&s;"}, before='<!DOCTYPE callback [<!ENTITY s "1">]>\n')
    add("UNDECODABLE", "entity", "a status that is an entity", entity, "XmlDtd", url=XML)
    outside = _xml(status, before='<!DOCTYPE callback SYSTEM "https://shop.example/dtd">\n')
    add("UNDECODABLE", "dtd", "a document type from elsewhere", outside, "XmlDtd", url=XML)
    add("OK", "comment", "a comment inside an id does not cut it", plain.replace(b"854019", b"854<!-- -->019"), "XmlMarkup", url=XML)
    add("OK", "section", "a section", plain.replace(b"854019", b"<![CDATA[854019]]>"), "XmlMarkup", url=XML)
    add("MALFORMED", "nested", "an element inside an id", plain.replace(b"854019", b"<id>854019</id>"), "XmlMarkup", url=XML)
    add("UNDECODABLE", "attribute", "an attribute", plain.replace(b"<id>", b'<id of="sms">'), "XmlMarkup", url=XML)
    add("OK", "bom-xml", "a mark before XML, where it means nothing", b"\xef\xbb\xbf" + plain, "Bom", url=XML)
    add("UNDECODABLE", "nul-xml", "an octet zero", plain.replace(b"854019", b"854019\0"), "Nul", url=XML)


if __name__ == "__main__":
    print(text(), end="")
