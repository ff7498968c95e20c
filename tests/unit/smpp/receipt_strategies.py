"""Hypothesis strategies for pairs of receipt text and expected receipt.

The texts are built independently of the library's encoder, so that a mistake made in both
directions does not look like a successful round trip.
"""

from __future__ import annotations

import string
from dataclasses import fields
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from smsc_codec.smpp import Receipt

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FIELDS", "gateway_pairs", "hlr_pairs", "like", "plain_sms_pairs", "sms_pairs"]

#: The fields that are compared.
FIELDS = [part.name for part in fields(Receipt) if part.compare]

_WORD = string.ascii_letters + string.digits
_GRAPHIC = "".join(map(chr, range(0x21, 0x7F))).replace(":", "")
_COUNTS = st.integers(0, 3) | st.integers(0, 999_999_999)
_MINUTES = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31)).map(
    lambda at: at.replace(second=0, microsecond=0)
)
_TIMES = _MINUTES | st.builds(
    lambda at, second: at.replace(second=second), _MINUTES, st.integers(0, 59)
)
_STATS = st.sampled_from(["DELIVRD", "EXPIRED", "UNDELIV", "delivrd", "DND_REJECTED"]) | st.text(
    string.ascii_letters + "_", min_size=1, max_size=20
)
_ERRS = st.sampled_from(["000", "011", "21b"]) | st.text(_WORD, min_size=1, max_size=20)
_TAILS = st.binary(max_size=12) | st.sampled_from(
    [b"id:5 stat:X", b" ", b" text:", b"\x04\x1f\x00:", b"\xa0\x85\xff"]
)
_TEXTS = _TAILS.map(lambda text: text.rstrip(b"\0\r\n"))


def _minutes(at: datetime) -> str:
    return at.strftime("%y%m%d%H%M" if at.second == 0 else "%y%m%d%H%M%S")


def _sms(**parts: Any) -> tuple[bytes, Receipt]:
    receipt = Receipt(**parts)
    line = (
        f"id:{parts['id']} sub:{parts['sub']:03} dlvrd:{parts['dlvrd']:03} "
        f"submit date:{_minutes(parts['submit_date'])} "
        f"done date:{_minutes(parts['done_date'])} stat:{parts['stat']} err:{parts['err']}"
    )
    return line.encode() + (b"" if receipt.text is None else b" text:" + receipt.text), receipt


def _sms_pairs(ids: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[bytes, Receipt]]:
    return st.builds(
        _sms,
        id=ids,
        sub=_COUNTS,
        dlvrd=_COUNTS,
        submit_date=_TIMES,
        done_date=_TIMES,
        stat=_STATS,
        err=_ERRS,
        text=st.none() | _TEXTS,
    )


#: Canonical texts in the service's SMS format.
sms_pairs: st.SearchStrategy[tuple[bytes, Receipt]] = _sms_pairs(
    st.text(_GRAPHIC, min_size=1, max_size=65)
)
#: The same with realistic ids, which contain nothing that looks like a label.
plain_sms_pairs: st.SearchStrategy[tuple[bytes, Receipt]] = _sms_pairs(
    st.text(_WORD + "-_:", min_size=1, max_size=36)
)


def _escaped(text: str) -> str:
    return "".join(
        char
        if char in _WORD + "_.-~"
        else "+"
        if char == " "
        else "".join(f"%{byte:02X}" for byte in char.encode())
        for char in text
    )


def _hlr(**parts: str) -> tuple[bytes, Receipt]:
    subscriber = [
        f"{name}:{_escaped(parts[name])}"
        for name in ("imsi", "msc", "mcc", "mnc", "cn", "net", "rcn", "rnet")
    ]
    return " ".join(
        [f"id:{parts['id']} stat:{parts['stat']} err:{parts['err']}", *subscriber]
    ).encode(), Receipt(**parts)  # type: ignore[arg-type]


_FOUND = st.sampled_from(["", "250", "79990000000", "Russian Federation", "МТС", "A+B%"]) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=6
)
hlr_pairs: st.SearchStrategy[tuple[bytes, Receipt]] = st.builds(
    _hlr,
    id=st.text(_GRAPHIC, min_size=1, max_size=65),
    stat=_STATS,
    err=_ERRS,
    **dict.fromkeys(("imsi", "msc", "mcc", "mnc", "cn", "net", "rcn", "rnet"), _FOUND),
)


# ---- other gateways

_LABELS: dict[str, list[str]] = {
    "submit_date": ["submit date", "submit_date", "submitdate"],
    "done_date": ["done date", "done_date", "donedate"],
}
_CASES: list[Callable[[str], str]] = [str, str.upper, str.title, str.swapcase]
#: Separators between a value and the next label.
_GAPS = [" ", "  ", "\t", "\n", "\xa0", "\0 ", " \x85"]
#: Words that cannot form a label, however they are combined.
_WORDS = st.text(_WORD + "-_./#", min_size=1, max_size=12)
_PHRASES = st.lists(_WORDS, min_size=1, max_size=3).map(" ".join)
_ZONES = st.integers(-48, 48).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


