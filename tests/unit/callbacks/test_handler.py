"""smsc_codec.callbacks.handler: events, verdicts, query and body."""

from __future__ import annotations

import hashlib
import json
import traceback
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from smsc_codec import MessageStatus, MessageType
from smsc_codec.callbacks import (
    MAX_RETRIES,
    RETRY_INTERVAL,
    ConfirmedCall,
    DeliveryStatus,
    EventKind,
    Handler,
    IncomingMessage,
    Outcome,
)
from smsc_codec.errors import DecodeError, SignatureError

STATUS = DeliveryStatus(id="42", phone="79990000000", status=MessageStatus.DELIVERED)


def handler(address: str = "?charset=utf-8&sha1=SECRET", **options: Any) -> Handler:
    return Handler.from_url(f"https://shop.example/sms{address}", **options)


def test_repr_of_handler() -> None:
    assert (
        repr(handler("?fmt=2&md5=A&sha1=B"))
        == "<Handler https://shop.example/sms, windows-1251, fmt=2, sha1, md5>"
    )
    assert (
        repr(handler("?charset=utf-8"))
        == "<Handler https://shop.example/sms, utf-8, fmt=None, no hash>"
    )


def test_verdict_has_no_truth_value() -> None:
    verdict = handler().receive(body=b"id=1&phone=7&status=1").verdict
    assert (verdict.outcome, verdict.kind, verdict.accepted) == (
        Outcome.NO_HASH,
        EventKind.STATUS,
        False,
    )
    with pytest.raises(
        TypeError,
        match=r"^Verdict has no truth value; check \.accepted$",
    ):
        bool(verdict)


def test_the_service_repeats_for_200_minutes() -> None:
    assert timedelta(minutes=200) == RETRY_INTERVAL * MAX_RETRIES


def test_nothing_is_accepted_without_a_secret() -> None:
    bare = handler("?charset=utf-8")
    body = bare.encode(STATUS)[1]
    assert bare.receive(body=body).verdict.outcome is Outcome.NO_HASH
    assert bare.receive(body=body).event is None
    with pytest.raises(
        ValueError,
        match=r"^the handler URL has no secret; use decode_unverified\(\) to skip verification$",
    ):
        bare.decode(body=body)
    assert bare.decode_unverified(body=body) == bare.restrict(STATUS)


def test_forged_crc32_is_not_accepted_by_default() -> None:
    """Forged from one callback: only the length of the secret is needed."""
    strict, lax = handler("?crc32=SECRET"), handler("?crc32=SECRET", allow_crc32=True)
    _, body = strict.encode(STATUS)
    observed = int(dict(pair.split("=") for pair in body.decode().split("&"))["crc32"])

    def shift(number: int, count: int) -> int:
        return 0xFFFFFFFF ^ zlib.crc32(bytes(count), 0xFFFFFFFF ^ number)

    known, wanted = b"42:79990000000:1:", b"43:79990000000:20:"
    forged = observed ^ shift(zlib.crc32(known) ^ zlib.crc32(wanted), len("SECRET"))
    attack = b"id=43&phone=79990000000&status=20&crc32=%d" % forged
    assert strict.receive(body=attack).verdict.outcome is Outcome.WEAK_ONLY
    assert strict.receive(body=attack).event is None
    taken = lax.receive(body=attack)
    assert (taken.verdict.outcome, taken.verdict.accepted, taken.verdict.authenticated) == (
        Outcome.WEAK_ONLY,
        True,
        (),
    )
    assert isinstance(taken.event, DeliveryStatus)


@pytest.mark.parametrize("allowed", ["0", "", 0, 1, None, "False"])
def test_allow_crc32_must_be_bool(allowed: Any) -> None:
    expected = rf"^allow_crc32: expected bool, got {type(allowed).__name__}$"
    with pytest.raises(TypeError, match=expected):
        handler("?crc32=SECRET", allow_crc32=allowed)


