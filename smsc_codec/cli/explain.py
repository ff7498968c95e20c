"""The explain command: the meaning of numbers and words of the service, offline."""

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
#: The most words that are looked up as one; more than the longest title has.
_MAX_WORDS = 8


def _complete(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from smsc_codec.cli.glossary import index

    words = (entry.shown for entry in index().values())
    return [
        CompletionItem(word)
        for word in words
        if word.casefold().startswith(incomplete.casefold()) and " " not in word
    ]


# Without this setting, -3 would be parsed as an option.
@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", metavar="WORD...", nargs=-1, required=True, shell_complete=_complete)
def explain(words: tuple[str, ...]) -> None:
    """Explain numbers and words of the service in English and Russian, offline.

    For a bare number (20, -3, 0x2001), shows every code with that number. Put the name of a list
    in front to select one, joined by a dot or as a separate word:

    \b
    status.20 err.6 type.3          messages
    error.9 error.send.9            API errors, on all pages or on one
    sender.2 operator.1 number.2    sender names (also per operator), rented numbers
    task.3                          deferred tasks
    flag.1025                       the bits of the two-byte message flag
    receipt.err receipt.DELIVRD     texts of delivery receipts
    smpp.0x0B command.4 tlv.0x2004  SMPP; also state.2 network.3 esm_class.4

    The name of a list alone (status, smpp, tlv, error.send) shows the whole list. Fields and
    records are found by their names: last_date, sms_cnt, SmsStatus.err.
    """  # noqa: D301 - click interprets \b
    from smsc_codec.errors import printable

    unknown = []
    explanations: dict[Explanation, None] = {}
    for word, found in _look_up_all(words):
        explanations |= dict.fromkeys(found)
        if not found:
            unknown.append(f"{printable(word)!r}{_similar(word)}")
    blocks = ("".join(f"{line}\n" for line in _render(item)) for item in explanations)
    put("\n".join(blocks).encode())
    if unknown:
        raise click.UsageError(f"unknown: {', '.join(unknown)}")


def _look_up_all(words: tuple[str, ...]) -> Iterator[tuple[str, list[Explanation]]]:
    """Look up words, joining as many as have an entry together (``flag 1025``)."""
    from smsc_codec.cli.glossary import look_up

    left = words
    while left:
        candidates = [
            (count, separator.join(left[:count]))
            for count in range(min(len(left), _MAX_WORDS), 0, -1)
            for separator in ". "
        ]
        count, word = next(
            ((count, word) for count, word in candidates if look_up(word)), (1, left[0])
        )
        yield word, look_up(word)
        left = left[count:]


def _similar(word: str) -> str:
    """A suggestion of similar words, for the error message."""
    from difflib import get_close_matches

    from smsc_codec.cli.glossary import index

    keys = get_close_matches(word.casefold(), index(), 5)
    return f" (did you mean {', '.join(index()[key].shown for key in keys)}?)" if keys else ""


def _render(explanation: Explanation) -> Iterator[str]:
    """The lines of an explanation, wrapped at 80 columns."""
    from textwrap import wrap

    yield f"{explanation.name}  {explanation.title}"
    rows = [line[0] for line in explanation.lines if not isinstance(line, str)]
    column = max(map(len, rows), default=0) + 2
    for line in explanation.lines:
        if isinstance(line, str):
            yield from wrap(
                line, _WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
            )
        else:
            left, text = line
            first, following = f"    {left:<{column}}", " " * (4 + column)
            yield from wrap(
                text,
                _WIDTH,
                initial_indent=first,
                subsequent_indent=following,
                break_on_hyphens=False,
            ) or [first.rstrip()]
