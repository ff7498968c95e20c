"""Lines of a log behind a first line that says what is looked for."""

from __future__ import annotations

from smsc_codec import logs
from smsc_codec.errors import DecodeError
from smsc_codec.logs.columns import COLUMNS
from smsc_codec.logs.columns import rows as rows_of
from tools.properties.common import MARKER, chosen, explained, same

__all__ = ["law"]

_LOOKED_FOR: dict[str, tuple[logs.FindingKind | None, bool]] = {
    f"{kind.value if kind else 'any'}{' lenient' * lenient}": (kind, lenient)
    for kind in (None, *(kind for kind in logs.FindingKind if kind is not logs.FindingKind.LINE))
    for lenient in (False, True)
}


def _told(one: logs.Finding) -> str:
    return f"{one!r} {one.error}"


def law(octets: bytes) -> None:
    """Lines of a log behind a first line that says what is looked for. What is found is found again in its place alone."""
    head, _, log = octets.partition(b"\n")
    kind, lenient = chosen(head, _LOOKED_FOR)
    split = log.split(b"\n")
    found = list(logs.scan(split, kind=kind, lenient=lenient))
    again = logs.scan([line + b"\n" for line in split], kind=kind, lenient=lenient)
    assert [_told(one) for one in found] == [_told(one) for one in again]
    ends: dict[int, int] = {}
    for one in found:
        start, end = one.span
        assert ends.get(one.line, 0) <= start < end <= len(one.source)
        assert one.line + one.lines - 1 <= len(split)
        ends[one.line] = end
        assert all(len(row) == len(COLUMNS) for row in rows_of(one))
        if one.error is not None:
            assert one.value is None
            assert isinstance(one.error, DecodeError)
            explained(one.error, len(one.source))
            assert (
                MARKER.decode() not in str(one.error)
                or octets.count(MARKER) != 1
                or b"psw=" + MARKER not in octets
            )
        elif (
            one.evidence is logs.Evidence.FORM
            and one.kind is not logs.FindingKind.REQUEST
            and b"\\" not in one.source[start:end]
        ):
            [alone] = logs.scan(
                [one.source[start:end]] if one.lines == 1 else one.source[start:end].split(b"\n"),
                lenient=lenient,
            )
            assert same(alone.value, one.value)
