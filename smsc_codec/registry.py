"""What the pages and the callbacks declare, taken together: for what is derived from all of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from smsc_codec.schema.records import Items

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsc_codec.schema.records import Record

__all__ = ["declared"]


@cache
def declared() -> Mapping[type[Any], Record]:
    """Every record of a reply or a callback by its class, those inside others too."""
    from smsc_codec.callbacks.events import FORMS
    from smsc_codec.replies import REPLIES
    from smsc_codec.schema.failure import FAILURE

    found: dict[type[Any], Record] = {}
    left = [form.record for reply in REPLIES for form in reply.forms] + [
        FAILURE.record,
        *(form.record for form in FORMS.values()),
    ]
    for record in left:
        found.setdefault(record.cls, record)
        left += [kind.of for kind in record.kinds.values() if isinstance(kind, Items)]
    return found
