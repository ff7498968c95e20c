"""phones.php: contacts, groups of contacts, and the blacklist.

The reply to add=1 is documented in all formats; the others only in JSON, from a client whose tests
run against the service. The grammar of the lines is ``grammars/phones.lark``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from smsc_codec.codec import Codec, ListCodec
from smsc_codec.pages.shared import (
    CREATED,
    DONE,
    JSON_ONLY,
    OK,
    Created,
    Done,
    phone_param,
    text_param,
)
from smsc_codec.requests import Command, Parameter, RequestSpec
from smsc_codec.schema.records import Extra, RecordLayout, RecordSchema
from smsc_codec.schema.reply import ReplySpec
from smsc_codec.schema.scalars import ID, NUMBER, TEXT, quoted

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "REPLIES",
    "REQUESTS",
    "Contact",
    "ContactGroup",
    "contact_add",
    "contact_add_command",
    "contact_block",
    "contact_block_command",
    "contact_change",
    "contact_change_command",
    "contact_delete",
    "contact_delete_command",
    "contact_group_add",
    "contact_group_add_command",
    "contact_group_change",
    "contact_group_change_command",
    "contact_group_delete",
    "contact_group_delete_command",
    "contact_groups",
    "contact_groups_command",
    "contact_move",
    "contact_move_command",
    "contact_unblock",
    "contact_unblock_command",
    "contacts",
    "contacts_command",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact of the address book.

    Args:
        id: the number of the contact.
        name: the name of the contact.
        phone: the phone number.
        group: the number of the contact's group, as a string; "0" for no group.
        first_name, last_name, middle_name, birthday, comments, tags: text entered by the account's
            owner, as received.
        phone_other: further phone numbers.
        extra: unknown fields of the reply, as (name, value) pairs.
    """

    id: str
    name: str | None = None
    phone: str | None = None
    group: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    middle_name: str | None = None
    birthday: str | None = None
    comments: str | None = None
    tags: str | None = None
    phone_other: str | None = None
    extra: Extra = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactGroup:
    """A group of contacts.

    Args:
        id: the number of the group.
        name: the name of the group.
        number: the position of the group in the list.
        cnt: the number of contacts in the group; a string in JSON.
        extra: unknown fields of the reply, as (name, value) pairs.
    """

    id: str
    name: str | None = None
    number: str | None = None
    cnt: int | None = None
    extra: Extra = ()


_TEXTS = (
    "name",
    "phone",
    "group",
    "first_name",
    "last_name",
    "middle_name",
    "birthday",
    "comments",
    "tags",
    "phone_other",
)
_CONTACT = RecordSchema(Contact, {"id": ID, **dict.fromkeys(_TEXTS, TEXT)})
_GROUP = RecordSchema(ContactGroup, {"id": ID, "name": TEXT, "number": TEXT, "cnt": quoted(NUMBER)})

_CREATED = RecordLayout(record=CREATED, rule="created", fields={0: ("id",)}, roots={0: "phone"})
_CONTACTS = ReplySpec(
    list_name="contacts",
    page="phones",
    layouts=(
        RecordLayout(record=_CONTACT, fields={0: tuple(_CONTACT.scalars)}, roots={0: "phone"}),
    ),
    confidence=JSON_ONLY,
)
_GROUPS = ReplySpec(
    list_name="contact_groups",
    page="phones",
    layouts=(RecordLayout(record=_GROUP, fields={0: tuple(_GROUP.scalars)}, roots={0: "group"}),),
    confidence=JSON_ONLY,
)
_ADD = ReplySpec(
    name="contact_add", page="phones", layouts=(_CREATED,), confidence=("A", "A", "A", "B")
)
# The name of a group's XML element is not documented.
_GROUP_ADD = ReplySpec(
    name="contact_group_add", page="phones", layouts=(_CREATED,), confidence=("A", "A", "-", "B")
)
_BLOCK = ReplySpec(name="contact_block", page="phones", layouts=(_CREATED,), confidence=JSON_ONLY)


def _done(name: str) -> ReplySpec:
    return ReplySpec(
        name=name, page="phones", layouts=(DONE,), plain_texts=OK, confidence=JSON_ONLY
    )


_CHANGE = _done("contact_change")
_DELETE = _done("contact_delete")
_MOVE = _done("contact_move")
_GROUP_CHANGE = _done("contact_group_change")
_GROUP_DELETE = _done("contact_group_delete")
_UNBLOCK = _done("contact_unblock")

REPLIES = (
    _CONTACTS,
    _GROUPS,
    _ADD,
    _CHANGE,
    _DELETE,
    _MOVE,
    _GROUP_ADD,
    _GROUP_CHANGE,
    _GROUP_DELETE,
    _BLOCK,
    _UNBLOCK,
)


