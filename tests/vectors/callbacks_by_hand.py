"""Callbacks built with the standard library only: fields, hashes, forms, JSON and XML."""

from __future__ import annotations

import hashlib
import json
import zlib
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

HASHED = {
    "status": ["id", "phone", "status"],
    "message": ["phone", "mes", "to"],
    "call": ["phone", "ts"],
}
NEW, SECOND = "made-up_Secret-of-today", "another-made-up_secret"
BASE = "https://shop.example/sms"
JSON, XML = (f"{BASE}?charset=utf-8&fmt={fmt}&sha1={NEW}" for fmt in (3, 2))
PHONE, OTHER, SERVICE = "79990000000", "79990000001", "79990000002"
STATUS = {
    "id": "854019",
    "phone": PHONE,
    "status": "1",
    "time": "21.11.26 10:00:00",
    "ts": "1795244400",
    "cost": "2.40",
}
Fields = dict[str, str]


def _kind(fields: Mapping[str, str]) -> str:
    return "message" if "mes" in fields else "call" if "waitcall" in fields else "status"


def prefix_of(fields: Mapping[str, str], charset: str = "windows-1251") -> bytes:
    """Return the hashed bytes without the secret."""
    return "".join(f"{fields[name]}:" for name in HASHED[_kind(fields)]).encode(charset)


def sum_of(algorithm: str, prefix: bytes, secret: str = NEW) -> str:
    data = prefix + secret.encode()
    return (
        str(zlib.crc32(data)) if algorithm == "crc32" else hashlib.new(algorithm, data).hexdigest()
    )


def with_hash(
    fields: Fields, algorithm: str = "sha1", secret: str = NEW, charset: str = "windows-1251"
) -> Fields:
    return {**fields, algorithm: sum_of(algorithm, prefix_of(fields, charset), secret)}


def but_for(fields: Fields, *names: str) -> Fields:
    return {name: value for name, value in fields.items() if name not in names}


def form_body(fields: Mapping[str, str], charset: str = "windows-1251") -> bytes:
    declared = {} if charset == "windows-1251" else {"charset": charset}
    return "&".join(
        f"{quote_plus(name, encoding=charset)}={quote_plus(value, encoding=charset)}"
        for name, value in {**fields, **declared}.items()
    ).encode()


def json_body(fields: Mapping[str, object], charset: str = "utf-8") -> bytes:
    declared = {"fmt": "3", **({} if charset == "windows-1251" else {"charset": charset})}
    return json.dumps({**declared, **fields}, ensure_ascii=False).encode(charset)


def literal_body(fields: Mapping[str, object], **literals: str) -> bytes:
    """Return JSON in which some values are the given literals."""
    marked = json_body({**fields, **{name: f"<{name}>" for name in literals}})
    for name, literal in literals.items():
        marked = marked.replace(f'"<{name}>"'.encode(), literal.encode())
    return marked


def xml_body(fields: Mapping[str, str], root: str = "callback", before: str = "") -> bytes:
    parts = "".join(
        f"<{name}>{value}</{name}>\n"
        for name, value in {"fmt": "2", "charset": "utf-8", **fields}.items()
    )
    return f"{before}<{root}>\n{parts}</{root}>".encode()


def _shift(difference: int, length: int) -> int:
    """Return the difference of two crc32 after ``length`` further bytes, equal on both sides."""
    return 0xFFFFFFFF ^ zlib.crc32(bytes(length), 0xFFFFFFFF ^ difference)


def forgery(seen: Mapping[str, str], wanted: Mapping[str, str]) -> Fields:
    """Return ``wanted`` with its crc32, using only one callback and the length of the secret."""
    known, new = prefix_of(seen), prefix_of(wanted)
    forged = str(int(seen["crc32"]) ^ _shift(zlib.crc32(known) ^ zlib.crc32(new), len(NEW)))
    return {**wanted, "crc32": forged}


def with_crc(wanted: Callable[[int], bool]) -> Fields:
    """Return a status with the first ID whose crc32 satisfies ``wanted``."""
    tried = (with_hash({**STATUS, "id": str(854019 + number)}, "crc32") for number in count())
    return next(fields for fields in tried if wanted(int(fields["crc32"])))
