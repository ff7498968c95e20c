"""Law 9. An error shows no three digits in a row of a number of seven and more, whatever part of it a reader stops at."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from smsc_codec import callbacks, commands
from smsc_codec.cli.streams import error_object
from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.smpp import receipts
from tests.catalogue import SINGLES, codec_id, example, layouts_of

if TYPE_CHECKING:
    from collections.abc import Callable

#: A number longer than any field has room for, and what may not be seen of it; no bound that an error tells has these digits.
RUN = "86753094283178674"
THREES = frozenset(RUN[at : at + 3] for at in range(len(RUN) - 2))
#: Where the error is, in numbers that are nobody's.
_PLACE = re.compile(r"line [0-9]+, column [0-9]+|span=\([0-9]+, [0-9]+\)")
#: Of every so many places in a source, one gets the number.
_EVERY = 41


def _hides(read: Callable[[Any], object], text: object) -> None:
    try:
        read(text)
    except DecodeError as error:
        told = error_object(error, "", show_data=False, hint=False)
        told.pop("span", None)
        shown = [
            _PLACE.sub("", one)
            for one in (error.summary(), repr(error), str(error.masked()), str(told))
        ]
        shown += error._excerpt(show_data=False)
        assert not [(three, one) for one in shown for three in THREES if three in one], error.source


def _with_a_number(text: str) -> list[str]:
    """The text with the number in it at many places; and for each of its own numbers, in several lengths: a reader who takes so
    many digits stops near its end.
    """
    found = [text[:at] + RUN + text[at:] for at in range(0, len(text) + 1, _EVERY)]
    numbers = [one.span() for one in re.finditer("[0-9]+", text)]
    return found + [
        text[:start] + RUN[:length] + text[end:]
        for start, end in numbers
        for length in range(7, len(RUN) + 1, 5)
    ]


def _bodies(codec: Any) -> set[str]:
    """What the codec writes of an example of each form, in short."""
    found = set()
    for form in layouts_of(codec):
        try:
            found.add(codec.encode(codec.restrict(example(form.record))).decode())
        except EncodeError:
            continue
    return found


@pytest.mark.parametrize("codec", SINGLES, ids=codec_id)
def test_of_replies(codec: Any) -> None:
    bodies = _bodies(codec)
    for body in bodies:
        for text in _with_a_number(body):
            _hides(codec.decode, text)
    assert bodies


@pytest.mark.parametrize("length", [150, 290, 3000])
def test_where_what_is_shown_is_cut(length: int) -> None:
    """Before it, in it and behind it: the cut is at another place of the number each time."""
    from smsc_codec import replies

    for more in range(len(RUN) + 1):
        text = ". " * (length // 2) + "." * more
        for body in (f'"{text}{RUN}"', f'{{"status": "{text}{RUN}"}}', f'{{"{text}{RUN}": 1}}'):
            _hides(replies.message_delete(fmt=3).decode, body)
            _hides(replies.status(fmt=3).decode, body)
        _hides(replies.status(fmt=1).decode, f"1,{text}{RUN}")
        _hides(
            lambda body: callbacks.Handler.from_url("http://a.example/").receive(body=body),
            f"{text}{RUN}".encode() * 5 + b"=%",
        )


@pytest.mark.parametrize(
    "read",
    [
        lambda text: commands.parse(text),
        lambda text: receipts.decode(text.encode()),
        lambda text: callbacks.Handler.from_url("http://a.example/").decode_unverified(
            body=text.encode()
        ),
        lambda text: callbacks.Handler.from_url("http://a.example/?fmt=3").decode_unverified(
            body=text.encode()
        ),
    ],
)
def test_of_other_doors(read: Callable[[str], object]) -> None:
    for text in (
        "/sys/status.php?login=a&psw=b&phone=7&id=1&fmt=9",
        "/sys/send.php?phones=7&mes=x&cost=%",
        "id:1 sub:001 dlvrd:001 submit date:2303141509 done date:2303141509 stat:DELIVRD err:000 text:x",
        "id=1&phone=7&status=1&ts=5&err=0",
        '{"id": "1", "phone": "7", "status": "1", "new": {}}',
    ):
        for one in _with_a_number(text):
            _hides(read, one)