def test_dedup_and_replay_keys() -> None:
    """Repeats have the same keys; changed unsigned fields change only the dedup key."""
    one = handler().encode(STATUS)[1]
    verdict = handler().receive(body=one).verdict
    assert handler().receive(body=one).verdict.dedup_key == verdict.dedup_key
    changed = handler().receive(body=one + b"&ts=5").verdict
    assert changed.accepted
    assert changed.dedup_key != verdict.dedup_key
    assert changed.replay_key == verdict.replay_key
    malformed = handler().receive(body=b"id=x").verdict
    assert (malformed.outcome, malformed.kind, malformed.dedup_key, malformed.replay_key) == (
        Outcome.MALFORMED,
        EventKind.STATUS,
        None,
        None,
    )


def test_keys_are_stable() -> None:
    """Keys are stored for a day, which may include an upgrade."""
    verdict = handler().receive(body=handler().encode(STATUS)[1]).verdict
    assert verdict.replay_key == hashlib.sha256(b"2:42,11:79990000000,1:1,").hexdigest()
    assert (
        verdict.dedup_key == hashlib.sha256(b"6:status,2:42,11:79990000000,1:1,0:,0:,").hexdigest()
    )


def test_rejected_callback_has_the_same_keys() -> None:
    good = handler().receive(body=handler().encode(STATUS)[1]).verdict
    fields = {"id": "42", "phone": "79990000000", "status": "1"}
    for hashed, outcome in (
        ({}, Outcome.NO_HASH),
        ({"sha1": "0"}, Outcome.MISMATCH),
        ({"sha1": ["0"]}, Outcome.MISMATCH),
    ):
        bad = (
            handler("?charset=utf-8&fmt=3&sha1=SECRET")
            .receive(body=json.dumps({**fields, **hashed}).encode())
            .verdict
        )
        assert (bad.outcome, bad.kind, bad.dedup_key, bad.replay_key) == (
            outcome,
            EventKind.STATUS,
            good.dedup_key,
            good.replay_key,
        )
        assert (bad.accepted, bad.algorithm, bad.secret_index, bad.authenticated) == (
            False,
            None,
            None,
            (),
        )


def test_hash_that_is_not_required_must_match() -> None:
    fields, expected_message = b"id=42&phone=79990000000&status=1", b"42:79990000000:1:SECRET"
    md5, sha1 = (
        hashlib.md5(expected_message).hexdigest(),
        hashlib.sha1(expected_message).hexdigest(),
    )
    verdict = (
        handler("?md5=SECRET").receive(body=fields + f"&md5={md5}&sha1={sha1}".encode()).verdict
    )
    assert (verdict.outcome, verdict.algorithm) == (Outcome.OK, "sha1")
    assert (
        handler("?md5=SECRET")
        .receive(body=fields + f"&md5={md5}&sha1={sha1[:-1]}".encode())
        .verdict.outcome
        is Outcome.MISMATCH
    )


def test_old_secrets() -> None:
    body = handler("?charset=utf-8&sha1=OLD").encode(STATUS)[1]
    rotated = handler(old_secrets=["OLDER", "OLD"])
    assert rotated.receive(body=body).verdict.secret_index == 2
    with pytest.raises(SignatureError, match=r"^callback signature is missing or invalid$"):
        handler(old_secrets=["OLDER"]).decode(body=body)


def test_url_determines_source_of_each_field() -> None:
    """A field in the query counts only if the address names it there, and then only there."""
    by_get = handler("!id&phone?charset=utf-8&sha1=SECRET")
    query, body = by_get.encode(STATUS)
    assert query == b"id=42&phone=79990000000"
    assert by_get.decode(query=query, body=body) == by_get.restrict(STATUS)
    with pytest.raises(SignatureError):
        by_get.decode(query=b"", body=query + b"&" + body)
    with pytest.raises(SignatureError):
        handler().decode(query=handler().encode(STATUS)[1], body=b"")


