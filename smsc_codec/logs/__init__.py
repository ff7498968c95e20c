"""Find and decode SMSC data in log lines. Performs no I/O: takes lines, returns findings.

>>> from smsc_codec import logs
>>> [found] = logs.scan([b'2026-03-01 12:00:01 INFO reply {"id": 33, "cnt": 1}'])
>>> found.line, found.kind.value, found.log_time.isoformat(), found.value.id
(1, 'reply', '2026-03-01T12:00:01', '33')
"""

from smsc_codec.logs.finding import Evidence, Finding, FindingKind
from smsc_codec.logs.scanner import MAX_LINE_BYTES, scan

__all__ = ["MAX_LINE_BYTES", "Evidence", "Finding", "FindingKind", "scan"]
