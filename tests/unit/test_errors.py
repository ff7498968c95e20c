"""smsc_codec.errors: attributes, rendering, masking and hints."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from smsc_codec import replies, suggestions
from smsc_codec.errors import (
    MAX_DIAGNOSED,
    CodecError,
    DecodeError,
    Diagnosis,
    EncodeError,
    SignatureError,
    mask,
    printable,
)
from smsc_codec.formats.grammar import LineRule


def caught(codec: Any, body: bytes | str) -> DecodeError:
    with pytest.raises(DecodeError) as error:
        codec.decode(body)
    return error.value


ONE = replies.status(fmt=1, all=1)
LINE = "1,1678795766,x,1678795761,79990000000,3.80,SMSC.RU,Доставлено,Секретный код,,0"


def test_error_has_documented_attributes() -> None:
    error = caught(ONE, LINE)
    assert isinstance(error, CodecError)
    assert issubclass(CodecError, ValueError)
    assert (error.fmt, error.source, error.span, error.path) == (1, LINE, (13, 14), None)
    assert error.expected == ("err (an error number)", "“,”")
    assert error.found == "x"
    assert error.hint is None


def test_message_is_masked_and_caret_stays_aligned() -> None:
    headline, excerpt, carets = str(caught(ONE, LINE)).splitlines()
    assert (
        headline
        == "status, fmt=1, all=1: line 1, column 14: expected err (an error number) or “,”, found “x”"
    )
    assert "7999" not in excerpt and "Секрет" not in excerpt and "3.80" in excerpt
    assert excerpt[carets.index("^")] == "x"
    shown = caught(ONE, LINE).render(show_data=True)
    assert "79990000000" in shown and "Доставлено" in shown


def test_single_ascii_character_is_shown() -> None:
    headline, excerpt, _ = str(caught(replies.status(fmt=1, all=0), "1,12x,0")).splitlines()
    assert headline.endswith("found “x”")
    assert excerpt == "  1,12x,0"


def test_single_character_of_longer_number_is_masked_in_excerpt() -> None:
    error = DecodeError("x", "a 79990000000", Diagnosis(span=(5, 6), found="0"))
    headline, excerpt, _ = str(error).splitlines()
    assert headline.endswith("found “0”")
    assert excerpt == "  * ***********"


def test_number_cut_by_the_window_is_masked() -> None:
    line = "1,1678795766,x," + "7" * 100
    assert "7" not in str(caught(replies.status(fmt=1, all=0), line)).split("\n", 1)[1].replace(
        "1,", ""
    )
    line = "1," + "8" * 70 + ",x"
    assert "8" not in str(caught(replies.status(fmt=1, all=0), line))


def test_control_and_bidi_characters_are_always_escaped() -> None:
    error = caught(replies.balance(fmt=0, cur=0), "12.5\x1b[31m\u202e\u2066\x85")
    for text in (str(error), error.render(show_data=True)):
        assert not any(letter in text for letter in "\x1b\u202e\u2066\x85")
    assert "\\x1b" in str(error)


def test_position_is_line_and_column() -> None:
    codec = replies.statuses(fmt=1, all=0)
    error = caught(
        codec, "1,1678795766,0,1,79990000000\n1,1678795766,0,2,79990000000\n1,167x,0,3,7"
    )
    assert error.span == (63, 64)
    assert "line 3, column 6" in str(error)


def test_caret_may_follow_the_end() -> None:
    error = caught(replies.status(fmt=1, all=0), "1")
    assert error.span == (1, 1)
    assert str(error).splitlines()[1:3] == ["  1", "   ^"]


def test_document_error_has_a_path() -> None:
    error = caught(replies.statuses(fmt=3, all=1), '[{"status": 1}, {"status": 1, "cost": "1e5"}]')
    assert (error.path, error.span, error.found) == ("$[1].cost", None, "1e5")
    assert (
        caught(replies.statuses(fmt=2, all=1), "<list><sms><status>x</status></sms></list>").path
        == "/list/sms[1]/status"
    )
    assert caught(replies.status(fmt=2), "<sms></sms>").path == "/sms/status"
    assert caught(replies.status(fmt=3), "[]").path == "$"
    assert "found nothing" in str(caught(replies.status(fmt=3), "{}"))


def test_hint_names_a_codec_that_accepts() -> None:
    cases = {
        (replies.status(fmt=1, all=0), LINE.replace("x", "0")): "decode with status(fmt=1, all=1)",
        (replies.balance(fmt=3, cur=0), "100.01 RUR"): "decode with balance(fmt=0, cur=1)",
        (replies.status(fmt=3), "ERROR = 9 (x)"): "decode with status(fmt=0, all=0)",
        (replies.status(fmt=3), '[{"status": 1}]'): "decode with statuses(fmt=3, all=0)",
        (replies.statuses(fmt=1), "1,1678795766,0"): "decode with status(fmt=1, all=0)",
        (replies.status(fmt=1, all=1, tail=True), "1,,,,,,,,m"): "decode with status(fmt=1, all=1)",
        (
            replies.status(fmt=3),
            "  ",
        ): "check the transport and repeat the request: the body is empty",
    }
    for (codec, body), hint in cases.items():
        assert caught(codec, body).hint == hint


@pytest.mark.parametrize("fmt", range(4))
def test_html_page_has_a_hint(fmt: int) -> None:
    codec = replies.status(fmt=fmt)
    pages = [
        "<html>",
        " \n<!DOCTYPE html><p>79990000000",
        "<HTML lang='ru'>",
        '<?xml version="1.0"?>\n<!doctype  HTML PUBLIC "-//W3C">',
        "<html>" + "x" * MAX_DIAGNOSED,
    ]
    for page in pages:
        for body in (page, page.encode(), page.encode() + b"\xff"):
            assert (
                caught(codec, body).hint
                == "check the HTTP status and the address: the body is an HTML page, probably from a proxy"
            )
    for other in ("<htmlx>", "<html-a>", "<!doctype svg>", "x<html>"):
        assert "HTML" not in str(caught(codec, other).hint)


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r"])
def test_hint_names_a_charset_that_accepts(charset: str) -> None:
    body = LINE.replace("x", "0").encode(charset)
    error = caught(ONE, body)
    assert error.hint == f'use with_charset("{charset}")'
    assert error.span == (51, 52)
    assert error.source == body
    assert caught(ONE.with_charset("windows-1251"), b"\x98").expected == ("text in windows-1251",)


LONG = MAX_DIAGNOSED + 1
NO_MORE = f"a valid line (lines of more than {MAX_DIAGNOSED} characters are not analyzed)"


def _is_asked(*_: object) -> None:
    raise AssertionError("over a long body")


def test_long_body_is_not_fully_diagnosed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither Lark nor other codecs are tried; the message and the position are correct."""
    dated = "Status = 1, check_time = 32.13.2023 00:00:00, err = 0, send_date = , phone = 7, cost = 1, sender_id = X, status_name = Y, message = "
    rows = "1,1678795766,0,1,79990000000\n"
    cases: list[tuple[Any, str, Any, str]] = [
        (ONE, LINE.replace("Секретный", "x" * LONG), (0, LONG + len(LINE) - 9), NO_MORE),
        (
            replies.status(fmt=0, all=1),
            dated + "x" * LONG,
            (25, 44),
            "last_date (a time as DD.MM.YYYY hh:mm:ss)",
        ),
        (
            replies.statuses(fmt=1),
            rows + "1,167x,0,3,7\n" + rows * 2500,
            (len(rows) + 5, len(rows) + 6),
            "“,” after last_timestamp",
        ),
        (replies.statuses(fmt=1), rows + "x" * LONG, (len(rows), len(rows) + LONG), NO_MORE),
        (
            replies.statuses(fmt=3),
            "[" + '{"status": 1},' * 5000 + '{"status": "x"}]',
            None,
            "a status number",
        ),
        (
            replies.status(fmt=2),
            "<sms><status>1</status>" + " " * LONG + "<x>",
            (LONG + 26, LONG + 26),
            "well-formed XML",
        ),
    ]
    refusals = [(caught(codec, body), len(body)) for codec, body, _, _ in cases]
    monkeypatch.setattr(suggestions, "build", _is_asked)
    mismatch = LineRule.find_mismatch
    monkeypatch.setattr(
        LineRule,
        "find_mismatch",
        lambda rule, text: mismatch(rule, text) if len(text) < 100 else _is_asked(),
    )
    for (error, length), (_, _, span, expected) in zip(refusals, cases, strict=True):
        assert (error.span, error.expected) == (span, (expected,))
        assert (
            error.hint
            == f"try another fmt or level: suggestions are limited to {MAX_DIAGNOSED} characters, "
            f"and the body has {length}"
        )
        assert len(str(error)) < 1000