@pytest.mark.parametrize(
    ("address", "body", "expected"),
    [
        ("?charset=utf-8", b"id=%zz", "two hexadecimal digits"),
        ("?charset=utf-8", b"id=%ff", "text in utf-8"),
        ("?charset=utf-8", "id=\xff".encode("latin-1"), "text in utf-8"),
        ("", b"id=%98", "text in windows-1251"),
        ("", b"id=1&id=1", "each field only once"),
        ("", b"&".join(b"a%d=1" % n for n in range(65)), "at most 64 fields"),
        ("", b"&".join(b"a%d=1" % n for n in range(200)), "at most 128 fields"),
        ("", b"x" * 300_000, "at most 262144 bytes"),
        ("?fmt=3", b"{", "a key in double quotes"),
        ("?fmt=3", b"[{}, {}]", "an object"),
        ("?fmt=3&charset=utf-8", b"\xff", "text in utf-8"),
        ("?fmt=3", b'{"id": "1", "id": "2"}', "unique keys"),
        ("?fmt=2", b"<a><b/>", "well-formed"),
        ("?fmt=2", b"<!DOCTYPE a><a/>", "without a DTD"),
        ("!id", b"", "each field only once"),
    ],
)
def test_undecodable_callback_is_rejected(address: str, body: bytes, expected: str) -> None:
    query = b"id=1&id=2" if address == "!id" else b""
    with pytest.raises(DecodeError) as error:
        handler(address).receive(query=query, body=body)
    assert expected in str(error.value)


_MOST = b"&".join(b"a%d=1" % number for number in range(64))


@pytest.mark.parametrize(
    ("address", "query", "body", "expected_message"),
    [
        (
            "?charset=utf-8",
            b"",
            b"id=%zz",
            ("callback", None, b"id=%zz", (3, 4), "two hexadecimal digits after %", "%"),
        ),
        (
            "?charset=utf-8",
            b"",
            b"id=\xff",
            ("callback", None, b"id=\xff", (0, 4), "text in utf-8", "id=\xff"),
        ),
        (
            "!id",
            b"id=%",
            b"",
            ("callback", None, b"id=%", (3, 4), "two hexadecimal digits after %", "%"),
        ),
        ("", b"", b"a=1&a=2", ("callback", None, b"a=1&a=2", (0, 7), "each field only once", "a")),
        (
            "!id",
            b"id=1&id=2",
            b"mes=x",
            ("callback", None, b"id=1&id=2", (0, 9), "each field only once", "id"),
        ),
        (
            "!id",
            b"id=1",
            b"a=1&a=2",
            ("callback", None, b"a=1&a=2", (0, 7), "each field only once", "a"),
        ),
        (
            "!id",
            b"id=1",
            _MOST,
            ("callback", None, _MOST, (0, 373), "at most 64 fields", _MOST[:200].decode()),
        ),
        (
            "",
            b"",
            _MOST + b"&b=",
            ("callback", None, _MOST + b"&b=", (0, 376), "at most 64 fields", _MOST[:200].decode()),
        ),
        (
            "?fmt=3&charset=utf-8",
            b"",
            b'{"id": "\xff"}',
            ("callback, fmt=3", 3, b'{"id": "\xff"}', (8, 9), "text in utf-8", "\xff"),
        ),
        (
            "?fmt=3",
            b"",
            b"[1, 2]",
            ("callback, fmt=3", 3, b"[1, 2]", (0, 6), "an object", "[1, 2]"),
        ),
        ("?fmt=3", b"", b"", ("callback, fmt=3", 3, b"", (0, 1), "a value", "")),
        ("?fmt=2", b"", b"<a>", ("callback, fmt=2", 2, b"<a>", (3, 4), "well-formed XML", "")),
        (
            "?fmt=3&charset=utf-8",
            b"",
            '{"mes": "Да", x}'.encode(),
            (
                "callback, fmt=3",
                3,
                '{"mes": "Да", x}'.encode(),
                (16, 17),
                "a key in double quotes",
                "x",
            ),
        ),
        (
            "?fmt=3",
            b"",
            '{"mes": "Да", x}'.encode("cp1251"),
            (
                "callback, fmt=3",
                3,
                '{"mes": "Да", x}'.encode("cp1251"),
                (14, 15),
                "a key in double quotes",
                "x",
            ),
        ),
        (
            "?fmt=2&charset=utf-8",
            b"",
            "<a><b>Да</b><c/ ></a>".encode(),
            (
                "callback, fmt=2",
                2,
                "<a><b>Да</b><c/ ></a>".encode(),
                (17, 18),
                "well-formed XML",
                " ",
            ),
        ),
        (
            "",
            b"",
            b"x" * 262145,
            ("callback", None, b"x" * 262145, (0, 262145), "at most 262144 bytes", "x" * 200),
        ),
        (
            "!id",
            b"x" * 262145,
            b"",
            ("callback", None, b"x" * 262145, (0, 262145), "at most 262144 bytes", "x" * 200),
        ),
    ],
)
def test_decode_error_attributes(
    address: str, query: bytes, body: bytes, expected_message: tuple[object, ...]
) -> None:
    with pytest.raises(DecodeError) as caught:
        handler(address).receive(query=query, body=body)
    error = caught.value
    assert (
        error.codec,
        error.fmt,
        error.source,
        error.span,
        *error.expected,
        error.found,
    ) == expected_message
    assert (error.path, error.hint) == (None, None)


