"""Requests to the API: one function per command, and :func:`parse` for requests found in logs.

A command consists of its parameters and the codec of its reply. It can be sent with any HTTP
client, to any host of the service.
"""

import re

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
from smsc_codec.pages.balance import balance_command as balance
from smsc_codec.pages.downloads import task_file_command as task_file
from smsc_codec.pages.downloads import tasks_command as tasks
from smsc_codec.pages.get import answers_command as answers
from smsc_codec.pages.get import messages_command as messages
from smsc_codec.pages.get import prices_command as prices
from smsc_codec.pages.get import statistics_command as statistics
from smsc_codec.pages.info import operator_command as operator
from smsc_codec.pages.jobs import job_add_command as job_add
from smsc_codec.pages.jobs import job_cancel_command as job_cancel
from smsc_codec.pages.jobs import job_delete_command as job_delete
from smsc_codec.pages.phones import contact_add_command as contact_add
from smsc_codec.pages.phones import contact_block_command as contact_block
from smsc_codec.pages.phones import contact_change_command as contact_change
from smsc_codec.pages.phones import contact_delete_command as contact_delete
from smsc_codec.pages.phones import contact_group_add_command as contact_group_add
from smsc_codec.pages.phones import contact_group_change_command as contact_group_change
from smsc_codec.pages.phones import contact_group_delete_command as contact_group_delete
from smsc_codec.pages.phones import contact_groups_command as contact_groups
from smsc_codec.pages.phones import contact_move_command as contact_move
from smsc_codec.pages.phones import contact_unblock_command as contact_unblock
from smsc_codec.pages.phones import contacts_command as contacts
from smsc_codec.pages.receive_phones import number_prolong_command as number_prolong
from smsc_codec.pages.receive_phones import number_rent_command as number_rent
from smsc_codec.pages.receive_phones import numbers_command as numbers
from smsc_codec.pages.send import send_command as send
from smsc_codec.pages.senders import sender_add_command as sender_add
from smsc_codec.pages.senders import sender_change_command as sender_change
from smsc_codec.pages.senders import sender_check_code_command as sender_check_code
from smsc_codec.pages.senders import sender_delete_command as sender_delete
from smsc_codec.pages.senders import sender_send_code_command as sender_send_code
from smsc_codec.pages.senders import senders_command as senders
from smsc_codec.pages.status import message_delete_command as message_delete
from smsc_codec.pages.status import status_command as status
from smsc_codec.pages.status import statuses_command as statuses
from smsc_codec.pages.templates import template_add_command as template_add
from smsc_codec.pages.templates import template_change_command as template_change
from smsc_codec.pages.templates import template_delete_command as template_delete
from smsc_codec.pages.templates import templates_command as templates
from smsc_codec.pages.tinyurls import link_command as link
from smsc_codec.pages.users import user_add_command as user_add
from smsc_codec.pages.users import user_change_command as user_change
from smsc_codec.pages.users import user_pay_command as user_pay
from smsc_codec.pages.wait_call import wait_call_command as wait_call
from smsc_codec.request_parser import ParsedRequest, parse
from smsc_codec.requests import Command, Credentials

__all__ = [
    "Command",
    "Credentials",
    "ParsedRequest",
    "answers",
    "balance",
    "captcha_image",
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
    "message_delete",
    "messages",
    "number_prolong",
    "number_rent",
    "numbers",
    "operator",
    "parse",
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

#: The declarations of all requests.
REQUESTS = (
    *_send.REQUESTS,
    *_status.REQUESTS,
    *_balance.REQUESTS,
    *_senders.REQUESTS,
    *_receive_phones.REQUESTS,
    *_wait_call.REQUESTS,
    *_downloads.REQUESTS,
    *_get.REQUESTS,
    *_info.REQUESTS,
    *_jobs.REQUESTS,
    *_phones.REQUESTS,
    *_users.REQUESTS,
    *_templates.REQUESTS,
    *_tinyurls.REQUESTS,
)

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?(?::[0-9]{1,5})?")


def captcha_image(host: str) -> str:
    """Return the URL of the captcha image; the code in it is the argument ``imgcode`` of
    :func:`send`.

    Args:
        host: a host of the service, such as ``smsc.ru``; there are several.

    Raises:
        ValueError: ``host`` is not a host name.
    """
    if _HOST.fullmatch(host) is None:
        raise ValueError(f"host: expected a host name such as smsc.ru, got {host!r}")
    return f"https://{host}/sys/imgcode.php?1.1"
