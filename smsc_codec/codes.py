"""The service's numbers: message status, delivery error, message type, and what an API error means on each page.

All three lists are open: a number that is not in the vendor's table today is a member all the same, with
``known == False``, so a new code never turns a reply into an error. Match codes with a default arm.

Sources: the vendor's pages on statuses and SMPP errors, and recorded replies.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self

__all__ = ["ApiError", "Code", "DeliveryErrorCode", "MessageStatus", "MessageType", "api_error", "api_errors"]


class Code(IntEnum):
    """An open list of numbers with titles in two languages.

    Attributes:
        title: the English title.
        title_ru: the Russian title.
        known: whether the number stands in the vendor's list.
    """

    title: str
    title_ru: str
    known: bool

    def __new__(cls, value: int, title: str = "", title_ru: str = "") -> Self:
        member = int.__new__(cls, value)
        member._value_ = value
        member.title, member.title_ru, member.known = title, title_ru, True
        return member

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if value.__class__ is not int:
            return None
        assert isinstance(value, int)
        member = int.__new__(cls, value)
        member._name_, member._value_ = f"UNKNOWN_{value}", value
        member.title, member.title_ru, member.known = "not in the list", "нет в списке", False
        return member


class MessageStatus(Code):
    """What became of a message (the reply's ``status``)."""

    NOT_FOUND = -3, "Message not found", "Сообщение не найдено"
    STOPPED = -2, "Stopped", "Остановлено"
    WAITING = -1, "Waiting to be sent", "Ожидает отправки"
    TRANSFERRED = 0, "Transferred to the operator", "Передано оператору"
    DELIVERED = 1, "Delivered", "Доставлено"
    READ = 2, "Read", "Прочитано"
    EXPIRED = 3, "Expired", "Просрочено"
    LINK_CLICKED = 4, "Link clicked", "Нажата ссылка"
    UNDELIVERABLE = 20, "Impossible to deliver", "Невозможно доставить"
    INVALID_NUMBER = 22, "Invalid number", "Неверный номер"
    PROHIBITED = 23, "Prohibited", "Запрещено"
    NO_FUNDS = 24, "Insufficient funds", "Недостаточно средств"
    UNAVAILABLE_NUMBER = 25, "Unavailable number", "Недоступный номер"


class DeliveryErrorCode(Code):
    """Why a message was not delivered (the reply's ``err``): one list for SMS and HLR."""

    NONE = 0, "No error", "Нет ошибки"
    NO_SUBSCRIBER = 1, "Subscriber does not exist", "Абонент не существует"
    OFFLINE = 6, "Subscriber offline", "Абонент не в сети"
    NO_SERVICE = 11, "Service not connected", "Не подключена услуга"
    PHONE_ERROR = 12, "Error in the subscriber's phone", "Ошибка в телефоне абонента"
    SUBSCRIBER_BLOCKED = 13, "Subscriber blocked", "Абонент заблокирован"
    NOT_SUPPORTED = 21, "Service not supported", "Нет поддержки сервиса"
    VIRTUAL = 200, "Virtual sending (test)", "Виртуальная отправка"
    SIM_REPLACED = 219, "SIM card replaced", "Замена sim-карты"
    QUEUE_FULL = 220, "Operator's queue is full", "Переполнена очередь у оператора"
    NO_ANSWER = 237, "Subscriber does not answer", "Абонент не отвечает"
    NO_TEMPLATE = 238, "No template", "Нет шаблона"
    FORBIDDEN_IP = 239, "Forbidden IP address", "Запрещенный ip-адрес"
    BUSY = 240, "Subscriber busy", "Абонент занят"
    CONVERSION = 241, "Text or sound conversion error", "Ошибка конвертации"
    ANSWERING_MACHINE = 242, "Answering machine", "Зафиксирован автоответчик"
    NO_CONTRACT = 243, "No contract", "Не заключен договор"
    MAILING_FORBIDDEN = 244, "Mailing forbidden", "Рассылка запрещена"
    NO_STATUS = 245, "Status not received within a day", "Статус не получен"
    TIME_RESTRICTION = 246, "Time restriction", "Ограничение по времени"
    MESSAGE_LIMIT = 247, "Message limit exceeded", "Превышен лимит сообщений"
    NO_ROUTE = 248, "No route", "Нет маршрута"
    INVALID_FORMAT = 249, "Invalid number format", "Неверный формат номера"
    FORBIDDEN_BY_SETTINGS = 250, "Number forbidden by settings", "Номер запрещен настройками"
    NUMBER_LIMIT = 251, "Limit for one number exceeded", "Превышен лимит на один номер"
    FORBIDDEN_NUMBER = 252, "Number forbidden", "Номер запрещен"
    SPAM_FILTER = 253, "Stopped by the spam filter", "Запрещено спам-фильтром"
    UNREGISTERED_SENDER = 254, "Unregistered sender id", "Незарегистрированный sender id"
    REJECTED = 255, "Rejected by the operator", "Отклонено оператором"


class MessageType(Code):
    """What kind of message it is (the reply's ``type``, and bits 0-3 of the flag)."""

    SMS = 0, "SMS", "SMS"
    FLASH = 1, "Flash SMS", "Flash-SMS"
    BINARY = 2, "Binary SMS", "Бинарное SMS"
    WAP_PUSH = 3, "Wap-push", "Wap-push"
    HLR = 4, "HLR request", "HLR-запрос"
    PING = 5, "Ping SMS", "Ping-SMS"
    MMS = 6, "MMS", "MMS"
    CALL = 7, "Call", "Звонок"
    EMAIL = 8, "E-mail", "E-mail"
    VIBER = 10, "Viber", "Viber"
    SOCIAL = 12, "Social networks", "Соцсети"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiError:
    """What an API error number means on one page of the API, and whether to ask again.

    Attributes:
        code: the number.
        title, title_ru: what it means there.
        retry: advice on repeating the request, in English.
        retry_ru: the same in Russian.
        retryable: whether the same request, unchanged, may succeed later.
        known: False for a number that the vendor does not list for this page.
    """

    code: int
    title: str
    title_ru: str
    retry: str
    retry_ru: str
    retryable: bool
    known: bool = True


_FIX = "Do not repeat it unchanged.", "Не повторяйте без изменений."
_LATER = (
    "The address is blocked for a while after too many failures: stop, check the login, repeat after minutes.",
    "Адрес временно заблокирован после многих ошибок: остановитесь, проверьте логин, повторите через несколько минут.",
)
_WAIT = "Wait a minute, then repeat; ask less often.", "Подождите минуту и повторите; запрашивайте реже."
_UNKNOWN = (
    "The vendor lists no such number here: treat it as final and read the description.",
    "Такого номера нет в описании: считайте ошибку окончательной и прочтите её текст.",
)

#: Errors that every page shares: number to (title, Russian title, advice, retryable).
_COMMON = {
    1: ("Error in parameters", "Ошибка в параметрах", _FIX, False),
    2: ("Invalid login or password, or a forbidden IP address", "Неверный логин или пароль, или запрещённый IP-адрес", _FIX, False),
    4: ("The IP address is temporarily blocked", "IP-адрес временно заблокирован", _LATER, True),
}

#: What a page adds. The limits behind error 9 are those of the vendor's answer pages.
_PAGES = {
    "status": {
        5: ("Error deleting a message", "Ошибка удаления сообщения", _FIX, False),
        9: (
            "More than five requests for one message or more than one mass request within a minute, or five requests at once",
            "Более пяти запросов статуса одного сообщения или более одного массового запроса в минуту, либо пять одновременных запросов",
            _WAIT,
            True,
        ),
    },
    "balance": {
        9: (
            "More than ten balance requests within a minute, or fifteen requests at once",
            "Более десяти запросов баланса в минуту, либо пятнадцать одновременных запросов",
            _WAIT,
            True,
        ),
    },
}


def api_errors(page: str) -> tuple[ApiError, ...]:
    """The errors that the vendor lists for a page, by number.

    Args:
        page: ``status`` or ``balance``; ``status.php`` is the same.

    Raises:
        ValueError: there is no such page.
    """
    rows = {**_COMMON, **_page(page)}
    return tuple(
        ApiError(code=code, title=title, title_ru=title_ru, retry=advice[0], retry_ru=advice[1], retryable=retryable)
        for code, (title, title_ru, advice, retryable) in sorted(rows.items())
    )


def api_error(page: str, code: int) -> ApiError:
    """What error ``code`` means on a page; a number that the vendor does not list is told as such, never refused.

    Args:
        page: ``status`` or ``balance``; ``status.php`` is the same.
        code: the number, as in :attr:`smsc_codec.Failure.code`.

    Raises:
        ValueError: there is no such page.
    """
    for error in api_errors(page):
        if error.code == code:
            return error
    return ApiError(
        code=code, title="unknown error", title_ru="неизвестная ошибка", retry=_UNKNOWN[0], retry_ru=_UNKNOWN[1],
        retryable=False, known=False,
    )


def _page(page: str) -> dict[int, tuple[str, str, tuple[str, str], bool]]:
    try:
        return _PAGES[page.removesuffix(".php")]
    except KeyError:
        raise ValueError(f"no page {page!r}; there are {', '.join(_PAGES)}") from None
