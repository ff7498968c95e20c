"""senders.php: sender names. The grammar of their lines is ``grammars/senders.lark``.

Source: the vendor's page on the server's response about sender names. Its format samples are lost:
the fields are assumed to have the order of the page's text, fmt=0 is decoded by label, and unknown
fields are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from smsc_codec.codec import Codec, ListCodec
from smsc_codec.codes import OperatorStatus, SenderStatus
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
from smsc_codec.schema.records import Extra, RecordLayout, RecordSchema
from smsc_codec.schema.reply import ReplySpec
from smsc_codec.schema.scalars import DAY, ID, OPERATOR_STATUS, SENDER_STATUS, TEXT

__all__ = [
    "OPERATOR_STATUSES",
    "REPLIES",
    "REQUESTS",
    "Sender",
    "sender_add",
    "sender_add_command",
    "sender_change",
    "sender_change_command",
    "sender_check_code",
    "sender_check_code_command",
    "sender_delete",
    "sender_delete_command",
    "sender_send_code",
    "sender_send_code_command",
    "senders",
    "senders_command",
]

#: The per-operator statuses, in the vendor's order, each with the day on which the service stopped
#: sending it (None if it still does).
OPERATOR_STATUSES: Mapping[str, date | None] = MappingProxyType(
    {
        "mega_status": date(2022, 1, 1),
        "mts_status": date(2017, 12, 1),
        "mega_step_status": None,
        "mega_int_status": None,
        "bee_step_status": None,
        "motiv_step_status": None,
        "motiv_int_status": None,
        "mts_step_status": None,
        "mts_int_status": None,
        "tele2_step_status": None,
        "tele2_status": None,
        "ua_reg_status": None,
        "ua_int_status": None,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A sender name.

    Args:
        sender: the sender name.
        mega_status ... ua_int_status: the status of the name at each operator, with operators=1
            (see :data:`OPERATOR_STATUSES`).
        status: the status of the name; whether it may be used.
        id: the number of the name.
        extra: unknown fields of the reply, as (name, value) pairs: statuses at newer operators,
            replacements of the name.
    """

    sender: str
    mega_status: OperatorStatus | None = None
    mts_status: OperatorStatus | None = None
    mega_step_status: OperatorStatus | None = None
    mega_int_status: OperatorStatus | None = None
    bee_step_status: OperatorStatus | None = None
    motiv_step_status: OperatorStatus | None = None
    motiv_int_status: OperatorStatus | None = None
    mts_step_status: OperatorStatus | None = None
    mts_int_status: OperatorStatus | None = None
    tele2_step_status: OperatorStatus | None = None
    tele2_status: OperatorStatus | None = None
    ua_reg_status: OperatorStatus | None = None
    ua_int_status: OperatorStatus | None = None
    status: SenderStatus | None = None
    id: str | None = None
    extra: Extra = ()

    @property
    def replacements(self) -> Extra:
        """Return the names that replace this one at some operators, as (key, name) pairs.

        These are the unknown fields whose key does not end in ``_status``, other than
        ``columns``.
        """
        return tuple(
            pair for pair in self.extra if not pair[0].endswith("_status") and pair[0] != "columns"
        )


_SENDER = RecordSchema(
    Sender,
    {
        "sender": TEXT,
        **dict.fromkeys(OPERATOR_STATUSES, OPERATOR_STATUS),
        "status": SENDER_STATUS,
        "id": ID,
    },
)
_SENDERS = ReplySpec(
    list_name="senders",
    page="senders",
    level_param="operators",
    levels=(0, 1),
    layouts=(
        RecordLayout(
            record=_SENDER,
            rule="sender",
            fields={
                0: ("sender", "status", "id"),
                1: ("sender", *OPERATOR_STATUSES, "status", "id"),
            },
            roots={0: "sender", 1: "sender"},
        ),
    ),
    confidence=("B", "D", "D", "B"),
)
_CREATED = RecordLayout(
    record=CREATED, rule="created", fields={0: ("id",)}, roots={0: "result"}, any_root=True
)
_ADD = ReplySpec(
    name="sender_add", page="senders", layouts=(_CREATED,), confidence=("D", "C", "D", "C")
)
_INFERRED = ("C", "C", "C", "C")
_CHANGE = ReplySpec(
    name="sender_change", page="senders", layouts=(DONE,), plain_texts=OK, confidence=_INFERRED
)
_SEND_CODE = ReplySpec(
    name="sender_send_code", page="senders", layouts=(DONE,), plain_texts=OK, confidence=_INFERRED
)
_CHECK_CODE = ReplySpec(
    name="sender_check_code", page="senders", layouts=(DONE,), plain_texts=OK, confidence=_INFERRED
)
_DELETE = ReplySpec(
    name="sender_delete", page="senders", layouts=(DONE,), plain_texts=OK, confidence=_INFERRED
)

