"""templates.php: templates of messages. Only JSON is known: a client's tests run it against the service."""

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
    """A template.

    Args:
        id: its number.
        name: its name.
        msg: its text, as the vendor's page calls it.
        message: its text, as a client has read it.
        format: the kind of message: sms, flash, bin, push, mms, call, mail, viber, or empty.
        sender: the sender's name.
        extra: what the reply carried beyond these fields.
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
    """The reply of templates.php with get=1.

    Args:
        fmt: 3 JSON; nobody has recorded the others.

    Raises:
        ValueError, TypeError: no such format, or nobody knows its form.
    """
    codec: ListCodec[Template] = _TEMPLATES.codec(fmt)
    return codec


def template_add(*, fmt: int = 3) -> Codec[Created]:
    """The reply of templates.php with add=1; ``fmt`` and errors as for :func:`templates`."""
    codec: Codec[Created] = _ADD.codec(fmt)
    return codec


def template_change(*, fmt: int = 3) -> Codec[Done]:
    """The reply of templates.php with chg=1; ``fmt`` and errors as for :func:`templates`."""
    codec: Codec[Done] = _CHANGE.codec(fmt)
    return codec


def template_delete(*, fmt: int = 3) -> Codec[Done]:
    """The reply of templates.php with del=1; ``fmt`` and errors as for :func:`templates`."""
    codec: Codec[Done] = _DELETE.codec(fmt)
    return codec


_ID = Parameter(name="id", kind=ID, required=True)
_ASK_TEMPLATES = RequestSpec(
    name="templates",
    page="templates",
    constants={"get": "1"},
    parameters=(),
    reply=templates,
    idempotent=True,
)
_ASK_ADD = RequestSpec(
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
_ASK_CHANGE = RequestSpec(
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
_ASK_DELETE = RequestSpec(
    name="template_delete",
    page="templates",
    constants={"del": "1"},
    parameters=(_ID,),
    reply=template_delete,
    idempotent=True,
)

REQUESTS = (_ASK_TEMPLATES, _ASK_ADD, _ASK_CHANGE, _ASK_DELETE)


def templates_command(*, fmt: int = 3) -> Command[list[Template]]:
    """Ask for the templates.

    Args:
        fmt: the format of the reply, 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[list[Template]] = _ASK_TEMPLATES.command(fmt)
    return command


def template_add_command(
    *, name: str, msg: str, format: str | None = None, sender: str | None = None, fmt: int = 3
) -> Command[Created]:
    """Create a template. Not idempotent.

    Args:
        name: its name.
        msg: its text.
        format: the kind of message, such as ``sms``.
        sender: the sender's name.
        fmt: the format of the reply, 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Created] = _ASK_ADD.command(
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
        id: its number.
        name, msg, format, sender: what is new.
        fmt: the format of the reply, 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Done] = _ASK_CHANGE.command(
        fmt, id=id, name=name, msg=msg, format=format, sender=sender
    )
    return command


def template_delete_command(*, id: str, fmt: int = 3) -> Command[Done]:
    """Delete a template.

    Args:
        id: its number.
        fmt: the format of the reply, 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Done] = _ASK_DELETE.command(fmt, id=id)
    return command
