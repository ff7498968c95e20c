"""Scanning of log lines."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from smsc_codec.codec import Codec, ListCodec
from smsc_codec.errors import DecodeError, Diagnosis
from smsc_codec.formats.base import NoMatch
from smsc_codec.logs.context import candidates, decode_text, unescape
from smsc_codec.logs.detectors import DETECTORS, Match
from smsc_codec.logs.finding import Evidence, Finding, FindingKind, finding
from smsc_codec.logs.multiline import join_documents
from smsc_codec.requests import DEFAULT_FMT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from smsc_codec.logs.detectors import Detector
    from smsc_codec.requests import RequestSpec

__all__ = ["MAX_LINE_BYTES", "Scanner", "scan"]

#: Maximum length of a line that is scanned, in bytes.
MAX_LINE_BYTES = 1 << 20
#: Maximum number of detector matches examined in a line; real lines have fewer.
_MAX_MATCHES = 32
#: Maximum distance from the start of a match to its anchor.
_MAX_LOOKBACK = 10
#: The characters with which a reply can begin, by format.
_FIRST_CHARACTERS = {0: "-+0123456789EIOSicps", 1: "-+0123456789EO", 2: "<", 3: "{[O"}
#: Indicates text other than a reply. Needed where the first column is free text and would match it.
_OTHER_TEXT = re.compile(r"[\"'=]|: ")


def scan(
    lines: Iterable[bytes],
    *,
    kind: FindingKind | str | Codec[Any] | None = None,
    lenient: bool = False,
) -> Iterator[Finding]:
    """Find and decode SMSC data in log lines.

    ``docs/logs.md`` lists what is searched for, in which order, and under which conditions it is a
    finding. Damaged data that can still be identified is a finding with an error; ambiguous text is
    not a finding.

    Args:
        lines: lines as bytes, with or without line breaks, split on LF only; for example, a file
            opened with ``"rb"``.
        kind: find only this kind: a :class:`FindingKind` or its value, such as ``"receipt"``. A
            codec of :mod:`smsc_codec.replies` decodes every non-blank line as that reply: use it
            for fmt=1 lines, which can only be identified by their request, and to find out why a
            line is not found.
        lenient: decode delivery receipts of any gateway, not only in the format of the service.

    Returns:
        An iterator over the findings in the order of the lines. Lines are consumed as needed.

    Raises:
        TypeError: a line is not bytes.
        ValueError: ``kind`` is unknown.
    """
    return _findings(Scanner(kind=kind, lenient=lenient), lines)


def _findings(scanner: Scanner, lines: Iterable[bytes]) -> Iterator[Finding]:
    for number, count, source in join_documents(lines):
        yield from scanner.line(number, count, source)


class Scanner:
    """A scan, with the state kept between lines: the last request and the codec of its reply."""

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
            raise ValueError(
                "kind: expected request, reply, callback, receipt, pdu or the codec of a reply, "
                f"got {'a file codec' if isinstance(self._kind, Codec) else 'line'}"
            )
        wanted = FindingKind.REPLY if isinstance(self._kind, Codec) else self._kind
        self._detectors: tuple[Detector, ...] = tuple(
            detector for detector in DETECTORS if wanted is None or wanted in detector.kinds
        )
        self._anchors: tuple[tuple[str, int], ...] = tuple(
            (anchor, order)
            for order, detector in enumerate(self._detectors)
            for anchor in detector.anchors
        )
        self._awaited: Codec[Any] | None = None
        self._request_line = ""

    def line(self, number: int, count: int, source: bytes) -> list[Finding]:
        """Return the findings of one line, or of the joined lines of one document."""
        if len(source) > MAX_LINE_BYTES:
            self._awaited = None
            return [_too_long(number, source)]
        text = source.decode("latin-1")
        awaited, self._awaited = self._awaited, None
        if isinstance(self._kind, Codec):
            found = _by_codec(self._kind, source, text) or _entire_line(self._kind, source)
            return (
                [finding(number, found[:2], *_details(found, Evidence.EXPLICIT), count, source)]
                if found[1]
                else []
            )
        # A line with another request does not contain the reply.
        reply = (
            None
            if awaited is None or "/sys/" in text
            else _by_codec(awaited, source, text, request_line=self._request_line)
        )
        if reply is not None and awaited is not None and not getattr(reply.value, "extra", ()):
            if isinstance(awaited, ListCodec) and awaited.fmt < 2:
                self._awaited = awaited  # a list has a line for each item
            return [finding(number, reply[:2], *_details(reply, Evidence.REQUEST), count, source)]
        findings = []
        for found in self._found(source, text):
            evidence = Evidence.FORM if self._kind is None else Evidence.EXPLICIT
            findings.append(finding(number, found[:2], *_details(found, evidence), count, source))
            if found.kind is FindingKind.REQUEST and self._kind is None:
                self._awaited, self._request_line = _reply_to(found.value), text
                next_reply = (
                    None
                    if self._awaited is None
                    else _by_codec(self._awaited, source, text, found.end)
                )
                if next_reply is not None:
                    self._awaited = None
                    findings.append(
                        finding(
                            number,
                            next_reply[:2],
                            *_details(next_reply, Evidence.REQUEST),
                            count,
                            source,
                        )
                    )
                    break
        if reply is not None and not findings:
            # A reply with unknown keys is accepted only if the line contains nothing else.
            findings.append(
                finding(number, reply[:2], *_details(reply, Evidence.REQUEST), count, source)
            )
        return findings

    def _found(self, data: bytes, text: str) -> Iterator[Match]:
        """Yield the matches in a line from left to right.

        Each detector searches only from the earliest offset at which it can match, because most
        candidates are inside another match.
        """
        first: dict[int, int] = {}
        for anchor, order in self._anchors:
            if anchor in text:
                first[order] = min(text.index(anchor), first.get(order, len(text)))
        waiting: list[tuple[int, int, re.Match[str] | None]] = [
            (at - _MAX_LOOKBACK, order, None) for order, at in first.items()
        ]
        after = count = 0
        while waiting and count < _MAX_MATCHES:
            turn = min(waiting)  # each order occurs once, so matches are never compared
            at, order, match = turn
            if match is None or at < after:
                waiting.remove(turn)
                match = self._detectors[order].search(text, max(at, after))
                if match is not None:
                    waiting.append((match.start(), order, match))
                continue
            count += 1
            found = self._detectors[order].read(data, text, match, self._lenient)
            if found is not None and (self._kind is None or found.kind is self._kind):
                yield found
            after = match.end() if found is None else max(found.end, match.end())


def _details(
    found: Match, evidence: Evidence
) -> tuple[FindingKind, Evidence, object, DecodeError | None, str | None]:
    return found.kind, evidence, found.value, found.error, found.charset


def _reply_to(parsed: Any) -> Codec[Any] | None:
    """Return the codec of the reply to a request; None if it is undocumented or a file."""
    if parsed is None:
        return None
    request, arguments = parsed.command._request, dict(parsed.command.arguments)
    return _codec(
        request,
        tuple([arguments.get(name) for name in request.reply_params]),
        arguments.get("fmt"),
        parsed.command.charset,
    )


@lru_cache(256)
def _codec(
    request: RequestSpec, values: tuple[str | None, ...], fmt: str | None, charset: str
) -> Codec[Any] | None:
    arguments = {
        name: text
        for name, text in zip((*request.reply_params, "fmt"), (*values, fmt), strict=True)
        if text is not None
    }
    try:
        codec = request.codec(arguments, int(fmt or DEFAULT_FMT)).with_charset(charset)
    except ValueError:
        return None
    return None if codec._reply.is_file else codec


def _by_codec(
    codec: Codec[Any], data: bytes, text: str, start: int = 0, request_line: str = ""
) -> Match | None:
    """Return the first candidate span of a line that the codec decodes completely.

    Matches without unknown keys are preferred: an object that encloses a reply may be decoded as a
    reply with unknown keys.
    """
    fallback = None
    # The first column of senders in fmt=1 is free text.
    is_free_text = codec.fmt == 1 and codec._reply.list_name == "senders"
    first_characters = None if is_free_text else _FIRST_CHARACTERS[codec.fmt]
    for at, end, quoted in candidates(text, start, request_line):
        if at == end or (first_characters is not None and text[at] not in first_characters):
            continue
        decoded = decode_text(unescape(data[at:end]) if quoted else data[at:end], codec.charset)
        if decoded is None or (is_free_text and _OTHER_TEXT.search(decoded[0]) is not None):
            continue
        try:
            found = Match(at, end, FindingKind.REPLY, codec._read(decoded[0]), None, decoded[1])
        except NoMatch:
            continue
        if codec.fmt < 2 or not getattr(found.value, "extra", ()):
            return found
        fallback = fallback or found
    return fallback


def _entire_line(codec: Codec[Any], data: bytes) -> Match:
    """Decode a line, without surrounding blanks, as the reply of a codec."""
    content = data.strip()
    start = data.find(content)
    try:
        return Match(
            start,
            start + len(content),
            FindingKind.REPLY,
            codec.decode(content),
            None,
            codec.charset,
        )
    except DecodeError as error:
        return Match(start, start + len(content), FindingKind.REPLY, None, error, None)


def _too_long(number: int, source: bytes) -> Finding:
    diagnosis = Diagnosis(
        span=(MAX_LINE_BYTES, MAX_LINE_BYTES),
        expected=(f"a line of at most {MAX_LINE_BYTES} bytes",),
        found="a longer one",
    )
    error = DecodeError("line", source[: MAX_LINE_BYTES + 1], diagnosis)
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
