"""tinyurls.php: clicks on a short link. Only the JSON reply is known.

Source: the vendor's page "Getting data about a short link".
"""

from __future__ import annotations

from dataclasses import dataclass

from smsc_codec.codec import Codec, ListCodec
from smsc_codec.pages.shared import JSON_ONLY, text_param
from smsc_codec.requests import Command, Parameter, RequestSpec
from smsc_codec.schema.records import Extra, RecordLayout, RecordSchema
from smsc_codec.schema.reply import ReplySpec
from smsc_codec.schema.scalars import ID, NUMBER

__all__ = ["REPLIES", "REQUESTS", "Link", "link", "link_command", "links"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The click counters of a short link.

    Args:
        id: the number of the short link.
        cnt: all clicks.
        cnt_mon: clicks in the current month.
        cnt_day: clicks today.
        cnt_yes: clicks yesterday.
        extra: unknown fields of the reply, as (name, value) pairs.
    """

    id: str
    cnt: int | None = None
    cnt_mon: int | None = None
    cnt_day: int | None = None
    cnt_yes: int | None = None
    extra: Extra = ()


_LINK = RecordSchema(
    Link, {"id": ID, **dict.fromkeys(("cnt", "cnt_mon", "cnt_day", "cnt_yes"), NUMBER)}
)
_REPLY = ReplySpec(
    name="link",
    list_name="links",
    page="tinyurls",
    layouts=(RecordLayout(record=_LINK, fields={0: tuple(_LINK.scalars)}, roots={0: "link"}),),
    confidence=JSON_ONLY,
)

REPLIES = (_REPLY,)


def link(*, fmt: int = 3) -> Codec[Link]:
    """Return the codec for the reply of tinyurls.php with get=1.

    Args:
        fmt: only 3 (JSON) is supported; the other reply formats are not documented.

    Raises:
        ValueError: the format does not exist, or its reply is not documented.
        TypeError: ``fmt`` is not an int.
    """
    codec: Codec[Link] = _REPLY.codec(fmt)
    return codec


def links(*, fmt: int = 3) -> ListCodec[Link]:
    """Return the codec for a list of links, in case the service returns one.

    ``fmt`` and exceptions as for :func:`link`.
    """
    codec: ListCodec[Link] = _REPLY.codec(fmt, part="many")
    return codec


_REQUEST = RequestSpec(
    name="link",
    page="tinyurls",
    constants={"get": "1"},
    parameters=(text_param("link"), Parameter(name="id", kind=ID)),
    one_of=(("link", "id"),),
    reply=link,
    idempotent=True,
)

REQUESTS = (_REQUEST,)


def link_command(*, link: str | None = None, id: str | None = None, fmt: int = 3) -> Command[Link]:
    """Request the clicks on a short link, given by ``link`` or by ``id``.

    Args:
        link: the short link.
        id: the number of the short link.
        fmt: the reply format; only 3 (JSON) is supported.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Link] = _REQUEST.command(fmt, link=link, id=id)
    return command
