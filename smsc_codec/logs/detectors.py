"""The table of what is looked for in a line. The leftmost mark wins; what stands inside a finding is not looked at again.

Each mark is a terminal of ``grammars/logs.lark``. It is cheap and proves nothing; what makes it certain is checked by its reader,
and told in :attr:`Mark.certain`. What is certain and damaged is a finding with an error; what is not certain is none.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from smsc_codec.errors import DecodeError
from smsc_codec.formats.json import value_end as json_ends
from smsc_codec.logs import documents
from smsc_codec.logs.context import compiled, inside_quotes, plain, text_of, unescaped
from smsc_codec.logs.finding import FindingKind
from smsc_codec.request_parser import pages, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from smsc_codec.request_parser import ParsedRequest

__all__ = ["DETECTORS", "Detector", "Match"]


class Match(NamedTuple):
    """What a reader found: where, and what."""

    start: int
    end: int
    kind: FindingKind
    value: object
    error: DecodeError | None
    charset: str | None


#: A line as octets and as text, each character an octet; a mark's place in it; whether receipts are read leniently.
Reader: TypeAlias = "Callable[[bytes, str, re.Match[str], bool], Match | None]"


@dataclass(frozen=True, kw_only=True)
class Detector:
    """One row of the table.

    Args:
        terminal: its terminal in ``logs.lark``.
        kinds: what it may be.
        anchors: texts of which one is in every line that has the mark, at most ten characters behind its beginning: most lines
            are passed over by these alone.
        certain: what makes it certain, in words.
        read: its reader.
    """

    terminal: str
    kinds: tuple[FindingKind, ...]
    anchors: tuple[str, ...]
    certain: str
    read: Reader

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        return compiled(self.terminal).search


# ---- requests

#: What does not stand inside a URL, or a form, in a log.
_AROUND_URL = frozenset(" \t\r\n\"'<>()[]{}=,;|`")
_AROUND_FORM = frozenset(" \t\r\n\"'<>?`")
_TO_THE_END = re.compile(r"[^\s\"'<>`]*+")
#: A field that tells the form of a request, in the rest of its line.
_CREDENTIALS = re.compile(r"login=(?<=[&\s\"']login=)|apikey=(?<=[&\s\"']apikey=)")


def _word(text: str, at: int, end: int, around: frozenset[str]) -> tuple[int, int]:
    """What has no blank or quote in it, around a place."""
    while at and text[at - 1] not in around:
        at -= 1
    found = _TO_THE_END.match(text, end)
    assert found is not None  # it matches nothing, too
    return at, found.end()


def _request(octets: bytes, text: str, found: re.Match[str], _: bool) -> Match | None:
    path = found[0].replace("\\", "")
    if path.rpartition("/")[2].removesuffix(".php") not in pages():
        return None
    start, end = _word(text, found.start(), found.end(), _AROUND_URL)
    if "?" in text[found.end() : end]:
        target, where = unescaped(octets[start:end]), None
        if text[end - 1] in ",;." and _parsed(target, None)[1] is not None:
            # A comma may end a list, or the words of a log.
            end -= 1
            target = unescaped(octets[start:end])
    else:
        form = _CREDENTIALS.search(text, end)
        if form is None:
            return None  # a request whose parameters the log does not tell
        start, end = _word(text, form.start(), form.end(), _AROUND_FORM)
        target, where = unescaped(octets[start:end]), "/" + path
    value, error = _parsed(target, where)
    return Match(
        start,
        end,
        FindingKind.REQUEST,
        value,
        error,
        None if value is None else value.command.charset,
    )


def _parsed(target: bytes, path: str | None) -> tuple[ParsedRequest | None, DecodeError | None]:
    try:
        return parse(target, path=path), None
    except DecodeError as error:
        return None, error


# ---- receipts

_STAT = re.compile(r"(?i:stat:)")
_LABEL = re.compile(r"(?i:(?:sub|dlvrd|date|err):)")
_KANNEL = re.compile(r"\[msg:([0-9]{1,6}):\Z")
_OPENED = re.compile(r"([\[(<{])(?:[A-Za-z_]{1,12}:)? ?\Z")
_CLOSING = {"[": "]", "(": ")", "<": ">", "{": "}"}


def _receipt(octets: bytes, text: str, found: re.Match[str], lenient: bool) -> Match | None:
    start = found.start()
    stat = _STAT.search(text, start)
    if stat is None:
        return None
    # Another id may stand in the words before: the last one before the status is the receipt's.
    for again in compiled("RECEIPT").finditer(text, start, stat.start()):
        start = again.start()
    end, told = _extent(octets, text, start)
    if end < stat.end() or _LABEL.search(text, start, end) is None:
        return None
    return _read_receipt(start, end, told, lenient)


def _read_receipt(start: int, end: int, told: bytes, lenient: bool) -> Match:
    from smsc_codec.smpp import receipts

    try:
        return Match(
            start, end, FindingKind.RECEIPT, receipts.decode(told, lenient=lenient), None, None
        )
    except DecodeError as error:
        return Match(start, end, FindingKind.RECEIPT, None, error, None)


def _extent(octets: bytes, text: str, start: int) -> tuple[int, bytes]:
    """Where a receipt ends: as Kannel counts it, with its string, before the bracket that closes the one before it, or with
    the line. And its octets.
    """
    kannel = _KANNEL.search(text, max(0, start - 16), start)
    if kannel is not None:
        end = start + int(kannel[1])
        if text[end : end + 1] != "]":  # Kannel counts before it replaces what cannot be shown
            end = text.find("] [udh:", start)
            end = end if end >= 0 else text.rfind("]", start)
        end = end if end >= 0 else len(text)
        return end, octets[start:end]
    closing = inside_quotes(text, start)
    if closing is not None:
        return closing, unescaped(octets[start:closing])
    opening = _OPENED.search(text, max(0, start - 20), start)
    if opening is not None:
        # A text may hold brackets; without one the first that closes is meant.
        find = text.rfind if " text:" in text[start:] else text.find
        end = find(_CLOSING[opening[1]], start)
    else:
        end = -1
    end = end if end >= 0 else len(text)
    return end, octets[start:end]


def _jasmin(_octets: bytes, text: str, found: re.Match[str], _: bool) -> Match | None:
    """Jasmin tells what it read: the labels of a receipt in brackets, ND where there was none."""
    line = compiled("JASMIN_LINE").match(text, found.start())
    if line is None:
        return None
    told = " ".join(
        f"{label}:{line[name]}" for label, name in _JASMIN if line[name] not in ("ND", "None", "")
    )
    content = _content(line["content"])
    whole = told.encode("latin-1") + (b"" if content is None else b" text:" + content)
    return _read_receipt(line.start(), line.end(), whole, lenient=True)


_JASMIN = (
    ("id", "id"),
    ("sub", "sub"),
    ("dlvrd", "dlvrd"),
    ("submit date", "submit"),
    ("done date", "done"),
    ("stat", "stat"),
    ("err", "err"),
)


def _content(content: str | None) -> bytes | None:
    """The text of a message as Jasmin shows it: a string of Python's, or only how many octets it has."""
    if content is None or content.startswith("** "):
        return None
    bare = content.removeprefix("b")
    quoted = len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'"
    return unescaped(bare[1:-1].encode("latin-1")) if quoted else content.encode("latin-1")


