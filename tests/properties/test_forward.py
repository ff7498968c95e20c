"""Forward compatibility: an unknown key, code or flag bit survives and changes no known field."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc_codec.codes import DeliveryErrorCode, MessageStatus, MessageType
from smsc_codec.flags import MessageFlags
from smsc_codec.schema.records import RawJson
from tests.strategies import TAME_TEXT, tame_value
from tools.catalogue import SINGLES, codec_id

if TYPE_CHECKING:
    from smsc_codec.codec import Codec

# A plain OK and an element that holds a bare value cannot carry another key.
DOCUMENTS = [
    codec
    for codec in SINGLES
    if codec.fmt > 1
    and codec._reply.layouts[0].record.has_extra
    and "balance, fmt=2, cur=0" not in codec.name
]
JSON_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**50), 10**50) | TAME_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TAME_TEXT, inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize("codec", DOCUMENTS, ids=codec_id)
@given(st.data())
def test_unknown_key_survives_the_round_trip(codec: Codec[Any], data: st.DataObject) -> None:
    layout = data.draw(
        st.sampled_from([layout for layout in codec._reply.layouts if layout.record.has_extra])
    )
    value = codec.restrict(data.draw(tame_value(layout)))
    key = data.draw(st.sampled_from(["brand_new", "pnet", "sber_status"]))
    body = codec.encode(value).decode()
    if codec.fmt == 3:
        unknown = data.draw(JSON_VALUE)
        text = (
            unknown
            if isinstance(unknown, str)
            else RawJson(json.dumps(unknown, ensure_ascii=False))
        )
        extended = body.replace("{\n", f"{{\n{json.dumps(key)}: {json.dumps(unknown)},\n", 1)
    else:
        text = data.draw(TAME_TEXT)
        extended = body.replace(
            ">\n", f">\n<{key}>{text.replace('&', '&amp;').replace('<', '&lt;')}</{key}>\n", 1
        )
    decoded = codec.decode(extended)
    assert decoded == replace(value, extra=((key, text),))
    assert codec.decode(codec.encode(decoded)) == decoded


@given(
    st.integers(100, 999999999),
    st.integers(300, 999999999),
    st.integers(13, 999999999),
    st.integers(0, 999999999),
)
def test_unknown_codes_and_flag_bits_survive_the_round_trip(
    status: int, err: int, kind: int, flag: int
) -> None:
    for codec in SINGLES:
        if codec.fmt > 1 and "status," in codec.name and "all=2" in codec.name:
            value = {"status": status, "err": err, "type": kind, "flag": flag}
            body = (
                json.dumps(value)
                if codec.fmt == 3
                else "<sms>" + "".join(f"<{k}>{v}</{k}>" for k, v in value.items()) + "</sms>"
            )
            decoded: Any = codec.decode(body)
            assert (decoded.status, decoded.err, decoded.type, decoded.flag.raw) == (
                status,
                err,
                kind,
                flag,
            )
            assert not (decoded.status.known or decoded.err.known or decoded.type.known)
            assert codec.decode(codec.encode(decoded)) == decoded


def test_unknown_code_is_a_member_of_its_enum() -> None:
    for codes, number in ((MessageStatus, 77), (DeliveryErrorCode, 23), (MessageType, 13)):
        member = codes(number)
        assert isinstance(member, codes)
        assert (member, member.known, member.name) == (number, False, f"UNKNOWN_{number}")
    assert MessageFlags(0xFFFF).raw == 0xFFFF
