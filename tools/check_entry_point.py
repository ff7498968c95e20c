"""Check the Hypothesis entry point of an installed wheel with the extra ``testing``.

.ci/run runs it in a clean environment.
"""

from __future__ import annotations

import sys

from hypothesis import find, settings
from hypothesis import strategies as st

assert "smsc_codec.testing.entry" in sys.modules, "Hypothesis has not loaded the entry point"
assert "smsc_codec.requests" not in sys.modules, "the entry point has imported the library"

from smsc_codec import SmsStatus, smpp  # noqa: E402

QUIET = settings(database=None)
phone = find(st.from_type(SmsStatus).map(lambda status: status.phone), bool, settings=QUIET)
assert phone is not None and phone.startswith("7999000"), phone
pdu = find(st.from_type(smpp.DeliverSm), lambda one: one.report is not None, settings=QUIET)
assert smpp.decode(smpp.encode(pdu)) == pdu
print("from_type draws realistic records, with nothing imported early")