# ---- callbacks

_FIELD = re.compile(r"(?:\A|&)([a-z][a-z0-9]{0,30})=")


def _callback(octets: bytes, text: str, found: re.Match[str], _: bool) -> Match | None:
    start, end = _word(text, found.start(), found.end(), _AROUND_FORM)
    form = octets[start:end]
    kind = documents.event_kind(frozenset(_FIELD.findall(text[start:end])))
    if kind is None or not documents.shaped(text[start:end], None, kind):
        return None
    error = None
    for charset in ("utf-8", "windows-1251"):
        try:
            return Match(
                start,
                end,
                FindingKind.CALLBACK,
                documents.event(form, charset, None),
                None,
                charset,
            )
        except DecodeError as refusal:
            error = error or refusal
    return Match(start, end, FindingKind.CALLBACK, None, error, None)


# ---- replies


def _document(fmt: int) -> Reader:
    def read(octets: bytes, text: str, found: re.Match[str], _: bool) -> Match | None:
        start = _listed(text, found.start()) if fmt == 3 else found.start()
        quoted = inside_quotes(text, start)
        told = None if quoted is None else documents.read(unescaped(octets[start:quoted]), fmt)
        if quoted is not None and told is not None and told[2] is None:
            return Match(start, quoted, *told)
        last = (
            "]"
            if text[start] == "["
            else "}"
            if fmt == 3
            else f"</{root[1]}>"
            if (root := _ROOT.match(text, start))
            else ">"
        )
        end = text.rfind(last, start)
        end = end + len(last) if end >= 0 else len(text)
        raw = documents.read(octets[start:end], fmt)
        if fmt == 3 and (raw is None or raw[2] is not None):
            end, raw = _exact(octets, text, start, end, raw)
        if quoted is not None and told is not None and (raw is None or raw[2] is not None):
            return Match(start, quoted, *told)
        return None if raw is None else Match(start, end, *raw)

    return read


_ROOT = re.compile(r"(?:<\?xml [^<>]{0,80}>(?:\s|\\[nrt])*+)?<([a-z][a-z_]{1,20})>")
_OPENING = re.compile(r"\[(?:\s|\\[nrt]|\\x0[9AaDd])*+\Z")


def _listed(text: str, at: int) -> int:
    """Where the list begins of which the object is the first."""
    bracket = _OPENING.search(text, max(0, at - 8), at)
    return at if bracket is None else bracket.start()


def _exact(
    octets: bytes, text: str, start: int, end: int, told: documents.Reading | None
) -> tuple[int, documents.Reading | None]:
    """A second look at an object that may end before the last bracket of its line."""
    exact = json_ends(text, start)
    again = None if exact is None or exact == end else documents.read(octets[start:exact], 3)
    return (end, told) if exact is None or again is None else (exact, again)


