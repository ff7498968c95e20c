"""smsc_codec.cli.glossary: the explanations, compared with the declarations."""

from __future__ import annotations

import pytest

from smsc_codec import codes
from smsc_codec.cli.glossary import look_up
from smsc_codec.smpp.enums import STATE_WORDS, CommandStatus
from smsc_codec.smpp.tlvs import TLV_TYPES


def names(word: str) -> list[str]:
    return [explanation.name for explanation in look_up(word)]


def lines(word: str) -> tuple[object, ...]:
    (explanation,) = look_up(word)
    return explanation.lines


@pytest.mark.parametrize(
    ("head", "listed"),
    [
        ("status", codes.MessageStatus),
        ("err", codes.DeliveryErrorCode),
        ("type", codes.MessageType),
        ("sender", codes.SenderStatus),
        ("operator", codes.OperatorStatus),
        ("number", codes.NumberType),
        ("task", codes.TaskStatus),
        ("smpp", CommandStatus),
    ],
)
def test_every_code_is_found(head: str, listed: type[codes.Code]) -> None:
    for code in listed:
        assert lines(f"{head}.{int(code)}")[:2] in (
            (code.title, code.title_ru),
            (code.title, look_up(f"{head}.{int(code)}")[0].lines[1]),
        )
        assert set(names(f"{head}.{int(code)}")) <= set(names(str(int(code))))
    assert any(head == explanation.name for explanation in look_up(head))


def test_identical_titles_are_shown_once() -> None:
    assert lines("type.3") == (
        "Wap-push",
        "What kind of message it is (the reply's type, and bits 0-3 of the flag).",
    )
    assert ("3", "Wap-push") in look_up("type")[0].lines


def test_api_errors_are_grouped_by_page() -> None:
    for page in codes._PAGES:
        listed = codes.api_errors(page)
        assert names(f"error.{page}") == [f"error.{page}.{error.code}" for error in listed]
        for error in listed:
            texts = [
                ("", text) for text in (error.title, error.title_ru, error.retry, error.retry_ru)
            ]
            assert lines(f"error.{page}.{error.code}") == (f"{page}.php", *texts)
            assert set(texts) <= set(lines(f"error.{error.code}"))
    assert lines("error.4")[0] == "on every page"
    assert "send.php, receive_phones.php" not in lines("error.3")
    assert {"downloads.php", "jobs.php"} <= set(lines("error.5"))
    assert names("error.send.php.9") == names("error.send.9")
    assert names("error_code.9") == ["error.9"]
    assert set(names("error")) >= {f"error.{number}" for number in range(1, 12)}


def test_tlvs_are_found_by_tag_and_name() -> None:
    for tag in TLV_TYPES.values():
        for word in (
            f"tlv.{tag.number}",
            f"tlv.0x{tag.number:x}",
            f"0x{tag.number:04X}",
            f"tlv.{tag.name}",
            tag.name,
        ):
            assert f"tlv.0x{tag.number:04X}" in names(word)
        assert (f"0x{tag.number:04X}", f"{tag.name}: {tag.description}") in lines("tlv")
    assert ("2", "Delivered / Доставлено") in lines("tlv.0x0427")
    assert ("read", "Bit 1 (value 2): whether the message was read.") in lines("tlv.0x2004")
    assert lines("tlv.0x0006") == ("Its value is a number.",)


def test_bit_fields_are_split_into_parts() -> None:
    assert lines("flag.16") == (
        ("type", "0 SMS"),
        ("second_balance", "no"),
        ("template", "no"),
        ("template_kind", "0 Service / Сервисный"),
        ("reserved_4", "1"),
    )
    assert ("is_receipt", "yes") in lines("esm_class.4")
    assert ("notification", "yes") in lines("registered_delivery.16")
    # Undefined bits are shown for a named bit field, but a bare number does not match it.
    assert "flag.16" not in names("16")
    assert "esm_class.20" not in names("20")
    assert "flag.0" not in names("0")
    assert names("flag") == ["tlv.0x2001", "flag", "flag"]
    assert (
        "template_kind",
        (
            "The kind of template, bits 10 and 9; valid only if template is true. "
            "Its values: explain flag.template_kind."
        ),
    ) in look_up("flag")[1].lines
    assert lines("flag.template_kind.3")[:2] == ("Advertising", "Рекламный")
    assert "flag.template_kind.3" not in names("3")


def test_codes_are_found_by_name_and_title() -> None:
    assert names("undeliverable") == ["status.20", "state.5"]
    assert names("ESME_RTHROTTLED") == names("throttled") == ["smpp.0x58"]
    assert names("ESME_RX_T_APPN") == ["smpp.0x64"]
    assert names("Доставлено") == ["status.1", "state.2"]
    assert names("message not found") == ["status.-3"]


def test_words_of_receipts_are_found() -> None:
    for word, state in STATE_WORDS.items():
        assert lines(f"receipt.{word}")[:2] == (state.title, state.title_ru)
        assert f"receipt.{word}" in names(word.lower())
        assert (word, f"{state.title} / {state.title_ru}") in lines("receipt.stat")
    for error in codes.DeliveryErrorCode:
        assert (str(int(error)), f"{error.title} / {error.title_ru}") in lines("receipt.err")
    assert lines("receipt.sub") == ("The number of parts submitted.",)
    assert lines("receipt.submit date") == lines("receipt.submit_date")
    assert lines("report.state")[1] == ("0", "Scheduled / Запланировано")


def test_fields_are_found_by_name() -> None:
    assert lines("SmsStatus.last_date") == (
        (
            "when the status last changed, in the account's time zone, naive. "
            "On the wire: a time as DD.MM.YYYY hh:mm:ss."
        ),
    )
    assert lines("SmsStatus.status")[1] == ("-3", "Message not found / Сообщение не найдено")
    assert lines("QuerySmResp.command_status")[2] == (
        "0x01",
        "Message length is invalid / Неверная длина сообщения",
    )
    assert lines("sms_cnt")[0] == "SmsStatus"
    # Also by the name in XML and JSON.
    assert lines("Failure.error_code") == lines("Failure.code")
    assert lines("error_code")[0] == "Failure"
    status, field = look_up("status")
    assert (status.title, field.title) == ("MessageStatus", "a field")
    assert (
        "",
        (
            "the progress of the task; the file is available once it is completed. "
            "On the wire: the status of a task. Its values: explain task."
        ),
    ) in field.lines
    assert lines("Zone.extra") == ("unknown fields of the reply, as (name, value) pairs.",)


def test_parameters_are_found_by_name() -> None:
    field, parameter = look_up("mes")
    assert (field.title, parameter.title) == ("a field", "a parameter")
    assert [line for line in parameter.lines if isinstance(line, str)] == ["send", "job_add"]
    assert str(lines("fmt")[0]).endswith(" more")


def test_records_are_found_by_class_name() -> None:
    assert lines("HlrStatus")[:2] == (
        "The status of an HLR request: whether and where a subscriber can be reached.",
        ("status", "the status of the message."),
    )
    assert lines("hlrstatus") == lines("HlrStatus")
    assert look_up("receipt")[0] == look_up("Receipt")[0] == look_up("RECEIPT")[0]
