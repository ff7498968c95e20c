"""The server's error, which every page can answer. ``grammars/shared.lark`` has its lines."""

from __future__ import annotations

from dataclasses import dataclass

from smsc_codec.schema.records import Extra, RecordLayout, RecordSchema
from smsc_codec.schema.scalars import ID, SERVER_ERROR, TEXT

__all__ = ["FAILURE", "Failure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The server's error: a value, since the service answered. API errors come with HTTP status 200.

    fmt=0 ``ERROR = N (description)``, with an id ``ERROR = N (description), ID - id``; fmt=1 ``0,-N`` or ``id,-N``;
    fmt=2 and fmt=3 ``error``, ``error_code`` and ``id``. Source: every answer page of the vendor.

    Args:
        code: the number; :func:`smsc_codec.codes.api_error` tells its meaning on a page and whether to ask again.
        description: the server's words, English; None where the format has none (fmt=1).
        id: the message that the error belongs to; only send.php attaches one.
        extra: what the reply carried beyond these fields.
    """

    code: int
    description: str | None = None
    id: str | None = None
    extra: Extra = ()


_FAILURE = RecordSchema(
    Failure,
    {"code": SERVER_ERROR, "description": TEXT, "id": ID},
    tags={"code": "error_code", "description": "error"},
)
_LEVELS = (0, 1, 2, 3)
FAILURE = RecordLayout(
    record=_FAILURE,
    rule="failure",
    fields=dict.fromkeys(_LEVELS, ("description", "code", "id")),
    roots=dict.fromkeys(_LEVELS, "result"),
    shared=True,
)
