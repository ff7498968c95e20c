"""Registry of the record schemas of all replies and callbacks."""

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
    """Return every record schema by record class, including the records nested in other records."""
    from smsc_codec.callbacks.events import RECORD_LAYOUTS
    from smsc_codec.replies import REPLIES
    from smsc_codec.schema.failure import FAILURE

    schemas: dict[type[Any], RecordSchema] = {}
    pending = [layout.record for reply in REPLIES for layout in reply.layouts] + [
        FAILURE.record,
        *(layout.record for layout in RECORD_LAYOUTS.values()),
    ]
    for record in pending:
        schemas.setdefault(record.cls, record)
        pending += [scalar.of for scalar in record.scalars.values() if isinstance(scalar, Items)]
    return schemas
