"""Law 8. An unknown key, code or flag bit changes no known field and survives a round trip."""

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
from tests.catalogue import SINGLES, codec_id
from tests.strategies import TAME_TEXT, tame_value

if TYPE_CHECKING:
    from smsc_codec.codec import Codec

# A plain OK has no room for a key, and an element that is its only value has none either.
MARKUP = [
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


@pytest.mark.parametrize("codec", MARKUP, ids=codec_id)
@given(st.data())
def test_unknown_keys(codec: Codec[Any], data: st.DataObject) -> None:
    form = data.draw(
        st.sampled_from([form for form in codec._reply.layouts if form.record.has_extra])
    )
    value = codec.restrict(data.draw(tame_value(form)))
    key = data.draw(st.sampled_from(["brand_new", "pnet", "sber_status"]))
    body = codec.encode(value).decode()
    if codec.fmt == 3:
        unknown = data.draw(JSON_VALUE)
        text = (
            unknown
            if isinstance(unknown, str)
            else RawJson(json.dumps(unknown, ensure_ascii=False))
        )
        more = body.replace("{\n", f"{{\n{json.dumps(key)}: {json.dumps(unknown)},\n", 1)
    else:
        text = data.draw(TAME_TEXT)
        more = body.replace(
            ">\n", f">\n<{key}>{text.replace('&', '&amp;').replace('<', '&lt;')}</{key}>\n", 1
        )
    read = codec.decode(more)
    assert read == replace(value, extra=((key, text),))
    assert codec.decode(codec.encode(read)) == read


@given(
    st.integers(100, 999999999),
    st.integers(300, 999999999),
    st.integers(13, 999999999),
    st.integers(0, 999999999),
)
def test_unknown_codes_and_bits(status: int, err: int, kind: int, flag: int) -> None:
    for codec in SINGLES:
        if codec.fmt > 1 and "status," in codec.name and "all=2" in codec.name:
            value = {"status": status, "err": err, "type": kind, "flag": flag}
            body = (
                json.dumps(value)
                if codec.fmt == 3
                else "<sms>" + "".join(f"<{k}>{v}</{k}>" for k, v in value.items()) + "</sms>"
            )
            read: Any = codec.decode(body)
            assert (read.status, read.err, read.type, read.flag.raw) == (status, err, kind, flag)
            assert not (read.status.known or read.err.known or read.type.known)
            assert codec.decode(codec.encode(read)) == read


def test_open_codes_are_members() -> None:
    for codes, number in ((MessageStatus, 77), (DeliveryErrorCode, 23), (MessageType, 13)):
        member = codes(number)
        assert isinstance(member, codes)
        assert (member, member.known, member.name) == (number, False, f"UNKNOWN_{number}")
    assert MessageFlags(0xFFFF).raw == 0xFFFF