def test_parsing_stops_at_the_field_limit() -> None:
    """Otherwise a body with thirty thousand elements would be parsed completely."""
    body = "<callback>" + "".join(f"<a{number}/>" for number in range(5000))
    for data in (
        body.encode(),
        body.replace("<callback>", "<callback><id>", 1).encode(),
    ):  # neither comes to its end
        with pytest.raises(DecodeError) as caught:
            handler("?fmt=2").receive(body=data)
        assert caught.value.expected == ("at most 64 fields",)


def test_error_masks_texts_but_not_names() -> None:
    with pytest.raises(DecodeError) as caught:
        handler().receive(body=b"waitcall=x&charset=x&fmt=x&sha1=abc&sender=abc&id=%")
    assert "\n  waitcall=*&charset=*&fmt=*&sha1=***&sender=***&id=%" in str(caught.value)


def test_largest_request_is_decoded() -> None:
    for body in (_MOST, b"x" * (1 << 18)):
        assert handler().receive(body=body).verdict.outcome is Outcome.MALFORMED
    assert (
        handler("!id?fmt=3&charset=utf-8").receive(query=b"id=1").verdict.outcome
        is Outcome.MALFORMED
    )
    assert handler("?fmt=3").receive(body=b'{"id": "1"}').verdict.outcome is Outcome.MALFORMED


def test_unencodable_field_is_left_out_of_the_key() -> None:
    """The fields after it are included."""
    body = (
        b'{"id": "42", "phone": "79990000000", "status": "1", '
        b'"err": "\\u20bd", "ts": "%d", "sha1": "0"}'
    )
    one, other = (handler("?fmt=3&sha1=SECRET").receive(body=body % ts).verdict for ts in (5, 6))
    assert (one.outcome, one.replay_key) == (Outcome.MISMATCH, other.replay_key)
    assert one.dedup_key != other.dedup_key


def test_non_ascii_text_is_sent_by_get() -> None:
    by_get = handler("!cmt&own=ё?charset=utf-8&sha1=SECRET")
    query, body = by_get.encode(replace(STATUS, cmt="я"))
    assert query == b"cmt=%D1%8F&own=%D1%91"
    assert by_get.decode(query, body) == by_get.restrict(replace(STATUS, cmt="я"))
    assert handler("!cmt?sha1=SECRET").encode(replace(STATUS, cmt="я"))[0] == b"cmt=%FF"


def test_any_root_element_is_accepted() -> None:
    assert (
        handler("?fmt=2").decode_unverified(
            body=b"<any><id>42</id><phone>79990000000</phone><status>1</status></any>"
        )
        == STATUS
    )
    assert handler("?fmt=2&sha1=SECRET").encode(STATUS)[1].startswith(b"<callback>")


def test_all_fields_are_sent_by_get() -> None:
    by_get = handler("!id&phone&status&charset=utf-8&sha1=SECRET")
    query, body = by_get.encode(STATUS)
    assert body == b""
    assert (
        by_get.decode(query)
        == by_get.decode_unverified(query)
        == by_get.receive(query).event
        == by_get.restrict(STATUS)
    )


