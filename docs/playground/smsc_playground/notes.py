"""What the fields are, in Russian; and, in both languages, those of which the library's own docstrings do not tell.

English is in the docstrings of the records, where ``smsc-codec explain`` reads it too. A test holds that no field is left out here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from smsc_codec.cli.notes import note
from smsc_playground.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["OWN", "PARTS", "RUSSIAN", "of"]

#: By the name of a field, or by record and field where one name means several things.
RUSSIAN: Mapping[str, str] = {
    "id": "номер сообщения в сервисе",
    "Created.id": "номер, который присвоил сервис", "Failure.id": "сообщение, к которому относится ошибка; бывает только у send.php",
    "Sent.id": "номер сообщения; с cost=1 ничего не отправлено, и номера нет",
    "Sender.id": "номер имени", "Task.id": "номер задания", "Contact.id": "номер контакта",
    "ContactGroup.id": "номер группы", "Template.id": "номер шаблона", "Link.id": "номер ссылки",
    "cnt": "число частей SMS или секунд звонка", "Statistics.cnt": "число сообщений", "ContactGroup.cnt": "сколько в ней контактов",
    "Link.cnt": "все переходы по ссылке",
    "cost": "стоимость в валюте счёта, цифры как присланы", "RentalNumber.cost": "аренда за полный месяц, в валюте счёта",
    "Charge.cost": "сколько списано со счёта, в его валюте", "Sent.cost": "стоимость; приходит с cost=1, 2 или 3",
    "Created.cost": "стоимость, если о ней спрашивали (jobs.php)",
    "balance": "сумма на счёте в его валюте; может быть отрицательной", "Sent.balance": "новый баланс; приходит с cost=3",
    "code": "код, продиктованный голосом (mes=code и call=1)", "Failure.code": "номер ошибки: смысл и можно ли повторить запрос, зависит от страницы",
    "phones": "все номера (op=1) или только неверные (err=1)",
    "extra": "то, что пришло сверх этих полей", "Receipt.extra": "неизвестные метки и их значения",
    "DeliveryStatus.extra": "параметры самого обработчика и то, чего нет в таблицах сервиса",
    "IncomingMessage.extra": "параметры самого обработчика и то, чего нет в таблицах сервиса",
    "ConfirmedCall.extra": "параметры самого обработчика и то, чего нет в таблицах сервиса",
    "status": "статус", "Sender.status": "можно ли использовать имя", "Task.status": "на какой стадии задание; файл есть, когда оно выполнено",
    "SentPhone.status": "статус номера, если с ним что-то не так",
    "last_date": "когда статус изменился, в часовом поясе счёта", "last_timestamp": "когда статус изменился, в секундах Unix",
    "flag": "тип сообщения, второй баланс, шаблон — двухбайтный флаг",
    "err": "почему сообщение не доставлено", "HlrStatus.err": "ошибка HLR: при статусе 1 и ошибке 0 абонент доступен, при другой ошибке недоступен",
    "DeliveryStatus.err": "почему сообщение не доставлено; ноль сервис не передаёт", "Receipt.err": "ошибка, как прислана (000)",
    "send_date": "когда отправлено, в часовом поясе счёта", "send_timestamp": "когда отправлено, в секундах Unix",
    "phone": "номер телефона", "SmsStatus.phone": "номер (или e-mail), как его передал клиент, без плюса",
    "HlrStatus.phone": "номер, как его передал клиент, без плюса", "WaitCall.phone": "номер, на который надо позвонить",
    "Answer.phone": "кто прислал", "IncomingMessage.phone": "кто прислал", "ConfirmedCall.phone": "кто звонил",
    "DeliveryStatus.phone": "номер получателя; у писем — адрес e-mail", "NotFound.phone": "номер, о котором спрашивали",
    "sender_id": "имя отправителя", "status_name": "статус словами", "message": "текст сообщения", "Template.message": "текст шаблона",
    "comment": "комментарий клиента", "mccmnc": "код страны и оператора, цифрами",
    "country": "страна номера", "operator": "оператор номера", "operator_orig": "оператор до переноса номера", "region": "регион номера",
    "type": "тип сообщения", "RentalNumber.type": "виртуальный номер или SIM-хостинг", "sms_cnt": "число частей сообщения или секунд звонка",
    "imsi": "IMSI SIM-карты, цифрами", "msc": "центр обслуживания сети, в которой абонент", "mcc": "код страны", "mnc": "код оператора",
    "cn": "страна регистрации", "net": "оператор регистрации", "rcn": "страна роуминга", "rnet": "оператор в роуминге",
    "credit": "установленный кредит; пусто, если его нет", "Statistics.credit": "сколько потрачено",
    "currency": "код валюты, как прислан: RUR (не RUB), KZT, UAH",
    "sender": "имя отправителя",
    **dict.fromkeys(
        (
            "mega_status", "mts_status", "mega_step_status", "mega_int_status", "bee_step_status", "motiv_step_status",
            "motiv_int_status", "mts_step_status", "mts_int_status", "tele2_step_status", "tele2_status", "ua_reg_status",
            "ua_int_status",
        ),
        "состояние имени у этого оператора (с operators=1)",
    ),
    "current_cost": "аренда за оставшиеся дни этого месяца", "info": "оператор номера и что он принимает",
    "all_phones": "все номера, из которых назначен один", "name": "название",
    "created": "когда создано, в часовом поясе счёта", "time": "когда статус изменился, в часовом поясе счёта",
    "Task.time": "когда запущено, в часовом поясе счёта", "IncomingMessage.time": "когда сервис получил сообщение, в секундах Unix",
    "file": "имя файла", "description": "слова сервиса, по-английски; у fmt=1 их нет", "int_id": "собственный номер сервиса",
    "format": "в каком виде передан текст", "Template.format": "тип сообщения: sms, flash, bin, push, mms, call, mail, viber или пусто",
    "crc": "32-битная сумма неизвестного происхождения", "received": "когда сервис получил сообщение, в часовом поясе счёта",
    "to_phone": "номер, на который пришло сообщение", "sent": "когда отправлено", "login": "логин", "debit": "сколько внесено",
    "zones": "цены по зонам", "tz": "часовой пояс региона, в часах", "group": "номер группы; «0» — без группы",
    "first_name": "имя", "last_name": "фамилия", "middle_name": "отчество", "birthday": "дата рождения", "comments": "комментарии",
    "tags": "метки", "phone_other": "другие номера", "number": "номер по порядку", "result": "как прислано",
    "msg": "текст шаблона", "cnt_mon": "переходы за месяц", "cnt_day": "переходы за сегодня", "cnt_yes": "переходы за вчера",
    "ts": "то же время в секундах Unix", "ConfirmedCall.ts": "когда звонил, в секундах Unix", "syserr": "ошибка самого оператора, как прислана",
    "dtmf": "клавиши, нажатые абонентом", "cmt": "комментарий клиента; звонок мог добавить строку overtime: мм:сс",
    "calltime": "из звонка с меню, как прислано", "callmenu": "из звонка с меню, как прислано", "ringtime": "из звонка с меню, как прислано",
    "sms_id": "сообщение, на которое это ответ", "mes": "текст сообщения", "to": "номер, на который пришло сообщение",
    "smsc": "SMS-центр оператора", "error": "причина, если с номером что-то не так", "zone": "зона",
    **dict.fromkeys(("api", "mass", "mms", "hlr", "call"), "цена этого вида сообщений"),
    "sub": "число частей отправленного сообщения", "dlvrd": "сколько частей доставлено", "submit_date": "когда отправлено; часовой пояс счёта",
    "done_date": "когда статус изменился; часовой пояс счёта", "stat": "статус словом: DELIVRD, EXPIRED, UNDELIV …",
    "text": "начало сообщения, октетами: кодировку никто не сообщает", "state": "что стало с сообщением, числом SMPP",
    "parts": "число частей сообщения", "additional_status": "прочитано ли сообщение, нажата ли ссылка",
    "network_error": "TLV, из которого взята ошибка", "receipt": "разобранный текст", "unreadable": "текст, который разобрать не удалось",
    "origins": "откуда взято каждое значение", "disagreements": "в чём текст и TLV расходятся", "defects": "в чём TLV отступают от определения",
    "sequence_number": "номер запроса; у ответа тот же", "command_status": "ноль у запросов; у ответов — чем кончилось",
    **dict.fromkeys(("BindReceiver.system_id", "BindTransmitter.system_id", "BindTransceiver.system_id"), "логин"),
    "password": "пароль", "system_type": "настройки счёта", "interface_version": "версия: 0x34 — SMPP 3.4, 0x50 — 5.0",
    "addr_ton": "какие адреса обслуживает; сервису не нужно", "addr_npi": "какие адреса обслуживает; сервису не нужно",
    "address_range": "какие адреса обслуживает; сервису не нужно", "esm_class": "что это за сообщение и как оно передаётся",
    "registered_delivery": "какие отчёты нужны", "final_date": "когда обработка закончилась; пусто, пока нет",
    "message_state": "что стало с сообщением", "error_code": "ошибка одним октетом, из списка сервиса", "command_id": "команда SMPP",
    "network_type": "тип сети", "reference": "одинаков у всех частей", "total": "сколько всего частей", "Segment.number": "которая это часть, с единицы", "NetworkError.code": "номер ошибки", "message_id": "номер сообщения", "schedule_delivery_time": "когда отправить; пусто — сразу",
    "validity_period": "сколько пытаться; пусто — как обычно", "short_message": "сообщение, октетами; более длинные — в TLV message_payload",
}  # fmt: skip
#: The parts of numbers that are made of bits.
PARTS: Mapping[str, Words] = {
    "type": ("bits 0-3: the kind of message", "биты 0–3: тип сообщения"),
    "second_balance": ("bit 5: paid from the second balance", "бит 5: оплачено со второго баланса"),
    "template": ("bit 8: a template message", "бит 8: сообщение по шаблону"),
    "template_kind": ("bits 10 and 9: what the template is for; of a template message only", "биты 10 и 9: вид шаблона; только у шаблонных"),
    "kind": ("bits 5-2: what the message is", "биты 5–2: что это за сообщение"),
    "is_receipt": ("a receipt, or an intermediate notification", "отчёт о доставке или промежуточное уведомление"),
    "mode": ("bits 1-0: how a client wants it to travel", "биты 1–0: режим передачи, который просит клиент"),
    "udhi": ("bit 6: the message begins with a user data header", "бит 6: сообщение начинается с заголовка UDH"),
    "reply_path": ("bit 7: reply path", "бит 7: путь для ответа"),
    "receipt": ("bits 1-0: when a receipt is wanted", "биты 1–0: когда нужен отчёт"),
    "delivery_acknowledgement": ("bit 2: the device is to acknowledge", "бит 2: нужно подтверждение устройства"),
    "user_acknowledgement": ("bit 3: the subscriber is to acknowledge", "бит 3: нужно подтверждение абонента"),
    "notification": ("bit 4: intermediate notifications are wanted", "бит 4: нужны промежуточные уведомления"),
    "read": ("2: the message was read", "2: сообщение прочитано"),
    "link_clicked": ("4: a link in it was clicked", "4: нажата ссылка в сообщении"),
}
#: SMPP's own fields, which the specification describes and no docstring does.
OWN: Mapping[str, Words] = {
    "service_type": ("kind of service; empty is the default", "вид услуги; пусто — обычная"),
    "source_addr_ton": ("type of the sender's number: 1 international, 5 letters", "тип номера отправителя: 1 международный, 5 буквенный"),
    "source_addr_npi": ("numbering plan of the sender's number", "план нумерации отправителя"),
    "source_addr": ("who sends; in a receipt the phone", "кто отправляет; в отчёте — телефон"),
    "dest_addr_ton": ("type of the recipient's number", "тип номера получателя"),
    "dest_addr_npi": ("numbering plan of the recipient's number", "план нумерации получателя"),
    "destination_addr": ("who receives; in a receipt the sender's name", "кто получает; в отчёте — имя отправителя"),
    "protocol_id": ("for the radio network", "для сети оператора"),
    "priority_flag": ("priority", "приоритет"),
    "schedule_delivery_time": ("when to send; empty is at once", "когда отправить; пусто — сразу"),
    "validity_period": ("how long to try; empty is the default", "сколько пытаться; пусто — как обычно"),
    "replace_if_present_flag": ("whether it replaces an earlier message", "заменяет ли прежнее сообщение"),
    "data_coding": ("how the text is written", "как записан текст"),
    "sm_default_msg_id": ("number of a canned message", "номер заготовленного сообщения"),
    "short_message": ("the message, octets as sent", "сообщение, октетами"),
    "message_id": ("the message's number", "номер сообщения"),
    "system_id": ("the centre's own name", "имя самого центра"),
    "tlvs": ("what stands behind the mandatory fields", "то, что стоит за обязательными полями"),
    "rest": ("what an error response carries instead of its body", "что ответ с ошибкой несёт вместо тела"),
    "body": ("the body, octets as sent", "тело, октетами"),
}


def of(cls: type, name: str, language: str) -> str:
    """What a field of a record is; empty where nobody says."""
    english = note(cls, name)
    own = OWN.get(name) if not english else None
    if language == "ru":
        return RUSSIAN.get(f"{cls.__name__}.{name}") or (say(own, language) if own else RUSSIAN.get(name, ""))
    return say(own, language) if own else english
