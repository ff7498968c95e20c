"""Decoded input as plain structures: a heading, tables, the error, the other formats.

A thing has ``title`` and ``headline`` and, if applicable, ``what`` (the name of the codec),
``tables``, ``error``, ``forms``, ``verdict``, ``line``, ``log_time`` and ``alone`` (the text of a
finding, to be decoded separately).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smsc_codec import codes, commands
from smsc_codec.cli import docstrings as declared
from smsc_codec.cli.redaction import is_secret
from smsc_codec.commands import ParsedRequest
from smsc_codec.errors import EncodeError
from smsc_codec.pages.send import SendResult
from smsc_codec.pages.shared import Done
from smsc_codec.schema.failure import Failure
from smsc_codec.smpp import DeliveryReport, Receipt, receipts
from smsc_playground import codecs, errors, notes, words
from smsc_playground.rows import MOST, Row, more, row, rows, safe, shown, title
from smsc_playground.words import Words, say

if TYPE_CHECKING:
    from smsc_codec.codec import Codec
    from smsc_codec.errors import DecodeError

__all__ = ["Thing", "error", "headline", "receipt", "reply", "request", "value"]

Thing = dict[str, Any]

_ON: Words = ("on {pages}", "на {pages}")
_EVERYWHERE: Words = ("on every page", "на любой странице")
_DEPENDS: Words = ("Meaning and advice by page", "Что это значит и что делать, по страницам")
_WRITTEN: Words = ("as the service formats it", "в записи сервиса")
_REQUEST: Words = ("Request: {name}", "Запрос: {name}")
_READS: Words = ("codec of the reply", "кодек ответа")
_NO_READER: Words = ("the format of the reply is undocumented", "формат ответа не описан")
_PARAMETERS: Words = ("parameters", "параметры")
_PARAMETER: Words = ("unknown parameter", "неизвестный параметр")
_PROBLEMS: Words = ("Problems", "Расхождения")
_HIDDEN = "***"
_NUMBERED: Words = ("{title}, {index} of {count}", "{title}, {index} из {count}")


def error(found: DecodeError, language: str, heading: Words) -> Thing:
    """An error with its excerpt, which needs a monospaced font."""
    return {
        "title": say(heading, language),
        "headline": "",
        "error": errors.render(found, language),
    }


def reply(codec: Codec[Any], found: Any, language: str, *, chosen: bool) -> Thing:
    """The value of a reply.

    Args:
        codec: the codec that decoded it.
        found: the value.
        language: en or ru.
        chosen: whether the user chose the reply; an error, or OK, is the same for every page.
    """
    any_page = not chosen and isinstance(found, Failure | Done)
    made = value(found, language, codecs.named(codec), "" if any_page else codec._reply.page)
    if not any_page:
        made["what"] = codec.name
    made["forms"] = codecs.other_formats(codec, found, language)
    return made


def value(found: Any, language: str, name: str = "", page: str = "") -> Thing:
    """A value of any kind.

    Args:
        found: a record, or a list of records.
        language: en or ru.
        name: the name of the reply in ``smsc_codec.replies``.
        page: the page of the API that returned it, if known.
    """
    if isinstance(found, ParsedRequest):
        return request(found, language)
    listed = found if isinstance(found, list) else [found]
    several = isinstance(found, list)
    record = type(listed[0]) if listed else type(None)
    name = name or codecs.answering(record, many=several)
    heading = say(
        (None if several else words.RECORDS.get(record.__name__)) or words.REPLIES[name], language
    )
    made: Thing = {"title": heading, "headline": headline(found, language), "tables": []}
    for index, item in enumerate(listed[:MOST], 1):
        caption = (
            say(_NUMBERED, language, title=type(item).__name__, index=index, count=len(listed))
            if len(listed) > 1
            else type(item).__name__
        )
        made["tables"].append({"title": caption, "rows": rows(item, language)})
    if len(listed) > MOST:
        made["more"] = more(len(listed) - MOST, language)
    if isinstance(found, Failure):
        made["tables"].append(
            {"title": say(_DEPENDS, language), "rows": list(_meant(found.code, page, language))}
        )
    return made


def _meant(code: int, page: str, language: str) -> list[Row]:
    """The meaning of an error on one page, or on every page.

    Pages with the same meaning share a row.
    """
    pages_by_error: dict[codes.ApiError, list[str]] = {}
    for one in codes._PAGES if page in ("", "shared") else (page,):
        pages_by_error.setdefault(codes.api_error(one, code), []).append(f"{one}.php")
    found = []
    for api, where in pages_by_error.items():
        pages = (
            say(_EVERYWHERE, language)
            if len(where) == len(codes._PAGES)
            else say(_ON, language, pages=", ".join(where))
        )
        ru = language == words.LANGUAGES[1]
        if api.known or len(pages_by_error) == 1:
            found.append(
                {
                    "field": pages,
                    "value": "",
                    "meaning": api.title_ru if ru else api.title,
                    "note": api.retry_ru if ru else api.retry,
                }
            )
    return found


def headline(found: Any, language: str) -> str:
    """The most important field of a value, as text."""
    if isinstance(found, list):
        return headline(found[0], language) if len(found) == 1 else str(len(found))
    if isinstance(found, Failure):
        return f"{found.code}" + (f": {safe(found.description)}" if found.description else "")
    if isinstance(found, Receipt):
        return row(Receipt, "stat", found.stat, language).get("meaning", "") if found.stat else ""
    texts = [_first(found, names, language) for names in (("status", "state", "mes"), ("err",))]
    if not any(texts):
        texts = [
            _first(found, names, language)
            for names in (
                ("id",) if isinstance(found, SendResult) else ("balance", "cost", "id", "phone"),
                ("currency",),
            )
        ]
    return ", ".join(filter(None, texts))


def _first(found: Any, names: tuple[str, ...], language: str) -> str:
    for name in names:
        held = getattr(found, name, None)
        if held is not None and not (name == "err" and held == 0):
            text = title(held, language) if isinstance(held, codes.Code) else shown(held, language)
            return text if len(text) <= _WIDE else text[: _WIDE - 1] + "…"
    return ""


_WIDE = 60


def receipt(found: Receipt, language: str) -> Thing:
    """The text of a receipt, and the same receipt as the service formats it."""
    made = value(found, language)
    form: Thing = {"title": say(_WRITTEN, language), "own": True}
    try:
        form["text"] = receipts.encode(found).decode("utf-8", "backslashreplace")
    except EncodeError as error_found:
        form["refused"] = codecs.why(error_found, language)
    made["forms"] = [form]
    return made


def report(found: DeliveryReport, receipt_error: str | None, language: str) -> list[dict[str, Any]]:
    """The tables of a delivery report.

    Args:
        found: the report, which merges the text and the TLVs.
        receipt_error: why the text is not in the service's own layout; None if it is.
        language: en or ru.
    """
    sources = {name: source.value for name, source in found.sources}
    merged = rows(found, language)
    for one in merged:
        one["value"] = f"{one['value']} ({sources[one['field']]})".strip()
    tables = [{"title": say(words.RECORDS["DeliveryReport"], language), "rows": merged}]
    problems: list[Row] = [
        {
            "field": one.field,
            "value": f"TLV {shown(one.tlv)}; text {shown(one.text)}",
            "note": notes.of(DeliveryReport, "conflicts", language),
        }
        for one in found.conflicts
    ]
    problems += [{"field": name, "value": why} for name, why in found.defects]
    if receipt_error is not None:
        problems.append({"field": "text", "value": receipt_error})
    if problems:
        tables.append({"title": say(_PROBLEMS, language), "rows": problems})
    return tables


def request(found: ParsedRequest, language: str) -> Thing:
    """The parameters of a request. Secrets are masked, since users share screenshots."""
    command = found.command
    about = declared.notes(getattr(commands, command.name))
    secret = {one.name for one in command._request.parameters if one.secret}
    who = dict(found.credentials.pairs()) if found.credentials else {}
    found_rows: list[Row] = [{"field": name, "value": _HIDDEN} for name in who]
    for name, text in command.arguments:
        hidden = name in secret or is_secret(name)
        found_rows.append(
            {
                "field": name,
                "value": _HIDDEN if hidden else safe(text),
                "note": "" if language == "ru" else about.get(name, ""),
            }
        )
    found_rows += [
        {
            "field": safe(name),
            "value": _HIDDEN if is_secret(name) else safe(text),
            "note": say(_PARAMETER, language),
        }
        for name, text in found.unknown
    ]
    try:
        reader = f"{command.reply.name}, {command.reply.charset}"
    except ValueError:
        reader = say(_NO_READER, language)
    found_rows.append({"field": "→", "value": reader, "note": say(_READS, language)})
    return {
        "title": say(_REQUEST, language, name=command.name),
        "headline": command.path,
        "tables": [{"title": say(_PARAMETERS, language), "rows": found_rows}],
    }
