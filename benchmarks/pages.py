"""Competitors for other pages: a list, a reply, a request and a callback, decoded by hand.

The callback decoder is minimal: ``parse_qsl`` and one MD5, without types or checks.
"""

from __future__ import annotations

import hashlib
import json
import re
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from benchmarks.writers import number
from smsc_codec import Failure, NumberType, RecipientResult, RentalNumber, SendResult
from smsc_codec.codes import DeliveryErrorCode, MessageStatus

__all__ = [
    "CALLBACK",
    "HANDLER",
    "NUMBERS",
    "OP",
    "REQUEST",
    "parse_request",
    "read_callback",
    "read_numbers",
    "read_op",
]

NUMBERS = "\n".join(
    f"7999{i:07},{1 + i % 2},{100 + i}.50,{i}.25,МегаФон, SMS и звонки" for i in range(100)
).encode()
OP = json.dumps(
    {
        "id": 42,
        "cnt": 100,
        "phones": [{"phone": f"7999{i:07}", "mccmnc": "25001", "cost": "1.20"} for i in range(100)],
    }
).encode()
REQUEST = (
    "/sys/send.php?login=alex&psw=123&phones=79990000000"
    "&mes=%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82+%D0%BC%D0%B8%D1%80&id=5"
    "&sender=&cost=3&fmt=3&charset=utf-8"
)
HANDLER = "https://shop.example/sms?md5=SECRET&shop=7"
_CALLBACK = (
    "id=42424242&phone=79990000000&status=1&time=21.11.26+10%3A00%3A00&ts=1700000000&err=1"
    "&syserr=5&cnt=2&type=0&cost=1.20&flag=0&sender=SMSC.RU"
    "&cmt=%E7%E0%EA%E0%E7+%ED%EE%EC%E5%F0+5&shop=7&md5="
)
CALLBACK = (_CALLBACK + hashlib.md5(b"42424242:79990000000:1:SECRET").hexdigest()).encode()
_MONEY = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?", re.ASCII)


def money(text: str) -> Decimal | None:
    if text and not _MONEY.fullmatch(text):
        raise ValueError(text)
    return Decimal(text) if text else None


def read_numbers(body: bytes) -> list[RentalNumber] | Failure:
    """Decode receive_phones.php, fmt=1, with ``split`` and a constructor."""
    text = body.decode()
    if text.startswith("0,-"):
        return Failure(code=int(text[3:]))
    found = []
    for line in text.split("\n"):
        phone, kind, cost, current, info = line.split(",", 4)
        found.append(
            RentalNumber(
                phone=phone,
                type=NumberType(int(kind)) if kind else None,
                cost=money(cost),
                current_cost=money(current),
                info=info,
            )
        )
    return found


def read_op(body: bytes) -> SendResult | Failure:
    """Decode send.php, fmt=3, op=1, with ``json.loads`` and constructors."""
    row: dict[str, Any] = json.loads(body)
    if "error_code" in row:
        return Failure(code=row["error_code"], description=row.get("error"), id=row.get("id"))
    number(row["cnt"])
    return SendResult(
        id=str(row["id"]),
        cnt=row["cnt"],
        phones=tuple(
            RecipientResult(
                phone=item["phone"],
                mccmnc=item.get("mccmnc"),
                cost=money(item.get("cost", "")),
                status=MessageStatus(int(item["status"])) if item.get("status") else None,
                error=DeliveryErrorCode(int(item["error"])) if item.get("error") else None,
            )
            for item in row["phones"]
        ),
    )


_LISTS = re.compile(r"[^,;\r\n]{1,100}(?:[,;][^,;\r\n]{1,100})*")
_KNOWN = frozenset(
    ["phones", "mes", "list", "id", "sender", "cost", "fmt", "charset", "translit", "time", "tz"]
)


def parse_request(url: str) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Parse a send.php request to arguments, credentials and unknown parameters."""
    parts = urlsplit(url)
    if parts.path != "/sys/send.php":
        raise ValueError(parts.path)
    pairs = parse_qsl(
        parts.query, keep_blank_values=True, strict_parsing=True, encoding="utf-8", errors="strict"
    )
    row = dict(pairs)
    if (
        len(row) != len(pairs)
        or row.get("cost", "0") not in ("0", "1", "2", "3")
        or row.get("fmt", "0") not in ("0", "1", "2", "3")
    ):
        raise ValueError(url)
    if (
        not _LISTS.fullmatch(row["phones"])
        or len(row["mes"]) > 1000
        or not row.get("id", "0").isdigit()
    ):
        raise ValueError(url)
    credentials: dict[str, str] = {
        name: row.pop(name) for name in ("login", "psw", "apikey") if name in row
    }
    unknown = {name: row.pop(name) for name in list(row) if name not in _KNOWN}
    return row, credentials, unknown


def read_callback(body: bytes) -> dict[str, str]:
    """Return the fields of a form callback; raise if its MD5 signature is invalid."""
    row = dict(parse_qsl(body.decode("ascii"), encoding="cp1251"))
    if (
        hashlib.md5(f"{row['id']}:{row['phone']}:{row['status']}:SECRET".encode()).hexdigest()
        != row["md5"]
    ):
        raise ValueError(body)
    return row
