"""smsc_codec.declared: every record that has a wire, those inside others too."""

from __future__ import annotations

from smsc_codec import Failure, SmsStatus, callbacks
from smsc_codec.declared import declared
from smsc_codec.pages.send import SentPhone
from smsc_codec.replies import REPLIES


def test_no_record_is_left_out() -> None:
    found = declared()
    assert {SmsStatus, Failure, callbacks.DeliveryStatus, SentPhone} <= set(found)
    assert all(form.record is found[form.record.cls] for reply in REPLIES for form in reply.forms)
    assert all(record.cls is cls for cls, record in found.items())
