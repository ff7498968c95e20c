"""Codes of the service: statuses, delivery errors, types, and what an API error means on each
page.

All lists are open: a number that is not in the vendor's table today is a member all the same, with
``known == False``, so a new code never turns a reply into an error. Match codes with a default arm.

Sources: the vendor's pages on statuses and SMPP errors, the answer page of every command, and
recorded replies.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self

__all__ = [
    "ApiError",
    "Code",
    "DeliveryErrorCode",
    "MessageStatus",
    "MessageType",
    "NumberType",
    "OperatorStatus",
    "RateLimit",
    "SenderStatus",
    "TaskStatus",
    "api_error",
    "api_errors",
]


class Code(IntEnum):
    """An open list of numbers with titles in two languages.

    Attributes:
        title: the English title.
        title_ru: the Russian title.
        known: whether the number is in the vendor's list.
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
    """Delivery status of a message (``status`` of a reply)."""

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
    """Reason why a message was not delivered (``err`` of a reply), for SMS and HLR."""

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


class SenderStatus(Code):
    """Whether a sender name may be used (``status`` in the list of names). Source: the answer page
    of senders.php.
    """

    MODERATION = 0, "Waiting for moderation", "Ожидает модерации"
    ALLOWED = 1, "Allowed", "Разрешено к использованию"
    DISABLED = 2, "Disabled", "Отключено"


class OperatorStatus(Code):
    """The status of a sender name at one operator (``mts_status`` and similar fields).

    Source: the vendor's reply page of senders.php.
    """

    WAITING = 0, "Awaiting registration", "Ожидает регистрации"
    SENT = 1, "Sent for registration", "Отправлено на регистрацию"
    ADMITTED = 2, "Admitted by the operator", "Допущено оператором"
    REFUSED = 3, "Not accepted by the operator", "Не принято оператором"
    SUSPENDED = 4, "Temporarily disabled", "Временно отключено"
    NO_FUNDS = 5, "Not enough money on the account", "Недостаточно средств на счете"
    DOCUMENTS_NEEDED = 8, "Supporting documents needed", "Необходимы подтверждающие документы"


class NumberType(Code):
    """The type of a number for rent (``type``).

    The vendor does not document how 1 and 4 differ. Source: the vendor's page receive_phones.php.
    """

    VIRTUAL = 1, "Dedicated virtual number", "Выделенный виртуальный номер"
    SIM_HOSTING = 2, "Number on the SIM hosting service", "Номер на услуге SIM-хостинга"
    VIRTUAL_4 = 4, "Dedicated virtual number", "Выделенный виртуальный номер"


class TaskStatus(Code):
    """How far a deferred task is (``status`` in the list of tasks). Source: the page of
    downloads.php.
    """

    PENDING = 0, "Pending", "Ожидает выполнения"
    IN_PROGRESS = 1, "In progress", "Выполняется"
    COMPLETED = 2, "Completed", "Выполнено"
    CANCELLED = 3, "Cancelled", "Отменено"
    FAILED = 4, "Execution error", "Ошибка выполнения"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """Maximum number of requests of a kind per minute.

    Attributes:
        requests, requests_ru: which requests are counted, in two languages.
        per_minute: so many are accepted; one more is error 9.
    """

    requests: str
    requests_ru: str
    per_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiError:
    """Meaning of an API error number on one page, and whether the request may be repeated.

    Attributes:
        code: the number.
        title, title_ru: what it means there.
        retry: advice on repeating the request, in English.
        retry_ru: the same in Russian.
        retryable: whether the same request, unchanged, may succeed later.
        known: False for a number that the vendor does not list for this page.
        limits: what error 9 counts, where known; other errors have none.
        parallel: error 9 also refuses so many requests at once, or more, from one login; None if
            not known.
    """

    code: int
    title: str
    title_ru: str
    retry: str
    retry_ru: str
    retryable: bool
    known: bool = True
    limits: tuple[RateLimit, ...] = ()
    parallel: int | None = None


