"""smsc_codec.cli.json_schema: the schemas accept the commands' output and nothing else."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from smsc_codec import commands
from smsc_codec.cli.docstrings import records
from smsc_codec.cli.json_schema import document
from smsc_codec.cli.pdus import plain_pdu
from smsc_codec.cli.plain import to_plain
from smsc_codec.commands import REQUESTS
from smsc_codec.smpp import DeliveryReport, Pdu, Receipt, decode
from smsc_codec.testing import strategies
from tests.cli.test_app import objects, run
from tests.cli.test_smpp import RECEIPT

if TYPE_CHECKING:
    from smsc_codec.requests import RequestSpec

VECTORS = Path(__file__).parents[1] / "vectors"
WRITTEN = sorted(name for name, cls in records().items() if cls is not DeliveryReport)


@cache
def validator(kind: str) -> Draft202012Validator:
    schema = json.loads(json.dumps(document(kind)))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def is_valid(kind: str, value: object) -> bool:
    return bool(validator(kind).is_valid(value))


def plain(value: Any) -> Any:
    """A value as a command writes it, after a round trip through JSON."""
    result = (
        plain_pdu(value, lenient=False, iso=False)
        if isinstance(value, get_args(Pdu))
        else to_plain(value)
    )
    return json.loads(json.dumps(result))


def test_schema_lists_all_names() -> None:
    code, out, _ = run("schema")
    assert (code, out.split()[:5]) == (0, ["reply", "callback", "receipt", "pdu", "error"])
    assert out.split()[5:7] == ["verdict", "request"]
    assert set(out.split()[7:]) == set(records())
    code, out, _ = run("schema", "SmsStatus")
    assert code == 0
    assert json.loads(out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert (
        json.loads(out)["properties"]["sms_cnt"]["description"]
        == "parts of a message or seconds of a call; see parts and seconds."
    )
    code, out, err = run("schema", "smsstatus\x1b")
    assert (code, out) == (2, "")
    assert "'smsstatus\\\\x1b' is none of reply, " in err


@pytest.mark.parametrize("name", WRITTEN)
@settings(max_examples=5)
@given(data=st.data())
def test_records_are_valid(name: str, data: st.DataObject) -> None:
    written = plain(data.draw(strategies.records(records()[name])))
    validator(name).validate(written)
    assert not is_valid(name, {**written, "surplus": 1})
    assert not is_valid(name, {**written, "record": "Other"})
    assert not is_valid(
        name, {field: value for field, value in written.items() if field != "record"}
    )


@pytest.mark.parametrize("path", sorted(VECTORS.glob("*.jsonl")), ids=lambda path: str(path.stem))
def test_vectors_are_valid(path: Path) -> None:
    for line in path.read_text("utf-8").splitlines():
        value = json.loads(line).get("value")
        for written in value if isinstance(value, list) else [value] if value else []:
            validator(written["record"]).validate(written)


def test_output_of_each_command_has_a_schema() -> None:
    status = {"record": "SmsStatus", "status": 1}
    assert is_valid("reply", status)
    assert is_valid("reply", [status, {"record": "NotFound", "id": "42"}])
    assert is_valid("reply", [])
    assert not is_valid("reply", {"record": "DeliveryStatus", "id": "1", "phone": "7", "status": 1})
    assert is_valid("callback", {"record": "DeliveryStatus", "id": "1", "phone": "7", "status": 1})
    assert not is_valid("callback", status)
    assert is_valid("receipt", {"record": "Receipt", "state": "DELIVERED"})
    assert is_valid("pdu", plain(decode(RECEIPT)))
    assert not is_valid("pdu", {"record": "Receipt"})
    assert is_valid(
        "error",
        {
            "error": "x",
            "location": "stdin:1",
            "span": [0, 3],
            "expected": ["a number"],
            "found": "*",
        },
    )
    assert not is_valid("error", {"error": "x"})


def test_verdicts_are_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMSC_HANDLER", "https://shop.example/sms?charset=utf-8&sha1=zxc")
    good = b"phone=123&mes=text&to=234&sha1=b6f768ce7614d7858cc4a6116f8ffd0dc236a3cd\n"
    code, out, _ = run(
        "verify",
        "--lines",
        stdin=good + good.replace(b"text", b"TEXT") + good.replace(b"123", b"x"),
    )
    assert code == 3
    written = objects(out)
    assert [verdict["verdict"] for verdict in written] == ["OK", "MISMATCH", "MALFORMED"]
    for verdict in written:
        validator("verdict").validate(verdict)
    assert not is_valid("verdict", {**written[0], "verdict": "FINE"})
    assert not is_valid("verdict", {**written[0], "event": {"record": "SmsStatus", "status": 1}})


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("SmsStatus", {}),
        ("SmsStatus", {"status": "1"}),
        ("SmsStatus", {"status": 10**9}),
        ("SmsStatus", {"status": 1, "cost": 6.4}),
        ("SmsStatus", {"status": 1, "cost": "6,40"}),
        ("SmsStatus", {"status": 1, "last_date": "14.03.2023 15:09:26"}),
        ("SmsStatus", {"status": 1, "last_timestamp": -1}),
        ("SmsStatus", {"status": 1, "phone": None}),
        ("SmsStatus", {"status": 1, "extra": []}),
        ("SmsStatus", {"status": 1, "extra": [["a", "b", "c"]]}),
        ("SmsStatus", {"status": 1, "flag": {"raw": 1}}),
        ("Answer", {"id": "5", "sent": "1286524541"}),
        ("Answer", {"id": 5}),
        ("WaitCall", {"phone": "7", "all_phones": "7"}),
        ("Prices", {"zones": [{"zone": "1"}]}),
        ("Receipt", {"text": "abc"}),
        ("Receipt", {"sent": "00"}),
        ("Receipt", {"state": "GONE"}),
        ("BindReceiver", {"password": "secret"}),
    ],
)
def test_invalid_fields_are_rejected(name: str, fields: dict[str, Any]) -> None:
    assert not is_valid(name, {"record": name, **fields})


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("a tag as a number", lambda plain: plain["tlvs"][0].update(tag=5)),
        ("an empty list of TLVs", lambda plain: plain["tlvs"].clear()),
        ("another command", lambda plain: plain.update(command="SUBMIT_SM")),
        ("neither text nor text_error", lambda plain: plain.pop("text")),
        ("both text and text_error", lambda plain: plain.update(text_error="x")),
        ("an unknown source", lambda plain: plain["report"]["sources"].update(id="air")),
        ("an incomplete conflict", lambda plain: plain["report"]["conflicts"][0].pop("tlv")),
        ("an incomplete defect", lambda plain: plain["report"]["defects"][0].pop()),
        (
            "an invalid field of the receipt",
            lambda plain: plain["report"]["receipt"].update(stat=1),
        ),
    ],
)
def test_invalid_pdu_is_rejected(name: str, change: Any) -> None:
    value = plain(decode(RECEIPT))
    validator("DeliverSm").validate(value)
    change(value)
    assert not is_valid("DeliverSm", value)


def test_times_of_other_gateways_are_valid() -> None:
    lines = (
        b"id:1 done date:110820224100532+\n"
        b"id:1 done date:2011-08-20 22:41:00+03:00\n"
        b"id:1 done date:1108202241"
    )
    for written in objects(run("receipt", "--lenient", "--lines", stdin=lines)[1]):
        assert "done_date" in written
        validator("receipt").validate(written)
    assert not is_valid("Receipt", {"record": "Receipt", "done_date": str(timedelta(hours=3))})
    assert Receipt.__name__ in WRITTEN


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda request: str(request.name))
@settings(max_examples=5)
@given(data=st.data())
def test_request_parameters_are_valid(request_: RequestSpec, data: st.DataObject) -> None:
    """A missing required parameter or an unknown one is rejected."""
    schema = next(
        option
        for option in validator("request").schema["anyOf"]
        if option["title"] == request_.name
    )
    request_validator = Draft202012Validator(schema)
    params = data.draw(strategies.commands(request_.name)).public_params()
    request_validator.validate(params)
    assert not request_validator.is_valid({**params, "login": "alex"})
    for name in (*schema["required"], *(name for group in request_.one_of for name in group)):
        assert (
            not request_validator.is_valid(
                {other: text for other, text in params.items() if other != name}
            )
            or name not in params
        )


def test_invalid_request_parameters_are_rejected() -> None:
    params = commands.send(phones="79990000000", mes="x", cost=3).public_params()
    assert is_valid("request", params)
    for invalid in (
        {"cost": "7"},
        {"cost": 3},
        {"mes": ""},
        {"mes": "x" * 1001},
        {"list": "79990000000:x"},
        {"charset": "koi8-r"},
        {"maxsms": "many"},
    ):
        assert not is_valid("request", {**params, **invalid})
