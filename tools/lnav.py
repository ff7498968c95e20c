"""Print docs/lnav/smsc_receipt.json, the receipt format for the log viewer lnav.

Usage: ``python -m tools.lnav``. The pattern is compiled from the grammar, with named groups.
"""

from __future__ import annotations

import json
import re

from smsc_codec.formats.grammar import line_rule
from smsc_codec.smpp.enums import STATE_WORDS, MessageState

#: Keeps the text before a receipt in a log line; lnav takes the time from the receipt itself.
_BEFORE = r"^(?<before>.*?)(?<![A-Za-z0-9_:-])(?<body>"
_PART = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?!\?)")
_SAMPLE = (
    "id:854019 sub:001 dlvrd:001 submit date:1108202241 done date:1108202241 stat:DELIVRD err:000"
)
_NUMBERS = ("sub", "dlvrd")


def named(pattern: str, names: list[str]) -> str:
    """Name the capturing groups of a pattern, in PCRE syntax."""
    remaining = iter(names)
    return _PART.sub(
        lambda match: f"(?<{next(remaining)}>" if match[0] == "(" else match[0], pattern
    )


def lnav() -> str:
    """Return the contents of the file."""
    rule = line_rule("receipt", "sms_form")
    failed = (
        MessageState.UNDELIVERABLE,
        MessageState.EXPIRED,
        MessageState.REJECTED,
        MessageState.DELETED,
    )
    words = "|".join(word for word, state in STATE_WORDS.items() if state in failed)
    value: dict[str, dict[str, object]] = {
        name: {"kind": "integer" if name in _NUMBERS else "string"}
        for name in rule.groups
        if name not in ("text", "done_date")
    }
    value["id"] |= {"identifier": True}
    value["before"] = {"kind": "string", "hidden": True}
    log_format = {
        "title": "SMSC delivery receipts",
        "description": "Delivery receipt texts of the SMSC bulk-SMS service",
        "regex": {
            "receipt": {"pattern": _BEFORE + named(rule.pattern.pattern, list(rule.groups)) + ")$"}
        },
        "timestamp-field": "done_date",
        "timestamp-format": ["%y%m%d%H%M"],
        "level-field": "stat",
        "level": {"error": f"^(?:{words})$"},
        "value": value,
        "sample": [
            {"line": _SAMPLE},
            {"line": f"{_SAMPLE.replace('DELIVRD', 'UNDELIV')} text:hello", "level": "error"},
        ],
    }
    return json.dumps(
        {"$schema": "https://lnav.org/schemas/format-v1.schema.json", "smsc_receipt": log_format},
        indent=2,
    )


if __name__ == "__main__":
    print(lnav())
