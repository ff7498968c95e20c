"""What a paste is, as plain structures: a heading, tables, the error, the other formats.

A thing has ``title`` and ``headline`` and, where there are any, ``what`` (the codec in words), ``tables``, ``error``, ``forms``,
``verdict``, ``line``, ``stamp``, ``alone`` (its own text, to be looked at alone).
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
from smsc_playground import codecs, words
from smsc_playground.rows import MOST, Row, more, row, rows, safe, shown, title
from smsc_playground.words import Words, say

if TYPE_CHECKING:
    from smsc_codec.codec import Codec
    from smsc_codec.errors import DecodeError

__all__ = ["Thing", "error", "headline", "receipt", "reply", "request", "value"]

Thing = dict[str, Any]

_ON: Words = ("on {pages}", "на {pages}")
_EVERYWHERE: Words = ("on every page", "на любой странице")
_DEPENDS: Words = ("What it means there, and what to do", "Что это значит там и что делать")
_WRITTEN: Words = ("as the service writes it", "как это пишет сервис")
_REQUEST: Words = ("Request: {name}", "Запрос: {name}")
_READS: Words = ("its reply is read by", "его ответ читает")
_NO_READER: Words = ("nobody knows the form of its reply", "форма ответа никому не известна")
_PARAMETER: Words = ("not known to the library", "библиотеке неизвестен")
_HIDDEN = "***"
_NUMBERED: Words = ("{title}, {index} of {count}", "{title}, {index} из {count}")


def error(found: DecodeError, language: str, heading: Words) -> Thing:
    """What could not be read, and where: the caret's lines are for a font of fixed width. Nobody's secrets are starred: the text is
    the reader's own, and stays on the reader's screen.
    """
    return {"title": say(heading, language), "headline": "", "error": found.render(show_data=True)}


def reply(codec: Codec[Any], found: Any, language: str, *, told: bool) -> Thing:
    """A reply's value, by the codec that has read it.

    Args:
        codec: the codec.
        found: the value.
        language: en or ru.
        told: whether the reader has named the reply; an error, or OK, does not show by itself which page has answered it.
    """
    any_page = not told and isinstance(found, Failure | Done)
    made = value(found, language, codecs.named(codec), "" if any_page else codec._reply.page)
    if not any_page:
        made["what"] = codec.name
    made["forms"] = codecs.other_formats(codec, found, language)
    return made


def value(found: Any, language: str, name: str = "", page: str = "") -> Thing:
    """Any value.

    Args:
        found: a record, or a list of them.
        language: en or ru.
        name: what it is called on the shelf of replies.
        page: the page of the API that answered it, if that is known.
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
    """What an error means on a page; on each page, if it is not known on which it was met. Those that say the same stand together."""
    told: dict[codes.ApiError, list[str]] = {}
    for one in codes._PAGES if page in ("", "shared") else (page,):
        told.setdefault(codes.api_error(one, code), []).append(f"{one}.php")
    found = []
    for api, where in told.items():
        pages = (
            say(_EVERYWHERE, language)
            if len(where) == len(codes._PAGES)
            else say(_ON, language, pages=", ".join(where))
        )
        ru = language == words.LANGUAGES[1]
        if api.known or len(told) == 1:
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
    """The one thing that most want to know of a value."""
    if isinstance(found, list):
        return headline(found[0], language) if len(found) == 1 else str(len(found))
    if isinstance(found, Failure):
        return f"{found.code}" + (f": {safe(found.description)}" if found.description else "")
    if isinstance(found, Receipt):
        return row(Receipt, "stat", found.stat, language).get("meaning", "") if found.stat else ""
    told = [_first(found, names, language) for names in (("status", "state", "mes"), ("err",))]
    if not any(told):
        told = [
            _first(found, names, language)
            for names in (
                ("id",) if isinstance(found, SendResult) else ("balance", "cost", "id", "phone"),
                ("currency",),
            )
        ]
    return ", ".join(filter(None, told))


def _first(found: Any, names: tuple[str, ...], language: str) -> str:
    for name in names:
        held = getattr(found, name, None)
        if held is not None and not (name == "err" and held == 0):
            text = title(held, language) if isinstance(held, codes.Code) else shown(held, language)
            return text if len(text) <= _WIDE else text[: _WIDE - 1] + "…"
    return ""


_WIDE = 60


def receipt(found: Receipt, language: str) -> Thing:
    """The text of a receipt; and how the service writes it."""
    made = value(found, language)
    form: Thing = {"title": say(_WRITTEN, language), "own": True}
    try:
        form["text"] = receipts.encode(found).decode("utf-8", "backslashreplace")
    except EncodeError as refused:
        form["refused"] = codecs.why(refused)
    made["forms"] = [form]
    return made


def report(found: DeliveryReport, unread: str | None, language: str) -> list[dict[str, Any]]:
    """The tables of a delivery report: what text and TLVs say together, where they differ, and why the service's own form of the text
    does not read so.
    """
    origins = {name: origin.value for name, origin in found.sources}
    told = rows(found, language)
    for one in told:
        one["value"] = f"{one['value']} ({origins[one['field']]})".strip()
    tables = [{"title": say(words.RECORDS["DeliveryReport"], language), "rows": told}]
    odd: list[Row] = [
        {
            "field": one.field,
            "value": f"TLV {shown(one.tlv)}; text {shown(one.text)}",
            "note": declared.note(DeliveryReport, "conflicts"),
        }
        for one in found.conflicts
    ]
    odd += [{"field": name, "value": why} for name, why in found.defects]
    if unread is not None:
        odd.append({"field": "text", "value": unread.partition("\n")[0]})
    if odd:
        tables.append({"title": "!", "rows": odd})
    return tables


def request(found: ParsedRequest, language: str) -> Thing:
    """A request's parameters. Its credentials are shown by their names only: a picture of the page may be sent to somebody."""
    command = found.command
    about = declared.notes(getattr(commands, command.name))
    secret = {one.name for one in command._request.parameters if one.secret}
    who = dict(found.credentials.pairs()) if found.credentials else {}
    told: list[Row] = [{"field": name, "value": _HIDDEN} for name in who]
    for name, text in command.arguments:
        hidden = name in secret or is_secret(name)
        told.append(
            {
                "field": name,
                "value": _HIDDEN if hidden else safe(text),
                "note": "" if language == "ru" else about.get(name, ""),
            }
        )
    told += [
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
    told.append({"field": "→", "value": reader, "note": say(_READS, language)})
    return {
        "title": say(_REQUEST, language, name=command.name),
        "headline": command.path,
        "tables": [{"title": command.path, "rows": told}],
    }
