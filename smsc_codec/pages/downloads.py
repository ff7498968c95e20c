"""downloads.php: deferred tasks and their files. The grammar is ``grammars/downloads.lark``.

Source: the vendor's page "Actions with deferred tasks". :mod:`smsc_codec.tasks` reads the files.
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
        id: the number of the task.
        name: the name of the task.
        status: the progress of the task; the file is available once it is completed.
        created: creation time in the account's time zone, naive.
        time: start time in the account's time zone, naive.
        file: the name of the file.
        extra: unknown fields of the reply, as (name, value) pairs.
    """

    id: str
    name: str | None = None
    status: TaskStatus | None = None
    created: datetime | None = None
    time: datetime | None = None
    file: str | None = None
    extra: Extra = ()


# The vendor's page shows the id as a JSON number and the status as a JSON string.
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
    """Return the codec for the reply of downloads.php with get_list=1.

    Args:
        fmt: 0 labelled text, 1 comma-separated lines, 2 XML, 3 JSON.

    Raises:
        ValueError: ``fmt`` is not 0, 1, 2 or 3.
        TypeError: ``fmt`` is not an int.
    """
    codec: ListCodec[Task] = _TASKS.codec(fmt)
    return codec


def task_file(*, fmt: int = 3) -> Codec[bytes]:
    """Return the codec for the reply of downloads.php with get_file=1.

    The codec returns the bytes of the file, which :func:`smsc_codec.tasks.read_csv` reads.

    Args:
        fmt: the format of the server's error; the file is the same in all formats.

    Raises:
        ValueError: ``fmt`` is not 0, 1, 2 or 3.
        TypeError: ``fmt`` is not an int.
    """
    codec: Codec[bytes] = _FILE.codec(fmt)
    return codec


_TASKS_REQUEST = RequestSpec(
    name="tasks",
    page="downloads",
    constants={"get_list": "1"},
    parameters=(int_param("cnt", minimum=1), int_param("after_id", kind=ID)),
    reply=tasks,
    idempotent=True,
)
_FILE_REQUEST = RequestSpec(
    name="task_file",
    page="downloads",
    constants={"get_file": "1"},
    parameters=(Parameter(name="id", kind=ID), text_param("name")),
    reply=task_file,
    one_of=(("id", "name"),),
    idempotent=True,
)

REQUESTS = (_TASKS_REQUEST, _FILE_REQUEST)


def tasks_command(
    *, cnt: int | None = None, after_id: str | None = None, fmt: int = 3
) -> Command[list[Task]]:
    """Request the deferred tasks; at most three such requests a minute.

    Args:
        cnt: the maximum number of tasks to return.
        after_id: return only tasks after this one.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[list[Task]] = _TASKS_REQUEST.command(fmt, cnt=cnt, after_id=after_id)
    return command


def task_file_command(
    *, id: str | None = None, name: str | None = None, fmt: int = 3
) -> Command[bytes]:
    """Request the file of a completed task, given by ``id`` or by ``name``.

    Args:
        id: the number of the task.
        name: the name of the file.
        fmt: the format of an error reply, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[bytes] = _FILE_REQUEST.command(fmt, id=id, name=name)
    return command
