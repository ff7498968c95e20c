"""Masking: an error never shows three consecutive digits of a number of seven or more digits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from smsc_codec import callbacks, commands
from smsc_codec.cli.streams import error_object
from smsc_codec.errors import DecodeError, EncodeError
from smsc_codec.smpp import receipts
from tools.catalogue import SINGLES, codec_id, example, layouts_of

if TYPE_CHECKING:
    from collections.abc import Callable

#: A number longer than any field allows, and its parts that must not be shown; no bound in an error
#: has these digits.
RUN = "86753094283178674"
PARTS = frozenset(RUN[at : at + 3] for at in range(len(RUN) - 2))
#: Positions, whose digits are not personal data.
_PLACE = re.compile(r"line [0-9]+, column [0-9]+|span=\([0-9]+, [0-9]+\)")
#: The number is inserted at every position of this step.
_EVERY = 41


def _check_masked(decode: Callable[[Any], object], text: object) -> None:
    try:
        decode(text)
    except DecodeError as error:
        report = error_object(error, "", show_data=False, hint=False)
        report.pop("span", None)
        shown = [
            _PLACE.sub("", candidate)
            for candidate in (error.summary(), repr(error), str(error.masked()), str(report))
        ]
        shown += error._excerpt(show_data=False)
        assert not [
            (digits, candidate) for candidate in shown for digits in PARTS if digits in candidate
        ], error.source


def _with_number(text: str) -> list[str]:
    """Return the text with the number inserted at many positions, and in place of its own numbers.

    The replacements have several lengths, since decoders stop at different digits.
    """
    texts = [text[:at] + RUN + text[at:] for at in range(0, len(text) + 1, _EVERY)]
    numbers = [candidate.span() for candidate in re.finditer("[0-9]+", text)]
    return texts + [
        text[:start] + RUN[:length] + text[end:]
        for start, end in numbers
        for length in range(7, len(RUN) + 1, 5)
    ]


def _bodies(codec: Any) -> set[str]:
    """Return the codec's output for one example of each layout."""
    texts = set()
    for layout in layouts_of(codec):
        try:
            texts.add(codec.encode(codec.restrict(example(layout.record))).decode())
        except EncodeError:
            continue
    return texts


@pytest.mark.parametrize("codec", SINGLES, ids=codec_id)
def test_errors_of_replies_mask_numbers(codec: Any) -> None:
    bodies = _bodies(codec)
    for body in bodies:
        for text in _with_number(body):
            _check_masked(codec.decode, text)
    assert bodies


@pytest.mark.parametrize("length", [150, 290, 3000])
def test_truncated_excerpts_mask_numbers(length: int) -> None:
    """The excerpt is cut before, inside and after the number."""
    from smsc_codec import replies

    for more in range(len(RUN) + 1):
        text = ". " * (length // 2) + "." * more
        for body in (f'"{text}{RUN}"', f'{{"status": "{text}{RUN}"}}', f'{{"{text}{RUN}": 1}}'):
            _check_masked(replies.message_delete(fmt=3).decode, body)
            _check_masked(replies.status(fmt=3).decode, body)
        _check_masked(replies.status(fmt=1).decode, f"1,{text}{RUN}")
        _check_masked(
            lambda body: callbacks.Handler.from_url("http://a.example/").receive(body=body),
            f"{text}{RUN}".encode() * 5 + b"=%",
        )


@pytest.mark.parametrize(
    "decode",
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
def test_errors_of_other_entry_points_mask_numbers(decode: Callable[[str], object]) -> None:
    for text in (
        "/sys/status.php?login=a&psw=b&phone=7&id=1&fmt=9",
        "/sys/send.php?phones=7&mes=x&cost=%",
        "id:1 sub:001 dlvrd:001 submit date:2303141509 done date:2303141509 stat:DELIVRD err:000 text:x",
        "id=1&phone=7&status=1&ts=5&err=0",
        '{"id": "1", "phone": "7", "status": "1", "new": {}}',
    ):
        for candidate in _with_number(text):
            _check_masked(decode, candidate)
