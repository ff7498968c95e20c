"""The detectors: what a scan searches for in a line.

The leftmost match in a line wins, and the text inside a finding is not scanned again.

The pattern of a detector is a terminal of the grammar ``logs``. It is fast and only selects
candidates; the reader of the detector then checks :attr:`Detector.condition`. A candidate that
meets the condition is a finding, even if it is damaged (then with an error); any other candidate is
ignored.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from smsc_codec.errors import DecodeError
from smsc_codec.formats.json import value_end
from smsc_codec.logs import documents
from smsc_codec.logs.context import compiled, decode_text, extract, string_end, unescape
from smsc_codec.logs.finding import FindingKind
from smsc_codec.request_parser import pages, parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from smsc_codec.request_parser import ParsedRequest

__all__ = ["DETECTORS", "Detector", "Match"]


class Match(NamedTuple):
    """What a reader found, and its span in the line."""

    start: int
    end: int
    kind: FindingKind
    value: object
    error: DecodeError | None
    charset: str | None


#: Takes the line as bytes, the line as text with one character per byte, the match of the
#: detector's pattern, and whether receipts are decoded leniently.
Reader: TypeAlias = "Callable[[bytes, str, re.Match[str], bool], Match | None]"


@dataclass(frozen=True, kw_only=True)
class Detector:
    """A search pattern and the reader of its matches.

    Args:
        terminal: name of the pattern, a terminal of the grammar ``logs``.
        kinds: kinds of finding it can produce.
        anchors: substrings, one of which occurs in every match, at most ten characters after its
            start. They rule out most lines without a pattern search.
        condition: description of what makes a match a finding, for the documentation.
        read: the reader.
    """

    terminal: str
    kinds: tuple[FindingKind, ...]
    anchors: tuple[str, ...]
    condition: str
    read: Reader

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        return compiled(self.terminal).search


# ---- requests

#: Characters that delimit a URL or a form in a log.
_URL_DELIMITERS = frozenset(" \t\r\n\"'<>()[]{}=,;|`")
_FORM_DELIMITERS = frozenset(" \t\r\n\"'<>?`")
_TO_THE_END = re.compile(r"[^\s\"'<>`]*+")
#: A field that identifies the form data of a request in the rest of its line.
_CREDENTIALS = re.compile(r"login=(?<=[&\s\"']login=)|apikey=(?<=[&\s\"']apikey=)")


def _expand(text: str, at: int, end: int, delimiters: frozenset[str]) -> tuple[int, int]:
    """Expand a span to the next delimiter on the left and the next blank or quote on the right."""
    while at and text[at - 1] not in delimiters:
        at -= 1
    found = _TO_THE_END.match(text, end)
    assert found is not None  # the pattern also matches the empty string
    return at, found.end()


def _request(data: bytes, text: str, found: re.Match[str], _: bool) -> Match | None:
    path = found[0].replace("\\", "")
    if path.rpartition("/")[2].removesuffix(".php") not in pages():
        return None
    start, end = _expand(text, found.start(), found.end(), _URL_DELIMITERS)
    if "?" in text[found.end() : end]:
        target, request_path = unescape(data[start:end]), None
        if text[end - 1] in ",;." and _parsed(target, None)[1] is not None:
            # The punctuation mark may belong to the log, not to the URL.
            end -= 1
            target = unescape(data[start:end])
    else:
        form = _CREDENTIALS.search(text, end)
        if form is None:
            return None  # the log does not contain the parameters
        start, end = _expand(text, form.start(), form.end(), _FORM_DELIMITERS)
        target, request_path = unescape(data[start:end]), "/" + path
    value, error = _parsed(target, request_path)
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


def _receipt(data: bytes, text: str, found: re.Match[str], lenient: bool) -> Match | None:
    start = found.start()
    stat = _STAT.search(text, start)
    if stat is None:
        return None
    # The text before the receipt may contain another id; the last one before the status is the
    # receipt's.
    for again in compiled("RECEIPT").finditer(text, start, stat.start()):
        start = again.start()
    end, content = _extent(data, text, start)
    if end < stat.end() or _LABEL.search(text, start, end) is None:
        return None
    return _read_receipt(start, end, content, lenient)


def _read_receipt(start: int, end: int, content: bytes, lenient: bool) -> Match:
    from smsc_codec.smpp import receipts

    try:
        return Match(
            start, end, FindingKind.RECEIPT, receipts.decode(content, lenient=lenient), None, None
        )
    except DecodeError as error:
        return Match(start, end, FindingKind.RECEIPT, None, error, None)


def _extent(data: bytes, text: str, start: int) -> tuple[int, bytes]:
    """Return the end of a receipt and its bytes.

    The end is given by the length in a Kannel log line, the end of the enclosing string, or the
    closing bracket if a bracket precedes the receipt. Otherwise it is the end of the line.
    """
    kannel = _KANNEL.search(text, max(0, start - 16), start)
    if kannel is not None:
        end = start + int(kannel[1])
        if (
            text[end : end + 1] != "]"
        ):  # Kannel's length precedes its escaping of unprintable characters
            end = text.find("] [udh:", start)
            end = end if end >= 0 else text.rfind("]", start)
        end = end if end >= 0 else len(text)
        return end, data[start:end]
    closing = string_end(text, start)
    if closing is not None:
        return closing, unescape(data[start:closing])
    opening = _OPENED.search(text, max(0, start - 20), start)
    if opening is not None:
        # The text of a receipt may contain brackets; without a text, the first closing bracket ends
        # it.
        find = text.rfind if " text:" in text[start:] else text.find
        end = find(_CLOSING[opening[1]], start)
    else:
        end = -1
    end = end if end >= 0 else len(text)
    return end, data[start:end]


def _jasmin(_octets: bytes, text: str, found: re.Match[str], _: bool) -> Match | None:
    """Read a log line of Jasmin: the fields of a receipt in brackets, ND for absent fields."""
    line = compiled("JASMIN_LINE").match(text, found.start())
    if line is None:
        return None
    fields = " ".join(
        f"{label}:{line[name]}" for label, name in _JASMIN if line[name] not in ("ND", "None", "")
    )
    content = _content(line["content"])
    receipt = fields.encode("latin-1") + (b"" if content is None else b" text:" + content)
    return _read_receipt(line.start(), line.end(), receipt, lenient=True)


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
    """Return the message text of a Jasmin line, or None if the line contains only its size."""
    if content is None or content.startswith("** "):
        return None
    bare = content.removeprefix("b")
    quoted = len(bare) > 1 and bare[0] == bare[-1] and bare[0] in "\"'"
    return unescape(bare[1:-1].encode("latin-1")) if quoted else content.encode("latin-1")


# ---- callbacks

_FIELD = re.compile(r"(?:\A|&)([a-z][a-z0-9]{0,30})=")


def _callback(data: bytes, text: str, found: re.Match[str], _: bool) -> Match | None:
    start, end = _expand(text, found.start(), found.end(), _FORM_DELIMITERS)
    form = data[start:end]
    kind = documents.event_kind(frozenset(_FIELD.findall(text[start:end])))
    if kind is None or not documents.has_valid_numbers(text[start:end], None, kind):
        return None
    error = None
    for charset in ("utf-8", "windows-1251"):
        try:
            return Match(
                start,
                end,
                FindingKind.CALLBACK,
                documents.decode_event(form, charset, None),
                None,
                charset,
            )
        except DecodeError as new_error:
            error = error or new_error
    return Match(start, end, FindingKind.CALLBACK, None, error, None)


# ---- replies


def _document(fmt: int) -> Reader:
    def read(data: bytes, text: str, found: re.Match[str], _: bool) -> Match | None:
        start = _list_start(text, found.start()) if fmt == 3 else found.start()
        quoted = string_end(text, start)
        unquoted = (
            None if quoted is None else documents.decode_document(unescape(data[start:quoted]), fmt)
        )
        if quoted is not None and unquoted is not None and unquoted[2] is None:
            return Match(start, quoted, *unquoted)
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
        raw = documents.decode_document(data[start:end], fmt)
        if fmt == 3 and (raw is None or raw[2] is not None):
            end, raw = _at_json_end(data, text, start, end, raw)
        if quoted is not None and unquoted is not None and (raw is None or raw[2] is not None):
            return Match(start, quoted, *unquoted)
        return None if raw is None else Match(start, end, *raw)

    return read


_ROOT = re.compile(r"(?:<\?xml [^<>]{0,80}>(?:\s|\\[nrt])*+)?<([a-z][a-z_]{1,20})>")
_OPENING = re.compile(r"\[(?:\s|\\[nrt]|\\x0[9AaDd])*+\Z")


def _list_start(text: str, at: int) -> int:
    """Return the start of the list whose first item starts at ``at``, or ``at`` itself."""
    bracket = _OPENING.search(text, max(0, at - 8), at)
    return at if bracket is None else bracket.start()


def _at_json_end(
    data: bytes, text: str, start: int, end: int, decoded: documents.Decoded | None
) -> tuple[int, documents.Decoded | None]:
    """Retry with the end of the JSON value, which may precede the last bracket of the line."""
    exact = value_end(text, start)
    again = (
        None if exact is None or exact == end else documents.decode_document(data[start:exact], 3)
    )
    return (end, decoded) if exact is None or again is None else (exact, again)


#: The start of a label, and the replies it may belong to, with the levels and parts to try. Each
#: line of a list is a separate finding, unless the list is in a string. A status with an id is a
#: list item.
_LABELS: tuple[tuple[str, str, tuple[int, ...], tuple[str, ...]], ...] = (
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
#: Only the message history has this label. Its codecs are tried before those of a status, whose
#: last text field would match it, too.
_HISTORY_LABEL = ", int_id = "


def _labels(data: bytes, text: str, found: re.Match[str], _: bool) -> Match | None:
    start, end, content = extract(data, text, found.start(), len(text))
    decoded = decode_text(content)
    if decoded is None:
        return None
    codecs = _label_codecs(found[0], "\n" in decoded[0].strip("\r\n"), _HISTORY_LABEL in decoded[0])
    return Match(start, end, *documents.decode_first(codecs, *decoded))


@cache
def _label_codecs(label: str, is_list: bool, history: bool) -> tuple[Any, ...]:
    from smsc_codec.replies import REPLIES

    by_name = {name: reply for reply in REPLIES for name in (reply.name, reply.list_name) if name}
    return tuple(
        by_name[name].codec(0, level, part=part)
        for prefix, name, levels, parts in _LABELS
        if label.startswith(prefix) and (history or name != "messages")
        for part in parts
        if (part == "many") is is_list or parts == ("one",)
        for level in levels
    )


# ---- PDUs

_DIGIT_SEPARATORS = " :-"


def _pdu(_octets: bytes, text: str, found: re.Match[str], _: bool) -> Match | None:
    from smsc_codec.smpp import decode
    from smsc_codec.smpp.enums import CommandId

    digits = (
        found[0]
        .removeprefix("0x")
        .removeprefix("0X")
        .translate(str.maketrans("", "", _DIGIT_SEPARATORS))
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


#: The detectors, in the order in which matches at the same offset are tried.
DETECTORS: tuple[Detector, ...] = (
    Detector(
        terminal="REQUEST",
        kinds=(FindingKind.REQUEST,),
        anchors=("/sys",),
        read=_request,
        condition=(
            "path of an API page under /sys/ with its parameters: in the query, "
            "or in a form with login or apikey after it"
        ),
    ),
    Detector(
        terminal="JASMIN",
        kinds=(FindingKind.RECEIPT,),
        anchors=("DLR [cid:",),
        read=_jasmin,
        condition="receipt line of Jasmin, from [cid: to [err:",
    ),
    Detector(
        terminal="RECEIPT",
        kinds=(FindingKind.RECEIPT,),
        anchors=("id:", "ID:", "Id:", "iD:"),
        read=_receipt,
        condition="id: at the start of a word, followed by stat: and another label of a receipt",
    ),
    Detector(
        terminal="CALLBACK",
        kinds=(FindingKind.CALLBACK,),
        anchors=("phone=",),
        read=_callback,
        condition="form or query with the required fields of a callback, and its time or signature",
    ),
    Detector(
        terminal="OBJECT",
        kinds=(FindingKind.REPLY, FindingKind.CALLBACK),
        anchors=("{",),
        read=_document(3),
        condition="keys of exactly one reply, or of a callback (see the tables of keys)",
    ),
    Detector(
        terminal="ELEMENT",
        kinds=(FindingKind.REPLY, FindingKind.CALLBACK),
        anchors=("<",),
        read=_document(2),
        condition="elements of exactly one reply, or of a callback (see the tables of keys)",
    ),
    Detector(
        terminal="LABELS",
        kinds=(FindingKind.REPLY,),
        anchors=(" = ", "OK"),
        read=_labels,
        condition=(
            "exact start of a fmt=0 line, where 1 is any number and A any text: `ERROR = 1 (`, "
            "`OK - 1 SMS, ID - `, `OK - 1 SMS, COST - `, `OK, ID - 1`, "
            "`Status = 1, check_time = `, `Status = -3` alone, "
            "`id = 1, name = `, `id = 1, received = `, `phone = 1, type = `, "
            "`phone = 1, all_phones = `, `sender = A, `"
        ),
    ),
    Detector(
        terminal="PDU",
        kinds=(FindingKind.PDU,),
        anchors=("0000", "00 00", "00:00", "00-00"),
        read=_pdu,
        condition="hexadecimal digits whose bytes 5 to 8 are an SMPP command ID",
    ),
)
