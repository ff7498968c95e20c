"""downloads.php: deferred tasks and the files that they make. ``grammars/downloads.lark`` has their lines.

Source: the vendor's page "Actions with deferred tasks". What a file holds: :mod:`smsc_codec.tasks`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from smsc_codec.codec import Codec, ListCodec
from smsc_codec.codes import TaskStatus
from smsc_codec.pages.shared import int_param, text_param
from smsc_codec.requests import Command, Parameter, RequestSpec
from smsc_codec.schema.failure import FAILURE
from smsc_codec.schema.records import Extra, RecordLayout, RecordSchema
from smsc_codec.schema.reply import ReplySpec
from smsc_codec.schema.scalars import DATE, ID, TASK_STATUS, TEXT, quoted

__all__ = [
    "REPLIES",
    "REQUESTS",
    "Task",
    "task_file",
    "task_file_command",
    "tasks",
    "tasks_command",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A deferred task: an export of sent messages.

    Args:
        id: its number.
        name: its name.
        status: how far it is; its file is there when it is completed.
        created: when it was created, in the account's zone.
        time: when it was started, in the account's zone.
        file: the name of its file.
        extra: what the reply carried beyond these fields.
    """

    id: str
    name: str | None = None
    status: TaskStatus | None = None
    created: datetime | None = None
    time: datetime | None = None
    file: str | None = None
    extra: Extra = ()


# The page shows the id as a JSON number and the status as a string.
_TASK = RecordSchema(
    Task,
    {
        "id": ID,
        "name": TEXT,
        "status": quoted(TASK_STATUS),
        "created": DATE,
        "time": DATE,
        "file": TEXT,
    },
)
_TASKS = ReplySpec(
    list_name="tasks",
    page="downloads",
    layouts=(
        RecordLayout(
            record=_TASK, rule="task", fields={0: tuple(_TASK.scalars)}, roots={0: "task"}
        ),
    ),
)
_FILE = ReplySpec(name="task_file", page="downloads", layouts=(FAILURE,), is_file=True)

REPLIES = (_TASKS, _FILE)


def tasks(*, fmt: int = 3) -> ListCodec[Task]:
    """The reply of downloads.php with get_list=1.

    Args:
        fmt: 0 text, 1 comma lines, 2 XML, 3 JSON.

    Raises:
        ValueError, TypeError: no such format.
    """
    codec: ListCodec[Task] = _TASKS.codec(fmt)
    return codec


def task_file(*, fmt: int = 3) -> Codec[bytes]:
    """The reply of downloads.php with get_file=1: the octets of the file, for :func:`smsc_codec.tasks.rows`.

    Args:
        fmt: in which the server tells an error; the file is the same in all.

    Raises:
        ValueError, TypeError: no such format.
    """
    codec: Codec[bytes] = _FILE.codec(fmt)
    return codec


_ASK_TASKS = RequestSpec(
    name="tasks",
    page="downloads",
    constants={"get_list": "1"},
    parameters=(int_param("cnt", least=1), int_param("after_id", kind=ID)),
    reply=tasks,
    idempotent=True,
)
_ASK_FILE = RequestSpec(
    name="task_file",
    page="downloads",
    constants={"get_file": "1"},
    parameters=(Parameter(name="id", kind=ID), text_param("name")),
    reply=task_file,
    one_of=(("id", "name"),),
    idempotent=True,
)

REQUESTS = (_ASK_TASKS, _ASK_FILE)


def tasks_command(
    *, cnt: int | None = None, after_id: str | None = None, fmt: int = 3
) -> Command[list[Task]]:
    """Ask for the deferred tasks. The service takes three such requests a minute.

    Args:
        cnt: how many tasks are wanted.
        after_id: only tasks that follow this one.
        fmt: the format of the reply, 0 to 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[list[Task]] = _ASK_TASKS.command(fmt, cnt=cnt, after_id=after_id)
    return command


def task_file_command(
    *, id: str | None = None, name: str | None = None, fmt: int = 3
) -> Command[bytes]:
    """Ask for the file of a completed task, by one of the two.

    Args:
        id: the task's number.
        name: the file's name.
        fmt: in which an error is told, 0 to 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[bytes] = _ASK_FILE.command(fmt, id=id, name=name)
    return command