@st.composite
def _times(draw: st.DrawFn) -> tuple[str, datetime]:
    """A time in any format that gateways use."""
    at = draw(_TIMES)
    time_format = draw(
        st.sampled_from(
            [
                "%y%m%d%H%M%S",
                "%Y%m%d%H%M%S",
                "%Y%m%d%H%M%S00",
                "%Y-%m-%d %H:%M:%S",
                "%Y-%m-%dT%H:%M:%S",
                "%Y%m%d",
                "%y%m%d%H%M",
                "smpp",
            ]
        )
    )
    if time_format == "smpp":
        zone, tenths = draw(_ZONES), draw(st.integers(0, 9))
        quarters = int(zone.utcoffset(None).total_seconds()) // 900
        return (
            f"{at:%y%m%d%H%M%S}{tenths}{abs(quarters):02}{'-' if quarters < 0 else '+'}",
            at.replace(microsecond=100_000 * tenths, tzinfo=zone),
        )
    at = (
        at.replace(second=0)
        if time_format == "%y%m%d%H%M"
        else at.replace(hour=0, minute=0, second=0)
        if time_format == "%Y%m%d"
        else at
    )
    return at.strftime(time_format), at


def _value_pairs(name: str) -> st.SearchStrategy[tuple[str, object]]:
    """Pairs of a value's text and the value."""
    if name in _LABELS:
        return _times()
    if name in ("sub", "dlvrd"):
        return st.builds(
            lambda count, width: (f"{count:0{width}}", count), _COUNTS, st.integers(0, 5)
        )
    if name == "stat":
        return (_STATS | st.builds(lambda stat, reason: f"{stat}:{reason}", _STATS, _PHRASES)).map(
            lambda stat: (stat, stat)
        )
    # Only the first word of an id or an err is used.
    return st.builds(
        lambda word, more: (f"{word} {more}".strip(), word), _WORDS, st.just("") | _PHRASES
    )


@st.composite
def _gateway_pairs(draw: st.DrawFn) -> tuple[bytes, Receipt]:
    names = draw(
        st.lists(
            st.sampled_from(["id", "sub", "dlvrd", "submit_date", "done_date", "stat", "err"]),
            min_size=1,
            unique=True,
        )
    )
    more = draw(
        st.lists(
            st.sampled_from(["price", "ref-no", "vendor_id", "imsi", "x9"]), max_size=2, unique=True
        )
    )
    values: dict[str, Any] = {}
    line, extra = draw(st.sampled_from(["", "79990000000#", "x^", "\n"])), []
    for name in draw(st.permutations([*names, *more])):
        label = draw(st.sampled_from(_CASES))(draw(st.sampled_from(_LABELS.get(name, [name]))))
        if name in more:
            text = draw(st.just("") | _PHRASES)
            extra.append((label, text))
        else:
            text, values[name] = draw(_value_pairs(name))
        # After a blank, the word before the colon of a reason would be a label.
        before = (
            draw(st.sampled_from(["", " ", "\xa0"])) if name != "stat" or ":" not in text else ""
        )
        line += f"{label}:{before}{text}{draw(st.sampled_from(_GAPS))}"
    data = line.encode("latin-1")
    # The text begins with a non-blank character, since an empty text may end before a label.
    tail = draw(st.none() | _TEXTS.map(lambda text: b"=" + text))
    if tail is not None:
        data += (
            draw(st.sampled_from([b"text:", b"Text:", b"TEXT:"]))
            + tail
            + draw(st.sampled_from([b"", b"\0", b"\r\n"]))
        )
    return data, Receipt(**values, text=tail, extra=tuple(extra))


#: Receipts of other gateways, with labels in any order and case.
gateway_pairs: st.SearchStrategy[tuple[bytes, Receipt]] = _gateway_pairs()

_PIECES = st.sampled_from(
    [
        "id:",
        "ID:",
        " id:7 ",
        "sub:001",
        " dlvrd:",
        "submit date:",
        "done_date:",
        "donedate:2601021030",
        " stat:",
        "DELIVRD",
        "err:",
        " text:",
        "Text:",
        "a date:",
        "price:1",
        ":",
        " ",
        "\0",
        "\n",
        "\xa0",
        "79990000000",
        "2026-01-02 10:30:45",
        "260102103045012+",
        "20260102",
        "x:y",
        "\xff",
        "-",
        "_",
        "#",
        "^",
    ]
)
#: Texts that resemble receipts, each character representing one byte.
like: st.SearchStrategy[str] = st.lists(
    _PIECES | st.text(st.characters(max_codepoint=255), max_size=3), max_size=15
).map("".join)