def test_body_at_the_limit_is_fully_diagnosed() -> None:
    line = "1,1678795766,x," + "a" * (MAX_DIAGNOSED - 15)
    error = caught(replies.status(fmt=1), line)
    assert (error.span, error.expected, error.hint) == (
        (13, 14),
        ("err (an error number)", "the end"),
        None,
    )
    assert caught(replies.status(fmt=1), line + "a").span == (0, MAX_DIAGNOSED + 1)
    assert (
        caught(replies.status(fmt=3), LINE.replace("x", "0") + "a" * 100).hint
        == "decode with status(fmt=1, all=1)"
    )


def test_long_body_in_another_charset_has_a_hint() -> None:
    body = LINE.replace("x", "0").replace("код", "код " * MAX_DIAGNOSED).encode("windows-1251")
    assert caught(ONE, body).hint == 'use with_charset("windows-1251")'


def test_diagnosis_is_lazy() -> None:
    error = caught(ONE, LINE)
    assert callable(error._diagnosis)
    assert error.fmt == 1
    assert callable(error._diagnosis)


def test_summary_computes_no_hint() -> None:
    error = caught(ONE, LINE)
    assert str(error).startswith(error.summary() + "\n")
    error = caught(ONE, LINE)
    assert error.summary()
    assert callable(error._hint)
    assert error.hint == error.hint
    assert not callable(error._hint)


