"""Codecs of the API's replies: one factory function per reply."""

from smsc_codec.pages import balance as _balance
from smsc_codec.pages import downloads as _downloads
from smsc_codec.pages import get as _get
from smsc_codec.pages import info as _info
from smsc_codec.pages import jobs as _jobs
from smsc_codec.pages import phones as _phones
from smsc_codec.pages import receive_phones as _receive_phones
from smsc_codec.pages import send as _send
from smsc_codec.pages import senders as _senders
from smsc_codec.pages import status as _status
from smsc_codec.pages import templates as _templates
from smsc_codec.pages import tinyurls as _tinyurls
from smsc_codec.pages import users as _users
from smsc_codec.pages import wait_call as _wait_call
from smsc_codec.pages.balance import balance
from smsc_codec.pages.downloads import task_file, tasks
from smsc_codec.pages.get import answers, messages, prices, statistics
from smsc_codec.pages.info import operator
from smsc_codec.pages.jobs import job_add, job_cancel, job_delete
from smsc_codec.pages.phones import (
    contact_add,
    contact_block,
    contact_change,
    contact_delete,
    contact_group_add,
    contact_group_change,
    contact_group_delete,
    contact_groups,
    contact_move,
    contact_unblock,
    contacts,
)
from smsc_codec.pages.receive_phones import number_prolong, number_rent, numbers
from smsc_codec.pages.send import send
from smsc_codec.pages.senders import (
    sender_add,
    sender_change,
    sender_check_code,
    sender_delete,
    sender_send_code,
    senders,
)
from smsc_codec.pages.status import message_delete, status, statuses
from smsc_codec.pages.templates import template_add, template_change, template_delete, templates
from smsc_codec.pages.tinyurls import link, links
from smsc_codec.pages.users import user_add, user_change, user_pay
from smsc_codec.pages.wait_call import wait_call

__all__ = [
    "answers",
    "balance",
    "contact_add",
    "contact_block",
    "contact_change",
    "contact_delete",
    "contact_group_add",
    "contact_group_change",
    "contact_group_delete",
    "contact_groups",
    "contact_move",
    "contact_unblock",
    "contacts",
    "job_add",
    "job_cancel",
    "job_delete",
    "link",
    "links",
    "message_delete",
    "messages",
    "number_prolong",
    "number_rent",
    "numbers",
    "operator",
    "prices",
    "send",
    "sender_add",
    "sender_change",
    "sender_check_code",
    "sender_delete",
    "sender_send_code",
    "senders",
    "statistics",
    "status",
    "statuses",
    "task_file",
    "tasks",
    "template_add",
    "template_change",
    "template_delete",
    "templates",
    "user_add",
    "user_change",
    "user_pay",
    "wait_call",
]

#: The declarations of all replies; the command line, the docs and the property tests iterate over
#: them.
REPLIES = (
    *_send.REPLIES,
    *_status.REPLIES,
    *_balance.REPLIES,
    *_senders.REPLIES,
    *_receive_phones.REPLIES,
    *_wait_call.REPLIES,
    *_downloads.REPLIES,
    *_get.REPLIES,
    *_info.REPLIES,
    *_jobs.REPLIES,
    *_phones.REPLIES,
    *_users.REPLIES,
    *_templates.REPLIES,
    *_tinyurls.REPLIES,
)