# Advice: English text, Russian text, whether the same request may succeed later. A row: English
# title, Russian title, advice.
_Advice = tuple[str, str, bool]
_Row = tuple[str, str, _Advice]

_FIX = "Do not repeat it unchanged.", "Не повторяйте без изменений.", False
_LATER = (
    (
        "The address is blocked for a while after too many failures: stop, check the login, "
        "repeat after minutes."
    ),
    (
        "Адрес временно заблокирован после многих ошибок: остановитесь, проверьте логин, "
        "повторите через несколько минут."
    ),
    True,
)
_WAIT = (
    "Wait a minute, then repeat; ask less often.",
    "Подождите минуту и повторите; запрашивайте реже.",
    True,
)
_WAIT_PAID = (
    (
        "Wait a minute; before you repeat, check whether it went through: an identical request "
        "may be carried out and paid twice."
    ),
    (
        "Подождите минуту; перед повтором проверьте, не выполнен ли запрос: одинаковый запрос "
        "может быть выполнен и оплачен дважды."
    ),
    True,
)
_TOP_UP = (
    "Top up the balance first, then repeat.",
    "Сначала пополните баланс, затем повторите.",
    False,
)
_UNCLEAR = (
    "The reply does not name the cause: check the result before you repeat the request.",
    "Причина не указана: не повторяйте без изменений, проверьте, что сделано.",
    False,
)
_EMPTY = (
    (
        "If a list was asked for, it is empty: there is nothing to repeat. If not, check what "
        "was named in the request."
    ),
    "Если запрошен список, он пуст: повторять нечего. Если нет, проверьте, что указано в запросе.",
    False,
)
_NAME = "Check what was named in the request.", "Проверьте, что указано в запросе.", False
_NEW_PICTURE = (
    "Show a new picture and ask for its code.",
    "Покажите новую картинку и запросите код с неё.",
    False,
)
_EIGHT_HOURS = (
    "Use the code that was sent; repeat after 8 hours for a new one.",
    "Введите отправленный код; за новым обратитесь через 8 часов.",
    True,
)
_ASK_AGAIN = (
    "Ask for the code again, repeat with the right one.",
    "Запросите код ещё раз и повторите с верным.",
    False,
)
_BLACKLIST = (
    "Take the number off the blacklist first.",
    "Сначала уберите номер из чёрного списка.",
    False,
)
_SETTINGS = (
    "Check the account's settings first: allowed numbers, time of sending.",
    "Сначала проверьте настройки в личном кабинете: разрешённые номера, время отправки.",
    False,
)
_TASKS = (
    "Ask for the list of tasks: a file can be had once its task is completed.",
    "Запросите список заданий: файл доступен, когда задание выполнено.",
    False,
)
_UNKNOWN = (
    "The vendor lists no such number here: treat it as final and read the description.",
    "Такого номера нет в описании: считайте ошибку окончательной и прочтите её текст.",
    False,
)

#: Errors that every page shares; error 9 is made from the limits below.
_COMMON: dict[int, _Row] = {
    1: ("Error in parameters", "Ошибка в параметрах", _FIX),
    2: (
        "Invalid login or password, or a forbidden IP address",
        "Неверный логин или пароль, или запрещённый IP-адрес",
        _FIX,
    ),
    4: ("The IP address is temporarily blocked", "IP-адрес временно заблокирован", _LATER),
}

