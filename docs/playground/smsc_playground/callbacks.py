"""A callback: its event, the verification of its signature, and the same request in the other
formats.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from smsc_codec.callbacks import Handler
from smsc_codec.callbacks.address import validate_secret
from smsc_codec.errors import CodecError, DecodeError, EncodeError
from smsc_playground import codecs, words
from smsc_playground.rows import safe
from smsc_playground.things import Thing, error, value
from smsc_playground.words import Words, say

if TYPE_CHECKING:
    from smsc_codec.callbacks import Event, ReceivedCallback

__all__ = ["describe", "form_of"]

#: A request line or a URL around a form.
_AROUND = re.compile(r"(?:[A-Z]{3,7} )?(?:https?://|/)[^\s?]*\?(\S*)(?: HTTP/[0-9.]+)?")
_HASH = re.compile(r"""(?:^|[&<"?])(sha1|md5|crc32)[=>"]""")
_CHARSET = re.compile(
    r"""(?:^|[&<"])charset(?:=|>|":\s*")(utf-8|windows-1251|koi8-r)""", re.IGNORECASE
)
_FORMATS: tuple[tuple[int | None, Words], ...] = (
    (None, ("form", "форма")),
    (2, ("XML", "XML")),
    (3, ("JSON", "JSON")),
)
_DAMAGED: Words = ("Not a callback", "Не уведомление")
_ADDRESS: Words = ("Handler URL or secret", "Адрес обработчика или секрет")
_INVALID: Words = (
    "invalid: {reason}",
    "сервис не примет такое значение ({reason})",
)
_UNTRIED: Words = ("Not verified", "Не проверено")
_TYPE_IT: Words = (
    "Enter the secret to verify the signature. Without it, anyone could have sent this.",
    "Введите секрет, чтобы проверить подпись. Без проверки отправителем мог быть кто угодно.",
)
_SIGNED: Words = ("signed with the secret", "подписано этим секретом")
_UNSIGNED: Words = ("not signed: no secret was entered", "без подписи: секрет не указан")
_PROVED: Words = ("Authenticated by the signature", "Подтверждено подписью")
_ALGORITHM: Words = ("algorithm", "алгоритм")
_REST: Words = (
    "Other fields are not covered: anyone who has a genuine request can change them.",
    "Остальные поля не подписаны: их может изменить любой, у кого есть подлинный запрос.",
)
_STATES = {"OK": "good", "WEAK_ONLY": "doubtful"}


def form_of(text: str) -> str:
    """The form or document of a callback, without the request line or the URL around it."""
    found = _AROUND.fullmatch(text.strip())
    return found[1] if found else text.strip()


def describe(text: str, language: str, *, secret: str = "", charset: str = "") -> Thing:
    """A callback.

    Args:
        text: its body, or its query with or without the URL around it.
        language: en or ru.
        secret: the handler's secret, or the whole handler URL; empty to skip verification.
        charset: the handler's charset; empty to use the callback's ``charset`` parameter, UTF-8 if
            the body is valid UTF-8, and windows-1251 otherwise.
    """
    body = form_of(text)
    charset = charset or _charset(body)
    try:
        handler = _handler(secret.strip(), body, charset)
    except ValueError as invalid:
        return {
            "title": say(_ADDRESS, language),
            "headline": "",
            "error": say(_INVALID, language, reason=safe(str(invalid))),
        }
    data = body.encode(handler.charset, "replace")
    query = data if handler.fmt is None else b""
    try:
        event = handler.decode_unverified(query, data)
        received = handler.receive(query, data) if handler.algorithms else None
    except DecodeError as invalid:
        return error(invalid, language, _DAMAGED)
    made = value(event, language)
    made["what"] = f"{_named(handler.fmt, language)}, {handler.charset}"
    made["verdict"] = _verdict(received, language)
    made["forms"] = [_in_format(handler, fmt, event, language) for fmt, _ in _FORMATS]
    return made


def _charset(body: str) -> str:
    found = _CHARSET.search(body)
    if found:
        return found[1].lower()
    try:
        Handler.from_url("http://localhost/?charset=utf-8").decode_unverified(
            body=body.encode("utf-8", "replace")
        )
    except CodecError:
        return "windows-1251" if body[:1] not in ("<", "{") else "utf-8"
    return "utf-8"


def _handler(secret: str, body: str, charset: str) -> Handler:
    """The handler of the given URL, or one with this secret and the algorithm that the callback
    uses.
    """
    if secret.startswith(("http://", "https://")):
        return Handler.from_url(secret)
    fmt = {"<": 2, "{": 3, "[": 3}.get(body[:1])
    return Handler.from_url(_url(fmt, charset, _hash(body), secret))


def _hash(body: str) -> str:
    """The strongest algorithm that a callback uses; sha1 if it is not signed."""
    there = set(_HASH.findall(body))
    return next((name for name in ("sha1", "md5", "crc32") if name in there), "sha1")


def _url(fmt: int | None, charset: str, algorithm: str, secret: str) -> str:
    signed = f"&{algorithm}={validate_secret(secret)}" if secret else ""
    return f"http://localhost/?charset={charset}" + (f"&fmt={fmt}" if fmt else "") + signed


def _named(fmt: int | None, language: str) -> str:
    return next(say(name, language) for of, name in _FORMATS if of == fmt)


def _verdict(received: ReceivedCallback | None, language: str) -> dict[str, Any]:
    if received is None:
        return {"state": "none", "title": say(_UNTRIED, language), "why": say(_TYPE_IT, language)}
    verdict = received.verdict
    name = verdict.outcome.name
    made: dict[str, Any] = {
        "state": _STATES.get(name, "bad"),
        "title": say(words.OUTCOMES[name], language),
        "outcome": name,
    }
    if verdict.algorithm is not None:
        made["algorithm"] = f"{say(_ALGORITHM, language)}: {verdict.algorithm}"
    if verdict.authenticated:
        made["why"] = (
            f"{say(_PROVED, language)}: {', '.join(verdict.authenticated)}. {say(_REST, language)}"
        )
    return made


def _in_format(handler: Handler, fmt: int | None, event: Event, language: str) -> dict[str, Any]:
    """The request that the service would send in a format, without parameters that specify another
    one.
    """
    result: dict[str, Any] = {"title": _named(fmt, language), "own": fmt == handler.fmt}
    bare = replace(
        event, extra=tuple(pair for pair in event.extra if pair[0] not in ("fmt", "charset"))
    )
    algorithms = handler.algorithms
    signed = (algorithms[0], handler._secrets[algorithms[0]]) if algorithms else ("", "")
    try:
        _, body = Handler.from_url(_url(fmt, "utf-8", *signed)).encode(bare)
    except EncodeError as invalid:
        return result | {"refused": codecs.why(invalid, language)}
    return result | {
        "text": body.decode(),
        "left_out": say(_SIGNED if algorithms else _UNSIGNED, language),
    }
