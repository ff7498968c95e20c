"""The server's error, which any page may send. The line grammar is in ``grammars/shared.lark``."""

from __future__ import annotations

from dataclasses import dataclass

from smsc_codec.schema.records import Extra, RecordLayout, RecordSchema
from smsc_codec.schema.scalars import ID, SERVER_ERROR, TEXT

__all__ = ["FAILURE", "Failure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An error reported by the server.

    It is a value and not an exception, because the reply was decoded correctly. The service sends
    API errors with HTTP status 200.

    fmt=0 ``ERROR = N (description)``, with an id ``ERROR = N (description), ID - id``; fmt=1
    ``0,-N`` or ``id,-N``; fmt=2 and fmt=3 ``error``, ``error_code`` and ``id``. Source: the
    vendor's page of every reply.

    Args:
        code: the error number; :func:`smsc_codec.codes.api_error` returns its meaning on a page,
            and whether the request may be repeated.
        description: the server's text, in English; None where the format has none (fmt=1).
        id: the id of the message that the error belongs to; only send.php attaches one.
        extra: unknown fields of the reply.
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
