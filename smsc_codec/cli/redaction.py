"""Masking of personal data and secrets in the output of a scan.

Texts are masked unless their field is on the allow-list, so that new fields are masked by default.
Numbers, times and codes stay.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from smsc_codec.requests import Parameter

__all__ = [
    "SENDERS",
    "is_public",
    "is_public_parameter",
    "is_secret",
    "mask_cell",
    "redacted",
    "sender",
]

#: Fields whose texts are not personal data: they describe a message, an operator or a price list.
_PUBLIC = frozenset(
    (
        "record",
        "command",
        "kind",
        "status",
        "state",
        "stat",
        "err",
        "syserr",
        "id",
        "sms_id",
        "int_id",
        "message_id",
        "format",
        "crc",
        "currency",
        "status_name",
        "country",
        "operator",
        "operator_orig",
        "region",
        "mccmnc",
        "mcc",
        "mnc",
        "cn",
        "net",
        "rcn",
        "rnet",
        "tz",
        "created",
        "received",
        "time",
        "last_date",
        "send_date",
        "submit_date",
        "done_date",
        "cost",
        "balance",
        "credit",
        "debit",
        "current_cost",
        "service_type",
        "schedule_delivery_time",
        "validity_period",
        "final_date",
        "tag",
        "field",
        "fmt",
        "charset",
    )
)
#: Fields with sender names, of which only numbers and e-mail addresses are personal data.
SENDERS = frozenset(("sender", "sender_id"))
_NUMBER = re.compile(r"[0-9](?:[ ().-]{0,2}[0-9]){4,}+")
_SECRET = re.compile(r"(?i)pass|psw|pwd|secret|token|key|sign|login|hash|md5|sha1|crc32|auth")


def is_public(name: str) -> bool:
    """Whether the texts of a field are left unmasked."""
    return name in _PUBLIC


@lru_cache(4096)
def is_secret(name: str) -> bool:
    """Whether a request parameter is a secret, which no output shows, redacted or not."""
    from smsc_codec.request_parser import secrets

    return name.lower() in secrets() or _SECRET.search(name) is not None


def is_public_parameter(name: str, parameter: Parameter | None) -> bool:
    """Whether a request parameter is left unmasked: numbers, times, choices and public fields."""
    from smsc_codec.schema.scalars import ADDRESS

    if name in _PUBLIC:
        return True
    return parameter is not None and not parameter.kind.is_text and parameter.kind is not ADDRESS


def mask_cell(text: str) -> str:
    return "*" * len(text)


def sender(text: str) -> str:
    """Mask phone numbers and e-mail addresses in the name of a sender or operator."""
    return mask_cell(text) if "@" in text else _NUMBER.sub(lambda found: mask_cell(found[0]), text)


def redacted(plain: Any, name: str = "") -> Any:
    """Mask the texts in plain JSON, except those of public fields."""
    if isinstance(plain, dict):
        # "name" may be a person's name, except in a TLV, where it is declared by this library.
        return {
            key: value if key == "name" and "tag" in plain else redacted(value, key)
            for key, value in plain.items()
        }
    if isinstance(plain, list):
        return [redacted(value, name) for value in plain]
    return mask_cell(plain) if isinstance(plain, str) and not is_public(name) else plain
