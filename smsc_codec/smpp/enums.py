"""Enumerations of SMPP: commands, command statuses, message states, network types, TLV tags.

Sources: SMPP 3.4 issue 1.2, chapters 5.1.2.1, 5.1.3, 5.2.28, 5.3.2 and 5.3.2.31; SMPP 5.0 for its
additions. The :class:`~smsc_codec.codes.Code` lists are open: an unknown number is kept, among them
the ranges that SMPP leaves to vendors (0x400-0x4FF for statuses, 0x80-0xFF for message states).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType

from smsc_codec.codes import Code

__all__ = [
    "STATE_WORDS",
    "CommandId",
    "CommandStatus",
    "MessageKind",
    "MessageMode",
    "MessageState",
    "NetworkType",
    "ReceiptRequest",
    "TlvTag",
    "state_of_word",
]

#: Bit 31 of a command_id marks a response.
RESPONSE = 0x80000000


class CommandId(Code):
    """The commands of SMPP 3.4, and those that 5.0 added."""

    BIND_RECEIVER = 0x01, "Bind as a receiver", "Подключение приёмника"
    BIND_TRANSMITTER = 0x02, "Bind as a transmitter", "Подключение передатчика"
    QUERY_SM = 0x03, "Query a message's state", "Запрос состояния сообщения"
    SUBMIT_SM = 0x04, "Submit a message", "Отправка сообщения"
    DELIVER_SM = 0x05, "Deliver a message or a receipt", "Доставка сообщения или отчёта"
    UNBIND = 0x06, "Unbind", "Отключение"
    REPLACE_SM = 0x07, "Replace a message", "Замена сообщения"
    CANCEL_SM = 0x08, "Cancel a message", "Отмена сообщения"
    BIND_TRANSCEIVER = 0x09, "Bind as a transceiver", "Подключение приёмопередатчика"
    OUTBIND = 0x0B, "Outbind", "Приглашение подключиться"
    ENQUIRE_LINK = 0x15, "Check the link", "Проверка связи"
    SUBMIT_MULTI = 0x21, "Submit to multiple destinations", "Отправка нескольким"
    ALERT_NOTIFICATION = 0x102, "Alert: the subscriber is available", "Абонент снова доступен"
    DATA_SM = 0x103, "Transfer data", "Передача данных"
    BROADCAST_SM = 0x111, "Broadcast", "Широковещание"
    QUERY_BROADCAST_SM = 0x112, "Query a broadcast", "Запрос широковещания"
    CANCEL_BROADCAST_SM = 0x113, "Cancel a broadcast", "Отмена широковещания"
    GENERIC_NACK = RESPONSE, "Rejection of an unreadable PDU", "Отказ: команда не разобрана"
    BIND_RECEIVER_RESP = (
        RESPONSE | 0x01,
        "Response to a bind as a receiver",
        "Ответ на подключение приёмника",
    )
    BIND_TRANSMITTER_RESP = (
        RESPONSE | 0x02,
        "Response to a bind as a transmitter",
        "Ответ на подключение передатчика",
    )
    QUERY_SM_RESP = RESPONSE | 0x03, "Response to a state query", "Состояние сообщения"
    SUBMIT_SM_RESP = RESPONSE | 0x04, "Response to a submit", "Ответ на отправку"
    DELIVER_SM_RESP = RESPONSE | 0x05, "Response to a delivery", "Ответ на доставку"
    UNBIND_RESP = RESPONSE | 0x06, "Response to an unbind", "Ответ на отключение"
    REPLACE_SM_RESP = RESPONSE | 0x07, "Response to a replacement", "Ответ на замену"
    CANCEL_SM_RESP = RESPONSE | 0x08, "Response to a cancellation", "Ответ на отмену"
    BIND_TRANSCEIVER_RESP = (
        RESPONSE | 0x09,
        "Response to a bind as a transceiver",
        "Ответ на подключение приёмопередатчика",
    )
    ENQUIRE_LINK_RESP = RESPONSE | 0x15, "Response to a link check", "Связь есть"
    SUBMIT_MULTI_RESP = (
        RESPONSE | 0x21,
        "Response to a submit to multiple destinations",
        "Ответ на отправку нескольким",
    )
    DATA_SM_RESP = RESPONSE | 0x103, "Response to a data transfer", "Ответ на передачу данных"
    BROADCAST_SM_RESP = RESPONSE | 0x111, "Response to a broadcast", "Ответ на широковещание"
    QUERY_BROADCAST_SM_RESP = (
        RESPONSE | 0x112,
        "Response to a broadcast query",
        "Состояние широковещания",
    )
    CANCEL_BROADCAST_SM_RESP = (
        RESPONSE | 0x113,
        "Response to a broadcast cancellation",
        "Ответ на отмену широковещания",
    )


class CommandStatus(Code):
    """The outcome of a command.

    Names are those of SMPP 3.4 without the prefix ``ESME_R`` (``ESME_RX_T_APPN`` and its two
    siblings without ``ESME_``). Numbers from 0x100 on are from SMPP 5.0.
    """

    OK = 0x00, "No error", "Нет ошибки"
    INVMSGLEN = 0x01, "Message length is invalid", "Неверная длина сообщения"
    INVCMDLEN = 0x02, "Command length is invalid", "Неверная длина команды"
    INVCMDID = 0x03, "Invalid command ID", "Неверный номер команды"
    INVBNDSTS = (
        0x04,
        "Incorrect bind status for the command",
        "Команда не подходит к виду подключения",
    )
    ALYBND = 0x05, "Already bound", "Уже подключён"
    INVPRTFLG = 0x06, "Invalid priority flag", "Неверный приоритет"
    INVREGDLVFLG = 0x07, "Invalid registered delivery flag", "Неверный запрос отчёта"
    SYSERR = 0x08, "System error", "Системная ошибка"
    INVSRCADR = 0x0A, "Invalid source address", "Неверный адрес отправителя"
    INVDSTADR = 0x0B, "Invalid destination address", "Неверный адрес получателя"
    INVMSGID = 0x0C, "Message ID is invalid", "Неверный номер сообщения"
    BINDFAIL = 0x0D, "Bind failed", "Подключиться не удалось"
    INVPASWD = 0x0E, "Invalid password", "Неверный пароль"
    INVSYSID = 0x0F, "Invalid system ID", "Неверный логин"
    CANCELFAIL = 0x11, "Cancel failed", "Отменить не удалось"
    REPLACEFAIL = 0x13, "Replace failed", "Заменить не удалось"
    MSGQFUL = 0x14, "Message queue is full", "Очередь сообщений полна"
    INVSERTYP = 0x15, "Invalid service type", "Неверный вид услуги"
    INVNUMDESTS = 0x33, "Invalid number of destinations", "Неверное число получателей"
    INVDLNAME = 0x34, "Invalid distribution list name", "Неверное имя списка рассылки"
    INVDESTFLAG = 0x40, "Destination flag is invalid", "Неверный признак получателя"
    INVSUBREP = 0x42, "Submit with replace is not supported", "Отправка с заменой не поддерживается"
    INVESMCLASS = 0x43, "Invalid esm_class", "Неверный esm_class"
    CNTSUBDL = 0x44, "Cannot submit to a distribution list", "Нельзя отправить списку рассылки"
    SUBMITFAIL = 0x45, "Submit failed", "Отправить не удалось"
    INVSRCTON = 0x48, "Invalid source address TON", "Неверный TON отправителя"
    INVSRCNPI = 0x49, "Invalid source address NPI", "Неверный NPI отправителя"
    INVDSTTON = 0x50, "Invalid destination address TON", "Неверный TON получателя"
    INVDSTNPI = 0x51, "Invalid destination address NPI", "Неверный NPI получателя"
    INVSYSTYP = 0x53, "Invalid system_type", "Неверный system_type"
    INVREPFLAG = 0x54, "Invalid replace_if_present flag", "Неверный признак замены"
    INVNUMMSGS = 0x55, "Invalid number of messages", "Неверное число сообщений"
    THROTTLED = 0x58, "Throttled: too many messages", "Превышена скорость отправки"
    INVSCHED = 0x61, "Invalid scheduled delivery time", "Неверное время отправки"
    INVEXPIRY = 0x62, "Invalid validity period", "Неверный срок жизни"
    INVDFTMSGID = 0x63, "Predefined message is invalid or not found", "Готовое сообщение не найдено"
    RX_T_APPN = 0x64, "Temporary error at the receiver", "Временная ошибка приёмника"
    RX_P_APPN = 0x65, "Permanent error at the receiver", "Постоянная ошибка приёмника"
    RX_R_APPN = 0x66, "The receiver rejects the message", "Приёмник отверг сообщение"
    QUERYFAIL = 0x67, "Query failed", "Запрос не удался"
    INVTLVSTREAM = 0xC0, "Error in the optional part", "Ошибка в необязательной части"
    TLVNOTALLWD = 0xC1, "TLV is not allowed", "TLV не разрешён"
    INVTLVLEN = 0xC2, "Invalid TLV length", "Неверная длина TLV"
    MISSINGTLV = 0xC3, "An expected TLV is missing", "Нет ожидаемого TLV"
    INVTLVVAL = 0xC4, "Invalid TLV value", "Неверное значение TLV"
    DELIVERYFAILURE = 0xFE, "Delivery failure", "Ошибка доставки"
    UNKNOWNERR = 0xFF, "Unknown error", "Неизвестная ошибка"
    SERTYPUNAUTH = 0x100, "Not authorised for the service type", "Нет права на вид услуги"
    PROHIBITED = 0x101, "Prohibited operation", "Запрещённое действие"
    SERTYPUNAVAIL = 0x102, "Service type is unavailable", "Вид услуги недоступен"
    SERTYPDENIED = 0x103, "Service type is denied", "В виде услуги отказано"
    INVDCS = 0x104, "Invalid data coding", "Неверная кодировка"
    INVSRCADDRSUBUNIT = (
        0x105,
        "Invalid source address subunit",
        "Неверная часть устройства отправителя",
    )
    INVDSTADDRSUBUNIT = (
        0x106,
        "Invalid destination address subunit",
        "Неверная часть устройства получателя",
    )
    INVBCASTFREQINT = 0x107, "Invalid broadcast frequency", "Неверная частота широковещания"
    INVBCASTALIAS_NAME = 0x108, "Invalid broadcast alias", "Неверное имя широковещания"
    INVBCASTAREAFMT = 0x109, "Invalid broadcast area format", "Неверный вид области широковещания"
    INVNUMBCAST_AREAS = (
        0x10A,
        "Invalid number of broadcast areas",
        "Неверное число областей широковещания",
    )
    INVBCASTCNTTYPE = 0x10B, "Invalid broadcast content type", "Неверное содержание широковещания"
    INVBCASTMSGCLASS = 0x10C, "Invalid broadcast message class", "Неверный класс широковещания"
    BCASTFAIL = 0x10D, "Broadcast failed", "Широковещание не удалось"
    BCASTQUERYFAIL = 0x10E, "Broadcast query failed", "Запрос широковещания не удался"
    BCASTCANCELFAIL = 0x10F, "Broadcast cancel failed", "Отмена широковещания не удалась"
    INVBCAST_REP = (
        0x110,
        "Invalid number of repeated broadcasts",
        "Неверное число повторов широковещания",
    )
    INVBCASTSRVGRP = 0x111, "Invalid broadcast service group", "Неверная группа услуг широковещания"
    INVBCASTCHANIND = 0x112, "Invalid broadcast channel", "Неверный канал широковещания"


class MessageState(Code):
    """The state of a message.

    The numbers are those of SMPP and differ from :class:`smsc_codec.MessageStatus`.
    """

    SCHEDULED = 0, "Scheduled", "Запланировано"
    ENROUTE = 1, "En route", "В пути"
    DELIVERED = 2, "Delivered", "Доставлено"
    EXPIRED = 3, "Expired", "Просрочено"
    DELETED = 4, "Deleted", "Удалено"
    UNDELIVERABLE = 5, "Undeliverable", "Невозможно доставить"
    ACCEPTED = 6, "Accepted", "Принято"
    UNKNOWN = 7, "Unknown", "Неизвестно"
    REJECTED = 8, "Rejected", "Отклонено"
    SKIPPED = 9, "Skipped", "Пропущено"


class NetworkType(Code):
    """The numbering that a network error code belongs to; 4-8 are from SMPP 5.0."""

    ANSI_136 = 1, "ANSI-136: access denied reason", "ANSI-136: причина отказа"
    IS_95 = 2, "IS-95: access denied reason", "IS-95: причина отказа"
    GSM = 3, "GSM", "GSM"
    ANSI_136_CAUSE = 4, "ANSI-136: cause code", "ANSI-136: код причины"
    IS_95_CAUSE = 5, "IS-95: cause code", "IS-95: код причины"
    ANSI_41 = 6, "ANSI-41 error", "Ошибка ANSI-41"
    SMPP = 7, "SMPP error", "Ошибка SMPP"
    CENTRE = 8, "Message centre specific", "Собственный код центра"


class MessageMode(Code):
    """Messaging mode (``esm_class``, bits 1-0)."""

    DEFAULT = (
        0,
        "Default mode (usually store and forward)",
        "С хранением, если не условлено иначе",
    )
    DATAGRAM = 1, "Datagram", "Без хранения"
    FORWARD = 2, "Forward (transaction)", "Транзакция"
    STORE_AND_FORWARD = 3, "Store and forward", "С хранением"


class MessageKind(Code):
    """Message type (``esm_class``, bits 5-2, shifted right)."""

    ORDINARY = 0, "Ordinary message", "Обычное сообщение"
    RECEIPT = 1, "Delivery receipt", "Отчёт о доставке"
    SME_ACKNOWLEDGEMENT = 2, "Acknowledgement by the device", "Подтверждение устройства"
    USER_ACKNOWLEDGEMENT = 4, "Acknowledgement by the user", "Подтверждение пользователя"
    ABORT = 6, "Conversation abort", "Прерывание диалога"
    NOTIFICATION = 8, "Intermediate notification", "Промежуточное уведомление"


class ReceiptRequest(Code):
    """When a receipt is requested (``registered_delivery``, bits 1-0)."""

    NONE = 0, "No receipt", "Без отчёта"
    FINAL = 1, "Receipt on success or failure", "Отчёт об успехе и неудаче"
    FAILURE = 2, "Receipt on failure", "Отчёт о неудаче"
    SUCCESS = 3, "Receipt on success (5.0)", "Отчёт об успехе"


class TlvTag(IntEnum):
    """Tags of the TLVs whose values are typed (:data:`smsc_codec.smpp.tlvs.TLV_TYPES`).

    Names are those of SMPP 3.4 (5.3.2); 0x2000-0x2004 are from the vendor's SMPP page. ``Tlv.tag``
    is a plain ``int``, since any tag may occur; it compares equal to a member.
    """

    DEST_NETWORK_TYPE = 0x0006
    SOURCE_NETWORK_TYPE = 0x000E
    RECEIPTED_MESSAGE_ID = 0x001E
    USER_MESSAGE_REFERENCE = 0x0204
    SAR_MSG_REF_NUM = 0x020C
    SAR_TOTAL_SEGMENTS = 0x020E
    SAR_SEGMENT_SEQNUM = 0x020F
    SC_INTERFACE_VERSION = 0x0210
    CALLBACK_NUM = 0x0381
    NETWORK_ERROR_CODE = 0x0423
    MESSAGE_PAYLOAD = 0x0424
    DELIVERY_FAILURE_REASON = 0x0425
    MORE_MESSAGES_TO_SEND = 0x0426
    MESSAGE_STATE = 0x0427
    ALERT_ON_MESSAGE_DELIVERY = 0x130C
    COST = 0x2000
    FLAG = 0x2001
    PARTS = 0x2002
    MCCMNC = 0x2003
    ADDITIONAL_STATUS = 0x2004


#: The words in ``stat`` of a receipt: SMPP 3.4, Appendix B, and two common variants of DELIVRD.
STATE_WORDS: Mapping[str, MessageState] = MappingProxyType(
    {
        "DELIVRD": MessageState.DELIVERED,
        "EXPIRED": MessageState.EXPIRED,
        "DELETED": MessageState.DELETED,
        "UNDELIV": MessageState.UNDELIVERABLE,
        "ACCEPTD": MessageState.ACCEPTED,
        "UNKNOWN": MessageState.UNKNOWN,
        "REJECTD": MessageState.REJECTED,
        "ENROUTE": MessageState.ENROUTE,
        "DELIVERED": MessageState.DELIVERED,
        "DELIVERD": MessageState.DELIVERED,
    }
)


def state_of_word(word: str | None) -> MessageState | None:
    """Return the message state for a receipt's ``stat``, ignoring case; None if it is unknown."""
    return None if word is None else STATE_WORDS.get(word) or STATE_WORDS.get(word.upper())
