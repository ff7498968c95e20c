"""jobs.php: scheduled mailings. The grammar of their lines is ``grammars/jobs.lark``.

Source: the vendor's reply page of jobs.php. The replies to get=1 and get_all=1 are not documented.
"""

from __future__ import annotations

from collections.abc import Sequence

from smsc_codec.codec import Codec
from smsc_codec.pages.shared import (
    CREATED,
    DONE,
    OK,
    Created,
    Done,
    bool_param,
    int_param,
    text_param,
)
from smsc_codec.requests import Command, Parameter, RequestSpec
from smsc_codec.schema.records import RecordLayout
from smsc_codec.schema.reply import ReplySpec
from smsc_codec.schema.scalars import ADDRESS, ID

__all__ = [
    "REPLIES",
    "REQUESTS",
    "job_add",
    "job_add_command",
    "job_cancel",
    "job_cancel_command",
    "job_delete",
    "job_delete_command",
]

_ADD = ReplySpec(
    name="job_add",
    page="jobs",
    level_param="cost",
    levels=(0, 1),
    layouts=(
        RecordLayout(
            record=CREATED,
            rule="created",
            fields={0: ("id",), 1: ("id", "cost")},
            roots={0: "result", 1: "result"},
        ),
    ),
)
_CANCEL = ReplySpec(name="job_cancel", page="jobs", layouts=(DONE,), plain_texts=OK)
_DELETE = ReplySpec(name="job_delete", page="jobs", layouts=(DONE,), plain_texts=OK)

REPLIES = (_ADD, _CANCEL, _DELETE)


def job_add(*, fmt: int = 3, cost: int = 0) -> Codec[Created]:
    """Return the codec for the reply of jobs.php with add=1.

    Args:
        fmt: 0 labelled text, 1 comma-separated line, 2 XML, 3 JSON.
        cost: 1 if the request asked for the cost.

    Raises:
        ValueError: the format or level does not exist.
        TypeError: an argument is not an int.
    """
    codec: Codec[Created] = _ADD.codec(fmt, cost)
    return codec


def job_cancel(*, fmt: int = 3) -> Codec[Done]:
    """Return the codec for the reply of jobs.php with cancel=1.

    ``fmt`` and exceptions as for :func:`job_add`.
    """
    codec: Codec[Done] = _CANCEL.codec(fmt)
    return codec


def job_delete(*, fmt: int = 3) -> Codec[Done]:
    """Return the codec for the reply of jobs.php with del=1.

    ``fmt`` and exceptions as for :func:`job_add`.
    """
    codec: Codec[Done] = _DELETE.codec(fmt)
    return codec


_ID = Parameter(name="id", kind=ID, required=True)
_ADD_REQUEST = RequestSpec(
    name="job_add",
    page="jobs",
    constants={"add": "1"},
    reply=job_add,
    reply_params=("cost",),
    idempotent=False,
    parameters=(
        text_param("name", required=True),
        Parameter(name="phones", kind=ADDRESS, repeated=True, required=True),
        text_param("mes", 1000, required=True),
        Parameter(name="id", kind=ID),
        text_param("sender", 100),
        bool_param("translit", 0, 1, 2),
        bool_param("tinyurl"),
        text_param("start", 40),
        text_param("end", 40),
        text_param("rpt", 40),
        int_param("rptn"),
        text_param("tpl"),
        bool_param("mail"),
        text_param("subj"),
        bool_param("call"),
        text_param("voice", 10),
        text_param("valid", 5),
        int_param("maxsms", minimum=1),
        bool_param("cost"),
    ),
)
_CANCEL_REQUEST = RequestSpec(
    name="job_cancel",
    page="jobs",
    constants={"cancel": "1"},
    parameters=(_ID,),
    reply=job_cancel,
    idempotent=True,
)
_DELETE_REQUEST = RequestSpec(
    name="job_delete",
    page="jobs",
    constants={"del": "1"},
    parameters=(_ID,),
    reply=job_delete,
    idempotent=True,
)

REQUESTS = (_ADD_REQUEST, _CANCEL_REQUEST, _DELETE_REQUEST)


def job_add_command(
    *,
    name: str,
    phones: str | Sequence[str],
    mes: str,
    id: str | None = None,
    sender: str | None = None,
    translit: int | None = None,
    tinyurl: int | None = None,
    start: str | None = None,
    end: str | None = None,
    rpt: str | None = None,
    rptn: int | None = None,
    tpl: str | None = None,
    mail: int | None = None,
    subj: str | None = None,
    call: int | None = None,
    voice: str | None = None,
    valid: str | None = None,
    maxsms: int | None = None,
    cost: int = 0,
    fmt: int = 3,
) -> Command[Created]:
    """Create a mailing.

    Not idempotent: a repeated request creates another mailing and is charged again.

    Args:
        name: the name of the mailing.
        phones: one or more phone numbers or e-mail addresses.
        mes: the text, at most 1000 characters.
        id, sender, translit, tinyurl, mail, subj, call, voice, valid, maxsms: as for
            ``commands.send``.
        start, end: when sending starts and ends, in the vendor's notation.
        rpt, rptn: the interval of repetition, and the number of repetitions.
        tpl: a message template.
        cost: 1 to include the cost in the reply.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    arguments = dict(locals())
    command: Command[Created] = _ADD_REQUEST.command(arguments.pop("fmt"), **arguments)
    return command


def job_cancel_command(*, id: str, fmt: int = 3) -> Command[Done]:
    """Cancel a mailing that is waiting to be sent.

    Args:
        id: the number of the mailing.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Done] = _CANCEL_REQUEST.command(fmt, id=id)
    return command


def job_delete_command(*, id: str, fmt: int = 3) -> Command[Done]:
    """Delete a mailing.

    Args:
        id: the number of the mailing.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Done] = _DELETE_REQUEST.command(fmt, id=id)
    return command
