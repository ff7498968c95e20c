"""Identify and decode text: the samples, ambiguous input, and kinds that the user chose."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec import DeliveryErrorCode, MessageStatus, replies, smpp
from smsc_codec.callbacks import DeliveryStatus, Handler
from smsc_codec.pages.get import Prices
from smsc_codec.replies import REPLIES
from smsc_playground import MAX_BYTES, answer, warming
from smsc_playground.words import KINDS, LANGUAGES
from tests.docs.playground.helpers import RECEIPT, SAMPLES, query, query_one, rows, sample


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_identified(name: str, language: str) -> None:
    sure = {"line": "choice", "refused": "chosen"}.get(name, "certain")
    assert sample(name, language)["sure"] == sure


def test_reply_is_decoded_with_meanings_and_other_formats() -> None:
    (thing,) = sample("reply")["things"]
    assert (thing["title"], thing["headline"], thing["what"]) == (
        "Status of a message",
        "Delivered",
        "status, fmt=3, all=2",
    )
    table = rows(thing)
    assert table["status"] == {
        "field": "status",
        "value": "1",
        "meaning": "Delivered",
        "note": "the status of the message.",
    }
    assert table["last_timestamp"]["meaning"] == "2023-03-14 12:09:26 UTC"
    assert [(part["field"], part["value"], part["meaning"]) for part in table["flag"]["parts"]] == [
        ("type", "0", "SMS"),
        ("second_balance", "0", "no"),
        ("template", "1", "yes"),
        ("template_kind", "2", "Authorization"),
    ]
    forms = thing["forms"]
    assert [form["own"] for form in forms] == [False, False, False, True]
    assert forms[3]["text"] == SAMPLES["reply"]["text"]
    assert "left_out" not in forms[3]
    for form, fmt in zip(forms, range(4), strict=True):
        codec = replies.status(fmt=fmt, all=2)
        assert codec.decode(form["text"]) == codec.restrict(
            replies.status(fmt=3, all=2).decode(SAMPLES["reply"]["text"])
        )
    assert (
        forms[0]["left_out"]
        == "fields that this format does not have: last_timestamp, flag, send_timestamp, sms_cnt"
    )


def test_russian_titles_and_notes() -> None:
    (thing,) = sample("reply", "ru")["things"]
    assert (thing["title"], thing["headline"]) == ("Статус сообщения", "Доставлено")
    assert rows(thing)["last_date"]["note"] == "когда статус изменился, в часовом поясе счёта"
    assert rows(thing)["flag"]["parts"][1] == {
        "field": "second_balance",
        "value": "0",
        "meaning": "нет",
        "note": "бит 5: оплачено со второго баланса",
    }


def test_ambiguous_line_is_a_choice_and_choosing_decodes_it() -> None:
    found = sample("line")
    assert found["things"] == []
    assert [(choice["title"], choice["what"]) for choice in found["choices"]] == [
        ("Balance of the account", "balance, fmt=0, cur=0"),
        ("Answer to renting a number", "number_rent, fmt=1"),
    ]
    for choice in found["choices"]:
        again = query(SAMPLES["line"]["text"], **choice["ask"])
        assert (again["sure"], again["things"][0]["what"]) == ("chosen", choice["what"])


def test_line_valid_for_one_reply_only_is_likely() -> None:
    found = query("100.01,RUR")
    assert found["sure"] == "likely"
    assert found["things"][0]["headline"] == "100.01, RUR"
    assert query("12345")["sure"] == "choice"
    assert (
        query("1,1573302300,0,1573302300,79990000000,2.12,SHOP,Доставлено,text,0")["sure"]
        == "choice"
    )


def test_service_error_is_explained_for_every_page_or_the_chosen_one() -> None:
    (thing,) = sample("failure")["things"]
    assert "what" not in thing
    assert (thing["title"], thing["headline"]) == (
        "The service's error",
        "9: duplicate request, wait a minute",
    )
    assert rows(thing, 1)["on balance.php"]["note"] == "Wait a minute, then repeat; ask less often."
    own = query_one("0,-9", kind="reply", reply="balance", fmt=1)
    assert list(rows(own, 1)) == ["on balance.php"]
    assert "на любой странице" in rows(query_one("0,-2", language="ru"), 1)
    assert rows(query_one("0,-2"), 1)["on every page"]["meaning"]
    assert (
        rows(query_one("0,-777", kind="reply", reply="balance", fmt=1), 1)["on balance.php"][
            "meaning"
        ]
        == "unknown error"
    )
    assert 0 < len(rows(query_one("0,-11"), 1)) < len(rows(query_one("0,-9"), 1))
    assert query("OK")["things"][0]["title"] == "OK: the command succeeded"


def test_lists_are_decoded_item_by_item() -> None:
    listed = replies.senders(fmt=3, operators=0)
    thing = query_one('[{"sender": "SHOP", "status": 1}, {"sender": "LAMP", "status": 0}]')
    assert (thing["title"], thing["headline"], thing["what"]) == ("Sender names", "2", listed.name)
    assert [table["title"] for table in thing["tables"]] == ["Sender, 1 of 2", "Sender, 2 of 2"]
    many = query_one("[" + ", ".join(['{"sender": "SHOP", "status": 1}'] * 60) + "]", language="ru")
    assert (len(many["tables"]), many["more"]) == (50, "… и ещё 10")
    lines = replies.senders(fmt=1, operators=0)
    text = lines.encode(
        listed.decode('[{"sender": "SHOP", "status": 1}, {"sender": "LAMP", "status": 0}]')
    ).decode()
    assert "\n" in text
    assert query_one(text, kind="reply", reply="senders", fmt=1)["headline"] == "2"
    assert query_one(text)["what"] == "senders, fmt=1, operators=0"
    assert (
        query_one('[{"sender": "SHOP", "status": 77}]')["headline"] == "not in the service's list"
    )


def test_nested_items_and_lists_of_strings_are_shown() -> None:
    codec = replies.prices(fmt=3)
    text = '{"zones": [{"zone": "1", "api": "3.5"}, {"zone": "2", "api": "4"}]}'
    assert isinstance(codec.decode(text), Prices)
    zones = rows(query_one(text))["zones"]
    assert (zones["value"], [item[0]["value"] for item in zones["items"]]) == (
        "items: 2",
        ["1", "2"],
    )
    assert (
        rows(query_one("79990000000,79990000001", kind="reply", reply="wait_call", fmt=1))[
            "all_phones"
        ]["value"]
        == "79990000000, 79990000001"
    )


def test_reason_is_shown_where_a_format_cannot_encode_a_value() -> None:
    thing = query_one(
        '{"status": 1, "last_date": "14.03.2023 15:09:26", "last_timestamp": 1678795766, "err": 0, '
        '"send_date": "14.03.2023 15:09:21", "send_timestamp": 1678795761, "phone": "79990000000", '
        '"cost": "3.80", "sender_id": "SHOP", "status_name": "Доставлено", "message": "text", '
        '"comment": "a, b"}'
    )
    assert thing["forms"][1]["refused"].startswith("message: would decode differently")
    prices = query_one('{"zones": [{"zone": "1", "api": "3.5"}]}')
    assert prices["forms"][0]["refused"] == "unsupported: this reply format is not documented"


def test_variant_is_detected_and_kept() -> None:
    phone = '{"phone": "79990000000", "mccmnc": "25001", "cost": "3.80"}'
    text = f'{{"id": 5, "cnt": 1, "phones": [{phone}]}}'
    thing = query_one(text)
    assert rows(thing)["phones"]["items"][0][0]["value"] == "79990000000"
    assert (
        rows(query_one(text.replace('"cnt"', '"news": "x", "cnt"')))["news"]["note"]
        == "unknown field"
    )
    assert query('{"id": 5, "cnt": 1, "news": "x"}')["choices"][0]["ask"]["variant"] == ""
    assert (
        query_one(text, kind="reply", reply="send", variant="op")["what"]
        == "send, fmt=3, cost=0, op=1"
    )


def test_wrong_choice_shows_the_error_and_what_fits() -> None:
    found = sample("refused")
    assert found["things"][0]["title"] == "Balance of the account"
    assert found["things"][0]["error"].splitlines() == [
        "balance, fmt=0, cur=0: line 1, column 5: expected the end, found “ RUR”",
        "  12.5 RUR",
        "      ^^^^",
        "  hint: decode with balance(fmt=0, cur=1)",
    ]
    assert [choice["what"] for choice in found["choices"]] == ["balance, fmt=0, cur=1"]
    assert (
        query("neither", kind="reply", reply="balance", fmt=0)["why"]
        == "The text does not have this format."
    )
    assert query("x", kind="reply", reply="nothing")["sure"] == "unknown"
    unsupported = query("x", kind="reply", reply="operator", fmt=1)
    assert unsupported["why"] == "unsupported: this reply format is not documented"


def test_damaged_text_of_a_certain_kind_shows_the_error() -> None:
    found = query('{"status": 1, "last_date": "14.03.20')
    assert (found["sure"], found["things"][0]["title"]) == ("certain", "A damaged reply")
    assert found["things"][0]["error"].splitlines()[2].strip() == "^"


def test_text_of_no_known_kind_is_unknown() -> None:
    assert query("hello")["sure"] == "unknown"
    assert query("  \n")["why"] == "Paste a text or choose a sample."
    assert query("я" * (MAX_BYTES // 2 + 1))["why"].startswith(
        f"The text has {MAX_BYTES + 2} bytes"
    )
    assert query("x" * (1 << 17))["sure"] == "unknown"
    assert (
        query("nothing\nhere", kind="log")["why"]
        == "These lines contain nothing that is certain to come from the service."
    )


def test_unpaired_surrogate_never_raises() -> None:
    for kind in ("", *KINDS):
        query('{"status": 1, "last_date": "14.03.2023 15:09:26", "message": "\ud800"}', kind=kind)


def test_one_reply_per_line_is_decoded_as_a_log() -> None:
    text = "1,1678795766,0\n20,1678795767,6\nnothing"
    found = query(text, kind="reply", reply="status", fmt=1)
    assert [(thing["line"], thing.get("headline")) for thing in found["things"]] == [
        ("line 1", "Delivered"),
        ("line 2", "Impossible to deliver, Subscriber offline"),
        ("line 3", ""),
    ]
    choices = query(text.removesuffix("\nnothing"))["choices"]
    assert {"status, fmt=1, all=0", "wait_call, fmt=1"} <= {choice["what"] for choice in choices}
    likely = query("100.01,RUR\n100.02,RUR")
    assert (likely["sure"], [thing["title"] for thing in likely["things"]]) == (
        "likely",
        ["Balance of the account"] * 2,
    )


def test_empty_list_and_bare_number_are_ambiguous() -> None:
    assert len(query("[]")["choices"]) > 5
    assert {choice["ask"]["reply"] for choice in query("12345")["choices"]} >= {
        "balance",
        "job_add",
        "sender_add",
        "number_rent",
    }


# ---- callbacks


def test_callback_is_verified_and_shown_in_every_format() -> None:
    (thing,) = sample("callback")["things"]
    assert (thing["title"], thing["headline"], thing["what"]) == (
        "Callback: a message's new status",
        "Impossible to deliver, Subscriber offline",
        "form, utf-8",
    )
    assert (
        thing["verdict"]["state"],
        thing["verdict"]["outcome"],
        thing["verdict"]["algorithm"],
    ) == ("good", "OK", "algorithm: sha1")
    assert "id, phone, status" in thing["verdict"]["why"]
    assert rows(thing)["err"]["meaning"] == DeliveryErrorCode.OFFLINE.title
    for form, fmt in zip(thing["forms"], ("", "&fmt=2", "&fmt=3"), strict=True):
        handler = Handler.from_url(
            f"https://shop.example/?charset=utf-8{fmt}&sha1={SAMPLES['callback']['secret']}"
        )
        assert handler.receive(body=form["text"].encode()).verdict.accepted
        again = query_one(form["text"], secret=SAMPLES["callback"]["secret"])
        assert (again["verdict"]["state"], again["headline"]) == ("good", thing["headline"])


def test_every_verdict_has_its_state() -> None:
    text = SAMPLES["callback"]["text"]
    assert query_one(text)["verdict"]["state"] == "none"
    assert query_one(text, secret="wrong")["verdict"]["outcome"] == "MISMATCH"
    assert (
        query_one(text.partition("&sha1")[0], kind="callback", secret="any")["verdict"]["outcome"]
        == "NO_HASH"
    )
    assert (
        query_one("phone=x&status=1&id=1", kind="callback", secret="any")["verdict"]["outcome"]
        == "MALFORMED"
    )
    handler = Handler.from_url("https://shop.example/?charset=utf-8&crc32=any")
    _, body = handler.encode(
        DeliveryStatus(id="1", phone="79990000000", status=MessageStatus.DELIVERED)
    )
    weak = query_one(body.decode(), secret="any")["verdict"]
    assert (weak["state"], weak["outcome"], "why" in weak) == ("doubtful", "WEAK_ONLY", False)


def test_handler_url_is_accepted_as_secret() -> None:
    url = f"https://shop.example/sms?charset=utf-8&sha1={SAMPLES['callback']['secret']}"
    assert query_one(SAMPLES["callback"]["text"], secret=url)["verdict"]["state"] == "good"
    assert (
        query_one(SAMPLES["callback"]["text"], secret="https://shop.example/sms?charset=utf-8")[
            "verdict"
        ]["state"]
        == "none"
    )
    by_get = "https://shop.example/sms!id&phone&status&sha1=any?charset=utf-8"
    query, _ = Handler.from_url(by_get).encode(
        DeliveryStatus(id="1", phone="79990000000", status=MessageStatus.DELIVERED)
    )
    assert (
        query_one(f"GET /sms?{query.decode()} HTTP/1.1", secret=by_get)["verdict"]["state"]
        == "good"
    )
    for bad in ("not a secret", "https://shop.example/#x"):
        thing = query_one(SAMPLES["callback"]["text"], secret=bad)
        assert thing["title"] == "Handler URL or secret"
        assert thing["error"]


def test_charset_of_a_callback_is_detected_or_chosen() -> None:
    text = "phone=79990000000&mes=%E4%E0&to=79990000001"
    thing = query_one(text, kind="callback")
    assert (rows(thing)["mes"]["value"], thing["what"]) == ("да", "form, windows-1251")
    assert rows(query_one(text, kind="callback", charset="koi8-r"))["mes"]["value"] == "ДЮ"
    assert (
        query_one('{"phone": "79990000000", "mes": "да"', kind="callback")["title"]
        == "Not a callback"
    )
    assert (
        query_one(
            "<callback><id>1</id><phone>79990000000</phone><status>1</status></callback>",
            kind="callback",
        )["what"]
        == "XML, utf-8"
    )


def test_unsigned_callback_form_is_offered_as_choice() -> None:
    found = query("phone=79990000000&mes=da&to=79990000001")
    assert (found["sure"], [choice["ask"] for choice in found["choices"]]) == (
        "maybe",
        [{"kind": "callback"}],
    )


def test_callback_with_a_control_character_cannot_be_xml() -> None:
    thing = query_one(
        "phone=79990000000&mes=a%0Bb&to=79990000001", kind="callback", charset="utf-8"
    )
    assert [("refused" in form, "text" in form) for form in thing["forms"]] == [
        (False, True),
        (True, False),
        (False, True),
    ]


# ---- requests, logs


def test_secrets_of_a_request_are_masked() -> None:
    thing = query_one(
        "GET /sys/send.php?login=shop&psw=hidden&phones=79990000000&mes=code"
        "&imgcode=12&fmt=3&v=2&token=t HTTP/1.1"
    )
    assert thing["title"] == "Request: send"
    assert "hidden" not in json.dumps(thing)
    shown = {name: row["value"] for name, row in rows(thing).items()}
    assert (shown["login"], shown["psw"], shown["token"], shown["phones"], shown["v"]) == (
        "***",
        "***",
        "***",
        "79990000000",
        "2",
    )
    assert shown["→"].startswith("send, fmt=3")
    assert (
        query_one("/sys/balance.php?cur=1&fmt=1", kind="request")["headline"] == "/sys/balance.php"
    )
    assert query_one("nonsense", kind="request")["title"] == "A damaged request"
    assert (
        query_one("/sys/get.php?get_messages=1&login=a&psw=b&fmt=2", kind="request", language="ru")[
            "tables"
        ][0]["rows"][-1]["value"]
        == "формат ответа не описан"
    )
    assert query("phones=79990000000&mes=hello")["choices"] == [
        {"title": "A request to the HTTP API", "what": "", "ask": {"kind": "request"}}
    ]


def test_findings_of_a_log_are_listed_with_their_lines() -> None:
    found = sample("log")
    things = found["things"]
    assert [thing["line"] for thing in things] == ["line 1", "line 2", "line 3", "line 5", "line 6"]
    assert [thing["title"] for thing in things] == [
        "Request: balance",
        "Balance of the account",
        "Answer to a sent message",
        "Text of a delivery receipt",
        "A damaged reply",
    ]
    assert things[1]["log_time"] == "2023-03-14 15:09:21"
    assert things[2]["headline"] == "854019"
    assert query(things[3]["alone"])["sure"] == "certain"
    assert query(SAMPLES["log"]["text"], kind="log", language="ru")["why"] == "Найдено записей: 5."


def test_long_logs_are_truncated_and_single_findings_are_detailed() -> None:
    many = query('INFO {"id": 1, "cnt": 1}\n' * 250)
    assert (len(many["things"]), many["more"]) == (200, "… and 50 more")
    link = smpp.encode(smpp.EnquireLink(sequence_number=1)).hex()
    assert [thing["title"] for thing in query(f"in {link}\nout {link}")["things"]] == [
        "ENQUIRE_LINK",
        "ENQUIRE_LINK",
    ]
    (thing,) = query("12:00 nothing\n12:01 " + RECEIPT)["things"]
    assert (thing["line"], thing["forms"][0]["text"]) == ("line 2", RECEIPT)
    posted = "POST /sms HTTP/1.1\nHost: shop.example\n\n" + SAMPLES["callback"]["text"]
    assert query_one(posted, secret=SAMPLES["callback"]["secret"])["verdict"]["state"] == "good"


# ---- arbitrary input


def mutated(draw: Any) -> str:
    """A sample with a slice removed or replaced by a slice of another one."""
    texts = [SAMPLE["text"] for SAMPLE in SAMPLES.values()]
    text, other = draw(st.sampled_from(texts)), draw(st.sampled_from(texts) | st.text(max_size=20))
    at, end = sorted(draw(st.integers(0, len(text))) for _ in range(2))
    return str(text[:at] + other[: draw(st.integers(0, len(other)))] + text[end:])


@given(
    st.composite(mutated)() | st.text(),
    st.sampled_from(["", *KINDS]),
    st.sampled_from(LANGUAGES),
    st.sampled_from(["", "secret", "https://x.example/!id?fmt=3"]),
)
def test_arbitrary_input_never_raises(text: str, kind: str, language: str, secret: str) -> None:
    query(text, kind=kind, language=language, secret=secret)


# ---- for the page


def test_queries_of_the_page_are_json() -> None:
    asked = {"text": "100.01,RUR", "language": "ru", "kind": "", "secret": "", "charset": ""}
    assert json.loads(answer(json.dumps(asked)))["things"][0]["title"] == "Баланс счёта"


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_has_every_reply_with_its_formats(language: str) -> None:
    found = json.loads(answer(json.dumps({"ask": "catalogue", "language": language})))
    assert [kind["name"] for kind in found["kinds"]] == list(KINDS)
    assert {one["name"] for one in found["replies"]} == set(replies.__all__) - {"task_file"}
    for one_reply in found["replies"]:
        declared = next(
            reply for reply in REPLIES if one_reply["name"] in (reply.name, reply.list_name)
        )
        assert [
            (int(fmt), level) for fmt, levels in one_reply["levels"].items() for level in levels
        ] == list(declared.supported)


def test_warming_ends() -> None:
    step, count = warming(), 0
    while step():
        count += 1
    assert count > 100
