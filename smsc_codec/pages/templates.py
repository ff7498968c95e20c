"""templates.php: message templates.

Only JSON replies are known, from a client whose tests run against the service.
"""

from __future__ import annotations

from dataclasses import dataclass

from smsc_codec.codec import Codec, ListCodec
from smsc_codec.pages.shared import CREATED, DONE, JSON_ONLY, OK_OR_EMPTY, Created, Done, text_param
from smsc_codec.requests import Command, Parameter, RequestSpec
from smsc_codec.schema.records import Extra, RecordLayout, RecordSchema
from smsc_codec.schema.reply import ReplySpec
from smsc_codec.schema.scalars import ID, TEXT

__all__ = [
    "REPLIES",
    "REQUESTS",
    "Template",
    "template_add",
    "template_add_command",
    "template_change",
    "template_change_command",
    "template_delete",
    "template_delete_command",
    "templates",
    "templates_command",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A message template.

    Args:
        id: the number of the template.
        name: the name of the template.
        msg: the text, under the name on the vendor's page.
        message: the text, under the name that a client has observed.
        format: the kind of message: sms, flash, bin, push, mms, call, mail, viber, or empty.
        sender: the sender name.
        extra: unknown fields of the reply, as (name, value) pairs.
    """

    id: str
    name: str | None = None
    msg: str | None = None
    message: str | None = None
    format: str | None = None
    sender: str | None = None
    extra: Extra = ()


_TEMPLATE = RecordSchema(
    Template,
    {"id": ID, **dict.fromkeys(("name", "msg", "message", "format", "sender"), TEXT)},
)
_TEMPLATES = ReplySpec(
    list_name="templates",
    page="templates",
    layouts=(
        RecordLayout(record=_TEMPLATE, fields={0: tuple(_TEMPLATE.scalars)}, roots={0: "template"}),
    ),
    confidence=JSON_ONLY,
)
_CREATED = RecordLayout(record=CREATED, fields={0: ("id",)}, roots={0: "result"})
_ADD = ReplySpec(name="template_add", page="templates", layouts=(_CREATED,), confidence=JSON_ONLY)
_CHANGE = ReplySpec(
    name="template_change",
    page="templates",
    layouts=(DONE,),
    plain_texts=OK_OR_EMPTY,
    confidence=JSON_ONLY,
)
_DELETE = ReplySpec(
    name="template_delete",
    page="templates",
    layouts=(DONE,),
    plain_texts=OK_OR_EMPTY,
    confidence=JSON_ONLY,
)

REPLIES = (_TEMPLATES, _ADD, _CHANGE, _DELETE)


def templates(*, fmt: int = 3) -> ListCodec[Template]:
    """Return the codec for the reply of templates.php with get=1.

    Args:
        fmt: only 3 (JSON) is supported; the other reply formats are not documented.

    Raises:
        ValueError: the format does not exist, or its reply is not documented.
        TypeError: ``fmt`` is not an int.
    """
    codec: ListCodec[Template] = _TEMPLATES.codec(fmt)
    return codec


def template_add(*, fmt: int = 3) -> Codec[Created]:
    """Return the codec for the reply of templates.php with add=1.

    ``fmt`` and exceptions as for :func:`templates`.
    """
    codec: Codec[Created] = _ADD.codec(fmt)
    return codec


def template_change(*, fmt: int = 3) -> Codec[Done]:
    """Return the codec for the reply of templates.php with chg=1.

    ``fmt`` and exceptions as for :func:`templates`.
    """
    codec: Codec[Done] = _CHANGE.codec(fmt)
    return codec


def template_delete(*, fmt: int = 3) -> Codec[Done]:
    """Return the codec for the reply of templates.php with del=1.

    ``fmt`` and exceptions as for :func:`templates`.
    """
    codec: Codec[Done] = _DELETE.codec(fmt)
    return codec


_ID = Parameter(name="id", kind=ID, required=True)
_TEMPLATES_REQUEST = RequestSpec(
    name="templates",
    page="templates",
    constants={"get": "1"},
    parameters=(),
    reply=templates,
    idempotent=True,
)
_ADD_REQUEST = RequestSpec(
    name="template_add",
    page="templates",
    constants={"add": "1"},
    reply=template_add,
    idempotent=False,
    parameters=(
        text_param("name", required=True),
        text_param("msg", required=True),
        text_param("format", 10),
        text_param("sender", 100),
    ),
)
_CHANGE_REQUEST = RequestSpec(
    name="template_change",
    page="templates",
    constants={"chg": "1"},
    reply=template_change,
    idempotent=True,
    parameters=(
        _ID,
        text_param("name"),
        text_param("msg"),
        text_param("format", 10),
        text_param("sender", 100),
    ),
)
_DELETE_REQUEST = RequestSpec(
    name="template_delete",
    page="templates",
    constants={"del": "1"},
    parameters=(_ID,),
    reply=template_delete,
    idempotent=True,
)

REQUESTS = (_TEMPLATES_REQUEST, _ADD_REQUEST, _CHANGE_REQUEST, _DELETE_REQUEST)


def templates_command(*, fmt: int = 3) -> Command[list[Template]]:
    """Request the templates.

    Args:
        fmt: the reply format; only 3 (JSON) is supported.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[list[Template]] = _TEMPLATES_REQUEST.command(fmt)
    return command


def template_add_command(
    *, name: str, msg: str, format: str | None = None, sender: str | None = None, fmt: int = 3
) -> Command[Created]:
    """Create a template. Not idempotent.

    Args:
        name: the name of the template.
        msg: the text.
        format: the kind of message, such as ``sms``.
        sender: the sender name.
        fmt: the reply format; only 3 (JSON) is supported.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Created] = _ADD_REQUEST.command(
        fmt, name=name, msg=msg, format=format, sender=sender
    )
    return command


def template_change_command(
    *,
    id: str,
    name: str | None = None,
    msg: str | None = None,
    format: str | None = None,
    sender: str | None = None,
    fmt: int = 3,
) -> Command[Done]:
    """Change a template.

    Args:
        id: the number of the template.
        name, msg, format, sender: the new values.
        fmt: the reply format; only 3 (JSON) is supported.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Done] = _CHANGE_REQUEST.command(
        fmt, id=id, name=name, msg=msg, format=format, sender=sender
    )
    return command


def template_delete_command(*, id: str, fmt: int = 3) -> Command[Done]:
    """Delete a template.

    Args:
        id: the number of the template.
        fmt: the reply format; only 3 (JSON) is supported.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Done] = _DELETE_REQUEST.command(fmt, id=id)
    return command
