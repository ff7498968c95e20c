"""What a pasted text is, told for the playground: pure, text in, plain structures out.

The rule is that of :mod:`smsc_codec.logs`: what is certain is told, what is not certain is offered as a choice, never as a fact.
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
from smsc_playground.rows import more, safe
from smsc_playground.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from smsc_codec.logs import Finding
    from smsc_playground.codecs import Fit

__all__ = ["LONGEST", "Asked", "answer", "tell", "warming"]

#: The longest text that is looked at, in octets.
LONGEST = 1 << 20
#: As many findings of a log are shown, and as many choices.
_SHOWN, _CHOICES = 200, 12

_XML = 2
_DIGITS = frozenset("0123456789abcdefABCDEF")

_EMPTY: Words = ("Paste something, or take a sample.", "Вставьте что-нибудь или возьмите образец.")
_TOO_LONG: Words = (
    "The text has {size} octets; at most {most} are looked at. smsc-codec scan reads files of any size.",
    "В тексте октетов: {size}; смотрим не больше {most}. Файлы любого размера читает smsc-codec scan.",
)
_CERTAIN: Words = ("Its own form leaves no doubt.", "Сама форма не оставляет сомнений.")
_LIKELY: Words = (
    "Of all that the service sends only this reads so; by itself such a line may be anybody's.",
    "Из всего, что присылает сервис, так читается только это; но сама по себе такая строка может быть чьей угодно.",
)
_SEVERAL: Words = (
    "Several things read so, and nothing in the text says which it is: only the request does. Choose one.",
    "Так читается несколько разных ответов, и сам текст не говорит, какой это: это знает только запрос. Выберите.",
)
_MAYBE: Words = (
    "It may be this, though nothing in the text makes it certain.",
    "Возможно, это оно, но ничто в тексте не делает это точным.",
)
_UNKNOWN: Words = (
    "Nothing here is the service's for certain. Say what it is, and you will see where it departs.",
    "Ничего из этого нельзя уверенно приписать сервису. Укажите, что это, и будет видно, где расхождение.",
)
_NOT: Words = ("It does not read so.", "Так это не читается.")
_BUT: Words = ("It does not read so. It does read as:", "Так это не читается. Зато читается так:")
_FOUND: Words = ("Found in these lines: {count}.", "Найдено в этих строках: {count}.")
_NOTHING: Words = (
    "These lines hold nothing of the service for certain.",
    "В этих строках нет ничего, что точно от сервиса.",
)
_LINE: Words = ("line {line}", "строка {line}")
_OTHER: Words = ("A receipt of another gateway", "Отчёт другого шлюза")
_LENIENT: Words = (
    "It is not in the service's own form; read as any gateway's it says:",
    "Форма не сервиса; прочитанный как отчёт любого шлюза, он говорит:",
)
_DAMAGED: dict[str, Words] = {
    "reply": ("A damaged reply", "Повреждённый ответ"),
    "callback": ("A damaged callback", "Повреждённое уведомление"),
    "receipt": ("A damaged receipt", "Повреждённый отчёт"),
    "pdu": ("A damaged PDU", "Повреждённый PDU"),
    "request": ("A damaged request", "Повреждённый запрос"),
}


#: What takes the longest when it is first met: an error to explain, a callback, a receipt, a PDU.
_WARM = (
    '{"status": 1, "last_date": "01.01.20',
    "id=1&phone=79990000000&status=1&ts=1&sha1=0",
    "id:1 sub:001 dlvrd:001 submit date:2301010000 done date:2301010000 stat:DELIVRD err:000",
    "0000001000000015" + "0" * 15 + "1",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was pasted, and what the reader says of it.

    Args:
        text: the text.
        language: en or ru.
        kind: one of :data:`smsc_playground.words.KINDS`; empty to find out.
        reply: for a reply its name on the shelf, with fmt, level and variant.
        secret: a callback's secret, or the whole address of its handler.
        charset: of the handler's address; empty to find out.
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


def answer(asked: str) -> str:
    """:func:`tell` for the page: JSON in, JSON out. What is asked for is ``tell``, or ``catalogue``: what the page's lists hold."""
    wanted = json.loads(asked)
    if wanted.pop("ask", "tell") == "catalogue":
        language = wanted["language"]
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
    return json.dumps(tell(Asked(**wanted)))


