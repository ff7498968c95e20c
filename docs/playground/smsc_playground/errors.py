"""Errors as text, in English or Russian.

English is the library's own message. In Russian the frame (position, expected, found, hint) is
always translated, and so are the descriptions that the tables below contain; any other
description stays in English.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from smsc_codec.errors import printable
from smsc_codec.registry import record_schemas
from smsc_playground.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from smsc_codec.errors import DecodeError, EncodeError

__all__ = ["HINTS", "PHRASES", "SCALARS", "describe", "reason", "render", "summary"]

_RUSSIAN = LANGUAGES[1]
#: Characters of the unexpected text that are shown.
_WINDOW = 60
#: Scalar types, by the name that a record schema gives them.
SCALARS: Mapping[str, str] = {
    "checksum": "контрольная сумма",
    "date": "время вида ДД.ММ.ГГГГ чч:мм:сс",
    "error": "номер ошибки",
    "flags": "число-флаг",
    "id": "номер",
    "moment": "время вида ДД.ММ.ГГГГ чч:мм:сс или секунды Unix",
    "money": "сумма, например 6.40",
    "number": "количество",
    "number type": "тип номера",
    "operator status": "статус имени у оператора",
    "phones": "список телефонов",
    "sender status": "статус имени отправителя",
    "server error": "номер ошибки",
    "short date": "время вида ДД.ММ.ГГ чч:мм:сс",
    "stamp": "время в секундах Unix",
    "status": "номер статуса",
    "task status": "статус задания",
    "text": "текст",
    "type": "тип сообщения",
    "word": "слово",
}
#: Other descriptions: a pattern of the whole English text, and the Russian text for it.
PHRASES: tuple[tuple[str, str], ...] = (
    (r"(?:the )?end(?: of .*)?", "конец"),
    (r"(?:the )?end, where .*", "конец, который задаёт command_length"),
    (r"a reply", "ответ"),
    (r"a reply \(.*", "ответ (ошибка сервиса приходит одна)"),
    (r"something else", "что-то другое"),
    (r"a list", "список"),
    (r"a list of phones", "список телефонов"),
    (r"a list of zones", "список зон"),
    (r"an object", "объект"),
    (r"elements", "элементы"),
    (r"either text or elements", "либо текст, либо элементы"),
    (r"a value", "значение"),
    (r"JSON", "JSON"),
    (r"well-formed XML", "правильный XML"),
    (r"“,” or a closing bracket", "«,» или закрывающая скобка"),
    (r"a closing bracket", "закрывающая скобка"),
    (r"a key in double quotes", "ключ в двойных кавычках"),
    (r"a string with an end|a (?:closed|terminated) string|a closing quote", "закрытая строка"),
    (
        r"(?:no raw control characters?|an escaped control character)",
        "строка без управляющих символов",
    ),
    (r"an escape that JSON has|a valid JSON escape", "допустимая в JSON экранированная запись"),
    (r"(?:no NaN and no Infinity|a finite number)", "число, но не NaN и не Infinity"),
    (
        r"(?:(?:every|each) \w+ once|unique (?:keys|elements|fields|parameters))",
        "имя без повторов",
    ),
    (r"at most (\d+) levels", "вложенность не больше {0}"),
    (r"at most (\d+) fields", "не больше {0} полей"),
    (r"at most (\d+) bytes", "не больше {0} байт"),
    (r"a number of fewer digits", "число короче"),
    (r"whole characters.*", "целые символы"),
    (r"text in ([\w-]+)", "текст в кодировке {0}"),
    (r"a tag of at most (\d+) characters", "тег не длиннее {0} символов"),
    (r"two hexadecimal digits (?:behind|after) a %", "две шестнадцатеричные цифры после %"),
    (r"no NUL", "текст без символа NUL"),
    (r"more bytes of the header", "остальные байты заголовка"),
    (r"a command_length of (\d+) to (\d+)", "command_length от {0} до {1}"),
    (r"(\d+) bytes", "{0} байт"),
    (r"the NUL (?:behind|after) (\w+)", "NUL после {0}"),
    (r"the field (\w+)", "поле {0}"),
    (r"the parameters of one command.*", "параметры одной команды"),
    (r"an id", "номер"),
    (r"a text", "текст"),
    (r"a count", "количество"),
    (r"a number from (-?\d+)", "число от {0}"),
    (r"a number from (-?\d+) to (\d+)", "число от {0} до {1}"),
    (r"a text of at most (\d+) characters", "текст не длиннее {0} символов"),
    (r"one of ([\d, ]+)", "одно из: {0}"),
    (r"a count as 001", "количество вида 001"),
    (r"an? (?:status|state) such as DELIVRD", "статус, например DELIVRD"),
    (r"an error such as 000", "ошибка, например 000"),
    (r"a time as (YYMMDDhhmm\S*)", "время вида {0}"),
    (r"a period as (YYMMDDhhmm\S*)", "период вида {0}"),
    (r"bytes", "байты"),
)
#: What hints recommend, by what their English text contains.
HINTS: tuple[tuple[str, str], ...] = (
    (r"(\w+\(fmt=\d[^)]*\)(?:\.row)?)", "текст подходит для {0}"),
    (r"(with_charset\(\"[\w-]+\"\))", "укажите кодировку: {0}"),
    (r"HTML", "это страница HTML: ответил прокси или другой адрес, проверьте статус HTTP"),
    (r"(?i)body is empty", "тело пустое: ответ не дошёл, повторите запрос"),
    (r"(?i)no other codec", "текст слишком длинный, другие кодеки не проверялись"),
    (r"(?i)more than one PDU", "возможно, здесь несколько PDU: разделите их через smpp.split()"),
    (r"lenient=True", "отчёты других шлюзов разбирает receipts.decode(text, lenient=True)"),
    (r"path=", "в параметрах нет имени страницы: передайте его в path"),
    (r"smpp\.split", "PDU получен не полностью; smpp.split() сохраняет остаток"),
)
#: Reasons of an EncodeError, by what their English text contains.
_REASONS: tuple[tuple[str, str], ...] = (
    (r"back differently|would decode", "значение изменится при обратном разборе"),
    (r"line break", "перевод строки начал бы новую строку ответа"),
    (r"place for|cannot be combined", "эти поля нельзя передать в одной строке"),
    (r"XML|control character", "в значении есть символ, недопустимый в XML"),
    (r"cannot be (?:spelled|written|formatted) as (.*)", "нельзя записать как {0}"),
)


def render(error: DecodeError, language: str) -> str:
    """The error with an excerpt and a caret.

    Nothing is masked: the text is the user's own, and stays in the page.
    """
    text = error.render(show_data=True)
    if language != _RUSSIAN:
        return text
    _, *excerpt = text.split("\n")
    lines = [summary(error, language), *excerpt]
    if error.hint:
        # The hint is the last line of the English text.
        lines[-1] = f"  подсказка: {_hint(error.hint)}"
    return "\n".join(lines)


def summary(error: DecodeError, language: str) -> str:
    """The first line of :func:`render`."""
    if language != _RUSSIAN:
        return error.summary(show_data=True)
    path, found = error.masked(show_data=True)
    descriptions = [describe(one) for one in error.expected] or [describe("something else")]
    *others, last = descriptions
    expected = f"{', '.join(others)} или {last}" if others else last
    data = f"«{_found(printable(found[:_WINDOW]))}»" if found else "ничего" if path else "конец"
    return f"{error.codec}: {_position(error, path)}ожидалось: {expected}, найдено: {data}"


def _found(text: str) -> str:
    return re.sub(r"\A(\d+) bytes\Z", r"\1 байт", text)


def _position(error: DecodeError, path: str | None) -> str:
    english = error.summary(show_data=True).removeprefix(f"{error.codec}: ")
    if error.span is not None and re.match(r"byte \d+: ", english):
        return f"байт {error.span[0]}: "
    if path:
        return f"{printable(path)}: "
    if error.span is None:
        return ""
    source = error.source if isinstance(error.source, str) else error.source.decode("latin-1")
    before = source[: error.span[0]]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return f"строка {line}, столбец {column}: "


def describe(english: str) -> str:
    """A description of what was expected, in Russian as far as the tables go."""
    text = english.strip()
    if text in _scalars():
        return _scalars()[text]
    for pattern, russian in PHRASES:
        if found := re.fullmatch(pattern, text):
            return russian.format(*found.groups())
    # A field and its type, and a literal after a field.
    if found := re.fullmatch(r"([\w.]+) \((.*?)(?:,? and (“.*”) (?:behind|after) it)?\)", text):
        literals = f", затем {found[3].replace('” or “', '” или “')}" if found[3] else ""
        return f"{found[1]} ({describe(found[2])}{literals})"
    if found := re.fullmatch(r"(“.*”) (?:behind|after) (.*)", text):
        return f"{found[1]} после {found[2]}"
    return english


@cache
def _scalars() -> dict[str, str]:
    """Russian descriptions by the English ones, which the record schemas contain."""
    return {
        scalar.description: SCALARS[scalar.name]
        for schema in record_schemas().values()
        for scalar in schema.scalars.values()
        if scalar.name in SCALARS
    }


def _hint(english: str) -> str:
    return _first(HINTS, english)


def _first(table: tuple[tuple[str, str], ...], english: str) -> str:
    for pattern, russian in table:
        if found := re.search(pattern, english):
            return russian.format(*found.groups())
    return english


def reason(error: EncodeError, language: str) -> str:
    """Why a value cannot be encoded, with the field to blame."""
    text = error.reason
    if language == _RUSSIAN:
        text = (
            "значение изменится при обратном разборе"
            if error.would_decode_as is not None
            else _first(_REASONS, text)
        )
    return f"{error.field}: {text}" if error.field else text