REPLIES = (_SENDERS, _ADD, _CHANGE, _SEND_CODE, _CHECK_CODE, _DELETE)


def senders(*, fmt: int = 3, operators: int = 0) -> ListCodec[Sender]:
    """Return the codec for the reply of senders.php with get=1.

    Args:
        fmt: 0 labelled text, 1 comma-separated lines, 2 XML, 3 JSON. fmt=1 has no labels:
            with operators=1, exactly thirteen columns are decoded as the thirteen statuses of the
            vendor's page, and any other number of columns is kept as received.
        operators: 1 if the request asked for the per-operator statuses.

    Raises:
        ValueError: the format or level does not exist.
        TypeError: an argument is not an int.
    """
    codec: ListCodec[Sender] = _SENDERS.codec(fmt, operators)
    return codec


def sender_add(*, fmt: int = 3) -> Codec[Created]:
    """Return the codec for the reply of senders.php with add=1: the number of the new name.

    Args:
        fmt: 0 labelled text, 1 comma-separated line, 2 XML, 3 JSON.

    Raises:
        ValueError: ``fmt`` is not 0, 1, 2 or 3.
        TypeError: ``fmt`` is not an int.
    """
    codec: Codec[Created] = _ADD.codec(fmt)
    return codec


def sender_change(*, fmt: int = 3) -> Codec[Done]:
    """Return the codec for the reply of senders.php with chg=1.

    ``fmt`` and exceptions as for :func:`sender_add`.
    """
    codec: Codec[Done] = _CHANGE.codec(fmt)
    return codec


def sender_send_code(*, fmt: int = 3) -> Codec[Done]:
    """Return the codec for the reply of senders.php with send_code=1.

    ``fmt`` and exceptions as for :func:`sender_add`.
    """
    codec: Codec[Done] = _SEND_CODE.codec(fmt)
    return codec


def sender_check_code(*, fmt: int = 3) -> Codec[Done]:
    """Return the codec for the reply of senders.php with check_code=1.

    ``fmt`` and exceptions as for :func:`sender_add`.
    """
    codec: Codec[Done] = _CHECK_CODE.codec(fmt)
    return codec


def sender_delete(*, fmt: int = 3) -> Codec[Done]:
    """Return the codec for the reply of senders.php with del=1.

    ``fmt`` and exceptions as for :func:`sender_add`.
    """
    codec: Codec[Done] = _DELETE.codec(fmt)
    return codec