def test_tail_of_a_number_is_masked() -> None:
    error = caught(replies.status(fmt=1), "1,79990001122345,0")
    assert (error.found, error.masked(), error.masked(show_data=True)) == (
        "345",
        (None, "***"),
        (None, "345"),
    )
    assert str(error).splitlines()[:2] == [
        "status, fmt=1, all=0: line 1, column 14: expected “,” after last_timestamp or the end, found “***”",
        "  1,**************,0",
    ]


@pytest.mark.parametrize(
    ("key", "starred"), [("79990000000", "***********"), ("Ivanov", "******"), ("cmd", "***")]
)
def test_key_is_masked_everywhere(key: str, starred: str) -> None:
    error = caught(replies.message_delete(fmt=3), f'{{"result": "OK", "{key}": 1}}')
    assert (error.path, error.found) == (f"$.{key}", key)
    assert error.masked() == (f"$.{starred}", starred)
    assert error.masked(show_data=True) == (error.path, error.found)
    assert repr(error) == f"DecodeError('message_delete, fmt=3', span=None, path='$.{starred}')"
    assert key not in str(error) and key in error.render(show_data=True)


@pytest.mark.parametrize(
    ("fmt", "body", "path"),
    [
        (3, "[" + '{"status": 1},' * 1234 + '{"status": "x"}]', "$[1234].status"),
        (
            2,
            "<list>"
            + "<sms><status>1</status></sms>" * 1234
            + "<sms><status>x</status></sms></list>",
            "/list/sms[1235]/status",
        ),
    ],
)
def test_row_index_is_not_masked(fmt: int, body: str, path: str) -> None:
    error = caught(replies.statuses(fmt=fmt), body)
    assert (error.path, error.masked()[0]) == (path, path)
    assert f": {path}: expected" in str(error) and repr(path) in repr(error)


