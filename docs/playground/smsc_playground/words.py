"""The playground's own texts, in English and Russian. Titles of codes come from the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["KINDS", "LANGUAGES", "OUTCOMES", "RECORDS", "REPLIES", "Words", "say"]

LANGUAGES = ("en", "ru")
#: One text in English and in Russian.
Words: TypeAlias = tuple[str, str]


def say(words: Words, language: str, **parts: object) -> str:
    """Return the text in a language, formatted with ``parts``; English for unknown languages."""
    return words[LANGUAGES.index(language) if language in LANGUAGES else 0].format(**parts)


#: Kinds of input, in the order of the page's list.
KINDS: Mapping[str, Words] = {
    "reply": ("A reply of the HTTP API", "Ответ HTTP API"),
    "callback": ("A callback to your handler", "Уведомление обработчику"),
    "receipt": ("A delivery receipt (SMPP)", "Отчёт о доставке (SMPP)"),
    "pdu": ("PDUs in hex or base64", "PDU в hex или base64"),
    "request": ("A request to the HTTP API", "Запрос к HTTP API"),
    "log": ("Lines of a log", "Строки лога"),
}
#: Titles of replies, by their names in ``smsc_codec.replies``.
REPLIES: Mapping[str, Words] = {
    "send": ("Answer to a sent message", "Ответ на отправку сообщения"),
    "status": ("Status of a message", "Статус сообщения"),
    "statuses": ("Statuses of messages", "Статусы сообщений"),
    "message_delete": ("Answer to deleting a message", "Ответ на удаление сообщения"),
    "balance": ("Balance of the account", "Баланс счёта"),
    "senders": ("Sender names", "Имена отправителя"),
    "sender_add": ("Answer to adding a sender name", "Ответ на добавление имени отправителя"),
    "sender_change": ("Answer to changing a sender name", "Ответ на изменение имени отправителя"),
    "sender_send_code": (
        "Answer to sending a confirmation code for a name",
        "Ответ на отправку кода для имени",
    ),
    "sender_check_code": ("Answer to checking a confirmation code", "Ответ на проверку кода имени"),
    "sender_delete": ("Answer to deleting a sender name", "Ответ на удаление имени отправителя"),
    "numbers": ("Numbers for rent", "Арендуемые номера"),
    "number_rent": ("Answer to renting a number", "Ответ на аренду номера"),
    "number_prolong": ("Answer to prolonging a number", "Ответ на продление номера"),
    "wait_call": ("Number to call for confirmation", "Номер для подтверждающего звонка"),
    "tasks": ("Deferred tasks", "Отложенные задания"),
    "messages": ("Sent messages", "Отправленные сообщения"),
    "answers": ("Incoming messages", "Входящие сообщения"),
    "statistics": ("Statistics", "Статистика"),
    "prices": ("Prices", "Тарифы"),
    "operator": ("Operator of a number", "Оператор номера"),
    "job_add": ("Answer to adding a mailing", "Ответ на создание рассылки"),
    "job_cancel": ("Answer to cancelling a mailing", "Ответ на отмену рассылки"),
    "job_delete": ("Answer to deleting a mailing", "Ответ на удаление рассылки"),
    "contacts": ("Contacts", "Контакты"),
    "contact_groups": ("Groups of contacts", "Группы контактов"),
    "contact_add": ("Answer to adding a contact", "Ответ на добавление контакта"),
    "contact_change": ("Answer to changing a contact", "Ответ на изменение контакта"),
    "contact_delete": ("Answer to deleting a contact", "Ответ на удаление контакта"),
    "contact_move": ("Answer to moving a contact", "Ответ на перенос контакта"),
    "contact_group_add": ("Answer to adding a group", "Ответ на добавление группы"),
    "contact_group_change": ("Answer to changing a group", "Ответ на изменение группы"),
    "contact_group_delete": ("Answer to deleting a group", "Ответ на удаление группы"),
    "contact_block": ("Answer to blocking a contact", "Ответ на занесение в чёрный список"),
    "contact_unblock": ("Answer to unblocking a contact", "Ответ на удаление из чёрного списка"),
    "user_add": ("Answer to adding a sub-client", "Ответ на создание субклиента"),
    "user_change": ("Answer to changing a sub-client", "Ответ на изменение субклиента"),
    "user_pay": (
        "Answer to paying into a sub-client's account",
        "Ответ на пополнение счёта субклиента",
    ),
    "templates": ("Templates", "Шаблоны"),
    "template_add": ("Answer to adding a template", "Ответ на добавление шаблона"),
    "template_change": ("Answer to changing a template", "Ответ на изменение шаблона"),
    "template_delete": ("Answer to deleting a template", "Ответ на удаление шаблона"),
    "link": ("Short link", "Короткая ссылка"),
    "links": ("Short links", "Короткие ссылки"),
}
#: Titles of records that are more specific than the title of the reply.
RECORDS: Mapping[str, Words] = {
    "Failure": ("The service's error", "Ошибка сервиса"),
    "Done": ("OK: the command succeeded", "OK: команда выполнена"),
    "HlrStatus": ("Status of an HLR request", "Статус HLR-запроса"),
    "NotFound": ("Message not found", "Сообщение не найдено"),
    "DeliveryStatus": ("Callback: a message's new status", "Уведомление: новый статус сообщения"),
    "IncomingMessage": ("Callback: an incoming message", "Уведомление: входящее сообщение"),
    "ConfirmedCall": ("Callback: a confirmed call", "Уведомление: подтверждающий звонок"),
    "Receipt": ("Text of a delivery receipt", "Текст отчёта о доставке"),
    "DeliveryReport": (
        "Delivery report: text and TLVs together",
        "Отчёт о доставке: текст и TLV вместе",
    ),
}
#: Outcomes of a verification, by name.
OUTCOMES: Mapping[str, Words] = {
    "OK": ("The signature is valid", "Подпись верна"),
    "NO_HASH": ("There is no signature", "Подписи нет"),
    "MISMATCH": ("The signature does not match", "Подпись не совпадает"),
    "WEAK_ONLY": (
        "Only the crc32 matches, which proves nothing",
        "Совпадает только crc32, а он ничего не доказывает",
    ),
    "MALFORMED": (
        "A signed field is missing or malformed",
        "Подписанного поля нет, или оно повреждено",
    ),
}
