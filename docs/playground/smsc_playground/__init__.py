"""Identify and decode pasted text for the playground: text in, plain structures out, no I/O.

As in :mod:`smsc_codec.logs`, only input whose kind is certain is presented as a fact; anything else
is offered as a choice.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from smsc_codec import logs
from smsc_codec.commands import parse
from smsc_codec.errors import DecodeError
from smsc_codec.logs import FindingKind
from smsc_codec.pages.shared import Done
from smsc_codec.schema.failure import Failure
from smsc_codec.smpp import receipts
from smsc_playground import callbacks, codecs, pdus, things, words
from smsc_playground.rows import more
from smsc_playground.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smsc_codec.logs import Finding
    from smsc_playground.codecs import Fit

__all__ = ["MAX_BYTES", "Query", "answer", "describe", "warming"]

#: The longest accepted text, in bytes of UTF-8.
MAX_BYTES = 1 << 20
#: The most findings of a log, and the most choices, that are shown.
_SHOWN, _CHOICES = 200, 12

_XML = 2
_DIGITS = frozenset("0123456789abcdefABCDEF")

_EMPTY: Words = ("Paste a text or choose a sample.", "Вставьте текст или выберите образец.")
_TOO_LONG: Words = (
    "The text has {size} bytes; the limit is {most}. smsc-codec scan reads files of any size.",
    "Размер текста — {size} байт, предел — {most}. Файлы любого размера читает smsc-codec scan.",
)
_CERTAIN: Words = ("The format identifies it.", "Тип однозначно определяется по формату.")
_LIKELY: Words = (
    "Only this reply has such a format, but the text could also come from another source.",
    "Такой формат есть только у этого ответа, но текст мог прийти и не от сервиса.",
)
_SEVERAL: Words = (
    "The text is valid as several kinds of input. Only the request determines which. Choose one.",
    "Текст подходит под несколько видов данных, выбор зависит от запроса. Выберите нужный.",
)
_MAYBE: Words = (
    "The text is valid as this kind of input, but the format does not identify it.",
    "Текст подходит под этот вид данных, но по формату это определить нельзя.",
)
_UNKNOWN: Words = (
    "The kind of input is not recognised. Select it in the list to see where the text is invalid.",
    "Вид данных не распознан. Выберите его в списке, и вы увидите, где в тексте ошибка.",
)
_NOT: Words = ("The text does not have this format.", "Текст не соответствует этому формату.")
_BUT: Words = (
    "The text does not have this format. It is valid as:",
    "Текст не соответствует этому формату. Подходит другой:",
)
_FOUND: Words = ("Findings: {count}.", "Найдено записей: {count}.")
_NOTHING: Words = (
    "These lines contain nothing that is certain to come from the service.",
    "В этих строках нет ничего, что наверняка относится к сервису.",
)
_LINE: Words = ("line {line}", "строка {line}")
_NO_FORMAT: Words = (
    "unsupported: this reply format is not documented",
    "не поддерживается: этот формат ответа не описан",
)
_OTHER: Words = ("A receipt from another gateway", "Отчёт другого шлюза")
_LENIENT: Words = (
    "The receipt does not have the service's own layout. Decoded leniently:",
    "Вид отчёта не такой, как у сервиса. Разобран по менее строгим правилам:",
)
_DAMAGED: dict[str, Words] = {
    "reply": ("A damaged reply", "Повреждённый ответ"),
    "callback": ("A damaged callback", "Повреждённое уведомление"),
    "receipt": ("A damaged receipt", "Повреждённый отчёт"),
    "pdu": ("A damaged PDU", "Повреждённый PDU"),
    "request": ("A damaged request", "Повреждённый запрос"),
}


#: Inputs that are slow the first time: an error, a callback, a receipt, a PDU.
_WARM = (
    '{"status": 1, "last_date": "01.01.20',
    "id=1&phone=79990000000&status=1&ts=1&sha1=0",
    "id:1 sub:001 dlvrd:001 submit date:2301010000 done date:2301010000 stat:DELIVRD err:000",
    "0000001000000015" + "0" * 15 + "1",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """The pasted text, and the user's choices.

    Args:
        text: the text.
        language: en or ru.
        kind: one of :data:`smsc_playground.words.KINDS`; empty to detect it.
        reply: the name of the reply in ``smsc_codec.replies``; likewise fmt, level and variant.
        secret: the secret of a callback, or the whole handler URL.
        charset: the charset of the handler; empty to detect it.
    """

    text: str
    language: str = "en"
    kind: str = ""
    reply: str = "status"
    fmt: int = 3
    level: int = 0
    variant: str = ""
    secret: str = ""
    charset: str = ""


def answer(request: str) -> str:
    """Handle a request of the page, JSON in and JSON out.

    ``ask`` is ``describe``, the default, or ``catalogue`` for the contents of the page's lists.
    """
    options = json.loads(request)
    if options.pop("ask", "describe") == "catalogue":
        language = options["language"]
        kinds = [
            {"name": name, "title": say(title, language)} for name, title in words.KINDS.items()
        ]
        return json.dumps(
            {
                "kinds": kinds,
                "replies": codecs.catalogue(language),
                "formats": [say(one, language) for one in codecs.FORMATS],
            }
        )
    return json.dumps(describe(Query(**options)))


def warming() -> Callable[[], bool]:
    """Return a function that builds one codec per call, so that the first query is fast.

    The function returns whether there are more codecs to build.
    """
    steps = _steps()
    return lambda: next(steps, None) is not None


def _steps() -> Iterator[bool]:
    for text in ("1", "<x></x>", "[{}]"):
        for _ in codecs.trying(text):
            yield True
    for text in _WARM:
        for language in words.LANGUAGES:
            describe(Query(text=text, language=language))
            yield True


def describe(query: Query) -> dict[str, Any]:
    """Identify and decode a text.

    Returns:
        ``sure`` (``certain``, ``chosen``, ``likely``, ``choice``, ``maybe``, ``unknown``; empty for
        an empty text), ``why`` as a sentence, ``things`` as in :mod:`smsc_playground.things`, and
        ``choices``: what else the text may be, each with the options that select it.
    """
    size = len(query.text.encode("utf-8", "replace"))
    if size > MAX_BYTES:
        return _result("unknown", say(_TOO_LONG, query.language, size=size, most=MAX_BYTES))
    if not query.text.strip():
        return _result("", say(_EMPTY, query.language))
    return _BY_KIND[query.kind](query)


def _result(
    sure: str, why: str, *found: dict[str, Any], choices: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    return {"sure": sure, "why": why, "things": list(found), "choices": choices or []}


def _chosen(query: Query, *found: dict[str, Any]) -> dict[str, Any]:
    bad = any("error" in one for one in found)
    return _result("chosen", say(_NOT, query.language) if bad else "", *found)


# ---- the user chose the kind


def _reply(query: Query) -> dict[str, Any]:
    try:
        reply, part = codecs.part_of(query.reply)
        codec = reply.codec(query.fmt, query.level, variant=query.variant, part=part)
    except (KeyError, ValueError):
        return _result("unknown", say(_NO_FORMAT, query.language))
    text = query.text.strip("\r\n")
    try:
        value = codec.decode(text)
    except DecodeError as invalid:
        lines = (
            list(logs.scan(_lines(text), kind=codec))
            if codec.fmt < _XML and "\n" in text.strip()
            else []
        )
        if any(one.error is None for one in lines):
            return _of_log(lines, query, "chosen")
        thing = things.error(invalid, query.language, words.REPLIES[query.reply])
        choices = _choices(codecs.fitting(text), query.language)
        return _result(
            "chosen", say(_BUT if choices else _NOT, query.language), thing, choices=choices
        )
    return _chosen(query, things.reply(codec, value, query.language, chosen=True))


def _callback(query: Query) -> dict[str, Any]:
    return _chosen(query, _of_callback(query.text, query))


def _of_callback(text: str, query: Query) -> dict[str, Any]:
    return callbacks.describe(text, query.language, secret=query.secret, charset=query.charset)


def _receipt(query: Query) -> dict[str, Any]:
    data = query.text.strip().encode("utf-8", "replace")
    try:
        return _chosen(query, things.receipt(receipts.decode(data), query.language))
    except DecodeError as invalid:
        lenient = things.receipt(receipts.decode(data, lenient=True), query.language) | {
            "title": say(_OTHER, query.language)
        }
        return _result(
            "chosen",
            say(_LENIENT, query.language),
            things.error(invalid, query.language, _DAMAGED["receipt"]),
            lenient,
        )


def _pdu(query: Query) -> dict[str, Any]:
    return _chosen(query, *pdus.pdus(query.text, query.language))


def _request(query: Query) -> dict[str, Any]:
    try:
        parsed = parse(query.text.strip())
    except DecodeError as invalid:
        return _chosen(query, things.error(invalid, query.language, _DAMAGED["request"]))
    return _chosen(query, things.request(parsed, query.language))


def _log(query: Query) -> dict[str, Any]:
    return _of_log(list(_scan(query.text)), query, "chosen")


# ---- the kind is detected


def _find_out(query: Query) -> dict[str, Any]:
    text = query.text.strip()
    if _is_dump(text):
        return _result("certain", say(_CERTAIN, query.language), *pdus.pdus(text, query.language))
    found = list(_scan(text))
    if len(found) == 1 and _is_whole(found[0], text):
        return _result("certain", say(_CERTAIN, query.language), _whole(found[0], text, query))
    if found:
        return _of_log(list(_scan(query.text)), query, "certain")
    fits = codecs.fitting(text)
    groups = _groups(fits)
    if len(groups) == 1:
        return _likely(fits[0], query)
    choices = _choices(fits, query.language)
    choices += [
        {"title": say(words.KINDS[kind], query.language), "what": "", "ask": {"kind": kind}}
        for kind in _other_kinds(text)
    ]
    if len(choices) > 1:
        return _result("choice", say(_SEVERAL, query.language), choices=choices)
    if choices:
        return _result("maybe", say(_MAYBE, query.language), choices=choices)
    return _result("unknown", say(_UNKNOWN, query.language))


def _likely(fit: Fit, query: Query) -> dict[str, Any]:
    if fit.lines:
        lines = list(logs.scan(_lines(query.text), kind=fit.codec))
        return _of_log(lines, query, "likely") | {"why": say(_LIKELY, query.language)}
    return _result(
        "likely",
        say(_LIKELY, query.language),
        things.reply(fit.codec, fit.value, query.language, chosen=False),
    )


def _is_dump(text: str) -> bool:
    """Whether a text is a PDU in hexadecimal digits with whitespace between them, which
    ``logs.scan`` does not accept.
    """
    joined = "".join(text.split())
    return (
        joined != text
        and set(joined) <= _DIGITS
        and [one.kind for one in _scan(joined)] == [FindingKind.PDU]
    )


def _scan(text: str) -> Iterator[Finding]:
    return logs.scan(_lines(text))


def _lines(text: str) -> list[bytes]:
    return text.encode("utf-8", "replace").split(b"\n")


def _is_whole(found: Finding, text: str) -> bool:
    """Whether a finding covers the whole text, apart from the request line around it."""
    if (
        found.kind in (FindingKind.REQUEST, FindingKind.CALLBACK)
        and found.lines == 1
        and "\n" not in text
    ):
        return callbacks.form_of(text) == _piece(found) or _piece(found) in text.split(" ")[:2]
    return found.span == (0, len(text.encode("utf-8", "replace")))


def _piece(found: Finding) -> str:
    return found.source[slice(*found.span)].decode("utf-8", "replace")


def _whole(found: Finding, text: str, query: Query) -> dict[str, Any]:
    """A finding that covers the whole input, in full detail."""
    if found.kind is FindingKind.CALLBACK:
        return _of_callback(text, query)
    if found.kind is FindingKind.PDU:
        return pdus.pdus(text, query.language)[0]
    if isinstance(found.error, DecodeError):
        return things.error(found.error, query.language, _DAMAGED[found.kind.value])
    if found.kind is FindingKind.RECEIPT:
        return things.receipt(found.value, query.language)  # type: ignore[arg-type]
    fits = codecs.fitting(text, found.value) if found.kind is FindingKind.REPLY else []
    fit = next((fit for fit in fits if fit.value == found.value), None)
    if fit is None:
        return things.value(found.value, query.language)
    return things.reply(fit.codec, fit.value, query.language, chosen=False)


def _of_log(found: list[Finding], query: Query, sure: str) -> dict[str, Any]:
    """The findings of a log with their lines. Other formats are shown only for a single finding."""
    if not found:
        return _result("unknown", say(_NOTHING, query.language))
    if len(found) == 1:
        described = [_whole(found[0], _piece(found[0]), query) | _place(found[0], query.language)]
    else:
        described = [
            _line(one, query.language) | _place(one, query.language)
            for one in islice(found, _SHOWN)
        ]
    answer = _result(sure, say(_FOUND, query.language, count=len(found)), *described)
    return answer | (
        {"more": more(len(found) - _SHOWN, query.language)} if len(found) > _SHOWN else {}
    )


def _line(found: Finding, language: str) -> dict[str, Any]:
    if isinstance(found.error, DecodeError):
        return things.error(found.error, language, _DAMAGED[found.kind.value])
    if found.kind is FindingKind.PDU:
        return pdus.describe(found.value, language)  # type: ignore[arg-type]
    return things.value(found.value, language)


def _place(found: Finding, language: str) -> dict[str, Any]:
    """The position of a finding, and its own text."""
    place = {
        "line": say(_LINE, language, line=found.line),
        "kind": found.kind.value,
        "evidence": found.evidence.value,
        "alone": _piece(found),
    }
    return place if found.log_time is None else place | {"log_time": found.log_time.isoformat(" ")}


# ---- choices


def _groups(fits: list[Fit]) -> dict[tuple[str, str], list[Fit]]:
    """Group codecs by reply and value.

    An error of the service, or OK, is the same for every reply.
    """
    found: dict[tuple[str, str], list[Fit]] = {}
    for fit in fits:
        name = "" if isinstance(fit.value, Failure | Done) else codecs.named(fit.codec)
        found.setdefault((name, repr(fit.value)), []).append(fit)
    return found


def _choices(fits: list[Fit], language: str) -> list[dict[str, Any]]:
    found = []
    for group in islice(_groups(fits).values(), _CHOICES):
        first = group[0].codec
        name = codecs.named(first)
        thing = things.value(group[0].value, language, name, first._reply.page)
        ask = {
            "kind": "reply",
            "reply": name,
            "fmt": first.fmt,
            "level": first.level,
            "variant": first._variant,
        }
        found.append(
            {"title": thing["title"], "what": first.name, "headline": thing["headline"], "ask": ask}
        )
    return found


def _other_kinds(text: str) -> Iterator[str]:
    """Kinds other than a reply that a text is valid as."""
    if "error" not in callbacks.describe(text, "en"):
        yield "callback"
    if "stat:" in text.lower() or text.lower().startswith("id:"):
        yield "receipt"
    if "error" not in pdus.pdus(text, "en")[0]:
        yield "pdu"
    try:
        parse(text)
    except DecodeError:
        return
    yield "request"


_BY_KIND = {
    "": _find_out,
    "reply": _reply,
    "callback": _callback,
    "receipt": _receipt,
    "pdu": _pdu,
    "request": _request,
    "log": _log,
}
