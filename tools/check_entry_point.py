"""Check that Hypothesis finds the strategies through the entry point.

Runs in a clean environment with only the wheel and its extra ``testing``.
"""

from __future__ import annotations

import sys

from hypothesis import find, settings
from hypothesis import strategies as st

assert "smsc_codec.testing.entry" in sys.modules, "Hypothesis has not loaded the entry point"
assert "smsc_codec.requests" not in sys.modules, "the entry point has imported the library"

from smsc_codec import SmsStatus, smpp  # noqa: E402

# Nothing imports smsc_codec.testing here: only the entry point can have registered the types.
quiet = settings(database=None)
phone = find(st.from_type(SmsStatus).map(lambda status: status.phone), bool, settings=quiet)
assert phone is not None
assert phone.startswith("7999000"), phone
pdu = find(st.from_type(smpp.DeliverSm), lambda value: value.report is not None, settings=quiet)
assert smpp.decode(smpp.encode(pdu)) == pdu
print("st.from_type draws realistic values without an import of smsc_codec.testing")