_NAME, _ID, _CMT = (
    text_param("sender", 100, required=True),
    Parameter(name="id", kind=ID),
    text_param("cmt"),
)
_SENDER_OR_ID = (("sender", "id"),)
_SENDERS_REQUEST = RequestSpec(
    name="senders",
    page="senders",
    constants={"get": "1"},
    reply=senders,
    reply_params=("operators",),
    idempotent=True,
    parameters=(
        bool_param("all"),
        bool_param("operators"),
        Parameter(name="from_date", kind=DAY),
        int_param("prev_id", kind=ID),
        int_param("cnt", minimum=1),
        text_param("user"),
    ),
)
_ADD_REQUEST = RequestSpec(
    name="sender_add",
    page="senders",
    constants={"add": "1"},
    parameters=(_NAME, _CMT),
    reply=sender_add,
    idempotent=False,
)
_CHANGE_REQUEST = RequestSpec(
    name="sender_change",
    page="senders",
    constants={"chg": "1"},
    parameters=(text_param("sender", 100), _ID, _CMT),
    one_of=_SENDER_OR_ID,
    reply=sender_change,
    idempotent=True,
)
_SEND_CODE_REQUEST = RequestSpec(
    name="sender_send_code",
    page="senders",
    constants={"send_code": "1"},
    parameters=(_NAME,),
    reply=sender_send_code,
    idempotent=False,
)
_CHECK_CODE_REQUEST = RequestSpec(
    name="sender_check_code",
    page="senders",
    constants={"check_code": "1"},
    parameters=(_NAME, Parameter(name="code", kind=TEXT, required=True, secret=True)),
    reply=sender_check_code,
    idempotent=False,
)
_DELETE_REQUEST = RequestSpec(
    name="sender_delete",
    page="senders",
    constants={"del": "1"},
    parameters=(text_param("sender", 100), _ID),
    one_of=_SENDER_OR_ID,
    reply=sender_delete,
    idempotent=True,
)

REQUESTS = (
    _SENDERS_REQUEST,
    _ADD_REQUEST,
    _CHANGE_REQUEST,
    _SEND_CODE_REQUEST,
    _CHECK_CODE_REQUEST,
    _DELETE_REQUEST,
)


def senders_command(
    *,
    all: int | None = None,
    operators: int = 0,
    from_date: date | None = None,
    prev_id: str | None = None,
    cnt: int | None = None,
    user: str | None = None,
    fmt: int = 3,
) -> Command[list[Sender]]:
    """Request the sender names; at most three such requests a minute.

    Args:
        all: 0 for usable names only, 1 for all names.
        operators: 1 to include the per-operator statuses.
        from_date: return only names from this day on.
        prev_id, cnt: for paging: the last ``id`` of the previous page, and the page size.
        user: the login of the sub-client whose names to return.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[list[Sender]] = _SENDERS_REQUEST.command(
        fmt, all=all, operators=operators, from_date=from_date, prev_id=prev_id, cnt=cnt, user=user
    )
    return command


def sender_add_command(*, sender: str, cmt: str | None = None, fmt: int = 3) -> Command[Created]:
    """Add a sender name; at most five such requests a minute. Not idempotent.

    The upload of supporting documents is not covered by this library.

    Args:
        sender: the sender name.
        cmt: a comment for the moderator.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Created] = _ADD_REQUEST.command(fmt, sender=sender, cmt=cmt)
    return command


def sender_change_command(
    *, sender: str | None = None, id: str | None = None, cmt: str | None = None, fmt: int = 3
) -> Command[Done]:
    """Change the comment on a sender name, given by ``sender`` or by ``id``.

    Args:
        sender: the sender name.
        id: the number of the name.
        cmt: the new comment.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Done] = _CHANGE_REQUEST.command(fmt, sender=sender, id=id, cmt=cmt)
    return command


def sender_send_code_command(*, sender: str, fmt: int = 3) -> Command[Done]:
    """Send a confirmation code to a sender name that is a phone number or an e-mail address.

    The service sends a new code after eight hours at the earliest.

    Args:
        sender: the sender name.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Done] = _SEND_CODE_REQUEST.command(fmt, sender=sender)
    return command


def sender_check_code_command(*, sender: str, code: str, fmt: int = 3) -> Command[Done]:
    """Confirm a sender name with the code that was sent to it.

    Args:
        sender: the sender name.
        code: the confirmation code; masked in errors.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Done] = _CHECK_CODE_REQUEST.command(fmt, sender=sender, code=code)
    return command


def sender_delete_command(
    *, sender: str | None = None, id: str | None = None, fmt: int = 3
) -> Command[Done]:
    """Delete a sender name, given by ``sender`` or by ``id``.

    Args:
        sender: the sender name.
        id: the number of the name.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Done] = _DELETE_REQUEST.command(fmt, sender=sender, id=id)
    return command
