"""``python -m tools.lnav``: docs/lnav/smsc_receipt.json, the service's receipts as a format of the log viewer lnav.

Its pattern is the one that the grammar was compiled to, its groups named.
"""

from __future__ import annotations

import json
import re

from smsc_codec.formats.grammar import line_rule
from smsc_codec.smpp.enums import STATE_WORDS, MessageState

#: What stands before a receipt in a gateway's line is kept; lnav takes the time from the receipt itself.
_BEFORE = r"^(?<before>.*?)(?<![A-Za-z0-9_:-])(?<body>"
_PART = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?!\?)")
_SAMPLE = (
    "id:854019 sub:001 dlvrd:001 submit date:1108202241 done date:1108202241 stat:DELIVRD err:000"
)
_NUMBERS = ("sub", "dlvrd")


def named(pattern: str, names: list[str]) -> str:
    """A pattern whose capturing groups have names, as PCRE spells them."""
    left = iter(names)
    return _PART.sub(lambda found: f"(?<{next(left)}>" if found[0] == "(" else found[0], pattern)


def lnav() -> str:
    """The file's text."""
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
    form = {
        "title": "SMSC delivery receipts",
        "description": "The text of a delivery receipt as the SMSC bulk-SMS service writes it",
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
        {"$schema": "https://lnav.org/schemas/format-v1.schema.json", "smsc_receipt": form},
        indent=2,
    )


if __name__ == "__main__":
    print(lnav())