def contacts(*, fmt: int = 3) -> ListCodec[Contact]:
    """Return the codec for the reply of phones.php with get=1.

    Args:
        fmt: only 3 (JSON) is supported; the other reply formats are not documented.

    Raises:
        ValueError: the format does not exist, or its reply is not documented.
        TypeError: ``fmt`` is not an int.
    """
    codec: ListCodec[Contact] = _CONTACTS.codec(fmt)
    return codec


def contact_groups(*, fmt: int = 3) -> ListCodec[ContactGroup]:
    """Return the codec for the reply of phones.php with get_group=1.

    ``fmt`` and exceptions as for :func:`contacts`.
    """
    codec: ListCodec[ContactGroup] = _GROUPS.codec(fmt)
    return codec


def contact_add(*, fmt: int = 3) -> Codec[Created]:
    """Return the codec for the reply of phones.php with add=1.

    Args:
        fmt: 0 labelled text, 1 comma-separated line, 2 XML, 3 JSON.

    Raises:
        ValueError: ``fmt`` is not 0, 1, 2 or 3.
        TypeError: ``fmt`` is not an int.
    """
    codec: Codec[Created] = _ADD.codec(fmt)
    return codec


def contact_group_add(*, fmt: int = 3) -> Codec[Created]:
    """Return the codec for the reply of phones.php with add_group=1.

    Args:
        fmt: 0 labelled text, 1 comma-separated line, 3 JSON; the XML reply is not documented.

    Raises:
        ValueError: the format does not exist, or its reply is not documented.
        TypeError: ``fmt`` is not an int.
    """
    codec: Codec[Created] = _GROUP_ADD.codec(fmt)
    return codec


def contact_block(*, fmt: int = 3) -> Codec[Created]:
    """Return the codec for the reply of phones.php with add_black=1.

    ``fmt`` and exceptions as for :func:`contacts`.
    """
    codec: Codec[Created] = _BLOCK.codec(fmt)
    return codec


def contact_change(*, fmt: int = 3) -> Codec[Done]:
    """Return the codec for the reply of phones.php with chg=1.

    ``fmt`` and exceptions as for :func:`contacts`.
    """
    codec: Codec[Done] = _CHANGE.codec(fmt)
    return codec


def contact_delete(*, fmt: int = 3) -> Codec[Done]:
    """Return the codec for the reply of phones.php with del=1.

    ``fmt`` and exceptions as for :func:`contacts`.
    """
    codec: Codec[Done] = _DELETE.codec(fmt)
    return codec


def contact_move(*, fmt: int = 3) -> Codec[Done]:
    """Return the codec for the reply of phones.php with move_group.

    ``fmt`` and exceptions as for :func:`contacts`.
    """
    codec: Codec[Done] = _MOVE.codec(fmt)
    return codec


def contact_group_change(*, fmt: int = 3) -> Codec[Done]:
    """Return the codec for the reply of phones.php with chg_group=1.

    ``fmt`` and exceptions as for :func:`contacts`.
    """
    codec: Codec[Done] = _GROUP_CHANGE.codec(fmt)
    return codec


def contact_group_delete(*, fmt: int = 3) -> Codec[Done]:
    """Return the codec for the reply of phones.php with del_group=1.

    ``fmt`` and exceptions as for :func:`contacts`.
    """
    codec: Codec[Done] = _GROUP_DELETE.codec(fmt)
    return codec


def contact_unblock(*, fmt: int = 3) -> Codec[Done]:
    """Return the codec for the reply of phones.php with del_black=1.

    ``fmt`` and exceptions as for :func:`contacts`.
    """
    codec: Codec[Done] = _UNBLOCK.codec(fmt)
    return codec


_GRP, _NAME = Parameter(name="grp", kind=ID, required=True), text_param("name", required=True)


def _request(
    reply: Callable[..., Codec[Any]], action: str, *parameters: Parameter, idempotent: bool = True
) -> RequestSpec:
    return RequestSpec(
        name=reply.__name__,
        page="phones",
        constants={action: "1"},
        parameters=parameters,
        reply=reply,
        idempotent=idempotent,
    )


_CONTACTS_REQUEST = _request(contacts, "get")
_GROUPS_REQUEST = _request(contact_groups, "get_group")
_ADD_REQUEST = _request(contact_add, "add", phone_param(), text_param("name"), idempotent=False)
_CHANGE_REQUEST = _request(
    contact_change,
    "chg",
    phone_param(),
    phone_param("new_phone", required=False),
    text_param("name"),
)
_DELETE_REQUEST = _request(contact_delete, "del", phone_param())
_MOVE_REQUEST = RequestSpec(
    name="contact_move",
    page="phones",
    constants={},
    reply=contact_move,
    idempotent=True,
    parameters=(
        Parameter(name="move_group", kind=NUMBER, choices=(1, 2, 3), required=True),
        _GRP,
        phone_param(),
    ),
)
_GROUP_ADD_REQUEST = _request(contact_group_add, "add_group", _NAME, idempotent=False)
_GROUP_CHANGE_REQUEST = _request(contact_group_change, "chg_group", _GRP, _NAME)
_GROUP_DELETE_REQUEST = _request(contact_group_delete, "del_group", _GRP)
_BLOCK_REQUEST = _request(contact_block, "add_black", phone_param())
_UNBLOCK_REQUEST = _request(contact_unblock, "del_black", phone_param())

