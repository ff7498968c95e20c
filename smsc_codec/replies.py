"""The shelf of replies: for every reply of the API a function that gives its codec."""

from smsc_codec.pages import balance as _balance
from smsc_codec.pages import status as _status
from smsc_codec.pages.balance import balance
from smsc_codec.pages.status import message_delete, status, statuses

__all__ = ["balance", "message_delete", "status", "statuses"]

#: The declarations behind the shelf: what the command line, the docs and the laws go through.
REPLIES = (*_balance.REPLIES, *_status.REPLIES)
