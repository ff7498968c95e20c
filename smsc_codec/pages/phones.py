"""phones.php: contacts, their groups, the blacklist. ``grammars/phones.lark`` has their lines.

What add=1 answers is known in all formats; the rest in JSON only, from a client whose tests run against the service.
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
        id: its number.
        name: its name.
        phone: the number.
        group: the number of its group, a string; "0" for none.
        first_name, last_name, middle_name, birthday, comments, tags: as the account's owner wrote them.
        phone_other: further numbers.
        extra: what the reply carried beyond these fields.
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
        id: its number.
        name: its name.
        number: its number in the list.
        cnt: how many contacts it has; a JSON string.
        extra: what the reply carried beyond these fields.
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
# The XML element of a group is not known.
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
    """The reply of phones.php with get=1.

    Args:
        fmt: 3 JSON; nobody has recorded the others.

    Raises:
        ValueError, TypeError: no such format, or nobody knows its form.
    """
    codec: ListCodec[Contact] = _CONTACTS.codec(fmt)
    return codec


def contact_groups(*, fmt: int = 3) -> ListCodec[ContactGroup]:
    """The reply of phones.php with get_group=1; ``fmt`` and errors as for :func:`contacts`."""
    codec: ListCodec[ContactGroup] = _GROUPS.codec(fmt)
    return codec


def contact_add(*, fmt: int = 3) -> Codec[Created]:
    """The reply of phones.php with add=1.

    Args:
        fmt: 0 text, 1 a comma line, 2 XML, 3 JSON.

    Raises:
        ValueError, TypeError: no such format.
    """
    codec: Codec[Created] = _ADD.codec(fmt)
    return codec


def contact_group_add(*, fmt: int = 3) -> Codec[Created]:
    """The reply of phones.php with add_group=1.

    Args:
        fmt: 0 text, 1 a comma line, 3 JSON; nobody has recorded XML.

    Raises:
        ValueError, TypeError: no such format, or nobody knows its form.
    """
    codec: Codec[Created] = _GROUP_ADD.codec(fmt)
    return codec


def contact_block(*, fmt: int = 3) -> Codec[Created]:
    """The reply of phones.php with add_black=1; ``fmt`` and errors as for :func:`contacts`."""
    codec: Codec[Created] = _BLOCK.codec(fmt)
    return codec


def contact_change(*, fmt: int = 3) -> Codec[Done]:
    """The reply of phones.php with chg=1; ``fmt`` and errors as for :func:`contacts`."""
    codec: Codec[Done] = _CHANGE.codec(fmt)
    return codec


def contact_delete(*, fmt: int = 3) -> Codec[Done]:
    """The reply of phones.php with del=1; ``fmt`` and errors as for :func:`contacts`."""
    codec: Codec[Done] = _DELETE.codec(fmt)
    return codec


def contact_move(*, fmt: int = 3) -> Codec[Done]:
    """The reply of phones.php with move_group; ``fmt`` and errors as for :func:`contacts`."""
    codec: Codec[Done] = _MOVE.codec(fmt)
    return codec


def contact_group_change(*, fmt: int = 3) -> Codec[Done]:
    """The reply of phones.php with chg_group=1; ``fmt`` and errors as for :func:`contacts`."""
    codec: Codec[Done] = _GROUP_CHANGE.codec(fmt)
    return codec


def contact_group_delete(*, fmt: int = 3) -> Codec[Done]:
    """The reply of phones.php with del_group=1; ``fmt`` and errors as for :func:`contacts`."""
    codec: Codec[Done] = _GROUP_DELETE.codec(fmt)
    return codec


def contact_unblock(*, fmt: int = 3) -> Codec[Done]:
    """The reply of phones.php with del_black=1; ``fmt`` and errors as for :func:`contacts`."""
    codec: Codec[Done] = _UNBLOCK.codec(fmt)
    return codec


_GRP, _NAME = Parameter(name="grp", kind=ID, required=True), text_param("name", required=True)


def _request(
    reply: Callable[..., Codec[Any]], told: str, *parameters: Parameter, idempotent: bool = True
) -> RequestSpec:
    return RequestSpec(
        name=reply.__name__,
        page="phones",
        constants={told: "1"},
        parameters=parameters,
        reply=reply,
        idempotent=idempotent,
    )


_ASK_CONTACTS = _request(contacts, "get")
_ASK_GROUPS = _request(contact_groups, "get_group")
_ASK_ADD = _request(contact_add, "add", phone_param(), text_param("name"), idempotent=False)
_ASK_CHANGE = _request(
    contact_change,
    "chg",
    phone_param(),
    phone_param("new_phone", required=False),
    text_param("name"),
)
_ASK_DELETE = _request(contact_delete, "del", phone_param())
_ASK_MOVE = RequestSpec(
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
_ASK_GROUP_ADD = _request(contact_group_add, "add_group", _NAME, idempotent=False)
_ASK_GROUP_CHANGE = _request(contact_group_change, "chg_group", _GRP, _NAME)
_ASK_GROUP_DELETE = _request(contact_group_delete, "del_group", _GRP)
_ASK_BLOCK = _request(contact_block, "add_black", phone_param())
_ASK_UNBLOCK = _request(contact_unblock, "del_black", phone_param())

REQUESTS = (
    _ASK_CONTACTS,
    _ASK_GROUPS,
    _ASK_ADD,
    _ASK_CHANGE,
    _ASK_DELETE,
    _ASK_MOVE,
    _ASK_GROUP_ADD,
    _ASK_GROUP_CHANGE,
    _ASK_GROUP_DELETE,
    _ASK_BLOCK,
    _ASK_UNBLOCK,
)


def contacts_command(*, fmt: int = 3) -> Command[list[Contact]]:
    """Ask for the contacts.

    Args:
        fmt: the format of the reply, 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[list[Contact]] = _ASK_CONTACTS.command(fmt)
    return command


