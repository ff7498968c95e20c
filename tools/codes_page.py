"""Write docs/codes.md from the declarations: ``python -m tools.codes_page``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from smsc_codec import codes
from smsc_codec.cli.docstrings import parts, summary
from smsc_codec.cli.glossary import _BITS, _HEXADECIMAL, _LISTS
from smsc_codec.codes import Code
from smsc_codec.flags import TemplateKind
from smsc_codec.smpp.enums import STATE_WORDS, MessageKind, MessageMode, ReceiptRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HEAD = """# Codes

Every number of the service, in English and Russian. Made from the declarations by `python -m tools.codes_page`; a test keeps it
true. `smsc-codec explain status.20` tells the same at a terminal, `code.title` and `code.title_ru` in a program. The lists are open:
a number that is not here is a member with `known == False`, so match codes with a default arm.

Все числа сервиса на английском и русском. Списки открытые: числа, которого здесь нет, библиотека не отвергает (`known == False`).
"""
#: Title of a section, and the word by which the command line asks for the list.
_HTTP = {
    "status": "Message statuses / Статусы сообщений",
    "err": "Delivery errors / Ошибки доставки",
    "type": "Types of messages / Типы сообщений",
    "sender": "Statuses of sender names / Статусы имён отправителя",
    "operator": "Sender names at operators / Имена отправителя у операторов",
    "number": "Types of rented numbers / Типы арендуемых номеров",
    "task": "Statuses of tasks / Статусы заданий",
}
_SMPP = {
    "state": "States of messages / Состояния сообщений",
    "smpp": "Statuses of commands / Статусы команд",
    "command": "Commands / Команды",
    "network": "Networks of an error / Сети в коде ошибки",
}
#: The lists that are only a part of a number made of bits.
_PARTS = (TemplateKind, MessageKind, MessageMode, ReceiptRequest)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield from (f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rows))
    yield ""


def _list(listed: type[Code], digits: int = 0) -> Iterator[str]:
    yield from _table(
        ("number", "name", "English", "Русский"),
        [
            (
                f"0x{code:0{digits}X}" if digits else str(int(code)),
                f"`{code.name}`",
                code.title,
                code.title_ru,
            )
            for code in listed
        ],
    )


def _section(title: str, head: str) -> Iterator[str]:
    listed = _LISTS[head]
    yield f"### {title}\n\n`{listed.__name__}`, `explain {head}`. {summary(listed)}\n"
    yield from _list(listed, _HEXADECIMAL.get(head, 0))


def _errors() -> Iterator[str]:
    """Those that mean the same on every page, then what each page adds."""
    pages = {page: {error.code: error for error in codes.api_errors(page)} for page in codes._PAGES}
    first = next(iter(pages.values()))
    shared = {
        number: error
        for number, error in first.items()
        if all(told.get(number) == error for told in pages.values())
    }
    head = ("number", "English", "Русский", "What to do", "Что делать", "the same request again")
    for title, told in (
        ("On every page / На всех страницах", shared),
        *((f"{page}.php", told) for page, told in pages.items()),
    ):
        yield f"### {title}\n"
        rows = [error for number, error in told.items() if told is shared or number not in shared]
        again = {True: "may succeed", False: "will not"}
        yield from _table(
            head,
            [
                (
                    str(one.code),
                    one.title,
                    one.title_ru,
                    one.retry,
                    one.retry_ru,
                    again[one.retryable],
                )
                for one in rows
            ],
        )


def _bits(head: str) -> Iterator[str]:
    """What each bit of a number says; those without a meaning are kept."""
    cls, size, compiled = _BITS[head]
    told = parts(cls)
    rows = []
    for name, part in sorted(compiled().items(), key=lambda one: _places(one[1], size)):
        places = _places(part, size)
        shown = str(places[0]) if len(places) == 1 else f"{places[-1]}-{places[0]}"
        what = summary(getattr(cls, name)) if name in told else "reserved, kept as sent"
        rows.append((shown, f"`{name}`", what))
    yield f"### {head}\n\n`{cls.__name__}`, `explain {head}`. {summary(cls)}\n"
    yield from _table(("bits", "name", "what"), rows)
    for name, of in told.items():
        if issubclass(of, Code) and of in _PARTS:
            yield f"`{name}`:\n"
            yield from _list(of)


def _places(part: Any, size: int) -> list[int]:
    return [place for place in range(8 * size) if part(1 << place)]


def page() -> str:
    """The page."""
    out = [_HEAD, "## The HTTP API\n"]
    for head, title in _HTTP.items():
        out += _section(title, head)
    out.append(
        "## Errors of the API / Ошибки API\n\n`Failure.code`, `codes.api_error(page, code)`, `explain error.send.9`.\n"
    )
    out += _errors()
    out.append("## Flags / Флаги\n\nNumbers that are made of bits; the lowest is bit 0.\n")
    for head in _BITS:
        out += _bits(head)
    out.append("## SMPP\n")
    for head, title in _SMPP.items():
        out += _section(title, head)
    out.append(
        "### Words of receipts / Слова отчётов\n\n`Receipt.stat`, `explain receipt.DELIVRD`.\n"
    )
    out += _table(
        ("word", "state", "English", "Русский"),
        [
            (f"`{word}`", f"`{state.name}`", state.title, state.title_ru)
            for word, state in STATE_WORDS.items()
        ],
    )
    return "\n".join(out)


if __name__ == "__main__":
    print(page(), end="")