#: The beginning of a label, and the replies that it may be, with the levels and parts that are tried.
#: Of a list each line is found by itself, but in a string. A status with an id behind it is one of a list.
_LABELLED: tuple[tuple[str, str, tuple[int, ...], tuple[str, ...]], ...] = (
    ("ERROR", "status", (0,), ("one",)),
    ("OK - ", "send", (2, 0), ("one",)),
    ("OK, ID", "job_add", (1, 0), ("one",)),
    ("Status", "messages", (0,), ("row", "many")),
    ("Status", "status", (2, 1, 0), ("row", "one", "many")),
    ("id = ", "tasks", (0,), ("row", "many")),
    ("id = ", "answers", (0,), ("row", "many")),
    ("phone", "numbers", (0,), ("row", "many")),
    ("phone", "wait_call", (0,), ("one",)),
    ("sender", "senders", (1, 0), ("row", "many")),
)
#: What a line of the history has; a status, whose last text would swallow it, comes after.
_OF_HISTORY = ", int_id = "


def _labels(octets: bytes, text: str, found: re.Match[str], _: bool) -> Match | None:
    start, end, told = plain(octets, text, found.start(), len(text))
    decoded = text_of(told)
    if decoded is None:
        return None
    codecs = _labelled(found[0], "\n" in decoded[0].strip("\r\n"), _OF_HISTORY in decoded[0])
    return Match(start, end, *documents.reading(codecs, *decoded))


@cache
def _labelled(label: str, several: bool, history: bool) -> tuple[Any, ...]:
    from smsc_codec.replies import REPLIES

    by_name = {name: reply for reply in REPLIES for name in (reply.name, reply.list_name) if name}
    return tuple(
        by_name[name].codec(0, level, part=part)
        for begins, name, levels, parts in _LABELLED
        if label.startswith(begins) and (history or name != "messages")
        for part in parts
        if (part == "many") is several or parts == ("one",)
        for level in levels
    )


# ---- PDUs

_BETWEEN = " :-"


def _pdu(_octets: bytes, text: str, found: re.Match[str], _: bool) -> Match | None:
    from smsc_codec.smpp import decode
    from smsc_codec.smpp.enums import CommandId

    digits = (
        found[0].removeprefix("0x").removeprefix("0X").translate(str.maketrans("", "", _BETWEEN))
    )
    if len(digits) % 2 or text[found.end() : found.end() + 1].isalnum():
        return None
    pdu = binascii.unhexlify(digits)
    if not CommandId(int.from_bytes(pdu[4:8], "big")).known:
        return None
    try:
        return Match(found.start(), found.end(), FindingKind.PDU, decode(pdu), None, None)
    except DecodeError as error:
        return Match(found.start(), found.end(), FindingKind.PDU, None, error, None)


#: The marks, in the order in which those at one place are tried.
DETECTORS: tuple[Detector, ...] = (
    Detector(
        terminal="REQUEST",
        kinds=(FindingKind.REQUEST,),
        anchors=("/sys",),
        read=_request,
        certain="a page of the API under /sys/, and its parameters: in its query, or in a form with login or apikey behind it",
    ),
    Detector(
        terminal="JASMIN",
        kinds=(FindingKind.RECEIPT,),
        anchors=("DLR [cid:",),
        read=_jasmin,
        certain="Jasmin's line of a receipt, from [cid: to [err:",
    ),
    Detector(
        terminal="RECEIPT",
        kinds=(FindingKind.RECEIPT,),
        anchors=("id:", "ID:", "Id:", "iD:"),
        read=_receipt,
        certain="id: at the beginning of a word, stat: behind it, and one more label of a receipt",
    ),
    Detector(
        terminal="CALLBACK",
        kinds=(FindingKind.CALLBACK,),
        anchors=("phone=",),
        read=_callback,
        certain="a form or query with the fields that a callback must have, and its time or its hash",
    ),
    Detector(
        terminal="OBJECT",
        kinds=(FindingKind.REPLY, FindingKind.CALLBACK),
        anchors=("{",),
        read=_document(3),
        certain="the keys of one reply, or of a callback: see the table of keys",
    ),
    Detector(
        terminal="ELEMENT",
        kinds=(FindingKind.REPLY, FindingKind.CALLBACK),
        anchors=("<",),
        read=_document(2),
        certain="the elements of one reply, or of a callback: see the table of keys",
    ),
    Detector(
        terminal="LABELS",
        kinds=(FindingKind.REPLY,),
        anchors=(" = ", "OK"),
        read=_labels,
        certain=(
            "how a line of fmt=0 begins, to the letter, with any number for 1: `ERROR = 1 (`, `OK - 1 SMS, ID - `, `OK - 1 SMS, COST - `, `OK, ID - 1`, "
            "`Status = 1, check_time = `, `Status = -3` and no more, `id = 1, name = `, `id = 1, received = `, `phone = 1, type = `, "
            "`phone = 1, all_phones = `, `sender = A, `"
        ),
    ),
    Detector(
        terminal="PDU",
        kinds=(FindingKind.PDU,),
        anchors=("0000", "00 00", "00:00", "00-00"),
        read=_pdu,
        certain="hexadecimal digits whose fifth to eighth octets are a command of SMPP",
    ),
)