def contact_groups_command(*, fmt: int = 3) -> Command[list[ContactGroup]]:
    """Ask for the groups; ``fmt`` and errors as for :func:`contacts_command`."""
    command: Command[list[ContactGroup]] = _ASK_GROUPS.command(fmt)
    return command


def contact_add_command(*, phone: str, name: str | None = None, fmt: int = 3) -> Command[Created]:
    """Add a contact.

    Args:
        phone: the number.
        name: its name.
        fmt: the format of the reply, 0 to 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Created] = _ASK_ADD.command(fmt, phone=phone, name=name)
    return command


def contact_change_command(
    *, phone: str, new_phone: str | None = None, name: str | None = None, fmt: int = 3
) -> Command[Done]:
    """Change a contact's number or name.

    Args:
        phone: the number.
        new_phone: the new number.
        name: the new name.
        fmt: the format of the reply, 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Done] = _ASK_CHANGE.command(fmt, phone=phone, new_phone=new_phone, name=name)
    return command


def contact_delete_command(*, phone: str, fmt: int = 3) -> Command[Done]:
    """Delete a contact, by its number; ``fmt`` and errors as for :func:`contacts_command`."""
    command: Command[Done] = _ASK_DELETE.command(fmt, phone=phone)
    return command


def contact_move_command(*, move_group: int, grp: str, phone: str, fmt: int = 3) -> Command[Done]:
    """Put a contact into a group, or take it out.

    Args:
        move_group: 1 moves it there, 2 adds it to the group as well, 3 takes it out.
        grp: the group's number.
        phone: the contact's number.
        fmt: the format of the reply, 3.

    Raises:
        EncodeError: an argument that the vendor's table does not allow.
    """
    command: Command[Done] = _ASK_MOVE.command(fmt, move_group=move_group, grp=grp, phone=phone)
    return command


def contact_group_add_command(*, name: str, fmt: int = 3) -> Command[Created]:
    """Add a group of that name; ``fmt`` 0, 1 or 3, errors as for :func:`contacts_command`."""
    command: Command[Created] = _ASK_GROUP_ADD.command(fmt, name=name)
    return command


def contact_group_change_command(*, grp: str, name: str, fmt: int = 3) -> Command[Done]:
    """Give the group ``grp`` another name; ``fmt`` and errors as for :func:`contacts_command`."""
    command: Command[Done] = _ASK_GROUP_CHANGE.command(fmt, grp=grp, name=name)
    return command


def contact_group_delete_command(*, grp: str, fmt: int = 3) -> Command[Done]:
    """Delete the group ``grp``; ``fmt`` and errors as for :func:`contacts_command`."""
    command: Command[Done] = _ASK_GROUP_DELETE.command(fmt, grp=grp)
    return command


def contact_block_command(*, phone: str, fmt: int = 3) -> Command[Created]:
    """Put a number on the blacklist; ``fmt`` and errors as for :func:`contacts_command`."""
    command: Command[Created] = _ASK_BLOCK.command(fmt, phone=phone)
    return command


def contact_unblock_command(*, phone: str, fmt: int = 3) -> Command[Done]:
    """Take a number off the blacklist; ``fmt`` and errors as for :func:`contacts_command`."""
    command: Command[Done] = _ASK_UNBLOCK.command(fmt, phone=phone)
    return command
