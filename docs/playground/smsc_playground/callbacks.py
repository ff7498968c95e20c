"""A callback: its event, whether its hash holds, and the request as the service would make it in the other formats."""

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

__all__ = ["form_of", "tell"]

#: A request line or an address around a form.
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
_DAMAGED: Words = ("No callback", "Не уведомление")
_ADDRESS: Words = ("The address or secret", "Адрес или секрет")
_UNTRIED: Words = ("Not verified", "Не проверено")
_TYPE_IT: Words = (
    "Type the secret, and the hash is checked. Without it anybody can have sent this.",
    "Введите секрет, и хеш будет проверен. Без него это мог прислать кто угодно.",
)
_SIGNED: Words = ("signed with the secret", "подписано секретом")
_UNSIGNED: Words = ("no secret, so no hash", "нет секрета — нет и хеша")
_PROVED: Words = ("proved by the hash", "доказано хешем")
_ALGORITHM: Words = ("algorithm", "алгоритм")
_REST: Words = (
    "All other fields are anybody's who holds one genuine request.",
    "Остальные поля мог подменить любой, у кого есть один подлинный запрос.",
)
_STATES = {"OK": "good", "WEAK_ONLY": "doubtful"}


def form_of(text: str) -> str:
    """The form or document of a callback, without the request line or the address around it."""
    found = _AROUND.fullmatch(text.strip())
    return found[1] if found else text.strip()


def tell(text: str, language: str, *, secret: str = "", charset: str = "") -> Thing:
    """A callback.

    Args:
        text: its body, or its query with the address around it.
        language: en or ru.
        secret: the handler's secret, or its whole address; empty if nothing is to be verified.
        charset: of the handler's address; empty where the callback itself says it, or is UTF-8, or else windows-1251.
    """
    body = form_of(text)
    charset = charset or _charset(body)
    try:
        handler = _handler(secret.strip(), body, charset)
    except ValueError as refused:
        return {"title": say(_ADDRESS, language), "headline": "", "error": safe(str(refused))}
    octets = body.encode(handler.charset, "replace")
    query = octets if handler.fmt is None else b""
    try:
        event = handler.decode_unverified(query, octets)
        received = handler.receive(query, octets) if handler.algorithms else None
    except DecodeError as refused:
        return error(refused, language, _DAMAGED)
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
    """The handler of an address that is given; else of one with this secret, under the hash that the callback bears."""
    if secret.startswith(("http://", "https://")):
        return Handler.from_url(secret)
    fmt = {"<": 2, "{": 3, "[": 3}.get(body[:1])
    return Handler.from_url(_url(fmt, charset, _hash(body), secret))


def _hash(body: str) -> str:
    """The strongest hash that a callback bears: sha1 if it bears none, since one must be there."""
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
    """The request that the service would make in a format; parameters that say another are left out of it."""
    told: dict[str, Any] = {"title": _named(fmt, language), "own": fmt == handler.fmt}
    bare = replace(
        event, extra=tuple(pair for pair in event.extra if pair[0] not in ("fmt", "charset"))
    )
    algorithms = handler.algorithms
    signed = (algorithms[0], handler._secrets[algorithms[0]]) if algorithms else ("", "")
    try:
        _, body = Handler.from_url(_url(fmt, "utf-8", *signed)).encode(bare)
    except EncodeError as refused:
        return told | {"refused": codecs.why(refused)}
    return told | {
        "text": body.decode(),
        "left_out": say(_SIGNED if algorithms else _UNSIGNED, language),
    }
