"""What the pages and the callbacks declare, taken together: for what is derived from all of it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from smsc_codec.schema.records import Items

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsc_codec.schema.records import RecordSchema

__all__ = ["record_schemas"]


@cache
def record_schemas() -> Mapping[type[Any], RecordSchema]:
    """Every record of a reply or a callback by its class, those inside others too."""
    from smsc_codec.callbacks.events import RECORD_LAYOUTS
    from smsc_codec.replies import REPLIES
    from smsc_codec.schema.failure import FAILURE

    found: dict[type[Any], RecordSchema] = {}
    left = [form.record for reply in REPLIES for form in reply.layouts] + [
        FAILURE.record,
        *(form.record for form in RECORD_LAYOUTS.values()),
    ]
    for record in left:
        found.setdefault(record.cls, record)
        left += [kind.of for kind in record.scalars.values() if isinstance(kind, Items)]
    return found