def test_invalid_query_is_rejected() -> None:
    with pytest.raises(DecodeError, match="two hexadecimal digits"):
        handler("!id").receive(query=b"id=%", body=b"")
    text: Any = "id=1"
    with pytest.raises(TypeError, match=r"^body: expected bytes, got str$"):
        handler().receive(body=text)


def test_alias_is_kept_as_unknown_field() -> None:
    """``ID`` is an alias of ``id`` only on the history page; no hash covers it here."""
    proof = hashlib.sha1(b"79990000000:x:79990000001:SECRET").hexdigest()
    for fields in ("ID=5", "error_code=5", "ID=5&error_code=6&list=7&Id=8"):
        received = handler("?sha1=SECRET").receive(
            body=f"phone=79990000000&mes=x&to=79990000001&{fields}&sha1={proof}".encode()
        )
        event = received.event
        assert isinstance(event, IncomingMessage)
        assert event.id is None
        assert dict(event.extra) == dict(pair.split("=") for pair in fields.split("&"))
        for address in ("?sha1=SECRET", "?fmt=2&sha1=SECRET", "?fmt=3&sha1=SECRET"):
            one = handler(address)
            assert one.decode(*one.encode(event)) == one.restrict(event)


def test_url_parameter_keeps_its_name() -> None:
    own = handler("?ID=42&error_code=7&sha1=SECRET")
    message = IncomingMessage(phone="79990000000", mes="x", to="79990000001")
    assert (
        own.decode(*own.encode(message))
        == replace(message, extra=(("ID", "42"), ("error_code", "7")))
        == own.restrict(message)
    )
    with pytest.raises(DecodeError) as missing:
        own.decode_unverified(body=b"ID=42&phone=79990000000&status=1")
    assert missing.value.path == "id"


def test_error_context_has_no_partial_record() -> None:
    """Formatting a traceback with captured locals would fail on one."""
    with pytest.raises(DecodeError) as caught:
        handler().decode_unverified(body=b"id=42&phone=7&status=x")
    assert (caught.value.__context__, caught.value.__cause__) == (None, None)
    assert "".join(
        traceback.TracebackException.from_exception(caught.value, capture_locals=True).format()
    )


def test_invalid_field_of_verified_callback_is_an_error() -> None:
    hashed = hashlib.sha1(b"42:79990000000:1:SECRET").hexdigest()
    with pytest.raises(DecodeError) as error:
        handler().decode(body=f"id=42&phone=79990000000&status=1&cost=abc&sha1={hashed}".encode())
    assert (error.value.path, error.value.expected, error.value.found) == (
        "cost",
        ("an amount such as 6.40",),
        "abc",
    )
    assert (error.value.codec, error.value.fmt, error.value.source[:5], error.value.hint) == (
        "callback",
        None,
        b"id=42",
        None,
    )
    assert str(error.value) == "callback: cost: expected an amount such as 6.40, found “***”"
    with pytest.raises(DecodeError) as call:
        handler("?charset=utf-8").decode_unverified(body=b"waitcall=2&phone=7&ts=5")
    assert (call.value.path, call.value.expected, call.value.found) == ("waitcall", ("1",), "2")
    assert call.value.source == b"waitcall=2&phone=7&ts=5"
    with pytest.raises(DecodeError) as missing:
        handler("?fmt=3").decode_unverified(body=b'{"phone": "7", "status": "1"}')
    assert (missing.value.codec, missing.value.fmt, missing.value.path, missing.value.found) == (
        "callback, fmt=3",
        3,
        "$.id",
        "",
    )