def test_shown_text_is_limited() -> None:
    """Keys and unexpected texts of any length are truncated."""
    error = caught(replies.message_delete(fmt=3), f'{{"result": "OK", "{"x" * 10_000}": 1}}')
    for show_data in (False, True):
        assert list(map(len, filter(None, error.masked(show_data=show_data)))) == [200, 200]
        assert len(error.summary(show_data=show_data)) < 400


def test_summary_may_omit_the_position() -> None:
    error = caught(replies.status(fmt=1), "1,x")
    assert error.summary() == error.summary(place=False).replace(
        "all=0: ", "all=0: line 1, column 3: "
    )


def test_binary_data_is_shown_in_hexadecimal() -> None:
    error = caught(ONE, b"1,\xd0\xff")
    assert (
        error.summary()
        == "status, fmt=1, all=1: line 1, column 3: expected text in utf-8, found “d0”"
    )
    assert error.masked() == (None, "d0")
    half = caught(replies.status(fmt=3), '{"status": "\ud800"')
    assert str(half).splitlines()[1] == '  {"status": "*"'


def test_errors_can_be_pickled() -> None:
    error = caught(ONE, LINE)
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.span, again.source) == (str(error), error.span, LINE)
    assert LINE not in repr(error)
    assert repr(error) == "DecodeError('status, fmt=1, all=1', span=(13, 14), path=None)"
    message = EncodeError("x", "message", "why", "became")
    assert repr(message) == "EncodeError('x', 'message', 'why')"
    assert (
        str(pickle.loads(pickle.dumps(message)))
        == str(message)
        == "x: message: why; would decode as '******'"
    )
    assert str(EncodeError("x", None, "why")) == "x: why"
    assert issubclass(SignatureError, CodecError)


def test_error_without_expectation_is_rendered() -> None:
    error = DecodeError("x", b"\xff", Diagnosis(span=(0, 1), found="ff"))
    assert str(error).startswith("x: line 1, column 1: expected something else, found “**”")
    assert (
        str(DecodeError("x", "y", Diagnosis(found="y"))) == "x: expected something else, found “y”"
    )


def test_mask_and_printable() -> None:
    assert (
        mask("id 42, phone 79990000000, слово", frozenset({"phone"}))
        == "** 42, phone ***********, *****"
    )
    assert (
        mask("+7 (999) 123-45-67, 14.03.2023 15:09:26, 3.80")
        == "+*****************, 14.03.2023 15:09:26, 3.80"
    )
    assert mask("&#1087;&#1088; ٧٩٩٩ ·©") == "*" * 14 + " **** **"
    assert (
        printable("a\x00\ud800\u2028ё\xad\u2060\U000e0041")
        == "a\\x00\\ud800\\u2028ё\\xad\\u2060\\U000e0041"
    )


def test_undecodable_bytes_are_masked_one_by_one() -> None:
    error = caught(ONE, "1,1,0,1,7,1,X,Y,привет".encode()[:-1])
    assert str(error).splitlines()[1].isascii()
    assert "*" * 11 in str(error)


def test_found_is_masked_before_it_is_cut() -> None:
    error = caught(replies.status(fmt=3), '{"status":"' + "1 " * 27 + '79991234567"}')
    assert "7999" not in str(error)


def test_hint_does_not_accept_a_file_as_one_line() -> None:
    lines = "\n".join([LINE.replace("x", "0")] * 3)
    assert caught(replies.status(fmt=1), lines).hint == "decode each line with status(fmt=1, all=1)"
    assert caught(replies.statuses(fmt=1, all=1), lines + "\nx").hint is None
