"""The command explain: what a number or a word of the service means, offline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from smsc_codec.cli.streams import put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.shell_completion import CompletionItem

    from smsc_codec.cli.glossary import Explanation

__all__ = ["explain"]

_WIDTH = 80
#: As many words as the longest title has, and some more.
_TOGETHER = 8


def _complete(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from smsc_codec.cli.glossary import index

    shown = (entry.shown for entry in index().values())
    return [
        CompletionItem(word)
        for word in shown
        if word.casefold().startswith(incomplete.casefold()) and " " not in word
    ]


# Without the setting, -3 would be an option.
@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", metavar="WORD...", nargs=-1, required=True, shell_complete=_complete)
def explain(words: tuple[str, ...]) -> None:
    """Tell what a number or a word means, in English and Russian; nothing is asked over the network.

    A bare number is told with everything that it may be: 20, -3, 0x2001. The list that is meant may be said before it, with
    a dot or as a word of its own:

    \b
    status.20 err.6 type.3          of a message
    error.9 error.send.9            of the API, on every page or on one
    sender.2 operator.1 number.2    of a name, of a name at an operator, of a number
    task.3                          of a deferred task
    flag.1025                       the two-byte flag, taken apart
    receipt.err receipt.DELIVRD     the text of a delivery receipt
    smpp.0x0B command.4 tlv.0x2004  of SMPP; state.2 network.3 esm_class.4

    A list without a number is shown whole (status, smpp, tlv, error.send). Fields and records have their own names: last_date,
    sms_cnt, SmsStatus.err.
    """  # noqa: D301 - click reads the sign
    from smsc_codec.errors import printable

    unknown = []
    told: dict[Explanation, None] = {}
    for word, found in _asked(words):
        told |= dict.fromkeys(found)
        if not found:
            unknown.append(f"{printable(word)!r}{_near(word)}")
    put("\n".join("".join(f"{line}\n" for line in _shown(meaning)) for meaning in told).encode())
    if unknown:
        raise click.UsageError(f"nothing is known of {', nor of '.join(unknown)}")


def _asked(words: tuple[str, ...]) -> Iterator[tuple[str, list[Explanation]]]:
    """The words, several together where they are known together: ``flag 1025``, ``error send 9``."""
    from smsc_codec.cli.glossary import look_up

    left = words
    while left:
        tried = [
            (count, mark.join(left[:count]))
            for count in range(min(len(left), _TOGETHER), 0, -1)
            for mark in ". "
        ]
        count, word = next(((count, word) for count, word in tried if look_up(word)), (1, left[0]))
        yield word, look_up(word)
        left = left[count:]


def _near(word: str) -> str:
    from difflib import get_close_matches

    from smsc_codec.cli.glossary import index

    near = get_close_matches(word.casefold(), index(), 5)
    return f" (near it: {', '.join(index()[one].shown for one in near)})" if near else ""


def _shown(meaning: Explanation) -> Iterator[str]:
    """A block of text, as wide as a terminal."""
    from textwrap import wrap

    yield f"{meaning.name}  {meaning.what}"
    rows = [line[0] for line in meaning.lines if not isinstance(line, str)]
    column = max(map(len, rows), default=0) + 2
    for line in meaning.lines:
        if isinstance(line, str):
            yield from wrap(
                line, _WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
            )
        else:
            left, text = line
            begin, then = f"    {left:<{column}}", " " * (4 + column)
            yield from wrap(
                text, _WIDTH, initial_indent=begin, subsequent_indent=then, break_on_hyphens=False
            ) or [begin.rstrip()]
