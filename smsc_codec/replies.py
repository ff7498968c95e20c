"""The shelf of replies: for every reply of the API a function that gives its codec."""

from smsc_codec.pages.balance import balance
from smsc_codec.pages.status import message_delete, status, statuses

__all__ = ["balance", "message_delete", "status", "statuses"]
