"""senders.php: names of senders. ``grammars/senders.lark`` has their lines.

Source: the vendor's page on the server's response about sender names. Its samples of the formats are lost, so the order
of its text is taken for the order of the wire, fmt=0 is read by label, and what is unknown is kept.
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

#: The statuses at operators, in the vendor's order, each with the day from which the service no longer sends it.
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
    """A name that messages can be sent under.

    Args:
        sender: the name.
        mega_status ... ua_int_status: with operators=1, its status at each operator (see :data:`OPERATOR_STATUSES`).
        status: whether it may be used.
        id: its number.
        extra: what the reply carried beyond these fields: statuses at newer operators, replacements of the name.
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
        """The names that stand for this one at some operator, by their keys: every unknown key that is no status."""
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
    """The reply of senders.php with get=1.

    Args:
        fmt: 0 text, 1 comma lines, 2 XML, 3 JSON. fmt=1 has no labels: with operators=1 the thirteen statuses of the
            vendor's text are told apart by their number only, and any other number of columns is kept as it is.
        operators: 1 if the statuses at operators were asked for.

    Raises:
        ValueError, TypeError: no such format or level.
    """
    codec: ListCodec[Sender] = _SENDERS.codec(fmt, operators)
    return codec


def sender_add(*, fmt: int = 3) -> Codec[Created]:
    """The reply of senders.php with add=1: the new name's number.

    Args:
        fmt: 0 text, 1 a comma line, 2 XML, 3 JSON.

    Raises:
        ValueError, TypeError: no such format.
    """
    codec: Codec[Created] = _ADD.codec(fmt)
    return codec


def sender_change(*, fmt: int = 3) -> Codec[Done]:
    """The reply of senders.php with chg=1; ``fmt`` and errors as for :func:`sender_add`."""
    codec: Codec[Done] = _CHANGE.codec(fmt)
    return codec


def sender_send_code(*, fmt: int = 3) -> Codec[Done]:
    """The reply of senders.php with send_code=1; ``fmt`` and errors as for :func:`sender_add`."""
    codec: Codec[Done] = _SEND_CODE.codec(fmt)
    return codec


def sender_check_code(*, fmt: int = 3) -> Codec[Done]:
    """The reply of senders.php with check_code=1; ``fmt`` and errors as for :func:`sender_add`."""
    codec: Codec[Done] = _CHECK_CODE.codec(fmt)
    return codec


def sender_delete(*, fmt: int = 3) -> Codec[Done]:
    """The reply of senders.php with del=1; ``fmt`` and errors as for :func:`sender_add`."""
    codec: Codec[Done] = _DELETE.codec(fmt)
    return codec


_NAME, _ID, _CMT = (
    text_param("sender", 100, required=True),
    Parameter(name="id", kind=ID),
    text_param("cmt"),
)
_EITHER = (("sender", "id"),)
_ASK_SENDERS = RequestSpec(
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
        int_param("cnt", least=1),
        text_param("user"),
    ),
)
_ASK_ADD = RequestSpec(
    name="sender_add",
    page="senders",
    constants={"add": "1"},
    parameters=(_NAME, _CMT),
    reply=sender_add,
    idempotent=False,
)
_ASK_CHANGE = RequestSpec(
    name="sender_change",
    page="senders",
    constants={"chg": "1"},
    parameters=(text_param("sender", 100), _ID, _CMT),
    one_of=_EITHER,
    reply=sender_change,
    idempotent=True,
)
_ASK_SEND_CODE = RequestSpec(
    name="sender_send_code",
    page="senders",
    constants={"send_code": "1"},
    parameters=(_NAME,),
    reply=sender_send_code,
    idempotent=False,
)
_ASK_CHECK_CODE = RequestSpec(
    name="sender_check_code",
    page="senders",
    constants={"check_code": "1"},
    parameters=(_NAME, Parameter(name="code", kind=TEXT, required=True, secret=True)),
    reply=sender_check_code,
    idempotent=False,
)
_ASK_DELETE = RequestSpec(
    name="sender_delete",
    page="senders",
    constants={"del": "1"},
    parameters=(text_param("sender", 100), _ID),
    one_of=_EITHER,
    reply=sender_delete,
    idempotent=True,
)

REQUESTS = (_ASK_SENDERS, _ASK_ADD, _ASK_CHANGE, _ASK_SEND_CODE, _ASK_CHECK_CODE, _ASK_DELETE)


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
    """Ask for the names of senders. The service takes three such requests a minute.

    Args:
        all: 0 only names that may be used, 1 every name.
        operators: 1 to be told the statuses at operators.
        from_date: only names since that day.
        prev_id, cnt: for a list in parts: the last number of the part before, and how many are wanted.
        user: the login of a sub-client whose names are meant.
        fmt: the format of the reply, 0 to 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[list[Sender]] = _ASK_SENDERS.command(
        fmt, all=all, operators=operators, from_date=from_date, prev_id=prev_id, cnt=cnt, user=user
    )
    return command


def sender_add_command(*, sender: str, cmt: str | None = None, fmt: int = 3) -> Command[Created]:
    """Add a name. Not idempotent; five a minute at most. Papers are uploaded in a request of your own making.

    Args:
        sender: the name.
        cmt: a comment for the moderator.
        fmt: the format of the reply, 0 to 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Created] = _ASK_ADD.command(fmt, sender=sender, cmt=cmt)
    return command


def sender_change_command(
    *, sender: str | None = None, id: str | None = None, cmt: str | None = None, fmt: int = 3
) -> Command[Done]:
    """Change a name's comment. The name is given by ``sender`` or by ``id``.

    Args:
        sender: the name.
        id: its number.
        cmt: the new comment.
        fmt: the format of the reply, 0 to 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Done] = _ASK_CHANGE.command(fmt, sender=sender, id=id, cmt=cmt)
    return command


def sender_send_code_command(*, sender: str, fmt: int = 3) -> Command[Done]:
    """Have the confirmation code sent to a name that is a phone or an address; again after eight hours at the earliest.

    Args:
        sender: the name.
        fmt: the format of the reply, 0 to 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Done] = _ASK_SEND_CODE.command(fmt, sender=sender)
    return command


def sender_check_code_command(*, sender: str, code: str, fmt: int = 3) -> Command[Done]:
    """Confirm a name by the code that was sent to it.

    Args:
        sender: the name.
        code: the code.
        fmt: the format of the reply, 0 to 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Done] = _ASK_CHECK_CODE.command(fmt, sender=sender, code=code)
    return command


def sender_delete_command(
    *, sender: str | None = None, id: str | None = None, fmt: int = 3
) -> Command[Done]:
    """Delete a name, given by ``sender`` or by ``id``.

    Args:
        sender: the name.
        id: its number.
        fmt: the format of the reply, 0 to 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Done] = _ASK_DELETE.command(fmt, sender=sender, id=id)
    return command