#: Errors specific to a page. Sources: the vendor's reply page of each command; for get.php, what
#: public clients do.
_PAGES: dict[str, dict[int, _Row]] = {
    "send": {
        3: ("Not enough money to send", "Недостаточно средств для отправки", _TOP_UP),
        5: ("Wrong format of the sending date", "Неверный формат даты отправки", _FIX),
        6: (
            "The text or the sender name is forbidden",
            "Текст или имя отправителя запрещены",
            _FIX,
        ),
        7: ("Wrong format of the phone number", "Неверный формат номера телефона", _FIX),
        8: (
            "The message cannot be delivered to this number",
            "Сообщение на этот номер не может быть доставлено",
            _FIX,
        ),
        10: ("Wrong captcha code", "Неверный код с картинки", _NEW_PICTURE),
    },
    "status": {5: ("Error deleting a message", "Ошибка удаления сообщения", _FIX)},
    "balance": {},
    "senders": {
        3: ("Sender name not found", "Имя отправителя не найдено", _NAME),
        5: (
            "Error saving or deleting the sender name",
            "Ошибка сохранения или удаления имени отправителя",
            _UNCLEAR,
        ),
        7: (
            "Wrong format of the number to confirm",
            "Неверный формат подтверждаемого номера",
            _FIX,
        ),
        8: (
            "The confirmation code cannot be delivered",
            "Код подтверждения не может быть доставлен",
            _FIX,
        ),
        10: (
            "The confirmation code was already sent",
            "Код подтверждения уже был отправлен",
            _EIGHT_HOURS,
        ),
        11: ("Wrong confirmation code", "Неверный код подтверждения", _ASK_AGAIN),
    },
    "receive_phones": {
        3: (
            "Not enough money to rent the number",
            "Недостаточно средств для аренды номера",
            _TOP_UP,
        )
    },
    "wait_call": {
        3: (
            "Not enough money for the confirmation call",
            "Недостаточно средств для подтверждения звонком",
            _TOP_UP,
        ),
        5: ("The number is in the client's blacklist", "Номер в чёрном списке клиента", _BLACKLIST),
        6: (
            "No cost obtained because of the account's settings",
            "Стоимость не получена из-за настроек клиента",
            _SETTINGS,
        ),
    },
    "downloads": {5: ("Task or file not found", "Задание или файл не найдены", _TASKS)},
    "jobs": {
        3: ("Error saving the mailing", "Ошибка сохранения рассылки", _UNCLEAR),
        5: ("Wrong format of the mailing's date", "Неверный формат даты рассылки", _FIX),
    },
    "phones": {
        3: ("No contact or group found", "Контакты или группы не найдены", _EMPTY),
        5: (
            "The operation on contacts failed",
            "Ошибка выполнения операции с контактами",
            _UNCLEAR,
        ),
    },
    "users": {
        3: ("No record found", "Записи не найдены", _EMPTY),
        5: (
            "The operation on sub-clients failed",
            "Ошибка выполнения операции с субклиентами",
            _UNCLEAR,
        ),
        6: ("There is no sub-client with this login", "Субклиента с таким логином нет", _NAME),
        7: (
            "The sub-client shares the balance, or balance2=1 is missing",
            "Общий баланс субклиента, либо нет balance2=1",
            _FIX,
        ),
        8: ("Error saving the sub-client", "Ошибка сохранения субклиента", _UNCLEAR),
        10: (
            "Not enough money to credit the sub-client",
            "Недостаточно средств для зачисления субклиенту",
            _TOP_UP,
        ),
    },
    "get": {3: ("Nothing found", "Ничего не найдено", _EMPTY)},
    "info": {3: ("Operator not found", "Оператор не найден", _NAME)},
    "tinyurls": {3: ("Short link not found", "Короткая ссылка не найдена", _NAME)},
    "templates": {},
}

