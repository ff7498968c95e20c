"""smsc_codec.cli.explain: what a person at a terminal is told, and what exit code a script gets."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from smsc_codec.cli.app import _app
from smsc_codec.cli.explain import _shown
from smsc_codec.cli.glossary import Explanation, index, look_up
from tests.cli.test_app import run


def explained(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(_app, ["explain", *words])
    assert done.exit_code == code, done.output
    return done.output


def heads(*words: str) -> list[str]:
    """The first line of each block."""
    return [block.partition("\n")[0] for block in explained(*words).split("\n\n")]


def test_as_it_is_typed() -> None:
    code, out, err = run("explain", "status.20")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "status.20  MessageStatus.UNDELIVERABLE",
        "  Impossible to deliver",
        "  Невозможно доставить",
        "  What became of a message (the reply's status).",
    ]


def test_a_bare_number_is_everything() -> None:
    assert heads("20") == [
        "status.20  MessageStatus.UNDELIVERABLE",
        "smpp.0x14  CommandStatus.MSGQFUL",
        "registered_delivery.20  RegisteredDelivery",
    ]
    assert heads("-3") == ["status.-3  MessageStatus.NOT_FOUND"]
    assert heads("0x2001") == ["tlv.0x2001  flag"]
    assert "additional_status.4  AdditionalStatus" in heads("4")


@pytest.mark.parametrize(
    "words", [("flag.1025",), ("flag", "1025"), ("FLAG.0x401",), ("flag.1025", "flag", "1025")]
)
def test_words_together(words: tuple[str, ...]) -> None:
    assert explained(*words) == (
        "flag.1025  MessageFlags\n    type            1 Flash SMS / Flash-SMS\n    second_balance  no\n"
        "    template        no\n    template_kind   2 Authorization / Авторизационный\n"
    )


def test_several_words() -> None:
    assert heads("status", "20", "error", "send", "9", "submit", "date", "err.6") == [
        "status.20  MessageStatus.UNDELIVERABLE",
        "error.send.9  Failure.code",
        "submit_date  a field",
        "err.6  DeliveryErrorCode.OFFLINE",
    ]


def test_nothing_known() -> None:
    out = explained("statsu.20", code=2)
    assert "nothing is known of 'statsu.20' (near it: status.20, " in out
    out = explained("status.1", "²", "\x1b[31m", "", code=2)
    assert out.startswith("status.1  MessageStatus.DELIVERED\n  Delivered\n  Доставлено\n")
    assert "nothing is known of '²', nor of '\\\\x1b[31m', nor of ''" in out
    assert "\x1b" not in out
    assert "explain --help" in out
    explained(code=2)
    assert explained(*["status.1"] * 2000) == explained("status.1")


@pytest.mark.parametrize(
    "word",
    [
        "status.77",
        "flag.65536",
        "flag.-1",
        "error.77",
        "error.balance.77",
        "error.nothing.1",
        "receipt.nothing",
        f"status.{'9' * 5000}",
    ],
)
def test_what_no_list_has(word: str) -> None:
    assert "nothing is known" in explained(word, code=2)


def test_help_says_what_may_be_asked() -> None:
    out = explained("--help")
    for word in ("status.20", "error.send.9", "receipt.err", "flag.1025", "smpp.0x0B", "sms_cnt"):
        assert word in out
        assert look_up(word)
    assert explained("-h") == out


def test_every_block_is_as_wide_as_a_terminal() -> None:
    """And what it calls itself asks for it."""
    for entry in index().values():
        for meaning in look_up(entry.shown):
            assert max(map(len, _shown(meaning))) <= 80
            assert meaning in look_up(meaning.name)


def test_a_row_without_a_text() -> None:
    assert list(_shown(Explanation("x", "y", (("field", ""), ("other", "text"))))) == [
        "x  y",
        "    field",
        "    other  text",
    ]