REQUESTS = (
    _CONTACTS_REQUEST,
    _GROUPS_REQUEST,
    _ADD_REQUEST,
    _CHANGE_REQUEST,
    _DELETE_REQUEST,
    _MOVE_REQUEST,
    _GROUP_ADD_REQUEST,
    _GROUP_CHANGE_REQUEST,
    _GROUP_DELETE_REQUEST,
    _BLOCK_REQUEST,
    _UNBLOCK_REQUEST,
)


def contacts_command(*, fmt: int = 3) -> Command[list[Contact]]:
    """Request the contacts.

    Args:
        fmt: the reply format; only 3 (JSON) is supported.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[list[Contact]] = _CONTACTS_REQUEST.command(fmt)
    return command


def contact_groups_command(*, fmt: int = 3) -> Command[list[ContactGroup]]:
    """Request the groups of contacts.

    ``fmt`` and exceptions as for :func:`contacts_command`.
    """
    command: Command[list[ContactGroup]] = _GROUPS_REQUEST.command(fmt)
    return command


def contact_add_command(*, phone: str, name: str | None = None, fmt: int = 3) -> Command[Created]:
    """Add a contact.

    Args:
        phone: the phone number.
        name: the name of the contact.
        fmt: the reply format, 0 to 3.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Created] = _ADD_REQUEST.command(fmt, phone=phone, name=name)
    return command


def contact_change_command(
    *, phone: str, new_phone: str | None = None, name: str | None = None, fmt: int = 3
) -> Command[Done]:
    """Change a contact's number or name.

    Args:
        phone: the phone number.
        new_phone: the new phone number.
        name: the new name.
        fmt: the reply format; only 3 (JSON) is supported.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Done] = _CHANGE_REQUEST.command(
        fmt, phone=phone, new_phone=new_phone, name=name
    )
    return command


def contact_delete_command(*, phone: str, fmt: int = 3) -> Command[Done]:
    """Delete the contact with the number ``phone``.

    ``fmt`` and exceptions as for :func:`contacts_command`.
    """
    command: Command[Done] = _DELETE_REQUEST.command(fmt, phone=phone)
    return command


def contact_move_command(*, move_group: int, grp: str, phone: str, fmt: int = 3) -> Command[Done]:
    """Add a contact to a group, or remove it.

    Args:
        move_group: 1 moves the contact to the group, 2 adds it to the group as well, 3 removes it
            from the group.
        grp: the number of the group.
        phone: the phone number of the contact.
        fmt: the reply format; only 3 (JSON) is supported.

    Raises:
        EncodeError: an argument is invalid according to the vendor's parameter table.
    """
    command: Command[Done] = _MOVE_REQUEST.command(fmt, move_group=move_group, grp=grp, phone=phone)
    return command


def contact_group_add_command(*, name: str, fmt: int = 3) -> Command[Created]:
    """Create a group called ``name``; ``fmt`` is 0, 1 or 3.

    Exceptions as for :func:`contacts_command`.
    """
    command: Command[Created] = _GROUP_ADD_REQUEST.command(fmt, name=name)
    return command


def contact_group_change_command(*, grp: str, name: str, fmt: int = 3) -> Command[Done]:
    """Rename the group ``grp``.

    ``fmt`` and exceptions as for :func:`contacts_command`.
    """
    command: Command[Done] = _GROUP_CHANGE_REQUEST.command(fmt, grp=grp, name=name)
    return command


def contact_group_delete_command(*, grp: str, fmt: int = 3) -> Command[Done]:
    """Delete the group ``grp``.

    ``fmt`` and exceptions as for :func:`contacts_command`.
    """
    command: Command[Done] = _GROUP_DELETE_REQUEST.command(fmt, grp=grp)
    return command


def contact_block_command(*, phone: str, fmt: int = 3) -> Command[Created]:
    """Add a phone number to the blacklist.

    ``fmt`` and exceptions as for :func:`contacts_command`.
    """
    command: Command[Created] = _BLOCK_REQUEST.command(fmt, phone=phone)
    return command


def contact_unblock_command(*, phone: str, fmt: int = 3) -> Command[Done]:
    """Remove a phone number from the blacklist.

    ``fmt`` and exceptions as for :func:`contacts_command`.
    """
    command: Command[Done] = _UNBLOCK_REQUEST.command(fmt, phone=phone)
    return command
