"""The scan: lines in, findings out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from smsc_codec.codec import Codec, ListCodec
from smsc_codec.errors import DecodeError, Diagnosis
from smsc_codec.formats.base import NoMatch
from smsc_codec.logs.context import candidates, text_of, unescaped
from smsc_codec.logs.detectors import DETECTORS, Match
from smsc_codec.logs.finding import Evidence, Finding, FindingKind, finding
from smsc_codec.logs.multiline import join_documents
from smsc_codec.requests import DEFAULT_FMT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smsc_codec.logs.detectors import Detector
    from smsc_codec.requests import RequestSpec

__all__ = ["MAX_LINE_BYTES", "Scanner", "scan"]

#: The longest line that is looked into, in octets.
MAX_LINE_BYTES = 1 << 20
#: How many marks of a line are looked at: no line of honest origin has more.
_MAX_LOOKBACK = 32
#: How far before its anchor a mark may begin.
_BEFORE = 10
#: What a reply can begin with, by its format: a place where it cannot is passed over.
_BEGINS = {0: "-+0123456789EIOSicps", 1: "-+0123456789EO", 2: "<", 3: "{[O"}
#: What a line has that is not all a reply: where the first column is a text, anything before a reply would pass for one.
_WORDS = re.compile(r"[\"'=]|: ")


def scan(
    lines: Iterable[bytes],
    *,
    kind: FindingKind | str | Codec[Any] | None = None,
    lenient: bool = False,
) -> Iterator[Finding]:
    """Find what lines of a log hold of the service, and decode it.

    What is looked for, in what order, and what makes it certain, is a table: ``docs/logs.md``. What is not certain is no
    finding; what is certain but damaged is one with an error.

    Args:
        lines: lines as octets, with their line breaks or without: a file opened with ``"rb"`` will do. Split on LF only.
        kind: look for this alone: a :class:`Kind` or its value (``receipt``); a line that has none is passed over. Or a codec of
            :mod:`smsc_codec.replies`, which takes every line that is not blank: for the lines of fmt=1 that nothing but a request
            tells apart, and to learn why a line is not found.
        lenient: read the receipts of any gateway, not only the service's own form.

    Returns:
        The findings in the order of the lines, each as soon as its line was read.

    Raises:
        TypeError: a line is not bytes.
        ValueError: there is no such kind.
    """
    return _findings(Scanner(kind=kind, lenient=lenient), lines)


def _findings(scanner: Scanner, lines: Iterable[bytes]) -> Iterator[Finding]:
    for number, count, source in join_documents(lines):
        yield from scanner.line(number, count, source)


class Scanner:
    """What a scan knows from one line to the next: the reply that the line before has asked for, and how that line goes."""

    def __init__(
        self, *, kind: FindingKind | str | Codec[Any] | None = None, lenient: bool = False
    ) -> None:
        self._lenient = lenient
        self._kind = (
            kind if isinstance(kind, Codec) else None if kind is None else FindingKind(kind)
        )
        if self._kind is FindingKind.LINE or (
            isinstance(self._kind, Codec) and self._kind._reply.is_file
        ):
            raise ValueError("a line, or a file, is nothing to look for")
        wanted = FindingKind.REPLY if isinstance(self._kind, Codec) else self._kind
        self._marks: tuple[Detector, ...] = tuple(
            mark for mark in DETECTORS if wanted is None or wanted in mark.kinds
        )
        self._anchors: tuple[tuple[str, int], ...] = tuple(
            (anchor, order) for order, mark in enumerate(self._marks) for anchor in mark.anchors
        )
        self._awaited: Codec[Any] | None = None
        self._said = ""

    def line(self, number: int, count: int, source: bytes) -> list[Finding]:
        """The findings of one line, or of those over which the service has laid one document."""
        if len(source) > MAX_LINE_BYTES:
            self._awaited = None
            return [_too_long(number, source)]
        text = source.decode("latin-1")
        awaited, self._awaited = self._awaited, None
        if isinstance(self._kind, Codec):
            found = _by_codec(self._kind, source, text) or _whole(self._kind, source)
            return (
                [finding(number, found[:2], *_what(found, Evidence.EXPLICIT), count, source)]
                if found[1]
                else []
            )
        # The next request is no reply.
        reply = (
            None
            if awaited is None or "/sys/" in text
            else _by_codec(awaited, source, text, said=self._said)
        )
        if reply is not None and awaited is not None and not getattr(reply.value, "extra", ()):
            if isinstance(awaited, ListCodec) and awaited.fmt < 2:
                self._awaited = awaited  # a list has a line for each item
            return [finding(number, reply[:2], *_what(reply, Evidence.REQUEST), count, source)]
        findings = []
        for found in self._found(source, text):
            how = Evidence.FORM if self._kind is None else Evidence.EXPLICIT
            findings.append(finding(number, found[:2], *_what(found, how), count, source))
            if found.kind is FindingKind.REQUEST and self._kind is None:
                self._awaited, self._said = _reply_to(found.value), text
                answer = (
                    None
                    if self._awaited is None
                    else _by_codec(self._awaited, source, text, found.end)
                )
                if answer is not None:
                    self._awaited = None
                    findings.append(
                        finding(number, answer[:2], *_what(answer, Evidence.REQUEST), count, source)
                    )
                    break
        if reply is not None and not findings:
            # Keys that no reply has are news of the service, unless the line is something else.
            findings.append(
                finding(number, reply[:2], *_what(reply, Evidence.REQUEST), count, source)
            )
        return findings

    def _found(self, octets: bytes, text: str) -> Iterator[Match]:
        """What the marks of a line lead to, from the left. A mark is looked for only when its turn may have come: most stand
        inside what another one leads to.
        """
        first: dict[int, int] = {}
        for anchor, order in self._anchors:
            if anchor in text:
                first[order] = min(text.index(anchor), first.get(order, len(text)))
        waiting: list[tuple[int, int, re.Match[str] | None]] = [
            (at - _BEFORE, order, None) for order, at in first.items()
        ]
        after = looks = 0
        while waiting and looks < _MAX_LOOKBACK:
            turn = min(waiting)  # no order is in it twice: matches are not compared
            at, order, match = turn
            if match is None or at < after:
                waiting.remove(turn)
                match = self._marks[order].search(text, max(at, after))
                if match is not None:
                    waiting.append((match.start(), order, match))
                continue
            looks += 1
            found = self._marks[order].read(octets, text, match, self._lenient)
            if found is not None and (self._kind is None or found.kind is self._kind):
                yield found
            after = match.end() if found is None else max(found.end, match.end())


def _what(
    found: Match, how: Evidence
) -> tuple[FindingKind, Evidence, object, DecodeError | None, str | None]:
    return found.kind, how, found.value, found.error, found.charset


def _reply_to(parsed: Any) -> Codec[Any] | None:
    """The codec of what a request asks for; None where nobody knows it, or where it is a file."""
    if parsed is None:
        return None
    request, stated = parsed.command._request, dict(parsed.command.arguments)
    return _codec(
        request,
        tuple([stated.get(name) for name in request.reply_params]),
        stated.get("fmt"),
        parsed.command.charset,
    )


@lru_cache(256)
def _codec(
    request: RequestSpec, told: tuple[str | None, ...], fmt: str | None, charset: str
) -> Codec[Any] | None:
    stated = {
        name: text
        for name, text in zip((*request.reply_params, "fmt"), (*told, fmt), strict=True)
        if text is not None
    }
    try:
        codec = request.codec(stated, int(fmt or DEFAULT_FMT)).with_charset(charset)
    except ValueError:
        return None
    return None if codec._reply.is_file else codec


def _by_codec(
    codec: Codec[Any], octets: bytes, text: str, start: int = 0, said: str = ""
) -> Match | None:
    """The reply of a codec in a line: at the likeliest place at which the codec reads all that follows. An object around a
    reply may pass for one with unknown keys: one without goes first.
    """
    second = None
    begins = None if codec.fmt == 1 and codec._reply.list_name == "senders" else _BEGINS[codec.fmt]
    for at, end, quoted in candidates(text, start, said):
        if at == end or (begins is not None and text[at] not in begins):
            continue
        decoded = text_of(unescaped(octets[at:end]) if quoted else octets[at:end], codec.charset)
        if decoded is None or (begins is None and _WORDS.search(decoded[0]) is not None):
            continue
        try:
            found = Match(at, end, FindingKind.REPLY, codec._read(decoded[0]), None, decoded[1])
        except NoMatch:
            continue
        if codec.fmt < 2 or not getattr(found.value, "extra", ()):
            return found
        second = second or found
    return second


def _whole(codec: Codec[Any], octets: bytes) -> Match:
    """A line that is said to be a reply, without the blanks around it: its value, or why it is none."""
    told = octets.strip()
    start = octets.find(told)
    try:
        return Match(
            start, start + len(told), FindingKind.REPLY, codec.decode(told), None, codec.charset
        )
    except DecodeError as error:
        return Match(start, start + len(told), FindingKind.REPLY, None, error, None)


def _too_long(number: int, source: bytes) -> Finding:
    problem = Diagnosis(
        span=(MAX_LINE_BYTES, MAX_LINE_BYTES),
        expected=(f"a line of at most {MAX_LINE_BYTES} octets",),
        found="more",
    )
    error = DecodeError("line", source[: MAX_LINE_BYTES + 1], problem)
    return finding(
        number,
        (0, len(source)),
        FindingKind.LINE,
        Evidence.FORM,
        None,
        error,
        None,
        1,
        source[: MAX_LINE_BYTES + 1],
    )
