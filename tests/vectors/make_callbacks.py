"""Generate callbacks.json.

Usage: ``python -m tests.vectors.make_callbacks > tests/vectors/callbacks.json``.

It does not use the library: hashes are computed with hashlib and zlib, bodies are concatenated,
and every verdict is written by hand. Phone numbers and secrets are fictitious.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import TYPE_CHECKING, Any

from tests.vectors.callbacks_by_hand import (
    BASE,
    HASHED,
    JSON,
    NEW,
    OTHER,
    PHONE,
    SECOND,
    SERVICE,
    STATUS,
    XML,
    Fields,
    but_for,
    forgery,
    form_body,
    json_body,
    literal_body,
    prefix_of,
    sum_of,
    with_crc,
    with_hash,
    xml_body,
)
from tests.vectors.callbacks_notes import ABOUT, NOTES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST = 1 << 18

OLD, OLDER, STRANGE = (
    "made-up_secret-of-may",
    "made-up_secret-of-march",
    "a-strangers_made-up_secret",
)
SHA1, MD5, CRC = (f"{BASE}?{name}={NEW}" for name in ("sha1", "md5", "crc32"))
BOTH = f"{BASE}?sha1={NEW}&md5={SECOND}"
UTF8, KOI8 = (f"{BASE}?charset={charset}&sha1={NEW}" for charset in ("utf-8", "koi8-r"))
JSON_1251, JSON_CRC = f"{BASE}?fmt=3&sha1={NEW}", f"{BASE}?charset=utf-8&fmt=3&crc32={NEW}"

MESSAGE = {
    "id": "91",
    "phone": PHONE,
    "mes": "Да, спасибо",
    "to": SERVICE,
    "sent": "1795244390",
    "time": "1795244400",
}
CALL = {"waitcall": "1", "phone": PHONE, "ts": "1795244400"}


def suite() -> dict[str, Any]:
    """Return the content of callbacks.json."""
    cases = Cases()
    for part in (
        _plain,
        _kinds,
        _charsets,
        _crc,
        _fields,
        _hashes,
        _secrets,
        _queries,
        _shapes,
        _forms,
        _json_cases,
        _xml_cases,
    ):
        part(cases)
    return {"about": ABOUT, "notes": NOTES, "tests": cases.tests}


def text() -> str:
    """Return the text of callbacks.json, with one test per line."""
    whole = suite()
    tests = ",\n".join(json.dumps(test, ensure_ascii=False) for test in whole.pop("tests"))
    return (
        json.dumps(whole, ensure_ascii=False, indent=1)[:-2] + f',\n "tests": [\n{tests}\n ]\n}}\n'
    )


class Cases:
    """Collects tests. The caller states the verdict; the other results are derived from it."""

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
        """Add a test."""
        is_decodable = verdict != "UNDECODABLE"
        fits = {"OK": algorithm or "sha1", "WEAK_ONLY": "crc32"}.get(verdict)
        self.tests.append(
            {
                "id": name,
                "comment": comment,
                "url": url,
                "old_secrets": [*old],
                "allow_crc32": allow,
                "query_hex": query.hex(),
                "body_hex": body.hex(),
                **(pads or {}),
                "flags": [*flags],
                "verdict": verdict,
                "kind": kind if is_decodable else None,
                "accepted": verdict == "OK" or (verdict == "WEAK_ONLY" and allow),
                "algorithm": fits,
                "secret": secret if fits else None,
                "authenticated": HASHED[kind] if verdict == "OK" else [],
            }
        )


# ---- the cases


def _plain(cases: Cases) -> None:
    add = cases.add
    add("OK", "status", "a status", form_body(with_hash(STATUS)))
    add(
        "OK",
        "status-md5",
        "a status, md5",
        form_body(with_hash(STATUS, "md5")),
        url=MD5,
        algorithm="md5",
    )
    add("OK", "message", "a message in windows-1251", form_body(with_hash(MESSAGE)), kind="message")
    add("OK", "call", "a confirmed call", form_body(with_hash(CALL)), kind="call")
    both = {**with_hash(STATUS), **with_hash(STATUS, "md5", SECOND)}
    add(
        "OK",
        "two-hashes",
        "both hashes of the handler URL, each with its own secret",
        form_body(both),
        url=BOTH,
    )
    add("OK", "status-json", "a status as JSON", json_body(with_hash(STATUS)), url=JSON)
    add(
        "OK",
        "message-json",
        "a message as JSON in windows-1251",
        json_body(with_hash(MESSAGE), "windows-1251"),
        url=JSON_1251,
        kind="message",
    )
    add("OK", "status-xml", "a status as XML", xml_body(with_hash(STATUS)), url=XML)

    vendor = {"phone": "123", "mes": "text", "to": "234"}
    at, sha1 = f"{BASE}?sha1=zxc", "b6f768ce7614d7858cc4a6116f8ffd0dc236a3cd"
    add(
        "OK",
        "vendor",
        "the vendor's values",
        form_body({**vendor, "sha1": sha1}),
        "VendorVector",
        kind="message",
        url=at,
    )
    upper = form_body({**vendor, "sha1": sha1.upper()})
    add(
        "OK",
        "vendor-upper",
        "the same in upper case",
        upper,
        "VendorVector",
        "UpperHex",
        kind="message",
        url=at,
    )
    add(
        "OK",
        "vendor-json",
        "the same as JSON",
        json_body({**vendor, "sha1": sha1}),
        "VendorVector",
        kind="message",
        url=at + "&fmt=3",
    )
    changed = form_body({**vendor, "to": "235", "sha1": sha1})
    add(
        "MISMATCH",
        "vendor-changed",
        "the vendor's hash, another number",
        changed,
        "VendorVector",
        kind="message",
        url=at,
    )


def _kinds(cases: Cases) -> None:
    add = cases.add
    honest = with_hash({**MESSAGE, "mes": f"Y:{OTHER}"})
    add(
        "OK",
        "colon-in-text",
        "a colon in the text of a message",
        form_body(honest),
        "ColonMoved",
        kind="message",
    )
    moved = form_body({**honest, "mes": "Y", "to": f"{OTHER}:{SERVICE}"})
    add(
        "MALFORMED",
        "colon-to-right",
        "the end of the text moved into `to`",
        moved,
        "ColonMoved",
        kind="message",
    )
    moved = form_body({**honest, "phone": f"{PHONE}:Y", "mes": OTHER})
    add(
        "MALFORMED",
        "colon-to-left",
        "the beginning of the text moved into `phone`",
        moved,
        "ColonMoved",
        kind="message",
    )
    moved = form_body(
        {
            "id": PHONE,
            "phone": f"Y:{OTHER}",
            "status": "1234",
            "sha1": sum_of("sha1", f"{PHONE}:Y:{OTHER}:1234:".encode()),
        }
    )
    add(
        "MALFORMED",
        "colon-to-status",
        "a message as a status, the colon in its phone",
        moved,
        "ColonMoved",
        "KindSwap",
    )
    moved = form_body(
        {
            "waitcall": "1",
            "phone": f"{PHONE}:Y",
            "ts": "1795244400",
            "sha1": sum_of("sha1", f"{PHONE}:Y:1795244400:".encode()),
        }
    )
    add(
        "MALFORMED",
        "colon-to-call",
        "a message to a number that is also a valid time, as a call",
        moved,
        "ColonMoved",
        "KindSwap",
        kind="call",
    )

    status, message, call = with_hash(STATUS), with_hash({**MESSAGE, "mes": OTHER}), with_hash(CALL)
    add(
        "MALFORMED",
        "status-with-mes",
        "`mes` added to a status",
        form_body({**status, "mes": ""}),
        "KindSwap",
        kind="message",
    )
    added = form_body({**status, "mes": "1", "to": SERVICE})
    add(
        "MISMATCH",
        "status-with-mes-and-to",
        "`mes` and `to` added to a status",
        added,
        "KindSwap",
        kind="message",
    )
    add(
        "MISMATCH",
        "status-with-waitcall",
        "`waitcall` added to a status",
        form_body({**status, "waitcall": "1"}),
        "KindSwap",
        kind="call",
    )
    add(
        "MALFORMED",
        "call-without-waitcall",
        "`waitcall` removed from a call",
        form_body(but_for(call, "waitcall")),
        "KindSwap",
        "MissingField",
    )
    swapped = form_body({"id": PHONE, "phone": OTHER, "status": SERVICE, "sha1": message["sha1"]})
    add(
        "MALFORMED",
        "message-as-status",
        "a message of digits as a status: `to` is not a valid status",
        swapped,
        "KindSwap",
    )
    negative = with_hash({**STATUS, "status": "-1"})
    swapped = form_body(
        {"phone": negative["id"], "mes": PHONE, "to": "-1", "sha1": negative["sha1"]}
    )
    add(
        "MALFORMED",
        "negative-status-as-message",
        "a negative status is not a valid `to`",
        swapped,
        "KindSwap",
        kind="message",
    )
    add(
        "UNDECODABLE",
        "waitcall-2",
        "a call whose `waitcall` is not 1",
        form_body({**call, "waitcall": "2"}),
        "KindSwap",
    )

    swapped = form_body({"phone": status["id"], "mes": PHONE, "to": "1", "sha1": status["sha1"]})
    add(
        "OK",
        "short-to-status-as-message",
        "a status as a message",
        swapped,
        "ShortTo",
        "KindSwap",
        kind="message",
    )
    short = with_hash({**MESSAGE, "mes": OTHER, "to": "1234"})
    add(
        "OK",
        "short-to",
        "a message of digits to a number of four digits",
        form_body(short),
        "ShortTo",
        kind="message",
    )
    swapped = form_body({"id": PHONE, "phone": OTHER, "status": "1234", "sha1": short["sha1"]})
    add(
        "OK",
        "short-to-message-as-status",
        "the same message as a status",
        swapped,
        "ShortTo",
        "KindSwap",
    )
    five = with_hash({**MESSAGE, "mes": OTHER, "to": "12345"})
    swapped = form_body({"id": PHONE, "phone": OTHER, "status": "12345", "sha1": five["sha1"]})
    add(
        "MALFORMED",
        "five-digits-as-status",
        "five digits are not a valid status",
        swapped,
        "ShortTo",
        "KindSwap",
    )


def _charsets(cases: Cases) -> None:
    add = cases.add
    for charset, url in (("utf-8", UTF8), ("koi8-r", KOI8)):
        signed = form_body(with_hash(MESSAGE, charset=charset), charset)
        add(
            "OK",
            f"message-{charset}",
            f"a message in {charset}",
            signed,
            "WrongCharset",
            kind="message",
            url=url,
        )
    hashed = form_body(with_hash(MESSAGE, charset="utf-8"))
    add(
        "MISMATCH",
        "hashed-utf-8",
        "windows-1251 bytes, but the utf-8 bytes are hashed",
        hashed,
        "WrongCharset",
        kind="message",
    )
    sent = form_body(with_hash(MESSAGE))
    add(
        "UNDECODABLE",
        "windows-1251-for-utf-8",
        "windows-1251 bytes although the handler URL specifies utf-8",
        sent,
        "WrongCharset",
        url=UTF8,
    )
    fields = {**MESSAGE, "mes": "Иду"}
    sent = form_body(with_hash(fields, charset="utf-8"), "utf-8")
    add(
        "UNDECODABLE",
        "utf-8-for-windows-1251",
        "a byte 98, which is undefined in windows-1251",
        sent,
        "WrongCharset",
    )
    sent = form_body(with_hash(MESSAGE, charset="koi8-r"), "koi8-r")
    add(
        "OK",
        "koi8-r-for-windows-1251",
        "the hash fits the octets; the text is garbled all the same",
        sent,
        "WrongCharset",
        kind="message",
    )
    escaped = json_body(with_hash(MESSAGE), "windows-1251").replace(
        "Да".encode("windows-1251"), rb"\u0414\u0430"
    )
    add(
        "OK",
        "escape-windows-1251",
        "a JSON escape stands for its octet in windows-1251",
        escaped,
        "WrongCharset",
        kind="message",
        url=JSON_1251,
    )
    beyond = json_body(with_hash({**MESSAGE, "mes": "Yes"}), "windows-1251").replace(
        b"Yes", rb"\u4e2d"
    )
    add(
        "MALFORMED",
        "escape-beyond-windows-1251",
        "a JSON escape that has no octet in windows-1251",
        beyond,
        "WrongCharset",
        kind="message",
        url=JSON_1251,
    )
    beyond = literal_body(with_hash(STATUS), md5=r'"\u4e2d"').replace(b'"charset": "utf-8", ', b"")
    add(
        "MISMATCH",
        "hash-beyond-windows-1251",
        "a hash that has no octets in windows-1251, beside one that fits",
        beyond,
        "WrongCharset",
        "ExtraAlgorithm",
        url=JSON_1251,
    )


def _crc(cases: Cases) -> None:
    add = cases.add
    seen = with_hash(STATUS, "crc32")
    other = forgery(seen, {**STATUS, "id": "854020", "phone": OTHER, "status": "20"})
    assert int(other["crc32"]) == zlib.crc32(prefix_of(other) + NEW.encode())
    add(
        "WEAK_ONLY",
        "crc32-forged",
        "another status, without the secret",
        form_body(other),
        "CrcForged",
        url=CRC,
    )
    add(
        "WEAK_ONLY",
        "crc32-forged-allowed",
        "accepted by one who asked for it, and proves nothing",
        form_body(other),
        "CrcForged",
        url=CRC,
        allow=True,
    )
    told = form_body(forgery(seen, {**MESSAGE, "mes": "Перезвони"}))
    add(
        "WEAK_ONLY",
        "crc32-forged-message",
        "a message, out of a status",
        told,
        "CrcForged",
        "KindSwap",
        kind="message",
        url=CRC,
    )
    add(
        "NO_HASH",
        "crc32-forged-for-sha1",
        "where the address asks for a sha1",
        form_body(other),
        "CrcForged",
        "ExtraAlgorithm",
        allow=True,
    )

    add("WEAK_ONLY", "crc32-unsigned", "an unsigned decimal", form_body(seen), "CrcForms", url=CRC)
    add(
        "WEAK_ONLY",
        "crc32-unsigned-allowed",
        "an unsigned decimal",
        form_body(seen),
        "CrcForms",
        url=CRC,
        allow=True,
    )
    high = with_crc(lambda number: number >= 1 << 31)
    signed = str(int(high["crc32"]) - (1 << 32))
    add(
        "WEAK_ONLY",
        "crc32-signed",
        "a signed decimal",
        form_body({**high, "crc32": signed}),
        "CrcForms",
        url=CRC,
        allow=True,
    )
    low = with_crc(lambda number: 0x01000000 <= number < 0x10000000)
    hexadecimal = f"{int(low['crc32']):08x}"
    add(
        "WEAK_ONLY",
        "crc32-hex",
        "hexadecimal digits, the first a zero",
        form_body({**low, "crc32": hexadecimal}),
        "CrcForms",
        url=CRC,
        allow=True,
    )
    add(
        "MISMATCH",
        "crc32-short-hex",
        "the same without its zero",
        form_body({**low, "crc32": hexadecimal[1:]}),
        "CrcForms",
        "TruncatedHash",
        url=CRC,
        allow=True,
    )
    number = literal_body(with_hash(high, "crc32"), crc32=signed)
    add(
        "WEAK_ONLY",
        "crc32-json-number",
        "a JSON number",
        number,
        "CrcForms",
        "JsonNumber",
        url=JSON_CRC,
        allow=True,
    )


def _fields(cases: Cases) -> None:
    add = cases.add
    status, message = with_hash(STATUS), with_hash(MESSAGE)
    add(
        "MALFORMED",
        "no-id",
        "a status without `id`",
        form_body(but_for(status, "id")),
        "MissingField",
    )
    add(
        "MALFORMED",
        "no-to",
        "a message without `to`",
        form_body(but_for(message, "to")),
        "MissingField",
        kind="message",
    )
    add("MALFORMED", "nothing", "an empty body", b"", "MissingField", "HashAbsent")
    joined = form_body(status).replace(b"&", b";")
    add("MALFORMED", "semicolons", "a semicolon separates nothing", joined, "MissingField")
    add(
        "MALFORMED",
        "json-null",
        "null for a phone",
        literal_body(status, phone="null"),
        "MissingField",
        "JsonOdd",
        url=JSON,
    )

    add(
        "OK",
        "blank-text",
        "an empty message",
        form_body(with_hash({**MESSAGE, "mes": ""})),
        "BlankField",
        kind="message",
    )
    bare = form_body(but_for(with_hash({**STATUS, "status": ""}), "status")) + b"&status"
    add(
        "MALFORMED",
        "bare-status",
        "a name without a value, hashed as an empty one",
        bare,
        "BlankField",
    )
    empty = form_body({"id": "", "phone": "", "status": "", "sha1": sum_of("sha1", b":::")})
    add(
        "MALFORMED",
        "all-blank",
        "what an integration that fills in empty texts would hash",
        empty,
        "BlankField",
    )

    add(
        "UNDECODABLE",
        "twice",
        "`status` twice, the signed one first",
        form_body(status) + b"&status=20",
        "DuplicateField",
    )
    add(
        "UNDECODABLE",
        "twice-escaped",
        "`id` twice, once as %69d",
        b"%69d=1&" + form_body(status),
        "DuplicateField",
    )
    add(
        "UNDECODABLE",
        "twice-xml",
        "an element twice",
        xml_body(status).replace(b"</phone>", b"</phone><status>20</status>"),
        "DuplicateField",
        url=XML,
    )

    add("OK", "replay-cost", "another cost", form_body({**status, "cost": "0.00"}), "Replay")
    add(
        "OK",
        "replay-ts",
        "another time",
        form_body({**status, "ts": "1795999999", "time": "30.11.26 03:33:19"}),
        "Replay",
    )
    add(
        "OK",
        "replay-id",
        "another `id` of a message",
        form_body({**message, "id": "92", "sms_id": "854019"}),
        "Replay",
        kind="message",
    )
    add(
        "UNDECODABLE",
        "replay-unreadable",
        "a cost that is not a number: the hash is valid, but decoding fails",
        form_body({**status, "cost": "free"}),
        "Replay",
    )

    hlr = {
        "pnet": "Net",
        "mccmnc": "25001",
        "message": "text",
        "country": "RU",
        "operator": "Net",
        "region": "",
    }
    add(
        "OK",
        "unknown",
        "what the service sends beyond its tables",
        form_body({**status, **hlr}),
        "UnknownKeys",
    )
    renamed = form_body({**but_for(status, "id"), "ID": STATUS["id"]})
    add("MALFORMED", "upper-id", "`ID` is not `id`", renamed, "UnknownKeys", "MissingField")
    nested = literal_body(status, more='{"list": [1, null, "x"]}')
    add("OK", "unknown-nested", "an object under an unknown key", nested, "UnknownKeys", url=JSON)


def _hashes(cases: Cases) -> None:
    add = cases.add
    status, sha1 = with_hash(STATUS), with_hash(STATUS)["sha1"]
    both = {**status, **with_hash(STATUS, "md5", SECOND)}
    wrong = sum_of("md5", prefix_of({**STATUS, "status": "20"}), SECOND)

    add(
        "OK", "upper", "sha1 in upper case", form_body({**status, "sha1": sha1.upper()}), "UpperHex"
    )
    mixed = json_body({**status, "sha1": sha1[:20].upper() + sha1[20:]})
    add("OK", "mixed-json", "sha1 in both cases", mixed, "UpperHex", url=JSON)

    add(
        "MISMATCH", "half", "half a sha1", form_body({**status, "sha1": sha1[:20]}), "TruncatedHash"
    )
    add(
        "MISMATCH",
        "md5-as-sha1",
        "a right md5 under the name of a sha1",
        form_body({**status, "sha1": sum_of("md5", prefix_of(STATUS))}),
        "TruncatedHash",
    )
    add(
        "MISMATCH",
        "one-more",
        "a sha1 with one digit more",
        form_body({**status, "sha1": sha1 + "0"}),
        "LongHash",
    )
    add(
        "MISMATCH",
        "line-feed",
        "a sha1 and a line feed",
        form_body({**status, "sha1": sha1 + "\n"}),
        "LongHash",
    )
    add("MISMATCH", "not-hex", "a g", form_body({**status, "sha1": "g" + sha1[1:]}), "HashNotHex")
    add(
        "MISMATCH",
        "lookalike",
        "a Cyrillic letter that looks like one of the digits",
        form_body({**status, "sha1": "а" + sha1[1:]}),
        "HashNotHex",
    )
    add(
        "MISMATCH",
        "prefix",
        "0x before it",
        form_body({**status, "sha1": "0x" + sha1}),
        "HashNotHex",
        "LongHash",
    )

    add(
        "UNDECODABLE",
        "hash-twice",
        "a sha1, and a wrong one",
        form_body(status) + b"&sha1=" + b"0" * 40,
        "DoubleHash",
        "DuplicateField",
    )
    add(
        "UNDECODABLE",
        "hash-twice-first",
        "a wrong sha1, and a right one",
        b"sha1=" + b"0" * 40 + b"&" + form_body(status),
        "DoubleHash",
        "DuplicateField",
    )
    add(
        "OK",
        "hash-in-capitals",
        "a field SHA1 is not the hash",
        form_body({**status, "SHA1": "0" * 40}),
        "DoubleHash",
        "UnknownKeys",
    )

    add("NO_HASH", "no-hash", "no hash", form_body(STATUS), "HashAbsent")
    add(
        "MISMATCH",
        "blank-hash",
        "an empty hash is one that does not fit",
        form_body({**STATUS, "sha1": ""}),
        "HashAbsent",
        "TruncatedHash",
    )
    add(
        "NO_HASH",
        "no-hash-null",
        "null for a hash",
        literal_body(STATUS, sha1="null"),
        "HashAbsent",
        url=JSON,
    )
    add(
        "NO_HASH",
        "no-hash-asked",
        "the address asks for none: what is there is not looked at",
        form_body(status),
        "HashAbsent",
        url=BASE,
    )
    add(
        "NO_HASH",
        "one-of-two",
        "the address asks for two",
        form_body(but_for(both, "sha1")),
        "HashAbsent",
        url=BOTH,
    )

    add(
        "MISMATCH",
        "md5-wrong",
        "sha1 right, md5 wrong",
        form_body({**both, "md5": wrong}),
        "OneOfTwoWrong",
        url=BOTH,
    )
    add(
        "MISMATCH",
        "sha1-wrong",
        "md5 right, sha1 wrong",
        form_body({**both, "sha1": "0" * 40}),
        "OneOfTwoWrong",
        url=BOTH,
    )
    add(
        "MISMATCH",
        "md5-blank",
        "sha1 right, md5 empty",
        form_body({**both, "md5": ""}),
        "OneOfTwoWrong",
        url=BOTH,
    )
    two = f"{BASE}?sha1={NEW}&crc32={NEW}"
    weak = with_hash(status, "crc32")
    add(
        "MISMATCH",
        "sha1-beside-wrong",
        "crc32 right, sha1 wrong",
        form_body({**weak, "sha1": "0" * 40}),
        "OneOfTwoWrong",
        url=two,
        allow=True,
    )

    add(
        "OK",
        "extra-md5",
        "a right md5 that nobody asked for",
        form_body(with_hash(status, "md5")),
        "ExtraAlgorithm",
    )
    add(
        "MISMATCH",
        "extra-md5-wrong",
        "a wrong one",
        form_body({**status, "md5": wrong}),
        "ExtraAlgorithm",
        "OneOfTwoWrong",
    )
    add(
        "NO_HASH",
        "extra-md5-alone",
        "a right md5 instead of the sha1",
        form_body(with_hash(STATUS, "md5")),
        "ExtraAlgorithm",
        "HashAbsent",
    )
    odd = literal_body(status, md5="[true]")
    add(
        "MISMATCH",
        "extra-md5-odd",
        "an md5 that is no text",
        odd,
        "ExtraAlgorithm",
        "OneOfTwoWrong",
        "JsonOdd",
        url=JSON,
    )


def _secrets(cases: Cases) -> None:
    add = cases.add
    old = (OLD, OLDER)
    add(
        "OK",
        "old",
        "the secret before this one",
        form_body(with_hash(STATUS, secret=OLD)),
        "OldSecret",
        old=old,
        secret=1,
    )
    add(
        "OK",
        "older",
        "the one before that",
        json_body(with_hash(STATUS, secret=OLDER)),
        "OldSecret",
        old=old,
        secret=2,
        url=JSON,
    )
    two = {**with_hash(STATUS), **with_hash(STATUS, "md5", OLD)}
    add(
        "OK",
        "old-md5",
        "sha1 with the new secret, md5 with an old one",
        form_body(two),
        "OldSecret",
        old=old,
        url=BOTH,
    )
    weak = form_body(with_hash(STATUS, "crc32", OLD))
    add(
        "WEAK_ONLY",
        "old-crc32",
        "a crc32 with an old secret",
        weak,
        "OldSecret",
        "CrcForms",
        old=old,
        url=CRC,
        allow=True,
        secret=1,
    )
    add(
        "MISMATCH",
        "old-unknown",
        "an old secret that is no longer known",
        form_body(with_hash(STATUS, secret=OLDER)),
        "OldSecret",
        "WrongSecret",
        old=[OLD],
    )

    add(
        "MISMATCH",
        "strange",
        "somebody else's secret",
        form_body(with_hash(STATUS, secret=STRANGE)),
        "WrongSecret",
    )
    add("MISMATCH", "empty", "no secret", form_body(with_hash(STATUS, secret="")), "WrongSecret")
    add(
        "MISMATCH",
        "exchanged",
        "the secret of the md5 for both",
        form_body({**with_hash(STATUS, secret=SECOND), **with_hash(STATUS, "md5", SECOND)}),
        "WrongSecret",
        url=BOTH,
    )
    before = hashlib.sha1(f"{NEW}:854019:{PHONE}:1".encode(), usedforsecurity=False).hexdigest()
    add(
        "MISMATCH",
        "secret-first",
        "the secret before the fields",
        form_body({**STATUS, "sha1": before}),
        "WrongSecret",
    )


def _queries(cases: Cases) -> None:
    add = cases.add
    status = with_hash(STATUS)
    body, wrong = form_body(status), form_body({**status, "sha1": "0" * 40})
    add(
        "OK",
        "injected",
        "fields of a message in the query",
        body,
        "QueryInjected",
        query=b"mes=x&to=1",
    )
    add(
        "MALFORMED",
        "injected-all",
        "all of a status in the query, nothing in the body",
        b"",
        "QueryInjected",
        query=body,
    )
    add(
        "MISMATCH",
        "injected-right",
        "the right hash in the query, a wrong one in the body",
        wrong,
        "QueryInjected",
        query=b"sha1=" + status["sha1"].encode(),
    )
    add(
        "OK",
        "injected-percent",
        "a query that is no query",
        body,
        "QueryInjected",
        "BadPercent",
        query=b"%zz&&=%",
    )

    by = f"{BASE}!id&phone?sha1={NEW}"
    got, posted = (
        form_body({"id": STATUS["id"], "phone": PHONE}),
        form_body(but_for(status, "id", "phone")),
    )
    add("OK", "get", "id and phone by GET", posted, "ByGet", query=got, url=by)
    add(
        "OK",
        "get-and-post",
        "another id in the body: not read",
        posted + b"&id=1&id=2",
        "ByGet",
        query=got,
        url=by,
    )
    add(
        "MALFORMED",
        "get-not-post",
        "id and phone in the body alone",
        body,
        "ByGet",
        "MissingField",
        url=by,
    )
    add(
        "UNDECODABLE",
        "get-twice",
        "an id twice in the query",
        posted,
        "ByGet",
        "DuplicateField",
        query=got + b"&id=1",
        url=by,
    )
    add(
        "UNDECODABLE",
        "get-percent",
        "a bad % in a query that is read",
        posted,
        "ByGet",
        "BadPercent",
        query=got + b"&x=%",
        url=by,
    )
    hashed = f"{BASE}!sha1={NEW}?charset=utf-8&fmt=3"
    add(
        "OK",
        "get-hash-json",
        "the hash by GET, the rest as JSON",
        json_body(STATUS),
        "ByGet",
        query=b"sha1=" + status["sha1"].encode(),
        url=hashed,
    )
    text = f"{BASE}!phone&mes&to&sha1={NEW}?charset=utf-8&fmt=3"
    whole = form_body(but_for(with_hash(MESSAGE, charset="utf-8"), "id", "sent", "time"), "utf-8")
    add(
        "OK",
        "get-all",
        "all by GET, an empty body",
        b"",
        "ByGet",
        query=whole,
        kind="message",
        url=text,
    )


def _shapes(cases: Cases) -> None:
    add = cases.add

    def shaped(
        verdict: str,
        name: str,
        comment: str,
        fields: Fields,
        *flags: str,
        kind: str = "status",
        **changed: str,
    ) -> None:
        """Changed fields, hashed as they are sent."""
        add(
            verdict,
            name,
            comment,
            form_body(with_hash({**fields, **changed}, charset="utf-8"), "utf-8"),
            *flags,
            kind=kind,
            url=UTF8,
        )

    shaped(
        "MALFORMED",
        "arabic-phone",
        "Arabic digits in a phone",
        STATUS,
        "NonAsciiDigits",
        phone="٧٩٩٩٠٠٠٠٠٠٠",
    )
    shaped(
        "MALFORMED", "wide-status", "a digit of full width", STATUS, "NonAsciiDigits", status="１"
    )
    shaped(
        "MALFORMED",
        "raised-ts",
        "a raised digit",
        CALL,
        "NonAsciiDigits",
        kind="call",
        ts="179524440²",
    )
    shaped("MALFORMED", "plus", "a phone with a plus", STATUS, "PlusPhone", phone=f"+{PHONE}")
    add(
        "MALFORMED",
        "plus-added",
        "a plus added, the phone hashed without",
        form_body({**with_hash(STATUS), "phone": f"+{PHONE}"}),
        "PlusPhone",
    )
    bare = form_body(with_hash({**STATUS, "phone": f"+{PHONE}"})).replace(b"%2B", b"+")
    add("MALFORMED", "plus-unescaped", "a plus as it is: a blank", bare, "PlusPhone")
    shaped("OK", "mail", "a status of mail", STATUS, "EmailPhone", phone="nobody@shop.example")
    shaped(
        "MALFORMED",
        "mail-colon",
        "an address with a colon",
        STATUS,
        "EmailPhone",
        "ColonMoved",
        phone="no:body@shop.example",
    )
    shaped(
        "MALFORMED",
        "mail-blank",
        "an address with a blank",
        STATUS,
        "EmailPhone",
        phone="no body@shop.example",
    )
    shaped(
        "OK", "zeros", "zeros before an id, hashed with it", STATUS, "LeadingZeros", id="000854019"
    )
    zeros = with_hash(STATUS)
    add(
        "MISMATCH",
        "zeros-added",
        "zeros added to an id",
        form_body({**zeros, "id": "000854019"}),
        "LeadingZeros",
    )
    shaped(
        "UNDECODABLE",
        "zero-status",
        "a status with a leading zero: the hash is valid, but decoding fails",
        STATUS,
        "LeadingZeros",
        status="01",
    )
    shaped("MALFORMED", "long-id", "an id of twenty-one", STATUS, "TooLong", id="9" * 21)
    shaped(
        "MALFORMED", "line-feed-id", "a line feed behind an id", STATUS, "TooLong", id="854019\n"
    )
    shaped("MALFORMED", "nul-id", "an octet zero behind an id", STATUS, "Nul", id="854019\0")
    shaped(
        "OK",
        "nul-text",
        "an octet zero in a text, where anything may be",
        MESSAGE,
        "Nul",
        kind="message",
        mes="a\0b",
    )


def _forms(cases: Cases) -> None:
    add = cases.add
    status, message = form_body(with_hash(STATUS)), with_hash(MESSAGE)
    add("UNDECODABLE", "percent-end", "a % at the end", status + b"&x=%", "BadPercent")
    add(
        "UNDECODABLE",
        "percent-letter",
        "a letter that is no digit, in a name",
        status + b"&%4g=1",
        "BadPercent",
    )

    raw = "&".join(f"{name}={value}" for name, value in message.items()).replace(" ", "+")
    add(
        "OK",
        "raw",
        "windows-1251 octets as they are",
        raw.encode("windows-1251"),
        "RawOctets",
        kind="message",
    )
    half = form_body(message).replace(b"%C4", b"\xc4")
    add(
        "OK",
        "raw-half",
        "one octet as it is, the others encoded",
        half,
        "RawOctets",
        kind="message",
    )
    add(
        "OK",
        "raw-name",
        "a name in octets as they are",
        status + "&имя=1".encode("windows-1251"),
        "RawOctets",
        "UnknownKeys",
    )

    more = 64 - status.count(b"&") - 1
    for verdict, name, fields in (
        ("OK", "fields-64", more),
        ("UNDECODABLE", "fields-65", more + 1),
    ):
        many = status + b"".join(b"&x%d" % number for number in range(fields))
        add(
            verdict,
            name,
            "one field more" if fields > more else "as many fields as may be",
            many,
            "TooManyFields",
        )
    crowd = json_body({**with_hash(STATUS), **{f"x{number}": "" for number in range(60)}})
    add("UNDECODABLE", "keys-68", "too many keys", crowd, "TooManyFields", url=JSON)

    padded = status + b"&x="
    room = LONGEST - len(padded)
    add("OK", "octets-most", "as many octets as may be", padded, "TooLong", pads={"body_pad": room})
    add(
        "UNDECODABLE",
        "octets-more",
        "an octet more",
        padded,
        "TooLong",
        pads={"body_pad": room + 1},
    )
    add(
        "UNDECODABLE",
        "octets-query",
        "a query of too many octets, though it is not read",
        status,
        "TooLong",
        pads={"query_pad": LONGEST + 1},
    )

    mark = b"\xef\xbb\xbf"
    bom = form_body(with_hash(STATUS, charset="utf-8"), "utf-8")
    add(
        "MALFORMED",
        "bom",
        "a mark before a form: part of the first name",
        mark + bom,
        "Bom",
        "MissingField",
        url=UTF8,
    )
    add(
        "UNDECODABLE",
        "bom-json",
        "a mark before JSON",
        mark + json_body(with_hash(STATUS)),
        "Bom",
        url=JSON,
    )
    add(
        "UNDECODABLE",
        "bom-utf-16",
        "JSON in UTF-16",
        json_body(with_hash(STATUS)).decode().encode("utf-16"),
        "Bom",
        "WrongCharset",
        url=JSON,
    )


def _json_cases(cases: Cases) -> None:
    add = cases.add
    status, message = with_hash(STATUS), with_hash(MESSAGE, charset="utf-8")
    plain = json_body(status)
    add(
        "OK",
        "numbers",
        "numbers for id, phone, status and ts",
        literal_body(status, id="854019", phone=PHONE, status="1", ts="1795244400"),
        "JsonNumber",
        url=JSON,
    )
    add(
        "MALFORMED",
        "number-point",
        "a status of 1.0",
        literal_body(status, status="1.0"),
        "JsonNumber",
        url=JSON,
    )
    zero = literal_body(with_hash({**STATUS, "status": "-0"}), status="-0")
    add(
        "OK",
        "number-minus-zero",
        "a status of -0, hashed by its digits",
        zero,
        "JsonNumber",
        url=JSON,
    )
    zero = literal_body(with_hash({**STATUS, "status": "0"}), status="-0")
    add(
        "MISMATCH",
        "number-minus-zero-for-zero",
        "a status of -0, where 0 was hashed",
        zero,
        "JsonNumber",
        url=JSON,
    )
    add(
        "UNDECODABLE",
        "number-zeros",
        "JSON has no 01",
        literal_body(status, status="01"),
        "JsonNumber",
        "LeadingZeros",
        url=JSON,
    )

    add(
        "UNDECODABLE",
        "key-twice",
        "`status` twice",
        plain[:-1] + b', "status": "20"}',
        "JsonDuplicate",
        url=JSON,
    )
    add(
        "UNDECODABLE",
        "key-twice-escaped",
        "`status` twice, once with an escape",
        rb'{"\u0073tatus": "20", ' + plain[1:],
        "JsonDuplicate",
        url=JSON,
    )
    add(
        "UNDECODABLE",
        "key-twice-hash",
        "`sha1` twice",
        plain[:-1] + b', "sha1": ""}',
        "JsonDuplicate",
        "DoubleHash",
        url=JSON,
    )

    add(
        "UNDECODABLE",
        "half-character",
        "an unpaired surrogate in a text",
        literal_body(message, mes=r'"\ud83d"'),
        "JsonSurrogate",
        url=JSON,
    )
    add(
        "UNDECODABLE",
        "half-elsewhere",
        "an unpaired surrogate in an unknown key",
        plain[:-1] + rb', "x\udc00": ""}',
        "JsonSurrogate",
        url=JSON,
    )
    whole = literal_body(
        with_hash({**MESSAGE, "mes": "😀"}, charset="utf-8"), mes=r'"\ud83d\ude00"'
    )
    add("OK", "two-halves", "two halves", whole, "JsonSurrogate", kind="message", url=JSON)
    octets = json_body({**message, "mes": "😀"}).replace("😀".encode(), b"\xed\xa0\xbd\xed\xb8\x80")
    add(
        "UNDECODABLE",
        "halves-in-octets",
        "two halves in three octets each",
        octets,
        "JsonSurrogate",
        url=JSON,
    )

    add("OK", "list", "a list of one status", b"[" + plain + b"]", "JsonList", url=JSON)
    add(
        "UNDECODABLE",
        "list-two",
        "a list of two",
        b"[" + plain + b", " + plain + b"]",
        "JsonList",
        url=JSON,
    )
    add("UNDECODABLE", "list-list", "a list in a list", b"[[" + plain + b"]]", "JsonList", url=JSON)

    add("UNDECODABLE", "more", "more behind the object", plain + b" {}", "JsonOdd", url=JSON)
    add("UNDECODABLE", "nan", "NaN", plain[:-1] + b', "x": NaN}', "JsonOdd", url=JSON)
    add(
        "UNDECODABLE",
        "nul-json",
        "an octet zero in a string",
        plain.replace(b"854019", b"854019\0"),
        "Nul",
        "JsonOdd",
        url=JSON,
    )


def _xml_cases(cases: Cases) -> None:
    add = cases.add
    status = with_hash(STATUS)
    plain = xml_body(status)
    add("OK", "root", "another root", xml_body(status, "sms"), "XmlRoot", url=XML)
    add(
        "MALFORMED",
        "root-text",
        "a root with nothing inside",
        b"<callback/>",
        "XmlRoot",
        "MissingField",
        url=XML,
    )
    add("UNDECODABLE", "root-two", "two roots", plain + plain, "XmlRoot", url=XML)
    entity = xml_body({**status, "status": "&s;"}, before='<!DOCTYPE callback [<!ENTITY s "1">]>\n')
    add("UNDECODABLE", "entity", "a status that is an entity", entity, "XmlDtd", url=XML)
    outside = xml_body(status, before='<!DOCTYPE callback SYSTEM "https://shop.example/dtd">\n')
    add("UNDECODABLE", "dtd", "a document type from elsewhere", outside, "XmlDtd", url=XML)
    add(
        "OK",
        "comment",
        "a comment inside an id does not cut it",
        plain.replace(b"854019", b"854<!-- -->019"),
        "XmlMarkup",
        url=XML,
    )
    add(
        "OK",
        "section",
        "a section",
        plain.replace(b"854019", b"<![CDATA[854019]]>"),
        "XmlMarkup",
        url=XML,
    )
    add(
        "MALFORMED",
        "nested",
        "an element inside an id",
        plain.replace(b"854019", b"<id>854019</id>"),
        "XmlMarkup",
        url=XML,
    )
    add(
        "UNDECODABLE",
        "attribute",
        "an attribute",
        plain.replace(b"<id>", b'<id of="sms">'),
        "XmlMarkup",
        url=XML,
    )
    add(
        "OK",
        "bom-xml",
        "a mark before XML, where it means nothing",
        b"\xef\xbb\xbf" + plain,
        "Bom",
        url=XML,
    )
    add(
        "UNDECODABLE",
        "nul-xml",
        "an octet zero",
        plain.replace(b"854019", b"854019\0"),
        "Nul",
        url=XML,
    )


if __name__ == "__main__":
    print(text(), end="")