@pytest.mark.parametrize(
    ("fmt", "body", "expected_message"),
    [
        ("", b"waitcall=2&phone=7&ts=5", "callback: waitcall: expected 1, found “2”"),
        (
            "&fmt=2",
            b"<a><waitcall>2</waitcall><phone>7</phone><ts>5</ts></a>",
            "callback, fmt=2: /callback/waitcall: expected 1, found “2”",
        ),
        (
            "&fmt=2",
            b"<a><id>1</id><phone>7</phone><status>1</status><phone_list><b/></phone_list></a>",
            "callback, fmt=2: /callback/**********: expected a text, found “elements”",
        ),
        (
            "&fmt=3",
            b'{"waitcall": [], "phone": "7", "ts": "5"}',
            "callback, fmt=3: $.waitcall: expected 1, found “a list”",
        ),
        (
            "&fmt=3",
            b'{"id": "1", "phone": "7", "status": {}}',
            "callback, fmt=3: $.status: expected a status number, found “an object”",
        ),
        (
            "&fmt=3",
            b'{"id": "1", "phone": "7", "status": "1", "x": ' + b"[" * 17 + b"]" * 17 + b"}",
            "callback, fmt=3: $.*: expected at most 16 levels, found “a list”",
        ),
    ],
)
def test_error_uses_the_path_syntax_of_the_format(
    fmt: str, body: bytes, expected_message: str
) -> None:
    with pytest.raises(DecodeError) as error:
        handler(f"?charset=utf-8{fmt}").decode_unverified(body=body)
    assert str(error.value) == expected_message


def test_parts_seconds_and_overtime() -> None:
    body = (
        b"id=1&phone=79990000000&status=1&type=7&cnt=35&time=21.11.2026+10:00:00&ts=1700000000"
        b"&cmt=order%0Aovertime:+02:05"
    )
    call = handler("?charset=utf-8").decode_unverified(body=body)
    assert isinstance(call, DeliveryStatus)
    assert (call.parts, call.seconds, call.overtime) == (None, 35, timedelta(minutes=2, seconds=5))
    assert call.time == datetime(2026, 11, 21, 10)
    assert call.changed == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    sms = handler("?charset=utf-8").decode_unverified(
        body=b"id=1&phone=7&status=1&cnt=2&flag=0&err="
    )
    assert isinstance(sms, DeliveryStatus)
    assert (sms.parts, sms.seconds, sms.overtime, sms.changed, sms.err) == (
        2,
        None,
        None,
        None,
        None,
    )
    assert (
        DeliveryStatus(
            id="1", phone="7", status=MessageStatus(1), type=MessageType.CALL, cnt=5
        ).seconds
        == 5
    )
    assert STATUS.parts is None


def test_incoming_message_properties() -> None:
    message = handler("?charset=utf-8").decode_unverified(
        body=b"phone=79990000000&mes=%5Bwaitcall%5D+&to=7999&time=1700000000"
    )
    assert isinstance(message, IncomingMessage)
    assert message.is_call_confirmation
    assert message.received == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert IncomingMessage(phone="7", mes="x", to="1").received is None
    assert ConfirmedCall(phone="7", ts=0).called == datetime(1970, 1, 1, tzinfo=UTC)


def test_json_numbers_are_hashed_by_their_digits() -> None:
    hashed = hashlib.sha1(b"42:79990000000:1:SECRET").hexdigest()
    body = f'{{"id": 42, "phone": "79990000000", "status": 1, "sha1": "{hashed.upper()}"}}'.encode()
    event = handler("?charset=utf-8&fmt=3&sha1=SECRET").decode(body=body)
    assert isinstance(event, DeliveryStatus)
    assert event.id == "42"
    listed = handler("?charset=utf-8&fmt=3&sha1=SECRET").decode(body=b"[" + body + b"]")
    assert listed == event


def test_received_callback_has_no_truth_value() -> None:
    with pytest.raises(
        TypeError,
        match=r"^ReceivedCallback has no truth value; check \.verdict\.accepted$",
    ):
        bool(handler().receive(body=handler().encode(STATUS)[1]))


def test_unnamed_query_fields_are_ignored() -> None:
    by_get = handler("!id&phone?charset=utf-8&sha1=SECRET")
    query, body = by_get.encode(STATUS)
    event = by_get.decode(query=query + b"&cost=99.99&own=1", body=body)
    assert event == by_get.restrict(STATUS)


def test_query_parameters_come_first_in_extra() -> None:
    """Found by fuzzing: restrict() returned them after the event's own."""
    handler = Handler.from_url("https://shop.example/sms!own=1?sha1=S")
    event = ConfirmedCall(phone="7", ts=1, extra=(("a", "b"),))
    query, body = handler.encode(event)
    assert handler.receive(query, body).event == handler.restrict(event)
