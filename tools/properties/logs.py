"""Logs: the first line of an input selects what to look for, the rest is the log."""

from __future__ import annotations

from smsc_codec import logs
from smsc_codec.errors import DecodeError
from smsc_codec.logs.columns import COLUMNS
from smsc_codec.logs.columns import rows as rows_of
from tools.properties.common import MARKER, check_decode_error, same, select

__all__ = ["check"]

_SCANS: dict[str, tuple[logs.FindingKind | None, bool]] = {
    f"{kind.value if kind else 'any'}{' lenient' * lenient}": (kind, lenient)
    for kind in (None, *(kind for kind in logs.FindingKind if kind is not logs.FindingKind.LINE))
    for lenient in (False, True)
}


def _text_of(finding: logs.Finding) -> str:
    return f"{finding!r} {finding.error}"


def check(data: bytes) -> None:
    """Check that findings do not overlap and that each is found again in isolation."""
    head, _, log = data.partition(b"\n")
    kind, lenient = select(head, _SCANS)
    split = log.split(b"\n")
    found = list(logs.scan(split, kind=kind, lenient=lenient))
    again = logs.scan([line + b"\n" for line in split], kind=kind, lenient=lenient)
    assert [_text_of(finding) for finding in found] == [_text_of(finding) for finding in again]
    ends: dict[int, int] = {}
    for finding in found:
        start, end = finding.span
        assert ends.get(finding.line, 0) <= start < end <= len(finding.source)
        assert finding.line + finding.lines - 1 <= len(split)
        ends[finding.line] = end
        assert all(len(row) == len(COLUMNS) for row in rows_of(finding))
        if finding.error is not None:
            assert finding.value is None
            assert isinstance(finding.error, DecodeError)
            check_decode_error(finding.error, len(finding.source))
            assert (
                MARKER.decode() not in str(finding.error)
                or data.count(MARKER) != 1
                or b"psw=" + MARKER not in data
            )
        elif (
            finding.evidence is logs.Evidence.FORM
            and finding.kind is not logs.FindingKind.REQUEST
            and b"\\" not in finding.source[start:end]
        ):
            [isolated] = logs.scan(
                [finding.source[start:end]]
                if finding.lines == 1
                else finding.source[start:end].split(b"\n"),
                lenient=lenient,
            )
            assert same(isolated.value, finding.value)