#: What error 9 counts, where known: requests at once that are refused, then (which, in Russian, how
#: many a minute).
_LIMITS: dict[str, tuple[int, tuple[tuple[str, str, int], ...]]] = {
    "send": (
        15,
        (
            ("identical messages", "одинаковые сообщения", 1),
            ("identical cost requests", "одинаковые запросы стоимости", 5),
        ),
    ),
    "status": (
        5,
        (
            ("requests for one message", "запросы одного сообщения", 5),
            ("mass requests", "массовые запросы", 1),
        ),
    ),
    "balance": (15, (("balance requests", "запросы баланса", 10),)),
    "senders": (
        15,
        (
            ("identical list requests", "одинаковые запросы списка", 3),
            ("requests to add a name", "запросы на добавление имени", 5),
        ),
    ),
    "receive_phones": (
        15,
        (
            (
                "identical requests on numbers for rent",
                "одинаковые запросы по арендуемым номерам",
                2,
            ),
        ),
    ),
    "wait_call": (
        15,
        (("identical requests for a number to call", "одинаковые запросы номера для звонка", 50),),
    ),
    "downloads": (
        15,
        (("identical requests for tasks or a file", "одинаковые запросы заданий или файла", 3),),
    ),
    "jobs": (15, ()),
    "phones": (15, (("identical requests on contacts", "одинаковые запросы по контактам", 3),)),
    "users": (
        15,
        (
            (
                "requests to add or change a sub-client",
                "запросы на добавление или изменение субклиента",
                3,
            ),
        ),
    ),
    "get": (
        15,
        (
            (
                "identical get_price requests, the only ones with a known limit",
                "одинаковые запросы get_price, единственные с известным пределом",
                3,
            ),
        ),
    ),
    "info": (
        15,
        (
            ("identical operator requests", "одинаковые запросы оператора", 3),
            ("any requests", "любые запросы", 100),
        ),
    ),
}

#: Where a request that is repeated may be paid twice.
_PAID = frozenset({"send", "receive_phones", "wait_call", "jobs", "users"})


def api_errors(page: str) -> tuple[ApiError, ...]:
    """Return the errors that the vendor lists for a page, sorted by number.

    Args:
        page: the name of a page, as ``status``; ``status.php`` is the same, and so is the path
            ``/sys/status.php``.

    Raises:
        ValueError: the page does not exist.
    """
    name = page.rpartition("/")[2].removesuffix(".php")
    if name not in _PAGES:
        raise ValueError(f"page: expected one of {', '.join(_PAGES)}, got {page!r}")
    errors = [_error(code, row) for code, row in {**_COMMON, **_PAGES[name]}.items()]
    return tuple(sorted([*errors, _too_many(name)], key=lambda error: error.code))


def api_error(page: str, code: int) -> ApiError:
    """Return the meaning of an error on a page; for an unlisted number, ``known`` is False.

    Args:
        page: as in :func:`api_errors`.
        code: the number, as in :attr:`smsc_codec.Failure.code`.

    Raises:
        ValueError: the page does not exist.
    """
    for error in api_errors(page):
        if error.code == code:
            return error
    return replace(_error(code, ("unknown error", "неизвестная ошибка", _UNKNOWN)), known=False)


def _error(code: int, row: _Row) -> ApiError:
    title, title_ru, (retry, retry_ru, retryable) = row
    return ApiError(
        code=code,
        title=title,
        title_ru=title_ru,
        retry=retry,
        retry_ru=retry_ru,
        retryable=retryable,
    )


def _too_many(name: str) -> ApiError:
    """Return error 9, with titles that list the limits."""
    advice = _WAIT_PAID if name in _PAID else _WAIT
    if name not in _LIMITS:
        return _error(
            9,
            (
                f"Repeated or too many requests; the limit of {name}.php is not known",
                f"Повторные или слишком частые запросы; предел {name}.php неизвестен",
                advice,
            ),
        )
    parallel, rates = _LIMITS[name]
    limits = tuple(
        RateLimit(requests=which, requests_ru=which_ru, per_minute=count)
        for which, which_ru, count in rates
    )
    parts = [f"{limit.requests} (more than {limit.per_minute} a minute)" for limit in limits]
    parts_ru = [f"{limit.requests_ru} (более {limit.per_minute} в минуту)" for limit in limits]
    error = _error(
        9,
        (
            "Too many requests: " + ", or ".join([*parts, f"{parallel} requests at once"]),
            "Слишком много запросов: "
            + ", или ".join([*parts_ru, f"{parallel} запросов одновременно"]),
            advice,
        ),
    )
    return replace(error, limits=limits, parallel=parallel)
