"""What a redacted scan stars: every text that is not known to be nobody's. Numbers, times and codes stay.

The fields are those of the declarations. What is not named here is starred, so that a field of tomorrow is.
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

#: Fields whose texts tell of a message, an operator or a table, and of nobody.
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
#: A sender is a name as a rule; one that is a number, or an address, is somebody's.
SENDERS = frozenset(("sender", "sender_id"))
_NUMBER = re.compile(r"[0-9](?:[ ().-]{0,2}[0-9]){4,}+")
_SECRET = re.compile(r"(?i)pass|psw|pwd|secret|token|key|sign|login|hash|md5|sha1|crc32|auth")


def is_public(name: str) -> bool:
    """Whether the texts of a field stay."""
    return name in _PUBLIC


@lru_cache(4096)
def is_secret(name: str) -> bool:
    """Whether a parameter of a request gives something away that no output shows, redacted or not."""
    from smsc_codec.request_parser import secrets

    return name.lower() in secrets() or _SECRET.search(name) is not None


def is_public_parameter(name: str, parameter: Parameter | None) -> bool:
    """Whether a parameter of a request stays: a number, a time, a choice; and what stays in a reply."""
    from smsc_codec.schema.scalars import ADDRESS

    if name in _PUBLIC:
        return True
    return parameter is not None and not parameter.kind.is_text and parameter.kind is not ADDRESS


def mask_cell(text: str) -> str:
    return "*" * len(text)


def sender(text: str) -> str:
    """A sender's or an operator's name, without the number or the address that it may be."""
    return mask_cell(text) if "@" in text else _NUMBER.sub(lambda found: mask_cell(found[0]), text)


def redacted(plain: Any, name: str = "") -> Any:
    """Plain JSON with its texts starred, but for those of public fields."""
    if isinstance(plain, dict):
        # What is called a name may be somebody's; a TLV's is the declaration's.
        return {
            key: value if key == "name" and "tag" in plain else redacted(value, key)
            for key, value in plain.items()
        }
    if isinstance(plain, list):
        return [redacted(value, name) for value in plain]
    return mask_cell(plain) if isinstance(plain, str) and not is_public(name) else plain
