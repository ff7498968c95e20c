"""Types of the public names, as inferred by mypy --strict. Not executed as a test."""

from __future__ import annotations

from typing import assert_never, assert_type

from smsc_codec import (
    Balance,
    Codec,
    Done,
    Failure,
    HlrStatus,
    ListCodec,
    NotFound,
    SmsStatus,
    StatusReply,
    replies,
)

assert_type(replies.status(fmt=1, all=2), Codec[StatusReply])
assert_type(replies.statuses(fmt=1, all=2), ListCodec[StatusReply])
assert_type(replies.statuses().row, Codec[StatusReply])
assert_type(replies.statuses().with_charset("koi8-r"), ListCodec[StatusReply])
assert_type(replies.balance().decode(b""), Balance | Failure)
assert_type(replies.message_delete().decode(""), Done | Failure)
assert_type(replies.statuses().decode(b""), list[StatusReply] | Failure)


def exhaustive(reply: StatusReply | Failure) -> str:
    match reply:
        case SmsStatus(message=message):
            return message or ""
        case HlrStatus(imsi=imsi):
            return imsi or ""
        case NotFound() | Failure():
            return ""
        case _:
            assert_never(reply)
