"""tinyurls.php: the clicks on a short link. Only JSON is known.

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
    """A short link.

    Args:
        id: its number.
        cnt: all clicks on it.
        cnt_mon: the clicks of this month.
        cnt_day: the clicks of today.
        cnt_yes: the clicks of yesterday.
        extra: what the reply carried beyond these fields.
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
    """The reply of tinyurls.php with get=1.

    Args:
        fmt: 3 JSON; nobody has recorded the others.

    Raises:
        ValueError, TypeError: no such format, or nobody knows its form.
    """
    codec: Codec[Link] = _REPLY.codec(fmt)
    return codec


def links(*, fmt: int = 3) -> ListCodec[Link]:
    """The same as a list, should the service answer one; ``fmt`` and errors as for :func:`link`."""
    codec: ListCodec[Link] = _REPLY.codec(fmt, part="many")
    return codec


_ASK = RequestSpec(
    name="link",
    page="tinyurls",
    constants={"get": "1"},
    parameters=(text_param("link"), Parameter(name="id", kind=ID)),
    one_of=(("link", "id"),),
    reply=link,
    idempotent=True,
)

REQUESTS = (_ASK,)


def link_command(*, link: str | None = None, id: str | None = None, fmt: int = 3) -> Command[Link]:
    """Ask for the clicks on a short link, given by one of the two.

    Args:
        link: the short link.
        id: its number.
        fmt: the format of the reply, 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Link] = _ASK.command(fmt, link=link, id=id)
    return command
