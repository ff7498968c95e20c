"""smsc_codec.cli.explain: the output and exit codes of the command."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from smsc_codec.cli.app import _app
from smsc_codec.cli.explain import _render
from smsc_codec.cli.glossary import Explanation, index, look_up
from tests.cli.test_app import run


def run_explain(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(_app, ["explain", *words])
    assert result.exit_code == code, result.output
    return result.output


def heads(*words: str) -> list[str]:
    """The first line of each explanation."""
    return [block.partition("\n")[0] for block in run_explain(*words).split("\n\n")]


def test_explanation_has_name_and_titles_in_two_languages() -> None:
    code, out, err = run("explain", "status.20")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "status.20  MessageStatus.UNDELIVERABLE",
        "  Impossible to deliver",
        "  Невозможно доставить",
        "  Delivery status of a message (status of a reply).",
    ]


def test_bare_number_shows_all_codes() -> None:
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
def test_list_and_number_may_be_separate_words(words: tuple[str, ...]) -> None:
    assert run_explain(*words) == (
        "flag.1025  MessageFlags\n"
        "    type            1 Flash SMS / Flash-SMS\n"
        "    second_balance  no\n"
        "    template        no\n    template_kind   2 Authorization / Авторизационный\n"
    )


def test_several_words_are_explained() -> None:
    assert heads("status", "20", "error", "send", "9", "submit", "date", "err.6") == [
        "status.20  MessageStatus.UNDELIVERABLE",
        "error.send.9  Failure.code",
        "submit_date  a field",
        "err.6  DeliveryErrorCode.OFFLINE",
    ]


def test_unknown_words_are_reported_with_suggestions() -> None:
    out = run_explain("statsu.20", code=2)
    assert "unknown: 'statsu.20' (did you mean status.20, " in out
    out = run_explain("status.1", "²", "\x1b[31m", "", code=2)
    assert out.startswith("status.1  MessageStatus.DELIVERED\n  Delivered\n  Доставлено\n")
    assert "unknown: '²', '\\\\x1b[31m', ''" in out
    assert "\x1b" not in out
    assert re.search("explain (--help|-h)'", out)  # depends on the version of click
    run_explain(code=2)
    assert run_explain(*["status.1"] * 2000) == run_explain("status.1")


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
def test_number_outside_its_list_is_unknown(word: str) -> None:
    assert "unknown: " in run_explain(word, code=2)


def test_examples_in_help_can_be_explained() -> None:
    out = run_explain("--help")
    for word in ("status.20", "error.send.9", "receipt.err", "flag.1025", "smpp.0x0B", "sms_cnt"):
        assert word in out
        assert look_up(word)
    assert run_explain("-h") == out


def test_every_explanation_fits_terminal_and_is_found_by_its_name() -> None:
    for entry in index().values():
        for explanation in look_up(entry.shown):
            assert max(map(len, _render(explanation))) <= 80
            assert explanation in look_up(explanation.name)


def test_row_without_description_is_shown() -> None:
    assert list(_render(Explanation("x", "y", (("field", ""), ("other", "text"))))) == [
        "x  y",
        "    field",
        "    other  text",
    ]