def warming() -> Callable[[], bool]:
    """A function that builds the next codec each time it is called, and says whether there is another: what is built when first
    asked for would let the first reader wait.
    """
    steps = _steps()
    return lambda: next(steps, None) is not None


def _steps() -> Iterator[bool]:
    for text in ("1", "<x></x>", "[{}]"):
        for _ in codecs.trying(text):
            yield True
    for text in _WARM:
        for language in words.LANGUAGES:
            tell(Asked(text=text, language=language))
            yield True


def tell(asked: Asked) -> dict[str, Any]:
    """What a paste is.

    Returns:
        ``sure`` (``certain``, ``told``, ``likely``, ``choice``, ``maybe``, ``unknown``, empty for an empty paste) with ``why`` in words, ``things`` as in
        :mod:`smsc_playground.things`, and ``choices``: what else it reads as, each with what has to be said for it.
    """
    size = len(asked.text.encode("utf-8", "replace"))
    if size > LONGEST:
        return _told("unknown", say(_TOO_LONG, asked.language, size=size, most=LONGEST))
    if not asked.text.strip():
        return _told("", say(_EMPTY, asked.language))
    return _BY_KIND[asked.kind](asked)


def _told(
    sure: str, why: str, *found: dict[str, Any], choices: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    return {"sure": sure, "why": why, "things": list(found), "choices": choices or []}


def _as_said(asked: Asked, *found: dict[str, Any]) -> dict[str, Any]:
    bad = any("error" in one for one in found)
    return _told("told", say(_NOT, asked.language) if bad else "", *found)


# ---- told by the reader


def _reply(asked: Asked) -> dict[str, Any]:
    try:
        reply, part = codecs.part_of(asked.reply)
        codec = reply.codec(asked.fmt, asked.level, variant=asked.variant, part=part)
    except (KeyError, ValueError) as refused:
        return _told("unknown", safe(str(refused)))
    text = asked.text.strip("\r\n")
    try:
        value = codec.decode(text)
    except DecodeError as refused:
        lines = (
            list(logs.scan(_lines(text), kind=codec))
            if codec.fmt < _XML and "\n" in text.strip()
            else []
        )
        if any(one.error is None for one in lines):
            return _of_log(lines, asked, "told")
        thing = things.error(refused, asked.language, words.REPLIES[asked.reply])
        choices = _choices(codecs.fitting(text), asked.language)
        return _told("told", say(_BUT if choices else _NOT, asked.language), thing, choices=choices)
    return _as_said(asked, things.reply(codec, value, asked.language, told=True))


def _callback(asked: Asked) -> dict[str, Any]:
    return _as_said(asked, _of_callback(asked.text, asked))


def _of_callback(text: str, asked: Asked) -> dict[str, Any]:
    return callbacks.tell(text, asked.language, secret=asked.secret, charset=asked.charset)


def _receipt(asked: Asked) -> dict[str, Any]:
    octets = asked.text.strip().encode("utf-8", "replace")
    try:
        return _as_said(asked, things.receipt(receipts.decode(octets), asked.language))
    except DecodeError as refused:
        wild = things.receipt(receipts.decode(octets, lenient=True), asked.language) | {
            "title": say(_OTHER, asked.language)
        }
        return _told(
            "told",
            say(_LENIENT, asked.language),
            things.error(refused, asked.language, _DAMAGED["receipt"]),
            wild,
        )


def _pdu(asked: Asked) -> dict[str, Any]:
    return _as_said(asked, *pdus.pdus(asked.text, asked.language))


def _request(asked: Asked) -> dict[str, Any]:
    try:
        parsed = parse(asked.text.strip())
    except DecodeError as refused:
        return _as_said(asked, things.error(refused, asked.language, _DAMAGED["request"]))
    return _as_said(asked, things.request(parsed, asked.language))


def _log(asked: Asked) -> dict[str, Any]:
    return _of_log(list(_scan(asked.text)), asked, "told")


# ---- found out


def _find_out(asked: Asked) -> dict[str, Any]:
    text = asked.text.strip()
    if _is_dump(text):
        return _told("certain", say(_CERTAIN, asked.language), *pdus.pdus(text, asked.language))
    found = list(_scan(text))
    if len(found) == 1 and _is_whole(found[0], text):
        return _told("certain", say(_CERTAIN, asked.language), _whole(found[0], text, asked))
    if found:
        return _of_log(list(_scan(asked.text)), asked, "certain")
    fits = codecs.fitting(text)
    groups = _groups(fits)
    if len(groups) == 1:
        return _likely(fits[0], asked)
    choices = _choices(fits, asked.language)
    choices += [
        {"title": say(words.KINDS[kind], asked.language), "what": "", "ask": {"kind": kind}}
        for kind in _other_kinds(text)
    ]
    if len(choices) > 1:
        return _told("choice", say(_SEVERAL, asked.language), choices=choices)
    if choices:
        return _told("maybe", say(_MAYBE, asked.language), choices=choices)
    return _told("unknown", say(_UNKNOWN, asked.language))


def _likely(fit: Fit, asked: Asked) -> dict[str, Any]:
    if fit.lines:
        lines = list(logs.scan(_lines(asked.text), kind=fit.codec))
        return _of_log(lines, asked, "likely") | {"why": say(_LIKELY, asked.language)}
    return _told(
        "likely",
        say(_LIKELY, asked.language),
        things.reply(fit.codec, fit.value, asked.language, told=False),
    )


def _is_dump(text: str) -> bool:
    """Whether it is a PDU in hexadecimal digits over several lines, or with blanks between them: the scan looks at one line only."""
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
    """Whether a finding is all of a text, but for what is a request line's own around it."""
    if (
        found.kind in (FindingKind.REQUEST, FindingKind.CALLBACK)
        and found.lines == 1
        and "\n" not in text
    ):
        return callbacks.form_of(text) == _piece(found) or _piece(found) in text.split(" ")[:2]
    return found.span == (0, len(text.encode("utf-8", "replace")))


def _piece(found: Finding) -> str:
    return found.source[slice(*found.span)].decode("utf-8", "replace")


def _whole(found: Finding, text: str, asked: Asked) -> dict[str, Any]:
    """A finding that is all that was pasted, with all that can be told of it."""
    if found.kind is FindingKind.CALLBACK:
        return _of_callback(text, asked)
    if found.kind is FindingKind.PDU:
        return pdus.pdus(text, asked.language)[0]
    if isinstance(found.error, DecodeError):
        return things.error(found.error, asked.language, _DAMAGED[found.kind.value])
    if found.kind is FindingKind.RECEIPT:
        return things.receipt(found.value, asked.language)  # type: ignore[arg-type]
    fits = codecs.fitting(text, found.value) if found.kind is FindingKind.REPLY else []
    fit = next((fit for fit in fits if fit.value == found.value), None)
    if fit is None:
        return things.value(found.value, asked.language)
    return things.reply(fit.codec, fit.value, asked.language, told=False)


def _of_log(found: list[Finding], asked: Asked, sure: str) -> dict[str, Any]:
    """What lines hold, each finding with its line. Of several the other formats are told when one is looked at alone."""
    if not found:
        return _told("unknown", say(_NOTHING, asked.language))
    if len(found) == 1:
        told = [_whole(found[0], _piece(found[0]), asked) | _place(found[0], asked.language)]
    else:
        told = [
            _line(one, asked.language) | _place(one, asked.language)
            for one in islice(found, _SHOWN)
        ]
    answer = _told(sure, say(_FOUND, asked.language, count=len(found)), *told)
    return answer | (
        {"more": more(len(found) - _SHOWN, asked.language)} if len(found) > _SHOWN else {}
    )


def _line(found: Finding, language: str) -> dict[str, Any]:
    if isinstance(found.error, DecodeError):
        return things.error(found.error, language, _DAMAGED[found.kind.value])
    if found.kind is FindingKind.PDU:
        return pdus.tell(found.value, language)  # type: ignore[arg-type]
    return things.value(found.value, language)


def _place(found: Finding, language: str) -> dict[str, Any]:
    """Where a finding stands, and what it is by itself."""
    told = {
        "line": say(_LINE, language, line=found.line),
        "kind": found.kind.value,
        "evidence": found.evidence.value,
        "alone": _piece(found),
    }
    return told if found.log_time is None else told | {"log_time": found.log_time.isoformat(" ")}


# ---- choices


def _groups(fits: list[Fit]) -> dict[tuple[str, str], list[Fit]]:
    """The codecs of one reply that read the same value together. A server's error, or OK, is the same whatever was asked."""
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
    """What else than a reply a text may be, though its form alone does not say so."""
    if "error" not in callbacks.tell(text, "en"):
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
